"""Chinese finance and public diplomacy: records without amounts and columns with a surprise."""

from __future__ import annotations

from pathlib import Path

import pytest

from tightrope.names import Names
from tightrope.records import SourceError
from tightrope.sources.datasets import Scope, Table, gcdf, public_diplomacy

SCOPE = Scope(states=("KAZ", "TKM"), powers=("RUS", "CHN"))


@pytest.fixture(scope="module")
def names() -> Names:
    return Names.builtin()


def write(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


FINANCE = """\
ccode,year,oof_amt,oof_adj,oda_amt,oda_adj,vof_amt,vof_adj
705,2013,900,338,100,107,500,451
701,2018,0,0,0,0,0,0
41,2013,1,1,1,1,1,1
"""


def finance(folder: Path, names: Names, text: str = FINANCE) -> Table:
    return gcdf.read(write(folder, text), names, SCOPE)


def test_finance_is_the_sum_of_the_three_adjusted_amounts(tmp_path: Path, names: Names) -> None:
    (seen,) = finance(tmp_path, names).observations
    assert (seen.holder, seen.over, seen.lower, seen.upper, seen.unit) == ("CHN", "KAZ", 896.0, 896.0, "USD")
    assert seen.locator == "ccode 705 (KAZ), year 2013, oda_adj + oof_adj + vof_adj"


def test_records_without_amounts_are_unknown_not_zero(tmp_path: Path, names: Names) -> None:
    (failure,) = finance(tmp_path, names).left_out
    assert failure.where == "table.csv, line 3"
    assert "records of 2018 without any amount (TKM)" in failure.reason


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("705,2014,1,-1,1,1,1,1", "oof_adj for 2014, 705: '-1' is impossible"),
        ("705,2014,1,1,1,,1,1", "oda_adj for 2014, 705: no figure"),
        ("99999,2014,1,1,1,1,1,1", "unknown Correlates of War number '99999'"),
        ("KAZ,2014,1,1,1,1,1,1", "unknown Correlates of War number 'KAZ'"),
    ],
)
def test_a_bad_row_of_finance_is_left_out_by_line(tmp_path: Path, names: Names, row: str, reason: str) -> None:
    table = finance(tmp_path, names, f"{FINANCE}{row}\n")
    assert [seen.when.start.year for seen in table.observations] == [2013]
    assert [f.where for f in table.left_out if reason in f.reason] == ["table.csv, line 5"]


def test_a_repeated_recipient_year_is_told_once_and_counted_once(tmp_path: Path, names: Names) -> None:
    table = finance(tmp_path, names, FINANCE + "705,2013,900,338,100,107,500,451\n")
    assert [seen.lower for seen in table.observations] == [896.0]
    assert [f.reason for f in table.left_out if "repeats" in f.reason] == ["repeats line 2 (2013, 705)"]


DIPLOMACY = """\
receiving_country,year,confucius_institutes,government_visits,military_visits,total_elite_visits,inbound_students_to_china
"Kazakhstan",2005,0,22,2,24,781
"Kazakhstan",2006,1,29,1,30,1825
"Kazakhstan",2007,1,11,"N/A",11,3827
"Kazakhstan",2008,0,"N/A","N/A","N/A","N/A"
"Mongolia",2008,5,5,5,5,5
"""


def diplomacy(folder: Path, names: Names, text: str = DIPLOMACY) -> Table:
    return public_diplomacy.read(write(folder, text), names, SCOPE)


def by_year(table: Table, channel: str) -> dict[int, float]:
    return {seen.when.start.year: seen.lower for seen in table.observations if seen.channel == channel}


def test_visits_are_those_of_governments_without_the_military(tmp_path: Path, names: Names) -> None:
    assert by_year(diplomacy(tmp_path, names), "politics.visits") == {2005: 22, 2006: 29, 2007: 11}


def test_a_figure_that_is_not_available_is_left_out_and_said(tmp_path: Path, names: Names) -> None:
    table = diplomacy(tmp_path, names)
    assert by_year(table, "culture.students") == {2005: 781, 2006: 1825, 2007: 3827}
    assert [f.where for f in table.left_out] == ["table.csv, line 5", "table.csv, line 5"]


def test_institutes_opened_in_a_year_add_up_to_institutes(tmp_path: Path, names: Names) -> None:
    assert by_year(diplomacy(tmp_path, names), "culture.institutes") == {2005: 0, 2006: 1, 2007: 2, 2008: 2}


def test_institutes_are_not_added_up_across_a_missing_year(tmp_path: Path, names: Names) -> None:
    table = diplomacy(tmp_path, names, DIPLOMACY.replace('"Kazakhstan",2007,1,11', '"Kazakhstan",2007,"N/A",11'))
    assert by_year(table, "culture.institutes") == {2005: 0, 2006: 1}
    assert any("no figure for 2007, so the institutes cannot be added up" in f.reason for f in table.left_out)


def test_an_unknown_receiving_country_is_left_out_by_line(tmp_path: Path, names: Names) -> None:
    table = diplomacy(tmp_path, names, DIPLOMACY + "Ruritania,2008,1,1,1,1,1\n")
    assert [f.where for f in table.left_out if "Ruritania" in f.reason] == ["table.csv, line 7"]


def test_wrong_columns_of_either_table_are_refused(tmp_path: Path, names: Names) -> None:
    with pytest.raises(SourceError, match="lacks the column ccode"):
        finance(tmp_path, names, DIPLOMACY)
    with pytest.raises(SourceError, match="lacks the column receiving_country"):
        diplomacy(tmp_path, names, FINANCE)


def test_a_case_without_china_gets_nothing_and_is_told_so(tmp_path: Path, names: Names) -> None:
    scope = Scope(states=("KAZ",), powers=("RUS",))
    for module, text in ((gcdf, FINANCE), (public_diplomacy, DIPLOMACY)):
        table = module.read(write(tmp_path, text), names, scope)
        assert table.observations == ()
        assert table.left_out[0].reason == "China is not a power of this case"
