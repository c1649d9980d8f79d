"""The commands on votes of the General Assembly: arguments and help; the work is done elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tightrope.cli.options import DEFAULT_LEDGER, CaseOption, LedgerOption, SeedOption, one_of
from tightrope.records import ISSUE_AREAS

_AREAS = ", ".join(f"{code} ({name})" for code, name in ISSUE_AREAS.items())


def align(
    ledger: LedgerOption = DEFAULT_LEDGER,
    case: CaseOption = "central_asia",
    variant: Annotated[
        str,
        typer.Option(
            help="coherent (the proper joint posterior) or compatible (the published procedure, step by step)."
        ),
    ] = "coherent",
    period: Annotated[str, typer.Option(help="year or session of the Assembly; only years are published.")] = "year",
    quick: Annotated[
        bool, typer.Option("--quick", help="Points without intervals, in seconds; not published.")
    ] = False,
    seed: SeedOption = 1,
    chains: Annotated[int, typer.Option(min=1, help="Chains; as many run at once as there are cores.")] = 2,
    burn: Annotated[int | None, typer.Option(min=0, help="Sweeps of each chain that are dropped.")] = None,
    sweeps: Annotated[int | None, typer.Option(min=100, help="Sweeps of each chain that count.")] = None,
    stored: Annotated[
        Path | None,
        typer.Option(
            "--continue", help="A saved posterior of fewer votes whose chains go on: half a minute, rougher intervals."
        ),
    ] = None,
    save: Annotated[Path | None, typer.Option(help="File for all draws, as NetCDF (about 100 MB).")] = None,
    moved: Annotated[
        float, typer.Option(help="How large a move must be to be listed, in the unit of positions.")
    ] = 0.3,
    span: Annotated[int, typer.Option(min=1, help="Over how many periods moves are listed.")] = 3,
) -> None:
    """Estimate where every state stands in the UN General Assembly, from the roll calls in the ledger.

    Load them first: `tightrope fetch unga`, then `tightrope load unga unga`. Every state is placed on one line by how
    it voted, year by year, with 50 % and 90 % intervals; those of the case, and their distances to its powers, are
    published for `tightrope brief`. It takes about four minutes on two cores. `docs/alignment.md` has the model.

    Example: tightrope align --save positions.nc
    """
    from dataclasses import replace

    from tightrope.cases import load_case
    from tightrope.cli.aligning import align_into
    from tightrope.ledger import Ledger
    from tightrope.measures.alignment import PLANS, UPDATES, Period, Variant

    one_of(variant, tuple(Variant), "--variant")
    one_of(period, tuple(Period), "--period")
    usual = (PLANS if stored is None else UPDATES)[Variant(variant)]
    plan = replace(
        usual,
        chains=chains,
        seed=seed,
        burn=usual.burn if burn is None else burn,
        sweeps=usual.sweeps if sweeps is None else sweeps,
    )
    with Ledger.open(ledger) as store:
        align_into(
            store,
            load_case(case),
            variant=None if quick else Variant(variant),
            period=Period(period),
            plan=plan,
            stored=stored,
            save=save,
            moved=moved,
            span=span,
        )


def agreement(
    ledger: LedgerOption = DEFAULT_LEDGER,
    case: CaseOption = "central_asia",
    states: Annotated[
        str | None, typer.Option(metavar="CODES", help="States to compare, as KAZ,UZB. Default: those of the case.")
    ] = None,
    others: Annotated[
        str | None,
        typer.Option(metavar="CODES", help="Whom with, as RUS,IND. Default: the powers of the case that vote."),
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="One year. Default: the last in which the most of these states voted.")
    ] = None,
    first: Annotated[int | None, typer.Option("--from", help="First year of several.")] = None,
    last: Annotated[int | None, typer.Option("--to", help="Last year of several.")] = None,
    period: Annotated[
        str,
        typer.Option(
            help="year (calendar year of the vote) or session. The published AgreementScores go by session and call "
            "session 73 the year 2018, that is session + 1945: for their numbers say `--period session --year 2018`."
        ),
    ] = "year",
    issue: Annotated[str | None, typer.Option(help=f"Only roll calls of one area: {_AREAS}.")] = None,
    important: Annotated[
        bool, typer.Option("--important", help="Only roll calls that the US Department of State listed as important.")
    ] = False,
    seed: SeedOption = 1,
) -> None:
    """Say who votes with whom in the UN General Assembly: scores straight from the roll calls, without a model.

    For each state and power: on how many roll calls both voted (an absence is no vote); the agreement score as
    published by Voeten (yes 1, abstention ½, no 0; 1 is always alike) with a 90 % bootstrap interval over resolutions;
    Cohen's kappa and Scott's pi with squared distances (Häge 2011), which take out what chance would give. With fewer
    than 10 common votes there is no score.

    Areas and importance are known only as far as the ledger's sources code them: Voeten's data code areas until session
    74 (in session 74 neither co nor ec) and importance from 1983 to session 72; the files of UNxml code neither. Where
    nothing is coded, the table says so instead of 0.

    Example: tightrope agreement --issue hr --from 2010 --to 2019
    """
    from tightrope.cases import load_case
    from tightrope.cli.agreeing import Wanted, show_agreement
    from tightrope.ledger import Ledger
    from tightrope.measures.alignment import Period

    one_of(period, tuple(Period), "--period")
    if issue is not None:
        one_of(issue, tuple(ISSUE_AREAS), "--issue")
    if year is not None and (first is not None or last is not None):
        raise typer.BadParameter("one year, or --from and --to", param_hint="--year")
    wanted = Wanted(
        period=Period(period),
        first=first if year is None else year,
        last=last if year is None else year,
        issue=issue or "",
        important=important,
        seed=seed,
    )
    with Ledger.open(ledger, read_only=True) as store:
        show_agreement(store, load_case(case), wanted, states=_codes(states), others=_codes(others))


def _codes(text: str | None) -> tuple[str, ...]:
    """Codes of a list as a user types it, each once."""
    return tuple(dict.fromkeys(code.strip().upper() for code in (text or "").split(",") if code.strip()))
