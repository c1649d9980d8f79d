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
    have, each once it has a common time with those before it; b is 0 for the first. A source that never has one stays
    as it is, a source of its own, and so do ranges. Nothing at all counts as what it is known to be below; where all
    have nothing it is a bound, and no common time, since it looks alike on every level.

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
    left: dict[str, list[tuple[Cell, Reading]]] = {source: [] for source in order}
    for key, one in given:
        if _joins(one):
            left[one.source].append(((key, one.time), one))
        else:
            apart[key].append(one)
    while (source := next((name for name in left if not cells or _gaps(left[name], cells)), None)) is not None:
        mine = left.pop(source)
        level = median(_gaps(mine, cells)) if cells else 0.0
        for cell, one in mine:
            cells[cell].append(replace(one, low=one.low - level, high=one.high - level, source=order[0]))
    for mine in left.values():
        for (key, _), one in mine:
            apart[key].append(one)
    for (key, _), several in cells.items():
        apart[key].append(_mean(several))
    return dict(apart)


def _gaps(readings: Sequence[tuple[Cell, Reading]], cells: Mapping[Cell, Sequence[Reading]]) -> list[float]:
    """How far a source is above those that are joined, wherever both tell of a time and not all have nothing."""
    return [
        one.high - fmean(other.high for other in cells[cell])
        for cell, one in readings
        if cell in cells and any(math.isfinite(each.low) for each in (one, *cells[cell]))
    ]


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
