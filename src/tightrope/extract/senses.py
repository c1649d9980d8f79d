"""Senses of English triggers that are no acts: struck a deal, is going to announce, released a statement."""

from __future__ import annotations

import re

from tightrope.extract.gaps import ends_with, opens_with
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.reading import Reading


def another_sense(reading: Reading, hit: Hit, frame: Frame) -> str:
    """Why an English verb means something else: struck a deal, supplies 95 percent of its fuel."""
    text = reading.text
    if frame.code == "ASSAULT" and not frame.needs and _STRUCK.match(text, hit.end):
        return "only strikes a deal"
    if frame.code == "REJECT" and _RECOGNISING.match(text, hit.end):
        return "refuses recognition, which is a stance"
    for code, before, after, reason in _OTHER_SENSES:
        led = code in (frame.code, frame.mode) and before.search(text, max(0, hit.start - _BEHIND), hit.start)
        if led and after.match(text, hit.start):
            return reason
    if frame.mode == "visit" and text.startswith("host", hit.start) and _OF_OTHERS.match(text, hit.end):
        return "only lends others its place"
    if frame.mode == "visit" and text.startswith(("host", "receiv"), hit.start) and _is_no_guest(reading, hit):
        return "whoever is stationed or sent is no guest"
    clause = reading.clause_of(hit.start)
    if frame.mode == "call" and text.startswith("call", hit.start):
        named = next((one for one in reading.parties_in(clause) if one.start >= hit.end), None)
        if named is not None and _NAMED.match(text, named.end):
            return "gives something a name"
    if frame.code == "AID" and _SHARE.search(text, hit.end, clause.end):
        return "tells of a share, which is trade"
    return ""


def _is_no_guest(reading: Reading, hit: Hit) -> bool:
    """Hosted American troops, received Chinese investment: what a state lodges or gets does not visit it."""
    behind = next((one for one in reading.parties_in(reading.clause_of(hit.start)) if one.start >= hit.end), None)
    if behind is None:
        return False
    return ends_with(reading, behind.end, "no_guest") or opens_with(reading, behind.end, "no_guest") is not None


_STRUCK = re.compile(
    r"\s(?:\w+\s){0,2}(?:deals?|agreements?|accords?|bargains?|pacts?|balance|chord|tone|truce|compromise)\b"
)
#: Type or mode, what stands before the trigger, how it goes on, and what it means then.
_OTHER_SENSES = [
    (code, re.compile(rf"(?:{before})$"), re.compile(after), reason)
    for code, before, after, reason in (
        (
            "visit",
            r"\b(?:is|are|was|were|be|not)\s",
            r"going to\s(?!the\s|a\s)(?![\w. -]+ (?:on|for|next|this)\b)",
            "is about to",
        ),
        (
            "CONSULT",
            r"\b(?:wants?|wanted|seeks?|sought|seeking|desires?|favou?rs?|hopes? for|refuses?|refused)\s(?:\w+\s){0,2}",
            r"(?:talk|negotiation|meeting|dialogue|consultation|visit|summit)",
            "is only wanted",
        ),
        (
            "ACCUSE",
            "",
            r"denounc\w+\s[^,;]{0,40}\b(?:treat(?:y|ies)|agreements?|conventions?|protocols?|pact)",
            "ends a treaty",
        ),
        (
            "release",
            r"(?:statement|report|letter|video|figures|data|document|communique)\s(?:\w+\s)?",
            "released",
            "published",
        ),
        (
            "release",
            "",
            r"releas\w+\s(?:\w+\s){0,3}(?:statement|report|figures|data|video|list|results|details|document)",
            "publishes",
        ),
        (
            "ASSAULT",
            "",
            r"[^,;]{0,80}\b(?:mock|simulated|imaginary|in an? exercise|during (?:the\s|an?\s)?(?:exercise|drill))",
            "is only played",
        ),
    )
]
_BEHIND = 40
_RECOGNISING = re.compile(r"\s(?:to\s|either\s)*(?:recogni[sz]|acknowledg)")
#: Hosted + peace talks between two others.
_OF_OTHERS = re.compile(
    r"\s(?:[\w-]+\s){0,4}?(?:talks|negotiations|meetings?|summit|consultations|dialogue|rounds?)\s(?:\w+\s)?"
    r"(?:between|among|of)\b"
)
#: Called Russia + a partner.
_NAMED = re.compile(r"\s(?:\w+\s)?(?:an?|the|its|his|their|one of|illegal|unacceptable|unlawful)\s|\s[\"\u201c]")
_SHARE = re.compile(r"(?:\d|\ball|\bhalf)(?:\spercent|\sper cent|%|\sof its\b)")
