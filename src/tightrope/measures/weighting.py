"""How much the domains count: what holds however they are weighed, and draws from which any weighting can be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from tightrope.measures import declared
from tightrope.measures.capital import DomainCapital, OverallCapital, first, shares_by_domain
from tightrope.measures.kalman import Floats
from tightrope.measures.measurement import ALL_DOMAINS, Measurement
from tightrope.measures.publish import Publisher
from tightrope.records import (
    FIRST_BY_WEIGHTINGS,
    FIRST_WITHOUT,
    MOSTLY_PRIOR,
    SHARE_WITHOUT,
    WHOLE_SHARE,
    ShareDraws,
    When,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a mean over the domains of one state is made from, in one year.

    Attributes:
        domains: names, (D,).
        shares: in each domain, (D, K, S), summing to 1 over the K powers.
        by_prior: which part of each power's estimate the prior decides, (D, K).
    """

    domains: tuple[str, ...]
    shares: Floats
    by_prior: Floats

    def weighed(self, weights: Floats) -> tuple[Floats, Floats]:
        """Return shares over all domains, (K, S), and which part of each the prior decides, (K,).

        Args:
            weights: w, (D,), non-negative and not all 0, on any scale: sum_d w_d s_d / sum_d w_d.
        """
        part = weights / weights.sum()
        return np.tensordot(part, self.shares, 1), part @ self.by_prior


def parts_in(domains: Mapping[str, DomainCapital], overall: OverallCapital, state: int, year: int) -> Parts:
    """Take what the mean over the domains of a state (its position) is made from in one year (its position)."""
    return Parts(
        domains=overall.domains,
        shares=shares_by_domain(domains, overall.domains, state, overall.powers)[:, :, year],
        by_prior=np.array([domains[name].by_prior[state, list(overall.powers), year] for name in overall.domains]),
    )


def weightings(domains: int, steps: int = declared.WEIGHT_STEPS) -> Floats:
    """Return all weightings whose weights are multiples of 1 / steps and sum to 1, (W, domains).

    They are a grid of even spacing over all weightings there are; W = (steps + domains - 1)! / steps! / (domains - 1)!.
    """
    places = steps + domains - 1
    bars = np.array(list(combinations(range(places), domains - 1)), dtype=np.int64)
    edges = np.hstack([np.full((len(bars), 1), -1), bars, np.full((len(bars), 1), places)])
    return np.asarray((np.diff(edges, axis=1) - 1) / steps, dtype=np.float64)


def first_by_weightings(parts: Parts, tried: Floats) -> Floats:
    """Return, for each draw, under which part of the weightings each power has the largest share, (K, S).

    As in :func:`tightrope.measures.capital.first`, powers whose share under a weighting is mostly prior do not count
    there, and none is first where fewer than two are left. A power that never counts has nan.

    Args:
        parts: the shares.
        tried: the weightings, (W, D).
    """
    powers, draws = parts.shares.shape[1:]
    found, counted, each = np.zeros((powers, draws)), np.zeros(powers, dtype=np.bool_), np.arange(draws)
    for weights in tried:
        shares, by_prior = parts.weighed(weights)
        (sure,) = np.nonzero(by_prior <= MOSTLY_PRIOR)
        if len(sure) >= 2:
            counted[sure] = True
            found[sure[shares[sure].argmax(axis=0)], each] += 1.0
    return np.where(counted[:, None], found / len(tried), np.nan)


def publish_weightings(
    publisher: Publisher, parts: Parts, year: int, powers: Sequence[str], rests_on: tuple[str, ...]
) -> None:
    """Publish in which part of all weightings each power is first, and who holds what if one domain counts nothing."""
    found = first_by_weightings(parts, weightings(len(parts.domains)))
    publisher.draws(FIRST_BY_WEIGHTINGS, year, found, rests_on, powers)
    for place, domain in enumerate(parts.domains):
        weights = np.ones(len(parts.domains))
        weights[place] = 0.0
        shares, by_prior = parts.weighed(weights)
        publisher.draws(f"{SHARE_WITHOUT}/{domain}", year, shares, rests_on, powers)
        publisher.numbers(f"{FIRST_WITHOUT}/{domain}", year, first(shares, by_prior), rests_on, powers)


def share_draws(measurement: Measurement) -> tuple[ShareDraws, ...]:
    """Return the draws behind the shares over all domains in the last year, one record for each state that has any."""
    scope, when = measurement.scope, When.year(measurement.scope.years[-1])
    published = {
        one.state: one
        for one in measurement.estimates
        if (one.quantity, one.domain, one.when) == ("capital_share_powers", ALL_DOMAINS, when)
    }
    found = []
    for place, state in enumerate(scope.states):
        overall = measurement.overall.get(state)
        if overall is not None:
            parts = parts_in(measurement.capital, overall, place, -1)
            found.append(
                ShareDraws(
                    state=state,
                    when=when,
                    domains=overall.domains,
                    powers=tuple(scope.powers[one] for one in overall.powers),
                    by_prior=tuple(map(tuple, parts.by_prior.tolist())),
                    parts=np.rint(parts.shares * WHOLE_SHARE).astype("<u2").tobytes(),
                    rests_on=published[state].rests_on,
                    model=published[state].model,
                )
            )
    return tuple(found)


def kept_parts(draws: ShareDraws) -> Parts:
    """Read kept draws back; shares are as they were to half of 1 / :data:`WHOLE_SHARE`."""
    size = (len(draws.domains), len(draws.powers), draws.draws)
    shares = np.frombuffer(draws.parts, dtype="<u2").reshape(size).astype(np.float64)
    return Parts(
        domains=draws.domains, shares=shares / shares.sum(axis=1, keepdims=True), by_prior=np.array(draws.by_prior)
    )
