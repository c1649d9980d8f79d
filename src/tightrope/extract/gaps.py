"""What stands between two words: whether a piece of a sentence holds nothing but words of some lists.

"Kazakhstan **has long been a full** member": only if the words between are known to be light does the noun tell of
the state before it. Ties are read this way, because a clause may name many states that have nothing to do with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tightrope.extract.lexicon import lexicon
from tightrope.extract.reading import Reading

#: One digit at a time: a run of digits inside a repetition can be split in exponentially many ways.
_FILLERS = {
    "zh": r"[\s“”‘’「」『』《》\d]",
    "en": r"(?:[\s\"“”‘’']|\d(?:st|nd|rd|th)?)",
    "ru": r"(?:[\s«»\"“”„]|\d(?:-[а-я]{1,3})?)",
}


def holds_only(reading: Reading, start: int, end: int, *names: str) -> bool:
    """Whether a stretch consists of words of these lists, figures, quotes and expressions of time."""
    return start <= end and bool(_only(reading.language, names).fullmatch(_timeless(reading, start, end)))


def holds(reading: Reading, start: int, end: int, name: str) -> bool:
    """Whether a stretch has a word of this list."""
    return start < end and bool(any_of(reading.language, name).search(reading.text, start, end))


def places(reading: Reading, start: int, end: int, name: str) -> Iterator[int]:
    """Where the words of this list end in a stretch."""
    return (match.end() for match in any_of(reading.language, name).finditer(reading.text, start, end))


def opens_with(reading: Reading, start: int, name: str) -> re.Match[str] | None:
    """The word of this list that stands at a position, after white space and quotes."""
    return _opens(reading.language, name).match(reading.text, start)


def ends_with(reading: Reading, end: int, name: str) -> bool:
    """Whether a word of this list stands right before a position."""
    floor = max(0, end - _LONGEST)
    return bool(_ends(reading.language, name).search(reading.text[floor:end]))


_LONGEST = 40


def _timeless(reading: Reading, start: int, end: int) -> str:
    """A stretch without its expressions of time and words of planning, which say when, not who."""
    pieces, position = [], start
    if end - start > _SHORT:
        away = [(one.start, one.end) for one in reading.dates()]
        away += [(one.start, one.end) for one in reading.marks if one.kind == "plan"]
        for first, last in sorted(away):
            if start <= first and position < last <= end:
                before = reading.text[position : max(position, first)]
                pieces.append(before if reading.linear else _WHEN.sub("", before))
                position = last
    return "".join([*pieces, reading.text[position:end]])


_SHORT = 2
#: The preposition of a time goes with it: «с 1 января», «в декабре 2023 года».
_WHEN = re.compile(r"(?<!\w)(?:в|во|с|со|к|до|по|на|от|начиная с)\s$")


def _union(language: str, names: tuple[str, ...]) -> str:
    words = sorted({word for name in names for word in lexicon(language).words.get(name, ())}, key=len, reverse=True)
    # A list that a language leaves empty matches nothing.
    return "|".join(_pattern(word, language) for word in words) or "(?!)"


def _pattern(word: str, language: str) -> str:
    """A star stands for any ending (крупнейш*); where words are set apart, only whole words count."""
    pattern = re.escape(word).replace(r"\*", r"\w*")
    if language == "zh":
        return pattern
    start, end = word[0].isalnum() or word[0] == "*", word[-1].isalnum() or word[-1] == "*"
    return (r"(?<!\w)" if start else "") + pattern + (r"(?!\w)" if end else "")


@cache
def _only(language: str, names: tuple[str, ...]) -> re.Pattern[str]:
    # Possessive: words that are made of other words of the lists could be split in exponentially many ways.
    return re.compile(rf"(?:{_union(language, names)}|{_FILLERS[language]})*+")


@cache
def any_of(language: str, name: str) -> re.Pattern[str]:
    """The pattern that finds any word of a list."""
    return re.compile(_union(language, (name,)))


@cache
def _opens(language: str, name: str) -> re.Pattern[str]:
    return re.compile(rf"{_FILLERS[language]}*(?:{_union(language, (name,))})")


@cache
def _ends(language: str, name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{_union(language, (name,))}){_FILLERS[language]}*$")
