"""Event data sets into the ledger, and what is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tightrope.bulk.dyads import DyadFlows, read_flows
from tightrope.cases import Case, channel_lines, from_case, load_case
from tightrope.cli import console, messages
from tightrope.ledger import Ledger
from tightrope.measures.flow_agreement import (
    FEWEST_ACTING,
    FEWEST_COMMON,
    Agreement,
    agreement_estimates,
    agreements,
    coded_flows,
)
from tightrope.measures.flows import FEWEST_MONTHS, SetOfFlows, by_set, rate_estimates, yearly_cooperation
from tightrope.names import Names
from tightrope.records import (
    COOPERATION_CHANNEL,
    CORRECTED_UNIT,
    FLOWS_CHANNEL,
    CheckError,
    Estimate,
    Event,
    Observation,
)


def load_flows(path: Path, case_name: str, out: str) -> None:
    """Bring the monthly flows between the parties of a case into a ledger, and its yearly figures of cooperation.

    What the ledger has is not stored again; a month whose figures have changed is stored as their revision.

    Args:
        path: the ledger.
        case_name: name or folder of the case.
        out: folder of flows, of all pairs of countries.

    Raises:
        SourceError: no folder of flows, or a damaged one; nothing is stored then.
    """
    case = load_case(case_name)
    states, powers = tuple(case.states), tuple(case.powers)
    read = read_flows(out, states, powers, Names.builtin())
    with Ledger.open(path) as ledger:
        held = _held(ledger, read)
        known = [one for one in held if one.channel.startswith(FLOWS_CHANNEL)]
        fewer = read.fewer_than(known)
        months = _not_stored(ledger, [*read.observations(known)])
        flows = by_set([*known, *months]).get(read.name, SetOfFlows())
        # Folders of a set grow together: its years have one origin, or each folder would be a source with its own bias.
        origin = replace(read.origin, sha256="")
        years = [*yearly_cooperation(flows, states, powers, origin.id)]
        had = {(one.holder, one.over, one.when): one.lower for one in held if one.channel == COOPERATION_CHANNEL}
        changed = [one for one in years if had.get((one.holder, one.over, one.when)) != one.lower]
        # Where a figure comes back, the manifest makes it another row, which counts as the newest.
        after = f"; as of manifest.json {read.origin.sha256[:12]}"
        new = _not_stored(ledger, [replace(one, locator=one.locator + after) for one in changed])
        with ledger.together():
            ledger.add_observations(read.origin, months)
            ledger.add_observations(origin, new)
    console.say(f"{read.name}: {_span(read.totals)} read; figures of months: {len(months):,} new")
    told = sorted({one.when.start.year for one in years})
    console.say(f"{COOPERATION_CHANNEL}: {messages.runs(told) or 'no year'}; figures of years: {len(new):,} new")
    if fewer:
        console.complain(f"left as it was, for the ledger has more events of it: {_span(fewer)}")
    if not read.counted:
        console.complain(f"none of its rows is about a state and a power of the case {case.name}, or two of its powers")
    if short := sorted({month.start.year for month in flows.totals} - {*told}):
        console.complain(
            f"without a figure: {messages.runs(short)}; a year needs {FEWEST_MONTHS} months and some cooperation"
        )
    if COOPERATION_CHANNEL not in {channel.name for channel in case.channels}:
        console.complain(f"the case {case.name} has no channel {COOPERATION_CHANNEL}: measuring it will not use them:")
        for line in channel_lines(COOPERATION_CHANNEL, CORRECTED_UNIT):
            console.complain(line)


def _span(months: Iterable[str]) -> str:
    found = sorted(months)
    return f"{len(found):,} month{'s' if len(found) > 1 else ''} ({found[0]} to {found[-1]})" if found else "no month"


def _not_stored(ledger: Ledger, found: Sequence[Observation]) -> list[Observation]:
    """Those that the ledger has never had: of a folder that was loaded before a newer one, all were there."""
    there = {one.id for one in ledger.observations(ids=[one.id for one in found])}
    return [one for one in found if one.id not in there]


def _held(ledger: Ledger, read: DyadFlows) -> list[Observation]:
    """The latest figures of the set that the ledger has."""
    source = read.origin.producer, read.origin.title
    origins = {one.id for one in ledger.origins() if (one.producer, one.title) == source}
    return [one for one in ledger.observations() if one.origin in origins]


def flow_estimates(ledger: Ledger, case: Case, *, seed: int) -> list[Estimate]:
    """Estimate the corrected rates of all event data sets that the ledger holds, for the pairs of a case.

    Where events were coded from documents in the same months, also how far the two go together.
    """
    flows, states, powers = by_set(ledger.observations()), tuple(case.states), tuple(case.powers)
    if not flows:
        return []
    rates = rate_estimates(flows, states, powers, case.years, seed=seed)
    return [*rates, *agreement_estimates(agreements(flows, coded_events(ledger), states, powers, seed=seed))]


def coded_events(ledger: Ledger) -> Iterator[Event]:
    """Yield the events that were coded from documents; what cases state was chosen by hand, and is no count."""
    return (one for one in ledger.evidence(kind="event") if isinstance(one, Event) and not from_case(one))


def show_agreements(ledger: Ledger, case: Case, *, seed: int) -> None:
    """Print how far event data sets and what was coded from documents go together, or why nothing can be compared.

    Raises:
        CheckError: the ledger holds no event data set, or no event that could be compared.
    """
    flows, states, powers = by_set(ledger.observations()), tuple(case.states), tuple(case.powers)
    if not flows:
        raise CheckError("the ledger holds no event data set: tightrope load flows DIR", str(ledger.path))
    events = list(coded_events(ledger))
    months = coded_flows(events).acts
    for name, one in flows.items():
        common = len(months.keys() & one.totals.keys())
        console.say(
            f"{name}: {_span(str(month) for month in one.totals)}; documents tell of {_span(map(str, months))}; "
            f"in common: {common}"
        )
    found = agreements(flows, events, states, powers, seed=seed)
    if not (compared := [one for one in found if one.found]):
        raise CheckError(
            f"nothing to compare: no pair has {FEWEST_COMMON} months that both know, with acts in {FEWEST_ACTING}",
            str(ledger.path),
        )
    columns = ("set", "pair", "side", "months", "Spearman", "90 % interval", "Pearson", "90 % interval")
    console.show_table("Event data sets beside what was coded from documents", columns, map(_row, compared))
    if left := len(found) - len(compared):
        console.complain(f"not compared, for too few months in common or too few with acts: {left}")


def _row(one: Agreement) -> tuple[str, ...]:
    told = [
        (f"{each.value:.2f}", f"{each.quantiles[0]:.2f} to {each.quantiles[3]:.2f}")
        for each in (one.found[name] for name in ("spearman", "pearson"))
    ]
    return (one.name, f"{one.power}-{one.other}", one.side, str(len(one.months)), *told[0], *told[1])
