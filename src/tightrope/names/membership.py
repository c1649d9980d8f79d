"""Which states belonged to an organisation on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tightrope.names.tables import read_period, read_table
from tightrope.records import When


@dataclass(frozen=True, slots=True)
class Membership:
    """One state's time in one organisation; ``until`` is ``None`` if it lasts."""

    organisation: str
    state: str
    since: When
    until: When | None
    source: str

    def covers(self, day: date) -> bool:
        """Whether the state was a member on that day; with an inexact date, whether it may have been."""
        return self.since.start <= day and (self.until is None or day <= self.until.end)


def read_memberships() -> dict[str, tuple[Membership, ...]]:
    """Return the memberships of ``memberships.csv`` per organisation, in the order of the file.

    Raises:
        ExtractError: a line has no source or ends before it begins.
    """
    found: dict[str, list[Membership]] = {}
    for where, row in read_table("memberships.csv", ("organisation", "state", "since", "until", "source")):
        since, until = read_period(where, row)
        item = Membership(row["organisation"], row["state"], since, until, row["source"])
        found.setdefault(item.organisation, []).append(item)
    return {organisation: tuple(items) for organisation, items in found.items()}
