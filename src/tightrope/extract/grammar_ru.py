"""Russian grammar: phrases and their cases, prepositions, coordination, clauses and marks, on folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, partial

from ahocorasick_rs import AhoCorasick, MatchKind

from tightrope.extract.forms_ru import cases, lemma
from tightrope.extract.lexicon import Hit, Lexicon, lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.reading import (
    PROGRAMMES,
    Clause,
    Mark,
    Party,
    Reading,
    conditional,
    is_body,
    join,
    plans,
    with_plus_one,
)
from tightrope.extract.source import Source
from tightrope.names import Kind, Mention

_WORD = re.compile(r"[\w-]+")
_BEFORE = re.compile(r"([\w-]+)\s+$")
_JOINT = re.compile(r"\s*(?:,|и|,\s*и|,\s*а также|\+|-|—)\s*")
_CLAUSE = re.compile(r"[,;:]\s|\s[—–-]\s|[«»\"]")
_TITLE_IN_QUOTES = re.compile(r"[«\"][^«»\".,;:!?]{1,40}[»\"](?!,)")
_PRONOUNS = re.compile(
    r"\b(?P<pair>обе стороны|стороны|обе страны|они|двух стран)\b|"
    r"\b(?P<same>он|она)\b|\b(?P<body>организация|альянс|блок)\b"
)
_BY_CASE = {"nom": "subj", "acc": "obj", "dat": "to", "ins": "by", "gen": "of", "loc": "in"}
_PREPOSITIONS = {
    "с": "with", "со": "with", "к": "to", "ко": "to", "для": "for", "от": "from", "из": "from", "против": "on",
    "между": "pair", "у": "subj", "перед": "to", "на": "in", "в": "in", "во": "in", "по": "on", "над": "on",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Words:
    lists: dict[str, frozenset[str]]
    driver: AhoCorasick
    marks: tuple[tuple[str, str], ...]


@cache
def _words() -> _Words:
    lists = lexicon("ru").words
    marks = tuple((word, kind) for kind in ("plan", "no", "maybe", "wish", "end", "none") for word in lists[kind])
    driver = AhoCorasick([word for word, _ in marks], matchkind=MatchKind.LeftmostLongest)
    return _Words({name: frozenset(words) for name, words in lists.items()}, driver, marks)


def read(source: Source, lex: Lexicon, memory: Memory) -> Reading:
    """Read one Russian sentence."""
    text, words = source.text, _words()
    phrases = _phrases(text, [one for one in source.mentions if _usable(text, one)], source.hits, words)
    phrases = sorted(phrases + _pronouns(text, phrases, memory), key=lambda one: one.start)
    parties = _coordinate(text, phrases)
    speaker, opinion = _speaker(source, words)
    marks = _marks(text, source.hits, words)
    source.plans = plans(marks)
    return Reading(
        text=text,
        parties=parties,
        hits=[kept for hit in source.hits if (kept := hit.keep(partial(_finite, text, hit))) is not None],
        clauses=_clauses(text, parties, words),
        marks=marks,
        dates=source.dates,
        quantities=source.quantities,
        speaker=speaker,
        opinion=opinion or text.endswith("?"),
        light=lambda piece: all(_is_light(word, words) for word in _WORD.findall(piece)),
        passive=lambda hit: hit.form == "part",
        mutual=lambda hit: "друг друг" in text[hit.end : hit.end + 40],
        linear=False,
        scale=_SCALE,
        title=source.title,
        original=source.original,
        topics=lex.topics,
    )


_SCALE = 3


def _usable(text: str, mention: Mention) -> bool:
    after = text[mention.end : mention.end + 1]
    return not (after == "-" or text[max(0, mention.start - 1) : mention.start] == "-" or mention.actors == ("SUN",))


def _phrases(text: str, mentions: list[Mention], hits: list[Hit], words: _Words) -> list[Party]:
    phrases: list[Party] = []
    index = 0
    while index < len(mentions):
        index, party = _phrase(text, mentions, index, hits, words)
        phrases.append(party)
    return phrases


def _phrase(text: str, mentions: list[Mention], index: int, hits: list[Hit], words: _Words) -> tuple[int, Party]:
    """президентом + России + Дмитрием Медведевым; российская + сторона; граждан + США."""
    first = mentions[index]
    start, end, head, governing = first.start, first.end, "", ""
    index += 1
    left, role, noun = _title(text, first.start, words)
    if role:
        start, head, governing = left, role, noun
    if first.kind == Kind.DEMONYM:
        following = _WORD.match(text, end + 1)
        if following and not any(hit.start == following.start() and hit.form != "noun" for hit in hits):
            role = _role(following.group(), words)
            if role:
                end, head, governing = following.end(), role, following.group()
        head = head or "relation"
    while index < len(mentions) and set(mentions[index].actors) <= set(first.actors):
        gap = text[end : mentions[index].start]
        if gap.strip() and not (len(gap) < _GAP and _role(gap.split()[-1], words)):
            break
        end = mentions[index].end
        index += 1
    governing = governing or _WORD.findall(text[first.start : first.end])[-1]
    head = "programme" if first.key in PROGRAMMES else head or "state"
    slot = _slot(text, start, governing, hits)
    parts, keys, end = with_plus_one(text, end, first)
    return index, Party(start, end, parts, keys, slot, head, body=is_body(first))


_GAP = 30


def _title(text: str, start: int, words: _Words) -> tuple[int, str, str]:
    """The nouns before a name that it belongs to: министр иностранных дел + России."""
    position, role, noun = start, "", ""
    for _ in range(4):
        match = _BEFORE.search(text, max(0, position - 40), position)
        if match is None:
            break
        word = match.group(1)
        kind = _role(word, words)
        if not kind and lemma(word) not in words.lists["modifier"]:
            break
        position = match.start(1)
        if kind:
            role, noun = kind, word
            left = position
    return (left, role, noun) if role else (start, "", "")


def _role(word: str, words: _Words) -> str:
    base = lemma(word)
    return next((kind for kind in ("state", "private", "people", "relation") if base in words.lists[kind]), "")


def _slot(text: str, start: int, word: str, hits: list[Hit]) -> str:
    found = cases(word)
    before = _BEFORE.search(text, max(0, start - 24), start)
    preposition = before.group(1) if before else ""
    if preposition not in _PREPOSITIONS and before is not None:
        # An adjective may stand between: с новым президентом.
        earlier = _BEFORE.search(text, max(0, before.start(1) - 12), before.start(1))
        adjective = preposition.endswith(("ым", "им", "ой", "ого", "его", "ому", "ых", "их", "ом", "ую", "ей"))
        preposition = earlier.group(1) if earlier and adjective else ""
    slot = _PREPOSITIONS.get(preposition, "")
    if slot == "with" and "ins" not in found and "gen" in found:
        return "from"
    if slot == "in" and "loc" not in found and "acc" in found:
        return "to"
    if slot:
        return slot
    if found >= {"nom", "acc"}:
        return ""
    if "nom" in found:
        return "subj"
    if {"gen", "dat"} <= found:
        # России after a noun is an attribute, after a verb an addressee.
        verb = before is None or any(hit.start <= before.start(1) < hit.end and hit.form != "noun" for hit in hits)
        return "to" if verb or before is None or not cases(before.group(1)) else "of"
    # At the start of a sentence an ambiguous form is the subject more often than not.
    order = ("dat", "acc", "ins", "gen") if "gen" not in found else ("gen", "acc", "dat", "ins")
    return next((_BY_CASE[case] for case in order if case in found), "")


def _coordinate(text: str, phrases: list[Party]) -> list[Party]:
    groups: list[list[Party]] = []
    for party in phrases:
        last = groups[-1][-1] if groups else None
        joins = (
            last is not None
            and not party.pronoun
            and not last.pronoun
            and _JOINT.fullmatch(text[last.end : party.start])
        )
        if joins and last is not None and (party.slot in ("", "subj", "of", last.slot) or last.slot == ""):
            groups[-1].append(party)
        else:
            groups.append([party])
    return [group[0] if len(group) == 1 else join(group) for group in groups]


def _pronouns(text: str, phrases: list[Party], memory: Memory) -> list[Party]:
    added: list[Party] = []
    for match in _PRONOUNS.finditer(text):
        earlier = [one for one in phrases if one.end <= match.start() and one.acts]
        parts: tuple[tuple[str, ...], ...] = ()
        if match.lastgroup == "pair":
            named = tuple(dict.fromkeys(part for one in earlier for part in one.parts))
            parts = named if len(named) == 2 else memory.pair
            # «…встречи с президентом России они договорились»: the other is whom the text speaks of.
            if len(named) == 1 and memory.topic and memory.topic != named[0]:
                parts = (memory.topic, named[0])
        elif match.lastgroup == "body":
            parts = (memory.body,) if memory.body else ()
        else:
            parts = (memory.topic,) if memory.topic else ()
        if parts:
            body = match.lastgroup == "body"
            added.append(
                Party(match.start(), match.end(), parts, tuple("" for _ in parts), "subj", "state", True, body)
            )
    return added


def _clauses(text: str, parties: list[Party], words: _Words) -> list[Clause]:
    clauses: list[Clause] = []
    start = 0
    titles = [match.span() for match in _TITLE_IN_QUOTES.finditer(text)]
    for match in [*_CLAUSE.finditer(text), None]:
        end = match.end() if match else len(text)
        if match and any(first <= match.start() < last for first, last in titles):
            # «Нерушимое братство»: a name in quotes is no clause.
            continue
        if match and any(party.start < match.start() < party.end for party in parties):
            continue
        if end > start:
            lead = text[start : start + 24].split()[:2]
            relative = any(word.startswith("котор") for word in lead)
            clauses.append(
                Clause(start, end, False, bool(lead) and lead[0] in words.lists["linked"], "если" in lead, relative)
            )
            start = end
    return conditional(clauses or [Clause(0, len(text))])


def _marks(text: str, hits: list[Hit], words: _Words) -> list[Mark]:
    marks = []
    for index, start, end in words.driver.find_matches_as_indexes(text):
        kind = words.marks[index][1]
        inside = (start and text[start - 1].isalpha()) or (end < len(text) and text[end].isalpha())
        if not inside and kind != "none":
            marks.append(Mark(start, end, kind))
    # A perfective present is a future: посетит, выплатит.
    marks += [Mark(hit.start, hit.start, "plan") for hit in hits if hit.form == "future"]
    return sorted(marks, key=lambda one: one.start)


def _finite(text: str, hit: Hit, form: str) -> bool:
    if form != "base":
        return True
    before = text[: hit.start].split()[-1:]
    return bool(before) and before[0] in (
        "будет",
        "будут",
        "планирует",
        "планируют",
        "намерен",
        "намерена",
        "намерены",
        "собирается",
    )


def _is_light(word: str, words: _Words) -> bool:
    return word in words.lists["light"] or word.endswith("о") or word.isdigit() or _role(word, words) == "state"


def _speaker(source: Source, words: _Words) -> tuple[str, bool]:
    tokens = _WORD.findall(source.text)
    opinion = any(token in words.lists["opine"] for token in tokens)
    according = re.search(r"[Пп]о словам ([^,.;]{3,60})", source.original)
    if according:
        return according.group(1).strip(), opinion
    for token in tokens:
        if token in words.lists["say"]:
            lead = re.split(r"[,;»«]", source.original[: source.text.find(token)])[-1].strip()
            return (lead if 0 < len(lead) <= 80 else ""), opinion
    return "", opinion
