"""Data sets and roll calls: every spoilt file is read, row by row, or refused by name; nothing else leaves a reader."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import math
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from dataset_samples import BESIDE, SAMPLES, WIDE, WORKBOOKS, write
from fuzzing import HIDDEN, fuzz, kept
from hypothesis import strategies as st
from mutating import spoilt
from roll_call_files import DATAVERSE, LIBRARY, library_rows, resolution, write_rda
from roll_call_files import TODAY as VOTED

from tightrope.cases import load_case, new_case
from tightrope.names import Names
from tightrope.records import Failure, SourceError
from tightrope.sources.datasets import Scope, read_dataset, read_mapped
from tightrope.sources.roll_calls import read_roll_calls

NAMES = Names.builtin()
#: The native form of organisations, which is read in another way than the sums.
BODIES = "ccode1,ccode2,year,CSTO,SCO\n365,705,1993,1,0\n365,705,1994,1,-9\n702,365,1994,0,1\n"
TABLES = """
tables:
  customs:
    producer: A customs service
    title: Foreign trade
    columns: {holder: Partner, over: Country, year: Year, value: Turnover, unit: Unit}
    channel: economy.trade
    units: {thousand: 1000, million: 1.0e+6}
    decimal: ","
    thousands: " "
    missing: ["-"]
    words: {Armenien: ARM}
    encoding: windows-1251
"""
MAPPED = "Partner;Country;Year;Turnover;Unit\nRussia;Armenien;2024;1 000,5;million\nTUR;ARM;2024;-;thousand\n"
VOTES = {"TUR": ("TÜRKİYE", "Y"), "RUS": ("RUSSIAN FEDERATION", "N"), "CHN": ("CHINA", "A")}
ROLL_CALLS = {
    "79.json": "".join(json.dumps(resolution(f"A/RES/79/{number}"), ensure_ascii=False) + "\n" for number in (1, 2)),
    "array.json": json.dumps([resolution(), resolution("A/RES/79/2")], indent=1),
    "ga_voting.csv": "\n".join([LIBRARY, *library_rows(VOTES)]) + "\n",
    "UNVotes.csv": DATAVERSE + "\n4000,67,1,640,1,1,11/22/2012,R/67/4,1,0,0,0,0,0,2012.0\n" * 2,
}


def check_told(where: str, reason: str, path: Path) -> None:
    assert path.name in where or any(name in where for name in (*BESIDE, "un_roll_calls.rda")), where
    assert reason.strip()
    assert "Error" not in reason, reason
    assert len(reason) < 5000
    assert not HIDDEN.search(reason), reason


def check_left_out(left_out: tuple[Failure, ...], path: Path) -> None:
    for failure in left_out:
        check_told(failure.where, failure.reason, path)


def checked(read: Callable[[], object], path: Path) -> object:
    """What a reader gives, or nothing after an error of ours that names the file."""
    try:
        return read()
    except SourceError as error:
        check_told(error.where, error.what, path)
        return None


def check_table(path: Path, content: bytes, name: str) -> None:
    path.write_bytes(content)
    table = checked(lambda: read_dataset(name, path, WIDE, NAMES), path)
    if table is None:
        return
    check_left_out(table.left_out, path)
    for seen in table.observations:
        assert 0 <= seen.lower <= seen.upper
        assert math.isfinite(seen.lower)
        assert not HIDDEN.search(seen.locator), seen.locator


def sample(folder: Path, name: str) -> tuple[Path, bytes]:
    path = write(
        folder / ("sample.xlsx" if name in WORKBOOKS else "sample.csv"), name, [row.split(",") for row in SAMPLES[name]]
    )
    return path, path.read_bytes()


@st.composite
def spoilt_within(draw: st.DrawFn, workbook: bytes) -> bytes:
    """A workbook with one of its parts spoilt, packed anew, or spoilt as it is."""
    if draw(st.integers(0, 3)) == 0:
        return draw(spoilt([workbook]))
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = draw(st.sampled_from(sorted(parts)))
    parts[name] = draw(spoilt([parts[name]]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(zipfile.ZipInfo(part), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def packed(plain: st.SearchStrategy[bytes]) -> st.SearchStrategy[bytes]:
    return plain.map(lambda content: gzip.compress(content, mtime=0))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_spoilt_data_set_is_read_or_refused(tmp_path: Path, name: str) -> None:
    path, whole = sample(tmp_path, name)
    target = f"data-set-{name}"
    for found in kept(target):
        check_table(path, found.read_bytes(), name)
    inputs = spoilt_within(whole) if name in WORKBOOKS else spoilt([whole])
    if name == "cow-igos":
        inputs = st.one_of(inputs, spoilt([BODIES.encode()]), packed(spoilt([BODIES.encode()])))
    elif name == "itpde":
        inputs = st.one_of(inputs, packed(inputs), spoilt([gzip.compress(whole, mtime=0)]))
    fuzz(target, inputs, lambda content: check_table(path, content, name), few=15)


def test_a_spoilt_table_of_ones_own_is_read_or_refused(tmp_path: Path) -> None:
    case = new_case("mine", tmp_path)
    yaml = (case / "case.yaml").read_text("utf-8")
    (case / "case.yaml").write_text(yaml[: yaml.index("\ntables:")] + TABLES, "utf-8")
    mapped = load_case(case).tables["customs"]
    scope = Scope(states=("ARM", "AZE", "GEO"), powers=("RUS", "TUR", "EUU"))
    path = tmp_path / "turnover.csv"

    def check(content: bytes) -> None:
        path.write_bytes(content)
        table = checked(lambda: read_mapped(path, NAMES, scope, mapped), path)
        if table is not None:
            check_left_out(table.left_out, path)
            assert all(0 <= seen.lower <= seen.upper < math.inf for seen in table.observations)

    path.write_text(MAPPED, "utf-8")
    assert read_mapped(path, NAMES, scope, mapped).observations
    for found in kept("data-set-mapped"):
        check(found.read_bytes())
    fuzz("data-set-mapped", spoilt([MAPPED.encode()]), check, few=40)


def check_roll_calls(path: Path) -> None:
    table = checked(lambda: read_roll_calls([path], NAMES, VOTED), path)
    if table is None:
        return
    check_left_out(table.left_out, path)
    check_left_out(table.warnings, path)
    for _, calls in table.tables:
        for call in calls:
            assert call.day <= VOTED
            assert not set(call.yes) & set(call.no)


@pytest.mark.parametrize("name", ROLL_CALLS)
def test_a_spoilt_file_of_roll_calls_is_read_or_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name

    def check(content: bytes) -> None:
        path.write_bytes(content)
        check_roll_calls(path)

    whole = ROLL_CALLS[name].encode()
    target = f"roll-calls-{name}"
    for found in kept(target):
        check(found.read_bytes())
    fuzz(target, st.one_of(spoilt([whole]), packed(spoilt([whole]))), check, few=40)


@pytest.mark.parametrize("name", ["un_votes.rda", "un_roll_calls.rda"])
def test_a_spoilt_r_file_is_read_or_refused(tmp_path: Path, name: str) -> None:
    about = (1, 74.0, "2019-12-12", "A/RES/74/50", "0", "0", "0", "SHORT", "Words")
    votes = write_rda(tmp_path, [(1, "Turkey", "yes"), (1, "China", "no")], [about])
    path = tmp_path / name
    whole = path.read_bytes()

    def check(content: bytes) -> None:
        path.write_bytes(content)
        table = checked(lambda: read_roll_calls([votes], NAMES, VOTED), votes)
        assert table is None or all(call.day <= VOTED for _, calls in table.tables for call in calls)

    check(whole)
    for found in kept(f"roll-calls-{name}"):
        check(found.read_bytes())
    zipped = [gzip.compress(whole, mtime=0), lzma.compress(whole), bz2.compress(whole)]
    fuzz(f"roll-calls-{name}", st.one_of(spoilt([whole]), spoilt(zipped), packed(spoilt([whole]))), check, few=25)
