"""Reading: streams of records, as of a moment of recording or a day of publication."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache

from tightrope.ledger.connection import Database, Record, Row, microseconds
from tightrope.ledger.rows import (
    DOCUMENT,
    ESTIMATE,
    EVIDENCE,
    OBSERVATION,
    ORIGIN,
    ROLL_CALL,
    Counts,
    Link,
    Run,
    to_document,
    to_estimate,
    to_evidence,
    to_link,
    to_observation,
    to_origin,
    to_roll_call,
    to_run,
)
from tightrope.records import (
    EVIDENCE_KINDS,
    AnyEvidence,
    Document,
    Estimate,
    Observation,
    Origin,
    QueryError,
    RollCall,
)

#: How many sets of ids are kept while estimates are read: neighbours share them.
_BASES_KEPT = 64
#: Beyond every moment of recording.
_END_OF_TIME = 2**63 - 1

_IN_A_FILE_OF_THE_SAME_SOURCE = (
    "SELECT 1 FROM roll_call n JOIN origin m ON m.number = n.origin "
    "WHERE n.origin <> c.origin AND m.producer = o.producer AND m.title = o.title AND n.resolution = c.resolution"
)
#: What replaces a roll call `c` of an origin `o` if it was recorded later: the vote in another file of the same source,
#: found by its day or (where the day was corrected) by its place; the same place of the same file, read anew.
_NEWER_ROLL_CALLS = (
    f"{_IN_A_FILE_OF_THE_SAME_SOURCE} AND n.day = c.day AND n.part = c.part",
    f"{_IN_A_FILE_OF_THE_SAME_SOURCE} AND n.locator = c.locator",
    "SELECT 1 FROM roll_call n WHERE n.origin = c.origin AND n.locator = c.locator",
)


class Where:
    """Conditions of a query with their values."""

    def __init__(self) -> None:
        self._conditions: list[str] = []
        self.values: list[object] = []

    def add(self, condition: str, *values: object) -> None:
        """Add a condition with its values."""
        self._conditions.append(condition)
        self.values.extend(values)

    def recorded(self, table: str, as_of: datetime | None) -> None:
        """Only what was recorded by a moment."""
        if as_of is not None:
            self.add(f"{table}.recorded_at <= ?", microseconds(as_of))

    def published(self, published_by: date | None) -> None:
        """Only documents published by a day; undated ones cannot be said to be, and are left out."""
        if published_by is not None:
            self.add("d.published <= ?", published_by.isoformat())

    def ids(self, table: str, ids: Iterable[str] | None) -> None:
        """Only these ids."""
        if ids is not None:
            self.add(f"{table}.id IN (SELECT value FROM json_each(?))", json.dumps(list(ids)))

    def after(self, table: str, kind: str, identity: str | None, *, backwards: bool = False) -> None:
        """Only what follows the one with this id in the order of its table."""
        if identity is not None:
            side = "<" if backwards else ">"
            self.add(f"{table}.number {side} (SELECT number FROM {kind} WHERE id = ?)", identity)

    def __str__(self) -> str:
        return f" WHERE {' AND '.join(self._conditions)}" if self._conditions else ""


def documents(
    database: Database, *, published_by: date | None, as_of: datetime | None, newest_first: bool, after: str | None
) -> Iterator[Document]:
    """Stream documents by day of publication."""
    where = Where()
    where.recorded("d", as_of)
    where.published(published_by)
    where.after("d", "document", after, backwards=newest_first)
    order = "DESC" if newest_first else "ASC"
    sql = f"SELECT {DOCUMENT} FROM document d JOIN origin o ON o.number = d.origin{where} ORDER BY d.number {order}"
    return database.records(to_document, sql, where.values)


def document(database: Database, identity: str) -> Document:
    """One document by its id."""
    sql = f"SELECT {DOCUMENT} FROM document d JOIN origin o ON o.number = d.origin WHERE d.id = ?"
    return _required(database, to_document, sql, identity, "document")


def links(database: Database, identity: str | None) -> Iterator[Link]:
    """Stream links, of all documents or of one."""
    where = Where()
    if identity is not None:
        where.add("d.id = ?", identity)
    sql = (
        f"SELECT d.id, l.text_id, l.published, l.title, l.name, l.recorded_at, {ORIGIN} FROM document_link l "
        f"JOIN document d ON d.number = l.document JOIN origin o ON o.number = l.origin{where} ORDER BY l.number"
    )
    return database.records(to_link, sql, where.values)


def evidence(
    database: Database,
    *,
    kind: str | None,
    document: str | None,
    ids: Iterable[str] | None,
    as_of: datetime | None,
    published_by: date | None,
    after: str | None,
) -> Iterator[AnyEvidence]:
    """Stream evidence in the order of recording; of one document, in the order of its text."""
    if kind is not None and kind not in EVIDENCE_KINDS:
        raise QueryError(f"there is no kind of evidence {kind!r}; there are {', '.join(EVIDENCE_KINDS)}")
    where = Where()
    if kind is not None:
        where.add("e.kind = ?", kind)
    if document is not None:
        where.add("d.id = ?", document)
    where.ids("e", ids)
    where.recorded("e", as_of)
    where.published(published_by)
    where.after("e", "evidence", after)
    order = "e.span_start, e.span_end, e.number" if document is not None else "e.number"
    sql = f"SELECT {EVIDENCE} FROM evidence e JOIN document d ON d.number = e.document{where} ORDER BY {order}"
    return database.records(to_evidence, sql, where.values)


def evidence_by_id(database: Database, identity: str) -> AnyEvidence:
    """One piece of evidence by its id."""
    sql = f"SELECT {EVIDENCE} FROM evidence e JOIN document d ON d.number = e.document WHERE e.id = ?"
    return _required(database, to_evidence, sql, identity, "evidence")


def observations(database: Database, *, as_of: datetime | None, ids: Iterable[str] | None) -> Iterator[Observation]:
    """Stream observations: the latest of each cell and source, or exactly those with the given ids."""
    where = Where()
    where.ids("b", ids)
    where.recorded("b", as_of)
    if ids is None:
        newer = "" if as_of is None else "AND n.recorded_at <= ?"
        where.add(
            "NOT EXISTS (SELECT 1 FROM observation n JOIN origin m ON m.number = n.origin "
            "WHERE n.channel = b.channel AND n.holder = b.holder AND n.over = b.over AND n.period = b.period "
            f"AND n.recorded_at > b.recorded_at {newer} AND m.producer = o.producer AND m.title = o.title)",
            *([] if as_of is None else [microseconds(as_of)]),
        )
    sql = f"SELECT {OBSERVATION} FROM observation b JOIN origin o ON o.number = b.origin{where} ORDER BY b.number"
    return database.records(to_observation, sql, where.values)


def observation_by_id(database: Database, identity: str) -> Observation:
    """One observation by its id."""
    sql = f"SELECT {OBSERVATION} FROM observation b JOIN origin o ON o.number = b.origin WHERE b.id = ?"
    return _required(database, to_observation, sql, identity, "observation")


def roll_calls(
    database: Database, *, as_of: datetime | None, ids: Iterable[str] | None, newest_of_each: bool
) -> Iterator[RollCall]:
    """Stream roll calls by session, day and resolution, all of them or without those that newer ones replace."""
    where = Where()
    where.ids("c", ids)
    where.recorded("c", as_of)
    if newest_of_each and ids is None:
        for newer in _NEWER_ROLL_CALLS:
            where.add(
                f"NOT EXISTS ({newer} AND n.recorded_at > c.recorded_at AND n.recorded_at <= ?)",
                microseconds(as_of) if as_of is not None else _END_OF_TIME,
            )
    # CROSS JOIN keeps the order of the index: nothing is gathered to be sorted.
    sql = (
        f"SELECT {ROLL_CALL} FROM roll_call c CROSS JOIN origin o ON o.number = c.origin{where} "
        "ORDER BY c.session, c.day, c.resolution, c.part, c.id"
    )
    return database.records(to_roll_call, sql, where.values)


def roll_call_by_id(database: Database, identity: str) -> RollCall:
    """One roll call by its id."""
    sql = f"SELECT {ROLL_CALL} FROM roll_call c JOIN origin o ON o.number = c.origin WHERE c.id = ?"
    return _required(database, to_roll_call, sql, identity, "roll call")


def origin(database: Database, identity: str) -> Origin:
    """One origin by its id."""
    return _required(database, to_origin, f"SELECT {ORIGIN} FROM origin o WHERE o.id = ?", identity, "origin")


def origins(database: Database) -> Iterator[Origin]:
    """Stream all origins in the order of their ids."""
    return database.records(to_origin, f"SELECT {ORIGIN} FROM origin o ORDER BY o.id")


def runs(database: Database, *, case: str | None, as_of: datetime | None) -> Iterator[Run]:
    """Stream runs, the latest first."""
    where = Where()
    if case is not None:
        where.add("r.case_name = ?", case)
    where.recorded("r", as_of)
    sql = (
        "SELECT r.id, r.case_name, r.model, r.seed, r.recorded_at, "
        "(SELECT count(*) FROM run_estimate x WHERE x.run = r.number) "
        f"FROM run r{where} ORDER BY r.recorded_at DESC, r.number DESC"
    )
    return database.records(to_run, sql, where.values)


def estimates(database: Database, *, case: str | None, run: str | None, as_of: datetime | None) -> Iterator[Estimate]:
    """Stream the estimates of a run: the latest (of a case) unless it is named."""
    where = Where()
    if case is not None:
        where.add("r.case_name = ?", case)
    if run is not None:
        where.add("r.id = ?", run)
    where.recorded("r", as_of)
    latest = database.row(
        f"SELECT r.number FROM run r{where} ORDER BY r.recorded_at DESC, r.number DESC LIMIT 1", where.values
    )
    if latest is None and run is not None:
        raise QueryError(f"there is no run {run} (of that case, by that time)", str(database.path))
    if latest is None:
        return
    ids_of = lru_cache(_BASES_KEPT)(lambda basis: basis_ids(database, basis))
    sql = (
        f"SELECT {ESTIMATE} FROM run_estimate x JOIN estimate s ON s.number = x.estimate WHERE x.run = ? "
        "ORDER BY x.position"
    )
    for row in database.rows(sql, latest):
        yield database.made(to_estimate, row, ids_of(row[-1]))


def estimate_by_id(database: Database, identity: str) -> Estimate:
    """One estimate by its id."""
    sql = f"SELECT {ESTIMATE} FROM estimate s WHERE s.id = ?"
    return _required(database, lambda row: to_estimate(row, basis_ids(database, row[-1])), sql, identity, "estimate")


def basis_ids(database: Database, basis: int) -> tuple[str, ...]:
    """The ids of a basis, sorted."""
    sql = (
        "SELECT e.id FROM basis_evidence x JOIN evidence e ON e.number = x.evidence WHERE x.basis = ?1 UNION ALL "
        "SELECT b.id FROM basis_observation x JOIN observation b ON b.number = x.observation WHERE x.basis = ?1 "
        "UNION ALL SELECT c.id FROM basis_roll_call x JOIN roll_call c ON c.number = x.roll_call WHERE x.basis = ?1"
    )
    found = [identity for (identity,) in database.rows(sql, (basis,))]
    return tuple(database.made(sorted, found))


def languages(database: Database) -> dict[str, int]:
    """How many documents there are in each language, most first."""
    sql = "SELECT language, count(*) FROM document GROUP BY language ORDER BY count(*) DESC, language"
    return dict(database.rows(sql))


def counts(database: Database) -> Counts:
    """How much the ledger holds."""
    tables = ("document", "document_link", "observation", "roll_call", "estimate", "origin", "run", "checking")
    numbers = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    kinds = "(SELECT json_group_object(kind, n) FROM (SELECT kind, count(*) AS n FROM evidence GROUP BY kind))"
    # One statement, so that all numbers are of the same moment even while another program writes.
    found = next(database.rows(f"SELECT {numbers}, {kinds}"))
    documents, linked, observed, called, estimated, origins, run, checked, listed = found
    by_kind: dict[str, int] = database.made(json.loads, listed)
    return Counts(
        documents=documents,
        links=linked,
        evidence={kind: by_kind.get(kind, 0) for kind in EVIDENCE_KINDS},
        observations=observed,
        roll_calls=called,
        estimates=estimated,
        origins=origins,
        runs=run,
        checkings=checked,
    )


def _required(database: Database, make: Callable[[Row], Record], sql: str, identity: str, what: str) -> Record:
    found = database.row(sql, (identity,))
    if found is None:
        raise QueryError(f"there is no {what} {identity}", str(database.path))
    return database.made(make, found)
