"""GDELT's events in their native form: tab-separated, no header, 57, 58 or 61 fields (versions 1.0 and 2.0)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
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
    of_text,
    recode,
)
from tightrope.bulk.lines import PACKED_BYTES, Packed, pack, split, unpack

#: Fields by number, from 0, and how many bytes are left out (The GDELT Event Database Data Format Codebook V2.0, 2015;
#: V1.03, 2013). The day an event was added is the last field but one.
_FIELDS = {
    **{"day": (1, 0), "code1": (5, 0), "more1": (5, PACKED_BYTES), "country1": (7, 0), "group1": (8, 0)},
    **{"code2": (15, 0), "more2": (15, PACKED_BYTES), "country2": (17, 0), "group2": (18, 0)},
    **{"kind": (26, 0), "score": (30, 0), "mentions": (31, 0), "added": (-2, 0)},
}
_SIZES = (57, 58, 61)
#: The known group that is the European Union ("THE EU" has the country code of Europe, EUR).
_UNION, _EUROPEAN_UNION = np.uint64(pack("EEC")), np.uint64(pack("EUU"))
_NONE = -(1 << 31)
_DAY, _CODE, _SCORE, _PUBLISHED, _COUNTRY = map(of_text, (day_of, cameo_of, hundredths, goldstein_of, country_of))
_MENTIONS = of_text(lambda text: int(text) if text.isascii() and text.isdigit() else None)
_SAID = {"day": "day", "kind": "CAMEO code", "mentions": "number of mentions"}


def read_gdelt(blocks: Iterable[bytes]) -> Rows:
    """Read the events of some blocks of whole lines.

    Of an actor, the country counts; the European Union is one (EUU). An actor without a country counts by its code.
    """
    taken = _Taken(blocks)
    others: Counter[str] = Counter()
    day = recode(taken.of("day", 8, 8), _DAY, _NONE, np.int64)
    added = recode(taken.added, _DAY, _NONE, np.int64)
    kind = recode(taken.of("kind", 2, 4), _CODE, 0, np.uint64)
    score = recode(taken.of("score", 1, PACKED_BYTES), _SCORE, _NONE, np.int64)
    mentions = recode(taken.of("mentions", 1, PACKED_BYTES), _MENTIONS, _NONE, np.int64)
    published = recode(kind, _PUBLISHED, _NONE, np.int64)
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
    """The fields wanted of all rows.

    Attributes:
        rows: how many there are.
        lines: how many lines there were.
        wrong: lines with another number of fields, and how many they have; empty lines are none.
    """

    def __init__(self, blocks: Iterable[bytes]) -> None:
        found = [split(block, [*_FIELDS.values()]) for block in blocks]
        fields = np.concatenate([one.fields for one in found])
        fits = np.isin(fields, _SIZES)
        self.lines, self._line = len(fields), np.flatnonzero(fits)
        self.rows = len(self._line)
        self.wrong = {
            at: f"{fields[at]} fields, where GDELT has 57, 58 or 61"
            for at in np.flatnonzero(~fits & (fields > 0)).tolist()
        }
        self._packed = np.concatenate([one.packed for one in found], axis=1)
        self._length = np.concatenate([one.length for one in found], axis=1)
        if not fits.all():
            self._packed, self._length = self._packed[:, fits], self._length[:, fits]
        self._fields = fields[fits]

    def of(self, name: str, least: int = 0, most: int = 1 << 30) -> Packed:
        """A field of every row; 0 where its length is another than wanted."""
        at = [*_FIELDS].index(name)
        valid = (self._length[at] >= least) & (self._length[at] <= most)
        return self._packed[at] if valid.all() else np.where(valid, self._packed[at], np.uint64(0))

    @property
    def added(self) -> Packed:
        """The day each row was added; 0 for rows of 57 fields.

        They are those of the years before April 2013, all of which GDELT added when it made their files (2013-02-03).
        """
        return np.where(self._fields == 57, np.uint64(0), self.of("added"))

    def line(self, at: int) -> int:
        """The number of the line that a row is, from 0."""
        return int(self._line[at])

    def text(self, at: int, name: str) -> str:
        """The first characters of a field of a row, for messages."""
        return unpack(int(self.of(name)[at])).decode("latin-1")


def _actor(taken: _Taken, number: str, others: Counter[str]) -> Packed:
    """The country of each actor, or else a hash of its code; codes of no country are counted among the others."""
    given = taken.of(f"country{number}", 3, 3)
    known = recode(given, _COUNTRY, 0, np.uint64)
    unknown = known == 0
    rest = actor_hash(taken.of(f"code{number}"), taken.of(f"more{number}"))
    for value, count in pl.Series(given[unknown & (given != 0)]).value_counts().iter_rows():
        others[unpack(value).decode("latin-1")] += count
    known = np.where(unknown, rest, known)
    return np.where(taken.of(f"group{number}") == _UNION, _EUROPEAN_UNION, known)
