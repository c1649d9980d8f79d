"""From the ledger to scores of past outlooks: made at each origin, published, printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tightrope.cases import Case
from tightrope.cli import console
from tightrope.cli.measuring import load_starter, what_counts
from tightrope.cli.projecting import publish_projections
from tightrope.dynamics.hindcast import HORIZONS, Given, share_forecasts
from tightrope.dynamics.references import PERSISTENCE, REFERENCES
from tightrope.dynamics.scorecard import ALL_HORIZONS, FAMILY, Scored, score, score_estimates
from tightrope.ledger import Ledger
from tightrope.measures.kept import KeptDraws
from tightrope.measures.posterior import Progress, Run
from tightrope.records import ChannelKind, CheckError, Estimate


def score_outlook_of(
    ledger: Ledger, case: Case, *, series: Sequence[str], seed: int, draws: int, kept: KeptDraws | None
) -> None:
    """Score past outlooks of a case, publish the scores and print them.

    Args:
        ledger: what is known.
        case: whose states, powers and channels.
        series: the channels to score; all that can be, if none is given.
        seed: seed of the draws.
        draws: posterior draws at each origin.
        kept: draws of earlier runs, by origin.

    Raises:
        CheckError: there is no channel of a name, or nothing has enough of a past to be scored.
    """
    load_starter(ledger, case)
    with console.progress("looking back", total=1.0, percent=True) as bar:
        scored = hindcast_case(
            ledger,
            case,
            series=series,
            run=Run(seed=seed, draws=draws),
            kept=kept,
            progress=lambda part: bar.update(bar.task_ids[0], completed=part),
        )
    estimates = score_estimates(scored)
    publish_projections(ledger, case, estimates, families=(FAMILY,), seed=seed)
    show_scores(estimates, [one.forecasts.series for one in scored])
    console.say(f"{len(estimates)} scores published; tightrope brief shows them")


def hindcast_case(
    ledger: Ledger,
    case: Case,
    *,
    series: Sequence[str] = (),
    run: Run,
    kept: KeptDraws | None = None,
    progress: Progress | None = None,
) -> tuple[Scored, ...]:
    """Score what the model would have said of each channel's shares at the end of every year; publish nothing.

    Raises:
        CheckError: there is no channel of a name, or nothing has enough of a past to be scored.
    """
    channels = [channel.name for channel in case.channels if channel.kind is ChannelKind.AMOUNT]
    unknown = sorted(set(series) - set(channels))
    if unknown:
        raise CheckError(f"no channel of amounts: {', '.join(unknown)}; there are {', '.join(channels)}", "--series")
    given = _given(ledger, case)
    held = {(one.channel, one.holder) for one in given.observations}
    wanted = [name for name in channels if name in (series or channels) and (name, "ROW") in held]
    found = []
    for number, name in enumerate(wanted):
        forecasts = share_forecasts(
            given,
            name,
            case.channels,
            case.states,
            case.powers,
            case.years,
            run,
            kept=kept,
            progress=_part(progress, number, len(wanted)),
        )
        found += [score(forecasts, run.seed)] if forecasts is not None else []
    if not score_estimates(found):
        raise CheckError(
            "nothing to score: no channel asked for has shares of a whole (its table gives the rest of the world) in "
            "enough years; load a data set that has them",
            f"case {case.name}",
        )
    return tuple(found)


def _given(ledger: Ledger, case: Case) -> Given:
    given = what_counts(ledger, case, starter=True)
    documents = sorted({one.document for one in (*given.stocks, *given.ties)})
    published = {key: day for key in documents if (day := ledger.document(key).published)}
    return Given(observations=given.observations, stocks=given.stocks, ties=given.ties, published=published)


def _part(progress: Progress | None, number: int, parts: int) -> Progress | None:
    return None if progress is None else lambda part: progress((number + part) / parts)


def show_scores(estimates: Sequence[Estimate], series: Sequence[str]) -> None:
    """Print a table of the scores by series and years ahead."""
    found = {one.quantity: one for one in estimates}
    rows = [
        _row(found, name, horizon)
        for name in series
        for horizon in (*map(str, HORIZONS), ALL_HORIZONS)
        if f"{FAMILY}/{name}/crps/{horizon}" in found
    ]
    columns = ("series", "years ahead", "origins", "forecasts", "CRPS", "in 50 %", "in 90 %")
    skills = tuple(f"skill against {name.replace('_', ' ')}" for name in REFERENCES)
    console.show_table(
        "Past outlooks; skill with 90 % intervals", (*columns, *skills, "least skill against persistence shown"), rows
    )


def _row(found: Mapping[str, Estimate], series: str, horizon: str) -> tuple[str, ...]:
    def of(measure: str) -> Estimate:
        return found[f"{FAMILY}/{series}/{measure}/{horizon}"]

    return (
        series,
        horizon,
        f"{of('origins').mean:.0f}",
        f"{of('forecasts').mean:.0f}",
        f"{of('crps').mean:.4f}",
        *(f"{of(f'covers{level}').mean:.0%}" for level in (50, 90)),
        *(f"{one.mean:+.2f} ({one.low90:+.2f} to {one.high90:+.2f})" for one in (of(f"skill/{r}") for r in REFERENCES)),
        f"{of(f'shown/{PERSISTENCE}').mean:.2f}",
    )
