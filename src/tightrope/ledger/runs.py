"""Runs of the measures: estimates and draws stored with all that they rest on, and draws read back."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import pairwise

from tightrope.ledger.connection import Database, Row
from tightrope.ledger.read import basis_ids
from tightrope.ledger.rows import estimate_row
from tightrope.ledger.store import insert, number_of
from tightrope.records import CheckError, Estimate, QueryError, ShareDraws, When

SHARE_DRAWS = "s.state, s.period, s.domains, s.powers, s.by_prior, s.parts, s.model, s.basis"


def add_estimates(
    database: Database, estimates: Iterable[Estimate], draws: Iterable[ShareDraws], *, case: str, seed: int
) -> str:
    """Store a run; return its id."""
    with database.writing() as (connection, recorded):
        numbers: list[int] = []
        models: dict[str, None] = {}
        digest = hashlib.sha256(json.dumps([case, seed, recorded]).encode())
        bases: dict[str, int] = {}
        for estimate in estimates:
            key, number = _put_estimate(connection, estimate, bases, recorded)
            numbers.append(number)
            models[estimate.model] = None
            digest.update(key.encode())
        if not numbers:
            raise CheckError("a run without estimates", f"case {case}")
        kept = {one.id: _put_draws(connection, one, bases, recorded) for one in draws}
        digest.update("".join(kept).encode())
        identity = digest.hexdigest()[:20]
        if number_of(connection, "run", identity) is not None:
            return identity  # the same at the same time: the clock stands still
        run = insert(
            connection,
            "INSERT INTO run (id, case_name, model, seed, recorded_at) VALUES (?, ?, ?, ?, ?)",
            (identity, case, ", ".join(models), seed, recorded),
        )
        connection.executemany(
            "INSERT INTO run_estimate VALUES (?, ?, ?)",
            ((run, position, number) for position, number in enumerate(dict.fromkeys(numbers))),
        )
        connection.executemany(
            "INSERT INTO run_share_draws VALUES (?, ?, ?)",
            ((run, position, number) for position, number in enumerate(kept.values())),
        )
    return identity


def _put_estimate(
    connection: sqlite3.Connection, estimate: Estimate, bases: dict[str, int], recorded: int
) -> tuple[str, int]:
    """Store an estimate unless it is there; return its id and number."""
    row = estimate_row(estimate)
    known = number_of(connection, "estimate", row[0])
    if known is not None:
        return row[0], known
    what = f"an estimate of {estimate.quantity} for {estimate.state}"
    basis = put_basis(connection, estimate.rests_on, what, bases, recorded)
    number = insert(
        connection,
        "INSERT INTO estimate (id, quantity, state, power, domain, period, mean, low90, low50, high50, high90, model, "
        "basis, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*row, basis, recorded),
    )
    return row[0], number


def _put_draws(connection: sqlite3.Connection, draws: ShareDraws, bases: dict[str, int], recorded: int) -> int:
    """Store draws unless they are there; return their number."""
    identity = draws.id
    known = number_of(connection, "share_draws", identity)
    if known is not None:
        return known
    basis = put_basis(connection, draws.rests_on, f"a table of draws for {draws.state}", bases, recorded)
    tables = (json.dumps(each, separators=(",", ":")) for each in (draws.domains, draws.powers, draws.by_prior))
    return insert(
        connection,
        "INSERT INTO share_draws (id, state, period, domains, powers, by_prior, parts, model, basis, recorded_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(identity, draws.state, str(draws.when), *tables),
            *(draws.parts, draws.model, basis, recorded),
        ),
    )


def share_draws(database: Database, *, run: str, state: str | None) -> Iterator[ShareDraws]:
    """Stream the draws kept with a run, of one state or of all."""
    found = database.row("SELECT number FROM run WHERE id = ?", (run,))
    if found is None:
        raise QueryError(f"there is no run {run}", str(database.path))
    sql = (
        f"SELECT {SHARE_DRAWS} FROM run_share_draws x JOIN share_draws s ON s.number = x.share_draws "
        "WHERE x.run = ?1 AND s.state = coalesce(?2, s.state) ORDER BY x.position"
    )
    for row in database.rows(sql, (*found, state)):
        yield database.made(to_share_draws, row, basis_ids(database, row[-1]))


def to_share_draws(row: Row, rests_on: tuple[str, ...]) -> ShareDraws:
    """Read the columns :data:`SHARE_DRAWS`; the ids they rest on come from their basis."""
    state, period, domains, powers, by_prior, parts, model, _ = row
    return ShareDraws(
        state=state,
        when=When.parse(period),
        domains=tuple(json.loads(domains)),
        powers=tuple(json.loads(powers)),
        by_prior=tuple(map(tuple, json.loads(by_prior))),
        parts=parts,
        rests_on=rests_on,
        model=model,
    )


def put_basis(
    connection: sqlite3.Connection, ids: tuple[str, ...], what: str, bases: dict[str, int], recorded: int
) -> int:
    """Store what something rests on unless it is there; return its number."""
    if any(first >= second for first, second in pairwise(ids)):
        raise CheckError(f"{what} rests on ids that are not sorted or not different")
    digest = hashlib.sha256("\n".join(ids).encode()).hexdigest()
    if digest in bases:
        return bases[digest]
    found = connection.execute("SELECT number FROM basis WHERE digest = ?", (digest,)).fetchall()
    if found:
        return bases.setdefault(digest, found[0][0])
    basis = insert(connection, "INSERT INTO basis (digest, recorded_at) VALUES (?, ?)", (digest, recorded))
    listed = json.dumps(ids)
    before = connection.total_changes
    for kind in ("evidence", "observation", "roll_call"):
        connection.execute(
            f"INSERT INTO basis_{kind} SELECT ?, number FROM {kind} WHERE id IN (SELECT value FROM json_each(?))",
            (basis, listed),
        )
    if connection.total_changes - before < len(ids):
        missing = _missing(connection, listed)
        raise CheckError(f"{what} rests on ids that are not in the ledger: {', '.join(missing)}")
    bases[digest] = basis
    return basis


def _missing(connection: sqlite3.Connection, listed: str) -> list[str]:
    found = connection.execute(
        "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM evidence) "
        "AND value NOT IN (SELECT id FROM observation) AND value NOT IN (SELECT id FROM roll_call) LIMIT 5",
        (listed,),
    )
    return [identity for (identity,) in found]
