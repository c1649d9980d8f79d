"""The published procedure of Bailey, Strezhnev and Voeten (2017), step by step, in compiled code.

It is the hybrid Gibbs sampler of the authors' program, with its peculiarities, so that users compare like with like:

1. θ_ct is drawn from a normal whose prior mean is the *posterior mean* of the same state's θ in the period before, as
   the sweep before had it, and whose prior variance is SMOOTH n_t / (n_t + n_t-1); a state's first period looks to its
   second.
2. All θ are cut at ±5 and standardised over all cells; discrimination and cut points are not adjusted.
3. γ1 and γ2 of each item move together by a random walk (standard deviation STEP, cut at ±7), with the latent utilities
   integrated out.
4. Latent utilities z are drawn from truncated normals, cut at ±9.
5. β_j is drawn from its normal conditional, with a N(0, 1) prior.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from tightrope.measures import random
from tightrope.measures.alignment.ballots import Layout, Side
from tightrope.measures.alignment.probit import log_between, log_cdf

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

SMOOTH = 0.5
STEP = 0.2 / 3.0
LARGEST_POSITION, LARGEST_CUT, LARGEST_UTILITY = 5.0, 7.0, 9.0
_ITEM, _CELL = 11, 12


@njit(cache=True, nogil=True)
def _cdf(x: float) -> float:
    return 0.5 * math.erfc(-x * 0.7071067811865476)


@njit(cache=True, nogil=True)
def _sweep_items(
    cuts: Floats, theta: Floats, side: Side, weighted: Floats, squared: Floats, seed: int, sweep: int, accepted: Ints
) -> None:
    """Steps 3 to 5 for every item; add Σβz and Σβ² to each cell's ``weighted`` and ``squared``."""
    start, cells = side.start, side.other
    words = np.empty(4, np.uint64)
    z = np.empty(int(np.diff(start).max()))
    for item in range(cuts.shape[0]):
        random.start(words, seed, sweep, _ITEM, item)
        begin, second, third, end = start[item], side.abstain[item], side.no[item], start[item + 1]
        b, low, high = cuts[item]
        low_new = random.normal_between(words, (-LARGEST_CUT - low) / STEP, (high - low) / STEP) * STEP + low
        high_new = random.normal_between(words, (low_new - high) / STEP, (LARGEST_CUT - high) / STEP) * STEP + high
        ratio = math.log1p(-_cdf((low_new - high) / STEP)) - math.log1p(-_cdf((low - high_new) / STEP))
        for vote in range(begin, second):
            mean = b * theta[cells[vote]]
            ratio += log_cdf(low_new - mean)[0] - log_cdf(low - mean)[0]
        for vote in range(second, third):
            mean = b * theta[cells[vote]]
            ratio += log_between(low_new - mean, high_new - mean)[0] - log_between(low - mean, high - mean)[0]
        for vote in range(third, end):
            mean = b * theta[cells[vote]]
            ratio += log_cdf(mean - high_new)[0] - log_cdf(mean - high)[0]
        if math.log(random.uniform(words)) < ratio:
            low, high = low_new, high_new
            accepted[item] += 1
        cross = square = 0.0
        for vote in range(begin, end):
            t = theta[cells[vote]]
            mean = b * t
            if vote < second:  # z < γ1
                utility = mean - random.normal_above(words, mean - low)
            elif vote < third:
                utility = mean + random.normal_between(words, low - mean, high - mean)
            else:  # z > γ2
                utility = mean + random.normal_above(words, high - mean)
            utility = min(max(utility, -LARGEST_UTILITY), LARGEST_UTILITY)
            z[vote - begin] = utility
            cross += t * utility
            square += t * t
        variance = 1.0 / (square + 1.0)
        b = variance * cross + math.sqrt(variance) * random.normal(words)
        for vote in range(begin, end):
            cell = cells[vote]
            weighted[cell] += b * z[vote - begin]
            squared[cell] += b * b
        cuts[item, 0], cuts[item, 1], cuts[item, 2] = b, low, high


@njit(cache=True, nogil=True)
def _sweep_cells(
    theta: Floats,
    mean: Floats,
    before: Ints,
    variance: Floats,
    weighted: Floats,
    squared: Floats,
    seed: int,
    sweep: int,
) -> None:
    """Steps 1 and 2: ``mean`` holds the posterior means of the sweep before and takes the new ones."""
    words = np.empty(4, np.uint64)
    random.start(words, seed, sweep, _CELL, 0)
    lag = mean[before]
    total = squares = 0.0
    for cell in range(theta.size):
        posterior = 1.0 / (squared[cell] + 1.0 / variance[cell])
        mean[cell] = posterior * (weighted[cell] + lag[cell] / variance[cell])
        drawn = mean[cell] + math.sqrt(posterior) * random.normal(words)
        drawn = min(max(drawn, -LARGEST_POSITION), LARGEST_POSITION)
        theta[cell] = drawn
        total += drawn
        weighted[cell] = squared[cell] = 0.0
    centre = total / theta.size
    for cell in range(theta.size):
        squares += (theta[cell] - centre) ** 2
    spread = math.sqrt(squares / (theta.size - 1)) if squares > 0.0 else 1.0
    for cell in range(theta.size):
        theta[cell] = (theta[cell] - centre) / spread


@njit(cache=True, nogil=True)
def run(
    theta: Floats,
    mean: Floats,
    cuts: Floats,
    layout: Layout,
    before: Ints,
    variance: Floats,
    seed: int,
    sweep: int,
    kept: Singles,
    accepted: Ints,
) -> None:
    """Run ``kept.shape[0]`` sweeps from number ``sweep`` on; write the positions after each.

    Args:
        theta: position of each cell, (M,), updated in place; so are ``mean`` (M,) and ``cuts`` (J, 3).
        mean: posterior mean of each cell in the sweep before.
        cuts: β, γ1, γ2 of each item.
        layout: the votes.
        before: cell whose mean is the prior mean of each cell, (M,); see :func:`looks_to`.
        variance: prior variance of each cell, (M,); see :func:`looks_to`.
        seed: of the chain.
        sweep: number of the first sweep.
        kept: takes positions, (sweeps, M).
        accepted: counts accepted cut points, (J,).
    """
    weighted, squared = np.zeros(theta.size), np.zeros(theta.size)
    for place in range(kept.shape[0]):
        _sweep_items(cuts, theta, layout.by_item, weighted, squared, seed, sweep + place, accepted)
        _sweep_cells(theta, mean, before, variance, weighted, squared, seed, sweep + place)
        kept[place] = theta.astype(np.float32)


def looks_to(layout: Layout) -> tuple[Ints, Floats]:
    """The cell that each cell's prior looks to, and its prior variance SMOOTH n / (n + n of that cell), both (M,).

    That is the state's cell before; for a state's first cell the one after (for its only cell, itself).
    """
    votes = np.diff(layout.by_cell.start).astype(np.float64)
    before = np.arange(votes.size, dtype=np.int32) - 1
    first, length = layout.first[:-1], np.diff(layout.first)
    before[first] = np.where(length > 1, first + 1, first)
    return before, SMOOTH * votes / (votes + votes[before])
