"""Where sources contradict each other, and where a reading is far from what all others together say.

Nothing here decides who is right: both sides stay in the measurement, where a contradiction widens the interval. This
module only says where to look.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from tightrope.measures import declared, kalman
from tightrope.measures.factor import offsets, system
from tightrope.measures.figures import Reading, SeriesKey
from tightrope.measures.kalman import Floats
from tightrope.measures.posterior import Posterior
from tightrope.measures.readings import PERCENT
from tightrope.records import Channel, When


class Kind(StrEnum):
    """What contradicts what.

    ``figures``: two sources give different figures; ``tie``: one source says that a tie stands, another that it does
    not; ``model``: a reading is far from what the other readings of its domain say through the model.
    """

    FIGURES = "figures"
    TIE = "tie"
    MODEL = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a contradiction.

    Attributes:
        says: ``figure``; ``expected`` by the model; or of a tie ``began``, ``ended``, ``stands``, ``does not stand``.
        when: the time it is for, as the record gives it.
        lower: lower bound of a figure; nan for a tie.
        upper: upper bound of a figure, inf if there is none; nan for a tie.
        unit: of the figure; empty for a tie.
        ids: of the observations or evidence that say so, sorted; empty for what is expected, and for a tie that a
            complete list does not have.
    """

    says: str
    when: When
    lower: float = math.nan
    upper: float = math.nan
    unit: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One contradiction.

    Attributes:
        kind: what contradicts what.
        channel: name of the channel; of a tie, the first that counts it.
        relation: of a tie; empty for figures.
        state: code of the state; of a tie, of whom the relation names first.
        holder: code of the holder; of a tie, of the other party.
        time: decimal year.
        one: the first side; of kind ``tie``, the one that says that it stands.
        other: what contradicts it.
        apart: how far apart: in joint standard deviations, or, of kind ``tie``, in years.
    """

    kind: Kind
    channel: str
    relation: str = ""
    state: str
    holder: str
    time: float
    one: Side
    other: Side
    apart: float

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of both sides, sorted."""
        return tuple(sorted({*self.one.ids, *self.other.ids}))


def in_order(found: Iterable[Conflict]) -> tuple[Conflict, ...]:
    """Sort by kind and channel, then the farthest apart first; the order does not depend on the input's."""
    return tuple(
        sorted(found, key=lambda one: (one.kind, one.channel, -one.apart, one.state, one.holder, one.time, one.ids))
    )


def conflicting_figures(
    series: Mapping[SeriesKey, Iterable[Reading]],
    channels: Mapping[str, Channel],
    least: float = declared.FIGURES_APART,
) -> list[Conflict]:
    """Find figures of one channel, holder, state and time that differ by more than their noise allows.

    Two readings are of one time if they are at most ``declared.SAME_TIME_YEARS`` apart. With noise r and drift q of
    the channel and grades g, the gap between them (of intervals: between their nearest ends; 0 if they overlap) is
    told in sqrt(r^2 (g_1 + g_2) + q^2 |t_1 - t_2|). They are compared as they are read: as shares where the total is
    known, so that two sources that differ on everything by one factor agree.

    Args:
        series: all readings; counts of ties are left to :func:`~tightrope.measures.tie_conflicts.conflicting_ties`.
        channels: by name.
        least: what is not farther apart than this is no conflict, in joint standard deviations.
    """
    found = []
    for key, readings in series.items():
        channel = channels[key.channel]
        for one, other in _of_one_time(readings):
            gap = max(0.0, one.low - other.high, other.low - one.high)
            variance = channel.noise**2 * (one.grade + other.grade) + channel.drift**2 * abs(one.time - other.time)
            apart = gap / math.sqrt(variance)
            if apart > least:
                time = (one.time + other.time) / 2
                found.append(_conflict(Kind.FIGURES, key, time, _told(one, channel), _told(other, channel), apart))
    return found


def _of_one_time(readings: Iterable[Reading]) -> Iterator[tuple[Reading, Reading]]:
    figures = sorted((one for one in readings if one.figure is not None), key=lambda one: (one.time, one.ids))
    for place, one in enumerate(figures):
        for other in figures[place + 1 :]:
            if other.time - one.time > declared.SAME_TIME_YEARS:
                break
            yield one, other


def _told(reading: Reading, channel: Channel) -> Side:
    """What a reading says, as its record gives it; a count of ties has its ties for records."""
    if reading.figure is None:
        count = float(round(math.exp(reading.high) - channel.offset - 0.5))
        when, lower, upper, unit = When.year(math.floor(reading.time)), count, count, channel.unit
    else:
        given = reading.figure
        when, lower, upper = given.when, given.lower, given.upper
        unit = PERCENT if given.percent else channel.unit
    return Side(says="figure", when=when, lower=lower, upper=upper, unit=unit, ids=reading.ids)


def _conflict(kind: Kind, key: SeriesKey, time: float, one: Side, other: Side, apart: float) -> Conflict:
    return Conflict(
        kind=kind, channel=key.channel, state=key.state, holder=key.holder, time=time, one=one, other=other, apart=apart
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Residuals:
    """How far each of M readings is from what the model expects of it.

    Attributes:
        expected: what parameters and smoothed states say of it, on the scale of the readings, centred, (M,).
        apart: gap between the reading and that, 0 inside an interval, over the scale r sqrt(g) of its noise, (M,).
    """

    expected: Floats
    apart: Floats


def residuals(posterior: Posterior) -> Residuals:
    """Smooth at the posterior means of parameters and mixing scales, and compare.

    Noise is Student-t with 4 degrees of freedom: at a residual of 3 scales the mixing scale of a reading is 5 / 13 in
    the mean, so that it counts for less than half of an ordinary one.
    """
    chains, now = posterior.chains, posterior.parameters
    made = system(chains, now, posterior.mixing)
    made = made._replace(variance=made.variance + posterior.value_variance)
    known = offsets(chains, now)
    states = kalman.smoothed_means(chains.layout, made, posterior.values - known)[chains.node]
    expected = known + (made.design * states).sum(axis=1)
    gap = np.maximum(0.0, np.maximum(chains.low - expected, expected - chains.high))
    return Residuals(expected=expected, apart=gap / np.sqrt(now.noise[chains.channel] * chains.grade))


def far_readings(
    posterior: Posterior,
    series: Mapping[SeriesKey, Iterable[Reading]],
    channels: Mapping[str, Channel],
    first: float,
    least: float = declared.READING_APART,
) -> list[Conflict]:
    """Find readings of one domain that the fitted model puts far off.

    Args:
        posterior: the draws of the domain.
        series: all readings.
        channels: by name.
        first: the first time asked for, a decimal year.
        least: what is not farther off than this is none, in scales of its noise.
    """
    chains, off = posterior.chains, residuals(posterior)
    passed = np.cumsum(chains.gap)
    times = first + passed - passed[chains.grid[:, 0]][chains.chain]
    found = []
    for row in np.flatnonzero(off.apart > least).tolist():
        one, node = chains.channel[row], chains.node[row]
        dyad = chains.chain[node]
        key = SeriesKey(chains.states[chains.state[dyad]], chains.channels[one], chains.holders[chains.holder[dyad]])
        same = (reading for reading in series[key] if reading.ids == chains.ids[row])
        reading = min(same, key=lambda reading: abs(reading.time - times[node]))  # a standing tie is read several times
        told = _told(reading, channels[key.channel])
        expected = _expected(reading, told, channels[key.channel], float(off.expected[row] + chains.centre[one]))
        found.append(_conflict(Kind.MODEL, key, reading.time, told, expected, float(off.apart[row])))
    return found


def _expected(reading: Reading, told: Side, channel: Channel, log: float) -> Side:
    """What the model expects, brought back to the unit of the figure by the steps that the figure was read with."""
    offset = declared.SMALLEST_PERCENT if told.unit == PERCENT != channel.unit else channel.offset
    if reading.figure is None:
        total = 0.0
    elif told.lower > 0:
        total = math.log(told.lower + offset) - reading.low
    else:
        total = math.log(told.upper + offset) - reading.high
    figure = max(0.0, math.exp(log + total) - offset)
    return Side(says="expected", when=told.when, lower=figure, upper=figure, unit=told.unit)
