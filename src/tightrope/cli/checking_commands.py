"""The command on claims: arguments and help; the work is done elsewhere."""

from __future__ import annotations

from typing import Annotated

import typer

from tightrope.cli import console
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


def check(
    claims: Annotated[
        list[str] | None, typer.Argument(metavar="[CLAIM]...", help="Names of claims; all of them if none is given.")
    ] = None,
    ledger: LedgerOption = DEFAULT_LEDGER,
    case: CaseOption = "central_asia",
    seed: SeedOption = 1,
    draws: DrawsOption = 1200,
    starter: Annotated[bool, typer.Option(help="Whether the case's own facts and tables count.")] = True,
    cache: DrawsCacheOption = None,
    no_cache: NoCacheOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Hold what experts and officials claim against measures and ledger: supported, contradicted or undecided.

    Claims and their tests stand in the case's `claims.yaml`. A claim is supported if its test holds in at least 90 % of
    the draws, contradicted if it holds in at most 10 %. What nobody measured or reported speaks for neither side. With
    names, everything behind each verdict is printed: what speaks for it, what against it, what the test leaves out and
    which data would decide it. The verdicts are stored; `tightrope brief` prints them.

    The draws of the last `tightrope measure` serve if it had the same --seed and --draws and nothing changed since.
    Alignment, waves and outlooks are those that were published last.

    Example: tightrope check

    Example: tightrope check old-capital little-effect
    """
    from tightrope.cases import load_case
    from tightrope.cli.checking import as_json as in_json
    from tightrope.cli.checking import check_case, show_verdicts
    from tightrope.cli.measured import measured
    from tightrope.ledger import Ledger

    the_case, kept = load_case(case), kept_draws(ledger, cache, no_cache)
    told = the_case.claims()
    if not told:
        console.complain(f"the case {the_case.name} has no claims: write them into {the_case.folder / 'claims.yaml'}")
        return
    with (
        Ledger.open(ledger) as store,
        measured(store, the_case, seed=seed, draws=draws, starter=starter, kept=kept, after="checking") as measurement,
    ):
        verdicts = check_case(store, the_case, measurement, told, claims or (), starter=starter)
    if as_json:
        console.say(in_json(told, verdicts))
    else:
        show_verdicts(the_case, told, verdicts, whole=bool(claims))
