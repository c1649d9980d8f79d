"""Persons who stand for a state, with the days on which they held an office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tightrope.names.entities import LOCALES, NamesByLocale
from tightrope.names.tables import read_period, read_table, split
from tightrope.records import ExtractError, When

#: Offices a person of the tables may hold.
OFFICES = (
    "head-of-state",
    "vice-president",
    "head-of-government",
    "deputy-head-of-government",
    "foreign-minister",
    "defence-minister",
    "finance-minister",
    "trade-minister",
    "speaker",
    "security-council",
    "intelligence-chief",
    "spokesperson",
    "envoy",
    "government",
)


@dataclass(frozen=True, slots=True)
class Tenure:
    """One office of one person.

    Attributes:
        office: one of :data:`OFFICES`.
        since: when it began, as exact as the source allows.
        until: when it ended; ``None`` if it lasts.
        source: where a reader can check the dates.
    """

    office: str
    since: When
    until: When | None
    source: str

    def covers(self, day: date) -> bool:
        """Whether the office may have been held on that day (a year counts from its first to its last day)."""
        return self.since.start <= day and (self.until is None or day <= self.until.end)


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """Someone who stands for a state.

    Attributes:
        key: ``person:tokayev``.
        state: code of the state or union.
        female: decides the Russian case forms.
        names: names per locale, the full name first, then variants and the surname where it is enough.
        tenures: offices in the order of time.
        where: file and line of the data, for errors.
    """

    key: str
    state: str
    female: bool
    names: NamesByLocale
    tenures: tuple[Tenure, ...]
    where: str

    def in_office(self, day: date | None) -> bool:
        """Whether one of the offices was held on that day; true where no day is given."""
        return day is None or any(tenure.covers(day) for tenure in self.tenures)

    def rank(self, day: date | None) -> tuple[bool, date]:
        """Order persons of one name by who is more likely meant: in office, then the latest to have entered one."""
        begun = [tenure.since.start for tenure in self.tenures if day is None or tenure.since.start <= day]
        return self.in_office(day), max(begun, default=date.min)


def read_people() -> tuple[Person, ...]:
    """Return every person of ``people.csv`` with the tenures of ``offices.csv``.

    Raises:
        ExtractError: a table is broken, a tenure names nobody or ends before it begins, or a person has no tenure.
    """
    tenures = _read_tenures()
    people = []
    for where, row in read_table("people.csv", ("key", "state", "gender", "en", "zh_hans", "zh_hant", "ru")):
        names = {locale: split(row[column]) for locale, column in zip(LOCALES, _COLUMNS, strict=True)}
        held = tuple(sorted(tenures.pop(row["key"], ()), key=lambda tenure: tenure.since))
        if not held:
            raise ExtractError(f"{row['key']} holds no office in offices.csv", where)
        people.append(Person(f"person:{row['key']}", row["state"], row["gender"] == "f", names, held, where))
    if tenures:
        raise ExtractError(f"offices of {', '.join(tenures)}, who are not in people.csv", "offices.csv")
    return tuple(people)


_COLUMNS = ("en", "zh_hans", "zh_hant", "ru")


def _read_tenures() -> dict[str, list[Tenure]]:
    tenures: dict[str, list[Tenure]] = {}
    for where, row in read_table("offices.csv", ("person", "office", "since", "until", "source")):
        since, until = read_period(where, row)
        if row["office"] not in OFFICES:
            raise ExtractError(f"{row['office']!r} is no office; the offices are {', '.join(OFFICES)}", where)
        tenures.setdefault(row["person"], []).append(Tenure(row["office"], since, until, row["source"]))
    return tenures
