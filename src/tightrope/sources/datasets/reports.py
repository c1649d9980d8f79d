"""What one side reports about its trade with all partners, and what its total for the world leaves for the others.

Who has no row in a report has at least nothing and at most ``total - sum over the rows``. So a report without a gap
gives points, one that names no partner for a part gives intervals, and one without a total gives lower bounds.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tightrope.records import Failure, Observation, When
from tightrope.sources.datasets.rows import Figure
from tightrope.sources.datasets.table import REST_OF_WORLD, WORLD, Partners, Scope, place

#: Share of the total by which rows and total may differ: rounding, and no more.
ROUNDING = 0.002


@dataclass(frozen=True, slots=True)
class _Way:
    """Exports or imports of one report: the figure of each partner, and what the total leaves for those without one."""

    rows: Mapping[str, float]
    left: float

    def of(self, members: Iterable[str], *, all_named: bool) -> tuple[float, float]:
        """Bounds of the sum over some partners; ``all_named`` if nobody else can be among them."""
        members = list(members)
        known = math.fsum(self.rows[one] for one in members if one in self.rows)
        complete = all_named and all(one in self.rows for one in members)
        return known, known if complete else known + self.left


#: A report that has no row for a direction says nothing about it.
_SILENT = _Way({}, math.inf)


def observations_of(
    found: Iterable[Figure], partners: Partners, scope: Scope, path: Path, *, channel: str, unit: str, origin: str
) -> tuple[list[Observation], list[Failure]]:
    """Add up both directions of each report, for each power and the rest of the world.

    Args:
        found: figures whose key is (reporter, partner, direction); the partner may be ``WLD``.
        partners: to whom a partner counts.
        scope: whose reports are wanted: of a state about all, of a power about the states.
        path: the file, for messages.
        channel: of the observations.
        unit: of the figures.
        origin: id of the table.

    Returns:
        The observations, and the reports that contradict themselves: rows that add up to more than their total.
    """
    reports: dict[tuple[str, int], dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in found:
        reports[figure.key[0], figure.year][figure.key[2]].append(figure)
    seen: list[Observation] = []
    notes: list[Failure] = []
    for (reporter, year), directions in sorted(reports.items()):
        ways: list[_Way] = []
        for direction, rows in sorted(directions.items()):
            way = _way(rows)
            if way is None:
                reason = f"the partners of {reporter} ({direction}, {year}) add up to more than its row for the world"
                notes.append(Failure(place(path, rows[0].line), reason))
            else:
                ways.append(way)
        ways += [_SILENT] * (2 - len(ways))
        about = _about(reporter, year, ways, partners, scope)
        for state, holder, lower, upper, words in about:
            seen.append(
                Observation(
                    channel=channel,
                    holder=holder,
                    over=state,
                    when=When.year(year),
                    lower=lower,
                    upper=upper,
                    unit=unit,
                    origin=origin,
                    locator=f"{year}, reporter {reporter}, {words}",
                )
            )
    return seen, notes


def _way(rows: Iterable[Figure]) -> _Way | None:
    """One direction of a report; ``None`` if its rows add up to more than its total."""
    figures = {figure.key[1]: figure.value for figure in rows}
    total = figures.pop(WORLD, math.inf)
    named = math.fsum(figures.values())
    if named > total * (1 + ROUNDING):
        return None
    left = total - named
    return _Way(figures, 0.0 if math.isfinite(total) and left <= ROUNDING * total else left)


_Said = tuple[str, str, float, float, str]


def _about(reporter: str, year: int, ways: list[_Way], partners: Partners, scope: Scope) -> Iterator[_Said]:
    """State, holder, bounds and words of everything a report says."""
    if reporter in scope.states:
        yield from _own(reporter, year, ways, partners)
    if reporter in scope.powers:
        for state in scope.states:
            if any(state in way.rows for way in ways):
                yield _said(state, reporter, ways, [state], f"partner {state}")


def _own(state: str, year: int, ways: list[_Way], partners: Partners) -> Iterator[_Said]:
    named = sorted({partner for way in ways for partner in way.rows} - {state})
    holders: dict[str, list[str]] = defaultdict(list)
    for partner in named:
        holders[partners.holder(partner, year)].append(partner)
    for holder, some in sorted(holders.items()):
        if holder == REST_OF_WORLD:
            if all(math.isfinite(way.left) for way in ways):
                yield _said(state, holder, ways, some, f"{len(some)} other partners", all_named=False)
        else:
            wanted = sorted({*some, *partners.members(holder, year)}) if holder in partners.bodies else some
            yield _said(state, holder, ways, wanted, f"partner {' '.join(some)}")


def _said(state: str, holder: str, ways: list[_Way], some: list[str], words: str, *, all_named: bool = True) -> _Said:
    bounds = [way.of(some, all_named=all_named) for way in ways]
    lower, upper = math.fsum(low for low, _ in bounds), math.fsum(high for _, high in bounds)
    if math.isinf(upper):
        words += "; at least: a direction or a member has no row and there is no row for the world"
    elif upper > lower:
        words += "; at most with all that the row for the world has and no partner"
    return state, holder, lower, upper, words
