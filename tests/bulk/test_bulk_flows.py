"""Counts of event data sets: what is read of GDELT, ICEWS and POLECAT, what counts once, and what comes out."""

from __future__ import annotations

import bz2
import csv
import gzip
import json
import os
import re
import zipfile
from collections import Counter
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus import contents, silent
from event_files import ICEWS, POLECAT, gdelt, icews, plain_count, polecat, write_lines, write_relations

from tightrope.bulk import Counted, Runner, count_flows, flow_work, read_failures, stages
from tightrope.bulk.dyads import read_flows as of_case
from tightrope.bulk.event_forms import cameo_called
from tightrope.bulk.event_rows import cameo_of
from tightrope.names import Names, country_codes
from tightrope.records import GOLDSTEIN, SourceError
from tightrope.records.columns import FLOW_TOTALS, FLOWS

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
pytestmark = pytest.mark.usefixtures("here")


def count(out: Path, *places: Path, events: str = "gdelt", part_bytes: int = 64_000_000) -> Counted:
    return count_flows([str(place) for place in places], str(out), events, Runner(), silent(), part_bytes)


def flows(out: Path) -> dict[tuple[str, str, str], dict[str, float]]:
    rows = pl.read_parquet(out / "flows" / "*.parquet").to_dicts()
    return {(row.pop("month"), row.pop("source"), row.pop("target")): row for row in rows}


def totals(out: Path) -> dict[str, int]:
    return dict(pl.read_parquet(out / "totals" / "*.parquet").iter_rows())


def country(actor: str) -> str | None:
    named = re.search(r"\(([^()]+)\)$", actor)
    code = Names.builtin().code(named[1] if named else actor)
    return code if code in {*country_codes(), "EUU"} else None


def told(out: Path) -> list[str]:
    return [f"{one.where}: {one.reason}" for one in read_failures(str(out))]


def of_rows(tmp_path: Path, *rows: str, **options: str) -> dict[tuple[str, str, str], dict[str, float]]:
    count(tmp_path / "out", write_lines(tmp_path / "events.csv", rows, **options))
    return flows(tmp_path / "out")


def test_rows_of_57_58_and_61_fields_in_one_file_count_alike(tmp_path):
    days = ["20130105", "20130106", "20130107"]
    rows = [gdelt(day, fields=fields) for day, fields in zip(days, (57, 58, 61), strict=True)]
    assert of_rows(tmp_path, *rows) == {
        ("2013-01", "RUS", "KAZ"): {
            **{"verbal_cooperation": 3, "material_cooperation": 0, "verbal_conflict": 0, "material_conflict": 0},
            **{"cooperation": pytest.approx(5.7), "conflict": 0.0, "events": 3, "mentions": 9},
        }
    }


def test_words_and_deeds_for_and_against_are_counted_apart_with_the_scores_of_the_rows(tmp_path):
    rows = [
        *(gdelt("20191001", code="036", score="4.0"), gdelt("20191001", code="0871", score="9.0")),
        *(gdelt("20191001", code="112", score="-2.0"), gdelt("20191001", code="163", score="-8.0")),
        *(gdelt("20191001", code="010", score="0.0"), gdelt("20191001", code="023", score="3.4")),
    ]
    (row,) = of_rows(tmp_path, *rows).values()
    assert [row[name] for name in FLOWS.names[3:10]] == [1, 1, 1, 1, 13.0, 10.0, 6]


def test_an_event_told_often_on_one_day_counts_once_with_the_most_mentions_of_a_row(tmp_path):
    rows = [
        *(gdelt("20191024", mentions=2), gdelt("20191024", mentions=9), gdelt("20191024", code="043", score="2.8")),
        *(gdelt("20191025"), gdelt("20191024", "KAZ", "RUS"), gdelt("20191024", code1="RUSGOV")),
    ]
    found = of_rows(tmp_path, *rows)
    assert {key[1:]: row["events"] for key, row in found.items()} == {("RUS", "KAZ"): 3, ("KAZ", "RUS"): 1}
    assert found["2019-10", "RUS", "KAZ"]["mentions"] == 9 + 3 + 3


def test_reading_a_file_twice_changes_nothing(tmp_path):
    (tmp_path / "again").mkdir()
    rows = [gdelt("20191024", mentions=at, code=f"04{at}", score="1.0") for at in range(5)]
    for name in ("a.csv", "again/a.csv"):
        write_lines(tmp_path / name, rows)
    count(tmp_path / "one", tmp_path / "a.csv")
    counted = count(tmp_path / "two", tmp_path / "a.csv", tmp_path / "again")
    assert flows(tmp_path / "one") == flows(tmp_path / "two")
    assert counted.rows == 10


def test_what_happens_inside_a_country_or_without_one_counts_in_the_totals_alone(tmp_path):
    rows = [
        *(gdelt("20191024", "RUS", "RUS"), gdelt("20191024", "", "KAZ"), gdelt("20191024", "EUR", "KAZ")),
        *(gdelt("20191024", "", "", code1="GOV"), gdelt("20191024", "", "", code1="REB", code2="GOV")),
        *(gdelt("20191024", "", "", code1="IGOUNOWFP"), gdelt("20191024", "", "", code1="IGOUNOWFPX")),
        gdelt("20191024", "AFR", "RUS"),
    ]
    counted = count(tmp_path / "out", write_lines(tmp_path / "events.csv", rows))
    assert flows(tmp_path / "out") == {}
    assert totals(tmp_path / "out") == {"2019-10": 8} == counted.events
    assert counted.others == {"EUR": 1, "AFR": 1}
    assert counted.between == 0


def test_codes_of_no_country_come_in_one_order_and_the_most_frequent_are_kept(tmp_path, monkeypatch):
    codes = ["WST", "EUR", "SAM", "AFR", "NMR", "ASA", "EAF"]
    path = write_lines(tmp_path / "events.csv", [gdelt("20191024", code) for code in [*codes, "SAM"]])
    counted = count(tmp_path / "all", path)
    assert [*counted.others.items()] == [("SAM", 2), *((code, 1) for code in sorted(codes) if code != "SAM")]
    monkeypatch.setattr(flow_work, "_OTHERS", 3)
    assert [*count(tmp_path / "three", path).others] == ["SAM", "AFR", "ASA"]


def test_the_european_union_is_told_from_europe_and_old_codes_are_understood(tmp_path):
    rows = [
        gdelt("20191024", "EUR", "KAZ", code1="IGOEUREEC", group1="EEC"),
        gdelt("20191024", "ROM", "TMP"),
        gdelt("20191024", "XKX", "HKG"),
    ]
    assert [key[1:] for key in of_rows(tmp_path, *rows)] == [("EUU", "KAZ"), ("ROU", "TLS"), ("XKX", "HKG")]


@pytest.mark.parametrize(
    ("added", "counts"), [("20191024000000", True), ("20191120010000", True), ("20191121000000", False)]
)
def test_a_day_four_weeks_or_more_before_the_report_is_a_guess(tmp_path, added, counts):
    rows = [gdelt("20191024", added=added), gdelt("20181024", added="20191024"), gdelt("20191024", code="043")]
    counted = count(tmp_path / "out", write_lines(tmp_path / "events.csv", rows))
    assert totals(tmp_path / "out") == {"2019-10": 1 + counts}
    assert counted.guessed == 2 - counts
    assert counted.failures == 0


def test_a_row_of_1_0_is_dated_by_its_own_day_added(tmp_path):
    rows = [gdelt("20130401", fields=57, added="20130402"), gdelt("20120401", fields=58, added="20130401")]
    assert list(of_rows(tmp_path, *rows, end="\r\n")) == [("2013-04", "RUS", "KAZ")]


def test_the_years_before_april_2013_count_although_gdelt_added_all_of_them_in_2013(tmp_path):
    rows = [gdelt("19940401", fields=57, added="20130203"), gdelt("20091231", fields=57, added="20130206")]
    counted = count(tmp_path / "out", write_lines(tmp_path / "1994.csv", rows, end="\r\n"))
    assert totals(tmp_path / "out") == {"1994-04": 1, "2009-12": 1}
    assert counted.guessed == 0


def test_a_table_is_read_from_a_file_of_arrow_since_its_threads_may_outlive_python(tmp_path, monkeypatch):
    count(tmp_path / "out", write_lines(tmp_path / "events.csv", [gdelt("20191024"), "torn\trow"]))
    given, read = [], pq.read_table
    monkeypatch.setattr(pq, "read_table", lambda file, **options: given.append(file) or read(file, **options))
    assert len(told(tmp_path / "out")) == 1
    assert given
    assert all(isinstance(file, pa.NativeFile) and not isinstance(file, pa.PythonFile) for file in given)


def test_wrong_lines_are_listed_with_file_line_and_reason_and_cost_no_other(tmp_path):
    rows = [
        gdelt("20191024"),
        *("a\tb\tc", "", gdelt("20191324"), gdelt("20191024", code="---"), gdelt("20191024", mentions="many")),
        *(gdelt("1019102"), gdelt("20191024", fields=62), gdelt("20191025", code1="caf\xe9\0")),
        gdelt("20191026")[:-150],
    ]
    path = write_lines(tmp_path / "events.csv", rows)
    path.write_bytes(path.read_bytes().replace("caf\xe9".encode(), b"caf\xe9"))
    counted = count(tmp_path / "out", path)
    assert flows(tmp_path / "out")["2019-10", "RUS", "KAZ"]["events"] == 2
    assert told(tmp_path / "out") == [
        f"{path}:2: 3 fields, where GDELT has 57, 58 or 61",
        f"{path}:4: no day: '20191324'",
        f"{path}:5: no CAMEO code: '---'",
        f"{path}:6: no number of mentions: 'many'",
        f"{path}:7: no day: '1019102'",
        f"{path}:8: 62 fields, where GDELT has 57, 58 or 61",
        f"{path}:10: {len(rows[-1].split(chr(9)))} fields, where GDELT has 57, 58 or 61",
    ]
    assert counted.wrong == 7


def test_a_score_that_is_missing_or_unlike_goldsteins_is_told(tmp_path):
    rows = [gdelt("20191001", score=""), gdelt("20191002", score="3.0"), gdelt("20191003", score="1.9")]
    counted = count(tmp_path / "out", write_lines(tmp_path / "events.csv", rows))
    assert counted.unlike == 1
    assert flows(tmp_path / "out")["2019-10", "RUS", "KAZ"]["cooperation"] == pytest.approx(1.9 + 3.0 + 1.9)


def test_packed_files_are_read_as_they_are_published(tmp_path):
    plain = write_lines(tmp_path / "plain.csv", [gdelt(f"201910{day:02}") for day in range(1, 10)])
    lines = plain.read_bytes().splitlines(keepends=True)
    with zipfile.ZipFile(tmp_path / "20191024.export.CSV.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.export.CSV", b"".join(lines[:3]))
        archive.writestr("b.export.CSV", b"".join(lines[3:5]))
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(b"".join(lines[5:7])))
    (tmp_path / "c.csv.bz2").write_bytes(bz2.compress(b"".join(lines[7:]).rstrip(b"\n")))
    count(tmp_path / "one", plain)
    count(tmp_path / "two", tmp_path / "20191024.export.CSV.zip", tmp_path / "b.csv.gz", tmp_path / "c.csv.bz2")
    assert flows(tmp_path / "one") == flows(tmp_path / "two")
    manifest = json.loads((tmp_path / "two" / "manifest.json").read_text("utf-8"))
    assert [file["rows"] for file in manifest["files"]] == [5, 2, 2]
    assert manifest["set"] == "gdelt"
    assert len({file["sha256"] for file in manifest["files"]}) == 3


def test_what_cannot_be_read_is_told_and_the_rest_is_counted(tmp_path):
    good = write_lines(tmp_path / "good.csv", [gdelt("20191024")])
    packed = gzip.compress(os.urandom(10) + good.read_bytes() * 50)
    (tmp_path / "cut.csv.gz").write_bytes(packed[:-20])
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress(b"\t" * 100_000_000))
    (tmp_path / "none.csv").write_bytes(b"")
    (tmp_path / "no.zip").write_bytes(b"PK\3\4 and nothing more")
    (tmp_path / "blank.csv").write_bytes(b"\n\n")
    write_lines(tmp_path / "other.csv", ["a,b,c", "1,2,3"])
    counted = count(tmp_path / "out", tmp_path)
    found = {line.split("/")[-1].partition(":")[0]: line for line in told(tmp_path / "out")}
    assert found["none.csv"].endswith("none.csv: empty")
    assert "damaged, and not read further" in found["no.zip"]
    assert "damaged, and not read further" in found["cut.csv.gz"]
    assert "no line fits" in found["other.csv"] or "not a table of this set" in found["other.csv"]
    assert found["blank.csv"].endswith("holds no rows")
    assert "bomb.csv.gz" in found
    assert counted.between == 1


def test_a_packed_file_that_unpacks_without_measure_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("tightrope.bulk.lines.ALWAYS_UNPACKED", 10_000)
    row = gdelt("20191024")
    (tmp_path / "bomb.csv.gz").write_bytes(gzip.compress((row + "\n").encode() * 100_000))
    write_lines(tmp_path / "good.csv", [gdelt("20191025")])
    count(tmp_path / "out", tmp_path)
    (line,) = told(tmp_path / "out")
    assert "unpacks to more than" in line
    assert "bomb.csv.gz" in line


def test_many_wrong_lines_are_listed_up_to_a_limit(tmp_path, monkeypatch):
    monkeypatch.setattr(flow_work, "_LISTED", 3)
    path = write_lines(tmp_path / "events.csv", [gdelt("20191024"), *["x\ty"] * 10])
    counted = count(tmp_path / "out", path)
    assert [line.partition(": ")[0] for line in told(tmp_path / "out")] == [f"{path}:{n}" for n in (2, 3, 4)] + [
        str(path)
    ]
    assert counted.wrong == 10


def test_a_folder_without_any_event_of_the_set_is_refused(tmp_path):
    path = write_lines(tmp_path / "events.csv", ["a\tb"])
    with pytest.raises(SourceError, match="no event of the set gdelt in it: not a table of this set: no line fits"):
        count(tmp_path / "out", path)
    write_lines(path, [gdelt("20181024", added="20191024")])
    with pytest.raises(SourceError, match="no event of the set gdelt in it: the day of every row is a guess"):
        count(tmp_path / "other", path)


@pytest.mark.parametrize("part_bytes", [700, 3000, 64_000_000])
def test_parts_of_any_size_give_the_same_bytes_and_number_lines_alike(tmp_path, monkeypatch, part_bytes):
    monkeypatch.setattr(flow_work, "_HELD", 7)
    rows = [gdelt(f"2019{month:02}{day:02}", mentions=day) for month in (1, 2, 3) for day in (1, 2, 2, 9)] * 2
    rows[17] = "wrong\tline"
    path = write_lines(tmp_path / "events.csv", rows)
    count(tmp_path / "whole", path)
    count(tmp_path / "parts", path, part_bytes=part_bytes)
    same = {name: bytes_ for name, bytes_ in contents(tmp_path / "whole").items() if name.split("/")[0] != "failures"}
    del same["manifest.json"]
    assert same.items() <= contents(tmp_path / "parts").items()
    assert (
        told(tmp_path / "whole") == [f"{path}:18: 2 fields, where GDELT has 57, 58 or 61"] == told(tmp_path / "parts")
    )


@pytest.mark.parametrize("after", [0, 2, 5])
def test_a_count_cut_off_after_any_task_goes_on_and_does_nothing_twice(tmp_path, monkeypatch, after):
    rows = [gdelt(f"2019{month:02}{day:02}") for month in (1, 2, 3) for day in range(1, 20)]
    path = write_lines(tmp_path / "events.csv", rows)
    count(tmp_path / "whole", path, part_bytes=5000)
    usual, done = stages.run_tasks, []

    def cut(runner, out, tasks, note, again, make):
        def told(what):
            done.append(what["name"])
            note(what)
            if len(done) == after + 1:
                raise KeyboardInterrupt

        usual(runner, out, tasks, told, again, make)

    monkeypatch.setattr(stages, "run_tasks", cut)
    with pytest.raises(KeyboardInterrupt):
        count(tmp_path / "out", path, part_bytes=5000)
    counted = count(tmp_path / "out", path, part_bytes=5000)
    assert len(done) == len(set(done))
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert not counted.finished_before
    assert count(tmp_path / "out", path, part_bytes=5000).finished_before


def test_a_count_does_not_go_on_with_other_input(tmp_path):
    path = write_lines(tmp_path / "events.csv", [gdelt("20191024")])
    count(tmp_path / "out", path)
    for other, words in (({"events": "icews"}, "the set"), ({"part_bytes": 5}, "--part-mb")):
        with pytest.raises(SourceError, match=f"this was made otherwise: {words}"):
            count(tmp_path / "out", path, **other)
    write_lines(path, [gdelt("20191025")] * 2)
    with pytest.raises(SourceError, match="has changed"):
        count(tmp_path / "out", path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("mine")
    with pytest.raises(SourceError, match="holds something else"):
        count(tmp_path / "full", path)


def test_the_tables_have_the_columns_that_are_promised_and_a_case_reads_them(tmp_path):
    rows = [gdelt("20191024"), gdelt("20191024", "KGZ", "FRA", code="036", score="4.0")]
    count(tmp_path / "out", write_lines(tmp_path / "events.csv", rows))
    assert pl.read_parquet(tmp_path / "out/flows/2019-10.parquet").to_arrow().cast(FLOWS).schema == FLOWS
    assert pl.read_parquet(tmp_path / "out/totals/totals.parquet").to_arrow().cast(FLOW_TOTALS).schema == FLOW_TOTALS
    read = of_case(str(tmp_path / "out"), ("KAZ", "KGZ"), ("RUS", "EUU"), Names.builtin())
    assert read.name == "gdelt"
    assert {(key.source, key.target): sums.cooperation for key, sums in read.counted.items()} == {
        ("RUS", "KAZ"): pytest.approx(1.9),
        ("KGZ", "EUU"): 4.0,
    }


def test_a_code_of_two_digits_has_lost_its_zero_and_is_told(tmp_path):
    rows = [gdelt("20191024"), gdelt("20191024", code="14", score="0.0"), gdelt("20191024", code="841")]
    count(tmp_path / "out", write_lines(tmp_path / "events.csv", rows))
    assert totals(tmp_path / "out") == {"2019-10": 1}
    assert [one.rpartition("/")[2] for one in told(tmp_path / "out")] == [
        "events.csv:2: no CAMEO code: '14'",
        "events.csv:3: no CAMEO code: '841'",
    ]


def test_a_carriage_return_inside_a_field_is_no_end_of_a_line_beside_a_wrong_one(tmp_path):
    torn = icews("2018-10-19", "Russian Federation", "Kazakhstan", "042", **{"Publisher": "one\rpaper"})
    rows = [torn, "torn\trow", icews("2018-10-20", "Kazakhstan", "Russian Federation", "190", "-10.0")]
    counted = count(tmp_path / "out", write_lines(tmp_path / "events.tab", rows, ICEWS), events="icews")
    assert (counted.between, counted.wrong) == (2, 1)
    assert {key[1:] for key in flows(tmp_path / "out")} == {("RUS", "KAZ"), ("KAZ", "RUS")}


def test_icews_is_read_by_its_columns_names_of_countries_and_intensities(tmp_path):
    rows = [
        icews("2018-10-19", "Russian Federation", "Kazakhstan", "042", "1.9"),
        icews("2018-10-19", "Russian Federation", "Kazakhstan", "042", "1.9", **{"Event ID": "2"}),
        icews("2018-10-20", "Kazakhstan", "C\u00f4te d'Ivoire", "190", "-10.0"),
        icews("2018-10-20", "", "Kazakhstan", "023", "3.4", **{"Source Name": "Citizen"}),
        icews("2018-10-21", "International", "Kazakhstan", "016", "-5.0"),
        icews("19 October", "Russian Federation", "Kazakhstan", "042"),
        icews("2018-10-22", "Russian Federation", "Kazakhstan", "visit"),
        "torn\trow",
    ]
    path = write_lines(tmp_path / "events.2018.tab", rows, ICEWS)
    path.write_bytes(path.read_bytes().decode().encode("latin-1"))
    counted = count(tmp_path / "out", path, events="icews")
    found = flows(tmp_path / "out")
    assert {key[1:]: (row["events"], row["cooperation"], row["conflict"]) for key, row in found.items()} == {
        ("RUS", "KAZ"): (1, 1.9, 0.0),
        ("KAZ", "CIV"): (1, 0.0, 10.0),
    }
    assert {row["mentions"] for row in found.values()} == {None}
    assert totals(tmp_path / "out") == {"2018-10": 4}
    assert counted.others == {"International": 1}
    assert told(tmp_path / "out") == [
        f"{path}:7: no Event Date: '19 October'",
        f"{path}:8: no CAMEO Code: 'visit'",
        f"{path}:9: 2 fields, where the header has 20",
    ]


def test_polecat_is_read_by_type_and_a_guessed_day_is_left_out(tmp_path):
    rows = [
        polecat("2023-01-02", "RUS", "KAZ", "COOPERATE"),
        polecat("2023-01-02", "KAZ", "RUS", "RETREAT"),
        polecat("2023-01-03", "KAZ", "RUS", "REQUEST"),
        polecat("2022-01-03", "KAZ", "RUS", "AID", published="2023-01-03"),
        polecat("2023-01-03", "None", "RUS", "SANCTION"),
        polecat("2023-01-03", "KAZ", "RUS", "DANCE"),
    ]
    path = write_lines(tmp_path / "ngecEvents.txt", rows, POLECAT, end="\r\n")
    counted = count(tmp_path / "out", path, events="polecat", part_bytes=700)
    found = flows(tmp_path / "out")
    assert found["2023-01", "RUS", "KAZ"]["cooperation"] == 6.8
    assert found["2023-01", "KAZ", "RUS"] == {
        **{"verbal_cooperation": 0, "material_cooperation": 1, "verbal_conflict": 1, "material_conflict": 0},
        **{"cooperation": 7.6, "conflict": 5.0, "events": 2, "mentions": None},
    }
    assert counted.guessed == 1
    assert told(tmp_path / "out") == [f"{path}:7: no Event Type: 'DANCE'"]


def test_a_table_without_the_columns_of_its_set_is_told_by_name(tmp_path):
    good = write_lines(tmp_path / "a.tab", [icews("2018-10-19", "Russia", "China", "042")], ICEWS)
    bad = write_lines(tmp_path / "b.tab", ["1\t2"], ["Event ID", "Event Date"])
    count(tmp_path / "out", good, bad, events="icews")
    (line,) = told(tmp_path / "out")
    assert line.startswith(f"{bad}: no column CAMEO Code, Intensity, Source Name")
    assert line.endswith("the columns are Event ID, Event Date")


def test_icews_with_names_of_relations_is_read_with_goldsteins_scores_and_the_countries_of_its_actors(tmp_path):
    rows = [
        ("2018-10-19", "Russia", "Arrest, detain, or charge with legal action", "Men (Kazakhstan)"),
        ("2018-10-19", "Member of Legislative (Govt) (Turkey)", "Make a visit", "Kazakhstan"),
        ("2018-10-19", "Head of Government (Turkey)", "Make a visit", "Kazakhstan"),
        ("2018-10-20", "Vladimir Putin", "fight with small arms and light weapons", "Kazakhstan"),
        ("2018-10-20", 'Voice of "Free" Asia (China)', "Consult, not specified below", "European Union"),
        ("2018-10-20", "China", "Reject judicial cooperation", "Occupied Palestinian Territory"),
        ("2018-10-20", "China", "Dance", "Kazakhstan"),
    ]
    path = write_relations(tmp_path / "icews18.csv", rows, end="\r\n")
    with path.open("ab") as file:
        file.write(b'2018-10-21,"China,Consult,Kazakhstan,test\r\n2018-10-21,China,Consult\tted,Kazakhstan\r\n')
    counted = count(tmp_path / "out", path, events="icews")
    found = flows(tmp_path / "out")
    assert {key[1:]: (row["events"], row["cooperation"], row["conflict"]) for key, row in found.items()} == {
        ("RUS", "KAZ"): (1, 0.0, 5.0),
        ("TUR", "KAZ"): (1, 1.9, 0.0),
        ("CHN", "EUU"): (1, 1.0, 0.0),
        ("CHN", "PSE"): (1, 0.0, 4.0),
    }
    assert totals(tmp_path / "out") == {"2018-10": 5}
    assert counted.others == {"Vladimir Putin": 1}
    assert told(tmp_path / "out") == [
        f"{path}:8: no relation: 'Dance'",
        f"{path}:9: 1 fields, where the header has 5",
        f"{path}:10: 4 fields, where the header has 5",
    ]


def test_every_cameo_code_with_a_score_has_a_name_and_no_name_is_told_twice():
    path = Path(flow_work.__file__).parent / "cameo_texts.csv"
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    assert {code for code in GOLDSTEIN if len(code) > 2} <= {row["code"] for row in rows}
    assert len({row["text"].casefold() for row in rows}) == len(rows)
    assert all(cameo_called(row["text"]) == cameo_of(row["code"]) is not None for row in rows)
    assert cameo_called("text") is None


def test_icews_that_went_through_r_has_na_where_nothing_is_known(tmp_path):
    rows = [
        icews("2018-06-01", "NA", "Kazakhstan", "040", "1", **{"Source Name": "Shanghai Cooperation Organization"}),
        icews("2018-06-01", "NA", "Kazakhstan", "040", "1", **{"Source Name": "NA"}),
        icews("2018-06-01", "", "Kazakhstan", "040", "1", **{"Source Name": ""}),
        icews("2018-06-02", "Russian Federation", "Kazakhstan", "043", "NA"),
    ]
    counted = count(tmp_path / "out", write_lines(tmp_path / "events.tab", rows, ICEWS), events="icews")
    assert totals(tmp_path / "out") == {"2018-06": 3}
    assert counted.others == {}
    assert flows(tmp_path / "out")["2018-06", "RUS", "KAZ"]["cooperation"] == 2.8


def test_each_of_several_countries_that_act_in_polecat_counts_and_its_eur_is_the_union(tmp_path):
    rows = [
        polecat("2023-01-02", "RUS; KAZ", "USA|EUR", "CONSULT"),
        polecat("2023-01-02", "RUS; KAZ", "USA|EUR", "CONSULT"),
        polecat("2023-01-03", "KAZ; IGO", "KAZ;RUS", "AGREE"),
    ]
    counted = count(tmp_path / "out", write_lines(tmp_path / "ngecEvents.txt", rows, POLECAT), events="polecat")
    assert {(*key[1:], row["events"]) for key, row in flows(tmp_path / "out").items()} == {
        *((one, other, 1) for one in ("RUS", "KAZ") for other in ("USA", "EUU")),
        ("KAZ", "RUS", 1),
    }
    assert counted.others == {"IGO": 2}
    assert counted.rows == 3


def test_polecat_with_names_of_columns_that_are_not_there_or_with_tabs_at_the_end_of_lines_is_read(tmp_path):
    named = [*POLECAT[:7], "Headline", "Event Text", *POLECAT[7:]]
    newer = ["Event Intensity" if name == "Intensity" else name for name in POLECAT]
    rows = [polecat(f"2023-01-0{day}", "RUS", "KAZ", "AID") for day in range(1, 7)]
    write_lines(tmp_path / "a.txt", rows[:1], named)
    write_lines(tmp_path / "b.txt", [f"{rows[1]}\t\t", f"{rows[2]}\textra", rows[3]], POLECAT, end="\r\n")
    write_lines(tmp_path / "c.txt", [f"{row}\t\t" for row in rows[4:]], [*newer, "", ""])
    count(tmp_path / "out", tmp_path, events="polecat")
    assert flows(tmp_path / "out")["2023-01", "RUS", "KAZ"]["events"] == 5
    assert told(tmp_path / "out") == [f"{tmp_path / 'b.txt'}:3: 41 fields, where the header has 40"]


@pytest.mark.real
@pytest.mark.skipif(not SHARED.exists(), reason="no samples here")
def test_real_rows_of_icews_with_names_of_relations_are_counted_as_a_plain_reading_counts_them(tmp_path):
    (path,) = (SHARED / "icews18-events").glob("*.csv")
    counted = count(tmp_path / "out", path, events="icews", part_bytes=5000)
    assert (counted.rows, counted.wrong, counted.failures) == (560, 0, 0)
    with path.open(encoding="utf-8", newline="") as file:
        rows = {
            (one["date"], country(one["source"]), one["relation"], country(one["target"]))
            for one in csv.DictReader(file)
        }
    between = Counter((day[:7], one, other) for day, one, _, other in rows if one and other and one != other)
    assert {key: row["events"] for key, row in flows(tmp_path / "out").items()} == between
    assert sum(between.values()) == counted.between == 316


@pytest.mark.real
@pytest.mark.skipif(not SHARED.exists(), reason="no samples here")
def test_real_rows_of_gdelt_are_counted_as_a_plain_reading_counts_them(tmp_path):
    for name, rows in (("20191024143000.export.CSV", 2111), ("gdelt1_mixed_57-58col_sample.csv", 710)):
        path = SHARED / "gdelt-events" / name
        counted = count(tmp_path / name, path, part_bytes=50_000)
        found, expected = flows(tmp_path / name), plain_count(path)
        assert counted.rows == rows
        assert counted.failures == counted.unlike == 0
        assert found.keys() == expected.keys()
        for key, sums in expected.items():
            for column in FLOWS.names[3:10]:
                assert found[key][column] == pytest.approx(sums.get(column, 0)), (key, column)
    assert "AFR" in counted.others
