"""From a measurement to what can be said of waves: named dates tested, placebos beside them, how far they went."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from tightrope import __version__
from tightrope.dynamics.waves.monitor import recent_change
from tightrope.dynamics.waves.named import SIZES, SMALLEST_INFORMATION, Drawn, Test, correlation, draw_scores, test
from tightrope.dynamics.waves.reach import LADDER, ONSETS, Reach, by_state, draw_reach
from tightrope.dynamics.waves.shocks import SPREAD_YEARS, Evidence, domain_evidence, dyad_series
from tightrope.measures import Measurement
from tightrope.measures.kalman import Floats
from tightrope.measures.streams import stream
from tightrope.records import Estimate, Wave, When

MODEL = f"waves-1/{__version__}"
#: Draws of how far a push went.
DRAWS = 4000
#: Readings so many years before a date and after it are what a test of the date rests on.
NEAR_YEARS = 3.0
QUANTILES = (0.05, 0.25, 0.75, 0.95)


@dataclass(frozen=True, slots=True)
class _Pooled:
    """What the readings of all domains say of one power, and the same without a push; scores are (dyads, draws, K)."""

    every: tuple[Evidence, ...]
    domain: tuple[str, ...]
    drawn: tuple[Drawn, ...]
    scores: Floats


class _Domains:
    """The evidence of all domains for pushes at some onsets."""

    def __init__(
        self,
        measurement: Measurement,
        onsets: Floats,
        seed: int,
        key: str,
        channels: Collection[str] | None = None,
        spread: float = SPREAD_YEARS,
        named: int = 0,
    ) -> None:
        """Take the onsets after the named ones, or all, for dispersion and correlation; keep the named ones, or all."""
        self._seed, self._key = seed, key
        first, quiet = measurement.scope.years[0] + 0.5, slice(named, None)
        offsets = {name: channel.offset for name, channel in measurement.scope.channels.items()}
        self._found: dict[str, tuple[Evidence, ...]] = {}
        self._shared: dict[str, float] = {}
        for name, posterior in measurement.posteriors.items():
            series = dyad_series(posterior.chains, posterior.parameters, first, offsets, channels)
            every = domain_evidence(series, onsets, quiet, spread)
            self._shared[name] = correlation([one.at(quiet) for one in every])
            self._found[name] = tuple(one.at(slice(named)) for one in every) if named else every
        self._pooled: dict[str, _Pooled | None] = {}

    def pooled(self, power: str) -> _Pooled | None:
        """All that is known of one power; ``None`` without a reading."""
        if power not in self._pooled:
            self._pooled[power] = self._of(power)
        return self._pooled[power]

    def _of(self, power: str) -> _Pooled | None:
        every: list[Evidence] = []
        domains: list[str] = []
        drawn: list[Drawn] = []
        for name, found in self._found.items():
            mine = [one for one in found if one.series.holder == power]
            if mine:
                random = stream(self._seed, "waves", self._key, name, power)
                drawn += draw_scores(mine, self._shared[name], random)
                every += mine
                domains += [name] * len(mine)
        if not every:
            return None
        return _Pooled(tuple(every), tuple(domains), tuple(drawn), np.stack([one.scores for one in drawn]))


def onset_of(when: When) -> float:
    """Return the beginning of a time in years."""
    return when.start.year + (when.start - date(when.start.year, 1, 1)).days / 365.25


def wave_estimates(
    measurement: Measurement, waves: Sequence[Wave], sides: Mapping[str, str], *, seed: int
) -> tuple[Estimate, ...]:
    """Test every named date, tell how far its push went, and watch all years; for all states together.

    Quantities of a date, ``wave/…``, for the power that states moved away from and, as placebos, for all others:
    ``size`` (in standard deviations of a year's change, positive is away), ``false_alarm`` (chance of as large a
    statistic without a push), ``power_1`` and ``power_2`` (how often a push of that size in 60 % of the dyads would be
    seen) and ``dyads``. For the power alone: ``breadth`` (part of the states), also as ``breadth_government`` and
    ``breadth_society``; ``rung`` by domain; ``depth``; ``depth_sure``; ``order``; and, of each earlier date away from
    the same power, the probability that breadth and depth are greater or smaller than then: ``breadth_rose/YEAR``,
    ``breadth_fell/YEAR``, ``depth_rose/YEAR`` and ``depth_fell/YEAR``. Each has its prior beside it, as ``…_prior``. Of
    all years, ``wave/change`` and, for the window, ``wave/change_false_alarm``. A power whose readings cannot tell has
    none.

    Args:
        measurement: the draws; their posterior means are used.
        waves: the dates.
        sides: ``government`` or ``society`` by channel; channels without a side count for none of them.
        seed: of the simulations.

    Returns:
        Sorted by quantity, power and time.
    """
    years = measurement.scope.years
    dates = np.array([onset_of(wave.since) for wave in waves])
    quiet = [year for year in years if not (np.abs(year - dates) < SPREAD_YEARS).any()]
    onsets = np.concatenate([(dates[:, None] + ONSETS).reshape(-1), np.array(quiet, dtype=np.float64)])
    named = len(waves) * ONSETS.size
    found = _Found(measurement, seed)
    _watch(measurement, found, seed)
    if not waves:
        return _sorted(found)
    whole = _Domains(measurement, onsets, seed, "dates", named=named)
    parts = {"": whole}
    for side in sorted(set(sides.values())):
        channels = {name for name, one in sides.items() if one == side}
        parts[side] = _Domains(measurement, onsets, seed, f"dates of {side}", channels, named=named)
    for power in measurement.scope.powers:
        pooled = whole.pooled(power)
        for place, wave in sorted(enumerate(waves), key=lambda one: one[1].since):
            first = place * ONSETS.size
            random = stream(seed, "waves", "reached", wave.name, power)
            tested = test(pooled.every, pooled.drawn, first, random) if pooled else None
            if pooled is None or tested is None:
                continue
            rests_on = found.ids_near(pooled, onsets[first])
            found.of_test(wave, power, tested, rests_on)
            if power == wave.away_from:
                for side, domains in parts.items():
                    if (mine := domains.pooled(power)) is not None:
                        found.of_reach(wave, side, mine, first, found.ids_near(mine, onsets[first]))
    return _sorted(found)


def _sorted(found: _Found) -> tuple[Estimate, ...]:
    return tuple(sorted(found.estimates, key=lambda one: (one.quantity, one.power, one.domain, one.when)))


def _watch(measurement: Measurement, found: _Found, seed: int) -> None:
    """Watch all years of every power."""
    years = np.array(measurement.scope.years, dtype=np.float64)
    watched = _Domains(measurement, years, seed, "years", spread=1.0)
    for power in measurement.scope.powers:
        pooled = watched.pooled(power)
        if pooled is None:
            continue
        known = np.sum([one.information for one in pooled.every], axis=0) > SMALLEST_INFORMATION
        if not known.any():
            continue
        without = pooled.scores.sum(axis=0)[:, known]
        sizes = without.std(axis=0)
        series = np.sum([one.score for one in pooled.every], axis=0)[known] / sizes
        told = recent_change(series)
        largest = recent_change(without / sizes).max(axis=1)
        for year, chance in zip(years[known], told, strict=True):
            rests_on = found.ids_near(pooled, float(year), 1.0)
            if rests_on:
                found.number("wave/change", When.year(int(year)), power, float(chance), rests_on)
        window = When.parse(f"{int(years[known][0])}/{int(years[known][-1])}")
        alarm = float((1 + (largest >= told.max()).sum()) / (1 + largest.size))
        at = float(years[known][int(told.argmax())])
        found.number("wave/change_false_alarm", window, power, alarm, found.ids_near(pooled, at))


class _Found:
    """Collects estimates."""

    def __init__(self, measurement: Measurement, seed: int) -> None:
        self._measurement, self._seed = measurement, seed
        self.estimates: list[Estimate] = []
        self._reached: dict[str, list[tuple[Wave, Reach, Reach, tuple[str, ...]]]] = {}

    def of_test(self, wave: Wave, power: str, tested: Test, rests_on: tuple[str, ...]) -> None:
        """Publish a test."""
        when = wave.since
        quantiles = (tested.low, tested.low50, tested.high50, tested.high)
        self._add("wave/size", when, power, "all", tested.size, quantiles, rests_on)
        self.number("wave/false_alarm", when, power, tested.probability, rests_on)
        self.number("wave/dyads", when, power, tested.dyads, rests_on)
        for size, chance in zip(SIZES, tested.power, strict=True):
            self.number(f"wave/power_{size:.0f}", when, power, chance, rests_on)

    def of_reach(self, wave: Wave, side: str, pooled: _Pooled, first: int, rests_on: tuple[str, ...]) -> None:
        """Publish how far a push went by the channels of a side (all if empty), and the prior of it."""
        posterior, prior = self._reach(wave, side, pooled, first)
        when, power = wave.since, wave.away_from
        if side:
            self._both(f"wave/breadth_{side}", when, power, posterior.breadth(), prior.breadth(), rests_on)
            return
        self._both("wave/breadth", when, power, posterior.breadth(), prior.breadth(), rests_on)
        self._both("wave/depth", when, power, posterior.depth(), prior.depth(), rests_on)
        self._since_earlier(wave, posterior, prior, rests_on)
        self.number("wave/depth_sure", when, power, posterior.sure_depth(), rests_on)
        if len(posterior.lag) > 1:
            self._both("wave/order", when, power, posterior.order(), prior.order(), rests_on)
        for domain in posterior.reached:
            for kind, one in (("rung", posterior), ("rung_prior", prior)):
                chance = float(one.rung(domain).mean())
                self._add(f"wave/{kind}", when, power, domain, chance, [chance] * 4, rests_on)

    def _since_earlier(self, wave: Wave, posterior: Reach, prior: Reach, rests_on: tuple[str, ...]) -> None:
        """Publish whether more, or less, was reached than at earlier dates: on draws, for both count whole things."""
        power, told = wave.away_from, (("", posterior), ("_prior", prior))
        for earlier, reached, expected, basis in self._reached.get(power, ()):
            both = tuple(sorted({*rests_on, *basis}))
            for (kind, now), then in zip(told, (reached, expected), strict=True):
                for name in ("breadth", "depth"):
                    change = getattr(now, name)() - getattr(then, name)()
                    for way, part in (("rose", change > 0), ("fell", change < 0)):
                        quantity = f"wave/{name}_{way}{kind}/{earlier.since.start.year}"
                        self.number(quantity, wave.since, power, float(part.mean()), both)
        self._reached.setdefault(power, []).append((wave, posterior, prior, rests_on))

    def _reach(self, wave: Wave, side: str, pooled: _Pooled, first: int) -> tuple[Reach, Reach]:
        columns = slice(first, first + ONSETS.size)
        states = self._measurement.scope.states
        scores, informations = {}, {}
        for domain in [name for name in LADDER if name in pooled.domain]:
            rows = [place for place, name in enumerate(pooled.domain) if name == domain]
            mine = [pooled.every[row] for row in rows]
            expected = np.sum([one.information[columns] for one in mine], axis=0)
            drawn = pooled.scores[rows][:, :, columns].sum(axis=0).var(axis=0)
            # States that share shocks tell less than as many independent ones (design effect).
            shared = np.maximum(1.0, drawn / np.maximum(expected, SMALLEST_INFORMATION))
            scores[domain] = by_state(
                [(one.series.state, one.score[columns] / shared) for one in mine], states, ONSETS.size
            )
            informations[domain] = by_state(
                [(one.series.state, one.information[columns] / shared) for one in mine], states, ONSETS.size
            )
        nothing = {name: np.zeros_like(table) for name, table in scores.items()}
        random = stream(self._seed, "waves", "reach", wave.name, side)
        return draw_reach(scores, informations, random, DRAWS), draw_reach(nothing, nothing, random, DRAWS)

    def ids_near(self, pooled: _Pooled, time: float, years: float = NEAR_YEARS) -> tuple[str, ...]:
        """Ids of the readings near a time."""
        found: set[str] = set()
        for one, domain in zip(pooled.every, pooled.domain, strict=True):
            ids = self._measurement.posteriors[domain].chains.ids
            for row in one.series.row[np.abs(one.series.time - time) <= years]:
                found.update(ids[row])
        return tuple(sorted(found))

    def number(self, quantity: str, when: When, power: str, number: float, rests_on: tuple[str, ...]) -> None:
        """Publish a number without an interval of its own."""
        self._add(quantity, when, power, "all", number, [number] * 4, rests_on)

    def _both(
        self, quantity: str, when: When, power: str, posterior: Floats, prior: Floats, rests_on: tuple[str, ...]
    ) -> None:
        for name, draws in ((quantity, posterior), (f"{quantity}_prior", prior)):
            quantiles = [float(one) for one in np.quantile(draws, QUANTILES)]
            self._add(name, when, power, "all", float(draws.mean()), quantiles, rests_on)

    def _add(
        self,
        quantity: str,
        when: When,
        power: str,
        domain: str,
        mean: float,
        quantiles: Sequence[float],
        rests_on: tuple[str, ...],
    ) -> None:
        if not rests_on or not math.isfinite(mean):
            return
        self.estimates.append(
            Estimate.of(
                quantity,
                mean,
                quantiles,
                state="",
                power=power,
                domain=domain,
                when=when,
                rests_on=rests_on,
                model=MODEL,
            )
        )
