"""What moves capital by name and date: acts between a state and a power, and shocks away from a power."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tightrope.measures.chains import Chains
from tightrope.measures.events import MOST_DAYS
from tightrope.measures.kalman import Floats, Ints
from tightrope.records import Event, EventType, Status, When

#: How far an act moves a dyad toward (or, below 0, away from) the power, in units of one friendly statement. Deeds
#: count twice as much as words, as PLOVER divides them; but to concede counts as a deed, since what texts tell of is
#: mostly one (a ban lifted, a prisoner freed), and requests and retreats, which can be either, for nothing. A
#: judgement.
ACT_WEIGHTS: Mapping[EventType, float] = {
    EventType.AGREE: 1.0,
    EventType.CONSULT: 1.0,
    EventType.SUPPORT: 1.0,
    EventType.CONCEDE: 2.0,
    EventType.COOPERATE: 2.0,
    EventType.AID: 2.0,
    EventType.ACCUSE: -1.0,
    EventType.REJECT: -1.0,
    EventType.THREATEN: -1.0,
    EventType.PROTEST: -2.0,
    EventType.SANCTION: -2.0,
    EventType.MOBILIZE: -2.0,
    EventType.COERCE: -2.0,
    EventType.ASSAULT: -2.0,
}


@dataclass(frozen=True, slots=True)
class Impulse:
    """One dated act: when it was, how far it would move the dyad, and the ids of the events that report it."""

    time: float
    weight: float
    ids: tuple[str, ...]


#: Impulses by domain, state and power.
Impulses = Mapping[tuple[str, str, str], tuple[Impulse, ...]]
#: Decimal years of shocks away from a power.
Shocks = Mapping[str, Sequence[float]]


def impulses(events: Iterable[Event], states: Sequence[str], powers: Sequence[str]) -> Impulses:
    """Return what acts between states and powers weigh, whoever of the two acted, in order of time.

    An act reported several times (same parties, type, mode and time) counts once, by its highest confidence. What did
    not occur, or is dated to a year or more, does not count.

    Args:
        events: of any parties.
        states: codes of the states.
        powers: codes of the powers.
    """
    same: dict[tuple[str, str, str, EventType, str, When], list[Event]] = defaultdict(list)
    for event in events:
        when = event.when
        if when is None or (when.end - when.start).days >= MOST_DAYS:
            continue
        if event.status is Status.OCCURRED and event.event_type in ACT_WEIGHTS:
            for state, power in _pairs(event, states, powers):
                same[event.domain.value, state, power, event.event_type, event.mode, when].append(event)
    found: dict[tuple[str, str, str], list[Impulse]] = defaultdict(list)
    for (domain, state, power, kind, _, when), reports in same.items():
        weight = max(report.confidence for report in reports) * ACT_WEIGHTS[kind]
        ids = tuple(sorted({report.id for report in reports}))
        found[domain, state, power].append(Impulse(when.middle_year, weight, ids))
    return {key: tuple(sorted(mine, key=lambda one: (one.time, one.ids))) for key, mine in sorted(found.items())}


def _pairs(event: Event, states: Sequence[str], powers: Sequence[str]) -> set[tuple[str, str]]:
    ways = ((event.source, event.target), (event.target, event.source))
    return {(s, p) for ones, others in ways for s in ones if s in states for p in others if p in powers and p != s}


@dataclass(frozen=True, slots=True)
class Ages:
    """Inputs before readings of M: which reading, how many years before it, and how much; (n,) each."""

    row: Ints
    age: Floats
    weight: Floats

    def fading(self, rate: float, readings: int) -> Floats:
        """Return what is left of all inputs at each reading: sum of weight * exp(-rate * age), (M,)."""
        left = self.weight * np.exp(-rate * self.age)
        return np.bincount(self.row, left, readings).astype(np.float64)


def ages(chains: Chains, time: Floats, inputs: Mapping[tuple[str, str], Sequence[tuple[float, float]]]) -> Ages:
    """Return the inputs of each dyad as seen from its later readings.

    Args:
        chains: the readings, M.
        time: of each reading in decimal years, (M,).
        inputs: (time, weight) by state and holder.
    """
    of = chains.chain[chains.node]
    rows, old, heavy = [np.zeros(0, np.int64)], [np.zeros(0)], [np.zeros(0)]
    for chain, (state, holder) in enumerate(zip(chains.state, chains.holder, strict=True)):
        (mine,) = np.nonzero(of == chain)
        for when, weight in inputs.get((chains.states[state], chains.holders[holder]), ()):
            later = mine[time[mine] >= when]
            if later.size < mine.size:  # nothing before it: what it changed cannot be told from where the dyad began
                rows.append(later)
                old.append(time[later] - when)
                heavy.append(np.full(later.size, weight))
    return Ages(np.concatenate(rows), np.concatenate(old), np.concatenate(heavy))


def reading_times(chains: Chains, first: float) -> Floats:
    """Return the decimal year of each reading, (M,), where ``first`` is the first of the times asked for."""
    since = np.cumsum(chains.gap)
    begin = since[chains.grid[:, 0]][chains.chain]
    return np.asarray((first + since - begin)[chains.node])
