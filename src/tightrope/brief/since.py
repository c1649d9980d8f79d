"""What changed since a day: shares whose intervals lie apart, ties that began and ended, and what happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from heapq import nlargest

from tightrope.brief.chronicle import told_alike
from tightrope.brief.findings import Certainty, Largest, certainly_above, largest
from tightrope.brief.labels import ALL
from tightrope.brief.publication import SHARE, Publication
from tightrope.records import AnyEvidence, Estimate, Event, Status, Tie, When


@dataclass(frozen=True)
class Moved:
    """A share that is another one than in the year of the day, as far as the published intervals allow to say."""

    before: Estimate
    now: Estimate
    certainty: Certainty

    @property
    def rose(self) -> bool:
        """Whether it went up."""
        return self.now.mean > self.before.mean


def leaders(publication: Publication, state: str, domains: Iterable[str]) -> tuple[Largest, ...]:
    """Return who is named as holding the largest share of a state, domain by domain, the surest first."""
    found = [largest(publication, publication.shares(state, domain)) for domain in domains]
    named = [one for one in found if one]
    return tuple(sorted(named, key=lambda one: -round(100 * one.draws.mean)))


def moved(publication: Publication, state: str, domains: Iterable[str], year: int) -> tuple[Moved, ...]:
    """Return the shares of a state that differ from those of a year, the largest changes first.

    What comes mostly from the prior, then or now, is left out.
    """
    found = []
    for before, now in _compared(publication, state, domains, year):
        if publication.mostly_prior(before) or publication.mostly_prior(now):
            continue
        sure = certainly_above(now, before) or certainly_above(before, now)
        if sure:
            found.append(Moved(before, now, sure))
    return tuple(sorted(found, key=lambda one: (one.certainty is not Certainty.VERY_LIKELY, -_size(one))))


def comparable(publication: Publication, state: str, domains: Iterable[str], year: int) -> bool:
    """Return whether there is a share of a state in a year and a newer one of the same power and domain."""
    return next(_compared(publication, state, domains, year), None) is not None


def _compared(
    publication: Publication, state: str, domains: Iterable[str], year: int
) -> Iterator[tuple[Estimate, Estimate]]:
    """The shares of a year, each with the newest one."""
    for domain in (ALL, *domains):
        for power, now in publication.shares(state, domain).items():
            series = publication.series(SHARE, state, domain, power)
            before = next((one for one in series if one.when.start.year == year), None)
            if before is not None and before is not now:
                yield before, now


def _size(one: Moved) -> float:
    return abs(one.now.mean - one.before.mean)


def begun_and_ended(publication: Publication, day: date) -> tuple[tuple[Tie, ...], tuple[Tie, ...]]:
    """Return the ties that began after a day, and those that ended after it, each by time; one of each that is told.

    What is only planned, supposed or denied is left out.
    """
    real = [tie for tie in publication.of_kind(Tie) if tie.status is Status.OCCURRED]
    return _since(real, day, "since"), _since(real, day, "until")


def _since(ties: Iterable[Tie], day: date, end: str) -> tuple[Tie, ...]:
    found: dict[tuple[str, str, str, int], Tie] = {}
    for tie in sorted(ties, key=lambda tie: tie.id):
        when: When | None = getattr(tie, end)
        if when is not None and when.start >= day:
            found.setdefault((min(tie.a, tie.b), max(tie.a, tie.b), tie.relation, when.start.year), tie)
    return tuple(sorted(found.values(), key=lambda tie: (str(getattr(tie, end)), tie.id), reverse=True))


def happened(items: Iterable[AnyEvidence], day: date, most: int) -> tuple[tuple[Event, ...], int]:
    """Return the newest events that began on a day or later, and how many there are; undated ones are left out.

    What several documents tell alike is one event, from whichever side an act of both is told.
    """
    found = {
        told_alike(one): one
        for one in items
        if isinstance(one, Event) and one.status is Status.OCCURRED and one.when is not None and one.when.start >= day
    }
    dated = [(str(one.when), one) for one in found.values()]
    last = min(nlargest(most, (when for when, _ in dated)), default="")
    # Making an id takes longer than all else, so only those get one that may be among the newest.
    newest = sorted(
        ((when, one.id, one) for when, one in dated if when >= last), key=lambda each: each[:2], reverse=True
    )
    return tuple(one for _, _, one in newest[:most]), len(found)
