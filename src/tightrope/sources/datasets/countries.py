"""A row must name one country, and a country must have one row: what is torn between two is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import polars as pl

from tightrope.records import Failure
from tightrope.sources.datasets.rows import LINE, Figure, Rows
from tightrope.sources.datasets.table import CountryNames, place


def agreeing(
    rows: Rows,
    frame: pl.DataFrame,
    pairs: Sequence[tuple[str, str]],
    names: CountryNames,
) -> tuple[pl.DataFrame, list[Failure]]:
    """Keep the rows in which every code belongs to the name beside it.

    Args:
        rows: the table, for messages.
        frame: the rows wanted, with their ``LINE``.
        pairs: names of a column of codes and of the column of names that goes with it.
        names: who is meant by a name.

    Returns:
        The good rows in the order of the file, and what is wrong with the others: an unknown country, or a code that
        belongs to another country than the name.
    """
    verdicts: dict[tuple[str, str], str] = {}
    for pair in pairs:
        for code, name in frame.select(*pair).unique().iter_rows():
            verdicts[code, name] = _verdict(code, name, names.code(name))
    columns = [column for pair in pairs for column in pair]
    good: list[int] = []
    left_out: list[Failure] = []
    for index, row in enumerate(frame.select(LINE, *columns).iter_rows()):
        wrong = [verdicts[row[at : at + 2]] for at in range(1, len(row), 2) if verdicts[row[at : at + 2]]]
        left_out.extend(Failure(place(rows.path, row[0]), reason) for reason in wrong)
        if not wrong:
            good.append(index)
    return frame[good], left_out


def _verdict(code: str, name: str, meant: str | None) -> str:
    """What is wrong with a code beside a name; empty if nothing is."""
    if meant is None:
        return f"unknown country {name!r} ({code!r})"
    return "" if meant == code else f"the code {code!r} does not belong to {name!r} ({meant})"


def once(found: Iterable[Figure], codes: Mapping[str, str | None], path: Path) -> tuple[list[Figure], list[Failure]]:
    """Keep the figures of countries that have one row in their year.

    Args:
        found: figures whose first key is the name of a country.
        codes: code of each name; names without a code pass.
        path: the file, for messages.

    Returns:
        The good figures in their order, and the rows of a country that is named in two ways in one year (``Turkey``
        and ``Türkiye``): neither is taken, because one may be a part of the other.
    """
    figures = list(found)
    spelled: dict[tuple[int, str], set[str]] = defaultdict(set)
    for figure in figures:
        if (code := codes.get(figure.key[0])) is not None:
            spelled[figure.year, code].add(figure.key[0])
    torn = {(key[0], name): key[1] for key, names in spelled.items() if len(names) > 1 for name in names}
    left_out = [
        Failure(place(path, figure.line), f"{torn[figure.year, figure.key[0]]} has two rows for {figure.year}")
        for figure in figures
        if (figure.year, figure.key[0]) in torn
    ]
    return [figure for figure in figures if (figure.year, figure.key[0]) not in torn], left_out
