"""Totals of channels: what a figure is a share of."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tightrope.measures.figures import Figure
from tightrope.records import When

REST_OF_WORLD = "ROW"
ALL_PARTNERS = "WLD"


class Known(NamedTuple):
    """Log of a total, and its variance in years of drift."""

    log: float
    years: float


@dataclass(frozen=True, slots=True)
class Total:
    """What all holders together hold over a state by one channel.

    Attributes:
        exact: the total of one source for one time.
        times: decimal years of the known totals, ascending.
        known: what is known at these times (the mean of several sources).
    """

    exact: Mapping[tuple[str, When], Known]
    times: tuple[float, ...]
    known: tuple[Known, ...]

    def of(self, figure: Figure, drift: float) -> tuple[float, float]:
        """Log of the total that a figure is a part of, and its variance.

        The total of the same source and time if there is one. Else a random walk with this yearly drift between the
        known totals: the Brownian bridge, or the nearest total where there is none on one side.
        """
        found = self.exact.get((figure.source, figure.when))
        if found is None:
            before, after, weight, years = bridge(self.times, figure.time)
            first, second = self.known[before], self.known[after]
            years += (1.0 - weight) ** 2 * first.years + weight**2 * second.years
            found = Known((1.0 - weight) * first.log + weight * second.log, years)
        return found.log, drift**2 * found.years


def bridge(times: Sequence[float], time: float) -> tuple[int, int, float, float]:
    """Where a time lies among known ones.

    Returns:
        Positions of the known time before and after (twice the nearest one outside all of them), the weight of the
        second, and the variance of a random walk there in years of its drift: of a Brownian bridge b a / (b + a) with b
        years since the one and a years until the other, outside the years to the nearest.
    """
    place = int(np.searchsorted(times, time))
    if place in (0, len(times)):
        nearest = min(place, len(times) - 1)
        return nearest, nearest, 0.0, abs(time - times[nearest])
    before, after = time - times[place - 1], times[place] - time
    return place - 1, place, before / (before + after), before * after / (before + after)


#: Figures of one source for one time by holder.
_Holders = dict[str, float]


def known_totals(figures: Iterable[Figure]) -> dict[tuple[str, str], Total]:
    """Totals by channel and state, wherever a source gives the rest of the world, or all partners, beside the powers.

    The total is the figure for all partners or, where there is none, the sum over the holders. A holder of whom that
    source gives no figure for that time, but anybody for another, holds something nevertheless: it is bridged between
    the times at which it is known, and the total is as uncertain as that makes it.
    """
    given: dict[tuple[str, str], dict[tuple[str, When], _Holders]] = defaultdict(lambda: defaultdict(dict))
    for figure in figures:
        if not figure.percent:
            place = figure.key.channel, figure.key.state
            given[place][figure.source, figure.when][figure.key.holder] = figure.middle
    totals = {}
    for place, sets in given.items():
        series = _by_holder(sets)
        exact = {
            (source, when): found
            for (source, when), holders in sets.items()
            if (found := _whole(holders, round(when.middle_year, 4), series)) is not None
        }
        if exact:
            totals[place] = _total(exact)
    return totals


def _by_holder(sets: Mapping[tuple[str, When], _Holders]) -> dict[str, tuple[list[float], list[float]]]:
    """Times at which each holder is known, ascending, and its figures there (the mean of several sources)."""
    found: dict[str, dict[float, list[float]]] = defaultdict(lambda: defaultdict(list))
    for (_, when), holders in sets.items():
        for holder, figure in holders.items():
            found[holder][round(when.middle_year, 4)].append(figure)
    return {
        holder: (sorted(known), [math.fsum(sorted(known[time])) / len(known[time]) for time in sorted(known)])
        for holder, known in found.items()
    }


def _whole(holders: _Holders, time: float, series: Mapping[str, tuple[list[float], list[float]]]) -> Known | None:
    """The total of one source for one time; ``None`` if it gives none."""
    if ALL_PARTNERS in holders:
        whole, years = holders[ALL_PARTNERS], 0.0
    elif REST_OF_WORLD not in holders or len(holders) == 1:
        return None
    else:
        parts = {}
        for holder in sorted(series.keys() - holders.keys() - {ALL_PARTNERS}):
            times, known = series[holder]
            before, after, weight, passed = bridge(times, time)
            parts[holder] = (1.0 - weight) * known[before] + weight * known[after], passed
        whole = math.fsum([*holders.values(), *(figure for figure, _ in parts.values())])
        years = math.fsum((figure / whole) ** 2 * passed for figure, passed in parts.values()) if whole > 0 else 0.0
    return Known(math.log(whole), years) if whole > 0 else None


def _total(exact: Mapping[tuple[str, When], Known]) -> Total:
    by_time: dict[float, list[Known]] = defaultdict(list)
    for (_, when), found in exact.items():
        by_time[round(when.middle_year, 4)].append(found)
    times = tuple(sorted(by_time))
    return Total(exact, times, tuple(_mean(by_time[time]) for time in times))


def _mean(several: Iterable[Known]) -> Known:
    """Mean of logs; its variance is not less than theirs in the mean, since they rest on the same figures."""
    found = sorted(several)
    return Known(*(math.fsum(one) / len(found) for one in zip(*found, strict=True)))
