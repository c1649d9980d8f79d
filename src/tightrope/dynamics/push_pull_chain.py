"""The Markov chain of push and pull, over everything that is not known in one domain.

The numbers of the processes and of the inputs move together, and the link of one channel after the other, with all
states integrated out (adaptive Metropolis: Haario, Saksman & Tamminen 2001, *Bernoulli* 7). Then the states are drawn,
and given them all that is conjugate, the variances of the processes and the biases of sources among it, from the
readings less what the inputs add to them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numba import njit

from tightrope.dynamics.inputs import Ages
from tightrope.measures import conditionals, declared, moves, random
from tightrope.measures.chains import MEAN, WANDERING, Flat
from tightrope.measures.factor import remaining, told
from tightrope.measures.kalman import Floats
from tightrope.measures.parameters import Mixing, Parameters, log_prior
from tightrope.measures.posterior import Posterior
from tightrope.measures.random import Words

#: Median and spread of the logarithm of the half-life of capital, in years. Of trade with a former metropole more than
#: 60 % is gone after three decades (Head, Mayer & Ries 2010, *Journal of International Economics* 81): 30 log 2 /
#: log(1 / 0.4) = 23. Nothing is known of the others, so theirs is that of the measurement model.
HALF_LIFE = {"economy": (23.0, 0.5)}
OTHER_HALF_LIFE = (declared.HALF_LIFE, declared.HALF_LIFE_SPREAD)
#: ... and of what an act leaves: trade reacts to political shocks for weeks, not years (Du, Ju, Ramirez & Yao 2017,
#: *Journal of International Economics* 107).
IMPULSE_HALF_LIFE = (0.2, 0.7)
#: Scales of half-normal priors: of the push of one friendly statement, of a shock, both in log points of capital, and
#: of the rate of pull-back a year.
INFLOW, SHOCK, PULL_BACK = 0.1, 0.3, 0.1
#: Moves of the processes in a sweep, and about how many links move in one.
MOVES, MOST_LINKS = 8, 2

#: Parameters in the order of :class:`PushPull`; the last two pairs only where the domain has acts, or shocks.
STOCK = ("half_life", "floor")
ACTS = ("impulse_half_life", "inflow")
SHOCKS = ("shock", "pull_back")


def floor_of(mean_variance: Floats, wandering_variance: Floats) -> Floats:
    """Return which part of the variance of capital around its holder's mean stays: tau^2 / (tau^2 + 2 q^2).

    The innovations of z are Student-t, q is their scale, and with 4 degrees of freedom their variance is twice the
    square of that: nu / (nu - 2).

    Args:
        mean_variance: tau squared, any shape.
        wandering_variance: q squared, the same shape.
    """
    wider = declared.DEGREES_OF_FREEDOM / (declared.DEGREES_OF_FREEDOM - 2.0)
    return np.asarray(mean_variance / (mean_variance + wider * wandering_variance))


@njit(cache=True, nogil=True, error_model="numpy")
def draw_processes(
    flat: Flat, now: Parameters, mixing: Mixing, values: Floats, states: Floats, words: Words
) -> Parameters:
    """Draw the variances of m, z, d and u, and the biases of sources, given the states (N, D) and readings (M,)."""
    nodes, sizes = flat.layout.nodes, flat.slot.shape
    mean, wandering, deviation = np.zeros(2), np.zeros(2), np.zeros(2)  # sums of squares, and how many
    fading = np.zeros((sizes[1], 2))
    for chain in range(sizes[0]):
        first = nodes[chain]
        mean += np.array([states[first, MEAN] ** 2, 1.0])
        for k in range(first, nodes[chain + 1]):
            kept = fades = 0.0
            if k > first:
                kept, fades = remaining(flat.gap[k], now.half_life), remaining(flat.gap[k], now.fading_half_life)
            before = states[k - 1] if k > first else states[k]
            step = states[k, WANDERING] - kept * before[WANDERING]
            wandering[0] += mixing.steps[k] * step * step / (1.0 - kept * kept)
            wandering[1] += 1.0
            for one in range(sizes[1]):
                place = flat.slot[chain, one]
                if place >= 0:
                    step = states[k, place + 1] - fades * before[place + 1]
                    fading[one, 0] += step * step / ((1.0 - fades * fades) * flat.doubt[one])
                    fading[one, 1] += 1.0
                    if k == first:
                        deviation += np.array([states[k, place] ** 2 / flat.doubt[one], 1.0])
    found = np.empty(sizes[1])
    for one in range(sizes[1]):
        found[one] = _variance(fading[one], declared.FADING_SD, words)
    return Parameters(
        now.intercept,
        now.loading,
        now.state_level,
        now.holder_level,
        _biases(flat, now, mixing, values, states, words),
        now.noise,
        now.holder_mean,
        _variance(mean, declared.MEAN_SD, words),
        _variance(wandering, declared.WANDERING_SD, words),
        now.half_life,
        _variance(deviation, declared.DEVIATION_SD, words),
        now.fading_half_life,
        found,
        now.level_variance,
        now.holder_variance,
    )


@njit(cache=True, nogil=True, error_model="numpy")
def _variance(squares: Floats, sd: float, words: Words) -> float:
    """Draw a variance given a sum of squares and how many, (2,), under its inverse gamma prior."""
    scale = (declared.VARIANCE_SHAPE - 1.0) * sd * sd + squares[0] / 2.0
    return float(scale / random.gamma(words, declared.VARIANCE_SHAPE + squares[1] / 2.0))


@njit(cache=True, nogil=True, error_model="numpy")
def _biases(flat: Flat, now: Parameters, mixing: Mixing, values: Floats, states: Floats, words: Words) -> Floats:
    """Draw the biases of sources, (B,)."""
    left = values - told(flat, now, states)
    precision, pull = np.full(now.bias.size, declared.BIAS_SD**-2.0), np.zeros(now.bias.size)
    for row in range(values.size):
        one = flat.source[row]
        if one >= 0:
            weight = mixing.readings[row] / (now.noise[flat.channel[row]] * flat.grade[row])
            precision[one] += weight
            pull[one] += weight * (left[row] + now.bias[one])
    for one in range(precision.size):
        pull[one] = pull[one] / precision[one] + random.normal(words) / math.sqrt(precision[one])
    return pull


class PushPullChain:
    """A Markov chain over everything that is not known in one domain, inputs included.

    The numbers of the processes and of the inputs move together, and the link of one channel after the other, with all
    states integrated out; then states, scales, noise, levels and imputed readings are drawn as while measuring, from
    the readings less what the inputs add to them. A point holds the six logs of :func:`moves.processes`, then logs of
    the numbers of the inputs.
    """

    def __init__(
        self, posterior: Posterior, pushes: Ages, blows: Ages, prior: tuple[float, float], random: np.random.Generator
    ) -> None:
        chains = posterior.chains
        self.names = (*STOCK, *(ACTS if pushes.row.size else ()), *(SHOCKS if blows.row.size else ()))
        self._prior, self._pushes, self._blows, self._random = prior, pushes, blows, random
        self._flat, self._words = chains.flat, random.integers(0, 2**64, 4, dtype=np.uint64)
        self._now, self._mixing, self._values = posterior.parameters, posterior.mixing, posterior.values.copy()
        others = {"impulse_half_life": IMPULSE_HALF_LIFE[0], "inflow": INFLOW, "shock": SHOCK, "pull_back": PULL_BACK}
        self._others = [name for name in self.names if name in others]
        self.point = np.append(
            moves.processes(chains.anchor, self._now), np.log([others[one] / 2 for one in self._others])
        )
        names = ("mean_variance", "wandering_variance", "half_life", "deviation_variance", "fading_half_life")
        anchor = chains.channels[chains.anchor]
        size, inputs = len(self.point), len(self._others)
        first = np.diag([0.0] * (size - inputs) + [0.3] * inputs)
        # How far to step at first: as the numbers varied while measuring.
        first[: size - inputs, : size - inputs] = _spread(posterior, (*names, f"fading_variance {anchor}"))
        self._walk = _Walk(self.point, first)
        self._links = {
            place: _Walk(
                moves.link_of(place, self._now),
                _spread(posterior, (f"loading {name}", f"fading_variance {name}"), f"intercept {name}"),
            )
            for place, name in enumerate(chains.channels)
            if place != chains.anchor
        }
        self._density = self._of(self.point, self._now)

    def sweep(self, warming: bool) -> None:
        """Move everything once."""
        for _ in range(MOVES):
            self._move_point(warming)
        for channel, walk in self._links.items():
            if self._random.random() < MOST_LINKS / len(self._links):
                self._move_link(channel, walk, warming)
        added = self._now.loading[self._flat.channel] * self._path(self.point)
        left = self._flat._replace(low=self._flat.low - added, high=self._flat.high - added)
        values, ones = self._values - added, np.ones(self._flat.noise.size)
        states = conditionals.draw_states(left, self._now, self._mixing, values, ones, self._words)
        now = draw_processes(left, self._now, self._mixing, values, states, self._words)
        self._now, self._mixing, values = conditionals.draw_all(left, now, self._mixing, values, states, self._words)
        self._values = values + added
        self.point[:6] = moves.processes(self._flat.anchor, self._now)
        self._density = self._of(self.point, self._now)

    def _move_point(self, warming: bool) -> None:
        to = self._walk.propose(self.point, self._random)
        now = moves.with_processes(self._flat.anchor, self._now, to[:6])
        density = self._of(to, now)
        accepted = math.log(self._random.random()) < density - self._density
        if accepted:
            self.point, self._now, self._density = to, now, density
        if warming:
            self._walk.learn(self.point, accepted)

    def _move_link(self, channel: int, walk: _Walk, warming: bool) -> None:
        at = moves.link_of(channel, self._now)
        to = walk.propose(at, self._random)
        now = moves.with_link(channel, self._now, to)
        density = self._of(self.point, now) if np.abs(to).max() < declared.LARGEST_LOG else -math.inf
        accepted = math.log(self._random.random()) < density - self._density
        if accepted:
            self._now, self._density = now, density
        if warming:
            walk.learn(to if accepted else at, accepted)

    def named(self, points: Floats) -> dict[str, Floats]:
        """From points (S, n) to parameters by name, (S,)."""
        found = {"half_life": np.exp(points[:, 2]), "floor": floor_of(np.exp(points[:, 0]), np.exp(points[:, 1]))}
        return found | {name: np.exp(points[:, 6 + place]) for place, name in enumerate(self._others)}

    def _path(self, point: Floats) -> Floats:
        """What the inputs add to capital at each reading, (M,)."""
        others = dict(zip(self._others, np.exp(point[6:]), strict=True))
        path = np.zeros(self._values.size)
        if "inflow" in others:
            path += others["inflow"] * self._pushes.fading(math.log(2.0) / others["impulse_half_life"], path.size)
        if "shock" in others:
            rate = math.log(2.0) / math.exp(point[2]) + others["pull_back"]
            path -= others["shock"] * self._blows.fading(rate, path.size)
        return path

    def _of(self, point: Floats, now: Parameters) -> float:
        """Log posterior density at a point and the other parameters, given scales and imputed readings."""
        if np.abs(point).max() > declared.LARGEST_LOG:
            return -math.inf
        found = (
            log_prior(now, self._flat.doubt)
            + _of_log_normal(point[2], self._prior)
            - _of_log_normal(point[2], OTHER_HALF_LIFE)
        )
        for name, log in zip(self._others, point[6:], strict=True):
            if name == "impulse_half_life":
                found += _of_log_normal(log, IMPULSE_HALF_LIFE)
            else:
                found += _of_half_normal(log, {"inflow": INFLOW, "shock": SHOCK, "pull_back": PULL_BACK}[name])
        left = self._values - now.loading[self._flat.channel] * self._path(point)
        return float(found + _likelihood(self._flat, now, self._mixing, left))


class _Walk:
    """A random walk that learns how far to step while warming up."""

    def __init__(self, at: Floats, covariance: Floats) -> None:
        self._mean, self._covariance, self._seen = at.copy(), covariance + 1e-4 * np.eye(len(at)), 0
        self._scale, self._root = 2.4 / math.sqrt(len(at)), np.linalg.cholesky(self._covariance)

    def propose(self, at: Floats, random: np.random.Generator) -> Floats:
        return np.asarray(at + self._scale * self._root @ random.standard_normal(len(at)))

    def learn(self, at: Floats, accepted: bool) -> None:
        self._seen += 1
        rate, apart = 1.0 / (self._seen + 50.0), at - self._mean
        self._mean = self._mean + rate * apart
        self._covariance = self._covariance + rate * (np.outer(apart, apart) - self._covariance)
        self._scale *= math.exp((0.7 if accepted else -0.3) * min(1.0, 3.0 / math.sqrt(self._seen)))
        self._root = np.linalg.cholesky(self._covariance + 1e-8 * np.eye(len(at)))


def _spread(posterior: Posterior, positive: Sequence[str], first: str = "") -> Floats:
    """How some parameters varied together while measuring, the positive ones as logarithms, (n, n)."""
    rows = [posterior.numbers[first].ravel()] if first else []
    return np.cov([*rows, *(np.log(posterior.numbers[name].ravel()) for name in positive)])


def _of_log_normal(log: float, prior: tuple[float, float]) -> float:
    """Log density of the logarithm of a log-normal number with this median and spread, up to a constant."""
    return -0.5 * float((log - math.log(prior[0])) / prior[1]) ** 2


def _of_half_normal(log: float, scale: float) -> float:
    """Log density of the logarithm of a half-normal number, up to a constant."""
    return -0.5 * float(math.exp(log) / scale) ** 2 + log


@njit(cache=True, nogil=True, error_model="numpy")
def _likelihood(flat: Flat, now: Parameters, mixing: Mixing, values: Floats) -> float:
    work, total = moves.room(flat), 0.0
    for chain in range(flat.state.size):
        total += moves.density(chain, flat, now, mixing, values, work)
    return total
