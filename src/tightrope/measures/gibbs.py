"""Draws from the posterior of the measurement model of one domain.

Each sweep moves the numbers of the processes, and in turn the link of a channel, with all states integrated out
(adaptive Metropolis on the Kalman filter's likelihood), then draws all states at once, then everything that is
conjugate given them. What shares a scale with the states is drawn given the levels ``w`` and not the deviations ``u``,
without which the chain would hardly move (Papaspiliopoulos, Roberts & Skold 2007, *Statistical Science* 22).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from tightrope.measures import declared, kalman
from tightrope.measures.chains import MEAN, WANDERING, Chains
from tightrope.measures.conditionals import draw_intercept, draw_variance, normal_between
from tightrope.measures.factor import (
    Mixing,
    Parameters,
    begin,
    free_levels,
    known_noise,
    log_prior,
    normal_mixing,
    offsets,
    remaining,
    system,
)
from tightrope.measures.kalman import Floats, Ints
from tightrope.measures.moves import Move, kinds_of_moves


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw from the posterior.

    Attributes:
        chains: the readings.
        parameters: the parameters.
        mixing: scales of the noise.
        values: the readings, intervals imputed, (M,).
        states: of all chains, (N, D).
    """

    chains: Chains
    parameters: Parameters
    mixing: Mixing
    values: Floats
    states: Floats

    @property
    def capital(self) -> Floats:
        """Capital x at the times asked for, (J, T)."""
        return capital_of(self.chains, self.parameters, self.states)

    def level(self, channel: int) -> Floats:
        """W of one channel at the times asked for, uncentred, (J, T); nan for a dyad without a reading there."""
        chains, now = self.chains, self.parameters
        mine = np.flatnonzero(chains.slot[:, channel] >= 0)
        nodes, slot = chains.grid[mine], chains.slot[mine, channel][:, None]
        found = np.full(chains.grid.shape, np.nan)
        found[mine] = (
            self.states[nodes, slot] + self.states[nodes, slot + 1] + now.loading[channel] * self.capital[mine]
        )
        found[mine] += now.state_level[channel, chains.state[mine]][:, None]
        found[mine] += now.holder_level[channel, chains.holder[mine]][:, None]
        return np.asarray(found + now.intercept[channel] + chains.centre[channel])


def capital_of(chains: Chains, parameters: Parameters, states: Floats) -> Floats:
    """Capital x at the times asked for, (J, T), of states (N, D)."""
    mine = states[chains.grid]
    return np.asarray(parameters.holder_mean[chains.holder][:, None] + mine[:, :, MEAN] + mine[:, :, WANDERING])


@dataclass(frozen=True, slots=True)
class _Told:
    """What dyads tell of the levels of groups.

    Attributes:
        left: their own levels, (n,).
        group: of each, (n,).
        groups: how many there are.
        variance: prior variance of the levels.
    """

    left: Floats
    group: Ints
    groups: int
    variance: float


class Sampler:
    """A Markov chain over everything that is not known in one domain."""

    def __init__(self, chains: Chains, random: np.random.Generator, start: Parameters | None = None) -> None:
        self.chains, self.random = chains, random
        self.parameters = begin(chains) if start is None else start
        self.mixing = normal_mixing(chains)
        low, high = chains.low, chains.high
        inside = np.where(np.isfinite(low), np.where(np.isfinite(high), (low + high) / 2, low + 0.5), high - 0.5)
        self.values = np.where(chains.points, low, inside)
        self._all = np.arange(chains.state.size)
        self._density, self._prior = np.zeros(chains.state.size), 0.0
        self._moves = kinds_of_moves(chains)
        self._intervals = np.flatnonzero(~chains.points)
        seen = set(chains.channel[chains.points].tolist())
        self._hidden = [channel for channel in range(len(chains.channels)) if channel not in seen]
        self.warming = True

    def sweep(self) -> Draw:
        """Move everything once."""
        self._density = self._likelihood(self.parameters, self._all)
        self._prior = log_prior(self.parameters)
        for move in self._moves:
            self._try(move)
        self._shift()
        states = self._states()
        draw = Draw(self.chains, self.parameters, self.mixing, self.values, states)
        self._impute(states)
        self._scales(states)
        self._noise(states)
        self._levels(states)
        self._means(states)
        self._exchange()
        self._slide()
        return draw

    def _likelihood(self, parameters: Parameters, chains: Ints) -> Floats:
        """Log likelihood of some chains with all states integrated out."""
        made = system(self.chains, parameters, self.mixing)
        values = self.values - offsets(self.chains, parameters)
        return np.asarray(kalman.log_likelihood(self.chains.layout, made, values, chains))

    def _try(self, move: Move) -> None:
        """Propose to move some parameters, with all states integrated out."""
        at = move.read(self.parameters)
        to = move.walk.propose(at, self.random)
        gain = -math.inf
        if np.abs(to).max() < declared.LARGEST_LOG:
            moved = move.write(self.parameters, to)
            density = self._likelihood(moved, move.chains)
            prior = log_prior(moved)
            gain = float((density - self._density[move.chains]).sum()) + prior - self._prior
        accepted = math.log(self.random.random()) < gain
        if self.warming:
            move.walk.learn(to if accepted else at, accepted)
        if accepted:
            self.parameters, self._prior = moved, prior
            self._density[move.chains] = density

    def _shift(self) -> None:
        """Propose to shift all imputed readings of a chain together, with all states integrated out.

        One by one they hardly move where several intervals in a row say the same. Chains are independent here, so each
        accepts or refuses for itself.
        """
        chains, random = self.chains, self.random
        if not self._intervals.size:
            return
        shift = random.standard_normal(chains.state.size) * random.choice(declared.SHIFTS)
        mine = chains.chain[chains.node[self._intervals]]
        values = self.values.copy()
        values[self._intervals] += shift[mine]
        inside = (values >= chains.low) & (values <= chains.high) | chains.points
        refused = np.bincount(chains.chain[chains.node], ~inside, chains.state.size) > 0
        before, self.values = self.values, values
        density = self._likelihood(self.parameters, self._all)
        refused |= np.log(random.random(refused.size)) >= density - self._density
        self.values = np.where(refused[chains.chain[chains.node]], before, values)
        self._density = np.where(refused, self._density, density)

    def _states(self, weights: Floats | None = None) -> Floats:
        """Draw the states of all chains, (N, D)."""
        made = system(self.chains, self.parameters, self.mixing, weights)
        values = self.values - offsets(self.chains, self.parameters)
        steps, errors = self.random.standard_normal(made.noise.shape), self.random.standard_normal(values.size)
        return np.asarray(kalman.simulate(self.chains.layout, made, values, steps, errors))

    def reweighed(self, weights: Floats) -> Floats:
        """Draw capital at the times asked for if channels count by weights with mean 1, (C,), and not equally, (J, T).

        Parameters and scales stay as the equal weights left them: a weight says how far to trust a channel, which is no
        finding about the data.
        """
        return capital_of(self.chains, self.parameters, self._states(weights))

    def _told(self, states: Floats) -> Floats:
        """What the states say of each reading: l (x - mu) + d + u, (M,)."""
        chains = self.chains
        mine = states[chains.node]
        loading = self.parameters.loading[chains.channel]
        slot = chains.slot[chains.chain[chains.node], chains.channel]
        rows = np.arange(slot.size)
        return np.asarray(loading * (mine[:, MEAN] + mine[:, WANDERING]) + mine[rows, slot] + mine[rows, slot + 1])

    def _impute(self, states: Floats) -> None:
        """Draw the figures that are known as intervals."""
        mine = self._intervals
        if not mine.size:
            return
        chains = self.chains
        expected = (self._told(states) + offsets(chains, self.parameters))[mine]
        variance = self.parameters.noise[chains.channel[mine]] * chains.grade[mine] / self.mixing.readings[mine]
        sd = np.sqrt(variance)
        drawn = normal_between(
            (chains.low[mine] - expected) / sd, (chains.high[mine] - expected) / sd, self.random.random(mine.size)
        )
        self.values = self.values.copy()
        self.values[mine] = expected + sd * drawn

    def _scales(self, states: Floats) -> None:
        """Draw the scales that make readings and steps Student-t."""
        chains, now, half = self.chains, self.parameters, declared.DEGREES_OF_FREEDOM / 2
        error = self.values - offsets(chains, now) - self._told(states)
        far = error**2 / (now.noise[chains.channel] * chains.grade)
        readings = self.random.gamma(half + 0.5, size=far.size) / (half + far / 2)
        kept = remaining(chains.gap, now.half_life)
        later = chains.gap > 0.0
        wandering = states[:, WANDERING]
        step = wandering - kept * np.concatenate([[0.0], wandering[:-1]])
        variance = now.wandering_variance * np.where(later, 1.0 - kept**2, 1.0)
        drawn = self.random.gamma(half + 0.5, size=step.size) / (half + step**2 / variance / 2)
        self.mixing = Mixing(readings=readings, steps=np.where(later, drawn, 1.0))

    def _noise(self, states: Floats) -> None:
        """Draw the noise of each channel."""
        chains, now = self.chains, self.parameters
        error = self.values - offsets(chains, now) - self._told(states)
        count = len(chains.channels)
        shape = declared.VARIANCE_SHAPE + np.bincount(chains.channel, minlength=count) / 2
        far = np.bincount(chains.channel, self.mixing.readings / chains.grade * error**2, count)
        drawn = ((declared.VARIANCE_SHAPE - 1) * chains.noise**2 + far / 2) / self.random.gamma(shape)
        self.parameters = replace(now, noise=np.where(known_noise(chains), chains.noise**2, drawn))

    def _levels(self, states: Floats) -> None:
        """Draw intercepts and levels of states and holders, given the levels a + v + k + d of the dyads."""
        chains, now, random = self.chains, self.parameters, self.random
        intercept, of_states, of_holders = now.intercept.copy(), now.state_level.copy(), now.holder_level.copy()
        free = free_levels(chains)
        for channel in range(len(chains.channels)):
            mine = np.flatnonzero(chains.slot[:, channel] >= 0)
            state, holder = chains.state[mine], chains.holder[mine]
            left = states[chains.layout.nodes[mine], chains.slot[mine, channel]] + intercept[channel]
            left += of_states[channel, state] + of_holders[channel, holder]
            told = _Told(left - of_states[channel, state], holder, len(chains.holders), now.holder_variance)
            intercept[channel], of_holders[channel] = self._level(told, channel)
            if free[channel]:
                told = _Told(left - of_holders[channel, holder], state, len(chains.states), now.level_variance)
                intercept[channel], of_states[channel] = self._level(told, channel)
        self.parameters = replace(
            now,
            intercept=intercept,
            state_level=of_states,
            holder_level=of_holders,
            level_variance=draw_variance(of_states[free], declared.LEVEL_SD, random),
            holder_variance=draw_variance(of_holders, declared.HOLDER_LEVEL_SD, random),
        )

    def _level(self, told: _Told, channel: int) -> tuple[float, Floats]:
        """Draw the intercept of a channel, with the levels of groups integrated out, and then these levels."""
        random = self.random
        weight = np.bincount(told.group, minlength=told.groups) / self.parameters.deviation_variance
        pull = np.bincount(told.group, told.left, told.groups) / self.parameters.deviation_variance
        intercept = 0.0 if channel == self.chains.anchor else draw_intercept(weight, pull, told.variance, random)
        precision = weight + 1.0 / told.variance
        mean = (pull - weight * intercept) / precision
        return intercept, np.asarray(mean + random.standard_normal(told.groups) / np.sqrt(precision))

    def _means(self, states: Floats) -> None:
        """Draw the holders' means, given the dyads' means."""
        chains, now = self.chains, self.parameters
        count = len(chains.holders)
        mean = states[chains.layout.nodes[:-1], MEAN] + now.holder_mean[chains.holder]
        precision = np.bincount(chains.holder, minlength=count) / now.mean_variance + declared.HOLDER_SD**-2
        centre = np.bincount(chains.holder, mean, count) / now.mean_variance / precision
        drawn = centre + self.random.standard_normal(count) / np.sqrt(precision)
        self.parameters = replace(now, holder_mean=drawn)

    def _exchange(self) -> None:
        """Move a holder's mean against its levels in all channels, which no reading can tell apart."""
        now = self.parameters
        precision = declared.HOLDER_SD**-2 + (now.loading**2).sum() / now.holder_variance
        pull = (now.loading[:, None] * now.holder_level).sum(axis=0) / now.holder_variance
        pull -= now.holder_mean / declared.HOLDER_SD**2
        shift = pull / precision + self.random.standard_normal(pull.size) / math.sqrt(precision)
        self.parameters = replace(
            now, holder_mean=now.holder_mean + shift, holder_level=now.holder_level - now.loading[:, None] * shift
        )

    def _slide(self) -> None:
        """Move a holder's level in a channel of intervals, and all its imputed readings there, which fits them alike.

        Where a holder has no tie with any state, nothing else moves its readings further down than a little at a time.
        """
        chains, now = self.chains, self.parameters
        sd, levels = math.sqrt(now.holder_variance), now.holder_level.copy()
        for channel in self._hidden:
            mine = np.flatnonzero(chains.channel == channel)
            holder = chains.holder[chains.chain[chains.node[mine]]]
            count = len(chains.holders)
            down, up = np.full(count, -np.inf), np.full(count, np.inf)
            np.maximum.at(down, holder, chains.low[mine] - self.values[mine])
            np.minimum.at(up, holder, chains.high[mine] - self.values[mine])
            known = np.isin(np.arange(count), holder)
            before = levels[channel, known]
            low, high = (before + down[known]) / sd, (before + up[known]) / sd
            levels[channel, known] = sd * normal_between(low, high, self.random.random(before.size))
            self.values = self.values.copy()
            self.values[mine] += (levels[channel] - now.holder_level[channel])[holder]
        self.parameters = replace(now, holder_level=levels)
