"""Who sat in the General Assembly on a day: the members of the United Nations, predecessors and successors apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from tightrope.names.tables import read_period, read_table


@dataclass(frozen=True, slots=True)
class Membership:
    """One state's time as a member.

    Attributes:
        state: its code.
        since: day of admission.
        until: last day; ``date.max`` if it lasts.
        source: where a reader finds the dates.
    """

    state: str
    since: date
    until: date
    source: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A time in which a name means another member than its code says.

    Attributes:
        said: the code of the name (``RUS``).
        since: first day.
        until: last day.
        code: who held the seat (``SUN``); empty if the member took no part.
        why: the reason.
    """

    said: str
    since: date
    until: date
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Assembly:
    """The members of the United Nations since 1945."""

    memberships: tuple[Membership, ...]
    seats: tuple[Seat, ...]

    def members(self, first: date, last: date | None = None) -> frozenset[str]:
        """Return the codes of those that could vote on a day, or on every day from ``first`` to ``last``."""
        end = last or first
        found = {member.state for member in self.memberships if member.since <= first and end <= member.until}
        return frozenset(
            found - {seat.said for seat in self.seats if not seat.code and seat.since <= end and first <= seat.until}
        )

    def seat(self, said: str, day: date) -> str:
        """Return the code of the member that is meant by a code of today on a day (``RUS`` in 1980: ``SUN``)."""
        for seat in self.seats:
            if seat.said == said and seat.code and seat.since <= day <= seat.until:
                return seat.code
        return said


@cache
def assembly() -> Assembly:
    """Return the members as the data files ``un_members.csv`` and ``un_seats.csv`` have them.

    Raises:
        ExtractError: a data file is broken.
    """
    members = []
    for where, row in read_table("un_members.csv", ("state", "since", "until", "source")):
        since, until = read_period(where, row)
        members.append(Membership(row["state"], since.start, until.end if until else date.max, row["source"]))
    seats = []
    for where, row in read_table("un_seats.csv", ("said", "since", "until", "code", "why")):
        since, until = read_period(where, row | {"source": row["why"]})
        seats.append(Seat(row["said"], since.start, until.end if until else date.max, row["code"], row["why"]))
    return Assembly(tuple(members), tuple(seats))
