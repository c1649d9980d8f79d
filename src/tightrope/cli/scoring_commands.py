"""`tightrope score`: of the coder, unless what is scored is named; arguments and help, the work is done elsewhere."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tightrope.cli import console
from tightrope.cli.extraction_commands import score as score_coder
from tightrope.cli.options import (
    DEFAULT_LEDGER,
    CaseOption,
    DrawsCacheOption,
    DrawsOption,
    LedgerOption,
    NoCacheOption,
    SeedOption,
    kept_draws,
)

#: What is scored if nothing is named.
CODER = "coder"


class ScoreGroup(TyperGroup):
    """Takes what names no command of its own for arguments of ``coder``: a folder called ``outlook`` is ./outlook."""

    default = CODER

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name of the default command first unless one is there."""
        return super().parse_args(ctx, args if args and args[0] in self.commands else [CODER, *args])


score = typer.Typer(cls=ScoreGroup, no_args_is_help=False)
score.command(CODER)(score_coder)


@score.command("flows")
def score_flows(ledger: LedgerOption = DEFAULT_LEDGER, case: CaseOption = "central_asia", seed: SeedOption = 1) -> None:
    """Hold what event data sets count against what was coded from documents, month by month.

    Compared are the months of which both know anything: for each pair and side, the correlation of ranks (Spearman) and
    of figures (Pearson) of the scores of their acts, each corrected for how much its source covers, with intervals from
    a bootstrap of blocks of months. `tightrope measure` publishes the same numbers.

    Example: tightrope score flows
    """
    from tightrope.cases import load_case
    from tightrope.cli.flowing import show_agreements
    from tightrope.ledger import Ledger

    with Ledger.open(ledger, read_only=True) as store:
        show_agreements(store, load_case(case), seed=seed)


@score.command("outlook")
def score_outlook(
    ledger: LedgerOption = DEFAULT_LEDGER,
    case: CaseOption = "central_asia",
    series: Annotated[
        list[str] | None,
        typer.Option(
            "--series", metavar="SERIES", help="Only this channel, or ties; can be given again. Default: all that can."
        ),
    ] = None,
    seed: SeedOption = 1,
    draws: DrawsOption = 400,
    cache: DrawsCacheOption = None,
    no_cache: NoCacheOption = False,
) -> None:
    """Score past outlooks: what the model would have said at the end of each year, beside what came.

    At each origin the model is run on what was known then: figures for years up to it, texts published by then, roll
    calls held by then. What it says one to five years ahead is scored against what came, and against persistence,
    random walk, drift and climatology from the same past. The interval of a skill counts the forecasts of one origin as
    one; where it includes 0, no skill is shown, and the last column says how large one would have to be.

    Scored are the shares of channels whose tables give the rest of the world too, in most years; if the ledger holds
    roll calls, the distances of alignment; and where the case's list of ties is complete, which of them end and begin
    within one, three and five years (Brier score). The scores of a series replace those published before; `tightrope
    brief` shows them. The first run takes about a minute, with all roll calls eight on two cores; draws are kept, so a
    second one takes seconds.

    Example: tightrope score outlook --series economy.trade
    """
    from tightrope.cases import load_case
    from tightrope.cli.outlook_scoring import score_outlook_of
    from tightrope.ledger import Ledger

    the_case, kept = load_case(case), kept_draws(ledger, cache, no_cache)
    with Ledger.open(ledger) as store:
        score_outlook_of(store, the_case, series=series or (), seed=seed, draws=draws, kept=kept)
    if kept is not None and kept.unwritten:
        console.complain(f"draws are not kept: {kept.folder} cannot be written ({kept.unwritten})")
