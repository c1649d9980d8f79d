"""How new the figures behind an estimate are: a series speaks for some years beyond its last reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tightrope.brief.gaps import domains_behind
from tightrope.brief.labels import ALL
from tightrope.brief.publication import SHARE, Publication
from tightrope.records import Estimate, Observation, Stock


@dataclass(frozen=True, order=True)
class Age:
    """The year that the figures of all powers that have any reach, and the domain in which that is so."""

    year: int
    domain: str


def figures_to(publication: Publication, estimate: Estimate) -> Age | None:
    """Return how far the figures behind an estimate reach; ``None`` if it rests on ties alone.

    A share compares powers, so of those with figures the one whose newest is the oldest decides; over all domains, the
    domain whose figures are the oldest.
    """
    if estimate.domain != ALL:
        return _in_domain(publication, estimate)
    ages = [_in_domain(publication, part) for part in _parts(publication, estimate)]
    return min((age for age in ages if age is not None), default=None)


def _in_domain(publication: Publication, estimate: Estimate) -> Age | None:
    newest: dict[str, int] = {}
    for key in estimate.rests_on:
        item = publication.observations.get(key) or publication.evidence.get(key)
        if not isinstance(item, Observation | Stock) or item.holder not in publication.case.powers:
            continue
        when = item.when if isinstance(item, Observation) else item.as_of
        if when is not None:
            newest[item.holder] = max(newest.get(item.holder, 0), when.end.year)
    return Age(min(newest.values()), str(estimate.domain)) if newest else None


def _parts(publication: Publication, overall: Estimate) -> Iterable[Estimate]:
    """One share a domain of those that a share over all domains is the average of, of the same year."""
    for domain in domains_behind(publication, overall):
        for power in publication.case.powers:
            same = [one for one in publication.series(SHARE, overall.state, domain, power) if one.when == overall.when]
            if same:
                yield same[0]
                break


def behind(publication: Publication, state: str, domain: str) -> Age | None:
    """Return how far the figures behind the newest shares reach, if the shares reach further."""
    share = next(iter(publication.shares(state, domain).values()), None)
    age = figures_to(publication, share) if share else None
    return age if share and age and age.year < share.when.start.year else None


def last_read(publication: Publication, state: str, domain: str) -> int | None:
    """Return the last year whose shares have figures as new as they are; ``None`` if that is so of the newest ones.

    Shares of later years carry older figures on. If no year has figures of its own, the year before the first.
    """
    if behind(publication, state, domain) is None:
        return None
    by_year: dict[int, Estimate] = {}
    for power in publication.case.powers:
        by_year |= {share.when.start.year: share for share in publication.series(SHARE, state, domain, power)}
    for year in sorted(by_year, reverse=True):
        age = figures_to(publication, by_year[year])
        if age is None or age.year >= year:
            return year
    return min(by_year) - 1
