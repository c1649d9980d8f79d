"""Whom a figure is about when its clause does not name both: 兩國貿易額, "bilateral trade", «экспорт в республику»."""

from __future__ import annotations

import re
from functools import cache

from tightrope.extract.lexicon import Lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.reading import Clause, Reading

_TWO = 2


def says(text: str, name: str, lex: Lexicon, start: int, end: int) -> bool:
    """Whether a stretch of a folded text holds a word of a list: English whole words, Russian beginnings of words."""
    return place_of(text, name, lex, start, end) >= 0


def place_of(text: str, name: str, lex: Lexicon, start: int, end: int) -> int:
    """Where the first word of a list stands in a stretch of a folded text; -1 if none does."""
    words = lex.words.get(name, ())
    match = _pattern(words, lex.language).search(text, start, end) if words else None
    return match.start() if match else -1


@cache
def _pattern(words: tuple[str, ...], language: str) -> re.Pattern[str]:
    head, tail = ("", "") if language == "zh" else (r"\b", r"\b" if language == "en" else "")
    return re.compile(rf"{head}(?:{'|'.join(re.escape(word) for word in words)}){tail}")


def carried_pair(reading: Reading, clause: Clause, memory: Memory, lex: Lexicon) -> tuple[str, str] | None:
    """The two states that a clause means by "bilateral" or 雙方: those the document spoke of last."""
    if not says(reading.text, "both", lex, clause.start, clause.end):
        return None
    codes = [part[0] for part in memory.pair if len(part) == 1]
    return (codes[0], codes[1]) if len(codes) == _TWO else None


def partner(reading: Reading, clause: Clause, memory: Memory, lex: Lexicon, known: str) -> str:
    """The other side of a figure that names only one: the country the document is about."""
    text = reading.text
    if says(text, "both", lex, clause.start, clause.end):
        codes = [part[0] for part in memory.pair if len(part) == 1]
        if known in codes and len(codes) == _TWO:
            return codes[1] if codes[0] == known else codes[0]
        return home(memory, known)
    if says(text, "home", lex, clause.start, clause.end):
        return home(memory, known)
    return ""


def home(memory: Memory, known: str) -> str:
    """The state that a document names most often beside ``known``; of two named as often, the one named first."""
    rest = {code: count for code, count in memory.named.items() if code != known}
    return max(rest, key=lambda code: rest[code], default="")
