"""Recorded votes in the machine-readable resolutions of the United Nations (UNxml), sessions 74 on.

Native form: one JSON object per resolution, as lines or as one array. A state in none of the three lists did not vote;
that is never an abstention.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from tightrope.records import Origin, RollCall, SourceError
from tightrope.sources.datasets.table import Source
from tightrope.sources.roll_calls.content import Content, utf8
from tightrope.sources.roll_calls.faults import known_faults
from tightrope.sources.roll_calls.symbols import canonical, session_on, special_session
from tightrope.sources.roll_calls.table import ABSTAIN, NO, SCHEMA, YES, Head, Messages, build, timely
from tightrope.sources.unxml import LISTS, Entry, entries, parse_entry

SOURCE = Source(
    producer="United Nations, Department for General Assembly and Conference Management",
    title="Machine-readable General Assembly resolutions, recorded votes",
    url="https://github.com/UNxml/GAresolutions",
    licence="free use with acknowledgement of the United Nations as the source, without warranty",
)
#: The vote that each list of a resolution stands for.
_VOTES = {"MS_in_favour": YES, "MS_against": NO, "MS_abstaining": ABSTAIN}

_SESSION = re.compile(r"A/RES/([0-9]{1,3})/")


def is_unxml(start: bytes) -> bool:
    """Whether a file begins like JSON."""
    return start.startswith((b"{", b"["))


def read(
    content: Content, code: Callable[[str], str | None], today: date, messages: Messages
) -> tuple[Origin, list[RollCall]]:
    """Read the recorded votes of one extract.

    Raises:
        SourceError: the file is not such an extract.
    """
    origin = SOURCE.origin(content.sha256)
    heads: list[Head] = []
    rows: list[tuple[int, str | None, int, int]] = []
    spelled: Counter[str] = Counter()
    for entry in _recorded(content, messages):
        head = _head(entry, today, messages)
        if head is None:
            continue
        spelled.update(name for listed in entry.lists.values() for name in listed)
        for kind, vote in _VOTES.items():
            for name in entry.lists[kind]:
                said = code(name)
                if said is None:
                    messages.leave_out(head.locator, f"unknown member state {name!r}")
                rows.append((len(heads), said, vote, entry.line))
        heads.append(head)
    for name, fault in known_faults("unxml", "name").items():
        if spelled[name]:
            messages.warn("", f"{name} is read as {fault.means} ({spelled[name]} votes): {fault.why}")
    votes = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return origin, _each_once(build(heads, votes, origin.id, messages), messages)


def _each_once(calls: list[RollCall], messages: Messages) -> list[RollCall]:
    """Keep the first entry of a resolution that stands more than once, and none where the votes differ."""
    entries_of: dict[str, list[RollCall]] = {}
    for call in calls:
        entries_of.setdefault(call.resolution, []).append(call)
    kept, repeated = [], []
    for symbol, same in entries_of.items():
        if all(_day_and_votes(call) == _day_and_votes(same[0]) for call in same):
            kept.append(same[0])
            repeated += [symbol] * (len(same) > 1)
        else:
            where = "; ".join(call.locator for call in same)
            messages.leave_out(where, f"{symbol} stands {len(same)} times with different votes: none is taken")
    if repeated:
        messages.warn("", f"{len(repeated)} resolutions stand more than once and count once: {', '.join(repeated)}")
    return kept


def _day_and_votes(call: RollCall) -> tuple[object, ...]:
    return (call.day, call.yes, call.abstain, call.no)


def _recorded(content: Content, messages: Messages) -> Iterator[Entry]:
    """Entries with a recorded vote; broken lines are left out, a broken array is refused."""
    text = utf8(content, messages).decode("utf-8")
    array = content.start.startswith(b"[")
    if array and messages.left_out:
        # Without one of its lines an array is broken.
        raise SourceError(messages.left_out[0].reason, messages.left_out[0].where)
    found = entries(text, content.path) if array else _lines(text, content.path, messages)
    resolutions = 0
    for line, raw in found:
        entry = parse_entry(line, raw)
        resolutions += bool(entry.symbol)
        if entry.recorded:
            yield entry
    if not resolutions:
        raise SourceError("has no resolution: no object has a symbol", str(content.path))


def _lines(text: str, path: Path, messages: Messages) -> Iterator[tuple[int, dict[str, Any]]]:
    """Objects of JSON lines; a line that is none is left out, unless none is one."""
    good = 0
    first: SourceError | None = None
    for at, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            yield from ((at, entry) for _, entry in entries(line.strip(), path))
            good += 1
        except SourceError as error:
            first = first or error
            messages.leave_out(f"line {at}", error.what)
    if not good and first is not None:
        raise first


def _head(entry: Entry, today: date, messages: Messages) -> Head | None:
    where = f"line {entry.line}"
    name = entry.symbol or "a resolution without symbol"
    if not entry.symbol or entry.day is None:
        messages.leave_out(where, f"{name} has no readable " + ("date" if entry.symbol else "symbol"))
        return None
    if not any(entry.lists.values()):
        fault = known_faults("unxml", "lists").get(entry.symbol)
        why = f": {fault.why}" if fault and fault.found == _lengths(entry) else f" ({_lengths(entry)})"
        messages.leave_out(where, f"{name} has no list of votes{why}")
        return None
    match = _SESSION.match(entry.symbol)
    head = Head(
        resolution=canonical(entry.symbol),
        session=int(match[1]) if match else session_on(entry.day),
        special=special_session(entry.symbol),
        day=entry.day,
        first=entry.day,
        last=entry.day,
        title=entry.title,
        locator=f"line {entry.line}: {entry.symbol}",
        absent=_complete(entry, messages),
    )
    return timely(head, today, messages)


def _complete(entry: Entry, messages: Messages) -> bool:
    """Whether the lists have as many different states as the counts say, so that who is in none was absent."""
    where = f"line {entry.line}: {entry.symbol}"
    different = {kind: len(set(listed)) for kind, listed in entry.lists.items()}
    complete = different == dict(entry.counts)
    fault = known_faults("unxml", "lists").get(entry.symbol)
    if fault and fault.found == _lengths(entry):
        messages.warn(where, f"{fault.why} ({_lengths(entry)})" + ("" if complete else ": who was absent is not known"))
    elif fault:
        messages.warn(where, f"the known fault is not in this file ({_lengths(entry)} instead of {fault.found})")
    elif not complete:
        messages.warn(where, f"its lists and its counts disagree ({_lengths(entry)}): who was absent is not known")
    return complete


def _lengths(entry: Entry) -> str:
    """``180/0/94 for 90/0/47``: yes, no and abstentions as listed and as counted."""
    listed = "/".join(str(len(entry.lists[kind])) for kind in LISTS)
    return f"{listed} for " + "/".join(str(entry.counts[kind]) for kind in LISTS)
