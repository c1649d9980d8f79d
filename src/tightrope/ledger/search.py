"""Full-text search: plain words in, passages out, newest publication first.

The index finds documents. Which pieces of evidence match follows from their spans, so quotes are neither stored nor
indexed a second time. Every candidate is checked against its text, so no hit is an artefact of the index.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any, Literal

from tightrope.ledger.connection import Database
from tightrope.ledger.fold import fold, indexed, short_word_query, word_pattern
from tightrope.ledger.rows import DAY_BITS, to_day
from tightrope.records import EVIDENCE_KINDS, QueryError

LONGEST_QUERY = 1000
#: At most so many pieces of evidence of one document are shown, so that one document cannot fill the list.
PER_DOCUMENT = 3
_BEFORE = 40
_SNIPPET = 160
_WHOLE_QUOTE = 400

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A passage that holds every word of a query.

    Attributes:
        kind: ``document`` or ``evidence``.
        id: id of the document or of the evidence.
        document: id of the document.
        title: title of the document.
        published: its day of publication; ``None`` if unknown.
        language: its language.
        snippet: the quote (evidence) or the surroundings of the first match (document), verbatim.
        start: place of the snippet in the document's text, in code points.
        matches: places of the words in the snippet, as (start, end), in order, not overlapping.
        more: for a document: how many more of its pieces of evidence match than are listed after it.
    """

    kind: Literal["document", "evidence"]
    id: str
    document: str
    title: str
    published: date | None
    language: str
    snippet: str
    start: int
    matches: tuple[Span, ...]
    more: int = 0


def words_of(query: str) -> tuple[str, ...]:
    """The folded words of a query: what stands between blanks, each once. No character has a special meaning.

    Raises:
        LedgerError: nothing that can be searched for, or too long.
    """
    if len(query) > LONGEST_QUERY:
        raise QueryError(f"a query has at most {LONGEST_QUERY} characters, not {len(query)}")
    if any("\ud800" <= char <= "\udfff" for char in query):
        raise QueryError("half a surrogate pair in the query is not text")
    # In short words signs are passed over: nothing would narrow down where they stand.
    words = (word if len(word) > 2 else indexed(word) for word in fold(query).split())
    searchable = tuple(dict.fromkeys(word for word in words if word))
    if not searchable:
        raise QueryError("nothing to search for: give at least one letter, digit or character")
    return searchable


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """Which documents and evidence are searched; as it is, all.

    Attributes:
        language: of the document; ``zh`` means ``zh-Hant`` and ``zh-Hans``.
        since: published on this day or later.
        until: published on this day or earlier.
        kind: only documents with evidence of this kind, and only such evidence.
        about: only documents with evidence that names a code of each of these sets, and only such evidence.
    """

    language: str | None = None
    since: date | None = None
    until: date | None = None
    kind: str | None = None
    about: tuple[frozenset[str], ...] = ()

    def __post_init__(self) -> None:
        if self.kind is not None and self.kind not in EVIDENCE_KINDS:
            raise QueryError(f"there is no kind of evidence {self.kind!r}; there are {', '.join(EVIDENCE_KINDS)}")

    @property
    def of_evidence(self) -> bool:
        """Whether it asks for certain evidence."""
        return self.kind is not None or bool(self.about)

    def fits(self, kind: str, fields: str) -> bool:
        """Whether evidence, as the ledger stores it, is asked for."""
        if self.kind not in (None, kind):
            return False
        return not self.about or all(named.intersection(_named(json.loads(fields))) for named in self.about)


#: All documents and all their evidence.
EVERYWHERE = Narrowing()


def _named(fields: Mapping[str, Any]) -> Iterator[str]:
    """Codes of all who have a part in evidence, whatever its kind."""
    for name in ("holder", "over", "a", "b", "actor"):
        yield fields.get(name, "")
    for name in ("source", "target"):
        yield from fields.get(name, ())


def search(database: Database, query: str, *, limit: int, within: Narrowing) -> tuple[Hit, ...]:
    """Find passages that hold every word of the query."""
    if limit < 1:
        raise QueryError(f"the number of hits must be at least 1, not {limit}")
    # As typed first; then with marks joined to their letters, as texts mostly have them and some keyboards do not.
    for form in dict.fromkeys((query, unicodedata.normalize("NFC", query))):
        words = words_of(form)
        patterns = [word_pattern(word) for word in words]
        numbers = _candidates(database, words, within)
        found = (hit for number in numbers for hit in _hits_in(database, number, patterns, within))
        hits = database.made(tuple, islice(found, limit))
        if hits:
            return hits
    return ()


def _candidates(database: Database, words: Sequence[str], within: Narrowing) -> Iterator[int]:
    """Stream numbers of documents that may match, newest publication first."""
    long = " AND ".join('"' + word.replace('"', '""') + '"' for word in words if len(word) > 2)
    short = " AND ".join(short_word_query(word) for word in words if len(word) <= 2)
    table = "search_trigram" if long else "search_pair"
    values: list[object] = [long or short]
    sql = f"SELECT f.rowid FROM {table} f"
    if within.language is not None:
        sql += " CROSS JOIN document d ON d.number = f.rowid"
    sql += f" WHERE {table} MATCH ?"
    if long and short:
        # The plus keeps SQLite from looking up each number in the full-text table: the second list is read once.
        sql += " AND +f.rowid IN (SELECT rowid FROM search_pair WHERE search_pair MATCH ?)"
        values.append(short)
    if within.language is not None:
        sql += " AND (d.language = ? OR d.language GLOB ?)"
        values += [within.language, re.sub(r"([*?\[])", r"[\1]", within.language) + "-*"]
    if within.since is not None or within.until is not None:
        # Numbers begin with the day of publication, undated documents with none.
        first, last = within.since or date.min, within.until or date.max
        sql += " AND f.rowid BETWEEN ? AND ?"
        values += [first.toordinal() << DAY_BITS, ((last.toordinal() + 1) << DAY_BITS) - 1]
    if within.of_evidence:
        sql += " AND EXISTS (SELECT 1 FROM evidence e WHERE e.document = f.rowid"
        if within.kind is not None:
            sql += " AND e.kind = ?"
            values.append(within.kind)
        for named in within.about:  # whether a code stands where parties do is looked at once the document is read
            sql += f" AND ({' OR '.join(['instr(e.fields, ?)'] * len(named)) or '0'})"
            values += [f'"{code}"' for code in sorted(named)]
        sql += ")"
    return (number for (number,) in database.rows(f"{sql} ORDER BY f.rowid DESC", values))


def _hits_in(database: Database, number: int, patterns: Sequence[re.Pattern[str]], within: Narrowing) -> Iterator[Hit]:
    """The document, then its matching evidence in the order of the text; nothing if the text does not match."""
    row = database.row("SELECT id, title, published, language, text FROM document WHERE number = ?", (number,))
    if row is None:
        return
    identity, title, published, language, text = row
    folded = fold(text)
    firsts = [pattern.search(folded) for pattern in patterns]
    places = [match.start() for match in firsts if match is not None]
    if len(places) < len(patterns):
        return
    start, end = _window(folded, places[0], 0, len(text))
    document = Hit(
        kind="document",
        id=identity,
        document=identity,
        title=title,
        published=to_day(published),
        language=language,
        snippet=text[start:end],
        start=start,
        matches=_marks(folded[start:end], patterns),
    )
    found, fitting = [], 0
    spans = database.rows(
        "SELECT id, span_start, span_end, kind, fields FROM evidence WHERE document = ? "
        "ORDER BY span_start, span_end, number",
        (number,),
    )
    for evidence, first, last, kind, fields in spans:
        if not within.fits(kind, fields):
            continue
        fitting += 1
        match = _all_in(folded[first:last], patterns)
        if match is not None:
            found.append((evidence, first, last, first + match))
    if within.of_evidence and not fitting:
        return
    yield replace(document, more=max(0, len(found) - PER_DOCUMENT))
    for evidence, first, last, place in found[:PER_DOCUMENT]:
        start, end = (first, last) if last - first <= _WHOLE_QUOTE else _window(folded, place, first, last)
        yield replace(
            document,
            kind="evidence",
            id=evidence,
            snippet=text[start:end],
            start=start,
            matches=_marks(folded[start:end], patterns),
        )


def _all_in(folded: str, patterns: Sequence[re.Pattern[str]]) -> int | None:
    """Place of the first word if all words are there."""
    matches = [pattern.search(folded) for pattern in patterns]
    return None if None in matches or matches[0] is None else matches[0].start()


def _window(folded: str, place: int, first: int, last: int) -> Span:
    """A stretch around a place, within first..last; it starts at the paragraph or a word where one is near."""
    start = max(first, place - _BEFORE)
    paragraph = folded.rfind("  ", start, place)  # folding turns line breaks into spaces
    if paragraph >= 0:
        start = paragraph + 2
    elif start > first and (blank := folded.find(" ", start, place)) >= 0:
        start = blank + 1
    return start, min(last, start + _SNIPPET)


def _marks(folded: str, patterns: Sequence[re.Pattern[str]]) -> tuple[Span, ...]:
    """All places of the words; where two overlap, the one that starts first or is longer."""
    spans = sorted(
        (match.span() for pattern in patterns for match in pattern.finditer(folded)),
        key=lambda span: (span[0], -span[1]),
    )
    kept: list[Span] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return tuple(kept)
