"""Exact moves along the directions in which most of the likelihood does not change: location and scale.

θ → aθ + b in a period, with β → β/a and γ → γ + (β/a) b for its items, leaves the likelihood of every item that lies in
this period alone as it is; only the priors and the items that link periods say how large a and b are. An item that
links periods goes with the mean of their b (or log a), weighted by its votes in each. Each move is a member of an
abelian group whose invariant measure is Lebesgue's in b and in log a, so a Metropolis step with the Jacobian of the map
keeps the posterior (Liu and Sabatti 2000, "Generalised Gibbs sampler and multigrid Monte Carlo").
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from numba import njit

from tightrope.measures import random
from tightrope.measures.alignment.ballots import Layout
from tightrope.measures.alignment.probit import log_between, log_cdf

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Words = npt.NDArray[np.uint64]


@njit(cache=True, nogil=True)
def move_scale(theta: Floats, cuts: Floats, variances: Floats, priors: Floats, words: Words) -> None:
    """θ → aθ, β → β/a, τ → aτ, σ → aσ everywhere, with a from its exact conditional: 1/a² is gamma."""
    rate, shape = priors[2] / variances[0] + priors[4] / variances[1], 0.5 * cuts.shape[0] + priors[1] + priors[3]
    for item in range(cuts.shape[0]):
        rate += 0.5 * cuts[item, 0] ** 2
    a = 1.0 / math.sqrt(random.gamma(words, shape) / rate)
    for cell in range(theta.size):
        theta[cell] *= a
    for item in range(cuts.shape[0]):
        cuts[item, 0] /= a
    variances[0] *= a * a
    variances[1] *= a * a


@njit(cache=True, nogil=True)
def draw_variances(theta: Floats, gap: Ints, variances: Floats, priors: Floats, words: Words) -> None:
    """τ² and σ² from their inverse-gamma conditionals."""
    steps, squares, firsts, first_squares = 0, 0.0, 0, 0.0
    for cell in range(theta.size):
        if gap[cell] > 0:
            steps += 1
            squares += (theta[cell] - theta[cell - 1]) ** 2 / gap[cell]
        else:
            firsts += 1
            first_squares += theta[cell] ** 2
    variances[0] = (priors[2] + 0.5 * squares) / random.gamma(words, priors[1] + 0.5 * steps)
    variances[1] = (priors[4] + 0.5 * first_squares) / random.gamma(words, priors[3] + 0.5 * firsts)


@njit(cache=True, nogil=True)
def _log_density(
    scaling: bool,
    theta: Floats,
    cuts: Floats,
    variances: Floats,
    layout: Layout,
    w: float,
    slope: Floats,
    curve: Floats,
) -> float:
    """Log posterior up to what the move leaves alone, its gradient (T,) and a positive definite curvature (T, T).

    Derivatives are in b_t (shift) or log a_t (scaling) at the identity. The curvature of the priors is Gauss-Newton's.
    """
    period, gap, side = layout.period, layout.gap, layout.by_item
    weight, push, bend = np.empty(slope.size), np.empty(slope.size), np.empty(slope.size)
    slope[:] = 0.0
    curve[:, :] = 0.0
    total = 0.0
    for cell in range(theta.size):
        t = period[cell]
        d = theta[cell] if scaling else 1.0
        if gap[cell] == 0:
            q, x = 1.0 / variances[1], theta[cell]
        else:
            q, x = 1.0 / (variances[0] * gap[cell]), theta[cell] - theta[cell - 1]
            s, e = period[cell - 1], theta[cell - 1] if scaling else 1.0
            slope[s] += q * x * e
            curve[s, s] += q * e * e
            curve[s, t] -= q * d * e
            curve[t, s] -= q * d * e
        total -= 0.5 * q * x * x
        slope[t] -= q * x * d
        curve[t, t] += q * d * d
    if scaling:
        for cell in range(theta.size):
            slope[period[cell]] += 1.0  # the Jacobian of θ → aθ
    for item in range(cuts.shape[0]):
        b, low, high = cuts[item]
        begin, end = layout.item_first[item], layout.item_last[item] + 1
        total -= 0.5 * (b * b + w * (low * low + high * high))
        pull = b * b - 1.0 if scaling else -w * b * (low + high)
        stiffness = 2.0 * b * b if scaling else 2.0 * w * b * b
        if end - begin == 1:
            slope[begin] += pull
            curve[begin, begin] += stiffness
            continue
        weight[begin:end] = 0.0
        push[begin:end] = 0.0
        bend[begin:end] = 0.0
        for vote in range(side.start[item], side.start[item + 1]):
            cell = side.other[vote]
            mean = b * theta[cell]
            if vote < side.abstain[item]:
                value, g, c = log_cdf(low - mean)
                g = -g
            elif vote >= side.no[item]:
                value, g, c = log_cdf(mean - high)
            else:
                value, pu, pv = log_between(low - mean, high - mean)
                g = pu - pv
                c = pu * (pu - low + mean) + pv * (pv + high - mean) - 2.0 * pu * pv
            total += value
            d = mean if scaling else b
            weight[period[cell]] += 1.0
            push[period[cell]] += g * d
            bend[period[cell]] += c * d * d
        votes = float(side.start[item + 1] - side.start[item])
        all_push, all_bend = push[begin:end].sum(), bend[begin:end].sum()
        for t in range(begin, end):
            wt = weight[t] / votes
            slope[t] += push[t] + wt * (pull - all_push)
            curve[t, t] += bend[t]
            for s in range(begin, end):
                ws = weight[s] / votes
                curve[t, s] += wt * ws * (stiffness + all_bend) - wt * bend[s] - ws * bend[t]
    return total


@njit(cache=True, nogil=True)
def _factor(curve: Floats, lower: Floats) -> float:
    """Cholesky factor of a positive definite matrix; return log √det."""
    n = curve.shape[0]
    root = 0.0
    for i in range(n):
        for j in range(i + 1):
            x = curve[i, j]
            for k in range(j):
                x -= lower[i, k] * lower[j, k]
            if i == j:
                lower[i, i] = math.sqrt(max(x, 1e-9))
                root += math.log(lower[i, i])
            else:
                lower[i, j] = x / lower[j, j]
    return root


@njit(cache=True, nogil=True)
def _solve(lower: Floats, x: Floats) -> None:
    """L⁻ᵀ L⁻¹ x in place."""
    n = x.size
    for i in range(n):
        for k in range(i):
            x[i] -= lower[i, k] * x[k]
        x[i] /= lower[i, i]
    _solve_transposed(lower, x)


@njit(cache=True, nogil=True)
def _solve_transposed(lower: Floats, x: Floats) -> None:
    """L⁻ᵀ x in place."""
    for i in range(x.size - 1, -1, -1):
        for k in range(i + 1, x.size):
            x[i] -= lower[k, i] * x[k]
        x[i] /= lower[i, i]


@njit(cache=True, nogil=True)
def _apply(scaling: bool, step: Floats, theta: Floats, cuts: Floats, layout: Layout) -> float:
    """Carry out the move; return the log of its Jacobian."""
    jacobian = 0.0
    period, side = layout.period, layout.by_item
    for item in range(cuts.shape[0]):
        by = step[layout.item_first[item]]
        if layout.item_first[item] < layout.item_last[item]:
            by = 0.0
            for vote in range(side.start[item], side.start[item + 1]):
                by += step[period[side.other[vote]]]
            by /= side.start[item + 1] - side.start[item]
        if scaling:
            cuts[item, 0] *= math.exp(-by)
            jacobian -= by
        else:
            cuts[item, 1] += by * cuts[item, 0]
            cuts[item, 2] += by * cuts[item, 0]
    for cell in range(theta.size):
        if scaling:
            theta[cell] *= math.exp(step[period[cell]])
            jacobian += step[period[cell]]
        else:
            theta[cell] += step[period[cell]]
    return jacobian


@njit(cache=True, nogil=True)
def move_periods(
    scaling: bool,
    theta: Floats,
    cuts: Floats,
    variances: Floats,
    layout: Layout,
    periods: int,
    w: float,
    words: Words,
) -> bool:
    """Shift (or scale) all periods at once by a Metropolis step, proposed a Newton step away; say if accepted."""
    slope, slope_new = np.zeros(periods), np.zeros(periods)
    curve, lower = np.zeros((periods, periods)), np.zeros((periods, periods))
    old = _log_density(scaling, theta, cuts, variances, layout, w, slope, curve)
    root = _factor(curve, lower)
    _solve(lower, slope)
    step = np.empty(periods)
    quadratic = 0.0
    for t in range(periods):
        step[t] = random.normal(words)
        quadratic += 0.5 * step[t] ** 2
    _solve_transposed(lower, step)
    for t in range(periods):
        step[t] += slope[t]
    theta_new, cuts_new = theta.copy(), cuts.copy()
    jacobian = _apply(scaling, step, theta_new, cuts_new, layout)
    new = _log_density(scaling, theta_new, cuts_new, variances, layout, w, slope_new, curve)
    root_new = _factor(curve, lower)
    _solve(lower, slope_new)
    back = 0.0
    for i in range(periods):
        e = 0.0
        for k in range(i, periods):
            e += lower[k, i] * (-step[k] - slope_new[k])
        back += 0.5 * e * e
    if math.log(random.uniform(words)) >= new - old + jacobian + root_new - back - root + quadratic:
        return False
    theta[:] = theta_new
    cuts[:, :] = cuts_new
    return True
