"""Voeten's votes as R files: the three tables of the package ``unvotes``."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from tightrope.records import Failure, Origin, RollCall, SourceError
from tightrope.sources.datasets.rda import read_frames
from tightrope.sources.roll_calls.faults import known_faults
from tightrope.sources.roll_calls.table import ABSTAIN, NO, YES, Messages, build
from tightrope.sources.roll_calls.voeten import ISSUES, SOURCE, About, make_heads, note_doubles

_VOTES, _CALLS, _ISSUES = "un_votes", "un_roll_calls", "un_roll_call_issues"
_NEEDED = {
    _VOTES: ("rcid", "country", "vote"),
    _CALLS: ("rcid", "session", "date", "unres"),
    _ISSUES: ("rcid", "short_name"),
}
#: Larger numbers are none of a roll call.
_MOST = 2**31
_NUMBERS = {"yes": YES, "abstain": ABSTAIN, "no": NO}
_NO_TEXT = frozenset({"nan", "None", "NaT", "<NA>", "NA"})


def companions(paths: Sequence[Path], messages: Messages) -> dict[str, tuple[Path, Any]]:
    """Return the three tables by name, with their files; those not given are looked for beside the votes.

    A file that is broken or holds none of them is left out.

    Raises:
        SourceError: the votes or their roll calls are missing, or a table is given twice.
    """
    found: dict[str, tuple[Path, Any]] = {}
    useless: dict[Path, SourceError] = {}
    for path in paths:
        try:
            tables = _tables(path)
        except SourceError as error:
            useless[path] = error
            continue
        for name, table in tables.items():
            if name in found:
                raise SourceError(f"holds the table {name}, which {found[name][0]} holds too", str(path))
            found[name] = path, table
    for name in (_CALLS, _ISSUES):
        beside = paths[0].with_name(f"{name}.rda")
        if name not in found and beside not in useless and beside.is_file():
            found |= {held: (beside, table) for held, table in _tables(beside).items() if held == name}
    if useless and not {_VOTES, _CALLS} <= set(found):
        raise next(iter(useless.values()))
    messages.left_out.extend(Failure(path.name, error.what) for path, error in useless.items())
    if _VOTES not in found:
        raise SourceError(f"has no votes: it needs {_VOTES}.rda, given with it", str(paths[0]))
    votes = messages.path = found[_VOTES][0]
    if _CALLS not in found:
        wanted = votes.with_name(f"{_CALLS}.rda")
        raise SourceError(
            f"says who voted how but not on what: it needs {wanted.name} beside it or given with it",
            str(votes),
        )
    return found


def _tables(path: Path) -> dict[str, Any]:
    """The tables in a file that are needed, by name.

    Raises:
        SourceError: it cannot be read, holds none, lacks a column of one, or numbers no roll calls.
    """
    tables = {name: table for name, table in read_frames(path).items() if name in _NEEDED}
    if not tables:
        raise SourceError(f"holds none of the tables {', '.join(_NEEDED)}", str(path))
    for name, table in tables.items():
        missing = [column for column in _NEEDED[name] if column not in table.columns]
        if missing:
            raise SourceError(f"its table {name} lacks the column {', '.join(missing)}", str(path))
        try:
            np.asarray(table["rcid"], dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise SourceError(f"the column rcid of its table {name} is no numbers: {error}", str(path)) from error
    return tables


def read(
    paths: Sequence[Path], code: Callable[[str], str | None], today: date, messages: Messages
) -> tuple[Origin, list[RollCall]]:
    """Read the votes with their companions.

    There are no rows for absences: a member of that day in none of the lists was absent.

    Raises:
        SourceError: a file is missing, broken or lacks a column.
    """
    found = companions(paths, messages)
    frames = {name: table for name, (_, table) in found.items()}
    digest = hashlib.sha256()
    for name in _NEEDED:
        if name in found:
            digest.update(found[name][0].read_bytes())
    if _ISSUES not in found:
        messages.warn("", f"without {_ISSUES}.rda the issue areas are not known")
    origin = SOURCE.origin(digest.hexdigest())
    heads = make_heads(_abouts(frames, messages), today, True, messages)
    numbers = {rcid: at for at, rcid in enumerate(heads)}
    votes = _votes(frames[_VOTES], numbers, code, messages)
    calls = build(list(heads.values()), votes, origin.id, messages)
    note_doubles(calls, messages)
    return origin, calls


def _rcids(table: Any) -> list[int | None]:
    """Numbers of roll calls; ``None`` for what is none."""
    return [int(number) if 0 <= number <= _MOST else None for number in np.asarray(table["rcid"], dtype=np.float64)]


def _abouts(frames: Mapping[str, Any], messages: Messages) -> Iterator[About]:
    issues: dict[int, set[str]] = defaultdict(set)
    if _ISSUES in frames:
        table = frames[_ISSUES]
        for rcid, name in zip(_rcids(table), table["short_name"], strict=True):
            if rcid is not None and str(name) in ISSUES:
                issues[rcid].add(str(name))
    calls = frames[_CALLS]
    fields = ("session", "date", "unres", "importantvote", "amend", "para", "short", "descr")
    columns = [_texts(calls[field]) if field in calls.columns else [""] * len(calls) for field in fields]
    for rcid, session, day, unres, important, amend, para, short, descr in zip(_rcids(calls), *columns, strict=True):
        if rcid is None:
            messages.leave_out("", f"a roll call without a number (rcid): {day} {unres}")
            continue
        yield About(
            rcid=rcid,
            session=session,
            date=day,
            unres=unres,
            important=important,
            amend=amend,
            para=para,
            short=short,
            descr=descr,
            issues=tuple(sorted(issues[rcid])),
        )


def _texts(column: Any) -> list[str]:
    texts = (str(value).strip() for value in column)
    return ["" if text in _NO_TEXT else text for text in texts]


def _votes(
    table: Any, numbers: Mapping[int, int], code: Callable[[str], str | None], messages: Messages
) -> pl.DataFrame:
    """Votes as :func:`build` takes them, without a step per row in Python."""
    countries, names = _factorised(table["country"])
    kinds, said = _factorised(table["vote"])
    rcids = pl.Series("rcid", np.asarray(table["rcid"], dtype=np.float64)).fill_nan(None).cast(pl.Int64, strict=False)
    frame = pl.DataFrame(
        {"rcid": rcids, "country": countries, "kind": kinds, "row": np.arange(1, len(table) + 1, dtype=np.int64)}
    )
    fault = known_faults("voeten", "name")
    codes = [fault[name].means if name in fault else code(name) for name in names]
    for at, name in enumerate(names):
        if codes[at] is None:
            messages.leave_out("", f"unknown state {name!r} ({int((countries == at).sum())} votes)")
    for word in sorted({word for word in said if word not in _NUMBERS}):
        messages.leave_out("", f"unknown vote {word!r} ({int((kinds == said.index(word)).sum())} rows)")
    calls = pl.DataFrame(
        {"rcid": list(numbers), "call": list(numbers.values())}, schema={"rcid": pl.Int64, "call": pl.Int32}
    )
    known = pl.DataFrame({"country": range(len(names)), "said": codes}, schema={"country": pl.Int64, "said": pl.String})
    vote = pl.DataFrame(
        {"kind": range(len(said)), "vote": [_NUMBERS.get(word) for word in said]},
        schema={"kind": pl.Int64, "vote": pl.Int8},
    )
    joined = (
        frame.join(calls, on="rcid", how="left").join(known, on="country", how="left").join(vote, on="kind", how="left")
    )
    lost = joined.filter(pl.col("call").is_null())
    for rcid, count in lost.group_by("rcid").len().sort("rcid").iter_rows():
        messages.leave_out(f"rcid {rcid}", f"{count} votes on a roll call that is not listed or was refused")
    empty = joined.filter(pl.col("vote").is_null() & (pl.col("kind") < 0)).height
    if empty:
        messages.leave_out("", f"{empty} rows without a vote")
    return joined.drop_nulls(["call", "vote"]).select("call", "said", "vote", "row")


def _factorised(column: Any) -> tuple[np.ndarray[Any, np.dtype[np.int64]], list[str]]:
    """Index of each value and the values; missing ones have index -1."""
    category = column.astype("category")
    return np.asarray(category.cat.codes, dtype=np.int64), [str(value) for value in category.cat.categories]
