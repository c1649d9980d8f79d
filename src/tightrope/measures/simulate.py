"""Domains whose truth is known: the same readings, at the same times, drawn anew from the model."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tightrope.measures import declared
from tightrope.measures.chains import Chains
from tightrope.measures.factor import offsets, system
from tightrope.measures.gibbs import capital_of
from tightrope.measures.kalman import Floats
from tightrope.measures.parameters import Mixing, Parameters


@dataclass(frozen=True, slots=True)
class Simulated:
    """Simulated readings and what they came from.

    Attributes:
        chains: the readings.
        values: what was read before intervals hid it, (M,).
        mixing: scales of the noise.
        states: of all chains, (N, D).
        capital: true x at the times asked for, (J, T).
    """

    chains: Chains
    values: Floats
    mixing: Mixing
    states: Floats
    capital: Floats


def simulate(chains: Chains, parameters: Parameters, random: np.random.Generator, cuts: Floats) -> Simulated:
    """Draw every reading anew.

    Args:
        chains: who is read when; which readings are intervals.
        parameters: the truth.
        random: where the draws come from.
        cuts: bounds of the intervals that readings which are no points are put into, ascending, finite.
    """
    half = declared.DEGREES_OF_FREEDOM / 2
    steps = random.gamma(half, 1 / half, chains.chain.size)
    mixing = Mixing(
        readings=random.gamma(half, 1 / half, chains.node.size), steps=np.where(chains.gap > 0.0, steps, 1.0)
    )
    made = system(chains, parameters, mixing)
    states = np.sqrt(made.noise) * random.standard_normal(made.noise.shape)
    for node in np.flatnonzero(chains.gap > 0.0):
        states[node] += made.decay[node] * states[node - 1]
    values = (made.design * states[chains.node]).sum(axis=1) + offsets(chains, parameters)
    values += np.sqrt(made.variance) * random.standard_normal(values.size)
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    below = np.searchsorted(cuts, values)
    low = np.where(chains.points, values, edges[below])
    high = np.where(chains.points, values, edges[below + 1])
    told = replace(chains, low=low, high=high)
    return Simulated(told, values, mixing, states, capital_of(chains, parameters, states))
