"""Full-text search: plain words in, passages out, newest publication first.

The index finds documents. Which pieces of evidence match follows from their spans, so quotes are neither stored nor
indexed a second time. Every candidate is checked against its text, so no hit is an artefact of the index.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Literal

from tightrope.ledger.connection import Database
from tightrope.ledger.fold import fold, indexed, short_word_query, word_pattern
from tightrope.ledger.rows import to_day
from tightrope.records import LedgerError

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
        raise LedgerError(f"a query has at most {LONGEST_QUERY} characters, not {len(query)}")
    if any("\ud800" <= char <= "\udfff" for char in query):
        raise LedgerError("half a surrogate pair in the query is not text")
    # In short words signs are passed over: nothing would narrow down where they stand.
    words = (word if len(word) > 2 else indexed(word) for word in fold(query).split())
    searchable = tuple(dict.fromkeys(word for word in words if word))
    if not searchable:
        raise LedgerError("nothing to search for: give at least one letter, digit or character")
    return searchable


def search(database: Database, query: str, *, limit: int, language: str | None) -> tuple[Hit, ...]:
    """Find passages that hold every word of the query."""
    if limit < 1:
        raise LedgerError(f"the number of hits must be at least 1, not {limit}")
    # As typed first; then with marks joined to their letters, as texts mostly have them and some keyboards do not.
    for form in dict.fromkeys((query, unicodedata.normalize("NFC", query))):
        words = words_of(form)
        patterns = [word_pattern(word) for word in words]
        numbers = _candidates(database, words, language)
        hits = tuple(islice((hit for number in numbers for hit in _hits_in(database, number, patterns)), limit))
        if hits:
            return hits
    return ()


def _candidates(database: Database, words: Sequence[str], language: str | None) -> Iterator[int]:
    """Stream numbers of documents that may match, newest publication first."""
    long = " AND ".join('"' + word.replace('"', '""') + '"' for word in words if len(word) > 2)
    short = " AND ".join(short_word_query(word) for word in words if len(word) <= 2)
    table, values = ("search_trigram", [long]) if long else ("search_pair", [short])
    sql = f"SELECT f.rowid FROM {table} f"
    if language is not None:
        sql += " CROSS JOIN document d ON d.number = f.rowid"
    sql += f" WHERE {table} MATCH ?"
    if long and short:
        # The plus keeps SQLite from looking up each number in the full-text table: the second list is read once.
        sql += " AND +f.rowid IN (SELECT rowid FROM search_pair WHERE search_pair MATCH ?)"
        values.append(short)
    if language is not None:
        sql += " AND (d.language = ? OR d.language GLOB ?)"
        values += [language, re.sub(r"([*?\[])", r"[\1]", language) + "-*"]
    return (number for (number,) in database.rows(f"{sql} ORDER BY f.rowid DESC", values))


def _hits_in(database: Database, number: int, patterns: Sequence[re.Pattern[str]]) -> Iterator[Hit]:
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
    found = []
    spans = database.rows(
        "SELECT id, span_start, span_end FROM evidence WHERE document = ? ORDER BY span_start, span_end, number",
        (number,),
    )
    for evidence, first, last in spans:
        match = _all_in(folded[first:last], patterns)
        if match is not None:
            found.append((evidence, first, last, first + match))
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
