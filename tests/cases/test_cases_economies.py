from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tightrope.cases import Economies, load_case, new_case
from tightrope.names import Names
from tightrope.records import CaseError

ORIGINS = (
    "key,producer,title,url,licence,accessed\n"
    "sizes,An office,Invented sizes,https://example.org,,2025-01-31\n"
    "maps,An office,An invented map,https://example.org,,2025-01-31\n"
)
HEADS = {
    "economies.csv": "code,year,gdp_usd,origin,locator",
    "places.csv": "code,place,latitude,longitude,origin,locator",
}
POWERS = ("RUS", "TUR", "IRN", "USA", "EUU")
PARTIES = ("ARM", "AZE", "GEO", *POWERS)
ROWS = {
    "economies.csv": [f"{code},2000,{number}e11,sizes,row {code}" for number, code in enumerate(POWERS, 1)],
    "places.csv": [f"{code},City,{10 + number},{-20 * number},maps,{code}" for number, code in enumerate(PARTIES)],
}
#: File, column, bad cell, words of the error.
BAD_CELLS = [
    ("economies.csv", "code", "ARM", "'ARM' is no power of the case"),
    ("economies.csv", "code", "", "must not be empty"),
    ("economies.csv", "year", "1899", "not a year from 1900 to 2200: '1899'"),
    ("economies.csv", "year", "2000-01", "not a year from 1900 to 2200: '2000-01'"),
    ("economies.csv", "year", "２０００", "not a year"),
    ("economies.csv", "year", "", "must not be empty"),
    ("economies.csv", "gdp_usd", "0", "a GDP is positive: 0"),
    ("economies.csv", "gdp_usd", "-5e11", "a GDP is positive: -5e+11"),
    ("economies.csv", "gdp_usd", "5,0", "not a number"),
    ("economies.csv", "gdp_usd", "", "must not be empty"),
    ("economies.csv", "locator", "", "must not be empty"),
    ("economies.csv", "origin", "news", "no origin 'news' in origins*.csv"),
    ("places.csv", "code", "UKR", "'UKR' is no state or power of the case"),
    ("places.csv", "place", "", "must not be empty"),
    ("places.csv", "latitude", "90.1", "a latitude is from -90 to 90 degrees: 90.1"),
    ("places.csv", "latitude", "40°11′", "not a number"),
    ("places.csv", "longitude", "-181", "a longitude is from -180 to 180 degrees: -181"),
    ("places.csv", "origin", "", "must not be empty"),
    ("places.csv", "locator", "", "must not be empty"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = new_case("my-case", tmp_path)
    (made / "origins_economies.csv").write_text(ORIGINS, "utf-8")
    for name, rows in ROWS.items():
        put(made, name, rows)
    return made


def put(folder: Path, name: str, rows: list[str]) -> Path:
    (folder / name).write_text("\n".join([HEADS[name], *rows, ""]), "utf-8")
    return folder / name


def refusal(folder: Path) -> str:
    with pytest.raises(CaseError) as caught:
        load_case(folder).economies()
    return str(caught.value)


def test_sizes_and_places_are_read_with_their_origins(folder):
    put(folder, "economies.csv", [*ROWS["economies.csv"], "RUS,2001,1.5e11,sizes,row"])
    economies = load_case(folder).economies()
    assert isinstance(economies, Economies)
    assert len(economies.gdp_usd) == 6
    assert (economies.gdp_usd["RUS", 2000], economies.gdp_usd["RUS", 2001]) == (1e11, 1.5e11)
    assert ("TUR", 2001) not in economies.gdp_usd
    assert set(economies.places) == set(PARTIES)
    assert economies.places["AZE"] == (11, -20)
    assert [origin.title for origin in economies.origins] == ["Invented sizes", "An invented map"]
    with pytest.raises(TypeError):
        economies.places["AZE"] = (0, 0)


def test_a_case_without_the_tables_or_without_rows_has_no_economies(folder):
    for name in ROWS:
        put(folder, name, [])
    assert load_case(folder).economies() is None
    for name in ROWS:
        (folder / name).unlink()
    assert load_case(folder).economies() is None


def test_sizes_without_places_and_places_without_sizes_are_refused(folder):
    path = put(folder, "places.csv", [])
    assert refusal(folder) == (
        f"{path}: no row of ARM, AZE, GEO, RUS, TUR, IRN, USA, EUU; every state and power of the case needs one"
    )
    put(folder, "places.csv", ROWS["places.csv"])
    (folder / "economies.csv").unlink()
    assert "economies.csv: no row of RUS, TUR, IRN, USA, EUU; every power of the case needs one" in refusal(folder)


@pytest.mark.parametrize("name", ROWS)
def test_a_party_without_a_row_is_named(folder, name):
    path = put(folder, name, ROWS[name][:-1])
    assert refusal(folder).startswith(f"{path}: no row of EUU; every ")


@pytest.mark.parametrize(("name", "column", "cell", "words"), BAD_CELLS, ids=[f"{b[1]}-{b[2]!r}" for b in BAD_CELLS])
def test_a_bad_cell_is_refused_with_file_line_and_column(folder, name, column, cell, words):
    first, second, *rest = ROWS[name]
    cells = second.split(",")
    cells[HEADS[name].split(",").index(column)] = f'"{cell}"'
    path = put(folder, name, [first, ",".join(cells), *rest])
    assert refusal(folder).startswith(f"{path}:3: {column}: ")
    assert words in refusal(folder)


@pytest.mark.parametrize(
    ("name", "row", "words"),
    [
        ("economies.csv", "RUS,2000,2e11,sizes,again", "year: RUS in 2000 stands twice"),
        ("places.csv", "ARM,Elsewhere,1,2,maps,again", "code: ARM stands twice"),
    ],
)
def test_a_row_that_stands_twice_is_refused(folder, name, row, words):
    path = put(folder, name, [*ROWS[name], row])
    assert refusal(folder) == f"{path}:{len(ROWS[name]) + 2}: {words}"


@pytest.mark.parametrize("longitude", ["-180", "180"])
def test_two_parties_in_one_place_are_refused(folder, longitude):
    rows = ["ARM,City,10,180,maps,x", f"AZE,City,10,{longitude},maps,x", *ROWS["places.csv"][2:]]
    path = put(folder, "places.csv", rows)
    assert refusal(folder) == f"{path}:3: latitude: the place of ARM too; a distance of 0 makes no gravity"


def test_the_built_in_case_knows_every_power_from_1991_to_2024():
    case = load_case("central_asia")
    economies = case.economies()
    assert economies is not None
    assert set(economies.gdp_usd) == {(power, year) for power in case.powers for year in range(1991, 2025)}
    assert set(economies.places) == {*case.states, *case.powers}
    assert all(amount % 1e6 == 0 for amount in economies.gdp_usd.values())


def test_the_union_of_the_built_in_case_is_the_sum_of_its_members_at_the_end_of_the_year():
    names = Names.builtin()
    path = load_case("central_asia").folder / "economies.csv"
    lines = [line for line in path.read_text("utf-8").splitlines() if line.startswith("EUU,")]
    assert len(lines) == 34
    for line in lines:
        year = int(line.split(",")[1])
        members = " ".join(code.lower() for code in names.members("EUU", date(year, 12, 31)))
        assert line.endswith(f'"sum of the rows geo {members}, time {year}"')
