"""Voeten's votes as the table of the Harvard Dataverse: one row per state and roll call, numbers for both.

Votes are 1 yes, 2 abstention, 3 no, 8 absent, 9 not a member; states are Correlates of War numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import polars as pl

from tightrope.records import Origin, RollCall
from tightrope.sources.roll_calls.content import Content
from tightrope.sources.roll_calls.delimited import LINE, read_columns
from tightrope.sources.roll_calls.faults import known_faults
from tightrope.sources.roll_calls.table import ABSENT, ABSTAIN, NO, NOT_MEMBER, YES, Messages, build
from tightrope.sources.roll_calls.voeten import ISSUES, SOURCE, About, make_heads, note_doubles

COLUMNS = ("rcid", "session", "vote", "ccode", "date", "unres")
_ABOUT = ("importantvote", "amend", "para", "short", "descr", *ISSUES)
_KNOWN = (YES, ABSTAIN, NO, ABSENT, NOT_MEMBER)
_MISSING = ("NA", "NaN", "nan", ".")


def read(
    content: Content, from_cow: Callable[[int], str | None], today: date, messages: Messages
) -> tuple[Origin, list[RollCall]]:
    """Read one table.

    Raises:
        SourceError: it lacks a column or has no rows.
    """
    frame = read_columns(content, COLUMNS, _ABOUT, messages)
    text = [name for name in frame.columns if name != LINE]
    frame = frame.with_columns(pl.col(text).replace(dict.fromkeys(_MISSING, "")))
    frame = frame.with_columns(
        _whole("rcid", pl.Int64).alias("number"),
        _whole("ccode", pl.Int64).alias("state"),
        _whole("vote", pl.Int8).alias("kind"),
    )
    frame = _impossible_out(frame, messages)
    origin = SOURCE.origin(content.sha256)
    heads = make_heads(_abouts(frame, messages), today, False, messages)
    numbers = pl.DataFrame(
        {"number": list(heads), "call": range(len(heads))}, schema={"number": pl.Int64, "call": pl.Int32}
    )
    states = {number: from_cow(number) for number in frame["state"].unique()}
    known = pl.DataFrame(
        {"state": list(states), "said": list(states.values())}, schema={"state": pl.Int64, "said": pl.String}
    )
    joined = frame.join(numbers, on="number").join(known, on="state", how="left")
    unknown = joined.filter(pl.col("said").is_null() & (pl.col("kind") != NOT_MEMBER))
    for number, count, line in unknown.group_by("state").agg(pl.len(), pl.col(LINE).min()).sort("state").iter_rows():
        messages.leave_out(f"line {line}", f"unknown state {number} ({count} votes)")
    # Both numbers of a seat have rows (710 and 713 in 1965); the one that did not hold it is not a member there.
    votes = joined.filter(pl.col("kind") != NOT_MEMBER).select(
        "call", "said", pl.col("kind").alias("vote"), pl.col(LINE).alias("row")
    )
    calls = build(list(heads.values()), votes.drop_nulls("said"), origin.id, messages)
    note_doubles(calls, messages)
    return origin, calls


def _whole(column: str, kind: type[pl.Int64] | type[pl.Int8]) -> pl.Expr:
    """A column of whole numbers, also as ``46.0``; null for anything else."""
    return pl.col(column).str.strip_suffix(".0").cast(kind, strict=False)


def _impossible_out(frame: pl.DataFrame, messages: Messages) -> pl.DataFrame:
    """Leave out the rows that name no roll call, no state or no vote."""
    good = pl.col("number").is_not_null() & pl.col("state").is_not_null() & pl.col("kind").is_in(_KNOWN)
    bad = frame.filter(~good.fill_null(False))
    messages.leave_out_rows(
        (line, f"is no vote of a state: rcid {rcid!r}, ccode {ccode!r}, vote {vote!r}")
        for rcid, ccode, vote, line in bad.select("rcid", "ccode", "vote", LINE).iter_rows()
    )
    return frame.filter(good.fill_null(False))


def _abouts(frame: pl.DataFrame, messages: Messages) -> Iterator[About]:
    """What the first row of each roll call says about it; known gaps are filled from the table of faults."""
    present = [name for name in _ABOUT if name in frame.columns]
    first = frame.unique("number", keep="first", maintain_order=True)
    faults = {field: known_faults("voeten", field) for field in ("session", "date", "unres")}
    for row in first.select("number", "session", "date", "unres", *present).iter_rows(named=True):
        said = {field: row[field].removesuffix(".0") for field in faults}
        for field, known in faults.items():
            fault = known.get(str(row["number"]))
            if fault and said[field] == fault.found:
                said[field] = fault.means
                messages.warn(f"rcid {row['number']}", f"{field} is taken to be {fault.means}: {fault.why}")
        yield About(
            rcid=row["number"],
            session=said["session"],
            date=said["date"],
            unres=said["unres"],
            important=row.get("importantvote", ""),
            amend=row.get("amend", ""),
            para=row.get("para", ""),
            short=row.get("short", ""),
            descr=row.get("descr", ""),
            issues=tuple(name for name in ISSUES if (row.get(name) or "").removesuffix(".0") == "1"),
        )
