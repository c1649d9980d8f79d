"""Rows to records and back: the only place that knows which column holds which field."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from tightrope.ledger.connection import Row, moment
from tightrope.records import (
    AnyEvidence,
    CheckError,
    Document,
    Estimate,
    Observation,
    Origin,
    Part,
    RollCall,
    When,
    as_row,
    evidence_from_row,
    kind_of,
)

ORIGIN = "o.producer, o.title, o.url, o.licence, o.accessed, o.sha256"
DOCUMENT = f"d.published, d.language, d.title, d.text, d.author, d.name, {ORIGIN}"
EVIDENCE = "e.kind, d.id, e.span_start, e.span_end, e.fields"
OBSERVATION = "b.channel, b.holder, b.over, b.period, b.lower, b.upper, b.unit, o.id, b.locator"
ROLL_CALL = (
    "c.id, c.resolution, c.session, c.special, c.day, c.title, c.issues, c.important, c.part, c.repeats, "
    "c.yes, c.abstain, c.no, c.absent, o.id, c.locator"
)
ESTIMATE = (
    "s.quantity, s.state, s.power, s.domain, s.period, s.mean, s.low90, s.low50, s.high50, s.high90, s.model, s.basis"
)

#: A document is numbered by its day of publication and, in so many bits, within the day.
DAY_BITS = 24

PlacementStatus = Literal["new", "known", "near-duplicate"]


@dataclass(frozen=True, slots=True)
class Placement:
    """What became, or would become, of a document.

    Attributes:
        status: ``new`` (stored), ``known`` (this very text was there, or is linked already) or ``near-duplicate``.
        of: id of the stored document: its own, or the one it repeats.
    """

    status: PlacementStatus
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another place at which a stored text, or nearly the same text, was found.

    Attributes:
        document: id of the stored document.
        text: id the linked text has; equal to ``document`` if it is the same text.
        origin: where it was found.
        published: its day of publication there; ``None`` if unknown.
        title: its title there.
        name: its file name there.
        recorded: when the ledger noted it (UTC).
    """

    document: str
    text: str
    origin: Origin
    published: date | None
    title: str
    name: str
    recorded: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of the measures.

    Attributes:
        id: its id.
        case: name of the case.
        model: names and versions of its models, joined by ", ".
        seed: its random seed.
        recorded: when it was stored (UTC).
        estimates: how many estimates it has.
    """

    id: str
    case: str
    model: str
    seed: int
    recorded: datetime
    estimates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much a ledger holds.

    Attributes:
        documents: stored documents.
        links: other places at which stored texts were found.
        evidence: pieces of evidence by kind (``event``, ``stock``, ``tie``, ``position``).
        observations: observations, also those that newer ones replace.
        roll_calls: roll calls of all sources, also those that newer ones replace.
        estimates: estimates of all runs.
        origins: origins of documents, links, observations and roll calls.
        runs: runs of the measures.
        checkings: times that claims were tested.
    """

    documents: int
    links: int
    evidence: Mapping[str, int]
    observations: int
    roll_calls: int
    estimates: int
    origins: int
    runs: int
    checkings: int


def origin_row(origin: Origin) -> Row:
    """Values of the columns of ``origin`` after ``number``, without ``recorded_at``."""
    accessed = origin.accessed.isoformat() if origin.accessed else None
    return origin.id, origin.producer, origin.title, origin.url, origin.licence, accessed, origin.sha256


def to_origin(row: Row) -> Origin:
    """Read the columns :data:`ORIGIN`."""
    producer, title, url, licence, accessed, sha256 = row
    _check_text(producer, title, url, licence, sha256)
    return Origin(producer=producer, title=title, url=url, licence=licence, accessed=to_day(accessed), sha256=sha256)


def _check_text(*values: object) -> None:
    """Refuse what a damaged ledger may hold in place of a text. Raises CheckError."""
    if set(map(type, values)) != {str}:
        raise CheckError("something else stands where a text should")


def to_day(stored: str | None) -> date | None:
    """Read an ISO day or nothing."""
    return date.fromisoformat(stored) if stored else None


def to_document(row: Row) -> Document:
    """Read the columns :data:`DOCUMENT`."""
    published, language, title, text, author, name = row[:6]
    _check_text(language, title, text, author, name)
    return Document(
        origin=to_origin(row[6:]),
        published=to_day(published),
        language=language,
        title=title,
        text=text,
        author=author,
        name=name,
    )


def evidence_row(evidence: AnyEvidence) -> Row:
    """Values of ``id, kind, span_start, span_end, fields``."""
    fields = as_row(evidence)
    for column in ("document", "start", "end"):
        del fields[column]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return evidence.id, kind_of(evidence), evidence.start, evidence.end, text


def to_evidence(row: Row) -> AnyEvidence:
    """Read the columns :data:`EVIDENCE`."""
    kind, document, start, end, fields = row
    _check_text(document)
    return evidence_from_row(kind, {"document": document, "start": start, "end": end, **json.loads(fields)})


def observation_row(observation: Observation) -> Row:
    """Values of ``id, channel, holder, over, period, lower, upper, unit, locator``."""
    upper = None if math.isinf(observation.upper) else observation.upper
    return (
        observation.id,
        observation.channel,
        observation.holder,
        observation.over,
        str(observation.when),
        observation.lower,
        upper,
        observation.unit,
        observation.locator,
    )


def to_observation(row: Row) -> Observation:
    """Read the columns :data:`OBSERVATION`."""
    channel, holder, over, period, lower, upper, unit, origin, locator = row
    _check_text(channel, holder, over, period, unit, origin, locator)
    return Observation(
        channel=channel,
        holder=holder,
        over=over,
        when=When.parse(period),
        lower=lower,
        upper=math.inf if upper is None else upper,
        unit=unit,
        origin=origin,
        locator=locator,
    )


def roll_call_row(call: RollCall) -> Row:
    """Values of the columns :data:`ROLL_CALL` without the origin."""
    return (
        call.id,
        call.resolution,
        call.session,
        call.special,
        call.day.isoformat(),
        call.title,
        _listed(call.issues),
        call.important,
        call.part.value,
        call.repeats,
        _listed(call.yes),
        _listed(call.abstain),
        _listed(call.no),
        _listed(call.absent),
        call.locator,
    )


def to_roll_call(row: Row) -> RollCall:
    """Read the columns :data:`ROLL_CALL`."""
    _, resolution, session, special, day, title, issues, important, part, repeats = row[:10]
    yes, abstain, no, absent, origin, locator = row[10:]
    _check_text(resolution, special, title, repeats, origin, locator)
    return RollCall(
        resolution=resolution,
        session=session,
        special=special,
        day=date.fromisoformat(day),
        title=title,
        issues=_codes(issues),
        important=None if important is None else bool(important),
        part=Part(part),
        repeats=repeats,
        yes=_codes(yes),
        abstain=_codes(abstain),
        no=_codes(no),
        absent=_codes(absent),
        origin=origin,
        locator=locator,
    )


def _listed(codes: Iterable[str]) -> str:
    return json.dumps(list(codes), ensure_ascii=False, separators=(",", ":"))


def _codes(listed: str) -> tuple[str, ...]:
    """Read a list of codes; each code is one string in memory, however many roll calls name it."""
    return tuple(map(sys.intern, json.loads(listed)))


def estimate_row(estimate: Estimate) -> Row:
    """Values of ``id``, the columns :data:`ESTIMATE` without basis."""
    return (
        estimate.id,
        estimate.quantity,
        estimate.state,
        estimate.power,
        estimate.domain,
        str(estimate.when),
        estimate.mean,
        estimate.low90,
        estimate.low50,
        estimate.high50,
        estimate.high90,
        estimate.model,
    )


def to_estimate(row: Row, rests_on: tuple[str, ...]) -> Estimate:
    """Read the columns :data:`ESTIMATE`; the ids it rests on come from its basis."""
    quantity, state, power, domain, period, mean, low90, low50, high50, high90, model, _ = row
    _check_text(quantity, state, power, domain, period, model)
    return Estimate(
        quantity=quantity,
        state=state,
        power=power,
        domain=domain,
        when=When.parse(period),
        mean=mean,
        low90=low90,
        low50=low50,
        high50=high50,
        high90=high90,
        rests_on=rests_on,
        model=model,
    )


def to_run(row: Row) -> Run:
    """Read ``id, case_name, model, seed, recorded_at`` and the number of estimates."""
    identity, case, model, seed, recorded, estimates = row
    _check_text(identity, case, model)
    return Run(id=identity, case=case, model=model, seed=int(seed), recorded=moment(recorded), estimates=estimates)


def to_link(row: Row) -> Link:
    """Read ``d.id, text_id, published, title, name, recorded_at`` and the columns :data:`ORIGIN`."""
    document, text, published, title, name, recorded = row[:6]
    _check_text(document, text, title, name)
    return Link(
        document=document,
        text=text,
        origin=to_origin(row[6:]),
        published=to_day(published),
        title=title,
        name=name,
        recorded=moment(recorded),
    )
