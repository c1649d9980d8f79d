"""From the levels of several channels to the capital of each holder: precision-weighted means, exact and joint in time.

Within a state and a domain, channel c shows of holder p in year t::

    y_cpt = a_ct + x_pt + u_cpt

``x`` is the capital, ``a`` what the channel's unit and size add for every holder alike, and ``u`` the channel's own
deviation, which changes slowly. ``a`` and ``x`` are free (flat priors), so only comparisons between holders that one
channel measures in one year say anything, and they say it about differences of ``x``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve  # type: ignore[import-untyped]

from tightrope.measures.local_level import Floats

Flags = NDArray[np.bool_]

#: Added to the diagonal, relative to its largest entry, to fix the levels that nothing identifies. Far below what
#: the data say about any comparison, far above rounding.
_RIDGE = 1e-10


def deviation_covariance(times: Floats, spread: float, half_life: float) -> Floats:
    """Return the covariance (T, T) of a channel's own deviation u at times (T,) in years.

    Ornstein-Uhlenbeck: cov(u_s, u_t) = spread^2 2^(-|s - t| / half_life).
    """
    apart = np.abs(times[:, None] - times[None, :])
    return np.asarray(spread**2 * 0.5 ** (apart / half_life), dtype=np.float64)


def channel_information(speaks: Flags, covariance: Floats) -> Floats:
    """Return what one channel says about the holders' capital, its own free level per year projected out.

    With W_p the inverse of holder p's covariance over the years in which the channel speaks of it (zero elsewhere)
    and B = sum_p W_p, block (p, q) of the result is ``[p = q] W_p - W_p B^-1 W_q``. A holder that the channel shows
    alone in a year gets zero: a single figure is no comparison.

    Args:
        speaks: whether the channel speaks of holder p in year t, (P, T).
        covariance: covariance of the channel's deviation and the uncertainty of its level, per holder, (P, T, T).

    Returns:
        (P T, P T), symmetric, positive semi-definite; holder-major.
    """
    holders, years = speaks.shape
    precision = np.zeros((holders, years, years))
    for holder in range(holders):
        said = np.flatnonzero(speaks[holder])
        if said.size:
            precision[holder][np.ix_(said, said)] = np.linalg.inv(covariance[holder][np.ix_(said, said)])
    total = precision.sum(axis=0)
    heard = np.flatnonzero(speaks.any(axis=0))
    inverse = np.zeros((years, years))
    inverse[np.ix_(heard, heard)] = np.linalg.inv(total[np.ix_(heard, heard)])
    columns = precision.reshape(holders * years, years)
    information = -columns @ inverse @ columns.T
    for holder in range(holders):
        block = slice(holder * years, (holder + 1) * years)
        information[block, block] += precision[holder]
    return (information + information.T) / 2


def combine(information: Sequence[Floats], levels: Sequence[Floats], weights: Floats) -> Floats:
    """Return the holders' capital x for draws of the channels' levels y.

    Generalised least squares with flat ``a`` and ``x``: x = (sum_c g_c M_c)^+ sum_c g_c M_c y_c, with M_c from
    :func:`channel_information`. If each draw of y carries a draw of the deviation u, the result is a draw from the
    posterior of x (the error of the estimate is linear in u and in the uncertainty of y).

    Args:
        information: M_c of C channels, (n, n) each, n = P T.
        levels: y_c per draw, (n, S) each; any finite number where the channel does not speak.
        weights: g_c for sets of channel weights among which the draws are dealt in turn, (G, C), > 0.

    Returns:
        (n, S), each year and group of comparable holders up to a constant, 0 where no channel speaks.
    """
    capital = np.zeros_like(levels[0])
    said = np.flatnonzero(np.sum([np.diag(one) for one in information], axis=0) > 0.0)
    if not said.size:
        return capital
    inner = [one[np.ix_(said, said)] for one in information]
    pulls = [one @ level[said] for one, level in zip(inner, levels, strict=True)]
    for index, weight in enumerate(weights):
        dealt = slice(index, None, len(weights))
        if not capital[:1, dealt].size:
            break
        matrix = sum(g * one for g, one in zip(weight, inner, strict=True))
        matrix += np.eye(said.size) * (_RIDGE * np.diag(matrix).max())
        pull = sum(g * one[:, dealt] for g, one in zip(weight, pulls, strict=True))
        capital[said, dealt] = cho_solve(cho_factor(matrix, check_finite=False), pull, check_finite=False)
    return capital


def comparable_groups(measures: Flags) -> NDArray[np.intp]:
    """Group the holders of one year that channels connect: two that one channel measures, and so on in chains.

    Args:
        measures: whether channel c measures holder p, (C, P).

    Returns:
        (P,) the number of the group's first holder; -1 for a holder that no channel compares with another.
    """
    compared = measures & (measures.sum(axis=1, keepdims=True) > 1)
    together = compared.T.astype(np.intp) @ compared.astype(np.intp) > 0
    for _ in range(measures.shape[1].bit_length()):
        together = together.astype(np.intp) @ together.astype(np.intp) > 0
    first = together.argmax(axis=1)
    return np.where(together.any(axis=1), first, -1)


def split(capital: Floats, among: Flags) -> Floats:
    """Return shares among the holders compared in each year: exp(x_p) / sum_q exp(x_q).

    Args:
        capital: x, (P, T, S).
        among: which holders are compared, (P, T).

    Returns:
        (P, T, S), summing to 1 over the holders compared; nan for the others.
    """
    logs = np.where(among[:, :, None], capital, -np.inf)
    top = logs.max(axis=0, keepdims=True)
    with np.errstate(invalid="ignore"):
        parts = np.exp(logs - top)
        shares = parts / parts.sum(axis=0, keepdims=True)
    return np.where(among[:, :, None], shares, np.nan)
