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
#: Of a larger text only the columns wanted are held in memory; a row with too many fields then goes unnoticed.
_LARGE = 256 * 1024 * 1024


def header(content: Content) -> list[str]:
    """Return the names of the columns; empty if the first line is no header."""
    first = content.raw.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)[0][:10_000].decode("utf-8", "replace")
    return [name.strip() for name in next(csv.reader([first.strip()], delimiter=_separator(first)), [])]


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
    columns = [name for name in (*wanted, *optional) if name in found]
    frame = _quickly(text, found, columns)
    if frame is None:
        frame = _line_by_line(text, found, columns, messages)
    if frame.is_empty():
        raise SourceError("has a header but no rows", str(content.path))
    return frame


def _quickly(text: bytes, found: Sequence[str], columns: Sequence[str]) -> pl.DataFrame | None:
    """Read a table without faults; ``None`` if there may be one, or a line end in a field (lines are then not rows)."""
    try:
        frame = pl.read_csv(
            text,
            separator=_separator(text.split(b"\n", 1)[0].decode("utf-8", "replace")),
            columns=list(dict.fromkeys((*columns, found[-1]))) if len(text) > _LARGE else None,
            infer_schema=False,
        )
    except pl.exceptions.PolarsError:
        return None
    lines = text.count(b"\n") - (1 if text.endswith(b"\n") else 0)
    # A last line without its end may be cut in the middle; a row that is too short lacks its last column.
    if frame.height != lines or not text.endswith(b"\n") or frame[found[-1]].null_count():
        return None
    return _tidy(frame.with_columns(pl.int_range(2, frame.height + 2, dtype=pl.Int64).alias(LINE)), columns)


def _line_by_line(text: bytes, found: Sequence[str], columns: Sequence[str], messages: Messages) -> pl.DataFrame:
    decoded = text.decode("utf-8")
    reader = csv.reader(io.StringIO(decoded, newline=""), delimiter=_separator(decoded.split("\n", 1)[0]))
    at = [found.index(name) for name in columns]
    rows: list[tuple[str | int, ...]] = []
    try:
        next(reader, None)
        for row in reader:
            line: int = reader.line_num
            if len(row) == len(found):
                rows.append((*(row[index] for index in at), line))
            elif row:
                messages.leave_out(f"line {line}", f"has {len(row)} fields, the header has {len(found)}")
    except csv.Error as error:
        messages.leave_out(f"line {reader.line_num}", f"is not CSV, so nothing after it is read: {error}")
    schema = {**dict.fromkeys(columns, pl.String), LINE: pl.Int64}
    return _tidy(pl.DataFrame(rows, schema=schema, orient="row"), columns)


def _tidy(frame: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    return frame.select(*(pl.col(name).fill_null("").str.strip_chars() for name in columns), LINE)
