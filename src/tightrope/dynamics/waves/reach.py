"""How far a push went: how many states and which domains it reached, and in which order; with the prior beside it.

For one power and date, dyad by dyad (state s, domain d), in standard deviations of a year's change::

    delta_sd = 0 with probability 1 - pi_d, else half-normal(2),       pi_d ~ uniform(0, 1)
    onset_sd = date + lag_d + noise_sd >= date,                        lag_d in 0, 1, ... 4 years, each alike
    noise_sd = -1, 0, 1 years with probability 1/4, 1/2, 1/4

Given an onset the likelihood ratio of delta is known in closed form (:mod:`tightrope.dynamics.waves.shocks`), so delta
is integrated out and lag_d and pi_d are enumerated: the draws are independent, and exact but for the grid of pi_d.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import log_ndtr, logsumexp  # type: ignore[import-untyped]

from tightrope.measures.chains import Flags
from tightrope.measures.kalman import Floats, Ints

#: Scale of a push where there is one, in standard deviations of a year's change.
SLAB_SD = 2.0
#: Largest lag of a domain, and years after the date at which a dyad's push may begin.
LARGEST_LAG = 4
ONSETS = np.arange(LARGEST_LAG + 2, dtype=np.float64)
#: The domains from the shallow to the deep: each is a rung, counted from 1.
LADDER = ("culture", "politics", "economy", "security")
#: A domain is reached if at least this part of the states is.
PART_OF_STATES = 0.5
#: A rung counts as reached beyond doubt from this probability on.
SURE = 0.8
#: How many values of pi_d are enumerated.
_GRID = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Draws of how far a push went; S draws.

    Attributes:
        reached: whether delta > 0, by domain, (S, states).
        lag: years from the date to the domain's onset, by domain, (S,).
    """

    reached: Mapping[str, Flags]
    lag: Mapping[str, Ints]

    def breadth(self) -> Floats:
        """Return the part of the states that are reached in any domain, (S,)."""
        return np.asarray(np.any(list(self.reached.values()), axis=0).mean(axis=1))

    def rung(self, domain: str) -> Flags:
        """Return whether a domain is reached, in at least half of the states, (S,)."""
        return np.asarray(self.reached[domain].mean(axis=1) >= PART_OF_STATES)

    def depth(self) -> Floats:
        """Return the highest rung reached, 0 for none, (S,)."""
        rungs = [(LADDER.index(name) + 1) * self.rung(name) for name in self.reached]
        return np.asarray(np.max(rungs, axis=0), dtype=np.float64)

    def sure_depth(self) -> int:
        """Return the highest rung whose probability is above 0.8; 0 for none."""
        return max((LADDER.index(name) + 1 for name in self.reached if self.rung(name).mean() > SURE), default=0)

    def order(self) -> Floats:
        """Return Kendall's tau-a of lags and ladder, (S,): 1 if the shallow domains came first; of two domains or more.

        Two domains with one lag count as neither.
        """
        names = [name for name in LADDER if name in self.lag]
        pairs = [
            np.sign(self.lag[deep] - self.lag[shallow]) for place, deep in enumerate(names) for shallow in names[:place]
        ]
        return np.asarray(np.mean(pairs, axis=0))


def log_ratio(score: Floats, information: Floats) -> Floats:
    """Return the log likelihood ratio of a push to none, its half-normal size integrated out; any shape."""
    variance = 1.0 / (information + SLAB_SD**-2)
    root = np.sqrt(variance)
    return np.asarray(math.log(2.0) + np.log(root / SLAB_SD) + 0.5 * variance * score**2 + log_ndtr(score * root))


def onset_given_lag() -> Floats:
    """Return the probability of each onset (columns) for each lag (rows), those before the date left out."""
    lags = np.arange(LARGEST_LAG + 1)
    apart = np.abs(ONSETS - lags[:, None])
    table = np.where(apart == 0, 0.5, np.where(apart == 1, 0.25, 0.0))
    return np.asarray(table / table.sum(axis=1, keepdims=True))


def draw_reach(
    score: Mapping[str, Floats], information: Mapping[str, Floats], random: np.random.Generator, draws: int
) -> Reach:
    """Draw from the posterior.

    Args:
        score: of a push with onset so many years after the date as :data:`ONSETS` says, by domain, (states, 6); 0 for a
            state without readings, as its information, so that its prior stands.
        information: likewise.
        random: where the draws come from.
        draws: how many, S.
    """
    reached: dict[str, Flags] = {}
    lag: dict[str, Ints] = {}
    for name in score:
        reached[name], lag[name] = _domain(log_ratio(score[name], information[name]), random, draws)
    return Reach(reached=reached, lag=lag)


def _domain(ratio: Floats, random: np.random.Generator, draws: int) -> tuple[Flags, Ints]:
    """One domain, from the log likelihood ratios of each state and onset, (states, 6)."""
    part = (np.arange(_GRID) + 0.5) / _GRID
    with np.errstate(divide="ignore"):
        given = logsumexp(ratio[None] + np.log(onset_given_lag())[:, None], axis=2)  # (lags, states)
    pushed = np.log(part)[None, :, None] + given[:, None]
    left = np.log1p(-part)[None, :, None]
    joint = np.logaddexp(pushed, left).sum(axis=2)  # (lags, parts)
    weight = np.exp(joint - joint.max()).reshape(-1)
    cells = random.choice(weight.size, size=draws, p=weight / weight.sum())
    lags, parts = np.divmod(cells, _GRID)
    chance = 1.0 / (1.0 + np.exp(left[0][parts] - pushed[lags, parts]))
    return random.random(chance.shape) < chance, lags


def by_state(found: Sequence[tuple[str, Floats]], states: Sequence[str], width: int) -> npt.NDArray[np.float64]:
    """Arrange numbers of some states as rows of all, (states, width), 0 for the others."""
    table = np.zeros((len(states), width))
    for state, numbers in found:
        table[states.index(state)] = numbers
    return table
