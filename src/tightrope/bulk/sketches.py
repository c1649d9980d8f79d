"""Equal and nearly equal texts of a whole corpus, found in shards that fit into memory.

Every text gives rows that say under which band it is to be found: one for its content id, and one for each of the
bands of its MinHash signature (:mod:`tightrope.ledger.near`). Texts that share a band are compared by their signatures:
the share of values that agree estimates the Jaccard similarity with a standard error of at most 0.046 (0.037 at 0.8).
The ledger compares shingles, which needs both texts at hand and does not go with a billion of them; it does so when the
evidence is loaded.

The rows of one block of documents are sorted by band, so the rows of one shard (a range of bands) are one piece of each
file: ``SLICES + 1`` places, then the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tightrope.ledger.index import Sketch
from tightrope.ledger.near import BANDS, ROWS, THRESHOLD, bands, low_bytes

KEY = BANDS * ROWS
#: The finest cut of all bands; a shard is a run of slices.
SLICES = 4096
#: Rows that a text gives.
ROWS_OF_TEXT = BANDS + 1
#: Rows of a shard, of some 10,000 texts: 150 bytes each, twice while they are sorted. Fewer rows would be more reads,
#: one of every block for each shard.
SHARD_ROWS = 200_000
#: Values of a signature that agree from which two texts are one.
LEAST_AGREEING = round(THRESHOLD * KEY)
#: Texts of one band that others are compared with; more of them, all different, are boilerplate.
MOST_LEADERS = 200

ROW = np.dtype(
    [("band", "<u8"), ("place", "<i8"), ("same", "u1"), ("id", "u1", (10,)), ("key", "u1", (KEY,))], align=False
)
PAIR = np.dtype([("later", "<i8"), ("earlier", "<i8"), ("same", "u1"), ("id", "u1", (10,))], align=False)
Rows = NDArray[np.void]
_PLACE_BITS = 32
_HEADER = (SLICES + 1) * 8
_SLICE_BITS = 64 - 12


def place_of(part: int, row: int) -> int:
    """The place of a text in the whole corpus: its part, and its row in the part."""
    return part << _PLACE_BITS | row


def row_of(place: int) -> int:
    """The row in its part."""
    return place & ((1 << _PLACE_BITS) - 1)


def rows_of(texts: Iterable[tuple[int, str, str]]) -> Rows:
    """Rows of some texts, sorted by band.

    Args:
        texts: place, content id (20 hexadecimal digits) and text of each.
    """
    found: list[tuple[Any, ...]] = []
    for place, identity, text in texts:
        digits = bytes.fromhex(identity)
        own = tuple(digits)
        found.append((int.from_bytes(digits[:8], "little"), place, 1, own, (0,) * KEY))
        signature = Sketch.of(text).signature
        key = tuple(low_bytes(signature))
        found += [(band & 0xFFFF_FFFF_FFFF_FFFF, place, 0, own, key) for band in bands(signature)]
    rows = np.array(found, dtype=ROW)
    return rows[np.lexsort((rows["place"], rows["same"], rows["band"]))]


def pack(rows: Rows) -> bytes:
    """Rows sorted by band as a file."""
    edges = np.arange(1, SLICES, dtype=np.uint64) << np.uint64(_SLICE_BITS)
    places = np.concatenate([[0], np.searchsorted(rows["band"], edges), [len(rows)]]).astype("<i8")
    return bytes(places.tobytes() + rows.tobytes())


def unpack(file: Any, first: int, last: int) -> Rows:
    """Rows of the slices ``first`` to ``last`` (not included) of an open file; only these are read."""
    file.seek(0)
    places = np.frombuffer(file.read(_HEADER), "<i8")
    start, end = int(places[first]), int(places[last])
    file.seek(_HEADER + start * ROW.itemsize)
    return np.frombuffer(file.read((end - start) * ROW.itemsize), ROW)


def shards(texts: int) -> list[tuple[int, int]]:
    """First and last slice of each shard of a corpus of so many texts."""
    count = min(SLICES, max(1, -(-texts * ROWS_OF_TEXT // SHARD_ROWS)))
    edges = [SLICES * shard // count for shard in range(count + 1)]
    return list(pairwise(edges))


def pairs(pieces: Sequence[Rows]) -> Rows:
    """Pairs of equal or nearly equal texts of one shard, sorted by the later text, then by the earlier one.

    In each band the first text is a leader, and so is each that agrees with no leader before it; every text is
    compared with the leaders before it. So a text that was copied a thousand times gives a thousand pairs, not a
    million.
    """
    rows = np.concatenate(pieces) if pieces else np.empty(0, ROW)
    rows = rows[np.lexsort((rows["place"], rows["same"], rows["band"]))]
    group = np.flatnonzero(
        np.concatenate([[True], (rows["band"][1:] != rows["band"][:-1]) | (rows["same"][1:] != rows["same"][:-1])])
    )
    found = [
        pair
        for start, end in zip(group, [*group[1:], len(rows)], strict=True)
        if end - start > 1
        for pair in _pairs_of_band(rows[start:end])
    ]
    every = np.concatenate(found) if found else np.empty(0, PAIR)
    return np.unique(every[np.lexsort((every["earlier"], every["later"]))])


def _pairs_of_band(rows: Rows) -> Iterator[Rows]:
    what = rows["id"] if rows["same"][0] else rows["key"]
    least = what.shape[1] if rows["same"][0] else LEAST_AGREEING
    alone = np.ones(len(rows), bool)
    leader = 0
    for _ in range(MOST_LEADERS):
        agree = np.flatnonzero((what[leader + 1 :] == what[leader]).sum(axis=1) >= least) + leader + 1
        if len(agree):
            found = np.empty(len(agree), PAIR)
            found["later"], found["earlier"] = rows["place"][agree], rows["place"][leader]
            found["same"], found["id"] = rows["same"][agree], rows["id"][leader]
            yield found
            alone[agree] = False
        rest = np.flatnonzero(alone[leader + 1 :])
        if not len(rest):
            return
        leader += 1 + int(rest[0])


class Resolution:
    """Which texts repeat an earlier one that is kept. It is asked for block after block, in order.

    A text is dropped if it is a pair with an earlier text that is kept, as the ledger does: a text like one that was
    itself dropped is not dropped for that.
    """

    def __init__(self) -> None:
        self._dropped: dict[int, NDArray[np.bool_]] = {}  # by part; a byte a text

    def of_block(self, first: int, count: int, found: Rows) -> dict[int, tuple[str, bool]]:
        """Id of the text kept, and whether it is the very same, by the row of each text dropped.

        Args:
            first: place of the block's first text.
            count: how many texts the block has.
            found: the pairs whose later text is in the block.
        """
        part = first >> _PLACE_BITS
        before = self._dropped.get(part, np.zeros(0, bool))
        marks = self._dropped[part] = np.concatenate([before, np.zeros(count, bool)])
        dropped: dict[int, tuple[str, bool]] = {}
        for pair in found[np.lexsort((1 - found["same"], found["earlier"], found["later"]))]:
            row, earlier = row_of(int(pair["later"])), int(pair["earlier"])
            if row not in dropped and not self._dropped[earlier >> _PLACE_BITS][row_of(earlier)]:
                dropped[row] = (pair["id"].tobytes().hex(), bool(pair["same"]))
                marks[row] = True
        return dropped
