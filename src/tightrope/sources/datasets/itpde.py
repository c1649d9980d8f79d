"""Trade of each state with each power: the bilateral flows of ITPD-E, all industries added up.

Source: U.S. International Trade Commission, International Trade and Production Database for Estimation, release 1
(Borchert, Larch, Shikher and Yotov, 2021), in the long form ``year, exporter_iso3, exporter, importer_iso3, importer,
value`` with one row per flow that is not zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import polars as pl

from tightrope.records import Observation, When
from tightrope.sources.datasets.about import About
from tightrope.sources.datasets.countries import agreeing
from tightrope.sources.datasets.gaps import open_up
from tightrope.sources.datasets.rows import Figure, figures, read_rows
from tightrope.sources.datasets.table import (
    REST_OF_WORLD,
    CountryNames,
    Partners,
    Scope,
    Source,
    Table,
    build_table,
)

NAME = "itpde"
SOURCE = Source(
    producer="U.S. International Trade Commission",
    title="International Trade and Production Database for Estimation (ITPD-E), release 1, all industries",
    url="https://www.usitc.gov/data/gravity/itpde.htm",
    licence="public domain (work of the United States government)",
)
CHANNEL = "economy.trade"
UNIT = "USD"  # constant 2010 dollars
COLUMNS = ("year", "exporter_iso3", "exporter", "importer_iso3", "importer", "value")
PAIRS = (("exporter_iso3", "exporter"), ("importer_iso3", "importer"))
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV with year, exporter_iso3, exporter, importer_iso3, importer, value (constant 2010 USD)",
    citation="Borchert, Larch, Shikher and Yotov (2021), The International Trade and Production Database for "
    "Estimation (ITPD-E), International Economics 166",
    years="2000-2016",
    covers="flows between all countries, all industries added up",
    fields={
        "year": "year of the flow",
        "exporter_iso3": "code of the exporter",
        "exporter": "name of the exporter; must belong to its code",
        "importer_iso3": "code of the importer",
        "importer": "name of the importer; must belong to its code",
        "value": "constant 2010 USD",
    },
    note="Russia's exports to Kazakhstan of 2010 are short in the source, so trade of that pair is a lower bound.",
    by_hand="ITPD-E comes by industry from https://www.usitc.gov/data/gravity/itpde.htm; add up the industries "
    "per year, exporter and importer.",
)


@dataclass(frozen=True, slots=True)
class _Flow:
    """One direction of trade of one state in one year, in constant 2010 USD."""

    partner: str
    exported: bool
    value: float


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read exports plus imports of the state with each power and the rest of the world, in constant 2010 USD.

    A power of which only one direction has a row gets a lower bound; one without any row is unknown and left out.

    Raises:
        SourceError: the file is not such a table.
    """
    rows = read_rows(path, COLUMNS)
    states = list(scope.states)
    wanted = rows.frame.filter(pl.col("exporter_iso3").is_in(states) | pl.col("importer_iso3").is_in(states))
    wanted = wanted.filter(pl.col("exporter_iso3") != pl.col("importer_iso3"))
    known, unknown = agreeing(rows, wanted, PAIRS, names)
    found, refused = figures(rows, known, year="year", key=("exporter_iso3", "importer_iso3"), value="value")
    origin = SOURCE.origin(rows.sha256)
    observations = _observations(found, Partners(scope, names), scope, origin.id)
    opened, notes = open_up(NAME, observations)
    return build_table(origin, opened, [*rows.left_out, *unknown, *refused, *notes])


def _observations(found: Iterable[Figure], partners: Partners, scope: Scope, origin: str) -> Iterator[Observation]:
    flows = sorted(_flows(found, partners, scope), key=lambda item: item[0])
    for (year, state, holder), group in groupby(flows, key=lambda item: item[0]):
        yield _observation(year, state, holder, [flow for _, flow in group], origin)


def _flows(found: Iterable[Figure], partners: Partners, scope: Scope) -> Iterator[tuple[tuple[int, str, str], _Flow]]:
    """Each flow from the side of each state in it: trade between two states of the scope counts for both."""
    for figure in found:
        exporter, importer = figure.key
        if exporter in scope.states:
            yield (figure.year, exporter, partners.holder(importer, figure.year)), _Flow(importer, True, figure.value)
        if importer in scope.states:
            yield (figure.year, importer, partners.holder(exporter, figure.year)), _Flow(exporter, False, figure.value)


def _observation(year: int, state: str, holder: str, flows: list[_Flow], origin: str) -> Observation:
    total = math.fsum(flow.value for flow in flows)
    lacking = _lacking(state, holder, flows)
    return Observation(
        channel=CHANNEL,
        holder=holder,
        over=state,
        when=When.year(year),
        lower=total,
        upper=math.inf if lacking else total,
        unit=UNIT,
        origin=origin,
        locator=f"{year}, {_which(state, holder, flows)}{lacking}",
    )


def _which(state: str, holder: str, flows: list[_Flow]) -> str:
    """The rows added up, in words: both rows of a power, the members of a body, or all others."""
    partners = sorted({flow.partner for flow in flows})
    if holder == REST_OF_WORLD:
        return f"{state}→others and others→{state} ({len(partners)} partners, {len(flows)} rows)"
    both = f"{state}→{holder} and {holder}→{state}"
    return both if partners == [holder] else f"{both} ({len(flows)} rows: {' '.join(partners)})"


def _lacking(state: str, holder: str, flows: list[_Flow]) -> str:
    """Of a single power, the direction that has no row: a flow that nobody reported is unknown, not zero."""
    directions = {flow.exported for flow in flows}
    if {flow.partner for flow in flows} != {holder} or len(directions) == 2:
        return ""
    missing = f"{holder}→{state}" if directions == {True} else f"{state}→{holder}"
    return f"; at least: there is no row {missing}"
