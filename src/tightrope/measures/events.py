"""Acts of a state toward a power, counted by side and year."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tightrope.records import UNDIRECTED, Event, EventType, Status

ACCOMMODATING = frozenset(
    {
        EventType.AGREE,
        EventType.CONSULT,
        EventType.SUPPORT,
        EventType.COOPERATE,
        EventType.AID,
        EventType.CONCEDE,
    }
)
RESISTING = frozenset(
    {
        EventType.ACCUSE,
        EventType.REJECT,
        EventType.THREATEN,
        EventType.PROTEST,
        EventType.SANCTION,
        EventType.MOBILIZE,
        EventType.COERCE,
        EventType.ASSAULT,
    }
)


#: An act that is dated no closer than to this many days belongs to no year.
MOST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Acts:
    """What a state did toward a power in one year: expected numbers of acts, and the ids of the events."""

    accommodating: float
    resisting: float
    ids: tuple[str, ...]


def count_acts(
    events: Iterable[Event], states: Sequence[str], powers: Sequence[str], years: Sequence[int]
) -> tuple[dict[tuple[str, str, int], Acts], Counter[str]]:
    """Count acts by state, power and year; requests and retreats are on neither side.

    An act reported several times (same actors, type, mode and time) counts once, by its highest confidence. Acts
    without a direction count whoever is named first. A group or body that acts does not act for each of its members.

    Returns:
        Acts by state, power and year (absent: none), and reasons with the number of events left out.
    """
    left_out: Counter[str] = Counter()
    sides: dict[tuple[str, str, int], dict[tuple[object, ...], list[Event]]] = defaultdict(lambda: defaultdict(list))
    for event in sorted({event.id: event for event in events}.values(), key=lambda event: event.id):
        pairs = _pairs(event, states, powers)
        if not pairs or event.event_type not in ACCOMMODATING | RESISTING:
            continue
        if event.status is not Status.OCCURRED:
            left_out[f"event of status {event.status.value}"] += 1
        elif event.when is None:
            left_out["event without a date"] += 1
        elif (event.when.end - event.when.start).days >= MOST_DAYS:
            left_out["event dated to more than a year"] += 1
        elif math.floor(event.when.middle_year) not in years:
            left_out["event outside the years measured"] += 1
        else:
            same = event.event_type, event.mode, event.when
            for state, power in pairs:
                sides[state, power, math.floor(event.when.middle_year)][same].append(event)
    return {key: _acts(list(sides[key].values())) for key in sorted(sides)}, left_out


def _pairs(event: Event, states: Sequence[str], powers: Sequence[str]) -> list[tuple[str, str]]:
    ways = [(event.source, event.target)]
    if event.event_type in UNDIRECTED:
        ways.append((event.target, event.source))
    # What stays inside one state (tightrope read --domestic) is no act between two.
    return sorted({(s, p) for a, b in ways for s in a if s in states for p in b if p in powers and p != s})


def _acts(distinct: Sequence[Sequence[Event]]) -> Acts:
    accommodating = resisting = 0.0
    for reports in distinct:
        confidence = max(report.confidence for report in reports)
        if reports[0].event_type in ACCOMMODATING:
            accommodating += confidence
        else:
            resisting += confidence
    return Acts(accommodating, resisting, tuple(sorted({report.id for reports in distinct for report in reports})))
