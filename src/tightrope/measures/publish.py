"""From draws to estimates: means, intervals and the ids of what each rests on."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from tightrope import __version__
from tightrope.measures import declared
from tightrope.measures.balance import (
    coercion_exposure,
    distance_from_even,
    effective_powers,
    effective_powers_hirschman,
    posterior_rates,
    two_sidedness,
)
from tightrope.measures.events import Acts
from tightrope.measures.local_level import Floats
from tightrope.measures.readings import Reading
from tightrope.measures.streams import stream
from tightrope.records import Estimate, When

MODEL = f"capital-1/{__version__}"
_QUANTILES = (0.05, 0.25, 0.75, 0.95)


def estimates_of(
    quantity: str, state: str, domain: str, year: int, draws: Floats, rests_on: tuple[str, ...], powers: Sequence[str]
) -> list[Estimate]:
    """Summarise draws (K, S) of one quantity as one estimate per power (or one with the power ``""``)."""
    means = draws.mean(axis=-1)
    quantiles = np.maximum.accumulate(np.quantile(draws, _QUANTILES, axis=-1), axis=0)
    return [
        Estimate(
            quantity=quantity,
            state=state,
            power=power,
            domain=domain,
            when=When.year(year),
            mean=float(means[place]),
            low90=float(quantiles[0, place]),
            low50=float(quantiles[1, place]),
            high50=float(quantiles[2, place]),
            high90=float(quantiles[3, place]),
            rests_on=rests_on,
            model=MODEL,
        )
        for place, power in enumerate(powers)
    ]


def balance_estimates(state: str, domain: str, year: int, shares: Floats, rests_on: tuple[str, ...]) -> list[Estimate]:
    """The three numbers of the profile that shares of powers (K, S) give."""
    rows = shares.T
    profile = {
        "effective_powers": effective_powers(rows),
        "effective_powers_hirschman": effective_powers_hirschman(rows),
        "distance_from_even": distance_from_even(rows),
    }
    return [
        estimate
        for quantity, draws in profile.items()
        for estimate in estimates_of(quantity, state, domain, year, draws[None], rests_on, ("",))
    ]


def coercion_estimates(
    state: str, domain: str, year: int, figures: Floats, powers: Sequence[str], rests_on: tuple[str, ...]
) -> list[Estimate]:
    """Exposure to each power and the largest one, from trade with all powers and, last, the rest of the world.

    Args:
        state: the state.
        domain: the domain of the trade channel.
        year: the year.
        figures: draws of the figures, (K + 1, S), non-negative.
        powers: the K powers, in the order of the rows.
        rests_on: ids of the readings.
    """
    total = figures.sum(axis=0)
    shares = figures[:-1] / np.where(total > 0, total, 1.0)
    published = []
    for elasticity in declared.ELASTICITIES:
        losses = coercion_exposure(shares, elasticity)
        draws = np.vstack([losses, losses.max(axis=0)])
        quantity = f"coercion_exposure_e{elasticity}"
        published += estimates_of(quantity, state, domain, year, draws, rests_on, (*powers, ""))
    return published


def two_sidedness_estimates(state: str, power: str, year: int, acts: Acts, *, seed: int, draws: int) -> list[Estimate]:
    """Two-sidedness toward one power from at least one act of the year."""
    random = stream(seed, "acts", state, power, str(year))
    accommodating = posterior_rates(acts.accommodating, draws, random)
    resisting = posterior_rates(acts.resisting, draws, random)
    sides = two_sidedness(accommodating, resisting)
    return estimates_of("two_sidedness", state, "all", year, sides[None], acts.ids, (power,))


def ids_near(readings: Iterable[Reading], year: int) -> tuple[str, ...]:
    """Ids of a series' readings of the year or, if it has none, of the nearest one before and after it."""
    ordered = list(readings)
    chosen = [reading for reading in ordered if math.floor(reading.time) == year]
    if not chosen:
        chosen = [reading for reading in ordered if reading.time < year][-1:]
        chosen += [reading for reading in ordered if reading.time > year][:1]
    return tuple(sorted({one for reading in chosen for one in reading.ids}))
