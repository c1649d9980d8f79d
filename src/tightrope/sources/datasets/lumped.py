"""What a table says that lists the biggest destinations of one origin and lumps the rest.

A destination that is not listed has a figure between 0 and a bound; it does not have the figure 0. The bound holds only
if the destination reported that year, which such a table does not say. It is inferred here, carefully:

* a destination reported in a year if it is listed for at least ``FEW`` times as many origins as in its best year
  (some report only two or three odd origins in a year);
* a figure changes at most ``CHANGE``-fold from its nearest figures before and after. So a destination whose bound is
  further below them did not report this origin, and one that did not report has at most ``CHANGE`` times the larger.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Share of a destination's best year (counted in origins that list it) below which it did not report.
FEW = 0.05
#: Share of a group that must have reported for its sum to mean anything.
ENOUGH = 0.2
#: How many times a figure may change across the years in which it is not listed.
CHANGE = 2.0


@dataclass(frozen=True, slots=True)
class Listing:
    """The destinations of one origin in one year.

    Attributes:
        listed: figure of each listed destination.
        lump: figure of all others together; 0 if nothing was lumped.
        unclear: figure of rows whose destination nobody knows.
    """

    listed: Mapping[str, float]
    lump: float = 0.0
    unclear: float = 0.0

    @property
    def bound(self) -> float:
        """Most that one destination inside the lump can have: the lump, and the smallest listed figure."""
        return min(self.lump, min((figure for figure in self.listed.values() if figure > 0), default=math.inf))


@dataclass(frozen=True, slots=True)
class Missing:
    """A destination without a report: its larger nearest figure for this origin, and the year of that figure."""

    destination: str
    nearest: float
    year: int

    @property
    def bound(self) -> float:
        """Most that it is taken to have."""
        return CHANGE * self.nearest


@dataclass(frozen=True, slots=True)
class GroupBounds:
    """Bounds of the sum over a group of destinations.

    Attributes:
        lower: sum of what is listed, and what of the lump cannot lie outside the group.
        upper: what is listed, plus what the lump allows, plus the bound of each destination in ``missing``.
        known: sum of what is listed.
        listed: destinations that are listed, sorted.
        missing: destinations that did not report this year but are listed in another.
    """

    lower: float
    upper: float
    known: float
    listed: tuple[str, ...]
    missing: tuple[Missing, ...]

    @property
    def tells_enough(self) -> bool:
        """Whether what is listed is at least ``ENOUGH`` of it and the nearest figures of what is missing."""
        return self.known >= ENOUGH * (self.known + math.fsum(one.nearest for one in self.missing))


@dataclass(frozen=True, slots=True)
class Reports:
    """How many origins list each destination in each year, over the whole table."""

    origins: Mapping[str, Mapping[int, int]]

    def reported(self, destination: str, year: int) -> bool:
        """Whether the destination reported that year at all."""
        years = self.origins.get(destination, {})
        return years.get(year, 0) >= max(1.0, FEW * max(years.values(), default=0))

    def ever(self, destination: str) -> bool:
        """Whether the destination is listed for any origin in any year."""
        return destination in self.origins


@dataclass(frozen=True, slots=True)
class Outbound:
    """All years of one origin.

    Attributes:
        years: the listing of each year.
        reports: who reported, from the whole table.
    """

    years: Mapping[int, Listing]
    reports: Reports

    def may_be_lumped(self, destination: str, year: int) -> bool:
        """Whether a destination that is not listed reported that year, so that its figure is 0 or in the lump."""
        if not self.reports.reported(destination, year):
            return False
        nearest = [figure for figure, _ in self._nearest(destination, year)]
        return not nearest or min(nearest) <= CHANGE * self.years[year].bound

    def _nearest(self, destination: str, year: int) -> list[tuple[float, int]]:
        """The last figure before the year and the first one after it, as far as there are any, with their years."""
        listed = sorted(other for other, listing in self.years.items() if destination in listing.listed)
        before = [other for other in listed if other < year][-1:]
        after = [other for other in listed if other > year][:1]
        return [(self.years[other].listed[destination], other) for other in (*before, *after)]

    def _missing(self, group: Iterable[str], year: int) -> tuple[Missing, ...]:
        """Those of a group that are listed in other years and did not report this one, sorted."""
        gone = [one for one in group if one not in self.years[year].listed and not self.may_be_lumped(one, year)]
        return tuple(Missing(one, *max(nearest)) for one in sorted(gone) if (nearest := self._nearest(one, year)))

    def body(self, members: Iterable[str], year: int) -> GroupBounds:
        """Bounds for a body: what is listed of its members, and at most what they can have in the lump.

        A member that is never listed in any year counts as one that may be in the lump.
        """
        listing, members = self.years[year], sorted(members)
        listed = tuple(one for one in members if one in listing.listed)
        missing = self._missing(members, year)
        lower = math.fsum(listing.listed[one] for one in listed)
        inside = len(members) - len(listed) - len(missing)
        lumped = min(listing.lump, inside * listing.bound) if inside and listing.lump else 0.0
        upper = lower + lumped + math.fsum(one.bound for one in missing)
        return GroupBounds(lower, upper, lower, listed, missing)

    def rest(self, others: Iterable[str], year: int) -> GroupBounds:
        """Bounds for all destinations but ``others``: what is listed, and what of the lump is not theirs."""
        listing, others = self.years[year], frozenset(others)
        listed = tuple(sorted(set(listing.listed) - others))
        ever = {one for other in self.years.values() for one in other.listed} - others
        missing = self._missing(ever, year)
        known = math.fsum(listing.listed[one] for one in listed)
        theirs = len(others - set(listing.listed)) * listing.bound if listing.lump else 0.0
        return GroupBounds(
            known + max(0.0, listing.lump - theirs),
            known + listing.lump + listing.unclear + math.fsum(one.bound for one in missing),
            known,
            listed,
            missing,
        )
