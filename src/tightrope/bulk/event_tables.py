"""Events in tables with a header: ICEWS and POLECAT as Dataverse keeps them, and ICEWS with names of relations."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable

import numpy as np
import polars as pl

from tightrope.bulk.event_forms import Columns
from tightrope.bulk.event_rows import (
    EVENTS,
    GUESSED_DAYS,
    HASHED,
    Rows,
    day_of,
    goldstein_of,
    hundredths,
)
from tightrope.bulk.lines import Numbers, pack, split, unpack
from tightrope.records import SCORES, EventType, SourceError

#: What tables write where there is nothing (``NA``: those that passed through R).
_EMPTY = frozenset({"", "None", "NULL", "NA"})


def read_header(forms: tuple[Columns, ...], header: bytes, where: str) -> list[str]:
    """Return the names of the columns of a table.

    Some files of POLECAT name columns whose content was removed (``Headline``); their rows have the usual ones. Others
    end each line with more tabs than columns.

    Args:
        forms: those that tables of the set may have.
        header: the first line.
        where: the file, for messages.

    Raises:
        SourceError: no form has all its columns; those of the first that are missing are told.
    """
    line = _decoded(header).lstrip("\ufeff").strip("\r\n")
    read = [_fields(line, form.separator) for form in forms]
    for form, names in zip(forms, read, strict=True):
        if form.usual and "Headline" in names:
            return [*form.usual]
        if not {*form.wanted} - {*names}:
            return names
    missing = [one for one in forms[0].wanted if one not in read[0]]
    raise SourceError(f"no column {', '.join(missing)}; the columns are {', '.join(read[0][:30])}", where)


def _fields(line: str, separator: str) -> list[str]:
    """The fields of a line, without empty ones at its end; a line with quotes that do not close is one field."""
    if separator == "\t":
        return line.rstrip("\t").split("\t")
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return [line]


def _with_tabs(block: bytes, separator: str) -> bytes:
    lines = (_fields(line, separator) for line in _decoded(block).split("\n"))
    return "\n".join("\t".join(field.replace("\t", " ") for field in line) for line in lines).encode()


def read_table(forms: tuple[Columns, ...], names: list[str], blocks: Iterable[bytes]) -> Rows:
    """Read the events of some blocks of whole lines, of a table with these columns (:func:`read_header`)."""
    columns = next(form for form in forms if not {*form.wanted} - {*names})
    wrong: dict[int, str] = {}
    frames: list[pl.DataFrame] = []
    numbers: list[Numbers] = []
    count = 0
    for block in blocks if columns.separator == "\t" else (_with_tabs(one, columns.separator) for one in blocks):
        lines = split(block)
        if (lines.fields > len(names)).any():
            block = _shortened(block, len(names))
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


def _shortened(block: bytes, fields: int) -> bytes:
    """Lines without the empty fields that they have beyond so many."""

    def line(given: bytes) -> bytes:
        found = given.rstrip(b"\r").split(b"\t")
        return given if any(found[fields:]) else b"\t".join(found[:fields])

    return b"\n".join(map(line, block.split(b"\n")))


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
    told = pl.DataFrame({"day": day.cast(pl.Date), "kind": kind, "score": score.fill_null(published).fill_null(0)})
    told = told.with_columns(
        frame[given].alias(f"{what}{side}")
        for what, both in (("name", columns.names), ("country", columns.countries))
        for side, given in enumerate(both)
    ).filter(kept)
    if columns.several:
        for column in ("country0", "country1"):
            each = pl.col(column).str.replace_all("|", ";", literal=True).str.split(";")
            told = told.with_columns(each).explode(column).with_columns(pl.col(column).str.strip_chars())
    others: Counter[str] = Counter()
    source, target = (
        _actor(told[f"name{side}"], told[f"country{side}"], columns.country_of, others) for side in range(2)
    )
    nothing = pl.repeat(None, len(told), dtype=pl.Int64, eager=True)
    events = pl.DataFrame({**told.to_dict(), "source": source, "target": target, "mentions": nothing}).select(*EVENTS)
    unlike = int((kept & (score != published).fill_null(False)).sum())
    return Rows(events, wrong, lines, len(frame), int((late & sound).sum()), unlike, others)


def kind_scores(kinds: pl.Series) -> pl.Series:
    """The published score of each packed kind in hundredths: Goldstein's of a CAMEO code, PLOVER's of a type.

    A code without a score (1213) has that of the code above it (121).
    """
    by_type = {pack(kind[:8]): round(100 * SCORES[kind]) for kind in EventType}

    def score(kind: int) -> int | None:
        code = unpack(kind).decode("ascii")
        return by_type.get(kind, next((s for end in (4, 3, 2) if (s := goldstein_of(code[:end])) is not None), None))

    unique = kinds.drop_nulls().unique()
    meant = [score(one) for one in unique.to_list()]
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
