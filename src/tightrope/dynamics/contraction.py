"""How far a parameter contracts from its prior to its posterior, with the error that a run of finite length leaves."""

from __future__ import annotations

import numpy as np
from scipy.stats import t  # type: ignore[import-untyped]

from tightrope.measures.kalman import Floats

#: Blocks of consecutive draws that are left out in turn: enough for an error, each longer than draws hang together.
BLOCKS = 20


def contraction(posterior: Floats, prior: Floats) -> Floats:
    """Return 1 - var(posterior) / var(prior): 1 if all is known, 0 if nothing was learned.

    The interval is that of the draws, not of the data: variances are known from so many draws only, which hang
    together. Their logarithms' errors are those of a jackknife over blocks of consecutive draws (Kunsch 1989, *Annals
    of Statistics* 17(3), 1217-1241).

    Args:
        posterior: draws in the order of their chain, (S,), not all alike; of what is positive, their logarithms.
        prior: independent draws, (S,).

    Returns:
        The value, and its 5, 25, 75 and 95 % quantiles, (5,).
    """
    left = float(np.log(np.var(posterior) / np.var(prior)))
    error = float(np.hypot(_error(posterior), _error(prior)))
    ends = left - error * t.ppf([0.05, 0.25, 0.75, 0.95], BLOCKS - 1)
    return np.asarray(1.0 - np.exp([left, *ends]))


def _error(draws: Floats) -> float:
    """Standard error of the logarithm of the variance of draws (S,)."""
    blocks = np.array_split(np.arange(draws.size), min(BLOCKS, draws.size))
    without = np.log([np.var(np.delete(draws, block)) for block in blocks])
    return float(np.sqrt((len(blocks) - 1) * np.var(without)))
