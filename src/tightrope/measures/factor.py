"""The measurement model of one domain, and the linear-Gaussian system that it makes.

Channel *c* shows of holder *p* over state *s* at time *t*, on the log scale::

    y_i = w_csp(t_i) + b_source + e_i,           e_i ~ StudentT4(0, r_c sqrt(g_i))
    w_csp(t) = a_c + v_cs + k_cp + l_c x_sp(t) + d_csp + u_csp(t)
    x_sp(t)  = m_sp + z_sp(t),                   m_sp ~ N(mu_p, tau^2)

``x`` is the capital, and ``z`` wanders around the dyad's mean. ``k``, ``d`` and ``u`` are the channel's own deviation
from the capital it indicates: of a holder everywhere, of a dyad for good, and of a dyad for a time. ``z`` and ``u`` are
Ornstein-Uhlenbeck processes, so gaps of any length are exact; innovations of ``z`` are Student-t with 4 degrees of
freedom, because capital moves little in most years and much in some (Reuning, Kenwick & Fariss 2019, *Political
Analysis* 27). The anchor channel has a = 0 and l = 1. Readings that are intervals are read as such.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from tightrope.measures.chains import MEAN, WANDERING, Chains, Flat
from tightrope.measures.kalman import Floats, System
from tightrope.measures.parameters import Mixing, Parameters


def system(chains: Chains, parameters: Parameters, mixing: Mixing, weights: Floats | None = None) -> System:
    """Return the linear-Gaussian system given parameters and mixing scales.

    Args:
        chains: the readings.
        parameters: the parameters.
        mixing: the scales.
        weights: how much more than equal each channel counts, (C,), mean 1: its deviation has this much less variance.
    """
    factors = np.ones(len(chains.channels)) if weights is None else 1.0 / weights
    made = empty_system(chains.gap.size, chains.node.size, chains.width)
    write_all(chains.flat, parameters, mixing, factors, made)
    return made


def offsets(chains: Chains, parameters: Parameters) -> Floats:
    """Return what the parameters alone say of each reading: a + v + k + b + l mu, (M,)."""
    return np.asarray(all_offsets(chains.flat, parameters))


@njit(cache=True, nogil=True, error_model="numpy")
def empty_system(nodes: int, readings: int, width: int) -> System:
    """Return room for a system."""
    return System(
        np.ones((nodes, width)),
        np.zeros((nodes, width)),
        np.zeros((readings, width)),
        np.zeros((readings, 4), np.int64),
        np.ones(readings),
    )


@njit(cache=True, nogil=True, error_model="numpy")
def remaining(gap: float, half_life: float) -> float:
    """Return what remains of a deviation after a gap in years: 2^(-gap / half_life)."""
    return float(2.0 ** (-gap / half_life))


@njit(cache=True, nogil=True, error_model="numpy")
def write_system(chain: int, flat: Flat, now: Parameters, mixing: Mixing, factors: Floats, made: System) -> None:
    """Write the part of one chain; ``factors`` on the variances of the channels' deviations, (C,)."""
    nodes, readings, slot = flat.layout.nodes, flat.layout.readings, flat.slot[chain]
    before, wanders, fades = -1.0, 1.0, 1.0
    for k in range(nodes[chain], nodes[chain + 1]):
        gap = flat.gap[k]
        first = gap == 0.0
        if gap != before:  # most gaps are alike, and powers are what costs here
            before, wanders, fades = gap, remaining(gap, now.half_life), remaining(gap, now.fading_half_life)
        made.noise[k, MEAN] = now.mean_variance if first else 0.0
        made.decay[k, WANDERING] = wanders
        made.noise[k, WANDERING] = now.wandering_variance * (
            1.0 if first else (1.0 - wanders * wanders) / mixing.steps[k]
        )
        for one in range(slot.size):
            place = slot[one]
            if place >= 0:
                made.noise[k, place] = now.deviation_variance * factors[one] * flat.doubt[one] if first else 0.0
                made.decay[k, place + 1] = fades
                made.noise[k, place + 1] = (
                    now.fading_variance[one] * factors[one] * flat.doubt[one] * (1.0 if first else 1.0 - fades * fades)
                )
        for row in range(readings[k], readings[k + 1]):
            one = flat.channel[row]
            made.design[row, MEAN] = made.design[row, WANDERING] = now.loading[one]
            made.design[row, slot[one]] = made.design[row, slot[one] + 1] = 1.0
            places = made.places[row]
            places[0], places[1], places[2], places[3] = MEAN, WANDERING, slot[one], slot[one] + 1
            made.variance[row] = now.noise[one] * flat.grade[row] / mixing.readings[row]


@njit(cache=True, nogil=True, error_model="numpy")
def write_offsets(chain: int, flat: Flat, now: Parameters, found: Floats) -> None:
    """Write the part of one chain of :func:`offsets`."""
    state, holder = flat.state[chain], flat.holder[chain]
    nodes, readings = flat.layout.nodes, flat.layout.readings
    for row in range(readings[nodes[chain]], readings[nodes[chain + 1]]):
        one = flat.channel[row]
        found[row] = now.intercept[one] + now.state_level[one, state] + now.holder_level[one, holder]
        found[row] += now.loading[one] * now.holder_mean[holder]
        if flat.source[row] >= 0:
            found[row] += now.bias[flat.source[row]]


@njit(cache=True, nogil=True, error_model="numpy")
def write_all(flat: Flat, now: Parameters, mixing: Mixing, factors: Floats, made: System) -> None:
    """Write the system of all chains, as :func:`write_system` does of one."""
    for chain in range(flat.state.size):
        write_system(chain, flat, now, mixing, factors, made)


@njit(cache=True, nogil=True, error_model="numpy")
def all_offsets(flat: Flat, now: Parameters) -> Floats:
    """Return :func:`offsets`."""
    found = np.zeros(flat.channel.size)
    for chain in range(flat.state.size):
        write_offsets(chain, flat, now, found)
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def told(flat: Flat, now: Parameters, states: Floats) -> Floats:
    """Return what states (N, D) and parameters say of each reading: its expectation, (M,)."""
    found = all_offsets(flat, now)
    nodes, readings = flat.layout.nodes, flat.layout.readings
    for chain in range(flat.state.size):
        for k in range(nodes[chain], nodes[chain + 1]):
            capital = states[k, MEAN] + states[k, WANDERING]
            for row in range(readings[k], readings[k + 1]):
                one = flat.channel[row]
                place = flat.slot[chain, one]
                found[row] += now.loading[one] * capital + states[k, place] + states[k, place + 1]
    return found
