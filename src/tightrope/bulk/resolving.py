"""Between comparing and coding: which texts of each block repeat an earlier one. One process does it, in order."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import numpy as np

from tightrope.bulk.sketches import PAIR, Resolution, Rows, place_of
from tightrope.bulk.storage import Folder
from tightrope.bulk.work import block_name

_NOTE = "work/resolved.json"
#: Pairs that are held at once, of all shards together and at least of each.
_HELD, _HELD_OF_SHARD = 1_000_000, 100


def blocks_of(counts: Sequence[Sequence[int]]) -> Iterator[tuple[str, int, int]]:
    """Name, place of the first text and number of texts of each block, by part the sizes of its blocks."""
    for part, sizes in enumerate(counts):
        first = 0
        for block, size in enumerate(sizes):
            yield block_name(part, block), place_of(part, first), size
            first += size


def resolve(folder: Folder, counts: Sequence[Sequence[int]], shards: Sequence[str]) -> frozenset[str]:
    """Write for each block which of its texts repeat another; return the names of the blocks that have such.

    Memory: a byte a text, and a million pairs.

    Args:
        folder: of the run.
        counts: by part the sizes of its blocks.
        shards: names of the tasks that left pairs.
    """
    if folder.has(_NOTE):
        return frozenset(json.loads(folder.read(_NOTE)))
    resolution, written = Resolution(), []
    most = max(_HELD // max(1, len(shards)), _HELD_OF_SHARD)
    streams = [_Pairs(folder, f"work/{shard}.pairs", most) for shard in shards]
    for name, first, size in blocks_of(counts):
        found = [rows for stream in streams for rows in stream.before(first + size)]
        dropped = resolution.of_block(first, size, np.concatenate(found) if found else np.empty(0, PAIR))
        if dropped:
            folder.write(f"work/{name}.dropped", json.dumps(dropped).encode())
            written.append(name)
    folder.write(_NOTE, json.dumps(written).encode())
    return frozenset(written)


class _Pairs:
    """The pairs of one shard, which are sorted by the later text, read piece by piece."""

    def __init__(self, folder: Folder, name: str, most: int) -> None:
        self._folder, self._name, self._most = folder, name, most
        self._read_to = 0
        self._held: Rows = np.empty(0, PAIR)

    def before(self, place: int) -> Iterator[Rows]:
        """Those whose later text stands before a place and that were not given yet."""
        while len(self._held) or self._read():
            count = int(np.searchsorted(self._held["later"], place))
            yield self._held[:count]
            self._held = self._held[count:]
            if len(self._held):
                return

    def _read(self) -> bool:
        # Opened for each piece: a run has more shards than a process may have open files.
        with self._folder.open(self._name) as file:
            file.seek(self._read_to)
            content = file.read(self._most * PAIR.itemsize)
        self._read_to += len(content)
        self._held = np.frombuffer(content, PAIR)
        return bool(len(self._held))
