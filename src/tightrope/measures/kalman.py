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
        places: the components that each reading loads on, each once; all others of its design are 0, (M, F).
        variance: of each reading, > 0, (M,).
    """

    decay: Floats
    noise: Floats
    design: Floats
    places: Ints
    variance: Floats


class Pass(NamedTuple):
    """What the filter leaves of one chain for the way back.

    Per node the prediction, per reading innovation, variance and gain; both are counted from the chain's first.
    """

    mean: Floats
    covariance: Floats
    innovation: Floats
    spread: Floats
    gain: Floats


@njit(cache=True, nogil=True, error_model="numpy")
def _predict(decay: Floats, noise: Floats, mean: Floats, covariance: Floats) -> None:
    for i in range(mean.size):
        mean[i] *= decay[i]
        for j in range(mean.size):
            covariance[i, j] *= decay[i] * decay[j]
        covariance[i, i] += noise[i]


@njit(cache=True, nogil=True, error_model="numpy")
def _read(
    row: int, places: Ints, design: Floats, variance: float, mean: Floats, covariance: Floats, gain: Floats, left: float
) -> tuple[float, float]:
    """Update by one reading, write the gain, and return innovation and its variance."""
    size = mean.size
    gain[:] = 0.0
    for one in range(places.shape[1]):
        place = places[row, one]
        loading = design[row, place]
        left -= loading * mean[place]
        for i in range(size):
            gain[i] += loading * covariance[place, i]
    for one in range(places.shape[1]):
        variance += design[row, places[row, one]] * gain[places[row, one]]
    inverse = 1.0 / variance
    for i in range(size):
        scaled = gain[i] * inverse
        mean[i] += scaled * left
        for j in range(size):  # all, though half of them are alike: so a row is told in one go
            covariance[i, j] -= scaled * gain[j]
    for i in range(size):
        gain[i] *= inverse
    return left, variance


@njit(cache=True, nogil=True, error_model="numpy")
def forward(chain: int, layout: Layout, system: System, values: Floats, kept: Pass, keep: bool) -> float:
    """Filter one chain, keeping what the way back needs if asked; return its log likelihood.

    If nothing is kept, nodes without a reading are passed in one step.
    """
    size, first, begin = layout.size[chain], layout.nodes[chain], layout.readings[layout.nodes[chain]]
    mean, covariance, gain = np.zeros(size), np.zeros((size, size)), np.zeros(size)
    decay, noise = np.ones(size), np.zeros(size)
    total = 0.0
    for k in range(first, layout.nodes[chain + 1]):
        for i in range(size):
            carried = 0.0 if k == first else system.decay[k, i]
            decay[i] *= carried
            noise[i] = noise[i] * carried * carried + system.noise[k, i]
        if not keep and layout.readings[k] == layout.readings[k + 1]:
            continue
        _predict(decay, noise, mean, covariance)
        decay[:], noise[:] = 1.0, 0.0
        if keep:
            for i in range(size):
                kept.mean[k - first, i] = mean[i]
                for j in range(size):
                    kept.covariance[k - first, i, j] = covariance[i, j]
        for row in range(layout.readings[k], layout.readings[k + 1]):
            innovation, spread = _read(
                row, system.places, system.design, system.variance[row], mean, covariance, gain, values[row]
            )
            total -= 0.5 * (math.log(2.0 * math.pi * spread) + innovation * innovation / spread)
            if keep:
                kept.innovation[row - begin], kept.spread[row - begin] = innovation, spread
                for i in range(size):
                    kept.gain[row - begin, i] = gain[i]
    return total


@njit(cache=True, nogil=True, error_model="numpy")
def _backward(chain: int, layout: Layout, system: System, kept: Pass, smoothed: Floats) -> None:
    """Write the smoothed means of one chain (its nodes, D)."""
    size, first = layout.size[chain], layout.nodes[chain]
    begin, pull = layout.readings[first], np.zeros(size)
    for k in range(layout.nodes[chain + 1] - 1, first - 1, -1):
        for row in range(layout.readings[k + 1] - 1, layout.readings[k] - 1, -1):
            at = row - begin
            change = kept.innovation[at] / kept.spread[at]
            for i in range(size):
                change -= kept.gain[at, i] * pull[i]
            for one in range(system.places.shape[1]):
                place = system.places[row, one]
                pull[place] += system.design[row, place] * change
        for i in range(size):
            total = kept.mean[k - first, i]
            for j in range(size):
                total += kept.covariance[k - first, i, j] * pull[j]
            smoothed[k, i] = total
        for i in range(size):
            pull[i] *= system.decay[k, i]


@njit(cache=True, nogil=True, error_model="numpy")
def _backward_covariance(chain: int, layout: Layout, system: System, kept: Pass, smoothed: Floats) -> None:
    """Write the smoothed covariances of one chain (its nodes, D, D)."""
    size, first = layout.size[chain], layout.nodes[chain]
    begin = layout.readings[first]
    told, pulled = np.zeros((size, size)), np.zeros(size)
    for k in range(layout.nodes[chain + 1] - 1, first - 1, -1):
        for row in range(layout.readings[k + 1] - 1, layout.readings[k] - 1, -1):
            _tell(kept.gain[row - begin], kept.spread[row - begin], system.design[row], told, pulled)
        before = kept.covariance[k - first]
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
def _tell(gain: Floats, spread: float, design: Floats, told: Floats, pulled: Floats) -> None:
    """Take one reading into the information of all later ones: L' N L + Z Z' / F with L = I - K Z'."""
    size, twice = pulled.size, 1.0 / spread
    for i in range(size):
        pulled[i] = 0.0
        for j in range(size):
            pulled[i] += told[i, j] * gain[j]
        twice += gain[i] * pulled[i]
    for i in range(size):
        for j in range(size):
            told[i, j] += twice * design[i] * design[j] - design[i] * pulled[j] - pulled[i] * design[j]


@njit(cache=True, nogil=True, error_model="numpy")
def room(layout: Layout, keep: bool) -> Pass:
    """Return room for what the filter leaves of one chain, whichever it is."""
    nodes, readings, width = 0, 0, layout.size.max()
    if keep:
        for chain in range(layout.size.size):
            first, end = layout.nodes[chain], layout.nodes[chain + 1]
            nodes, readings = max(nodes, end - first), max(readings, layout.readings[end] - layout.readings[first])
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
    kept, found = room(layout, False), np.zeros(chains.size)
    for place in range(chains.size):
        found[place] = forward(chains[place], layout, system, values, kept, False)
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def smooth(layout: Layout, system: System, values: Floats) -> tuple[Floats, Floats]:
    """Return means (N, D) and covariances (N, D, D) of the states at all nodes, given all readings (M,)."""
    kept, means = room(layout, True), np.zeros(system.noise.shape)
    covariances = np.zeros((*system.noise.shape, system.noise.shape[1]))
    for chain in range(layout.size.size):
        forward(chain, layout, system, values, kept, True)
        _backward(chain, layout, system, kept, means)
        _backward_covariance(chain, layout, system, kept, covariances)
    return means, covariances


@njit(cache=True, nogil=True, error_model="numpy")
def smoothed_means(layout: Layout, system: System, values: Floats) -> Floats:
    """Return the means (N, D) of :func:`smooth` alone."""
    kept, means = room(layout, True), np.zeros(system.noise.shape)
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
        steps: independent standard normals, (N, D); not looked at where there is no noise.
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
                left[row] = values[row] - math.sqrt(system.variance[row]) * errors[row]
                for one in range(system.places.shape[1]):
                    left[row] -= system.design[row, system.places[row, one]] * drawn[k, system.places[row, one]]
    return drawn + smoothed_means(layout, system, left)
