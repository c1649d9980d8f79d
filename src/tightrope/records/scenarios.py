"""What somebody assumes of the years to come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tightrope.records.evidence import Domain, EventType


class AssumptionKind(StrEnum):
    """What is assumed: acts of a kind, a shock away from a power, ties, or factors on figures or on capital itself."""

    ACTS = "acts"
    SHOCK = "shock"
    TIE_BEGINS = "tie_begins"
    TIE_ENDS = "tie_ends"
    CHANNEL_FACTOR = "channel_factor"
    CAPITAL_FACTOR = "capital_factor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One thing that a scenario assumes.

    Attributes:
        kind: what is assumed.
        power: whose capital it moves.
        states: over which states, in the case's order.
        domain: in which domain.
        channel: whose figures or ties change; empty for acts, shocks and factors on capital.
        event_type: of the acts; ``None`` for anything else.
        amount: acts a year, shocks as large as one of the past, or ties.
        low, high: ends of the range of a factor, every value on the log scale alike; 1 without one.
        first: the first year.
        last: the last year; ``None`` if it lasts.
        probability: that it happens at all, in (0, 1].
    """

    kind: AssumptionKind
    power: str
    states: tuple[str, ...]
    domain: Domain
    channel: str = ""
    event_type: EventType | None = None
    amount: float = 1.0
    low: float = 1.0
    high: float = 1.0
    first: int
    last: int | None = None
    probability: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A named set of assumptions. What it assumes is judgement.

    Attributes:
        name: small letters, digits, hyphens.
        label: what a reader sees, by locale.
        why: why anybody would assume it, by locale.
        source: where the idea comes from.
        assumptions: all of them, those of the scenarios that it builds on included.
        own: how many of the last assumptions are its own.
        builds_on: names of the scenarios that it builds on.
    """

    name: str
    label: Mapping[str, str]
    why: Mapping[str, str]
    source: str
    assumptions: tuple[Assumption, ...]
    own: int
    builds_on: tuple[str, ...] = ()
