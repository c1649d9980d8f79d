"""From the ledger's evidence to published estimates."""

from __future__ import annotations

from tightrope.cases import Case, from_case
from tightrope.cli import console
from tightrope.ledger import Ledger
from tightrope.measures import Measurement, measure
from tightrope.records import CheckError, Event, Stock, Tie


def load_starter(ledger: Ledger, case: Case) -> None:
    """Put the case's own evidence and observations into the ledger; what is there already is not added again."""
    starter = case.starter()
    for notes, evidence in starter.documents:
        if ledger.add_document(notes, evidence, compare=False).status != "new":
            ledger.add_evidence(notes, evidence)  # a fact that was coded anew has the same statement
    for origin, rows in starter.tables:
        ledger.add_observations(origin, rows)


def measure_into(ledger: Ledger, case: Case, *, seed: int, draws: int, starter: bool = True) -> Measurement:
    """Measure capital and balance, each year of the case's window, from what the ledger holds; publish them there.

    Args:
        ledger: what is known.
        case: whose states, powers and channels. Of statements made by cases only this one's count, as they stand now.
        seed: seed of the draws.
        draws: number of posterior draws.
        starter: whether the case's own facts and tables count.

    Raises:
        CheckError: the ledger holds nothing that any channel of the case could be measured from.
    """
    evidence, observations = list(case.current(ledger.evidence())), list(ledger.observations())
    if not starter:
        tables = {origin.id for origin, _ in case.starter().tables}
        evidence = [one for one in evidence if not from_case(one)]
        observations = [one for one in observations if one.origin not in tables]
    measurement = measure(
        observations=observations,
        stocks=[one for one in evidence if isinstance(one, Stock)],
        ties=[one for one in evidence if isinstance(one, Tie)],
        events=[one for one in evidence if isinstance(one, Event)],
        channels=case.channels,
        states=case.states,
        powers=case.powers,
        years=range(case.window.first, case.window.last + 1),
        seed=seed,
        draws=draws,
    )
    if not measurement.estimates:
        raise CheckError(
            "nothing to measure: the case itself is in order, but the ledger holds no figure and no tie between its "
            "states and powers for any of its channels; read documents, load a data set or fill in the case's tables",
            f"case {case.name}",
        )
    ledger.add_estimates(measurement.estimates, case=case.name, seed=seed)
    return measurement


def show_gaps(measurement: Measurement, *, whole: bool) -> None:
    """Print how much was left out and what has no estimate; both with reasons, row by row, if the whole is wanted."""
    left_out = sum(one.count for one in measurement.left_out)
    hint = "" if whole else " (--gaps lists both with their reasons)"
    console.say(f"left out: {left_out} records; without an estimate: {len(measurement.gaps)} cells{hint}")
    if not whole:
        return
    rows = [(one.what, str(one.count), one.reason) for one in measurement.left_out]
    console.show_table("Left out", ("what", "records", "why"), rows)
    gaps = [(gap.state, gap.domain, gap.power, _years(gap.years), gap.reason) for gap in measurement.gaps]
    console.show_table("Without an estimate", ("state", "domain", "power", "years", "why"), gaps)


def _years(years: tuple[int, ...]) -> str:
    """Years as runs: ``1991-1996, 2023``."""
    runs: list[list[int]] = []
    for year in sorted(years):
        if runs and year == runs[-1][-1] + 1:
            runs[-1][1:] = [year]
        else:
            runs.append([year])
    return ", ".join("-".join(map(str, run)) for run in runs)
