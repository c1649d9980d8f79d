"""The levels of all channels of one state over the years, with their uncertainty, from readings."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tightrope.measures import declared
from tightrope.measures.combine import Flags
from tightrope.measures.local_level import (
    Chain,
    Floats,
    Readings,
    covariance_on_grid,
    draw_on_grid,
    drift_scale_posterior,
    smooth,
)
from tightrope.measures.readings import REST_OF_WORLD, Reading, SeriesKey
from tightrope.measures.streams import stream
from tightrope.records import Channel, ChannelKind

SeriesReadings = Mapping[SeriesKey, tuple[Reading, ...]]


@dataclass(frozen=True, slots=True)
class ChannelLevels:
    """What one channel shows over one state.

    Attributes:
        channel: the channel.
        speaks: whether it speaks of holder p in year t, (P, T).
        covariance: posterior covariance of the levels in time, per holder, (P, T, T).
        draws: draws of the level log(figure + offset), (P, T, S); 0 for holders without a reading.
    """

    channel: Channel
    speaks: Flags
    covariance: Floats
    draws: Floats


@dataclass(frozen=True, slots=True)
class DriftScale:
    """How much faster or slower than declared a channel drifts: probabilities of ``declared.DRIFT_SCALES``."""

    probabilities: Floats

    @property
    def likeliest(self) -> float:
        """The factor with the highest probability."""
        return declared.DRIFT_SCALES[int(self.probabilities.argmax())]

    def deal(self, draws: int, random: np.random.Generator) -> Floats:
        """One factor per draw, (S,)."""
        return random.choice(np.array(declared.DRIFT_SCALES), size=draws, p=self.probabilities)


def fit_drift_scales(series: SeriesReadings, channels: Mapping[str, Channel]) -> dict[str, DriftScale]:
    """Weigh the candidate factors on each amount channel's drift by all its series together.

    Counts of ties stand still for years and then jump; their drift stays as declared.
    """
    scales = np.array(declared.DRIFT_SCALES)
    pooled: dict[str, Floats] = defaultdict(lambda: np.zeros(scales.size))
    for key, readings in series.items():
        if channels[key.channel].kind is ChannelKind.AMOUNT and len(readings) > 1:
            pooled[key.channel] += [_chain(readings, channels[key.channel], s).log_likelihood for s in scales]
    fitted = {}
    for name, channel in channels.items():
        if channel.kind is ChannelKind.AMOUNT:
            probabilities = drift_scale_posterior(pooled[name], scales, declared.DRIFT_SCALE_SPREAD)
        else:
            probabilities = (scales == 1.0).astype(np.float64)
        fitted[name] = DriftScale(probabilities)
    return fitted


def channel_levels(
    channel: Channel,
    state: str,
    holders: Sequence[str],
    years: Sequence[int],
    series: SeriesReadings,
    scale: DriftScale,
    *,
    seed: int,
    draws: int,
) -> ChannelLevels | None:
    """Smooth and draw the levels that one channel shows over one state; ``None`` if it has no reading there."""
    shape = len(holders), len(years)
    speaks = np.zeros(shape, dtype=np.bool_)
    covariance = np.zeros((*shape, shape[1]))
    levels = np.zeros((*shape, draws))
    means = np.full(shape, -np.inf)
    grid = np.array(years) + 0.5
    dealt = scale.deal(draws, stream(seed, "drift", channel.name))
    for place, holder in enumerate(holders):
        readings = series.get(SeriesKey(state, channel.name, holder), ())
        if not readings:
            continue
        chain = _chain(readings, channel, scale.likeliest, grid)
        covariance[place] = covariance_on_grid(chain)
        means[place] = chain.mean[chain.grid]
        normals = stream(seed, "series", state, channel.name, holder).standard_normal((chain.mean.size, draws))
        levels[place] = _draws(readings, channel, grid, dealt, normals)
        speaks[place] = _within_reach(readings, channel, grid)
    if not speaks.any():
        return None
    return ChannelLevels(channel, speaks & _something_to_share(means, speaks, holders, channel), covariance, levels)


def _chain(readings: Sequence[Reading], channel: Channel, scale: float, grid: Floats | None = None) -> Chain:
    arrays = Readings(
        np.array([reading.time for reading in readings]),
        np.array([reading.value for reading in readings]),
        np.array([reading.variance for reading in readings]),
    )
    return smooth(arrays, np.empty(0) if grid is None else grid, (channel.drift * scale) ** 2)


def _draws(readings: Sequence[Reading], channel: Channel, grid: Floats, dealt: Floats, normals: Floats) -> Floats:
    """Draws on the grid, (T, S), each with the drift that was dealt to it."""
    levels = np.empty((grid.size, dealt.size))
    for scale in np.unique(dealt):
        mine = dealt == scale
        levels[:, mine] = draw_on_grid(_chain(readings, channel, float(scale), grid), normals[:, mine])
    return levels


def _within_reach(readings: Sequence[Reading], channel: Channel, grid: Floats) -> Flags:
    """Amounts carry on a few years beyond their readings; ties are counted in every year in which they can be."""
    if channel.kind is ChannelKind.TIES:
        return np.isin(grid, [reading.time for reading in readings])
    first, last = readings[0].time, readings[-1].time
    return np.asarray((grid >= first - declared.REACH_YEARS) & (grid <= last + declared.REACH_YEARS))


def _something_to_share(means: Floats, speaks: Flags, holders: Sequence[str], channel: Channel) -> Flags:
    """Years in which some power holds more than half the offset, (T,): nothing against nothing is no comparison."""
    if channel.kind is ChannelKind.TIES or channel.offset == 0:
        return np.ones(means.shape[1], dtype=np.bool_)
    powers = np.array([holder != REST_OF_WORLD for holder in holders])
    held = np.where(speaks & powers[:, None], means, -np.inf)
    return np.asarray(held.max(axis=0) > math.log(1.5 * channel.offset))
