"""Recorded votes as the UN Digital Library publishes them (``ga_voting.csv``): one row per member and resolution.

Votes are Y, N, A and X (not voting, which is absent). Votes on paragraphs and on drafts that failed are not in it. The
column ``vote_note`` of newer files remarks on the roll call; it changes no vote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

import polars as pl

from tightrope.records import Origin, RollCall, SourceError
from tightrope.sources.datasets.table import Source
from tightrope.sources.roll_calls.content import Content
from tightrope.sources.roll_calls.delimited import LINE, read_columns
from tightrope.sources.roll_calls.symbols import canonical, regular_session, special_session
from tightrope.sources.roll_calls.table import ABSENT, ABSTAIN, NO, YES, Head, Messages, build, timely

SOURCE = Source(
    producer="United Nations, Dag Hammarskjöld Library",
    title="General Assembly Voting Data",
    url="https://digitallibrary.un.org/record/4060887",
    licence="non-commercial use with attribution to the United Nations",
)
COLUMNS = ("undl_id", "ms_code", "ms_name", "ms_vote", "date", "session", "resolution", "title")
_TOTALS = ("total_yes", "total_no", "total_abstentions", "total_ms")
_NUMBERS = {"Y": YES, "N": NO, "A": ABSTAIN, "X": ABSENT}
#: Codes of the library that are not ours, with ours.
_CODES = {
    "EAT": "TZA",
    "EAZ": "EAZ",
    "GER": "DEU",
    "SUN": "SUN",
    "CSK": "CSK",
    "DDR": "DDR",
    "YUG": "YUG",
    "SCG": "SCG",
    "YMD": "YMD",
}
#: What the catalogue adds to a title.
_CATALOGUE = re.compile(r"\s*:?\s*\bresolutions?\s*/\s*adopted\b.*$", re.IGNORECASE)
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?")


def read(
    content: Content,
    code: Callable[[str], str | None],
    is_state: Callable[[str], bool],
    today: date,
    messages: Messages,
) -> tuple[Origin, list[RollCall]]:
    """Read one file.

    Raises:
        SourceError: it lacks a column or has no rows.
    """
    frame = read_columns(content, COLUMNS, (*_TOTALS, "vote_note"), messages)
    # What is said about a roll call stands in each of its rows; of all rows only who voted how is needed.
    first = frame.unique("undl_id", keep="first", maintain_order=True)
    frame = _votes_only(frame.select("undl_id", "ms_code", "ms_name", "ms_vote", LINE), messages)
    origin = SOURCE.origin(content.sha256)
    heads = dict(_heads(first, today, messages))
    numbers = pl.DataFrame(
        {"undl_id": list(heads), "call": range(len(heads))}, schema={"undl_id": pl.String, "call": pl.Int32}
    )
    joined = frame.join(numbers, on="undl_id").join(_states(frame, code, is_state, messages), on=["ms_code", "ms_name"])
    votes = joined.select("call", "said", "vote", pl.col(LINE).alias("row"))
    calls = build(list(heads.values()), votes, origin.id, messages)
    _compare_totals(first, heads, calls, messages)
    return origin, calls


def _votes_only(frame: pl.DataFrame, messages: Messages) -> pl.DataFrame:
    frame = frame.with_columns(
        pl.col("ms_vote").str.to_uppercase().replace_strict(_NUMBERS, default=None, return_dtype=pl.Int8).alias("vote")
    )
    good = pl.col("vote").is_not_null() & (pl.col("undl_id") != "")
    messages.leave_out_rows(
        (line, f"is no vote of a state: record {number!r}, {name!r}, vote {vote!r}")
        for number, name, vote, line in frame.filter(~good).select("undl_id", "ms_name", "ms_vote", LINE).iter_rows()
    )
    return frame.filter(good)


def _states(
    frame: pl.DataFrame, code: Callable[[str], str | None], is_state: Callable[[str], bool], messages: Messages
) -> pl.DataFrame:
    """Our code by the library's code and name: the name decides, the code where the name is unknown."""
    pairs = frame.group_by("ms_code", "ms_name").agg(pl.len(), pl.col(LINE).min()).sort("ms_code", "ms_name")
    rows: list[tuple[str, str, str | None]] = []
    for theirs, name, count, line in pairs.iter_rows():
        by_name = code(name)
        by_code = _CODES.get(theirs, theirs if is_state(theirs) else None)
        if by_name is None and by_code is None:
            messages.leave_out(f"line {line}", f"unknown member state {name!r} ({theirs!r}; {count} votes)")
        elif by_name is None:
            messages.warn(f"line {line}", f"unknown name {name!r} is read by its code {theirs!r} ({count} votes)")
        elif by_code is not None and not _same(by_name, by_code):
            messages.leave_out(f"line {line}", f"the code {theirs!r} does not belong to {name!r} ({count} votes)")
            by_name = by_code = None
        rows.append((theirs, name, by_name or by_code))
    return pl.DataFrame(rows, schema={"ms_code": pl.String, "ms_name": pl.String, "said": pl.String}, orient="row")


#: Codes of one seat under its names of different times.
_SEATS = (frozenset({"RUS", "SUN"}), frozenset({"SRB", "SCG", "YUG"}), frozenset({"CHN", "TWN"}))


def _same(first: str, second: str) -> bool:
    return first == second or any({first, second} <= seat for seat in _SEATS)


def _heads(first: pl.DataFrame, today: date, messages: Messages) -> Iterator[tuple[str, Head]]:
    notes = ["vote_note"] if "vote_note" in first.columns else []
    for row in first.select(*COLUMNS, LINE, *notes).iter_rows(named=True):
        where = f"record {row['undl_id']}: {row['resolution']}"
        head = _head(row, where, today, messages)
        if head is None:
            continue
        if note := row.get("vote_note"):
            messages.warn(where, f"note of the library: {note}")
        yield row["undl_id"], head


def _head(row: dict[str, str], where: str, today: date, messages: Messages) -> Head | None:
    day = parse_day(row["date"])
    if day is None or not row["resolution"]:
        messages.leave_out(where, f"no readable date: {row['date']!r}" if day is None else "no symbol of a resolution")
        return None
    symbol = row["resolution"].split("|")[0].strip()
    try:
        session = regular_session(row["session"], day)
    except SourceError as error:
        messages.leave_out(where, error.what)
        return None
    head = Head(
        resolution=canonical(symbol),
        session=session,
        special=special_session(row["session"]) or special_session(symbol),
        day=day,
        first=day,
        last=day,
        title=_CATALOGUE.sub("", " ".join(row["title"].split())) or row["title"],
        locator=where,
        absent=False,
    )
    return timely(head, today, messages)


def parse_day(text: str) -> date | None:
    """Read ``2023-10-27``, ``20231027`` or either with a time; ``None`` for anything else."""
    match = _DAY.fullmatch(text.strip())
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _compare_totals(first: pl.DataFrame, heads: dict[str, Head], calls: list[RollCall], messages: Messages) -> None:
    """Name the roll calls whose lists do not have as many states as the file says: it is cut, or counts wrongly."""
    present = [name for name in _TOTALS if name in first.columns]
    if len(present) < len(_TOTALS):
        return
    totals = first.select("undl_id", *(pl.col(name).cast(pl.Float64, strict=False) for name in _TOTALS))
    stated = {heads[row[0]].locator: row[1:] for row in totals.iter_rows() if row[0] in heads}
    for call in calls:
        yes, no, abstain, members = stated[call.locator]
        found = (len(call.yes), len(call.no), len(call.abstain))
        if None not in (yes, no, abstain) and found != (yes, no, abstain):
            said = f"{yes:g}/{no:g}/{abstain:g}"
            messages.warn(call.locator, f"its votes and its counts disagree ({'/'.join(map(str, found))} for {said})")
        if members is not None and len(call.votes) != members:
            messages.warn(call.locator, f"has {len(call.votes)} of {members:g} members")
