"""A journey or a meeting whose time the text gives once: what is told next belongs to it."""

from __future__ import annotations

import re
from dataclasses import replace

from tightrope.extract.events import Claim
from tightrope.extract.memory import Memory
from tightrope.extract.reading import Reading
from tightrope.records import EventType, Status, When

#: Words by which Russian goes on with a meeting; a sentence without them may tell of any time.
_THERE = re.compile(
    r"на (?:встрече|переговорах|саммите|полях|церемонии)|в ходе|по (?:ее|его|их )?\s?итогам|там же|во время|"
    r"после (?:встречи|переговоров|беседы)|\bстороны\b|\bлидеры\b|\bглавы\b|\bони\b"
)
#: What those who meet say to each other.
_SAID = frozenset({EventType.SUPPORT, EventType.ACCUSE, EventType.REQUEST, EventType.REJECT, EventType.THREATEN})
_ON_THE_WAY = frozenset({EventType.CONSULT, EventType.AGREE})


def in_episode(claims: list[Claim], reading: Reading, memory: Memory) -> list[Claim]:
    """Date what belongs to a journey or a meeting that the text told before; a heading belongs to none."""
    if reading.title:
        return claims
    if reading.language == "zh":
        return at_meeting(claims, reading, memory)
    claims = on_journey(claims, reading, memory)
    return in_talks(claims, reading, memory) if reading.language == "en" else claims


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


def at_meeting(claims: list[Claim], reading: Reading, memory: Memory) -> list[Claim]:
    """Date what the two sides of a dated meeting say to each other next by its day.

    「外長20日會見外長。」「中方支持吉方維護獨立。」 Only between the same two, in sentences that name no time at all,
    until the text dates a meeting of others.
    """
    if not claims:
        return claims
    if memory.meeting is not None and not any(one.kind != "span" for one in reading.dates()):
        pair, when = memory.meeting
        return [
            replace(one, when=when)
            if one.when is None
            and one.status is Status.OCCURRED
            and one.event_type in _SAID
            and frozenset(one.source + one.target) == pair
            else one
            for one in claims
        ]
    for one in claims:
        meets = one.event_type is EventType.CONSULT and one.status is Status.OCCURRED
        if meets and one.when is not None and one.when.start == one.when.end:
            memory.meeting = (frozenset(one.source + one.target), one.when)
    return claims


def in_talks(claims: list[Claim], reading: Reading, memory: Memory) -> list[Claim]:
    """Date what the parties of dated English talks say to each other next, and leave out what they discussed.

    "The president spoke with Tokayev today. He thanked Kazakhstan." Until the text names another time.
    """
    if not claims:
        return claims
    if any(one.kind != "span" for one in reading.dates()):
        memory.talks = (memory.talks[0], None)
    parties, when = memory.talks
    claims = [_said_there(one, parties, when) for one in claims if not _told_before(one, parties)]
    talks = [one for one in claims if one.event_type is EventType.CONSULT and one.status is Status.OCCURRED]
    if talks:
        memory.talks = (_parties(talks[-1]), talks[-1].when)
    return claims


def _said_there(claim: Claim, parties: frozenset[str], when: When | None) -> Claim:
    inside = _parties(claim) <= parties
    said = claim.event_type in _SAID and claim.status is Status.OCCURRED
    return replace(claim, when=when) if inside and said and claim.when is None else claim


def _told_before(claim: Claim, parties: frozenset[str]) -> bool:
    """What the parties of talks discussed is no second meeting."""
    return "named" in claim.frame.flags and _parties(claim) <= parties


def _parties(claim: Claim) -> frozenset[str]:
    return frozenset(claim.source + claim.target)
