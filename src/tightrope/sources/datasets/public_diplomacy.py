"""Chinese visits, students and Confucius Institutes: AidData, China's Public Diplomacy Dashboard, version 2.0.

Native form: one row per receiving country and year. What the columns are is told by the data set's readme, with one
exception that only the figures show: ``confucius_institutes`` counts institutes opened in the year, not those open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import polars as pl

from tightrope.records import Failure, Observation, When
from tightrope.sources.datasets.about import About
from tightrope.sources.datasets.rows import LINE, Figure, Rows, figures, read_rows
from tightrope.sources.datasets.table import CountryNames, Scope, Source, Table, build_table, place

NAME = "aiddata-diplomacy"
SOURCE = Source(
    producer="AidData at William & Mary",
    title="China's Public Diplomacy Dashboard Dataset, version 2.0",
    url="https://www.aiddata.org/china-public-diplomacy",
    licence="ODC-By-1.0",
)
VISITS = "politics.visits"
STUDENTS = "culture.students"
INSTITUTES = "culture.institutes"
HOLDER = "CHN"
COUNTRY = "receiving_country"
COLUMNS = (COUNTRY, "year", "confucius_institutes", "government_visits", "inbound_students_to_china")
#: What the table writes where there is no figure.
_MISSING = ("N/A",)
ABOUT = About(
    channels=(INSTITUTES, STUDENTS, VISITS),
    reads="CSV ChinesePublicDiplomacy",
    citation="AidData (2020), China's Public Diplomacy Dashboard Dataset, version 2.0",
    years="2000-2018",
    covers="what China did in every country of Asia it covers",
    fields={
        COUNTRY: "the country that receives",
        "year": "year",
        "confucius_institutes": "institutes opened in the year (the readme says cumulative; the figures are not)",
        "government_visits": "visits of national and provincial rank, both directions, without military ones",
        "inbound_students_to_china": "students of all kinds from the country in China",
    },
    note="Military visits are given for some years only and are not added.",
    by_hand="The file ChinesePublicDiplomacy is behind the download form at "
    "https://www.aiddata.org/china-public-diplomacy.",
)


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read three channels, all held by China.

    ``politics.visits``: ``government_visits``, visits by officials of national and provincial rank in both directions.
    Military visits are a column of their own, given only for some years, and are not added: N/A is not zero.
    ``culture.students``: ``inbound_students_to_china``, students of all kinds from the state in China.
    ``culture.institutes``: Confucius Institutes opened up to and including the year, added up from ``2000``; a state
    whose years have a gap gets no figure after it.

    Raises:
        SourceError: the file is not such a table.
    """
    rows = read_rows(path, COLUMNS)
    origin = SOURCE.origin(rows.sha256)
    if HOLDER not in scope.powers:
        return build_table(origin, [], [*rows.left_out, Failure(path.name, "China is not a power of this case")])
    wanted, unknown = _with_codes(rows, names, scope)
    visits, bad_visits = _column(rows, wanted, "government_visits")
    students, bad_students = _column(rows, wanted, "inbound_students_to_china")
    opened, bad_institutes = _column(rows, wanted, "confucius_institutes")
    institutes, gaps = _added_up(opened, path)
    observations = [
        *_observations(visits, VISITS, "visits", "government_visits", origin.id),
        *_observations(students, STUDENTS, "persons", "inbound_students_to_china", origin.id),
        *_observations(institutes, INSTITUTES, "institutes", "confucius_institutes, added up to this year", origin.id),
    ]
    left_out = [*rows.left_out, *unknown, *bad_visits, *bad_students, *bad_institutes, *gaps]
    return build_table(origin, observations, left_out)


def _with_codes(rows: Rows, names: CountryNames, scope: Scope) -> tuple[pl.DataFrame, list[Failure]]:
    """Rows of the scope's states with a column ``code``, and rows of countries that nobody knows."""
    codes = {name: names.code(name) for name in rows.frame[COUNTRY].unique()}
    unknown = [
        Failure(place(rows.path, line), f"unknown country {name!r}")
        for name, line in rows.frame.select(COUNTRY, LINE).iter_rows()
        if codes[name] is None
    ]
    ours = {name: code for name, code in codes.items() if code in scope.states}
    wanted = rows.frame.filter(pl.col(COUNTRY).is_in(list(ours)))
    return wanted.with_columns(pl.col(COUNTRY).replace_strict(ours, return_dtype=pl.String).alias("code")), unknown


def _column(rows: Rows, wanted: pl.DataFrame, column: str) -> tuple[list[Figure], list[Failure]]:
    return figures(rows, wanted, year="year", key=("code",), value=column, missing=_MISSING)


def _added_up(opened: Iterable[Figure], path: Path) -> tuple[list[Figure], list[Failure]]:
    """Institutes opened in each year to institutes opened so far; nothing is added across a year without a figure."""
    result: list[Figure] = []
    gaps: list[Failure] = []
    for _, years in groupby(sorted(opened, key=lambda one: (one.key, one.year)), key=lambda one: one.key):
        total, last = 0.0, None
        for figure in years:
            if last is not None and figure.year != last + 1:
                reason = f"{figure.key[0]}: no figure for {last + 1}, so the institutes cannot be added up from there"
                gaps.append(Failure(place(path, figure.line), reason))
                break
            total, last = total + figure.value, figure.year
            result.append(Figure(figure.year, figure.key, total, figure.line))
    return result, gaps


def _observations(found: Iterable[Figure], channel: str, unit: str, column: str, origin: str) -> Iterator[Observation]:
    for figure in found:
        yield Observation(
            channel=channel,
            holder=HOLDER,
            over=figure.key[0],
            when=When.year(figure.year),
            lower=figure.value,
            upper=figure.value,
            unit=unit,
            origin=origin,
            locator=f"{figure.key[0]}, {figure.year}, column {column}",
        )
