"""From draws to what they say of waves, of what is coming and of what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tightrope.cases import Case
from tightrope.cli import console
from tightrope.cli.measuring import alignment_of, draws_of, what_counts
from tightrope.cli.outlooking import project_case
from tightrope.dynamics.openings import opening_estimates
from tightrope.dynamics.outlook import HORIZON, PATHS, check_horizon
from tightrope.dynamics.waves import wave_estimates
from tightrope.dynamics.waves.estimates import onset_of
from tightrope.ledger import Ledger
from tightrope.measures import Measurement
from tightrope.records import PROJECTIONS, CheckError, Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """How far and how often to look ahead: seed of all draws, years, and paths of the outlook."""

    seed: int
    horizon: int = HORIZON
    paths: int = PATHS


@dataclass(frozen=True, slots=True)
class Projections:
    """All that a measurement says of how things move: estimates, and notes on what says nothing and why."""

    estimates: tuple[Estimate, ...]
    notes: tuple[str, ...]


def projections(
    ledger: Ledger, case: Case, measurement: Measurement, ahead: Ahead, *, starter: bool = True
) -> Projections:
    """Look for waves, fit push and pull, draw the outlook, follow the scenarios, and look for openings.

    Args:
        ledger: what is known: acts, ties and alignment.
        case: its dates, scenarios and what it assumes of the contest; what it lacks is left out and noted.
        measurement: the draws.
        ahead: how far and how often.
        starter: whether the case's own facts and tables count.

    Raises:
        CheckError: there is no such horizon, or a figure that the contest needs is missing.
    """
    check_horizon(ahead.horizon)
    given = what_counts(ledger, case, starter=starter)
    shocks: dict[str, list[float]] = {}
    for wave in case.waves:
        shocks.setdefault(wave.away_from, []).append(onset_of(wave.since))
    waves = wave_estimates(measurement, case.waves, case.sides, seed=ahead.seed)
    aligned = alignment_of(ledger, case, starter=starter)
    projected = project_case(
        case,
        measurement,
        given,
        aligned,
        shocks=shocks,
        seed=ahead.seed,
        horizon=ahead.horizon,
        paths=ahead.paths,
    )
    openings, why_none = _openings(case, measurement, ahead.seed)
    absent = [] if case.waves else ["no date of a wave was tested: the case names none (waves: in case.yaml)"]
    absent += [] if case.scenarios else ["no scenario was followed: the case has none (scenarios: in case.yaml)"]
    return Projections((*waves, *projected.estimates, *openings), (*absent, *why_none, *projected.notes))


def _openings(case: Case, measurement: Measurement, seed: int) -> tuple[tuple[Estimate, ...], list[str]]:
    economies = case.economies()
    if case.contest is None or economies is None:
        return (), ["no openings were looked for: the case does not say what is assumed (contest: in case.yaml, GDP)"]
    found = opening_estimates(measurement, case.contest, economies.gdp_usd, seed=seed)
    return found, [] if found else ["no openings were looked for: no state and domain has a share of two powers"]


def show_projections(case: Case, found: Projections) -> None:
    """Print waves, half-lives and where shares go; what could not be told, and why, as notes."""
    tables = {
        "Pushes away from a power, beside all other powers": (_WAVES, _wave_rows(case, found.estimates)),
        "Years until half of a deviation has gone": (_HALF_LIVES, _half_life_rows(found.estimates)),
        "Shares over all domains at the end of the outlook": (
            ("state", "year", *case.powers),
            _share_rows(case, found.estimates),
        ),
    }
    for title, (columns, rows) in tables.items():
        if rows:
            console.show_table(title, columns, rows)
    for note in found.notes:
        console.say(note)


_WAVES = ("date", "power", "size (sd of a year)", "as large without a push", "seen if 1 sd", "if 2 sd")
_HALF_LIVES = ("domain", "prior", "posterior", "learned")


def _spread(one: Estimate, form: str) -> str:
    return f"{one.mean:{form}} ({one.low90:{form}} to {one.high90:{form}})"


def _wave_rows(case: Case, estimates: Sequence[Estimate]) -> list[tuple[str, ...]]:
    dates = {wave.since: case.label(f"wave/{wave.name}", "en") for wave in case.waves}
    found = {(one.quantity, one.power, one.when): one for one in estimates}
    return [
        (
            dates.get(when, str(when)),
            power,
            _spread(size, "+.2f"),
            *(f"{found[f'wave/{part}', power, when].mean:.0%}" for part in ("false_alarm", "power_1", "power_2")),
        )
        for (quantity, power, when), size in found.items()
        if quantity == "wave/size"
    ]


def _half_life_rows(estimates: Sequence[Estimate]) -> list[tuple[str, ...]]:
    by_key = {(one.quantity, str(one.domain)): one for one in estimates}
    return [
        (
            domain,
            _spread(by_key["push_pull/prior/half_life", domain], ".0f"),
            _spread(one, ".0f"),
            _spread(by_key["push_pull/contraction/half_life", domain], ".0%"),
        )
        for (quantity, domain), one in by_key.items()
        if quantity == "push_pull/half_life"
    ]


def _share_rows(case: Case, estimates: Sequence[Estimate]) -> list[tuple[str, ...]]:
    """The last year of the outlook."""
    shares = [one for one in estimates if (one.quantity, one.domain) == ("outlook/capital_share_powers", "all")]
    last = max((one.when for one in shares), default=None)
    found = {(one.state, one.power): one for one in shares if one.when == last}
    return [
        (
            case.label(state, "en"),
            str(last),
            *(_spread(found[state, power], ".0%") if (state, power) in found else "–" for power in case.powers),
        )
        for state in case.states
        if any(key[0] == state for key in found)
    ]


def family(quantity: str) -> str:
    """Return the first part of a quantity: the step that it comes from."""
    return quantity.partition("/")[0]


def publish_projections(
    ledger: Ledger, case: Case, estimates: Iterable[Estimate], *, families: Iterable[str], seed: int
) -> str:
    """Publish estimates as a run, with everything of the newest run of the case that is of no family given.

    Args:
        ledger: must hold what the estimates rest on.
        case: the case they are for.
        estimates: those of all the families given; a family without any is taken away.
        families: which of :data:`tightrope.records.PROJECTIONS` are replaced.
        seed: seed they were drawn with.

    Returns:
        The id of the run.

    Raises:
        CheckError: an estimate is of none of the families, a family is unknown, or an estimate rests on what the
            ledger does not hold. Nothing is published then.
    """
    new, replaced = tuple(estimates), frozenset(families)
    others = sorted({family(one.quantity) for one in new} - replaced) + sorted(replaced - PROJECTIONS)
    if others:
        raise CheckError(f"no projection of {', '.join(sorted(replaced))}: {', '.join(others)}", f"case {case.name}")
    kept = [one for one in ledger.estimates(case=case.name) if family(one.quantity) not in replaced]
    return ledger.add_estimates((*kept, *new), draws_of(ledger, case), case=case.name, seed=seed)
