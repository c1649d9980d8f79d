"""Options that several commands take, and how their values are checked."""

from __future__ import annotations

import re
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
        help="Leave out what the rules are less sure of than this; 0 keeps everything. For rules only: "
        "docs/confidence.md.",
    ),
]
DEFAULT_LEDGER = Path("tightrope.ledger")


_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def language_tag(value: str, parameter: str) -> None:
    """Refuse what is no tag of a language, as wrong usage of a parameter."""
    if not _TAG.fullmatch(value):
        raise typer.BadParameter(f"{value!r} is no tag of a language such as en, zh-Hant, de", param_hint=parameter)


def one_of(value: str, allowed: Sequence[str], parameter: str) -> None:
    """Refuse a value that is none of those allowed, as wrong usage of a parameter."""
    if value not in allowed:
        raise typer.BadParameter(f"{value!r} is none of {', '.join(allowed)}", param_hint=parameter)
