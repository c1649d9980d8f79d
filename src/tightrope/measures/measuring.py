"""The whole way from records to estimates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tightrope.measures import declared
from tightrope.measures.capital import DomainCapital, OverallCapital, domain_capital, overall_capital
from tightrope.measures.events import count_acts
from tightrope.measures.levels import ChannelLevels, SeriesReadings, channel_levels, fit_drift_scales
from tightrope.measures.publish import (
    balance_estimates,
    coercion_estimates,
    estimates_of,
    ids_near,
    two_sidedness_estimates,
)
from tightrope.measures.readings import LeftOutCounts, Scope, SeriesKey, collect_readings
from tightrope.records import Channel, CheckError, Domain, Estimate, Event, Observation, Stock, Tie

#: The domain of quantities that are about all domains together.
ALL_DOMAINS = "all"


@dataclass(frozen=True, slots=True, order=True)
class LeftOut:
    """Records that entered no estimate: what they are about, why, and how many."""

    what: str
    reason: str
    count: int


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """Years in which a power has no share over a state in a domain (or in ``all``), and why."""

    state: str
    domain: str
    power: str
    reason: str
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """All estimates of a run, what was left out of it, and what could not be estimated."""

    estimates: tuple[Estimate, ...]
    left_out: tuple[LeftOut, ...]
    gaps: tuple[Gap, ...]


def measure(
    *,
    observations: Iterable[Observation],
    stocks: Iterable[Stock],
    ties: Iterable[Tie],
    events: Iterable[Event],
    channels: Sequence[Channel],
    states: Sequence[str],
    powers: Sequence[str],
    years: Sequence[int],
    seed: int,
    draws: int = 2000,
) -> Measurement:
    """Estimate capital and balance of each state in each year; ``docs/methods.md`` has the model.

    The result depends on the seed and on what is given, not on its order. Estimates are sorted by state, year,
    domain, quantity and power.

    Args:
        observations: cells of data sets.
        stocks: figures read from texts.
        ties: standing relations and memberships.
        events: dated acts.
        channels: the case's channels.
        states: codes of the states.
        powers: codes of the powers; must not overlap the states.
        years: the years to estimate.
        seed: any integer.
        draws: number of posterior draws, at least 100.

    Raises:
        CheckError: a code stands twice or is reserved, a channel's numbers are impossible, or draws are too few.
    """
    if draws < 100:
        raise CheckError(f"intervals need at least 100 draws, not {draws}")
    scope = Scope(channels, states, powers, years)
    series, left_out = collect_readings(scope, observations, stocks, list(ties))
    scales = fit_drift_scales(series, scope.channels)
    estimates: list[Estimate] = []
    gaps: list[Gap] = []
    for state in scope.states:
        levels = {
            name: found
            for name, channel in scope.channels.items()
            if (
                found := channel_levels(
                    channel, state, scope.holders, scope.years, series, scales[name], seed=seed, draws=draws
                )
            )
        }
        of_state = _State(scope, state, series, levels, seed, draws)
        estimates += of_state.estimates()
        gaps += of_state.gaps()
        left_out.update(of_state.lonely_channels())
    acts, unused = count_acts(events, scope.states, scope.powers, scope.years)
    left_out.update({("two_sidedness", reason): number for reason, number in unused.items()})
    for (state, power, year), done in acts.items():
        estimates += two_sidedness_estimates(state, power, year, done, seed=seed, draws=draws)
    estimates.sort(key=lambda one: (one.state, one.when, one.domain, one.quantity, one.power))
    return Measurement(tuple(estimates), _counted(left_out), tuple(sorted(gaps)))


def _counted(left_out: LeftOutCounts) -> tuple[LeftOut, ...]:
    return tuple(sorted(LeftOut(what, reason, count) for (what, reason), count in left_out.items()))


class _State:
    """One state: combines its channels once and arranges what comes out."""

    def __init__(
        self,
        scope: Scope,
        state: str,
        series: SeriesReadings,
        levels: Mapping[str, ChannelLevels],
        seed: int,
        draws: int,
    ) -> None:
        self.scope, self.state, self.series, self.levels = scope, state, series, levels
        self.channels_of: dict[str, list[str]] = defaultdict(list)
        for name, level in levels.items():
            self.channels_of[level.channel.domain.value].append(name)
        self.capital: dict[str, DomainCapital] = {
            domain: domain_capital(
                [levels[name] for name in names], state, scope.holders, scope.years, seed=seed, draws=draws
            )
            for domain, names in sorted(self.channels_of.items())
        }
        self.overall: OverallCapital | None = overall_capital(self.capital, seed=seed, draws=draws)

    def estimates(self) -> list[Estimate]:
        found: list[Estimate] = []
        for place, year in enumerate(self.scope.years):
            for domain, capital in self.capital.items():
                if capital.compared[:, place].any():
                    found += self._domain_estimates(domain, capital, place, year)
            if self.overall is not None and self.overall.years[place]:
                found += self._overall_estimates(self.overall, place, year)
            found += self._coercion_estimates(place, year)
        return found

    def _domain_estimates(self, domain: str, capital: DomainCapital, place: int, year: int) -> list[Estimate]:
        rests_on = self._domain_ids(domain, place, year)
        compared = np.flatnonzero(capital.compared[:, place])
        holders = [self.scope.holders[one] for one in compared]
        among_powers = [one for one in compared if one < len(self.scope.powers)]
        names = [self.scope.powers[one] for one in among_powers]
        shares = capital.shares_of_powers[among_powers, place]
        found = estimates_of("capital_share_powers", self.state, domain, year, shares, rests_on, names)
        if capital.compared[-1, place]:
            whole = capital.shares[compared, place]
            found += estimates_of("capital_share", self.state, domain, year, whole, rests_on, holders)
        return found + balance_estimates(self.state, domain, year, shares, rests_on)

    def _overall_estimates(self, overall: OverallCapital, place: int, year: int) -> list[Estimate]:
        rests_on = tuple(sorted({one for name in overall.domains for one in self._domain_ids(name, place, year)}))
        names = [self.scope.powers[one] for one in overall.powers]
        shares = overall.shares[:, place]
        found = estimates_of("capital_share_powers", self.state, ALL_DOMAINS, year, shares, rests_on, names)
        return found + balance_estimates(self.state, ALL_DOMAINS, year, shares, rests_on)

    def _coercion_estimates(self, place: int, year: int) -> list[Estimate]:
        """Only where trade with every power and with the rest of the world is known: else the total is not."""
        trade = self.levels.get(declared.TRADE_CHANNEL)
        if trade is None or not trade.speaks[:, place].all():
            return []
        figures = np.maximum(np.exp(trade.draws[:, place]) - trade.channel.offset, 0.0)
        keys = [SeriesKey(self.state, declared.TRADE_CHANNEL, holder) for holder in self.scope.holders]
        rests_on = tuple(sorted({one for key in keys for one in ids_near(self.series[key], year)}))
        domain = trade.channel.domain.value
        return coercion_estimates(self.state, domain, year, figures, self.scope.powers, rests_on)

    def _domain_ids(self, domain: str, place: int, year: int) -> tuple[str, ...]:
        """Ids of the readings of the year (or nearest to it) of every series that entered the comparison."""
        capital = self.capital[domain]
        ids: set[str] = set()
        for channel, name in enumerate(self.channels_of[domain]):
            for one, holder in enumerate(self.scope.holders):
                if capital.heard[channel, one, place] and capital.compared[one, place]:
                    ids.update(ids_near(self.series[SeriesKey(self.state, name, holder)], year))
        return tuple(sorted(ids))

    def lonely_channels(self) -> LeftOutCounts:
        """Years in which a channel shows one holder only and so compares nothing."""
        found: LeftOutCounts = LeftOutCounts()
        for domain, names in self.channels_of.items():
            for place, name in enumerate(names):
                alone = self.levels[name].speaks.any(axis=0) & ~self.capital[domain].heard[place].any(axis=0)
                if alone.any():
                    reason = "years in which it shows one holder only and compares nothing"
                    found[f"{name} over {self.state}", reason] += int(alone.sum())
        return found

    def gaps(self) -> list[Gap]:
        """Every power, domain and year without a share, with the reason; years with one reason together."""
        years_of: dict[tuple[str, str, str], list[int]] = defaultdict(list)
        for one, power in enumerate(self.scope.powers):
            for place, year in enumerate(self.scope.years):
                for domain in Domain:
                    reason = self._why_no_share(domain.value, one, place)
                    if reason:
                        years_of[domain.value, power, reason].append(year)
                reason = self._why_no_overall_share(one, place)
                if reason:
                    years_of[ALL_DOMAINS, power, reason].append(year)
        return [Gap(self.state, *key, tuple(years)) for key, years in sorted(years_of.items())]

    def _why_no_share(self, domain: str, one: int, place: int) -> str:
        capital = self.capital.get(domain)
        if capital is not None and capital.compared[one, place]:
            return ""
        names = self.channels_of.get(domain, [])
        holder = self.scope.holders[one]
        if not any(SeriesKey(self.state, name, holder) in self.series for name in names):
            return "no channel of the domain has a reading of it"
        if capital is None or not any(self.levels[name].speaks[one, place] for name in names):
            return "no channel of the domain speaks of it in these years"
        if not capital.heard[:, one, place].any():
            return "no channel that measures it measures another"
        if not capital.connected[one, place]:
            return "no chain of common channels compares it with the larger group of powers"
        if not capital.compared[one].any():
            return "compared in fewer than half of the years: with it, shares would not mean the same from year to year"
        lacking = capital.compared[:-1].any(axis=1) & ~capital.connected[:-1, place]
        names = [power for power, lacks in zip(self.scope.powers, lacking, strict=True) if lacks]
        return f"without {', '.join(names)}, not measured in these years, shares would not mean the same"

    def _why_no_overall_share(self, one: int, place: int) -> str:
        overall = self.overall
        if overall is None:
            return "fewer than two domains measure the same powers in the same years"
        if one not in overall.powers:
            return f"not measured in all of the domains averaged: {', '.join(overall.domains)}"
        lacking = [name for name in overall.domains if not self.capital[name].compared[one, place]]
        return f"without shares in {', '.join(lacking)} the mean would not mean the same" if lacking else ""
