"""Indicators of the World Bank: any of them, in the Bank's own forms, to the channel that the case names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tightrope.names import Names
from tightrope.records import MappedIndicator, SourceError
from tightrope.sources.datasets import Scope, Table, wdi

REMITTANCES, AID = "BX.TRF.PWKR.DT.GD.ZS", "DC.DAC.USAL.CD"
SCOPE = Scope(
    states=("KAZ", "UZB"),
    powers=("RUS", "USA"),
    indicators={
        REMITTANCES: MappedIndicator(channel="economy.remittances", unit="percent", holder="WLD", factor=1.0),
        AID: MappedIndicator(channel="economy.aid", unit="million USD", holder="USA", factor=1e-6),
    },
)
PAGE = (
    '"Data Source","World Development Indicators",\n\n"Last Updated Date","2025-07-01",\n\n'
    '"Country Name","Country Code","Indicator Name","Indicator Code","1995","1996","2024",\n'
)
ROWS = (
    '"Africa Eastern and Southern","AFE","Remittances","BX.TRF.PWKR.DT.GD.ZS","1","2","3",\n'
    '"Kazakhstan","KAZ","Remittances","BX.TRF.PWKR.DT.GD.ZS","0.5698","","0.1",\n'
    '"Uzbekistan","UZB","Remittances","BX.TRF.PWKR.DT.GD.ZS","","","14.4",\n'
)


def read(folder: Path, text: str, scope: Scope = SCOPE) -> Table:
    path = folder / "wdi.csv"
    path.write_text(text, encoding="utf-8")
    return wdi.read(path, Names.builtin(), scope)


def figures(table: Table) -> list[tuple[str, str, str, float, str]]:
    return [(seen.holder, seen.over, str(seen.when), seen.lower, seen.unit) for seen in table.observations]


def reasons(table: Table) -> list[str]:
    return [f"{failure.where}: {failure.reason}" for failure in table.left_out]


SHARES = [
    ("WLD", "KAZ", "1995", 0.5698, "percent"),
    ("WLD", "KAZ", "2024", 0.1, "percent"),
    ("WLD", "UZB", "2024", 14.4, "percent"),
]


def test_the_download_of_an_indicators_page_is_read_and_empty_cells_are_no_figures(tmp_path: Path) -> None:
    table = read(tmp_path, PAGE + ROWS)
    assert figures(table) == SHARES
    assert table.observations[0].locator == "BX.TRF.PWKR.DT.GD.ZS, KAZ, 1995"
    assert table.origin.title == "World Development Indicators: BX.TRF.PWKR.DT.GD.ZS"
    assert reasons(table) == [
        "wdi.csv, line 7: BX.TRF.PWKR.DT.GD.ZS, KAZ: no figure for 1 years, which is not zero",
        "wdi.csv, line 8: BX.TRF.PWKR.DT.GD.ZS, UZB: no figure for 2 years, which is not zero",
    ]


def test_the_bulk_file_is_read_for_every_indicator_that_the_case_names(tmp_path: Path) -> None:
    header = "Country Name,Country Code,Indicator Name,Indicator Code,1995,2024\n"
    rows = f"Kazakhstan,KAZ,Aid,{AID},2500000,\nKazakhstan,KAZ,GDP,NY.GDP.MKTP.CD,5,6\nUzbekistan,UZB,Aid,{AID},,1\n"
    table = read(tmp_path, header + rows)
    assert figures(table)[0] == ("USA", "KAZ", "1995", 2.5, "million USD")
    assert "wdi.csv: the case has no channel for 'NY.GDP.MKTP.CD' under indicators: (1 rows)" in reasons(table)


def test_databank_is_read_with_its_years_dots_and_notes(tmp_path: Path) -> None:
    header = "Country Name,Country Code,Series Name,Series Code,1995 [YR1995],2024 [YR2024]\n"
    rows = f"Kazakhstan,KAZ,R,{REMITTANCES},0.5698,..\nUzbekistan,UZB,R,{REMITTANCES},..,14.4\n,,,,,\n"
    table = read(tmp_path, header + rows + "Data from database: World Development Indicators,,,,,\nLast Updated,,,,,\n")
    assert figures(table) == [SHARES[0], SHARES[2]]
    assert sum("which is not zero" in reason for reason in reasons(table)) == 2


def test_the_form_of_open_numbers_has_no_sender_either(tmp_path: Path) -> None:
    table = read(tmp_path, "geo,time,bx_trf_pwkr_dt_gd_zs\nkaz,1995,0.56984\nrus,1995,0.3\nuzb,2024,14.4211\n")
    assert [(seen.over, seen.holder, seen.locator) for seen in table.observations] == [
        ("KAZ", "WLD", "geo kaz, time 1995"),
        ("UZB", "WLD", "geo uzb, time 2024"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"0.5698"', '"-1"', "'-1' is impossible"),
        ('"0.5698"', '"100.5"', "100.5 is impossible, above 100"),
        ('"0.5698"', '"0,5698"', "'0,5698' is not a number with a decimal point"),
        ('"Kazakhstan","KAZ"', '"Uzbekistan","KAZ"', "the code 'KAZ' does not belong to 'Uzbekistan' (UZB)"),
        ('"Kazakhstan","KAZ"', '"Kazakstania","KAZ"', "unknown country 'Kazakstania' ('KAZ')"),
        ('"Kazakhstan","KAZ"', '"Kazakhstan","KAX"', "no row for KAZ"),
    ],
)
def test_an_impossible_share_or_country_is_left_out_by_line(tmp_path: Path, old: str, new: str, reason: str) -> None:
    table = read(tmp_path, PAGE + ROWS.replace(old, new))
    assert SHARES[0] not in figures(table)
    assert SHARES[2] in figures(table)
    assert any(reason in failure.reason for failure in table.left_out)


def test_an_indicator_that_the_case_does_not_name_gives_nothing_and_says_what_to_do(tmp_path: Path) -> None:
    table = read(tmp_path, PAGE + ROWS, Scope(states=("KAZ",), powers=("RUS",)))
    assert table.observations == ()
    assert reasons(table) == ["wdi.csv: the case has no channel for 'BX.TRF.PWKR.DT.GD.ZS' under indicators: (3 rows)"]


def test_a_file_without_years_or_in_another_form_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no column that is a year"):
        read(tmp_path, "Country Name,Country Code,Indicator Code,mean\nKazakhstan,KAZ,A.B,1\n")
    with pytest.raises(SourceError, match="lacks the column Indicator Code"):
        read(tmp_path, "Country Name,Country Code,1995\nKazakhstan,KAZ,1\n")
