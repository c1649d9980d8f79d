"""From the ledger's roll calls to positions in the General Assembly."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path

import numpy as np

from tightrope.cases import Case
from tightrope.cli import console
from tightrope.cli.measuring import load_starter, publish_alignment
from tightrope.ledger import Ledger
from tightrope.measures.alignment import Alignment, Period, Plan, Variant, align, alignment_estimates, moves
from tightrope.measures.alignment.estimates import FEWEST_VOTES, Members
from tightrope.measures.alignment.posterior import by_state, read, write
from tightrope.measures.alignment.running import LARGEST_RHAT, SMALLEST_ESS, most_moved
from tightrope.names import Names
from tightrope.records import CheckError, Estimate
from tightrope.sources.roll_calls import Joined, join

#: Code under which a state sat in the Assembly before: the Russian Federation continued the Soviet Union's seat.
PREDECESSORS = {"RUS": "SUN"}
#: How many moves are listed.
MOVES_LISTED = 10


def members_of(names: Names) -> Members:
    """Members of a body at the end of a year; none for a state."""
    return lambda code, year: () if names.is_state(code) else names.members(code, on=date(year, 12, 31))


def align_into(
    ledger: Ledger,
    case: Case,
    *,
    variant: Variant | None,
    period: Period,
    plan: Plan,
    stored: Path | None,
    save: Path | None,
    moved: float,
    span: int,
) -> None:
    """Estimate positions from the roll calls in the ledger, publish those of the case, and print what came out.

    Positions by session and quick points are printed and saved, not published: a brief has years and intervals.

    Args:
        ledger: what is known.
        case: whose states and powers are printed and published.
        variant: which sampler; ``None`` for quick points.
        period: by session or by year.
        plan: how long to run.
        stored: file with a posterior that is to go on.
        save: file for the posterior.
        moved: how large a move must be to be listed, in standard deviations of positions.
        span: over how many periods a move is measured.

    Raises:
        CheckError: no roll calls, too few votes, or a file that is no stored posterior or cannot be written.
    """
    if save and (save.is_dir() or not save.absolute().parent.is_dir()):  # told before minutes of work, not after
        raise CheckError("cannot be written: it is a folder, or in none", str(save))
    if stored and variant is None:
        raise CheckError("quick points do not go on from a stored posterior: leave out --quick or --continue")
    before = read(stored) if stored else None
    joined = join(ledger.roll_calls(), ledger.origins())
    began = time.perf_counter()
    with console.progress("sampling" if variant else "fitting", total=plan.chains * (plan.burn + plan.sweeps)) as bar:
        result = align(
            joined.roll_calls,
            period=period,
            variant=variant,
            plan=plan,
            stored=before,
            progress=lambda sweeps: bar.advance(bar.task_ids[0], sweeps),
        )
    _show_run(result, time.perf_counter() - began)
    _show_positions(result, case)
    if variant is None:
        console.say("quick: points without intervals, for a first look; not published. Run without --quick for both.")
    elif period is Period.YEAR:
        load_starter(ledger, case)
        publish_alignment(ledger, case, estimates_for(case, result, joined), seed=plan.seed)
        console.say("published: positions and distances of the case by year; tightrope brief shows them")
    else:
        console.say("by session: not published, since a brief is by year")
    if variant is not None:
        _show_moves(result, moved, span)
    if save:
        write(result.posterior, save)
        console.say(f"saved: {save}")


def estimates_for(case: Case, result: Alignment, joined: Joined) -> list[Estimate]:
    """Estimates of a case, each resting on the roll calls as every source tells them."""
    return alignment_estimates(
        result.posterior,
        joined.roll_calls,
        states=case.states,
        powers=case.powers,
        years=range(case.window.first, case.window.last + 1),
        members=members_of(Names.builtin()),
        predecessors=PREDECESSORS,
        ids=[tuple(call.id for call in parts) for parts in joined.parts],
    )


def _show_run(result: Alignment, seconds: float) -> None:
    ballots, found = result.ballots, result.posterior
    console.say(
        f"{ballots.votes:,} votes of {len(ballots.states)} states on {len(ballots.items):,} texts, "
        f"{ballots.periods[0]} to {ballots.periods[-1]}, until {found.attrs['cutoff']}"
    )
    for reason, number in ballots.left_out:
        console.say(f"  left out: {number:,} {reason}")
    bridges = int((ballots.layout.item_first < ballots.layout.item_last).sum())
    console.say(f"  texts that link periods: {bridges:,}")
    if len(ballots.periods) > 1 and bridges < len(ballots.periods):
        console.complain("hardly a text links these periods: only the random walk makes them comparable")
    console.say(f"{found.attrs['model']}, {seconds:.0f} s")
    if "rhat" not in found:
        return
    anchor = found.state.values == found.attrs["anchor"]
    if (found.low90.values[anchor] < 0).any():
        console.complain(f"the sign is weak: {found.attrs['anchor']}, positive by convention, may be negative at times")
    if "random_walk_sd" in found:
        console.say(f"a position moves by {float(found.random_walk_sd.mean()):.2f} (standard deviation) a period")
    mixed, enough = result.settled()
    ess, rhat = found.ess.values, found.rhat.values
    console.say(
        f"split R-hat: median {np.median(rhat):.3f}, largest {rhat.max():.2f}; below {LARGEST_RHAT} for {mixed:.1%} of "
        f"{rhat.size:,} positions"
    )
    console.say(
        f"effective sample size: median {np.median(ess):.0f}, 5th percentile {np.quantile(ess, 0.05):.0f}; at least "
        f"{SMALLEST_ESS:.0f} for {enough:.1%}"
    )
    if mixed < 0.95 or enough < 0.95:
        console.complain("the chains have not settled: run longer (--burn, --sweeps) before you use the intervals")


def _show_positions(result: Alignment, case: Case) -> None:
    """Positions of the case's states and powers in the last period in which most of them voted."""
    found = result.posterior
    votes = by_state(found, "votes")
    actors = [code for code in (*case.states, *case.powers) if code in votes]
    if not actors:
        console.complain(f"no state or power of the case {case.name} voted")
        return
    often = {when: sum(votes[code].get(when, 0) >= FEWEST_VOTES for code in actors) for when in result.ballots.periods}
    last = max(often, key=lambda when: (often[when], when))
    mean = by_state(found, "mean")
    bounds = [by_state(found, name) for name in ("low90", "high90")] if "low90" in found else []
    rows = []
    for code in sorted((code for code in actors if last in votes[code]), key=lambda code: -mean[code][last]):
        interval = f"{bounds[0][code][last]:+.2f} to {bounds[1][code][last]:+.2f}" if bounds else "no interval"
        rows.append((code, f"{mean[code][last]:+.2f}", interval, str(votes[code][last])))
    columns = ("state", f"position {last}", "90 % interval", "votes")
    console.show_table(f"Positions, {found.attrs['anchor']} positive, in {found.attrs['unit']}", columns, rows)


def _show_moves(result: Alignment, larger_than: float, span: int) -> None:
    kind = result.posterior.attrs["period"]
    title = f"Likeliest moves of more than {larger_than:g} over {span} {kind}{'s' if span > 1 else ''}"
    rows = [
        (state, str(when - span), str(when), f"{probability:.1%}", f"{mean:+.2f}", f"{low:+.2f} to {high:+.2f}")
        for state, when, probability, mean, low, high in most_moved(
            moves(result.posterior, larger_than=larger_than, span=span), MOVES_LISTED
        )
    ]
    console.show_table(title, ("state", "from", "to", "probability", "change", "90 % interval"), rows)
