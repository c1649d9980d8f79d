"""Scenarios: what would follow for the outlook from what somebody assumes, path by path against the baseline.

What is assumed is judgement; what follows from it is not more certain than that. Each assumption adds to capital x of a
power over a state, in year t of a path::

    acts            a g n times what is left of acts spread evenly since they began, with a half-life of h_e
    shock           - b size exp(-(k + r) (t - t0))
    ties            w (log(ties then + offset) - log(ties now + offset)) / l     while it lasts
    channel factor  w log(factor) / l            while it lasts; then it fades with the half-life of capital
    capital factor  log(factor)                  likewise

with a, b, h_e, k, r from the draws of push and pull (:mod:`tightrope.dynamics.push_pull`), and w the part of the
estimate of capital that the channel decides: if everything that the channel counts doubled, measured capital would
follow by that much and not by more. Effects are not drawn apart from the path: it takes them from the draw of push and
pull whose half-life has the same rank among its draws as the path's has among all paths. A factor is drawn from its
range on the log scale; what may not happen at all does in the assumed part of the paths. All else in a path, random
numbers included, is that of the baseline, so the difference is better known than either.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tightrope.dynamics.inputs import ACT_WEIGHTS
from tightrope.dynamics.outlook import Outlook, Shares, SharesOf, overall_shares, powers_over, share_paths
from tightrope.dynamics.push_pull import PushPull
from tightrope.dynamics.trends import Paths
from tightrope.measures.kalman import Floats, Ints
from tightrope.measures.measurement import ALL_DOMAINS, Measurement
from tightrope.measures.streams import stream
from tightrope.records import Assumption, AssumptionKind, Scenario

#: How many ties of a channel stand now, by channel, state and power.
TiesNow = Mapping[tuple[str, str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What the effects of assumptions are taken from.

    Attributes:
        measurement: what was measured.
        push_pull: parameters of each domain.
        ties: how many stand now.
        seed: any integer.
    """

    measurement: Measurement
    push_pull: Mapping[str, PushPull]
    ties: TiesNow
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What follows from a scenario.

    Attributes:
        changes: differences of shares to the baseline in the years after the scenario begins, by state and domain.
        shares: the shares themselves.
        without_effect: assumptions that move nothing, with the reason.
    """

    changes: SharesOf
    shares: SharesOf
    without_effect: tuple[str, ...]


def follow(scenario: Scenario, outlook: Outlook, baseline: SharesOf, grounds: Grounds) -> Outcome:
    """Return how a scenario changes the shares of the baseline, on the same paths.

    Args:
        scenario: what is assumed.
        outlook: the paths of the baseline.
        baseline: their shares.
        grounds: what effects are taken from.
    """
    measurement, notes = grounds.measurement, []
    added: dict[tuple[str, str], dict[int, Paths]] = {}
    for one in scenario.assumptions:
        domain = one.domain.value
        if domain not in outlook.capital:
            notes.append(f"nothing is measured in {domain}")
            continue
        if one.first > outlook.years[-1]:
            notes.append(f"what begins in {one.first} lies beyond the outlook, which ends in {outlook.years[-1]}")
            continue
        random = stream(grounds.seed, "assumption", repr(one))  # the same wherever it is assumed
        course = _Course(one, outlook, grounds, random)
        for state in one.states:
            row = powers_over(measurement, domain, state).get(one.power)
            if row is None or (state, domain) not in baseline:
                notes.append(f"no share of {one.power} over {state} is measured in {domain}")
                continue
            moved, why = course.over(state)
            if why:
                notes.append(why)
            else:
                rows = added.setdefault((state, domain), {})
                rows[row] = rows[row] + moved if row in rows else moved
    shares = _moved(measurement, outlook, baseline, added)
    changes = {key: Shares(one.powers, one.values - baseline[key].values) for key, one in shares.items()}
    return Outcome(changes=changes, shares=shares, without_effect=tuple(dict.fromkeys(notes)))


def _moved(
    measurement: Measurement, outlook: Outlook, baseline: SharesOf, added: Mapping[tuple[str, str], Mapping[int, Paths]]
) -> dict[tuple[str, str], Shares]:
    """The shares of all states that anything is added to."""
    found: dict[tuple[str, str], Shares] = {}
    for (state, domain), rows in added.items():
        mine = powers_over(measurement, domain, state)
        capital = outlook.capital[domain][list(mine.values())]  # a copy
        for place, row in enumerate(mine.values()):
            if row in rows:
                capital[place] += rows[row]
        found[state, domain] = Shares(tuple(mine), share_paths(capital))
    for state in dict.fromkeys(state for state, _ in added):
        parts = {domain: found.get((state, domain), one) for (of, domain), one in baseline.items() if of == state}
        overall = overall_shares(measurement, state, parts)
        if overall is not None:
            found[state, ALL_DOMAINS] = overall
    return found


def same_rank(values: Floats, draws: Floats, random: np.random.Generator) -> Ints:
    """Return for each value the place of the draw with the same rank among draws, (P,); ties are ordered by chance.

    Each draw is taken as often as any other, to one.

    Args:
        values: (P,).
        draws: (S,).
        random: orders ties.
    """
    rank = np.empty(values.size, np.int64)
    rank[np.lexsort((random.random(values.size), values))] = np.arange(values.size)
    return np.asarray(np.argsort(draws, kind="stable")[rank * draws.size // values.size])


class _Course:
    """What one assumption adds over the years, (H, P): the part that is the same for all states is drawn once."""

    def __init__(self, one: Assumption, outlook: Outlook, grounds: Grounds, random: np.random.Generator) -> None:
        self._one, self._grounds = one, grounds
        self._draw, self._time = outlook.draw, np.array(outlook.years)[:, None] + 0.5
        paths = outlook.draw.size
        happens = random.random(paths) < one.probability
        factor = random.uniform(math.log(one.low), math.log(one.high), paths)
        own = grounds.measurement.posteriors[one.domain.value].numbers["half_life"].ravel()[outlook.draw]
        effects = grounds.push_pull[one.domain.value].all_draws()
        drawn = same_rank(own, effects["half_life"], random)
        self._numbers = {name: values[drawn] for name, values in effects.items()}
        self._course = self._shape() * happens
        self._factor = factor

    def _shape(self) -> Floats:
        """How much of the assumption counts in each year: 1 while it lasts, and what is left of it afterwards."""
        one, numbers, since = self._one, self._numbers, self._time - self._one.first
        end = math.inf if one.last is None else one.last + 1.0 - one.first
        begun = since > 0
        half_life = numbers["half_life"]
        if one.kind is AssumptionKind.ACTS:
            mean_life = numbers["impulse_half_life"] / math.log(2.0)
            first, last = np.maximum(since, 0.0), np.maximum(since - end, 0.0)
            return np.asarray(mean_life * (np.exp(-last / mean_life) - np.exp(-first / mean_life)))
        if one.kind is AssumptionKind.SHOCK:
            rate = math.log(2.0) / half_life + numbers["pull_back"]
            return np.asarray(begun * np.exp(-rate * np.maximum(since, 0.0)))
        after = np.maximum(since - end, 0.0)
        held = one.kind in (AssumptionKind.TIE_BEGINS, AssumptionKind.TIE_ENDS)  # until it ends, and no longer
        return np.asarray(begun * ((after == 0) if held else 2.0 ** (-after / half_life)))

    def over(self, state: str) -> tuple[Paths, str]:
        """What is added over a state, (H, P), or why nothing is."""
        size, why = self._size(state)
        return (self._course * size).astype(np.float32), why

    def _size(self, state: str) -> tuple[Floats | float, str]:
        """In log points of capital, one number or (P,)."""
        one, numbers = self._one, self._numbers
        if one.kind is AssumptionKind.ACTS and one.event_type is not None:
            weight = ACT_WEIGHTS.get(one.event_type, 0.0)
            why = "" if weight else f"acts of type {one.event_type.value} push in no direction"
            return numbers["inflow"] * weight * one.amount, why
        if one.kind is AssumptionKind.SHOCK:
            return -numbers["shock"] * one.amount, ""
        if one.kind is AssumptionKind.CAPITAL_FACTOR:
            return self._factor, ""
        part = self._decided(state)
        if not part > 0:
            return 0.0, f"{one.channel} says nothing of {one.power} over {state}"
        if one.kind is AssumptionKind.CHANNEL_FACTOR:
            return self._factor * part / self._loading(), ""
        now = self._grounds.ties.get((one.channel, state, one.power), 0)
        then = now + one.amount if one.kind is AssumptionKind.TIE_BEGINS else max(now - one.amount, 0.0)
        offset = self._grounds.measurement.scope.channels[one.channel].offset
        why = "" if then != now else f"no tie of {one.channel} stands between {state} and {one.power}"
        return math.log((then + offset) / (now + offset)) * part / self._loading(), why

    def _decided(self, state: str) -> float:
        """Which part of the newest estimate the channel decides."""
        scope, capital = self._grounds.measurement.scope, self._grounds.measurement.capital[self._one.domain.value]
        if self._one.channel not in capital.channels:
            return 0.0
        at = capital.channels.index(self._one.channel), scope.states.index(state), scope.powers.index(self._one.power)
        return float(np.nan_to_num(capital.by_channel[at][-1]))

    def _loading(self) -> Floats:
        numbers = self._grounds.measurement.posteriors[self._one.domain.value].numbers
        return np.asarray(numbers[f"loading {self._one.channel}"].ravel()[self._draw])
