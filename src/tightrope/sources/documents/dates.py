"""Days of publication as outlets write them. What is not a whole day is not a date here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

_MONTHS = (
    ("jan", "янв"),
    ("feb", "фев"),
    ("mar", "мар"),
    ("apr", "апр"),
    ("may", "мая", "май"),
    ("jun", "июн"),
    ("jul", "июл"),
    ("aug", "авг"),
    ("sep", "сен"),
    ("oct", "окт"),
    ("nov", "ноя"),
    ("dec", "дек"),
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_YEAR_FIRST = (
    re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)"),
    re.compile(r"(\d{4})()(\d{2})(\d{2})(?!\d)"),
    re.compile(r"(\d{4})() ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?[日号號]"),
)
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)")
_WEEKDAY = r"(?:[A-Za-zА-Яа-я]{2,11},? +)?"
_DAY_MONTH = re.compile(_WEEKDAY + r"(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-zА-Яа-я]{3,9})\.?,?[ -](\d{4})(?!\d)")
_MONTH_DAY = re.compile(_WEEKDAY + r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)")
_LABEL = re.compile(
    r"(?:date|published(?: on)?|(?:发布|發布)?(?:时间|時間|日期)|дата(?: публикации)?|опубликовано)? ?[:：]? ?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?: ?(?:г\.|года))?(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?: ?(?:Z|UTC|GMT|[+-]\d{2}:?\d{2}))?"
)
_EPOCH = date(1970, 1, 1)
_EARLIEST_YEAR = 1600


def parse_day(text: str) -> date | None:
    """Read the day at the start of a text, as written there (no time zone is converted); ``None`` if there is none.

    Understood: ``2022-01-11T…``, ``2022/1/11``, ``20220111``, ``2022年1月11日``, ``11.01.2022`` (day first),
    ``Tue, 11 Jan 2022 …``, ``January 11, 2022``, ``11 января 2022``. ``01/11/2022`` is ambiguous and not read.
    """
    found = _match_day(text.strip()[:80])
    return found[0] if found else None


def parse_dateline(line: str) -> date | None:
    """Read a line that holds nothing but a date, perhaps with a label (``发布时间：``) and a time of day."""
    if len(line) > 60:
        return None
    rest = line[_end(_LABEL, line) :]
    found = _match_day(rest)
    if not found:
        return None
    tail = rest[found[1] :]
    return found[0] if not tail[_end(_CLOCK, tail) :].strip(" .") else None


def leading_date(text: str) -> tuple[date | None, str]:
    """Split ``date 2025-09-05 The text`` at the start of a text into day and rest; without it the text is unchanged."""
    match = re.match(r"\s*date[ :]\s*(\d{4}-\d{2}-\d{2})(?=\s|$)\s*", text)
    day = parse_day(match[1]) if match else None
    return (day, text[match.end() :]) if match and day else (None, text)


def epoch_day(seconds: float) -> date | None:
    """Return the UTC day of a Unix time in seconds or milliseconds; ``None`` if it is neither."""
    for unit in (1, 1000):
        if 1e8 <= seconds / unit < 1e10:
            return datetime.fromtimestamp(seconds / unit, tz=UTC).date()
    return None


def believable(day: date, today: date) -> str:
    """Return why a day of publication cannot be believed; empty if it can.

    One day ahead is allowed: the outlet may be east of the reader.
    """
    if day > today + timedelta(days=1):
        return f"publication date {day} lies in the future: ignored"
    if day == _EPOCH or day.year < _EARLIEST_YEAR:
        return f"publication date {day} is what programs write for no date: ignored"
    return ""


def _end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.match(text)
    return match.end() if match else 0


def _match_day(text: str) -> tuple[date, int] | None:
    for year, month, day, end in _candidates(text):
        try:
            return date(year, month, day), end
        except ValueError:
            continue
    return None


def _candidates(text: str) -> Iterator[tuple[int, int, int, int]]:
    for pattern in _YEAR_FIRST:
        if match := pattern.match(text):
            yield int(match[1]), int(match[3]), int(match[4]), match.end()
    if match := _DAY_FIRST.match(text):
        yield int(match[3]), int(match[2]), int(match[1]), match.end()
    if match := _DAY_MONTH.match(text):
        yield int(match[3]), _month(match[2]), int(match[1]), match.end()
    if match := _MONTH_DAY.match(text):
        yield int(match[3]), _month(match[1]), int(match[2]), match.end()


def _month(name: str) -> int:
    """Return 1 to 12, or 0 (which no date accepts) for a word that is no month."""
    return _MONTH_NUMBERS.get(name[:3].lower(), 0)
