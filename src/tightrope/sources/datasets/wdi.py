"""Personal remittances received as a share of GDP: World Bank, World Development Indicators."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tightrope.records import Observation, When
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
