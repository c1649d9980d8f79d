"""From the bytes of a file to text that says where it is broken: encodings, lines and cut ends."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass
from pathlib import Path

from tightrope.records import SourceError
from tightrope.sources.datasets.rows import read_bytes
from tightrope.sources.roll_calls.table import Messages

#: The file of the UN Digital Library has about a million rows with long titles.
LARGEST = 1024 * 1024 * 1024
#: Bytes that show what a file is, and of a piece of it.
_START, _PIECE = 64 * 1024, 8 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Content:
    """A file, decompressed.

    Attributes:
        path: the file.
        raw: its bytes.
        sha256: their hash, so that a plain and a gzipped copy are one origin.
    """

    path: Path
    raw: bytes
    sha256: str

    @property
    def start(self) -> bytes:
        """The first bytes, without byte order mark and white space."""
        return self.raw[:_START].removeprefix(_BOM).lstrip()


def read_content(path: Path) -> Content:
    """Read a file, plain or gzipped.

    Raises:
        SourceError: it cannot be read, is cut, too large or empty.
    """
    raw = read_bytes(path, LARGEST)
    if not raw[:_START].strip() and not raw.strip():
        raise SourceError("is empty", str(path))
    return Content(path, raw, hashlib.sha256(raw).hexdigest())


def utf8(content: Content, messages: Messages) -> bytes:
    """Return the text as UTF-8.

    A file that is wholly in the Windows code page 1252 (or Latin-1) is converted and said so. In a file that mixes
    encodings, the lines with bytes that are not UTF-8 are emptied, each by line and byte.

    Raises:
        SourceError: binary content.
    """
    raw = content.raw.removeprefix(_BOM)
    if b"\0" in raw:
        raise SourceError("is not text: it holds a NUL character", str(content.path))
    if _is_utf8(raw):
        return raw
    lines = raw.split(b"\n")
    broken = {at: offset for at, line in enumerate(lines) if (offset := _bad_byte(line)) >= 0}
    plain = all(line.isascii() for at, line in enumerate(lines) if at not in broken)
    if plain and all(not _has_utf8(lines[at]) for at in broken):
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError as error:
            reason = f"is neither UTF-8 nor code page 1252 (byte {error.start})"
            raise SourceError(reason, str(content.path)) from error
        messages.warn("", "is not UTF-8 and was read as code page 1252")
        return text.encode("utf-8")
    for at, offset in broken.items():
        messages.leave_out(f"line {at + 1}", f"byte {offset + 1} of the line is not UTF-8, unlike the rest")
        lines[at] = b""
    return b"\n".join(lines)


def _is_utf8(raw: bytes) -> bool:
    """Whether all is UTF-8, found out piece by piece so that a large text is not held twice."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(raw)
    try:
        for at in range(0, len(raw), _PIECE):
            decoder.decode(view[at : at + _PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _bad_byte(line: bytes) -> int:
    """Offset of the first byte that is not UTF-8; -1 if there is none."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return -1


def _has_utf8(line: bytes) -> bool:
    """Whether some characters beyond ASCII are valid UTF-8."""
    return not line.decode("utf-8", errors="ignore").isascii()
