"""Russian forms: every inflection of a trigger, and the cases a word may stand in (pymorphy3, loaded on first use)."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer  # type: ignore[import-untyped]

_CASES = {
    "nomn": "nom", "gent": "gen", "gen2": "gen", "datv": "dat", "accs": "acc", "ablt": "ins",
    "loct": "loc", "loc2": "loc",
}  # fmt: skip


@cache
def analyser() -> MorphAnalyzer:
    """The morphological analyser; one per process."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()


def forms(trigger: str) -> list[tuple[str, str]]:
    """All forms of a trigger; ``n:встреча`` is a noun phrase whose words agree, anything else a verb and its object."""
    if trigger.startswith("n:"):
        return [(form, "noun") for form in _noun_forms(trigger[2:].lower().replace("ё", "е"))]
    verb, space, rest = trigger.lower().partition(" ")
    found: dict[str, str] = {}
    for word in _lexeme(verb, "INFN"):
        if word.tag.POS in ("VERB", "INFN", "PRTS", "PRTF", "GRND"):
            found.setdefault(word.word.replace("ё", "е") + space + rest, _name(word.tag))
    return list((found or {trigger.lower(): "past"}).items())


def _name(tag: object) -> str:
    text = str(tag)
    if "INFN" in text:
        return "base"
    if "PRTS" in text:
        return "part"
    if "PRTF" in text:
        return "participle"
    if "GRND" in text:
        return "ing"
    return "future" if "futr" in text else "past" if "past" in text else "present"


def _lexeme(word: str, pos: str) -> list[Any]:
    parses = [one for one in analyser().parse(word) if pos == one.tag.POS] or analyser().parse(word)
    return list(parses[0].lexeme) if parses else []


def _noun_forms(phrase: str) -> list[str]:
    """Decline the words of a phrase together; words after a preposition stay as they are."""
    head, space, tail = phrase, "", ""
    for preposition in (" в", " против", " с", " на", " о", " по"):
        if phrase.endswith(preposition):
            head, space, tail = phrase[: -len(preposition)], " ", preposition.strip()
    words = head.split(" ")
    found = {phrase}
    for number in ("sing", "plur"):
        for case in ("nomn", "gent", "datv", "accs", "ablt", "loct"):
            declined = [_decline(word, case, number) for word in words]
            found.add(" ".join(declined) + space + tail)
    return sorted(found)


def _decline(word: str, case: str, number: str) -> str:
    parses = [one for one in analyser().parse(word) if one.tag.POS in ("NOUN", "ADJF")]
    if not parses:
        return word
    form = parses[0].inflect({case, number}) or parses[0].inflect({case})
    return form.word.replace("ё", "е") if form else word


@lru_cache(maxsize=50_000)
def cases(word: str) -> frozenset[str]:
    """The cases a noun, adjective or name may stand in: nom, gen, dat, acc, ins, loc; empty if it is none of these."""
    parses = [one for one in analyser().parse(word) if one.tag.POS in ("NOUN", "ADJF", "PRTF", "NPRO")]
    likely = {one.normal_form for one in parses if one.score >= _LEAST_SCORE}
    found = {_CASES[one.tag.case] for one in parses if one.tag.case in _CASES and one.normal_form in likely}
    if any("Fixd" in one.tag for one in parses):
        return frozenset({"nom", "gen", "dat", "acc", "ins", "loc"})
    return frozenset(found)


#: Words rarer than this are left out (иран as a form of another noun).
_LEAST_SCORE = 0.1


@lru_cache(maxsize=50_000)
def lemma(word: str) -> str:
    """The dictionary form of a word."""
    return str(analyser().parse(word)[0].normal_form).replace("ё", "е")
