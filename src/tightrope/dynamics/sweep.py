"""Contests drawn over all that is uncertain: measured capital and the ranges of what is assumed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import qmc  # type: ignore[import-untyped]

from tightrope.dynamics.contest import Equilibrium, Game, battlefield_total, equilibrium
from tightrope.dynamics.hedging import Offer, openness, shares
from tightrope.measures.balance import coercion_exposure
from tightrope.measures.kalman import Floats
from tightrope.records import Premises, Range

#: One more unit of effort, in units of the mean budget for a battlefield: small, but no infinitesimal.
UNIT = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """S contests of P powers over F battlefields.

    Attributes:
        premises: what was drawn of each range, by name (``value.RUS``, ``head_start``), (S,).
        taste: how many times more or less than usual a battlefield is worth to a power, (S, P, F).
        measured: capital shares, (S, P, F); 0 where a power was not measured.
        game: the contests.
        found: their equilibria, before the states answer.
        offer: what states are offered and fear.
        open_to: their answer, (S, P, F).
    """

    premises: Mapping[str, Floats]
    taste: Floats
    measured: Floats
    game: Game
    found: Equilibrium
    offer: Offer
    open_to: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What one more unit of effort of one power changes in each battlefield, each on its own.

    Attributes:
        share: change of each power's share once rivals and state have answered, (S, P, F).
        effort: change of each power's effort, in units of effort, (S, P, F).
    """

    share: Floats
    effort: Floats


def sweep(
    measured: Floats, premises: Premises, powers: Sequence[str], gdp: Sequence[float], random: np.random.Generator
) -> Sweep:
    """Draw premises, one set for each draw of the shares, and solve the contests.

    Effort is counted in the mean budget for a battlefield: the budgets of all powers sum to the number of battlefields,
    in proportion to attention times GDP, and effort costs 1. A power's head start is its measured share of all that is
    held without effort, and its efficiency (P share)^effectiveness, which is 1 at an even share.

    Args:
        measured: draws of the capital shares, (S, P, F), summing to 1 over the powers; nan where not measured.
        premises: ranges. Those from a positive bound on are drawn evenly on the log scale, by a Latin hypercube.
        powers: codes, (P,).
        gdp: of each power, (P,), one unit.
        random: random numbers.
    """
    draws, count, battlefields = measured.shape
    held = np.nan_to_num(measured)
    drawn = _drawn(_named(premises, powers), draws, random)
    ratio = np.log(premises.taste.high / premises.taste.low)
    taste = premises.taste.low * np.exp(ratio * random.random(held.shape))
    value = np.stack([drawn[f"value.{code}"] for code in powers], axis=1)[:, :, None] * taste
    weight = np.stack([drawn[f"attention.{code}"] for code in powers], axis=1) * np.asarray(gdp)
    present = (held > 0).sum(axis=1, keepdims=True)
    efficiency = np.where(held > 0, (present * held) ** drawn["effectiveness"][:, None, None], 0.0)
    game = Game(
        value=np.where(held > 0, value, 0.0),
        efficiency=efficiency,
        head_start=drawn["head_start"][:, None, None] * held,
        cost=np.ones((draws, count)),
        budget=battlefields * weight / weight.sum(axis=1, keepdims=True),
    )
    found = equilibrium(game)
    offer = Offer(
        effort=found.effort,
        efficiency=efficiency,
        head_start=game.head_start,
        loss=_loss(held, drawn["elasticity"]),
        concentration=drawn["concentration"],
        punishment=drawn["punishment"],
    )
    return Sweep(
        premises=drawn,
        taste=taste,
        measured=held,
        game=game,
        found=found,
        offer=offer,
        open_to=openness(offer),
    )


def _named(premises: Premises, powers: Sequence[str]) -> dict[str, Range]:
    single = ("head_start", "effectiveness", "concentration", "punishment", "elasticity", "noise")
    return {
        **{f"value.{code}": premises.value[code] for code in powers},
        **{f"attention.{code}": premises.attention[code] for code in powers},
        **{name: getattr(premises, name) for name in single},
    }


def _drawn(ranges: Mapping[str, Range], draws: int, random: np.random.Generator) -> dict[str, Floats]:
    cube = qmc.LatinHypercube(len(ranges), rng=random).random(draws)
    found = {}
    for (name, one), part in zip(ranges.items(), cube.T, strict=True):
        wide = one.low > 0
        found[name] = one.low * (one.high / one.low) ** part if wide else one.low + (one.high - one.low) * part
    return found


def _loss(held: Floats, elasticity: Floats) -> Floats:
    """L, exposure to coercion, with the share in the battlefield's capital as the share that is lost."""
    return np.stack([coercion_exposure(one, float(e)) for one, e in zip(held, elasticity, strict=True)])


def one_more_unit(swept: Sweep, power: int) -> Moved:
    """Let one power spend a unit more in each battlefield, and rivals and state answer.

    Each battlefield is an experiment of its own: what the power does elsewhere stays, and a rival pays the price of
    effort that it paid before, for one unit in one battlefield is little beside its budget. Its answer then is that of
    its share function. The state climbs on from where it was.
    """
    game, found = swept.game, swept.found
    efficiency = game.efficiency.copy()
    head = game.head_start.copy()
    head[:, power] = found.capital[:, power] + UNIT * game.efficiency[:, power]
    efficiency[:, power] = 0.0
    changed = Game(value=game.value, efficiency=efficiency, head_start=head, cost=game.cost, budget=game.budget)
    total = battlefield_total(changed, found.price)[:, None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = found.price[:, :, None] / (game.value * efficiency)
        capital = np.maximum(head, total - total**2 * weight)
        effort = np.where(efficiency > 0, (capital - game.head_start) / efficiency, 0.0)
    effort[:, power] = found.effort[:, power] + UNIT * (game.efficiency[:, power] > 0)
    offer = Offer(
        effort=effort,
        efficiency=game.efficiency,
        head_start=game.head_start,
        loss=swept.offer.loss,
        concentration=swept.offer.concentration,
        punishment=swept.offer.punishment,
    )
    open_to = openness(offer, swept.open_to)
    share = shares(offer, open_to) - shares(swept.offer, swept.open_to)
    return Moved(share=share, effort=effort - found.effort)


def choices(swept: Sweep, gains: Floats) -> Floats:
    """Logit choice of the battlefield for the next unit: in proportion to exp(V gain / (noise × the best V gain)).

    Args:
        swept: the contests.
        gains: what one more unit brings a power in each battlefield, in shares, (S, P, F).

    Returns:
        (S, P, F), summing to 1 over the battlefields. Source: McKelvey and Palfrey 1995, quantal response, *Games and
        Economic Behavior* 10.
    """
    worth = swept.game.value * gains
    scale = np.maximum(np.abs(worth).max(axis=2, keepdims=True), 1e-300) * swept.premises["noise"][:, None, None]
    drive = np.where(swept.game.value > 0, worth / scale, -np.inf)
    parts = np.exp(drive - drive.max(axis=2, keepdims=True))
    return np.asarray(parts / parts.sum(axis=2, keepdims=True))
