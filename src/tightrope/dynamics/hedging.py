"""How far a state opens itself to each power that spends effort on it: its hedging, in one battlefield.

With openness a_p in [0, 1] the capital of power p is y_p = h_p + a_p m_p x_p. The state seeks

    u(a) = sum_p a_p x_p / sum_p x_p - (phi / 2) sum_p s_p^2 - psi sum_p L_p r_p,    s_p = y_p / sum_q y_q

where r_p, the mean openness to the rivals of p, is the probability that p punishes it, and L_p what it then loses. It
takes what is offered, leans on few powers no more than it must, and fears those that it depends on (Kuik, doi
10.1007/s42533-021-00089-5, on what hedging is; Clayton, Maggiori and Schreger, doi 10.3982/ECTA23206, on L).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tightrope.measures.kalman import Floats

#: Steps of the projected gradient, those from where it ended before, and the first one's length; a step that does not
#: help is halved.
_STEPS, _STEPS_ON, _FIRST_STEP = 60, 25, 0.5
#: A step of length 1 that changes openness by no more than this leads nowhere.
_STILL = 1e-9

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a state is offered and fears. S draws, P powers, F battlefields.

    Attributes:
        effort: x, (S, P, F).
        efficiency: m, (S, P, F).
        head_start: h, (S, P, F).
        loss: L, what the state loses if a power punishes it, as a part of the whole, (S, P, F).
        concentration: phi, (S,).
        punishment: psi, (S,).
    """

    effort: Floats
    efficiency: Floats
    head_start: Floats
    loss: Floats
    concentration: Floats
    punishment: Floats


def openness(offer: Offer, start: Floats | None = None) -> Floats:
    """Climb to a local best of u by projected gradient, each battlefield and draw with its own step.

    Args:
        offer: what is offered.
        start: openness from which to climb, (S, P, F); open to all without it.

    Returns:
        a, (S, P, F). To whom offers nothing it stays as it was.
    """
    chosen = np.ones_like(offer.effort) if start is None else start.copy()
    moves = np.clip(chosen + slope(offer, chosen), 0.0, 1.0) - chosen
    draws, fields = np.nonzero((np.abs(moves) > _STILL).any(axis=1))
    if draws.size:  # most battlefields are at rest: open to all, and no slope leads away
        part = _part(offer, draws, fields)
        begun = chosen[draws, :, fields][:, :, None]
        chosen[draws, :, fields] = _climb(part, begun, _STEPS if start is None else _STEPS_ON)[:, :, 0]
    return chosen


def _part(offer: Offer, draws: Places, fields: Places) -> Offer:
    """Chosen battlefields of chosen draws as draws with one battlefield each."""
    return Offer(
        effort=offer.effort[draws, :, fields][:, :, None],
        efficiency=offer.efficiency[draws, :, fields][:, :, None],
        head_start=offer.head_start[draws, :, fields][:, :, None],
        loss=offer.loss[draws, :, fields][:, :, None],
        concentration=offer.concentration[draws],
        punishment=offer.punishment[draws],
    )


def _climb(offer: Offer, chosen: Floats, steps: int) -> Floats:
    reached = utility(offer, chosen)
    step = np.full(reached.shape, _FIRST_STEP)
    for _ in range(steps):
        tried = np.clip(chosen + step[:, None, :] * slope(offer, chosen), 0.0, 1.0)
        found = utility(offer, tried)
        better = found > reached
        chosen = np.where(better[:, None, :], tried, chosen)
        reached = np.where(better, found, reached)
        step = np.where(better, 1.5 * step, 0.5 * step)
    return chosen


def shares(offer: Offer, chosen: Floats) -> Floats:
    """Return s, the shares of the powers if the state is so open, (S, P, F)."""
    capital = offer.head_start + chosen * offer.efficiency * offer.effort
    return np.asarray(capital / capital.sum(axis=1, keepdims=True))


def utility(offer: Offer, chosen: Floats) -> Floats:
    """Return u, (S, F)."""
    taken = (chosen * _offered(offer)).sum(axis=1)
    leaning = np.square(shares(offer, chosen)).sum(axis=1)
    feared = (chosen * _fear(offer)).sum(axis=1)
    return np.asarray(taken - 0.5 * offer.concentration[:, None] * leaning - offer.punishment[:, None] * feared)


def slope(offer: Offer, chosen: Floats) -> Floats:
    """Return du / da, (S, P, F): with e = m x and T = sum y, d(sum s^2) / da_p = 2 (s_p - sum s^2) e_p / T."""
    gained = offer.efficiency * offer.effort
    total = (offer.head_start + chosen * gained).sum(axis=1, keepdims=True)
    share = shares(offer, chosen)
    leaning = (share - np.square(share).sum(axis=1, keepdims=True)) * gained / total
    phi, psi = offer.concentration[:, None, None], offer.punishment[:, None, None]
    return np.asarray(_offered(offer) - phi * leaning - psi * _fear(offer))


def _offered(offer: Offer) -> Floats:
    total = offer.effort.sum(axis=1, keepdims=True)
    return np.asarray(offer.effort / np.where(total > 0, total, 1.0))


def _fear(offer: Offer) -> Floats:
    """What full openness to a power adds to sum_p L_p r_p; nothing where that power offers nothing."""
    rivals = max(offer.loss.shape[1] - 1, 1)
    others = (offer.loss.sum(axis=1, keepdims=True) - offer.loss) / rivals
    return np.asarray(np.where(offer.effort > 0, others, 0.0))
