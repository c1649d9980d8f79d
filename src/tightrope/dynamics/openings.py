"""Openings: what one more unit of effort brings whom where, and which conclusions hold whatever is assumed.

Nothing here is fitted to what powers did: values, budgets and fears are ranges of judgement. So only what holds in at
least :data:`HOLDS` of the draws over all ranges and over the measured capital is a conclusion, and each is told with
the part of the ranges in which it is weakest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm  # type: ignore[import-untyped]

from tightrope import __version__
from tightrope.dynamics.conclusions import Conclusion, Flags, Outcome, conclusions, numbers_of
from tightrope.dynamics.sweep import choices, one_more_unit, sweep
from tightrope.measures.kalman import Floats
from tightrope.measures.measurement import Measurement
from tightrope.measures.streams import stream
from tightrope.records import MOSTLY_PRIOR, CheckError, Estimate, Premises, When

MODEL = f"contest-1/{__version__}"
FAMILY = "opening"
#: In which part of the draws a conclusion has to hold.
HOLDS = 0.9
#: Draws of the contests; measured draws are thinned or repeated, each time with other premises. With so many, 90 %
#: of them is known to about a point.
DRAWS = 2400
#: A conclusion is looked at where one number is in its lowest and in its highest part of this size.
PART = 0.2
#: How likely a weakest place is shown that is weak by chance only, over all numbers looked at.
_BY_CHANCE = 0.05
_SHARE = "capital_share_powers"
_QUANTILES = (0.05, 0.25, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class Weakness:
    """Where a conclusion is weakest: which number, in its ``low`` or ``high`` part, and how often it holds there."""

    name: str
    side: str
    holds: float


@dataclass(frozen=True, slots=True)
class _Field:
    """A battlefield, and what the capital shares in it rest on."""

    state: str
    domain: str
    rests_on: tuple[str, ...]


def opening_estimates(
    measurement: Measurement, premises: Premises, gdp_usd: Mapping[tuple[str, int], float], *, seed: int
) -> tuple[Estimate, ...]:
    """Sweep the contests of a measurement's last year and publish what one more unit of effort brings.

    Args:
        measurement: draws of capital.
        premises: ranges of what is assumed.
        gdp_usd: GDP of the powers by code and year; of the newest year up to the last one in which all have a figure.
        seed: seed of the sweep.

    Returns:
        Of each power in each battlefield: ``opening/gain``, the change of its share by one more unit, a tenth of the
        mean budget; ``opening/next``, how likely its next unit goes there; ``opening/taken_by/CODE``, what that power's
        unit takes from it, for the two powers of the pair; and how often each conclusion holds
        (:func:`tightrope.dynamics.conclusions.conclusions`), with ``…/unless/NAME/SIDE``, how often it does where it is
        weakest. Those over all states have an empty state. Empty if no two powers are measured anywhere.

    Raises:
        CheckError: no year has the GDP of all powers.
    """
    powers = measurement.scope.powers
    fields, measured, sure = _battlefields(measurement)
    if not fields:
        return ()
    gdp = _gdp(gdp_usd, powers, measurement.scope.years[-1])
    swept = sweep(measured, premises, powers, gdp, stream(seed, "openings"))
    moved = [one_more_unit(swept, power) for power in range(len(powers))]
    publisher = _Publisher(fields, powers, measurement.scope.years[-1])
    gains = np.stack([one.share[:, power] for power, one in enumerate(moved)], axis=1)
    chosen = choices(swept, gains)
    present = swept.measured[0] > 0
    for power, place in np.argwhere(present).tolist():
        publisher.draws("gain", power, place, gains[:, power, place])
        publisher.draws("next", power, place, chosen[:, power, place])
    pair = [powers.index(code) for code in premises.dyad]
    for one, other in (pair, pair[::-1]):
        for place in np.flatnonzero(present[one] & present[other]).tolist():
            publisher.draws(f"taken_by/{powers[one]}", other, place, -moved[one].share[:, other, place])
    states, domains = [field.state for field in fields], [field.domain for field in fields]
    for found in conclusions(Outcome(swept, moved, gains, sure, states, domains, powers, pair)):
        certain = found.holds.mean() >= HOLDS
        publisher.conclusion(found, weakest(found.holds, numbers_of(found, swept, powers)) if certain else None)
    return tuple(publisher.estimates)


def weakest(holds: Flags, numbers: Mapping[str, Floats]) -> Weakness | None:
    """Return where a conclusion holds least often; ``None`` if it is no weaker there than chance makes it.

    Each number is looked at in its lowest and its highest fifth. Because the weakest of many is looked for, it must lie
    below the whole by a normal bound for all of them together (Bonferroni).

    Args:
        holds: whether it holds, (S,).
        numbers: what may overturn it, by name, (S,).
    """
    size = max(1, round(PART * len(holds)))
    whole = float(holds.mean())
    weak: Weakness | None = None
    for name, drawn in numbers.items():
        order = np.argsort(drawn, kind="stable")
        for side, part in (("low", order[:size]), ("high", order[-size:])):
            held = float(holds[part].mean())
            if weak is None or held < weak.holds:
                weak = Weakness(name, side, held)
    bound = norm.ppf(1.0 - _BY_CHANCE / max(2 * len(numbers), 1)) * np.sqrt(whole * (1.0 - whole) / size)
    return weak if weak is not None and weak.holds < whole - bound else None


def _battlefields(measurement: Measurement) -> tuple[list[_Field], Floats, Flags]:
    """Battlefields with two powers or more, last shares (S, P, F), and which are not mostly prior (P, F)."""
    year = When.year(measurement.scope.years[-1])
    rests_on: dict[tuple[str, str], set[str]] = {}
    for one in measurement.estimates:
        if one.quantity == _SHARE and one.when == year:
            rests_on.setdefault((one.state, str(one.domain)), set()).update(one.rests_on)
    fields, shares, sure = [], [], []
    for place, state in enumerate(measurement.scope.states):
        for domain, capital in sorted(measurement.capital.items()):
            if (state, domain) in rests_on:
                fields.append(_Field(state, domain, tuple(sorted(rests_on[state, domain]))))
                shares.append(capital.of_powers[place, :, -1])
                known = capital.by_prior[place, : len(measurement.scope.powers), -1] <= MOSTLY_PRIOR
                sure.append(known & ~np.isnan(shares[-1]).any(axis=1))
    if not fields:
        return [], np.empty((0, 0, 0)), np.empty((0, 0), dtype=np.bool_)
    draws = min(one.shape[1] for one in shares)
    kept = np.linspace(0, draws - 1, DRAWS).round().astype(int)
    measured = np.stack([one[:, kept] for one in shares], axis=2).transpose(1, 0, 2)
    return fields, measured, np.stack(sure, axis=1)


def _gdp(gdp_usd: Mapping[tuple[str, int], float], powers: Sequence[str], last: int) -> list[float]:
    years = {year for _, year in gdp_usd if year <= last and all((code, year) in gdp_usd for code in powers)}
    if not years:
        raise CheckError(f"no year up to {last} has the GDP of all powers, which the budgets of a contest need")
    return [gdp_usd[code, max(years)] for code in powers]


class _Publisher:
    """Makes the estimates of the family."""

    def __init__(self, fields: Sequence[_Field], powers: Sequence[str], year: int) -> None:
        self._fields, self._powers, self._when = fields, powers, When.year(year)
        self.estimates: list[Estimate] = []

    def draws(self, name: str, power: int, place: int, draws: Floats) -> None:
        """Publish draws (S,) with their intervals."""
        ends = np.maximum.accumulate(np.quantile(draws, _QUANTILES))
        self._add(name, power, (place,), float(draws.mean()), [float(end) for end in ends])

    def conclusion(self, found: Conclusion, weak: Weakness | None) -> None:
        """Publish how often a conclusion holds and where it is weakest, if that is known."""
        held = float(found.holds.mean())
        self._add(found.kind, found.power, found.places, held, [held] * 4)
        if weak is not None:
            name = f"{found.kind}/unless/{weak.name}/{weak.side}"
            self._add(name, found.power, found.places, weak.holds, [weak.holds] * 4)

    def _add(self, name: str, power: int, places: Sequence[int], mean: float, ends: list[float]) -> None:
        fields = [self._fields[place] for place in places]
        self.estimates.append(
            Estimate.of(
                f"{FAMILY}/{name}",
                mean,
                ends,
                state=fields[0].state if len(fields) == 1 else "",
                power=self._powers[power],
                domain=fields[0].domain,
                when=self._when,
                rests_on=tuple(sorted({key for field in fields for key in field.rests_on})),
                model=MODEL,
            )
        )
