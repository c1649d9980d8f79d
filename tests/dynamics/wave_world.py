"""Dyads whose readings are drawn step by step from the model, with or without a push away from their holder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from tightrope.dynamics.waves.shocks import T_VARIANCE, Series

Floats = npt.NDArray[np.float64]
TIMES = np.arange(1991, 2026) + 0.5
LOADING, FADING, NOISE = np.array([1.0, 0.7]), np.array([0.04, 0.08]), np.array([0.02, 0.05])
#: Where channel 1 counts ties, its level is two of them; what a count of two may hide is as good as noise.
OFFSET, CENTRE = 0.5, float(np.log(2.5)) + 1.0
ENDS = np.log(np.arange(200) + 0.5 + OFFSET) - CENTRE
HIDDEN = (ENDS[2] - ENDS[1]) ** 2 / 12.0
HALF_LIFE, WANDERING, FADING_HALF_LIFE = 20.0, 0.2, 10.0


def dyads(
    states: int, random: np.random.Generator, holder: str = "RUS", read: float = 0.8, counts: bool = False
) -> tuple[Series, ...]:
    """Dyads of one holder, each read by two channels in most years, channel 1 by counts of ties if so told.

    What was read is still to be drawn.
    """
    found = []
    for state in range(states):
        rows = [(time, channel) for time in TIMES for channel in (0, 1) if random.random() < read]
        time, channel = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
        counted = (channel == 1) & counts
        found.append(
            Series(
                state=f"S{state}",
                holder=holder,
                time=time,
                channel=channel,
                loading=LOADING[channel],
                value=np.zeros(time.size),
                scale=NOISE[channel] + np.where(counted, HIDDEN / T_VARIANCE, 0.0),
                error=NOISE[channel],
                offset=np.where(counted, OFFSET, np.nan),
                centre=np.where(counted, CENTRE, 0.0),
                half_life=HALF_LIFE,
                wandering=WANDERING,
                fading_half_life=FADING_HALF_LIFE,
                fading=FADING[channel],
                row=np.arange(time.size),
            )
        )
    return tuple(found)


def drawn(
    every: Sequence[Series],
    random: np.random.Generator,
    *,
    shared: float = 0.0,
    push: Sequence[float] = (),
    since: float = 2014.0,
) -> tuple[Series, ...]:
    """Draw what was read, year by year; a push enters in equal parts of a hundredth of a year for two years."""
    remains = 2.0 ** (-1.0 / HALF_LIFE)
    step = np.sqrt(WANDERING * (1.0 - remains**2))
    common = random.standard_t(4, TIMES.size)
    fades = 2.0 ** (-1.0 / FADING_HALF_LIFE)
    found = []
    for place, one in enumerate(every):
        own = random.standard_t(4, TIMES.size)
        moves = step * (np.sqrt(shared) * common + np.sqrt(1.0 - shared) * own)
        z, u = np.zeros(TIMES.size), np.zeros((TIMES.size, 2))
        z[0] = np.sqrt(WANDERING) * random.standard_t(4)
        u[0] = np.sqrt(FADING) * random.standard_normal(2)
        for t in range(1, TIMES.size):
            z[t] = remains * z[t - 1] + moves[t]
            u[t] = fades * u[t - 1] + np.sqrt(FADING * (1.0 - fades**2)) * random.standard_normal(2)
        if len(push) > place:
            parts = since + (np.arange(200) + 0.5) / 100.0
            for t, time in enumerate(TIMES):
                came = parts[parts <= time]
                z[t] -= push[place] * one.yearly_sd * (2.0 ** (-(time - came) / HALF_LIFE)).sum() / 200.0
        at = np.searchsorted(TIMES, one.time)
        level = np.array([3.0, -1.0])[one.channel]
        value = level + one.loading * z[at] + u[at, one.channel]
        value += np.sqrt(one.error) * random.standard_t(4, one.time.size)
        middles = np.concatenate([ENDS[:1], (ENDS[1:] + ENDS[:-1]) / 2.0, ENDS[-1:]])
        value = np.where(one.counted, middles[np.searchsorted(ENDS, value)], value)
        found.append(replace(one, value=value))
    return tuple(found)
