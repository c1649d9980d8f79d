"""Trade and exports: powers, bodies and the rest of the world add up; gaps stay gaps."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tightrope.names import Names
from tightrope.records import Observation, SourceError, When
from tightrope.sources.datasets import Scope, Table, itpde, itpde_industries, siat
from tightrope.sources.datasets.table import Partners

SCOPE = Scope(states=("KAZ", "UZB"), powers=("RUS", "CHN", "EUU"))
HEADER = "year,exporter_iso3,exporter,importer_iso3,importer,value\n"
ROWS = """\
2015,KAZ,Kazakhstan,RUS,Russia,10
2015,RUS,Russia,KAZ,Kazakhstan,20.5
2015,KAZ,Kazakhstan,DEU,Germany,3
2015,FRA,France,KAZ,Kazakhstan,4
2015,GBR,United Kingdom,KAZ,Kazakhstan,5
2015,KAZ,Kazakhstan,UZB,Uzbekistan,6
2015,UZB,Uzbekistan,KAZ,Kazakhstan,7
2015,KAZ,Kazakhstan,TUR,Turkey,8
2015,RUS,Russia,CHN,China,1000
"""


@pytest.fixture(scope="module")
def names() -> Names:
    return Names.builtin()


def read_trade(folder: Path, names: Names, text: str, scope: Scope = SCOPE) -> Table:
    path = folder / "trade.csv"
    path.write_text(HEADER + text, encoding="utf-8")
    return itpde.read(path, names, scope)


def one(table: Table, over: str, holder: str, year: int = 2015) -> Observation:
    (found,) = [
        seen for seen in table.observations if (seen.over, seen.holder, seen.when) == (over, holder, When.year(year))
    ]
    return found


def test_trade_is_exports_plus_imports_and_names_both_rows(tmp_path: Path, names: Names) -> None:
    trade = one(read_trade(tmp_path, names, ROWS), "KAZ", "RUS")
    assert (trade.lower, trade.upper, trade.unit) == (30.5, 30.5, "USD")
    assert trade.locator == "2015, KAZ→RUS and RUS→KAZ"


def test_a_body_is_the_sum_of_its_members_in_that_year(tmp_path: Path, names: Names) -> None:
    text = ROWS + ROWS.replace("2015,", "2021,")
    table = read_trade(tmp_path, names, text)
    assert one(table, "KAZ", "EUU").lower == 12.0
    assert "DEU FRA GBR" in one(table, "KAZ", "EUU").locator
    assert one(table, "KAZ", "EUU", 2021).lower == 7.0


def test_powers_and_the_rest_of_the_world_add_up_to_all_partners(tmp_path: Path, names: Names) -> None:
    table = read_trade(tmp_path, names, ROWS)
    assert math.fsum(seen.lower for seen in table.observations if seen.over == "KAZ") == 63.5
    assert one(table, "KAZ", "ROW").lower == 21.0
    assert one(table, "UZB", "ROW").lower == 13.0


def test_a_member_that_is_a_power_of_its_own_is_counted_once(tmp_path: Path, names: Names) -> None:
    table = read_trade(tmp_path, names, ROWS, Scope(states=("KAZ",), powers=("EUU", "FRA")))
    assert one(table, "KAZ", "FRA").lower == 4.0
    assert one(table, "KAZ", "EUU").lower == 8.0


def test_a_direction_without_a_row_leaves_the_upper_bound_open(tmp_path: Path, names: Names) -> None:
    trade = one(read_trade(tmp_path, names, "2015,KAZ,Kazakhstan,CHN,China,3\n"), "KAZ", "CHN")
    assert (trade.lower, trade.upper) == (3.0, math.inf)
    assert "there is no row CHN→KAZ" in trade.locator


def test_a_power_without_any_row_is_unknown_not_zero(tmp_path: Path, names: Names) -> None:
    assert {seen.holder for seen in read_trade(tmp_path, names, ROWS).observations} == {"RUS", "EUU", "ROW"}


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2015,KAZ,Kazakhstan,RUS,Rusia,10", "unknown country 'Rusia' ('RUS')"),
        ("2015,KAZ,Kazakhstan,RUZ,Russia,10", "the code 'RUZ' does not belong to 'Russia' (RUS)"),
        ("2015,KAZ,Kazakhstan,RUS,Russia,-10", "'-10' is impossible"),
        ("2015,KAZ,Kazakhstan,RUS,Russia,NaN", "'NaN' is not a number"),
        ("15,KAZ,Kazakhstan,RUS,Russia,10", "'15' is not a year"),
        ("2015,KAZ,Kazakhstan,RUS,Russia", "has 5 fields, the header has 6"),
    ],
)
def test_a_bad_row_is_left_out_with_its_line_and_the_rest_is_read(
    tmp_path: Path, names: Names, row: str, reason: str
) -> None:
    table = read_trade(tmp_path, names, f"2015,KAZ,Kazakhstan,CHN,China,1\n{row}\n2015,CHN,China,KAZ,Kazakhstan,2\n")
    assert [seen.lower for seen in table.observations] == [3.0]
    (failure,) = table.left_out
    assert failure.where == "trade.csv, line 3"
    assert reason in failure.reason


def test_the_known_gap_of_2010_is_a_lower_bound_and_a_mended_source_is_noticed(tmp_path: Path, names: Names) -> None:
    rows = "2010,KAZ,Kazakhstan,RUS,Russia,3363260614.22\n2010,RUS,Russia,KAZ,Kazakhstan,{}\n"
    gap = one(read_trade(tmp_path, names, rows.format("6951764823.2")), "KAZ", "RUS", 2010)
    assert gap.upper == math.inf
    assert "at least: the source lacks part of Russia's exports" in gap.locator
    mended = read_trade(tmp_path, names, rows.format("12000000000"))
    assert one(mended, "KAZ", "RUS", 2010).upper == one(mended, "KAZ", "RUS", 2010).lower
    assert "the known gap is not in this file" in mended.left_out[0].reason


def test_a_power_that_is_neither_a_state_nor_a_known_body_is_refused(names: Names) -> None:
    with pytest.raises(SourceError, match="the power XYZ is neither a state nor a body"):
        Partners(Scope(states=("KAZ",), powers=("XYZ",)), names)


EXPORTS = "Code,Country,2015,2016\n643,Russia,1821065.2,1794904.8\n276,Germany,37992.6,1\n0,Other countries,9,9\n"


def read_exports(folder: Path, names: Names, text: str, scope: Scope = SCOPE) -> Table:
    path = folder / "exports.csv"
    path.write_text(text, encoding="utf-8")
    return siat.read(path, names, scope)


def test_exports_are_in_dollars_and_the_last_year_may_be_provisional(tmp_path: Path, names: Names) -> None:
    table = read_exports(tmp_path, names, EXPORTS)
    assert one(table, "UZB", "RUS").lower == pytest.approx(1_821_065_200.0)
    assert one(table, "UZB", "RUS").locator == "column 2015, row Russia"
    assert one(table, "UZB", "RUS", 2016).locator.endswith("the last year of the file may be provisional")


def test_a_subset_of_partners_gives_no_rest_of_the_world_and_a_body_only_a_lower_bound(
    tmp_path: Path, names: Names
) -> None:
    table = read_exports(tmp_path, names, EXPORTS)
    assert {seen.holder for seen in table.observations} == {"RUS", "EUU"}
    assert one(table, "UZB", "EUU").upper == math.inf
    assert "no row for AUT, BEL" in one(table, "UZB", "EUU").locator
    assert [failure.reason for failure in table.left_out] == ["'Other countries' may hold any partner, powers included"]


def test_exports_to_a_partner_named_in_two_ways_are_left_out(tmp_path: Path, names: Names) -> None:
    table = read_exports(tmp_path, names, EXPORTS + "643,Russian Federation,7,7\n")
    assert {seen.holder for seen in table.observations} == {"EUU"}
    assert sum(f.reason.startswith("RUS has two rows") for f in table.left_out) == 4


def test_exports_of_uzbekistan_say_nothing_about_other_states(tmp_path: Path, names: Names) -> None:
    table = read_exports(tmp_path, names, EXPORTS, Scope(states=("KAZ",), powers=("RUS",)))
    assert table.observations == ()
    assert table.left_out[0].reason == "Uzbekistan is not a state of this case"


def test_exports_without_a_year_column_are_refused(tmp_path: Path, names: Names) -> None:
    with pytest.raises(SourceError, match="no column that is a year"):
        read_exports(tmp_path, names, "Code,Country,total\n643,Russia,1\n")


def test_an_unknown_or_impossible_export_is_left_out_by_line(tmp_path: Path, names: Names) -> None:
    table = read_exports(tmp_path, names, EXPORTS + "999,Ruritania,1,2\n156,China,-5,7\n")
    assert one(table, "UZB", "CHN", 2016).lower == 7000.0
    reasons = [f"{failure.where}: {failure.reason}" for failure in table.left_out]
    assert "exports.csv, line 5: unknown country 'Ruritania'" in reasons
    assert "exports.csv, line 6: value for 2015, China: '-5' is impossible" in reasons


def test_the_industries_of_a_pair_are_added_up_and_a_filled_gap_is_not_a_zero(tmp_path: Path, names: Names) -> None:
    path = tmp_path / "ITPD_E_R02.csv"
    path.write_text(
        "exporter_iso3,exporter_name,importer_iso3,importer_name,year,industry_id,trade,flag_zero\n"
        "KAZ,Kazakhstan,RUS,Russia,2015,1,1.5,p\nKAZ,Kazakhstan,RUS,Russia,2015,2,2,p\n"
        "RUS,Russia,KAZ,Kazakhstan,2015,1,4,p\nRUS,Russia,KAZ,Kazakhstan,2015,2,0,r\n"
        "KAZ,Kazakhstan,CHN,China,2015,1,0,u\nKAZ,Kazakhstan,KAZ,Kazakhstan,2015,1,99,p\n"
        "KAZ,Kazakhstan,TUR,Turkey,2015,1,-1,p\nKAZ,Kazakhstan,TUR,Turkey,2015,2,3,p\n",
        encoding="utf-8",
    )
    table = itpde_industries.read(path, names, SCOPE)
    assert one(table, "KAZ", "RUS").lower == one(table, "KAZ", "RUS").upper == 7_500_000.0
    assert (one(table, "KAZ", "ROW").lower, one(table, "KAZ", "ROW").upper) == (3_000_000.0, math.inf)
    assert {seen.holder for seen in table.observations} == {"RUS", "ROW"}
    assert [failure.reason for failure in table.left_out] == [
        "1 zeros that only fill a gap: not known, not zero",
        "trade for 2015, KAZ, TUR, 1: '-1' is impossible",
    ]
