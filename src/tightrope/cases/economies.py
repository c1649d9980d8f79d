"""Size and place of the parties of a case: what a gravity equation needs to say which split of powers to expect.

Two tables, ``economies.csv`` (yearly GDP of the powers) and ``places.csv`` (a city of each state and power). They are
no observations: the GDP of a power is not a tie that it has with a state, and no measurement of capital reads it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from tightrope.cases.rows import Row, read_rows
from tightrope.cases.starter import origin_of, read_origins
from tightrope.records import CaseError, Origin

ECONOMY_COLUMNS = ("code", "year", "gdp_usd", "origin", "locator")
PLACE_COLUMNS = ("code", "place", "latitude", "longitude", "origin", "locator")
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class Economies:
    """How large the powers are, and where states and powers lie.

    Attributes:
        gdp_usd: GDP in current US dollars by power and year; positive. A year without a figure is not there.
        places: latitude and longitude, in degrees (north and east positive), of the city of each state and power.
        origins: where the figures come from, in the order of the files.
    """

    gdp_usd: Mapping[tuple[str, int], float]
    places: Mapping[str, tuple[float, float]]
    origins: tuple[Origin, ...]


def read_economies(folder: Path, states: tuple[str, ...], powers: tuple[str, ...]) -> Economies | None:
    """Read ``economies.csv`` and ``places.csv`` of a case; ``None`` if neither has a row.

    Args:
        folder: the case's folder.
        states: codes of the case's states.
        powers: codes of the case's powers.

    Raises:
        CaseError: a row is wrong or stands twice, two parties lie in one place, or a party has no row; names file, line
            and column.
    """
    paths = folder / "economies.csv", folder / "places.csv"
    sizes, places = (
        list(read_rows(path, columns)) if path.exists() else []
        for path, columns in zip(paths, (ECONOMY_COLUMNS, PLACE_COLUMNS), strict=True)
    )
    if not sizes and not places:
        return None
    gdp_usd, by_party = _gdp(sizes, powers), _places(places, (*states, *powers))
    _refuse_lack(paths[0], powers, {code for code, _ in gdp_usd}, "power")
    _refuse_lack(paths[1], (*states, *powers), set(by_party), "state and power")
    known = read_origins(folder)
    origins = {row.text("origin"): origin_of(row, known) for row in (*sizes, *places)}
    return Economies(MappingProxyType(gdp_usd), MappingProxyType(by_party), tuple(origins.values()))


def _gdp(rows: list[Row], powers: tuple[str, ...]) -> dict[tuple[str, int], float]:
    gdp: dict[tuple[str, int], float] = {}
    for row in rows:
        key = _party(row, powers, "power"), _year(row)
        if key in gdp:
            raise row.refuse(f"{key[0]} in {key[1]} stands twice", "year")
        gdp[key] = row.number("gdp_usd")
        if gdp[key] <= 0:
            raise row.refuse(f"a GDP is positive: {gdp[key]:g}", "gdp_usd")
        row.needed("locator")
    return gdp


def _places(rows: list[Row], parties: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    places: dict[str, tuple[float, float]] = {}
    for row in rows:
        code = _party(row, parties, "state or power")
        if code in places:
            raise row.refuse(f"{code} stands twice", "code")
        place = _degrees(row, "latitude", 90), _degrees(row, "longitude", 180)
        for other, taken in places.items():
            if taken[0] == place[0] and (taken[1] - place[1]) % 360 == 0:
                raise row.refuse(f"the place of {other} too; a distance of 0 makes no gravity", "latitude")
        places[code] = place
        for column in ("place", "locator"):
            row.needed(column)
    return places


def _party(row: Row, known: tuple[str, ...], what: str) -> str:
    code = row.needed("code")
    if code not in known:
        raise row.refuse(f"{code!r} is no {what} of the case", "code")
    return code


def _year(row: Row) -> int:
    text = row.needed("year")
    if not (text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR):
        raise row.refuse(f"not a year from {FIRST_YEAR} to {LAST_YEAR}: {text!r}", "year")
    return int(text)


def _degrees(row: Row, column: str, most: int) -> float:
    value = row.number(column)
    if abs(value) > most:
        raise row.refuse(f"a {column} is from -{most} to {most} degrees: {value:g}", column)
    return value


def _refuse_lack(path: Path, needed: tuple[str, ...], found: set[str], what: str) -> None:
    lacking = [code for code in needed if code not in found]
    if lacking:
        raise CaseError(f"no row of {', '.join(lacking)}; every {what} of the case needs one", str(path))
