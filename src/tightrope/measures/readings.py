"""From observations, stocks and ties to readings: the figures of one channel, one holder and one state, in time."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tightrope.measures import declared
from tightrope.measures.ties import count_ties
from tightrope.records import Channel, ChannelKind, CheckError, Observation, Status, Stock, Tie, When

REST_OF_WORLD = "ROW"
ALL_PARTNERS = "WLD"

#: What counts of left-out records are kept under: what it is about, and why it was left out.
LeftOutCounts = Counter[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure on the log scale.

    Attributes:
        time: decimal year.
        value: log(figure + offset).
        variance: variance of its noise.
        ids: ids of the observations and evidence that give this figure, sorted.
    """

    time: float
    value: float
    variance: float
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class SeriesKey:
    """Which series: what ``holder`` holds over ``state`` as ``channel`` shows it."""

    state: str
    channel: str
    holder: str


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure in the channel's unit, from a table or a text."""

    id: str
    key: SeriesKey
    when: When
    lower: float
    upper: float
    noise: float


class Scope:
    """What a measurement is about, checked.

    Raises:
        CheckError: a code or channel stands twice, is reserved, or a channel's numbers are impossible.
    """

    def __init__(
        self, channels: Iterable[Channel], states: Iterable[str], powers: Iterable[str], years: Iterable[int]
    ) -> None:
        self.channels = {channel.name: channel for channel in sorted(channels, key=lambda channel: channel.name)}
        self.states = _distinct(states, "state")
        self.powers = _distinct(powers, "power")
        self.years = tuple(sorted(set(years)))
        self.holders = (*self.powers, REST_OF_WORLD)
        if not self.years:
            raise CheckError("there is no year to measure")
        if set(self.holders) & set(self.states) or ALL_PARTNERS in (*self.states, *self.powers):
            raise CheckError("a code is a state and a power at once, or is ROW or WLD")
        for channel in self.channels.values():
            if not (channel.offset >= 0 and channel.noise > 0 and channel.drift > 0):
                raise CheckError("needs an offset of at least 0 and a noise and a drift above 0", channel.name)


def _distinct(codes: Iterable[str], what: str) -> tuple[str, ...]:
    known = tuple(sorted(codes))
    if len(set(known)) < len(known) or REST_OF_WORLD in known:
        raise CheckError(f"a {what} stands twice or is {REST_OF_WORLD}: {', '.join(known)}")
    return known


def collect_readings(
    scope: Scope, observations: Iterable[Observation], stocks: Iterable[Stock], ties: Sequence[Tie]
) -> tuple[dict[SeriesKey, tuple[Reading, ...]], LeftOutCounts]:
    """Arrange all figures as series, each sorted by time, and count what cannot be used, with the reason.

    The same figure for the same time counts once however often it is repeated; all its ids are kept.
    """
    left_out: LeftOutCounts = Counter()
    figures: dict[str, _Figure] = {}
    for observation in observations:
        _keep(figures, left_out, _from_observation(observation, scope), observation.channel)
    for stock in stocks:
        _keep(figures, left_out, _from_stock(stock, scope), stock.channel)
    grouped: dict[tuple[SeriesKey, When, float, float], list[_Figure]] = defaultdict(list)
    for figure in figures.values():
        grouped[figure.key, figure.when, figure.lower, figure.upper].append(figure)
    series: dict[SeriesKey, list[Reading]] = defaultdict(list)
    for (key, _, _, _), same in sorted(grouped.items()):
        reading = _reading(same, scope.channels[key.channel])
        if reading is None:
            left_out[key.channel, "the bounds allow any figure"] += len(same)
        else:
            series[key].append(reading)
    for channel in scope.channels.values():
        if channel.kind is ChannelKind.TIES:
            for key, readings in _tie_readings(channel, scope, ties, left_out).items():
                series[key] += readings
    ordered = {key: tuple(sorted(series[key], key=lambda one: (one.time, one.ids))) for key in sorted(series)}
    return ordered, left_out


def _keep(figures: dict[str, _Figure], left_out: LeftOutCounts, result: _Figure | str, channel: str) -> None:
    if isinstance(result, str):
        left_out[channel, result] += 1
    else:
        figures[result.id] = result


def _from_observation(observation: Observation, scope: Scope) -> _Figure | str:
    key = SeriesKey(observation.over, observation.channel, observation.holder)
    reason = _unusable(key, observation.unit, scope)
    if reason:
        return reason
    noise = scope.channels[key.channel].noise
    return _Figure(observation.id, key, observation.when, observation.lower, observation.upper, noise)


def _from_stock(stock: Stock, scope: Scope) -> _Figure | str:
    key = SeriesKey(stock.over, stock.channel, stock.holder)
    reason = _unusable(key, stock.unit, scope)
    if reason:
        return reason
    if stock.status is not Status.OCCURRED:
        return f"status {stock.status.value}"
    if stock.confidence <= 0.0:
        return "confidence 0"
    if stock.as_of is None:
        return "the text gives no time for the figure"
    noise = scope.channels[key.channel].noise * declared.TEXT_NOISE / stock.confidence
    return _Figure(stock.id, key, stock.as_of, stock.lower, stock.upper, noise)


def _unusable(key: SeriesKey, unit: str, scope: Scope) -> str:
    channel = scope.channels.get(key.channel)
    if channel is None:
        return "the case has no such channel"
    if channel.kind is ChannelKind.TIES:
        return "a channel of ties takes no figures"
    if unit != channel.unit:
        return f"unit {unit}, not {channel.unit}"
    if key.holder == ALL_PARTNERS:
        return "the total of all partners is no share"
    if key.holder not in scope.holders:
        return "the holder is no power of the case"
    if key.state not in scope.states:
        return "held over a group or over no state of the case"
    return ""


def _reading(same: Sequence[_Figure], channel: Channel) -> Reading | None:
    """One figure on the log scale: log-uniform between its bounds, read with noise; ``None`` if it says nothing.

    A figure for more than a year is read at its middle; a random walk of variance q a year, averaged over L years,
    differs from its middle by q L / 12, which is added for what exceeds one year.
    """
    figure = same[0]
    upper = figure.lower * declared.OPEN_UPPER if math.isinf(figure.upper) else figure.upper
    if figure.lower + channel.offset <= 0 or (math.isinf(figure.upper) and figure.lower == 0):
        return None
    low, high = math.log(figure.lower + channel.offset), math.log(upper + channel.offset)
    years = ((figure.when.end - figure.when.start).days + 1) / 365.25
    spread = (high - low) ** 2 / 12 + channel.drift**2 * max(years - 1.01, 0.0) / 12
    noise = min(one.noise for one in same)
    ids = tuple(sorted(one.id for one in same))
    return Reading(round(figure.when.middle_year, 4), (low + high) / 2, noise**2 + spread, ids)


def _tie_readings(
    channel: Channel, scope: Scope, ties: Sequence[Tie], left_out: LeftOutCounts
) -> Mapping[SeriesKey, list[Reading]]:
    """Yearly counts as readings. Where no power has a tie there is nothing to share, and no reading."""
    counts, unused = count_ties(channel, ties, scope.states, scope.powers, scope.years)
    left_out.update({(channel.name, reason): number for reason, number in unused.items()})
    series: dict[SeriesKey, list[Reading]] = defaultdict(list)
    for state in scope.states:
        for year in scope.years:
            standing = {power: counts.get((state, power, year), ()) for power in scope.powers}
            if not any(standing.values()):
                continue
            for power, reasons in standing.items():
                if (reasons or channel.complete) and len(reasons) + channel.offset > 0:
                    ids = tuple(sorted({one for tie in reasons for one in tie}))
                    value = math.log(len(reasons) + channel.offset)
                    key = SeriesKey(state, channel.name, power)
                    series[key].append(Reading(year + 0.5, value, channel.noise**2, ids))
    return series
