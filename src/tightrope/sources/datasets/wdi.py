"""Indicators of the World Bank, World Development Indicators; the case says to which channel each belongs.

Native forms, all with one row per country and indicator and one column per year: the download of an indicator's page
(``"Data Source","World Development Indicators",`` and three more rows above the header), the bulk file ``WDICSV.csv``
(once ``WDIData.csv``) without them, and DataBank (``Series Code``, years such as ``2015 [YR2015]``, ``..`` where there
is no figure, notes below the table). Also the DDF form of the Open Numbers project, ``geo, time`` and one column named
like the indicator in small letters. Downloads as described at
https://datahelpdesk.worldbank.org/knowledgebase/articles/898581-how-to-use-the-api-to-obtain-data.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from tightrope.records import Failure, MappedIndicator, Observation, SourceError, When
from tightrope.sources.datasets.about import About
from tightrope.sources.datasets.countries import agreeing
from tightrope.sources.datasets.rows import LINE, Figure, Rows, figures, read_rows, within
from tightrope.sources.datasets.table import CountryNames, Scope, Source, Table, build_table, place

NAME = "wdi"
SOURCE = Source(
    producer="World Bank",
    title="World Development Indicators",
    url="https://databank.worldbank.org/source/world-development-indicators",
    licence="CC-BY-4.0",
)
ABOUT = About(
    channels=("economy.remittances",),
    reads="CSV with Country Name, Country Code, Indicator Code (or Series Code) and one column per year; DDF CSV",
    citation="World Bank, World Development Indicators",
    years="1960 to last year",
    covers="about 1,500 indicators of every country; not from or to whom",
    fields={
        "Country Code": "ISO code of the country; regions and income groups are not read",
        "Indicator Code": "such as BX.TRF.PWKR.DT.GD.ZS; the case's indicators: says to which channel it belongs",
        "(year)": "one column per year",
    },
    note="An indicator belongs to the channel that the case's indicators: names; economy.remittances is only the "
    "built-in case's. The holder is WLD unless the case says who it is.",
    by_hand="At https://data.worldbank.org/ open an indicator and choose Download, CSV; unzip it and load the file "
    "API_….csv. Or take the bulk file from https://datacatalog.worldbank.org/search/dataset/0037712.",
)

#: Rows above the header of an indicator's download, empty ones not counted.
PREAMBLE = 6
DDF = ("geo", "time")
_FORMS = (
    ("Country Name", "Country Code", "Indicator Code"),
    ("Country Name", "Country Code", "Series Code"),
)
_MISSING = ("..",)
_YEAR = re.compile(r"([0-9]{4})( \[YR[0-9]{4}\])?")


def read(path: Path, names: CountryNames, scope: Scope) -> Table:
    """Read the indicators that the case maps to a channel, for its states.

    Empty cells are no figures. An indicator that the case does not map is left out by name.

    Raises:
        SourceError: the file is in none of these forms.
    """
    rows, form = _read(path)
    wanted, left_out = _ddf(rows, scope) if form == DDF else _wide(rows, form, names, scope)
    cells = wanted.filter(pl.col("value").fill_null("").str.strip_chars() != "")
    found, refused = figures(rows, cells, year="year", key=("indicator", "country"), value="value", missing=_MISSING)
    ours = ", ".join(sorted(wanted["indicator"].unique()))
    origin = replace(SOURCE, title=f"{SOURCE.title}: {ours}" if ours else SOURCE.title).origin(rows.sha256)
    kept, impossible = within(path, found, lambda figure: _most(scope.indicators[figure.key[0]]))
    observations = [_observation(figure, scope.indicators[figure.key[0]], form, origin.id) for figure in kept]
    missing = _without_figure(rows, wanted, scope)
    return build_table(origin, observations, [*rows.left_out, *left_out, *missing, *refused, *impossible])


def _read(path: Path) -> tuple[Rows, tuple[str, ...]]:
    refusals: list[SourceError] = []
    for form in (*_FORMS, DDF):
        try:
            return read_rows(path, form, preamble=0 if form == DDF else PREAMBLE), form
        except SourceError as error:
            refusals.append(error)
    raise refusals[0]


def _wide(rows: Rows, form: tuple[str, ...], names: CountryNames, scope: Scope) -> tuple[pl.DataFrame, list[Failure]]:
    """One row per year of each mapped indicator and state: ``indicator, country, year, value`` and ``LINE``."""
    name, code, indicator = form
    years = {column: match[1] for column in rows.frame.columns if (match := _YEAR.fullmatch(column))}
    if not years:
        raise SourceError("has no column that is a year", str(rows.path))
    left_out = _unmapped(rows, rows.frame[indicator].to_list(), scope)
    frame = rows.frame.filter(pl.col(indicator).is_in(list(scope.indicators)) & pl.col(code).is_in(list(scope.states)))
    right, wrong = agreeing(rows, frame, ((code, name),), names)
    long = right.unpivot(on=list(years), index=[indicator, code, LINE], variable_name="year", value_name="value")
    long = long.rename({indicator: "indicator", code: "country"}).with_columns(pl.col("year").replace(years))
    return long, [*left_out, *wrong]


def _ddf(rows: Rows, scope: Scope) -> tuple[pl.DataFrame, list[Failure]]:
    """As :func:`_wide`, from a table with one column per indicator."""
    columns = [column for column in rows.frame.columns if column not in (*DDF, LINE)]
    codes = {column: column.upper().replace("_", ".") for column in columns}
    frame = rows.frame.with_columns(pl.col("geo").str.to_uppercase().alias("country"), pl.col("time").alias("year"))
    frame = frame.filter(pl.col("country").is_in(list(scope.states)))
    ours = [column for column in columns if codes[column] in scope.indicators]
    long = frame.unpivot(on=ours, index=["country", "year", LINE], variable_name="indicator", value_name="value")
    return long.with_columns(pl.col("indicator").replace(codes)), _unmapped(rows, codes.values(), scope)


def _unmapped(rows: Rows, codes: Iterable[str], scope: Scope) -> list[Failure]:
    counts = Counter(code for code in codes if code not in scope.indicators)
    reason = "the case has no channel for {!r} under indicators: ({} rows)"
    return [Failure(rows.path.name, reason.format(code, count)) for code, count in counts.items() if code]


def _without_figure(rows: Rows, wanted: pl.DataFrame, scope: Scope) -> Iterator[Failure]:
    """Years without a figure, one note for each row; and states without a row."""
    empty = wanted.filter(pl.col("value").fill_null("").str.strip_chars() == "")
    groups = empty.group_by("indicator", "country", maintain_order=True).agg(pl.first(LINE), pl.len())
    for indicator, country, line, count in groups.sort(LINE).iter_rows():
        yield Failure(place(rows.path, line), f"{indicator}, {country}: no figure for {count} years, which is not zero")
    for indicator in wanted["indicator"].unique(maintain_order=True):
        having = set(wanted.filter(pl.col("indicator") == indicator)["country"])
        for state in scope.states:
            if state not in having:
                yield Failure(rows.path.name, f"{indicator}: no row for {state}")


def _most(indicator: MappedIndicator) -> float:
    """The highest figure that is possible: a percentage is a share of a whole."""
    return 100 / indicator.factor if indicator.unit == "percent" else math.inf


def _observation(figure: Figure, indicator: MappedIndicator, form: tuple[str, ...], origin: str) -> Observation:
    code, country = figure.key
    where = f"geo {country.lower()}, time {figure.year}" if form == DDF else f"{code}, {country}, {figure.year}"
    value = figure.value * indicator.factor
    return Observation(
        channel=indicator.channel,
        holder=indicator.holder,
        over=country,
        when=When.year(figure.year),
        lower=value,
        upper=value,
        unit=indicator.unit,
        origin=origin,
        locator=where,
    )
