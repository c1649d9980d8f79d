"""Totals of channels: what a figure is a share of."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from tightrope.measures.figures import Figure
from tightrope.records import When

REST_OF_WORLD = "ROW"
ALL_PARTNERS = "WLD"


@dataclass(frozen=True, slots=True)
class Total:
    """What all holders together hold over a state by one channel.

    Attributes:
        exact: log of the total of one source for one time.
        times: decimal years of the known totals, ascending.
        logs: their logs (the mean of several sources).
    """

    exact: Mapping[tuple[str, When], float]
    times: tuple[float, ...]
    logs: tuple[float, ...]

    def of(self, figure: Figure, drift: float) -> tuple[float, float]:
        """Log of the total that a figure is a part of, and its variance.

        The total of the same source and time if there is one. Else a random walk with this yearly drift between the
        known totals: the Brownian bridge, or the nearest total where there is none on one side.
        """
        same = self.exact.get((figure.source, figure.when))
        if same is not None:
            return same, 0.0
        place = int(np.searchsorted(self.times, figure.time))
        if place == 0 or place == len(self.times):
            nearest = min(place, len(self.times) - 1)
            return self.logs[nearest], drift**2 * abs(figure.time - self.times[nearest])
        before, after = figure.time - self.times[place - 1], self.times[place] - figure.time
        log = (self.logs[place - 1] * after + self.logs[place] * before) / (before + after)
        return log, drift**2 * before * after / (before + after)


def known_totals(figures: Iterable[Figure]) -> dict[tuple[str, str], Total]:
    """Totals by channel and state, wherever a source gives the rest of the world, or all partners, beside the powers.

    The total is the figure for all partners or, where there is none, the sum over the holders of that source and time.
    """
    given: dict[tuple[str, str], dict[tuple[str, When], dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for figure in figures:
        if not figure.percent:
            place = figure.key.channel, figure.key.state
            given[place][figure.source, figure.when][figure.key.holder] = figure.middle
    totals = {}
    for place, sets in given.items():
        exact = {}
        for where, holders in sets.items():
            whole = holders.get(ALL_PARTNERS)
            if whole is None and REST_OF_WORLD in holders and len(holders) > 1:
                whole = math.fsum(holders.values())
            if whole is not None and whole > 0:
                exact[where] = math.log(whole)
        if exact:
            totals[place] = _total(exact)
    return totals


def _total(exact: Mapping[tuple[str, When], float]) -> Total:
    by_time: dict[float, list[float]] = defaultdict(list)
    for (_, when), log in exact.items():
        by_time[round(when.middle_year, 4)].append(log)
    times = tuple(sorted(by_time))
    return Total(exact, times, tuple(math.fsum(by_time[time]) / len(by_time[time]) for time in times))
