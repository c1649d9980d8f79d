"""Watching for changes that nobody named: Bayesian online change points of the pushes year by year.

Adams & MacKay (2007, arXiv:0710.3742): the pushes of a segment have one mean, N(0, 1), and noise of variance 1; a new
segment begins with probability 1/10 each year. A few dozen years support no more than watching, so the probability is
always told beside how often it would be as large without any change.
"""

from __future__ import annotations

import numpy as np

from tightrope.measures.kalman import Floats

#: Chance that a new segment begins in a year.
HAZARD = 0.1
#: A change is looked for in the last so many years.
RECENT_YEARS = 3


def recent_change(series: Floats) -> Floats:
    """Return the probability, at the end of each year, that a segment began within the last three years.

    Args:
        series: standardised pushes, years in the last axis, (..., T).

    Returns:
        (..., T); as of each year only what came up to it counts.
    """
    values = np.moveaxis(np.asarray(series, dtype=np.float64), -1, 0)
    chance = np.ones((1, *values.shape[1:]))  # of each length of the segment before this year, 0 at the start
    total, number = np.zeros_like(chance), np.zeros(1)
    told: list[Floats] = []
    for value in values:
        if told:
            chance = np.concatenate([HAZARD * chance.sum(axis=0, keepdims=True), (1.0 - HAZARD) * chance])
            total = np.concatenate([np.zeros((1, *value.shape)), total])
            number = np.concatenate([[0.0], number])
        at = number.reshape(-1, *[1] * value.ndim)
        variance = 1.0 + 1.0 / (1.0 + at)
        density = np.exp(-0.5 * (value - total / (1.0 + at)) ** 2 / variance) / np.sqrt(variance)
        chance = chance * density
        chance /= chance.sum(axis=0)
        total, number = total + value, number + 1.0
        recent = chance[number <= RECENT_YEARS]
        told.append(recent.sum(axis=0) if len(told) >= RECENT_YEARS else np.zeros(value.shape))
    return np.moveaxis(np.stack(told), 0, -1)
