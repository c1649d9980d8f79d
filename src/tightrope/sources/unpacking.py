"""Packed files, unpacked within limits: a small file made to fill the memory is refused before it can.

A gzip file of a megabyte can stand for a gigabyte, a bzip2 file for terabytes. What unpacks to more than a limit is
refused, and so is what is past ``HARMLESS`` bytes and many times larger than the file: tables shrink to a fifth or a
twentieth, R's tables of repeated words to a hundredth.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import IO, Any

from tightrope.records import SourceError

#: Environment variable with the megabytes that a table may have uncompressed; then no ratio is looked at.
SETTING = "TIGHTROPE_LARGEST_TABLE_MB"
#: Unpacked bytes that do no harm, and how many times its size a larger file may unpack to.
HARMLESS, MOST_TIMES = 64 * 1024**2, 200
_PIECE = 1 << 20
_DAMAGED = "its packing is damaged or cut off"
_GZIP, _BZIP2, _XZ = b"\x1f\x8b", b"BZh", b"\xfd7zXZ"


def pieces(path: Path, largest: int) -> Iterator[bytes]:
    """Yield the content of a file in pieces, unpacked if its first bytes say gzip, bzip2 or xz, whatever its name.

    Args:
        path: the file.
        largest: bytes that it may have uncompressed, where the user has not set another limit.

    Raises:
        SourceError: it is not there, cannot be read, is damaged or cut, or unpacks to too much.
    """
    limit, times = _limits(largest)
    found = 0
    try:
        with path.open("rb") as file, closing(_opened(file)) as content:
            while piece := content.read(_PIECE):
                found += len(piece)
                if found > limit:
                    raise SourceError(f"is larger than {limit // 1024**2} MiB uncompressed (see {SETTING})", str(path))
                if content is not file and found > HARMLESS and found > times * file.tell():
                    raise SourceError(_swells(times), str(path))
                yield piece
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or _DAMAGED}", str(path)) from error
    except (EOFError, zlib.error, lzma.LZMAError) as error:
        raise SourceError(f"cannot be read: {_DAMAGED}", str(path)) from error


def check_archive(archive: zipfile.ZipFile, path: Path, largest: int, *, harmless: int, times: int) -> None:
    """Refuse a zip archive whose members are too large together; what a header says too little of is not unpacked.

    Raises:
        SourceError: too large, or packed in a way whose steps have no limit (bzip2, LZMA).
    """
    members = archive.infolist()
    if any(each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for each in members):
        raise SourceError("is packed in another way than zip archives commonly are (deflate)", str(path))
    limit, most = _limits(largest)
    size = sum(each.file_size for each in members)
    if size > limit:
        raise SourceError(f"is larger than {limit // 1024**2} MiB uncompressed (see {SETTING})", str(path))
    if size > harmless and size > min(most, times) * path.stat().st_size:
        raise SourceError(_swells(times), str(path))


def _opened(file: IO[bytes]) -> Any:
    start = file.read(len(_XZ))
    file.seek(0)
    if start.startswith(_GZIP):
        return gzip.GzipFile(fileobj=file)
    if start.startswith(_BZIP2):
        return bz2.BZ2File(file)
    return lzma.LZMAFile(file) if start.startswith(_XZ) else file


def _limits(largest: int) -> tuple[int, float]:
    """Bytes, and how many times its size a file may unpack to.

    Raises:
        SourceError: the user's limit is no number.
    """
    said = os.environ.get(SETTING, "")
    if not said:
        return largest, MOST_TIMES
    if not (said.isdecimal() and len(said) < 10 and int(said)):
        raise SourceError(f"is no number of megabytes: {said!r}", SETTING)
    return int(said) * 1024**2, float("inf")


def _swells(times: float) -> str:
    return (
        f"unpacks to more than {times:g} times its size, as files do that are made to fill the memory: refused "
        f"(unpack it yourself, or set {SETTING})"
    )
