"""Past outlooks: what the model would have said at each origin, from what was known by then, beside what came.

The domain is sampled anew at every origin, and its channel's levels go on from there by the law of the outlook
(:mod:`tightrope.dynamics.trends`), so what is scored here is the model that is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from tightrope.dynamics.outlook import step_variance
from tightrope.dynamics.references import FEWEST_VALUES, History, reference_draws
from tightrope.dynamics.trends import between_readings, carry_on, common_trends
from tightrope.measures import declared
from tightrope.measures.chains import Chains, arrange
from tightrope.measures.drawing import draw_domains
from tightrope.measures.figures import Reading, SeriesKey
from tightrope.measures.kept import KeptDraws
from tightrope.measures.posterior import Posterior, Progress, Run
from tightrope.measures.readings import Scope, collect_readings
from tightrope.measures.streams import stream
from tightrope.measures.totals import REST_OF_WORLD
from tightrope.records import Channel, Observation, Stock, Tie

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Years ahead that are scored.
HORIZONS = (1, 2, 3, 4, 5)
#: A figure whose total is bridged is no target if that adds more than this to its noise: about 10 %, on the log scale.
LARGEST_DOUBT = 0.1
#: Shares are compared, and references drawn, on the scale of log(share / (1 - share)).
_SMALLEST = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a hindcast is made from: records of a case, and the day of publication of each document."""

    observations: Sequence[Observation]
    stocks: Sequence[Stock]
    ties: Sequence[Tie]
    published: Mapping[str, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecasts:
    """Forecasts of one series of dyads beside what came; I forecasts, S draws.

    Attributes:
        series: name of the channel, or of what is forecast.
        state: code of the state of each, (I,); ``power``: of the power.
        origin: year at whose end it was made, (I,).
        year: year it is for, (I,).
        truth: what came, (I,).
        draws: the model's, (I, S).
        references: those of the references by name, (I, S).
        rests_on: ids of what came, sorted.
        largest_first: whether the power with the largest value comes first; of distances, that with the smallest.
    """

    series: str
    state: npt.NDArray[np.str_]
    power: npt.NDArray[np.str_]
    origin: Ints
    year: Ints
    truth: Floats
    draws: Floats
    references: Mapping[str, Floats]
    rests_on: tuple[str, ...]
    largest_first: bool = True

    @property
    def horizon(self) -> Ints:
        """Years ahead, (I,)."""
        return self.year - self.origin


def known_by(given: Given, origin: int) -> Given:
    """Return what was known at the end of a year.

    A table counts by the year that a figure is for: when each was published, and how it read before it was revised, is
    not known. A figure or tie from a text counts if the text was published by then and it is for a time up to then; a
    text without a day of publication counts by that time alone. The end of a tie that lay ahead is taken away.
    """
    day = date(origin, 12, 31)

    def out(document: str) -> bool:
        return given.published.get(document, day) <= day

    return Given(
        observations=[one for one in given.observations if one.when.end <= day],
        stocks=[one for one in given.stocks if out(one.document) and one.as_of is not None and one.as_of.end <= day],
        ties=[
            one if one.until is None or one.until.start <= day else replace(one, until=None)
            for one in given.ties
            if out(one.document) and (one.since is None or one.since.start <= day)
        ],
        published=given.published,
    )


def share_forecasts(
    given: Given,
    channel: str,
    channels: Iterable[Channel],
    states: Sequence[str],
    powers: Sequence[str],
    years: Sequence[int],
    run: Run,
    *,
    kept: KeptDraws | None = None,
    progress: Progress | None = None,
) -> Forecasts | None:
    """Forecast the powers' shares of a channel at every origin, one to five years ahead.

    At each origin the channel's domain is sampled from what was known, its channel's levels w go on to each year ahead,
    and each holder's reading there is w + noise + the bias of the source of its last reading; a share is exp of that
    over the sum of all holders, the rest of the world among them. A state counts once all of its holders are known, a
    power over it from three years on.

    Args:
        given: everything there is.
        channel: whose shares.
        channels: all channels of the case.
        states: codes of the states.
        powers: codes of the powers.
        years: the window of the case.
        run: seed and number of draws.
        kept: draws of earlier runs, by origin.
        progress: told how much is done, between 0 and 1.

    Returns:
        The forecasts, and what came; ``None`` if the channel's totals are not known, it is not told in most years, or
        no origin has enough of a past.
    """
    scope = Scope(channels, states, powers, years)
    series = _readings(scope, replace(given, stocks=(), ties=()), channel)
    targets = _targets(series, scope.channels[channel])
    holders = {
        state: [key.holder for key in series if (key.state, key.channel) == (state, channel)] for state in states
    }
    origins = _origins(targets)
    found = []
    for number, origin in enumerate(origins):
        past = _Past(known_by(given, origin), channel, scope, holders, origin)
        one = past.forecasts(targets, run, kept, _part(progress, number, len(origins)))
        found += [one] if one is not None else []
    return join(found) if found else None


def _readings(scope: Scope, given: Given, channel: str) -> dict[SeriesKey, tuple[Reading, ...]]:
    domain = scope.channels[channel].domain
    mine = Scope(
        [one for one in scope.channels.values() if one.domain is domain], scope.states, scope.powers, scope.years
    )
    return collect_readings(mine, given.observations, given.stocks, given.ties)[0]


#: What came: the reading of each year by series.
_Targets = Mapping[SeriesKey, Mapping[int, Reading]]


def _targets(series: Mapping[SeriesKey, Sequence[Reading]], channel: Channel) -> _Targets:
    """Shares of tables, one a year; those whose total is mostly bridged are left out."""
    most = 1.0 + (LARGEST_DOUBT / channel.noise) ** 2
    found: dict[SeriesKey, dict[int, Reading]] = {}
    shared = {key.state for key in series if key.channel == channel.name and key.holder == REST_OF_WORLD}
    for key, readings in series.items():
        if key.channel == channel.name and key.state in shared:
            for one in sorted(readings, key=lambda one: (-one.grade, one.ids)):
                if one.low == one.high and one.low < 0.0 and one.grade <= most:
                    found.setdefault(key, {})[int(one.time)] = one
    return found


def _origins(targets: _Targets) -> list[int]:
    """Every year with enough before and something after; none for what is not told yearly, in most years at least."""
    years = sorted({year for found in targets.values() for year in found})
    if not years or len(years) < (years[-1] - years[0] + 1) / 2:
        return []
    return list(range(years[0] + FEWEST_VALUES - 1, years[-1]))


def _part(progress: Progress | None, number: int, parts: int) -> Progress | None:
    return None if progress is None else lambda part: progress((number + part) / parts)


class _Past:
    """What was known of a channel at one origin."""

    def __init__(
        self, given: Given, channel: str, scope: Scope, holders: Mapping[str, Sequence[str]], origin: int
    ) -> None:
        self._scope, self._channel, self._origin = scope, channel, origin
        self._series = _readings(scope, given, channel)
        self._holders = {
            state: names
            for state, names in holders.items()
            if names and all(SeriesKey(state, channel, name) in self._series for name in names)
        }

    def forecasts(
        self, targets: _Targets, run: Run, kept: KeptDraws | None, progress: Progress | None
    ) -> Forecasts | None:
        """Forecast every target one to five years ahead of which enough of a past was known."""
        past = {
            key: history
            for key in targets
            if key.state in self._holders and key.holder != REST_OF_WORLD and key in self._series
            if (history := _history(self._series[key])).years.size >= FEWEST_VALUES
        }
        ahead = [self._origin + horizon for horizon in HORIZONS]
        cells = [(key, year) for key in past for year in ahead if year in targets[key]]
        if not cells:
            return None
        name = f"hindcast-{self._channel}-{self._origin}"
        chains = arrange(self._series, self._scope.channels, np.array(self._years()) + 0.5)
        drawn, _ = draw_domains(
            {name: chains}, run, weights={}, levels_of=(self._channel,), kept=kept, progress=progress
        )
        random = stream(run.seed, "hindcast", self._channel, str(self._origin))
        levels = self._levels(drawn[name], random)
        shares = {state: self._shares(chains, levels, state) for state in self._holders}
        order, years = list(past), np.array([year for _, year in cells])
        place = np.array([order.index(key) for key, _ in cells])
        references = reference_draws(list(past.values()), place, years, run.draws, random)
        return Forecasts(
            series=self._channel,
            state=np.array([key.state for key, _ in cells]),
            power=np.array([key.holder for key, _ in cells]),
            origin=np.full(len(cells), self._origin),
            year=years,
            truth=np.exp([targets[key][year].low for key, year in cells]),
            draws=np.stack([shares[key.state][key.holder][year - self._origin - 1] for key, year in cells]),
            references={name: 1.0 / (1.0 + np.exp(-one)) for name, one in references.items()},
            rests_on=tuple(sorted({one for key, year in cells for one in targets[key][year].ids})),
        )

    def _years(self) -> range:
        """From the first reading of the domain to the origin."""
        first = min(int(one.time) for readings in self._series.values() for one in readings)
        return range(min(first, self._origin), self._origin + 1)

    def _levels(self, posterior: Posterior, random: np.random.Generator) -> Floats:
        """Draws of what tables will say of each holder on the log scale, (J, H, S); nan for a dyad never read."""
        chains, numbers = posterior.chains, posterior.numbers
        (read,) = np.nonzero(chains.slot[:, chains.channels.index(self._channel)] >= 0)
        levels, holder = posterior.levels[self._channel][read], chains.holder[read]
        variance = self._step_variance(posterior)
        known = between_readings(chains, self._channel)[read]
        trends = common_trends(levels, holder, known, variance, random)
        told = carry_on(levels[:, -1], holder, trends, variance, len(HORIZONS), random).astype(np.float64)
        noise = np.sqrt(numbers[f"noise {self._channel}"].ravel())
        told += noise * random.standard_t(declared.DEGREES_OF_FREEDOM, told.shape)
        told += np.stack([self._bias(posterior, int(row)) for row in read])[:, None]
        found = np.full((len(chains.state), *told.shape[1:]), np.nan)
        found[read] = told
        return found

    def _step_variance(self, posterior: Posterior) -> Floats:
        """Variance of the yearly change of a level of the channel, (S,): that of capital, and of what fades."""
        numbers = {name: values.ravel() for name, values in posterior.numbers.items()}
        stays = 2.0 ** (-1.0 / numbers["fading_half_life"])
        doubt = posterior.chains.doubt[posterior.chains.channels.index(self._channel)]
        own = numbers[f"fading_variance {self._channel}"] * doubt * (1.0 - stays**2)
        return np.asarray(numbers[f"loading {self._channel}"] ** 2 * step_variance(posterior.numbers) + own)

    def _bias(self, posterior: Posterior, row: int) -> Floats:
        """Draws of the bias of the source that told a dyad last, (S,); 0 for the channel's main source."""
        chains = posterior.chains
        key = SeriesKey(chains.states[chains.state[row]], self._channel, chains.holders[chains.holder[row]])
        source = max(self._series[key], key=lambda one: one.time).source
        numbers = posterior.numbers
        return numbers.get(f"bias {self._channel} {source}", np.zeros_like(numbers["half_life"])).ravel()

    def _shares(self, chains: Chains, levels: Floats, state: str) -> dict[str, Floats]:
        """Draws of the share of each holder, (H, S), summing to 1 over the holders."""
        names = self._holders[state]
        mine = chains.state == chains.states.index(state)
        rows = [int(np.flatnonzero(mine & (chains.holder == chains.holders.index(name)))[0]) for name in names]
        parts = np.exp(levels[rows] - levels[rows].max(axis=0))
        return dict(zip(names, parts / parts.sum(axis=0), strict=True))


def _history(readings: Sequence[Reading]) -> History:
    """The last point of each year, as the logit of a share."""
    found = {int(one.time): np.exp(one.low) for one in readings if one.low == one.high}
    values = np.clip(np.array(list(found.values())), _SMALLEST, 1.0 - _SMALLEST)
    return History(np.array(list(found), dtype=np.int64), np.log(values / (1.0 - values)))


def join(found: Sequence[Forecasts]) -> Forecasts:
    """Put the forecasts of several origins of one series together."""
    names = ("state", "power", "origin", "year", "truth", "draws")
    joined = {name: np.concatenate([getattr(one, name) for one in found]) for name in names}
    return Forecasts(
        series=found[0].series,
        references={name: np.concatenate([one.references[name] for one in found]) for name in found[0].references},
        rests_on=tuple(sorted({key for one in found for key in one.rests_on})),
        largest_first=found[0].largest_first,
        **joined,
    )
