"""The two kinds of tasks of a count of events.

``read`` makes events of a part and writes them by month, each once as far as the part goes; ``count`` brings together
what all parts have of a month, keeps each event once, and adds up. What is kept of an event does not depend on the
order of its rows, nor on how often they are read.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from tightrope.bulk.event_forms import TABLES
from tightrope.bulk.event_rows import LAST_COUNTRY, Rows, kind_type, recode
from tightrope.bulk.event_tables import read_header, read_table
from tightrope.bulk.flow_plan import FlowPlan, Span, ranked
from tightrope.bulk.gdelt import read_gdelt
from tightrope.bulk.lines import LONGEST_LINE, blocks, distinct, lines_before, unpack, unpacked
from tightrope.bulk.merging import merge
from tightrope.bulk.storage import Hashed
from tightrope.bulk.tasks import PLAN, Note, Task, TaskWorker
from tightrope.records import QUADS, Failure, Quad, SourceError
from tightrope.records.columns import FAILURES, FLOWS, failure_columns

#: Blocks that are understood at once, and events that are held before they are written.
_BLOCKS, _HELD = 16, 400_000
#: Wrong lines of one file that are listed; of the others only the number is told.
_LISTED = 1000
#: Codes that are no country's of which a note keeps the numbers.
_OTHERS = 1000
#: What unpacking a damaged file, or one packed in another way, ends with.
_DAMAGED = (
    *(OSError, EOFError, NotImplementedError, RuntimeError, UnicodeError, pa.ArrowException),
    *(struct.error, zipfile.BadZipFile, zlib.error),
)
#: Bits of a country's three letters.
_LETTERS = 24


class FlowWorker(TaskWorker):
    """Does the tasks of one count of events."""

    threads = True

    def __init__(self, out: str) -> None:
        super().__init__(out)
        self.plan = FlowPlan.from_json(self.folder.read(PLAN), PLAN)


@dataclass
class _Part:
    """What has been read of a part."""

    events: list[pl.DataFrame] = field(default_factory=list)
    held: int = 0
    read: int = 0
    guessed: int = 0
    unlike: int = 0
    wrong: int = 0
    others: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    files: list[dict[str, Any]] = field(default_factory=list)
    months: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, rows: Rows) -> None:
        """Add what came of some lines, but not those that are wrong."""
        self.events.append(rows.events)
        self.held += len(rows.events)
        self.read += rows.read
        self.guessed += rows.guessed
        self.unlike += rows.unlike
        self.others += rows.others


def _read(worker: FlowWorker, task: Task) -> Note:
    """Events of a part by month."""
    number, part = task["part"], _Part()
    for span in worker.plan.parts[number]:
        for _ in _read_span(span, worker.plan.events, part):
            if worker.stopped:
                raise SourceError("stopped", span.file)
            if part.held >= _HELD:
                _write(worker, number, part)
    _write(worker, number, part)
    if part.failures:
        rows = [*map(failure_columns, part.failures)]
        worker.folder.write_table(f"failures/read-{number:06d}.parquet", rows, FAILURES)
    return {
        **{"months": part.months, "rows": part.read, "guessed": part.guessed, "unlike": part.unlike},
        **{"wrong": part.wrong, "others": dict(ranked(part.others)[:_OTHERS]), "files": part.files},
        "failures": len(part.failures),
    }


def _write(worker: FlowWorker, number: int, part: _Part) -> None:
    """Write the events held, each once."""
    if part.held:
        events = merge(pl.concat(part.events)).with_columns(month=pl.col("day").dt.truncate("1mo"))
        for (first,), found in sorted(events.partition_by("month", as_dict=True, include_key=False).items()):
            month = f"{first:%Y-%m}"
            name = f"work/events/{month}/{number:06d}-{len(part.months[month]):04d}.arrow"
            content = io.BytesIO()
            found.write_ipc(content, compression="lz4")
            worker.folder.write(name, content.getvalue())
            part.months[month].append(name)
    part.events, part.held = [], 0


def _read_span(span: Span, events: str, part: _Part) -> Iterator[None]:
    """Read a span into a part; a break after each batch of lines, so that what is held can be written.

    Raises:
        SourceError: the storage fails, which another try may mend.
    """
    before, end = part.read, span.end or span.size
    with closing(Hashed(span.file, span.start, end)) as stream:
        try:
            for where, content in unpacked(stream, span.file, span.size):
                yield from _read_content(content, where, span, events, part)
        except SourceError as error:
            part.failures.append(Failure(error.where or span.file, error.what))
        except Exception as error:  # decompressors raise anything on broken input; it is reported
            if not stream.failed:
                damaged = isinstance(error, _DAMAGED)
                what = (
                    "damaged, and not read further" if damaged else f"cannot be read further ({type(error).__name__})"
                )
                part.failures.append(Failure(span.file, f"{what}: {str(error)[:200]}"))
        if stream.failed:
            raise SourceError(f"cannot be read: {stream.failed}", span.file)
        told = {"file": span.file, "start": span.start, "end": end, "sha256": stream.digest()}
    part.files.append({**told, "rows": part.read - before})


def _read_content(stream: IO[bytes], where: str, span: Span, events: str, part: _Part) -> Iterator[None]:
    header = b"" if events == "gdelt" else stream.readline(LONGEST_LINE)
    names = read_header(TABLES[events], header, where) if header else []
    start = max(span.start, len(header))
    if span.start == 0 and header:
        found = blocks(stream, where, 0, span.end and span.end - start)
    else:
        found = blocks(stream, where, span.start, span.end)
    wrong: dict[int, str] = {}
    count = read = 0
    for first in found:
        batch = chain((first,), islice(found, _BLOCKS - 1))  # no list: a block is let go of once its fields are taken
        rows = read_gdelt(batch) if events == "gdelt" else read_table(TABLES[events], names, batch)
        part.add(rows)
        read += rows.read
        part.wrong += len(rows.wrong)
        for line in sorted(rows.wrong)[: _LISTED + 1 - len(wrong)]:
            wrong[line + count] = rows.wrong[line]
        count += rows.lines
        yield
    part.failures += _told(stream, where, span, wrong, read, bool(header))


def _told(stream: IO[bytes], where: str, span: Span, wrong: dict[int, str], read: int, header: bool) -> list[Failure]:
    """The lines that are no events, by file and line; a file without any event is told once."""
    if not wrong:
        return [] if read or span.start else [Failure(where, "holds no rows")]
    first = 1 + (1 if header and not span.start else 0) + (lines_before(stream, span.start) if span.start else 0)
    listed = [Failure(f"{where}:{line + first}", reason) for line, reason in list(wrong.items())[:_LISTED]]
    if not read:
        return [Failure(where, f"not a table of this set: no line fits; {listed[0].where}: {listed[0].reason}")]
    if len(wrong) > _LISTED:
        listed.append(Failure(where, f"more lines are wrong than the {_LISTED:,} that are listed"))
    return listed


def _count(worker: FlowWorker, task: Task) -> Note:
    """The flows of a month."""
    month, held, since = task["month"], [], 0
    for name in task["pieces"]:
        held.append(pl.read_ipc(io.BytesIO(worker.folder.read(name))))
        since += len(held[-1])
        if len(held) > 1 and since > max(len(held[0]), _HELD):
            held, since = [merge(pl.concat(held))], 0
    events = merge(pl.concat(held)) if len(held) > 1 else held[0]  # the events of one piece are each there once
    flows = flows_of(events).with_columns(month=pl.lit(month))
    worker.folder.write_columns(f"flows/{month}.parquet", flows.select(FLOWS.names).to_arrow().cast(FLOWS))
    return {"month": month, "events": len(events), "pairs": len(flows), "between": int(flows["events"].sum())}


def flows_of(events: pl.DataFrame) -> pl.DataFrame:
    """Add up events by who acts and who is acted upon, for two countries.

    Args:
        events: see :data:`tightrope.bulk.event_rows.EVENTS`; each once.

    Returns:
        The columns of :data:`tightrope.records.columns.FLOWS` but the month, sorted by source and target.
    """
    country = pl.col("source", "target").is_between(1, LAST_COUNTRY)
    between = events.filter(pl.all_horizontal(country), pl.col("source") != pl.col("target"))
    source, target = between["source"].to_numpy(), between["target"].to_numpy()
    pairs, place = distinct(source | target << _LETTERS)

    def total(of: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """Sums by pair; whole numbers up to 2 ** 53 stay exact."""
        return np.bincount(place, of, len(pairs)).astype(np.int64)

    quad = recode(between["kind"].to_numpy(), _quad_of, -1, np.int8)
    score = np.where(quad < 0, 0, between["score"].to_numpy())
    told = between["mentions"].is_not_null().to_numpy()
    mentions = pl.Series(total(between["mentions"].fill_null(0).to_numpy()))
    flows = pl.DataFrame(
        {
            "source": [unpack(pair & (1 << _LETTERS) - 1).decode("ascii") for pair in pairs.tolist()],
            "target": [unpack(pair >> _LETTERS).decode("ascii") for pair in pairs.tolist()],
            **{each.value: total(quad == at) for at, each in enumerate(Quad)},
            "cooperation": total(score.clip(min=0)) / 100,
            "conflict": total(-score.clip(max=0)) / 100,
            "events": total(np.ones(len(place))),
            "mentions": mentions.zip_with(pl.Series(total(told) > 0), pl.repeat(None, len(pairs), eager=True)),
        },
        schema_overrides={"source": pl.String, "target": pl.String},
    )
    return flows.sort("source", "target")


@cache
def _quad_of(kind: int) -> int | None:
    """The place of the category of a packed kind among all; ``None`` for statements and appeals."""
    found = kind_type(kind)
    return [*Quad].index(QUADS[found]) if found else None


FlowWorker.kinds = {"read": _read, "count": _count}
