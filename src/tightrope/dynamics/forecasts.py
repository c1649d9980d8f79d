"""From push and pull, the outlook and scenarios to estimates, each with what it rests on."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from tightrope import __version__
from tightrope.dynamics.exits import Exits
from tightrope.dynamics.outlook import Moved, Outlook, SharesOf, balance, distances, fan
from tightrope.dynamics.push_pull import PushPull
from tightrope.dynamics.push_pull_chain import ACTS, SHOCKS
from tightrope.dynamics.scenarios import Outcome
from tightrope.measures.kalman import Floats
from tightrope.measures.measurement import ALL_DOMAINS, Measurement
from tightrope.measures.publish import ids_near
from tightrope.measures.streams import stream
from tightrope.records import ALIGNMENT_CHANGE, ALIGNMENT_DISTANCE, Domain, Estimate, When

MODEL = f"outlook-2/{__version__}"
#: First parts of the quantities.
PUSH_PULL, OUTLOOK, CHANGE = "push_pull", "outlook", "outlook/change"
SHARE = "capital_share_powers"
#: For how many years ahead the changes of scenarios are published.
AHEAD = (1, 3, 5, 10)
#: How many standard deviations lie between the ends of a 90 % interval of a normal.
_WIDTH_90 = 3.2897


def push_pull_estimates(
    found: Mapping[str, PushPull], exits: Exits | None, measurement: Measurement
) -> tuple[Estimate, ...]:
    """Return every parameter of every domain, its prior, and how far it contracted, each with its interval.

    ``push_pull/NAME``, ``push_pull/prior/NAME`` and ``push_pull/contraction/NAME``; what is known of no act or no shock
    has none. They are about all states together, so they have no state.
    """
    years = measurement.scope.years
    when = When(date(years[0], 1, 1), date(years[-1], 12, 31))
    estimates = []
    for domain, one in sorted(found.items()):
        for name in one.posterior:
            rests_on = _behind(name, domain, one, measurement)
            summary = {
                f"{PUSH_PULL}/{name}": _summary(one.posterior[name]),
                f"{PUSH_PULL}/prior/{name}": _summary(one.prior[name]),
                f"{PUSH_PULL}/contraction/{name}": one.contraction(name),
            }
            estimates += [_estimate(key, "", domain, "", when, values, rests_on) for key, values in summary.items()]
    if exits is not None:
        summary = {
            f"{PUSH_PULL}/tie_half_life": _summary(exits.posterior),
            f"{PUSH_PULL}/prior/tie_half_life": _summary(exits.prior),
            f"{PUSH_PULL}/contraction/tie_half_life": exits.contraction,
        }
        security = Domain.SECURITY.value
        estimates += [_estimate(key, "", security, "", when, values, exits.ids) for key, values in summary.items()]
    return tuple(estimates)


def _behind(name: str, domain: str, one: PushPull, measurement: Measurement) -> tuple[str, ...]:
    """What shows a parameter best: acts the acts, a shock what was read around it, the rest both ends of the series."""
    if name in ACTS:
        return one.acts
    years = [math.floor(when) for when in one.shocks] if name in SHOCKS else measurement.scope.years[:: len(
        measurement.scope.years) - 1 or 1]  # fmt: skip
    return tuple(sorted({key for state in measurement.scope.states for year in years
                         for key in rests_on(measurement, state, (domain,), year)}))  # fmt: skip


def outlook_estimates(measurement: Measurement, outlook: Outlook, shares: SharesOf) -> tuple[Estimate, ...]:
    """Return the fans of shares and of the balance in every year: ``outlook/capital_share_powers`` and others."""
    estimates = []
    for (state, domain), one in shares.items():
        basis = rests_on(measurement, state, _domains(measurement, state, domain), measurement.scope.years[-1])
        fans = {(SHARE, power): fan(values) for power, values in zip(one.powers, one.values, strict=True)}
        fans |= {(quantity, ""): fan(values) for quantity, values in balance(one).items()}
        for (quantity, power), values in fans.items():
            for place, year in enumerate(outlook.years):
                name, when = f"{OUTLOOK}/{quantity}", When.year(year)
                estimates.append(_estimate(name, state, domain, power, when, values[:, place], basis))
    return tuple(estimates)


def scenario_estimates(
    name: str, outcome: Outcome, measurement: Measurement, outlook: Outlook, baseline: SharesOf, inputs: Sequence[str]
) -> tuple[Estimate, ...]:
    """Return how a scenario changes shares and the effective number of powers, some years ahead.

    ``outlook/change/SCENARIO/capital_share_powers`` and ``.../effective_powers``, differences to the baseline.

    Args:
        name: of the scenario.
        outcome: what follows from it.
        measurement: what was measured.
        outlook: the paths.
        baseline: their shares.
        inputs: ids of what the effects of acts and shocks were learned from.
    """
    estimates = []
    last = measurement.scope.years[-1]
    places = [ahead - 1 for ahead in AHEAD if ahead <= len(outlook.years)]
    for (state, domain), one in outcome.changes.items():
        basis = rests_on(measurement, state, _domains(measurement, state, domain), last)
        basis = tuple(sorted({*basis, *inputs}))
        then, now = (balance(of[state, domain])["effective_powers"] for of in (outcome.shares, baseline))
        fans = {(SHARE, power): fan(values[places]) for power, values in zip(one.powers, one.values, strict=True)}
        fans["effective_powers", ""] = fan((then - now)[places])
        for (quantity, power), values in fans.items():
            for at, place in enumerate(places):
                if values[:, at].any():  # before it begins nothing is different
                    quantity_of, when = f"{CHANGE}/{name}/{quantity}", When.year(outlook.years[place])
                    estimates.append(_estimate(quantity_of, state, domain, power, when, values[:, at], basis))
    return tuple(estimates)


def alignment_estimates(aligned: Iterable[Estimate], *, horizon: int, paths: int, seed: int) -> Iterator[Estimate]:
    """Return the fans of the distances between states and powers in the UN General Assembly.

    Positions move as random walks (``docs/alignment.md``). How far a distance to a power moves in a year is taken from
    the published changes of all states' distances to it, as the posterior has them.

    Args:
        aligned: published distances and changes.
        horizon: years ahead of the last distance.
        paths: P.
        seed: any integer.
    """
    now: dict[tuple[str, str], Estimate] = {}
    moved: dict[str, list[Moved]] = defaultdict(list)
    told = tuple(aligned)
    powers = {one.power for one in told}
    for one in told:
        if one.state in powers:
            continue  # of two powers: what a state's distance may do is learned from states
        if one.quantity == ALIGNMENT_CHANGE:
            until = one.when.end.year
            moved[one.power].append(Moved(one.state, until, until - one.when.start.year, one.mean, _sd(one)))
        elif one.quantity == ALIGNMENT_DISTANCE:
            now[one.state, one.power] = max(now.get((one.state, one.power), one), one, key=lambda other: other.when)
    for (state, power), one in sorted(now.items()):
        if not moved[power]:
            continue
        random = stream(seed, "outlook", "distance", state, power)
        drawn = distances(one.mean, _sd(one), moved[power], horizon, paths, random)
        name, last = f"{OUTLOOK}/{ALIGNMENT_DISTANCE}", one.when.end.year
        for ahead, values in enumerate(fan(drawn.astype(np.float32)).T, 1):
            yield _estimate(name, state, str(one.domain), power, When.year(last + ahead), values, one.rests_on)


def _sd(one: Estimate) -> float:
    """The standard deviation of a normal with the same 90 % interval."""
    return (one.high90 - one.low90) / _WIDTH_90


def rests_on(measurement: Measurement, state: str, domains: Iterable[str], year: int) -> tuple[str, ...]:
    """Return ids of the readings near a year of all series over a state in some domains, sorted."""
    within = frozenset(domains)
    series = [found for key, found in measurement.series.items()
              if key.state == state and key.channel.partition(".")[0] in within]  # fmt: skip
    return tuple(sorted({one for readings in series for one in ids_near(readings, year)}))


def _domains(measurement: Measurement, state: str, domain: str) -> tuple[str, ...]:
    return measurement.overall[state].domains if domain == ALL_DOMAINS else (domain,)


def _summary(draws: Floats) -> Floats:
    """Mean and the four quantiles, (5,)."""
    return np.array([draws.mean(), *np.quantile(draws, (0.05, 0.25, 0.75, 0.95))])


def _estimate(
    quantity: str, state: str, domain: str, power: str, when: When, values: Floats, basis: tuple[str, ...]
) -> Estimate:
    return Estimate.of(
        quantity,
        values[0],
        values[1:],
        state=state,
        power=power,
        domain=domain,
        when=when,
        rests_on=basis,
        model=MODEL,
    )
