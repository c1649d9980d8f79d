"""From flows between two countries, one row per direction, to a state's trade with each power, both ways."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from tightrope.records import Failure, Observation, When
from tightrope.sources.datasets.rows import Figure, Rows, figures
from tightrope.sources.datasets.table import REST_OF_WORLD, Partners, Scope


@dataclass(frozen=True, slots=True)
class _Flow:
    """One direction of trade of one state in one year, in the unit of the table."""

    partner: str
    exported: bool
    value: float
    short: str


def added_up(
    rows: Rows,
    frame: pl.DataFrame,
    *,
    year: str,
    key: tuple[str, str, str],
    value: str,
    codes: Mapping[str, str],
    factor: float,
) -> tuple[list[Figure], frozenset[int], list[Failure]]:
    """Add up the products or industries of each pair of countries.

    Args:
        rows: the table, for messages.
        frame: the rows wanted, with their ``LINE``.
        year: name of the column that holds the year.
        key: names of the columns of the exporter, the importer and the product.
        value: name of the column that holds the figure.
        codes: code by what stands for an exporter or importer.
        factor: what a sum is multiplied by.

    Returns:
        Sums whose key is (exporter, importer), the lines of those of which a product was refused, and what was refused.
    """
    found, refused = figures(rows, frame, year=year, key=key, value=value)
    products: dict[tuple[int, str, str], list[Figure]] = defaultdict(list)
    for figure in found:
        products[figure.year, codes[figure.key[0]], codes[figure.key[1]]].append(figure)
    kept = {(str(figure.year), *figure.key) for figure in found}
    lost = {
        (codes[exporter], codes[importer])
        for when, exporter, importer, product in frame.select(year, *key).iter_rows()
        if (when.strip().removesuffix(".0"), exporter, importer, product) not in kept
    }
    totals = [
        Figure(when, (exporter, importer), factor * math.fsum(one.value for one in some), min(one.line for one in some))
        for (when, exporter, importer), some in products.items()
    ]
    return totals, frozenset(total.line for total in totals if total.key in lost), refused


def both_directions(
    found: Iterable[Figure],
    partners: Partners,
    scope: Scope,
    *,
    channel: str,
    unit: str,
    origin: str,
    short: frozenset[int] = frozenset(),
) -> Iterator[Observation]:
    """Add up exports and imports of each state with each power and the rest of the world.

    A single power of which only one direction has a row gets a lower bound; one without any row is unknown. A body is
    the sum over its members in that year, where a member without a row trades nothing that was reported.

    Args:
        found: flows whose key is (exporter, importer).
        partners: to whom a partner counts.
        scope: whose flows are wanted.
        channel: of the observations.
        unit: of the figures.
        origin: id of the table.
        short: lines of flows of which a part was refused, so that they are lower bounds.
    """
    flows = sorted(_flows(found, partners, scope, short), key=lambda item: item[0])
    for (year, state, holder), group in groupby(flows, key=lambda item: item[0]):
        mine = [flow for _, flow in group]
        total = math.fsum(flow.value for flow in mine)
        lacking = _lacking(state, holder, mine)
        yield Observation(
            channel=channel,
            holder=holder,
            over=state,
            when=When.year(year),
            lower=total,
            upper=math.inf if lacking else total,
            unit=unit,
            origin=origin,
            locator=f"{year}, {_which(state, holder, mine)}{lacking}",
        )


def _flows(
    found: Iterable[Figure], partners: Partners, scope: Scope, short: frozenset[int]
) -> Iterator[tuple[tuple[int, str, str], _Flow]]:
    """Each flow from the side of each state in it: trade between two states of the scope counts for both."""
    for figure in found:
        exporter, importer = figure.key
        part = f"{exporter}→{importer}" if figure.line in short else ""
        if exporter in scope.states:
            flow = _Flow(importer, True, figure.value, part)
            yield (figure.year, exporter, partners.holder(importer, figure.year)), flow
        if importer in scope.states:
            flow = _Flow(exporter, False, figure.value, part)
            yield (figure.year, importer, partners.holder(exporter, figure.year)), flow


def _which(state: str, holder: str, flows: list[_Flow]) -> str:
    """The rows added up, in words: both rows of a power, the members of a body, or all others."""
    partners = sorted({flow.partner for flow in flows})
    if holder == REST_OF_WORLD:
        return f"{state}→others and others→{state} ({len(partners)} partners, {len(flows)} rows)"
    both = f"{state}→{holder} and {holder}→{state}"
    return both if partners == [holder] else f"{both} ({len(flows)} rows: {' '.join(partners)})"


def _lacking(state: str, holder: str, flows: list[_Flow]) -> str:
    """What makes the sum a lower bound: a flow read in part, or of a single power the direction that has no row.

    A flow that nobody reported is unknown, not zero.
    """
    parts = sorted(flow.short for flow in flows if flow.short)
    if parts:
        return f"; at least: rows of {', '.join(parts)} were refused"
    directions = {flow.exported for flow in flows}
    if {flow.partner for flow in flows} != {holder} or len(directions) == 2:
        return ""
    missing = f"{holder}→{state}" if directions == {True} else f"{state}→{holder}"
    return f"; at least: there is no row {missing}"
