"""Laws that speak for their state: "Uzbekistan's constitution bars foreign bases" is a position of Uzbekistan.

The law must be the subject's own head. A law firm, a law's critics and protesters against a law speak for nobody.
"""

from __future__ import annotations

from tightrope.extract.gaps import holds_only, opens_with, places
from tightrope.extract.lexicon import Hit
from tightrope.extract.reading import Party, Reading

_LEAD = ("law", "law_lead")
#: Under X's law, bases are banned: of a passive, the law that it rests on is its doer.
_UNDER = (*_LEAD, "law_under", "law_oblique")
_OWNERS = frozenset({"state", "relation", "thing"})


def by_law(reading: Reading, hit: Hit) -> list[Party]:
    """The state whose constitution, law or foreign policy is the subject of a trigger; empty if none is."""
    clause = reading.clause_of(hit.start)
    owner = next((one for one in reading.parties_in(clause) if one.end <= hit.start), None)
    if owner is None or owner.body or len(owner.codes) != 1 or owner.head not in _OWNERS:
        return []
    names = _UNDER if reading.passive(hit) else _LEAD
    nouns = {end for name in ("law", "law_oblique") for end in places(reading, clause.start, hit.start, name)}
    heads = [end for end in nouns if _leads(reading, clause.start, end, owner, names)]
    return [owner] if heads and _is_head(reading, max(heads), owner, hit) else []


def _leads(reading: Reading, start: int, end: int, owner: Party, names: tuple[str, ...]) -> bool:
    """Whether nothing but attributes and the state's name stands from the clause's start to a noun of law."""
    before = holds_only(reading, start, min(end, owner.start), *names)
    return before and (end <= owner.end or holds_only(reading, owner.end, end, *names))


def _is_head(reading: Reading, end: int, owner: Party, hit: Hit) -> bool:
    """Whether the state is the noun's, and what follows is no further noun: the law of Georgia, but not a law firm."""
    if end <= owner.start and not holds_only(reading, end, owner.start, *_LEAD, "law_of"):
        return False
    rest = max(end, owner.end)
    return not reading.text[rest : hit.start].strip() or opens_with(reading, rest, "law_after") is not None
