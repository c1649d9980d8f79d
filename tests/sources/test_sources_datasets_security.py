"""Alliances, common organisations, exercises and leaders' travel, on small files of ours."""

from __future__ import annotations

import gzip
import math
from collections import Counter
from pathlib import Path

import openpyxl
import pandas
import pyreadr
import pytest

from tightrope.names import Names
from tightrope.records import Observation, SourceError, When
from tightrope.sources.datasets import Scope, Table, read_dataset

SCOPE = Scope(states=("KAZ", "KGZ"), powers=("RUS", "CHN", "USA", "EUU"))
ATOP = """\
stateA,stateB,year,defense,offense,neutral,nonagg,consul
705,365,1993,1,0,1,1,1
365,705,1993,0,0,0,1,1
2,705,1993,0,0,0,1,0
2,365,1993,0,0,0,1,0
705,710,1994,0,0,0,0,1
"""


@pytest.fixture(scope="module")
def names() -> Names:
    return Names.builtin()


def read(name: str, folder: Path, text: str, names: Names, scope: Scope = SCOPE) -> Table:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return read_dataset(name, path, scope, names)


def cells(table: Table) -> dict[tuple[str, str, str], tuple[float, float]]:
    return {(seen.over, seen.holder, str(seen.when)): (seen.lower, seen.upper) for seen in table.observations}


def reasons(table: Table) -> list[str]:
    return [f"{failure.where}: {failure.reason}" for failure in table.left_out]


def only(table: Table, over: str, holder: str, year: int) -> Observation:
    (found,) = [s for s in table.observations if (s.over, s.holder, s.when) == (over, holder, When.year(year))]
    return found


def test_the_level_of_an_alliance_is_that_of_its_highest_pledge_in_either_direction(
    tmp_path: Path, names: Names
) -> None:
    table = read("atop", tmp_path, ATOP, names)
    assert only(table, "KAZ", "RUS", 1993).lower == 3
    assert only(table, "KAZ", "CHN", 1994).lower == 1
    assert "705, 365, year 1993: defense and neutral and consul" in only(table, "KAZ", "RUS", 1993).locator


def test_a_promise_not_to_attack_is_no_alliance(tmp_path: Path, names: Names) -> None:
    seen = only(read("atop", tmp_path, ATOP, names), "KAZ", "USA", 1993)
    assert (seen.lower, seen.upper) == (0, 0)


def test_no_row_means_no_alliance_only_in_years_that_the_table_covers(tmp_path: Path, names: Names) -> None:
    found = cells(read("atop", tmp_path, ATOP + "710,900,1993,1,0,0,0,0\n", names))
    assert found["KAZ", "CHN", "1993"] == (0, 0)
    assert not [key for key in found if key[0] == "KGZ"]
    assert ("KAZ", "USA", "1994") not in found


def test_a_body_has_no_alliance_of_its_own(tmp_path: Path, names: Names) -> None:
    assert "table.csv: EUU is no state of its own in this table" in reasons(read("atop", tmp_path, ATOP, names))


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("705,365,1994,2,0,0,0,0", "line 7: defense for 1994, 705, 365: 2 is neither 0 nor 1"),
        ("705,365,1994,-1,0,0,0,0", "line 7: defense for 1994, 705, 365: '-1' is impossible"),
        ("705,365,94,1,0,0,0,0", "line 7: defense for 94, 705, 365: '94' is not a year"),
        ("705,365,1994,NA,0,0,0,0", "line 7: defense for 1994, 705, 365: no figure ('NA'), which is not zero"),
        ("705,Russia,1994,1,0,0,0,0", "line 7: unknown Correlates of War number 'Russia'"),
        ("705,999,1994,1,0,0,0,0", "line 7: unknown Correlates of War number '999'"),
        ("705,365,1994,1,0", "line 7: has 5 fields, the header has 8"),
        ("705,365,1993,1,0,1,1,1", "line 7: repeats line 2 (1993, 705, 365)"),
        ("705,365,1993,0,0,1,1,1", "line 7: contradicts line 2 (1993, 705, 365)"),
    ],
)
def test_a_bad_row_of_alliances_is_left_out_by_line(tmp_path: Path, names: Names, row: str, reason: str) -> None:
    text = f"{ATOP}{row}\n".replace("705,710,1994", "2,20,1994,0,0,0,0,0\n705,710,1994", 1)
    table = read("atop", tmp_path, text, names)
    assert any(told.endswith(reason.replace("line 7", "line 8")) for told in reasons(table)), reasons(table)


def test_a_pair_whose_row_was_refused_is_unknown_and_not_unallied(tmp_path: Path, names: Names) -> None:
    found = cells(read("atop", tmp_path, ATOP.replace("2,705,1993,0", "2,705,1993,7"), names))
    assert ("KAZ", "USA", "1993") not in found


def test_alliances_come_as_an_r_file_too(tmp_path: Path, names: Names) -> None:
    columns = ["ccode1", "ccode2", "year", "atop_defense", "atop_offense", "atop_neutral", "atop_nonagg", "atop_consul"]
    frame = pandas.DataFrame([[705.0, 365.0, 1993.0, 1.0, 0.0, 0.0, 1.0, float("nan")]], columns=columns)
    path = tmp_path / "atop_alliance.rda"
    pyreadr.write_rdata(str(path), frame, df_name="atop_alliance")
    assert reasons(read_dataset("atop", path, SCOPE, names))[1].endswith("no figure ('NA'), which is not zero")
    frame["atop_consul"] = 0.0
    pyreadr.write_rdata(str(path), frame, df_name="atop_alliance", compress="gzip")
    assert cells(read_dataset("atop", path, SCOPE, names)) == {("KAZ", "RUS", "1993"): (3, 3)}
    pyreadr.write_rdata(str(path), frame, df_name="other")
    with pytest.raises(SourceError, match="lacks the table atop_alliance; it holds other"):
        read_dataset("atop", path, SCOPE, names)
    pyreadr.write_rdata(str(path), frame.drop(columns="year"), df_name="atop_alliance")
    with pytest.raises(SourceError, match="lacks the column year"):
        read_dataset("atop", path, SCOPE, names)


def test_an_r_file_that_is_cut_is_refused(shared: Path, tmp_path: Path, names: Names) -> None:
    whole = (shared / "data" / "peacesciencer-alliances-igos" / "atop_alliance.rda").read_bytes()
    path = tmp_path / "atop_alliance.rda"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match="its packing is damaged or cut off"):
        read_dataset("atop", path, SCOPE, names)


COW = """\
version4id,ccode1,state_name1,ccode2,state_name2,defense,neutrality,nonaggression,entente,year,version
5,365,Russia,705,Kazakhstan,1,0,0,1,1993,4.1
6,365,Russia,705,Kazakhstan,0,0,1,1,1993,4.1
7,365,Russia,703,Kyrgyz Republic,0,0,1,0,1993,4.1
"""


def test_several_alliances_of_a_pair_count_as_the_strongest(tmp_path: Path, names: Names) -> None:
    found = cells(read("cow-alliances", tmp_path, COW, names))
    assert found == {("KAZ", "RUS", "1993"): (3, 3), ("KGZ", "RUS", "1993"): (0, 0)}


def test_an_alliance_told_twice_is_counted_once(tmp_path: Path, names: Names) -> None:
    table = read("cow-alliances", tmp_path, COW + COW.splitlines()[1] + "\n", names)
    assert only(table, "KAZ", "RUS", 1993).lower == 3
    assert any(told.endswith("line 5: repeats line 2 (1993, 365, 705, 5)") for told in reasons(table))


IGOS = """\
dyadid,ccode1,country1,ccode2,country2,year,AALCO,CIS,OSCE,UN
365705,365,russia,705,kazakhstan,1993,0,1,1,1
365705,365,russia,705,kazakhstan,1994,-9,1,-1,1
2705,2,usa,705,kazakhstan,1993,-9,-9,-9,-9
2020,2,usa,20,canada,1993,0,0,1,1
"""


def test_common_organisations_are_added_up_from_the_native_file(tmp_path: Path, names: Names) -> None:
    table = read("cow-igos", tmp_path, IGOS, names)
    assert cells(table) == {("KAZ", "RUS", "1993"): (3, 3), ("KAZ", "RUS", "1994"): (2, 2)}
    assert any("line 4" in told and "no figure ('NA'), which is not zero" in told for told in reasons(table))


def test_plain_and_gzipped_copies_of_the_native_file_are_one_origin(tmp_path: Path, names: Names) -> None:
    plain = read("cow-igos", tmp_path, IGOS, names)
    zipped = tmp_path / "table.csv.gz"
    zipped.write_bytes(gzip.compress(IGOS.encode()))
    assert read_dataset("cow-igos", zipped, SCOPE, names).origin == plain.origin
    zipped.write_bytes(gzip.compress(IGOS.encode() * 500)[:-20])
    with pytest.raises(SourceError, match="its packing is damaged or cut off"):
        read_dataset("cow-igos", zipped, SCOPE, names)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1,365,r,705,k,1995,0,1,2,1", "line 6: OSCE is '2', neither 0 nor 1 nor missing"),
        ("1,365,r,705,k,1995,0,1,1", "line 6: has an empty field, or fewer fields than the header"),
        ("1,365,r", "line 6: has an empty field, or fewer fields than the header"),
        ("1,365,r,705,k,95,0,1,1,1", "line 6: dyadigos for 95, KAZ, RUS: '95' is not a year"),
    ],
)
def test_a_bad_row_of_organisations_is_left_out_by_line(tmp_path: Path, names: Names, row: str, reason: str) -> None:
    assert any(told.endswith(reason) for told in reasons(read("cow-igos", tmp_path, f"{IGOS}{row}\n", names)))


def test_organisations_of_no_state_of_the_case_are_refused(tmp_path: Path, names: Names) -> None:
    with pytest.raises(SourceError, match="has no row about a state of this case"):
        read("cow-igos", tmp_path, IGOS, names, Scope(states=("FJI",), powers=("USA",)))
    with pytest.raises(SourceError, match="the column UN more than once"):
        read("cow-igos", tmp_path, IGOS.replace("AALCO", "UN"), names)


SIPRI = """\
Transfers of major weapons, made up for this test
A '0' stands for little; an empty field; "quotes" and, commas
Data generated: 1 Jan 2025
SIPRI AT Database ID,Supplier,Recipient,Delivery year,Delivery year is estimate,TIV delivery values
1,Russia,Kazakhstan,2005,No,12.5
2,Russia,Kazakhstan,2005,Yes,0
3,Germany,Kazakhstan,2005,No,3
4,France,Kazakhstan,2005,No,4
5,Turkiye,Kazakhstan,2005,No,2
6,China,Rebels (Ruritania)*,2005,No,2
7,China,unknown recipient(s),2005,No,2
8,China,Mongolia,2006,No,2
"""


def test_deliveries_of_a_year_are_added_up_and_little_is_not_nothing(tmp_path: Path, names: Names) -> None:
    table = read("sipri-arms", tmp_path, SIPRI, names)
    assert cells(table) == {
        ("KAZ", "RUS", "2005"): (12.5, 13),
        ("KAZ", "EUU", "2005"): (7, 7),
        ("KAZ", "ROW", "2005"): (2, 2),
        ("KAZ", "CHN", "2005"): (0, 0.5),
        ("KAZ", "USA", "2005"): (0, 0.5),
    }
    assert table.left_out == ()
    assert only(table, "KAZ", "RUS", 2005).locator.endswith("2 rows of Russia, 1 with an estimated year")


def test_an_unknown_supplier_may_be_any_power(tmp_path: Path, names: Names) -> None:
    table = read("sipri-arms", tmp_path, SIPRI + "9,unknown supplier(s),Kazakhstan,2005,No,5\n", names)
    assert cells(table)["KAZ", "CHN", "2005"] == (0, 5.5)
    assert cells(table)["KAZ", "RUS", "2005"] == (12.5, 18)
    assert reasons(table)[0].endswith("line 13: unknown supplier 'unknown supplier(s)' to KAZ: it may be any power")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("9,Russia,Kazakhstan,2005,No,-1", "line 13: Russia to Kazakhstan, deal 9: '-1' is impossible"),
        ("9,Russia,Kazakhstan,2005,No,", "line 13: Russia to Kazakhstan, deal 9: no figure (''), which is not zero"),
        ("9,Russia,Kazakhstan,205,No,1", "line 13: Russia to Kazakhstan, deal 9: '205' is not a year"),
        ("9,Russia,Ruritania,2005,No,1", "line 13: unknown country 'Ruritania'"),
        ("1,Russia,Kazakhstan,2005,No,12.5", "line 13: repeats line 5 (deal 1)"),
        ("9,Russia,Kazakhstan", "line 13: has 3 fields, the header has 6"),
    ],
)
def test_a_bad_delivery_is_told_by_line(tmp_path: Path, names: Names, row: str, reason: str) -> None:
    table = read("sipri-arms", tmp_path, f"{SIPRI}{row}\n", names)
    assert any(told.endswith(reason) for told in reasons(table)), reasons(table)


def test_a_delivery_of_unknown_volume_leaves_the_sum_open(tmp_path: Path, names: Names) -> None:
    table = read("sipri-arms", tmp_path, SIPRI + "9,Russia,Kazakhstan,2005,No,\n", names)
    assert cells(table)["KAZ", "RUS", "2005"] == (12.5, math.inf)


MME = """\
MMEID,Ex_Name,country,year
m1,Shield,Kazakhstan,2005
m1,Shield,Russia,2005
m1,Shield,Germany,2005
m1,Shield,France,2005
m2,Spear,Kazakhstan,2005
m2,Spear,-9,2005
m3,Sword,China,2005
m3,Sword,Russia,2006
"""


def test_an_exercise_counts_once_for_a_union_of_which_many_took_part(tmp_path: Path, names: Names) -> None:
    found = cells(read("mme-exercises", tmp_path, MME.replace("m2,Spear,-9,2005\n", ""), names))
    assert found["KAZ", "EUU", "2005"] == (1, 1)
    assert found["KAZ", "RUS", "2005"] == (1, 1)
    assert found["KAZ", "CHN", "2005"] == (0, 0)
    assert not [key for key in found if key[0] == "KGZ" or key[2] == "2006"]


def test_somebody_unknown_may_have_been_any_power(tmp_path: Path, names: Names) -> None:
    table = read("mme-exercises", tmp_path, MME, names)
    assert cells(table)["KAZ", "CHN", "2005"] == (0, 1)
    assert cells(table)["KAZ", "RUS", "2005"] == (1, 2)
    assert reasons(table) == ["table.csv, line 7: unknown country '-9' in m2"]


def test_a_bad_year_and_a_repeat_of_an_exercise_are_told_by_line(tmp_path: Path, names: Names) -> None:
    table = read("mme-exercises", tmp_path, MME + "m1,Shield,Russia,2005\nm4,Storm,Russia,205\n", names)
    assert "table.csv, line 10: repeats line 3 (m1, RUS, 2005)" in reasons(table)
    assert "table.csv, line 11: m4, Russia: '205' is not a year" in reasons(table)
    assert cells(table)["KAZ", "RUS", "2005"] == (1, 2)


def book(folder: Path, rows: list[list[object]], title: str = "Dataset", merge: str = "") -> Path:
    path = folder / "travel.xlsx"
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    if merge:
        made.active.merge_cells(merge)
    made.save(path)
    return path


TRIPS: list[list[object]] = [
    ["Year", "Name", "Level", "Country", None],
    [2003, "First", "President", "Kazakhstan", None],
    [2005.0, "First", "President", "Kazakhstan", None],
    [2005, "First", "President", "Kazakhstan", None],
    [2006, "Second", "Premier", "TÜRKİYE", None],
    [None, None, None, None, None],
    ["200X", "Second", "Premier", "Kazakhstan", None],
    [2006, "Second", "Premier", "Ruritania", None],
]


def test_trips_are_counted_and_years_without_one_are_zero_from_the_first_on(tmp_path: Path, names: Names) -> None:
    table = read_dataset("ceias-travel", book(tmp_path, TRIPS), SCOPE, names)
    assert cells(table) == {
        ("KAZ", "CHN", "2003"): (1, 1),
        ("KAZ", "CHN", "2005"): (2, 2),
        ("KAZ", "CHN", "2006"): (0, 0),
    }
    assert reasons(table) == [
        "travel.xlsx, line 7: Second, Kazakhstan: '200X' is not a year",
        "travel.xlsx, line 8: unknown country 'Ruritania'",
    ]


def test_a_header_below_a_title_is_found_and_a_merged_one_is_refused(tmp_path: Path, names: Names) -> None:
    titled = [["Travel"], [], *TRIPS[:2]]
    found = read_dataset("ceias-travel", book(tmp_path, titled, merge="A1:D1"), SCOPE, names)
    assert len(found.observations) == 1
    with pytest.raises(SourceError, match=r"line 1: the header of its sheet Dataset has merged cells \(D1:E1\)"):
        read_dataset("ceias-travel", book(tmp_path, TRIPS, merge="D1:E1"), SCOPE, names)
    with pytest.raises(SourceError, match=r"lacks the column Name; its header has .*, and merged cells \(A1:B1\)$"):
        read_dataset("ceias-travel", book(tmp_path, TRIPS, merge="A1:B1"), SCOPE, names)


def test_merged_cells_below_the_header_are_told(tmp_path: Path, names: Names) -> None:
    table = read_dataset("ceias-travel", book(tmp_path, TRIPS[:4], merge="D2:D3"), SCOPE, names)
    assert Counter(told.partition(": ")[2][:17] for told in reasons(table)) == {
        "merged cells D2:D": 1,
        "unknown country '": 1,
    }


def test_a_workbook_that_is_broken_or_another_is_refused(tmp_path: Path, names: Names) -> None:
    path = book(tmp_path, TRIPS, title="Sheet1")
    with pytest.raises(SourceError, match="lacks the sheet Dataset; it has Sheet1"):
        read_dataset("ceias-travel", path, SCOPE, names)
    path.write_bytes(book(tmp_path, TRIPS).read_bytes()[:2000])
    with pytest.raises(SourceError, match="is no readable xlsx workbook"):
        read_dataset("ceias-travel", path, SCOPE, names)
    with pytest.raises(SourceError, match="lacks the column Level; its header has Year, Name, Rank, Country"):
        read_dataset("ceias-travel", book(tmp_path, [["Year", "Name", "Rank", "Country"], [1, 2, 3, 4]]), SCOPE, names)
    with pytest.raises(SourceError, match="has a header but no rows"):
        read_dataset("ceias-travel", book(tmp_path, TRIPS[:1]), SCOPE, names)
