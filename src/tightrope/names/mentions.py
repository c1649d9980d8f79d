"""What :meth:`tightrope.names.Names.find` returns: one name in a text and who it means."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What kind of name a mention is. A coder may trust a state's name more than a city's."""

    STATE = "state"
    DEMONYM = "demonym"
    ORGANISATION = "organisation"
    CAPITAL = "capital"
    SEAT = "seat"
    PERSON = "person"
    OFFICE = "office"
    GROUP = "group"
    ABBREVIATION = "abbreviation"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Mention:
    """One name in a text.

    Attributes:
        start: first code point in the text.
        end: code point after the last one.
        text: the name as written, ``text[start:end]``.
        actors: codes of whom it means; several for a group of states.
        kind: state, demonym, capital, person, …
        key: id of the entity: ``KAZ``, ``CSTO``, ``C5``, ``person:tokayev``, ``place:astana``.
        alternatives: other codes the same name may mean (烏 is Ukraine or Uzbekistan).
        in_office: for persons, whether they held one of their offices on the day given; otherwise true.
    """

    start: int
    end: int
    text: str
    actors: tuple[str, ...]
    kind: Kind
    key: str
    alternatives: tuple[str, ...] = ()
    in_office: bool = True
