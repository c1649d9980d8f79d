"""Joint military exercises of each state with each power: Multinational Military Exercises (MME), version 7.

Native form: the long table of the R package troopdata (``data-raw/mme-v7-long.csv``), one row per exercise, country and
year: ``MMEID, Ex_Name, Series_Name, gwcode, country, year, …``; the original (D'Orazio and Galambos 2021) is at
doi:10.7910/DVN/KHFODX.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tightrope.records import Failure, Observation, When
from tightrope.sources.datasets.about import About, Download
from tightrope.sources.datasets.rows import LINE, Rows, observed_year, read_rows
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

NAME = "mme-exercises"
SOURCE = Source(
    producer="D'Orazio and Galambos, Harvard Dataverse",
    title="Multinational Military Exercises, 1980-2010, version 7 (long form of the package troopdata)",
    url="https://doi.org/10.7910/DVN/KHFODX",
    licence="GPL-3 (package troopdata); terms of the original not seen",
)
CHANNEL = "security.exercises"
UNIT = "exercises"
COLUMNS = ("MMEID", "Ex_Name", "country", "year")
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV mme-v7-long of the R package troopdata",
    citation="D'Orazio and Galambos (2021), Multinational Military Exercises, 1980-2010, Harvard Dataverse, "
    "doi:10.7910/DVN/KHFODX",
    years="1980-2010",
    covers="exercises of at least two states that the news reported",
    fields={
        "MMEID": "number of the exercise",
        "Ex_Name": "its name",
        "country": "who took part",
        "year": "year in which it took place; an exercise over New Year counts in both",
    },
    note="An exercise counts once per power, however many members of a body took part. In a year in which exercises "
    "of a state are recorded, a power without a common one has 0; other years are unknown. Where somebody unknown took "
    "part, it may have been any power. What the news did not report is missing, the more so before 1995.",
    download=Download(
        url="https://raw.githubusercontent.com/meflynn/troopdata/3946bcf89a6d72de8abace812dc557f1f249f5f7/data-raw/"
        "mme-v7-long.csv",
        name="mme-v7-long.csv",
        sha256="901d3d946d77a535f35f5edf8ac4e499c275159ef9faaa269286aaee034fddd7",
    ),
)

#: Stands for somebody who took part and is not known.
SOMEBODY = ""
#: Who took part in an exercise in a year, by number and year.
_Crews = dict[tuple[str, int], set[str]]


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read in how many exercises of a year each state and each power took part together.

    Raises:
        SourceError: the file is not such a table.
    """
    rows = read_rows(path, COLUMNS)
    crews, refused = _crews(rows, names, scope)
    origin = SOURCE.origin(rows.sha256)
    observations = _observations(crews, Partners(scope, names), scope, origin.id)
    return build_table(origin, observations, [*rows.left_out, *refused])


def _crews(rows: Rows, names: CountryNames, scope: Scope) -> tuple[_Crews, list[Failure]]:
    """Who took part in which exercise; unknown countries, bad years and repeated rows that concern a state or power."""
    codes = {name: names.code(name) for name in rows.frame["country"].unique()}
    first: dict[tuple[str, str, int], int] = {}
    crews: _Crews = defaultdict(set)
    left_out: list[Failure] = []
    for exercise, name, text, line in rows.frame.select("MMEID", "country", "year", LINE).iter_rows():
        code, where = codes[name], place(rows.path, line)
        try:
            year = observed_year(text)
        except ValueError as error:
            left_out.append(Failure(where, f"{exercise}, {name}: {error}"))
            continue
        if code is None:
            left_out.append(Failure(where, f"unknown country {name!r} in {exercise}"))
            crews[exercise, year].add(SOMEBODY)
            continue
        before = first.setdefault((exercise, code, year), line)
        if before != line and code in {*scope.states, *scope.powers}:
            left_out.append(Failure(where, f"repeats line {before} ({exercise}, {code}, {year})"))
        crews[exercise, year].add(code)
    return crews, left_out


def _observations(crews: _Crews, partners: Partners, scope: Scope, origin: str) -> Iterator[Observation]:
    for state in scope.states:
        common: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for (exercise, year), crew in crews.items():
            if state in crew:
                for holder in {partners.holder(other, year) if other else other for other in crew - {state}}:
                    common[year][holder].add(exercise)
        for year, by_holder in common.items():
            yield from _of_year(state, year, by_holder, (*scope.powers, REST_OF_WORLD), origin)


def _of_year(
    state: str, year: int, common: Mapping[str, set[str]], holders: Iterable[str], origin: str
) -> Iterator[Observation]:
    for holder in holders:
        if holder == state:
            continue
        found = sorted(common.get(holder, ()))
        perhaps = len(common.get(SOMEBODY, set()) - set(found))
        yield Observation(
            channel=CHANNEL,
            holder=holder,
            over=state,
            when=When.year(year),
            lower=float(len(found)),
            upper=float(len(found) + perhaps),
            unit=UNIT,
            origin=origin,
            locator=f"{state} and {holder}, year {year}: {', '.join(found[:8]) or 'none in common'}"
            f"{' and others' * (len(found) > 8)}{f'; {perhaps} more with somebody unknown' * bool(perhaps)}",
        )
