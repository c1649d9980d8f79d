"""Russian forms: every inflection of a trigger, and what a word may be (pymorphy3, loaded on first use).

Forms of triggers are generated once and stored (``lexicons/ru.forms.tsv``, made by ``tools/make_russian_forms.py``),
so that a run does not pay for them; a trigger without a row is inflected on the spot.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pymorphy3 import MorphAnalyzer  # type: ignore[import-untyped]

_CASES = {
    "nomn": "nom", "voct": "nom", "gent": "gen", "gen1": "gen", "gen2": "gen", "datv": "dat", "accs": "acc",
    "acc2": "acc", "ablt": "ins", "loct": "loc", "loc1": "loc", "loc2": "loc",
}  # fmt: skip
ANY_CASE = frozenset({"nom", "gen", "dat", "acc", "ins", "loc"})
_NOMINAL = ("NOUN", "ADJF", "PRTF", "NPRO", "NUMR")
_TAILS = (" в", " против", " с", " на", " о", " по", " между", " из", " к", " для", " от", " за", " у")
_NUMBERS, _CASE_NAMES = ("sing", "plur"), ("nomn", "gent", "datv", "accs", "ablt", "loct")


@cache
def analyser() -> MorphAnalyzer:
    """The morphological analyser; one per process."""
    from pymorphy3 import MorphAnalyzer

    return MorphAnalyzer()


def forms(trigger: str) -> list[tuple[str, str]]:
    """All forms of a trigger; ``n:встреча`` is a noun phrase whose words agree, anything else a verb and its object."""
    trigger = plain(trigger)
    word, space, rest = ("", "", "") if trigger.startswith("n:") else trigger.partition(" ")
    stored = _stored().get(word or trigger) or generate(word or trigger)
    return [(form + space + rest, name) for form, name in stored]


def key(trigger: str) -> str:
    """What the forms of a trigger are stored under: the verb alone, or the whole noun phrase."""
    trigger = plain(trigger)
    return trigger if trigger.startswith("n:") else trigger.partition(" ")[0]


def plain(trigger: str) -> str:
    """A trigger as texts are folded: small letters, е for ё."""
    return trigger.lower().replace("ё", "е")


def generate(word: str) -> list[tuple[str, str]]:
    """Inflect a verb, or a noun phrase that begins with ``n:``, by the analyser."""
    if word.startswith("n:"):
        return [(form, "noun") for form in _noun_forms(word[2:])]
    found: dict[str, str] = {}
    for one in _lexeme(word):
        if one.tag.POS in ("VERB", "INFN", "PRTS", "PRTF", "GRND") and "impr" not in one.tag:
            found.setdefault(plain(one.word), _name(one.tag))
    return list((found or {word: "past"}).items())


@cache
def _stored() -> dict[str, list[tuple[str, str]]]:
    """Read the stored forms: key, tab, common beginning, tab, ``name:ending,ending`` for each name."""
    source = files("tightrope.extract") / "lexicons" / "ru.forms.tsv"
    found: dict[str, list[tuple[str, str]]] = {}
    if source.is_file():
        for line in source.read_text(encoding="utf-8").splitlines():
            word, stem, *groups = line.split("\t")
            split = [(name, ends) for name, _, ends in (group.partition(":") for group in groups)]
            found[word] = [(stem + end, name) for name, ends in split for end in ends.split(",")]
    return found


def _name(tag: object) -> str:
    """past, pasts (plural), present, presents, future, futures, base, part, pparticiple, participle or ing."""
    text = str(tag)
    if "INFN" in text:
        return "base"
    if "PRTS" in text:
        return "part"
    if "PRTF" in text:
        return "pparticiple" if "pssv" in text else "participle"
    if "GRND" in text:
        return "ing"
    tense = "future" if "futr" in text else "past" if "past" in text else "present"
    return tense + ("s" if "plur" in text and "1per" not in text and "2per" not in text else "")


def _lexeme(word: str) -> list[Any]:
    parses = [one for one in analyser().parse(word) if one.tag.POS == "INFN"]
    return list(parses[0].lexeme) if parses else []


def _noun_forms(phrase: str) -> list[str]:
    """Decline the words of a phrase together; words after a preposition or a genitive stay as they are."""
    head, tail = phrase, ""
    for ending in _TAILS:
        if phrase.endswith(ending):
            head, tail = phrase[: -len(ending)], ending
    words = head.split(" ")
    moving = next((at + 1 for at, word in enumerate(words) if _is_noun(word)), len(words))
    found = {phrase}
    for number in _NUMBERS:
        for case in _CASE_NAMES:
            declined = [_decline(word, case, number) for word in words[:moving]] + words[moving:]
            found.add(" ".join(declined) + tail)
    return sorted(found)


def _is_noun(word: str) -> bool:
    parses = [one for one in analyser().parse(word) if one.tag.POS in ("NOUN", "ADJF")]
    return bool(parses) and all(one.tag.POS == "NOUN" for one in parses if one.score >= _LEAST_SCORE)


def _decline(word: str, case: str, number: str) -> str:
    parses = [one for one in analyser().parse(word) if one.tag.POS in ("NOUN", "ADJF")]
    if not parses:
        return word
    nominative = next((one for one in parses if "nomn" in one.tag), parses[0])
    form = nominative.inflect({case, number}) or nominative.inflect({case})
    return plain(form.word) if form else word


@lru_cache(maxsize=100_000)
def cases(word: str) -> frozenset[str]:
    """The cases a noun, adjective or name may stand in: nom, gen, dat, acc, ins, loc; empty if it is none of these."""
    parses = [one for one in analyser().parse(word) if one.tag.POS in _NOMINAL]
    likely = {one.normal_form for one in parses if one.score >= _LEAST_SCORE}
    if any("Fixd" in one.tag for one in parses if one.normal_form in likely):
        return ANY_CASE
    return frozenset(_CASES[one.tag.case] for one in parses if one.tag.case in _CASES and one.normal_form in likely)


@lru_cache(maxsize=20_000)
def can_only_act(word: str, verb: str) -> bool:
    """Whether a noun behind a verb is its subject and nothing else: «угрожает засуха», but «посетил завод»."""
    verbs = [one.tag for one in analyser().parse(verb) if one.tag.POS in ("VERB", "PRTS")]
    nouns = [one.tag for one in analyser().parse(word) if one.tag.POS == "NOUN" and one.score >= _LEAST_SCORE]
    if not verbs or not any(_agree(verbs[0], one) for one in nouns if one.case == "nomn"):
        return False
    return "intr" in verbs[0] or not any(one.case == "accs" for one in nouns)


def _agree(verb: Any, noun: Any) -> bool:
    plural = verb.number == "plur"
    return bool(plural if noun.number == "plur" else not plural and verb.gender in (None, noun.gender))


#: Words rarer than this are left out (иран as a form of another noun).
_LEAST_SCORE = 0.1


@lru_cache(maxsize=100_000)
def lemma(word: str) -> str:
    """The dictionary form of a word."""
    return plain(str(analyser().parse(word)[0].normal_form))


@lru_cache(maxsize=100_000)
def kind(word: str) -> str:
    """The likeliest part of speech as pymorphy3 names it: NOUN, ADJF, VERB, PRTF, …; empty if it has none."""
    return str(analyser().parse(word)[0].tag.POS or "")
