"""From observations, stocks and ties to readings: the figures of one channel, one holder and one state, in time."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from tightrope.measures import declared
from tightrope.measures.figures import Figure, Link, Reading, SeriesKey
from tightrope.measures.pooling import pooled
from tightrope.measures.ties import count_ties
from tightrope.measures.totals import ALL_PARTNERS, REST_OF_WORLD, Total, known_totals
from tightrope.records import (
    COOPERATION_CHANNEL,
    Channel,
    ChannelKind,
    CheckError,
    Observation,
    Status,
    Stock,
    Tie,
    When,
)

#: Unit of figures that are parts of a channel's total.
PERCENT = "percent"
#: What counts of left-out records are kept under: what it is about, and why it was left out.
LeftOutCounts = Counter[tuple[str, str]]


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
    figures: dict[str, Figure] = {}
    for observation in observations:
        _keep(figures, left_out, _from_observation(observation, scope), observation.channel)
    for stock in stocks:
        _keep(figures, left_out, _from_stock(stock, scope), stock.channel)
    series: dict[SeriesKey, list[Reading]] = defaultdict(list)
    # In the order of ids, so that no tie between two sources is broken by the order in which they were given.
    _figure_readings([figures[key] for key in sorted(figures)], scope, series, left_out)
    series.update(pooled({key: found for key, found in series.items() if key.channel == COOPERATION_CHANNEL}))
    for channel in scope.channels.values():
        if channel.kind is ChannelKind.TIES:
            for key, readings in _tie_readings(channel, scope, ties, left_out).items():
                series[key] += readings
    return {key: tuple(sorted(series[key], key=lambda one: (one.time, one.ids))) for key in sorted(series)}, left_out


def _keep(figures: dict[str, Figure], left_out: LeftOutCounts, result: Figure | str, channel: str) -> None:
    if isinstance(result, str):
        left_out[channel, result] += 1
    else:
        figures[result.id] = result


def _from_observation(observation: Observation, scope: Scope) -> Figure | str:
    key = SeriesKey(observation.over, observation.channel, observation.holder)
    reason = _unusable(key, observation, scope)
    if reason:
        return reason
    return _figure(observation, key, observation.when, 1.0, observation.origin, scope)


def _from_stock(stock: Stock, scope: Scope) -> Figure | str:
    key = SeriesKey(stock.over, stock.channel, stock.holder)
    reason = _unusable(key, stock, scope)
    if reason:
        return reason
    if stock.status is not Status.OCCURRED:
        return f"status {stock.status.value}"
    if stock.confidence <= 0.0:
        return "confidence 0"
    if stock.as_of is None:
        return "the text gives no time for the figure"
    return _figure(stock, key, stock.as_of, (declared.TEXT_NOISE / stock.confidence) ** 2, stock.document, scope)


def _figure(given: Observation | Stock, key: SeriesKey, when: When, grade: float, source: str, scope: Scope) -> Figure:
    return Figure(
        id=given.id,
        key=key,
        when=when,
        lower=given.lower,
        upper=given.upper,
        percent=given.unit != scope.channels[key.channel].unit,
        grade=grade,
        source=source,
    )


def _unusable(key: SeriesKey, given: Observation | Stock, scope: Scope) -> str:
    channel, unit = scope.channels.get(key.channel), given.unit
    if channel is None:
        return "the case has no such channel"
    if channel.kind is ChannelKind.TIES:
        return "a channel of ties takes no figures"
    if unit not in (channel.unit, PERCENT):
        return f"unit {unit}, not {channel.unit}"
    if unit != channel.unit and (given.lower if math.isinf(given.upper) else given.upper) > 100.0:
        return "more than 100 percent of a total"
    if key.holder not in (*scope.holders, ALL_PARTNERS):
        return "the holder is no power of the case"
    if key.state not in scope.states:
        return "held over a group or over no state of the case"
    return ""


def _figure_readings(
    figures: Iterable[Figure],
    scope: Scope,
    series: dict[SeriesKey, list[Reading]],
    left_out: LeftOutCounts,
) -> None:
    """Read all figures, each as a share if its channel's totals are known and else as it is."""
    figures = _telling(figures, left_out)
    totals = known_totals(figures)
    shared = {channel for channel, _ in totals}
    of_powers = {(figure.key.channel, figure.key.state) for figure in figures if figure.key.holder in scope.powers}
    grouped: dict[tuple[SeriesKey, When, float, float, bool], list[Figure]] = defaultdict(list)
    for figure in figures:
        grouped[figure.key, figure.when, figure.lower, figure.upper, figure.percent].append(figure)
    for (key, *_), same in sorted(grouped.items()):
        channel, total = scope.channels[key.channel], totals.get((key.channel, key.state))
        if key.holder == ALL_PARTNERS:
            used = (key.channel, key.state) in of_powers
            result: Reading | str = "" if used else "the total of all partners is no share"
        elif key.channel not in shared:
            result = "percent of a total that nobody gives" if same[0].percent else _count(same, channel)
        elif total is None and not same[0].percent:
            result = "its total over this state is not known, so it is no share"
        else:
            result = _share(same, channel, total)
        if isinstance(result, Reading):
            series[key].append(result)
        elif result:
            left_out[key.channel, result] += len(same)


def _telling(figures: Iterable[Figure], left_out: LeftOutCounts) -> list[Figure]:
    """Leave out channels in which nobody holds anything: nothing against nothing is no comparison."""
    figures = list(figures)
    held = {figure.key.channel for figure in figures if figure.upper > 0}
    left_out.update(
        (figure.key.channel, "nobody holds anything by this channel")
        for figure in figures
        if figure.key.channel not in held
    )
    return [figure for figure in figures if figure.key.channel in held]


def _count(same: Sequence[Figure], channel: Channel) -> Reading | str:
    """Read a figure as it is: log(figure + offset)."""
    return _reading(same, channel, 0.0, 0.0, channel.offset, Link.COUNT)


def _share(same: Sequence[Figure], channel: Channel, total: Total | None) -> Reading | str:
    """Read a figure as a share: log((figure + offset) / total)."""
    if same[0].percent or total is None:
        log, offset = math.log(100.0), declared.SMALLEST_PERCENT
        return _reading(same, channel, log, 0.0, offset, Link.SHARE)
    log, variance = min((total.of(figure, channel.drift) for figure in same), key=lambda pair: pair[1])
    return _reading(same, channel, log, variance, channel.offset, Link.SHARE)


def _reading(
    same: Sequence[Figure], channel: Channel, log_total: float, variance: float, offset: float, link: Link
) -> Reading | str:
    """Put one figure on the log scale.

    Nothing at all is known to be below the offset only. A figure for more than a year is read at its middle; a random
    walk of variance q a year, averaged over L years, differs from its middle by q L / 12, which is added for what
    exceeds one year.
    """
    figure = same[0]
    if math.isinf(figure.upper) and figure.lower == 0:
        return "the bounds allow any figure"
    if offset == 0 and figure.upper == 0:
        return "nothing has no logarithm, and the channel has no offset"
    low = -math.inf if figure.lower == 0 else math.log(figure.lower + offset) - log_total
    high = math.inf if math.isinf(figure.upper) else math.log(figure.upper + offset) - log_total
    variance += channel.drift**2 * max(figure.years - 1.01, 0.0) / 12
    best = min(same, key=lambda one: (one.grade, one.id))
    return Reading(
        time=figure.time,
        low=low,
        high=high,
        grade=best.grade + variance / channel.noise**2,
        link=link,
        source=best.source,
        ids=tuple(sorted(one.id for one in same)),
        figure=best,
    )


def _tie_readings(
    channel: Channel, scope: Scope, ties: Sequence[Tie], left_out: LeftOutCounts
) -> Mapping[SeriesKey, list[Reading]]:
    """Counts as ordered categories. Where no power has a tie there is nothing to share, and no reading.

    A tie that stands says the same in every year, so a count is read when it changes, in its last year, and every
    ``declared.TIE_YEARS`` years in between: thirty years of one treaty are not thirty findings.
    """
    counts, unused = count_ties(channel, ties, scope.states, scope.powers, scope.years)
    left_out.update({(channel.name, reason): number for reason, number in unused.items()})
    series: dict[SeriesKey, list[Reading]] = {}
    for state in scope.states:
        years = [year for year in scope.years if any((state, power, year) in counts for power in scope.powers)]
        for power in scope.powers:
            standing = {year: counts.get((state, power, year), ()) for year in years}
            told = {year: found for year, found in standing.items() if found or channel.complete}
            if told:
                key = SeriesKey(state, channel.name, power)
                series[key] = [_tie_reading(told[year], year, channel) for year in _years_read(told)]
    return series


def _years_read(standing: Mapping[int, tuple[tuple[str, ...], ...]]) -> list[int]:
    """First, last and every few years of each run of years with one count."""
    counts = {year: len(found) for year, found in sorted(standing.items())}
    chosen = []
    for year, count in counts.items():
        begins, ends = counts.get(year - 1) != count, counts.get(year + 1) != count
        if begins:
            began = year
        if begins or ends or (year - began) % declared.TIE_YEARS == 0:
            chosen.append(year)
    return chosen


def _tie_reading(found: tuple[tuple[str, ...], ...], year: int, channel: Channel) -> Reading:
    """Read a whole number as everything that rounds to it: an ordered probit whose thresholds are known."""
    count, ids = len(found), tuple(sorted({one for tie in found for one in tie}))
    low = math.log(count - 0.5 + channel.offset) if count else -math.inf
    high = math.log(count + 0.5 + channel.offset)
    return Reading(time=year + 0.5, low=low, high=high, grade=1.0, link=Link.TIES, source="", ids=ids)
