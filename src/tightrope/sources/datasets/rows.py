"""From a CSV file, plain or gzipped, to rows that know their line; everything odd is refused by line."""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

import polars as pl

from tightrope.records import Failure, SourceError
from tightrope.sources.datasets.table import place
from tightrope.sources.unpacking import pieces

#: Largest content accepted after decompression, in bytes: ten times the largest table known, far below a gzip bomb.
LARGEST = 512 * 1024 * 1024
#: Name of the column that holds the line number.
LINE = "(line)"
#: What is said of a last row that may be half a row.
NO_LINE_END = "has no line end: if the file was cut, this row is short"
#: Years that a table can sensibly be about.
YEARS = range(1800, 2101)

#: Separators tried in this order; the first that gives the header wins.
_SEPARATORS = (",", ";", "\t")
#: How much of a text may hold what stands above the header, and the header, in characters.
_HEAD = 1_000_000
_YEAR = re.compile(r"[0-9]{4}")
#: Thousands or decimals: it is never guessed.
_COMMA = re.compile(r"[0-9][0-9.]*(,[0-9]+)+")


@dataclass(frozen=True, slots=True)
class Rows:
    """A table as text.

    Attributes:
        path: the file.
        sha256: hash of its content, uncompressed, so that a plain and a gzipped copy are one origin.
        frame: every column as text, and ``LINE``, the 1-based line in the uncompressed file.
        left_out: rows with too few or too many fields.
    """

    path: Path
    sha256: str
    frame: pl.DataFrame
    left_out: tuple[Failure, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One checked number of a table.

    Attributes:
        year: its year.
        key: the other columns that identify it.
        value: finite and not negative.
        line: its line in the file.
    """

    year: int
    key: tuple[str, ...]
    value: float
    line: int


def read_bytes(path: Path, largest: int | None = None) -> bytes:
    """Read a file, unpacked if its first bytes say that it is packed, whatever its name.

    Raises:
        SourceError: as :func:`tightrope.sources.unpacking.pieces`; ``largest`` is ``LARGEST`` unless given.
    """
    content = io.BytesIO()
    for piece in pieces(path, LARGEST if largest is None else largest):
        content.write(piece)
    return content.getvalue()


def decode(content: bytes, path: Path, otherwise: str = "") -> str:
    """Decode UTF-8, with or without a byte order mark.

    Args:
        content: of the file.
        path: the file, for messages.
        otherwise: the encoding of a publisher who is known to use another one; tried if it is not UTF-8.

    Raises:
        SourceError: other encodings, with the offset of the first bad byte, and binary files.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if not otherwise:
            raise SourceError(f"is not UTF-8 text (byte {error.start})", str(path)) from error
        text = content.decode(otherwise, errors="replace")
    if "\0" in text:
        raise SourceError("is not text: it holds a NUL character", str(path))
    return text


def read_rows(path: Path, columns: Sequence[str], *, preamble: int = 0, otherwise: str = "") -> Rows:
    """Read a CSV file that must have at least these columns, separated by commas, semicolons or tabs.

    Args:
        path: the file.
        columns: names that its header must have.
        preamble: at most how many rows of other text may stand above the header.
        otherwise: see :func:`decode`.

    Raises:
        SourceError: unreadable file, missing or repeated columns, no rows, or not CSV at all.
    """
    content = read_bytes(path)
    text = decode(content, path, otherwise)
    header, above, separator = _header(text, columns, preamble)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for _ in range(above + 1):
            next(reader, None)
        _check_header(header, columns, place(path, max(1, reader.line_num)))
        good, left_out = _split(reader, len(header), path)
    except csv.Error as error:
        raise SourceError(f"is not CSV: {error}", place(path, reader.line_num)) from error
    if not good:
        raise SourceError("has a header but no rows", str(path))
    if not text.endswith(("\n", "\r")):
        left_out.append(Failure(place(path, reader.line_num), NO_LINE_END))
    frame = pl.DataFrame(good, schema={**dict.fromkeys(header, pl.String), LINE: pl.Int64}, orient="row")
    return Rows(path, hashlib.sha256(content).hexdigest(), frame, tuple(left_out))


def _header(text: str, columns: Sequence[str], preamble: int) -> tuple[list[str], int, str]:
    """The first row that has all columns, how many rows stand above it, and the separator with which it has them.

    Without one it is the first row, so that the message can say what stands there.
    """
    head = text[:_HEAD]
    for separator in _SEPARATORS:
        reader = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
        with suppress(csv.Error):
            for above, row in enumerate(islice(reader, preamble + 1)):
                if set(columns) <= set(row):
                    return row, above, separator
    with suppress(csv.Error):
        return next(csv.reader(io.StringIO(head, newline="")), []), 0, _SEPARATORS[0]
    return [], 0, _SEPARATORS[0]


def _check_header(header: Sequence[str], columns: Sequence[str], where: str) -> None:
    missing = [column for column in columns if column not in header]
    if missing:
        found = ", ".join(header)[:200] or "nothing"
        raise SourceError(f"lacks the column {', '.join(missing)}; its header has {found}", where)
    twice = sorted({column for column in header if [*header, LINE].count(column) > 1})
    if twice:
        raise SourceError(f"has the column {', '.join(twice)} more than once", where)


def _split(reader: Iterator[list[str]], width: int, path: Path) -> tuple[list[tuple[str | int, ...]], list[Failure]]:
    """Rows of the right width, each with its line appended, and the others.

    Empty lines are no rows, and one empty field too many is no field.
    """
    good: list[tuple[str | int, ...]] = []
    left_out: list[Failure] = []
    for row in reader:
        line: int = reader.line_num  # type: ignore[attr-defined]
        if len(row) == width + 1 and not row[-1]:
            row = row[:-1]
        if len(row) == width:
            good.append((*row, line))
        elif row:
            left_out.append(Failure(place(path, line), f"has {len(row)} fields, the header has {width}"))
    return good, left_out


def figures(
    rows: Rows, frame: pl.DataFrame, *, year: str, key: Sequence[str], value: str, missing: Iterable[str] = ()
) -> tuple[list[Figure], list[Failure]]:
    """Check the numbers of a part of a table.

    Args:
        rows: the table, for messages.
        frame: the rows wanted, with their ``LINE``.
        year: name of the column that holds the year.
        key: names of the columns that, with the year, identify a row.
        value: name of the column that holds the figure.
        missing: what this data set writes where there is no figure.

    Returns:
        The figures in the order of the file, and what was refused: bad and future years, bad numbers and repeated
        rows. Of rows repeated with the same figure the first is kept; of rows that contradict each other, none.
    """
    no_figure = frozenset(missing)
    found: dict[tuple[int, tuple[str, ...]], list[Figure]] = {}
    refused: list[Failure] = []
    for row in frame.select(year, value, LINE, *key).iter_rows():
        where, identity = place(rows.path, row[2]), tuple(row[3:])
        try:
            figure = Figure(observed_year(row[0]), identity, parse_figure(row[1], no_figure), row[2])
        except ValueError as error:
            refused.append(Failure(where, f"{value} for {', '.join([row[0], *identity])}: {error}"))
            continue
        found.setdefault((figure.year, identity), []).append(figure)
    kept: list[Figure] = []
    for same in found.values():
        refused.extend(_repeats(same, rows.path))
        if len({figure.value for figure in same}) == 1:
            kept.append(same[0])
    return kept, refused


def _repeats(same: Sequence[Figure], path: Path) -> Iterator[Failure]:
    agree = len({figure.value for figure in same}) == 1
    for figure in same[1:] if agree else same:
        if len(same) > 1:
            others = ", ".join(str(other.line) for other in same if other is not figure)
            reason = "repeats" if agree else "contradicts"
            yield Failure(place(path, figure.line), f"{reason} line {others} ({figure.year}, {', '.join(figure.key)})")


def within(path: Path, found: Iterable[Figure], most: Callable[[Figure], float]) -> tuple[list[Figure], list[Failure]]:
    """Keep the figures that are not above what is possible, such as 100 for a percentage; the others are refused."""
    kept: list[Figure] = []
    refused: list[Failure] = []
    for figure in found:
        if figure.value <= (limit := most(figure)):
            kept.append(figure)
        else:
            what = f"{', '.join([str(figure.year), *figure.key])}: {figure.value:g}"
            refused.append(Failure(place(path, figure.line), f"{what} is impossible, above {limit:g}"))
    return kept, refused


def parse_year(text: str) -> int:
    """Read a year such as ``2015`` or ``2015.0``.

    Raises:
        ValueError: anything else, with its reason; a year is never guessed.
    """
    plain = text.strip().removesuffix(".0")
    if _YEAR.fullmatch(plain) is None or int(plain) not in YEARS:
        raise ValueError(f"{text[:40]!r} is not a year")
    return int(plain)


def observed_year(text: str) -> int:
    """Read the year of something that was observed.

    Raises:
        ValueError: as :func:`parse_year`, and a year that has not begun: a forecast is no observation.
    """
    year = parse_year(text)
    if year > date.today().year:
        raise ValueError(f"{year} has not begun, and a forecast is no observation")
    return year


def is_year(text: str) -> bool:
    """Whether :func:`parse_year` accepts the text."""
    try:
        parse_year(text)
    except ValueError:
        return False
    return True


def parse_figure(text: str, missing: frozenset[str] = frozenset()) -> float:
    """Read a number that counts or measures something, so it is finite and not negative.

    Raises:
        ValueError: no figure, not a number, negative or not finite, with its reason.
    """
    plain = text.strip()
    if not plain or plain in missing:
        raise ValueError(f"no figure ({text!r}), which is not zero")
    try:
        number = float(plain) if "_" not in plain else math.nan
    except ValueError:
        number = math.nan
    if math.isnan(number):
        hint = " with a decimal point" if _COMMA.fullmatch(plain) else ""
        raise ValueError(f"{text[:40]!r} is not a number{hint}")
    if math.isinf(number) or number < 0:
        raise ValueError(f"{text[:40]!r} is impossible")
    return number
