"""The day a Chinese dispatch was written, where its dateline says so."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tightrope.extract.dates import find_dates
from tightrope.records import When

_DATELINE_DAY = re.compile(
    r"^[^。，]{0,60}?(?:社|台|网|报|讯|电|路透)[^。，]{0,16}?(?<!\d)(?P<d>[0-3]?\d)日[^。，]{0,6}?(?:电|讯|报道|[-—–])"
)
_LATE = 4


def written_on(text: str, published: date | None) -> date | None:
    """The day of the dateline (中央社巴庫13日電), if it is at most a few days before publication: 今天 is that day."""
    found = _DATELINE_DAY.match(text) if published else None
    if found is None or published is None:
        return published
    for back in range(_LATE):
        day = published - timedelta(days=back)
        if day.day == int(found["d"]):
            return day
    return published


_SAME_DAY = re.compile(r"当[天日晚]|同[一日天月年]|[次翌隔][日天年]|当[月年]")


def same_day(text: str, start: int, end: int) -> bool:
    """Whether a sentence dates something by the time named before it."""
    return _SAME_DAY.search(text, start, end) is not None


def last_time(text: str, published: date | None, earlier: When | None) -> When | None:
    """The last time that a sentence names, or the one before it."""
    found = find_dates(text, "zh", published, earlier)
    return next((one.when for one in reversed(found) if one.when), earlier)
