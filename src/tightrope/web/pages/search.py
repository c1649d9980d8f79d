"""Search over documents and evidence, in every language they are in, narrowed by what one looks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from tightrope.brief.links import foreign
from tightrope.brief.wording import Words
from tightrope.cases import Case
from tightrope.ledger import Hit, Narrowing
from tightrope.ledger.fold import fold
from tightrope.records import EVIDENCE_KINDS, AnyEvidence, Origin, QueryError
from tightrope.web.desk import Desk
from tightrope.web.passages import documents_of
from tightrope.web.view import View, single

#: Most hits of a page: documents and pieces of evidence together.
MOST_HITS = 60
#: Most pieces of evidence in the list that stands for a search where there is no server.
MOST_LISTED = 2000
#: The characters that Chinese is written with (CJK Unified Ideographs and Extension A).
_HAN = "".join(map(chr, (*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000))))
OPTIONS = ("q", "language", "kind", "state", "power", "since", "until")


@dataclass(frozen=True)
class Found:
    """A document that holds the words, with what was found in it.

    Attributes:
        document: the hit in the document.
        origin: where the document comes from.
        evidence: pieces of evidence whose quotes hold the words, each with its hit.
    """

    document: Hit
    origin: Origin
    evidence: tuple[tuple[AnyEvidence, Hit], ...]


def _content(view: View) -> dict[str, Any]:
    return _listed(view) if view.static else _searched(view)


def _listed(view: View) -> dict[str, Any]:
    """The newest evidence as a list, for a server that answers no questions; a script narrows it by words."""
    documents = documents_of(view, view.desk.evidence.items)

    def published(item: AnyEvidence) -> tuple[date, str, int]:
        return documents[item.document].published or date.min, item.document, -item.start

    newest = sorted(view.desk.evidence.items, key=published, reverse=True)
    listed = newest[:MOST_LISTED]
    texts = [documents[one.document] for one in listed]
    shown = "".join(f"{text.text[one.start : one.end]}{text.title}" for one, text in zip(listed, texts, strict=True))
    left = max(len(newest) - MOST_LISTED, 0)
    return {"listed": listed, "left": left, "documents": documents, "alike": alike(shown)}


def alike(text: str) -> tuple[str, str]:
    """Return characters that a search takes for one of a text, such as traditional for simplified ones, and those.

    Both have the same length; what is left out is taken for itself only.
    """
    told = set(fold(text))
    found = [(one, other) for one, other in zip(_HAN, fold(_HAN), strict=True) if one != other and other in told]
    return "".join(one for one, _ in found), "".join(other for _, other in found)


def _searched(view: View) -> dict[str, Any]:
    options, refusal = view.options, ""
    found: list[Found] = []
    hits: tuple[Hit, ...] = ()
    with view.ledger() as ledger:
        languages = list(ledger.languages())
        if options.get("q"):
            try:
                hits = ledger.search(options["q"], limit=MOST_HITS, within=_within(options, view.case))
            except QueryError as error:
                refusal = error.what
            ids = [hit.id for hit in hits if hit.kind == "evidence"]
            items = {item.id: item for item in ledger.evidence(ids=ids)} if ids else {}
            origins = {hit.id: ledger.document(hit.id).origin for hit in hits if hit.kind == "document"}
            found = _grouped(hits, items, origins)
    return {
        "options": options,
        "languages": _in_order(languages, view.words),
        "kinds": tuple(EVIDENCE_KINDS),
        "refusal": refusal,
        "found": found,
        "count": {kind: sum(hit.kind == kind for hit in hits) for kind in ("document", "evidence")},
        "full": len(hits) == MOST_HITS,
        "older": _older(view, found) if len(hits) == MOST_HITS else "",
        "marked": marked,
    }


def _in_order(languages: Iterable[str], words: Words) -> list[tuple[str, Markup]]:
    """The languages with their names, the kinds of Chinese behind all of it, where the first of them comes."""
    named = {code: words.term("language", code) for code in languages}
    chinese = [code for code in named if code.startswith("zh")]
    if len(chinese) < 2:
        return list(named.items())
    others = [code for code in named if code not in chinese]
    place = list(named).index(chinese[0])
    whole = ("zh", words("search.zh"))
    return [*_of(named, others[:place]), whole, *_of(named, chinese), *_of(named, others[place:])]


def _of(named: Mapping[str, Markup], codes: Iterable[str]) -> list[tuple[str, Markup]]:
    return [(code, named[code]) for code in codes]


def _within(options: Mapping[str, str], case: Case) -> Narrowing:
    """Read what the search is narrowed to.

    Raises:
        QueryError: something that is no day, kind, state or power.
    """
    about = []
    if state := options.get("state"):
        if state not in case.states:
            raise QueryError(f"the case has no state {state!r}")
        about.append(frozenset({state, *(group for group, members in case.groups.items() if state in members)}))
    if power := options.get("power"):
        if power not in case.powers:
            raise QueryError(f"the case has no power {power!r}")
        about.append(frozenset({power}))
    return Narrowing(
        language=options.get("language"),
        since=_day(options.get("since")),
        until=_day(options.get("until")),
        kind=options.get("kind"),
        about=tuple(about),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise QueryError(f"a day is written 2025-09-05, not {text!r}") from error


def _grouped(hits: Iterable[Hit], items: Mapping[str, AnyEvidence], origins: Mapping[str, Origin]) -> list[Found]:
    documents = [hit for hit in hits if hit.kind == "document"]
    evidence: dict[str, list[tuple[AnyEvidence, Hit]]] = {hit.id: [] for hit in documents}
    for hit in hits:
        if hit.kind == "evidence":
            evidence[hit.document].append((items[hit.id], hit))
    return [Found(hit, origins[hit.id], tuple(evidence[hit.id])) for hit in documents]


def _older(view: View, found: list[Found]) -> str:
    """The address of hits published by the day of the last one; empty if that is the day of the first as well."""
    first, last = found[0].document.published, found[-1].document.published
    if last is None or last == first:
        return ""
    return f"{view.pages.page('search')}?{urlencode({**view.options, 'until': last.isoformat()})}"


def marked(hit: Hit) -> Markup:
    """Return the words of a hit with those that were looked for marked."""
    parts, place = [], 0
    for start, end in hit.matches:
        parts += [foreign(hit.snippet[place:start]) if start > place else "", _mark(hit.snippet[start:end])]
        place = end
    return Markup("").join([*parts, foreign(hit.snippet[place:]) if place < len(hit.snippet) else ""])


def _mark(text: str) -> Markup:
    return Markup("<mark>{}</mark>").format(foreign(text))


def _version(desk: Desk) -> Any:
    return desk.evidence.seen


KIND = single("search", _content, version=_version, options=OPTIONS)
