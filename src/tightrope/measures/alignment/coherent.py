"""The proper joint posterior of the dynamic ordinal model, with the latent utilities integrated out.

    z = β_j θ_ct + e, e ~ N(0, 1): yes if z < γ1_j, no if z > γ2_j, else abstain;
    β_j ~ N(0, 1);  γ1_j < γ2_j from N(0, CUT_SD²);
    θ_c,first ~ N(0, σ²);  θ_ct ~ N(θ_c,t-1, τ² gap);  τ², σ² ~ inverse gamma.

One sweep: items (:mod:`items`), paths (:mod:`paths`), τ² and σ², and the moves along the directions in which most of
the likelihood does not change (:mod:`group_moves`). Positions are stored standardised over all cells, draw by draw,
because location and scale are conventions; ``scales`` keeps what was taken off.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from tightrope.measures import random
from tightrope.measures.alignment import group_moves
from tightrope.measures.alignment.ballots import Layout
from tightrope.measures.alignment.items import sweep_items
from tightrope.measures.alignment.paths import sweep_paths
from tightrope.measures.alignment.probit import log_cdf

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]

#: Priors: standard deviation of cut points; shape and scale of the inverse gammas of τ² and of σ².
PRIORS = (2.5, 2.0, 0.03, 2.0, 2.0)
_STREAM = 3


@njit(cache=True, nogil=True)
def run(
    theta: Floats,
    cuts: Floats,
    variances: Floats,
    layout: Layout,
    periods: int,
    priors: Floats,
    seed: int,
    sweep: int,
    kept: Singles,
    scales: Floats,
    accepted_items: Ints,
    accepted_paths: Ints,
    accepted_moves: Ints,
) -> None:
    """Run ``kept.shape[0]`` sweeps (at least one) from number ``sweep`` on; write the positions after each.

    Args:
        theta: position of each cell, (M,), updated in place; so are ``cuts`` (J, 3) and ``variances`` (τ², σ²).
        cuts: β, γ1, γ2 of each item.
        variances: τ² and σ².
        layout: the votes.
        periods: how many.
        priors: as ``PRIORS``, (5,).
        seed: of the chain.
        sweep: number of the first sweep.
        kept: takes standardised positions, (sweeps, M).
        scales: takes mean and standard deviation of θ, τ² and σ², (sweeps, 4).
        accepted_items: counts, (J,).
        accepted_paths: counts, (N,).
        accepted_moves: counts of shifts and of scalings, (2,).
    """
    w = 1.0 / (priors[0] * priors[0])
    words = np.empty(4, np.uint64)
    for place in range(kept.shape[0]):
        number = sweep + place
        sweep_items(cuts, theta, layout.by_item, w, seed, number, accepted_items)
        sweep_paths(theta, cuts, variances, layout, seed, number, accepted_paths)
        random.start(words, seed, number, _STREAM, 0)
        group_moves.draw_variances(theta, layout.gap, variances, priors, words)
        group_moves.move_scale(theta, cuts, variances, priors, words)
        scaling = number % 2 == 1
        if group_moves.move_periods(scaling, theta, cuts, variances, layout, periods, w, words):
            accepted_moves[int(scaling)] += 1
        centre = theta.mean()
        spread = math.sqrt(((theta - centre) ** 2).sum() / (theta.size - 1))
        kept[place] = ((theta - centre) / spread).astype(np.float32)
        scales[place, 0], scales[place, 1], scales[place, 2], scales[place, 3] = (
            centre,
            spread,
            variances[0],
            variances[1],
        )


@njit(cache=True, nogil=True)
def probabilities(theta: Floats, cuts: Floats, item: Ints, cell: Ints) -> Floats:
    """Probabilities of yes, abstain and no, (V, 3), of votes on items (V,) by cells (V,)."""
    found = np.empty((item.size, 3))
    for vote in range(item.size):
        b, low, high = cuts[item[vote]]
        mean = b * theta[cell[vote]]
        yes, below = math.exp(log_cdf(low - mean)[0]), math.exp(log_cdf(high - mean)[0])
        found[vote, 0], found[vote, 1], found[vote, 2] = yes, max(below - yes, 0.0), math.exp(log_cdf(mean - high)[0])
    return found
