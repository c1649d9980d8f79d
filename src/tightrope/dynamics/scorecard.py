"""From past forecasts and what came to published scores: skill, coverage, calibration, and what could be shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from tightrope import __version__
from tightrope.dynamics.hindcast import HORIZONS, Forecasts
from tightrope.dynamics.scores import FEWEST_ORIGINS, Skill, brier, covers, crps, log_score, pit, skill
from tightrope.measures.streams import stream
from tightrope.records import HINDCAST, Estimate, When

Floats = npt.NDArray[np.float64]

MODEL = f"hindcast-2/{__version__}"
FAMILY = HINDCAST
#: The horizon that takes all together.
ALL_HORIZONS = "all"
#: Central intervals whose coverage is told, in percent.
LEVELS = (50, 90)
PIT_BINS = 10
_QUANTILES = (0.05, 0.25, 0.75, 0.95)
#: A skill is never above 1.
_SKILL = (-np.inf, 1.0)


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of the forecasts of one series, all (I,).

    Attributes:
        forecasts: what is scored.
        own: fair CRPS of the model.
        others: of each reference, by name.
        own_log: log score of the model, nats.
        other_logs: of each reference, by name.
        pit: where the truth lies among the model's draws.
        own_first: Brier score of the model for who comes first.
        other_firsts: of each reference, by name.
    """

    forecasts: Forecasts
    own: Floats
    others: dict[str, Floats]
    own_log: Floats
    other_logs: dict[str, Floats]
    pit: Floats
    own_first: Floats
    other_firsts: dict[str, Floats]


def score(forecasts: Forecasts, seed: int) -> Scored:
    """Score every forecast of a series; the seed is that of the randomised PIT."""
    truth, references = forecasts.truth, forecasts.references
    return Scored(
        forecasts=forecasts,
        own=crps(forecasts.draws, truth),
        others={name: crps(draws, truth) for name, draws in references.items()},
        own_log=log_score(forecasts.draws, truth),
        other_logs={name: log_score(draws, truth) for name, draws in references.items()},
        pit=pit(forecasts.draws, truth, stream(seed, FAMILY, "pit", forecasts.series)),
        own_first=_first_scores(forecasts, forecasts.draws),
        other_firsts={name: _first_scores(forecasts, draws) for name, draws in references.items()},
    )


def _first_scores(forecasts: Forecasts, draws: Floats) -> Floats:
    """Brier score of each forecast for the event that its power comes first over its state in its year, (I,).

    The powers compared are those forecast; the probability is the part of the draws in which it is first.
    """
    found, sign = np.empty(forecasts.truth.size), 1.0 if forecasts.largest_first else -1.0
    keys = np.stack([np.unique(forecasts.state, return_inverse=True)[1], forecasts.origin, forecasts.year])
    _, group = np.unique(keys, axis=1, return_inverse=True)
    for one in range(int(group.max()) + 1):
        (mine,) = np.nonzero(group == one)
        part = np.bincount((sign * draws[mine]).argmax(axis=0), minlength=mine.size) / draws.shape[1]
        found[mine] = brier(part, np.arange(mine.size) == (sign * forecasts.truth[mine]).argmax())
    return found


def horizons(forecasts: Forecasts) -> Iterator[tuple[str, npt.NDArray[np.bool_], int]]:
    """Each horizon with enough origins, then all: its name, which forecasts are of it, and how far ahead they reach."""
    for ahead in HORIZONS:
        mine = forecasts.horizon == ahead
        if np.unique(forecasts.origin[mine]).size >= FEWEST_ORIGINS:
            yield str(ahead), mine, ahead
    if np.unique(forecasts.origin).size >= FEWEST_ORIGINS:
        yield ALL_HORIZONS, np.ones(forecasts.truth.size, dtype=np.bool_), int(forecasts.horizon.max())


def score_estimates(scored: Iterable[Scored]) -> tuple[Estimate, ...]:
    """Publishable scores of each series; a horizon with fewer than four origins has none.

    Quantities are ``hindcast/SERIES/MEASURE`` and, where a horizon belongs to it, ``/HORIZON`` (1 to 5, or ``all``):

    - ``skill/REFERENCE``: 1 - CRPS / CRPS of the reference, with its interval by origins;
    - ``shown/REFERENCE``: the true skill that so many origins would show four times in five;
    - ``log/REFERENCE``: how much better the mean log score is, nats, with its interval;
    - ``covers50``, ``covers90``: part of truths inside the interval, with its interval;
    - ``first/REFERENCE``: the same skill by the Brier score, of the events that a power comes first among those
      forecast over a state in a year (largest share, smallest distance); none if the reference was never wrong;
    - ``crps`` in the unit of the series; ``forecasts`` and ``origins``: how many;
    - ``pit/BIN``: part of truths in each tenth of the forecast, 1 to 10, 0.1 if calibrated.

    All are about all dyads together, so they have neither state nor power.
    """
    return tuple(one for series in scored for one in _Card(series).estimates())


class _Card:
    """Makes the estimates of one series."""

    def __init__(self, scored: Scored) -> None:
        self._scored, self._forecasts = scored, scored.forecasts
        years = scored.forecasts.year
        self._when = When(date(int(years.min()), 1, 1), date(int(years.max()), 12, 31))

    def estimates(self) -> Iterator[Estimate]:
        scored, all_origins = self._scored, self._forecasts.origin
        for name, mine, ahead in horizons(self._forecasts):
            origin = all_origins[mine]
            for reference, other in scored.others.items():
                found = skill(scored.own[mine], other[mine], origin, ahead)
                yield self._spread(f"skill/{reference}/{name}", found, _SKILL)
                yield self._number(f"shown/{reference}/{name}", found.least_shown)
                gained = scored.other_logs[reference][mine] - scored.own_log[mine]
                yield self._spread(f"log/{reference}/{name}", mean_of(gained, origin, ahead))
                if scored.other_firsts[reference][mine].any():
                    events = skill(scored.own_first[mine], scored.other_firsts[reference][mine], origin, ahead)
                    yield self._spread(f"first/{reference}/{name}", events, _SKILL)
            for level in LEVELS:
                inside = covers(self._forecasts.draws[mine], self._forecasts.truth[mine], level / 100)
                yield self._spread(
                    f"covers{level}/{name}", mean_of(inside.astype(np.float64), origin, ahead), (0.0, 1.0)
                )
            yield self._number(f"crps/{name}", float(scored.own[mine].mean()))
            yield self._number(f"forecasts/{name}", float(mine.sum()))
            yield self._number(f"origins/{name}", float(np.unique(origin).size))
        counts = np.histogram(scored.pit, bins=PIT_BINS, range=(0.0, 1.0))[0]
        for place, part in enumerate(counts / counts.sum(), start=1):
            yield self._number(f"pit/{place}", float(part))

    def _spread(self, measure: str, found: Skill, within: tuple[float, float] = (-np.inf, np.inf)) -> Estimate:
        ends = np.clip([found.quantile(part) for part in _QUANTILES], *within)
        return self._estimate(measure, found.mean, ends.tolist())

    def _number(self, measure: str, number: float) -> Estimate:
        return self._estimate(measure, number, [number] * 4)

    def _estimate(self, measure: str, mean: float, ends: Sequence[float]) -> Estimate:
        return Estimate.of(
            f"{FAMILY}/{self._forecasts.series}/{measure}",
            mean,
            ends,
            state="",
            domain=self._forecasts.series.partition(".")[0],
            when=self._when,
            rests_on=self._forecasts.rests_on,
            model=MODEL,
        )


def mean_of(values: Floats, origin: npt.NDArray[Any], overlap: int) -> Skill:
    """Mean of values (I,) with a standard error by origins: it is the skill of what they lack to 1, against 1."""
    return skill(1.0 - values, np.ones(values.size), origin, overlap)
