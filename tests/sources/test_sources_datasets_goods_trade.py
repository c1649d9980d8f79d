"""Trade in goods from UN Comtrade and BACI: who reports, what a total leaves open, products added up."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import pytest

from tightrope.names import Names
from tightrope.records import Observation, SourceError, When
from tightrope.sources.datasets import Scope, Table, baci, comtrade

SCOPE = Scope(states=("KAZ", "UZB"), powers=("RUS", "CHN", "EUU"))
NAMES = {"KAZ": "Kazakhstan", "RUS": "Russian Federation", "CHN": "China", "DEU": "Germany", "W00": "World"}
NAMES |= {"TUR": "Türkiye", "X1": "Areas, nes", "UZB": "Uzbekistan", "S19": "Other Asia, nes"}
NEW = (
    "typeCode,freqCode,refYear,period,reporterISO,reporterDesc,flowCode,partnerISO,partnerDesc,partner2Code,"
    "cmdCode,customsCode,mosCode,motCode,primaryValue\n"
)
OLD = (
    "Classification,Year,Period,Trade Flow,Reporter,Reporter ISO,Partner,Partner ISO,Commodity Code,Trade Value (US$)\n"
)


def row(flow: str, reporter: str, partner: str, value: object, commodity: str = "TOTAL", **other: str) -> str:
    year, period = other.get("year", "2015"), other.get("period", other.get("year", "2015"))
    who = f'{reporter},"{NAMES[reporter]}",{flow},{partner},"{NAMES[partner]}"'
    return f"C,A,{year},{period},{who},0,{commodity},C00,0,{other.get('mode', '0')},{value}\n"


def both(reporter: str, partner: str, exports: float, imports: float) -> str:
    return row("X", reporter, partner, exports) + row("M", reporter, partner, imports)


def read_trade(folder: Path, text: str, header: str = NEW, scope: Scope = SCOPE) -> Table:
    path = folder / "trade.csv"
    path.write_text(header + text, encoding="utf-8")
    return comtrade.read(path, Names.builtin(), scope)


def one(table: Table, holder: str, reporter: str = "KAZ", over: str = "KAZ") -> Observation:
    (found,) = [
        seen
        for seen in table.observations
        if (seen.holder, seen.over) == (holder, over) and f"reporter {reporter}," in seen.locator
    ]
    return found


def bounds(seen: Observation) -> tuple[float, float]:
    return seen.lower, seen.upper


FULL = both("KAZ", "RUS", 10, 20) + both("KAZ", "DEU", 3, 4) + both("KAZ", "TUR", 5, 6) + both("KAZ", "W00", 18, 30)


def test_a_report_without_a_gap_gives_points_even_for_members_without_a_row(tmp_path: Path) -> None:
    table = read_trade(tmp_path, FULL)
    assert {seen.holder: bounds(seen) for seen in table.observations} == {
        "RUS": (30.0, 30.0),
        "EUU": (7.0, 7.0),
        "ROW": (11.0, 11.0),
    }
    assert {seen.when for seen in table.observations} == {When.year(2015)}
    assert one(table, "RUS").locator == "2015, reporter KAZ, partner RUS"
    assert table.left_out == ()


def test_what_is_reported_without_a_partner_may_be_anybodys_who_has_no_row(tmp_path: Path) -> None:
    table = read_trade(tmp_path, FULL.replace(row("X", "KAZ", "W00", 18), row("X", "KAZ", "W00", 28)))
    assert bounds(one(table, "RUS")) == (30.0, 30.0)
    assert bounds(one(table, "EUU")) == (7.0, 17.0)
    assert bounds(one(table, "ROW")) == (11.0, 21.0)


def test_a_partner_that_is_not_named_stays_in_the_total_only(tmp_path: Path) -> None:
    text = FULL.replace(row("X", "KAZ", "W00", 18), row("X", "KAZ", "W00", 28)) + row("X", "KAZ", "X1", 10)
    table = read_trade(tmp_path, text)
    assert bounds(one(table, "ROW")) == (11.0, 21.0)
    assert "1 rows of partners that are not named" in table.left_out[0].reason


def test_without_a_row_for_the_world_the_rest_is_unknown_and_a_body_has_a_lower_bound(tmp_path: Path) -> None:
    table = read_trade(tmp_path, both("KAZ", "RUS", 10, 20) + both("KAZ", "DEU", 3, 4) + both("KAZ", "TUR", 5, 6))
    assert {seen.holder: bounds(seen) for seen in table.observations} == {"RUS": (30.0, 30.0), "EUU": (7.0, math.inf)}


def test_a_direction_without_a_row_is_unknown_not_zero(tmp_path: Path) -> None:
    assert bounds(one(read_trade(tmp_path, row("X", "KAZ", "RUS", 10)), "RUS")) == (10.0, math.inf)


def test_the_report_of_the_state_and_that_of_the_power_are_two_figures(tmp_path: Path) -> None:
    table = read_trade(tmp_path, FULL + both("RUS", "KAZ", 21, 12) + both("RUS", "CHN", 100, 100))
    assert bounds(one(table, "RUS", "KAZ")) == (30.0, 30.0)
    assert bounds(one(table, "RUS", "RUS")) == (33.0, 33.0)


def test_partners_that_add_up_to_more_than_the_world_are_left_out_by_line(tmp_path: Path) -> None:
    table = read_trade(tmp_path, both("KAZ", "RUS", 13, 20) + both("KAZ", "W00", 10, 20))
    assert bounds(one(table, "RUS")) == (20.0, math.inf)
    (failure,) = table.left_out
    assert failure.where == "trade.csv, line 2"
    assert "add up to more than its row for the world" in failure.reason


def test_months_products_modes_and_re_exports_are_counted_and_not_added(tmp_path: Path) -> None:
    more = [
        row("RX", "KAZ", "RUS", 1),
        row("X", "KAZ", "RUS", 1, "27"),
        row("X", "KAZ", "RUS", 1, "2709"),
        row("X", "KAZ", "RUS", 1, period="201501"),
        row("X", "KAZ", "RUS", 1, mode="1000"),
    ]
    table = read_trade(tmp_path, FULL + "".join(more))
    assert bounds(one(table, "RUS")) == (30.0, 30.0)
    assert [(f.where, f.reason) for f in table.left_out] == [
        ("trade.csv, line 10", "and below: 1 rows of other flows than exports and imports"),
        ("trade.csv, line 11", "and below: 2 rows of single commodities; only TOTAL is read"),
        ("trade.csv, line 13", "and below: 1 rows of a month; only whole years are read"),
        ("trade.csv, line 14", "and below: 1 rows of a part by motCode; only 0 is read"),
    ]


def test_a_file_of_single_commodities_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"trade\.csv: has no yearly row .* \(TOTAL\)"):
        read_trade(tmp_path, row("X", "KAZ", "RUS", 1, "27"))


def test_the_form_of_the_older_site_is_read(tmp_path: Path) -> None:
    text = (
        "H5,2015,2015,Export,Kazakhstan,KAZ,Russian Federation,RUS,TOTAL,10\n"
        "H5,2015,2015,Import,Kazakhstan,KAZ,Russian Federation,RUS,TOTAL,20\n"
        "H5,2015,2015,Re-Export,Kazakhstan,KAZ,Russian Federation,RUS,TOTAL,5\n"
        "H5,2015,2015,Export,Kazakhstan,KAZ,World,WLD,TOTAL,12\n"
    )
    assert bounds(one(read_trade(tmp_path, text, OLD), "RUS")) == (30.0, 30.0)


def test_a_download_in_windows_1252_with_a_comma_too_many_is_read(tmp_path: Path) -> None:
    path = tmp_path / "trade.csv"
    path.write_bytes(NEW.encode() + FULL.replace("\n", ",\n").encode("cp1252"))
    table = comtrade.read(path, Names.builtin(), Scope(states=("KAZ",), powers=("RUS", "TUR")))
    assert bounds(one(table, "TUR")) == (11.0, 11.0)


def test_taiwan_stands_under_other_asia(tmp_path: Path) -> None:
    scope = Scope(states=("KAZ",), powers=("RUS", "TWN"))
    assert bounds(one(read_trade(tmp_path, FULL + both("KAZ", "S19", 0.01, 0.02), scope=scope), "TWN")) == (0.03, 0.03)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("Russian Federation", "Rusia Federation", ""),
        ('RUS,"Russian Federation"', 'RUS,"China"', "the code 'RUS' does not belong to 'China' (CHN)"),
        ('RUS,"Russian Federation"', 'XQX,"Ruritania"', "unknown country 'Ruritania' ('XQX')"),
        (",10\n", ",-10\n", "primaryValue for 2015, KAZ, RUS, X: '-10' is impossible"),
        (",10\n", ',"1,0"\n', "'1,0' is not a number with a decimal point"),
        (",2015,2015,", ",20155,20155,", "'20155' is not a year"),
    ],
)
def test_a_bad_row_of_a_report_is_left_out_by_line(tmp_path: Path, old: str, new: str, reason: str) -> None:
    table = read_trade(tmp_path, row("X", "KAZ", "RUS", 10).replace(old, new) + row("M", "KAZ", "RUS", 20))
    if not reason:  # the code decides where a name is only spelled in a way that nobody knows
        assert bounds(one(table, "RUS")) == (30.0, 30.0)
        return
    assert bounds(one(table, "RUS")) == (20.0, math.inf)
    (failure,) = table.left_out
    assert failure.where == "trade.csv, line 2"
    assert reason in failure.reason


CODES = (
    "country_code,country_name,country_iso2,country_iso3\n398,Kazakhstan,KZ,KAZ\n643,Russian Federation,RU,RUS\n"
    '860,Uzbekistan,UZ,UZB\n156,China,CN,CHN\n276,Germany,DE,DEU\n792,Türkiye,TR,TUR\n490,"Other Asia, nes",,S19\n'
)
FLOWS = (
    "t,i,j,k,v,q\n2015,398,643,010121,1.5,2\n2015,398,643,270900,2.5,NA\n2015,643,398,010121,6,1\n"
    "2015,276,398,010121,7,1\n2015,398,490,010121,1,1\n2015,398,860,010121,3,1\n2015,860,398,010121,4,1\n"
)
FILE = "BACI_HS92_Y2015_V202401b.csv"


def read_products(folder: Path, text: str = FLOWS, codes: str = CODES, scope: Scope = SCOPE) -> Table:
    (folder / "country_codes_V202401b.csv").write_text(codes, encoding="utf-8")
    (folder / FILE).write_text(text, encoding="utf-8")
    return baci.read(folder / FILE, Names.builtin(), scope)


def both_ways(table: Table) -> dict[tuple[str, str], tuple[float, float]]:
    return {(seen.over, seen.holder): bounds(seen) for seen in table.observations}


def test_the_products_of_a_pair_are_added_up_in_dollars(tmp_path: Path) -> None:
    table = read_products(tmp_path)
    assert both_ways(table) == {
        ("KAZ", "RUS"): (10_000.0, 10_000.0),
        ("KAZ", "EUU"): (7_000.0, 7_000.0),
        ("KAZ", "ROW"): (8_000.0, 8_000.0),
        ("UZB", "ROW"): (7_000.0, 7_000.0),
    }
    assert table.left_out == ()


def test_a_gzipped_copy_and_the_older_country_list_are_read_alike(tmp_path: Path) -> None:
    plain = read_products(tmp_path)
    (tmp_path / f"{FILE}.gz").write_bytes(gzip.compress(FLOWS.encode()))
    older = CODES.replace("country_name,", "country_name_full,").replace("country_iso3", "iso_3digit_alpha")
    (tmp_path / "country_codes_V202401b.csv").write_bytes(older.encode("cp1252"))
    assert baci.read(tmp_path / f"{FILE}.gz", Names.builtin(), SCOPE) == plain


def test_other_asia_of_baci_is_taiwan(tmp_path: Path) -> None:
    table = read_products(tmp_path, scope=Scope(states=("KAZ",), powers=("RUS", "TWN")))
    assert both_ways(table)["KAZ", "TWN"] == (1_000.0, math.inf)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("2015,398,643,020110,-1,1\n", "v for 2015, 398, 643, 020110: '-1' is impossible"),
        ("2015,398,643,020110,,1\n", "has an empty field, or fewer fields than the header"),
        ("2015,398,643,0201", "has an empty field, or fewer fields than the header"),
        ("15,398,643,020110,1,1\n", "'15' is not a year"),
        ("2015,398,999,020110,1,1\n", "unknown country number '999' (1 rows)"),
    ],
)
def test_a_bad_product_row_is_left_out_by_line(tmp_path: Path, row: str, reason: str) -> None:
    table = read_products(tmp_path, FLOWS + row)
    assert {failure.where for failure in table.left_out} == {f"{FILE}, line 9"}
    assert any(reason in failure.reason for failure in table.left_out)
    assert both_ways(table)["KAZ", "RUS"][0] == 10_000.0


def test_a_pair_that_lost_a_product_has_a_lower_bound_and_says_so(tmp_path: Path) -> None:
    table = read_products(tmp_path, FLOWS + "2015,398,643,020110,1,1\n2015,398,643,020110,2,1\n")
    assert both_ways(table)["KAZ", "RUS"] == (10_000.0, math.inf)
    assert [failure.reason.partition(" line")[0] for failure in table.left_out] == ["contradicts", "contradicts"]
    assert table.observations[2].locator.endswith("; at least: rows of KAZ→RUS were refused")


def test_a_file_without_its_country_list_or_with_a_row_too_wide_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="line 1: lacks the column v"):
        read_products(tmp_path, "t,i,j,k\n2015,398,643,010121\n")
    with pytest.raises(SourceError, match="found more fields"):
        read_products(tmp_path, FLOWS + "2015,398,643,020110,1,5,1\n")
    with pytest.raises(SourceError, match="has no number for UZB"):
        read_products(tmp_path, codes=CODES.replace("UZB", "XXX"))
    (tmp_path / "country_codes_V202401b.csv").unlink()
    with pytest.raises(SourceError, match=r"needs country_codes_V202401b\.csv from the same download"):
        baci.read(tmp_path / FILE, Names.builtin(), SCOPE)
