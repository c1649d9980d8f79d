"""Puts all names of all entities into one table: string → who is meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tightrope.names.entities import Entity
from tightrope.names.mentions import Kind
from tightrope.names.people import Person
from tightrope.names.surfaces import Forms, demonym_surfaces, surfaces
from tightrope.names.tables import read_table, split
from tightrope.records import ExtractError


@dataclass(frozen=True, slots=True)
class Reading:
    """Who is meant by a string.

    Attributes:
        key: id of the entity; of the first person where several share the name.
        kind: what kind of name it is.
        actors: codes of whom it means.
        alternatives: codes it may mean as well.
        people: persons with this name; empty for all other kinds.
        where: file and line of the data.
        blocked: the string is no name, and nothing inside it is one (內蒙古 is not Mongolia).
        chinese_state: a Chinese name of a state, which may be part of the name of a language.
    """

    key: str
    kind: Kind
    actors: tuple[str, ...]
    where: str
    alternatives: tuple[str, ...] = ()
    people: tuple[Person, ...] = ()
    blocked: bool = False
    chinese_state: bool = False


class Lexicon:
    """The table of all strings, built once.

    Raises:
        ExtractError: two entities of different actors share a name that ``ambiguous.csv`` does not list.
    """

    def __init__(self, entities: Iterable[Entity], people: Iterable[Person], forms: Forms) -> None:
        self.readings: dict[str, Reading] = {}
        self._forms = forms
        self._add_blocked()
        self._add_ambiguous()
        for entity in entities:
            self._add_entity(entity)
        for person in people:
            self._add_person(person)

    def _add_blocked(self) -> None:
        for where, row in read_table("blocked.csv", ("phrase", "language", "why")):
            reading = Reading("", Kind.PLACE, (), where, blocked=True)
            for phrase in split(row["phrase"]):
                for written in surfaces(phrase, row["language"], self._forms):
                    self.readings[written] = reading

    def _add_ambiguous(self) -> None:
        for where, row in read_table("ambiguous.csv", ("name", "language", "kind", "keys", "why")):
            first, *others = split(row["keys"])
            reading = Reading(first, Kind(row["kind"]), (first,), where, alternatives=tuple(others))
            vary = demonym_surfaces if reading.kind == Kind.DEMONYM else surfaces
            for written in vary(row["name"], row["language"], self._forms):
                self.readings[written] = reading

    def _add_entity(self, entity: Entity) -> None:
        for locale, names in entity.names.items():
            chinese = locale.startswith("zh") and entity.kind == Kind.STATE
            reading = Reading(
                entity.key, entity.kind, entity.actors, entity.where, entity.alternatives, chinese_state=chinese
            )
            for name in names:
                self._add(surfaces(name, locale[:2], self._forms), reading)
        reading = Reading(entity.key, Kind.DEMONYM, entity.actors, entity.where, entity.alternatives)
        for locale, names in entity.demonyms.items():
            for name in names:
                self._add(demonym_surfaces(name, locale[:2], self._forms), reading)

    def _add_person(self, person: Person) -> None:
        reading = Reading(person.key, Kind.PERSON, (person.state,), person.where, people=(person,))
        for locale, names in person.names.items():
            for name in names:
                self._add(surfaces(name, locale[:2], self._forms), reading)

    def _add(self, written: Iterable[str], reading: Reading) -> None:
        for name in sorted(written):  # sets have no order of their own, and errors should name the same name
            known = self.readings.setdefault(name, reading)
            if known is reading or known.blocked or known.where.startswith("ambiguous.csv"):
                continue
            if known.people and reading.people:
                self.readings[name] = _shared(known, reading)
            elif known.actors != reading.actors:
                raise ExtractError(f"{name!r} is a name of {known.key} too ({known.where})", reading.where)


def _shared(known: Reading, other: Reading) -> Reading:
    """Return the reading of a name that two persons share."""
    people = tuple(dict.fromkeys((*known.people, *other.people)))
    states = dict.fromkeys(person.state for person in people)
    first = people[0]
    others = tuple(state for state in states if state != first.state)
    return Reading(first.key, Kind.PERSON, (first.state,), known.where, others, people)
