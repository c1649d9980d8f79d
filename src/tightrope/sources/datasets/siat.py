"""Exports of Uzbekistan by partner: National Statistics Committee of Uzbekistan, SIAT indicator 1.08.02.0001.

Native form: ``Code, Country`` and one column per year, thousand current USD; ``Code`` is the ISO number of the partner
and 0 the row ``Other countries``, which holds gold and whatever is not disclosed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from tightrope.records import Failure, Observation, SourceError, When
from tightrope.sources.datasets.about import About
from tightrope.sources.datasets.countries import once
from tightrope.sources.datasets.rows import LINE, Figure, Rows, figures, is_year, parse_year, read_rows
from tightrope.sources.datasets.table import (
    REST_OF_WORLD,
    CountryNames,
    Partners,
    Scope,
    Source,
    Table,
    build_table,
    place,
)

NAME = "siat-exports"
SOURCE = Source(
    producer="National Statistics Committee of the Republic of Uzbekistan",
    title="Exports by partner country (SIAT indicator 1.08.02.0001)",
    url="https://siat.stat.uz/",
    licence="official statistics; no licence stated",
)
CHANNEL = "economy.exports"
UNIT = "USD"  # current dollars
STATE = "UZB"
COLUMNS = ("Code", "Country")
OTHER = "0"
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV with Code, Country and one column per year (thousand USD)",
    citation="National Statistics Committee of the Republic of Uzbekistan, SIAT 1.08.02.0001",
    years="2015-2025",
    covers="exports of Uzbekistan to every partner",
    fields={
        "Code": "ISO number of the partner; 0 for Other countries",
        "Country": "name of the partner",
        "(year)": "one column per year, thousand current USD",
    },
    note="Other countries holds gold and what is not disclosed, so there is no rest of the world.",
    by_hand="Search the indicator 1.08.02.0001 at https://siat.stat.uz/ and export it as CSV.",
)


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read what Uzbekistan exported to each power, in current USD.

    The rest of the world is left out: the row ``Other countries`` may hide exports to a power, and copies of the table
    need not have all partners. A body whose members are not all in the file gets a lower bound.

    Raises:
        SourceError: the file is not such a table.
    """
    rows = read_rows(path, COLUMNS)
    years = [column for column in rows.frame.columns if is_year(column)]
    if not years:
        raise SourceError("has no column that is a year", place(path, 1))
    origin = SOURCE.origin(rows.sha256)
    if STATE not in scope.states:
        return build_table(origin, [], [*rows.left_out, Failure(path.name, "Uzbekistan is not a state of this case")])
    codes, unknown = _partners(rows, names)
    long = rows.frame.filter(pl.col("Country").is_in(list(codes))).unpivot(
        on=years, index=["Country", LINE], variable_name="year", value_name="value"
    )
    found, refused = figures(rows, long, year="year", key=("Country",), value="value")
    single, torn = once(found, codes, path)
    observations = _observations(single, codes, Partners(scope, names), max(map(parse_year, years)), origin.id)
    return build_table(origin, observations, [*rows.left_out, *unknown, *refused, *torn])


def _partners(rows: Rows, names: CountryNames) -> tuple[dict[str, str], list[Failure]]:
    codes: dict[str, str] = {}
    left_out: list[Failure] = []
    for number, name, line in rows.frame.select("Code", "Country", LINE).iter_rows():
        code = names.code(name)
        if number.strip() == OTHER:
            left_out.append(Failure(place(rows.path, line), f"{name!r} may hold any partner, powers included"))
        elif code is None:
            left_out.append(Failure(place(rows.path, line), f"unknown country {name!r}"))
        else:
            codes[name] = code
    return codes, left_out


def _observations(
    found: Iterable[Figure], codes: dict[str, str], partners: Partners, last: int, origin: str
) -> Iterator[Observation]:
    groups: dict[tuple[int, str], list[Figure]] = defaultdict(list)
    for figure in found:
        groups[figure.year, partners.holder(codes[figure.key[0]], figure.year)].append(figure)
    for (year, holder), group in groups.items():
        if holder == REST_OF_WORLD:
            continue
        countries = sorted(figure.key[0] for figure in group)
        lacking = partners.lacking(holder, year, (codes[country] for country in countries))
        total = 1000 * math.fsum(figure.value for figure in group)
        yield Observation(
            channel=CHANNEL,
            holder=holder,
            over=STATE,
            when=When.year(year),
            lower=total,
            upper=math.inf if lacking else total,
            unit=UNIT,
            origin=origin,
            locator=f"column {year}, {_which(countries)}{_note(lacking, year == last)}",
        )


def _which(countries: list[str]) -> str:
    return f"row {countries[0]}" if len(countries) == 1 else f"{len(countries)} rows: {', '.join(countries)}"


def _note(lacking: list[str], last: bool) -> str:
    gone = f"; at least: no row for {', '.join(lacking)}" if lacking else ""
    return gone + "; the last year of the file may be provisional" * last
