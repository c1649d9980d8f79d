"""English grammar: phrases around mentions, prepositions, coordination, clauses, voice and marks, on folded text."""

from __future__ import annotations

import re
from functools import partial

from tightrope.extract.lexicon import Hit, Lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.phrases_en import coordinate, phrases_of, slot_of
from tightrope.extract.reading import (
    Clause,
    Mark,
    Party,
    Reading,
    conditional,
    plans,
)
from tightrope.extract.source import Source
from tightrope.extract.words_en import Words, words_en
from tightrope.names import Kind, Mention

_CLAUSE = re.compile(
    r"[;:\u2014](?=\s)|,?\s(?:who|which|whose|where)\s|"
    r",\s(?:and|but|while|as|after|when|saying|adding|because|although|with|prompting)\s|"
    r"\s(?:that|while|because|although|whereas|after|before|if|unless|whether|when|as)\s"
    r"(?!well as|of |part of )|[\"\u201c\u201d],?"
)
_PRONOUNS = re.compile(
    r"\b(?P<pair>the two (?:countries|sides|leaders|nations|states|governments|presidents|ministers|parties)|"
    r"both (?:countries|sides|leaders|nations))\b|"
    r"\b(?P<body>the (?:bloc|organi[sz]ation|alliance))\b|"
    r"\b(?P<same>he|she|they|(?<=and )it|(?<=but )it|"
    r"the (?:delegation|country|president|minister|premier))\b(?! (?:of|from))"
)
_EACH_OTHER = re.compile(r"\b(?:each other|one another)\b")
_BE = re.compile(r"\b(?:is|are|was|were|be|been|being)\s(?:\w+ly\s|also\s|not\s|later\s)?$")
_NEWS = re.compile(r"^[A-Z][A-Z .,]+(?:, \w+\.? \d+)?(?: \(\w+\))?\s[-\u2013\u2014]+\s")
_QUANTITY_NEXT = re.compile(r"\s(?:more than |over |about )?\d+ (?:times|rounds)")


def read(source: Source, lex: Lexicon, memory: Memory) -> Reading:
    """Read one English sentence."""
    text, cased, words = source.text, source.cased, words_en()
    dateline = _NEWS.match(cased)
    floor = dateline.end() if dateline else 0
    mentions = [one for one in source.mentions if one.start >= floor and _usable(text, one)]
    told = (hit.keep(partial(_finite, text, hit, words)) for hit in source.hits if hit.start >= floor)
    hits = [hit for hit in told if hit is not None]
    phrases = phrases_of(source, mentions, hits, words)
    phrases = sorted(phrases + _pronouns(text, phrases, memory), key=lambda one: one.start)
    parties = coordinate(text, phrases)
    speaker, opinion = _speaker(source, words)
    marks = [one for one in _marks(text, words) if not cased.startswith("May", one.start, one.end)]
    source.plans = plans(marks)
    return Reading(
        text=text,
        parties=parties,
        hits=hits,
        clauses=_clauses(text, parties, words),
        marks=marks,
        dates=source.dates,
        quantities=source.quantities,
        speaker=speaker,
        opinion=opinion or text.endswith("?"),
        light=lambda piece: _is_light(piece, cased, words),
        passive=lambda hit: _passive(text, hit),
        habitual=lambda hit: bool(_QUANTITY_NEXT.match(text, hit.end)),
        mutual=lambda hit: bool(_EACH_OTHER.search(text, hit.end, hit.end + 40)),
        apart=lambda hit: "respectively" in text or "separately" in text,
        title=source.title,
        scale=_SCALE,
        original=source.original,
        topics=lex.topics,
    )


#: An English or Russian word is about three times as long as a Chinese one.
_SCALE = 3


def _usable(text: str, mention: Mention) -> bool:
    """Russian-led, pro-Russian, ex-Soviet: parts of compound words are no actors."""
    if text.startswith("-", mention.end) or text[max(0, mention.start - 1) : mention.start] == "-":
        return mention.kind == Kind.GROUP
    return not (mention.actors == ("SUN",) and text[: mention.start].endswith(("former ", "ex-")))


def _pronouns(text: str, phrases: list[Party], memory: Memory) -> list[Party]:
    added: list[Party] = []
    for match in _PRONOUNS.finditer(text):
        if any(party.start <= match.start() < party.end for party in phrases):
            continue
        parts, body = _antecedent(match.lastgroup or "", phrases, match.start(), memory)
        if parts:
            slot = slot_of(text, match.start(), words_en(), [])
            added.append(Party(match.start(), match.end(), parts, tuple("" for _ in parts), slot, "state", True, body))
    return added


def _antecedent(
    kind: str, phrases: list[Party], position: int, memory: Memory
) -> tuple[tuple[tuple[str, ...], ...], bool]:
    earlier = [one for one in phrases if one.end <= position and one.acts and one.slot == "" and not one.body]
    if kind == "pair":
        named = tuple(dict.fromkeys(part for one in phrases if one.end <= position for part in one.parts))
        return (named if len(named) == 2 else memory.pair), False
    if kind == "body":
        return ((memory.body,) if memory.body else ()), True
    if earlier:
        return (earlier[0].parts[0],), False
    return ((memory.topic,) if memory.topic else ()), False


def _clauses(text: str, parties: list[Party], words: Words) -> list[Clause]:
    clauses: list[Clause] = []
    start, relative, unreal = 0, False, text.startswith(("if ", "unless "))
    for match in [*_CLAUSE.finditer(text), None]:
        end = match.start() + (1 if match.group()[0] in ",;:" else 0) if match else len(text)
        if match and any(party.start < match.start() < party.end for party in parties):
            continue
        if end > start:
            linked = bool(words.lists["linked"] & set(text[start : start + 14].replace(",", "").split()[:2]))
            clauses.append(Clause(start, end, False, linked, unreal, relative))
            start = end
        connector = match.group().strip(' ,;:"') if match else ""
        relative = connector in ("who", "which", "whose")
        unreal = connector in words.lists["unreal"]
    return conditional(clauses or [Clause(0, len(text))])


def _marks(text: str, words: Words) -> list[Mark]:
    marks = []
    for index, start, end in words.driver.find_matches_as_indexes(text):
        word, kind = words.mark_words[index]
        inside = (start and text[start - 1].isalpha() and not word.startswith(("n'", "'"))) or (
            end < len(text) and text[end].isalpha()
        )
        if not inside and kind != "none":
            marks.append(Mark(start, end, kind))
    return marks


def _finite(text: str, hit: Hit, words: Words, form: str) -> bool:
    """Whether a trigger is told as an act: "to strengthen ties" is a purpose, "plans to visit" a plan."""
    if form == "base" and text.startswith(_AFTER_NOUN, hit.end) and " " not in text[hit.start : hit.end]:
        return False
    if form == "noun":
        return text[: hit.start].rstrip().rpartition(" ")[2] not in ("to", "will", "would")
    if form not in ("base", "ing"):
        return True
    before = text[: hit.start].split()[-3:]
    if form == "ing":
        return bool(before) and before[-1] in (
            *_AUXILIARY,
            "begin",
            "began",
            "start",
            "started",
            "after",
            "by",
            "while",
            "when",
        )
    if before and before[-1] == "to":
        lead = before[-2] if len(before) > 1 else ""
        pair = f"{lead} to"
        return lead in words.lists["real_to"] or any(
            pair == word and kind in ("plan", "no") for word, kind in words.mark_words
        )
    return bool(before) and (
        before[-1] in _MODAL or before[-1] not in ("the", "a", "an", "its", "their", "of", "in", "for", "with")
    )


_AFTER_NOUN = (" for ", " of ", " from ")
_AUXILIARY = ("is", "are", "was", "were", "been", "be")
_MODAL = frozenset({"will", "would", "to", "and", "not", "shall", "did", "do", "does", "also"})


def _passive(text: str, hit: Hit) -> bool:
    if hit.form not in ("past", "part"):
        return False
    return bool(_BE.search(text, max(0, hit.start - 22), hit.start)) or text.startswith(" by ", hit.end)


def _is_light(piece: str, cased: str, words: Words) -> bool:
    rest = [word.strip(",.'\"") for word in piece.split()]
    return all(
        not word or word in words.light or word.endswith("ly") or word in words.lists["state"] or _capital(word, cased)
        for word in rest
    )


def _capital(word: str, cased: str) -> bool:
    """Whether a word stands capitalised in the sentence: the name of somebody whose state was named before."""
    position = cased.lower().find(word)
    if position == 0:
        # The first word is capitalised anyway; it is a name if the next word is capitalised too, or after a title.
        following = cased[len(word) :].lstrip(" .")
        return bool(following) and following[0].isupper()
    return position > 0 and cased[position].isupper()


def _speaker(source: Source, words: Words) -> tuple[str, bool]:
    opinion = any(word in words.lists["opine"] for word in source.text.split())
    match = words.say.search(source.text)
    if match is None:
        return "", opinion
    if match.group() == "according to":
        tail = re.split(r"[,.;]", source.original[match.end() :])[0]
        return tail.strip()[:_LONGEST_SPEAKER], opinion
    lead = re.split(r"[,;\"\u201d]", source.original[: match.start()].rstrip())[-1].strip()
    return (lead if 0 < len(lead) <= _LONGEST_SPEAKER else ""), opinion


_LONGEST_SPEAKER = 80
