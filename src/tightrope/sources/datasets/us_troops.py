"""US troops on active duty in each state: Defense Manpower Data Center counts, as compiled by the troopdata project.

Native form: one row per country and year, ``countryname, year, ccode, iso3c, region, troops_ad, …``.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tightrope.records import Failure, Observation, SourceError, When
from tightrope.sources.datasets.about import About, Download
from tightrope.sources.datasets.countries import agreeing
from tightrope.sources.datasets.gaps import open_up
from tightrope.sources.datasets.rows import figures, read_rows
from tightrope.sources.datasets.table import CountryNames, Scope, Source, Table, build_table

NAME = "us-troops"
SOURCE = Source(
    producer="U.S. Department of Defense, Defense Manpower Data Center",
    title="US troops on active duty abroad, by country and year (as compiled by troopdata)",
    url="https://dwp.dmdc.osd.mil/dwp/app/dod-data-reports/workforce-reports",
    licence="public domain (work of the United States government)",
)
FILE = "troopdata-rebuild-country-year.csv"
CHANNEL = "security.troops"
UNIT = "persons"
HOLDER = "USA"
VALUE = "troops_ad"
COLUMNS = ("countryname", "year", "iso3c", VALUE)
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV troopdata-rebuild-country-year",
    citation="Allen, Flynn and Machain (2022), Global U.S. military deployment data 1950-2020, Conflict Management and "
    "Peace Science 39",
    years="1950-2024",
    covers="US troops in every country",
    fields={
        "countryname": "the host; must belong to its code",
        "year": "year",
        "iso3c": "code of the host",
        VALUE: "troops on active duty, all services, without reserves and civilians",
    },
    note="The counts leave out troops at bases that were not listed; known gaps are lower bounds.",
    download=Download(
        url="https://raw.githubusercontent.com/meflynn/troopdata/"
        "3946bcf89a6d72de8abace812dc557f1f249f5f7/data-raw/troopdata-rebuild-country-year.csv",
        name=FILE,
        sha256="875aa5c712506950786d791feb2a01b030c61e9afbc6df37baee5f453ce5fe5e",
    ),
)


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read ``troops_ad``: troops on active duty, all services, without reserves and civilians.

    The counts leave out troops at bases that were not listed; the known gaps (``known_gaps.csv``) become lower bounds.
    A state becomes part of the table in the year in which it has a row; years before are unknown, not zero.

    Raises:
        SourceError: the file is not such a table.
    """
    rows = read_rows(path, COLUMNS)
    finer = sorted({"quarter", "month"} & set(rows.frame.columns))
    if finer:  # a quarter would pass for the year, and beside the years the same counts would count twice
        raise SourceError(
            f"is not the table by country and year: it has a column {finer[0]!r}. By quarter it has the same counts; "
            f"load {FILE}",
            str(path),
        )
    origin = SOURCE.origin(rows.sha256)
    if HOLDER not in scope.powers:
        return build_table(origin, [], [*rows.left_out, Failure(path.name, "the USA is not a power of this case")])
    wanted = rows.frame.filter(pl.col("iso3c").is_in(list(scope.states)))
    right, wrong = agreeing(rows, wanted, (("iso3c", "countryname"),), names)
    found, refused = figures(rows, right, year="year", key=("iso3c",), value=VALUE, missing=("NA",))
    observations = [
        Observation(
            channel=CHANNEL,
            holder=HOLDER,
            over=figure.key[0],
            when=When.year(figure.year),
            lower=figure.value,
            upper=figure.value,
            unit=UNIT,
            origin=origin.id,
            locator=f"iso3c {figure.key[0]}, year {figure.year}, troops_ad",
        )
        for figure in found
    ]
    opened, notes = open_up(NAME, observations, path)
    return build_table(origin, opened, [*rows.left_out, *wrong, *refused, *notes])
