"""The readers on the real files: row counts, figures told by the files' own notes, and sums checked independently."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import math
import sys
from collections import Counter, defaultdict
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from tightrope.cases import load_case
from tightrope.names import Names
from tightrope.records import Observation, SourceError, When
from tightrope.sources.datasets import Scope, Table, read_dataset

pytestmark = pytest.mark.real

STATES = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
SCOPE = Scope(
    states=STATES,
    powers=("RUS", "CHN", "USA", "EUU", "TUR"),
    indicators=load_case("central_asia").indicators,
)
FILES = {
    "aiddata-diplomacy": "aiddata-china-public-diplomacy/ChinesePublicDiplomacy.csv",
    "aiddata-finance": "aiddata-chinese-finance/cow_gcdf.csv",
    "atop": "peacesciencer-alliances-igos/atop_alliance.rda",
    "ceias-travel": "ceias-chinese-leader-travel/WHO-WHERE-WHEN-dataset-v.1.1.xlsx",
    "cow-igos": "peacesciencer-alliances-igos/cow_igo_ndy.rda",
    "itpde": "itpde-trade/itpde_central_asia_bilateral_2000_2016.csv.gz",
    "mme-exercises": "us-troopdata/mme-v7-long.csv.gz",
    "siat-exports": "siat-uzbekistan-exports/exports_by_country_2015_2025_subset.csv",
    "sipri-arms": "sipri-trade-register/trade-register_2000-2023_generated-2025-01-03.csv.gz",
    "uis-students": "uis-student-flows/popular-destinations-by-origin.csv.gz",
    "undesa-migrants": "undesa-migrant-stock-2019/UN_MigrantStockByOriginAndDestination_2019_clean.csv.gz",
    "unga-es11": "unxml-ga-resolutions/data_extract/ES-11.json",
    "us-troops": "us-troopdata/troopdata-rebuild-country-year.csv.gz",
    "wdi": "wdi-remittances/ddf--datapoints--bx_trf_pwkr_dt_gd_zs--central_asia.csv",
}


#: Names in the files that mean no state of today.
UNKNOWN = {
    "ceias-travel": {"unknown country 'Germany, East'"},
    "sipri-arms": {"unknown supplier 'unknown supplier(s)' to KGZ: it may be any power"},
    "mme-exercises": {
        "unknown country '-9'",
        "unknown country 'Baltic States'",
        "unknown country 'Netherlands Antilles'",
    },
}


@pytest.fixture(scope="module")
def tables(shared: Path) -> dict[str, Table]:
    return {name: read_dataset(name, shared / "data" / path, SCOPE, Names.builtin()) for name, path in FILES.items()}


@cache
def lines(shared: Path, name: str) -> list[dict[str, str]]:
    with gzip.open(shared / "data" / FILES[name], "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def one(table: Table, channel: str, over: str, holder: str, year: int) -> Observation:
    wanted = (channel, over, holder, When.year(year))
    (found,) = [seen for seen in table.observations if (seen.channel, seen.over, seen.holder, seen.when) == wanted]
    return found


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_country_of_a_real_file_is_unknown(tables: dict[str, Table], name: str) -> None:
    unknown = {f.reason.partition(" in mme")[0] for f in tables[name].left_out if "unknown" in f.reason}
    assert {reason for reason in unknown if "origin" not in reason} == UNKNOWN.get(name, set())


def test_trade_has_every_state_holder_and_year(tables: dict[str, Table]) -> None:
    counts = Counter((seen.over, seen.holder) for seen in tables["itpde"].observations)
    assert counts == {(state, holder): 17 for state in STATES for holder in (*SCOPE.powers, "ROW")}
    assert tables["itpde"].left_out == ()


def test_trade_with_powers_and_rest_is_the_trade_of_the_file(shared: Path, tables: dict[str, Table]) -> None:
    total: dict[tuple[str, int], float] = defaultdict(float)
    for row in lines(shared, "itpde"):
        for side in ("exporter_iso3", "importer_iso3"):
            total[row[side], int(row["year"])] += float(row["value"])
    for state in STATES:
        for year in range(2000, 2017):
            seen = [
                one.lower for one in tables["itpde"].observations if (one.over, one.when) == (state, When.year(year))
            ]
            assert math.fsum(seen) == pytest.approx(total[state, year], rel=1e-12)


def test_the_reporting_gap_of_2010_leaves_trade_of_kazakhstan_with_russia_open(tables: dict[str, Table]) -> None:
    gap = one(tables["itpde"], "economy.trade", "KAZ", "RUS", 2010)
    assert gap.lower == pytest.approx(6_951_764_823.2 + 3_363_260_614.22)
    assert gap.upper == math.inf
    assert one(tables["itpde"], "economy.trade", "KAZ", "RUS", 2011).upper < math.inf


def test_students_of_the_file_lie_within_the_bounds(shared: Path, tables: dict[str, Table]) -> None:
    total: dict[tuple[str, int], float] = defaultdict(float)
    for row in lines(shared, "uis-students"):
        total[row["origin_country_name"], int(row["year"])] += float(row["value_lumped"])
    lower: dict[tuple[str, int], float] = defaultdict(float)
    upper: dict[tuple[str, int], float] = defaultdict(float)
    holders: dict[tuple[str, int], set[str]] = defaultdict(set)
    for seen in tables["uis-students"].observations:
        key = (Names.builtin().name(seen.over, "en"), seen.when.start.year)
        lower[key] += seen.lower
        upper[key] += seen.upper
        holders[key].add(seen.holder)
    for key, low in lower.items():
        assert low <= total[key] + 1e-6
        if {"EUU", "ROW"} <= holders[key]:
            assert total[key] <= upper[key] + 1e-6
    assert len(lower) > 100


def test_students_known_from_the_file_are_points(tables: dict[str, Table]) -> None:
    students = tables["uis-students"]
    assert one(students, "culture.students", "UZB", "RUS", 2019).upper == 27397.0
    assert one(students, "culture.students", "TKM", "TUR", 2019).lower == 17571.0
    assert one(students, "culture.students", "KAZ", "USA", 1999).lower == 472.0


def test_russia_and_the_united_states_without_a_report_are_unknown(tables: dict[str, Table]) -> None:
    years = {(seen.over, seen.holder, seen.when.start.year) for seen in tables["uis-students"].observations}
    for state in STATES:
        assert not {(state, "RUS", 2010), (state, "RUS", 2013), (state, "USA", 2008), (state, "CHN", 2015)} & years
    assert ("TKM", "RUS", 2012) not in years


def test_migrants_add_up_to_all_destinations_but_regions(shared: Path, tables: dict[str, Table]) -> None:
    regions = {"Caribbean", "Melanesia", "Micronesia", "Polynesia", "South America"}
    for state in STATES:
        column = Names.builtin().name(state, "en")
        for year in (1990, 2019):
            rows = [row for row in lines(shared, "undesa-migrants") if row["Year"] == str(year)]
            out = {*regions, column} | ({"Greece"} if (state, year) == ("TKM", 1990) else set())  # known_gaps.csv
            cells = [row[column] for row in rows if row["Dest"] not in out]
            seen = [
                one.lower
                for one in tables["undesa-migrants"].observations
                if (one.over, one.when) == (state, When.year(year))
            ]
            assert math.fsum(seen) == sum(int(cell) for cell in cells if cell.isdigit())


def test_what_is_known_to_be_wrong_with_migrants_still_is(tables: dict[str, Table]) -> None:
    table = tables["undesa-migrants"]
    open_up = {(one.over, one.holder, one.when.start.year) for one in table.observations if math.isinf(one.upper)}
    assert open_up == {(state, "EUU", year) for state in STATES for year in (1990, 1995)}
    taken_out = [told.reason for told in table.left_out if "is not taken" in told.reason]
    assert [reason.split()[0] for reason in taken_out] == ["40196", "19982"]
    assert not [told for told in table.left_out if "known gap is not in this file" in told.reason]


def test_china_counts_no_migrants_and_says_so(tables: dict[str, Table]) -> None:
    table = tables["undesa-migrants"]
    assert not [seen for seen in table.observations if seen.holder == "CHN"]
    assert sum("0 for China as a destination" in failure.reason for failure in table.left_out) == 35
    assert one(table, "culture.migrants", "UZB", "RUS", 2019).lower == 1_146_535.0


def test_remittances_have_the_years_of_the_file(tables: dict[str, Table]) -> None:
    counts = Counter(seen.over for seen in tables["wdi"].observations)
    assert counts == {"KAZ": 30, "KGZ": 32, "TJK": 23, "UZB": 20, "TKM": 1}


def test_finance_leaves_out_years_without_any_amount(tables: dict[str, Table]) -> None:
    counts = Counter(seen.over for seen in tables["aiddata-finance"].observations)
    assert counts == {"KAZ": 21, "KGZ": 21, "TJK": 20, "UZB": 20, "TKM": 10}
    assert sum("without any amount (TKM)" in failure.reason for failure in tables["aiddata-finance"].left_out) == 6


def test_public_diplomacy_has_visits_students_and_institutes(tables: dict[str, Table]) -> None:
    table = tables["aiddata-diplomacy"]
    counts = Counter(seen.channel for seen in table.observations)
    assert counts == {"politics.visits": 90, "culture.students": 80, "culture.institutes": 95}
    institutes = {state: one(table, "culture.institutes", state, "CHN", 2018).lower for state in STATES}
    assert institutes == {"KAZ": 5, "KGZ": 4, "TJK": 2, "TKM": 0, "UZB": 2}


def test_troops_at_manas_and_the_silence_about_karshi_khanabad(tables: dict[str, Table]) -> None:
    table = tables["us-troops"]
    assert Counter(seen.over for seen in table.observations) == dict.fromkeys(STATES, 36)
    manas = {year: one(table, "security.troops", "KGZ", "USA", year) for year in (2005, 2009, 2013, 2024)}
    assert [seen.lower for seen in manas.values()] == [5.0, 3962.0, 4096.0, 12.0]
    assert [seen.upper for seen in manas.values()] == [math.inf, 3962.0, 4096.0, 12.0]
    assert one(table, "security.troops", "UZB", "USA", 2002).upper == math.inf
    assert table.left_out == ()


def test_votes_on_the_six_resolutions(tables: dict[str, Table]) -> None:
    table = tables["unga-es11"]
    stances = {(vote.actor, vote.issue.partition(":")[0][-7:]): vote.stance for vote in table.evidence}
    assert [document.published for document in table.documents][::5] == [date(2022, 3, 2), date(2023, 2, 23)]
    assert len(stances) == 6 * 9
    assert {stances["TKM", f"ES-11/{number}"] for number in range(1, 7)} == {"absent"}
    assert [stances["UZB", f"ES-11/{number}"] for number in (1, 2, 3)] == ["absent", "abstain", "opposes"]
    assert {stances["TUR", f"ES-11/{number}"] for number in range(1, 7)} == {"supports"}
    assert [failure.reason for failure in table.left_out] == ["EUU has no vote in the General Assembly"]


def test_agreement_over_the_six_resolutions(tables: dict[str, Table]) -> None:
    table = tables["unga-es11"]
    assert one(table, "politics.un_agreement", "KAZ", "CHN", 2022).lower == 90.0
    assert one(table, "politics.un_agreement", "KAZ", "RUS", 2022).lower == 60.0
    assert one(table, "politics.un_agreement", "UZB", "USA", 2022).lower == 37.5
    assert Counter(seen.over for seen in table.observations) == dict.fromkeys(("KAZ", "KGZ", "TJK", "UZB"), 8)


def test_exports_of_uzbekistan_have_all_members_of_the_union(tables: dict[str, Table]) -> None:
    table = tables["siat-exports"]
    assert Counter(seen.holder for seen in table.observations) == dict.fromkeys(SCOPE.powers, 11)
    assert all(seen.lower == seen.upper for seen in table.observations)
    assert one(table, "economy.exports", "UZB", "RUS", 2025).lower == pytest.approx(4_552_111_300.0)


def test_alliances_of_the_five_are_with_russia_and_non_aggression_is_none(tables: dict[str, Table]) -> None:
    table = tables["atop"]
    assert {one(table, "security.alliances", state, "RUS", 2005).lower for state in ("KAZ", "KGZ", "TJK")} == {3.0}
    assert one(table, "security.alliances", "TKM", "RUS", 2018).lower == 1.0
    assert {one(table, "security.alliances", state, "USA", 2000).upper for state in STATES} == {0.0}
    assert {one(table, "security.alliances", state, "TUR", 2018).upper for state in STATES} == {0.0}
    assert one(table, "security.alliances", "UZB", "USA", 2018).lower == 1.0
    assert max(seen.when.start.year for seen in table.observations) == 2018


def test_arms_add_up_to_the_deliveries_of_the_register(shared: Path, tables: dict[str, Table]) -> None:
    with gzip.open(shared / "data" / FILES["sipri-arms"], "rt", encoding="utf-8") as file:
        register = list(csv.DictReader(file.read().splitlines()[11:]))
    russian = [row for row in register if (row["Supplier"], row["Recipient"]) == ("Russia", "Kazakhstan")]
    seen = [each for each in tables["sipri-arms"].observations if (each.over, each.holder) == ("KAZ", "RUS")]
    assert math.fsum(each.lower for each in seen) == pytest.approx(2655.2)
    assert math.fsum(each.lower for each in seen) == pytest.approx(
        math.fsum(float(row["TIV delivery values"]) for row in russian)
    )
    assert {str(each.when) for each in seen if each.lower} == {row["Delivery year"] for row in russian}
    assert one(tables["sipri-arms"], "security.arms", "TKM", "TUR", 2021).lower > 100


CUTS = {"atop": "atop5_central-asia_1991-2018.csv.gz", "cow-igos": "cow_igo_central-asia_1991-2014.csv.gz"}


@pytest.mark.parametrize("name", sorted(CUTS))
def test_the_csv_cut_agrees_with_the_r_file(shared: Path, tables: dict[str, Table], name: str) -> None:
    path = shared / "data" / "peacesciencer-alliances-igos" / CUTS[name]
    cut = read_dataset(name, path, SCOPE, Names.builtin())
    whole = {(seen.over, seen.holder, seen.when): seen.lower for seen in tables[name].observations}
    assert cut.observations
    assert all(whole[seen.over, seen.holder, seen.when] == seen.lower for seen in cut.observations)


def test_common_organisations_have_the_figures_of_the_file(tables: dict[str, Table]) -> None:
    table = tables["cow-igos"]
    assert Counter(seen.over for seen in table.observations) == dict.fromkeys(STATES, 24 * 4)
    assert one(table, "politics.igos", "KAZ", "RUS", 2014).lower == 47.0
    assert one(table, "politics.igos", "KAZ", "USA", 2014).lower == 34.0


def test_exercises_of_the_five_are_counted_by_exercise(tables: dict[str, Table]) -> None:
    table = tables["mme-exercises"]
    usa = one(table, "security.exercises", "TKM", "USA", 2008)
    assert (usa.lower, usa.locator) == (1.0, "TKM and USA, year 2008: mme3117")
    assert one(table, "security.exercises", "KAZ", "RUS", 2010).lower == 4.0


def test_trips_of_chinas_leaders_are_those_the_readme_counts(tables: dict[str, Table]) -> None:
    trips: dict[str, float] = defaultdict(float)
    for seen in tables["ceias-travel"].observations:
        trips[seen.over] += seen.lower
    assert trips == {"KAZ": 10, "UZB": 5, "TJK": 5, "KGZ": 4, "TKM": 4}


def test_quarters_are_refused_since_they_are_the_same_counts(shared: Path) -> None:
    path = shared / "data" / "us-troopdata" / "troopdata-quarterly_central-asia.csv"
    with pytest.raises(SourceError, match=r"has a column 'month'.*the same counts"):
        read_dataset("us-troops", path, Scope(states=STATES, powers=("USA",)), Names.builtin())


def tool() -> ModuleType:
    path = Path(__file__).resolve().parents[2] / "tools" / "make_case_tables.py"
    spec = importlib.util.spec_from_file_location("make_case_tables", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_the_tables_of_the_case_are_what_the_tool_makes(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert tool().main([str(shared / "data"), "--check"]) == 0, capsys.readouterr().out


def test_the_check_notices_a_changed_table(shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tool()
    monkeypatch.setattr(module, "CASE", tmp_path)
    assert module.main([str(shared / "data"), "--check"]) == 1
    assert module.main([str(shared / "data")]) == 0
    assert module.main([str(shared / "data"), "--check"]) == 0
    table = tmp_path / "observations" / "trade.csv"
    table.write_text(table.read_text("utf-8").replace("KAZ", "KGZ", 1), encoding="utf-8")
    assert module.main([str(shared / "data"), "--check"]) == 1
    assert module.main([str(tmp_path), "--check"]) == 2
