"""Whether what an event data set counts and what was coded from documents rise and fall together, month by month."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata  # type: ignore[import-untyped]

from tightrope import __version__
from tightrope.measures.event_rates import PER_EVENTS
from tightrope.measures.flows import SetOfFlows, pairs_of
from tightrope.measures.kalman import Floats
from tightrope.measures.streams import stream
from tightrope.records import FLOW, SCORES, Estimate, Event, Flow, Status, When

MODEL = f"flow-agreement-1/{__version__}"
#: Fewer months than this in common are no comparison.
FEWEST_COMMON = 12
#: Either must know an act between the two in so many of them: one act among many months tells of chance alone.
FEWEST_ACTING = 6
#: Draws of the bootstrap.
_DRAWS = 2000
_SIDES: Mapping[str, Flow] = {"cooperation": Flow.COOPERATION, "conflict": Flow.CONFLICT}


@dataclass(frozen=True, slots=True)
class Correlation:
    """A correlation with the ends of its intervals.

    Attributes:
        value: between -1 and 1; nan where one of the two does not vary.
        quantiles: 5, 25, 75 and 95 % quantiles of the bootstrap, (4,).
    """

    value: float
    quantiles: Floats


def correlations(one: Floats, other: Floats, random: np.random.Generator) -> dict[str, Correlation]:
    """Correlate two series, with intervals from a bootstrap of blocks of consecutive months.

    Blocks have ceil(T^(1/3)) months and wrap round the end, so that what lasts over months does not count as many
    findings. Draws in which a series does not vary are left out.

    Args:
        one: (T,), in order of time.
        other: (T,).
        random: where the draws come from.

    Returns:
        ``spearman`` (of ranks, those of equal figures averaged) and ``pearson``.

    Source: circular block bootstrap, Politis & Romano 1992, in LePage & Billard (eds.), *Exploring the Limits of
    Bootstrap*, 263-270.
    """
    length = one.size
    block = math.ceil(length ** (1 / 3))
    begins = random.integers(0, length, (_DRAWS, -(-length // block)))
    places = ((begins[:, :, None] + np.arange(block)) % length).reshape(_DRAWS, -1)[:, :length]
    found = {}
    for name, read in (("spearman", _ranks), ("pearson", np.asarray)):
        drawn = _pearson(read(one[places]), read(other[places]))
        known = drawn[~np.isnan(drawn)]
        value = float(_pearson(read(one), read(other)))
        ends = np.quantile(known, (0.05, 0.25, 0.75, 0.95)) if known.size else np.full(4, np.nan)
        found[name] = Correlation(value, ends)
    return found


def _ranks(values: Floats) -> Floats:
    return np.asarray(rankdata(values, axis=-1), dtype=np.float64)


def _pearson(one: Floats, other: Floats) -> Floats:
    """Correlation along the last axis; nan where one of the two does not vary."""
    one, other = (each - each.mean(axis=-1, keepdims=True) for each in (one, other))
    spread = np.sqrt((one**2).sum(axis=-1) * (other**2).sum(axis=-1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(spread > 1e-12, (one * other).sum(axis=-1) / spread, np.nan))


@dataclass(frozen=True, slots=True)
class Coded:
    """What was coded from documents, by month.

    Attributes:
        acts: how many acts there are of anybody, by month; a month that is absent has none, and is not compared.
        points: sums of scores between two parties by side and month: what is told several times counts once.
        ids: of the events behind these.
    """

    acts: Mapping[When, float]
    points: Mapping[tuple[frozenset[str], str], Mapping[When, float]]
    ids: Mapping[tuple[frozenset[str], str, When], tuple[str, ...]]


def coded_flows(events: Iterable[Event]) -> Coded:
    """Score the events that occurred and are dated to a month, by PLOVER's scores, times the confidence of the best.

    Args:
        events: of any parties. What stays inside one state does not count.
    """
    same: dict[tuple[object, ...], list[Event]] = defaultdict(list)
    for event in events:
        month = _month(event)
        if month and event.status is Status.OCCURRED and len({*event.source, *event.target}) > 1:
            parties = frozenset((*event.source, *event.target))
            same[parties, event.event_type, event.mode, event.when].append(event)
    acts: dict[When, float] = defaultdict(float)
    points: dict[tuple[frozenset[str], str], dict[When, float]] = defaultdict(lambda: defaultdict(float))
    ids: dict[tuple[frozenset[str], str, When], list[str]] = defaultdict(list)
    for told in same.values():
        event, month = told[0], _month(told[0])
        confidence = max(one.confidence for one in told)
        if month is None:
            continue
        acts[month] += confidence
        score = SCORES[event.event_type]
        side = "cooperation" if score > 0 else "conflict"
        for pair in {frozenset((a, b)) for a in event.source for b in event.target if a != b}:
            points[pair, side][month] += abs(score) * confidence
            ids[pair, side, month] += [one.id for one in told]
    return Coded(acts, points, {key: tuple(sorted({*found})) for key, found in ids.items()})


def _month(event: Event) -> When | None:
    when = event.when
    if when is None or (when.start.year, when.start.month) != (when.end.year, when.end.month):
        return None
    return When.month(when.start.year, when.start.month)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two series of a pair compare, or why they cannot be.

    Attributes:
        name: of the event data set.
        power: code of the power.
        other: code of the state, or of the second power.
        side: ``cooperation`` or ``conflict``.
        months: in common.
        found: correlations; empty if there are none.
        ids: what they rest on.
    """

    name: str
    power: str
    other: str
    side: str
    months: tuple[When, ...]
    found: Mapping[str, Correlation]
    ids: tuple[str, ...]


def agreements(
    flows: Mapping[str, SetOfFlows], events: Iterable[Event], states: Sequence[str], powers: Sequence[str], *, seed: int
) -> list[Agreement]:
    """Compare each event data set with what was coded from documents, for each pair and side.

    Both series are corrected: sums of scores for every 10,000 events of the set, and for every 10,000 acts coded.
    Compared are the months that the set has and of which anything at all was coded; in these a pair without an act has
    none.

    Args:
        flows: by set.
        events: coded from documents.
        states: codes of the states.
        powers: codes of the powers.
        seed: of the bootstrap.

    Returns:
        All pairs that both tell anything about; without correlations where fewer than :data:`FEWEST_COMMON` months are
        common, either knows an act of the pair in fewer than :data:`FEWEST_ACTING`, or one does not vary.
    """
    coded = coded_flows(events)
    found = []
    for name, one in flows.items():
        months = tuple(month for month in sorted(one.totals) if one.totals[month].lower > 0 and month in coded.acts)
        for power, other in pairs_of(states, powers):
            for side, flow in _SIDES.items():
                rows, mine = one.between(power, other, flow), coded.points.get((frozenset((power, other)), side))
                if not rows or not mine:
                    continue
                counted = [math.fsum(row.lower for row in rows.get(month, ())) for month in months]
                seen = np.array(counted) * PER_EVENTS / [one.totals[month].lower for month in months]
                told = np.array([mine.get(month, 0.0) * PER_EVENTS / coded.acts[month] for month in months])
                which: Mapping[str, Correlation] = {}
                acting = min(np.count_nonzero(seen), np.count_nonzero(told))
                if len(months) >= FEWEST_COMMON and acting >= FEWEST_ACTING:
                    which = correlations(seen, told, stream(seed, FLOW, "agreement", name, side, power, other))
                which = {kind: each for kind, each in which.items() if np.isfinite([each.value, *each.quantiles]).all()}
                ids = {row.id for month in months for row in (one.totals[month], *rows.get(month, ()))}
                ids |= {key for month in months for key in coded.ids.get((frozenset((power, other)), side, month), ())}
                found.append(Agreement(name, power, other, side, months, which, tuple(sorted(ids))))
    return found


def agreement_estimates(found: Iterable[Agreement]) -> Iterator[Estimate]:
    """Yield ``flow/SET/SIDE/spearman``, ``…/pearson`` and ``…/months`` (how many are compared) of each pair."""
    for one in found:
        numbers = {name: (each.value, each.quantiles) for name, each in one.found.items()}
        if numbers:
            numbers["months"] = float(len(one.months)), np.full(4, float(len(one.months)))
        for name, (value, ends) in numbers.items():
            yield Estimate.of(
                f"{FLOW}/{one.name}/{one.side}/{name}",
                value,
                ends,
                state=one.other,
                power=one.power,
                domain="politics",
                when=When(one.months[0].start, one.months[-1].end),
                rests_on=one.ids,
                model=MODEL,
            )
