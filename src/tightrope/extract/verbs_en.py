"""English verbs: which forms tell of an act, and which are passive."""

from __future__ import annotations

import re

from tightrope.extract.lexicon import Hit
from tightrope.extract.words_en import Words

_BE = re.compile(
    r"\b(?:is|are|was|were|be|been|being|get|got)\s(?:\w+ly\s|also\s|not\s|later\s|then\s|since\s|still\s|both\s){0,2}$"
)
_AFTER_NOUN = (" for ", " of ", " from ")
_HAVE = frozenset({"has", "have", "had"})
_PERFECT = re.compile(
    r"\s(?:(?:not|also|already|since|now|recently|\w+ly)\s){0,2}(?:\w+ed|been|held|met|sent|made|told)\b"
)
_AUXILIARY = frozenset({"is", "are", "was", "were", "been", "be", "'s", "also", "still", "now", "not"})
_MODAL = frozenset({"will", "would", "to", "and", "not", "shall", "did", "do", "does", "also"})
_NO_VERB_BEFORE = frozenset(
    {"the", "a", "an", "its", "their", "his", "her", "of", "in", "for", "with", "this", "that", "these", "those"}
)
#: Iran, which Turkey accused of spying: a relative pronoun and a subject stand before an active verb.
_WHOM = re.compile(r"\b(?:which|whom)\s(?!is\b|are\b|was\b|were\b|has\b|have\b|had\b)(?:[\w-]+\s){1,4}$")
_REDUCED = (" by ", " of ")
#: Sanctions imposed on Belarus last year by the EU: what may stand between a participle and its doer.
_BY = re.compile(r"(?:\s(?:in|on|at|last|this|earlier)\s[\w. ]{1,24}){1,2}\sby\s(?!the end|\d|mid|late|early|next)")
#: Infinitives that tell what happened: voted to condemn, the first country to recognise.
_DONE_TO = re.compile(
    r"\b(?:vot(?:ed|es)\b[^,;]{0,30}|(?:first|second|third|last|latest|only)\s(?:\w+\s){1,4})\s?to\s(?:\w+ly\s)?$"
)
#: Demanded that Russia + withdraw: what somebody wants done.
_ASKED = re.compile(
    r"\b(?:demand|insist|request|propos|recommend|urg|ask|suggest)\w*\s(?:[\w-]+\s){0,3}?that\s[^,;]{1,40}$"
)
#: Words that are as often nouns in the plural as verbs.
_PLURALS = frozenset(
    {
        "attacks",
        "calls",
        "clashes",
        "demands",
        "marches",
        "protests",
        "raids",
        "rallies",
        "strikes",
        "talks",
        "trains",
        "visits",
    }
)


def is_act(text: str, cased: str, hit: Hit, words: Words, form: str) -> bool:
    """Whether a trigger is told as an act: "to strengthen ties" is a purpose, "plans to visit" a plan."""
    if text.startswith("-", hit.end) or text.endswith("-", 0, hit.start):
        return False  # veto-wielding
    before = text[max(0, hit.start - 40) : hit.start].split()[-3:]
    last = before[-1] if before else ""
    if form == "noun":
        # At that meeting the three agreed: one that the text has told of.
        told = last in ("that", "this") and before[-2:-1] in (["at"], ["during"], ["after"], ["before"], ["in"])
        return last not in ("to", "will", "would") and not told
    if form == "s" and _is_plural(text, cased, hit, before, words):
        return False
    if text[hit.start : hit.end] in _HAVE and _PERFECT.match(text, hit.end):
        return False  # had invited
    if form in ("past", "part", "s"):
        # the accused men, a banned group: an attribute, unless the word before only looks like an article.
        return last not in _NO_VERB_BEFORE or last == "that"
    if form == "ing":
        return _goes_on(before, words)
    return form != "base" or _is_told(text, hit, before, words)


def _is_plural(text: str, cased: str, hit: Hit, before: list[str], words: Words) -> bool:
    """Whether a word is a noun in the plural: border clashes, US calls; but Russia attacks, the president visits."""
    if text[hit.start : hit.end].partition(" ")[0] not in _PLURALS:
        return False
    last = before[-1] if before else ""
    named = cased[hit.start - len(last) - 1 : hit.start].strip()[:1].isupper()
    if not named:
        return last not in words.lists["state"] and not last.endswith("ly")
    return len(before) > 1 and before[-2] in words.prepositions  # in answer to US calls


def _goes_on(before: list[str], words: Words) -> bool:
    """Whether a form in -ing is a predicate, by the words before it."""
    last = before[-1] if before else ""
    if last.endswith("ly") and len(before) > 1:
        last = before[-2]
    if last in _AUXILIARY or last in words.lists["progress"] or last in words.lists["utterance"] or last.endswith(","):
        return True
    return not before or (last == "and" and _after_ing(before))


def _is_told(text: str, hit: Hit, before: list[str], words: Words) -> bool:
    """Whether a base form is a predicate: will visit, voted to condemn; but not Georgia's demand, in order to visit."""
    last = before[-1] if before else ""
    if last.endswith(("'s", "s'")) or _ASKED.search(text, max(0, hit.start - 90), hit.start):
        return False  # Georgia's demand, their neighbours' fight
    if text.startswith(_AFTER_NOUN, hit.end) and " " not in text[hit.start : hit.end]:
        return False
    if last == "to":
        return _is_real(text, hit, before, words)
    return bool(before) and (last in _MODAL or last not in _NO_VERB_BEFORE)


def _is_real(text: str, hit: Hit, before: list[str], words: Words) -> bool:
    """Whether an infinitive tells of an act, done or planned, by the word that governs it."""
    lead = before[-2] if len(before) > 1 else ""
    lead = before[-3] if lead in ("also", "then") and len(before) > 2 else lead
    if _DONE_TO.search(text, max(0, hit.start - 60), hit.start):
        return True
    marked = any(f"{lead} to" == word and kind in ("plan", "no") for word, kind in words.mark_words)
    return marked or lead in words.lists["real_to"]


def _after_ing(before: list[str]) -> bool:
    return any(word.endswith("ing") for word in before[:-1])


def is_past(text: str, hit: Hit) -> bool:
    """Whether a verb tells of the past (signed, has met), or one behind the noun of an act does (took place)."""
    if hit.form == "noun":
        return _TOOK_PLACE.search(text, hit.end, hit.end + _PREDICATE) is not None
    lead = text[max(0, hit.start - _AUXILIARIES) : hit.start]
    return hit.form in ("past", "part") and _NOT_YET.search(lead) is None


_TOOK_PLACE = re.compile(r"\b(?:took place|was held|were held|has taken place|have taken place|began|ended)\b")
_NOT_YET = re.compile(r"\b(?:is|are|be|being|to)\s(?:\w+ly\s)?$")
_PREDICATE, _AUXILIARIES = 60, 24


def is_passive(text: str, hit: Hit) -> bool:
    """Whether a trigger is passive: after a form of be, or a participle before "by" or "of"."""
    if hit.form not in ("past", "part"):
        return False
    if _WHOM.search(text, max(0, hit.start - 60), hit.start):
        return False  # Iran, which Turkey accused of spying
    if _BE.search(text, max(0, hit.start - 26), hit.start) or text.startswith(_REDUCED, hit.end):
        return True
    if text.startswith(" between ", hit.end):
        return hit.frames[0].code == "AGREE"  # agreements signed between two
    return _BY.match(text, hit.end) is not None
