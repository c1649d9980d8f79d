"""From the ledger to scores of past outlooks: made at each origin, published, printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tightrope.cases import Case
from tightrope.cli import console
from tightrope.cli.aligning import members_of
from tightrope.cli.measuring import days_of_publication, load_starter, what_counts
from tightrope.cli.projecting import publish_projections
from tightrope.dynamics.alignment_hindcast import DISTANCE, Voters, distance_forecasts
from tightrope.dynamics.hindcast import HORIZONS, Forecasts, Given, share_forecasts
from tightrope.dynamics.references import PERSISTENCE, REFERENCES
from tightrope.dynamics.scorecard import ALL_HORIZONS, FAMILY, MODEL, Scored, score, score_estimates
from tightrope.dynamics.tie_hindcast import (
    EVENT_REFERENCES,
    EVENT_SERIES,
    FEW_EVENTS,
    YEARS_AHEAD,
    dated_spells,
    event_estimates,
    tie_chances,
)
from tightrope.ledger import Ledger
from tightrope.measures.kept import KeptDraws
from tightrope.measures.posterior import Progress, Run
from tightrope.measures.totals import REST_OF_WORLD
from tightrope.names import Names
from tightrope.records import ChannelKind, CheckError, Estimate
from tightrope.sources.roll_calls import join

#: What exits and entries of ties are called among the series.
TIES = "ties"
#: About how many times as long votes take as a channel.
_VOTES = 9


def score_outlook_of(
    ledger: Ledger, case: Case, *, series: Sequence[str], seed: int, draws: int, kept: KeptDraws | None
) -> None:
    """Score past outlooks of a case, publish the scores and print them.

    Args:
        ledger: what is known.
        case: whose states, powers and channels.
        series: what to score: channels, :data:`DISTANCE` or :data:`TIES`; all that can be, if none is given.
        seed: seed of the draws.
        draws: posterior draws at each origin.
        kept: draws of earlier runs, by origin.

    Raises:
        CheckError: there is no series of a name, or nothing has enough of a past to be scored.
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
    events = score_ties(ledger, case) if TIES in (series or (TIES,)) else ()
    estimates = (*score_estimates(scored), *events)
    if not estimates:
        raise CheckError(
            "nothing to score: no channel asked for has shares of a whole (its table gives the rest of the world) in "
            "enough years, no list of ties is complete, and alignment needs roll calls; load a data set that has them",
            f"case {case.name}",
        )
    names = tuple(sorted({"/".join(one.quantity.split("/")[:2]) + "/" for one in estimates}))
    others = [one for one in ledger.estimates(case=case.name) if one.quantity.startswith(f"{FAMILY}/")]
    others = [one for one in others if not one.quantity.startswith(names)]
    publish_projections(ledger, case, (*others, *estimates), families=(FAMILY,), seed=seed)
    if scored:
        show_scores(estimates, [one.forecasts.series for one in scored])
    if events:
        show_events(events)
    if next(ledger.roll_calls(), None) is None:
        console.say("alignment is not scored: the ledger holds no roll calls (tightrope load unga)")
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
    """Score what the models would have said of shares and alignment at the end of every year; publish nothing.

    Raises:
        CheckError: there is no series of a name.
    """
    channels = [channel.name for channel in case.channels if channel.kind is ChannelKind.AMOUNT]
    unknown = sorted(set(series) - {*channels, DISTANCE, TIES})
    if unknown:
        there = ", ".join((*channels, DISTANCE, TIES))
        raise CheckError(f"nothing of amounts, votes or ties: {', '.join(unknown)}; there are {there}", "--series")
    given = _given(ledger, case)
    held = {(one.channel, one.holder) for one in given.observations}
    wanted = [name for name in channels if name in (series or channels) and (name, REST_OF_WORLD) in held]
    votes = DISTANCE in (series or (DISTANCE,)) and next(ledger.roll_calls(), None) is not None
    parts = len(wanted) + votes * _VOTES
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
            progress=_part(progress, number / parts, 1 / parts),
        )
        found += [score(forecasts, run.seed)] if forecasts is not None else []
    if votes:
        distances = _distances(ledger, case, run, kept, _part(progress, len(wanted) / parts, _VOTES / parts))
        found += [score(distances, run.seed)] if distances is not None else []
    return tuple(found)


def score_ties(ledger: Ledger, case: Case) -> tuple[Estimate, ...]:
    """Score when ties end and begin, at the end of every year of the case; empty without a complete list of ties."""
    given = what_counts(ledger, case, starter=True)
    spells = dated_spells(case.channels, given.ties, case.states, case.powers)
    chances = tie_chances(spells, first=case.years[0], last=case.years[-1])
    return event_estimates(chances, family=FAMILY, model=MODEL)


def _distances(ledger: Ledger, case: Case, run: Run, kept: KeptDraws | None, progress: Progress) -> Forecasts | None:
    joined = join(ledger.roll_calls(), ledger.origins())
    return distance_forecasts(
        joined.roll_calls,
        [tuple(call.id for call in parts) for parts in joined.parts],
        Voters(states=case.states, powers=case.powers, members=members_of(Names.builtin())),
        run.seed,
        folder=None if kept is None else kept.folder,
        progress=progress,
    )


def _given(ledger: Ledger, case: Case) -> Given:
    given = what_counts(ledger, case, starter=True)
    published = days_of_publication(ledger, (*given.stocks, *given.ties))
    return Given(observations=given.observations, stocks=given.stocks, ties=given.ties, published=published)


def _part(progress: Progress | None, begin: float, length: float) -> Progress:
    return lambda part: None if progress is None else progress(begin + length * part)


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
    others = ("least skill against persistence shown", "who comes first (Brier), against persistence")
    console.show_table("Past outlooks; skill with 90 % intervals", (*columns, *skills, *others), rows)


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
        *(_skill(of(f"skill/{name}")) for name in REFERENCES),
        f"{of(f'shown/{PERSISTENCE}').mean:.2f}",
        _skill(found.get(f"{FAMILY}/{series}/first/{PERSISTENCE}/{horizon}")),
    )


def _skill(one: Estimate | None) -> str:
    return "–" if one is None else f"{one.mean:+.2f} ({one.low90:+.2f} to {one.high90:+.2f})"


def show_events(estimates: Sequence[Estimate]) -> None:
    """Print a table of the scores of ties that ended and began, and say where there were few."""
    found = {one.quantity: one for one in estimates}
    numbers = ("origins", "forecasts", "happened", "expected", "brier")
    rows, notes = [], []
    for series in EVENT_SERIES:
        name = f"{FAMILY}/{series}"
        for ahead in YEARS_AHEAD:
            if f"{name}/brier/{ahead}" in found:
                told = (found[f"{name}/{one}/{ahead}"].mean for one in numbers)
                forms = (".0f", ".0f", ".0f", ".1f", ".4f")
                skills = (found.get(f"{name}/skill/{one}/{ahead}") for one in EVENT_REFERENCES)
                shown = found.get(f"{name}/shown/{EVENT_REFERENCES[-1]}/{ahead}")
                rows.append(
                    (
                        series,
                        str(ahead),
                        *(f"{value:{form}}" for value, form in zip(told, forms, strict=True)),
                        *map(_skill, skills),
                        "–" if shown is None else f"{shown.mean:.2f}",
                    )
                )
        events = found.get(f"{name}/events")
        if events is not None and events.mean < FEW_EVENTS:
            notes.append(f"{series}: {events.mean:.0f} events are too few to tell how good forecasts of them are")
    columns = ("series", "within years", "origins", "forecasts", "came", "expected", "Brier score")
    skills_of = tuple(f"skill against {name}" for name in EVENT_REFERENCES)
    shown_of = f"least skill against {EVENT_REFERENCES[-1]} shown"
    console.show_table("Ties that end and begin; skill with 90 % intervals", (*columns, *skills_of, shown_of), rows)
    for note in notes:
        console.say(note)
