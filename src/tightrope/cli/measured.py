"""What commands that measure first have in common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tightrope.cases import Case
from tightrope.cli import console
from tightrope.cli.measuring import load_starter, measure_case
from tightrope.ledger import Ledger
from tightrope.measures import Measurement
from tightrope.measures.kept import KeptDraws


@contextmanager
def measured(
    ledger: Ledger, case: Case, *, seed: int, draws: int, starter: bool, kept: KeptDraws | None, after: str
) -> Iterator[Measurement]:
    """Put the case's own facts into the ledger if they count, measure, and show how far it is.

    The bar stays, with the label ``after``, until what is done with the measurement is done.

    Raises:
        CheckError: the ledger holds nothing that any channel of the case could be measured from.
    """
    with console.progress("measuring", total=1.0, percent=True) as bar:
        if starter:
            load_starter(ledger, case)
        yield measure_case(
            ledger,
            case,
            seed=seed,
            draws=draws,
            starter=starter,
            kept=kept,
            progress=lambda part: console.show_part(bar, part, "measuring", after),
        )
