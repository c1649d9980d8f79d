"""What every reader of roll calls gives, and how votes become roll calls: checked, apart and each state once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from tightrope.names.assembly import assembly
from tightrope.records import CheckError, Failure, Origin, Part, RollCall, SourceError
from tightrope.sources.roll_calls.symbols import session_on

#: Votes as numbers, as Voeten's data code them.
YES, ABSTAIN, NO, ABSENT, NOT_MEMBER = 1, 2, 3, 8, 9
#: A state that is in the lists but whose vote is not known, so that it is not absent either.
_UNKNOWN = 0
#: Numbers of sessions end here, and with them what is one.
MOST_SESSIONS = 200
#: Columns of the votes that :func:`build` takes: number of the head, code of the state, vote, and row of the file.
SCHEMA = {"call": pl.Int32, "said": pl.String, "vote": pl.Int8, "row": pl.Int64}
#: Places that a message lists, and bad rows that have a message each.
_MOST_PLACES, _MOST_ROWS = 5, 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCallTable:
    """What was read from some files.

    Attributes:
        tables: per file its origin and its roll calls, in order of session, day and symbol.
        left_out: rows and roll calls that were not taken, each with its place and reason.
        warnings: what was taken although something about it is odd, with place and reason.
    """

    tables: tuple[tuple[Origin, tuple[RollCall, ...]], ...]
    left_out: tuple[Failure, ...]
    warnings: tuple[Failure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """All about a roll call but who voted how; fields as in :class:`RollCall`.

    Attributes:
        first: first day on which it can have been; other than ``day`` where a source knows only the month.
        last: last such day.
        absent: whether members in none of the lists were absent: ``False`` where the lists are known to lack a state,
            or where the source lists the absent itself.
    """

    resolution: str
    session: int
    special: str
    day: date
    first: date
    last: date
    title: str
    issues: tuple[str, ...] = ()
    important: bool | None = None
    part: Part = Part.WHOLE
    repeats: str = ""
    locator: str
    absent: bool = True


@dataclass(slots=True)
class Messages:
    """What a reader has to say about one file."""

    path: Path
    left_out: list[Failure] = field(default_factory=list)
    warnings: list[Failure] = field(default_factory=list)

    def leave_out(self, where: str, reason: str) -> None:
        """Note that something was not taken."""
        self.left_out.append(Failure(self.place(where), reason))

    def warn(self, where: str, reason: str) -> None:
        """Note that something was taken although it is odd."""
        self.warnings.append(Failure(self.place(where), reason))

    def leave_out_rows(self, rows: Iterable[tuple[int, str]]) -> None:
        """Note rows by their line; of very many only how many more there are."""
        more = 0
        for number, (line, reason) in enumerate(rows):
            if number < _MOST_ROWS:
                self.leave_out(f"line {line}", reason)
            else:
                more += 1
        if more:
            self.leave_out("", f"{more} more rows that are no vote of a state")

    def place(self, where: str) -> str:
        """File and place in it."""
        return f"{self.path.name}, {where}" if where else self.path.name


def timely(head: Head, today: date, messages: Messages) -> Head | None:
    """Return a roll call that is not of the future, with a warning if its day does not fit its session."""
    if not 1 <= head.session <= MOST_SESSIONS:
        messages.leave_out(head.locator, f"{head.session} is no session")
        return None
    # A session goes on into the next year and now and then beyond the opening of the next one by some days.
    first, last = date(1945 + head.session, 1, 1), date(1946 + head.session, 10, 31)
    if head.day > today:
        messages.leave_out(head.locator, f"lies in the future ({head.day.isoformat()})")
    elif head.session > session_on(today):
        messages.leave_out(head.locator, f"session {head.session} lies in the future")
    else:
        if not first <= head.day <= last:
            messages.warn(head.locator, f"{head.day.isoformat()} lies outside session {head.session}")
        return head
    return None


def build(heads: Sequence[Head], votes: pl.DataFrame, origin: str, messages: Messages) -> list[RollCall]:
    """Make roll calls of their heads and of votes.

    Args:
        heads: one per roll call.
        votes: columns as in ``SCHEMA``; ``call`` is an index into ``heads``.
        origin: id of the origin.
        messages: takes what is left out or odd.

    Where ``said`` is null, the reader did not know the name and said so; who was absent is then not known either.
    A state that votes twice on one roll call the same way has one vote, in two ways it has none. Votes after a state
    ceased to be a member are left out by name, votes before its admission kept and named.
    """
    unsure = frozenset(votes.filter(pl.col("said").is_null())["call"].unique())
    days = pl.DataFrame(
        {
            "call": pl.Series(range(len(heads)), dtype=pl.Int32),
            "day": pl.Series([head.day for head in heads], dtype=pl.Date),
            "first": pl.Series([head.first for head in heads], dtype=pl.Date),
            "last": pl.Series([head.last for head in heads], dtype=pl.Date),
        }
    )
    told = _seated(votes.drop_nulls("said").join(days, on="call", how="left"))
    told = _once(_members_only(told, heads, messages), heads, messages)
    listed: dict[int, dict[int, tuple[str, ...]]] = defaultdict(dict)
    grouped = told.sort("call", "vote", "code").group_by("call", "vote", maintain_order=True).agg("code")
    for call, vote, codes in grouped.iter_rows():
        listed[call][vote] = tuple(codes)
    calls = []
    for number, head in enumerate(heads):
        made = _roll_call(head, listed.get(number, {}), number not in unsure, origin, messages)
        if made is not None:
            calls.append(made)
    return sorted(calls, key=in_order)


def in_order(call: RollCall) -> tuple[object, ...]:
    """Key of the order of roll calls: session, day, symbol; then what tells them apart."""
    return (call.session, call.day, call.resolution, call.part, call.locator, call.origin)


def _seated(votes: pl.DataFrame) -> pl.DataFrame:
    """Add ``code``: who held the seat that a name means on that day."""
    code = pl.col("said")
    for seat in assembly().seats:
        if seat.code:
            held = (pl.col("said") == seat.said) & pl.col("day").is_between(seat.since, seat.until)
            code = pl.when(held).then(pl.lit(seat.code)).otherwise(code)
    return votes.with_columns(code.alias("code"))


def _members_only(votes: pl.DataFrame, heads: Sequence[Head], messages: Messages) -> pl.DataFrame:
    """Leave out votes of those that had ceased to be members, and name votes of those that were not yet members."""
    spans: dict[str, list[tuple[date, date]]] = defaultdict(list)
    for member in assembly().memberships:
        spans[member.state].append((member.since, member.until))
    verdicts: list[tuple[str, date, date, str]] = []
    pairs = votes.filter(pl.col("vote") != NOT_MEMBER).select("code", "first", "last").unique()
    for code, first, last in pairs.iter_rows():
        if not any(since <= last and first <= until for since, until in spans.get(code, ())):
            verdicts.append((code, first, last, _verdict(code, first, spans.get(code, []))))
    if not verdicts:
        return votes
    schema = {"code": pl.String, "first": pl.Date, "last": pl.Date, "odd": pl.String}
    judged = votes.join(pl.DataFrame(verdicts, schema=schema, orient="row"), on=["code", "first", "last"], how="left")
    odd = judged.filter(pl.col("odd").is_not_null() & (pl.col("vote") != NOT_MEMBER)).sort("odd", "call")
    for (reason,), rows in odd.group_by("odd", maintain_order=True):
        tell = messages.warn if str(reason).endswith("kept") else messages.leave_out
        tell(*_places(rows["call"].to_list(), heads, str(reason)))
    gone = pl.col("odd").is_not_null() & ~pl.col("odd").str.ends_with("kept")
    return judged.filter(~gone).drop("odd")


def _verdict(code: str, day: date, spans: list[tuple[date, date]]) -> str:
    if not spans:
        return f"{code} was never a member"
    ended = max(until for _, until in spans)
    if day > ended:
        return f"{code} voted although its membership ended on {ended.isoformat()}"
    following = min(since for since, _ in spans if since > day)
    return f"{code} voted before its admission on {following.isoformat()}: kept"


def _places(calls: Sequence[int], heads: Sequence[Head], reason: str) -> tuple[str, str]:
    """Place and reason of a message about one state in some roll calls."""
    where = [heads[call].locator for call in calls]
    more = f" and {len(where) - _MOST_PLACES} more" if len(where) > _MOST_PLACES else ""
    return "; ".join(where[:_MOST_PLACES]) + more, f"{reason} ({len(where)})" if more else reason


def _once(votes: pl.DataFrame, heads: Sequence[Head], messages: Messages) -> pl.DataFrame:
    """Keep one vote per state and roll call; none of those that contradict each other."""
    doubled = votes.filter(pl.struct("call", "code").is_duplicated())
    if doubled.is_empty():
        return votes
    torn: list[tuple[int, str]] = []
    repeated: dict[int, list[str]] = defaultdict(list)
    for call, code, kinds, rows in (
        doubled.group_by("call", "code").agg(pl.col("vote").n_unique(), pl.col("row").sort()).sort("call", "code")
    ).iter_rows():
        if kinds == 1:
            repeated[call].append(code)
            continue
        torn.append((call, code))
        places = ", ".join(str(row) for row in rows)
        messages.leave_out(heads[call].locator, f"{code} voted in more than one way (rows {places}): no vote is taken")
    for call, codes in repeated.items():
        who = ", ".join(codes[:_MOST_PLACES]) + (f" and {len(codes) - _MOST_PLACES} more" if codes[5:] else "")
        messages.warn(heads[call].locator, f"lists states more than once ({who}): each counts once")
    gone = pl.DataFrame(torn, schema={"call": pl.Int32, "code": pl.String}, orient="row")
    single = votes.select("call", "code", "vote").unique(maintain_order=True)
    unknown = gone.with_columns(pl.lit(_UNKNOWN, dtype=pl.Int8).alias("vote"))
    return pl.concat([single.join(gone, on=["call", "code"], how="anti"), unknown])


def _roll_call(
    head: Head, listed: dict[int, tuple[str, ...]], sure: bool, origin: str, messages: Messages
) -> RollCall | None:
    yes, abstain, no = listed.get(YES, ()), listed.get(ABSTAIN, ()), listed.get(NO, ())
    if not (yes or abstain or no):
        messages.leave_out(head.locator, f"{head.resolution or 'the roll call'} has no list of votes")
        return None
    absent = set(listed.get(ABSENT, ()))
    if head.absent and sure:
        known = {code for codes in listed.values() for code in codes}
        absent |= assembly().members(head.first, head.last) - known
    try:
        return RollCall(
            resolution=head.resolution,
            session=head.session,
            special=head.special,
            day=head.day,
            title=head.title,
            issues=head.issues,
            important=head.important,
            part=head.part,
            repeats=head.repeats,
            yes=yes,
            abstain=abstain,
            no=no,
            absent=tuple(sorted(absent)),
            origin=origin,
            locator=head.locator,
        )
    except CheckError as error:
        messages.leave_out(head.locator, error.what)
        return None


def combine(
    tables: Iterable[tuple[Origin, Sequence[RollCall]]], messages: Iterable[Messages], paths: Sequence[Path]
) -> RollCallTable:
    """Put what was read from all files into one table.

    Raises:
        SourceError: there is no roll call in any of them.
    """
    kept = tuple((origin, tuple(calls)) for origin, calls in tables if calls)
    told = list(messages)
    left_out = tuple(_each(message.left_out for message in told))
    if not kept:
        first = f": {left_out[0].where}: {left_out[0].reason}" if left_out else ""
        raise SourceError(f"no recorded vote could be read{first}", ", ".join(str(path) for path in paths))
    return RollCallTable(tables=kept, left_out=left_out, warnings=tuple(_each(message.warnings for message in told)))


def _each(lists: Iterable[list[Failure]]) -> Iterator[Failure]:
    for messages in lists:
        yield from messages
