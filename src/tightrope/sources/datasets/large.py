"""From a CSV file of gigabytes to the rows that a scope needs; it never stands in memory whole."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from tightrope.records import Failure, SourceError
from tightrope.sources.datasets.rows import LINE, NO_LINE_END, Rows
from tightrope.sources.datasets.table import place
from tightrope.sources.unpacking import pieces

#: Bytes of the largest table read so, uncompressed.
LARGEST = 32 * 1024**3


def read_large(path: Path, columns: Sequence[str], keep: pl.Expr) -> Rows:
    """Read these columns of the rows that ``keep`` is true for, as text.

    The file has no field with a line break in it, as such tables have not, so that a row is a line.

    Raises:
        SourceError: unreadable file, missing columns, no rows, or a row with more fields than the header.
    """
    try:
        separator, sha256, lines, cut = _looked_over(path)
        scan = pl.scan_csv(path, separator=separator, infer_schema=False, row_index_name=LINE, row_index_offset=2)
        header = scan.collect_schema().names()[1:]
        missing = [column for column in columns if column not in header]
        if missing:
            found = ", ".join(header)[:200] or "nothing"
            raise SourceError(f"lacks the column {', '.join(missing)[:200]}; its header has {found}", place(path, 1))
        if lines < 2:
            raise SourceError("has a header but no rows", str(path))
        broken = pl.any_horizontal(pl.col(*columns).is_null())
        # All columns are parsed, because only then a row that is too wide is noticed.
        frame = scan.with_columns(pl.col(LINE).cast(pl.Int64)).filter(keep | broken).collect()
    except (OSError, EOFError, pl.exceptions.PolarsError) as error:
        reason = getattr(error, "strerror", None) or str(error).partition("\n")[0][:300]
        raise SourceError(f"cannot be read: {reason}", str(path)) from error
    left_out = [Failure(place(path, lines), NO_LINE_END)] if cut else []
    some = pl.any_horizontal(pl.col(*columns).is_not_null())
    left_out += [
        Failure(place(path, line), "has an empty field, or fewer fields than the header")
        for line in frame.filter(broken & some)[LINE]
    ]
    return Rows(path, sha256, frame.filter(~broken), tuple(left_out))


def _looked_over(path: Path) -> tuple[str, str, int, bool]:
    """The header's separator, the hash of the uncompressed content, how many lines, and if the last has no end."""
    digest, lines, first, last = hashlib.sha256(), 0, b"", b"\n"
    for piece in pieces(path, LARGEST):
        first = first or piece
        digest.update(piece)
        lines, last = lines + piece.count(b"\n"), piece[-1:]
    head = first.partition(b"\n")[0]
    separator = max(b",;\t", key=lambda byte: head.count(byte))
    cut = last not in (b"\n", b"\r")
    return chr(separator), digest.hexdigest(), lines + cut, cut
