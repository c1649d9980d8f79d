"""From draws to estimates: means, intervals and the ids of what each rests on."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from tightrope import __version__
from tightrope.measures import declared
from tightrope.measures.balance import (
    coercion_exposure,
    distance_from,
    distance_from_even,
    effective_powers,
    effective_powers_hirschman,
    posterior_rates,
    two_sidedness,
)
from tightrope.measures.conflicts import Conflict
from tightrope.measures.events import Acts
from tightrope.measures.figures import Reading
from tightrope.measures.kalman import Floats
from tightrope.measures.measurement import ALL_DOMAINS
from tightrope.measures.streams import stream
from tightrope.records import Estimate, When

MODEL = f"capital-2/{__version__}"
#: First part of the quantities that say what decides a share: a channel, or the prior ...
DECIDED_BY = "decided_by"
#: ... where sources contradict each other, ...
CONFLICT = "conflict"
#: ... and how much of what is uncertain about it is a judgement.
DOUBT = "doubt"
_QUANTILES = (0.05, 0.25, 0.75, 0.95)


class Publisher:
    """Makes the estimates of one state and domain."""

    def __init__(self, state: str, domain: str) -> None:
        self._state, self._domain = state, domain
        self.estimates: list[Estimate] = []

    def draws(
        self, quantity: str, year: int, draws: Floats, rests_on: tuple[str, ...], powers: Sequence[str] = ("",)
    ) -> None:
        """Publish draws (K, S) of one quantity, one estimate per power; powers whose draws are nan have none."""
        quantiles = np.maximum.accumulate(np.quantile(draws, _QUANTILES, axis=-1), axis=0)
        for place, (power, mean) in enumerate(zip(powers, draws.mean(axis=-1), strict=True)):
            if not math.isnan(mean):
                ends = [float(one[place]) for one in quantiles]
                self._add(quantity, When.year(year), power, float(mean), ends, rests_on)

    def changes(self, since: int, until: int, shares: Floats, rests_on: tuple[str, ...], powers: Sequence[str]) -> None:
        """Publish how far shares moved between two years, from draws (K, 2, S) of both; powers with nan have none."""
        moved = shares[:, 1] - shares[:, 0]
        ends = np.quantile(moved, _QUANTILES, axis=-1)
        for place, (power, mean) in enumerate(zip(powers, moved.mean(axis=-1), strict=True)):
            if not math.isnan(mean):
                when = When(date(since, 1, 1), date(until, 12, 31))
                self._add("capital_change", when, power, float(mean), [float(one[place]) for one in ends], rests_on)

    def numbers(
        self, quantity: str, year: int, numbers: Floats, rests_on: tuple[str, ...], powers: Sequence[str]
    ) -> None:
        """Publish numbers (K,) that have no interval of their own; nan is none."""
        for power, number in zip(powers, numbers, strict=True):
            if not math.isnan(number):
                self.number(quantity, When.year(year), power, float(number), rests_on)

    def number(self, quantity: str, when: When, power: str, number: float, rests_on: tuple[str, ...]) -> None:
        """Publish one number that has no interval of its own."""
        self._add(quantity, when, power, number, [number] * 4, rests_on)

    def by_prior(
        self, year: int, parts: Floats, shares: Floats, rests_on: tuple[str, ...], powers: Sequence[str]
    ) -> None:
        """Publish which part the prior decides: of each power's estimate (K,), and of the profile of shares (K, S).

        A profile depends on a power in the measure of its share, so its part is the mean of theirs weighted by it.
        """
        whole = np.nansum(parts * shares.mean(axis=-1))
        self.numbers(f"{DECIDED_BY}/prior", year, np.append(parts, whole), rests_on, (*powers, ""))

    def balance(self, year: int, shares: Floats, rests_on: tuple[str, ...], expected: Floats | None = None) -> None:
        """Publish the profile that shares of powers (K, S) give, and what a gravity equation expects of them (K,)."""
        rows = shares.T
        profile = {
            "effective_powers": effective_powers(rows),
            "effective_powers_hirschman": effective_powers_hirschman(rows),
            "distance_from_even": distance_from_even(rows),
        }
        if expected is not None:
            profile["distance_from_gravity"] = distance_from(rows, expected)
        for quantity, draws in profile.items():
            self.draws(quantity, year, draws[None], rests_on)

    def coercion(self, year: int, figures: Floats, powers: Sequence[str], rests_on: tuple[str, ...]) -> None:
        """Publish exposure to each power and the largest one.

        Args:
            year: the year.
            figures: draws of trade with the K powers and, last, the rest of the world, (K + 1, S), non-negative.
            powers: the K powers, in the order of the rows.
            rests_on: ids of the readings.
        """
        total = figures.sum(axis=0)
        shares = figures[:-1] / np.where(total > 0, total, 1.0)
        for elasticity in declared.ELASTICITIES:
            losses = coercion_exposure(shares, elasticity)
            draws = np.vstack([losses, losses.max(axis=0)])
            self.draws(f"coercion_exposure_e{elasticity}", year, draws, rests_on, (*powers, ""))

    def _add(
        self, quantity: str, when: When, power: str, mean: float, quantiles: Sequence[float], rests_on: tuple[str, ...]
    ) -> None:
        self.estimates.append(
            Estimate.of(
                quantity,
                mean,
                quantiles,
                state=self._state,
                power=power,
                domain=self._domain,
                when=when,
                rests_on=rests_on,
                model=MODEL,
            )
        )


def two_sidedness_estimates(state: str, power: str, year: int, acts: Acts, *, seed: int, draws: int) -> list[Estimate]:
    """Two-sidedness toward one power from at least one act of the year."""
    random = stream(seed, "acts", state, power, str(year))
    accommodating = posterior_rates(acts.accommodating, draws, random)
    resisting = posterior_rates(acts.resisting, draws, random)
    publisher = Publisher(state, ALL_DOMAINS)
    publisher.draws("two_sidedness", year, two_sidedness(accommodating, resisting)[None], acts.ids, (power,))
    return publisher.estimates


def conflict_estimates(found: Conflict, states: Sequence[str]) -> list[Estimate]:
    """How far apart the two sides of a contradiction are, resting on both; none if it is about no state."""
    parties = [code for code in (found.state, found.holder) if code in states]
    if not parties or not found.ids:
        return []
    state = parties[0]
    power = found.holder if state == found.state else found.state
    when = found.other.when if found.relation else found.one.when
    publisher = Publisher(state, found.channel.partition(".")[0])
    quantity = f"{CONFLICT}/{found.kind.value}/{found.relation or found.channel}"
    publisher.number(quantity, when, power, found.apart, found.ids)
    return publisher.estimates


def ids_near(readings: Iterable[Reading], year: int) -> tuple[str, ...]:
    """Ids of a series' readings of the year or, if it has none, of those of the nearest year before and after it."""
    by_year: dict[int, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_year[math.floor(reading.time)].append(reading)
    before, after = sorted(one for one in by_year if one < year), sorted(one for one in by_year if one > year)
    near = [year] if year in by_year else [*before[-1:], *after[:1]]
    chosen = [reading for one in near for reading in by_year[one]]
    return tuple(sorted({one for reading in chosen for one in reading.ids}))
