"""Travel of China's leaders to each state: CEIAS, WHO | WHERE | WHEN, version 1.1.

Native form: xlsx, sheet ``Dataset`` with one row per trip and country: ``Year, Name, Level, Country, Continent, …``;
the sheet ``Cover page`` tells the citation (https://who-where-when.ceias.eu/).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from tightrope.records import Failure, Observation, When
from tightrope.sources.datasets.about import About
from tightrope.sources.datasets.rows import LINE, Rows, observed_year
from tightrope.sources.datasets.table import CountryNames, Scope, Source, Table, build_table, place
from tightrope.sources.datasets.workbook import read_sheet

NAME = "ceias-travel"
SOURCE = Source(
    producer="Central European Institute of Asian Studies (CEIAS)",
    title="WHO | WHERE | WHEN: international travel of the PRC leaders (1949-2020), version 1.1",
    url="https://who-where-when.ceias.eu/",
    licence="free to use, citation asked for; no licence stated",
)
CHANNEL = "politics.leader_visits"
UNIT = "visits"
HOLDER = "CHN"
SHEET = "Dataset"
COLUMNS = ("Year", "Name", "Level", "Country")
ABOUT = About(
    channels=(CHANNEL,),
    reads="xlsx WHO-WHERE-WHEN, sheet Dataset",
    citation="Turcsányi, Eckert, Šimalčík and Majsniarová (2021), WHO | WHERE | WHEN: International travel of the PRC "
    "leaders (1949-2020), Central European Institute of Asian Studies",
    years="1949-2020",
    covers="trips of China's two top leaders at the time to every country",
    fields={
        "Year": "year of the trip",
        "Name": "who travelled",
        "Level": "office: President, Premier, …",
        "Country": "where to",
    },
    note="Two trips of one leader to one country in one year are two rows, so equal rows count. From the first trip to "
    "a state on, a year of the list without one is 0; earlier years are unknown, as the state may not have existed.",
    by_hand="The workbook is behind the download button of https://who-where-when.ceias.eu/.",
)


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read how many trips China's leaders made to each state in a year.

    Raises:
        SourceError: the file is not such a workbook.
    """
    rows = read_sheet(path, SHEET, COLUMNS)
    origin = SOURCE.origin(rows.sha256)
    if HOLDER not in scope.powers:
        return build_table(origin, [], [*rows.left_out, Failure(path.name, "China is not a power of this case")])
    trips, years, refused = _trips(rows, names)
    return build_table(origin, _observations(trips, years, scope, origin.id), [*rows.left_out, *refused])


def _trips(rows: Rows, names: CountryNames) -> tuple[dict[tuple[str, int], list[str]], set[int], list[Failure]]:
    """Travellers by state and year, all years of the list, and rows without a known country or year."""
    trips: dict[tuple[str, int], list[str]] = defaultdict(list)
    years: set[int] = set()
    left_out: list[Failure] = []
    for text, who, country, line in rows.frame.select("Year", "Name", "Country", LINE).iter_rows():
        code, where = names.code(country), place(rows.path, line)
        try:
            year = observed_year(text)
        except ValueError as error:
            left_out.append(Failure(where, f"{who}, {country}: {error}"))
            continue
        years.add(year)
        if code is None:
            left_out.append(Failure(where, f"unknown country {country!r}"))
        else:
            trips[code, year].append(who)
    return trips, years, left_out


def _observations(
    trips: Mapping[tuple[str, int], list[str]], years: set[int], scope: Scope, origin: str
) -> Iterator[Observation]:
    for state in scope.states:
        first = min((year for code, year in trips if code == state), default=None)
        for year in sorted(each for each in years if first is not None and each >= first):
            who = trips.get((state, year), [])
            yield Observation(
                channel=CHANNEL,
                holder=HOLDER,
                over=state,
                when=When.year(year),
                lower=float(len(who)),
                upper=float(len(who)),
                unit=UNIT,
                origin=origin,
                locator=f"sheet {SHEET}, Country {state}, Year {year}: {', '.join(who) or 'no row'}",
            )
