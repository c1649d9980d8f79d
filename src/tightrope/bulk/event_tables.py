"""Events in tables with a header: ICEWS and POLECAT as Dataverse keeps them, tab-separated and without quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from tightrope.bulk.event_rows import (
    EVENTS,
    GUESSED_DAYS,
    HASHED,
    Rows,
    cameo_of,
    day_of,
    goldstein_of,
    hundredths,
    type_of,
)
from tightrope.bulk.lines import Numbers, pack, split, unpack
from tightrope.names import Names, country_codes
from tightrope.records import SCORES, EventType, SourceError

#: What tables write where there is nothing.
_EMPTY = frozenset({"", "None", "NULL"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Under which names a table has what is counted.

    Attributes:
        day: the day of the event.
        kind: what happened.
        score: of the event; empty if the kind decides.
        names: of who acts and who is acted upon.
        countries: of both.
        reported: the day of the report; empty if there is none.
        kind_of: packed kind by the value of ``kind``.
        country_of: code by the value of one of ``countries``.
    """

    day: str
    kind: str
    score: str = ""
    names: tuple[str, str]
    countries: tuple[str, str]
    reported: str = ""
    kind_of: Callable[[str], int | None]
    country_of: Callable[[str], str | None]

    @property
    def wanted(self) -> tuple[str, ...]:
        """All columns that a table must have."""
        return tuple(
            one for one in (self.day, self.kind, self.score, *self.names, *self.countries, self.reported) if one
        )


def read_header(columns: Columns, header: bytes, where: str) -> list[str]:
    """Return the names of the columns of a table. Raises SourceError if one is missing."""
    names = _decoded(header).lstrip("\ufeff").strip("\r\n").split("\t")
    if missing := [one for one in columns.wanted if one not in names]:
        raise SourceError(f"no column {', '.join(missing)}; the columns are {', '.join(names[:30])}", where)
    return names


def read_table(columns: Columns, names: list[str], blocks: Iterable[bytes]) -> Rows:
    """Read the events of some blocks of whole lines, of a table with these columns."""
    wrong: dict[int, str] = {}
    frames: list[pl.DataFrame] = []
    numbers: list[Numbers] = []
    count = 0
    for block in blocks:
        lines = split(block)
        fits = lines.fields == len(names)
        for at in np.flatnonzero(~fits):
            if lines.fields[at]:
                wrong[count + int(at)] = f"{lines.fields[at]} fields, where the header has {len(names)}"
        numbers.append(np.flatnonzero(fits) + count)
        count += len(fits)
        kept = (
            block
            if fits.all()
            else b"\n".join(line for line, fit in zip(block.split(b"\n"), fits, strict=False) if fit)
        )
        frames.append(_frame(kept, names, columns.wanted))
    return _understood(columns, pl.concat(frames), np.concatenate(numbers), wrong, count)


def _frame(block: bytes, names: list[str], wanted: tuple[str, ...]) -> pl.DataFrame:
    """The columns wanted as text, empty where there is nothing."""
    if not block:
        return pl.DataFrame(schema=dict.fromkeys(wanted, pl.String))
    frame = pl.read_csv(
        _decoded(block).replace("\0", "").encode(),
        separator="\t",
        has_header=False,
        quote_char=None,
        schema={str(at): pl.String for at in range(len(names))},
        columns=sorted({names.index(name) for name in wanted}),
    )
    return frame.select(
        pl.col(str(names.index(name))).fill_null("").str.strip_chars_end("\r").alias(name) for name in wanted
    )


def _understood(columns: Columns, frame: pl.DataFrame, numbers: Numbers, wrong: dict[int, str], lines: int) -> Rows:
    others: Counter[str] = Counter()
    kind = _meant(frame[columns.kind], columns.kind_of, pl.UInt64)
    day = _meant(frame[columns.day], day_of, pl.Int32)
    score = (
        _meant(frame[columns.score], hundredths, pl.Int16)
        if columns.score
        else pl.repeat(None, len(frame), dtype=pl.Int16, eager=True)
    )
    published = kind_scores(kind)
    late = (
        (_meant(frame[columns.reported], day_of, pl.Int32) - day >= GUESSED_DAYS).fill_null(False)
        if columns.reported
        else pl.repeat(False, len(frame), eager=True)
    )
    for series, name in ((day, columns.day), (kind, columns.kind)):
        for at in series.is_null().arg_true():
            wrong.setdefault(int(numbers[at]), f"no {name}: {frame[name][at][:40]!r}")
    sound = day.is_not_null() & kind.is_not_null()
    kept = sound & ~late
    source, target = (
        _actor(frame[name], frame[country], columns.country_of, others)
        for name, country in zip(columns.names, columns.countries, strict=True)
    )
    events = pl.DataFrame(
        {
            **{"day": day.cast(pl.Date), "source": source, "target": target, "kind": kind},
            **{
                "score": score.fill_null(published).fill_null(0),
                "mentions": pl.repeat(None, len(frame), dtype=pl.Int64, eager=True),
            },
        },
        schema=EVENTS,
    ).filter(kept)
    unlike = int((kept & (score != published).fill_null(False)).sum())
    return Rows(events, wrong, lines, len(frame), int((late & sound).sum()), unlike, others)


def kind_scores(kinds: pl.Series) -> pl.Series:
    """The published score of each packed kind in hundredths: Goldstein's of a CAMEO code, PLOVER's of a type."""
    by_type = {pack(kind[:8]): round(100 * SCORES[kind]) for kind in EventType}
    unique = kinds.drop_nulls().unique()
    meant = [by_type.get(one, goldstein_of(unpack(one).decode("ascii"))) for one in unique.to_list()]
    return kinds.replace_strict(unique, pl.Series(meant, dtype=pl.Int16), default=None, return_dtype=pl.Int16)


def _meant(values: pl.Series, understand: Callable[[str], int | None], kind: type[pl.DataType]) -> pl.Series:
    unique = values.unique()
    meant = pl.Series([understand(one) for one in unique.to_list()], dtype=kind)
    return values.replace_strict(unique, meant, default=None, return_dtype=kind)


def _actor(
    names: pl.Series, countries: pl.Series, country_of: Callable[[str], str | None], others: Counter[str]
) -> pl.Series:
    """The country of each actor, or else a hash of its name, 0 for nobody."""

    def country(text: str) -> int | None:
        code = None if text in _EMPTY else country_of(text)
        return pack(code) if code else None

    known = _meant(countries, country, pl.UInt64)
    for value, count in countries.filter(known.is_null() & ~countries.is_in(_EMPTY)).value_counts().iter_rows():
        others[value] += count
    nobody = names.is_in(_EMPTY)
    hashed = (names.hash(seed=0) | int(HASHED)).zip_with(~nobody, pl.repeat(0, len(names), dtype=pl.UInt64, eager=True))
    return known.fill_null(hashed)


def _decoded(content: bytes) -> str:
    """ICEWS has files in UTF-8 and in Latin-1."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("latin-1")


@cache
def _named(name: str) -> str | None:
    code = Names.builtin().code(name)
    return code if code in country_codes() or code == "EUU" else None


def _coded(text: str) -> str | None:
    return country_codes().get(text.strip())


#: doi:10.7910/DVN/28075; doi:10.7910/DVN/AJGVIT. POLECAT's own "Intensity" is not read: the type decides.
TABLES: Mapping[str, Columns] = {
    "icews": Columns(
        day="Event Date",
        kind="CAMEO Code",
        score="Intensity",
        names=("Source Name", "Target Name"),
        countries=("Source Country", "Target Country"),
        kind_of=cameo_of,
        country_of=_named,
    ),
    "polecat": Columns(
        day="Event Date",
        kind="Event Type",
        names=("Actor Name", "Recipient Name"),
        countries=("Actor Country", "Recipient Country"),
        reported="Publication Date",
        kind_of=type_of,
        country_of=_coded,
    ),
}
