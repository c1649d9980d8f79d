"""The page: everything arranged, worded and drawn, put into the templates and written as one file."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from collections import Counter
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment
from markupsafe import Markup

from tightrope.brief import (
    alignment,
    alignment_words,
    chronicle,
    claims,
    conflicts,
    decisions,
    evidence,
    gaps,
    rollcalls,
)
from tightrope.brief.age import behind
from tightrope.brief.labels import ALL, Labels
from tightrope.brief.links import Links
from tightrope.brief.panels import domains_shown, panels
from tightrope.brief.position_chart import dash, state_panels
from tightrope.brief.projections import projections
from tightrope.brief.publication import (
    EVEN,
    FIRST,
    GRAVITY,
    RANK,
    REST,
    SHARE_OF_ALL,
    WEIGHTED,
    Publication,
    read_publication,
)
from tightrope.brief.sentences import averaged, opening
from tightrope.brief.style import free_place, style_of
from tightrope.brief.templating import common, environment, links_of
from tightrope.brief.wording import Words
from tightrope.cases import Case
from tightrope.records import Estimate, Origin, TightropeError, Vote

if TYPE_CHECKING:
    from tightrope.ledger import Ledger

#: Sections in the order of the page; those over estimates are left out while there are none.
SECTIONS = (
    *("short", "standing", "time", "waves", "pushpull", "outlook", "decides", "conflicts", "openings", "alignment"),
    *("claims", "reports", "positions", "ties", "figures", "scorecard", "limits", "sources", "evidence"),
)
OF_ESTIMATES = ("standing", "time", "waves", "pushpull", "outlook", "decides", "conflicts", "openings")
#: Why a power has no share: over all domains or in one of them, and whether no other power has one either.
WHY_NO_SHARE = {
    (False, False): "limits.no_channel",
    (False, True): "limits.no_other_power",
    (True, False): "limits.not_in_all",
    (True, True): "limits.no_two_domains",
}
#: What a vote is called where stances are; who was no member has none.
STANCES = {Vote.YES: "supports", Vote.NO: "opposes", Vote.ABSTAIN: "abstain", Vote.ABSENT: "absent"}


def write(ledger: Ledger, case: Case, paths: Mapping[str, Path]) -> None:
    """Write the brief in several languages; each file is replaced whole or stays as it was.

    Args:
        ledger: where the published numbers and their evidence are; it is read once.
        case: the case.
        paths: the HTML file of each locale, ``en`` or ``zh-Hant``; missing folders are made.

    Raises:
        TightropeError: there is no brief in a locale, or a file cannot be written.
    """
    for locale in paths:
        Words(locale)  # an unknown one stops here, before anything is read
    publication = read_publication(ledger, case)
    for locale, path in paths.items():
        write_whole(path, rendered(publication, locale), "brief")


def write_whole(path: Path, text: str, what: str) -> None:
    """Write a file, which is replaced as a whole or stays as it was; missing folders are made.

    Raises:
        TightropeError: it cannot be written; ``what`` says what was to be in it.
    """
    content = text.encode("utf-8")
    unfinished: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            unfinished = Path(file.name)
            file.write(content)
        unfinished.chmod(0o644)  # as an ordinary new file; temporary ones are closed to others
        os.replace(unfinished, path)
    except OSError as error:
        if unfinished is not None:
            unfinished.unlink(missing_ok=True)
        raise TightropeError(f"the {what} cannot be written: {error.strerror or error}", str(path)) from error


def render(ledger: Ledger, case: Case, locale: str) -> str:
    """Return the brief as HTML. The same ledger gives the same text.

    Raises:
        TightropeError: there is no brief in that locale.
    """
    return rendered(read_publication(ledger, case), locale)


def rendered(publication: Publication, locale: str) -> str:
    """Return the brief on a publication as HTML.

    Raises:
        TightropeError: there is no brief in that locale.
    """
    return _environment().get_template("brief.html.j2").render(_content(publication, Words(locale)))


@cache
def _environment() -> Environment:
    return environment()


def _content(publication: Publication, words: Words) -> dict[str, Any]:
    case = publication.case
    links = links_of(publication, words)
    labels = links.labels
    domains = labels.domains()
    measured = bool(publication.estimates)
    decides = decisions.decided(publication, domains)
    empty = set() if measured else set(OF_ESTIMATES)
    contradictions = conflicts.conflicts(publication)
    empty |= {key for key, found in (("decides", decides), ("conflicts", contradictions)) if not found}
    projected = projections(publication, links)
    judged = claims.judged(publication)
    empty |= projected.empty if judged else {*projected.empty, "claims"}
    homes = _Homes()
    style = style_of(case)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        **common(publication, links),
        "style": Markup(style),
        "style_hash": f"sha256-{digest}",
        "summary": case.summary.get(words.locale) or case.summary.get("en", ""),
        "facts": _facts(publication, words),
        "sections": [key for key in SECTIONS if key not in empty],
        "opening": opening(publication, domains, links) if measured else None,
        "legend": free_place(case),
        "rest": {domain: _rest(publication, domain) for domain in domains_shown(domains)},
        "age": partial(age, publication, links),
        "draw": partial(_draw, publication, links),
        "weighted": any(key[0] == WEIGHTED for key in publication.estimates),
        "distances": _distances(publication, domains),
        "decides": decides,
        "conflicts": contradictions,
        **projected.content,
        "claims": judged,
        "told_claim": claims.ClaimWords(publication, links),
        **_documents(publication),
        **_alignment(publication, links, homes),
        **limits(publication, domains, labels),
        "sources": sources(publication),
        "evidence": evidence.arrange_evidence(publication, domains),
        "home": homes,
    }


class _Homes:
    """Gives each row of a table its anchor where it first stands in the page, and none where it stands again."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def __call__(self, identity: str) -> Markup:
        if identity in self._given:
            return Markup("")
        self._given.add(identity)
        return Markup(' id="o{}"').format(evidence.short_id(identity))


def _facts(publication: Publication, words: Words) -> list[tuple[Markup, Markup]]:
    counts = publication.counts
    facts = []
    if publication.looked_up:
        facts.append((words("fact.looked_up"), words.day(publication.looked_up)))
    if publication.newest_document:
        facts.append((words("fact.newest"), words.day(publication.newest_document)))
    facts += [(words(f"fact.{key}"), words.count(counts[key])) for key in ("documents", "evidence", "observations")]
    facts.append((words("fact.estimates"), words.count(counts["estimates"])))
    return facts


def _rest(publication: Publication, domain: str) -> dict[str, Estimate]:
    """The share of the rest of the world by state, in the year that the table shows."""
    found = {}
    for state in publication.case.states:
        shares = publication.shares(state, domain)
        rest = publication.latest(SHARE_OF_ALL, state, domain, REST)
        if rest is not None and any(share.when == rest.when for share in shares.values()):
            found[state] = rest
    return found


def _distances(publication: Publication, domains: tuple[str, ...]) -> dict[str, dict[str, tuple[Estimate, Estimate]]]:
    """Distance from an even split and from that which gravity expects, by state and domain; both of one year."""
    found: dict[str, dict[str, tuple[Estimate, Estimate]]] = {}
    for state in publication.case.states:
        for domain in domains_shown(domains):
            gravity = publication.latest(GRAVITY, state, domain)
            even = publication.beside(gravity, EVEN) if gravity else None
            if gravity and even:
                found.setdefault(state, {})[domain] = even, gravity
    return found


def age(publication: Publication, links: Links, state: str, domain: str) -> Markup:
    """Return how far the figures behind the newest shares reach, in words; empty if as far as the shares."""
    reached = behind(publication, state, domain)
    return links.age(reached, domain) if reached else Markup("")


def _draw(publication: Publication, links: Links, state: str, domain: str) -> Any:
    return panels(publication, state, domain, links)


def _documents(publication: Publication) -> dict[str, Any]:
    read = chronicle.reports(publication)
    grid, alone = rollcalls.votes(publication)
    stocks, more = chronicle.figures(publication)
    return {
        "reports_read": read,
        "noted": chronicle.noted_events(publication),
        "votes": grid,
        "positions": alone,
        "ties": chronicle.ties(publication),
        "figures": stocks,
        "figures_more": more,
        "passages": chronicle.passages(publication, read),
    }


def _alignment(publication: Publication, links: Links, homes: _Homes) -> dict[str, Any]:
    if not publication.alignment:
        return {"aligned": False, "courses": {}, "few_votes": ()}
    stands, courses = alignment.stands(publication), alignment.courses(publication)
    calls = alignment.shown_roll_calls(courses)
    return {
        "aligned": True,
        "stands": stands,
        "told": partial(alignment_words.told, links=links),
        "farthest": max((one.high90 for stand in stands.values() for one in stand.distances.values()), default=0) or 1,
        "dash": dash,
        "state_panels": state_panels(publication, links),
        "alignment_basis": alignment_words.basis(publication, links),
        "few_votes": alignment_words.few_votes(publication, links),
        "courses": courses,
        "votes_of": lambda one: alignment.votes_of(publication, one.state, one.when.start.year),
        "row_home": lambda one: homes(one.rests_on[0]) if one.rests_on[0] in publication.observations else "",
        "calls_shown": calls,
        "voters": alignment.voters(publication, calls),
        "stances": STANCES,
    }


def limits(publication: Publication, domains: tuple[str, ...], labels: Labels) -> dict[str, Any]:
    """Return what the section on limits needs beside what all sections have."""
    return {
        "measured": bool(publication.estimates),
        "shown": domains_shown(domains),
        "averaged": averaged(publication, labels),
        "coverage": gaps.coverage(publication),
        "gaps": gaps.gaps(publication, domains) if publication.estimates else (),
        "quantities": {"rank": RANK, "first": FIRST, "weighted": WEIGHTED},
        "holders": (*publication.case.powers, REST),
        "why": lambda gap: WHY_NO_SHARE[gap.domain == ALL, gap.alone],
        "undated": gaps.undated(publication),
        "used": publication.cited,
        "channel_list": lambda channels: labels.words.listing(labels.channel(channel.name) for channel in channels),
    }


def sources(publication: Publication) -> list[tuple[Origin, int, int]]:
    """Return each origin with the numbers of rows and of passages the page has from it."""
    rows = Counter(row.origin for row in publication.observations.values())
    rows.update(call.origin for call in publication.roll_calls.values())
    passages: Mapping[str, int] = Counter(
        publication.documents[item.document].origin.id for item in publication.evidence.values()
    )
    ordered = sorted(publication.origins.values(), key=lambda origin: (origin.producer, origin.title, origin.id))
    return [(origin, rows[origin.id], passages[origin.id]) for origin in ordered]
