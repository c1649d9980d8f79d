"""Verdicts on claims: stored with all that they rest on, and the newest of each claim."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial

from tightrope.ledger.connection import Database, Row, microseconds
from tightrope.ledger.runs import put_basis
from tightrope.ledger.store import insert, number_of
from tightrope.records import CheckError, QueryError, Verdict, as_row, verdict_from_row

#: Beyond every moment of recording.
_END_OF_TIME = 2**63 - 1
_VERDICT = "v.claim, v.answer, v.low, v.high, v.fields"


def add_verdicts(database: Database, verdicts: Iterable[Verdict], *, case: str, seed: int) -> None:
    """Store the verdicts of one testing."""
    found = tuple(verdicts)
    where = f"case {case}"
    if not found:
        raise CheckError("no verdicts", where)
    if len({one.claim for one in found}) < len(found):
        raise CheckError("two verdicts on one claim", where)
    with database.writing() as (connection, recorded):
        bases: dict[str, int] = {}
        numbers = [_put(connection, one, bases, recorded) for one in found]
        checking = insert(
            connection, "INSERT INTO checking (case_name, seed, recorded_at) VALUES (?, ?, ?)", (case, seed, recorded)
        )
        connection.executemany(
            "INSERT INTO checking_verdict VALUES (?, ?, ?)",
            ((checking, position, number) for position, number in enumerate(numbers)),
        )


def _put(connection: sqlite3.Connection, verdict: Verdict, bases: dict[str, int], recorded: int) -> int:
    known = number_of(connection, "verdict", verdict.id)
    if known is not None:
        return known
    ids = tuple(sorted({one for finding in verdict.findings for one in finding.ids}))
    basis = put_basis(connection, ids, f"the verdict on {verdict.claim}", bases, recorded) if ids else None
    fields = json.dumps(as_row(verdict), ensure_ascii=False, separators=(",", ":"))
    return insert(
        connection,
        "INSERT INTO verdict (id, claim, answer, low, high, fields, basis, recorded_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (verdict.id, verdict.claim, verdict.answer.value, verdict.low, verdict.high, fields, basis, recorded),
    )


def verdicts(database: Database, *, case: str, as_of: datetime | None) -> Iterator[Verdict]:
    """Stream the newest verdict of each claim of a case."""
    sql = (
        "WITH newest AS (SELECT w.claim, max(y.checking) AS checking FROM checking c "
        "JOIN checking_verdict y ON y.checking = c.number JOIN verdict w ON w.number = y.verdict "
        "WHERE c.case_name = ?1 AND c.recorded_at <= ?2 GROUP BY w.claim) "
        f"SELECT {_VERDICT} FROM newest n JOIN checking_verdict x ON x.checking = n.checking "
        "JOIN verdict v ON v.number = x.verdict AND v.claim = n.claim ORDER BY x.checking, x.position"
    )
    moment = _END_OF_TIME if as_of is None else microseconds(as_of)
    return database.records(_parsed, sql, (case, moment))


def cases_checked(database: Database) -> tuple[str, ...]:
    """Names of the cases whose claims were tested."""
    return tuple(name for (name,) in database.rows("SELECT DISTINCT case_name FROM checking ORDER BY case_name"))


def verdict_by_id(database: Database, identity: str) -> Verdict:
    """One verdict by its id."""
    row = database.row(f"SELECT {_VERDICT} FROM verdict v WHERE v.id = ?", (identity,))
    if row is None:
        raise QueryError(f"there is no verdict {identity}", str(database.path))
    return database.made(_parsed, row)


def stored_verdicts(database: Database) -> Iterator[tuple[str, Callable[[], Verdict]]]:
    """Stream the ids of all verdicts, each with what makes the verdict from what is stored."""
    for identity, *row in database.rows(f"SELECT v.id, {_VERDICT} FROM verdict v ORDER BY v.number"):
        yield identity, partial(_parsed, tuple(row))


def _parsed(row: Row) -> Verdict:
    claim, answer, low, high, fields = row
    verdict = verdict_from_row(json.loads(fields))
    if (claim, answer, low, high) != (verdict.claim, verdict.answer.value, verdict.low, verdict.high):
        raise CheckError(f"the verdict on {claim} says otherwise in its columns than in its fields")
    return verdict
