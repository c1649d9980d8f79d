"""The linear-Gaussian core: many independent chains of a state-space model, filtered, smoothed and simulated exactly.

Chain *j* has nodes in time (any spacing, so gaps are exact) and at each node any number of readings, none included::

    alpha_k = decay_k * alpha_(k-1) + eta_k,   eta_k ~ N(0, diag(noise_k)),   alpha_0 ~ N(0, diag(noise_0))
    y_i     = design_i . alpha_k(i) + eps_i,   eps_i ~ N(0, variance_i)

Readings enter one at a time, so no matrix is inverted (Koopman & Durbin 2000, *Journal of Time Series Analysis* 21);
the smoother is the disturbance smoother and draws are mean-corrected (Durbin & Koopman 2002, *Biometrika* 89).
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Layout(NamedTuple):
    """Where the nodes and readings of J chains lie in flat arrays.

    Attributes:
        nodes: the nodes of chain j are ``nodes[j]:nodes[j + 1]``, (J + 1,).
        readings: the readings of node k are ``readings[k]:readings[k + 1]``, (N + 1,).
        size: how many components the state of chain j has; the others of the D columns are not looked at, (J,).
    """

    nodes: Ints
    readings: Ints
    size: Ints


class System(NamedTuple):
    """The numbers of the model, N nodes, M readings and D components.

    Attributes:
        decay: transition into each node, (N, D); not looked at in the first node of a chain.
        noise: innovation variance into each node, and the prior variance in the first, (N, D).
        design: (M, D).
        variance: of each reading, > 0, (M,).
    """

    decay: Floats
    noise: Floats
    design: Floats
    variance: Floats


class Pass(NamedTuple):
    """What the filter leaves for the way back: per node the prediction, per reading innovation, variance and gain."""

    mean: Floats
    covariance: Floats
    innovation: Floats
    spread: Floats
    gain: Floats


@njit(cache=True, nogil=True, error_model="numpy")
def _predict(k: int, begins: bool, size: int, system: System, mean: Floats, covariance: Floats) -> None:
    for i in range(size):
        decay = 0.0 if begins else system.decay[k, i]
        mean[i] *= decay
        for j in range(i):
            covariance[i, j] *= decay * system.decay[k, j]
            covariance[j, i] = covariance[i, j]
        covariance[i, i] = covariance[i, i] * decay * decay + system.noise[k, i]


@njit(cache=True, nogil=True, error_model="numpy")
def _read(row: int, at: int, value: float, system: System, mean: Floats, covariance: Floats, kept: Pass) -> float:
    """Update by one reading, kept at a place; return its log density."""
    size, gain = mean.size, kept.gain[at]
    innovation, spread = value, float(system.variance[row])
    for i in range(size):
        product = 0.0
        for j in range(size):
            product += covariance[i, j] * system.design[row, j]
        gain[i] = product
        innovation -= system.design[row, i] * mean[i]
        spread += system.design[row, i] * product
    kept.innovation[at], kept.spread[at] = innovation, spread
    inverse = 1.0 / spread
    for i in range(size):
        scaled = gain[i] * inverse
        mean[i] += scaled * innovation
        for j in range(i + 1):
            covariance[i, j] -= scaled * gain[j]
            covariance[j, i] = covariance[i, j]
    for i in range(size):
        gain[i] *= inverse
    return -0.5 * (math.log(2.0 * math.pi * spread) + innovation * innovation * inverse)


@njit(cache=True, nogil=True, error_model="numpy")
def forward(chain: int, layout: Layout, system: System, values: Floats, kept: Pass, keep: bool) -> float:
    """Filter one chain, keeping what the way back needs if asked; return its log likelihood.

    What is not kept needs :func:`room` for one reading only.
    """
    size, first = layout.size[chain], layout.nodes[chain]
    mean, covariance = np.zeros(size), np.zeros((size, size))
    total = 0.0
    for k in range(first, layout.nodes[chain + 1]):
        _predict(k, k == first, size, system, mean, covariance)
        if keep:
            for i in range(size):
                kept.mean[k, i] = mean[i]
                for j in range(size):
                    kept.covariance[k, i, j] = covariance[i, j]
        for row in range(layout.readings[k], layout.readings[k + 1]):
            total += _read(row, row if keep else 0, values[row], system, mean, covariance, kept)
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def _backward(chain: int, layout: Layout, system: System, kept: Pass, smoothed: Floats) -> None:
    """Write the smoothed means of one chain (its nodes, D)."""
    size, first = layout.size[chain], layout.nodes[chain]
    pull = np.zeros(size)
    for k in range(layout.nodes[chain + 1] - 1, first - 1, -1):
        for row in range(layout.readings[k + 1] - 1, layout.readings[k] - 1, -1):
            change = kept.innovation[row] / kept.spread[row]
            for i in range(size):
                change -= kept.gain[row, i] * pull[i]
            for i in range(size):
                pull[i] += system.design[row, i] * change
        for i in range(size):
            total = kept.mean[k, i]
            for j in range(size):
                total += kept.covariance[k, i, j] * pull[j]
            smoothed[k, i] = total
        for i in range(size):
            pull[i] *= system.decay[k, i]


@njit(cache=True, nogil=True, error_model="numpy")
def _backward_covariance(chain: int, layout: Layout, system: System, kept: Pass, smoothed: Floats) -> None:
    """Write the smoothed covariances of one chain (its nodes, D, D)."""
    size, first = layout.size[chain], layout.nodes[chain]
    told, pulled = np.zeros((size, size)), np.zeros(size)
    for k in range(layout.nodes[chain + 1] - 1, first - 1, -1):
        for row in range(layout.readings[k + 1] - 1, layout.readings[k] - 1, -1):
            _tell(row, size, system, kept, told, pulled)
        before = kept.covariance[k]
        for i in range(size):
            for j in range(size):
                total = before[i, j]
                for m in range(size):
                    for n in range(size):
                        total -= before[i, m] * told[m, n] * before[n, j]
                smoothed[k, i, j] = total
        for i in range(size):
            for j in range(size):
                told[i, j] *= system.decay[k, i] * system.decay[k, j]


@njit(cache=True, nogil=True, error_model="numpy")
def _tell(row: int, size: int, system: System, kept: Pass, told: Floats, pulled: Floats) -> None:
    """Take one reading into the information of all later ones: L' N L + Z Z' / F with L = I - K Z'."""
    gain, design = kept.gain[row], system.design[row]
    twice = 1.0 / kept.spread[row]
    for i in range(size):
        pulled[i] = 0.0
        for j in range(size):
            pulled[i] += told[i, j] * gain[j]
        twice += gain[i] * pulled[i]
    for i in range(size):
        for j in range(size):
            told[i, j] += twice * design[i] * design[j] - design[i] * pulled[j] - pulled[i] * design[j]


@njit(cache=True, nogil=True, error_model="numpy")
def room(nodes: int, readings: int, width: int) -> Pass:
    """Return room for what the filter leaves."""
    return Pass(
        np.zeros((nodes, width)),
        np.zeros((nodes, width, width)),
        np.zeros(readings),
        np.zeros(readings),
        np.zeros((readings, width)),
    )


@njit(cache=True, nogil=True, error_model="numpy")
def log_likelihood(layout: Layout, system: System, values: Floats, chains: Ints) -> Floats:
    """Return the log likelihood of some chains.

    Args:
        layout: all chains.
        system: the numbers.
        values: the readings, (M,).
        chains: positions of those asked for, (n,).

    Returns:
        (n,).
    """
    kept, found = room(0, 1, system.noise.shape[1]), np.zeros(chains.size)
    for place in range(chains.size):
        found[place] = forward(chains[place], layout, system, values, kept, False)
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def smooth(layout: Layout, system: System, values: Floats) -> tuple[Floats, Floats]:
    """Return means (N, D) and covariances (N, D, D) of the states at all nodes, given all readings (M,)."""
    kept = room(system.noise.shape[0], values.size, system.noise.shape[1])
    means, covariances = np.zeros(kept.mean.shape), np.zeros(kept.covariance.shape)
    for chain in range(layout.size.size):
        forward(chain, layout, system, values, kept, True)
        _backward(chain, layout, system, kept, means)
        _backward_covariance(chain, layout, system, kept, covariances)
    return means, covariances


@njit(cache=True, nogil=True, error_model="numpy")
def smoothed_means(layout: Layout, system: System, values: Floats) -> Floats:
    """Return the means (N, D) of :func:`smooth` alone."""
    kept = room(system.noise.shape[0], values.size, system.noise.shape[1])
    means = np.zeros(kept.mean.shape)
    for chain in range(layout.size.size):
        forward(chain, layout, system, values, kept, True)
        _backward(chain, layout, system, kept, means)
    return means


@njit(cache=True, nogil=True, error_model="numpy")
def simulate(layout: Layout, system: System, values: Floats, steps: Floats, errors: Floats) -> Floats:
    """Draw the states at all nodes jointly from their posterior, (N, D).

    Args:
        layout: the chains.
        system: the numbers.
        values: the readings, (M,).
        steps: independent standard normals, (N, D).
        errors: independent standard normals, (M,).
    """
    drawn = np.zeros(steps.shape)
    left = np.zeros(values.size)
    for chain in range(layout.size.size):
        first, size = layout.nodes[chain], layout.size[chain]
        for k in range(first, layout.nodes[chain + 1]):
            for i in range(size):
                carried = 0.0 if k == first else system.decay[k, i] * drawn[k - 1, i]
                drawn[k, i] = carried + math.sqrt(system.noise[k, i]) * steps[k, i]
            for row in range(layout.readings[k], layout.readings[k + 1]):
                told = math.sqrt(system.variance[row]) * errors[row]
                for i in range(size):
                    told += system.design[row, i] * drawn[k, i]
                left[row] = values[row] - told
    return drawn + smoothed_means(layout, system, left)
