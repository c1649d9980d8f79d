"""Warnings of floods, quakes and locusts: whoever tells a neighbour what nature will do threatens nobody."""

from __future__ import annotations

from tightrope.extract.gaps import any_of, holds, opens_with
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.needs import needed
from tightrope.extract.reading import Reading

#: How far before a hazard the word may stand that says how it belongs to the sentence, in Chinese characters.
_LED = 7


def warns_of_nature(reading: Reading, hit: Hit, frame: Frame) -> bool:
    """Whether a warning is about a natural hazard, and nothing in the sentence says what its speaker would do."""
    if frame.code != "THREATEN" or holds(reading, 0, len(reading.text), "hazard_reply"):
        return False
    last = max((end for _, end in needed(reading, hit, frame)), default=hit.end)
    if not holds(reading, hit.start, max(hit.end, last), "hazard_warning"):
        return False
    clause = reading.clause_of(hit.start)
    found = any_of(reading.language, "hazard").finditer(reading.text, clause.start)
    return any(_is_content(reading, hit, one.start(), one.end()) for one in found)


def _is_content(reading: Reading, hit: Hit, start: int, end: int) -> bool:
    """Whether a hazard is what somebody warns of, not when or why: behind the warning, or behind "about" before it."""
    floor = max(0, start - _LED * reading.scale)
    if end in (hit.start, hit.start - 1):
        return not holds(reading, floor, start, "hazard_aside")  # 海嘯 + 警告, not 因乾旱 + 警告
    if start < hit.start:
        return holds(reading, floor, start, "hazard_about")
    aside = holds(reading, max(hit.end, floor), start, "hazard_aside")
    return not aside and opens_with(reading, end, "hazard_while") is None
