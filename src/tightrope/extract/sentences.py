"""Sentences as exact spans: the text between ``start`` and ``end`` is the sentence, without blanks around it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tightrope.extract.lexicon import family, lexicon

# A sentence never crosses a line end. Longer stretches without any full stop are cut, so that the work per
# character stays flat on text that has lost its punctuation.
LONGEST = 1500
_LONGEST_BRACKET = 300

_ZH_END = re.compile(r"[。！？!?]+[”’」』）)\]】》]*")
#: Possessive, and only from the first of a row of marks: 100,000 dots are gone through once.
_WESTERN_END = re.compile(r"(?<![.!?…])[.!?…]++[\"”’»)\]']*+(?=\s)")
_ZH_CLOSED = re.compile(r"[。！？!?；;：:，,、…](?:[”’」』）)\]】》]|<[^<>]{0,20}>|\s)*$")
_LONGEST_HEADING = 45
_OPEN = "（(【["
_CLOSE = "）)】]"
_LAST_WORD = re.compile(r"([\w.\-]+)[.]$")
_NEXT_WORD = re.compile(r"\s+[\"“«(„']*(\S+)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: code points ``start`` to ``end`` of the document; ``title`` marks the document's first line."""

    start: int
    end: int
    title: bool = False


def split(text: str, language: str, title: str = "") -> list[Sentence]:
    """Split a text into sentences in order; ``title`` tells whether its first line is a heading.

    Args:
        text: the document's text.
        language: BCP 47 tag; everything but ``zh-*`` and ``ru`` is split like English.
        title: the document's title; empty if the first line is body.
    """
    found: list[Sentence] = []
    position = 0
    chinese, closed, several = language.startswith("zh"), True, "\n" in text.strip()
    for line in text.split("\n"):
        if line.strip():
            is_title = bool(title) and position == 0 and line.strip() == title.strip()
            if chinese and several and closed and not is_title:
                is_title = _is_heading(line.strip())
            closed = is_title or bool(_ZH_CLOSED.search(line))
            cuts = [len(line)] if is_title else _cuts(line, language)
            found.extend(_spans(text, position, cuts, is_title))
        position += len(line) + 1
    return found


def _is_heading(line: str) -> bool:
    """Whether a Chinese line of its own is a heading: short, and without the full stop that every sentence has."""
    return len(line) <= _LONGEST_HEADING and not _ZH_CLOSED.search(line)


def _spans(text: str, offset: int, cuts: list[int], title: bool) -> list[Sentence]:
    spans: list[Sentence] = []
    start = offset
    for cut in cuts:
        end = offset + cut
        while end - start > LONGEST:
            spans.append(Sentence(start, start + LONGEST, title))
            start += LONGEST
        spans.append(Sentence(start, end, title))
        start = end
    return [trimmed for span in spans if (trimmed := _trim(text, span)) is not None]


def _trim(text: str, span: Sentence) -> Sentence | None:
    piece = text[span.start : span.end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if left >= right:
        return None
    return Sentence(span.start + left, span.start + right, span.title)


def _cuts(line: str, language: str) -> list[int]:
    cuts = _chinese_cuts(line) if language.startswith("zh") else _western_cuts(line, language)
    if not cuts or cuts[-1] < len(line):
        cuts.append(len(line))
    return cuts


def _chinese_cuts(line: str) -> list[int]:
    cuts: list[int] = []
    depth, scanned = 0, 0
    for match in _ZH_END.finditer(line):
        piece = line[scanned : match.start()]
        depth = max(0, depth + _balance(piece))
        scanned = match.start()
        closers = line[match.start() : match.end()].lstrip("。！？!?")
        # A bracket that never closes must not swallow the rest of the line.
        if depth and match.start() - (cuts[-1] if cuts else 0) < _LONGEST_BRACKET and not set(closers) & set(_CLOSE):
            continue
        # 「為什麼？」他問: the sentence goes on after a quoted question or cry.
        goes_on = closers and line[match.start()] not in "。" and match.end() < len(line)
        if goes_on and line[match.end()] not in " 　":
            continue
        cuts.append(match.end())
        depth, scanned = 0, match.end()
    return cuts


def _balance(piece: str) -> int:
    return sum(piece.count(mark) for mark in _OPEN) - sum(piece.count(mark) for mark in _CLOSE)


def _western_cuts(line: str, language: str) -> list[int]:
    words = lexicon(family(language) or "en").words
    abbreviations = frozenset(words.get("abbreviation", ()))
    return [match.end() for match in _WESTERN_END.finditer(line) if _ends_here(line, match, abbreviations)]


def _ends_here(line: str, match: re.Match[str], abbreviations: frozenset[str]) -> bool:
    following = _NEXT_WORD.match(line, match.end())
    if following is None:
        return True
    word = following.group(1)
    if not (word[0].isupper() or word[0].isdigit() or word[0] in '"“«—-–'):
        return False
    if match.group().startswith("."):
        last = _LAST_WORD.search(line[max(0, match.start() - 20) : match.start() + 1])
        if last is not None:
            return _full_stop(last.group(1), word, abbreviations)
    return True


#: Abbreviations only before a number; elsewhere they are words: "He said no. The talks …".
_BEFORE_NUMBERS = frozenset({"no", "nos", "fig"})


#: «…составил 777 млн. Товарооборот…»: what is counted is written small.
_AMOUNTS = frozenset({"млн", "млрд", "трлн", "тыс", "долл", "руб"})


def _full_stop(last: str, word: str, abbreviations: frozenset[str]) -> bool:
    stem = last.lower()
    if len(last) == 1 and last.isalpha() and last.isupper():
        return False
    if stem in _AMOUNTS and word[0].isupper():
        return True
    if stem not in abbreviations or (stem in _BEFORE_NUMBERS and not word[0].isdigit()):
        return True
    # "in the U.S. The …": an abbreviation of capitals may close a sentence; a title never does.
    return "." in stem and word.lower().strip(",") in lexicon("en").words["starter"]
