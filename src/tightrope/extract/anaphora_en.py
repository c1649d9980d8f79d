"""English anaphors: he, it after a verb of saying, the two sides, the country, the minister."""

from __future__ import annotations

import re

from tightrope.extract.memory import Memory
from tightrope.extract.phrases_en import slot_of
from tightrope.extract.reading import Party
from tightrope.extract.words_en import words_en

_PRONOUNS = re.compile(
    r"\b(?P<pair>(?:the two|both) (?:countries|sides|leaders|nations|states|governments|presidents|ministers|parties|"
    r"neighbou?rs|heads of state|delegations|men|powers|allies|capitals))\b|"
    r"\b(?P<body>the (?:bloc|organi[sz]ation|alliance))\b|"
    r"\b(?P<same>he|she|"
    r"the (?:delegation|country|president|minister|premier|chancellor|secretary|ambassador))\b"
    r"(?! (?:of|from))|"
    r"\b(?P<it>they|(?:(?<=and )|(?<=but )|(?<=that )|(?<=, )|(?<=said )|(?<=says )|(?<=announced )|(?<=ay )|"
    r"(?<=confirmed ))it"
    r"(?= (?:will|would|has|had|was|is|is|could|may|also|again|no|did|does|condemn|reject|support|oppose|welcome|"
    r"want|plan|ready|prepared|\w+ed)\b))\b"
)


def pronouns(text: str, phrases: list[Party], memory: Memory) -> list[Party]:
    """A party for every anaphor whose antecedent is known."""
    added: list[Party] = []
    for match in _PRONOUNS.finditer(text):
        if any(party.start < match.end() and match.start() < party.end for party in phrases if not party.local):
            continue
        if any(match.start() <= party.start < match.end() for party in phrases):
            continue
        parts, body = _antecedent(match.lastgroup or "", phrases, match.start(), memory)
        couple = [one for one in [*phrases, *added] if one.end <= match.start() and len(one.parts) > 1]
        if match.group() == "they" and couple:
            parts, body = couple[-1].parts, False
        if match.group() == "the delegation" and memory.journey is not None:
            parts, body = ((memory.journey[0],),), False
        if parts:
            slot = slot_of(text, match.start(), words_en(), [])
            keys = tuple("" for _ in parts)
            added.append(Party(match.start(), match.end(), parts, keys, slot, "state", True, body))
    return added


def _antecedent(
    kind: str, phrases: list[Party], position: int, memory: Memory
) -> tuple[tuple[tuple[str, ...], ...], bool]:
    earlier = [one for one in phrases if one.end <= position and one.acts and one.slot == ""]
    if kind == "pair":
        named = tuple(dict.fromkeys(part for one in phrases if one.end <= position for part in one.parts))
        return (named if len(named) == 2 else memory.pair), False
    if kind == "body":
        return ((memory.body,) if memory.body else ()), True
    if kind == "same":
        earlier = [one for one in earlier if not one.body]
    if earlier:
        return (earlier[0].parts[0],), earlier[0].body
    return ((memory.topic,) if memory.topic else ()), False
