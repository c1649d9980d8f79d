"""Finds names in a text: one pass of an Aho-Corasick automaton, then leftmost-longest with word boundaries."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from tightrope.names.abbreviations import Abbreviation

#: Code points below this belong to scripts that put spaces between words.
_FIRST_CJK = 0x2E80


@dataclass(frozen=True, slots=True)
class Span:
    """A found name: ``text[start:end]``; ``pattern`` is the index of the name."""

    start: int
    end: int
    pattern: int


class Finder:
    """Finds the names and abbreviations it was made with.

    Args:
        names: strings to find; those that begin or end with a letter of a spaced script only match whole words.
        abbreviations: Chinese abbreviations; they yield to every name.
        languages: strings of one character that make a Chinese name the name of a language or a people (俄羅斯語).
        chinese_states: indices of names for which this is so.
    """

    def __init__(
        self,
        names: Sequence[str],
        abbreviations: Sequence[Abbreviation],
        languages: str,
        chinese_states: frozenset[int],
    ) -> None:
        self._abbreviations = abbreviations
        self._names = len(names)
        self._opens = [_spaced(name[0]) for name in names]
        self._closes = [_spaced(name[-1]) for name in names]
        self._languages = frozenset(languages)
        self._chinese_states = chinese_states
        self._automaton = AhoCorasick([*names, *(item.pattern for item in abbreviations)])

    def find(self, text: str) -> tuple[list[Span], list[tuple[int, Abbreviation]]]:
        """Return the names, and the abbreviations with the position of their first name character.

        Both are sorted; no two overlap. A name that is the start of a language's name is left out.
        """
        names, candidates = [], []
        for pattern, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if pattern >= self._names:
                candidates.append((start, end, pattern - self._names))
            elif not (
                (self._opens[pattern] and start and _spaced(text[start - 1]))
                or (self._closes[pattern] and end < len(text) and _spaced(text[end]))
            ):
                names.append((start, -end, pattern))
        chosen = self._longest(names)
        return self._without_languages(chosen, text), self._fitting(candidates, chosen, text)

    @staticmethod
    def _longest(found: list[tuple[int, int, int]]) -> list[Span]:
        found.sort()
        chosen, reached = [], 0
        for start, minus_end, pattern in found:
            if start >= reached:
                reached = -minus_end
                chosen.append(Span(start, reached, pattern))
        return chosen

    def _without_languages(self, chosen: list[Span], text: str) -> list[Span]:
        return [
            span
            for span in chosen
            if not (text[span.end : span.end + 1] in self._languages and span.pattern in self._chinese_states)
        ]

    def _fitting(
        self, candidates: list[tuple[int, int, int]], names: list[Span], text: str
    ) -> list[tuple[int, Abbreviation]]:
        """Choose the abbreviations that overlap no name, compounds before single characters, the longest first."""
        starts = [span.start for span in names]
        fitting = []
        for start, end, index in candidates:
            item = self._abbreviations[index]
            first = start + item.offset
            last = first + len(item.readings)
            before = bisect_right(starts, last - 1) - 1
            if before >= 0 and names[before].end > first:
                continue
            if item.not_before and text[end : end + 1] in item.not_before and end < len(text):
                continue
            if item.not_after and first > 0 and text[first - 1] in item.not_after:
                continue
            fitting.append((-len(item.readings), first, index))
        taken: set[int] = set()
        chosen = []
        for minus_length, first, index in sorted(fitting):
            span = range(first, first - minus_length)
            if taken.isdisjoint(span):
                taken.update(span)
                chosen.append((first, self._abbreviations[index]))
        return sorted(chosen, key=lambda pair: pair[0])


def _spaced(character: str) -> bool:
    """Whether it is a letter or digit of a script with spaces between words."""
    return ord(character) < _FIRST_CJK and character.isalnum()
