"""The published procedure in plain NumPy, step by step as its authors' program has it, to hold ours against.

Written apart from the compiled code: long vectors of votes, truncated normals by
the inverse distribution function, no tables, no grouping.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from tightrope.measures.alignment.ballots import ABSTAIN, NO, YES, Ballots, votes_of
from tightrope.measures.alignment.mean_field import begin

Floats = npt.NDArray[np.float64]


def reference_means(ballots: Ballots, *, burn: int, sweeps: int, seed: int) -> Floats:
    """Posterior means of the positions, (M,)."""
    random, votes, layout = np.random.default_rng(seed), votes_of(ballots), ballots.layout
    item, cell, y = votes.item, votes.cell, votes.vote
    cells, items = layout.state.size, len(ballots.items)
    n = np.bincount(cell, minlength=cells)
    lag = np.array([_looks_to(layout.state, place) for place in range(cells)])
    variance = 0.5 * n / (n + n[lag])
    start = begin(ballots, ballots.states[0])
    theta, mean = start.theta.copy(), start.theta.copy()
    b, low, high = start.cuts.T.copy()
    total = np.zeros(cells)
    step = 0.2 / 3
    for sweep in range(burn + sweeps):
        new_low = low + step * _between(random, (-7 - low) / step, (high - low) / step)
        new_high = high + step * _between(random, (new_low - high) / step, (7 - high) / step)
        center = b[item] * theta[cell]
        gain = np.log(_mass(y, center, new_low[item], new_high[item]) / _mass(y, center, low[item], high[item]))
        ratio = np.bincount(item, gain, items)
        ratio += np.log(norm.sf((new_low - high) / step)) - np.log(norm.sf((low - new_high) / step))
        taken = np.log(random.random(items)) < ratio
        low, high = np.where(taken, new_low, low), np.where(taken, new_high, high)
        bottom = np.where(y == YES, -99, np.where(y == ABSTAIN, low[item], high[item]))
        top = np.where(y == YES, low[item], np.where(y == ABSTAIN, high[item], 99))
        z = np.clip(center + _between(random, bottom - center, top - center), -9, 9)
        spread = 1 / (np.bincount(item, theta[cell] ** 2, items) + 1)
        b = spread * np.bincount(item, theta[cell] * z, items) + np.sqrt(spread) * random.standard_normal(items)
        posterior = 1 / (np.bincount(cell, b[item] ** 2, cells) + 1 / variance)
        mean = posterior * (np.bincount(cell, b[item] * z, cells) + mean[lag] / variance)
        theta = np.clip(mean + np.sqrt(posterior) * random.standard_normal(cells), -5, 5)
        theta = (theta - theta.mean()) / theta.std(ddof=1)
        if sweep >= burn:
            total += theta
    return total / sweeps


def _looks_to(state: npt.NDArray[np.int32], place: int) -> int:
    if place > 0 and state[place - 1] == state[place]:
        return place - 1
    return place + 1 if place + 1 < state.size and state[place + 1] == state[place] else place


def _between(random: np.random.Generator, low: Floats, high: Floats) -> Floats:
    flip = low > 0
    a, b = np.where(flip, -high, low), np.where(flip, -low, high)
    x = norm.ppf(norm.cdf(a) + random.random(a.size) * (norm.cdf(b) - norm.cdf(a)))
    return np.where(flip, -x, x)


def _mass(y: npt.NDArray[np.int8], center: Floats, low: Floats, high: Floats) -> Floats:
    yes, no = norm.cdf(low - center), norm.sf(high - center)
    return np.maximum(np.where(y == YES, yes, np.where(y == NO, no, 1 - yes - no)), 1e-300)
