"""Options that several commands take."""

from __future__ import annotations

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
DEFAULT_LEDGER = Path("tightrope.ledger")
