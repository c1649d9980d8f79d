"""Russian words that point back: surnames, pronouns, bare titles, «стороны», «республики»."""

from __future__ import annotations

import re
from dataclasses import replace

from tightrope.extract.cases_ru import WORD, surname_stem
from tightrope.extract.forms_ru import cases, kind
from tightrope.extract.memory import Memory
from tightrope.extract.phrases_ru import Words
from tightrope.extract.reading import Party, join
from tightrope.extract.slots_ru import Phrase
from tightrope.names import Kind, Mention

_PAIR = re.compile(
    r"\b(?:двух|обеих|обоих|этих)\s(?:стран|государств|республик|сторон|народов)\b|"
    r"\b(?:двумя|обеими)\s(?:странами|государствами|сторонами)\b|"
    r"\b(?:между)\s(?P<between>сторонами|странами|ними)\b|"
    r"\b(?:обе\s(?:стороны|страны|республики)|оба\s(?:государства|лидера|президента|министра|премьера)|"
    r"две\s(?:стороны|страны))\b|"
    r"(?<!со )(?<!от )(?<!ой )(?<!ей )\bстороны\b(?!\s(?:конфликт|треуг|света|жизни))|\bони\b"
)
#: «Страны договорились», «лидеры обсудят»: bare plurals that act, behind nothing that says of whom.
_BARE_PAIR = re.compile(
    r"(?:(?:^|[.,:;«\"(—–-]\s?)(?:(?:что|в итоге|затем|также|позже|тогда|при этом|кроме того|по итогам|где|и)\s)?)"
    r"(?P<pair>страны|республики|государства|главы государств|лидеры|президенты|министры|политики|собеседники)"
    r"\s(?:также\s|уже\s|совместно\s|подробно\s|тогда\s)?\w+(?:ли|ют|ят|ут|ат|лись|ются|утся|атся|ятся)\b"
)
_COUNTRY = re.compile(r"\b(?:республик|стран|государств|ведомств)(?:а|ы|и|е|у|ой|о|ом)\b")
_GROUP = re.compile(
    r"\bпят(?:ь|и|ью)\s(?:республик|стран|государств)(?:ами|ах|ам)?\b|"
    r"\b(?:стран|государств|республик)(?:ы|а|и|ам|ами|ах)?\sрегиона\b"
)
#: «Лидеры трех государств»: as many as a list has named.
_COUNTED = re.compile(
    r"\b(?P<number>тр(?:ех|и|ем|емя)|четыр(?:е|ех|ьмя)|пят(?:ь|и|ью)|шест(?:ь|и|ью))\s"
    r"(?:стран|государств|республик|сторон)(?:ы|а|и|ам|ами|ах)?\b"
)
_NUMBERS = {"тр": 3, "че": 4, "пя": 5, "ше": 6}
_HE = re.compile(r"\b(?:он|она)\b")
_TITLES = re.compile(
    r"\b(?:президент|премьер-министр|премьер|министр|госсекретарь|канцлер|дипломат|ведомство|правительство|мид|"
    r"минобороны|парламент|власти|лидер|глава (?:государства|правительства|мид|ведомства|минобороны|кабмина|"
    r"внешнеполитического ведомства|кремля))\b"
)
_BODY = re.compile(r"\b(?:организация|альянс|блок|объединение)\b")
_NAME = re.compile(r"\b[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\b")
_LONG_ENOUGH = 4
_SOIL = ("территори", "границ", "позици", "военн", "пространств", "граждан")


def pointing(text: str, cased: str, mentions: list[Mention], memory: Memory, words: Words) -> list[Mention]:
    """The mentions of a sentence with those added that stand in a noun phrase but name nobody."""
    taken = [(one.start, one.end) for one in mentions]
    added = _surnames(text, cased, taken, memory, words) if memory.people else []
    added += _groups(text, taken, memory)
    added += _pairs(text, [*mentions, *added], taken, memory)
    added += _countries(text, mentions, taken, memory, words)
    return sorted([*mentions, *added], key=lambda one: one.start) if added else mentions


def _free(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return not any(first < end and start < last for first, last in taken)


def _surnames(text: str, cased: str, taken: list[tuple[int, int]], memory: Memory, words: Words) -> list[Mention]:
    found = []
    for match in _NAME.finditer(cased):
        codes = (
            memory.people.get(surname_stem(text[match.start() : match.end()]))
            if match.end() - match.start() >= _LONG_ENOUGH
            else None
        )
        if codes is None or not _free(match.start(), match.end(), taken):
            continue
        found.append(Mention(match.start(), match.end(), match.group(), codes, Kind.PERSON, "learned"))
    return found


def _pairs(text: str, mentions: list[Mention], taken: list[tuple[int, int]], memory: Memory) -> list[Mention]:
    found = []
    spans = [one.span("between") if one["between"] else one.span() for one in _PAIR.finditer(text)]
    spans += [one.span("pair") for one in _BARE_PAIR.finditer(text)]
    for start, end in spans:
        codes = pair_before(start, mentions, memory, both=text.startswith(("обе", "обо", "оба"), start))
        if codes and _free(start, end, taken):
            found.append(Mention(start, end, text[start:end], codes, Kind.GROUP, "pair"))
    return found


def pair_before(position: int, mentions: list[Mention], memory: Memory, both: bool = False) -> tuple[str, ...]:
    """The two states a sentence speaks of up to a position, or else the last two of the document."""
    known = tuple(part[0] for part in memory.pair if len(part) == 1)
    named = list(dict.fromkeys(one.actors[0] for one in mentions if one.end <= position and len(one.actors) == 1))
    if len(named) == _TWO:
        return tuple(named)
    if both and len(named) == 1 and len(known) == _TWO and named[0] not in known:
        # Казахстан призвал обе стороны: a third that speaks of two others.
        return known
    if len(named) == 1 and memory.topic and len(memory.topic) == 1 and memory.topic[0] != named[0]:
        # «…встречи с президентом России они договорились»: the other is whom the text speaks of.
        return (memory.topic[0], named[0])
    return known if len(known) == _TWO and len(named) < _TWO else ()


_TWO = 2


def _groups(text: str, taken: list[tuple[int, int]], memory: Memory) -> list[Mention]:
    """пять республик, страны региона: the group that the document has named."""
    found = [
        Mention(match.start(), match.end(), match.group(), memory.group, Kind.GROUP, "C5")
        for match in (_GROUP.finditer(text) if memory.group else ())
        if _free(match.start(), match.end(), taken)
    ]
    taken = taken + [(one.start, one.end) for one in found]
    for match in _COUNTED.finditer(text) if memory.lists else ():
        codes = memory.lists.get(_NUMBERS[match["number"][:2]])
        if codes and _free(match.start(), match.end(), taken):
            found.append(Mention(match.start(), match.end(), match.group(), codes, Kind.GROUP, "pair"))
    return found


def _countries(
    text: str, mentions: list[Mention], taken: list[tuple[int, int]], memory: Memory, words: Words
) -> list[Mention]:
    """президент республики, в стране: the state named last."""
    found = []
    for match in _COUNTRY.finditer(text):
        before = WORD.findall(text[max(0, match.start() - 24) : match.start()])[-1:]
        following = WORD.match(text, match.end() + 1)
        if not _free(match.start(), match.end(), taken) or not before:
            continue
        if before[0] not in ("в", "из") and not (cases(before[0]) and kind(before[0]) == "NOUN"):
            continue
        if (
            following
            and text[match.end()] == " "
            and "gen" in cases(following.group())
            and kind(following.group()) in ("NOUN", "ADJF")
        ):
            continue
        named = [one for one in mentions if one.end <= match.start() and len(one.actors) == 1]
        codes = named[-1].actors if named else memory.last
        said = text.rfind(" что ", 0, match.start())
        speakers = [one for one in named if one.end <= said]
        if speakers and named[-1].start > said and before[0].startswith(_SOIL):
            # В Армении заявили, что военные Азербайджана обстреляли территорию страны: that of the speaker.
            codes = speakers[-1].actors
        if match.group().startswith("ведомств") and not named and memory.topic:
            # «Руководитель ведомства»: of the office that acted, whomever the text named since.
            codes = memory.topic
        if len(codes) == 1:
            found.append(Mention(match.start(), match.end(), match.group(), codes, Kind.STATE, codes[0]))
    return found


def subjects(text: str, phrases: list[Phrase], memory: Memory) -> list[Party]:
    """Pronouns and bare titles that are subjects: он, министр, организация."""
    found: list[Party] = []
    for pattern in (_HE, _TITLES, _BODY):
        for match in pattern.finditer(text):
            if any(one.start < match.end() and match.start() < one.end for one in phrases):
                continue
            if pattern is _TITLES and not _stands_alone(text, match):
                continue
            codes = _last_subject(match.start(), phrases, memory) if pattern is not _BODY else memory.body
            if codes:
                body = pattern is _BODY
                found.append(Party(match.start(), match.end(), (codes,), ("",), "subj", "state", True, body))
    return found


def joined(text: str, parties: list[Party]) -> list[Party]:
    """Parties in order; «он и Си Цзиньпин подписали»: a pronoun and a name joined by "and" are one subject."""
    found: list[Party] = []
    for party in sorted(parties, key=lambda one: one.start):
        last = found[-1] if found else None
        beside = last is not None and text[last.end : party.start] == " и " and party.pronoun != last.pronoun
        if last and beside and {last.slot, party.slot} <= {"", "subj"} and last.acts and party.acts:
            found[-1] = replace(join([last, party]), slot="subj", pronoun=False)
        else:
            found.append(party)
    return found


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a title has no name, attribute or genitive of its own: «министр сказал», but not «министр труда»."""
    following = WORD.match(text, match.end() + 1)
    before = WORD.findall(text[max(0, match.start() - 20) : match.start()])[-1:]
    if before and kind(before[0]) in ("ADJF", "NOUN", "PREP"):
        return False
    if following is None or text[match.end()] != " ":
        return True
    return kind(following.group()) not in ("NOUN", "ADJF", "PRTF", "PREP") or following.group() in (
        "с",
        "в",
        "на",
        "из",
    )


def _last_subject(position: int, phrases: list[Phrase], memory: Memory) -> tuple[str, ...]:
    earlier = [one for one in phrases if one.end <= position and one.slot in ("", "subj") and one.head == "state"]
    return earlier[-1].parts[0] if earlier and len(earlier[-1].parts) == 1 else memory.topic
