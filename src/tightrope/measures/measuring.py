"""The whole way from records to estimates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import numpy as np

from tightrope.measures import declared
from tightrope.measures.capital import (
    DomainCapital,
    OverallCapital,
    domain_capital,
    first,
    overall_capital,
    ranks,
)
from tightrope.measures.conflicts import Conflict, conflicting_figures, far_readings, in_order
from tightrope.measures.drawing import draw_capital
from tightrope.measures.events import count_acts
from tightrope.measures.figures import Reading, SeriesKey
from tightrope.measures.kalman import Floats
from tightrope.measures.kept import KeptDraws
from tightrope.measures.measurement import ALL_DOMAINS, Expected, Gap, LeftOut, Measurement
from tightrope.measures.posterior import Posterior, Progress, Run
from tightrope.measures.publish import (
    DECIDED_BY,
    DOUBT,
    Publisher,
    conflict_estimates,
    ids_near,
    two_sidedness_estimates,
)
from tightrope.measures.readings import LeftOutCounts, Scope, collect_readings
from tightrope.measures.tie_conflicts import conflicting_ties
from tightrope.measures.weighting import parts_in, publish_weightings
from tightrope.records import Channel, CheckError, Domain, Estimate, Event, Observation, Stock, Tie


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
    draws: int = 1200,
    domain_weights: Mapping[str, float] | None = None,
    expected: Expected | None = None,
    published: Mapping[str, date] | None = None,
    kept: KeptDraws | None = None,
    progress: Progress | None = None,
) -> Measurement:
    """Estimate capital and balance of each state in each year; ``docs/methods.md`` has the model.

    The result depends on the seed and on what is given, not on its order.

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
        domain_weights: elicited weights of the domains; all count the same where there are none.
        expected: what a gravity equation expects.
        published: day of publication by document; needed only to find ties that are told differently.
        kept: draws of earlier runs; what did not change since is not sampled again.
        progress: told how much of the sampling is done, between 0 and 1.

    Raises:
        CheckError: a code stands twice or is reserved, a channel's numbers are impossible, or draws are too few.
    """
    if draws < 100:
        raise CheckError(f"intervals need at least 100 draws, not {draws}")
    scope = Scope(channels, states, powers, years)
    ties = list(ties)
    series, left_out = collect_readings(scope, observations, stocks, ties)
    length = Run(seed=seed, draws=draws)
    run = _Run(scope, series, length, domain_weights or {}, expected or {}, kept, progress)
    estimates = run.estimates()
    acts, unused = count_acts(events, scope.states, scope.powers, scope.years)
    left_out.update({("two_sidedness", reason): number for reason, number in unused.items()})
    for (state, power, year), done in acts.items():
        estimates += two_sidedness_estimates(state, power, year, done, seed=seed, draws=draws)
    conflicts = disagreements(scope, series, ties, published or {}, run.posteriors)
    estimates += [one for conflict in conflicts for one in conflict_estimates(conflict, scope.states)]
    estimates.sort(key=lambda one: (one.state, one.when, one.domain, one.quantity, one.power))
    return Measurement(
        estimates=tuple(estimates),
        left_out=_counted(left_out),
        gaps=tuple(sorted(run.gaps())),
        scope=scope,
        run=length,
        series=series,
        posteriors=run.posteriors,
        sources=_sources(series, ties),
        from_files=run.from_files,
        conflicts=conflicts,
        capital=run.capital,
        overall=run.overall,
    )


def disagreements(
    scope: Scope,
    series: Mapping[SeriesKey, Sequence[Reading]],
    ties: Iterable[Tie],
    published: Mapping[str, date],
    posteriors: Mapping[str, Posterior],
    *,
    figures_apart: float = declared.FIGURES_APART,
    reading_apart: float = declared.READING_APART,
) -> tuple[Conflict, ...]:
    """Find where sources contradict each other and, in the domains that were sampled, readings that are far off.

    Args:
        scope: what is measured.
        series: the readings of each series.
        ties: standing relations and memberships.
        published: day of publication by document.
        posteriors: draws by domain; none finds contradictions between sources only.
        figures_apart: how far apart figures are no contradiction, in joint standard deviations.
        reading_apart: how far off a reading is not far, in scales of its noise.
    """
    found = conflicting_figures(series, scope.channels, figures_apart)
    found += conflicting_ties(ties, scope.channels, {*scope.states, *scope.powers}, published)
    for posterior in posteriors.values():
        found += far_readings(posterior, series, scope.channels, scope.years[0] + 0.5, reading_apart)
    return in_order(found)


def _sources(series: Mapping[SeriesKey, Sequence[Reading]], ties: Iterable[Tie]) -> tuple[str, ...]:
    readings = [one for found in series.values() for one in found]
    used = {key for one in readings for key in one.ids if one.figure is None}
    return tuple(
        sorted({one.source for one in readings if one.source} | {tie.document for tie in ties if tie.id in used})
    )


def _counted(left_out: LeftOutCounts) -> tuple[LeftOut, ...]:
    return tuple(sorted(LeftOut(what, reason, count) for (what, reason), count in left_out.items()))


class _Run:
    """Samples every domain once and arranges what comes out."""

    def __init__(
        self,
        scope: Scope,
        series: Mapping[SeriesKey, Sequence[Reading]],
        run: Run,
        domain_weights: Mapping[str, float],
        expected: Expected,
        kept: KeptDraws | None,
        progress: Progress | None,
    ) -> None:
        self._scope, self._series, self._expected = scope, series, expected
        self._readings: dict[tuple[str, str], list[Sequence[Reading]]] = defaultdict(list)
        for key, readings in series.items():
            self._readings[key.state, scope.channels[key.channel].domain.value].append(readings)
        drawn = draw_capital(scope, series, run, kept, progress)
        self.posteriors, self.from_files = drawn.posteriors, drawn.from_files
        self.capital = {
            name: domain_capital(one, scope.states, scope.holders, drawn.weights.get(name))
            for name, one in self.posteriors.items()
        }
        means = {
            state: overall_capital(self.capital, place, domain_weights) for place, state in enumerate(scope.states)
        }
        self.overall = {state: one for state, one in means.items() if one is not None}

    def estimates(self) -> list[Estimate]:
        """All estimates of capital and balance."""
        found: list[Estimate] = []
        for place, state in enumerate(self._scope.states):
            for domain, capital in self.capital.items():
                publisher = Publisher(state, domain)
                for year in range(len(self._scope.years)):
                    self._domain_estimates(publisher, state, domain, capital, place, year)
                self._changes(publisher, state, [domain], capital.of_powers[place], self._scope.powers)
                found += publisher.estimates
            overall = self.overall.get(state)
            if overall is not None:
                publisher = Publisher(state, ALL_DOMAINS)
                for year in range(len(self._scope.years)):
                    self._overall_estimates(publisher, state, overall, year)
                names = [self._scope.powers[one] for one in overall.powers]
                self._changes(publisher, state, overall.domains, overall.shares, names)
                year = self._scope.years[-1]
                parts = parts_in(self.capital, overall, place, -1)
                publish_weightings(publisher, parts, year, names, self._ids(state, overall.domains, year))
                found += publisher.estimates
            found += self._coercion(state)
        return found

    def _domain_estimates(
        self, publisher: Publisher, state: str, domain: str, capital: DomainCapital, place: int, t: int
    ) -> None:
        scope = self._scope
        year = scope.years[t]
        shares = capital.of_powers[place, :, t]
        compared = ~np.isnan(shares[:, 0])
        if not compared.any():
            return
        rests_on = self._ids(state, [domain], year)
        publisher.draws("capital_share_powers", year, shares, rests_on, scope.powers)
        publisher.draws("capital_rank", year, ranks(shares), rests_on, scope.powers)
        publisher.draws("capital_share", year, capital.shares[place, :, t], rests_on, scope.holders)
        if capital.elicited is not None:
            elicited = capital.elicited[place, :, t]
            publisher.draws("capital_share_elicited", year, elicited, rests_on, scope.powers)
        for one, name in enumerate(capital.channels):
            parts = capital.by_channel[one, place, :-1, t]
            parts = np.where(compared & (parts > declared.LEAST_PART), parts, np.nan)
            publisher.numbers(f"{DECIDED_BY}/{name}", year, parts, rests_on, scope.powers)
        by_prior = np.where(compared, capital.by_prior[place, :-1, t], np.nan)
        publisher.by_prior(year, by_prior, shares, rests_on, scope.powers)
        rest = capital.by_prior[place, -1:, t]
        publisher.numbers(f"{DECIDED_BY}/prior", year, rest, rests_on, scope.holders[-1:])
        publisher.numbers("capital_first", year, first(shares, by_prior), rests_on, scope.powers)
        for name, index in capital.by_judgement.items():
            publisher.numbers(f"{DOUBT}/{name}", year, index[place, :, t], rests_on, scope.powers)
        names = [power for power, known in zip(scope.powers, compared, strict=True) if known]
        publisher.balance(year, shares[compared], rests_on, self._gravity(state, year, names))

    def _overall_estimates(self, publisher: Publisher, state: str, overall: OverallCapital, t: int) -> None:
        year, names = self._scope.years[t], [self._scope.powers[one] for one in overall.powers]
        rests_on = self._ids(state, overall.domains, year)
        shares = overall.shares[:, t]
        publisher.draws("capital_share_powers", year, shares, rests_on, names)
        publisher.draws("capital_rank", year, ranks(shares), rests_on, names)
        if overall.elicited is not None:
            publisher.draws("capital_share_elicited", year, overall.elicited[:, t], rests_on, names)
        by_prior = overall.by_prior[:, t]
        publisher.by_prior(year, by_prior, shares, rests_on, names)
        publisher.numbers("capital_first", year, first(shares, by_prior), rests_on, names)
        publisher.balance(year, shares, rests_on, self._gravity(state, year, names))

    def _changes(
        self, publisher: Publisher, state: str, domains: Sequence[str], shares: Floats, powers: Sequence[str]
    ) -> None:
        """How far shares (K, T, S) moved up to the last year: since the first one, and over some years."""
        years = self._scope.years
        for since in {years[0], years[-1] - declared.YEARS_OF_CHANGE} & set(years[:-1]):
            rests_on = {*self._ids(state, domains, since), *self._ids(state, domains, years[-1])}
            ends = shares[:, [years.index(since), -1]]
            publisher.changes(since, years[-1], ends, tuple(sorted(rests_on)), powers)

    def _gravity(self, state: str, year: int, powers: Sequence[str]) -> Floats | None:
        """What gravity expects of these powers, summing to 1; ``None`` if it expects nothing of one of them."""
        expected = self._expected.get((state, year), {})
        if not expected.keys() >= set(powers):
            return None
        shares = np.array([expected[power] for power in powers])
        return np.asarray(shares / shares.sum())

    def _coercion(self, state: str) -> list[Estimate]:
        """Only where trade with every power and with the rest of the world is known: else the total is not."""
        scope, channel = self._scope, self._scope.channels.get(declared.TRADE_CHANNEL)
        keys = [SeriesKey(state, declared.TRADE_CHANNEL, holder) for holder in scope.holders]
        if channel is None or not all(key in self._series for key in keys):
            return []
        posterior = self.posteriors[channel.domain.value]
        chains = posterior.chains
        mine = chains.state == chains.states.index(state)
        rows = [np.flatnonzero(mine & (chains.holder == chains.holders.index(holder))) for holder in scope.holders]
        levels = posterior.levels[declared.TRADE_CHANNEL][np.concatenate(rows)]
        publisher = Publisher(state, channel.domain.value)
        begin = max(self._series[key][0].time for key in keys) - declared.REACH_YEARS
        end = min(self._series[key][-1].time for key in keys) + declared.REACH_YEARS
        for t, year in enumerate(scope.years):
            if begin <= year + 0.5 <= end:
                rests_on = tuple(sorted({one for key in keys for one in ids_near(self._series[key], year)}))
                publisher.coercion(year, np.exp(levels[:, t]), scope.powers, rests_on)
        return publisher.estimates

    def _ids(self, state: str, domains: Iterable[str], year: int) -> tuple[str, ...]:
        """Ids of the readings of the year, or nearest to it, of every series of these domains."""
        series = (readings for domain in domains for readings in self._readings[state, domain])
        return tuple(sorted({one for readings in series for one in ids_near(readings, year)}))

    def gaps(self) -> list[Gap]:
        """Every power and domain without a share, with the reason."""
        found = []
        for place, state in enumerate(self._scope.states):
            for one, power in enumerate(self._scope.powers):
                for domain in Domain:
                    reason = self._why_no_share(domain.value, place, one)
                    if reason:
                        found.append(Gap(state, domain.value, power, reason, self._scope.years))
                reason = self._why_no_overall_share(state, one)
                if reason:
                    found.append(Gap(state, ALL_DOMAINS, power, reason, self._scope.years))
        return found

    def _why_no_share(self, domain: str, place: int, one: int) -> str:
        capital = self.capital.get(domain)
        if capital is None or not capital.measured[place, one]:
            return "no channel of the domain has a reading of it"
        if np.isnan(capital.of_powers[place, one, 0, 0]):
            return "no other power is measured in the domain"
        return ""

    def _why_no_overall_share(self, state: str, one: int) -> str:
        overall = self.overall.get(state)
        if overall is None:
            return "fewer than two domains measure the same powers"
        if one not in overall.powers:
            return f"not measured in all of the domains averaged: {', '.join(overall.domains)}"
        return ""
