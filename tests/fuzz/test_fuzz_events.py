"""Spoilt files of event data sets: counted or refused with file and line, and alike in parts of any size."""

from __future__ import annotations

import gzip
import io
import shutil
import zipfile
from pathlib import Path

import pytest
from event_files import ICEWS, POLECAT, gdelt, icews, polecat, write_lines, write_relations
from fuzzing import HIDDEN, fuzz, kept
from mutating import spoilt

from tightrope.bulk import Progress, Runner, count_flows, read_failures
from tightrope.records import SourceError

DAYS = ("2019-10-24", "2019-10-25", "2019-11-03")


def zipped(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("events.csv", content)
    return out.getvalue()


def small_files(folder: Path) -> dict[str, tuple[str, bytes]]:
    """The set and the content of a small file of each form, by name."""
    days = [day.replace("-", "") for day in DAYS]
    rows = [gdelt(day, fields=fields) for day, fields in zip(days, (57, 58, 61), strict=True)]
    rows += [gdelt(days[0], "EUR", code="190", score="-10.0", group1="EEC"), gdelt(days[1], "", "", code1="REB")]
    plain = write_lines(folder / "g", rows).read_bytes()
    told = [icews(DAYS[0], "Kazakhstan", "Russian Federation", "042"), icews(DAYS[2], "China", "Uzbekistan", "112")]
    texts = [(DAYS[0], "Government (Kazakhstan)", "Make a visit", "China"), (DAYS[1], "Iran", "Threaten", "Japan")]
    read = [polecat(DAYS[0], "RUS", "KAZ", "CONSULT"), polecat(DAYS[2], "CHN; RUS", "KGZ", "AID")]
    return {
        "events.csv": ("gdelt", plain),
        "events.csv.gz": ("gdelt", gzip.compress(plain, mtime=0)),
        "events.zip": ("gdelt", zipped(plain)),
        "icews.tab": ("icews", write_lines(folder / "i", told, ICEWS).read_bytes()),
        "relations.csv": ("icews", write_relations(folder / "r", texts).read_bytes()),
        "polecat.txt": ("polecat", write_lines(folder / "p", read, POLECAT).read_bytes()),
    }


def counted(path: Path, events: str, part_bytes: int) -> dict[str, bytes] | None:
    """The tables that come out, or nothing if the file is refused; whatever is told names the file."""
    out = path.with_name("out")
    shutil.rmtree(out, ignore_errors=True)
    silent = Progress(stage=lambda *_: None, done=lambda: None, again=lambda _: None)
    told = []
    try:
        count_flows([str(path)], str(out), events, Runner(processes=1), silent, part_bytes)
    except SourceError as error:
        told.append((error.where, error.what))
    else:
        told += [(one.where, one.reason) for one in read_failures(str(out))]
    for where, reason in told:
        assert where.startswith(str(path)), where
        assert "cannot be read further" not in reason, reason
        assert len(reason) < 5000
        assert not HIDDEN.search(reason), reason
    tables = [*out.glob("flows/*.parquet"), *out.glob("totals/*.parquet")]
    return {str(each.relative_to(out)): each.read_bytes() for each in sorted(tables)} or None


def check(path: Path, events: str, content: bytes) -> None:
    path.write_bytes(content)
    some = max(400, len(content) // 20)  # each part looks for the end of a line, which may be a long one
    assert counted(path, events, 64_000_000) == counted(path, events, some)


@pytest.mark.parametrize(
    "name", ["events.csv", "events.csv.gz", "events.zip", "icews.tab", "relations.csv", "polecat.txt"]
)
def test_a_spoilt_file_of_events_is_counted_or_refused(tmp_path: Path, name: str) -> None:
    events, content = small_files(tmp_path)[name]
    target, path = f"events-{name}", tmp_path / name
    path.write_bytes(content)
    assert counted(path, events, 64_000_000)
    for one in kept(target):
        check(path, events, one.read_bytes())
    fuzz(target, spoilt([content]), lambda given: check(path, events, given), few=25)
