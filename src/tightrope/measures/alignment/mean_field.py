"""A start for the samplers, and the quick variant: the published procedure with every draw replaced by its mean.

It begins with the first principal component of all votes, one position per state for all time. After some sixty steps
it stands near the means of the published sampler; it gives no intervals, for its variances would be far too small.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from tightrope.measures.alignment.ballots import Ballots, Side
from tightrope.measures.alignment.compatible import LARGEST_CUT, LARGEST_POSITION, looks_to
from tightrope.measures.alignment.probit import log_between, log_cdf
from tightrope.records import CheckError

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

#: Steps of the quick variant, and those that a sampler starts from.
QUICK_STEPS, START_STEPS = 80, 60
_LARGEST_STEP, _NARROWEST = 0.7, 1e-3
_POWER_STEPS = 12
#: Votes that a state with few is reckoned to have more in the first component, so that it does not dominate it.
_EXTRA_VOTES = 50


@dataclass(frozen=True, slots=True)
class Start:
    """Where a chain begins.

    Attributes:
        theta: standardised position of each cell, (M,).
        mean: the same before it was cut and standardised, (M,).
        cuts: β, γ1, γ2 of each item, (J, 3).
    """

    theta: Floats
    mean: Floats
    cuts: Floats


@njit(cache=True, nogil=True)
def _newton_cuts(b: float, low: float, high: float, theta: Floats, side: Side, item: int) -> tuple[float, float]:
    """Cut points after one damped Newton step of the likelihood."""
    g1 = g2 = h12 = 0.0
    h11 = h22 = 1e-6
    cells = side.other
    for vote in range(side.start[item], side.abstain[item]):
        _, m, c = log_cdf(low - b * theta[cells[vote]])
        g1 += m
        h11 += c
    for vote in range(side.abstain[item], side.no[item]):
        u, v = low - b * theta[cells[vote]], high - b * theta[cells[vote]]
        _, pu, pv = log_between(u, v)
        g1 -= pu
        g2 += pv
        h11 += pu * (pu - u)
        h22 += pv * (pv + v)
        h12 -= pu * pv
    for vote in range(side.no[item], side.start[item + 1]):
        _, m, c = log_cdf(b * theta[cells[vote]] - high)
        g2 -= m
        h22 += c
    det = h11 * h22 - h12 * h12
    if det < 1e-9:
        return low, high
    d1 = min(max((h22 * g1 - h12 * g2) / det, -_LARGEST_STEP), _LARGEST_STEP)
    d2 = min(max((h11 * g2 - h12 * g1) / det, -_LARGEST_STEP), _LARGEST_STEP)
    while low + d1 >= high + d2 - _NARROWEST and abs(d1) + abs(d2) > 1e-6:
        d1, d2 = 0.5 * d1, 0.5 * d2
    if low + d1 >= high + d2:
        return low, high
    return min(max(low + d1, -LARGEST_CUT), LARGEST_CUT - 0.01), min(max(high + d2, -LARGEST_CUT + 0.01), LARGEST_CUT)


@njit(cache=True, nogil=True)
def _step_items(cuts: Floats, theta: Floats, side: Side, weighted: Floats, squared: Floats) -> None:
    """Cut points by a Newton step, utilities and β by their means; add Σβz and Σβ² to each cell."""
    z = np.empty(int(np.diff(side.start).max()))
    for item in range(cuts.shape[0]):
        b = cuts[item, 0]
        low, high = _newton_cuts(b, cuts[item, 1], cuts[item, 2], theta, side, item)
        begin, end = side.start[item], side.start[item + 1]
        cross = square = 0.0
        for vote in range(begin, end):
            t = theta[side.other[vote]]
            mean = b * t
            if vote < side.abstain[item]:
                utility = mean - log_cdf(low - mean)[1]
            elif vote < side.no[item]:
                _, pu, pv = log_between(low - mean, high - mean)
                utility = mean + pu - pv
            else:
                utility = mean + log_cdf(mean - high)[1]
            z[vote - begin] = utility
            cross += t * utility
            square += t * t
        b = cross / (square + 1.0)
        for vote in range(begin, end):
            weighted[side.other[vote]] += b * z[vote - begin]
            squared[side.other[vote]] += b * b
        cuts[item, 0], cuts[item, 1], cuts[item, 2] = b, low, high


@njit(cache=True, nogil=True)
def _step_cells(theta: Floats, mean: Floats, before: Ints, variance: Floats, weighted: Floats, squared: Floats) -> None:
    """Positions by their means given the mean that each looks to, cut and standardised."""
    lag = mean[before]
    for cell in range(theta.size):
        mean[cell] = (weighted[cell] + lag[cell] / variance[cell]) / (squared[cell] + 1.0 / variance[cell])
        theta[cell] = min(max(mean[cell], -LARGEST_POSITION), LARGEST_POSITION)
    centre = theta.mean()
    spread = math.sqrt(((theta - centre) ** 2).sum() / (theta.size - 1))
    theta[:] = (theta - centre) / (spread if spread > 0.0 else 1.0)
    weighted[:] = 0.0
    squared[:] = 0.0


def begin(ballots: Ballots, anchor: str) -> Start:
    """Start from the first principal component of the votes, with the anchor's position positive.

    Raises:
        CheckError: the component is empty: no two states differ in it.
    """
    layout, side = ballots.layout, ballots.layout.by_item
    position = first_component(ballots)
    if not position.any():
        raise CheckError("the votes do not tell the states apart: each text splits them alike")
    position *= math.copysign(1.0, position[ballots.states.index(anchor)])
    theta = standardised(position[layout.state])
    votes = np.diff(side.start)
    low = -1 + 2 * (side.abstain - side.start[:-1]) / votes
    high = np.maximum(-1 + 2 * (side.no - side.start[:-1]) / votes, low + 0.05)
    return Start(theta, theta.copy(), np.stack([np.zeros(votes.size), low, high], axis=1))


def advance(ballots: Ballots, start: Start, steps: int) -> Start:
    """Take steps of the mean-field procedure."""
    theta, mean, cuts = start.theta.copy(), start.mean.copy(), start.cuts.copy()
    before, variance = looks_to(ballots.layout)
    weighted, squared = np.zeros(theta.size), np.zeros(theta.size)
    for _ in range(steps):
        _step_items(cuts, theta, ballots.layout.by_item, weighted, squared)
        _step_cells(theta, mean, before, variance, weighted, squared)
    return Start(theta, mean, cuts)


def first_component(ballots: Ballots) -> Floats:
    """First principal component of the votes (yes 0, abstain ½, no 1, centred by item), one value per state, (N,)."""
    side, states = ballots.layout.by_item, len(ballots.states)
    items = side.abstain.size
    item = np.repeat(np.arange(items), np.diff(side.start))
    place = np.arange(item.size)
    score = 0.5 * (place >= side.abstain[item]) + 0.5 * (place >= side.no[item])
    score -= (np.bincount(item, score, items) / np.diff(side.start))[item]
    state = ballots.layout.state[side.other]
    weight = np.sqrt(np.bincount(state, minlength=states) + _EXTRA_VOTES)
    found = np.bincount(state, score, states) / weight + 1e-3 * np.cos(np.arange(states))
    for _ in range(_POWER_STEPS):
        along = np.bincount(item, score * found[state], items)
        found = np.bincount(state, score * along[item], states) / weight
        found = standardised(found)
    return found


def standardised(values: Floats) -> Floats:
    """Values with mean 0 and standard deviation 1 (or all 0 if they do not differ)."""
    spread = values.std(ddof=1)
    return (values - values.mean()) / spread if spread > 0 else np.zeros_like(values)
