"""Trade of each state with each power: ITPD-E as it is published, its industries added up.

Native form: ``ITPD_E_R02.csv``, one row per exporter, importer, year and industry, ``trade`` in million current USD;
``flag_zero`` is ``u`` where the zero only fills a gap (https://usitc.gov/data/gravity/itpde_guide/file_format and
https://www.usitc.gov/data/gravity/gravity_portal_itpd_e_variables.htm).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tightrope.records import Failure
from tightrope.sources.datasets.about import About
from tightrope.sources.datasets.countries import agreeing
from tightrope.sources.datasets.flows import added_up, both_directions
from tightrope.sources.datasets.large import read_large
from tightrope.sources.datasets.table import CountryNames, Partners, Scope, Source, Table, build_table

NAME = "itpde-industries"
SOURCE = Source(
    producer="U.S. International Trade Commission",
    title="International Trade and Production Database for Estimation (ITPD-E), industries added up",
    url="https://www.usitc.gov/data/gravity/itpde.htm",
    licence="public domain (work of the United States government)",
)
CHANNEL = "economy.trade_current"
UNIT = "USD"  # current dollars
KEY = ("exporter_iso3", "importer_iso3", "industry_id")
PAIRS = (("exporter_iso3", "exporter_name"), ("importer_iso3", "importer_name"))
COLUMNS = (*KEY, "exporter_name", "importer_name", "year", "trade", "flag_zero")
ABOUT = About(
    channels=(CHANNEL,),
    reads="CSV ITPD_E_R...csv with exporter_iso3, importer_iso3, year, industry_id, trade, flag_zero",
    citation="Borchert, Larch, Shikher and Yotov (2021), The International Trade and Production Database for "
    "Estimation (ITPD-E), International Economics 166",
    years="1986-2019 (release 2), services from 2000",
    covers="goods and services between all countries by industry, as far as reported",
    fields={
        "exporter_iso3, exporter_name": "exporter; the name must belong to the code",
        "importer_iso3, importer_name": "importer; the name must belong to the code",
        "year": "year of the flow",
        "industry_id": "industry; a pair's industries are added up",
        "trade": "million current USD",
        "flag_zero": "u marks a zero that only fills a gap, which is not read",
    },
    note="Current dollars; itpde holds constant ones and is therefore another channel.",
    by_hand="Download the release from https://www.usitc.gov/data/gravity/itpde.htm and unzip it.",
)


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read exports plus imports of the state with each power and the rest of the world, in current USD.

    Zeros that only fill a gap are not read; a pair of which an industry's row is refused gets a lower bound.

    Raises:
        SourceError: the file is not such a table.
    """
    states = list(scope.states)
    ours = pl.col("exporter_iso3").is_in(states) | pl.col("importer_iso3").is_in(states)
    rows = read_large(path, COLUMNS, ours & (pl.col("exporter_iso3") != pl.col("importer_iso3")))
    gaps = pl.col("flag_zero").str.strip_chars() == "u"
    filled = rows.frame.filter(gaps).height
    left_out = [Failure(path.name, f"{filled} zeros that only fill a gap: not known, not zero")] if filled else []
    known, unknown = agreeing(rows, rows.frame.filter(~gaps), PAIRS, names)
    codes = {code: code for column in KEY[:2] for code in known[column].unique()}
    totals, short, refused = added_up(rows, known, year="year", key=KEY, value="trade", codes=codes, factor=1e6)
    origin = SOURCE.origin(rows.sha256)
    observations = both_directions(
        totals, Partners(scope, names), scope, channel=CHANNEL, unit=UNIT, origin=origin.id, short=short
    )
    return build_table(origin, observations, [*rows.left_out, *left_out, *unknown, *refused])
