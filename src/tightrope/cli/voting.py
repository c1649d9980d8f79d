"""Votes of the General Assembly into the ledger."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from tightrope.cli import console, messages
from tightrope.ledger import Ledger
from tightrope.names import Names
from tightrope.records import CheckError, Failure, Origin, RollCall
from tightrope.sources.roll_calls import (
    Disagreement,
    Joined,
    Overlap,
    RollCallTable,
    join,
    read_roll_calls,
    roll_call_files,
    short_name,
)


@dataclass(frozen=True, slots=True)
class _Stored:
    """What storing gave.

    Attributes:
        new: number of new roll calls by origin.
        counted: those of the ledger that count now.
        restated: how many no longer count, because a newer file of their publisher states them again.
        dropped: those that no longer count although the newer file does not state them again.
        refused: files that contradict themselves.
    """

    new: Mapping[str, int]
    counted: tuple[RollCall, ...]
    restated: int
    dropped: tuple[Failure, ...]
    refused: tuple[Failure, ...]


def load_roll_calls(path: Path, places: Sequence[Path], *, whole: bool) -> None:
    """Read files with roll calls, store them, and print what is new and where the sources overlap.

    Args:
        path: the ledger.
        places: files, and folders with files.
        whole: whether long lists are printed whole.

    Raises:
        SourceError: not one roll call can be read; nothing is stored then.
    """
    files = roll_call_files(places)
    with console.progress("reading", total=len(files)) as bar:
        table = read_roll_calls(files, Names.builtin(), advance=lambda: bar.advance(bar.task_ids[0]))
    with Ledger.open(path) as ledger, console.progress("storing and comparing with what is there"):
        stored = _store(ledger, table)
        origins = {origin.id: origin for origin in ledger.origins()}
    joined = join(stored.counted, origins.values())
    for line in (*_what_was_read(table, stored), *_what_is_there(joined)):
        console.say(line)
    read = {origin.id for origin, _ in table.tables}
    _show_overlaps([each for each in joined.overlaps if {each.first, each.second} & read], origins, whole=whole)
    _show("left out", (*stored.refused, *table.left_out), whole=whole)
    _show("taken although odd", table.warnings, whole=whole)
    if stored.dropped:
        _show("no longer counted", stored.dropped, whole=whole)


def _store(ledger: Ledger, table: RollCallTable) -> _Stored:
    """Store each file; one that contradicts itself costs only itself."""
    before = tuple(ledger.roll_calls())
    new: dict[str, int] = {}
    refused: list[Failure] = []
    with ledger.together():
        for origin, calls in table.tables:
            try:
                new[origin.id] = ledger.add_roll_calls(origin, calls)
            except CheckError as error:
                refused.append(Failure(error.where or short_name(origin), error.what))
    after = tuple(ledger.roll_calls())
    gone = set(before).difference(after)
    dropped = tuple(_not_stated_again(gone, set(after).difference(before)))
    return _Stored(new, after, len(gone) - len(dropped), dropped, tuple(refused))


def _not_stated_again(gone: AbstractSet[RollCall], new: AbstractSet[RollCall]) -> Iterator[Failure]:
    """Roll calls that no longer count although no new one says the same again: the newer file has fewer on the text."""
    places = {call.locator for call in new}
    stated = Counter(call.resolution for call in new)
    for call in sorted(gone, key=lambda call: (call.locator not in places, call.session, call.locator)):
        stated[call.resolution] -= 1
        if stated[call.resolution] < 0:
            yield Failure(call.locator, f"the newer file of its publisher has fewer votes on {call.resolution}")


def _what_was_read(table: RollCallTable, stored: _Stored) -> Iterator[str]:
    read: Counter[str] = Counter()
    new: Counter[str] = Counter()
    sessions: dict[str, set[int]] = defaultdict(set)
    for origin, calls in table.tables:
        name = short_name(origin)
        read[name] += len(calls)
        new[name] += stored.new.get(origin.id, 0)
        sessions[name].update(call.session for call in calls)
    yield f"roll calls: {read.total():,}, of which new: {new.total():,}"
    for name, count in read.items():
        yield f"  {name}: {count:,} of {_span(sessions[name])}, of which new: {new[name]:,}"
    if stored.restated:
        yield f"  new, but known from an earlier file of its publisher, which no longer counts: {stored.restated:,}"
    if not new.total() and not stored.refused:
        yield "  nothing was added: all of it was in the ledger already"


def _span(sessions: set[int]) -> str:
    first, last = min(sessions), max(sessions)
    return f"session {first}" if first == last else f"sessions {first} to {last}"


def _what_is_there(joined: Joined) -> Iterator[str]:
    calls = joined.roll_calls
    if not calls:  # every file contradicted itself
        return
    last = max(call.day for call in calls).isoformat()
    yield f"in the ledger now: {len(calls):,}, of {_span({call.session for call in calls})}, until {last}"


def _show_overlaps(overlaps: Sequence[Overlap], origins: Mapping[str, Origin], *, whole: bool) -> None:
    """Print, for each pair of publishers, what both have and the votes that they tell differently."""
    pairs: dict[tuple[str, str], list[Overlap]] = defaultdict(list)
    for overlap in overlaps:
        pairs[short_name(origins[overlap.first]), short_name(origins[overlap.second])].append(overlap)
    for (first, second), found in pairs.items():
        calls, votes = sum(each.roll_calls for each in found), sum(each.votes for each in found)
        differ = [vote for each in found for vote in each.disagreements]
        absent = [vote for each in found for vote in each.one_sided]
        if first == second:
            first, second = f"one file of {first}", f"another file of {second}"
        console.say(
            f"in both {first} and {second}, counted once: {calls:,}; votes compared: {votes:,}, "
            f"of which disagree: {len(differ):,}"
        )
        if absent:
            console.say(f"  states that voted by one of them and were absent by the other: {len(absent):,}")
        if differ or absent:
            console.say(f"  the vote by {first} counts:")
        told = [_in_words(vote, first, second) for vote in (*differ, *absent)]
        for line in messages.shorten_lines(told, whole=whole):
            console.complain(line)


def _in_words(vote: Disagreement, first: str, second: str) -> str:
    what = vote.resolution or "no symbol"
    return f"  {what} ({vote.day.isoformat()}): {vote.state} {vote.first} by {first}, {vote.second} by {second}"


def _show(what: str, failures: Sequence[Failure], *, whole: bool) -> None:
    console.say(messages.heading(what, failures, whole=whole))
    for line in messages.shorten(failures, whole=whole):
        console.complain(line)
