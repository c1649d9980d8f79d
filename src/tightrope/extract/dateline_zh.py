"""The day a Chinese dispatch was written, where its dateline says so."""

from __future__ import annotations

import re
from datetime import date, timedelta

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
