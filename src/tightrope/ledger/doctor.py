"""Examining a ledger: is the file whole, does every record say what its id says, does every quote stand in its text."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from tightrope.ledger import read, shape
from tightrope.ledger.connection import Database, Row, faults, moment
from tightrope.ledger.fold import fold
from tightrope.ledger.index import stale
from tightrope.ledger.opening import open_to_read
from tightrope.ledger.rows import (
    DOCUMENT,
    ESTIMATE,
    EVIDENCE,
    OBSERVATION,
    ORIGIN,
    ROLL_CALL,
    Counts,
    to_document,
    to_estimate,
    to_evidence,
    to_observation,
    to_origin,
    to_roll_call,
)
from tightrope.ledger.runs import SHARE_DRAWS, to_share_draws
from tightrope.ledger.shape import Ailment
from tightrope.ledger.verdicts import stored_verdicts
from tightrope.records import NO_RECORD, LedgerError

_TIMEOUT = 30.0
#: So many ailments of a kind are listed; a damaged file may have millions.
MOST_LISTED = 20

#: What is read of each kind of record, with its id first.
_RECORDS: dict[str, tuple[str, Callable[[Row], Any]]] = {
    "origin": (f"SELECT o.id, {ORIGIN} FROM origin o ORDER BY o.number", to_origin),
    "document": (
        f"SELECT d.id, {DOCUMENT} FROM document d JOIN origin o ON o.number = d.origin ORDER BY d.number",
        to_document,
    ),
    "evidence": (
        f"SELECT e.id, {EVIDENCE} FROM evidence e JOIN document d ON d.number = e.document ORDER BY e.number",
        to_evidence,
    ),
    "observation": (
        f"SELECT b.id, {OBSERVATION} FROM observation b JOIN origin o ON o.number = b.origin ORDER BY b.number",
        to_observation,
    ),
    "roll call": (
        f"SELECT c.id, {ROLL_CALL} FROM roll_call c JOIN origin o ON o.number = c.origin ORDER BY c.number",
        to_roll_call,
    ),
}
#: The same of those that rest on others, in the order of what they rest on.
_RESTING: dict[str, tuple[str, Callable[[Row, tuple[str, ...]], Any]]] = {
    "estimate": (f"SELECT s.id, {ESTIMATE} FROM estimate s ORDER BY s.basis", to_estimate),
    "table of draws": (f"SELECT s.id, {SHARE_DRAWS} FROM share_draws s ORDER BY s.basis", to_share_draws),
}
#: What nothing points to, though something should, with what that means.
_ORPHANS = {
    "evidence without its document": "SELECT id FROM evidence WHERE document NOT IN (SELECT number FROM document)",
    "an estimate of no run": "SELECT id FROM estimate WHERE number NOT IN (SELECT estimate FROM run_estimate)",
    "a run without estimates": "SELECT id FROM run WHERE number NOT IN (SELECT run FROM run_estimate)",
    "a table of draws of no run": "SELECT id FROM share_draws WHERE number NOT IN "
    "(SELECT share_draws FROM run_share_draws)",
    "a verdict of no test": "SELECT id FROM verdict WHERE number NOT IN (SELECT verdict FROM checking_verdict)",
    "a set of ids that nothing rests on": "SELECT digest FROM basis WHERE number NOT IN (SELECT basis FROM estimate) "
    "AND number NOT IN (SELECT basis FROM share_draws) "
    "AND number NOT IN (SELECT basis FROM verdict WHERE basis IS NOT NULL)",
}
_STEPS = "SELECT number, name, tightrope, recorded_at FROM migration ORDER BY number"
#: Where a document begins to be looked for in the index: three letters or digits among so many characters.
_PROBED = 400
_THREE = re.compile(r"[^\W_]{3}")
_FOUND = "SELECT rowid FROM search_trigram WHERE folded MATCH ? AND rowid = ?"


@dataclass(frozen=True)
class Health:
    """What an examination found.

    Attributes:
        ailments: what is wrong; at most :data:`MOST_LISTED` of each kind are listed.
        number: how many things are wrong.
        counts: what the ledger holds; ``None`` if the file is too damaged to tell.
        migrations: number, name, version of tightrope and time of each step of the schema; none if that is damaged.
        sqlite: version of SQLite.
        bytes: size of the file.
        log_bytes: size of the write-ahead log beside it.
        free_bytes: space in the file that nothing uses.
        disk_bytes: space left on its disk.
    """

    ailments: tuple[Ailment, ...]
    number: int
    counts: Counts | None
    migrations: tuple[tuple[int, str, str, datetime], ...]
    sqlite: str
    bytes: int
    log_bytes: int
    free_bytes: int
    disk_bytes: int


def examine(path: Path, progress: Callable[[str], None] = lambda part: None) -> Health:
    """Examine a ledger without changing it; others may write to it meanwhile. About a minute for a million records.

    Args:
        path: the file.
        progress: is told which part comes next.

    Raises:
        LedgerError: the file cannot be read as a ledger at all.
    """
    database = open_to_read(path, _TIMEOUT)
    try:
        return _examined(database, progress)
    finally:
        database.close()


def _examined(database: Database, progress: Callable[[str], None]) -> Health:
    listed: dict[str, list[Ailment]] = {}
    number = 0
    for one in _ailments(database, progress):
        number += 1
        same = listed.setdefault(one.kind, [])
        if len(same) < MOST_LISTED:
            same.append(one)
    counts: Counts | None = None
    migrations: tuple[tuple[int, str, str, datetime], ...] = ()
    if "file" not in listed:  # what stands in a damaged file cannot be trusted to be read
        with suppress(LedgerError):
            counts = read.counts(database)
            migrations = tuple(database.records(_step, _STEPS))
    path = database.path
    log = path.with_name(path.name + "-wal")
    free = "SELECT f.freelist_count * p.page_size FROM pragma_freelist_count f, pragma_page_size p"
    return Health(
        ailments=tuple(one for same in listed.values() for one in same),
        number=number,
        counts=counts,
        migrations=migrations,
        sqlite=sqlite3.sqlite_version,
        bytes=path.stat().st_size,
        log_bytes=log.stat().st_size if log.exists() else 0,
        free_bytes=next(database.rows(free))[0],
        disk_bytes=shutil.disk_usage(path.parent).free,
    )


def _ailments(database: Database, progress: Callable[[str], None]) -> Iterator[Ailment]:
    progress("file")
    damaged = False
    for said in faults(database.rows(f"PRAGMA integrity_check({MOST_LISTED})")):
        damaged = True
        yield Ailment("file", said)
    if damaged:
        return
    parts: dict[str, Callable[[], Iterator[Ailment]]] = {
        "layout": lambda: shape.layout(database),
        "row": lambda: shape.rows(database),
        **{kind: partial(_contents, database, kind) for kind in _RECORDS},
        **{kind: partial(_resting, database, kind) for kind in _RESTING},
        "verdict": lambda: _verdicts(database),
        "span": lambda: _spans(database),
        "orphan": lambda: _orphans(database),
        "index": lambda: _unindexed(database),
    }
    for name, part in parts.items():
        progress(name)
        try:
            yield from part()
        except LedgerError as error:  # a column that is gone, a text that is none: the other parts are looked at too
            yield Ailment("file", error.what, name)


def _orphans(database: Database) -> Iterator[Ailment]:
    for table, row, parent, _ in database.rows("PRAGMA foreign_key_check"):
        yield Ailment("orphan", f"it points to a row of {parent} that is not there", f"{table} {row}")
    for what, sql in _ORPHANS.items():
        for (identity,) in database.rows(sql):
            yield Ailment("orphan", what, identity)


def _step(row: Row) -> tuple[int, str, str, datetime]:
    number, name, version, recorded = row
    return number, name, version, moment(recorded)


def _contents(database: Database, kind: str) -> Iterator[Ailment]:
    """Records whose content gives another id than the one they are stored under, or none."""
    sql, to_record = _RECORDS[kind]
    for identity, *row in database.rows(sql):
        yield from _compared(kind, identity, partial(to_record, tuple(row)))


def _compared(kind: str, identity: str, make: Callable[[], Any]) -> Iterator[Ailment]:
    try:
        found = make().id
    except NO_RECORD as error:
        yield Ailment("content", f"this {kind} is no record any more: {error}", identity)
        return
    if found != identity:
        yield Ailment("content", f"this {kind} was changed: its content has the id {found}", identity)


def _resting(database: Database, kind: str) -> Iterator[Ailment]:
    """The same of records that rest on others: the ids of those are part of their content."""
    sql, to_record = _RESTING[kind]
    known: tuple[int, tuple[str, ...]] = (-1, ())
    for identity, *row in database.rows(sql):
        if row[-1] != known[0]:
            known = row[-1], read.basis_ids(database, row[-1])
        yield from _compared(kind, identity, partial(to_record, tuple(row), known[1]))


def _verdicts(database: Database) -> Iterator[Ailment]:
    for identity, make in stored_verdicts(database):
        yield from _compared("verdict", identity, make)


def _spans(database: Database) -> Iterator[Ailment]:
    """Evidence whose span lies beyond the text or holds nothing."""
    sql = "SELECT e.id, e.span_start, e.span_end, d.text FROM evidence e JOIN document d ON d.number = e.document"
    for identity, start, end, text in database.rows(f"{sql} ORDER BY e.document"):
        if (type(start), type(end), type(text)) != (int, int, str):
            yield Ailment("span", "text and span are not text and numbers", identity)
        elif end > len(text):
            yield Ailment("span", f"the quote ends at character {end}, the text has {len(text)}", identity)
        elif not text[start:end].strip():
            yield Ailment("span", "the quote holds nothing but blanks", identity)


def _unindexed(database: Database) -> Iterator[Ailment]:
    """Documents that search does not find by the first letters they have."""
    for identity, number, start in database.rows(f"SELECT id, number, substr(text, 1, {_PROBED}) FROM document"):
        probe = _THREE.search(database.made(fold, start))
        if probe and database.row(_FOUND, (f'"{probe[0]}"', number)) is None:
            yield Ailment("index", "search does not find this document", identity)
    with database.speaking():
        for name in stale(database.reader):
            yield Ailment("index", f"the index {name} was made by other libraries; run `tightrope upgrade`")
