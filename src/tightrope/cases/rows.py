"""CSV rows that know their file and line."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tightrope.records import CaseError, CheckError, When


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    Attributes:
        path: the file.
        line: the line (from 1) on which the row starts.
        cells: text by column, stripped.
    """

    path: Path
    line: int
    cells: Mapping[str, str]

    def refuse(self, what: str, column: str = "") -> CaseError:
        """Return the error that says what is wrong and where."""
        return CaseError(what, f"{self.path}:{self.line}" + (f": {column}" if column else ""))

    def text(self, column: str) -> str:
        """The text of a cell; may be empty."""
        return self.cells[column]

    def needed(self, column: str) -> str:
        """The text of a cell that must not be empty.

        Raises:
            CaseError: it is empty.
        """
        if not self.cells[column]:
            raise self.refuse("must not be empty", column)
        return self.cells[column]

    def number(self, column: str) -> float:
        """A cell as a number.

        Raises:
            CaseError: it is not a finite number.
        """
        text = self.needed(column)
        try:
            value = float(text)
        except ValueError as error:
            raise self.refuse(f"not a number: {text!r}", column) from error
        if not math.isfinite(value) or "_" in text:
            raise self.refuse(f"not a number: {text!r}", column)
        return value

    def upper_bound(self, column: str) -> float:
        """A cell as an upper bound; an empty one means that there is none."""
        return self.number(column) if self.cells[column] else math.inf

    def when(self, column: str) -> When | None:
        """A cell as a time; ``None`` if it is empty.

        Raises:
            CaseError: it is no time.
        """
        if not self.cells[column]:
            return None
        try:
            return When.parse(self.cells[column])
        except CheckError as error:
            raise self.refuse(error.what, column) from error

    def day(self, column: str) -> date | None:
        """A cell as a day (2022-01-13); ``None`` if it is empty.

        Raises:
            CaseError: it is no day.
        """
        when = self.when(column)
        if when is None:
            return None
        if when.start != when.end:
            raise self.refuse(f"not a single day: {self.cells[column]!r}", column)
        return when.start


def read_rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Yield the rows of a CSV file that has exactly these columns, in any order.

    Raises:
        CaseError: the file cannot be read, its header is another one, or a row has too many or too few cells.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield from _rows(path, csv.reader(file, strict=True), columns)
    except UnicodeDecodeError as error:
        raise CaseError(f"not UTF-8 text ({error.reason})", str(path)) from error
    except OSError as error:
        raise CaseError(f"cannot be read: {error.strerror or error}", str(path)) from error


def _rows(path: Path, reader: Iterator[list[str]], columns: tuple[str, ...]) -> Iterator[Row]:
    header: list[str] | None = None
    for line, cells in _numbered(path, reader):
        if header is None:
            header = _checked_header(path, cells, columns)
        elif len(cells) != len(header):
            raise CaseError(
                f"{len(cells)} cells, but {len(header)} columns (a comma without quotes?)", f"{path}:{line}"
            )
        elif any(cell.strip() for cell in cells):
            stripped = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
            yield Row(path, line, stripped)
    if header is None:
        raise CaseError(f"empty; its first line must be {','.join(columns)}", f"{path}:1")


def _numbered(path: Path, reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not an empty line with the line on which it starts (a quoted cell may span lines)."""
    while True:
        line = reader.line_num + 1  # type: ignore[attr-defined]
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise CaseError(f"not valid CSV: {error}", f"{path}:{line}") from error
        if cells:
            yield line, cells


def _checked_header(path: Path, cells: list[str], columns: tuple[str, ...]) -> list[str]:
    header = [cell.strip() for cell in cells]
    wrong = {
        "unknown": [column for column in header if column not in columns],
        "missing": [column for column in columns if column not in header],
        "repeated": sorted({column for column in header if header.count(column) > 1}),
    }
    found = "; ".join(f"{kind}: {', '.join(names)}" for kind, names in wrong.items() if names)
    if found:
        raise CaseError(f"wrong columns ({found}); they must be {','.join(columns)}", f"{path}:1")
    return header
