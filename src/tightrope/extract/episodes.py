"""A journey whose time the text gives once: the meetings told next belong to it."""

from __future__ import annotations

import re
from dataclasses import replace

from tightrope.extract.events import Claim
from tightrope.extract.memory import Memory
from tightrope.extract.reading import Reading
from tightrope.records import EventType, Status

#: Words by which Russian goes on with a meeting; a sentence without them may tell of any time.
_THERE = re.compile(
    r"на (?:встрече|переговорах|саммите|полях|церемонии)|в ходе|по (?:ее|его|их )?\s?итогам|там же|во время|"
    r"после (?:встречи|переговоров|беседы)|\bстороны\b|\bлидеры\b|\bглавы\b|\bони\b"
)
_ON_THE_WAY = frozenset({EventType.CONSULT, EventType.AGREE})


def _is_journey(claim: Claim, reading: Reading) -> bool:
    return claim.mode == "visit" or (not reading.linear and claim.event_type is EventType.CONSULT)


def on_journey(claims: list[Claim], reading: Reading, memory: Memory) -> list[Claim]:
    """Date what a traveller does next by the journey, until the text names another time.

    "This week the minister led a delegation to Tashkent. She met the president." Only meetings and agreements of the
    same actor in sentences that name no time at all, and only what has occurred.
    """
    times = [one.when for one in reading.dates() if one.kind != "span"] if claims else []
    if times:
        memory.journey = None
    travels = [one for one in claims if _is_journey(one, reading) and one.when and one.status is Status.OCCURRED]
    if travels and (len(travels[0].source) == 1 or not reading.linear):
        memory.journey = (travels[0].source[0], travels[0].when)
        return claims
    if memory.journey is None:
        return claims
    traveller, when = memory.journey
    if not reading.linear and not _THERE.search(reading.text):
        return claims
    return [
        replace(one, when=when)
        if one.when is None
        and one.status is Status.OCCURRED
        and one.event_type in _ON_THE_WAY
        and traveller in one.source
        else one
        for one in claims
    ]
