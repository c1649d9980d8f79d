"""How often two parties act on each other, as event data sets see it: counts corrected for how much a set covers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln  # type: ignore[import-untyped]

from tightrope.measures.kalman import Floats, Ints

#: Rates are told for so many events of the set.
PER_EVENTS = 10_000
#: A month is compared with those of its year and of so many years before and after.
YEARS_BESIDE = 1
#: Shapes of the gamma distribution of a pair's rates that are thought possible, all alike likely on the log scale: from
#: months that have nothing in common to months that differ by 3 %.
_SHAPES = np.geomspace(0.1, 1000.0, 25)
#: Points of the grid of the mean rate, and how many standard deviations it reaches.
_MEANS, _REACH = 25, 5.0


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates by month.

    Attributes:
        mean: posterior means, (T,).
        quantiles: 5, 25, 75 and 95 % quantiles, (4, T).
    """

    mean: Floats
    quantiles: Floats


def local_rates(
    counts: Floats, all_events: Floats, year: Ints, random: np.random.Generator, *, draws: int = 1000
) -> Rates:
    """Estimate rates as :func:`corrected_rates` does, each year from its months and those of the years beside it.

    So a pair that is another one after twenty years is not drawn toward what it was.

    Args:
        counts: acts between the two, (T,).
        all_events: events of the set, (T,), above 0.
        year: of each month, (T,).
        random: where the draws come from.
        draws: how many.
    """
    found = Rates(np.empty(counts.size), np.empty((4, counts.size)))
    for one in np.unique(year):
        near = np.abs(year - one) <= YEARS_BESIDE
        rates, mine = corrected_rates(counts[near], all_events[near], random, draws=draws), year[near] == one
        found.mean[year == one] = rates.mean[mine]
        found.quantiles[:, year == one] = rates.quantiles[:, mine]
    return found


def corrected_rates(counts: Floats, all_events: Floats, random: np.random.Generator, *, draws: int = 1000) -> Rates:
    """Estimate how many of every 10,000 events of a set are acts of one kind between two parties, month by month.

    ::

        n_t ~ Poisson(r_t E_t),    E_t = all_events_t / 10,000,    r_t ~ Gamma(shape k, mean m)

    ``k`` and ``m`` are integrated over (k even on the log scale from 0.1 to 1000, m by Jeffreys' prior of a Poisson
    rate), so a month with few events in the whole set is drawn toward the mean as far as the other months agree with
    each other, and a month with many stays where its count puts it.

    Args:
        counts: n, acts between the two, (T,), at least 0.
        all_events: events of the set, (T,), above 0.
        random: where the draws come from.
        draws: how many.

    Returns:
        Rates for every 10,000 events.

    Source: the Poisson-gamma model of rates with exposure, Clayton & Kaldor 1987, *Biometrics* 43: 671-681, here with
    the two parameters of the gamma distribution integrated over instead of estimated.
    """
    exposure = all_events / PER_EVENTS
    shape, mean = _draw_parameters(counts, exposure, random, draws)
    rate = random.gamma(counts + shape[:, None]) / (exposure + (shape / mean)[:, None])
    expected = (counts + shape[:, None]) / (exposure + (shape / mean)[:, None])
    return Rates(expected.mean(axis=0), np.quantile(rate, (0.05, 0.25, 0.75, 0.95), axis=0))


def _draw_parameters(
    counts: Floats, exposure: Floats, random: np.random.Generator, draws: int
) -> tuple[Floats, Floats]:
    """Draws (S,) of the shape and the mean of the gamma distribution, from their posterior on a grid."""
    whole, length = counts.sum() + 0.5, counts.size
    spread = _REACH * np.sqrt(1.0 / whole + 1.0 / (_SHAPES * length))
    steps = np.linspace(-1.0, 1.0, _MEANS)
    log_mean = np.log(whole / exposure.sum()) + spread[:, None] * steps
    shape = _SHAPES[:, None]
    # Months with the same shape share what does not depend on the mean.
    fixed = (gammaln(counts + shape) - gammaln(shape)).sum(axis=1)
    inverse = shape / np.exp(log_mean)
    log_weight = fixed[:, None] + length * shape * np.log(inverse) + 0.5 * log_mean + np.log(spread)[:, None]
    for place in range(_MEANS):
        log_weight[:, place] -= ((counts + shape) * np.log(exposure + inverse[:, place, None])).sum(axis=1)
    weight = np.exp(log_weight - log_weight.max()).ravel()
    chosen = random.choice(weight.size, size=draws, p=weight / weight.sum())
    row, column = np.divmod(chosen, _MEANS)
    # Anywhere between two points of the grid, lest few points make few values.
    moved = random.uniform(-1.0, 1.0, draws) * spread[row] / (_MEANS - 1)
    return _SHAPES[row], np.exp(log_mean[row, column] + moved)
