"""People born in a state who live in a power: UN DESA, International Migrant Stock 2019, destination by origin.

Native form: ``Year, Dest`` and one column per country of birth. Stocks are by birth, so they carry the moves of Soviet
times and say little about seasonal labour.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import polars as pl

from tightrope.records import Failure, Observation, SourceError, When
from tightrope.sources.datasets.about import About, Download
from tightrope.sources.datasets.countries import once
from tightrope.sources.datasets.gaps import known_gaps
from tightrope.sources.datasets.rows import LINE, Figure, Rows, figures, read_rows
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

NAME = "undesa-migrants"
SOURCE = Source(
    producer="UN DESA, Population Division",
    title="International Migrant Stock 2019: destination and origin (POP/DB/MIG/Stock/Rev.2019)",
    url="https://www.un.org/development/desa/pd/content/international-migrant-stock",
    licence="CC-BY-3.0-IGO",
)
CHANNEL = "culture.migrants"
UNIT = "persons"
COLUMNS = ("Year", "Dest")

#: Regions that stand between the countries; ``Micronesia`` here is the region, not the state.
REGIONS = frozenset({"Caribbean", "Melanesia", "Micronesia", "Polynesia", "South America"})
#: Destinations whose 0 means that nobody counted.
ZERO_IS_UNKNOWN = frozenset({"CHN"})
#: What the table writes where there is no figure.
_MISSING = ("..", "-")
#: A destination that has no ISO code of its own.
_CHANNEL_ISLANDS = {"Channel Islands": "XCI"}
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV with Year, Dest and one column per country of birth",
    citation="United Nations, DESA, Population Division (2019), International Migrant Stock 2019",
    years="1990-2019, every five years, and 2019",
    covers="people living in every country, by country of birth",
    fields={
        "Year": "middle of the year",
        "Dest": "country or region of residence",
        "(country)": "one column per country of birth, persons",
    },
    note="By country of birth, so moves of Soviet times dominate. A 0 for China as a destination means not known. "
    "Known errors (Germany in 1990 and 1995, Greece for Turkmenistan) are lower bounds or left out.",
    download=Download(
        url="https://raw.githubusercontent.com/guyabel/stepladderChapter/"
        "4a81585e8ca3566aed8fd48c2870d316fe06f53f/archive/UN_MigrantStockByOriginAndDestination_2019_clean.csv",
        name="UN_MigrantStockByOriginAndDestination_2019_clean.csv",
        sha256="5aa066f9666b2cabac0347fc2e2794ef99767fc36aa44cc12de82c32d40e4cda",
    ),
)


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read how many people born in each state live in each power and in the rest of the world.

    A power whose 0 means "not known", or that has no figure, is left out; a body whose members have figures in part
    gets no upper bound, and neither does a sum with a figure that is known to be too low (``known_gaps.csv``).

    Raises:
        SourceError: the file is not such a table, or has no column for one of the states.
    """
    rows = read_rows(path, COLUMNS)
    columns = _columns_of_states(rows, names, scope)
    frame = rows.frame.filter(~pl.col("Dest").is_in(list(REGIONS)))
    codes, unknown = _destinations(rows, frame, names)
    frame = frame.filter(pl.col("Dest").is_in(list(codes)))
    origin, partners = SOURCE.origin(rows.sha256), Partners(scope, names)
    observations: list[Observation] = []
    left_out = [*rows.left_out, *unknown]
    for state, column in columns.items():
        cells = frame.select("Year", "Dest", column, LINE)
        found, refused = figures(rows, cells, year="Year", key=("Dest",), value=column, missing=_MISSING)
        single, torn = once(found, codes, path)
        known, zeros = _without_unknown_zeros(single, codes, rows)
        right, low, notes = _heeding_gaps(state, known, codes, rows)
        left_out += [*refused, *torn, *zeros, *notes]
        observations += _observations(state, column, right, low, codes, partners, origin.id)
    return build_table(origin, observations, left_out)


def _columns_of_states(rows: Rows, names: CountryNames, scope: Scope) -> dict[str, str]:
    by_code = {code: column for column in rows.frame.columns if (code := _code(column, names)) is not None}
    missing = [state for state in scope.states if state not in by_code]
    if missing:
        raise SourceError(f"has no column for people born in {', '.join(missing)}", place(rows.path, 1))
    return {state: by_code[state] for state in scope.states}


def _code(name: str, names: CountryNames) -> str | None:
    return _CHANNEL_ISLANDS.get(name) or names.code(name)


def _destinations(rows: Rows, frame: pl.DataFrame, names: CountryNames) -> tuple[dict[str, str], list[Failure]]:
    """Code of each destination, and the rows of those that nobody knows."""
    codes: dict[str, str] = {}
    unknown: list[Failure] = []
    for name, line in frame.select("Dest", LINE).iter_rows():
        code = _code(name, names)
        if code is None:
            unknown.append(Failure(place(rows.path, line), f"unknown destination {name!r}"))
        else:
            codes[name] = code
    return codes, unknown


def _without_unknown_zeros(
    found: Iterable[Figure], codes: dict[str, str], rows: Rows
) -> tuple[list[Figure], list[Failure]]:
    known: list[Figure] = []
    zeros: list[Failure] = []
    for figure in found:
        if figure.value == 0 and codes[figure.key[0]] in ZERO_IS_UNKNOWN:
            reason = f"0 for {figure.key[0]} as a destination in {figure.year} means not known"
            zeros.append(Failure(place(rows.path, figure.line), reason))
        else:
            known.append(figure)
    return known, zeros


def _heeding_gaps(
    state: str, found: Iterable[Figure], codes: dict[str, str], rows: Rows
) -> tuple[list[Figure], dict[tuple[int, str], str], list[Failure]]:
    """Figures without those known to say nothing, why some are too low by year and destination, and notes.

    Gaps are those of single countries, so that they are found whichever countries a case adds up.
    """
    gaps = known_gaps(NAME)
    right: list[Figure] = []
    low: dict[tuple[int, str], str] = {}
    notes: list[Failure] = []
    for figure in found:
        (name,) = figure.key
        gap = gaps.get((codes[name], state, When.year(figure.year)))
        if gap is None:
            right.append(figure)
        elif not gap.shows_in(figure.value):
            right.append(figure)
            notes.append(gap.note(place(rows.path, figure.line), figure.value))
        elif gap.unknown:
            notes.append(gap.note(place(rows.path, figure.line), figure.value))
        else:
            right.append(figure)
            low[figure.year, name] = gap.why
    return right, low, notes


def _observations(
    state: str,
    column: str,
    found: Iterable[Figure],
    low: Mapping[tuple[int, str], str],
    codes: dict[str, str],
    partners: Partners,
    origin: str,
) -> Iterator[Observation]:
    groups: dict[tuple[int, str], list[tuple[str, float]]] = defaultdict(list)
    for figure in found:
        code = codes[figure.key[0]]
        if code != state:
            groups[figure.year, partners.holder(code, figure.year)].append((figure.key[0], figure.value))
    for (year, holder), group in groups.items():
        total = math.fsum(value for _, value in group)
        lacking = partners.lacking(holder, year, (codes[name] for name, _ in group))
        reasons = [f"no figure for {', '.join(lacking)}"] if lacking else []
        reasons += [low[year, name] for name, _ in group if (year, name) in low]
        yield Observation(
            channel=CHANNEL,
            holder=holder,
            over=state,
            when=When.year(year),
            lower=total,
            upper=math.inf if reasons else total,
            unit=UNIT,
            origin=origin,
            locator="; at least: ".join([_locator(year, holder, column, [name for name, _ in group]), *reasons]),
        )


def _locator(year: int, holder: str, column: str, names: list[str]) -> str:
    if holder == REST_OF_WORLD:
        return f"{year}, column {column}: all other destinations ({len(names)} rows)"
    return f"{year}, Dest {', '.join(sorted(names))}, column {column}"
