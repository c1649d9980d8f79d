"""From a sheet of an xlsx workbook to rows that know their number; merged and missing headers are refused by cell."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl

from tightrope.records import Failure, SourceError
from tightrope.sources.datasets.rows import LARGEST, LINE, Rows, read_bytes
from tightrope.sources.datasets.table import place
from tightrope.sources.unpacking import check_archive

#: Rows among which the header is looked for.
_ABOVE = 30
#: Unpacked bytes of a workbook that do no harm, and how many times its size a larger one may have: a cell of a few
#: bytes takes hundreds in memory, and workbooks shrink to a tenth.
HARMLESS, MOST_TIMES = 16 * 1024**2, 50
#: Cells of one sheet; the largest known workbook has 3 million.
MOST_CELLS = 10_000_000


def read_sheet(path: Path, sheet: str, columns: Sequence[str]) -> Rows:
    """Read a sheet whose header, somewhere in its first rows, has at least these columns.

    ``LINE`` is the row of the sheet, as the spreadsheet program shows it. Columns without a header are not read.

    Raises:
        SourceError: no workbook, a broken or too large one, no such sheet, no rows; missing, twofold or merged columns.
    """
    content = read_bytes(path)
    table, merged = _cells(content, sheet, path)
    at = next((index for index, row in enumerate(table[:_ABOVE]) if set(columns) <= set(row)), None)
    if at is None:
        raise SourceError(_lacking(table, columns, sheet, merged), str(path))
    header = table[at]
    spread = _spread(merged, at + 1)
    if spread:
        raise SourceError(f"the header of its sheet {sheet} has merged cells ({spread})", place(path, at + 1))
    twice = sorted({name for name in header if name and header.count(name) > 1})
    if twice:
        raise SourceError(f"has the column {', '.join(twice)} more than once", place(path, at + 1))
    named = [index for index, name in enumerate(header) if name]
    good = [
        (*(row[index] for index in named), line)
        for line, row in enumerate(table[at + 1 :], start=at + 2)
        if any(row[index] for index in named)
    ]
    if not good:
        raise SourceError(f"its sheet {sheet} has a header but no rows", str(path))
    left_out = [
        Failure(place(path, first), f"merged cells {area}: only the first holds the value")
        for area, first, _ in merged
        if first > at + 1
    ]
    schema = {**dict.fromkeys((header[index] for index in named), pl.String), LINE: pl.Int64}
    frame = pl.DataFrame(good, schema=schema, orient="row")
    return Rows(path, hashlib.sha256(content).hexdigest(), frame, tuple(left_out))


def _spread(merged: Sequence[tuple[str, int, int]], row: int) -> str:
    """The merged areas that a row is part of."""
    return ", ".join(sorted(area for area, first, last in merged if first <= row <= last))


def _lacking(
    table: Sequence[Sequence[str]], columns: Sequence[str], sheet: str, merged: Sequence[tuple[str, int, int]]
) -> str:
    """Say what is missing, in the row that comes nearest to a header; only the first of merged cells has a name."""
    nearest: Sequence[str] = max(table[:_ABOVE], key=lambda row: len(set(columns) & set(row)), default=())
    spread = _spread(merged, table.index(nearest) + 1) if nearest else ""
    missing = ", ".join(column for column in columns if column not in nearest)
    found = ", ".join(name for name in nearest if name)[:200] or "nothing"
    also = f", and merged cells ({spread})" if spread else ""
    return f"its sheet {sheet} lacks the column {missing}; its header has {found}{also}"


def _cells(content: bytes, sheet: str, path: Path) -> tuple[list[list[str]], list[tuple[str, int, int]]]:
    """All cells as text, and each merged area with its first and last row.

    Raises:
        SourceError: no workbook, a broken or too large one, or no such sheet.
    """
    import openpyxl  # type: ignore[import-untyped]  # late: few users load a workbook
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            check_archive(archive, path, LARGEST, harmless=HARMLESS, times=MOST_TIMES)
        book = openpyxl.load_workbook(BytesIO(content), data_only=True)
    except SourceError:
        raise
    except Exception as error:  # openpyxl raises anything on odd XML
        why = "its packing is damaged" if isinstance(error, zlib.error) else str(error)[:300]
        raise SourceError(f"is no readable xlsx workbook: {why}", str(path)) from error
    if sheet not in book.sheetnames:
        raise SourceError(f"lacks the sheet {sheet}; it has {', '.join(book.sheetnames)}", str(path))
    found = book[sheet]
    if not isinstance(found, Worksheet):
        raise SourceError(f"its sheet {sheet} has no cells (a chart)", str(path))
    # Two cells far apart would stand for all the cells between them.
    if found.max_row * found.max_column > MOST_CELLS:
        raise SourceError(f"its sheet {sheet} reaches over more than {MOST_CELLS:,} cells", str(path))
    merged = [(str(area), int(area.min_row), int(area.max_row)) for area in found.merged_cells.ranges]
    return [[_text(cell) for cell in row] for row in found.iter_rows(values_only=True)], merged


def _text(cell: Any) -> str:
    """A cell as a CSV file would show it: ``2015``, not ``2015.0``."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell).strip()
