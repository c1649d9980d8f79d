"""Russian phrases: titles and names that belong together, their case, preposition and slot, and lists of them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tightrope.extract.cases_ru import (
    COMPOUND,
    COMPOUND_SLOTS,
    PREPOSITIONS,
    TIMES,
    WORD,
    name_cases,
    prepositional,
    surname_stem,
)
from tightrope.extract.forms_ru import ANY_CASE, cases, kind, lemma
from tightrope.extract.lexicon import Hit
from tightrope.extract.reading import PROGRAMMES, Party, is_body, with_plus_one
from tightrope.names import Kind, Mention

_BEFORE = re.compile(r"([\w-]+)[«\"]?\s+[«\"]?$")
_AFTER = re.compile(r"\s([\w-]+)")
_CAPITALISED = re.compile(r"(?:\s[А-ЯЁ][\w-]+){1,3}")
_WHICH = re.compile(r"\bкотор(?:ый|ая|ые|ого|ому|ым|ом|ой|ую|ых|ыми)\b")
_JOINT = re.compile(r"(?:\s\([^()]{1,30}\))?\s*(?:,|и\s\([^()]{1,30}\)|и|или|,\s*и|,\s*а также|а также|\+|-|—|–)\s*")
_BY_CASE = {"nom": "subj", "acc": "obj", "dat": "to", "ins": "by", "gen": "of", "loc": "in"}
_VERBS = ("VERB", "INFN", "GRND", "PRTS", "PRTF", "PRED")
_ADJECTIVES = ("ADJF", "NUMR", "PRTF")
_WINDOW, _GAP, _MOST_TITLES, _MOST_ADJECTIVES = 40, 30, 9, 3
Words = dict[str, frozenset[str]]


@dataclass(slots=True)
class Phrase:
    """A phrase before it becomes a :class:`Party`.

    Attributes:
        start: first code point.
        end: code point after it.
        parts: codes of each member.
        keys: name key of each member.
        head: what it is about, see :class:`Party`.
        cases: the cases the whole phrase may stand in.
        name_cases: the cases its name alone may stand in.
        body: whether it is an organisation.
        adjective: whether it is a mere adjective whose noun stands elsewhere.
        preposition: the word that governs it, one of :data:`PREPOSITIONS`; empty if there is none.
        slot: its slot.
    """

    start: int
    end: int
    parts: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...]
    head: str
    cases: frozenset[str]
    name_cases: frozenset[str]
    body: bool = False
    adjective: bool = False
    preposition: str = ""
    slot: str = ""

    def party(self) -> Party:
        """The phrase as the engine knows it."""
        return Party(self.start, self.end, self.parts, self.keys, self.slot, self.head, body=self.body)


@dataclass(slots=True)
class Phraser:
    """Builds the phrases of one sentence.

    Attributes:
        text: folded, lower-cased.
        cased: folded.
        hits: triggers.
        words: word lists.
        learned: surnames that stand behind a title, with whom they act for.
    """

    text: str
    cased: str
    hits: list[Hit]
    words: Words
    learned: dict[str, tuple[str, ...]]

    def phrases(self, mentions: list[Mention]) -> list[Phrase]:
        """The phrases of the sentence in order, lists joined."""
        found: list[Phrase] = []
        index = 0
        while index < len(mentions):
            index, phrase = self._phrase(mentions, index)
            if phrase.start >= (found[-1].end if found else 0):
                found.append(phrase)
        return self._coordinate(found)

    def relatives(self, phrases: list[Phrase]) -> list[Phrase]:
        """«Иран, который США обвинили …»: the pronoun stands for the phrase right before its comma."""
        found = []
        for match in _WHICH.finditer(self.text):
            comma = self.text.rfind(",", 0, match.start())
            noun = next((one for one in phrases if one.end == comma), None)
            if noun is None or len(noun.parts) > 1:
                continue
            phrase = Phrase(
                match.start(), match.end(), noun.parts, noun.keys, noun.head, cases(match.group()), noun.cases, noun.body
            )
            self._place(phrase)
            end = self.text.find(",", match.end()) % (len(self.text) + 1)
            doer = next((one for one in phrases if match.end() <= one.start < end and one.slot in ("", "subj")), None)
            if phrase.slot == "" and doer and (doer.slot == "subj" or doer.start - match.end() <= 1):
                phrase.slot = "obj"
            found.append(phrase)
        return found

    def _phrase(self, mentions: list[Mention], index: int) -> tuple[int, Phrase]:
        """президентом + России + Дмитрием Медведевым; российская + сторона; граждан + США."""
        first = mentions[index]
        end, parts, keys, index = self._name(mentions, index)
        own = name_cases(self.text, first)
        head, found = "state", own
        demonym = first.kind is Kind.DEMONYM
        if demonym:
            head, found, end = self._noun_of_adjective(end, own)
        start, title, titled = self._title(first, own, demonym)
        if title:
            head = _weaker(title, head) if demonym and head != "relation" else title
            found = titled
        end, index = self._name_after(mentions, index, end, first, head)
        head = "programme" if first.key in PROGRAMMES else head
        phrase = Phrase(start, end, parts, keys, head, found, own, body=is_body(first))
        phrase.adjective = demonym and head in ("thing", "relation") and not title
        if len(parts) > 1 and demonym:
            phrase.slot = "pair"
        else:
            self._place(phrase)
        return index, phrase

    def _name(
        self, mentions: list[Mention], index: int
    ) -> tuple[int, tuple[tuple[str, ...], ...], tuple[str, ...], int]:
        first = mentions[index]
        second = mentions[index + 1] if index + 1 < len(mentions) else None
        if first.key == "pair":
            return first.end, tuple((code,) for code in first.actors), ("",) * len(first.actors), index + 1
        if second and self.text[first.end : second.start] == "-" and second.kind is Kind.DEMONYM:
            # российско-китайские переговоры
            return second.end, (first.actors, second.actors), (first.key, second.key), index + 2
        parts, keys, end = with_plus_one(self.text, first.end, first)
        return end, parts, keys, index + 1

    def _noun_of_adjective(self, end: int, own: frozenset[str]) -> tuple[str, frozenset[str], int]:
        """What an adjective of a state belongs to: российские + военные, российского + президента."""
        position = end
        for _ in range(_MOST_ADJECTIVES):
            match = _AFTER.match(self.text, position)
            if match is None:
                break
            word = match.group(1)
            if (
                any(hit.start == match.start(1) and hit.form == "noun" for hit in self.hits)
                and self.role(word) != "state"
            ):
                return "state", frozenset({"gen"}), end
            role = self.role(word)
            if role and word.startswith("военн") and (noun := _AFTER.match(self.text, match.end())):
                # российским военным кораблем: the adjective, not the noun.
                role = "" if kind(noun.group(1)) == "NOUN" and own & cases(noun.group(1)) & cases(word) else role
            if role and (agreed := own & cases(word)):
                return role, agreed, match.end()
            if kind(word) not in _ADJECTIVES or role:
                break
            position = match.end()
        unknown = "thing" if position > end or _AFTER.match(self.text, end) else "relation"
        return unknown, own, end

    def role(self, word: str) -> str:
        """state, private, people or relation by the word lists; empty for any other word."""
        base = lemma(word)
        return next((name for name in _ROLES if base in self.words[name]), "")

    def _title(self, first: Mention, own: frozenset[str], demonym: bool) -> tuple[int, str, frozenset[str]]:
        """The nouns before a name that it belongs to: министр иностранных дел + России."""
        if "gen" not in own and first.kind is not Kind.PERSON:
            return first.start, "", own
        position, left, role, found = first.start, first.start, "", own
        for _ in range(_MOST_TITLES):
            match = _BEFORE.search(self.text, max(0, position - _WINDOW), position)
            if match is None or COMPOUND.search(self.text, max(0, position - _WINDOW), position):
                break
            word = match.group(1)
            named = self.role(word)
            if named != "state" and any(
                hit.start <= match.start(1) < hit.end and hit.form == "noun" for hit in self.hits
            ):
                break
            if lemma(word) in _FORMER:
                role, left = "private", match.start(1)
            if named and (self._agrees(word, first, own, found, demonym, bool(role))):
                role, left, found = _weaker(named, role), match.start(1), cases(word) or ANY_CASE
            elif not (lemma(word) in self.words["modifier"] or (kind(word) in _ADJECTIVES and not named)) or (
                any(one in _VERBS for one in (kind(word),)) and not role
            ):
                break
            position = match.start(1)
        return (left, role, found) if role else (first.start, "", own)

    def _agrees(
        self, word: str, first: Mention, own: frozenset[str], found: frozenset[str], demonym: bool, chained: bool
    ) -> bool:
        """Whether a noun can govern what stands behind it: a genitive, or a person in its own case."""
        if first.kind is Kind.PERSON and not chained:
            return bool(cases(word) & own)
        return "gen" in (found if chained else own) or not cases(word)

    def _name_after(self, mentions: list[Mention], index: int, end: int, first: Mention, head: str) -> tuple[int, int]:
        """The person who holds the title: президент России + Дмитрий Медведев, also one whom nobody listed."""
        while index < len(mentions) and set(mentions[index].actors) <= set(first.actors):
            gap = self.text[end : mentions[index].start]
            if gap.strip() and not (len(gap) < _GAP and self.role(gap.split()[-1]) and not set(gap) & set(",;:—")):
                break
            if mentions[index].kind is not Kind.PERSON and gap.strip() == "" and first.kind is Kind.PERSON:
                break
            end = mentions[index].end
            index += 1
        name = _CAPITALISED.match(self.cased, end)
        if (
            name
            and head == "state"
            and first.kind is not Kind.PERSON
            and not (index < len(mentions) and mentions[index].start < name.end())
        ):
            surname = WORD.findall(self.text[name.start() : name.end()])[-1]
            if len(surname) > _SHORT_NAME and not any(
                hit.start < name.end() and name.start() < hit.end for hit in self.hits
            ):
                self.learned[surname_stem(surname)] = first.actors
                end = name.end()
        return end, index

    def _place(self, phrase: Phrase) -> None:
        """Find preposition and governor of a phrase, and from them its slot."""
        compound = COMPOUND.search(self.text, max(0, phrase.start - _WINDOW), phrase.start)
        if compound:
            name = str(compound.lastgroup)
            phrase.preposition, phrase.slot = name, COMPOUND_SLOTS.get(name, name)
            return
        position, before = phrase.start, _BEFORE.search(self.text, max(0, phrase.start - _WINDOW), phrase.start)
        for _ in range(_MOST_ADJECTIVES):
            if before is None or before.group(1) in PREPOSITIONS or kind(before.group(1)) not in _MODIFIERS:
                break
            phrase.cases = (phrase.cases & cases(before.group(1))) or phrase.cases
            position = before.start(1)
            before = _BEFORE.search(self.text, max(0, position - _WINDOW), position)
        word = before.group(1) if before else ""
        if word in PREPOSITIONS:
            phrase.preposition = word
            phrase.slot = prepositional(word, phrase.cases)
            return
        phrase.slot = self._bare(phrase, before)

    def _bare(self, phrase: Phrase, before: re.Match[str] | None) -> str:
        """The slot of a phrase without a preposition, by its cases and by the word before it."""
        found = phrase.cases
        if found == frozenset({"nom"}):
            return "subj"
        if before is not None and before.group(1).startswith(TIMES):
            # В апреле ЕС …: no noun that the name could hang on.
            before = None
        verb = before is not None and self._is_verb(before)
        noun = before is not None and not verb and bool(cases(before.group(1)))
        if noun and "gen" in found:
            return "of"
        if found >= {"nom", "acc"} or not found:
            return ""
        if "nom" in found:
            return "subj"
        order = ("acc", "dat", "ins", "gen") if verb else ("dat", "acc", "gen", "ins")
        return next((_BY_CASE[case] for case in order if case in found), "")

    def _is_verb(self, before: re.Match[str]) -> bool:
        hit = next((one for one in self.hits if one.start <= before.start(1) < one.end), None)
        return hit.form != "noun" if hit else kind(before.group(1)) in _VERBS

    def _coordinate(self, phrases: list[Phrase]) -> list[Phrase]:
        joined: list[Phrase] = []
        for phrase in phrases:
            last = joined[-1] if joined else None
            shared = self._shared(last, phrase) if last else frozenset()
            if last is None or not shared:
                joined.append(phrase)
                continue
            last.end, last.parts, last.keys = phrase.end, last.parts + phrase.parts, last.keys + phrase.keys
            # российские и узбекские военные: the noun stands behind the last adjective.
            last.head = phrase.head if last.adjective else _weaker(phrase.head, last.head)
            last.adjective, last.body = last.adjective and phrase.adjective, last.body and phrase.body
            if shared != last.cases:
                last.cases = shared
                if not last.preposition and last.slot != "of":
                    self._place(last)
        return joined

    def _shared(self, last: Phrase, phrase: Phrase) -> frozenset[str]:
        """The cases in which two phrases can stand in one list; none if they are no list."""
        if not _JOINT.fullmatch(self._gap(last, phrase)):
            return frozenset()
        if phrase.preposition and phrase.preposition != last.preposition:
            return frozenset()
        # президенты России и Турции: the second name depends on the title of the first.
        titled = last.cases != last.name_cases and phrase.cases == phrase.name_cases
        if titled and last.name_cases & phrase.cases & {"gen"} and not phrase.preposition:
            return last.cases
        return last.cases & phrase.cases

    def _gap(self, last: Phrase, phrase: Phrase) -> str:
        gap = self.text[last.end : phrase.start]
        if phrase.preposition and phrase.preposition == last.preposition:
            return re.sub(rf"\s{phrase.preposition}\s(?:[\w-]+\s)?$", " ", gap)
        return gap


_ROLES = ("state", "private", "people", "relation", "thing")
_MODIFIERS = ("ADJF", "NUMR", "PRTF", "ADVB")
_FORMER = frozenset({"бывший", "экс-президент", "экс-премьер", "отставной", "избранный"})
_SHORT_NAME = 3


def _weaker(one: str, other: str) -> str:
    """Of two titles the one that acts least: гражданин + посольства России is no embassy."""
    return next((name for name in ("private", "people", "relation", "thing") if name in (one, other)), one or other)
