"""What a forecast has to beat: persistence, random walk, drift and climatology, from the same past and nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

PERSISTENCE, RANDOM_WALK, DRIFT, CLIMATOLOGY = "persistence", "random_walk", "drift", "climatology"
REFERENCES = (PERSISTENCE, RANDOM_WALK, DRIFT, CLIMATOLOGY)
#: Values a series needs for a reference of its own.
FEWEST_VALUES = 3
#: Changes over one lag from which the spread of persistence is read; with fewer, changes over a year are scaled.
FEWEST_CHANGES = 10


@dataclass(frozen=True, slots=True)
class History:
    """One series as it was known: years ascending, (n,), and values on a scale without bounds, (n,)."""

    years: npt.NDArray[np.int64]
    values: Floats


def reference_draws(
    histories: Sequence[History],
    series: npt.NDArray[np.int64],
    year: npt.NDArray[np.int64],
    size: int,
    random: np.random.Generator,
) -> Mapping[str, Floats]:
    """Draw from every reference forecast.

    With y the last value, L the years since then, D the yearly changes (a change over several years counts as its part
    of a year) and N standard normal:

    - persistence: y + a change over L years of any of the series, up or down, as it occurred (with fewer than
      ``FEWEST_CHANGES`` of them, a change over one year times the square root of L);
    - random walk: y + sqrt(L mean D²) N;
    - drift: y + L m + sqrt(v (L + L² / T)) N, m the mean change a year over the T years known, v the variance around
      it (Hyndman & Athanasopoulos, *Forecasting: Principles and Practice*, 3rd ed. 2021, section 5.5);
    - climatology: any value of the series so far.

    Args:
        histories: the series, each of at least ``FEWEST_VALUES`` values.
        series: position of the series of each forecast, (I,).
        year: the year it is for, after the last one known, (I,).
        size: number of draws S.
        random: where they come from.

    Returns:
        (I, S) by name of the reference, on the scale of the histories.
    """
    drawn = {name: np.empty((series.size, size)) for name in REFERENCES}
    pooled = {lag: _changes(histories, lag) for lag in range(1, int(_lags(histories, series, year).max(initial=1)) + 1)}
    for place, (one, then) in enumerate(zip(series, year, strict=True)):
        years, values = histories[one].years, histories[one].values
        last, lag, span = values[-1], int(then - years[-1]), int(years[-1] - years[0])
        gaps, steps = np.diff(years), np.diff(values)
        slope = (last - values[0]) / span
        around = ((steps - slope * gaps) ** 2 / gaps).sum() / (steps.size - 1)
        changes = pooled[lag] if pooled[lag].size >= FEWEST_CHANGES else pooled[1] * np.sqrt(lag)
        changes = changes if changes.size else steps / np.sqrt(gaps) * np.sqrt(lag)
        normal = random.standard_normal((2, size))
        drawn[PERSISTENCE][place] = last + random.choice((-1.0, 1.0), size) * random.choice(changes, size)
        drawn[RANDOM_WALK][place] = last + np.sqrt(lag * (steps**2 / gaps).mean()) * normal[0]
        drawn[DRIFT][place] = last + lag * slope + np.sqrt(around * (lag + lag**2 / span)) * normal[1]
        drawn[CLIMATOLOGY][place] = random.choice(values, size)
    return drawn


def _lags(
    histories: Sequence[History], series: npt.NDArray[np.int64], year: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    return year - np.array([one.years[-1] for one in histories], dtype=np.int64)[series]


def _changes(histories: Sequence[History], lag: int) -> Floats:
    """All changes over exactly so many years, of all series."""
    return np.array(
        [
            one.values[later] - one.values[sooner]
            for one in histories
            for sooner, later in combinations(range(one.years.size), 2)
            if one.years[later] - one.years[sooner] == lag
        ]
    )
