"""Draws from the posterior of the measurement model of one domain.

Each sweep moves the numbers of the processes and the link of every channel with all states integrated out
(adaptive Metropolis on the Kalman filter's likelihood), then draws all states at once, then everything that is
conjugate given them. What shares a scale with the states is drawn given the levels ``w`` and not the deviations ``u``,
without which the chain would hardly move (Papaspiliopoulos, Roberts & Skold 2007, *Statistical Science* 22).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from tightrope.measures import conditionals, moves
from tightrope.measures.chains import MEAN, WANDERING, Chains, Flat
from tightrope.measures.kalman import Floats
from tightrope.measures.parameters import Mixing, Parameters, begin, normal_mixing
from tightrope.measures.random import Words


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

    @property
    def mean(self) -> Floats:
        """What the capital of each dyad wanders around, (J,)."""
        own = self.states[self.chains.grid[:, 0], MEAN]
        return np.asarray(self.parameters.holder_mean[self.chains.holder] + own)

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
    return np.asarray(parameters.holder_mean[chains.holder][:, None] + around_holder(chains, states))


def around_holder(chains: Chains, states: Floats) -> Floats:
    """X - mu at the times asked for, (J, T), of states (N, D)."""
    mine = states[chains.grid]
    return np.asarray(mine[:, :, MEAN] + mine[:, :, WANDERING])


class Sampler:
    """A Markov chain over everything that is not known in one domain.

    A sweep is two calls of compiled code, which lets other threads run meanwhile.
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
        self.parameters, self.values, states = _move(
            self.chains.flat, self.parameters, self.mixing, self.values, self._walks, self.warming, self._words
        )
        draw = Draw(self.chains, self.parameters, self.mixing, self.values, states)
        self._draw_rest(states)
        return draw

    def _draw_rest(self, states: Floats) -> None:
        self.parameters, self.mixing, self.values = conditionals.draw_all(
            self.chains.flat, self.parameters, self.mixing, self.values, states, self._words
        )

    def reweighed(self, weights: Floats) -> Floats:
        """Draw capital at the times asked for if channels count by weights with mean 1, (C,), and not equally, (J, T).

        Parameters and scales stay as the equal weights left them: a weight says how far to trust a channel, which is no
        finding about the data.
        """
        return capital_of(self.chains, self.parameters, self.states(1.0 / weights))

    def states(self, factors: Floats) -> Floats:
        """Draw the states of all chains, (N, D), with factors on the variances of the channels' deviations, (C,)."""
        flat, now = self.chains.flat, self.parameters
        drawn = conditionals.draw_states(flat, now, self.mixing, self.values, factors, self._words)
        return np.asarray(drawn)


@njit(cache=True, nogil=True, error_model="numpy")
def _move(
    flat: Flat, now: Parameters, mixing: Mixing, values: Floats, walks: moves.Walks, warming: bool, words: Words
) -> tuple[Parameters, Floats, Floats]:
    """Move parameters and imputed readings (M,) with the states integrated out, and draw the states (N, D)."""
    now, densities = moves.move_all(flat, now, mixing, values, walks, warming, words)
    values = moves.shift(flat, now, mixing, values, densities, words)
    return now, values, conditionals.draw_states(flat, now, mixing, values, np.ones(flat.noise.size), words)
