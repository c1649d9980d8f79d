"""How levels go on: without return to a mean, each step on its own, and a trend that all dyads of a holder share.

The yearly change of a level of holder p over state s, capital or what a channel shows of it, is::

    x_sp(t + 1) = x_sp(t) + v_p(t) + c_p(t) + e_sp(t)
    v_p(t + 1)  = rho v_p(t) + n_p(t),    v_p ~ N(0, sd_v^2) in the long run,    c_p ~ N(0, sd_c^2),    e StudentT4

so what a holder gains or loses everywhere goes on for a while and dies out (a damped trend: Gardner & McKenzie 1985,
*Management Science* 31), and states move together. rho, sd_v and sd_c are learned from the changes of all dyads up to
today, on a grid whose points are equally likely before: with no common trend in the past there is next to none ahead.
Past outlooks showed that a return to the mean of the dyad, which explains the past well, foretells nothing
(``docs/decisions/0009-outlooks-are-scored-as-they-are-made.md``).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tightrope.measures.chains import Chains, Flags
from tightrope.measures.kalman import Floats, Ints

#: Half the precision is enough for paths, and half the memory.
Paths = npt.NDArray[np.float32]
#: What the trend of a holder may be: how much of it stays for another year, its standard deviation, and that of the
#: shocks that all dyads of a holder share for good, both in log points a year.
STAYS = (0.3, 0.5, 0.7, 0.8, 0.9)
TREND_SD = (0.0, 0.02, 0.04, 0.07, 0.11, 0.16)
SHOCK_SD = (0.0, 0.03, 0.07, 0.12)
#: The least part of the variance of a dyad's steps that is its own.
_LEAST_OWN = 0.25


class Trends(NamedTuple):
    """Trends of P holders in the last year, S draws of each number.

    Attributes:
        mean, sd: of v, what the changes up to then say, (P, S).
        stays: rho, (S,).
        trend_sd: sd_v, (S,); ``shock_sd``: sd_c, (S,).
    """

    mean: Floats
    sd: Floats
    stays: Floats
    trend_sd: Floats
    shock_sd: Floats

    def at(self, draw: Ints) -> Trends:
        """Those of some draws, (P,)."""
        return Trends(*(one[..., draw] for one in self))


def between_readings(chains: Chains, channel: str | None = None) -> Flags:
    """Whether each change from one year to the next lies between the first and last reading of a dyad, (J, T - 1).

    What lies outside is drawn from the model alone and tells nothing of the past.

    Args:
        chains: the readings.
        channel: of this channel alone; ``None`` counts those of all.
    """
    mine = np.ones(chains.node.size, np.bool_) if channel is None else chains.channel == chains.channels.index(channel)
    node, dyads = chains.node[mine], len(chains.state)
    first, last = np.full(dyads, chains.gap.size), np.full(dyads, -1)
    np.minimum.at(first, chains.chain[node], node)
    np.maximum.at(last, chains.chain[node], node)
    return np.asarray((chains.grid[:, :-1] >= first[:, None]) & (chains.grid[:, 1:] <= last[:, None]))


def common_trends(
    levels: Floats, holder: Ints, known: Flags, step_variance: Floats, random: np.random.Generator
) -> Trends:
    """Learn what all dyads of a holder share of their yearly changes, draw by draw.

    The mean change over the dyads of a holder is its trend read with noise, so a Kalman filter gives the likelihood of
    every point of the grid and the trend in the last year.

    Args:
        levels: of J dyads in T years, (J, T, S).
        holder: position of the holder of each, (J,), from 0 to P - 1.
        known: which changes count, (J, T - 1).
        step_variance: variance of the yearly change of a dyad, (S,); its mean serves as the noise.
        random: where the points of the grid are drawn from.
    """
    holders, (_, years, draws) = int(holder.max()) + 1, levels.shape
    changes = np.diff(levels, axis=1).astype(np.float32) * known[:, :, None]
    count = np.zeros((holders, years - 1))
    seen = np.zeros((holders, years - 1, draws), np.float32)
    np.add.at(count, holder, known)
    np.add.at(seen, holder, changes)
    seen /= np.maximum(count, 1)[:, :, None].astype(np.float32)
    stays, trend_sd, shock_sd = (one.ravel() for one in np.meshgrid(STAYS, TREND_SD, SHOCK_SD, indexing="ij"))
    mean = np.zeros((stays.size, holders, draws), np.float32)
    variance = np.repeat(trend_sd[:, None] ** 2, holders, axis=1)
    likelihood = np.zeros((stays.size, draws), np.float32)
    for year in range(years - 1):
        told = count[:, year] > 0
        noise = shock_sd[:, None] ** 2 + step_variance.mean() / np.maximum(count[:, year], 1)
        total = variance + noise
        gain = np.where(told, variance / total, 0.0)
        surprise = seen[:, year] - mean
        inverse = np.where(told, 1.0 / total, 0.0).astype(np.float32)
        likelihood -= 0.5 * np.einsum("gp,gps,gps->gs", inverse, surprise, surprise)
        likelihood -= (0.5 * np.log(total) * told).sum(axis=1, dtype=np.float32)[:, None]
        mean = stays[:, None, None].astype(np.float32) * (mean + gain[:, :, None].astype(np.float32) * surprise)
        variance = stays[:, None] ** 2 * variance * (1.0 - gain) + ((1.0 - stays**2) * trend_sd**2)[:, None]
    weight = np.exp(likelihood.astype(np.float64) - likelihood.max(axis=0))
    above = np.cumsum(weight, axis=0) / weight.sum(axis=0)
    point = np.minimum((above < random.random(draws)).sum(axis=0), stays.size - 1)
    return Trends(
        mean=mean[point, :, np.arange(draws)].T.astype(np.float64),
        sd=np.sqrt(variance[point]).T,
        stays=stays[point],
        trend_sd=trend_sd[point],
        shock_sd=shock_sd[point],
    )


def carry_on(
    today: Floats, holder: Ints, trends: Trends, step_variance: Floats, horizon: int, random: np.random.Generator
) -> Paths:
    """Draw the levels of the years ahead, (J, H, P).

    Args:
        today: levels of J dyads in the last year, (J, P).
        holder: position of the holder of each, (J,).
        trends: those of each path, P draws.
        step_variance: variance of the yearly change of a dyad, (P,): what of it is the holders' is not drawn twice.
        horizon: H.
        random: where the steps come from.
    """
    shared = trends.trend_sd**2 + trends.shock_sd**2
    own = np.sqrt(np.maximum(step_variance - shared, _LEAST_OWN * step_variance) / 2.0).astype(np.float32)
    stays, trend_sd, shock_sd = (one.astype(np.float32) for one in trends[2:])
    fresh = np.sqrt(1.0 - stays**2) * trend_sd

    def normal() -> Paths:
        return random.standard_normal(trends.mean.shape, np.float32)

    level = today.astype(np.float32)
    trend = trends.mean.astype(np.float32) + trends.sd.astype(np.float32) * normal()
    found = np.empty((len(level), horizon, level.shape[1]), np.float32)
    for year in range(horizon):
        level = level + (trend + shock_sd * normal())[holder] + own * _student_t4(level.shape, random)
        trend = stays * trend + fresh * normal()
        found[:, year] = level
    return found


def _student_t4(shape: tuple[int, ...], random: np.random.Generator) -> Paths:
    """Draw Student-t numbers with 4 degrees of freedom: a chi-square with 4 is twice the sum of two exponentials."""
    scale = random.standard_exponential(shape, np.float32) + random.standard_exponential(shape, np.float32)
    return np.asarray(random.standard_normal(shape, np.float32) * np.sqrt(np.float32(2.0) / scale))
