"""Russian subjects that name no actor: whoever is named elsewhere does not do what their verb tells."""

from __future__ import annotations

from tightrope.extract.cases_ru import WORD
from tightrope.extract.forms_ru import can_only_act, cases, kind
from tightrope.extract.lexicon import Hit
from tightrope.extract.reading import Party

_FINITE = frozenset({"past", "pasts", "present", "presents", "future", "futures"})
_ATTRIBUTES = ("ADJF", "PRTF", "NUMR", "ADVB", "PRCL")
_REACH, _MOST_WORDS = 90, 6


def acts_without_name(text: str, hit: Hit, parties: list[Party]) -> bool:
    """«Республике угрожает засуха», «на город напали хакеры»: the subject stands behind its verb and is no actor."""
    if hit.form not in _FINITE:
        return False
    verb, position = text[hit.start : hit.end].split(" ")[0], hit.end
    for match in list(WORD.finditer(text, hit.end, hit.end + _REACH))[:_MOST_WORDS]:
        if match.start() < position:
            continue
        if text[position : match.start()].strip(' «"'):
            return False
        party = next((one for one in parties if one.start <= match.start() < one.end), None)
        if party is not None:
            if party.slot in ("", "subj"):
                return party.slot == "subj" and not party.acts
            position = party.end
            continue
        word, position = match.group(), match.end()
        if kind(word) == "NOUN" and not cases(word) <= {"dat", "ins", "gen"}:
            return can_only_act(word, verb)
        if kind(word) != "NOUN" and kind(word) not in _ATTRIBUTES and not word.isdigit():
            return False
    return False
