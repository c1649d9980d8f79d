"""Step 1 of the coherent sampler: each item's discrimination and cut points, given all positions."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from tightrope.measures import random
from tightrope.measures.alignment.ballots import Side
from tightrope.measures.alignment.likelihood import beyond_low, item_sums

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

#: Share of updates that are a plain random walk: it gets an item loose where a Newton step overshoots.
WANDER = 0.15
#: Items with fewer abstentions have a skewed gap between the cut points, which gets a step of its own.
FEW_ABSTENTIONS = 25
_STREAM = 1


@njit(cache=True, nogil=True)
def _prior(b: float, low: float, high: float, w: float) -> float:
    return -0.5 * (b * b + w * (low * low + high * high))


@njit(cache=True, nogil=True)
def _newton(b: float, low: float, high: float, w: float, sums: Floats, lower: Floats, mean: Floats) -> float:
    """Cholesky factor (6,) of the local precision and the point one Newton step away (3,); return log √det."""
    l11 = math.sqrt(sums[4] + 1.0)
    l21, l31 = sums[5] / l11, sums[6] / l11
    l22 = math.sqrt(max(sums[7] + w - l21 * l21, 1e-9))
    l32 = (sums[8] - l31 * l21) / l22
    l33 = math.sqrt(max(sums[9] + w - l31 * l31 - l32 * l32, 1e-9))
    lower[0], lower[1], lower[2], lower[3], lower[4], lower[5] = l11, l21, l31, l22, l32, l33
    y1 = (sums[1] - b) / l11
    y2 = (sums[2] - w * low - l21 * y1) / l22
    y3 = (sums[3] - w * high - l31 * y1 - l32 * y2) / l33
    x3 = y3 / l33
    x2 = (y2 - l32 * x3) / l22
    x1 = (y1 - l21 * x2 - l31 * x3) / l11
    mean[0], mean[1], mean[2] = b + x1, low + x2, high + x3
    return math.log(l11) + math.log(l22) + math.log(l33)


@njit(cache=True, nogil=True)
def _distance(d0: float, d1: float, d2: float, lower: Floats) -> float:
    """|Lᵀd|²/2."""
    a = lower[0] * d0 + lower[1] * d1 + lower[2] * d2
    b = lower[3] * d1 + lower[4] * d2
    c = lower[5] * d2
    return 0.5 * (a * a + b * b + c * c)


@njit(cache=True, nogil=True)
def sweep_items(cuts: Floats, theta: Floats, side: Side, w: float, seed: int, sweep: int, accepted: Ints) -> None:
    """Update (β, γ1, γ2) of every item, ``cuts`` (J, 3), in place.

    Args:
        cuts: β, γ1, γ2 of each item.
        theta: position of each cell, (M,).
        side: votes by item.
        w: prior precision of a cut point.
        seed: of the chain.
        sweep: its number.
        accepted: counts accepted updates, (J,).
    """
    words = np.empty(4, np.uint64)
    here, there = np.empty(10), np.empty(10)
    lower, lower_new, mean, mean_new = np.empty(6), np.empty(6), np.empty(3), np.empty(3)
    for item in range(cuts.shape[0]):
        random.start(words, seed, sweep, _STREAM, item)
        begin, abstain, no, end = side.start[item], side.abstain[item], side.no[item], side.start[item + 1]
        b, low, high = cuts[item]
        item_sums(b, low, high, theta, side.other, begin, abstain, no, end, here)
        wander = random.uniform(words) < WANDER
        e1, e2, e3 = random.normal(words), random.normal(words), random.normal(words)
        root = 0.0
        if wander:
            step = math.exp(-4.0 * random.uniform(words))
            b_new, low_new, high_new = b + step * e1, low + step * e2, high + step * e3
        else:
            root = _newton(b, low, high, w, here, lower, mean)
            x3 = e3 / lower[5]
            x2 = (e2 - lower[4] * x3) / lower[3]
            x1 = (e1 - lower[1] * x2 - lower[2] * x3) / lower[0]
            b_new, low_new, high_new = mean[0] + x1, mean[1] + x2, mean[2] + x3
        if low_new < high_new:
            item_sums(b_new, low_new, high_new, theta, side.other, begin, abstain, no, end, there)
            ratio = there[0] + _prior(b_new, low_new, high_new, w) - here[0] - _prior(b, low, high, w)
            if not wander:
                ratio += _newton(b_new, low_new, high_new, w, there, lower_new, mean_new) - root
                ratio -= _distance(b - mean_new[0], low - mean_new[1], high - mean_new[2], lower_new)
                ratio += 0.5 * (e1 * e1 + e2 * e2 + e3 * e3)
            if math.log(random.uniform(words)) < ratio:
                b, low, high = b_new, low_new, high_new
                here, there = there, here
                accepted[item] += 1
        if no - abstain < FEW_ABSTENTIONS:  # γ2 alone, with its distance from γ1 on the log scale
            stretch = math.exp(2.4 / math.sqrt(no - abstain + 1.0) * random.normal(words))
            high_new = low + (high - low) * stretch
            if high_new > low:
                ratio = beyond_low(b, low, high_new, theta, side.other, abstain, no, end) + _prior(b, low, high_new, w)
                ratio -= beyond_low(b, low, high, theta, side.other, abstain, no, end) + _prior(b, low, high, w)
                if math.log(random.uniform(words)) < ratio + math.log(stretch):
                    high = high_new
        cuts[item, 0], cuts[item, 1], cuts[item, 2] = b, low, high
