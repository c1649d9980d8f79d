"""English acts inside one state: who acts for a state without naming it, and which state a sentence is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from tightrope.extract.lexicon import Hit
from tightrope.extract.memory import Memory
from tightrope.extract.reading import Party
from tightrope.extract.words_en import Words
from tightrope.names import Kind, Mention


@dataclass(frozen=True, slots=True)
class _Groups:
    """Armed groups, parties, peoples and towns, with the state they belong to."""

    codes: dict[str, str]
    pattern: re.Pattern[str]


@cache
def _groups() -> _Groups:
    text = (files("tightrope.extract") / "lexicons" / "en.home.tsv").read_text("utf-8")
    codes: dict[str, str] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            names, _, code = line.partition("\t")
            codes |= dict.fromkeys(names.split("|"), code)
    longest = sorted(codes, key=len, reverse=True)
    return _Groups(codes, re.compile(rf"\b(?:{'|'.join(map(re.escape, longest))})\b"))


def with_groups(text: str, mentions: list[Mention]) -> list[Mention]:
    """The mentions of a sentence together with the groups and regions that act for a state."""
    groups = _groups()
    added = []
    for match in groups.pattern.finditer(text):
        shorter = [one for one in mentions if match.start() <= one.start and one.end <= match.end()]
        if any(one.start < match.end() and match.start() < one.end for one in mentions if one not in shorter):
            continue
        mentions = [one for one in mentions if one not in shorter]  # Bosnian Serbs are no Serbs
        code = groups.codes[match.group()]
        added.append(Mention(match.start(), match.end(), match.group(), (code,), Kind.PLACE, code))
    # Ethnic Albanians act where they live, not for Albania.
    mentions = [one for one in mentions if not text.endswith("ethnic ", 0, one.start)]
    return sorted(mentions + added, key=lambda one: one.start)


def home_of(phrases: list[Party], hits: list[Hit], memory: Memory) -> tuple[str, ...]:
    """The state a sentence is about: whose people act first, else where it happens, else what the text was about."""
    states = [one for one in phrases if not one.body and len(one.codes) == 1 and not one.pronoun]
    first = hits[0].start if hits else 0
    actors = [one for one in states if one.slot == "" and one.end <= first]
    places = [one for one in states if one.slot == "in"]
    chosen = (actors or places or states)[:1]
    return chosen[0].codes if chosen else memory.topic[:1]


def local_parties(text: str, phrases: list[Party], hits: list[Hit], words: Words, home: tuple[str, ...]) -> list[Party]:
    """Parties out of people and offices that no state is named with: police, rebels, the opposition."""
    from tightrope.extract.phrases_en import governed

    if not home:
        return []
    added: list[Party] = []
    for match in words.roles.finditer(text):
        start, end = match.span()
        if any(one.start <= start < one.end for one in phrases) or any(one.start <= start < one.end for one in hits):
            continue
        if any(one.start - end in (1, 2) for one in phrases):
            continue  # President + a name
        if added and not text[added[-1].end : start].strip():
            # police officers: one phrase.
            added[-1] = _until(added[-1], end)
            continue
        partner = next(
            (one for one in phrases if 0 < start - one.end <= _AND and text[one.end : start] == " and "), None
        )
        codes = partner.parts[0] if partner else home
        slot = partner.slot if partner else governed(text, start, words, hits)[0]
        crowd = match.group() not in words.lists["state"]
        added.append(Party(start, end, (codes,), ("",), slot, "state", local=True, crowd=crowd))
    return added


#: Israeli helicopters and tanks: what "and" joins to a phrase belongs to its state.
_AND = 5


def _until(party: Party, end: int) -> Party:
    return replace(party, end=end)
