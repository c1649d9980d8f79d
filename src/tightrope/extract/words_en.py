"""The English word lists, compiled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from tightrope.extract.lexicon import lexicon


@dataclass(frozen=True, slots=True)
class Words:
    """Word lists, prepositions by slot, and the automaton over the marks.

    Attributes:
        lists: the lists of ``en.words.tsv`` by name.
        prepositions: the slot of every preposition.
        driver: finds the marks.
        mark_words: each mark with its kind.
        light: words that may stand between a clause's start and a verb whose subject was named earlier.
        say: verbs of saying.
        stops: words that no noun phrase holds: auxiliaries, conjunctions, verbs of saying.
        local: nouns for people who act for a state that is not named with them.
        roles: finds them.
    """

    lists: dict[str, frozenset[str]]
    prepositions: dict[str, str]
    driver: AhoCorasick
    mark_words: tuple[tuple[str, str], ...]
    light: frozenset[str]
    say: re.Pattern[str]
    stops: frozenset[str]
    local: frozenset[str]
    roles: re.Pattern[str]


@cache
def words_en() -> Words:
    """The compiled lists; made once."""
    lists = lexicon("en").words
    prepositions = {word: name[5:] for name, words in lists.items() if name.startswith("prep_") for word in words}
    marks = tuple((word, kind) for kind in ("plan", "no", "maybe", "wish", "end", "none") for word in lists[kind])
    local = frozenset(lists["local"])
    return Words(
        lists={name: frozenset(words) for name, words in lists.items()},
        prepositions=prepositions,
        driver=AhoCorasick([word for word, _ in marks], matchkind=MatchKind.LeftmostLongest),
        mark_words=marks,
        light=frozenset(lists["light"]),
        say=re.compile(rf"\b(?:{_either(lists['say'] + lists['opine'])})\b"),
        stops=frozenset(lists["stop"] + lists["say"] + tuple(prepositions)),
        local=local,
        roles=re.compile(rf"\b(?:{_either(tuple(local))})\b"),
    )


def _either(words: tuple[str, ...]) -> str:
    return "|".join(sorted((re.escape(word) for word in words), key=len, reverse=True))
