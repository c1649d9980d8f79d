"""Russian phrases: the titles, adjectives and names that belong together."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tightrope.extract.cases_ru import COMPOUND, WORD, name_cases, surname_stem
from tightrope.extract.forms_ru import ANY_CASE, cases, kind, lemma
from tightrope.extract.reading import PROGRAMMES, is_organisation, with_plus_one
from tightrope.extract.slots_ru import BEFORE, MOST_ADJECTIVES, WINDOW, Phrase, Placer, weaker
from tightrope.names import Kind, Mention

_AFTER = re.compile(r"\s([\w-]+)")
_CAPITALISED = re.compile(r"(?:\s[А-ЯЁ][\w-]+){1,3}")
_ADJECTIVES = ("ADJF", "NUMR", "PRTF")
_GAP, _MOST_TITLES = 30, 9
Words = dict[str, frozenset[str]]


@dataclass(slots=True)
class Phraser(Placer):
    """Builds the phrases of one sentence.

    Attributes:
        text: folded, lower-cased.
        cased: folded.
        hits: triggers.
        words: word lists.
        learned: surnames that stand behind a title, with whom they act for.
    """

    cased: str
    words: Words
    learned: dict[str, tuple[str, ...]]
    _attribute: bool = False
    _named: bool = False

    def phrases(self, mentions: list[Mention]) -> list[Phrase]:
        """The phrases of the sentence in order, lists joined."""
        found: list[Phrase] = []
        index = 0
        while index < len(mentions):
            index, phrase = self._phrase(mentions, index)
            if phrase.start >= (found[-1].end if found else 0):
                found.append(phrase)
        return self._without_holders(self.coordinate(found))

    def _without_holders(self, phrases: list[Phrase]) -> list[Phrase]:
        """«Министры России и Китая Лавров и Ван И»: the names behind a shared title are no parties of their own."""
        kept: list[Phrase] = []
        for phrase in phrases:
            last = kept[-1] if kept else None
            beside = last is not None and self.text[last.end : phrase.start] in (" ", ", ", " — ", " - ")
            if last and beside and len(last.parts) > 1 and phrase.person and set(phrase.parts) <= set(last.parts):
                last.end = phrase.end
            else:
                kept.append(phrase)
        return kept

    def _phrase(self, mentions: list[Mention], index: int) -> tuple[int, Phrase]:
        """президентом + России + Дмитрием Медведевым; российская + сторона; граждан + США."""
        at, first = index, mentions[index]
        end, parts, keys, index = self._name(mentions, index)
        own = name_cases(self.text, first)
        head, found, self._attribute = "state", own, False
        inhabitants = first.kind is Kind.DEMONYM and bool(_INHABITANTS.search(self.text, first.start, first.end))
        demonym = first.kind is Kind.DEMONYM and not inhabitants
        if inhabitants:
            head = "people"
        if demonym:
            head, found, end = self._noun_of_adjective(end, own)
        start, title, titled = self._title(first, own, demonym)
        if title:
            head = weaker(title, head) if demonym and head != "relation" else title
            found = titled
        self._named = False
        end, index = self._name_after(mentions, index, end, first, head)
        if self._named and head in ("thing", "relation") and not title:
            # Афганские талибы: who is named acts.
            head = "state"
        head = "programme" if first.key in PROGRAMMES else head
        phrase = Phrase(start, end, parts, keys, head, found, own, body=is_organisation(first))
        phrase.person = first.kind is Kind.PERSON and not title
        phrase.attribute = self._attribute and not title
        person = mentions[at - 1] if at and mentions[at - 1].kind is Kind.PERSON else None
        phrase.behind_person = person is not None and phrase.start - person.end == 1
        phrase.adjective = demonym and head in ("thing", "relation") and not title
        if len(parts) > 1 and demonym:
            phrase.slot = "pair"
        else:
            self.place(phrase)
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
        for _ in range(MOST_ADJECTIVES):
            match = _AFTER.match(self.text, position)
            if match is None:
                break
            word = match.group(1)
            counted = next((one for one in self.hits if one.start == match.start(1) and one.form == "noun"), None)
            if counted is not None and (self.role(word) != "state" or counted.end > match.end()):
                self._attribute = True
                return self.role(word) or "state", own & cases(word) or own, end
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
        if "gen" in own and (ministry := self._ministry(first.start)):
            role, left, position = "state", ministry.start(1), ministry.start(1)
            found = cases(ministry.group(1).lower()) or ANY_CASE
        if first.kind is Kind.PERSON and (given := _GIVEN.search(self.cased, max(0, position - WINDOW), position)):
            # Министр + Амир Хан + Муттаки, президент + Ж. + Токаев: the rest of the name.
            position = given.start(1)
        for _ in range(_MOST_TITLES):
            match = BEFORE.search(self.text, max(0, position - WINDOW), position)
            if match is None or COMPOUND.search(self.text, max(0, position - WINDOW), position):
                break
            word = match.group(1)
            if word == "из" and not role and (sender := _SENDER.search(self.text, max(0, position - WINDOW), position)):
                # Коллега из Афганистана, делегация из Китая.
                role, left, position = "state", sender.start(1), sender.start(1)
                found = cases(sender.group(1)) or ANY_CASE
                continue
            named = self.role(word)
            if named == "relation" and lemma(word) in self.words["modifier"] and _ORGAN.search(self.text, 0, position):
                named = ""
            if (word == "по" and position == first.start) or self._is_no_title(match, first, role, named):
                # Удары + по Сирии, but министр по делам + Сирии.
                break
            if role in ("people", "private", "state") and named == "" and lemma(word) in _MANY:
                # Тысячи жителей Армении: the number has the case.
                left, found = match.start(1), cases(word) or ANY_CASE
                break
            if lemma(word) in _FORMER:
                role, left = "private", match.start(1)
            if named and (self._agrees(word, first, own, found, demonym, bool(role))):
                role, left, found = weaker(named, role), match.start(1), cases(word) or ANY_CASE
            elif not role and kind(word) == "NOUN" and self._is_office(match.start(1)):
                pass
            elif not (lemma(word) in self.words["modifier"] or (kind(word) in _ADJECTIVES and not named)):
                break
            position = match.start(1)
        if role and (acting := _ACTING.search(self.text, max(0, left - WINDOW), left)):
            left, found = acting.start(), cases(acting.group(1) or "") or ANY_CASE
        return (left, role, found) if role else (first.start, "", own)

    def _is_no_title(self, match: re.Match[str], first: Mention, role: str, named: str) -> bool:
        """Whether a word before a name is a noun with an act or a thing of its own, which is nobody's title."""
        if first.kind is Kind.PERSON and not role and named in ("relation", "thing"):
            return True  # Вопросы политики Путин обсудил
        return named != "state" and any(
            hit.start <= match.start(1) < hit.end and hit.form == "noun" for hit in self.hits
        )

    def _ministry(self, position: int) -> re.Match[str] | None:
        """Министр иностранных дел и внешней торговли + Венгрии: what an office is for, however long it is."""
        match = _MINISTRY.search(self.cased, max(0, position - _LONG_TITLE), position)
        between = WORD.findall(match.group(2)) if match else []
        return match if match and all(word == "и" or "gen" in cases(word) for word in between) else None

    def _is_office(self, position: int) -> bool:
        """Премьер + Госсовета + КНР: whether an office stands before a noun that no list knows."""
        match = BEFORE.search(self.text, max(0, position - WINDOW), position)
        return match is not None and lemma(match.group(1)) in _OFFICES

    def _agrees(
        self, word: str, first: Mention, own: frozenset[str], found: frozenset[str], demonym: bool, chained: bool
    ) -> bool:
        """Whether a noun can govern what stands behind it: a genitive, or a person in its own case."""
        quoted = self.text[max(0, first.start - 1) : first.start] in ("«", '"')
        if first.kind is Kind.PERSON and not chained and not quoted:
            return bool(cases(word) & own)
        return "gen" in (found if chained else own) or not cases(word)

    def _name_after(self, mentions: list[Mention], index: int, end: int, first: Mention, head: str) -> tuple[int, int]:
        """The person who holds the title: президент России + Дмитрий Медведев, also one whom nobody listed."""
        while index < len(mentions) and set(mentions[index].actors) <= set(first.actors):
            if len(first.actors) > 1 and mentions[index].actors != first.actors:
                # Центральной Азии + властям Киргизии: a member is another party than its group.
                break
            gap = self.text[end : mentions[index].start]
            if gap.strip() and not (len(gap) < _GAP and self.role(gap.split()[-1]) and not set(gap) & set(",;:—")):
                break
            if mentions[index].kind is not Kind.PERSON and gap.strip() == "" and first.kind is Kind.PERSON:
                break
            if gap.strip() and first.kind in (Kind.CAPITAL, Kind.SEAT, Kind.PLACE):
                # В Белом доме президент США: who acts at a place is not the place.
                break
            # Талибы Афганистана, кыргызский Ош: a person or place in the name acts or lies there.
            self._named = self._named or mentions[index].kind in (Kind.PERSON, Kind.PLACE, Kind.CAPITAL)
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


_OFFICES = frozenset({"премьер", "премьер-министр", "министр", "секретарь", "госсекретарь", "спикер", "посол"})
_MINISTRY = re.compile(r"\b((?:[Мм]инистр|[Мм]инистерств|[Зз]амминистр|[Вв]ице-министр)\w*)((?:\s[а-яё-]+,?){3,8})\s$")
_LONG_TITLE = 110
_GIVEN = re.compile(r"[а-яё»]\s((?:[А-ЯЁ][а-яё]+|[А-ЯЁ]\.)\s?(?:[А-ЯЁ][а-яё]+\s|[А-ЯЁ]\.\s?)?)$")
_ACTING = re.compile(r"\b(?:(исполняющ\w+)\sобязанности|и\.\s?о\.|врио)\s$")
_INHABITANTS = re.compile(
    r"(?:ц(?:ы|ев|ам|ами|ах|а|у|ем|е)|ец|[ая]н(?:е|ам|ами|ах|ин\w*)?|тур(?:ок|к\w{1,3})|рус\w{0,3}|узы?\w{0,3})$"
)
#: Комитет национальной безопасности is an organ, безопасность Казахстана is none.
_ORGAN = re.compile(r"\b(?:национальной|государственной|общественной|внешней)\s\w+\s$")
_SENDER = re.compile(r"\b((?:коллег|делегаци|визави|министр|представител|инструктор|парламентари)\w*)\sиз\s$")
_ROLES = ("state", "private", "people", "relation", "thing", "ground", "place")
_MANY = frozenset({"тысяча", "сотня", "десяток", "группа", "миллион", "толпа", "множество"})
_FORMER = frozenset({"бывший", "экс-президент", "экс-премьер", "отставной", "избранный"})
_SHORT_NAME = 3
