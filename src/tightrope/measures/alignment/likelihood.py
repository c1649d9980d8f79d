"""Sums of the ordinal probit likelihood and its derivatives over the votes of one item or of one cell.

P(yes) = Φ(γ1 - βθ), P(abstain) = Φ(γ2 - βθ) - Φ(γ1 - βθ), P(no) = Φ(βθ - γ2), with γ1 < γ2.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from tightrope.measures.alignment.probit import log_between, log_cdf

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


@njit(cache=True, nogil=True)
def item_sums(
    b: float,
    low: float,
    high: float,
    theta: Floats,
    cells: Ints,
    start: int,
    abstain: int,
    no: int,
    end: int,
    sums: Floats,
) -> None:
    """Write log likelihood, gradient and negative Hessian in (β, γ1, γ2) into ``sums``.

    The order is ℓ, ∂β, ∂γ1, ∂γ2, then the negative second derivatives ββ, βγ1, βγ2, γ1γ1, γ1γ2, γ2γ2, (10,).
    """
    total = gb = g1 = g2 = hbb = hb1 = hb2 = h11 = h12 = h22 = 0.0
    for vote in range(start, abstain):
        t = theta[cells[vote]]
        value, m, c = log_cdf(low - b * t)
        total += value
        gb -= m * t
        g1 += m
        hbb += c * t * t
        hb1 -= c * t
        h11 += c
    for vote in range(abstain, no):
        t = theta[cells[vote]]
        u, v = low - b * t, high - b * t
        value, pu, pv = log_between(u, v)
        total += value
        cu, cv, cuv = pu * (pu - u), pv * (pv + v), -pu * pv
        gb -= (pv - pu) * t
        g1 -= pu
        g2 += pv
        hbb += (cu + cv + 2.0 * cuv) * t * t
        hb1 -= (cu + cuv) * t
        hb2 -= (cv + cuv) * t
        h11 += cu
        h12 += cuv
        h22 += cv
    for vote in range(no, end):
        t = theta[cells[vote]]
        value, m, c = log_cdf(b * t - high)
        total += value
        gb += m * t
        g2 -= m
        hbb += c * t * t
        hb2 -= c * t
        h22 += c
    sums[0], sums[1], sums[2], sums[3], sums[4] = total, gb, g1, g2, hbb
    sums[5], sums[6], sums[7], sums[8], sums[9] = hb1, hb2, h11, h12, h22


@njit(cache=True, nogil=True)
def beyond_low(b: float, low: float, high: float, theta: Floats, cells: Ints, abstain: int, no: int, end: int) -> float:
    """Return the log likelihood of the abstentions and no votes of an item, all that depends on γ2."""
    total = 0.0
    for vote in range(abstain, no):
        mean = b * theta[cells[vote]]
        total += log_between(low - mean, high - mean)[0]
    for vote in range(no, end):
        total += log_cdf(b * theta[cells[vote]] - high)[0]
    return total


@njit(cache=True, nogil=True)
def cell_sums(
    t: float, cuts: Floats, items: Ints, start: int, abstain: int, no: int, end: int
) -> tuple[float, float, float]:
    """Return log likelihood, its derivative in θ and the negative second derivative; ``cuts`` is (J, 3): β, γ1, γ2."""
    total = slope = curve = 0.0
    for vote in range(start, abstain):
        item = items[vote]
        b = cuts[item, 0]
        value, m, c = log_cdf(cuts[item, 1] - b * t)
        total += value
        slope -= b * m
        curve += b * b * c
    for vote in range(abstain, no):
        item = items[vote]
        b = cuts[item, 0]
        u, v = cuts[item, 1] - b * t, cuts[item, 2] - b * t
        value, pu, pv = log_between(u, v)
        total += value
        slope -= b * (pv - pu)
        curve += b * b * (pu * (pu - u) + pv * (pv + v) - 2.0 * pu * pv)
    for vote in range(no, end):
        item = items[vote]
        b = cuts[item, 0]
        value, m, c = log_cdf(b * t - cuts[item, 2])
        total += value
        slope += b * m
        curve += b * b * c
    return total, slope, curve
