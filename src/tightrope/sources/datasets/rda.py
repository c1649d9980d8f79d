"""Tables in R data files: recognised by their first bytes, read by name, as rows that know their number."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tightrope.records import SourceError
from tightrope.sources.datasets.rows import LARGEST, LINE, Rows
from tightrope.sources.unpacking import pieces

#: How R files begin: xz, bzip2, plain; a gzipped one is recognised by its name too.
_MAGIC = (b"\xfd7zXZ", b"BZh", b"RDX2", b"RDX3", b"RDA2", b"RDA3")
_GZIP = b"\x1f\x8b"
#: What stands for a missing number.
MISSING = "NA"


def is_rda(start: bytes, path: Path) -> bool:
    """Whether a file begins like an R data file."""
    return start.startswith(_MAGIC) or (start.startswith(_GZIP) and path.suffix.lower() in (".rda", ".rdata"))


def begins_like_rda(path: Path) -> bool:
    """Whether a file is there and begins like an R data file."""
    try:
        with path.open("rb") as file:
            return is_rda(file.read(8), path)
    except OSError:
        return False


def read_frames(path: Path) -> dict[str, Any]:
    """Read the tables of an R file, by name.

    Raises:
        SourceError: it cannot be read, is cut or unpacks to too much.
    """
    for _ in pieces(path, LARGEST):  # read for its size and its damage only: pyreadr has no limits
        pass
    import pyreadr  # type: ignore[import-untyped]  # late: it brings pandas, which takes longer than most readers

    try:
        return dict(pyreadr.read_r(str(path)))
    except Exception as error:  # of pyreadr's own and of whatever pandas makes of odd values
        raise SourceError(f"is no readable R data file: {error}", str(path)) from error


def read_rda_rows(path: Path, table: str, columns: Sequence[str]) -> Rows:
    """Read the columns of numbers of one table; ``LINE`` is the row of the table, from 1, a missing number ``NA``.

    Raises:
        SourceError: unreadable file, no such table, a missing column or one that is no numbers, no rows.
    """
    frames = read_frames(path)
    if table not in frames:
        raise SourceError(f"lacks the table {table}; it holds {', '.join(frames) or 'nothing'}", str(path))
    frame = frames[table]
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise SourceError(f"its table {table} lacks the column {', '.join(missing)}", str(path))
    if not len(frame):
        raise SourceError(f"its table {table} has no rows", str(path))
    texts: dict[str, pl.Series] = {}
    for column in columns:
        try:
            texts[column] = _as_text(np.asarray(frame[column], dtype=np.float64))
        except (TypeError, ValueError) as error:
            raise SourceError(f"the column {column} of its table {table} is no numbers: {error}", str(path)) from error
    lines = pl.Series(LINE, np.arange(1, len(frame) + 1, dtype=np.int64))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Rows(path, digest, pl.DataFrame({**texts, LINE: lines}), ())


def _as_text(numbers: np.ndarray[Any, np.dtype[np.float64]]) -> pl.Series:
    """Numbers as a CSV file would show them: ``2``, not ``2.0``."""
    series = pl.Series(numbers).fill_nan(None)
    whole = np.isnan(numbers) | (np.isfinite(numbers) & (np.floor(numbers) == numbers))
    text = series.cast(pl.Int64, strict=False) if bool(whole.all()) else series
    return text.cast(pl.String).fill_null(MISSING)
