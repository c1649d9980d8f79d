"""Moves of the sampler: which parameters move together, and how far."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from tightrope.measures import declared
from tightrope.measures.chains import Chains
from tightrope.measures.factor import Parameters, link_of, processes, with_link, with_processes
from tightrope.measures.kalman import Floats, Ints

#: How many numbers the processes, and the link of a channel, have.
PROCESSES, LINK = 6, 3


class Walk:
    """Random-walk Metropolis that learns its covariance while warming up (Haario, Saksman & Tamminen 2001)."""

    def __init__(self, steps: Floats) -> None:
        self._mean, self._square = np.zeros(steps.size), np.diag(steps**2)
        self._root: Floats = np.diag(steps)
        self._seen, self._scale = 0, 2.4 / math.sqrt(steps.size)

    def propose(self, at: Floats, random: np.random.Generator) -> Floats:
        """Where to go from here."""
        return np.asarray(at + self._scale * (self._root @ random.standard_normal(at.size)))

    def learn(self, at: Floats, accepted: bool) -> None:
        """Take in where the chain stands after a proposal; only while warming up, so that its law stays fixed."""
        self._seen += 1
        rate = 1.0 / (self._seen + 20.0)
        self._mean += (at - self._mean) * (1.0 if self._seen == 1 else rate)
        apart = at - self._mean
        self._square += rate * (np.outer(apart, apart) - self._square)
        self._root = np.asarray(np.linalg.cholesky(self._square + 1e-8 * np.eye(at.size)), dtype=np.float64)
        self._scale *= math.exp((float(accepted) - 0.3) * min(1.0, 3.0 / math.sqrt(self._seen)))


@dataclass(frozen=True, slots=True)
class Move:
    """Parameters that move together.

    Attributes:
        read: gives them as a vector.
        write: puts a vector back.
        walk: how they walk.
        chains: which chains they bear on.
    """

    read: Callable[[Parameters], Floats]
    write: Callable[[Parameters, Floats], Parameters]
    walk: Walk
    chains: Ints


def _biases(parameters: Parameters) -> Floats:
    return parameters.bias


def _with_biases(parameters: Parameters, biases: Floats) -> Parameters:
    return replace(parameters, bias=biases)


def kinds_of_moves(chains: Chains) -> list[Move]:
    """The processes, which all else hangs on, the link of each channel, the biases, and the processes once more.

    Each link moves by itself and in every sweep: few numbers together find their way, and soon know how far to step.
    """
    every, anchor = np.arange(chains.state.size), chains.anchor
    read, write = partial(processes, anchor), partial(with_processes, anchor)
    process = Move(read, write, Walk(np.full(PROCESSES, 0.3)), every)
    moves = [process]
    for one in range(len(chains.channels)):
        if one != anchor:
            mine = np.flatnonzero(chains.slot[:, one] >= 0)
            moves.append(Move(partial(link_of, one), partial(with_link, one), Walk(np.full(LINK, 0.2)), mine))
    if chains.sources:
        moves.append(Move(_biases, _with_biases, Walk(np.full(len(chains.sources), declared.BIAS_SD)), every))
    return [*moves, process]
