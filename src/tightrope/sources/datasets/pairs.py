"""Rows about pairs of states by their Correlates of War numbers: which are ours, and which years the table covers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import polars as pl

from tightrope.records import Failure
from tightrope.sources.datasets.rows import LINE, Rows, is_year, parse_year
from tightrope.sources.datasets.table import CountryNames, Scope, place

#: Columns that :func:`between` adds: the state of the scope and the power in a row.
STATE, POWER = "(state)", "(power)"

_NUMBER = re.compile(r"[0-9]{1,4}(?:\.0)?")


@dataclass(frozen=True, slots=True)
class Pairs:
    """The rows between a state and a power of a scope.

    Attributes:
        frame: the rows, with ``LINE``, ``STATE`` and ``POWER``; a row between two that are both appears twice.
        covered: state or power and year of which the table has any row: it was looked at, so a pair without a row in
            such a year of both has nothing in common.
        numbers: Correlates of War number of each code, for locators.
        left_out: numbers that are none or that nobody knows, and powers that are bodies.
    """

    frame: pl.DataFrame
    covered: frozenset[tuple[str, int]]
    numbers: Mapping[str, str]
    left_out: tuple[Failure, ...]


def between(rows: Rows, ends: tuple[str, str], names: CountryNames, scope: Scope) -> Pairs:
    """Find the rows between each state and each power, whichever stands first, and the years that are covered.

    A power that is a body has no row of its own: what one of its members has with a state is the member's.

    Args:
        rows: a table with a column ``year``.
        ends: names of its two columns of Correlates of War numbers.
        names: who is meant by a number.
        scope: whose rows are wanted.
    """
    codes = {number: _code(number, names) for number in set(chain(*(rows.frame[end].unique() for end in ends)))}
    frame = rows.frame.with_columns(
        pl.col(end).replace_strict(codes, return_dtype=pl.String).alias(f"({end})") for end in ends
    )
    first, second = (f"({end})" for end in ends)
    powers = [power for power in scope.powers if names.is_state(power)]
    ours = [
        frame.filter(pl.col(a).is_in(list(scope.states)) & pl.col(b).is_in(powers) & (pl.col(a) != pl.col(b)))
        .with_columns(pl.col(a).alias(STATE), pl.col(b).alias(POWER))
        .drop(first, second)
        for a, b in ((first, second), (second, first))
    ]
    bodies = [
        Failure(rows.path.name, f"{power} is no state of its own in this table")
        for power in scope.powers
        if not names.is_state(power)
    ]
    numbers = {code: number.removesuffix(".0") for number, code in sorted(codes.items()) if code is not None}
    return Pairs(
        frame=pl.concat(ours).sort(LINE, maintain_order=True),
        covered=_covered(frame, (first, second), {*scope.states, *powers}),
        numbers=numbers,
        left_out=(*_unknown(rows, frame, ends, scope), *bodies),
    )


def _code(number: str, names: CountryNames) -> str | None:
    return names.from_cow(int(float(number.strip()))) if _NUMBER.fullmatch(number.strip()) else None


def _covered(frame: pl.DataFrame, ends: tuple[str, str], wanted: set[str]) -> frozenset[tuple[str, int]]:
    found = pl.concat(
        [frame.filter(pl.col(end).is_in(list(wanted))).select(pl.col(end).alias("code"), "year") for end in ends]
    ).unique()
    return frozenset((code, parse_year(year)) for code, year in found.iter_rows() if is_year(year))


def _unknown(rows: Rows, frame: pl.DataFrame, ends: tuple[str, str], scope: Scope) -> list[Failure]:
    """Numbers that are none, and unknown numbers beside a state of the scope; others are not about us."""
    left_out: list[Failure] = []
    for end, other in (ends, ends[::-1]):
        bad = frame.filter(pl.col(f"({end})").is_null())
        for line, number, beside in bad.select(LINE, end, f"({other})").iter_rows():
            if beside in scope.states or _NUMBER.fullmatch(number.strip()) is None:
                left_out.append(Failure(place(rows.path, line), f"unknown Correlates of War number {number[:40]!r}"))
    return left_out
