"""Any table as CSV, by what the case says that its columns mean (``tables:`` in ``case.yaml``)."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

import polars as pl

from tightrope.records import Failure, MappedTable, Observation, SourceError, When
from tightrope.sources.datasets.rows import LINE, Figure, Rows, figures, is_year, parse_figure, read_rows, within
from tightrope.sources.datasets.table import (
    REST_OF_WORLD,
    WORLD,
    CountryNames,
    Partners,
    Scope,
    Source,
    Table,
    build_table,
    place,
)

#: What identifies a figure besides its year.
KEY = ("channel", "holder", "over")
#: Shares may add up to this much, in percent: rounding, and no more.
WHOLE = 100.5

_TOTALS = (REST_OF_WORLD, WORLD)


def read_mapped(path: Path, names: CountryNames, scope: Scope, table: MappedTable) -> Table:
    """Read a table of the case's own for its states and powers.

    The rows of a body's members are added up unless it has a row itself; with a member missing that is a lower bound.
    All other partners are the rest of the world only if the case says that the table is complete.

    Raises:
        SourceError: the file lacks a column that the case names, or has no column that is a year where each year is.
    """
    rows = read_rows(
        path,
        [*table.columns.values()],
        preamble=table.preamble,
        otherwise=table.encoding,
    )
    long = _long(rows, table)
    named, unknown = _with_codes(rows, long, names, scope, table)
    scaled, bad = _in_unit(rows, named, table)
    found, refused = figures(rows, scaled, year="year", key=KEY, value="value")
    percent = {channel for channel, unit in table.channels.items() if unit == "percent"}
    possible, impossible = within(path, found, lambda figure: 100.0 if figure.key[0] in percent else math.inf)
    whole, excess = _shares(path, possible) if table.shares else (possible, [])
    source = Source(producer=table.producer, title=table.title, url=table.url, licence=table.licence)
    origin = source.origin(rows.sha256)
    seen = dict(scaled.select(LINE, "where").iter_rows())
    observations, others = _observations(path, whole, Partners(scope, names), scope, table, seen, origin.id)
    left_out = [*rows.left_out, *unknown, *bad, *refused, *impossible, *excess, *others]
    return build_table(origin, observations, left_out)


def _long(rows: Rows, table: MappedTable) -> pl.DataFrame:
    """One row per figure with the columns ``channel, holder, over, year, value, unit`` and ``LINE``."""
    frame = rows.frame
    if table.wide:
        years = [column for column in frame.columns if is_year(column)]
        if not years:
            raise SourceError("has no column that is a year", place(rows.path, 1))
        index = [*dict.fromkeys(table.columns.values()), LINE]
        frame = frame.unpivot(on=years, index=index, variable_name="(year)", value_name="(value)")
    columns = {**table.columns, **({"year": "(year)", "value": "(value)"} if table.wide else {})}
    parts = [pl.col(column).str.strip_chars().alias(part) for part, column in columns.items()]
    parts += [pl.lit(value).alias(part) for part, value in table.fixed.items()]
    if "unit" not in columns:
        parts.append(pl.lit("").alias("unit"))
    return frame.select(*parts, LINE)


def _with_codes(
    rows: Rows, frame: pl.DataFrame, names: CountryNames, scope: Scope, table: MappedTable
) -> tuple[pl.DataFrame, list[Failure]]:
    """Rows about a state of the scope, with codes for cells and the cells as ``where``; and what nobody knows."""
    meant = {part: _meanings(part, frame[part].unique(), names, scope, table) for part in KEY}
    unknown = [
        Failure(place(rows.path, line), f"{'no channel' if part == 'channel' else 'unknown'} {cell!r} as {part}")
        for part in KEY
        for cell, line in frame.select(part, LINE).unique(maintain_order=True).iter_rows()
        if cell not in meant[part]
    ]
    cells = [part for part in KEY if part in table.columns]
    where = [", ".join(row) for row in frame.select(cells).iter_rows()] if cells else [""] * frame.height
    frame = frame.with_columns(pl.Series("where", where, dtype=pl.String))
    for part in KEY:
        frame = frame.filter(pl.col(part).is_in(list(meant[part])))
        frame = frame.with_columns(pl.col(part).replace_strict(meant[part], return_dtype=pl.String))
    return frame.filter(pl.col("over").is_in(list(scope.states)) & (pl.col("holder") != pl.col("over"))), unknown


def _meanings(part: str, cells: Iterable[str], names: CountryNames, scope: Scope, table: MappedTable) -> dict[str, str]:
    """What is meant by each cell of a part that is known: by the case's own words, as a code, as a usual name."""
    meant: dict[str, str] = {}
    for cell in cells:
        word = table.words.get(cell, cell)
        if part == "channel":
            code = word if word in table.channels else None
        elif word in (*_TOTALS, *scope.powers, *scope.states) or names.is_state(word):
            code = word
        else:
            code = names.code(word)
        if code is not None:
            meant[cell] = code
    return meant


def _in_unit(rows: Rows, frame: pl.DataFrame, table: MappedTable) -> tuple[pl.DataFrame, list[Failure]]:
    """Figures in the unit of their channel, written as Python writes them; and those that are none."""
    missing = frozenset(table.missing)
    values: list[str | None] = []
    left_out: list[Failure] = []
    for value, unit, line in frame.select("value", "unit", LINE).iter_rows():
        try:
            values.append(repr(parse_figure(_plain(value, missing, table)) * _factor(unit, table)))
        except ValueError as error:
            values.append(None)
            left_out.append(Failure(place(rows.path, line), str(error)))
    return frame.with_columns(pl.Series("value", values, dtype=pl.String)).drop_nulls("value"), left_out


def _factor(unit: str, table: MappedTable) -> float:
    if table.units and unit not in table.units:
        raise ValueError(f"unknown unit {unit!r}; the case has a factor for {', '.join(table.units)}")
    return table.factor * table.units.get(unit, 1.0)


def _plain(text: str, missing: frozenset[str], table: MappedTable) -> str:
    """A figure as it would be written with a decimal point and without marks between thousands.

    Raises:
        ValueError: it is not written in the way that the case says.
    """
    if not text or text in missing:
        return ""
    spaced = re.sub(r"[\u00a0\u202f\u2009]", " ", text)
    groups = rf"[0-9]{{1,3}}({re.escape(table.thousands)}[0-9]{{3}})+|" if table.thousands else ""
    if not re.fullmatch(rf"[-+]?({groups}[0-9]+)({re.escape(table.decimal)}[0-9]+)?([eE][-+]?[0-9]+)?", spaced):
        marks = f"decimal {table.decimal!r}" + (f", thousands {table.thousands!r}" if table.thousands else "")
        raise ValueError(f"{text[:40]!r} is not a number written with {marks}")
    return (spaced.replace(table.thousands, "") if table.thousands else spaced).replace(table.decimal, ".")


def _shares(path: Path, found: Iterable[Figure]) -> tuple[list[Figure], list[Failure]]:
    """Keep the shares of wholes; of a state and year whose shares add up to more than one, none."""
    groups: dict[tuple[int, str, str], list[Figure]] = defaultdict(list)
    for figure in found:
        channel, _, over = figure.key
        groups[figure.year, channel, over].append(figure)
    kept: list[Figure] = []
    left_out: list[Failure] = []
    for (year, channel, over), group in groups.items():
        total = math.fsum(figure.value for figure in group if figure.key[1] != WORLD)
        if total <= WHOLE:
            kept += group
        else:
            lines = ", ".join(str(line) for line in sorted({figure.line for figure in group}))
            reason = f"the shares of {channel}, {over}, {year} add up to {total:g} percent (lines {lines})"
            left_out.append(Failure(place(path, group[0].line), reason))
    return kept, left_out


def _observations(
    path: Path,
    found: Iterable[Figure],
    partners: Partners,
    scope: Scope,
    table: MappedTable,
    where: Mapping[int, str],
    origin: str,
) -> tuple[list[Observation], list[Failure]]:
    """One observation per channel, state, holder and year; and how many rows are of partners that nobody asked for."""
    groups: dict[tuple[int, str, str, str], list[Figure]] = defaultdict(list)
    for figure in found:
        channel, partner, over = figure.key
        holder = partner if partner in _TOTALS else partners.holder(partner, figure.year)
        groups[figure.year, channel, over, holder].append(figure)
    observations: list[Observation] = []
    others: Counter[str] = Counter()
    for (year, channel, over, holder), group in groups.items():
        own = [figure for figure in group if figure.key[1] == holder]
        some = own or group
        others["a body's members, which has a row itself"] += len(group) - len(some)
        if holder == REST_OF_WORLD and not own and not table.complete:
            others["partners that are not powers, and the table is not complete"] += len(group)
            continue
        lacking = [] if own or table.complete else partners.lacking(holder, year, (one.key[1] for one in some))
        total = math.fsum(figure.value for figure in some)
        observations.append(
            Observation(
                channel=channel,
                holder=holder,
                over=over,
                when=When.year(year),
                lower=total,
                upper=math.inf if lacking else total,
                unit=table.channels[channel],
                origin=origin,
                locator=_locator(year, [where[figure.line] for figure in some], lacking),
            )
        )
    return observations, [Failure(path.name, f"{count} rows of {what}") for what, count in others.items() if count]


def _locator(year: int, rows: list[str], lacking: list[str]) -> str:
    which = f"{len(rows)} rows: " * (len(rows) > 1) + "; ".join(sorted(filter(None, rows)))
    at_least = f"; at least: no row for {', '.join(lacking)}" if lacking else ""
    return f"{year}, {which}{at_least}"
