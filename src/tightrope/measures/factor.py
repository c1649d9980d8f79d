"""The measurement model of one domain: its parameters, their priors, and the linear-Gaussian system they make.

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

import math
from dataclasses import dataclass, replace

import numpy as np
from numba import njit

from tightrope.measures import declared
from tightrope.measures.chains import MEAN, WANDERING, Chains
from tightrope.measures.figures import Link
from tightrope.measures.kalman import Floats, Ints, Layout, System


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """Parameters of one domain.

    Attributes:
        intercept: a, (C,); 0 for the anchor.
        loading: l, (C,), > 0; 1 for the anchor.
        state_level: v, (C, S); 0 for channels of shares.
        holder_level: k, (C, P).
        bias: b, (B,).
        noise: r squared, (C,).
        holder_mean: mu, (P,).
        mean_variance: tau squared.
        wandering_variance: stationary variance of z (for normal innovations).
        half_life: years after which half of z has gone.
        deviation_variance: variance of d.
        fading_half_life: years after which half of u has gone.
        fading_variance: stationary variance of u, (C,).
        level_variance: variance of v.
        holder_variance: variance of k.
    """

    intercept: Floats
    loading: Floats
    state_level: Floats
    holder_level: Floats
    bias: Floats
    noise: Floats
    holder_mean: Floats
    mean_variance: float
    wandering_variance: float
    half_life: float
    deviation_variance: float
    fading_half_life: float
    fading_variance: Floats
    level_variance: float
    holder_variance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixing:
    """Scales that turn normal into Student-t noise: of each reading, (M,), and of each step of ``z``, (N,)."""

    readings: Floats
    steps: Floats


def draw_prior(chains: Chains, random: np.random.Generator) -> Parameters:
    """Draw all parameters from their prior."""
    size = len(chains.channels)
    others = np.arange(size) != chains.anchor
    level_variance, holder_variance = (
        _inverse_gamma(sd, random) for sd in (declared.LEVEL_SD, declared.HOLDER_LEVEL_SD)
    )
    levels = random.normal(0.0, math.sqrt(level_variance), (size, len(chains.states)))
    shape = declared.VARIANCE_SHAPE
    return Parameters(
        intercept=np.where(others, random.normal(0.0, declared.INTERCEPT_SD, size), 0.0),
        loading=np.where(others, np.exp(random.normal(0.0, declared.LOADING_SPREAD, size)), 1.0),
        state_level=np.where(free_levels(chains)[:, None], levels, 0.0),
        holder_level=random.normal(0.0, math.sqrt(holder_variance), (size, len(chains.holders))),
        bias=random.normal(0.0, declared.BIAS_SD, len(chains.sources)),
        noise=np.where(known_noise(chains), 1.0, (shape - 1) / random.gamma(shape, size=size)) * chains.noise**2,
        holder_mean=random.normal(0.0, declared.HOLDER_SD, len(chains.holders)),
        mean_variance=_inverse_gamma(declared.MEAN_SD, random),
        wandering_variance=_inverse_gamma(declared.WANDERING_SD, random),
        half_life=_log_normal(declared.HALF_LIFE, declared.HALF_LIFE_SPREAD, random),
        deviation_variance=_inverse_gamma(declared.DEVIATION_SD, random),
        fading_half_life=_log_normal(declared.FADING_HALF_LIFE, declared.HALF_LIFE_SPREAD, random),
        fading_variance=(shape - 1) * declared.FADING_SD**2 / random.gamma(shape, size=size),
        level_variance=level_variance,
        holder_variance=holder_variance,
    )


def begin(chains: Chains) -> Parameters:
    """Parameters to start from: the middle of every prior."""
    size = len(chains.channels)
    return Parameters(
        intercept=np.zeros(size),
        loading=np.ones(size),
        state_level=np.zeros((size, len(chains.states))),
        holder_level=np.zeros((size, len(chains.holders))),
        bias=np.zeros(len(chains.sources)),
        noise=chains.noise**2,
        holder_mean=np.zeros(len(chains.holders)),
        mean_variance=declared.MEAN_SD**2,
        wandering_variance=declared.WANDERING_SD**2,
        half_life=declared.HALF_LIFE,
        deviation_variance=declared.DEVIATION_SD**2,
        fading_half_life=declared.FADING_HALF_LIFE,
        fading_variance=np.full(size, declared.FADING_SD**2),
        level_variance=declared.LEVEL_SD**2,
        holder_variance=declared.HOLDER_LEVEL_SD**2,
    )


def _inverse_gamma(sd: float, random: np.random.Generator) -> float:
    return float((declared.VARIANCE_SHAPE - 1) * sd**2 / random.gamma(declared.VARIANCE_SHAPE))


def _log_normal(median: float, spread: float, random: np.random.Generator) -> float:
    return math.exp(random.normal(math.log(median), spread))


def free_levels(chains: Chains) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which channels have a level of their own in each state: counts, whose total nobody knows, (C,)."""
    return np.array([link is not Link.SHARE for link in chains.links])


def known_noise(chains: Chains) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which channels' noise is not estimated: counts of ties, whose thresholds give the scale, (C,)."""
    return np.array([link is Link.TIES for link in chains.links])


def normal_mixing(chains: Chains) -> Mixing:
    """Mixing scales that leave everything normal."""
    return Mixing(readings=np.ones(chains.node.size), steps=np.ones(chains.chain.size))


def remaining(gap: Floats, half_life: float) -> Floats:
    """Return what remains of a deviation after a gap in years: 2^(-gap / half_life)."""
    return np.asarray(np.exp2(-gap / half_life))


def system(chains: Chains, parameters: Parameters, mixing: Mixing, weights: Floats | None = None) -> System:
    """Return the linear-Gaussian system given parameters and mixing scales.

    Args:
        chains: the readings.
        parameters: the parameters.
        mixing: the scales.
        weights: how much more than equal each channel counts, (C,), mean 1: its deviation has this much less variance.
    """
    factors = np.ones(len(chains.channels)) if weights is None else 1.0 / weights
    now = parameters
    return _system(
        chains.layout,
        chains.slot,
        chains.gap,
        chains.channel,
        chains.grade,
        mixing.steps,
        mixing.readings,
        now.loading,
        now.noise,
        factors,
        np.array([now.mean_variance, now.wandering_variance, now.deviation_variance]),
        now.fading_variance,
        np.array([now.half_life, now.fading_half_life]),
        chains.width,
    )


@njit(cache=True, nogil=True, error_model="numpy")
def _system(
    layout: Layout,
    slot: Ints,
    gap: Floats,
    channel: Ints,
    grade: Floats,
    steps: Floats,
    readings: Floats,
    loading: Floats,
    reading_variance: Floats,
    factors: Floats,
    variances: Floats,
    fading: Floats,
    half_lives: Floats,
    width: int,
) -> System:
    """Write the system.

    ``variances`` are those of mean, wandering and lasting deviation, ``fading`` those of the fading ones by channel;
    ``half_lives`` of what wanders and fades.
    """
    decay, noise = np.ones((gap.size, width)), np.zeros((gap.size, width))
    design, variance = np.zeros((channel.size, width)), np.empty(channel.size)
    for chain in range(layout.size.size):
        for k in range(layout.nodes[chain], layout.nodes[chain + 1]):
            wanders, fades = 2.0 ** (-gap[k] / half_lives[0]), 2.0 ** (-gap[k] / half_lives[1])
            first = gap[k] == 0.0
            noise[k, MEAN] = variances[0] if first else 0.0
            decay[k, WANDERING] = wanders
            noise[k, WANDERING] = variances[1] * (1.0 if first else (1.0 - wanders * wanders) / steps[k])
            for one in range(factors.size):
                place = slot[chain, one]
                if place >= 0:
                    noise[k, place] = variances[2] * factors[one] if first else 0.0
                    decay[k, place + 1] = fades
                    noise[k, place + 1] = fading[one] * factors[one] * (1.0 if first else 1.0 - fades * fades)
            for row in range(layout.readings[k], layout.readings[k + 1]):
                one = channel[row]
                design[row, MEAN] = design[row, WANDERING] = loading[one]
                design[row, slot[chain, one]] = design[row, slot[chain, one] + 1] = 1.0
                variance[row] = reading_variance[one] * grade[row] / readings[row]
    return System(decay, noise, design, variance)


def offsets(chains: Chains, parameters: Parameters) -> Floats:
    """Return what the parameters alone say of each reading: a + v + k + b + l mu, (M,)."""
    dyad, channel = chains.chain[chains.node], chains.channel
    own = parameters.intercept[:, None] + parameters.state_level
    held = parameters.loading[:, None] * parameters.holder_mean + parameters.holder_level
    found = own[channel, chains.state[dyad]] + held[channel, chains.holder[dyad]]
    if chains.sources:
        found += np.append(parameters.bias, 0.0)[chains.source]
    return np.asarray(found)


def log_prior(parameters: Parameters) -> float:
    """Log density of the parameters that are updated with the states integrated out, on the scale of their logarithms.

    These are the numbers of the processes, biases, intercepts, loadings (anchor included: a constant), and the holders'
    levels, which make up for a change of a loading.
    """
    total = -0.5 * float(np.sum((parameters.intercept / declared.INTERCEPT_SD) ** 2))
    total -= 0.5 * float(np.sum((np.log(parameters.loading) / declared.LOADING_SPREAD) ** 2))
    total -= 0.5 * float(np.sum((parameters.bias / declared.BIAS_SD) ** 2))
    total -= 0.5 * float(np.sum(parameters.holder_level**2)) / parameters.holder_variance
    for half_life, median in (
        (parameters.half_life, declared.HALF_LIFE),
        (parameters.fading_half_life, declared.FADING_HALF_LIFE),
    ):
        total -= 0.5 * (math.log(half_life / median) / declared.HALF_LIFE_SPREAD) ** 2
    for variance, sd in (
        (parameters.mean_variance, declared.MEAN_SD),
        (parameters.wandering_variance, declared.WANDERING_SD),
        (parameters.deviation_variance, declared.DEVIATION_SD),
        *((one, declared.FADING_SD) for one in parameters.fading_variance.tolist()),
    ):
        shape = declared.VARIANCE_SHAPE
        total += -shape * math.log(variance) - (shape - 1) * sd**2 / variance
    return total


def processes(anchor: int, parameters: Parameters) -> Floats:
    """Logs of the variances of m and z, the half-life of z, the variance of d, and half-life and variance of u, (6,).

    The variance of u is that of the anchor's.
    """
    return np.log(
        [
            parameters.mean_variance,
            parameters.wandering_variance,
            parameters.half_life,
            parameters.deviation_variance,
            parameters.fading_half_life,
            parameters.fading_variance[anchor],
        ]
    )


def with_processes(anchor: int, parameters: Parameters, logs: Floats) -> Parameters:
    """Replace what :func:`processes` gives, (6,)."""
    mean, wandering, half_life, deviation, fading_half_life, fading = (float(one) for one in np.exp(logs))
    fadings = parameters.fading_variance.copy()
    fadings[anchor] = fading
    return replace(
        parameters,
        mean_variance=mean,
        wandering_variance=wandering,
        half_life=half_life,
        deviation_variance=deviation,
        fading_half_life=fading_half_life,
        fading_variance=fadings,
    )


def link_of(channel: int, parameters: Parameters) -> Floats:
    """Intercept, log loading and log variance of u of one channel, (3,)."""
    variance = float(parameters.fading_variance[channel])
    return np.array([parameters.intercept[channel], math.log(parameters.loading[channel]), math.log(variance)])


def with_link(channel: int, parameters: Parameters, link: Floats) -> Parameters:
    """Replace what :func:`link_of` gives, (3,), and let the holders' levels make up for a change of the loading.

    So l mu + k, which the readings know well, stays as it is; otherwise a loading could not move past its holders.
    """
    intercept, loading = parameters.intercept.copy(), parameters.loading.copy()
    fading, levels = parameters.fading_variance.copy(), parameters.holder_level.copy()
    intercept[channel], loading[channel], fading[channel] = link[0], math.exp(link[1]), math.exp(link[2])
    levels[channel] += (parameters.loading[channel] - loading[channel]) * parameters.holder_mean
    return replace(parameters, intercept=intercept, loading=loading, fading_variance=fading, holder_level=levels)
