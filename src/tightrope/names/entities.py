"""Who can be meant: states, organisations, groups and places, with all their names in four languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tightrope.names.cldr import territory_names
from tightrope.names.mentions import Kind
from tightrope.names.tables import Row, read_table, split
from tightrope.records import ExtractError

_NAMES = ("en", "zh_hans", "zh_hant", "ru")
#: The four languages of the data files, in the order of their columns.
LOCALES = ("en", "zh-Hans", "zh-Hant", "ru")

NamesByLocale = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Entity:
    """Something with names.

    Attributes:
        key: its id: the actor code, or ``place:astana``.
        kind: what kind of names these are; demonyms are kept apart.
        actors: codes of whom it means.
        names: names per locale (``en``, ``zh-Hans``, ``zh-Hant``, ``ru``), the one to show first.
        where: file and line of the data, for errors.
        demonyms: adjectives and names of inhabitants, English and Russian.
        alternatives: codes it may mean as well.
        status: for states ``member`` of the UN, ``state``, ``territory`` or ``former``.
    """

    key: str
    kind: Kind
    actors: tuple[str, ...]
    names: NamesByLocale
    where: str
    demonyms: NamesByLocale = field(default_factory=dict)
    alternatives: tuple[str, ...] = ()
    status: str = ""


def read_entities() -> Iterator[Entity]:
    """Yield every entity of the data files but persons.

    Raises:
        ExtractError: a data file is broken.
    """
    yield from _states()
    for where, row in read_table("organisations.csv", ("code", "kind", *_NAMES)):
        yield Entity(row["code"], Kind.ORGANISATION, (row["code"],), _given(row), where)
    groups = {}
    for where, row in read_table("groups.csv", ("code", "members", *_NAMES)):
        groups[row["code"]] = split(row["members"])
        yield Entity(row["code"], Kind.GROUP, groups[row["code"]], _given(row), where)
    for where, row in read_table("places.csv", ("key", "kind", "actors", "alternatives", *_NAMES)):
        yield _place(where, row, groups)


def _states() -> Iterator[Entity]:
    for where, row in read_table("states.csv", ("code", "alpha2", "status", *_NAMES, "demonym_en", "adjective_ru")):
        official, given = territory_names(row["alpha2"]), _given(row)
        names = {locale: tuple(dict.fromkeys((*official[locale], *given[locale]))) for locale in LOCALES}
        demonyms = {"en": split(row["demonym_en"]), "ru": split(row["adjective_ru"])}
        kind = Kind.PLACE if row["status"] == "territory" else Kind.STATE
        yield Entity(row["code"], kind, (row["code"],), names, where, demonyms, status=row["status"])


def _place(where: str, row: Row, groups: dict[str, tuple[str, ...]]) -> Entity:
    if row["kind"] == "region":
        return Entity(row["actors"], Kind.PLACE, groups[row["actors"]], _given(row), where)
    if row["kind"] not in (Kind.CAPITAL, Kind.SEAT, Kind.PLACE, Kind.OFFICE):
        raise ExtractError(f"unknown kind of place {row['kind']!r}", where)
    key, actors = f"place:{row['key']}", split(row["actors"])
    return Entity(key, Kind(row["kind"]), actors, _given(row), where, alternatives=split(row["alternatives"]))


def _given(row: Row) -> NamesByLocale:
    return {locale: split(row[column]) for locale, column in zip(LOCALES, _NAMES, strict=True)}
