"""The English word lists, compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from tightrope.extract.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists, prepositions by slot, and the automaton over the marks."""

    lists: dict[str, frozenset[str]]
    prepositions: dict[str, str]
    driver: AhoCorasick
    mark_words: tuple[tuple[str, str], ...]
    light: frozenset[str]
    say: re.Pattern[str]


@cache
def words_en() -> Words:
    """The compiled lists; made once."""
    lists = lexicon("en").words
    prepositions = {word: name[5:] for name, words in lists.items() if name.startswith("prep_") for word in words}
    marks = tuple((word, kind) for kind in ("plan", "no", "maybe", "wish", "end", "none") for word in lists[kind])
    say = "|".join(sorted((re.escape(word) for word in lists["say"] + lists["opine"]), key=len, reverse=True))
    return Words(
        lists={name: frozenset(words) for name, words in lists.items()},
        prepositions=prepositions,
        driver=AhoCorasick([word for word, _ in marks], matchkind=MatchKind.LeftmostLongest),
        mark_words=marks,
        light=frozenset(lists["light"]),
        say=re.compile(rf"\b(?:{say})\b"),
    )
