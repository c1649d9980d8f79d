"""Monthly flows of event data sets, for the pairs of one case: from the folder that holds all pairs to observations."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import permutations
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from tightrope.bulk.flow_plan import SETS
from tightrope.bulk.stages import MANIFEST
from tightrope.bulk.storage import Folder
from tightrope.names import Names
from tightrope.records import EVERYBODY, NO_RECORD, Flow, Observation, Origin, Quad, SourceError, When
from tightrope.records.columns import FLOWS

_COUNTS = tuple(quad.value for quad in Quad)
_SUMS = ("cooperation", "conflict")
#: Types of columns that may stand for each other: text of either length, whole numbers and others of any width.
_KINDS = (
    lambda one: pa.types.is_string(one) or pa.types.is_large_string(one),
    pa.types.is_integer,
    pa.types.is_floating,
)
_FLOWS = ("month", "source", "target", *_COUNTS, *_SUMS)
_TOTALS = ("month", "events")
_BATCH = 65_536
#: More than any set counts or adds up in a month; above it sums would lose their last digits.
_MOST = 10**15
_MONTH = re.compile(r"(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])")


class DyadMonth(NamedTuple):
    """What ``source`` did toward ``target`` in a month."""

    month: str
    source: str
    target: str


@dataclass(slots=True)
class Counted:
    """Sums over the rows of one pair and month.

    Attributes:
        cooperation: sum of the scores above zero.
        conflict: sum of the amounts of the scores below zero.
        cooperation_events: acts of cooperation, verbal and material.
        conflict_events: acts of conflict, likewise.
        rows: where they stand, by file; the first row of a file is 1.
    """

    cooperation: float = 0.0
    conflict: float = 0.0
    cooperation_events: int = 0
    conflict_events: int = 0
    rows: dict[str, list[int]] = field(default_factory=dict)

    def value(self, flow: Flow) -> float:
        """The figure of a channel."""
        return float(getattr(self, flow.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class DyadFlows:
    """The part of a folder of flows that concerns a case.

    Attributes:
        name: of the event data set: ``gdelt``, ``icews`` or ``polecat``.
        origin: the set, with the hash of the manifest, which names all files that were counted.
        totals: all events of the set by month, with the row.
        counted: sums by pair and month; a pair that is absent in a month of ``totals`` had no event.
        pairs: the directed pairs of the case.
    """

    name: str
    origin: Origin
    totals: Mapping[str, tuple[int, str]]
    counted: Mapping[DyadMonth, Counted]
    pairs: frozenset[tuple[str, str]]

    def observations(self, known: Iterable[Observation] = ()) -> Iterator[Observation]:
        """Yield the figures that differ from those that are known, in a fixed order.

        Args:
            known: the latest figures of this set. One that is no longer counted becomes 0, but months in which more
                events are known stay as they are (:meth:`fewer_than`).
        """
        known = list(known)
        held = {(one.channel, one.holder, one.over, str(one.when)): one.lower for one in known}
        read = self.totals.keys() - self.fewer_than(known)
        for month, (events, where) in sorted((month, self.totals[month]) for month in read):
            yield from self._new(held, Flow.ALL_EVENTS, DyadMonth(month, EVERYBODY, EVERYBODY), events, where)
        gone = {
            DyadMonth(month, source, target)
            for _, source, target, month in held
            if (source, target) in self.pairs and month in read
        }
        for key in sorted(gone | {key for key in self.counted if key.month in read}):
            sums = self.counted.get(key, Counted())
            where = _told(sums.rows) if sums.rows else f"no row for {key.month} in flows/"
            for flow in Flow:
                if flow is not Flow.ALL_EVENTS:
                    yield from self._new(held, flow, key, sums.value(flow), where)

    def fewer_than(self, known: Iterable[Observation]) -> dict[str, float]:
        """Months of which more events are known than were read here, and how many.

        Files of new reports also tell of some days of the month before; that is not all of that month.
        """
        whole = Flow.ALL_EVENTS.channel(self.name)
        events = {str(one.when): one.lower for one in known if one.channel == whole}
        return {month: events[month] for month in sorted(self.totals) if self.totals[month][0] < events.get(month, 0)}

    def _new(
        self, held: Mapping[tuple[str, str, str, str], float], flow: Flow, key: DyadMonth, value: float, where: str
    ) -> Iterator[Observation]:
        channel = flow.channel(self.name)
        before = held.get((channel, key.source, key.target, key.month))
        if value != (0.0 if before is None and flow is not Flow.ALL_EVENTS else before):
            yield Observation(
                channel=channel,
                holder=key.source,
                over=key.target,
                when=When.parse(key.month),
                lower=value,
                upper=value,
                unit=flow.unit,
                origin=self.origin.id,
                locator=where,
            )


def read_flows(out: str, states: Sequence[str], powers: Sequence[str], names: Names) -> DyadFlows:
    """Read what a folder of monthly flows holds about the pairs of a case: a state and a power, or two powers.

    A power that is a body is the sum over itself and its members at the beginning of the month, without what they did
    to each other; a member that is a state or power of the case counts for itself. Only the pairs of the case are held
    in memory.

    Args:
        out: the folder, on disk or in object storage: ``flows/``, ``totals/`` and a manifest.
        states: codes of the states.
        powers: codes of the powers.
        names: says who is a member of what.

    Raises:
        SourceError: no such folder, an unknown set, columns that are missing or of another type, a month twice or
            without its total, an impossible figure, each with file and row; or not all that the manifest counts.
    """
    folder = Folder(out)
    if not folder.has(MANIFEST):
        raise SourceError(f"no folder that `tightrope flows` has finished: it has no {MANIFEST}", out)
    manifest = folder.read(MANIFEST)
    name, months = _set_name(manifest, f"{out}/{MANIFEST}")
    producer, title, url = SETS[name]
    origin = Origin(producer=producer, title=title, url=url, sha256=hashlib.sha256(manifest).hexdigest())
    files = [each for each in folder.names() if each.endswith(".parquet")]
    totals: dict[str, tuple[int, str]] = {}
    for file in (each for each in files if each.startswith("totals/")):
        _add_totals(totals, folder, file)
    if not totals:
        raise SourceError("holds no month: there is nothing in totals/", out)
    counted: dict[DyadMonth, Counted] = {}
    parties = _Parties(states, powers, names, totals)
    rows: Counter[str] = Counter()
    for file in (each for each in files if each.startswith("flows/")):
        rows.update(_add_flows(counted, folder, file, parties, totals))
    _check_whole(months, totals, rows, out)
    pairs = frozenset((one, other) for one, other in permutations({*states, *powers}, 2) if {one, other} & {*powers})
    return DyadFlows(name=name, origin=origin, totals=totals, counted=counted, pairs=pairs)


def _set_name(manifest: bytes, where: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """Name of the set, and what the manifest says of each month, if it does: events of the set, and rows of flows/."""
    try:
        content = json.loads(manifest)
        name = content["set"]
    except NO_RECORD as error:
        raise SourceError("does not name the event data set that was counted (set)", where) from error
    if not isinstance(name, str) or name not in SETS:
        raise SourceError(f"there is no event data set {name!r:.80}; known are {', '.join(SETS)}", where)
    try:
        return name, {month: (one["events"], one["pairs"]) for month, one in content.get("months", {}).items()}
    except NO_RECORD as error:
        raise SourceError("damaged: what it says of the months is not events and pairs of each", where) from error


def _check_whole(
    counted: Mapping[str, tuple[int, int]], totals: Mapping[str, tuple[int, str]], rows: Mapping[str, int], out: str
) -> None:
    """Refuse a folder that has not what its manifest counts: a file is missing, or is of another count."""
    for month, (events, pairs) in counted.items():
        held, where = totals.get(month, (None, "totals/"))
        if held != events:
            told = "no such month" if held is None else f"{held} events"
            raise SourceError(f"{where}: {told}; {MANIFEST} counts {events} events in {month}", out)
        if rows[month] != pairs:
            raise SourceError(f"flows/ has {rows[month]} rows of {month}; {MANIFEST} counts {pairs}", out)


class _Parties:
    """Who counts for whom in which month."""

    def __init__(self, states: Sequence[str], powers: Sequence[str], names: Names, months: Iterable[str]) -> None:
        self._powers = frozenset(powers)
        bodies = [power for power in reversed(powers) if names.members(power)]
        # What a set tells of the body itself counts for it as well.
        self._own = {*states, *powers}
        self._member_of = {
            month: {state: body for body in bodies for state in names.members(body, on=_first_day(month))}
            for month in months
        }
        self.codes = self._own.union(*self._member_of.values())

    def pair(self, month: str, source: str, target: str) -> DyadMonth | None:
        """The pair of the case that a row counts for; ``None`` if it is none."""
        first, second = self._counts_for(month, source), self._counts_for(month, target)
        if first == second or not first or not second or not {first, second} & self._powers:
            return None
        return DyadMonth(month, first, second)

    def _counts_for(self, month: str, code: str) -> str:
        return code if code in self._own else self._member_of[month].get(code, "")


def _first_day(month: str) -> date:
    return date(int(month[:4]), int(month[5:]), 1)


def _batches(folder: Folder, file: str, columns: Sequence[str]) -> Iterator[tuple[int, pa.RecordBatch]]:
    """Rows of a file in pieces, each with the number of its first row."""
    where = f"{folder.uri}/{file}"
    with folder.telling(file), folder.open(file) as stream:
        table = pq.ParquetFile(stream)
        if missing := [name for name in columns if name not in table.schema_arrow.names]:
            raise SourceError(f"lacks the columns {', '.join(missing)}", where)
        for name in columns:
            found, wanted = table.schema_arrow.field(name).type, FLOWS.field(name).type
            if not any(is_kind(found) and is_kind(wanted) for is_kind in _KINDS):
                raise SourceError(f"the column {name} holds {found}, not {wanted}", where)
        first = 1
        for batch in table.iter_batches(_BATCH, columns=list(columns), use_threads=False):
            yield first, batch
            first += batch.num_rows


def _add_totals(totals: dict[str, tuple[int, str]], folder: Folder, file: str) -> None:
    for first, batch in _batches(folder, file, _TOTALS):
        with folder.telling(file):
            rows = batch.to_pylist()
        for row, one in enumerate(rows, first):
            where = f"{file}, row {row}"
            told = f"{folder.uri}/{where}"
            month, events = _month(one["month"], told), one["events"]
            if month in totals:
                raise SourceError(f"the month {month} stands twice, also in {totals[month][1]}", told)
            if events is None or not 0 <= events <= _MOST:
                raise SourceError(f"{events!r} is no number of events", told)
            totals[month] = events, where


def _add_flows(
    counted: dict[DyadMonth, Counted], folder: Folder, file: str, parties: _Parties, months: Container[str]
) -> Counter[str]:
    """Add the rows that concern the case; return how many rows the file has of each month."""
    wanted = pa.array(sorted(parties.codes))
    rows: Counter[str] = Counter()
    for first, batch in _batches(folder, file, _FLOWS):
        with folder.telling(file):
            mine = pc.and_(*(pc.is_in(batch[name].cast(pa.string()), wanted) for name in ("source", "target")))
            places = pc.indices_nonzero(mine)
            found = [*zip(places.to_pylist(), batch.take(places).to_pylist(), strict=True)]
            for each in pc.value_counts(batch["month"]).to_pylist():
                rows[each["values"]] += each["counts"]
        for place, one in found:
            where = f"{folder.uri}/{file}, row {first + place}"
            month = _month(one["month"], where)
            if month not in months:
                raise SourceError(f"there are flows of {month}, but totals/ does not have the month", where)
            key = parties.pair(month, one["source"], one["target"])
            if key is not None:
                _add(counted.setdefault(key, Counted()), one, where)
                counted[key].rows.setdefault(file, []).append(first + place)
    return rows


def _add(sums: Counted, row: Mapping[str, Any], where: str) -> None:
    for name in (*_COUNTS, *_SUMS):
        if row[name] is None or not 0 <= row[name] <= _MOST:
            raise SourceError(f"{name} is {row[name]}: neither a count nor a sum of amounts", where)
    sums.cooperation += row["cooperation"]
    sums.conflict += row["conflict"]
    sums.cooperation_events += row["verbal_cooperation"] + row["material_cooperation"]
    sums.conflict_events += row["verbal_conflict"] + row["material_conflict"]


def _month(given: object, where: str) -> str:
    text = str(given)
    if _MONTH.fullmatch(text):
        return text
    raise SourceError(f"{text[:40]!r} is no month (2019-10)", where)


def _told(rows: Mapping[str, Sequence[int]]) -> str:
    """Where rows stand, as a reader would look them up."""
    parts = []
    for file, numbers in sorted(rows.items()):
        word = "row" if len(numbers) == 1 else "rows"
        parts.append(f"{file}, {word} {', '.join(map(str, numbers))}")
    return "; ".join(parts)
