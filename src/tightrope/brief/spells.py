"""The stretches over which a tie stands, put together from all evidence for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tightrope.records import Status, Tie

#: First and last year; ``None`` for what is unknown or, as the last, for what lasts.
Years = tuple[int | None, int | None]


@dataclass(frozen=True)
class Spell:
    """One stretch of a tie with all evidence for it, what tells of its beginning first."""

    since: int | None
    until: int | None
    evidence: tuple[Tie, ...]

    @property
    def tie(self) -> Tie:
        """The piece of evidence that stands for it."""
        return self.evidence[0]


def spells(same: Iterable[Tie]) -> tuple[Spell, ...]:
    """Return the stretches of one tie, in order of time; each status has its own.

    A beginning and a later end belong together even if two sources tell of them, unless the tie began anew in between.
    What gives no years goes with the first stretch that has some.
    """
    by_status: dict[Status, list[Tie]] = defaultdict(list)
    for tie in sorted(same, key=lambda tie: (tie.since is None, str(tie.since or ""), str(tie.until or ""), tie.id)):
        by_status[tie.status].append(tie)
    return tuple(spell for status in Status if status in by_status for spell in _joined(by_status[status]))


def _joined(same: Iterable[Tie]) -> Iterable[Spell]:
    by_years: dict[Years, list[Tie]] = defaultdict(list)
    for tie in same:
        since = tie.since.start.year if tie.since else None
        until = tie.until.end.year if tie.until else None
        by_years[since, until].append(tie)
    for since, until in sorted(years for years in by_years if years[0] is None and years[1] is not None):
        begun = _begun_before(until, by_years)
        if begun is not None:
            _merge(by_years, (since, until), begun, (begun[0], until))
    for since, until in [years for years in by_years if years[0] is not None and years[1] is None]:
        closed = [years for years in by_years if years[0] == since and years[1] is not None]
        if closed:
            _merge(by_years, (since, until), closed[0], closed[0])
    undated = by_years.pop((None, None), [])
    found = sorted(by_years, key=lambda years: (years[0] is None, years[0] or 0, years[1] or 9999))
    if not found:
        return [Spell(None, None, tuple(undated))]
    return [Spell(*years, (*by_years[years], *(undated if place == 0 else ()))) for place, years in enumerate(found)]


def _begun_before(end: int | None, by_years: Iterable[Years]) -> Years | None:
    """The stretch that an end alone closes: the one begun last before it, if that is open or ends in the same year."""
    before = [years for years in by_years if years[0] is not None and end is not None and years[0] <= end]
    last = max(before, key=lambda years: (years[0] or 0, years[1] == end), default=None)
    return last if last is not None and last[1] in (None, end) else None


def _merge(by_years: dict[Years, list[Tie]], one: Years, other: Years, into: Years) -> None:
    evidence = [*by_years.pop(other), *by_years.pop(one)]
    by_years[into] = [*by_years.get(into, ()), *evidence]
