"""What the JSON API answers with. Times are ISO text as the records have them: a day, a month, a year, an interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, Field

from tightrope.ledger import Hit, Ledger, Run, Trace
from tightrope.records import AnyEvidence, Claim, Document, Estimate, Origin, Verdict, as_row, kind_of
from tightrope.records.rows import digest

Item = TypeVar("Item")


class Page(BaseModel, Generic[Item]):
    """Some items of a list."""

    items: list[Item]
    next: str | None = Field(description="Give it as `after` for the items that follow; null at the end.")


class Refusal(BaseModel):
    """Why there is no answer."""

    detail: str | list[dict[str, Any]] = Field(description="In words, or what is wrong with each parameter.")


class CaseAnswer(BaseModel):
    """What the case is about: codes and names by language."""

    name: str
    title: dict[str, str]
    first_year: int
    last_year: int
    states: list[str]
    powers: list[str]
    domains: list[str]
    channels: list[str]
    labels: dict[str, dict[str, str]]


class RunAnswer(BaseModel):
    """One run of the measures."""

    id: str
    model: str
    seed: int
    recorded: datetime
    estimates: int

    @classmethod
    def of(cls, run: Run) -> RunAnswer:
        """Take it from the ledger."""
        return cls(id=run.id, model=run.model, seed=run.seed, recorded=run.recorded, estimates=run.estimates)


class EstimateAnswer(BaseModel):
    """A measured quantity with its mean and its 50 % and 90 % intervals."""

    id: str
    quantity: str
    state: str
    power: str
    domain: str
    when: str
    mean: float
    low90: float
    low50: float
    high50: float
    high90: float
    model: str
    rests_on: int = Field(description="How many records it rests on; /api/v1/trace/{id} lists them.")

    @classmethod
    def of(cls, one: Estimate) -> EstimateAnswer:
        """Take it from the ledger."""
        return cls(**{**as_row(one), "rests_on": len(one.rests_on)}, id=one.id)


class EvidenceAnswer(BaseModel):
    """What one passage of a document says, with the passage."""

    id: str
    kind: str
    document: str
    quote: str
    start: int
    end: int
    fields: dict[str, Any] = Field(description="What the kind has: who, whom, what, when, how much, who says so.")

    @classmethod
    def of(cls, one: AnyEvidence, ledger: Ledger) -> EvidenceAnswer:
        """Take it from the ledger."""
        row = as_row(one)
        identity = digest(kind_of(one), row)  # what `one.id` would make of the same row once more
        own = {key: row.pop(key) for key in ("document", "start", "end")}
        return cls(id=identity, kind=kind_of(one), quote=ledger.quote(one), fields=row, **own)


class OriginAnswer(BaseModel):
    """Where a document or a table comes from."""

    id: str
    producer: str
    title: str
    url: str
    licence: str
    accessed: date | None

    @classmethod
    @lru_cache(maxsize=256)
    def of(cls, one: Origin) -> OriginAnswer:
        """Take it from the ledger."""
        fields = ("id", "producer", "title", "url", "licence", "accessed")
        return cls(**{name: getattr(one, name) for name in fields})


class DocumentAnswer(BaseModel):
    """A document without its text, which belongs to who wrote it."""

    id: str
    title: str
    published: date | None
    language: str
    characters: int
    origin: OriginAnswer

    @classmethod
    def of(cls, one: Document) -> DocumentAnswer:
        """Take it from the ledger."""
        return cls(
            id=one.id,
            title=one.title,
            published=one.published,
            language=one.language,
            characters=len(one.text),
            origin=OriginAnswer.of(one.origin),
        )


class ClaimAnswer(BaseModel):
    """A claim, the newest verdict on it, and what speaks for and against it."""

    claim: str
    label: dict[str, str] = Field(description="What it says, in our words, by language; empty if the case dropped it.")
    by: dict[str, str] = Field(description="Who made it, by language.")
    verdict: dict[str, Any]

    @classmethod
    def of(cls, verdict: Verdict, claims: Mapping[str, Claim]) -> ClaimAnswer:
        """Take it from the ledger and the case."""
        claim = claims.get(verdict.claim)
        return cls(
            claim=verdict.claim,
            label=dict(claim.label) if claim else {},
            by=dict(claim.by) if claim else {},
            verdict={"id": verdict.id, **as_row(verdict)},
        )


class HitAnswer(BaseModel):
    """A passage that holds every word of a query."""

    kind: str
    id: str
    document: str
    title: str
    published: date | None
    language: str
    snippet: str
    matches: list[tuple[int, int]] = Field(description="Places of the words in the snippet, in code points.")
    more: int = Field(description="For a document: matching pieces of evidence that are not listed.")

    @classmethod
    def of(cls, hit: Hit) -> HitAnswer:
        """Take it from a search."""
        return cls(**{name: getattr(hit, name) for name in cls.model_fields})


class TraceAnswer(BaseModel):
    """One step of the way from a number to its sources."""

    kind: str
    id: str
    record: dict[str, Any]
    quote: str
    title: str
    published: date | None
    origin: OriginAnswer | None
    rests_on: list[TraceAnswer]
    next: str | None = Field(description="Give it as `after` for what else it rests on; null at the end.")

    @classmethod
    def of(cls, one: Trace, rests_on: Iterable[Trace], next_: str | None = None) -> TraceAnswer:
        """Take it from the ledger; of a document, all but its text.

        Args:
            one: the step.
            rests_on: those of the steps behind it that are told.
            next_: id of the last of them if there are more.
        """
        record = as_row(one.record)
        record.pop("text", None)
        return cls(
            kind=one.kind,
            id=one.id,
            record=record,
            quote=one.quote,
            title=one.title,
            published=one.published,
            origin=None if one.origin is None else OriginAnswer.of(one.origin),
            rests_on=[cls.of(step, step.rests_on) for step in rests_on],
            next=next_,
        )
