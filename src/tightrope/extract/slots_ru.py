"""Russian phrases in their slots: which word governs them, in which case they stand, and lists of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tightrope.extract.cases_ru import (
    COMPOUND,
    COMPOUND_SLOTS,
    GOVERNED,
    PREPOSITIONS,
    TIMES,
    WORD,
    prepositional,
)
from tightrope.extract.forms_ru import ANY_CASE, cases, kind
from tightrope.extract.lexicon import Hit
from tightrope.extract.reading import Party

BEFORE = re.compile(r"([\w-]+)[«\"]?\s+[«\"]?$")
_GOES_ON = re.compile(r"\s*(?:,|и|а также)\s")
_WHICH = re.compile(r"\bкотор(?:ый|ая|ые|ого|ому|ым|ом|ой|ую|ых|ыми)\b")
_JOINT = re.compile(
    r"(?:\s\([^()]{1,30}\))?\s*"
    r"(?:,?\s?и\s(?:его|ее|их)|,|и\s\([^()]{1,30}\)|и|или|"
    r",\s*и|,\s*а также|а также|,?\s*а затем|,?\s*затем|\+|-|—|–)\s*"
)
_BY_CASE = {"nom": "subj", "acc": "obj", "dat": "to", "ins": "by", "gen": "of", "loc": "in"}
_VERBS = ("VERB", "INFN", "GRND", "PRTS", "PRTF", "PRED")
_MODIFIERS = ("ADJF", "NUMR", "PRTF", "ADVB")
_LISTED = re.compile(
    r"\b(?:(?P<preposition>с|со|из|в|между|против|от|для|к)\s(?=(?P<noun>[\w-]+))(?:[\w-]+\s){0,3}|"
    r"(?P<heads>лидер|президент|глав|министр|посл|представител|делегаци)\w*\s(?:[\w-]+\s){0,2})"
    r"(?:стран|государств|республик)[\w-]*(?:[^,.;«»]|«[^«»]*»){0,50}\s?[-—–:(]\s*$"
)
_LIST_REACH = 110
#: «В городе Ош»: the noun that a name of a place stands beside has the case.
_TOWN = re.compile(r"(?:город|порт|аэропорт|село|поселк|остров)(?:а|е|у|ом|и|ю|ей|ы)?")
#: «В ответ МИД …», «в свою очередь Баку …»: on these nouns no name hangs.
_ADVERBIAL = re.compile(
    r"\b(?:в ответ|в (?:свою|ту же) очередь|в (?:том )?числе|в частности|в итоге|в результате|в целом|в то же время|"
    r"со своей стороны|в последнее время|на этом фоне|на днях|в последние годы)\s[«\"]?$"
)
WINDOW, MOST_ADJECTIVES = 40, 3


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
        attribute: whether it is an adjective of the noun of an act or figure: китайские инвестиции.
        preposition: the word that governs it, one of :data:`PREPOSITIONS`; empty if there is none.
        slot: its slot.
        members: the parties it was joined from; empty for a single one.
        person: whether it is the mere name of a person.
        behind_person: whether the name of a person stands right before it.
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
    attribute: bool = False
    preposition: str = ""
    slot: str = ""
    members: list[Party] = field(default_factory=list)
    person: bool = False
    behind_person: bool = False

    def party(self) -> Party:
        """The phrase as the engine knows it."""
        members = tuple(self.members)
        return Party(self.start, self.end, self.parts, self.keys, self.slot, self.head, body=self.body, members=members)


@dataclass(slots=True)
class Placer:
    """Finds the slots of phrases and joins lists of them.

    Attributes:
        text: folded, lower-cased.
        hits: triggers.
    """

    text: str
    hits: list[Hit]

    def relatives(self, phrases: list[Phrase]) -> list[Phrase]:
        """«Иран, который США обвинили …»: the pronoun stands for the phrase right before its comma."""
        found: list[Phrase] = []
        for match in _WHICH.finditer(self.text):
            comma = self.text.rfind(",", 0, match.start())
            noun = next((one for one in phrases if one.end == comma), None)
            if noun is None or len(noun.parts) > 1:
                continue
            phrase = Phrase(
                match.start(),
                match.end(),
                noun.parts,
                noun.keys,
                noun.head,
                cases(match.group()),
                noun.cases,
                noun.body,
            )
            self.place(phrase)
            end = self.text.find(",", match.end()) % (len(self.text) + 1)
            doer = next((one for one in phrases if match.end() <= one.start < end and one.slot in ("", "subj")), None)
            if phrase.slot == "" and doer and (doer.slot == "subj" or doer.start - match.end() <= 1):
                phrase.slot = "obj"
            found.append(phrase)
        return found

    def place(self, phrase: Phrase) -> None:
        """Find preposition and governor of a phrase, and from them its slot."""
        compound = COMPOUND.search(self.text, max(0, phrase.start - WINDOW), phrase.start)
        if compound:
            name = str(compound.lastgroup)
            phrase.preposition, phrase.slot = name, COMPOUND_SLOTS.get(name, name)
            if name == "edge":
                # У границы с Турцией: beside a state, not in it.
                phrase.head = "ground"
            return
        listed = _LISTED.search(self.text, max(0, phrase.start - _LIST_REACH), phrase.start)
        if listed:
            # С рядом стран — Данией, Италией: the list stands in the place of the noun.
            self._stand_in(phrase, listed)
            return
        position, before = phrase.start, BEFORE.search(self.text, max(0, phrase.start - WINDOW), phrase.start)
        for _ in range(MOST_ADJECTIVES):
            word = before.group(1) if before else ""
            if before is None or word in PREPOSITIONS or word.startswith("котор"):
                break
            if kind(word) not in _MODIFIERS and not word.isdigit() and not (_TOWN.fullmatch(word) and not phrase.body):
                break
            if any(hit.start <= before.start(1) < hit.end for hit in self.hits):
                break
            agreed = cases(word) if _TOWN.fullmatch(word) else phrase.cases & cases(word)
            if "gen" in phrase.cases and (word.isdigit() or (kind(word) == "NUMR" and "nom" in cases(word))):
                # Два дипломата России: behind a number stands a genitive that is none.
                agreed = frozenset({"nom", "acc"})
            phrase.cases = agreed or phrase.cases
            position = before.start(1)
            before = BEFORE.search(self.text, max(0, position - WINDOW), position)
        word = before.group(1) if before else ""
        if word in PREPOSITIONS and not (phrase.attribute and self._of_base(phrase)):
            phrase.preposition = word
            phrase.slot = prepositional(word, phrase.cases)
            phrase.cases = (phrase.cases & GOVERNED.get(word, ANY_CASE)) or phrase.cases
            return
        phrase.slot = self._bare(phrase, before)

    def _stand_in(self, phrase: Phrase, listed: re.Match[str]) -> None:
        """«С лидерами пяти стран — Киргизии, …», «принял лидеров …»: the slot is that of the noun it lists."""
        if listed["preposition"]:
            phrase.preposition = listed["preposition"]
            phrase.slot = prepositional(phrase.preposition, cases(listed["noun"]) or phrase.cases)
            return
        found = cases(WORD.match(self.text, listed.start()).group())  # type: ignore[union-attr]
        phrase.start, order = listed.start(), ("nom", "acc", "dat", "ins")
        phrase.slot = next((_BY_CASE[case] for case in order if case in found), "")

    def _of_base(self, phrase: Phrase) -> bool:
        """На российской базе в Таджикистане: the adjective tells whose base it is, not where."""
        following = next((one for one in self.hits if one.start >= phrase.end), None)
        return following is not None and any(frame.code == "base-host" for frame in following.frames)

    def _bare(self, phrase: Phrase, before: re.Match[str] | None) -> str:
        """The slot of a phrase without a preposition, by its cases and by the word before it."""
        found = phrase.cases
        if phrase.attribute:
            return "of"
        if found == frozenset({"nom"}):
            return "subj"
        adverbial = before and _ADVERBIAL.search(self.text, max(0, before.end() - WINDOW), before.end())
        if adverbial or (before is not None and before.group(1).startswith((*TIMES, "котор"))):
            # В апреле ЕС …: no noun that the name could hang on.
            before = None
        verb = before is not None and self._is_verb(before)
        if verb and before is not None and "ins" in found and self._is_done(before):
            # Санкции, введенные США: behind a passive participle stands who did it.
            return "by"
        # «По приглашению Рахмона Душанбе посетит …»: on a person hangs no name.
        noun = before is not None and not verb and not phrase.behind_person and bool(cases(before.group(1)))
        if noun and "gen" in found:
            return "of"
        if found >= {"nom", "acc"} or not found:
            return ""
        if "nom" in found:
            return "subj"
        order = ("acc", "dat", "ins", "gen") if verb else ("dat", "acc", "gen", "ins")
        return next((_BY_CASE[case] for case in order if case in found), "")

    def _is_done(self, before: re.Match[str]) -> bool:
        return any(one.start <= before.start(1) < one.end and one.form in ("part", "pparticiple") for one in self.hits)

    def _is_verb(self, before: re.Match[str]) -> bool:
        hit = next((one for one in self.hits if one.start <= before.start(1) < one.end), None)
        return hit.form != "noun" if hit else kind(before.group(1)) in _VERBS

    def coordinate(self, phrases: list[Phrase]) -> list[Phrase]:
        """Join the phrases that stand in one list, and let its members settle the case."""
        joined: list[Phrase] = []
        for phrase in phrases:
            last = joined[-1] if joined else None
            shared = self._shared(last, phrase) if last else frozenset()
            if last is None or not shared:
                joined.append(phrase)
                continue
            last.members = [*(last.members or [last.party()]), phrase.party()]
            last.end, last.parts, last.keys = phrase.end, last.parts + phrase.parts, last.keys + phrase.keys
            # российские и узбекские военные: the noun stands behind the last adjective.
            last.head = phrase.head if last.adjective else weaker(phrase.head, last.head)
            last.adjective, last.body = last.adjective and phrase.adjective, last.body and phrase.body
            if shared != last.cases:
                last.cases = shared
                if not last.preposition and last.slot != "of":
                    self.place(last)
        return joined

    def _shared(self, last: Phrase, phrase: Phrase) -> frozenset[str]:
        """The cases in which two phrases can stand in one list; none if they are no list."""
        if not _JOINT.fullmatch(self._gap(last, phrase)):
            return frozenset()
        if phrase.preposition and phrase.preposition != last.preposition:
            return frozenset()
        lone = self.text[last.end : phrase.start].strip() == "," and len(last.parts) == 1
        if lone and not _GOES_ON.match(self.text, phrase.end):
            # Two names with nothing but a comma between them are no list: Прибыв в Баку, президент Турции …
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


def weaker(one: str, other: str) -> str:
    """Of two titles the one that acts least: гражданин + посольства России is no embassy."""
    if (one, other) == ("state", "place"):
        # Губернатор области Украины is not Ukraine; but резиденция президента is a place.
        return "private"
    if (one, other) == ("place", "state"):
        return "place"
    return next((name for name in ("private", "people", "relation", "thing") if name in (one, other)), one or other)
