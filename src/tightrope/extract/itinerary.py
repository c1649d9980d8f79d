"""Further stops of a journey, each with its own day: "will visit Beijing on 12 May and Moscow on 15 May"."""

from __future__ import annotations

import re

from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.reading import Party, Reading
from tightrope.records import When

#: What may stand between one stop and the next, beside a time.
_ONWARD = re.compile(
    r"[\s,]*(?:for talks\s)?(?:on\s|in\s)?(?:the\s)?,?\s?(?:and|before|then|followed by)\s"
    r"(?:then\s|later\s|to\s|on\sto\s|in\s|a visit to\s|visiting\s|travel(?:s|ling|ing)?\sto\s)*$"
)
#: How far the next stop may stand behind the last one.
_REACH = 60


def further_stops(reading: Reading, hit: Hit, frame: Frame, first: tuple[str, ...]) -> list[tuple[Party, When | None]]:
    """The stops behind the one that a verb of going names, if a time stands between them.

    Stops without a time between them are one party already.
    """
    if "move" not in frame.flags or reading.scale == 1 or not reading.linear:
        return []
    stops: list[tuple[Party, When | None]] = []
    last = next((one for one in reading.parties if one.start >= hit.end and one.codes == first), None)
    for party in reading.parties:
        if last is None or party.start < last.end or party.start - last.end > _REACH:
            continue
        times = [one for one in reading.dates() if last.end <= one.start and one.end <= party.start]
        gap = reading.text[last.end : party.start]
        for one in reversed(times):
            gap = gap[: one.start - last.end] + gap[one.end - last.end :]
        if not times or not party.acts or party.slot not in ("", "to", "in") or not _ONWARD.fullmatch(gap):
            break
        after = next((one for one in reading.dates() if 0 <= one.start - party.end <= 4), None)
        stops.append((party, after.when if after is not None else None))
        last = party
    return stops
