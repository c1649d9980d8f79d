"""Acts that a museum, a film, a book or a play tells of: what they show is told, and is no news of an act."""

from __future__ import annotations

import re

from tightrope.extract.gaps import opens_with, places
from tightrope.extract.lexicon import Hit
from tightrope.extract.reading import Clause, Reading

#: How far before an act's clause a work may stand, how far its verb of telling, and how far behind that a noun.
_AHEAD, _WORK_REACH, _NOUN_REACH = 90, 50, 48


def told_by_work(reading: Reading, hit: Hit) -> bool:
    """Whether an act is what a work tells: a film about the attack on X, the museum shows how X attacked Y."""
    clause = reading.clause_of(hit.start)
    before = max((one.start for one in reading.clauses if one.start < clause.start), default=clause.start)
    if any(opens_with(reading, one, "work_in") for one in (before, clause.start)):
        return True  # In the film, Russia invades Norway.
    for work in places(reading, max(0, clause.start - _AHEAD), hit.start, "work"):
        if not opens_with(reading, work, "work_next"):
            continue  # the museum's director is a person who tells
        for verb in places(reading, work, min(hit.start, work + _WORK_REACH), "work_tells"):
            if _is_content(reading, verb, hit, clause):
                return True
    return reading.scale == 1 and _of_work_behind(reading, hit, clause)


def _is_content(reading: Reading, position: int, hit: Hit, clause: Clause) -> bool:
    """Whether a trigger is what a verb of telling, or "about", governs."""
    if clause.start > position + _COMMA * reading.scale:
        return False
    if reading.scale == 1 or opens_with(reading, position, "work_how"):
        return True
    between = reading.text[position : hit.start]
    return hit.form == "noun" and len(between) <= _NOUN_REACH and not _PREDICATE.search(between)


#: «Роман о том, как …»: how far behind a verb of telling the clause may begin that it governs.
_COMMA = 2
#: A predicate of the sentence stands between: a film about the war led to an attack.
_PREDICATE = re.compile(r"[,;]|\b(?:is|are|was|were|has|had|been|led|\w+ed)\b")


def _of_work_behind(reading: Reading, hit: Hit, clause: Clause) -> bool:
    """描寫蘇聯入侵芬蘭的小說: in Chinese the work stands behind what it tells."""
    told = any(True for _ in places(reading, clause.start, hit.start, "work_tells"))
    return told and any("的" in reading.text[hit.end : work] for work in places(reading, hit.end, clause.end, "work"))
