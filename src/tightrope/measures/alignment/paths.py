"""Step 2 of the coherent sampler: each state's path of positions, given all items."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from tightrope.measures import random
from tightrope.measures.alignment.ballots import Layout, Side
from tightrope.measures.alignment.likelihood import cell_sums

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

#: Share of updates that move a path a little instead of anew, and how much of its deviation such an update keeps.
SMALL_STEPS, KEPT = 0.3, 0.9
_STREAM = 2


@njit(cache=True, nogil=True)
def _expand(begin: int, theta: Floats, cuts: Floats, side: Side, slope: Floats, curve: Floats) -> float:
    """Derivative (n,) and curvature (n,) of the log likelihood of a path's cells; return the log likelihood."""
    total = 0.0
    for k in range(theta.size):
        cell = begin + k
        value, slope[k], curve[k] = cell_sums(
            theta[k], cuts, side.other, side.start[cell], side.abstain[cell], side.no[cell], side.start[cell + 1]
        )
        total += value
    return total


@njit(cache=True, nogil=True)
def _propose(
    theta: Floats,
    slope: Floats,
    curve: Floats,
    gap: Ints,
    variances: Floats,
    diagonal: Floats,
    beside: Floats,
    mean: Floats,
) -> float:
    """Factor the local tridiagonal precision and write the path one Newton step away; return log √det.

    ``diagonal`` and ``beside`` take the lower Cholesky factor: L[k, k] and L[k, k - 1].
    """
    n = theta.size
    root = 0.0
    for k in range(n):
        prior = 1.0 / variances[1] if k == 0 else 1.0 / (variances[0] * gap[k])
        before = theta[k - 1] if k > 0 else 0.0
        precision, pull = curve[k] + prior, slope[k] - prior * (theta[k] - before)
        if k + 1 < n:
            after = 1.0 / (variances[0] * gap[k + 1])
            precision += after
            pull += after * (theta[k + 1] - theta[k])
        if k > 0:
            beside[k] = -prior / diagonal[k - 1]
            precision -= beside[k] * beside[k]
            pull -= beside[k] * mean[k - 1]
        diagonal[k] = math.sqrt(precision)
        mean[k] = pull / diagonal[k]
        root += math.log(diagonal[k])
    _solve_transposed(diagonal, beside, mean, n)
    for k in range(n):
        mean[k] += theta[k]
    return root


@njit(cache=True, nogil=True)
def _solve_transposed(diagonal: Floats, beside: Floats, x: Floats, n: int) -> None:
    """L⁻ᵀ x in place."""
    for k in range(n - 1, -1, -1):
        if k + 1 < n:
            x[k] -= beside[k + 1] * x[k + 1]
        x[k] /= diagonal[k]


@njit(cache=True, nogil=True)
def _prior(theta: Floats, gap: Ints, variances: Floats) -> float:
    total = -0.5 * theta[0] * theta[0] / variances[1]
    for k in range(1, theta.size):
        total -= 0.5 * (theta[k] - theta[k - 1]) ** 2 / (variances[0] * gap[k])
    return total


@njit(cache=True, nogil=True)
def sweep_paths(
    theta: Floats, cuts: Floats, variances: Floats, layout: Layout, seed: int, sweep: int, accepted: Ints
) -> None:
    """Update every state's whole path in ``theta`` (M,), in place.

    The proposal is mean + keep (θ - mean) + √(1 - keep²) L⁻ᵀ ε, with mean one Newton step from θ and L Lᵀ the local
    precision; for a normal posterior it would always be accepted.

    Args:
        theta: position of each cell.
        cuts: β, γ1, γ2 of each item, (J, 3).
        variances: τ² and σ².
        layout: the votes.
        seed: of the chain.
        sweep: its number.
        accepted: counts accepted updates, (N,).
    """
    first = layout.first
    longest = int(np.diff(first).max())
    words = np.empty(4, np.uint64)
    slope, curve, diagonal, beside = np.empty(longest), np.empty(longest), np.empty(longest), np.empty(longest)
    mean, mean_new, draw, noise = np.empty(longest), np.empty(longest), np.empty(longest), np.empty(longest)
    for state in range(first.size - 1):
        begin, n = first[state], first[state + 1] - first[state]
        random.start(words, seed, sweep, _STREAM, state)
        now, gap = theta[begin : begin + n], layout.gap[begin : begin + n]
        ratio = -_expand(begin, now, cuts, layout.by_cell, slope, curve) - _prior(now, gap, variances)
        ratio -= _propose(now, slope, curve, gap, variances, diagonal, beside, mean)
        for k in range(n):
            noise[k] = random.normal(words)
            ratio += 0.5 * noise[k] ** 2
        keep = KEPT if random.uniform(words) < SMALL_STEPS else 0.0
        fresh = math.sqrt(1.0 - keep * keep)
        _solve_transposed(diagonal, beside, noise, n)
        for k in range(n):
            draw[k] = mean[k] + keep * (now[k] - mean[k]) + fresh * noise[k]
        new = draw[:n]
        ratio += _expand(begin, new, cuts, layout.by_cell, slope, curve) + _prior(new, gap, variances)
        ratio += _propose(new, slope, curve, gap, variances, diagonal, beside, mean_new)
        for k in range(n):
            noise[k] = (now[k] - mean_new[k] - keep * (new[k] - mean_new[k])) / fresh
        for k in range(n):
            e = diagonal[k] * noise[k]
            if k + 1 < n:
                e += beside[k + 1] * noise[k + 1]
            ratio -= 0.5 * e * e
        if math.log(random.uniform(words)) < ratio:
            now[:] = new
            accepted[state] += 1
