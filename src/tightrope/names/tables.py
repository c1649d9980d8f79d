"""Reads the data files of this room: CSV tables whose lists are joined by semicolons, and one YAML file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import yaml

from tightrope.records import CheckError, ExtractError, When

Row = dict[str, str]


def read_table(name: str, columns: tuple[str, ...]) -> Iterator[tuple[str, Row]]:
    """Yield ``(where, row)`` for each line of ``data/NAME``; ``where`` is file and line, for errors.

    Raises:
        ExtractError: the header is not ``columns`` or a line has another number of fields.
    """
    with files(__package__).joinpath("data", name).open(encoding="utf-8") as lines:
        reader = csv.reader(lines)
        header = tuple(next(reader, ()))
        if header != columns:
            raise ExtractError(f"the columns are {', '.join(header)}, not {', '.join(columns)}", name)
        for fields in reader:
            where = f"{name}, line {reader.line_num}"
            if len(fields) != len(columns):
                raise ExtractError(f"{len(fields)} fields, not {len(columns)}", where)
            yield where, dict(zip(columns, fields, strict=True))


def read_yaml(name: str) -> Any:
    """Return the content of ``data/NAME``.

    Raises:
        ExtractError: it is not YAML.
    """
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return yaml.load(files(__package__).joinpath("data", name).read_text(encoding="utf-8"), Loader=loader)
    except yaml.YAMLError as error:
        raise ExtractError(f"not YAML: {error}", name) from error


def read_period(where: str, row: Row) -> tuple[When, When | None]:
    """Return the columns ``since`` and ``until``; ``until`` is ``None`` if it is empty.

    Raises:
        ExtractError: one is no date, the end lies before the beginning, or the column ``source`` is empty.
    """
    try:
        since = When.parse(row["since"])
        until = When.parse(row["until"]) if row["until"] else None
    except CheckError as error:
        raise ExtractError(error.what, where) from error
    if until is not None and until.end < since.start:
        raise ExtractError(f"it ends ({until}) before it begins ({since})", where)
    if not row["source"]:
        raise ExtractError("the source of the dates is missing", where)
    return since, until


def split(field: str) -> tuple[str, ...]:
    """Return the parts of a list field, in order, without empty ones and doubles."""
    return tuple(dict.fromkeys(part.strip() for part in field.split(";") if part.strip()))
