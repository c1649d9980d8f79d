"""Draws from the posterior of the measurement model of one domain.

Each sweep moves the numbers of the processes, and in turn the link of a channel, with all states integrated out
(adaptive Metropolis on the Kalman filter's likelihood), then draws all states at once, then everything that is
conjugate given them. What shares a scale with the states is drawn given the levels ``w`` and not the deviations ``u``,
without which the chain would hardly move (Papaspiliopoulos, Roberts & Skold 2007, *Statistical Science* 22).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tightrope.measures import conditionals, moves
from tightrope.measures.chains import MEAN, WANDERING, Chains
from tightrope.measures.factor import told
from tightrope.measures.kalman import Floats
from tightrope.measures.parameters import Mixing, Parameters, begin, normal_mixing


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


class Sampler:
    """A Markov chain over everything that is not known in one domain.

    Every step is compiled and lets other threads run meanwhile.
    """

    def __init__(self, chains: Chains, random: np.random.Generator, start: Parameters | None = None) -> None:
        self.chains = chains
        self.parameters = begin(chains) if start is None else start
        self.mixing = normal_mixing(chains)
        low, high = chains.low, chains.high
        inside = np.where(np.isfinite(low), np.where(np.isfinite(high), (low + high) / 2, low + 0.5), high - 0.5)
        self.values = np.where(chains.points, low, inside)
        self.warming = True
        self._walks = moves.kinds_of_moves(chains)
        self._words = random.integers(0, 2**64, 4, dtype=np.uint64)

    def sweep(self) -> Draw:
        """Move everything once."""
        self._move()
        states = self._states(np.ones(len(self.chains.channels)))
        draw = Draw(self.chains, self.parameters, self.mixing, self.values, states)
        self._hidden(states)
        self._scales(states)
        self._noise(states)
        self._levels(states)
        self._means(states)
        self._exchange()
        self._slide()
        return draw

    def reweighed(self, weights: Floats) -> Floats:
        """Draw capital at the times asked for if channels count by weights with mean 1, (C,), and not equally, (J, T).

        Parameters and scales stay as the equal weights left them: a weight says how far to trust a channel, which is no
        finding about the data.
        """
        return capital_of(self.chains, self.parameters, self._states(1.0 / weights))

    def _move(self) -> None:
        flat = self.chains.flat
        self.parameters, densities = moves.move_all(
            flat, self.parameters, self.mixing, self.values, self._walks, self.warming, self._words
        )
        self.values = moves.shift(flat, self.parameters, self.mixing, self.values, densities, self._words)

    def _states(self, factors: Floats) -> Floats:
        return np.asarray(
            conditionals.draw_states(self.chains.flat, self.parameters, self.mixing, self.values, factors, self._words)
        )

    def _hidden(self, states: Floats) -> None:
        flat, now = self.chains.flat, self.parameters
        expected = told(flat, now, states)
        self.values = conditionals.draw_hidden(flat, now, self.mixing, self.values, expected, self._words)

    def _scales(self, states: Floats) -> None:
        flat, now = self.chains.flat, self.parameters
        expected = told(flat, now, states)
        self.mixing = conditionals.draw_scales(flat, now, self.values, expected, states, self._words)

    def _noise(self, states: Floats) -> None:
        flat, now = self.chains.flat, self.parameters
        expected = told(flat, now, states)
        noise = conditionals.draw_noise(flat, self.mixing, self.values, expected, self._words)
        self.parameters = now._replace(noise=noise)

    def _levels(self, states: Floats) -> None:
        now = self.parameters
        found = conditionals.draw_levels(self.chains.flat, now, states, self._words)
        self.parameters = now._replace(
            intercept=found[0],
            state_level=found[1],
            holder_level=found[2],
            level_variance=found[3],
            holder_variance=found[4],
        )

    def _means(self, states: Floats) -> None:
        means = conditionals.draw_means(self.chains.flat, self.parameters, states, self._words)
        self.parameters = self.parameters._replace(holder_mean=means)

    def _exchange(self) -> None:
        means, levels = conditionals.exchange(self.parameters, self._words)
        self.parameters = self.parameters._replace(holder_mean=means, holder_level=levels)

    def _slide(self) -> None:
        self.values, levels = conditionals.slide(self.chains.flat, self.parameters, self.values, self._words)
        self.parameters = self.parameters._replace(holder_level=levels)
