"""GDELT's events in their native form: tab-separated, no header, 57, 58 or 61 fields (versions 1.0 and 2.0)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import polars as pl

from tightrope.bulk.event_rows import (
    GUESSED_DAYS,
    Rows,
    actor_hash,
    cameo_of,
    country_of,
    day_of,
    goldstein_of,
    hundredths,
    recode,
)
from tightrope.bulk.lines import PACKED_BYTES, Lines, Packed, pack, split, unpack

#: Fields by number, from 0 (The GDELT Event Database Data Format Codebook V2.0, 2015; V1.03, 2013).
_FIELDS = {
    **{"day": 1, "code1": 5, "country1": 7, "group1": 8, "code2": 15, "country2": 17, "group2": 18},
    **{"kind": 26, "score": 30, "mentions": 31},
}
#: The field with the day the event was added, by how many fields a row has.
_ADDED = {57: 56, 58: 56, 61: 59}
#: The known group that is the European Union ("THE EU" has the country code of Europe, EUR).
_UNION, _EUROPEAN_UNION = np.uint64(pack("EEC")), np.uint64(pack("EUU"))
_NONE = -(1 << 31)
_SAID = {"day": "day", "kind": "CAMEO code", "mentions": "number of mentions"}

Numbers = npt.NDArray[np.int64]


def read_gdelt(blocks: Iterable[bytes]) -> Rows:
    """Read the events of some blocks of whole lines.

    Of an actor, the country counts; the European Union is one (EUU). An actor without a country counts by its code.
    """
    taken = _Taken()
    for block in blocks:
        taken.add(split(block))
    others: Counter[str] = Counter()
    day = recode(taken.of("day", 8, 8), lambda one: day_of(one.decode("latin-1")), _NONE, np.int64)
    added = recode(taken.of("added"), lambda one: day_of(one.decode("latin-1")), _NONE, np.int64)
    kind = recode(taken.of("kind", 2, 4), lambda one: cameo_of(one.decode("latin-1")), 0, np.uint64)
    score = recode(taken.of("score", 1, PACKED_BYTES), lambda one: hundredths(one.decode("latin-1")), _NONE, np.int64)
    mentions = recode(taken.of("mentions", 1, PACKED_BYTES), _count, _NONE, np.int64)
    published = recode(kind, lambda one: goldstein_of(one.decode("ascii")), _NONE, np.int64)
    lacks = {"day": day == _NONE, "kind": kind == 0, "mentions": mentions == _NONE}
    for name, lacking in lacks.items():
        for at in np.flatnonzero(lacking).tolist():
            taken.wrong.setdefault(taken.line(at), f"no {_SAID[name]}: {taken.text(at, name)!r}")
    sound = ~(lacks["day"] | lacks["kind"] | lacks["mentions"])
    guessed = sound & (added != _NONE) & (added - day >= GUESSED_DAYS)
    kept = sound & ~guessed
    scored = np.where(score == _NONE, published, score)
    events = pl.DataFrame(
        {
            "day": pl.Series(day[kept].astype(np.int32)).cast(pl.Date),
            "source": _actor(taken, "1", others)[kept],
            "target": _actor(taken, "2", others)[kept],
            "kind": kind[kept],
            "score": np.where(scored == _NONE, 0, scored)[kept].astype(np.int16),
            "mentions": mentions[kept],
        }
    )
    unlike = kept & (score != published) & (score != _NONE) & (published != _NONE)
    return Rows(events, taken.wrong, taken.lines, len(day), int(guessed.sum()), int(unlike.sum()), others)


class _Taken:
    """The fields wanted, taken out of each block while it is at hand.

    Attributes:
        lines: how many lines there were.
        wrong: lines with another number of fields, and how many they have; empty lines are none.
    """

    def __init__(self) -> None:
        self.wrong: dict[int, str] = {}
        self._found: dict[str, list[tuple[Packed, Numbers]]] = {name: [] for name in (*_FIELDS, "added")}
        self._lines: list[Numbers] = []
        self.lines = 0

    def add(self, lines: Lines) -> None:
        """Take the fields of a block."""
        fits = np.isin(lines.fields, list(_ADDED))
        for at in np.flatnonzero(~fits).tolist():
            if lines.fields[at] > 1 or lines.text(at, 0):
                self.wrong[self.lines + int(at)] = f"{lines.fields[at]} fields, where GDELT has 57, 58 or 61"
        rows = np.flatnonzero(fits)
        for name, field in _FIELDS.items():
            self._found[name].append(lines.packed(rows, field))
        for name in ("code1", "code2"):
            first, length = self._found[name][-1]
            rest, _ = lines.packed(rows, _FIELDS[name], skip=PACKED_BYTES)
            self._found[name][-1] = actor_hash(first, rest), length
        self._found["added"].append(lines.packed(rows, np.where(lines.fields[rows] == 61, _ADDED[61], _ADDED[58])))
        self._lines.append(rows + self.lines)
        self.lines += len(fits)

    def of(self, name: str, least: int = 0, most: int = 1 << 30) -> Packed:
        """A field of every row; 0 where its length is another than wanted."""
        values, lengths = (np.concatenate(parts) for parts in zip(*self._found[name], strict=True))
        valid = (lengths >= least) & (lengths <= most)
        return values if valid.all() else np.where(valid, values, np.uint64(0))

    def line(self, at: int) -> int:
        """The number of the line that a row is, from 0."""
        return int(np.concatenate(self._lines)[at])

    def text(self, at: int, name: str) -> str:
        """The first characters of a field of a row, for messages."""
        return unpack(int(self.of(name)[at])).decode("latin-1")


def _actor(taken: _Taken, number: str, others: Counter[str]) -> Packed:
    """The country of each actor, or else a hash of its code; codes of no country are counted among the others."""
    given = taken.of(f"country{number}", 3, 3)
    known = recode(given, lambda one: country_of(one.decode("latin-1")), 0, np.uint64)
    unknown = known == 0
    for value, count in pl.Series(given[unknown & (given != 0)]).value_counts().iter_rows():
        others[unpack(value).decode("latin-1")] += count
    known = np.where(unknown, taken.of(f"code{number}"), known)
    return np.where(taken.of(f"group{number}") == _UNION, _EUROPEAN_UNION, known)


def _count(text: bytes) -> int | None:
    return int(text) if text.isdigit() else None
