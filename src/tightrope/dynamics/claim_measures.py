"""Tests of quantities: on the joint draws of a measurement, or on draws from the intervals of estimates."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtri  # type: ignore[import-untyped]

from tightrope.dynamics.claim_outcomes import Flags, Known, Outcome, combined, unknown
from tightrope.measures import ALL_DOMAINS
from tightrope.measures.balance import distance_from_even, effective_powers, effective_powers_hirschman
from tightrope.measures.kalman import Floats
from tightrope.measures.publish import ids_near
from tightrope.measures.streams import stream
from tightrope.records import (
    ALIGNMENT,
    CONTRADICTED,
    DRAWN,
    MOSTLY_PRIOR,
    SUPPORTED,
    Basis,
    Compare,
    Estimate,
    Finding,
    HoldsFor,
    Lack,
    Need,
    Relation,
)

_PROFILES = {
    "effective_powers": effective_powers,
    "effective_powers_hirschman": effective_powers_hirschman,
    "distance_from_even": distance_from_even,
}
#: Standard normal quantiles of the ends of an estimate's intervals.
_ENDS = ndtri(np.array([0.05, 0.25, 0.75, 0.95]))
#: A channel whose last reading is older than this many years is named among those that would help.
_RECENT_YEARS = 2


@dataclass(frozen=True, slots=True)
class _Value:
    """A quantity in each draw, or why it is not known.

    Attributes:
        draws: (S,); empty if it is not known.
        ids: what it rests on.
        lack: what is missing; ``None`` if it is known.
        published: its mean where it was published, so that a verdict tells the number that stands elsewhere.
    """

    draws: Floats
    ids: tuple[str, ...] = ()
    lack: Lack | None = None
    published: float | None = None

    @property
    def mean(self) -> float:
        """The published mean, or that of the draws."""
        return float(self.draws.mean()) if self.published is None else self.published


_EMPTY = np.empty(0)


def compare(test: Compare, known: Known) -> Outcome:
    """The outcome of a comparison for its states, or for all states together if it names none."""
    if test.holds_for is HoldsFor.MEAN:
        return _judged(test, ";".join(test.over), [_sides(test, state, known) for state in test.over], known)
    single = [_judged(test, state, [_sides(test, state, known)], known) for state in test.over or ("",)]
    return (
        combined(test.holds_for, single) if test.measure in DRAWN or len(single) == 1 else _bounded(test, single, known)
    )


def _bounded(test: Compare, single: list[Outcome], known: Known) -> Outcome:
    """Join states whose draws are not joint: bounds on how many hold that are true whatever their dependence.

    With N the number of states for which the test holds, P(N >= k) <= E N / k and P(N < k) <= (n - E N) / (n - k + 1)
    (Markov's inequality). Draws taken as independent would call "each" of many states impossible. In which draws the
    test holds is drawn as well, for joins with other tests: as if it were independent of them, like every interval.
    """
    whole = combined(test.holds_for, single)
    n, k = len(single), {HoldsFor.EACH: len(single), HoldsFor.MOST: len(single) // 2 + 1}.get(test.holds_for, 1)
    low = max(0.0, 1.0 - (n - sum(float(one.sure.mean()) for one in single)) / (n - k + 1))
    high = min(1.0, sum(float(one.possible.mean()) for one in single) / k)
    return replace(whole, sure=_in_part(low, test, known), possible=_in_part(high, test, known))


def _in_part(part: float, test: Compare, known: Known) -> Flags:
    """A part of the draws, (S,), the same smaller parts within it for the same test."""
    order = stream(known.seed, "claims", repr(test)).permutation(known.draws)
    return np.asarray((order + 0.5) / known.draws < part)


def _chance_of_change(test: Compare, known: Known) -> float | None:
    """The published probability that a count rose or fell since a date: its interval alone cannot tell. Else none."""
    way = {Relation.RISING: "rose", Relation.FALLING: "fell"}.get(test.relation)
    if way is None or test.by or test.over:
        return None
    change = replace(test, measure=f"{test.measure}_{way}/{test.since}")
    found = _published(change, "", test.power, test.year, None, known)
    return None if found is None else found.mean


def _judged(test: Compare, state: str, pairs: list[tuple[_Value, _Value]], known: Known) -> Outcome:
    """Compare the mean of the left values with that of the right ones; unknown if any of them is."""
    values = [value for pair in pairs for value in pair]
    lacks = [value.lack for value in values if value.lack is not None]
    ids = tuple(sorted({one for value in values for one in value.ids}))
    if lacks:
        needs = tuple(_need(test, one, lacks[0], known) for one in (state.split(";") if state else ("",)))
        finding = _finding(test, state, Basis.NOTHING, None, None, 0.0, 1.0, ids)
        return unknown(known.draws, (finding,), needs)
    left, right = (np.mean([pair[side].draws for pair in pairs], axis=0) for side in (0, 1))
    sign = -1.0 if test.relation in (Relation.BELOW, Relation.FALLING) else 1.0
    margin = sign * (left - right) - test.by
    chance = _chance_of_change(test, known)
    holds = margin > 0 if chance is None else _in_part(chance, test, known)
    part = float(holds.mean())
    basis = Basis.DRAWS if test.measure in DRAWN else Basis.INTERVAL
    told, other = (float(np.mean([pair[side].mean for pair in pairs])) for side in (0, 1))
    finding = _finding(test, state, basis, told, other, part, part, ids)
    wide = CONTRADICTED < part < SUPPORTED
    needs = tuple(_wide(test, one, margin, known) for one in (state.split(";") if state else ("",))) if wide else ()
    return Outcome(holds, holds, (finding,), needs)


def _sides(test: Compare, state: str, known: Known) -> tuple[_Value, _Value]:
    """What is compared, and with what, for one state."""
    left = _value(test, state, test.power, test.year, known)
    if test.number is not None:
        return left, _Value(np.full(known.draws, test.number))
    if test.relation is Relation.FIRST:
        return left, _largest_other(test, state, known)
    if test.than:
        return left, _value(replace(test, measure=test.than), state, test.power, test.year, known)
    if test.against:
        return left, _value(test, state, test.against, test.year, known)
    return left, _value(test, state, test.power, test.since, known)


def _value(test: Compare, state: str, power: str, year: int | None, known: Known) -> _Value:
    if test.measure in DRAWN:
        return _drawn(test.measure, state, power, test.domain, year, known)
    since = test.since if test.relation in (Relation.ABOVE, Relation.BELOW) else None
    found = _published(test, state, power, year, since, known)
    if found is None:
        return _Value(_EMPTY, lack=Lack.UNPUBLISHED)
    return _Value(sample(found, known.draws, known.seed), found.rests_on, published=found.mean)


def _drawn(measure: str, state: str, power: str, domain: str, year: int | None, known: Known) -> _Value:
    """A quantity of capital in each draw of the measurement."""
    rows = _rows(measure, state, domain, year, known)
    if rows is None:
        return _Value(_EMPTY, lack=Lack.UNREAD)
    holders, shares, by_prior = rows
    ids = _ids(known, state, [power] if power else holders, domain, year)
    if power and power not in holders:
        return _Value(_EMPTY, ids, Lack.UNREAD)
    prior = by_prior[holders.index(power)] if power else float(by_prior @ shares.mean(axis=1))
    if prior > MOSTLY_PRIOR:
        return _Value(_EMPTY, ids, Lack.PRIOR)
    return _Value(shares[holders.index(power)] if power else _PROFILES[measure](shares.T), ids)


def _rows(
    measure: str, state: str, domain: str, year: int | None, known: Known
) -> tuple[list[str], Floats, Floats] | None:
    """Holders, their shares (P, S) and how much the prior decides of each (P,); ``None`` if nothing is measured."""
    scope = known.measurement.scope
    if state not in scope.states or year not in scope.years:
        return None
    time = scope.years.index(year)
    if domain == ALL_DOMAINS:
        overall = known.measurement.overall.get(state)
        if overall is None or measure == "capital_share":
            return None
        return [scope.powers[place] for place in overall.powers], overall.shares[:, time], overall.by_prior[:, time]
    found = known.measurement.capital.get(domain)
    if found is None:
        return None
    row = scope.states.index(state)
    shares = (found.shares if measure == "capital_share" else found.of_powers)[row, :, time]
    (places,) = np.nonzero(~np.isnan(shares[:, 0]))
    if not places.size:
        return None
    return [scope.holders[place] for place in places], shares[places], found.by_prior[row, places, time]


def _largest_other(test: Compare, state: str, known: Known) -> _Value:
    """The largest share of another power that is measured and not mostly prior, as ``capital_first`` has it."""
    rows = _rows(test.measure, state, test.domain, test.year, known)
    if rows is None:
        return _Value(_EMPTY, lack=Lack.UNREAD)
    holders, shares, by_prior = rows
    others = [place for place, one in enumerate(holders) if one != test.power and by_prior[place] <= MOSTLY_PRIOR]
    ids = _ids(known, state, [holders[place] for place in others], test.domain, test.year)
    return _Value(shares[others].max(axis=0), ids) if others else _Value(_EMPTY, ids, Lack.PRIOR)


def _published(
    test: Compare, state: str, power: str, year: int | None, since: int | None, known: Known
) -> Estimate | None:
    """The estimate of a quantity for a year: that of the year itself, else the shortest time that holds it."""
    found = [
        one
        for one in known.estimates
        if (one.quantity, one.state, one.power) == (test.measure, state, power)
        and (one.quantity in ALIGNMENT or str(one.domain) == test.domain)
    ]
    if since is not None:
        found = [one for one in found if one.when.start.year == since]
    if year is None:
        return max(found, key=lambda one: (one.when.end, one.id), default=None)
    if since is not None:
        return next((one for one in found if one.when.end.year == year), None)
    held = [one for one in found if one.when.start.year <= year <= one.when.end.year]
    return min(held, key=lambda one: (one.when.end - one.when.start, one.id), default=None)


def sample(estimate: Estimate, draws: int, seed: int) -> Floats:
    """Draw from the intervals of an estimate, (S,): linear between their ends on the normal scale and beyond them.

    Args:
        estimate: its four ends are met exactly; its mean is not used, but told.
        draws: S.
        seed: any integer; the same estimate is drawn alike in every test.
    """
    ends = np.array([estimate.low90, estimate.low50, estimate.high50, estimate.high90])
    scores = stream(seed, "claims", estimate.id).standard_normal(draws)
    below = ends[0] + (scores - _ENDS[0]) * (ends[1] - ends[0]) / (_ENDS[1] - _ENDS[0])
    above = ends[3] + (scores - _ENDS[3]) * (ends[3] - ends[2]) / (_ENDS[3] - _ENDS[2])
    inside = np.interp(scores, _ENDS, ends)
    return np.asarray(np.where(scores < _ENDS[0], below, np.where(scores > _ENDS[3], above, inside)))


def _ids(known: Known, state: str, powers: list[str], domain: str, year: int | None) -> tuple[str, ...]:
    """Ids of the readings of the year, or nearest to it, that show what the powers hold."""
    found = (
        one
        for power in powers
        for channel, readings in known.readings.get((state, power), {}).items()
        if domain in (ALL_DOMAINS, channel.partition(".")[0])
        for one in ids_near(readings, year or 0)
    )
    return tuple(sorted(set(found)))


def _finding(
    test: Compare,
    state: str,
    basis: Basis,
    mean: float | None,
    other: float | None,
    low: float,
    high: float,
    ids: tuple[str, ...],
) -> Finding:
    return Finding(
        test="compare",
        subject=test.measure,
        relation=test.relation.value,
        state=state,
        power=test.power,
        domain=test.domain,
        against=test.against or test.than,
        by=test.by,
        when=_when(test),
        mean=mean,
        other=other,
        low=low,
        high=high,
        basis=basis,
        ids=ids,
    )


def _when(test: Compare) -> str:
    return "/".join(str(year) for year in (test.since, test.year) if year is not None)


def _need(test: Compare, state: str, lack: Lack, known: Known, width: float | None = None) -> Need:
    channels = () if lack is Lack.UNPUBLISHED else tuple(_wanting(test, state, known))
    return Need(
        lack=lack,
        subject=test.measure,
        state=state,
        power=test.power,
        domain=test.domain,
        when=_when(test),
        channels=channels,
        width=width,
    )


def _wide(test: Compare, state: str, margin: Floats, known: Known) -> Need:
    """How much narrower the margin must be for an answer if its middle stays: |m| = z s has 90 % on one side."""
    spread = float(margin.std())
    width = abs(float(margin.mean())) / (float(ndtri(SUPPORTED)) * spread) if spread > 0 else 1.0
    return _need(test, state, Lack.WIDE, known, round(min(width, 1.0), 3))


def _wanting(test: Compare, state: str, known: Known) -> Iterator[str]:
    """Channels of the domain that do not show what the power holds near the year, with the year of the last reading."""
    if test.measure not in DRAWN or test.year is None:
        return
    powers = [one for one in (test.power, test.against) if one] or list(known.measurement.scope.powers)
    for name in known.measurement.scope.channels:
        if test.domain not in (ALL_DOMAINS, name.partition(".")[0]):
            continue
        last = [_last(known, state, power, name) for power in powers]
        if None in last:
            yield name
        elif (year := min(one for one in last if one is not None)) < test.year - _RECENT_YEARS:
            yield f"{name}:{year}"


def _last(known: Known, state: str, power: str, channel: str) -> int | None:
    """Year of the last reading of a channel; ``None`` if it has none."""
    readings = known.readings.get((state, power), {}).get(channel, ())
    return math.floor(max(one.time for one in readings)) if readings else None
