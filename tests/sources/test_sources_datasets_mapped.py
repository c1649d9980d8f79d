"""Any table as CSV, by what a case says that its columns mean."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from tightrope.cases import load_case, new_case
from tightrope.names import Names
from tightrope.records import CaseError, SourceError
from tightrope.sources.datasets import Scope, Table, read_mapped

STATES, POWERS = ("ARM", "AZE", "GEO"), ("RUS", "TUR", "EUU")
TABLE = """\
tables:
  customs:
    producer: A customs service
    title: Foreign trade
    columns: {holder: Partner, over: Country, year: Year, value: Turnover}
    channel: economy.trade
"""


def case_with(folder: Path, tables: str) -> Path:
    """The template's case with these tables."""
    made = new_case("mine", folder)
    yaml = (made / "case.yaml").read_text("utf-8")
    (made / "case.yaml").write_text(yaml[: yaml.index("\ntables:")] + "\n" + tables, "utf-8")
    return made


def read(folder: Path, text: str | bytes, more: str = "", table: str = TABLE) -> Table:
    path = folder / "turnover.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    mapped = load_case(case_with(folder, table + more)).tables["customs"]
    return read_mapped(path, Names.builtin(), Scope(states=STATES, powers=POWERS), mapped)


def figures(table: Table) -> dict[tuple[str, str, str], tuple[float, float]]:
    return {(seen.holder, seen.over, str(seen.when)): (seen.lower, seen.upper) for seen in table.observations}


def reasons(table: Table) -> list[str]:
    return [f"{failure.where}: {failure.reason}" for failure in table.left_out]


HEADER = "Partner,Country,Year,Turnover\n"
ROWS = "Russia,Armenia,2024,10\nTUR,ARM,2024,2.5\n"


def test_columns_are_read_by_the_names_that_the_case_gives_them(tmp_path: Path) -> None:
    table = read(tmp_path, HEADER + ROWS)
    assert figures(table) == {("RUS", "ARM", "2024"): (10.0, 10.0), ("TUR", "ARM", "2024"): (2.5, 2.5)}
    assert {(seen.channel, seen.unit) for seen in table.observations} == {("economy.trade", "USD")}
    assert table.observations[0].locator == "2024, Russia, Armenia"
    assert (table.origin.producer, table.origin.title) == ("A customs service", "Foreign trade")
    assert table.left_out == ()


def test_semicolons_decimal_commas_spaces_and_units_are_read_as_the_case_says(tmp_path: Path) -> None:
    text = "\ufeffPartner;Country;Year;Turnover;Unit\r\nRUS;ARM;2023;1 234,5;thousand\r\nRUS;ARM;2024;2;million\r\n"
    more = '    decimal: ","\n    thousands: " "\n    units: {thousand: 1000.0, million: 1.0e+6}\n'
    unit = TABLE.replace("Turnover}", "Turnover, unit: Unit}")
    assert figures(read(tmp_path, text.replace("1 234", "1\u00a0234"), more, unit)) == {
        ("RUS", "ARM", "2023"): (1_234_500.0, 1_234_500.0),
        ("RUS", "ARM", "2024"): (2_000_000.0, 2_000_000.0),
    }


@pytest.mark.parametrize("name", ["TÜRKİYE", "Türkiye", "Turkey", "TURKIYE", " tur", "TR-1"])
def test_a_country_is_known_by_any_usual_name_its_code_or_the_words_of_the_case(tmp_path: Path, name: str) -> None:
    more = '    words: {"tur": TUR, "TR-1": Turkey}\n'
    assert figures(read(tmp_path, f"{HEADER}{name},Armenia,2024,5\n", more)) == {("TUR", "ARM", "2024"): (5.0, 5.0)}


def test_each_year_may_have_its_column_and_a_file_another_encoding(tmp_path: Path) -> None:
    text = "Bericht\n\nСтрана,2023,2024,всего\nРоссия,1,n/a,9\nТурция,3,4,9\n".encode("cp1251")
    table = TABLE.replace("{holder: Partner, over: Country, year: Year, value: Turnover}", "{holder: Страна}")
    more = '    over: GEO\n    wide: true\n    preamble: 3\n    encoding: windows-1251\n    missing: ["n/a"]\n'
    found = read(tmp_path, text, more, table)
    assert figures(found) == {
        ("RUS", "GEO", "2023"): (1.0, 1.0),
        ("TUR", "GEO", "2023"): (3.0, 3.0),
        ("TUR", "GEO", "2024"): (4.0, 4.0),
    }
    assert reasons(found) == ["turnover.csv, line 4: no figure (''), which is not zero"]


def test_a_column_may_say_the_channel_and_one_value_may_hold_for_all_rows(tmp_path: Path) -> None:
    table = TABLE.replace("channel: economy.trade", 'holder: RUS\n    words: {"Imports": economy.trade}')
    table = table.replace("holder: Partner", "channel: What")
    found = read(tmp_path, "What,Country,Year,Turnover\nImports,Georgia,2024,5\nTourists,Georgia,2024,7\n", "", table)
    assert figures(found) == {("RUS", "GEO", "2024"): (5.0, 5.0)}
    assert reasons(found) == ["turnover.csv, line 3: no channel 'Tourists' as channel"]


def test_a_body_is_its_own_row_or_the_sum_of_its_members(tmp_path: Path) -> None:
    rows = HEADER + "Germany,Armenia,2024,3\nFrance,Armenia,2024,4\nIran,Armenia,2024,5\nMalta,ARM,2025,1\n"
    some = read(tmp_path / "a", rows) if (tmp_path / "a").mkdir() is None else None
    assert some is not None
    assert figures(some)["EUU", "ARM", "2024"] == (7.0, math.inf)
    assert "at least: no row for AUT" in some.observations[0].locator
    assert reasons(some) == ["turnover.csv: 1 rows of partners that are not powers, and the table is not complete"]
    (tmp_path / "b").mkdir()
    assert figures(read(tmp_path / "b", rows, "    complete: true\n")) == {
        ("EUU", "ARM", "2024"): (7.0, 7.0),
        ("ROW", "ARM", "2024"): (5.0, 5.0),
        ("EUU", "ARM", "2025"): (1.0, 1.0),
    }
    (tmp_path / "c").mkdir()
    own = read(tmp_path / "c", rows + "EU-27,Armenia,2024,9\n", '    words: {"EU-27": EUU}\n')
    assert figures(own)["EUU", "ARM", "2024"] == (9.0, 9.0)
    assert "turnover.csv: 2 rows of a body's members, which has a row itself" in reasons(own)


SHARE = TABLE.replace("economy.trade", "economy.remittances") + "    shares: true\n    factor: 100.0\n"


def test_shares_that_add_up_to_more_than_one_are_left_out_with_their_lines(tmp_path: Path) -> None:
    rows = "RUS,ARM,2023,0.7\nTUR,ARM,2023,0.3\nRUS,ARM,2024,0.9\nTUR,ARM,2024,0.4\n"
    found = read(tmp_path, HEADER + rows, "", SHARE)
    assert {key[2] for key in figures(found)} == {"2023"}
    assert reasons(found) == [
        "turnover.csv, line 4: the shares of economy.remittances, ARM, 2024 add up to 130 percent (lines 4, 5)"
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Ruritania,Armenia,2024,1", "unknown 'Ruritania' as holder"),
        ("Russia,Ruritania,2024,1", "unknown 'Ruritania' as over"),
        ("Russia,Georgia,2024,-1", "'-1' is impossible"),
        ("Russia,Georgia,2024,1e999", "'1e999' is impossible"),
        ('Russia,Georgia,2024,"1,5"', "'1,5' is not a number written with decimal '.'"),
        ("Russia,Georgia,2024,NaN", "'NaN' is not a number"),
        ("Russia,Georgia,2024,", "no figure (''), which is not zero"),
        ("Russia,Georgia,20244,1", "'20244' is not a year"),
        ("Russia,Georgia,2024", "has 3 fields, the header has 4"),
        ("RUSSIA,Armenia,2024,10", "repeats line 2"),
    ],
)
def test_a_bad_row_is_left_out_by_line(tmp_path: Path, row: str, reason: str) -> None:
    found = read(tmp_path, f"{HEADER}{ROWS}{row}\n")
    assert figures(found)["RUS", "ARM", "2024"] == (10.0, 10.0)
    (said,) = reasons(found)
    assert said.startswith("turnover.csv, line 4: ")
    assert reason in said


def test_two_spellings_of_a_country_that_contradict_each_other_are_both_left_out(tmp_path: Path) -> None:
    found = read(tmp_path, f"{HEADER}{ROWS}Türkiye,Armenia,2024,3\n")
    assert set(figures(found)) == {("RUS", "ARM", "2024")}
    assert [said.partition(" line ")[0] for said in reasons(found)] == ["turnover.csv,"] * 2


def test_a_percentage_above_100_is_impossible(tmp_path: Path) -> None:
    found = read(tmp_path, HEADER + "RUS,ARM,2023,1.01\nRUS,ARM,2024,1\n", "", SHARE)
    assert set(figures(found)) == {("RUS", "ARM", "2024")}
    assert "101 is impossible, above 100" in reasons(found)[0]


def test_an_unknown_unit_and_a_column_that_is_not_there_are_named(tmp_path: Path) -> None:
    unit = TABLE.replace("Turnover}", "Turnover, unit: Unit}") + "    units: {thousand: 1000.0}\n"
    (tmp_path / "a").mkdir()
    found = read(tmp_path / "a", "Partner,Country,Year,Turnover,Unit\nRUS,ARM,2024,1,dozen\n", "", unit)
    assert reasons(found) == ["turnover.csv, line 2: unknown unit 'dozen'; the case has a factor for thousand"]
    (tmp_path / "b").mkdir()
    with pytest.raises(SourceError, match=r"turnover\.csv, line 1: lacks the column Turnover; its header has Partner"):
        read(tmp_path / "b", "Partner,Country,Year,Total\nRUS,ARM,2024,1\n")
    (tmp_path / "c").mkdir()
    wide = TABLE.replace(", year: Year, value: Turnover", "") + "    wide: true\n"
    with pytest.raises(SourceError, match="no column that is a year"):
        read(tmp_path / "c", "Partner,Country,Total\nRUS,ARM,1\n", "", wide)


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("economy.trade", "economy.tirade", "tables.customs.channel", "no channel 'economy.tirade' of amounts"),
        ("economy.trade", "security.ties", "tables.customs.channel", "no channel 'security.ties' of amounts"),
        ("holder: Partner, ", "", "tables.customs.columns", "holder is either a column or the same in all rows"),
        ("value: Turnover", "value: Year", "tables.customs.columns", "'Year' cannot mean two things"),
        ("value: Turnover", "price: Turnover", "tables.customs.columns", "'channel', 'holder', 'over', 'year'"),
        ("year: Year, ", "", "tables.customs.columns", "year is a column, the same in all rows"),
        (", value: Turnover", "", "tables.customs.columns", "value is a column"),
        (
            "\n    title:",
            '\n    thousands: "."\n    title:',
            "tables.customs.thousands",
            "differ from the decimal mark",
        ),
        ("\n    title:", "\n    shares: true\n    title:", "tables.customs.shares", "unit is percent"),
        ("\n    title:", "\n    units: {k: 1.0}\n    title:", "tables.customs.units", "go together"),
        ("\n    title:", "\n    encoding: klingon\n    title:", "tables.customs.encoding", "not an encoding"),
        ("\n    title:", "\n    factor: 0\n    title:", "tables.customs.factor", "greater than 0"),
        ("holder: Partner, ", "channel: C, ", "tables.customs.columns", "channel is either a column or"),
        ("  customs:", "  Customs!:", "tables.Customs!", "is not a name"),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, field: str, words: str
) -> None:
    with pytest.raises(CaseError) as refused:
        load_case(case_with(tmp_path, TABLE.replace(old, new, 1)))
    assert f": {field}" in str(refused.value)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("BX.TRF: {channel: economy.tirade}", "no channel 'economy.tirade' of amounts"),
        ("BX.TRF: {channel: economy.trade, holder: CHN}", "CHN is not one of the case's powers"),
        ("remittances: {channel: economy.trade}", "is not an indicator's code"),
    ],
)
def test_an_indicator_that_cannot_be_meant_is_refused(tmp_path: Path, entry: str, words: str) -> None:
    made = new_case("mine", tmp_path)
    yaml = (made / "case.yaml").read_text("utf-8")
    start, end = yaml.index("\nindicators:"), yaml.index("\n# What the columns of a table")
    (made / "case.yaml").write_text(f"{yaml[:start]}\nindicators:\n  {entry}\n{yaml[end:]}", "utf-8")
    with pytest.raises(CaseError, match="indicators") as refused:
        load_case(made)
    assert words in str(refused.value)
