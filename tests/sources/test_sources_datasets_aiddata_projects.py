"""Chinese finance by project: what is recommended to add up, projects without an amount, three forms and a workbook."""

from __future__ import annotations

import csv
import gzip
import io
import math
from collections import defaultdict
from pathlib import Path

import openpyxl
import pytest

from tightrope.names import Names
from tightrope.records import SourceError
from tightrope.sources.datasets import Scope, Table, aiddata_projects

SCOPE = Scope(states=("KAZ", "KGZ", "TJK", "TKM", "UZB"), powers=("RUS", "CHN"))
HEADER = [
    "AidData Record ID",
    "Recommended For Aggregates",
    "Recipient",
    "Recipient ISO-3",
    "Commitment Year",
    "Adjusted Amount (Constant USD 2021)",
]
PROJECTS = [
    ["1", "Yes", "Kazakhstan", "KAZ", "2013", "100"],
    ["2", "Yes", "Kazakhstan", "KAZ", "2013", "50.5"],
    ["3", "No", "Kazakhstan", "KAZ", "2013", "9000"],
    ["4", "Yes", "Turkmenistan", "TKM", "2014", "7"],
    ["5", "Yes", "Turkmenistan", "TKM", "2014", ""],
    ["6", "Yes", "Turkmenistan", "TKM", "2015", ""],
    ["7", "Yes", "Asia, regional", "", "2015", "1"],
    ["8", "Yes", "Angola", "AGO", "2015", "1"],
]


def read(folder: Path, projects: list[list[str]], header: list[str] = HEADER) -> Table:
    path = folder / "projects.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *projects])
    return aiddata_projects.read(path, Names.builtin(), SCOPE)


def sums(table: Table) -> dict[tuple[str, int], tuple[float, float]]:
    return {(seen.over, seen.when.start.year): (seen.lower, seen.upper) for seen in table.observations}


def test_recommended_projects_are_added_up_and_one_without_an_amount_leaves_it_open(tmp_path: Path) -> None:
    table = read(tmp_path, PROJECTS)
    assert sums(table) == {("KAZ", 2013): (150.5, 150.5), ("TKM", 2014): (7.0, math.inf)}
    assert {(seen.channel, seen.holder, seen.unit) for seen in table.observations} == {
        ("economy.finance", "CHN", "USD")
    }
    assert table.observations[1].locator.endswith("of 1 projects; at least: 1 more have no amount")
    assert [failure.reason for failure in table.left_out] == [
        "1 projects that AidData does not recommend to add up",
        "1 projects of a region or of several states",
        "1 projects of 2015 without any amount (TKM): not known, not zero",
    ]


def test_the_workbook_of_the_publisher_is_read_like_its_csv(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "GCDF_3.0"
    for row in (HEADER, *PROJECTS):
        book.active.append(row)
    book.save(tmp_path / "gcdf.xlsx")
    workbook = aiddata_projects.read(tmp_path / "gcdf.xlsx", Names.builtin(), SCOPE)
    assert sums(workbook) == sums(read(tmp_path, PROJECTS))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (["9", "Yes", "Kazakhstan", "KAZ", "2013", "-1"], "'-1' is impossible"),
        (["9", "Yes", "Kazakhstan", "KAZ", "13", "1"], "'13' is not a year"),
        (["9", "Yes", "Kazakhstania", "KAZ", "2013", "1"], "unknown country 'Kazakhstania' ('KAZ')"),
        (["9", "Yes", "Uzbekistan", "KAZ", "2013", "1"], "the code 'KAZ' does not belong to 'Uzbekistan' (UZB)"),
        (["9", "Maybe", "Kazakhstan", "KAZ", "2013", "1"], "is 'Maybe', neither yes nor no"),
        (["1", "Yes", "Kazakhstan", "KAZ", "2013", "100"], "repeats line 2"),
        (["9", "Yes", "Kazakhstan"], "has 3 fields, the header has 6"),
    ],
)
def test_a_bad_project_is_left_out_by_line(tmp_path: Path, row: list[str], reason: str) -> None:
    table = read(tmp_path, [*PROJECTS, row])
    assert sums(table)["KAZ", 2013] == (150.5, 150.5)
    (failure,) = [failure for failure in table.left_out if failure.where == "projects.csv, line 10"]
    assert reason in failure.reason


def test_a_file_of_another_kind_and_a_case_without_china_give_nothing(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"projects\.csv, line 1: lacks the column AidData Record ID"):
        read(tmp_path, [["1"]], ["id"])
    read(tmp_path, PROJECTS)
    table = aiddata_projects.read(tmp_path / "projects.csv", Names.builtin(), Scope(states=("KAZ",), powers=("RUS",)))
    assert table.observations == ()


@pytest.mark.real
@pytest.mark.parametrize(
    ("path", "amount", "channel", "counts"),
    [
        (
            "aiddata-chinese-finance/GlobalChineseOfficialFinance_v1.0_central-asia.csv.gz",
            "usd_defl_2014",
            "economy.finance_2014",
            118,
        ),
        (
            "aiddata-china-public-diplomacy/ChineseFinancialPublicDiplomacyProjectDetails_central-asia.csv.gz",
            "usd_defl",
            "culture.financial_diplomacy",
            228,
        ),
    ],
)
def test_the_sums_of_the_real_projects_are_those_of_the_file(
    shared: Path, path: str, amount: str, channel: str, counts: int
) -> None:
    table = aiddata_projects.read(shared / "data" / path, Names.builtin(), SCOPE)
    text = gzip.decompress((shared / "data" / path).read_bytes()).decode("utf-8")
    total: dict[tuple[str, int], float] = defaultdict(float)
    projects = 0
    for row in csv.DictReader(io.StringIO(text)):
        if row["recommended_for_research"].lower() == "true":
            projects += 1
            if row[amount].strip():
                total[row["recipient_iso3"], int(row["year"])] += float(row[amount])
    assert projects == counts
    assert {seen.channel for seen in table.observations} == {channel}
    assert {key: low for key, (low, _) in sums(table).items()} == pytest.approx(dict(total))
    assert not [failure for failure in table.left_out if "unknown" in failure.reason]
