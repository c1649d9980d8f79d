"""Journeys: further stops, each with its own day (Beijing on 12 May, Moscow on 15 May), and outings that are none."""

from __future__ import annotations

import re

from tightrope.extract.fitting import Found
from tightrope.extract.gaps import holds
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


def on_outing(reading: Reading, hit: Hit, frame: Frame, found: Found) -> bool:
    """Whether an ambassador goes somewhere in the state he is posted to, which is no visit of one state to another.

    «Посол Китая в Казахстане посетил Караганду», visited a school in Kazakhstan; but to go to a third state is a visit.
    """
    envoy, target = found.party, found.target.party if found.target is not None else None
    if (
        frame.mode != "visit"
        or target is None
        or found.carried > 1
        or not holds(reading, envoy.start, envoy.end, "posted")
    ):
        return False
    if holds(reading, max(0, envoy.start - _POST), envoy.end + _POST, "not_posted"):
        return False
    host = next((one for one in reading.parties if one.slot == "in" and 0 <= one.start - envoy.end <= _IN), None)
    if host is not None:
        return host.codes == target.codes
    town = target.head == "place" or any(key.startswith("place:") for key in target.keys)
    # Visited + a school + in Kazakhstan: something stands between the verb and the preposition.
    return town or (target.slot == "in" and len(reading.text[hit.end : target.start].split()) > 1)


#: How far from an ambassador the words stand that say he is posted to no state or goes with a minister, and his post.
_POST, _IN = 40, 4
