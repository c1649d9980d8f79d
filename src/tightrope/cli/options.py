"""Options that several commands take, and how their values are checked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

LedgerOption = Annotated[
    Path,
    typer.Option(
        "--ledger",
        "-l",
        envvar="TIGHTROPE_LEDGER",
        show_default="tightrope.ledger",
        help="The file that everything is stored in; made if it is not there.",
    ),
]
CaseOption = Annotated[
    str,
    typer.Option("--case", "-c", help="A built-in case by name, or the folder of your own (see `tightrope new-case`)."),
]
SeedOption = Annotated[int, typer.Option(help="Seed of the random draws; the same seed gives the same numbers.")]
DrawsOption = Annotated[int, typer.Option(min=200, help="Posterior draws; more draws, smoother intervals.")]
DomesticOption = Annotated[bool, typer.Option("--domestic", help="Code acts inside one state too (English only).")]
LeastOption = Annotated[
    float,
    typer.Option(
        "--least-confidence",
        min=0,
        max=1,
        help="Leave out what the rules are less sure of than this; 0 keeps everything. See docs/confidence.md.",
    ),
]
DEFAULT_LEDGER = Path("tightrope.ledger")


def one_of(value: str, allowed: Sequence[str], parameter: str) -> None:
    """Refuse a value that is none of those allowed, as wrong usage of a parameter."""
    if value not in allowed:
        raise typer.BadParameter(f"{value!r} is none of {', '.join(allowed)}", param_hint=parameter)
