"""Chinese single-character names of states: compounds (中俄, 中吉烏) and characters beside fixed words (俄軍, 訪美)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from tightrope.names.tables import read_yaml
from tightrope.records import ExtractError


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A string in which one or more characters stand for a state.

    Attributes:
        pattern: the string to find, context included.
        offset: index of the first character that is a name.
        readings: for each character that is a name, the codes it may mean, most usual first.
        not_before: characters that must not follow the pattern.
        not_after: characters that must not stand before the first character that is a name.
        known: whether it counts only where the text has written the name out before (塞 after 塞爾維亞).
    """

    pattern: str
    offset: int
    readings: tuple[tuple[str, ...], ...]
    not_before: str = ""
    not_after: str = ""
    known: bool = False


def read_abbreviations() -> tuple[Abbreviation, ...]:
    """Return all patterns of ``abbreviations.yaml`` in both scripts.

    Raises:
        ExtractError: a character has no meaning or a compound has another number of meanings than characters.
    """
    data = read_yaml("abbreviations.yaml")
    characters = {character: tuple(codes.split()) for character, codes in data["characters"].items()}
    found = (*_compounds(data, characters), *_beside_words(data, characters))
    # Of two patterns of one spelling the first counts: compounds are read before characters beside words.
    return tuple({item.pattern: item for item in reversed(found)}.values())


def _compounds(data: dict[str, Any], characters: dict[str, tuple[str, ...]]) -> Iterator[Abbreviation]:
    readings = {name: tuple(characters[character] for character in name) for name in data["compounds"].split()}
    for name, codes in data["settled"].items():
        readings[name] = tuple(tuple(code.split("|")) for code in codes.split())
        if len(readings[name]) != len(name):
            raise ExtractError(f"{name} has {len(name)} characters, but {len(readings[name])} meanings", _FILE)
    for name, reading in readings.items():
        for written in _scripts(name, data["simplified"]):
            yield Abbreviation(written, 0, reading, data["compound_not_before"])


def _beside_words(data: dict[str, Any], characters: dict[str, tuple[str, ...]]) -> Iterator[Abbreviation]:
    for side in ("after_words", "before_words", "known_after_words", "known_before_words"):
        for rule in data[side]:
            for character, word in product(rule["characters"], rule["words"].split()):
                for written in _scripts(character, data["simplified"]):
                    before = side.endswith("before_words")
                    pattern = word + written if before else written + word
                    codes = data["fixed"].get(pattern)
                    reading = (codes,) if codes else characters[character]
                    if not side.startswith("known"):
                        yield Abbreviation(pattern, len(word) if before else 0, (reading,))
                    elif before:
                        not_before = data["known_not_before"]
                        yield Abbreviation(pattern, len(word), (reading,), not_before, known=True)
                    else:
                        yield Abbreviation(pattern, 0, (reading,), not_after=data["known_not_after"], known=True)


def _scripts(name: str, simplified: dict[str, str]) -> set[str]:
    return {name, "".join(simplified.get(character, character) for character in name)}


_FILE = "abbreviations.yaml"
