"""From the ledger's evidence to published estimates."""

from __future__ import annotations

from tightrope.cases import Case
from tightrope.ledger import Ledger
from tightrope.measures import Measurement, measure
from tightrope.records import Event, Stock, Tie


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
    """Measure capital and balance, each year of the case's window, from what the ledger holds; publish them there."""
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
    ledger.add_estimates(measurement.estimates, case=case.name, seed=seed)
    return measurement
