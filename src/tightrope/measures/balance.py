"""Balance on draws: how many powers count, how far from even, what a cut-off would cost, and both sides of a relation.

All functions act on arrays of draws and take shares on the **last** axis.
"""

from __future__ import annotations

import numpy as np
from scipy.special import entr, rel_entr  # type: ignore[import-untyped]

from tightrope.measures.local_level import Floats


def effective_powers(shares: Floats) -> Floats:
    """N1 = exp(-sum_k s_k log s_k), the exponential of the entropy: 1 if one power holds all, K if all hold the same.

    Args:
        shares: (..., K), non-negative, summing to 1.

    Returns:
        (...), between 1 and K. Source: Hill 1973, *Ecology* 54, order 1.
    """
    return np.asarray(np.exp(entr(shares).sum(axis=-1)), dtype=np.float64)


def effective_powers_hirschman(shares: Floats) -> Floats:
    """N2 = 1 / sum_k s_k^2, the inverse of the Herfindahl-Hirschman index; never above N1.

    Args:
        shares: (..., K), non-negative, summing to 1.

    Returns:
        (...), between 1 and K. Source: Hirschman 1945; Hill 1973, order 2.
    """
    return np.asarray(1.0 / np.square(shares).sum(axis=-1), dtype=np.float64)


def distance_from_even(shares: Floats) -> Floats:
    """D = sum_k s_k log(s_k K), the Kullback-Leibler divergence from the even split, in nats; 0 is even.

    Args:
        shares: (..., K), non-negative, summing to 1.

    Returns:
        (...), between 0 and log K.
    """
    divergence = np.log(shares.shape[-1]) - entr(shares).sum(axis=-1)
    return np.asarray(np.maximum(divergence, 0.0), dtype=np.float64)


def distance_from(shares: Floats, expected: Floats) -> Floats:
    """D = sum_k s_k log(s_k / pi_k), the Kullback-Leibler divergence from an expected split, in nats; 0 is as expected.

    Args:
        shares: s, (..., K), non-negative, summing to 1.
        expected: pi, (K,), positive, summing to 1.

    Returns:
        (...), non-negative.
    """
    divergence = rel_entr(shares, expected).sum(axis=-1)
    return np.asarray(np.maximum(divergence, 0.0), dtype=np.float64)


def coercion_exposure(expenditure_shares: Floats, elasticity: float) -> Floats:
    """L_k = 1 - (1 - w_k)^(1 / (e - 1)): the share of real income lost if trade with partner k ends.

    Args:
        expenditure_shares: w, any shape, in [0, 1].
        elasticity: e, elasticity of substitution between partners, > 1.

    Returns:
        The shape of ``expenditure_shares``, in [0, 1]. Source: the CES price index without partner k, as in
        Arkolakis, Costinot & Rodriguez-Clare 2012, *American Economic Review* 102; its use as a measure of exposure
        follows Clayton, Maggiori & Schreger, doi 10.3982/ECTA23206.
    """
    kept = np.clip(1.0 - expenditure_shares, 0.0, 1.0)
    return np.asarray(1.0 - kept ** (1.0 / (elasticity - 1.0)), dtype=np.float64)


def two_sidedness(accommodating: Floats, resisting: Floats) -> Floats:
    """H = 1 - |A - R| / (A + R): 1 if a state accommodates a power as much as it resists it, 0 if it does one only.

    Args:
        accommodating: A, rates of accommodating acts, >= 0.
        resisting: R, rates of resisting acts, of the same shape; A + R > 0.

    Returns:
        The shape of the arguments, in [0, 1]. Source: after Kuik 2021, doi 10.1007/s42533-021-00089-5.
    """
    apart = np.abs(accommodating - resisting) / (accommodating + resisting)
    return np.asarray(np.clip(1.0 - apart, 0.0, 1.0), dtype=np.float64)


def posterior_rates(counts: float, draws: int, random: np.random.Generator) -> Floats:
    """Draw the rate of a Poisson count under the Jeffreys prior: Gamma(count + 1/2, 1).

    Args:
        counts: the number of acts seen, >= 0; acts that are only probable count by their probability.
        draws: S.
        random: where the draws come from.

    Returns:
        (S,), positive.
    """
    return np.maximum(random.gamma(counts + 0.5, size=draws), np.finfo(np.float64).tiny)
