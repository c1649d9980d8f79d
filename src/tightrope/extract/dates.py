"""Times that a text names, resolved to intervals against the day of publication.

A word that names no certain time (近日, recently, недавно) is found and stays unknown; the day of publication is
never filled in. Without a day of publication only absolute times are resolved.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tightrope.records import When

FIRST_YEAR, LAST_YEAR = 1700, 2100


@dataclass(frozen=True, slots=True)
class DateHit:
    """A time expression in a sentence.

    Attributes:
        start: first code point, relative to the text that was searched.
        end: code point after the last one.
        when: the interval; ``None`` if it is vague or cannot be resolved.
        kind: ``point`` (when an act happens), ``as-of`` (a state up to then), ``since``, ``ago`` (a time before which
            something else happened) or ``span`` (a length of time, which dates nothing).
        yearless: whether the year is a guess: the text names a month and none.
    """

    start: int
    end: int
    when: When | None
    kind: str = "point"
    yearless: bool = False


def find_dates(
    text: str, language: str, published: date | None, earlier: When | None = None, plans: tuple[int, ...] = ()
) -> list[DateHit]:
    """Find the times in a folded sentence, in order, without overlaps.

    Args:
        text: one sentence, folded (see :mod:`tightrope.extract.folding`).
        language: BCP 47 tag.
        published: the day against which relative times are resolved.
        earlier: the last time the document named, for "the same day" and "a day earlier".
        plans: where the sentence turns to plans (will, планирует, 將): a bare day shortly after is the next one.
    """
    clock = Clock(published, earlier, plans=plans)
    finder = _finder(language)
    hits = finder(text, clock)
    # 本月稍早: a vague word right behind a time makes it no vaguer.
    told = {one.end for one in hits if one.when is not None}
    return [one for one in hits if one.when is not None or not told & {one.start, one.start - 1}]


def _finder(language: str) -> Callable[[str, Clock], list[DateHit]]:
    if language.startswith("zh"):
        from tightrope.extract.dates_zh import find
    elif language == "ru":
        from tightrope.extract.dates_ru import find
    else:
        from tightrope.extract.dates_en import find
    return find


@dataclass(slots=True)
class Clock:
    """What relative times are relative to, while one sentence is read."""

    published: date | None
    earlier: When | None
    future: bool = False
    plans: tuple[int, ...] = ()
    stated: int | None = None
    yearless: bool = False

    def move_to(self, position: int) -> None:
        """Note where the next time stands, which decides whether it is a plan's."""
        self.yearless = False
        self.future = any(0 <= position - plan <= _PLAN_REACH for plan in self.plans)

    def note(self, when: When | None) -> When | None:
        """Remember a time, so that "the same month" can point at it, and return it."""
        if when is not None:
            self.earlier = when
        return when

    def year(self, shift: int = 0) -> int | None:
        """The year of publication plus ``shift``."""
        return self.published.year + shift if self.published else None

    def days(self, shift: int) -> When | None:
        """The day of publication plus ``shift`` days."""
        return When.day(self.published + timedelta(days=shift)) if self.published else None

    def months(self, shift: int) -> When | None:
        """The month of publication plus ``shift`` months."""
        return shift_month(self.published, shift) if self.published else None

    def weeks(self, shift: int) -> When | None:
        """Monday to Sunday of the week of publication plus ``shift`` weeks."""
        if not self.published:
            return None
        monday = self.published - timedelta(days=self.published.weekday()) + timedelta(weeks=shift)
        return When(monday, monday + timedelta(days=6))

    def day_of_month(self, day: int) -> When | None:
        """A bare day number: the latest one not after publication, or the next one if the sentence plans."""
        if not self.published:
            return None
        for shift in (0, 1, 2) if self.future else (0, -1, -2):
            month = shift_month(self.published, shift)
            when = make(month.start.year, month.start.month, day)
            if when and (when.start >= self.published if self.future else when.start <= self.published):
                return when
        return None

    def day_and_month(self, month: int, day: int | None) -> When | None:
        """A month, with or without a day, without a year: the latest one that fits, or the next one if planned."""
        if self.stated:
            # 1992年，六國總統於10月30日…: a year that the sentence has named stays until it names another.
            return make(self.stated, month, day)
        if not self.published:
            return make(self.earlier.start.year, month, day) if self.earlier else None
        self.yearless = True
        year = self.published.year
        when = make(year, month, day)
        if when is None:
            return make(year - 1, month, day)
        if not self.future and when.start > self.published + timedelta(days=_SLACK_DAYS):
            return make(year - 1, month, day)
        if self.future and when.end < self.published:
            return make(year + 1, month, day)
        return when

    def named_days(self, match: re.Match[str], month: int) -> When | None:
        """The day ``d``, or the days ``d`` to ``d2``, of a month, in the year ``y`` if the text gives it."""
        days = [int(match[name]) for name in ("d", "d2") if match[name]]
        if match["y"]:
            whens = [make(int(match["y"]), month, day) for day in days]
        else:
            whens = [self.day_and_month(month, day) for day in days]
        return joined(whens[0], whens[-1])

    def weekday(self, weekday: int, week: int | None = None) -> When | None:
        """A weekday (Monday is 0) of a week relative to publication, or the latest or next one if no week is named."""
        if not self.published:
            return None
        if week is not None:
            base = self.published - timedelta(days=self.published.weekday()) + timedelta(weeks=week)
            return When.day(base + timedelta(days=weekday))
        back = (self.published.weekday() - weekday) % 7
        ahead = (weekday - self.published.weekday()) % 7
        return self.days(ahead if self.future else -back)


# A time this many characters after "will" is still the plan's.
_PLAN_REACH = 80
# A month and day shortly after publication is still this year's: texts announce what comes next week.
_SLACK_DAYS = 45


def make(year: int | None, month: int | None = None, day: int | None = None) -> When | None:
    """Build a year, month or day; ``None`` if it does not exist or is implausible."""
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    if month is None:
        return When.year(year)
    if not 1 <= month <= 12:
        return None
    if day is None:
        return When.month(year, month)
    if not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return When.day(date(year, month, day))


def shift_month(day: date, shift: int) -> When:
    """The month ``shift`` months after the month of ``day``."""
    index = day.year * 12 + day.month - 1 + shift
    return When.month(index // 12, index % 12 + 1)


def shift_when(when: When | None, amount: int, unit: str) -> When | None:
    """Move a time by whole days, weeks, months or years, keeping a grain no finer than the unit.

    "A month before February 2022" is January 2022; "a year after 13 May 2020" is 2021.
    """
    if when is None:
        return None
    if unit == "year":
        return make(when.start.year + amount)
    if unit == "month":
        return shift_month(when.start, amount)
    days = timedelta(days=amount * (7 if unit == "week" else 1))
    return When.day(when.start + days) if when.start == when.end else None


def part_of_year(year: int | None, part: str) -> When | None:
    """A named part of a year: ``start``, ``end``, ``h1``, ``h2``, ``q1`` … ``q4``, a season, or the whole of it."""
    if year is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    first, last = _PARTS.get(part, (1, 12))
    return When(When.month(year, first).start, When.month(year, last).end)


_PARTS = {
    "start": (1, 3),
    "end": (10, 12),
    "year-end": (12, 12),
    "middle": (5, 8),
    "h1": (1, 6),
    "h2": (7, 12),
    "q1": (1, 3),
    "q2": (4, 6),
    "q3": (7, 9),
    "q4": (10, 12),
    "spring": (3, 5),
    "summer": (6, 8),
    "autumn": (9, 11),
}


def a_year_before(when: When) -> When:
    """The same month, or the same days of it, of the year before."""
    first, last = when.start, when.end
    if (first.day, last) == (1, When.month(first.year, first.month).end):
        return When.month(first.year - 1, first.month)
    leap = timedelta(days=int((first.month, first.day) == (2, 29)))
    earlier = (first - leap).replace(year=first.year - 1)
    return When(earlier, earlier + (last - first))


def joined(first: When | None, last: When | None) -> When | None:
    """The interval from the first day of one time to the last day of another; ``None`` if the wrong way round."""
    if first is None or last is None or last.end < first.start:
        return first
    return When(first.start, last.end)


def without_overlaps(hits: list[DateHit]) -> list[DateHit]:
    """Keep the longest of overlapping hits, in order of the text."""
    kept: list[DateHit] = []
    for hit in sorted(hits, key=lambda one: (one.start, -(one.end - one.start))):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept
