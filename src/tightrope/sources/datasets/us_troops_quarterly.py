"""US troops on active duty in each state by quarter: Defense Manpower Data Center, as compiled by troopdata.

Native form: ``troopdata-rebuild-country-year-quarter-format.csv`` of the package's ``data-raw``, one row per country
and quarter: ``ccode, iso3c, countryname, year, month, quarter, source, troops_ad, …``; the count is that of the last
day of the month named.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import inf
from pathlib import Path

import polars as pl

from tightrope.records import Failure, Observation, When
from tightrope.sources.datasets.about import About, Download
from tightrope.sources.datasets.countries import agreeing
from tightrope.sources.datasets.gaps import known_gaps
from tightrope.sources.datasets.rows import LINE, Rows, figures, read_rows
from tightrope.sources.datasets.table import CountryNames, Scope, Source, Table, build_table, place
from tightrope.sources.datasets.us_troops import CHANNEL, HOLDER, UNIT, VALUE
from tightrope.sources.datasets.us_troops import NAME as YEARLY

NAME = "us-troops-quarterly"
SOURCE = Source(
    producer="U.S. Department of Defense, Defense Manpower Data Center",
    title="US troops on active duty abroad, by country and quarter (as compiled by troopdata)",
    url="https://dwp.dmdc.osd.mil/dwp/app/dod-data-reports/workforce-reports",
    licence="public domain (work of the United States government)",
)
COLUMNS = ("countryname", "iso3c", "year", "month", "quarter", "source", VALUE)
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV troopdata-rebuild-country-year-quarter-format",
    citation="Allen, Flynn and Machain (2022), Global U.S. military deployment data 1950-2020, Conflict Management and "
    "Peace Science 39",
    years="1950-2025",
    covers="US troops in every country, at the end of a quarter; one quarter a year before 2013",
    fields={
        "countryname": "the host; must belong to its code",
        "iso3c": "code of the host",
        "year": "year",
        "month": "month at whose end was counted",
        "quarter": "quarter of that month",
        "source": "report of the count; filled-in rows (Stepwise Imputation) are left out",
        VALUE: "troops on active duty, all services, without reserves and civilians",
    },
    note="The same counts as us-troops, more often: load one of the two. Rows without a source are left out; zeros "
    "from before a state was independent are the compiler's. In a year with a known gap every count is a lower bound.",
    download=Download(
        url="https://raw.githubusercontent.com/meflynn/troopdata/7a7266a2f194cc265d9e7d68a81639e110147bae/data-raw/"
        "troopdata-rebuild-country-year-quarter-format.csv",
        name="troopdata-rebuild-country-year-quarter-format.csv",
    ),
)
MONTHS = {"March": 3, "June": 6, "September": 9, "December": 12}
IMPUTED = "Stepwise Imputation"


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read ``troops_ad`` at the end of each quarter.

    Raises:
        SourceError: the file is not such a table.
    """
    rows = read_rows(path, COLUMNS)
    origin = SOURCE.origin(rows.sha256)
    if HOLDER not in scope.powers:
        return build_table(origin, [], [*rows.left_out, Failure(path.name, "the USA is not a power of this case")])
    wanted = rows.frame.filter(pl.col("iso3c").is_in(list(scope.states)))
    right, wrong = agreeing(rows, wanted, (("iso3c", "countryname"),), names)
    counted, refused = _counted(rows, right)
    found, bad = figures(rows, counted, year="year", key=("iso3c", "month"), value=VALUE, missing=("NA",))
    observations = [
        Observation(
            channel=CHANNEL,
            holder=HOLDER,
            over=figure.key[0],
            when=When.month(figure.year, MONTHS[figure.key[1]]),
            lower=figure.value,
            upper=figure.value,
            unit=UNIT,
            origin=origin.id,
            locator=f"iso3c {figure.key[0]}, {figure.key[1]} {figure.year}, troops_ad",
        )
        for figure in found
    ]
    return build_table(origin, _opened(observations), [*rows.left_out, *wrong, *refused, *bad])


def _counted(rows: Rows, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Failure]]:
    """Rows that somebody counted at the end of a quarter, and the others with their reason."""
    left_out: list[Failure] = []
    good: list[int] = []
    for index, (month, quarter, source, line) in enumerate(
        frame.select("month", "quarter", "source", LINE).iter_rows()
    ):
        if month not in MONTHS or quarter.removesuffix(".0") != str(MONTHS[month] // 3):
            left_out.append(Failure(place(rows.path, line), f"{month[:40]!r} does not end quarter {quarter[:40]!r}"))
        elif source in (IMPUTED, "NA", ""):
            reason = "filled in, not counted" if source == IMPUTED else "no source of the count is named"
            left_out.append(Failure(place(rows.path, line), reason))
        else:
            good.append(index)
    return frame[good], left_out


def _opened(observations: Iterable[Observation]) -> Iterable[Observation]:
    """Make lower bounds of the counts of years with a known gap; the yearly table tells the gaps."""
    gaps = known_gaps(YEARLY)
    for seen in observations:
        gap = gaps.get((seen.holder, seen.over, When.year(seen.when.start.year)))
        yield seen if gap is None else replace(seen, upper=inf, locator=f"{seen.locator}; at least: {gap.why}")
