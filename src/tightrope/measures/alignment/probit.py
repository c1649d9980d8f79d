"""The ordinal probit likelihood of one vote and its derivatives, from one table, in compiled code.

log Φ and the inverse Mills ratio m = φ/Φ are read off a table of step 1/128 and carried to the argument by their Taylor
series, since (log Φ)' = m, m' = -m (m + x). The error of log Φ is below 2e-8, of m below 1e-6 (a test shows both).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy.special import log_ndtr  # type: ignore[import-untyped]

Floats = npt.NDArray[np.float64]

_LOW, _HIGH, _STEPS = -38.0, 9.0, 128
_GRID = np.arange(int((_HIGH - _LOW) * _STEPS) + 2) / _STEPS + _LOW
_LOG_PHI: Floats = log_ndtr(_GRID)
_MILLS: Floats = np.exp(-0.5 * _GRID**2 - 0.5 * math.log(2 * math.pi) - _LOG_PHI)
#: Both side by side, so that one look-up touches one line of the cache.
TABLE: Floats = np.ascontiguousarray(np.stack([_LOG_PHI, _MILLS], axis=1))


@njit(cache=True, nogil=True, inline="always")
def log_cdf(x: float) -> tuple[float, float, float]:
    """Return log Φ(x), m(x) = φ(x)/Φ(x) and m (m + x), its negative second derivative; x is cut at -38 and 9."""
    x = min(max(x, _LOW), _HIGH)
    place = int((x - _LOW) * _STEPS + 0.5)
    at = place / _STEPS + _LOW
    d = x - at
    m0 = TABLE[place, 1]
    c0 = m0 * (m0 + at)
    value = TABLE[place, 0] + d * (m0 - 0.5 * d * c0)
    m = m0 - d * (c0 - 0.5 * d * (c0 * (m0 + at) - m0 * (1.0 - c0)))
    return value, m, m * (m + x)


@njit(cache=True, nogil=True, inline="always")
def log_between(low: float, high: float) -> tuple[float, float, float]:
    """Return log D, φ(low)/D and φ(high)/D with D = Φ(high) - Φ(low), also far out in either tail."""
    flipped = low > 0.0
    u, v = (-high, -low) if flipped else (low, high)
    lower, m_lower, _ = log_cdf(u)
    upper, m_upper, _ = log_cdf(v)
    ratio = math.exp(min(lower - upper, -1e-12))
    rest = 1.0 - ratio
    value = upper + math.log(rest)
    p_lower, p_upper = m_lower * ratio / rest, m_upper / rest
    if flipped:
        return value, p_upper, p_lower
    return value, p_lower, p_upper
