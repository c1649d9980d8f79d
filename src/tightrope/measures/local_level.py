"""One series in time: a level that drifts like a random walk and is read with noise, at whatever times there are.

The posterior of the level is a Gauss-Markov chain, so its precision matrix is tridiagonal. Solving with that matrix
gives exactly what a Kalman filter and a Rauch-Tung-Striebel smoother give (Rue & Held 2005, *Gaussian Markov Random
Fields*, ch. 2), gaps and a diffuse start included, and its Cholesky factor gives draws that are coherent in time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import (  # type: ignore[import-untyped]
    cho_solve_banded,
    cholesky_banded,
    solve_banded,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Readings:
    """The readings of one series, in any order: times in years (n,), values (n,) and noise variances (n,)."""

    times: Floats
    values: Floats
    variances: Floats


@dataclass(frozen=True, slots=True)
class Chain:
    """The posterior of a level at its nodes, all times of readings and of the grid.

    Attributes:
        mean: posterior mean at the nodes, (m,).
        factor: upper Cholesky factor of the tridiagonal precision, in banded form (2, m).
        grid: positions of the grid's times among the nodes, (T,).
        log_likelihood: diffuse log-likelihood of the readings up to a constant that the drift does not change.
    """

    mean: Floats
    factor: Floats
    grid: NDArray[np.intp]
    log_likelihood: float


def smooth(readings: Readings, grid: Floats, drift_variance: float) -> Chain:
    """Condition a random walk with a diffuse start on noisy readings.

    Model, with nodes t_1 < ... < t_m::

        z_(j+1) - z_j ~ N(0, q (t_(j+1) - t_j)),   p(z_1) flat,   y_i ~ N(z_(j(i)), r_i)

    Posterior precision Q = D' diag(1 / (q dt)) D + diag(sum_i 1 / r_i), D the first differences, and mean
    Q^-1 (sum_i y_i / r_i). Diffuse log-likelihood = (m-1 increments) -1/2 sum log(q dt) - 1/2 log|Q| + 1/2 b' Q^-1 b
    + constant, with b_j = sum of y_i / r_i at node j.

    Args:
        readings: n >= 1 readings.
        grid: the times that are asked for, (T,).
        drift_variance: q, variance of the change in one year, > 0.
    """
    everything = np.concatenate([readings.times, grid])
    nodes, places = np.unique(everything, return_inverse=True)
    read = places[: readings.times.size]
    steps = 1.0 / (drift_variance * np.diff(nodes))
    banded = np.zeros((2, nodes.size))
    banded[1] = np.bincount(read, 1.0 / readings.variances, nodes.size)
    banded[1, :-1] += steps
    banded[1, 1:] += steps
    banded[0, 1:] = -steps
    pull = np.bincount(read, readings.values / readings.variances, nodes.size)
    factor = cholesky_banded(banded, check_finite=False)
    mean = cho_solve_banded((factor, False), pull, check_finite=False)
    log_likelihood = 0.5 * np.log(steps).sum() - np.log(factor[1]).sum() + 0.5 * pull @ mean
    return Chain(mean, factor, places[readings.times.size :], float(log_likelihood))


def covariance_on_grid(chain: Chain) -> Floats:
    """Return the posterior covariance of the level at the grid's times, (T, T): rows and columns of Q^-1."""
    identity = np.zeros((chain.mean.size, chain.grid.size))
    identity[chain.grid, np.arange(chain.grid.size)] = 1.0
    full: Floats = cho_solve_banded((chain.factor, False), identity, check_finite=False)
    return full[chain.grid]


def draw_on_grid(chain: Chain, normals: Floats) -> Floats:
    """Turn independent standard normals (m, S) into S joint posterior draws of the level on the grid, (T, S).

    With Q = U' U, mean + U^-1 normals has covariance Q^-1.
    """
    deviations: Floats = solve_banded((0, 1), chain.factor, normals, check_finite=False)
    return chain.mean[chain.grid, None] + deviations[chain.grid]


def drift_scale_posterior(log_likelihoods: Floats, scales: Floats, spread: float) -> Floats:
    """Return the posterior probabilities (G,) of G candidate factors on the declared drift of a channel.

    The prior is log-normal around 1 on the candidates: log p(s) = -1/2 (log s / spread)^2 + constant.

    Args:
        log_likelihoods: summed over the channel's series, one per candidate, (G,).
        scales: the candidates, (G,), > 0.
        spread: standard deviation of log s under the prior.
    """
    log_posterior = log_likelihoods - 0.5 * (np.log(scales) / spread) ** 2
    weights = np.exp(log_posterior - log_posterior.max())
    return np.asarray(weights / weights.sum(), dtype=np.float64)
