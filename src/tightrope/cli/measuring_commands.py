"""The commands on capital: arguments and help; the work is done elsewhere."""

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


def measure(
    ledger: LedgerOption = DEFAULT_LEDGER,
    case: CaseOption = "central_asia",
    seed: SeedOption = 1,
    draws: DrawsOption = 1200,
    starter: Annotated[bool, typer.Option(help="Whether the case's own facts and tables count.")] = True,
    gaps: Annotated[
        bool, typer.Option("--gaps", help="List what was left out and what has no estimate, and why.")
    ] = False,
    cache: DrawsCacheOption = None,
    no_cache: NoCacheOption = False,
) -> None:
    """Measure capital and balance from all that the ledger holds.

    The case's own facts and tables go into the ledger first; what its folder no longer says does not count. The
    estimates are published to the ledger as one run; earlier runs stay readable. A domain whose readings, seed and
    draws are those of an earlier run is not sampled again. How well the two Markov chains of each domain agree is
    printed; where they do not, run longer (--draws).

    Example: tightrope measure --seed 7 --draws 4000
    """
    from tightrope.cases import load_case
    from tightrope.cli.measured import measured
    from tightrope.cli.measuring import publish_measurement, show_gaps, show_sampling
    from tightrope.cli.summary import show_summary
    from tightrope.ledger import Ledger

    the_case, kept = load_case(case), kept_draws(ledger, cache, no_cache)
    with Ledger.open(ledger) as store:
        with measured(
            store, the_case, seed=seed, draws=draws, starter=starter, kept=kept, after="publishing"
        ) as measurement:
            published = publish_measurement(store, the_case, measurement, starter=starter)
        console.say(f"{published} estimates published")
        show_sampling(measurement, kept)
        show_gaps(measurement, whole=gaps)
        show_summary(store, the_case)


def conflicts(
    ledger: LedgerOption = DEFAULT_LEDGER,
    case: CaseOption = "central_asia",
    starter: Annotated[bool, typer.Option(help="Whether the case's own facts and tables count.")] = True,
    least: Annotated[
        float, typer.Option(min=0, help="How far apart figures of two sources may be, in joint standard deviations.")
    ] = 2.0,
    far: Annotated[
        float, typer.Option(min=0, help="How far a figure may be from what all others say, in scales of its noise.")
    ] = 3.0,
    model: Annotated[bool, typer.Option(help="Whether figures are also held against the fitted model.")] = True,
    seed: SeedOption = 1,
    draws: DrawsOption = 1200,
    cache: DrawsCacheOption = None,
    no_cache: NoCacheOption = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """List where sources contradict each other: about figures, about ties, and a figure against all others.

    Two figures for the same channel, holder, state and time contradict each other if they differ by more than their
    noise and the grades of their sources allow. A tie is told differently if one source says that it stands when by
    another it had ended or never was. A figure stands alone if the fitted model, from all other figures of its domain,
    expects another one; the draws of the last `tightrope measure` serve if it had the same --seed and --draws and
    nothing changed since.

    Nothing is decided by it: both sides stay in the measurement. The ids are what `tightrope trace` takes.

    Example: tightrope conflicts --least 3

    Example: tightrope conflicts --no-model --json
    """
    from tightrope.cases import load_case
    from tightrope.cli.conflicting import show
    from tightrope.cli.measuring import find_conflicts, load_starter
    from tightrope.ledger import Ledger

    the_case, kept = load_case(case), kept_draws(ledger, cache, no_cache)
    with Ledger.open(ledger) as store, console.progress("comparing", total=1.0, percent=True) as bar:
        if starter:
            load_starter(store, the_case)
        found = find_conflicts(
            store,
            the_case,
            starter=starter,
            least=least,
            far=far,
            model=model,
            seed=seed,
            draws=draws,
            kept=kept,
            progress=lambda part: bar.update(bar.task_ids[0], completed=part),
        )
    show(found, model=model, as_json=as_json)
