"""From the ledger's evidence to published estimates."""

from __future__ import annotations

from tightrope.cases import Case
from tightrope.ledger import Ledger
from tightrope.measures import Measurement, measure
from tightrope.records import CheckError, Event, Stock, Tie


def load_starter(ledger: Ledger, case: Case) -> tuple[int, int]:
    """Put the case's own evidence and observations into the ledger; what is there already is not added again.

    Returns:
        The number of documents and of observations that were new.
    """
    starter = case.starter()
    placements = [ledger.add_document(notes, evidence, compare=False) for notes, evidence in starter.documents]
    observations = sum(ledger.add_observations(origin, rows) for origin, rows in starter.tables)
    return sum(placement.status == "new" for placement in placements), observations


def measure_into(ledger: Ledger, case: Case, *, seed: int, draws: int) -> Measurement:
    """Measure capital and balance, each year of the case's window, from what the ledger holds; publish them there.

    Raises:
        CheckError: the ledger holds nothing that any channel of the case could be measured from.
    """
    measurement = measure(
        observations=list(ledger.observations()),
        stocks=[evidence for evidence in ledger.evidence(kind="stock") if isinstance(evidence, Stock)],
        ties=[evidence for evidence in ledger.evidence(kind="tie") if isinstance(evidence, Tie)],
        events=[evidence for evidence in ledger.evidence(kind="event") if isinstance(evidence, Event)],
        channels=case.channels,
        states=case.states,
        powers=case.powers,
        years=range(case.window.first, case.window.last + 1),
        seed=seed,
        draws=draws,
    )
    if not measurement.estimates:
        raise CheckError(
            "nothing to measure: the ledger holds no figure and no tie between its states and powers for any of its "
            "channels; read documents, load a data set or fill in the case's tables",
            f"case {case.name}",
        )
    ledger.add_estimates(measurement.estimates, case=case.name, seed=seed)
    return measurement
