"""The one-screen table after measuring."""

from __future__ import annotations

from tightrope import brief
from tightrope.cases import Case
from tightrope.cli import console
from tightrope.ledger import Ledger


def show_summary(ledger: Ledger, case: Case) -> None:
    """Print states × powers: share of capital with its 90 % interval, and balance, from the newest run."""
    columns, rows, note = brief.summary(ledger, case)
    console.show_table(case.title["en"], columns, rows)
    console.say(note)
