"""Lines of tab-separated bytes, found and taken apart for many rows at once.

GDELT's rows have 57, 58 or 61 fields, of which a dozen short ones are counted. A reader that makes a column of each
field spends most of its time on the others, and one that wants all rows alike refuses the file. So the separators are
found once, and each field wanted is one number a row: its first bytes, packed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tightrope.bulk.plan import PACKED, packing_of
from tightrope.records import SourceError

#: Bytes that are read and taken apart at once: few enough for a processor's cache.
BLOCK_BYTES = 1_000_000
#: No line of an event data set is longer; what is, is no such file.
LONGEST_LINE = 1_000_000
#: How many times its size a packed file may unpack to (texts of events: about 8), and what any file may.
MOST_UNPACKED, ALWAYS_UNPACKED = 100, 64_000_000
_TAB, _NEWLINE = 9, 10
#: Bytes of a field that fit into a number.
PACKED_BYTES = 8

Packed = npt.NDArray[np.uint64]
_MASKS: Packed = np.array([(1 << 8 * length) - 1 for length in range(PACKED_BYTES + 1)], np.uint64)


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a block and their fields.

    Attributes:
        content: the block, padded by more than :data:`PACKED_BYTES` bytes.
        separators: place of every tab and of every line's end, (S,).
        first: for each line, which of the separators ends its first field, (L,).
        fields: how many fields each line has, (L,); an empty line has one.
    """

    content: npt.NDArray[np.uint8]
    separators: npt.NDArray[np.int64]
    first: npt.NDArray[np.int64]
    fields: npt.NDArray[np.int64]

    def packed(
        self, lines: npt.NDArray[np.int64], field: int | npt.NDArray[np.int64], skip: int = 0
    ) -> tuple[Packed, npt.NDArray[np.int64]]:
        """Return up to eight bytes of a field of some lines as little-endian numbers, and the field's length.

        Args:
            lines: which lines, (n,); each must have the field.
            field: which field, from 0; one for all lines or one each, (n,).
            skip: how many bytes of the field to leave out first.

        Returns:
            The bytes (n,), 0 after the field's end, and the length of what is left of the field (n,), in bytes.
        """
        end = self.first[lines] + field
        stop = self.separators.take(end)
        start = np.where(end > 0, self.separators.take(end - 1) + 1, 0)
        if skip:
            start = np.minimum(start + skip, stop)
        length = stop - start
        overlapping: Packed = np.ndarray(
            (len(self.content) - PACKED_BYTES + 1,), dtype="<u8", buffer=self.content.data, strides=(1,)
        )
        return overlapping[start] & _MASKS.take(np.minimum(length, PACKED_BYTES)), length

    def text(self, line: int, field: int) -> str:
        """A field of a line as text, for messages: 40 characters of it."""
        end = int(self.first[line]) + field
        start = int(self.separators[end - 1]) + 1 if end else 0
        stop = min(int(self.separators[end]), start + 40)
        return bytes(self.content[start:stop]).decode("utf-8", "replace").rstrip("\r")


def unpack(value: int) -> bytes:
    """The bytes of a packed field."""
    return value.to_bytes(PACKED_BYTES, "little").rstrip(b"\0")


def pack(text: str) -> int:
    """A text of up to eight ASCII characters as :meth:`Lines.packed` gives it."""
    return int.from_bytes(text.encode("ascii").ljust(PACKED_BYTES, b"\0"), "little")


def split(block: bytes) -> Lines:
    """Find the lines and fields of a block; the last line needs no end."""
    padded = np.zeros(len(block) + PACKED_BYTES + 1, np.uint8)
    padded[: len(block)] = np.frombuffer(block, np.uint8)
    size = len(block)
    if size and padded[size - 1] != _NEWLINE:
        padded[size] = _NEWLINE
        size += 1
    separators = np.flatnonzero(padded[:size] <= _NEWLINE)
    kinds = padded[separators]
    if (kinds < _TAB).any():
        separators, kinds = separators[kinds >= _TAB], kinds[kinds >= _TAB]
    ends = np.flatnonzero(kinds == _NEWLINE)
    first = np.concatenate([[0], ends[:-1] + 1]) if len(ends) else ends
    return Lines(padded, separators, first, ends - first + 1)


def blocks(stream: IO[bytes], where: str, start: int = 0, end: int = 0, size: int = BLOCK_BYTES) -> Iterator[bytes]:
    """Yield the lines that begin in a range of bytes, in blocks of whole lines.

    Args:
        stream: the file; it must be able to seek if the range does not begin at 0.
        where: the file, for messages.
        start: first byte of the range.
        end: byte after the last one; 0 for all that is there.
        size: bytes of a block, about.

    Raises:
        SourceError: a line longer than :data:`LONGEST_LINE`.
    """
    position, rest = 0, b""
    if start:
        stream.seek(start - 1)
        position = start - 1 + len(_line(stream, where))
    while (not end or position < end) and (content := stream.read(size)):
        before, position = position, position + len(content)
        if end and position >= end:
            cut = content.find(b"\n", max(end - 1 - before, 0)) + 1
            yield rest + (content[:cut] if cut else content + _line(stream, where))
            return
        cut = content.rfind(b"\n") + 1
        if cut:
            yield rest + content[:cut]
        rest = content[cut:] if cut else rest + content
        if len(rest) > LONGEST_LINE:
            raise _too_long(where)
    if rest:
        yield rest


def _line(stream: IO[bytes], where: str) -> bytes:
    line = stream.readline(LONGEST_LINE)
    if len(line) == LONGEST_LINE:
        raise _too_long(where)
    return line


def _too_long(where: str) -> SourceError:
    return SourceError(f"a line of more than {LONGEST_LINE:,} bytes: no table of events", where)


def lines_before(stream: IO[bytes], start: int) -> int:
    """How many lines begin before a byte: what it takes to tell the number of a line after it."""
    stream.seek(0)
    count, left = 0, max(start - 1, 0)
    while left and (content := stream.read(min(left, BLOCK_BYTES))):
        count += content.count(b"\n")
        left -= len(content)
    return count + (1 if start else 0)


def unpacked(stream: Any, uri: str, size: int) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield name and content of a file, or of each file in a zip archive.

    Raises:
        SourceError: it unpacks to more than :data:`MOST_UNPACKED` times its size (when that is read).
    """
    name = uri.partition("?")[0].lower()
    most = max(ALWAYS_UNPACKED, MOST_UNPACKED * size)
    if name.endswith(".zip"):
        with zipfile.ZipFile(stream) as archive:
            for member in archive.infolist():
                if not member.is_dir():
                    with archive.open(member) as file:
                        yield f"{uri}/{member.filename}", io.BufferedReader(_Bounded(file, most, uri), 1 << 20)
    elif packing := packing_of(uri):
        file = pa.CompressedInputStream(pa.PythonFile(stream, "r"), PACKED[packing])
        yield uri, io.BufferedReader(_Bounded(file, most, uri), 1 << 20)
    else:
        yield uri, stream


class _Bounded(io.RawIOBase):
    """A stream that ends in an error after so many bytes."""

    def __init__(self, stream: Any, most: int, where: str) -> None:
        super().__init__()
        self._stream, self._left, self._most, self._where = stream, most, most, where

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        content = self._stream.read(len(buffer))
        self._left -= len(content)
        if self._left < 0:
            raise SourceError(f"unpacks to more than {self._most:,} bytes, {MOST_UNPACKED} times its size", self._where)
        buffer[: len(content)] = content
        return len(content)
