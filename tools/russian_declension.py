"""Case forms of Russian names: dictionary words by pymorphy3, all others by their endings."""

from __future__ import annotations

from functools import cache
from itertools import takewhile

from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse

CASES = ("gent", "datv", "accs", "ablt", "loct")
_HUSHING = "жшчщц"


@cache
def _morphology() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")


def person_forms(name: str, *, female: bool) -> set[str]:
    """Return the case forms of a person's name; every word is inflected, initials and particles are not."""
    words = name.split()
    declined = [_decline(word, female) for word in words]
    forms = {" ".join(parts[case] for parts in declined) for case in range(len(CASES))}
    # Путин – Путиным, but Цзиньпин – Цзиньпином: the ending does not tell which.
    return forms | {form[:-2] + "ом" for form in forms if not female and form.endswith(("иным", "ыным"))}


def phrase_forms(name: str) -> set[str]:
    """Return the case forms of a place or an organisation: first noun and the adjectives before it.

    Acronyms, and phrases whose head pymorphy3 does not know as a noun in the nominative, have none.
    """
    words = name.split()
    adjectives = list(takewhile(lambda word: _adjective(word) is not None, words))
    if len(adjectives) == len(words):
        return set()
    head, rest = words[len(adjectives)], words[len(adjectives) + 1 :]
    if _is_acronym(head):
        return set()
    forms = set()
    for case in CASES:
        noun = _noun_form(head, case)
        before = [_adjective_form(word, case, head) for word in adjectives]
        if noun is None or None in before:
            return set()
        forms.add(" ".join([*(word for word in before if word), noun, *rest]))
    return forms


def adjective_forms(name: str) -> set[str]:
    """Return all case, gender and number forms of an adjective, and the stem of compounds (российско-)."""
    front, hyphen, last = name.rpartition("-")
    parse = _adjective(last)
    if parse is None:
        raise ValueError(f"{name} is no adjective")
    lexeme = (
        form.word for form in parse.lexeme if {"ADJF", "PRTF"} & set(form.tag.grammemes) and "Supr" not in form.tag
    )
    stem = {last.removesuffix("ий").removesuffix("ый") + "о"}
    return {front + hyphen + form for form in {*lexeme, *stem}}


def _is_acronym(word: str) -> bool:
    return (word.isupper() and len(word) > 1) or any(character.isdigit() for character in word)


def _adjective(word: str) -> Parse | None:
    parses = [parse for parse in _morphology().parse(word) if {"ADJF", "PRTF"} & set(parse.tag.grammemes)]
    nominative = [parse for parse in parses if "nomn" in parse.tag and "Supr" not in parse.tag]
    known = next((parse for parse in nominative if parse.is_known), None)
    if known is None and word.lower().endswith(("ский", "цкий")):
        return next(iter(nominative), None)
    return known


def _noun(word: str) -> Parse | None:
    parses = [parse for parse in _morphology().parse(word) if "NOUN" in parse.tag and "nomn" in parse.tag]
    known = [parse for parse in parses if parse.is_known and not {"Surn", "Name", "Patr"} & set(parse.tag.grammemes)]
    places = [parse for parse in known if "Geox" in parse.tag or "Orgn" in parse.tag]
    return next(iter(places or known), None)


def _noun_form(word: str, case: str) -> str | None:
    front, hyphen, last = word.rpartition("-")
    parse = _noun(word)
    if parse is not None and hyphen:
        parse = None  # pymorphy3 inflects both parts of some compounds (Нурa-Султана)
    parse = parse or _noun(last)
    if parse is None:
        return front + hyphen + _decline(last, female=False)[CASES.index(case)]
    inflected = parse.inflect({case})
    return None if inflected is None else front + hyphen + _like(last, inflected.word)


def _adjective_form(word: str, case: str, head: str) -> str | None:
    parse, noun = _adjective(word), _noun(head.rpartition("-")[2])
    if parse is None:
        return None
    grammemes = {case}
    if "plur" in parse.tag:
        grammemes.add("plur")
    elif parse.tag.gender:
        grammemes |= {"sing", parse.tag.gender}
    if case == "accs":
        grammemes.add("inan")
        if noun is None and "femn" in grammemes:
            grammemes.discard("inan")
    inflected = parse.inflect(grammemes) or parse.inflect(grammemes - {"inan"})
    return None if inflected is None else _like(word, inflected.word)


def _like(model: str, word: str) -> str:
    return word[:1].upper() + word[1:] if model[:1].isupper() else word


def _decline(word: str, female: bool) -> tuple[str, ...]:
    """Return the five case forms of one name by its ending (genitive, dative, accusative, instrumental, locative)."""
    front, hyphen, last = word.rpartition("-")
    stem = last[:-1]
    if last.endswith(".") or last.islower() or len(last) < 3:
        endings = (last,) * 5
    elif female and last.endswith(("ова", "ева", "ёва", "ина", "ына")):
        endings = tuple(stem + end for end in ("ой", "ой", "у", "ой", "ой"))
    elif last.endswith("ая") and female:
        endings = tuple(last[:-2] + end for end in ("ой", "ой", "ую", "ой", "ой"))
    elif last.endswith("а"):
        endings = _first_declension(stem, "ы" if stem[-1] not in "гкхжшчщ" else "и", "е", "у", "ой")
    elif last.endswith("ия"):
        endings = _first_declension(stem, "и", "и", "ю", "ей")
    elif last.endswith("я"):
        endings = _first_declension(stem, "и", "е", "ю", "ей")
    elif female:
        endings = (last,) * 5
    elif last.endswith(("ский", "цкий")):
        endings = tuple(last[:-2] + end for end in ("ого", "ому", "ого", "им", "ом"))
    elif last.endswith(("ов", "ев", "ёв", "ин", "ын")) and len(last) > 4:
        endings = tuple(last + end for end in ("а", "у", "а", "ым", "е"))
    elif last.endswith("ий"):
        endings = tuple(stem + end for end in ("я", "ю", "я", "ем", "и"))
    elif last.endswith(("й", "ь")):
        endings = tuple(stem + end for end in ("я", "ю", "я", "ем", "е"))
    elif last[-1] in "бвгджзклмнпрстфхцчшщ":
        endings = tuple(last + end for end in ("а", "у", "а", "ем" if last[-1] in _HUSHING else "ом", "е"))
    else:
        endings = (last,) * 5
    return tuple(front + hyphen + form for form in endings)


def _first_declension(stem: str, genitive: str, dative: str, accusative: str, instrumental: str) -> tuple[str, ...]:
    return tuple(stem + end for end in (genitive, dative, accusative, instrumental, dative))
