"""Trade of each state with each power: the bilateral flows of ITPD-E, all industries added up.

Source: U.S. International Trade Commission, International Trade and Production Database for Estimation, release 1
(Borchert, Larch, Shikher and Yotov, 2021), in the long form ``year, exporter_iso3, exporter, importer_iso3, importer,
value`` with one row per flow that is not zero.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tightrope.sources.datasets.about import About
from tightrope.sources.datasets.countries import agreeing
from tightrope.sources.datasets.flows import both_directions
from tightrope.sources.datasets.gaps import open_up
from tightrope.sources.datasets.rows import figures, read_rows
from tightrope.sources.datasets.table import CountryNames, Partners, Scope, Source, Table, build_table

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
    by_hand="ITPD-E comes by industry from https://www.usitc.gov/data/gravity/itpde.htm: load that with "
    "itpde-industries. This reads a table of its sums per year, exporter and importer.",
)


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
    observations = both_directions(found, Partners(scope, names), scope, channel=CHANNEL, unit=UNIT, origin=origin.id)
    opened, notes = open_up(NAME, observations, path)
    return build_table(origin, opened, [*rows.left_out, *unknown, *refused, *notes])
