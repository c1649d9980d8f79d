"""Lines of tab-separated bytes, taken apart in one pass: of each, how many fields it has and the few that are wanted.

GDELT's rows have 57, 58 or 61 fields, of which a dozen short ones are counted. A reader that makes a column of each
field spends most of its time on the others, and one that wants all rows alike refuses the file.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

from tightrope.bulk.inputs import PACKED, packing_of
from tightrope.records import SourceError

#: Bytes that are read and taken apart at once: few enough for a processor's cache.
BLOCK_BYTES = 1_000_000
#: No line of an event data set is longer; what is, is no such file.
LONGEST_LINE = 1_000_000
#: How many times its size a packed file may unpack to (texts of events: about 8), and what any file may.
MOST_UNPACKED, ALWAYS_UNPACKED = 100, 64_000_000
#: Bytes of a field that fit into a number.
PACKED_BYTES = 8

Packed = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]
Lengths = npt.NDArray[np.int32]
N = TypeVar("N", bound=np.generic)
_TAB, _LINE = 9, 10


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a block.

    Attributes:
        fields: how many fields each line has, (L,); 0 for an empty line.
        packed: eight bytes of each field wanted of each line as a little-endian number, 0 where the line or the field
            ends, (W, L).
        length: how many bytes of the field there are from there, (W, L).
    """

    fields: Numbers
    packed: Packed
    length: Lengths


def unpack(value: int) -> bytes:
    """The bytes of a packed field."""
    return value.to_bytes(PACKED_BYTES, "little").rstrip(b"\0")


def pack(text: str) -> int:
    """A text of up to eight ASCII characters as :meth:`Lines` has it."""
    return int.from_bytes(text.encode("ascii").ljust(PACKED_BYTES, b"\0"), "little")


def split(block: bytes, wanted: Sequence[tuple[int, int]] = ()) -> Lines:
    """Take the lines of a block apart; the last line needs no end, and a CR before one is no part of the line.

    Args:
        block: whole lines.
        wanted: fields by number, with how many of their bytes to leave out first, W; counted from 0, or from the end,
            -1 the last.
    """
    if block and not block.endswith(b"\n"):
        block += b"\n"
    content = np.frombuffer(block, np.uint8)
    ends = content == _LINE
    count = int(np.count_nonzero(ends))
    fields = np.empty(count, np.int64)
    packed, length = np.empty((len(wanted), count), np.uint64), np.empty((len(wanted), count), np.int32)
    chosen = np.array(wanted, np.int64).reshape(-1, 2)
    # Eight bytes from each place on as one number: a view that overlaps itself, of which single places are read.
    eights = np.ndarray(max(len(block) - 7, 0), "<u8", block, strides=(1,))
    marks = _bits((content == _TAB) | ends), _bits(ends)
    _take(content, eights, *marks, chosen[:, 0].copy(), chosen[:, 1].copy(), fields, packed, length)
    return Lines(fields, packed, length)


def _bits(found: npt.NDArray[np.bool_]) -> Packed:
    """A bit for each place, 64 places a number."""
    bits = np.packbits(found, bitorder="little")
    return np.concatenate([bits, np.zeros(-len(bits) % 8, np.uint8)]).view("<u8")


def _lowest_bit(typing: Any, value: Any) -> Any:
    """The place of the lowest bit of a number other than 0: one instruction, for which numba has no name."""

    def build(context: Any, builder: Any, signature: Any, given: Any) -> Any:
        return builder.cttz(given[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), build


_lowest: Any = intrinsic(_lowest_bit)


@njit(cache=True, nogil=True)
def _take(
    content: npt.NDArray[np.uint8],
    eights: Packed,
    marks: Packed,
    ends: Packed,
    wanted: Numbers,
    skip: Numbers,
    fields: Numbers,
    packed: Packed,
    length: Lengths,
) -> None:
    """Fill in ``fields``, ``packed`` and ``length`` of :class:`Lines` from a block and the ends of fields and lines."""
    stops = np.empty(len(content) + 1, np.int64)  # where the fields of a line end
    line = count = begin = 0
    for place in range(len(marks)):
        left = marks[place]
        while left:
            bit = _lowest(left)
            left &= left - np.uint64(1)
            stops[count] = place * 64 + bit
            count += 1
            if (ends[place] >> bit) & 1:
                stop = stops[count - 1]
                _fill(content, eights, stops, begin, count, line, wanted, skip, packed, length)
                fields[line] = count if stop > begin and (stop > begin + 1 or content[begin] != 13) else 0
                line, count, begin = line + 1, 0, stop + 1


@njit(cache=True, nogil=True)
def _fill(
    content: npt.NDArray[np.uint8],
    eights: Packed,
    stops: Numbers,
    begin: int,
    count: int,
    line: int,
    wanted: Numbers,
    skip: Numbers,
    packed: Packed,
    length: Lengths,
) -> None:
    """Fill in one line."""
    last = stops[count - 1]
    if last > begin and content[last - 1] == 13:
        stops[count - 1] = last - 1
    for at in range(len(wanted)):
        number = wanted[at] if wanted[at] >= 0 else wanted[at] + count
        value, size = np.uint64(0), 0
        if 0 <= number < count:
            start = (begin if number == 0 else stops[number - 1] + 1) + skip[at]
            size = max(int(stops[number]) - start, 0)
            if size and start < len(eights):
                value = eights[start]
                if size < 8:
                    value &= (np.uint64(1) << np.uint64(8 * size)) - np.uint64(1)
            else:  # the last bytes of a block
                for place in range(min(size, 8)):
                    value |= np.uint64(content[start + place]) << np.uint64(8 * place)
        packed[at, line], length[at, line] = value, size


def distinct(values: Packed) -> tuple[Packed, Numbers]:
    """The different values, in the order in which they first stand, and of each value the place among them.

    Args:
        values: (n,).
    """
    place = np.empty(len(values), np.int64)
    return _distinct(locked(values), place), place


def locked(values: npt.NDArray[N]) -> npt.NDArray[N]:
    """The same values, not to be written: numba compiles once more for arrays that may be, which takes seconds."""
    view = np.ascontiguousarray(values).view()
    view.flags.writeable = False
    return view


@njit(cache=True, nogil=True)
def _distinct(values: Packed, place: Numbers) -> Packed:
    """Fill in ``place`` and return the different values: by a hash table that doubles when it is half full."""
    bits, count = 10, 0
    found = np.empty(1 << 9, np.uint64)
    table = np.full(1 << bits, -1, np.int64)
    for at in range(len(values)):
        value = values[at]
        slot = np.int64((value * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - bits))
        while table[slot] >= 0 and found[table[slot]] != value:
            slot = (slot + 1) & ((1 << bits) - 1)
        if table[slot] < 0:
            table[slot] = count
            found[count] = value
            count += 1
        place[at] = table[slot]
        if count == len(found):
            bits += 1
            longer = np.empty(1 << (bits - 1), np.uint64)
            longer[:count] = found
            found = longer
            table = np.full(1 << bits, -1, np.int64)
            for each in range(count):
                slot = np.int64((found[each] * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(64 - bits))
                while table[slot] >= 0:
                    slot = (slot + 1) & ((1 << bits) - 1)
                table[slot] = each
    return found[:count]


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
            yield b"".join((rest, memoryview(content)[:cut]))  # one copy
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
