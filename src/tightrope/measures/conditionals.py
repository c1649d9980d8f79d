"""Draws from the conditionals of the sampler: everything that is conjugate given the states."""

from __future__ import annotations

import math

import numpy as np
from numba import njit

from tightrope.measures import declared, kalman, random
from tightrope.measures.chains import MEAN, WANDERING, Flat
from tightrope.measures.factor import all_offsets, empty_system, remaining, told, write_all
from tightrope.measures.kalman import Floats, Ints
from tightrope.measures.parameters import Mixing, Parameters
from tightrope.measures.random import Words


@njit(cache=True, nogil=True, error_model="numpy")
def draw_states(flat: Flat, now: Parameters, mixing: Mixing, values: Floats, factors: Floats, words: Words) -> Floats:
    """Draw the states of all chains, (N, D); ``factors`` on the variances of the channels' deviations, (C,)."""
    width = flat.layout.size.max()
    made = empty_system(flat.gap.size, flat.channel.size, width)
    steps, errors = np.zeros((flat.gap.size, width)), np.empty(flat.channel.size)
    write_all(flat, now, mixing, factors, made)
    for chain in range(flat.state.size):
        for k in range(flat.layout.nodes[chain], flat.layout.nodes[chain + 1]):
            for one in range(flat.layout.size[chain]):
                if made.noise[k, one] > 0.0:
                    steps[k, one] = random.normal(words)
    for row in range(errors.size):
        errors[row] = random.normal(words)
    return kalman.simulate(flat.layout, made, values - all_offsets(flat, now), steps, errors)


@njit(cache=True, nogil=True, error_model="numpy")
def draw_hidden(flat: Flat, now: Parameters, mixing: Mixing, values: Floats, expected: Floats, words: Words) -> Floats:
    """Draw the readings that are known as intervals, given what is told of each, (M,); return all readings."""
    values = values.copy()
    for row in range(values.size):
        if flat.low[row] < flat.high[row]:
            sd = math.sqrt(now.noise[flat.channel[row]] * flat.grade[row] / mixing.readings[row])
            low, high = (flat.low[row] - expected[row]) / sd, (flat.high[row] - expected[row]) / sd
            values[row] = expected[row] + sd * random.normal_between(words, low, high)
    return values


@njit(cache=True, nogil=True, error_model="numpy")
def draw_scales(flat: Flat, now: Parameters, values: Floats, expected: Floats, states: Floats, words: Words) -> Mixing:
    """Draw the scales that make readings and steps Student-t."""
    half = declared.DEGREES_OF_FREEDOM / 2
    readings, steps = np.empty(values.size), np.ones(flat.gap.size)
    for row in range(values.size):
        far = (values[row] - expected[row]) ** 2 / (now.noise[flat.channel[row]] * flat.grade[row])
        readings[row] = random.gamma(words, half + 0.5) / (half + far / 2)
    for k in range(steps.size):
        if flat.gap[k] > 0.0:
            kept = remaining(flat.gap[k], now.half_life)
            step = states[k, WANDERING] - kept * states[k - 1, WANDERING]
            far = step * step / (now.wandering_variance * (1.0 - kept * kept))
            steps[k] = random.gamma(words, half + 0.5) / (half + far / 2)
    return Mixing(readings, steps)


@njit(cache=True, nogil=True, error_model="numpy")
def draw_noise(flat: Flat, mixing: Mixing, values: Floats, expected: Floats, words: Words) -> Floats:
    """Draw the noise of each channel, (C,); that of ties is known."""
    shape = np.full(flat.noise.size, declared.VARIANCE_SHAPE)
    scale = (declared.VARIANCE_SHAPE - 1.0) * flat.noise**2
    for row in range(values.size):
        one = flat.channel[row]
        shape[one] += 0.5
        scale[one] += mixing.readings[row] / flat.grade[row] * (values[row] - expected[row]) ** 2 / 2
    found = flat.noise**2
    for one in range(found.size):
        if not flat.known[one]:
            found[one] = scale[one] / random.gamma(words, shape[one])
    return found


@njit(cache=True, nogil=True, error_model="numpy")
def draw_variance(levels: Floats, sd: float, words: Words) -> float:
    """Draw the variance of levels, of any shape."""
    scale, shape = (declared.VARIANCE_SHAPE - 1.0) * sd * sd, declared.VARIANCE_SHAPE + levels.size / 2
    for level in levels.flat:
        scale += level * level / 2
    return scale / random.gamma(words, shape)


@njit(cache=True, nogil=True, error_model="numpy")
def draw_level(
    left: Floats, group: Ints, groups: int, spread: float, variance: float, anchored: bool, words: Words
) -> tuple[float, Floats]:
    """Draw the intercept of a channel, with the levels of groups integrated out, and then these levels.

    Args:
        left: what dyads tell of intercept and level together, with this variance, (n,).
        group: of each, (n,).
        groups: how many there are.
        spread: prior variance of the levels.
        variance: of what is told.
        anchored: whether the intercept is 0.
        words: the stream of random numbers.
    """
    weight, pull, levels = np.zeros(groups), np.zeros(groups), np.empty(groups)
    for one in range(left.size):
        weight[group[one]] += 1.0 / variance
        pull[group[one]] += left[one] / variance
    intercept = 0.0
    if not anchored:
        shrunk = 1.0 / (1.0 + spread * weight)
        precision = (weight * shrunk).sum() + declared.INTERCEPT_SD**-2
        intercept = (pull * shrunk).sum() / precision + random.normal(words) / math.sqrt(precision)
    for one in range(groups):
        precision = weight[one] + 1.0 / spread
        levels[one] = (pull[one] - weight[one] * intercept) / precision + random.normal(words) / math.sqrt(precision)
    return intercept, levels


@njit(cache=True, nogil=True, error_model="numpy")
def draw_levels(
    flat: Flat, now: Parameters, states: Floats, words: Words
) -> tuple[Floats, Floats, Floats, float, float]:
    """Draw intercepts and levels of states and holders, given the levels a + v + k + d of the dyads.

    Returns:
        Intercepts (C,), levels of states (C, S) and of holders (C, P), and the variances of both.
    """
    intercepts, of_states, of_holders = now.intercept.copy(), now.state_level.copy(), now.holder_level.copy()
    for one in range(flat.noise.size):
        mine = np.flatnonzero(flat.slot[:, one] >= 0)
        left, state, holder = np.empty(mine.size), flat.state[mine], flat.holder[mine]
        for place in range(mine.size):
            left[place] = states[flat.layout.nodes[mine[place]], flat.slot[mine[place], one]] + intercepts[one]
            left[place] += of_states[one, state[place]] + of_holders[one, holder[place]]
        anchored, variance = one == flat.anchor, now.deviation_variance * flat.doubt[one]
        spread = now.holder_variance * flat.doubt[one]
        intercepts[one], of_holders[one] = draw_level(
            left - of_states[one][state], holder, of_holders.shape[1], spread, variance, anchored, words
        )
        if flat.free[one]:
            intercepts[one], of_states[one] = draw_level(
                left - of_holders[one][holder], state, of_states.shape[1], now.level_variance, variance, anchored, words
            )
    return (
        intercepts,
        of_states,
        of_holders,
        draw_variance(of_states[flat.free], declared.LEVEL_SD, words),
        draw_variance(of_holders / np.sqrt(flat.doubt).reshape(-1, 1), declared.HOLDER_LEVEL_SD, words),
    )


@njit(cache=True, nogil=True, error_model="numpy")
def draw_means(flat: Flat, now: Parameters, states: Floats, words: Words) -> Floats:
    """Draw the holders' means, given the dyads' means, (P,)."""
    precision = np.full(now.holder_mean.size, declared.HOLDER_SD**-2)
    pull = np.zeros(now.holder_mean.size)
    for chain in range(flat.state.size):
        holder = flat.holder[chain]
        precision[holder] += 1.0 / now.mean_variance
        pull[holder] += (states[flat.layout.nodes[chain], MEAN] + now.holder_mean[holder]) / now.mean_variance
    for holder in range(pull.size):
        pull[holder] = pull[holder] / precision[holder] + random.normal(words) / math.sqrt(precision[holder])
    return pull


@njit(cache=True, nogil=True, error_model="numpy")
def exchange(loading: Floats, doubt: Floats, variance: float, means: Floats, levels: Floats, words: Words) -> None:
    """Move holders' means (P,) against their levels (C, P) in all channels, which no reading can tell apart.

    ``variance`` is that of the levels where a channel's doubt (C,) is 1.
    """
    precision = declared.HOLDER_SD**-2 + (loading**2 / doubt).sum() / variance
    for holder in range(means.size):
        pull = (loading * levels[:, holder] / doubt).sum() / variance - means[holder] / declared.HOLDER_SD**2
        by = pull / precision + random.normal(words) / math.sqrt(precision)
        means[holder] += by
        levels[:, holder] -= loading * by


@njit(cache=True, nogil=True, error_model="numpy")
def slide(flat: Flat, variance: float, levels: Floats, values: Floats, words: Words) -> None:
    """Move holders' levels (C, P) in channels of intervals, and all imputed readings (M,) there, which fits them alike.

    Where a holder has no tie with any state, nothing else moves its readings further down than a little at a time.
    ``variance`` is that of the levels where a channel's doubt is 1.
    """
    sd, before = math.sqrt(variance), levels.copy()
    down, up = np.full(levels.shape, -np.inf), np.full(levels.shape, np.inf)
    there, points = np.zeros(levels.shape, np.bool_), np.zeros(levels.shape[0], np.bool_)
    nodes, readings = flat.layout.nodes, flat.layout.readings
    for chain in range(flat.state.size):
        holder = flat.holder[chain]
        for row in range(readings[nodes[chain]], readings[nodes[chain + 1]]):
            one = flat.channel[row]
            points[one] |= flat.low[row] == flat.high[row]
            there[one, holder] = True
            down[one, holder] = max(down[one, holder], flat.low[row] - values[row])
            up[one, holder] = min(up[one, holder], flat.high[row] - values[row])
    for one in range(levels.shape[0]):
        for holder in range(levels.shape[1]):
            if there[one, holder] and not points[one]:
                low, high = levels[one, holder] + down[one, holder], levels[one, holder] + up[one, holder]
                wide = sd * math.sqrt(flat.doubt[one])
                levels[one, holder] = wide * random.normal_between(words, low / wide, high / wide)
    for chain in range(flat.state.size):
        holder = flat.holder[chain]
        for row in range(readings[nodes[chain]], readings[nodes[chain + 1]]):
            one = flat.channel[row]
            values[row] += levels[one, holder] - before[one, holder]


@njit(cache=True, nogil=True, error_model="numpy")
def draw_all(
    flat: Flat, now: Parameters, mixing: Mixing, values: Floats, states: Floats, words: Words
) -> tuple[Parameters, Mixing, Floats]:
    """Draw all that is conjugate given the states, one after the other; readings (M,) come with intervals imputed."""
    expected = told(flat, now, states)
    values = draw_hidden(flat, now, mixing, values, expected, words)
    mixing = draw_scales(flat, now, values, expected, states, words)
    noise = draw_noise(flat, mixing, values, expected, words)
    intercepts, of_states, of_holders, level_variance, holder_variance = draw_levels(flat, now, states, words)
    means = draw_means(flat, now, states, words)
    exchange(now.loading, flat.doubt, holder_variance, means, of_holders, words)
    slide(flat, holder_variance, of_holders, values, words)
    drawn = Parameters(
        intercepts,
        now.loading,
        of_states,
        of_holders,
        now.bias,
        noise,
        means,
        now.mean_variance,
        now.wandering_variance,
        now.half_life,
        now.deviation_variance,
        now.fading_half_life,
        now.fading_variance,
        level_variance,
        holder_variance,
    )
    return drawn, mixing, values
