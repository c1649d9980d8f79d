"""Small domains for the capital model: who is read when, with figures drawn from the model itself or made by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from measures_world import amount

from tightrope.measures.chains import Chains, arrange
from tightrope.measures.figures import Link, Reading, SeriesKey

Floats = npt.NDArray[np.float64]
#: Logs between which simulated counts of ties lie.
CUTS = np.log([0.5, 1.5, 2.5, 3.5])
SHARE, OTHER_SHARE, COUNT, TIES = "economy.trade", "economy.finance", "economy.labour", "economy.ties"
LINKS = {SHARE: Link.SHARE, OTHER_SHARE: Link.SHARE, COUNT: Link.COUNT, TIES: Link.TIES}
CHANNELS = {
    SHARE: amount(SHARE, noise=0.15),
    OTHER_SHARE: amount(OTHER_SHARE, noise=0.6),  # of low grade
    COUNT: amount(COUNT, noise=0.3),
    TIES: amount(TIES, noise=0.4),
}


def reading(time: float, low: float, high: float | None = None, **changes: Any) -> Reading:
    """A figure on the log scale: a point without an upper bound of its own."""
    fields: dict[str, Any] = {"grade": 1.0, "link": Link.SHARE, "source": "table", "ids": (f"at {time}",), **changes}
    return Reading(time=time, low=low, high=low if high is None else high, **fields)


def domain(series: Mapping[tuple[str, str, str], Sequence[Reading]], times: Sequence[float]) -> Chains:
    """Readings by state, channel and holder, arranged."""
    keyed = {SeriesKey(*key): readings for key, readings in series.items()}
    return arrange(keyed, CHANNELS, np.array(times))


def scattered(
    states: int,
    holders: int,
    times: Sequence[float],
    random: np.random.Generator,
    *,
    read: float = 0.7,
    channels: Sequence[str] = (SHARE, COUNT, TIES),
) -> Chains:
    """A domain whose times and channels are missing at random; what its readings say is to be simulated.

    The first channel is there for every dyad and has two sources. In every channel some readings have a worse grade,
    and some, among ties all, are intervals.
    """
    series: dict[tuple[str, str, str], list[Reading]] = {}
    for state in range(states):
        for holder in range(holders):
            for channel in channels:
                told = [time for time in times if random.random() < read] or [times[0]]
                if channel != channels[0] and random.random() < 0.3:
                    continue
                series[f"S{state}", channel, f"P{holder}"] = [
                    reading(
                        time,
                        -math.inf if channel == TIES or random.random() < 0.2 else 0.0,
                        0.0,
                        link=LINKS[channel],
                        grade=4.0 if random.random() < 0.2 else 1.0,
                        source="other" if channel == channels[0] and random.random() < 0.3 else "table",
                    )
                    for time in told
                ]
    return domain(series, times)
