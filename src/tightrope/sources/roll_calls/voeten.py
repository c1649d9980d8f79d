"""Voeten's votes of the General Assembly: one table of votes and, per roll call, what was voted on.

Native forms: the R files of the package ``unvotes`` (``un_votes.rda`` with ``un_roll_calls.rda`` and
``un_roll_call_issues.rda``; read by ``rda.py``) and the table of the Harvard Dataverse (CSV or tab, numbers for votes
and states; read by ``dataverse.py``). Both end here.

Until the 57th session the day is not the day of the month: it is the day of the week (1 is Sunday), so only year and
month are known. ``RollCall.day`` is then the day as the source writes it, and who was absent is judged by the month.
"""

from __future__ import annotations

import calendar
import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from tightrope.records import Part, RollCall
from tightrope.sources.datasets.table import Source
from tightrope.sources.roll_calls.faults import known_faults
from tightrope.sources.roll_calls.symbols import canonical, is_resolution, special_session
from tightrope.sources.roll_calls.table import Head, Messages, timely

SOURCE = Source(
    producer="Voeten, Strezhnev and Bailey",
    title="United Nations General Assembly Voting Data",
    url="https://doi.org/10.7910/DVN/LEJUQZ",
    licence="CC0-1.0",
)
#: Issue areas as the data name them.
ISSUES = ("co", "di", "ec", "hr", "me", "nu")
#: Last session of which some days are days of the week.
_LAST_WITH_WEEKDAYS = 57
_DAYS_OF_WEEK = 7
_FORMS = ("%Y-%m-%d", "%m/%d/%Y")
_QUOTES = re.compile(r'[\\"]+')


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What the data say about one roll call, as text; empty where they say nothing."""

    rcid: int
    session: str
    date: str
    unres: str
    important: str = ""
    amend: str = ""
    para: str = ""
    short: str = ""
    descr: str = ""
    issues: tuple[str, ...] = ()


@cache
def linked_repeats() -> Mapping[int, str]:
    """Name of the text by roll call, for those that the authors linked as repeated word for word.

    From ``Matches.csv`` of the authors' replication files (MIT licence); the name is that of the first of the chain.
    """
    text = files("tightrope.sources.roll_calls").joinpath("voeten_repeats.csv").read_text("utf-8")
    return {
        int(rcid): f"voeten-{row['item']}" for row in csv.DictReader(text.splitlines()) for rcid in row["rcids"].split()
    }


def make_heads(abouts: Iterable[About], today: date, absent: bool, messages: Messages) -> dict[int, Head]:
    """Return the head of each roll call by its number (``rcid``); what is impossible is left out."""
    heads: dict[int, Head] = {}
    unsure_days = 0
    mended: Counter[str] = Counter()
    for about in (_with_issues(about, mended) for about in abouts):
        head = _head(about, today, absent, messages)
        if head is not None:
            heads[about.rcid] = head
            unsure_days += head.first != head.last
    for why, count in mended.items():
        messages.warn("", f"issues of {count} roll calls are corrected: {why}")
    if unsure_days:
        messages.warn(
            "",
            f"{unsure_days} roll calls until session {_LAST_WITH_WEEKDAYS} have a day of the week for their day "
            "(1 is Sunday): only year and month are known",
        )
    return heads


def _with_issues(about: About, mended: Counter[str]) -> About:
    """The same with the issues that a known fault stands for."""
    fault = known_faults("voeten", "issues").get(f"{about.session.removesuffix('.0')} {'+'.join(sorted(about.issues))}")
    if fault is None:
        return about
    mended[fault.why] += 1
    return replace(about, issues=tuple(fault.means.split("+")))


def is_exact_day(call: RollCall) -> bool:
    """Whether ``day`` is the day of the vote; not so in Voeten's data as long as it may be a day of the week."""
    return not (call.locator.startswith("rcid ") and _may_be_weekday(call.session, call.day))


def _may_be_weekday(session: int, day: date) -> bool:
    return session <= _LAST_WITH_WEEKDAYS and day.day <= _DAYS_OF_WEEK


def _head(about: About, today: date, absent: bool, messages: Messages) -> Head | None:
    where = f"rcid {about.rcid}"
    day = parse_day(about.date)
    session = about.session.removesuffix(".0")
    if day is None or not session.isdecimal() or len(session) > 3 or not 1 <= int(session) <= 200:
        wrong = "date" if day is None else "session"
        messages.leave_out(where, f"no readable {wrong}: {about.date if day is None else about.session!r}")
        return None
    coarse = _may_be_weekday(int(session), day)
    head = Head(
        resolution=canonical(about.unres),
        session=int(session),
        special=special_session(about.unres),
        day=day,
        first=day.replace(day=1) if coarse else day,
        last=day.replace(day=calendar.monthrange(day.year, day.month)[1]) if coarse else day,
        title=_title(about),
        issues=tuple(sorted(about.issues)),
        important={"1": True, "0": False}.get(about.important.removesuffix(".0")),
        part=_part(about),
        repeats=linked_repeats().get(about.rcid, ""),
        locator=where,
        absent=absent,
    )
    return timely(head, today, messages)


def parse_day(text: str) -> date | None:
    """Read ``2015-12-23`` or ``12/23/2015``; ``None`` for anything else."""
    for form in _FORMS:
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    return None


def _title(about: About) -> str:
    """The description, which is a sentence, or the catchwords if there is none."""
    plain = [" ".join(_QUOTES.sub(" ", text).split()) for text in (about.descr, about.short)]
    return plain[0] or plain[1]


def _part(about: About) -> Part:
    if about.amend.removesuffix(".0") == "1":
        return Part.AMENDMENT
    return Part.PARAGRAPH if about.para.removesuffix(".0") == "1" else Part.WHOLE


def note_doubles(calls: Iterable[RollCall], messages: Messages) -> None:
    """Name the resolutions with more than one roll call on the whole: the data do not say which are on a part."""
    whole: dict[str, list[RollCall]] = defaultdict(list)
    for call in calls:
        if call.part is Part.WHOLE and is_resolution(call.resolution):
            whole[call.resolution].append(call)
    for symbol, same in whole.items():
        if len(same) > 1:
            where = "; ".join(call.locator for call in same)
            messages.warn(where, f"{len(same)} roll calls on {symbol}, none marked as a paragraph or an amendment")
