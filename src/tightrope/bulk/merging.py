"""Each event once: rows that are the same event become one, by a hash table of their places.

A data frame's grouping does the same; it takes several times as long for keys of four columns that hardly repeat.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from numba import njit

from tightrope.bulk.lines import Numbers, Packed, locked

#: What makes two rows one event.
SAME = ("day", "source", "target", "kind")
#: Stands for a number of reports that is not told.
_UNTOLD = -1


def merge(events: pl.DataFrame) -> pl.DataFrame:
    """One row an event: of the rows that are the same event, the highest score and the most reports.

    Args:
        events: see :data:`tightrope.bulk.event_rows.EVENTS`.

    Returns:
        The same columns, in the order in which the events first stand.
    """
    day, source, target, kind = (locked(events[name].to_physical().to_numpy()) for name in SAME)
    score, mentions = events["score"].to_numpy().copy(), events["mentions"].fill_null(_UNTOLD).to_numpy().copy()
    first = _first(day, source, target, kind, score, mentions)
    if len(first) == len(events):
        return events
    told = pl.Series(mentions[first])
    return events[first].with_columns(score=pl.Series(score[first]), mentions=told.set(told == _UNTOLD, None))


@njit(cache=True, nogil=True)
def _first(
    day: npt.NDArray[np.int32],
    source: Packed,
    target: Packed,
    kind: Packed,
    score: npt.NDArray[np.int16],
    mentions: Numbers,
) -> Any:
    """The places at which an event first stands; there ``score`` and ``mentions`` become the highest of the event."""
    bits = 4
    while (1 << bits) < 2 * len(day):
        bits += 1
    table = np.full(1 << bits, -1, np.int32)
    first = np.empty(len(day), np.int64)
    count, mask = 0, np.uint64((1 << bits) - 1)
    for at in range(len(day)):
        mixed = (source[at] ^ (target[at] * np.uint64(0x9E3779B97F4A7C15))) * np.uint64(0xC2B2AE3D27D4EB4F)
        mixed ^= mixed >> np.uint64(29)
        mixed = (mixed ^ kind[at] ^ (np.uint64(day[at]) << np.uint64(40))) * np.uint64(0x9E3779B97F4A7C15)
        slot = mixed >> np.uint64(64 - bits)
        there = table[slot]
        while there >= 0 and not (
            day[there] == day[at]
            and kind[there] == kind[at]
            and source[there] == source[at]
            and target[there] == target[at]
        ):
            slot = (slot + np.uint64(1)) & mask
            there = table[slot]
        if there < 0:
            table[slot] = at
            first[count] = at
            count += 1
        else:
            score[there], mentions[there] = max(score[there], score[at]), max(mentions[there], mentions[at])
    return first[:count]
