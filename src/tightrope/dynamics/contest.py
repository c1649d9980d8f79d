"""Tullock contests of several powers over several battlefields, with budgets: who spends how much where.

In battlefield f the capital of power p is y_pf = h_pf + m_pf x_pf: a head start h and effort x with efficiency m. Its
share is z_pf = y_pf / Y_f with Y_f = sum_q y_qf, and it maximises sum_f V_pf z_pf - c_p sum_f x_pf subject to
sum_f x_pf <= B_p. With the multiplier of the budget in mu_p = c_p + lambda_p, the first-order condition gives the
*share function*

    z_pf(Y) = max(h_pf / Y, 1 - Y mu_p / (V_pf m_pf)),

which falls in Y, so exactly one Y makes all shares sum to 1 (Cornes and Hartley, Asymmetric contests with general
technologies, Economic Theory 26, 2005). A lottery contest is used and no Colonel Blotto: Blotto's equilibria are mixed,
and no allocation can be read from them (Tullock, Efficient rent seeking, 1980).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tightrope.measures.kalman import Floats
from tightrope.records import CheckError

Places = npt.NDArray[np.intp]

#: Rounds of the outer search, the last part of which bisects power by power what Newton's steps did not settle.
_NEWTON_ROUNDS, _BISECTION_ROUNDS, _BISECTIONS = 60, 30, 50
#: A budget is met if what is spent differs from it by no more than this part.
_CLOSE = 1e-11
#: What may be left of that when the rounds are over: more, and a game has no answer that can be used.
_SETTLED = 1e-8
_INNER_ROUNDS = 100
#: Logarithm of how many times dearer than where Newton's steps ended an effort is at most.
_DEAREST = 40.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Game:
    """S games of P powers over F battlefields, effort and budgets in one unit.

    Attributes:
        value: V, what the whole of a battlefield is worth to a power, in what a unit of effort costs, (S, P, F);
            0 where a power does not compete.
        efficiency: m, capital from one unit of effort, (S, P, F); 0 where a power does not compete.
        head_start: h, capital held without effort, (S, P, F), not negative.
        cost: c, of one unit of effort, (S, P), positive.
        budget: B, the most a power can spend, (S, P), positive; ``inf`` for no bound.
    """

    value: Floats
    efficiency: Floats
    head_start: Floats
    cost: Floats
    budget: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Equilibrium:
    """What each power does when all others do what they do.

    Attributes:
        effort: x, (S, P, F).
        capital: y = h + m x, (S, P, F).
        share: z, (S, P, F); sums to 1 over the powers.
        price: mu, what one more unit of effort costs a power: the cost and the multiplier of its budget, (S, P).
    """

    effort: Floats
    capital: Floats
    share: Floats
    price: Floats


def equilibrium(game: Game) -> Equilibrium:
    """Solve S contests: battlefields by their share functions, budgets by a search for their multipliers.

    Newton's steps on all multipliers at once settle nearly all games; in the others each power's multiplier is bisected
    in turn, which is sure to lie between its cost and where it spends less than it has. In each battlefield somebody
    must have a head start or two powers compete.

    Raises:
        CheckError: a game did not settle; nothing is said of any then.
    """
    price = game.cost.copy()
    for _ in range(_NEWTON_ROUNDS):
        total = battlefield_total(game, price)
        spent, slopes = _spending(game, price, total)
        excess = _excess(game, price, spent)
        open_games = np.flatnonzero((np.abs(excess) > _CLOSE).any(axis=1))
        if not open_games.size:
            break
        price[open_games] *= np.exp(_newton_step(game, price, spent, slopes, excess, open_games))
        np.maximum(price, game.cost, out=price)
    for _ in range(_BISECTION_ROUNDS):
        spent, _ = _spending(game, price, battlefield_total(game, price))
        (rest,) = np.nonzero((np.abs(_excess(game, price, spent)) > _CLOSE).any(axis=1))
        if not rest.size:
            break
        price[rest] = _bisect_in_turn(_part(game, rest), price[rest])
    total = battlefield_total(game, price)
    _check_settled(_excess(game, price, _spending(game, price, total)[0]))
    capital = _capital(game, price, total)
    with np.errstate(divide="ignore", invalid="ignore"):
        effort = np.where(game.efficiency > 0, (capital - game.head_start) / game.efficiency, 0.0)
    return Equilibrium(effort=effort, capital=capital, share=capital / total[:, None, :], price=price)


def _check_settled(excess: Floats) -> None:
    """Refuse games whose budgets, or whose costs, are missed by more than rounding; ``excess`` (S, P)."""
    missed = np.abs(excess).max(axis=1)
    unsettled = ~(missed <= _SETTLED)
    if unsettled.any():
        raise CheckError(
            f"{unsettled.sum()} of {missed.size} contests did not settle: a power misses its budget by "
            f"{missed[unsettled].max():.2g} of it; narrow the ranges",
            "contest",
        )


def battlefield_total(game: Game, price: Floats) -> Floats:
    """Solve sum_p z_pf(Y) = 1 in each battlefield.

    The sum is convex and falls, so Newton's steps from below never overshoot the root: from the sum of all head starts,
    or from what the two strongest would make of it alone, if that is more.

    Args:
        game: S games.
        price: mu, (S, P).

    Returns:
        Y, (S, F).
    """
    weight = _weight(game, price)
    head = game.head_start.sum(axis=1)
    strongest = np.sort(weight, axis=1)[:, :2]
    with np.errstate(divide="ignore"):
        total = np.maximum(head, 1.0 / strongest.sum(axis=1))
    for _ in range(_INNER_ROUNDS):
        wide = total[:, None, :]
        kept, sought = game.head_start / wide, 1.0 - wide * weight
        active = sought > kept
        surplus = np.where(active, sought, kept).sum(axis=1) - 1.0
        slope = np.where(active, weight, kept / wide).sum(axis=1)
        step = np.maximum(surplus, 0.0) / slope
        total = total + step
        if (step <= 4e-16 * total).all():
            break
    return np.asarray(total)


def _weight(game: Game, price: Floats) -> Floats:
    """Return k = mu / (V m), (S, P, F); infinite where a power does not compete."""
    with np.errstate(divide="ignore"):
        return np.asarray(price[:, :, None] / (game.value * game.efficiency))


def _capital(game: Game, price: Floats, total: Floats) -> Floats:
    wide = total[:, None, :]
    return np.asarray(np.maximum(game.head_start, wide - wide**2 * _weight(game, price)))


def _spending(game: Game, price: Floats, total: Floats) -> tuple[Floats, Floats]:
    """What each power spends in all, (S, P), and its slope by the logarithm of each price, (S, P, P).

    With n powers active and the others holding H, (n - 1) Y - Y^2 sum k + H = 0, so
    dY / dk_q = -Y^2 / (n - 1 + 2 H / Y) and dy_p / dk_q = (1 - 2 Y k_p) dY / dk_q - Y^2 [p = q].
    """
    wide = total[:, None, :]
    weight, capital = _weight(game, price), _capital(game, price, total)
    active = capital > game.head_start
    k = np.where(active, weight, 0.0)
    held = np.where(active, 0.0, game.head_start).sum(axis=1)
    scale = active.sum(axis=1) - 1.0 + 2.0 * held / total
    moved = -(total**2) / np.where(scale > 0, scale, np.inf)
    inverse = np.divide(1.0, game.efficiency, out=np.zeros_like(k), where=active)
    spent = ((capital - game.head_start) * inverse).sum(axis=2)
    slopes = np.einsum("spf,sf,sqf->spq", (1.0 - 2.0 * wide * k) * inverse, moved, k)
    places = np.arange(k.shape[1])
    slopes[:, places, places] -= (wide**2 * k * inverse).sum(axis=2)
    return spent, slopes


def _excess(game: Game, price: Floats, spent: Floats) -> Floats:
    """0 where the budget is met, or where less is spent at the mere cost; (S, P)."""
    return np.asarray(np.maximum(spent / game.budget - 1.0, -np.log(price / game.cost)))


def _newton_step(game: Game, price: Floats, spent: Floats, slopes: Floats, excess: Floats, chosen: Places) -> Floats:
    """A step in log mu towards spending exactly the budget, or down to the cost, for the games chosen."""
    bound = spent / game.budget - 1.0 >= -np.log(price / game.cost)
    rows = np.where(bound[:, :, None], slopes / game.budget[:, :, None], -np.eye(price.shape[1]))[chosen]
    singular = np.abs(np.linalg.det(rows)) < 1e-12
    rows[singular] -= 1e-3 * np.eye(price.shape[1])
    return np.clip(np.linalg.solve(rows, -excess[chosen][:, :, None])[:, :, 0], -1.0, 1.0)


def _part(game: Game, chosen: Places) -> Game:
    return Game(
        value=game.value[chosen],
        efficiency=game.efficiency[chosen],
        head_start=game.head_start[chosen],
        cost=game.cost[chosen],
        budget=game.budget[chosen],
    )


def _bisect_in_turn(game: Game, price: Floats) -> Floats:
    """Set each power's price so that it spends what it has, given the prices of the others before it in the row."""
    price = price.copy()
    for power in range(price.shape[1]):
        low = np.log(game.cost[:, power])
        high = np.log(price[:, power]) + _DEAREST
        for _ in range(_BISECTIONS):
            middle = (low + high) / 2.0
            price[:, power] = np.exp(middle)
            spent, _ = _spending(game, price, battlefield_total(game, price))
            over = spent[:, power] > game.budget[:, power]
            low, high = np.where(over, middle, low), np.where(over, high, middle)
        price[:, power] = np.maximum(np.exp(high), game.cost[:, power])
    return price


def best_response(game: Game, capital: Floats, power: int) -> Floats:
    """What one power should spend where, given what the others hold.

    Against the capital R of all others, x = (sqrt(R V m / mu) - R - h)^+ / m; mu is bisected until the budget holds.

    Args:
        game: S games.
        capital: y of all powers, (S, P, F); the power's own is not looked at.
        power: its place.

    Returns:
        Effort, (S, F). Where the others hold nothing there is no best response: any effort wins all, and 0 is given.
    """
    others = capital.sum(axis=1) - capital[:, power]
    value, efficiency, head = game.value[:, power], game.efficiency[:, power], game.head_start[:, power]

    def effort(price: Floats) -> Floats:
        sought: Floats = np.sqrt(others * value * efficiency / price[:, None]) - others - head
        spent: Floats = np.divide(np.maximum(sought, 0.0), efficiency, out=np.zeros_like(sought), where=efficiency > 0)
        return spent

    low = np.log(game.cost[:, power])
    with np.errstate(divide="ignore", invalid="ignore"):
        steepest = np.where(others > 0, value * efficiency * others / (others + head) ** 2, 0.0).max(axis=1)
    high = np.maximum(low, np.log(np.maximum(steepest, 1e-300)))
    free = effort(game.cost[:, power]).sum(axis=1) <= game.budget[:, power]
    for _ in range(100):
        middle = (low + high) / 2.0
        over = effort(np.exp(middle)).sum(axis=1) > game.budget[:, power]
        low, high = np.where(over, middle, low), np.where(over, high, middle)
    return effort(np.where(free, game.cost[:, power], np.exp(high)))


def payoff(game: Game, capital: Floats, effort: Floats, power: int) -> Floats:
    """sum_f V z - c sum_f x of one power that spends ``effort`` (S, F) while the others hold ``capital``; (S,)."""
    others = capital.sum(axis=1) - capital[:, power]
    own = game.head_start[:, power] + game.efficiency[:, power] * effort
    share = np.divide(own, own + others, out=np.zeros_like(own), where=own + others > 0)
    won = (game.value[:, power] * share).sum(axis=1)
    return np.asarray(won - game.cost[:, power] * effort.sum(axis=1))


def best_response_gaps(game: Game, found: Equilibrium) -> Floats:
    """What each power could still gain alone, as a part of all that is at stake for it, (S, P)."""
    gaps = [
        payoff(game, found.capital, best_response(game, found.capital, power), power)
        - payoff(game, found.capital, found.effort[:, power], power)
        for power in range(game.cost.shape[1])
    ]
    return np.asarray(np.stack(gaps, axis=1) / np.maximum(game.value.sum(axis=2), 1e-300))
