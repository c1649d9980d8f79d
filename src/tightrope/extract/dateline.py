"""The day on which an English or Russian dispatch was written, where its dateline says so."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tightrope.extract.dates import make

#: English and Russian beginnings of the names of months, January first.
_MONTHS = (
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    "янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек",
)  # fmt: skip
_MONTH = "|".join(_MONTHS)
_DAY = (
    rf"(?:(?P<d>\d{{1,2}}) (?P<m>{_MONTH})\w*\.?,? (?P<y>\d{{4}})|"
    rf"(?P<m2>{_MONTH})\w*\.? (?P<d2>\d{{1,2}}),? (?P<y2>\d{{4}}))"
)
_AGENCY = r"(?:,? г(?:ода|\.))?[,.)]?(?: *[/(][^\n/)]{1,30}[/)])?\.?"
#: Place, day and agency, up to the dash: "prague, 10 january 1997 (rfe/rl) -- ", «астана. 5 мая 2014. /тасс/ – ».
_LINE = re.compile(rf"^\s*[^\W\d][\w .,'’-]{{1,40}}[,.(] *{_DAY}{_AGENCY} *(?:--|[–—-]) ?", re.MULTILINE)
#: A dateline stands in the first lines, behind a heading at most.
_HEAD = 600
#: Outlets print a dispatch a few days late.
_LATE = timedelta(days=4)


def written_on(text: str, published: date | None) -> date | None:
    """The day of the dateline, if the document has no day of its own or one at most a few days later.

    Args:
        text: folded and in lower case.
        published: the day of publication.
    """
    found = _LINE.search(text, 0, _HEAD)
    if found is None:
        return published
    month = _MONTHS.index(found["m"] or found["m2"]) % 12 + 1
    when = make(int(found["y"] or found["y2"]), month, int(found["d"] or found["d2"]))
    fits = when and (published is None or published - _LATE <= when.start <= published)
    return when.start if when and fits else published
