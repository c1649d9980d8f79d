"""Personal remittances received as a share of GDP: World Bank, World Development Indicators."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tightrope.records import Observation, When
from tightrope.sources.datasets.about import About, Download
from tightrope.sources.datasets.rows import LINE, figures, read_rows
from tightrope.sources.datasets.table import WORLD, CountryNames, Scope, Source, Table, build_table

NAME = "wdi-remittances"
SOURCE = Source(
    producer="World Bank",
    title="World Development Indicators: personal remittances received, % of GDP (BX.TRF.PWKR.DT.GD.ZS)",
    url="https://data.worldbank.org/indicator/BX.TRF.PWKR.DT.GD.ZS",
    licence="CC-BY-4.0",
)
CHANNEL = "economy.remittances"
UNIT = "percent"
VALUE = "bx_trf_pwkr_dt_gd_zs"
COLUMNS = ("geo", "time", VALUE)
ABOUT = About(
    channels=(CHANNEL,),
    reads="DDF CSV with geo, time, bx_trf_pwkr_dt_gd_zs",
    citation="World Bank, World Development Indicators, BX.TRF.PWKR.DT.GD.ZS",
    years="1993-2024",
    covers="every state; not by partner, so the holder is WLD",
    fields={"geo": "code of the state", "time": "year", VALUE: "percent of GDP"},
    download=Download(
        url="https://raw.githubusercontent.com/open-numbers/ddf--open_numbers--world_development_indicators/"
        "01a34e8b54d76160a61b0325d74254e22db06b93/datapoints/ddf--datapoints--bx_trf_pwkr_dt_gd_zs--by--geo--time.csv",
        name="ddf--datapoints--bx_trf_pwkr_dt_gd_zs--by--geo--time.csv",
    ),
)


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read what each state received, in percent of its GDP; the table does not say from where, so the holder is WLD.

    Raises:
        SourceError: the file is not a DDF table of this indicator.
    """
    rows = read_rows(path, COLUMNS)
    wanted = rows.frame.with_columns(pl.col("geo").str.to_uppercase()).filter(pl.col("geo").is_in(list(scope.states)))
    found, refused = figures(rows, wanted.select(*COLUMNS, LINE), year="time", key=("geo",), value=VALUE)
    origin = SOURCE.origin(rows.sha256)
    observations = [
        Observation(
            channel=CHANNEL,
            holder=WORLD,
            over=figure.key[0],
            when=When.year(figure.year),
            lower=figure.value,
            upper=figure.value,
            unit=UNIT,
            origin=origin.id,
            locator=f"geo {figure.key[0].lower()}, time {figure.year}",
        )
        for figure in found
    ]
    return build_table(origin, observations, [*rows.left_out, *refused])
