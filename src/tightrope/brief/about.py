"""Whom evidence and rows are about, and whether that has to do with a case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tightrope.cases import Case
from tightrope.records import OTHER_CHANNELS, AnyEvidence, Event, Observation, Position, Stock, Tie


def of_case(evidence: Iterable[AnyEvidence], case: Case) -> Iterator[AnyEvidence]:
    """Return the evidence that has to do with a case, without statements that it no longer makes."""
    return (item for item in case.current(evidence) if touches(item, case))


def touches(item: Observation | AnyEvidence, case: Case) -> bool:
    """Whether it has to do with a case.

    A state or group of the case has a part in it, or two of its powers; for ties, a power and a body of the case; for
    positions, the actor is one of the powers. Whatever the case itself states belongs to it. Positions computed from
    votes are shown where an estimate rests on them and not otherwise; so are the counts of event data sets.
    """
    if isinstance(item, Observation) and item.channel.startswith(OTHER_CHANNELS):
        return False
    named = set(parties(item))
    if isinstance(item, Event) and len(named) == 1:
        return False  # an act inside one state
    powers = named & set(case.powers)
    if not named.isdisjoint((*case.states, *case.groups)) or len(powers) > 1:
        return True
    if isinstance(item, Observation):
        return False
    if isinstance(item, Position) and powers:
        return True
    if isinstance(item, Tie) and powers and named & set(case.organisations):
        return True
    return item.coder == case.coder


def parties(item: Observation | AnyEvidence) -> tuple[str, ...]:
    """Return the codes of all who have a part in it."""
    match item:
        case Observation() | Stock():
            return (item.holder, item.over)
        case Event():
            return (*item.source, *item.target)
        case Tie():
            return (item.a, item.b)
        case Position():
            return (item.actor,)
