"""Russian clauses: where they begin, which of them are no clauses at all, and which hang on a noun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from tightrope.extract.cases_ru import WORD
from tightrope.extract.forms_ru import kind
from tightrope.extract.phrases_ru import Words
from tightrope.extract.reading import Clause, Party, conditional

_CUT = re.compile(r"[,;:]\s|\s[—–-]\s|[«»\"()]")
#: Учения «Эхо», в которых …: a title; but «Мы согласны», — сказал …: speech.
_TITLE_IN_QUOTES = re.compile(r"[«\"][^«»\".,;:!?]{1,60}[»\"](?!,\s[—–-])")
#: «Организации тюркских государств (ОТГ)»: what only explains a name ends no clause.
_ASIDE = re.compile(r"\([^().;:!?]{1,40}\)")
#: «(организация запрещена в России)»: what the law makes newspapers add.
_BY_LAW = re.compile(r"\([^()]{0,60}(?:запрещен|иноагент|иностранн\w+ агент|признан|террористическ)[^()]{0,90}\)")
_LEAD = 4
#: Endings of verbs; the analyser is only asked about words that have one.
_VERBAL = re.compile(
    r"(?:л|ла|ло|ли|ет|ит|ют|ят|ут|ат|ена?|ено|ены|ана?|ано|аны|ята?|ято|яты|та|то|ты|ть|ти|ся|сь|ст|ем|им|жет|нет)$"
)
_FINITE = ("VERB", "PRTS", "PRED", "INFN")
_SUBORDINATE = re.compile(
    r"\W*(?:что|чтобы|если|когда|поскольку|хотя|пока|как|так|однако|но|а|зато|причем|поэтому|потому|из-за|где|куда|откуда|"
    r"после|перед)\b"
)
_QUESTION_WORDS = ("котор", "чей", "чья", "чье", "чьи")


def clauses_of(text: str, parties: list[Party], words: Words) -> list[Clause]:
    """The clauses of a folded sentence, covering it; one that hangs on a noun precedes the clause around it."""
    clauses: list[Clause] = []
    is_open = False
    for start, end in _pieces(text, parties):
        clause = _clause(text, start, end, words)
        bare = not has_verb(text[start:end])
        loose = clause.relative or _is_subordinate(text[start : start + _WINDOW]) or _is_hard(text, start)
        if clauses and bare and not loose:
            # A list, an apposition or a date between commas is no clause of its own.
            clauses[-1] = replace(clauses[-1], end=end)
        elif clauses and is_open and not loose:
            # Прибыв в Баку, президент …; В среду, 5 июня, президент …: the clause goes on behind the comma.
            clauses[-1] = replace(clauses[-1], end=end)
            is_open = False
        else:
            clauses.append(clause)
            is_open = (bare or _is_gerund(text[start:end])) and not loose
    clauses = [replace(one, unreal=True) if _is_doubted(text, one) else one for one in clauses]
    return conditional(_around(text, clauses) or [Clause(0, len(text))])


def _is_doubted(text: str, clause: Clause) -> bool:
    """«Не исключено, что ЕС отменит квоты»: what only may be has not happened."""
    said = text.startswith("что ", clause.start)
    return said and _DOUBT.search(text, max(0, clause.start - _WINDOW), clause.start) is not None


_DOUBT = re.compile(
    r"\b(?:не исключ\w+|возможно|вероятно|не исключая|допуст\w+|маловероятно|скорее всего|может быть),\s$"
)


def _pieces(text: str, parties: list[Party]) -> Iterator[tuple[int, int]]:
    """The stretches between commas, dashes, brackets and quotes."""
    titles = [
        match.span()
        for match in _TITLE_IN_QUOTES.finditer(text)
        if not (text.startswith(",", match.end()) and has_verb(match.group()))
    ]
    titles += [match.span() for match in _ASIDE.finditer(text) if not has_verb(match.group())]
    titles += [match.span() for match in _BY_LAW.finditer(text)]
    inside, quoted = (
        _Spans([(party.start, party.end) for party in parties]),
        _Spans([(first - 1, last) for first, last in titles]),
    )
    start = 0
    for match in [*_CUT.finditer(text), None]:
        end = match.end() if match else len(text)
        if match and (inside.holds(match.start()) or quoted.holds(match.start())):
            # «Нерушимое братство»: a name in quotes is no clause.
            continue
        if end > start:
            yield start, end
            start = end


def _around(text: str, clauses: list[Clause]) -> list[Clause]:
    """Let a clause whose verb follows a clause that hangs on its noun go on: Иран, обвинивший США, закрыл границу."""
    ordered: list[Clause] = []
    for clause in clauses:
        last = ordered[-1] if ordered else None
        outer = ordered[-2] if len(ordered) > 1 else None
        if (
            last is not None
            and outer is not None
            and last.relative
            and not clause.relative
            and outer.end == last.start
            and not has_verb(text[outer.start : outer.end])
            and not _is_subordinate(text[clause.start : clause.start + _WINDOW])
        ):
            ordered[-2:] = [last, replace(outer, end=clause.end)]
        else:
            ordered.append(clause)
    return ordered


_WINDOW = 48


class _Spans:
    """Answers in order whether positions lie inside spans that are sorted by their start."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans, self._at = sorted(spans), 0

    def holds(self, position: int) -> bool:
        """Whether a position lies inside one of the spans; positions must come in order."""
        while self._at < len(self._spans) and self._spans[self._at][1] <= position:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at][0] < position


def _clause(text: str, start: int, end: int, words: Words) -> Clause:
    lead = WORD.findall(text[start : min(end, start + _WINDOW)])[:_LEAD]
    relative = any(word.startswith(_QUESTION_WORDS) for word in lead[:3]) or _is_participial(lead)
    return Clause(
        start,
        end,
        linked=bool(lead) and lead[0] in words["linked"],
        unreal=bool(set(lead[:3]) & {"если", "ли", "кабы"}),
        relative=relative,
        says=any(word in words["say"] for word in WORD.findall(text[start:end]))
        if end - start < _LONGEST_LEAD
        else False,
    )


_LONGEST_LEAD = 300


def _is_participial(lead: list[str]) -> bool:
    """…, подписанный в Минске; …, в мае прибывший в Баку."""
    for word in lead:
        name = kind(word)
        if name == "PRTF":
            # «Импорт мяса, поступающего из Бразилии»: where goods come from belongs to the act on them.
            return not word.startswith(_COMING) and not word.startswith(_IN_NAMES)
        if name not in ("ADVB", "PREP", "NOUN", "PRCL", "NUMR") and not word.isdigit():
            return False
    return False


_IN_NAMES = ("соединенны", "объединенны")
_COMING = ("поступающ", "ввозим", "импортируем", "произведенн", "экспортируем", "поставляем", "происходящ", "прибывающ")


def _is_gerund(piece: str) -> bool:
    first = WORD.search(piece)
    return bool(first) and kind(first.group()) == "GRND" if first else False


def _is_subordinate(piece: str) -> bool:
    return _SUBORDINATE.match(piece) is not None


def _is_hard(text: str, start: int) -> bool:
    """Whether a piece begins behind a mark that always ends a clause."""
    return text[max(0, start - _NEAR) : start].rstrip().endswith(_HARD)


_HARD, _NEAR = (";", ":", "«", "»", '"'), 4


@lru_cache(maxsize=20_000)
def is_verb(word: str) -> bool:
    """Whether a word is a finite verb, a short participle or an infinitive."""
    return bool(_VERBAL.search(word)) and kind(word) in _FINITE


def has_verb(piece: str) -> bool:
    """Whether a piece of a sentence holds a predicate."""
    return any(is_verb(word) for word in WORD.findall(piece))
