"""What may be said in words: claims of order, made only from estimates that rest on readings more than on the prior.

Which power holds the largest share is told by the published part of the draws in which it does: "very likely" from 90 %
on, "more likely than not" above 50 %; powers whose estimate comes mostly from the prior are not compared there.

For two quantities with published intervals: if the 90 % intervals lie apart, at least 90 % probability is left for
their order whatever their dependence (5 % on either side, Bonferroni), which is called "very likely"; if only the 50 %
intervals lie apart, at least 50 %, "more likely than not". Otherwise no order is claimed. A change of a share has an
interval of its own: "very likely" if it lies on one side of zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from tightrope.brief.labels import ALL
from tightrope.brief.publication import BALANCE, CHANGE, FIRST, SHARE, Publication
from tightrope.records import Estimate

#: Whole percents of the draws, as they are shown: from the first on, and above the second, a power is named as first.
VERY_LIKELY, MORE_LIKELY = 90, 50


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
    """The share of the power that is first in most draws, and in which part of them it is."""

    share: Estimate
    draws: Estimate
    certainty: Certainty


def largest(publication: Publication, shares: Mapping[str, Estimate]) -> Largest | None:
    """Return the largest of the shares of one state and domain, if it is that in most draws."""
    first = {power: publication.beside(share, FIRST) for power, share in shares.items()}
    for power, one in first.items():
        percent = round(100 * one.mean) if one else 0
        if one and percent > MORE_LIKELY and not publication.mostly_prior(shares[power]):
            certainty = Certainty.VERY_LIKELY if percent >= VERY_LIKELY else Certainty.MORE_LIKELY
            return Largest(shares[power], one, certainty)
    return None


@dataclass(frozen=True)
class Standing:
    """Where the states stand in one domain.

    Attributes:
        domain: the domain.
        named: states in which a power is named as the largest, by power and certainty.
        open: states with shares in which no power is named.
        unmeasured: states without any share.
        not_compared: powers whose estimate comes mostly from the prior, with the states in which that is so.
    """

    domain: str
    named: Mapping[tuple[str, Certainty], tuple[Largest, ...]]
    open: tuple[str, ...]
    unmeasured: tuple[str, ...]
    not_compared: Mapping[tuple[str, ...], tuple[str, ...]]


def standing(publication: Publication, domain: str) -> Standing:
    """Arrange the states of one domain by the power that is named as largest and by certainty."""
    named: dict[tuple[str, Certainty], list[Largest]] = {}
    undecided: list[str] = []
    unmeasured: list[str] = []
    left_out: dict[tuple[str, ...], list[str]] = {}
    for state in publication.case.states:
        shares = publication.shares(state, domain)
        if not shares:
            unmeasured.append(state)
            continue
        marked = tuple(power for power, share in shares.items() if publication.mostly_prior(share))
        if marked:
            left_out.setdefault(marked, []).append(state)
        found = largest(publication, shares)
        if found:
            named.setdefault((found.share.power, found.certainty), []).append(found)
        else:
            undecided.append(state)
    order = {power: place for place, power in enumerate(publication.case.powers)}
    keys = sorted(named, key=lambda key: (key[1] is not Certainty.VERY_LIKELY, -len(named[key]), order[key[0]]))
    return Standing(
        domain,
        {key: tuple(named[key]) for key in keys},
        tuple(undecided),
        tuple(unmeasured),
        {powers: tuple(states) for powers, states in left_out.items()},
    )


@dataclass(frozen=True)
class Change:
    """A share that is very likely higher or lower than in an earlier year."""

    change: Estimate
    before: Estimate
    now: Estimate

    @property
    def rose(self) -> bool:
        """Whether it went up."""
        return self.change.mean > 0


def changes(publication: Publication, domain: str, states: Iterable[str] = ()) -> tuple[Change, ...]:
    """Return the changes up to the newest shares whose 90 % interval, in whole points, lies on one side of zero.

    Of a share that changed over several times only the change over the longest is told. What comes mostly from the
    prior, now or then, is left out.

    Args:
        publication: the newest run.
        domain: the domain.
        states: the states to look at; all of the case if none is given.
    """
    found = []
    for state in states or publication.case.states:
        for power, now in publication.shares(state, domain).items():
            told = (_change(publication, one, now) for one in publication.series(CHANGE, state, domain, power))
            found += [one for one in told if one][:1]
    return tuple(found)


def _change(publication: Publication, change: Estimate, now: Estimate) -> Change | None:
    """The change with the shares at its ends, if it may be told; those over the longest time come first."""
    series = publication.series(SHARE, now.state, str(now.domain), now.power)
    before = next((one for one in series if one.when.start.year == change.when.start.year), None)
    if (
        before is None
        or change.when.end != now.when.end
        or round(100 * change.low90) <= 0 <= round(100 * change.high90)
    ):
        return None
    if publication.mostly_prior(before) or publication.mostly_prior(now):
        return None
    return Change(change, before, now)


def widest_and_narrowest(publication: Publication, domain: str = ALL) -> tuple[Estimate, Estimate] | None:
    """Return the states with most and fewest effective powers, if it is very likely that they differ.

    A state whose balance comes mostly from the prior is not compared.
    """
    newest = (publication.latest(BALANCE, state, domain) for state in publication.case.states)
    found = [one for one in newest if one and not publication.mostly_prior(one)]
    if len(found) < 2:
        return None
    widest = max(found, key=lambda one: (one.mean, one.state))
    narrowest = min(found, key=lambda one: (one.mean, one.state))
    return (widest, narrowest) if certainly_above(widest, narrowest) is Certainty.VERY_LIKELY else None
