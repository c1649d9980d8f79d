"""Times as intervals of days."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Self

from tightrope.records.errors import CheckError


@dataclass(frozen=True, slots=True, order=True)
class When:
    """A closed interval of days: a day, a month, a year or any range. Unknown time is ``None``, never a ``When``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise CheckError(f"a time ends ({self.end}) before it starts ({self.start})")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``2022``, ``2022-01``, ``2022-01-13`` or a range of two of these joined by ``/`` (ISO 8601).

        Raises:
            CheckError: the text is none of these or names a day that does not exist.
        """
        first, slash, last = text.strip().partition("/")
        try:
            start, end = _partial_date(first)
            if slash:
                end = _partial_date(last)[1]
        except ValueError as error:
            raise CheckError(f"not a date: {text!r} (write 2022, 2022-01, 2022-01-13 or 2022-01/2022-03)") from error
        return cls(start, end)

    @classmethod
    def day(cls, day: date) -> Self:
        """One day."""
        return cls(day, day)

    @classmethod
    def year(cls, year: int) -> Self:
        """One calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @classmethod
    def month(cls, year: int, month: int) -> Self:
        """One calendar month."""
        return cls(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]))

    def __str__(self) -> str:
        """Return the shortest ISO 8601 form that :meth:`parse` reads back to the same interval."""
        first, last = self.start.isoformat(), self.end.isoformat()
        if self.start == self.end:
            return first
        if first.endswith("-01-01") and last.endswith("-12-31"):
            first, last = first[:4], last[:4]  # not %Y, which writes the year 751 with three digits
        elif self.start.day == 1 and self.end.day == calendar.monthrange(self.end.year, self.end.month)[1]:
            first, last = first[:7], last[:7]
        return first if first == last else f"{first}/{last}"

    @property
    def opening(self) -> str:
        """The start of the interval, as exact as the whole: ``2022-01`` for a month, the first day for a range."""
        return str(self).partition("/")[0]

    @property
    def middle_year(self) -> float:
        """The middle of the interval as a decimal year (2022.5 for the year 2022)."""
        return (_decimal_year(self.start) + _decimal_year(self.end, days_later=1)) / 2

    def overlaps(self, other: When) -> bool:
        """Whether the two intervals share a day."""
        return self.start <= other.end and other.start <= self.end


def _partial_date(text: str) -> tuple[date, date]:
    parts = text.strip().split("-")
    if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]) or not all(part.isdigit() for part in parts):
        raise ValueError(text)
    numbers = [int(part) for part in parts]
    if len(numbers) == 1:
        return date(numbers[0], 1, 1), date(numbers[0], 12, 31)
    if len(numbers) == 2:
        last = calendar.monthrange(numbers[0], numbers[1])[1]
        return date(numbers[0], numbers[1], 1), date(numbers[0], numbers[1], last)
    day = date(*numbers)
    return day, day


def _decimal_year(day: date, days_later: int = 0) -> float:
    length = 366 if calendar.isleap(day.year) else 365
    return day.year + (day.timetuple().tm_yday - 1 + days_later) / length
