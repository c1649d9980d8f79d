"""What a party is to a figure: its one code, the preposition before it, its place in a list."""

from __future__ import annotations

import re
from dataclasses import replace

from tightrope.extract.reading import Party

_PREPOSITION = re.compile(r"\b(to|from|in|with|on|for|by|of)\s(?:the\s)?$")
_PREPOSITION_REACH = 10


def with_slot(text: str, party: Party, language: str) -> Party:
    """Students come to Hungary: a preposition that an act's trigger took still says where a figure belongs."""
    if language == "ru" and party.slot == "of":
        match = _AT_BANK.search(text, max(0, party.start - _BANK_REACH), party.start)
        return replace(party, slot="to") if match else party
    if language == "en" and party.slot == "in" and text[max(0, party.start - 2) : party.start].rstrip()[-1:].isdigit():
        # In 2009 China lent …: the preposition belongs to the year.
        return replace(party, slot="")
    if language != "en" or party.slot:
        return party
    match = _PREPOSITION.search(text, max(0, party.start - _PREPOSITION_REACH), party.start)
    return replace(party, slot=match.group(1)) if match else party


#: Долг перед Эксимбанком Китая, приходится на Банк развития Китая: a state's bank lends for it.
_AT_BANK = re.compile(r"\b(?:(?:на|перед)\s(?:[\w-]+\s)?\w*банк\w*|\w*банку)\s(?:развития\s)?$")
_BANK_REACH = 48


def code_of(party: Party) -> str:
    """The one code of a party for a stock: ``C5`` for the group; empty if it joins several."""
    codes = codes_of(party)
    return codes[0] if len(codes) == 1 else ""


def codes_of(party: Party) -> list[str]:
    """The codes of a party, with ``C5`` kept as the group."""
    return [
        "C5" if key == "C5" or len(part) > 1 else part[0] for key, part in zip(party.keys, party.parts, strict=True)
    ]
