"""Whether a push away from a power followed a named date, pooled over its dyads, and what such a test can see.

The statistic is the best one for a push of one size in all dyads, ``T = sum score / sqrt(sum information)``. Its law
without a push comes from drawing the readings' changes anew from the fitted model, Student-t innovations and noise
included, with a part of what enters the states common to all of them: states share shocks, and a test that took them
as independent would raise an alarm too often. Counts of ties are read as whole numbers in these draws, with a push and
without.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tightrope.dynamics.waves.counts import Counted, draw_counts
from tightrope.dynamics.waves.shocks import T_VARIANCE, Evidence, Series, fading_covariance
from tightrope.measures import declared
from tightrope.measures.kalman import Floats

#: How often readings without a push are drawn anew.
SIMULATIONS = 2000
#: False alarms that a test allows itself.
LEVEL = 0.05
#: Sizes of a push whose detection is told, in standard deviations of a year's change, ...
SIZES = (1.0, 2.0)
#: ... and the part of the dyads that it reaches.
REACHED = 0.6
#: Less information than this on a push is none: its estimate would have a standard deviation of 10 or more.
SMALLEST_INFORMATION = 0.01
#: The largest correlation between states.
LARGEST_CORRELATION = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Test:
    """One test.

    Attributes:
        statistic: T; positive is away from the power.
        probability: of a T at least as large without a push.
        critical: what T exceeds without a push in :data:`LEVEL` of all draws.
        size: estimate of the push, in standard deviations of a year's change; ``low``, ``high``: its 5 and 95 %
            bounds, from the draws without a push, ``low50`` and ``high50`` those of 25 and 75 %.
        power: how often a push of each of :data:`SIZES` in :data:`REACHED` of the dyads is seen.
        dyads: how many dyads have readings that could tell.
        spread: variance of T without a push; 1 if states and domains were independent.
    """

    statistic: float
    probability: float
    critical: float
    size: float
    low: float
    low50: float
    high50: float
    high: float
    power: tuple[float, ...]
    dyads: int
    spread: float


@dataclass(frozen=True, slots=True)
class Loadings:
    """What independent draws contribute to the scores of one dyad at K onsets.

    Attributes:
        steps: per unit Student-t draw that enters z at each of G times, (G, K).
        noise: per unit Student-t draw of each reading, (n, K).
        fading: root of the covariance that the channels' deviations give the scores, (K, K).
    """

    steps: Floats
    noise: Floats
    fading: Floats


@dataclass(frozen=True, slots=True)
class Drawn:
    """Scores of one dyad without a push.

    Attributes:
        scores: (draws, K).
        information: of the readings that are no counts, (K,).
        counted: the counts.
    """

    scores: Floats
    information: Floats
    counted: Counted | None

    def moved(self, onset: int, size: float) -> Floats:
        """Return what a push of a size adds to the score at its onset, in each draw (draws,)."""
        figures = np.full(len(self.scores), size * self.information[onset])
        return figures if self.counted is None else figures + self.counted.moved(onset, size)


def step_times(group: Sequence[Series]) -> Floats:
    """Return the times at which something enters the z of dyads that share shocks, (G,)."""
    return np.unique(np.concatenate([one.time for one in group]))


def loadings(found: Evidence, times: Floats) -> Loadings:
    """Return what draws contribute to the scores; ``times`` are those of :func:`step_times`, (G,)."""
    return _contributions(found, arrivals(found.series, times), found.weights)


def arrivals(series: Series, times: Floats) -> Floats:
    """Return what a unit Student-t draw that enters z at each of G times is at each reading, (G, n)."""
    gap = np.diff(times, prepend=-np.inf)  # the first step is the whole past
    size = np.sqrt(series.wandering * (1.0 - 4.0 ** (-gap / series.half_life)))
    since = series.time - times[:, None]
    return np.asarray(size[:, None] * (since >= 0.0) * 2.0 ** (-np.maximum(since, 0.0) / series.half_life))


def _contributions(found: Evidence, arriving: Floats, weights: Floats) -> Loadings:
    series, weights = found.series, weights / math.sqrt(found.dispersion)
    values, vectors = np.linalg.eigh(weights.T @ fading_covariance(series) @ weights)
    return Loadings(
        steps=arriving @ (series.loading[:, None] * weights),
        noise=np.sqrt(series.scale)[:, None] * weights,
        fading=vectors * np.sqrt(np.maximum(values, 0.0)),
    )


def groups(every: Sequence[Evidence]) -> list[list[Evidence]]:
    """Return the dyads that share shocks: those of one holder whose readings have the same half-life, a domain's."""
    found: dict[tuple[str, float], list[Evidence]] = defaultdict(list)
    for one in every:
        found[one.series.holder, one.series.half_life].append(one)
    return list(found.values())


def correlation(every: Sequence[Evidence]) -> float:
    """Return how far what enters z is common to the states of a holder, by moments, between 0 and 0.95.

    Of two dyads that share shocks the scores at one onset have the covariance ``rho`` times what they would have if all
    of it were common; so rho is estimated by the sum of the products of scores over the sum of the latter.

    Args:
        every: scores at many onsets that no push is tested at, of dyads of one domain.
    """
    products, common = 0.0, 0.0
    for group in groups(every):
        times = step_times([one.series for one in group])
        steps = [loadings(one, times).steps for one in group]
        scores = [one.score for one in group]
        for place in range(len(group)):
            for other in range(place):
                products += float((scores[place] * scores[other]).sum())
                common += T_VARIANCE * float((steps[place] * steps[other]).sum())
    return min(max(products / common, 0.0), LARGEST_CORRELATION) if common > 0.0 else 0.0


def draw_scores(
    group: Sequence[Evidence], shared: float, random: np.random.Generator, draws: int = SIMULATIONS
) -> tuple[Drawn, ...]:
    """Draw the scores of dyads that share shocks as they are without a push.

    Args:
        group: dyads of one holder in one domain.
        shared: correlation of what enters the states.
        random: where the draws come from.
        draws: how many.
    """
    times = step_times([one.series for one in group])
    common = random.standard_t(declared.DEGREES_OF_FREEDOM, (draws, times.size))
    return tuple(_draw_dyad(one, times, common, shared, random) for one in group)


def _draw_dyad(found: Evidence, times: Floats, common: Floats, shared: float, random: np.random.Generator) -> Drawn:
    series, freedom = found.series, declared.DEGREES_OF_FREEDOM
    steps = math.sqrt(shared) * common
    steps += math.sqrt(1.0 - shared) * random.standard_t(freedom, common.shape)
    noise = random.standard_t(freedom, (len(common), series.time.size))
    arriving = arrivals(series, times)
    figures = found.weights * ~series.counted[:, None]
    parts = _contributions(found, arriving, figures)
    scores = steps @ parts.steps + noise @ parts.noise
    scores += random.standard_normal(scores.shape) @ parts.fading.T
    counted = draw_counts(found, steps @ arriving, noise, random)
    return Drawn(
        scores=scores if counted is None else scores + counted.scores,
        information=(found.pattern * figures).sum(axis=0) / found.dispersion,
        counted=counted,
    )


def test(every: Sequence[Evidence], drawn: Sequence[Drawn], onset: int, random: np.random.Generator) -> Test | None:
    """Test one onset, pooled over dyads; ``None`` if their readings cannot tell anything.

    Args:
        every: what the readings say.
        drawn: the same without a push, dyad by dyad.
        onset: position of the onset.
        random: draws which dyads a push reaches.
    """
    score = np.array([one.score[onset] for one in every])
    information = np.array([one.information[onset] for one in every])
    if information.sum() < SMALLEST_INFORMATION:
        return None
    whole = math.sqrt(information.sum())
    without = np.sum([one.scores[:, onset] for one in drawn], axis=0) / whole
    statistic = float(score.sum() / whole)
    critical = float(np.quantile(without, 1.0 - LEVEL))
    reached = random.permuted(np.tile(np.arange(score.size), (without.size, 1)), axis=1)
    reached = reached < round(REACHED * score.size)
    moved = [np.stack([one.moved(onset, size) for one in drawn], axis=1) for size in SIZES]
    quantiles = np.quantile(statistic - without, (0.05, 0.25, 0.75, 0.95)) / whole
    return Test(
        statistic=statistic,
        probability=float((1 + (without >= statistic).sum()) / (1 + without.size)),
        critical=critical,
        size=statistic / whole,
        low=float(quantiles[0]),
        low50=float(quantiles[1]),
        high50=float(quantiles[2]),
        high=float(quantiles[3]),
        power=tuple(float((without + (reached * one).sum(axis=1) / whole > critical).mean()) for one in moved),
        dyads=int((information >= SMALLEST_INFORMATION / score.size).sum()),
        spread=float(without.var()),
    )
