"""Sources that err together: event data sets read much the same news, so that together they are one witness.

As sources with noise of their own they would count several times: the noise of a channel is estimated, and sets that
copy each other's slips make it look small.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import fmean, median

from tightrope.measures.figures import Reading, SeriesKey

#: A dyad and a time that several sources may tell of.
Cell = tuple[SeriesKey, float]


def pooled(series: Mapping[SeriesKey, Sequence[Reading]]) -> dict[SeriesKey, list[Reading]]:
    """Join the readings that several sources of a channel have of one time to one.

    ::

        y_ct = mean over s of (y_cst - b_s),    b_s = median over c and t of (y_cst - y_ct of the sources before)

    for a dyad c, a time t and a source s, on the log scale. Sources are taken in the order of how many readings they
    have; b is 0 for the first. A source without a common time with those before it stays as it is, a source of its own,
    and so do ranges. Nothing at all counts as what it is known to be below; it is a bound only where all have nothing.

    Args:
        series: the readings of one channel, by dyad.

    Returns:
        One reading of a dyad and time for all sources that are joined, with the ids of all and the figure of the first.
    """
    given = [(key, one) for key, readings in series.items() for one in readings]
    numbers = Counter(one.source for _, one in given)
    order = sorted(numbers, key=lambda source: (-numbers[source], source))
    if len(order) < 2:
        return {key: [*readings] for key, readings in series.items()}
    cells: dict[Cell, list[Reading]] = defaultdict(list)
    apart: dict[SeriesKey, list[Reading]] = defaultdict(list)
    for key, one in given:
        if not _joins(one):
            apart[key].append(one)
    for source in order:
        mine = [((key, one.time), one) for key, one in given if one.source == source and _joins(one)]
        gaps = [one.high - fmean(other.high for other in cells[cell]) for cell, one in mine if cell in cells]
        if cells and not gaps:
            for (key, _), one in mine:
                apart[key].append(one)
            continue
        level = median(gaps) if gaps else 0.0
        for cell, one in mine:
            cells[cell].append(replace(one, low=one.low - level, high=one.high - level, source=order[0]))
    for (key, _), several in cells.items():
        apart[key].append(_mean(several))
    return dict(apart)


def _joins(reading: Reading) -> bool:
    return math.isfinite(reading.high) and reading.low in (reading.high, -math.inf)


def _mean(readings: Sequence[Reading]) -> Reading:
    high = fmean(one.high for one in readings)
    nothing = all(math.isinf(one.low) for one in readings)
    return replace(
        readings[0],
        low=-math.inf if nothing else high,
        high=high,
        grade=min(one.grade for one in readings),
        ids=tuple(sorted({key for one in readings for key in one.ids})),
    )
