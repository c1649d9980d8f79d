"""How far the readings of a dyad speak for a push away from a power that began at a given time.

The readings of one holder over one state in a domain are, by the model of :mod:`tightrope.measures.factor`::

    y_i = level_c(i) + l_c(i) (z(t_i) + delta r(t_i - tau)) + u_c(i)(t_i) + e_i

with a level of its own for each channel, about which nothing is assumed: so only changes speak, never levels. A push of
size ``delta`` enters the equation of ``z``, evenly over :data:`SPREAD_YEARS` from its onset ``tau`` on, and fades with
the half-life of ``z``: that is ``r``. Given everything but ``delta`` this is a regression with known covariance, and

    score = r' M y,    information = r' M r,    log L(delta) - log L(0) = delta score - delta^2 information / 2

with M the inverse covariance less its projection on the levels. The numbers equal those of the filter's innovations (de
Jong & Penzer 1998, *Journal of the American Statistical Association* 93; Harvey & Koopman 1992, *Journal of Business
& Economic Statistics* 10). Student-t noise and innovations count by their variance. Their fitted scales are not used:
they have taken in the very shocks that are looked for.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tightrope.measures import declared
from tightrope.measures.chains import Chains, Flags
from tightrope.measures.figures import Link
from tightrope.measures.kalman import Floats, Ints
from tightrope.measures.parameters import Parameters

#: Years over which a push is spread evenly.
SPREAD_YEARS = 2.0
#: All onsets.
EVERY = slice(None)
#: Variance of Student-t noise of scale 1.
T_VARIANCE = declared.DEGREES_OF_FREEDOM / (declared.DEGREES_OF_FREEDOM - 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The readings of one dyad in a domain, n of them, and what the model says of them.

    Attributes:
        state: code of the state; ``holder``: of the holder.
        time: years, (n,).
        channel: position of the channel, (n,).
        loading: of the channel, (n,).
        value: less the bias of its source, (n,).
        scale: variance scale of the Student-t noise of each reading, (n,); of an interval with what lies in it.
        error: the same without what lies in an interval, (n,).
        offset: of the channel of each reading that is a count of ties, NaN for all others, (n,).
        centre: what was taken from all readings of the channel, (n,).
        half_life: of z, years; ``wandering``: its stationary variance scale.
        fading_half_life: of the channels' deviations, years.
        fading: variance of the deviation of each reading's channel, (n,).
        row: of each reading among all of the domain, (n,).
    """

    state: str
    holder: str
    time: Floats
    channel: Ints
    loading: Floats
    value: Floats
    scale: Floats
    error: Floats
    offset: Floats
    centre: Floats
    half_life: float
    wandering: float
    fading_half_life: float
    fading: Floats
    row: Ints

    @property
    def counted(self) -> Flags:
        """Which readings are counts of ties, (n,)."""
        return np.isfinite(self.offset)

    @property
    def yearly_sd(self) -> float:
        """Standard deviation of what enters z in one year: the unit of a push."""
        return math.sqrt(T_VARIANCE * self.wandering * (1.0 - 4.0 ** (-1.0 / self.half_life)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the readings of one dyad say of a push with onset at each of K times.

    Attributes:
        series: the readings.
        pattern: r, what a unit push shows in each reading, (n, K).
        weights: M r, what each reading counts in the scores, (n, K).
        score: of a push away from the holder, in inverse units of ``Series.yearly_sd``, (K,).
        information: (K,); 0 where the readings cannot tell.
        dispersion: how many times the model's the variance of the changes is; both numbers above are divided by it.
    """

    series: Series
    pattern: Floats
    weights: Floats
    score: Floats
    information: Floats
    dispersion: float = 1.0

    def at(self, columns: slice) -> Evidence:
        """Return what is said of some onsets alone."""
        return replace(
            self,
            pattern=self.pattern[:, columns],
            weights=self.weights[:, columns],
            score=self.score[columns],
            information=self.information[columns],
        )


def dyad_series(
    chains: Chains,
    parameters: Parameters,
    first_time: float,
    offsets: Mapping[str, float],
    channels: Collection[str] | None = None,
) -> tuple[Series, ...]:
    """Return the readings of every dyad of a domain.

    A reading that is an interval stands at its middle, or at its upper bound, and counts with the variance of what lies
    evenly in it besides. A reading without an upper bound is left out: a table that covers more from one year to the
    next raises the bound, and nothing else. So is a channel all of whose readings of a dyad have no lower bound:
    nothing can fall there.

    Args:
        chains: the readings.
        parameters: posterior means.
        first_time: the first of the times that the chains were arranged with.
        offsets: of each channel that counts ties.
        channels: names of those that count; all if ``None``.
    """
    counts = np.isin(chains.channels, list(chains.channels if channels is None else channels))
    value, doubt = _read(chains.low, chains.high)
    biased = chains.source >= 0
    value[biased] -= parameters.bias[chains.source[biased]]
    error = parameters.noise[chains.channel] * chains.grade
    scale = error + doubt / T_VARIANCE
    counting = zip(chains.channels, chains.links, strict=True)
    offset = np.array([offsets[name] if link is Link.TIES else math.nan for name, link in counting])
    elapsed = np.cumsum(chains.gap)
    time = (first_time + elapsed - elapsed[chains.grid[chains.chain, 0]])[chains.node]
    found = []
    for chain, (state, holder) in enumerate(zip(chains.state, chains.holder, strict=True)):
        rows = np.flatnonzero((chains.chain[chains.node] == chain) & counts[chains.channel] & np.isfinite(chains.high))
        can_fall = np.unique(chains.channel[rows[np.isfinite(chains.low[rows])]])
        rows = rows[np.isin(chains.channel[rows], can_fall)]
        one = chains.channel[rows]
        found.append(
            Series(
                state=chains.states[state],
                holder=chains.holders[holder],
                time=time[rows],
                channel=one,
                loading=parameters.loading[one],
                value=value[rows],
                scale=scale[rows],
                error=error[rows],
                offset=offset[one],
                centre=chains.centre[one],
                half_life=parameters.half_life,
                wandering=parameters.wandering_variance,
                fading_half_life=parameters.fading_half_life,
                fading=parameters.fading_variance[one] * chains.doubt[one],
                row=rows,
            )
        )
    return tuple(one for one in found if one.time.size)


def _read(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Middles and variances of intervals."""
    bounded = np.isfinite(low) & np.isfinite(high)
    value = np.where(np.isfinite(low), low, high)
    doubt = np.zeros(low.size)
    value[bounded] = (low[bounded] + high[bounded]) / 2.0
    doubt[bounded] = (high[bounded] - low[bounded]) ** 2 / 12.0
    return value, doubt


def response(since: Floats, half_life: float, spread: float = SPREAD_YEARS) -> Floats:
    """Return what is there of a unit push so many years after its onset, 0 before; any shape.

    It enters evenly over ``spread`` years and fades with the half-life, in years as well.
    """
    entered = np.clip(since, 0.0, spread)
    rate = math.log(2.0) / half_life
    after = np.maximum(since, 0.0)
    return np.asarray((np.exp(-rate * (after - entered)) - np.exp(-rate * after)) / (rate * spread))


def covariance(series: Series) -> Floats:
    """Return the covariance of the readings around their channels' levels, (n, n)."""
    apart = np.abs(series.time[:, None] - series.time)
    loading = series.loading[:, None] * series.loading
    made = T_VARIANCE * series.wandering * loading * 2.0 ** (-apart / series.half_life)
    made += np.diag(T_VARIANCE * series.scale)
    return made + fading_covariance(series)


def fading_covariance(series: Series) -> Floats:
    """Return the part of :func:`covariance` that is the channels' own deviation, (n, n)."""
    apart = np.abs(series.time[:, None] - series.time)
    same = series.channel[:, None] == series.channel
    return np.asarray(same * series.fading * 2.0 ** (-apart / series.fading_half_life))


def evidence(series: Series, onsets: Floats, spread: float = SPREAD_YEARS) -> Evidence:
    """Return what the readings say of a push with onset at each of K times, years, (K,), spread over so many years."""
    since = series.time[:, None] - onsets
    told = -series.yearly_sd * series.loading[:, None] * response(since, series.half_life, spread)
    levels = (series.channel[:, None] == np.unique(series.channel)).astype(np.float64)
    solved = np.linalg.solve(covariance(series), np.hstack([told, levels]))
    of_told, of_levels = solved[:, : onsets.size], solved[:, onsets.size :]
    weights = of_told - of_levels @ np.linalg.solve(levels.T @ of_levels, levels.T @ of_told)
    information = np.maximum((told * weights).sum(axis=0), 0.0)
    score = weights.T @ series.value
    return Evidence(series=series, pattern=told, weights=weights, score=score, information=information)


def domain_evidence(
    series: Sequence[Series], onsets: Floats, quiet: slice = EVERY, spread: float = SPREAD_YEARS
) -> tuple[Evidence, ...]:
    """Return what all dyads of a domain say, tempered where their readings change more than the model allows.

    The dispersion of a holder's dyads is the mean square of their standardised scores at the quiet onsets, if above 1
    (quasi-likelihood: McCullagh & Nelder 1989, *Generalized Linear Models*, section 4.5).

    Args:
        series: the readings of all dyads.
        onsets: years, (K,).
        quiet: which of them no push is tested at, many: else a push would count as dispersion.
        spread: years over which a push is spread.
    """
    every = [evidence(one, onsets, spread) for one in series]
    squares: dict[str, float] = defaultdict(float)
    expected: dict[str, float] = defaultdict(float)
    for one in every:
        squares[one.series.holder] += float((one.score[quiet] ** 2).sum())
        expected[one.series.holder] += float(one.information[quiet].sum())
    found = []
    for one in every:
        holder = one.series.holder
        excess = max(1.0, squares[holder] / expected[holder]) if expected[holder] > 0.0 else 1.0
        found.append(replace(one, score=one.score / excess, information=one.information / excess, dispersion=excess))
    return tuple(found)
