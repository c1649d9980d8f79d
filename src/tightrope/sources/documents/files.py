"""Which files a path, folder or glob means, and their bytes, within limits."""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from tightrope.records import Failure, SourceError

from .drafts import printable

#: Bytes of one file; JSON Lines are streamed and have a limit per line instead.
LARGEST_FILE = 20_000_000

_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"PK\x03\x04", "a ZIP archive or office file"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"(\xb5/\xfd", "a Zstandard archive"),
    (b"7z\xbc\xaf'\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an old office file"),
    (b"{\\rtf", "an RTF file"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
)
_UTF16_OR_32 = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")


def find_files(where: str | Path) -> Iterator[Path | Failure]:
    """Yield the files a path means: itself, all files under a folder, or all that match a glob, sorted by name.

    Inside a folder, names that start with a full stop are left out, links to files are read and links to folders
    are reported, not followed. What cannot be looked into is a failure, and so is a path that means no file.
    """
    path = Path(where)
    try:
        # A glob only if nothing has that very name: brackets and asterisks are allowed in file names.
        matches = [path] if os.path.lexists(path) else sorted(map(Path, glob.glob(str(where), recursive=True)))
    except (OSError, ValueError) as error:
        yield Failure(printable(str(where)), f"not a path: {error}")
        return
    if not matches:
        has_pattern = glob.has_magic(str(where))
        yield Failure(printable(str(where)), "no file matches" if has_pattern else "no such file or folder")
    seen: set[Path] = set()
    for match in matches:
        for found in _walk(match) if os.path.isdir(match) else (match,):
            if isinstance(found, Failure) or found not in seen:
                yield found
            if isinstance(found, Path):
                seen.add(found)


def read_file(path: Path) -> bytes:
    """Read a whole file.

    Raises:
        SourceError: not a regular file, unreadable, empty, too large or not text.
    """
    with open_file(path) as stream:
        size = os.fstat(stream.fileno()).st_size
        content = stream.read(LARGEST_FILE + 1) if size <= LARGEST_FILE else b""
    if size > LARGEST_FILE or len(content) > LARGEST_FILE:
        raise SourceError(f"{size / 1e6:,.1f} MB, more than the {LARGEST_FILE / 1e6:,.0f} MB read as one document")
    check_text(content)
    return content


def open_file(path: Path) -> IO[bytes]:
    """Open a regular file for reading bytes; a pipe or device is refused, since it could wait for ever.

    Raises:
        SourceError: not a regular file, or it cannot be opened.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise SourceError("not a regular file")
        return path.open("rb")
    except OSError as error:
        raise SourceError(f"cannot be opened: {error.strerror or error}") from error


def check_text(content: bytes) -> None:
    """Refuse what is not text.

    Raises:
        SourceError: empty, or the start or a zero byte shows that it is binary.
    """
    if not content.strip():
        raise SourceError("empty" if not content else "nothing but white space")
    for magic, what in _MAGIC:
        if content.startswith(magic):
            raise SourceError(f"{what}, not a text")
    if b"\x00" in content and not content.startswith(_UTF16_OR_32):
        raise SourceError("binary data (zero bytes), not a text")


def _walk(folder: Path) -> Iterator[Path | Failure]:
    """Yield all files under a folder in the order of their names, without recursion."""
    waiting: list[Path] = [folder]
    found = False
    while waiting:
        path = waiting.pop()
        if path != folder and os.path.islink(path) and os.path.isdir(path):
            yield Failure(printable(str(path)), "a link to a folder: not followed")
        elif os.path.isdir(path):
            try:
                names = sorted(name for name in os.listdir(path) if not name.startswith("."))
            except OSError as error:
                yield Failure(printable(str(path)), f"the folder cannot be read: {error.strerror or error}")
                continue
            waiting.extend(path / name for name in reversed(names))
        else:
            found = True
            yield path
    if not found:
        yield Failure(printable(str(folder)), "a folder without files")
