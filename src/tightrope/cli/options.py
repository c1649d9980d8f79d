"""Options that several commands take, and how their values are checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tightrope.measures.kept import KeptDraws

LedgerOption = Annotated[
    Path,
    typer.Option(
        "--ledger",
        "-l",
        envvar="TIGHTROPE_LEDGER",
        show_default="tightrope.ledger",
        help="The file that everything is stored in; commands that store something make it.",
    ),
]
CaseOption = Annotated[
    str,
    typer.Option("--case", "-c", help="A built-in case by name, or the folder of your own (see `tightrope new-case`)."),
]
SeedOption = Annotated[int, typer.Option(help="Seed of the random draws; the same seed gives the same numbers.")]
DrawsOption = Annotated[int, typer.Option(min=200, help="Posterior draws; more draws, smoother intervals.")]
DrawsCacheOption = Annotated[
    Path | None,
    typer.Option(
        "--cache",
        metavar="DIR",
        show_default="LEDGER.draws",
        help="Folder in which draws are kept, so that a domain of which nothing changed is not sampled again.",
    ),
]
NoCacheOption = Annotated[bool, typer.Option("--no-cache", help="Sample every domain anew and keep no draws.")]
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


def kept_draws(ledger: Path, cache: Path | None, no_cache: bool) -> KeptDraws | None:
    """Where draws are kept, as the options say; both of them at once are wrong usage."""
    from tightrope.measures.kept import KeptDraws

    if no_cache and cache is not None:
        raise typer.BadParameter("--cache and --no-cache exclude each other", param_hint="--no-cache")
    return None if no_cache else KeptDraws(cache or ledger.with_name(f"{ledger.name}.draws"))


def one_of(value: str, allowed: Sequence[str], parameter: str) -> None:
    """Refuse a value that is none of those allowed, as wrong usage of a parameter."""
    if value not in allowed:
        raise typer.BadParameter(f"{value!r} is none of {', '.join(allowed)}", param_hint=parameter)
