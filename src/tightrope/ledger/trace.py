"""Tracing: from an id to everything it rests on, down to quotes, table rows and their origins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from tightrope.ledger import read
from tightrope.ledger.connection import Database
from tightrope.ledger.rows import (
    ESTIMATE,
    EVIDENCE,
    OBSERVATION,
    ROLL_CALL,
    Link,
    to_estimate,
    to_evidence,
    to_observation,
    to_roll_call,
)
from tightrope.ledger.verdicts import verdict_by_id
from tightrope.records import (
    DECIDED_BY_PRIOR,
    MARKED,
    AnyEvidence,
    Document,
    Estimate,
    Observation,
    Origin,
    QueryError,
    RollCall,
    Verdict,
    kind_of,
)

Kind = Literal[
    "estimate", "verdict", "event", "stock", "tie", "position", "observation", "roll_call", "document", "origin"
]

SHORTEST_PREFIX = 6
_CANDIDATES_LISTED = 10
_HEX = re.compile(r"[0-9a-f]{1,20}")

# Where ids live: the name of the kind, and a query for those that begin with a prefix. `link` leads to the document
# that the linked text repeats.
_TABLES = {
    "estimate": "SELECT id, id FROM estimate WHERE id BETWEEN ? AND ?",
    "verdict": "SELECT id, id FROM verdict WHERE id BETWEEN ? AND ?",
    "evidence": "SELECT id, id FROM evidence WHERE id BETWEEN ? AND ?",
    "observation": "SELECT id, id FROM observation WHERE id BETWEEN ? AND ?",
    "roll call": "SELECT id, id FROM roll_call WHERE id BETWEEN ? AND ?",
    "document": "SELECT id, id FROM document WHERE id BETWEEN ? AND ?",
    "origin": "SELECT id, id FROM origin WHERE id BETWEEN ? AND ?",
    "linked text": "SELECT DISTINCT l.text_id, d.id FROM document_link l JOIN document d ON d.number = l.document "
    "WHERE l.kind = 'near' AND l.text_id BETWEEN ? AND ?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One step of the way from a number to its sources.

    Attributes:
        kind: what the record is.
        id: its full id.
        record: the record itself; the locator of an observation or a roll call is its place in the file.
        origin: where it comes from; ``None`` for an estimate or a verdict.
        quote: for evidence: the words it stands on.
        title: for evidence and documents: title of the document; for what stands in a table: title of the table.
        published: for evidence and documents: day of publication; ``None`` if unknown.
        name: for evidence and documents: name of the file; empty if unknown.
        rests_on: for an estimate or a verdict: its evidence, observations and roll calls; for evidence: nothing more
            (quote and origin are here); for a document: the evidence drawn from it; for an origin: nothing.
        links: for a document: other places at which its text was found.
        prior: for an estimate of capital: how much of it the prior decides; ``None`` where that was not published.
    """

    kind: Kind
    id: str
    record: Estimate | Verdict | AnyEvidence | Observation | RollCall | Document | Origin
    origin: Origin | None = None
    quote: str = ""
    title: str = ""
    published: date | None = None
    name: str = ""
    rests_on: tuple[Trace, ...] = ()
    links: tuple[Link, ...] = ()
    prior: Estimate | None = None


def trace(database: Database, identity: str) -> Trace:
    """Follow an id, or the beginning of one, to its sources."""
    kind, full = _resolve(database, identity)
    if kind == "estimate":
        estimate = read.estimate_by_id(database, full)
        prior = _prior(database, estimate)
        return Trace(kind="estimate", id=full, record=estimate, rests_on=tuple(_basis(database, full)), prior=prior)
    if kind == "verdict":
        basis = tuple(_basis(database, full, "verdict"))
        return Trace(kind="verdict", id=full, record=verdict_by_id(database, full), rests_on=basis)
    if kind == "evidence":
        evidence = read.evidence_by_id(database, full)
        return _of_evidence(evidence, read.document(database, evidence.document))
    if kind == "observation":
        observation = read.observation_by_id(database, full)
        return _of_observation(observation, read.origin(database, observation.origin))
    if kind == "roll call":
        call = read.roll_call_by_id(database, full)
        return _of_roll_call(full, call, read.origin(database, call.origin))
    if kind == "origin":
        origin = read.origin(database, full)
        return Trace(kind="origin", id=full, record=origin, origin=origin, title=origin.title)
    return _of_document(database, full)


def _resolve(database: Database, identity: str) -> tuple[str, str]:
    """Kind and full id of an id or an unambiguous beginning of one."""
    wanted = identity.strip().lower()
    if not _HEX.fullmatch(wanted) or len(wanted) < SHORTEST_PREFIX:
        raise QueryError(
            f"not an id: {identity!r} (an id has 20 hexadecimal digits; its first {SHORTEST_PREFIX} or more will do)"
        )
    found = [
        (kind, shown, full)
        for kind, sql in _TABLES.items()
        for shown, full in database.rows(f"{sql} LIMIT {_CANDIDATES_LISTED + 1}", (wanted, wanted + "g"))
    ]
    if not found:
        raise QueryError(f"nothing in the ledger has an id that begins with {wanted}", str(database.path))
    if len(found) > 1:
        listed = [f"{kind} {shown}" for kind, shown, _ in found[:_CANDIDATES_LISTED]]
        more = ", …" if len(found) > _CANDIDATES_LISTED else ""
        raise QueryError(f"{wanted} is the beginning of several ids: {', '.join(listed)}{more}", str(database.path))
    kind, _, full = found[0]
    return kind, full


def _prior(database: Database, estimate: Estimate) -> Estimate | None:
    """How much of an estimate the prior decides, as the newest run that holds the estimate has it."""
    if estimate.quantity not in MARKED:
        return None
    sql = (
        f"SELECT {ESTIMATE} FROM estimate s JOIN run_estimate x ON x.estimate = s.number "
        "WHERE (s.quantity, s.state, s.domain, s.power, s.period) = (?, ?, ?, ?, ?) AND x.run = "
        "(SELECT max(y.run) FROM run_estimate y JOIN estimate e ON e.number = y.estimate WHERE e.id = ?)"
    )
    wanted = (DECIDED_BY_PRIOR, estimate.state, estimate.domain, estimate.power, str(estimate.when), estimate.id)
    row = database.row(sql, wanted)
    return None if row is None else database.made(to_estimate, row, read.basis_ids(database, row[-1]))


def _basis(database: Database, identity: str, table: str = "estimate") -> Iterator[Trace]:
    """What an estimate or a verdict rests on: evidence by document, observations by origin, roll calls by day."""
    cached_document = cache(lambda identity: read.document(database, identity))
    cached_origin = cache(lambda identity: read.origin(database, identity))
    evidence = (
        f"SELECT {EVIDENCE} FROM {table} s JOIN basis_evidence x ON x.basis = s.basis "
        "JOIN evidence e ON e.number = x.evidence JOIN document d ON d.number = e.document "
        "WHERE s.id = ? ORDER BY e.document, e.span_start, e.number"
    )
    for each in database.records(to_evidence, evidence, (identity,)):
        yield _of_evidence(each, cached_document(each.document))
    observations = (
        f"SELECT {OBSERVATION} FROM {table} s JOIN basis_observation x ON x.basis = s.basis "
        "JOIN observation b ON b.number = x.observation JOIN origin o ON o.number = b.origin "
        "WHERE s.id = ? ORDER BY b.origin, b.number"
    )
    for cell in database.records(to_observation, observations, (identity,)):
        yield _of_observation(cell, cached_origin(cell.origin))
    roll_calls = (
        f"SELECT {ROLL_CALL} FROM {table} s JOIN basis_roll_call x ON x.basis = s.basis "
        "JOIN roll_call c ON c.number = x.roll_call JOIN origin o ON o.number = c.origin "
        "WHERE s.id = ? ORDER BY c.day, c.resolution, c.part, c.id"
    )
    for row in database.rows(roll_calls, (identity,)):
        call = database.made(to_roll_call, row)
        yield _of_roll_call(row[0], call, cached_origin(call.origin))


def _of_evidence(evidence: AnyEvidence, document: Document) -> Trace:
    kind: Kind = kind_of(evidence)  # type: ignore[assignment]  # one of the four names
    return Trace(
        kind=kind,
        id=evidence.id,
        record=evidence,
        origin=document.origin,
        quote=document.text[evidence.start : evidence.end],
        title=document.title,
        published=document.published,
        name=document.name,
    )


def _of_observation(observation: Observation, origin: Origin) -> Trace:
    return Trace(kind="observation", id=observation.id, record=observation, origin=origin, title=origin.title)


def _of_roll_call(identity: str, call: RollCall, origin: Origin) -> Trace:
    return Trace(kind="roll_call", id=identity, record=call, origin=origin, title=origin.title)


def _of_document(database: Database, identity: str) -> Trace:
    document = read.document(database, identity)
    evidence = read.evidence(
        database, kind=None, document=identity, ids=None, as_of=None, published_by=None, after=None
    )
    return Trace(
        kind="document",
        id=identity,
        record=document,
        origin=document.origin,
        title=document.title,
        published=document.published,
        name=document.name,
        rests_on=tuple(_of_evidence(each, document) for each in evidence),
        links=tuple(read.links(database, identity)),
    )
