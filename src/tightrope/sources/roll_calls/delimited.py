"""Large tables as CSV or tab-separated text, columns as text, every odd row by its line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import polars as pl

from tightrope.records import SourceError
from tightrope.sources.datasets.table import place
from tightrope.sources.roll_calls.content import Content, utf8
from tightrope.sources.roll_calls.table import Messages

#: Name of the column that holds the row's line.
LINE = "(line)"
#: Bytes that are read at a time.
_BYTES = 8 * 1024 * 1024
#: Rows that are held as single texts at a time.
_PIECE = 50_000


def header(content: Content) -> list[str]:
    """Return the names of the columns; empty if the first line is no header."""
    first = content.start.split(b"\n", 1)[0].decode("utf-8", "replace")
    try:
        return [name.strip() for name in next(csv.reader([first.strip()], delimiter=_separator(first)), [])]
    except csv.Error:
        return []


def _separator(line: str) -> str:
    return "\t" if line.count("\t") > line.count(",") else ","


def read_columns(content: Content, wanted: Sequence[str], optional: Sequence[str], messages: Messages) -> pl.DataFrame:
    """Return columns as text, stripped, missing values as empty text, with the line of each row in ``LINE``.

    Columns that are optional and not there are not in the result. Rows with too few or too many fields are left out.

    Raises:
        SourceError: a column is missing or there twice, or there are no rows.
    """
    found = header(content)
    missing = [name for name in wanted if name not in found]
    if missing:
        raise SourceError(f"lacks the column {', '.join(missing)}", place(content.path, 1))
    twice = sorted({name for name in found if found.count(name) > 1})
    if twice:
        raise SourceError(f"has the column {', '.join(twice)} more than once", place(content.path, 1))
    text = utf8(content, messages)
    if not text.endswith(b"\n"):
        messages.warn("", "its last line has no end: if the file is cut, its last roll call lacks states")
    columns = [name for name in (*wanted, *optional) if name in found]
    separator = _separator(content.start.split(b"\n", 1)[0].decode("utf-8", "replace"))
    frame = _quickly(text, separator, found, columns)
    if frame is None:
        frame = _line_by_line(text, separator, found, columns, messages)
    if frame.is_empty():
        raise SourceError("has a header but no rows", str(content.path))
    return frame


def _quickly(text: bytes, separator: str, found: Sequence[str], columns: Sequence[str]) -> pl.DataFrame | None:
    """Read a table without faults; ``None`` if there may be one, or a line end in a field (lines are then not rows)."""
    numbered = [f"column_{number}" for number in range(1, len(found) + 1)]
    names = dict(zip(numbered, found, strict=True))
    kept = [column for column in numbered if names[column] in columns]
    frames: list[pl.DataFrame] = []
    begin = text.find(b"\n") + 1
    while 0 < begin < len(text):
        end = text.find(b"\n", begin + _BYTES) + 1 or len(text)
        piece = text[begin:end]
        schema = dict.fromkeys(numbered, pl.String)
        try:
            frame = pl.read_csv(piece, separator=separator, has_header=False, schema=schema)
        except pl.exceptions.PolarsError:
            return None
        # A row that is too short lacks its last column; with a line end in a field, lines are not rows.
        if frame.height != piece.rstrip(b"\r\n").count(b"\n") + 1 or frame[numbered[-1]].null_count():
            return None
        # As categories, since most texts stand in many rows.
        frames.append(frame.select(_tidy(kept).cast(pl.Categorical)))
        begin = end
    if not frames:
        return None
    whole = pl.concat(frames).select(pl.col(column).cast(pl.String).alias(names[column]) for column in kept)
    return whole.select(*columns, pl.int_range(2, whole.height + 2, dtype=pl.Int64).alias(LINE))


def _line_by_line(
    text: bytes, separator: str, found: Sequence[str], columns: Sequence[str], messages: Messages
) -> pl.DataFrame:
    """Read a table that may have faults, in pieces, so that a large one does not stand in memory as single texts."""
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline=""), delimiter=separator)
    at = [found.index(name) for name in columns]
    schema = {**dict.fromkeys(columns, pl.String), LINE: pl.Int64}
    rows: list[tuple[str | int, ...]] = []
    pieces: list[pl.DataFrame] = []
    try:
        next(reader, None)
        for row in reader:
            if len(row) == len(found):
                rows.append((*(row[index] for index in at), reader.line_num))
            elif row:
                messages.leave_out(f"line {reader.line_num}", f"has {len(row)} fields, the header has {len(found)}")
            if len(rows) == _PIECE:
                pieces.append(pl.DataFrame(rows, schema=schema, orient="row").select(_tidy(columns), LINE))
                rows.clear()
    except csv.Error as error:
        messages.leave_out(f"line {reader.line_num}", f"is not CSV, so nothing after it is read: {error}")
    pieces.append(pl.DataFrame(rows, schema=schema, orient="row").select(_tidy(columns), LINE))
    return pl.concat(pieces)


def _tidy(columns: Sequence[str]) -> pl.Expr:
    return pl.col(columns).fill_null("").str.strip_chars()
