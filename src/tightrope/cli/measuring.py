"""From the ledger's evidence to published estimates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import numpy as np

from tightrope.cases import Case, from_case
from tightrope.cli import console, messages
from tightrope.cli.flowing import flow_estimates
from tightrope.ledger import Ledger
from tightrope.measures import Measurement, measure
from tightrope.measures.conflicts import Conflict, Kind
from tightrope.measures.convergence import LARGEST_RHAT, convergence
from tightrope.measures.drawing import draw_capital
from tightrope.measures.gravity import expected_shares
from tightrope.measures.kept import KeptDraws
from tightrope.measures.measuring import disagreements
from tightrope.measures.posterior import Progress, Run
from tightrope.measures.readings import Scope, collect_readings
from tightrope.measures.weighting import share_draws
from tightrope.records import (
    ALIGNMENT,
    HINDCAST,
    OTHER_CHANNELS,
    CheckError,
    Estimate,
    Event,
    Observation,
    ShareDraws,
    Stock,
    Tie,
)

_CONTRADICTIONS = {
    Kind.FIGURES: "between figures of two sources",
    Kind.TIE: "about ties",
    Kind.MODEL: "of a figure with what all others say",
}


def load_starter(ledger: Ledger, case: Case) -> None:
    """Put the case's own evidence and observations into the ledger; what is there already is not added again."""
    starter = case.starter()
    for notes, evidence in starter.documents:
        if ledger.add_document(notes, evidence, compare=False).status != "new":
            ledger.add_evidence(notes, evidence)  # a fact that was coded anew has the same statement
    for origin, rows in starter.tables:
        ledger.add_observations(origin, rows)


def expected_split(case: Case) -> dict[tuple[str, int], dict[str, float]]:
    """What a gravity equation expects the powers to hold, by state and year; none where the case lacks figures for it.

    Raises:
        CaseError: the case's table of economies or of places is wrong.
    """
    economies = case.economies()
    if economies is None:
        return {}
    shares = expected_shares(economies.gdp_usd, economies.places, case.states, case.powers, case.years)
    return {
        (state, year): dict(zip(case.powers, shares[s, t].tolist(), strict=True))
        for s, state in enumerate(case.states)
        for t, year in enumerate(case.years)
        if not np.isnan(shares[s, t]).any()
    }


class Given(NamedTuple):
    """What a measurement is made from, and the day of publication of each document with a tie."""

    observations: list[Observation]
    stocks: list[Stock]
    ties: list[Tie]
    events: list[Event]
    published: dict[str, date]


def what_counts(ledger: Ledger, case: Case, *, starter: bool) -> Given:
    """Read what the ledger holds for a case: of statements made by cases only this one's, as they stand now.

    Args:
        ledger: what is known.
        case: the case.
        starter: whether the case's own facts and tables count.
    """
    evidence = list(case.current(ledger.evidence()))
    observations = [one for one in ledger.observations() if not one.channel.startswith(OTHER_CHANNELS)]
    if not starter:
        tables = {origin.id for origin, _ in case.starter().tables}
        evidence = [one for one in evidence if not from_case(one)]
        observations = [one for one in observations if one.origin not in tables]
    ties = [one for one in evidence if isinstance(one, Tie)]
    return Given(
        observations=observations,
        stocks=[one for one in evidence if isinstance(one, Stock)],
        ties=ties,
        events=[one for one in evidence if isinstance(one, Event)],
        published=days_of_publication(ledger, ties),
    )


def days_of_publication(ledger: Ledger, evidence: Iterable[Stock | Tie]) -> dict[str, date]:
    """Return the day on which each document that evidence stands in was published, where that is known."""
    documents = sorted({one.document for one in evidence})
    return {key: day for key in documents if (day := ledger.document(key).published)}


def measure_case(
    ledger: Ledger,
    case: Case,
    *,
    seed: int,
    draws: int,
    starter: bool = True,
    kept: KeptDraws | None = None,
    progress: Progress | None = None,
) -> Measurement:
    """Measure capital and balance, each year of the case's window, from what the ledger holds; publish nothing.

    Args:
        ledger: what is known.
        case: whose states, powers and channels. Of statements made by cases only this one's count, as they stand now.
        seed: seed of the draws.
        draws: number of posterior draws.
        starter: whether the case's own facts and tables count.
        kept: draws of earlier runs; ``None`` samples every domain.
        progress: told how much of the sampling is done, between 0 and 1.

    Returns:
        All estimates of the run, and what capital could not be measured from.

    Raises:
        CheckError: the ledger holds nothing that any channel of the case could be measured from.
    """
    given = what_counts(ledger, case, starter=starter)
    measurement = measure(
        observations=given.observations,
        stocks=given.stocks,
        ties=given.ties,
        events=given.events,
        channels=case.channels,
        states=case.states,
        powers=case.powers,
        years=case.years,
        seed=seed,
        draws=draws,
        domain_weights=case.domain_weights,
        expected=expected_split(case),
        published=given.published,
        kept=kept,
        progress=progress,
    )
    if not measurement.estimates:
        raise CheckError(
            "nothing to measure: the case itself is in order, but the ledger holds no figure and no tie between its "
            "states and powers for any of its channels; read documents, load a data set or fill in the case's tables",
            f"case {case.name}",
        )
    return measurement


def publish_measurement(
    ledger: Ledger, case: Case, measurement: Measurement, *, starter: bool = True, projections: Iterable[Estimate] = ()
) -> int:
    """Publish the estimates of a measurement, and what was projected from it, as a run; return how many it holds.

    The draws behind its shares over all domains are kept with it. A run is whole, so it takes along the case's
    alignment (what `tightrope align` made of the ledger's roll calls and the newest run holds, else what comes with the
    case, if its own tables count), how good past outlooks were, and the rates of what event data sets count. What was
    projected from an earlier measurement is not taken along: it says nothing about this one.
    """
    scores = [one for one in ledger.estimates(case=case.name) if one.quantity.startswith(f"{HINDCAST}/")]
    flows = flow_estimates(ledger, case, seed=measurement.run.seed)
    estimates = (*measurement.estimates, *flows, *alignment_of(ledger, case, starter=starter), *scores, *projections)
    ledger.add_estimates(estimates, share_draws(measurement), case=case.name, seed=measurement.run.seed)
    return len(estimates)


def draws_of(ledger: Ledger, case: Case) -> tuple[ShareDraws, ...]:
    """Return the draws kept with the newest run of the case: a run that keeps its capital takes them along."""
    newest = next(ledger.runs(case=case.name), None)
    return () if newest is None else tuple(ledger.share_draws(newest.id))


def alignment_of(ledger: Ledger, case: Case, *, starter: bool = True) -> tuple[Estimate, ...]:
    """Return the alignment that a run of the case takes along: computed from roll calls, or shipped with the case."""
    return _computed_alignment(ledger, case) or (_shipped_alignment(ledger, case) if starter else ())


def find_conflicts(
    ledger: Ledger,
    case: Case,
    *,
    starter: bool,
    least: float,
    far: float,
    model: bool,
    seed: int,
    draws: int,
    kept: KeptDraws | None = None,
    progress: Progress | None = None,
) -> tuple[Conflict, ...]:
    """Find where what the ledger holds for a case contradicts itself; nothing is published.

    Args:
        ledger: what is known.
        case: whose states, powers and channels.
        starter: whether the case's own facts and tables count.
        least: how far apart figures of two sources may be, in joint standard deviations.
        far: how far a figure may be from what all others say, in scales of its noise.
        model: whether figures are held against the fitted model, which is sampled if it must be.
        seed: seed of the draws.
        draws: number of posterior draws.
        kept: draws of earlier runs; ``None`` samples every domain.
        progress: told how much of the sampling is done, between 0 and 1.
    """
    given = what_counts(ledger, case, starter=starter)
    scope = Scope(case.channels, case.states, case.powers, case.years)
    series, _ = collect_readings(scope, given.observations, given.stocks, given.ties)
    run = Run(seed=seed, draws=draws)
    posteriors = draw_capital(scope, series, run, kept, progress).posteriors if model else {}
    return disagreements(scope, series, given.ties, given.published, posteriors, figures_apart=least, reading_apart=far)


def publish_alignment(ledger: Ledger, case: Case, estimates: Iterable[Estimate], *, seed: int) -> str:
    """Publish new estimates of alignment as a run, with everything else that the newest run of the case holds.

    Args:
        ledger: must hold what the estimates rest on.
        case: the case they are for.
        estimates: positions, distances, changes and numbers of votes; they replace all those of the newest run.
        seed: seed they were drawn with.

    Returns:
        The id of the run.

    Raises:
        CheckError: there are none, one is no estimate of alignment, or one rests on what the ledger does not hold.
            Nothing is published then.
    """
    aligned = tuple(estimates)
    others = sorted({one.quantity for one in aligned} - ALIGNMENT)
    if others or not aligned:
        raise CheckError(
            f"no estimate of alignment: {', '.join(others) or 'there is none at all'}", f"case {case.name}"
        )
    kept = [one for one in ledger.estimates(case=case.name) if one.quantity not in ALIGNMENT]
    return ledger.add_estimates((*kept, *aligned), draws_of(ledger, case), case=case.name, seed=seed)


def _computed_alignment(ledger: Ledger, case: Case) -> tuple[Estimate, ...]:
    """The alignment of the newest run, if it was computed from roll calls in the ledger. Every run takes it along."""
    aligned = tuple(one for one in ledger.estimates(case=case.name) if one.quantity in ALIGNMENT)
    basis = aligned[0].rests_on if aligned else ()
    return aligned if next(ledger.roll_calls(ids=basis), None) else ()


def _shipped_alignment(ledger: Ledger, case: Case) -> tuple[Estimate, ...]:
    """The alignment that comes with the case as it stands now, as far as its rows are in the ledger."""
    aligned = case.starter().alignment
    rows = {one.id for one in ledger.observations(ids={key for one in aligned for key in one.rests_on})}
    return tuple(one for one in aligned if rows.issuperset(one.rests_on))


def show_sampling(measurement: Measurement, kept: KeptDraws | None) -> None:
    """Print which domains were sampled, and how well their Markov chains agree; warn where they do not."""
    found = {domain: convergence(measurement, domain) for domain in measurement.posteriors}
    rows = [
        (
            domain,
            "of an earlier run" if domain in measurement.from_files else "sampled",
            f"{one.rhat:.2f} ({' '.join(one.of)})" if one.of else "–",
            f"{one.size:.0f}" if one.of else "–",
            f"{one.parameter_rhat:.2f} ({one.parameter})",
        )
        for domain, one in found.items()
    ]
    columns = ("domain", "draws", "R-hat of shares", "smallest ess", "R-hat of parameters")
    console.show_table(f"{measurement.run.draws} draws of each domain", columns, rows)
    for domain in (domain for domain, one in found.items() if not one.settled):
        console.complain(
            f"{domain}: the Markov chains disagree (R-hat above {LARGEST_RHAT}): its intervals may be too narrow; "
            f"run longer (--draws {4 * measurement.run.draws})"
        )
    if measurement.conflicts:
        counts = Counter(one.kind for one in measurement.conflicts)
        told = ", ".join(f"{counts[kind]} {words}" for kind, words in _CONTRADICTIONS.items())
        console.say(f"contradictions: {told} (tightrope conflicts lists them)")
    if kept is not None and kept.broken:
        console.complain(f"draws kept in {kept.folder}: {kept.broken} broken files not used")
    if kept is not None and kept.unwritten:
        console.complain(f"draws are not kept: {kept.folder} cannot be written ({kept.unwritten})")


def show_gaps(measurement: Measurement, *, whole: bool) -> None:
    """Print how much was left out and what has no estimate; both with reasons, row by row, if the whole is wanted."""
    left_out = sum(one.count for one in measurement.left_out)
    hint = "" if whole else " (--gaps lists both with their reasons)"
    console.say(f"left out: {left_out} records; without an estimate: {len(measurement.gaps)} cells{hint}")
    if not whole:
        return
    rows = [(one.what, str(one.count), one.reason) for one in measurement.left_out]
    console.show_table("Left out", ("what", "records", "why"), rows)
    gaps = [(gap.state, gap.domain, gap.power, messages.runs(gap.years), gap.reason) for gap in measurement.gaps]
    console.show_table("Without an estimate", ("state", "domain", "power", "years", "why"), gaps)
