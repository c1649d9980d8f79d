"""The outlook: where capital and alignment go if they move on as they did, as paths of many futures.

Every path starts from one draw of the measurement model, with the size of steps and the trends of that draw, and goes
on as :mod:`tightrope.dynamics.trends` has it: what is not known about today and about the model are both in the fan.
Shares, and how many powers count, are taken path by path. Nothing here knows of events to come; what would follow from
some is a scenario (:mod:`tightrope.dynamics.scenarios`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tightrope.dynamics.trends import Paths, between_readings, carry_on, common_trends
from tightrope.measures import declared
from tightrope.measures.balance import distance_from_even, effective_powers, effective_powers_hirschman
from tightrope.measures.kalman import Floats, Ints
from tightrope.measures.measurement import ALL_DOMAINS, Measurement
from tightrope.measures.posterior import Posterior
from tightrope.measures.streams import stream
from tightrope.records import CheckError

#: Paths, and years ahead: what is published, and the most that can be asked for. Half of capital is gone or replaced
#: within one or two half-lives, which is about as far as anything was ever checked.
PATHS, HORIZON, LONGEST = 10_000, 10, 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Futures of a measurement; J dyads of a domain, H years ahead, P paths.

    Attributes:
        years: the years ahead, (H,).
        capital: x by domain, (J, H, P).
        draw: which draw of the measurement each path starts from, (P,).
    """

    years: tuple[int, ...]
    capital: Mapping[str, Paths]
    draw: Ints


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares of K powers over one state in one domain, or the mean of its domains.

    Attributes:
        powers: codes, (K,).
        values: (K, H, P), summing to 1 over the powers.
    """

    powers: tuple[str, ...]
    values: Paths


#: By state and domain, or ``all``.
SharesOf = Mapping[tuple[str, str], Shares]


def project(measurement: Measurement, *, seed: int, paths: int = PATHS, horizon: int = HORIZON) -> Outlook:
    """Draw the futures of every domain.

    Args:
        measurement: what was measured.
        seed: any integer.
        paths: P.
        horizon: H, how many years ahead, 1 to :data:`LONGEST`.

    Raises:
        CheckError: no such horizon, or no path.
    """
    check_horizon(horizon)
    if paths < 1:
        raise CheckError(f"an outlook needs at least one path, not {paths}")
    last, draws = measurement.scope.years[-1], measurement.run.kept * declared.MARKOV_CHAINS
    draw = np.arange(paths) % draws
    return Outlook(
        years=tuple(range(last + 1, last + horizon + 1)),
        capital={
            name: futures(posterior, draw, horizon, stream(seed, "outlook", name))
            for name, posterior in sorted(measurement.posteriors.items())
        },
        draw=draw,
    )


def check_horizon(horizon: int) -> None:
    """Refuse a horizon that is none.

    Raises:
        CheckError: it is not between 1 and :data:`LONGEST` years.
    """
    if not 1 <= horizon <= LONGEST:
        raise CheckError(f"an outlook reaches 1 to {LONGEST} years ahead, not {horizon}")


def futures(posterior: Posterior, draw: Ints, horizon: int, random: np.random.Generator) -> Paths:
    """Draw capital of one domain in the years after the last one measured, (J, H, P).

    Args:
        posterior: what measuring left: J dyads, S draws.
        draw: which of the draws each path starts from, (P,).
        horizon: H.
        random: where the steps come from.
    """
    chains, variance = posterior.chains, step_variance(posterior.numbers)
    trends = common_trends(posterior.capital, chains.holder, between_readings(chains), variance, random)
    return carry_on(posterior.capital[:, -1, draw], chains.holder, trends.at(draw), variance[draw], horizon, random)


def step_variance(numbers: Mapping[str, Floats]) -> Floats:
    """Variance of the yearly change of capital, (S,): of a step of z, whose Student-t4 has twice its scale squared."""
    stays = 2.0 ** (-1.0 / numbers["half_life"].ravel())
    return np.asarray(2.0 * numbers["wandering_variance"].ravel() * (1.0 - stays**2))


def shares_of(measurement: Measurement, outlook: Outlook) -> dict[tuple[str, str], Shares]:
    """Return the shares of the powers over each state, in each domain and over all, as measuring takes them.

    Args:
        measurement: what was measured.
        outlook: its futures.
    """
    found: dict[tuple[str, str], Shares] = {}
    for state in measurement.scope.states:
        parts = {}
        for domain, paths in outlook.capital.items():
            rows = powers_over(measurement, domain, state)
            if len(rows) >= 2:
                parts[domain] = Shares(tuple(rows), share_paths(paths[list(rows.values())]))
        overall = overall_shares(measurement, state, parts)
        found |= {(state, domain): one for domain, one in parts.items()}
        found |= {} if overall is None else {(state, ALL_DOMAINS): overall}
    return found


def overall_shares(measurement: Measurement, state: str, parts: Mapping[str, Shares]) -> Shares | None:
    """Return the mean of the shares in the domains that measuring takes the mean of; ``None`` where it takes none.

    Args:
        measurement: what was measured.
        state: over which state.
        parts: shares by domain.
    """
    overall = measurement.overall.get(state)
    if overall is None:
        return None
    powers = tuple(measurement.scope.powers[place] for place in overall.powers)
    return Shares(
        powers, np.mean([_among(parts[domain], powers) for domain in overall.domains], axis=0, dtype=np.float32)
    )


def powers_over(measurement: Measurement, domain: str, state: str) -> dict[str, int]:
    """Return the row of each power that is measured over a state in a domain, in the case's order."""
    chains, powers = measurement.posteriors[domain].chains, measurement.scope.powers
    rows = {
        chains.holders[holder]: row
        for row, (of, holder) in enumerate(zip(chains.state, chains.holder, strict=True))
        if chains.states[of] == state
    }
    return {power: rows[power] for power in powers if power in rows}


def share_paths(capital: Paths) -> Paths:
    """Return shares, exp(x_p) / sum_q exp(x_q), of capital of K powers, (K, H, P)."""
    parts = np.exp(capital - capital.max(axis=0))
    return np.asarray(parts / parts.sum(axis=0))


def _among(shares: Shares, powers: tuple[str, ...]) -> Paths:
    """Shares among some of the powers."""
    chosen = shares.values[[shares.powers.index(power) for power in powers]]
    return np.asarray(chosen / chosen.sum(axis=0))


class Moved(NamedTuple):
    """How a distance changed, as a posterior has it.

    Attributes:
        state: whose distance to the power.
        until: the year in which the change ends.
        years: over how many years it is.
        mean: posterior mean of the change; ``sd``: its standard deviation.
    """

    state: str
    until: int
    years: int
    mean: float
    sd: float


def distances(
    mean: float, sd: float, moved: Sequence[Moved], horizon: int, paths: int, random: np.random.Generator
) -> Floats:
    """Draw how far apart a state and a power will stand, (H, P), if positions move on as random walks.

    The distance is the absolute value of a difference. A walk goes either way with the same chance, so where it starts
    from the distance itself serves as well as the difference, whose sign nobody published. The variance of a year is
    drawn as known from as many squares as there are changes that do not overlap in time.

    Args:
        mean: posterior mean of the distance now.
        sd: its standard deviation.
        moved: changes of the distances to that power, at least one.
        horizon: H.
        paths: P.
        random: where all is drawn from.
    """
    years = np.array([one.years for one in moved], dtype=np.float64)
    variance = yearly_variance(np.array([one.mean for one in moved]), np.array([one.sd for one in moved]), years)
    known = max(len({one.until for one in moved}) / years.mean() * len({one.state for one in moved}), 1.0)
    today = np.abs(random.normal(mean, sd, paths))
    steps = np.sqrt(variance * known / random.chisquare(known, paths)) * random.standard_normal((horizon, paths))
    return np.asarray(np.abs(today + np.cumsum(steps, axis=0)))


def yearly_variance(means: Floats, sds: Floats, years: Floats) -> float:
    """Return the variance of the change in a year from posteriors of changes over several: mean of E(change^2) / years.

    What the posterior expects of a random walk's squared steps is what a step of the EM algorithm takes its variance
    from (Shumway & Stoffer 1982, *Journal of Time Series Analysis* 3).

    Args:
        means: posterior means of the changes, (n,).
        sds: their posterior standard deviations, (n,).
        years: over how many years each is, (n,).
    """
    return float(np.mean((means**2 + sds**2) / years))


def balance(shares: Shares) -> dict[str, Floats]:
    """Return the profile of balance by quantity, (H, P) each."""
    rows = np.moveaxis(shares.values, 0, -1).astype(np.float64)
    return {
        "effective_powers": effective_powers(rows),
        "effective_powers_hirschman": effective_powers_hirschman(rows),
        "distance_from_even": distance_from_even(rows),
    }


def fan(values: Paths | Floats) -> Floats:
    """Return mean and the 5, 25, 75 and 95 % quantiles over paths, (5, ...), of values (..., P)."""
    ordered = np.sort(values, axis=-1).astype(np.float64)  # vectorised, which finding quantiles is not
    places = [(ordered.shape[-1] - 1) * part for part in (0.05, 0.25, 0.75, 0.95)]
    quantiles = [
        ordered[..., math.floor(place)] * (1 - place % 1) + ordered[..., math.ceil(place)] * (place % 1)
        for place in places
    ]
    return np.stack([ordered.mean(axis=-1), *quantiles])
