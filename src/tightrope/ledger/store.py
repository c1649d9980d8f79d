"""Writing: documents with evidence, observations, roll calls. Each call is one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from tightrope.ledger.connection import Database, Row
from tightrope.ledger.index import Sketch, write_near, write_search
from tightrope.ledger.near import nearest
from tightrope.ledger.rows import (
    DAY_BITS,
    Placement,
    evidence_row,
    observation_row,
    origin_row,
    roll_call_row,
)
from tightrope.records import (
    EVIDENCE_KINDS,
    AnyEvidence,
    CheckError,
    Document,
    LedgerError,
    Observation,
    Origin,
    RollCall,
)

Cell = TypeVar("Cell", Observation, RollCall)

_EVIDENCE_CLASSES = tuple(EVIDENCE_KINDS.values())


def check_evidence(document: Document, evidence: Iterable[AnyEvidence]) -> tuple[AnyEvidence, ...]:
    """Return the evidence if all of it quotes this document.

    Raises:
        CheckError: evidence of another document, a span beyond the text, or a quote of nothing but blanks.
    """
    identity, length = document.id, len(document.text)
    checked = []
    for each in evidence:
        if not isinstance(each, _EVIDENCE_CLASSES):
            raise CheckError(f"evidence is an event, a stock, a tie or a position, not {type(each).__name__}")
        where = f"document {document.name or identity}, evidence at {each.start}..{each.end}"
        if each.document != identity:
            raise CheckError(f"it quotes document {each.document}, not {identity}", where)
        if each.end > length:
            raise CheckError(f"it ends beyond the text, which has {length} characters", where)
        if not document.text[each.start : each.end].strip():
            raise CheckError("its quote is nothing but blanks", where)
        checked.append(each)
    return tuple(checked)


def lookup(
    database: Database,
    connection: sqlite3.Connection,
    document: Document,
    sketch: Sketch | None = None,
    *,
    compare: bool = True,
) -> Placement:
    """What would become of a document; ``sketch`` saves making it again."""
    known = _known(connection, document.id)
    if known is not None:
        return Placement("known", known)
    if not compare:
        return Placement("new", document.id)
    sketch = sketch or Sketch.of(document.text)
    near = database.made(nearest, connection, sketch.shingles, sketch.signature)
    if near is None:
        return Placement("new", document.id)
    (identity,) = connection.execute("SELECT id FROM document WHERE number = ?", (near,)).fetchone()
    return Placement("near-duplicate", identity)


def _known(connection: sqlite3.Connection, identity: str) -> str | None:
    found = connection.execute(
        "SELECT id FROM document WHERE id = ?1 UNION ALL "
        "SELECT d.id FROM document_link l JOIN document d ON d.number = l.document WHERE l.text_id = ?1 LIMIT 1",
        (identity,),
    ).fetchall()
    return found[0][0] if found else None


def add_document(
    database: Database, document: Document, evidence: Iterable[AnyEvidence], *, compare: bool
) -> Placement:
    """Store a document with all its evidence, or link it to the one it repeats."""
    checked = check_evidence(document, evidence)
    if not document.text.strip():
        raise CheckError("a document without text", document.name or document.origin.url)
    with database.speaking():
        known = _known(database.reader, document.id)
        # The costly part is done before the write lock is taken; the look-up is repeated under the lock.
        sketch = Sketch.of(document.text) if known is None else None
    with database.writing() as (connection, recorded):
        placement = lookup(database, connection, document, sketch, compare=compare)
        origin = _put_origin(connection, document.origin, recorded)
        if placement.status == "new":
            number = _put_document(connection, document, origin, recorded, sketch or Sketch.of(document.text))
            _put_evidence(connection, number, checked, recorded)
        else:
            _put_link(connection, placement.of, document, origin, recorded)
    return placement


def add_evidence(database: Database, document: Document, evidence: Iterable[AnyEvidence]) -> int:
    """Add evidence to a stored document (a newer coder's, say); return how much of it was new."""
    checked = check_evidence(document, evidence)
    with database.writing() as (connection, recorded):
        number = number_of(connection, "document", document.id)
        if number is None:
            raise LedgerError(f"there is no document {document.id} to add evidence to", str(database.path))
        return _put_evidence(connection, number, checked, recorded)


def number_of(connection: sqlite3.Connection, table: str, identity: str) -> int | None:
    """The number of the row with an id; ``None`` if there is none."""
    found = connection.execute(f"SELECT number FROM {table} WHERE id = ?", (identity,)).fetchall()
    return found[0][0] if found else None


def _put_origin(connection: sqlite3.Connection, origin: Origin, recorded: int) -> int:
    number = number_of(connection, "origin", origin.id)
    if number is not None:
        return number
    return insert(
        connection,
        "INSERT INTO origin (id, producer, title, url, licence, accessed, sha256, recorded_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*origin_row(origin), recorded),
    )


def insert(connection: sqlite3.Connection, sql: str, values: Sequence[object]) -> int:
    """Store a row; return its number."""
    number = connection.execute(sql, values).lastrowid
    if number is None:
        raise LedgerError("SQLite stored a row without a number")
    return number


def _put_document(
    connection: sqlite3.Connection, document: Document, origin: int, recorded: int, sketch: Sketch
) -> int:
    number = _next_number(connection, document)
    published = document.published.isoformat() if document.published else None
    connection.execute(
        "INSERT INTO document (number, id, origin, published, language, title, author, name, recorded_at, text) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, document.id, origin, published, document.language, document.title),
            *(document.author, document.name, recorded, document.text),
        ),
    )
    write_search(connection, number, sketch.folded)
    write_near(connection, number, sketch.signature)
    return number


def _next_number(connection: sqlite3.Connection, document: Document) -> int:
    first = (document.published.toordinal() if document.published else 0) << DAY_BITS
    last = first + (1 << DAY_BITS) - 1
    (highest,) = connection.execute(
        "SELECT max(number) FROM document WHERE number BETWEEN ? AND ?", (first, last)
    ).fetchone()
    if highest == last:
        raise LedgerError(f"there are {1 << DAY_BITS} documents of one day already ({document.published or 'undated'})")
    return first if highest is None else int(highest) + 1


def _put_evidence(connection: sqlite3.Connection, document: int, evidence: Iterable[AnyEvidence], recorded: int) -> int:
    before = connection.total_changes
    connection.executemany(
        "INSERT OR IGNORE INTO evidence (id, kind, span_start, span_end, fields, document, recorded_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(*evidence_row(each), document, recorded) for each in evidence],
    )
    return connection.total_changes - before


def _put_link(connection: sqlite3.Connection, of: str, document: Document, origin: int, recorded: int) -> None:
    number, first_origin, name = connection.execute(
        "SELECT number, origin, name FROM document WHERE id = ?", (of,)
    ).fetchone()
    if of == document.id and (first_origin, name) == (origin, document.name):
        return  # the document itself, read again
    connection.execute(
        "INSERT OR IGNORE INTO document_link (document, text_id, kind, origin, published, title, name, recorded_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(number, document.id, "same" if of == document.id else "near", origin),
            *(document.published.isoformat() if document.published else None, document.title, document.name, recorded),
        ),
    )


def add_observations(database: Database, origin: Origin, observations: Iterable[Observation]) -> int:
    """Store the observations of one table; return how many were new."""
    with database.writing() as (connection, recorded):
        number = _put_origin(connection, origin, recorded)
        before = connection.total_changes
        connection.executemany(
            "INSERT OR IGNORE INTO observation "
            "(id, channel, holder, over, period, lower, upper, unit, locator, origin, recorded_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((*observation_row(each), number, recorded) for each in _of_origin(observations, origin.id)),
        )
        return connection.total_changes - before


def add_roll_calls(database: Database, origin: Origin, calls: Iterable[RollCall]) -> int:
    """Store the roll calls of one file; return how many were new."""
    with database.writing() as (connection, recorded):
        number = _put_origin(connection, origin, recorded)
        before = connection.total_changes
        connection.executemany(
            "INSERT OR IGNORE INTO roll_call "
            "(id, resolution, session, special, day, title, issues, important, part, repeats, "
            "yes, abstain, no, absent, locator, origin, recorded_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((*row, number, recorded) for row in _at_different_places(_of_origin(calls, origin.id))),
        )
        return connection.total_changes - before


def _of_origin(cells: Iterable[Cell], origin: str) -> Iterator[Cell]:
    for each in cells:
        if each.origin != origin:
            what = "observation" if isinstance(each, Observation) else "roll call"
            raise CheckError(f"it names origin {each.origin}, not {origin}", f"{what} {each.locator}")
        yield each


def _at_different_places(calls: Iterable[RollCall]) -> Iterator[Row]:
    """Rows to store. Later readings replace what stood at the same place, so each place may hold one roll call."""
    places: dict[str, str] = {}
    for each in calls:
        row = roll_call_row(each)
        if places.setdefault(each.locator, row[0]) != row[0]:
            raise CheckError("another roll call of the same file has this locator", f"roll call {each.locator}")
        yield row
