"""The parameters of the measurement model of one domain, and their priors."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numba import njit

from tightrope.measures import declared
from tightrope.measures.chains import Chains
from tightrope.measures.kalman import Floats


class Parameters(NamedTuple):
    """Parameters of one domain; :mod:`tightrope.measures.factor` says what each does.

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


class Mixing(NamedTuple):
    """Scales that turn normal into Student-t noise: of each reading, (M,), and of each step of ``z``, (N,)."""

    readings: Floats
    steps: Floats


def draw_prior(chains: Chains, random: np.random.Generator) -> Parameters:
    """Draw all parameters from their prior."""
    size, flat = len(chains.channels), chains.flat
    others = np.arange(size) != chains.anchor
    level_variance, holder_variance = (
        _inverse_gamma(sd, random) for sd in (declared.LEVEL_SD, declared.HOLDER_LEVEL_SD)
    )
    levels = random.normal(0.0, math.sqrt(level_variance), (size, len(chains.states)))
    shape = declared.VARIANCE_SHAPE
    return Parameters(
        intercept=np.where(others, random.normal(0.0, declared.INTERCEPT_SD, size), 0.0),
        loading=np.where(others, np.exp(random.normal(0.0, declared.LOADING_SPREAD, size)), 1.0),
        state_level=np.where(flat.free[:, None], levels, 0.0),
        holder_level=random.normal(0.0, math.sqrt(holder_variance), (size, len(chains.holders)))
        * np.sqrt(chains.doubt)[:, None],
        bias=random.normal(0.0, declared.BIAS_SD, len(chains.sources)),
        noise=np.where(flat.known, 1.0, (shape - 1) / random.gamma(shape, size=size)) * chains.noise**2,
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


def normal_mixing(chains: Chains) -> Mixing:
    """Mixing scales that leave everything normal."""
    return Mixing(readings=np.ones(chains.node.size), steps=np.ones(chains.chain.size))


@njit(cache=True, nogil=True, error_model="numpy")
def _of_variance(variance: float, sd: float) -> float:
    """Log density of the logarithm of a variance, up to a constant."""
    shape = declared.VARIANCE_SHAPE
    return -shape * math.log(variance) - (shape - 1.0) * sd * sd / variance


@njit(cache=True, nogil=True, error_model="numpy")
def _of_half_life(half_life: float, median: float) -> float:
    return -0.5 * float((math.log(half_life / median) / declared.HALF_LIFE_SPREAD) ** 2)


@njit(cache=True, nogil=True, error_model="numpy")
def log_prior(now: Parameters, doubt: Floats) -> float:
    """Log density of the parameters that are updated with the states integrated out, on the scale of their logarithms.

    These are the numbers of the processes, biases, intercepts, loadings (anchor included: a constant), and the holders'
    levels, which make up for a change of a loading. ``doubt`` is that of the channels, (C,).
    """
    total = _of_half_life(now.half_life, declared.HALF_LIFE)
    total += _of_half_life(now.fading_half_life, declared.FADING_HALF_LIFE)
    total += _of_variance(now.mean_variance, declared.MEAN_SD)
    total += _of_variance(now.wandering_variance, declared.WANDERING_SD)
    total += _of_variance(now.deviation_variance, declared.DEVIATION_SD)
    for variance in now.fading_variance:
        total += _of_variance(variance, declared.FADING_SD)
    squares = 0.0
    for intercept in now.intercept:
        squares += (intercept / declared.INTERCEPT_SD) ** 2
    for loading in now.loading:
        squares += (math.log(loading) / declared.LOADING_SPREAD) ** 2
    for bias in now.bias:
        squares += (bias / declared.BIAS_SD) ** 2
    for one in range(doubt.size):
        for level in now.holder_level[one]:
            squares += level * level / (now.holder_variance * doubt[one])
    return total - 0.5 * squares
