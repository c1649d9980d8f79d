"""From a measurement to push and pull, the outlook and what follows from the case's scenarios."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from tightrope.cases import Case
from tightrope.cli.measuring import Given
from tightrope.dynamics.exits import fit_exits, spells_of
from tightrope.dynamics.forecasts import (
    alignment_estimates,
    outlook_estimates,
    push_pull_estimates,
    scenario_estimates,
)
from tightrope.dynamics.inputs import Shocks, impulses
from tightrope.dynamics.outlook import HORIZON, PATHS, check_horizon, project, shares_of
from tightrope.dynamics.push_pull import DRAWS, PushPull, fit
from tightrope.dynamics.scenarios import Grounds, TiesNow, follow
from tightrope.measures import Measurement
from tightrope.measures.ties import count_ties
from tightrope.records import AssumptionKind, ChannelKind, Domain, Estimate, Scenario


@dataclass(frozen=True, slots=True)
class Projected:
    """What comes of projecting.

    Attributes:
        estimates: of the families ``push_pull`` and ``outlook``.
        notes: what was assumed somewhere and moves nothing, and why.
    """

    estimates: tuple[Estimate, ...]
    notes: tuple[str, ...]


def project_case(
    case: Case,
    measurement: Measurement,
    given: Given,
    published: Iterable[Estimate],
    *,
    shocks: Shocks,
    seed: int,
    horizon: int = HORIZON,
    paths: int = PATHS,
    draws: int = DRAWS,
) -> Projected:
    """Fit push and pull, draw the outlook, and follow every scenario of the case.

    Args:
        case: its scenarios and states.
        measurement: what was measured.
        given: what it was measured from: acts and ties.
        published: estimates of the newest run; only those of alignment are looked at.
        shocks: decimal years of shocks away from a power, by power.
        seed: any integer.
        horizon: years ahead.
        paths: how many.
        draws: of the parameters of push and pull, in each domain.

    Raises:
        CheckError: there is no such horizon.
    """
    check_horizon(horizon)
    scope = measurement.scope
    first, last = scope.years[0] + 0.5, scope.years[-1]
    acts = impulses(given.events, scope.states, scope.powers)

    def fitted(domain: str) -> PushPull:
        posterior = measurement.posteriors[domain]
        return fit(domain, posterior, first=first, acts=acts, shocks=shocks, seed=seed, draws=draws)

    with ThreadPoolExecutor(min(os.cpu_count() or 1, len(measurement.posteriors))) as pool:
        parameters = dict(zip(measurement.posteriors, pool.map(fitted, measurement.posteriors), strict=True))
    counted = [channel for channel in scope.channels.values() if channel.kind is ChannelKind.TIES]
    secure = [channel for channel in counted if channel.domain is Domain.SECURITY]
    spells = spells_of(secure, given.ties, scope.states, scope.powers)
    exits = fit_exits(spells, first=float(scope.years[0]), last=last + 1.0, seed=seed, draws=draws)
    outlook = project(measurement, seed=seed, paths=paths, horizon=horizon)
    baseline = shares_of(measurement, outlook)
    estimates = [
        *push_pull_estimates(parameters, exits, measurement),
        *outlook_estimates(measurement, outlook, baseline),
        *alignment_estimates(published, horizon=horizon, paths=paths, seed=seed),
    ]
    notes: list[str] = []
    grounds = Grounds(measurement=measurement, push_pull=parameters, ties=_ties_now(measurement, given), seed=seed)
    for scenario in case.scenarios:
        outcome = follow(scenario, outlook, baseline, grounds)
        inputs = _learned_from(scenario, parameters)
        estimates += scenario_estimates(scenario.name, outcome, measurement, outlook, baseline, inputs)
        notes += [f"scenario {scenario.name}: {why}" for why in outcome.without_effect]
    return Projected(tuple(estimates), tuple(notes))


def _ties_now(measurement: Measurement, given: Given) -> TiesNow:
    """How many ties of each channel stand in the last year."""
    scope = measurement.scope
    found: dict[tuple[str, str, str], int] = {}
    for channel in scope.channels.values():
        if channel.kind is ChannelKind.TIES:
            standing, _ = count_ties(channel, given.ties, scope.states, scope.powers, scope.years[-1:])
            found |= {(channel.name, state, power): len(ties) for (state, power, _), ties in standing.items()}
    return found


def _learned_from(scenario: Scenario, parameters: dict[str, PushPull]) -> tuple[str, ...]:
    """Ids of the acts that the effects of assumed acts were learned from."""
    domains = {one.domain.value for one in scenario.assumptions if one.kind is AssumptionKind.ACTS}
    return tuple(sorted({key for domain in domains if domain in parameters for key in parameters[domain].acts}))
