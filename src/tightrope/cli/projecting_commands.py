"""The command on what is coming: arguments and help; the work is done elsewhere."""

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


def project(
    ledger: LedgerOption = DEFAULT_LEDGER,
    case: CaseOption = "central_asia",
    horizon: Annotated[int, typer.Option(help="Years ahead, 1 to 25.")] = 10,
    paths: Annotated[int, typer.Option(min=200, max=100_000, help="Paths of the outlook.")] = 10_000,
    seed: SeedOption = 1,
    draws: DrawsOption = 1200,
    starter: Annotated[bool, typer.Option(help="Whether the case's own facts and tables count.")] = True,
    cache: DrawsCacheOption = None,
    no_cache: NoCacheOption = False,
) -> None:
    """Tell how measures move: waves, push and pull, the outlook with scenarios, and openings.

    Measures first, or takes the draws of the last `tightrope measure` if it had the same --seed and --draws and nothing
    changed since; both are published as one run. Dates of waves, scenarios and what is assumed of the contest between
    the powers stand in the case; what it lacks is left out and said. How good such outlooks were in the past is what
    `tightrope score outlook` tells. Intervals are printed for everything; a number without one is a probability.

    Example: tightrope project --horizon 5
    """
    from tightrope.cases import load_case
    from tightrope.cli.measured import measured
    from tightrope.cli.measuring import publish_measurement
    from tightrope.cli.projecting import Ahead, projections, show_projections
    from tightrope.dynamics.outlook import check_horizon
    from tightrope.ledger import Ledger

    check_horizon(horizon)
    the_case, kept = load_case(case), kept_draws(ledger, cache, no_cache)
    with Ledger.open(ledger) as store:
        with measured(
            store, the_case, seed=seed, draws=draws, starter=starter, kept=kept, after="projecting"
        ) as measurement:
            ahead = Ahead(seed=seed, horizon=horizon, paths=paths)
            found = projections(store, the_case, measurement, ahead, starter=starter)
            published = publish_measurement(store, the_case, measurement, starter=starter, projections=found.estimates)
        console.say(f"{published} estimates published, {len(found.estimates)} of them projections")
        show_projections(the_case, found)
