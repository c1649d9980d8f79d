"""Russian grammar: from folded text, names and triggers to parties in slots, clauses and marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, partial

from ahocorasick_rs import AhoCorasick

from tightrope.extract.cases_ru import PREPOSITIONS, WORD
from tightrope.extract.clauses_ru import clauses_of
from tightrope.extract.forms_ru import cases, kind
from tightrope.extract.lexicon import Hit, Lexicon, lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.phrases_ru import Phraser, Words
from tightrope.extract.reading import Clause, Mark, Party, Reading, plans
from tightrope.extract.references_ru import joined, pointing, subjects
from tightrope.extract.source import Source
from tightrope.extract.subjects_ru import acts_without_name
from tightrope.names import Mention

_MARKS = ("plan", "no", "maybe", "wish", "end", "none")
#: АСТАНА, 5 июня (агентство) —: where and when a report was written says nothing about what it tells.
_DATELINE = re.compile(
    r"^\s*[А-ЯЁ][\w-]+(?:[ -][А-ЯЁ][\w-]+)?[.,]?\s+(?:\d{1,2}\s[а-я]+\.?(?:\s\d{4})?)?[^—–-]{0,40}[—–-]\s"
)
_DAY_IN_DATELINE = re.compile(r"\b\d{1,2}\s(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)")
_LONGEST_DATELINE = 70
_SCALE, _PAIR = 3, 2


@dataclass(frozen=True, slots=True)
class _Lists:
    words: Words
    driver: AhoCorasick
    marks: tuple[tuple[str, str], ...]


@cache
def _lists() -> _Lists:
    lists = lexicon("ru").words
    marks = tuple((word, name) for name in _MARKS for word in lists[name])
    driver = AhoCorasick([word for word, _ in marks])
    return _Lists({name: frozenset(words) for name, words in lists.items()}, driver, marks)


def read(source: Source, lex: Lexicon, memory: Memory) -> Reading:
    """Read one Russian sentence."""
    text, lists = source.text, _lists()
    words = lists.words
    dateline = _dateline(source)
    source.brackets = ((0, dateline),) if dateline else ()
    edges = frozenset(edge for one in source.mentions for edge in (one.start, one.end))
    mentions = [one for one in source.mentions if one.start >= dateline and _usable(text, one, edges)]
    mentions = pointing(text, source.cased, mentions, memory, words)
    phraser = Phraser(text, source.hits, source.cased, words, memory.people)
    phrases = phraser.phrases(mentions)
    phrases = sorted(phrases + phraser.relatives(phrases), key=lambda one: one.start)
    parties = joined(text, [one.party() for one in phrases] + subjects(text, phrases, memory))
    clauses = clauses_of(text, parties, words)
    parties = [_impersonal(text, one, clauses, parties, source.hits, words) for one in parties]
    parties = [_faced(text, one) for one in parties]
    memory.last = next((one.parts[-1] for one in reversed(parties) if not one.body), memory.last)
    memory.group = next((one.actors for one in mentions if one.key == "C5" and len(one.actors) > 1), memory.group)
    memory.lists |= {len(one.parts): one.codes for one in parties if len(one.parts) == len(one.codes) > _PAIR}
    marks = _marks(text, source.hits, lists)
    # Where word order is free, a time may stand before the verb that makes it a plan's.
    source.plans = plans(marks) + tuple(_opening(mark.start, clauses) for mark in marks if mark.kind == "plan")
    speaker, opinion = _speaker(source, words)
    return Reading(
        text=text,
        parties=parties,
        hits=[kept for hit in source.hits if (kept := hit.keep(partial(_counts, text, hit, words))) is not None],
        clauses=clauses,
        marks=marks,
        dates=source.dates,
        quantities=source.quantities,
        speaker=speaker,
        opinion=opinion or text.rstrip('»" ').endswith("?"),
        light=lambda piece: all(_is_light(word, phraser) for word in WORD.findall(piece)),
        apart=lambda hit: _ONE_BY_ONE.match(text, hit.end) is not None,
        nobody=lambda hit: acts_without_name(text, hit, parties),
        passive=lambda hit: hit.form in ("part", "pparticiple"),
        past=lambda hit: _is_past(text, hit),
        habitual=lambda hit: _is_habit(text, hit, words),
        mutual=lambda hit: "друг друг" in text[hit.end : hit.end + 40] or "взаимн" in text[hit.end : hit.end + 24],
        linear=False,
        scale=_SCALE,
        title=source.title,
        original=source.original,
        topics=lex.topics,
    )


def _is_past(text: str, hit: Hit) -> bool:
    """«Подписал», «подписано», «визит состоялся»: the act lies behind."""
    if hit.form == "noun":
        return _TOOK_PLACE.search(text, max(0, hit.start - _PREDICATE), hit.end + _PREDICATE) is not None
    return hit.form in ("past", "pasts", "part") and not _WILL_BE.search(
        text, max(0, hit.start - _FEW_WORDS), hit.start
    )


#: «Визит состоялся», «прошли переговоры».
_TOOK_PLACE = re.compile(r"\b(?:состоя|прош|проходи|проше)л(?:ся|ась|ось|ись|а|о|и)?\b|\bпрошел\b")
_WILL_BE = re.compile(r"\b(?:будет|будут)\s(?:[\w-]+о\s)?$")
_PREDICATE, _FEW_WORDS = 60, 24


def _opening(position: int, clauses: list[Clause]) -> int:
    """Where the clause of a position begins, or goes on behind one that interrupts it."""
    around = next((one.start for one in reversed(clauses) if one.start <= position < one.end), position)
    return max([around, *(one.end for one in clauses if one.relative and around < one.end <= position)])


#: «Провел встречи с президентами Ирана и Ирака»: several meetings, each of two.
_ONE_BY_ONE = re.compile(
    r"(?:\s[\w-]+){0,4}?\s(?:встречи|беседы|телефонные разговоры|визиты)\b(?!\sс\sпрезидентом)|\sпо отдельности"
)
_HABIT = 24
_COUNTED = re.compile(r"\b(?:[3-9]|\d{2,3}|трех|три|четыре|пять|шесть|семь|восемь|девять|десять)\s(?:[\w-]+\s)?учени")


def _is_habit(text: str, hit: Hit, words: Words) -> bool:
    """Whether acts are told as a habit or counted: регулярно, провели семь учений."""
    start = max(0, hit.start - _HABIT)
    piece = text[start : hit.end + _HABIT]
    return any(word in piece for word in words["habit"]) or bool(_COUNTED.search(text, start, hit.end + 2 * _HABIT))


def _dateline(source: Source) -> int:
    match = _DATELINE.match(source.cased)
    if match is None or match.end() > _LONGEST_DATELINE:
        return 0
    lead = match.group()
    shouted = lead.split()[0].strip(",.").isupper() and re.search(r"[/(.]", lead)
    return match.end() if shouted or _DAY_IN_DATELINE.search(lead) else 0


def _usable(text: str, mention: Mention, edges: frozenset[int]) -> bool:
    """Names inside other words, of a state that is gone, or of a currency (млн долларов США) are nobody."""
    if mention.actors == ("SUN",) or mention.text.lower().startswith(_UNRECOGNISED):
        return False
    before = text[max(0, mention.start - 9) : mention.start]
    after = text[mention.end : mention.end + 14]
    if before.endswith(("доллар ", "доллара ", "долларов ", "долл. ")) or _MONEY_AFTER.match(after):
        return False
    # российско-китайский, Азербайджан — Турция: names that share a hyphen.
    inside = before.endswith("-") and mention.start - 1 not in edges
    return not inside and (not after.startswith("-") or mention.end + 1 in edges or after.startswith(_ELDER))


_ELDER = ("-старш", "-младш")
_MONEY_AFTER = re.compile(r"\s(?:крон|фунт|рубл|тенге|юан)")
#: Lands that break away act for themselves, not for the state that claims them.
_UNRECOGNISED = ("абхаз", "южная осет", "южной осет", "южную осет", "приднестр", "южноосет")


def _impersonal(
    text: str, party: Party, clauses: list[Clause], parties: list[Party], hits: list[Hit], words: Words
) -> Party:
    """В Астане осудили …: a plural verb without a subject acts for the place that opens the clause."""
    if party.slot not in ("in", "to") or len(party.parts) != 1:
        return party
    clause = next((one for one in clauses if one.start <= party.start < one.end), None)
    if clause is None or not _OPENS.fullmatch(text[clause.start : party.start]):
        return party
    following = WORD.findall(text[party.end : party.end + _NEXT_VERB])[:3]
    plural = next((word for word in following if word.endswith(_PLURAL) and kind(word) == "VERB"), None)
    if plural is None or any(kind(word) in ("NOUN", "ADJF") for word in following[: following.index(plural)]):
        return party
    end = text.find(plural, party.end) + len(plural)
    told = plural in words["say"] or any(
        hit.start < end <= hit.end and any(frame.code in _IMPERSONAL for frame in hit.frames) for hit in hits
    )
    doers = [one for one in parties if clause.start <= one.start < clause.end and one.slot == "subj"]
    return replace(party, slot="subj") if told and not doers else party


def _faced(text: str, party: Party) -> Party:
    """«Польше предстоит подписать …», «Ирану удалось договориться»: who faces an act does it."""
    dative = not party.pronoun and "dat" in _dative(text, party) if party.slot in ("", "of", "to") else False
    return replace(party, slot="subj") if dative and _FACED.match(text, party.end) else party


def _dative(text: str, party: Party) -> frozenset[str]:
    """The cases of the first word of a party that stands behind no preposition."""
    lead = WORD.findall(text[max(0, party.start - _NEXT_VERB) : party.start])[-1:]
    return frozenset() if lead and lead[0] in PREPOSITIONS else cases(WORD.findall(text[party.start : party.end])[0])


_FACED = re.compile(r"\s(?:(?:еще|также|тоже|вскоре|теперь)\s)?(?:предсто\w+|удалось|удастся|пришлось|придется)\b")
_OPENS = re.compile(
    r"\W*(?:(?:а|но|и|при этом|однако|что|как|ранее|вчера|сегодня|накануне|в свою очередь)\W+)*"
    r"(?:в|во|на)\s(?:[\w-]+\s){0,2}"
)
_PLURAL, _NEXT_VERB = ("ли", "ют", "ят", "ут", "ат", "лись", "ются"), 60
#: Types of acts that the plural without a subject tells of a government.
_IMPERSONAL = frozenset(
    {"ACCUSE", "REQUEST", "REJECT", "THREATEN", "SUPPORT", "COERCE", "SANCTION", "AGREE", "CONCEDE"}
)


def _marks(text: str, hits: list[Hit], lists: _Lists) -> list[Mark]:
    found = [
        Mark(start, end, lists.marks[index][1])
        for index, start, end in lists.driver.find_matches_as_indexes(text, overlapping=True)
        if not ((start and text[start - 1].isalpha()) or (end < len(text) and text[end].isalpha()))
    ]
    marks: list[Mark] = []
    for mark in sorted(found, key=lambda one: (one.start, -one.end)):
        # Of overlapping words the longest counts: «не раз» is no denial.
        if not marks or mark.start >= marks[-1].end:
            marks.append(mark)
    marks = [mark for mark in marks if mark.kind != "none"]
    marks += [Mark(one.end(), one.end(), "wish") for one in _HOPED.finditer(text)]
    # A perfective present is a future: посетит, выплатит.
    marks += [Mark(hit.start, hit.start, "plan") for hit in hits if hit.form in ("future", "futures")]
    marks.sort(key=lambda one: one.start)
    joined: list[Mark] = []
    for mark in marks:
        if (
            joined
            and joined[-1].kind == "no"
            and mark.kind == "plan"
            and mark.start - joined[-1].end <= 1 < mark.end - mark.start
        ):
            # не планирует: what is not planned is denied.
            joined[-1] = Mark(joined[-1].start, mark.end, "no")
        else:
            joined.append(mark)
    return joined


#: «Выразил надежду, что страны подпишут договор»: what one hopes for or believes in is no act.
_HOPED = re.compile(
    r"\b(?:надежд\w+|наде[ею]\w+|рассчитыва\w+|увер(?:ен|енност)\w*|убежд(?:ен|енност)\w*)(?: в том)?, что\b"
)


def _counts(text: str, hit: Hit, words: Words, form: str) -> bool:
    """Whether a form tells of an act: an infinitive only behind a modal, a noun not behind «без» or «для»."""
    before = WORD.findall(text[max(0, hit.start - _BEHIND) : hit.start])
    if form == "noun":
        if any(frame.kind == "ties" for frame in hit.frames) and _TO_COME.search(text[: hit.start][-_BEHIND:]):
            return False
        if _TOWARDS.search(text[max(0, hit.start - _BEHIND) : hit.start]):
            return False
        if any(frame.kind == "ties" for frame in hit.frames) and any(one.startswith(_PACTS) for one in before[-_FEW:]):
            return True
        if before[-2:-1] and before[-2] in ("для", "ради") and before[-1].startswith(_HOLDING):
            return False
        decided = bool(before) and before[-1] in ("о", "об") and any(one.startswith(_DECISIONS) for one in before)
        return not before or decided or before[-1] not in _UNREAL_BEFORE
    if form != "base":
        # С начала года: behind a preposition stands no verb; but «среди воздержавшихся», «против проголосовали».
        among = bool(before) and before[-1] in (("среди",) if form == "participle" else ("против", "за"))
        free = not before or not text[: hit.start].endswith(" ") or before[-1] not in PREPOSITIONS
        return free or among or form == "pparticiple"
    near = before[-_FEW:]
    modal = max((at for at, word in enumerate(near) if word in words["modal"]), default=None)
    # «Решил просить ООН признать»: the second infinitive is the content of the first.
    return modal is not None and not any(kind(word) == "INFN" for word in near[modal + 1 :])


_BEHIND, _FEW = 48, 4
#: «Готов к переговорам», «призыв к диалогу»: what one is ready for has not happened.
_TOWARDS = re.compile(
    r"(?:готов|призыв|призва|склон|стрем|возвра|верну|приступ|подготов|препятств|надежд|настро|открыт|перей)\w*"
    r"\s(?:к|ко|на|за)\s(?:[\w-]+\s)?$"
)
#: «О создании зоны свободной торговли»: what is still to be made is no tie.
_TO_COME = re.compile(
    r"(?:создан|создат|переговор\w+ о|кандидат|вступлени|присоединени|стремлени|заявк|закры|ликвид|вывод|счита)\w*"
    r"(?:\s\S+){0,3}\s$"
)
#: «Соглашение о стратегическом партнерстве» makes the tie.
_PACTS = ("соглашени", "деклараци", "договор", "отношени")
#: «Объявил о введении», «решение о выводе»: behind these the noun tells of the act itself.
_DECISIONS = (
    "решени", "указ", "закон", "постановлени", "распоряжени", "приказ", "документ", "объяви", "заяви", "сообщи",
    "уведоми",
)  # fmt: skip
#: «Для проведения встречи»: what one comes for is still to come.
_HOLDING = ("проведени", "организаци", "подготовк", "обсуждени", "продолжени", "возобновлени")
_UNREAL_BEFORE = frozenset(["без", "для", "вместо", "ради", "о", "об", "против"])


def _is_light(word: str, phraser: Phraser) -> bool:
    return (
        word in phraser.words["light"]
        or word.isdigit()
        or (word.endswith("о") and kind(word) in ("ADVB", "PRED", "PRTS", "CONJ", ""))
        or kind(word) in ("PREP", "CONJ", "PRCL", "ADVB")
        or phraser.role(word) == "state"
    )


def _speaker(source: Source, words: Words) -> tuple[str, bool]:
    tokens = WORD.findall(source.text)
    opinion = any(token in words["opine"] for token in tokens)
    according = re.search(r"[Пп]о (?:словам|данным|информации) ([^,.;]{3,60})", source.original)
    if according:
        return according.group(1).strip(), opinion
    for token in tokens:
        if token in words["say"]:
            lead = re.split(r"[,;»«]", source.original[: source.text.find(token)])[-1].strip()
            return (lead if 0 < len(lead) <= 80 else ""), opinion
    return "", opinion
