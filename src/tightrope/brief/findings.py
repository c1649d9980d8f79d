"""What may be said in words: claims of order, made only where published intervals lie apart.

The rule, for two quantities with published intervals: if the 90 % intervals lie apart, at least 90 % probability is
left for their order whatever their dependence (5 % on either side, Bonferroni), which is called "very likely"; if only
the 50 % intervals lie apart, at least 50 %, "more likely than not". Otherwise no order is claimed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tightrope.brief.labels import ALL
from tightrope.brief.publication import BALANCE, SHARE, Publication
from tightrope.records import Estimate

#: A change is only looked for over at least so many years.
SHORTEST_CHANGE = 5
#: A state last measured more than so many years before the newest is not compared with the others.
LAPSED_YEARS = 10


class Certainty(StrEnum):
    """How sure an order is."""

    VERY_LIKELY = "very_likely"
    MORE_LIKELY = "more_likely"


def certainly_above(one: Estimate, other: Estimate) -> Certainty | None:
    """Return how sure it is that one is above the other; ``None`` if their intervals do not say."""
    if one.low90 > other.high90:
        return Certainty.VERY_LIKELY
    if one.low50 > other.high50:
        return Certainty.MORE_LIKELY
    return None


@dataclass(frozen=True)
class Largest:
    """The power whose share is above that of each other power measured."""

    state: str
    power: str
    share: Estimate
    certainty: Certainty


def largest(state: str, shares: Mapping[str, Estimate]) -> Largest | None:
    """Return the power with the largest share, if the intervals allow to name one.

    The certainty is that of the least certain comparison with another power.
    """
    if len(shares) < 2:
        return None
    top = max(shares, key=lambda power: (shares[power].mean, power))
    orders = [certainly_above(shares[top], share) for power, share in shares.items() if power != top]
    if None in orders:
        return None
    weakest = Certainty.MORE_LIKELY if Certainty.MORE_LIKELY in orders else Certainty.VERY_LIKELY
    return Largest(state, top, shares[top], weakest)


@dataclass(frozen=True)
class Standing:
    """Where the states stand in one domain.

    Attributes:
        domain: the domain.
        named: states in which a power is named as the largest, by power and certainty.
        open: states in which no order is claimed.
        lapsed: states last measured long before the others, with that year.
        unmeasured: states without any share.
    """

    domain: str
    named: Mapping[tuple[str, Certainty], tuple[Largest, ...]]
    open: tuple[str, ...]
    lapsed: tuple[tuple[str, int], ...]
    unmeasured: tuple[str, ...]


def standing(publication: Publication, domain: str) -> Standing:
    """Arrange the states of one domain by the power that is named as largest and by certainty."""
    named: dict[tuple[str, Certainty], list[Largest]] = {}
    undecided: list[str] = []
    unmeasured: list[str] = []
    lapsed: list[tuple[str, int]] = []
    measured = {state: publication.shares(state, domain) for state in publication.case.states}
    newest = max((_year(shares) for shares in measured.values()), default=0)
    for state, shares in measured.items():
        found = largest(state, shares)
        if not shares:
            unmeasured.append(state)
        elif newest - _year(shares) > LAPSED_YEARS:
            lapsed.append((state, _year(shares)))
        elif found:
            named.setdefault((found.power, found.certainty), []).append(found)
        else:
            undecided.append(state)
    order = {power: place for place, power in enumerate(publication.case.powers)}
    keys = sorted(named, key=lambda key: (key[1] is not Certainty.VERY_LIKELY, -len(named[key]), order[key[0]]))
    return Standing(
        domain, {key: tuple(named[key]) for key in keys}, tuple(undecided), tuple(lapsed), tuple(unmeasured)
    )


def _year(shares: Mapping[str, Estimate]) -> int:
    return next((share.when.start.year for share in shares.values()), 0)


@dataclass(frozen=True)
class Change:
    """A share that is very likely higher or lower than in an earlier year."""

    before: Estimate
    now: Estimate

    @property
    def rose(self) -> bool:
        """Whether it went up."""
        return self.now.low90 > self.before.high90


def changes(publication: Publication, domain: str) -> tuple[Change, ...]:
    """Return the shares whose 90 % interval lies apart from that of the first comparable year.

    A share depends on who is measured, so the first comparable year is the first in which the same powers were.
    """
    found = []
    for state in publication.case.states:
        now = publication.shares(state, domain)
        before = _first_comparable(publication, state, domain, frozenset(now))
        for power, estimate in before.items():
            change = Change(estimate, now[power])
            if change.rose or now[power].high90 < estimate.low90:
                found.append(change)
    return tuple(found)


def _first_comparable(publication: Publication, state: str, domain: str, powers: frozenset[str]) -> dict[str, Estimate]:
    by_time: dict[int, dict[str, Estimate]] = {}
    for power in publication.case.powers:
        for estimate in publication.series(SHARE, state, domain, power):
            by_time.setdefault(estimate.when.start.year, {})[power] = estimate
    same = [year for year, shares in sorted(by_time.items()) if frozenset(shares) == powers]
    return by_time[same[0]] if same and same[-1] - same[0] >= SHORTEST_CHANGE else {}


def widest_and_narrowest(publication: Publication, domain: str = ALL) -> tuple[Estimate, Estimate] | None:
    """Return the states with most and fewest effective powers, if it is very likely that they differ."""
    found = [one for state in publication.case.states if (one := publication.latest(BALANCE, state, domain))]
    if len(found) < 2:
        return None
    widest = max(found, key=lambda one: (one.mean, one.state))
    narrowest = min(found, key=lambda one: (one.mean, one.state))
    return (widest, narrowest) if certainly_above(widest, narrowest) is Certainty.VERY_LIKELY else None
