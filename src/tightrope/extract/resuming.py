"""Acts that stand behind the content of another one in its clause and yet do not belong to it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tightrope.extract.dates import DateHit
from tightrope.extract.lexicon import Hit
from tightrope.extract.predicates import shares_subject
from tightrope.extract.reading import Reading

_ASIDE = re.compile(
    r"\b(?:during|after|following|at|before|ahead of|amid|on the sidelines of|at the end of|as part of)\s"
    r"(?:[\w.'-]+\s){0,5}$"
)
_VERBAL = frozenset({"REQUEST", "SUPPORT", "THREATEN", "ACCUSE", "REJECT"})
_REACH = 60


def stands_alone(reading: Reading, hit: Hit, earlier: Sequence[Hit]) -> bool:
    """Whether a trigger that follows the content of another act tells of one of its own.

    "Signed an accord during his visit to Baku", "criticised Rome and asked it to pay": what frames an act, and a
    second verbal act that "and" joins to the first in the same form.
    """
    if reading.scale == 1 or not reading.linear:
        return False
    if hit.noun_of:
        near = reading.text[max(0, hit.start - _REACH) : hit.start]
        return hit.noun_of == "CONSULT" and _ASIDE.search(near) is not None
    return joined_to(reading, hit, earlier) is not None


def joined_to(reading: Reading, hit: Hit, earlier: Sequence[Hit]) -> Hit | None:
    """The verbal act before it that a verbal act shares its subject with."""
    if not any(one.code in _VERBAL for one in hit.frames) or not shares_subject(reading, hit):
        return None
    clause = reading.clause_of(hit.start)
    before = [one for one in earlier if clause.start <= one.start and one.end <= hit.start]
    last = next((one for one in reversed(before) if any(frame.code in _VERBAL for frame in one.frames)), None)
    return last if last is not None and last.form == hit.form and hit.form in ("past", "part", "base", "s") else None


def of_another_act(reading: Reading, date: DateHit, hit: Hit) -> bool:
    """Whether a time is only an attribute, or that of a second verb: after the 2020 war, and invited him for May."""
    attribute = _ARTICLED.search(reading.text, max(0, date.start - _ARTICLE), date.start)
    if attribute is not None and _BARE_YEAR.fullmatch(reading.text, date.start, date.end):
        return not (hit.noun_of and 0 <= hit.start - date.end <= _BESIDE)
    between = [one for one in reading.hits if hit.end <= one.start and one.end <= date.start]
    return not hit.noun_of and any(shares_subject(reading, one) for one in between)


_ARTICLED = re.compile(r"(?:\b(?:an?|the|its|his|their)\s|'s\s)$")
_BARE_YEAR = re.compile(r"\s?(?:1[789]|20)\d\d")
_ARTICLE, _BESIDE = 8, 24


def names_nobody(reading: Reading, hit: Hit) -> bool:
    """Whether nobody is named behind a trigger in its clause."""
    return not any(one.start >= hit.end for one in reading.parties_in(reading.clause_of(hit.start)))
