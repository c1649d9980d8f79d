"""From the readings of one domain to flat arrays: one chain in time per dyad."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tightrope.measures import declared
from tightrope.measures.figures import Link, Reading, SeriesKey
from tightrope.measures.kalman import Floats, Ints, Layout
from tightrope.records import Channel

#: Components of a chain's state: the dyad's mean, its wandering, and from here on two of each channel's deviation: the
#: one that stays, in ``slot``, and the one that fades, in the next.
MEAN, WANDERING, DEVIATIONS = 0, 1, 2

Flags = npt.NDArray[np.bool_]


class Flat(NamedTuple):
    """What compiled code needs of :class:`Chains`, under the same names.

    Attributes:
        free: which channels have a level of their own in each state: counts, whose total nobody knows, (C,).
        known: which channels' noise is not estimated: counts of ties, whose thresholds give the scale, (C,).
    """

    anchor: int
    noise: Floats
    doubt: Floats
    free: Flags
    known: Flags
    state: Ints
    holder: Ints
    slot: Ints
    layout: Layout
    gap: Floats
    channel: Ints
    low: Floats
    high: Floats
    grade: Floats
    source: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Chains:
    """All readings of one domain. J dyads, N nodes in time, M readings, C channels, T years, B sources with a bias.

    Attributes:
        channels: their names, (C,).
        links: their links, (C,).
        anchor: position of the channel in whose unit capital is told.
        noise: standard deviation of one reading of each channel, as the case declares it, (C,).
        doubt: factor on the variance of a channel's deviations k, d and u, (C,): more than 1 for one of low grade.
        centre: what was taken from all readings of each channel, (C,).
        states: codes of the states; ``holders``: of the holders.
        state: position of the state of each chain, (J,); ``holder``: of its holder.
        slot: component of a channel's deviation in the chain's state, and the next; -1 without a reading there, (J, C).
        layout: where the nodes and readings of the chains lie.
        chain: of each node, (N,).
        gap: years since the node before, (N,); 0 in the first of a chain.
        grid: nodes of the years asked for, (J, T).
        node: of each reading, (M,); ``channel``: its channel.
        low: lower bound on the log scale, centred, (M,); -inf if there is none.
        high: upper bound, equal to ``low`` for a point, (M,); inf if there is none.
        grade: variance of the reading in units of its channel's, (M,).
        source: position of its source among ``sources``, (M,); -1 for the one with most readings in the channel.
        sources: (channel, source) of each bias, (B,).
        ids: what each reading rests on, (M,).
    """

    channels: tuple[str, ...]
    links: tuple[Link, ...]
    anchor: int
    noise: Floats
    doubt: Floats
    centre: Floats
    states: tuple[str, ...]
    holders: tuple[str, ...]
    state: Ints
    holder: Ints
    slot: Ints
    layout: Layout
    chain: Ints
    gap: Floats
    grid: Ints
    node: Ints
    channel: Ints
    low: Floats
    high: Floats
    grade: Floats
    source: Ints
    sources: tuple[tuple[str, str], ...]
    ids: tuple[tuple[str, ...], ...]

    @property
    def points(self) -> Flags:
        """Which readings are points, (M,)."""
        return np.asarray(self.low == self.high)

    @property
    def flat(self) -> Flat:
        """The numbers alone."""
        return Flat(
            anchor=self.anchor,
            noise=self.noise,
            doubt=self.doubt,
            free=np.array([link is not Link.SHARE for link in self.links]),
            known=np.array([link is Link.TIES for link in self.links]),
            state=self.state,
            holder=self.holder,
            slot=self.slot,
            layout=self.layout,
            gap=self.gap,
            channel=self.channel,
            low=self.low,
            high=self.high,
            grade=self.grade,
            source=self.source,
        )

    @property
    def width(self) -> int:
        """D, the largest number of components of a chain."""
        return int(self.layout.size.max())


def arrange(series: Mapping[SeriesKey, Sequence[Reading]], channels: Mapping[str, Channel], times: Floats) -> Chains:
    """Arrange the readings of one domain, at least one.

    Args:
        series: the readings of each series.
        channels: the case's channels by name.
        times: the times asked for, ascending, (T,).
    """
    rows = [(key, reading) for key, readings in sorted(series.items()) for reading in readings]
    names = tuple(sorted({key.channel for key, _ in rows}))
    link_of = {key.channel: reading.link for key, reading in rows}
    links = tuple(link_of[name] for name in names)
    dyads = sorted({(key.state, key.holder) for key, _ in rows})
    states, holders = (tuple(sorted({dyad[place] for dyad in dyads})) for place in (0, 1))
    place_of = {dyad: place for place, dyad in enumerate(dyads)}
    chain_of = np.array([place_of[key.state, key.holder] for key, _ in rows])
    channel = np.searchsorted(names, [key.channel for key, _ in rows])
    time = np.array([reading.time for _, reading in rows])
    nodes, node_chain, node_time, grid = _nodes(chain_of, time, len(dyads), times)
    node = _node_of(chain_of, time, nodes, node_time)
    order = np.lexsort((np.arange(len(rows)), channel, node))
    rows, node, channel, chain_of = [rows[place] for place in order], node[order], channel[order], chain_of[order]
    low, high, centre = _centred(rows, channel, len(names))
    source, sources = _sources(rows, names)
    slot = _slots(chain_of, channel, len(dyads), len(names))
    noise = np.array([channels[name].noise for name in names])
    return Chains(
        channels=names,
        links=links,
        anchor=_anchor(links, channel, noise),
        noise=noise,
        doubt=np.where(noise > declared.GOOD_NOISE, declared.LOW_GRADE_DOUBT, 1.0),
        centre=centre,
        states=states,
        holders=holders,
        state=np.array([states.index(state) for state, _ in dyads]),
        holder=np.array([holders.index(holder) for _, holder in dyads]),
        slot=slot,
        layout=Layout(
            nodes, np.searchsorted(node, np.arange(node_time.size + 1)), DEVIATIONS + 2 * (slot >= 0).sum(axis=1)
        ),
        chain=node_chain,
        gap=np.where(np.diff(node_chain, prepend=-1) > 0, 0.0, np.diff(node_time, prepend=node_time[0])),
        grid=grid,
        node=node,
        channel=channel,
        low=low,
        high=high,
        grade=np.array([reading.grade for _, reading in rows]),
        source=source,
        sources=sources,
        ids=tuple(reading.ids for _, reading in rows),
    )


def _nodes(chain_of: Ints, time: Floats, chains: int, times: Floats) -> tuple[Ints, Ints, Floats, Ints]:
    """Begin of each chain among the nodes, chain and time of each node, and the nodes of the times asked for."""
    begins, every, grid = [0], [], []
    for chain in range(chains):
        mine = np.union1d(time[chain_of == chain], times)
        grid.append(begins[-1] + np.searchsorted(mine, times))
        begins.append(begins[-1] + mine.size)
        every.append(mine)
    return np.array(begins), np.repeat(np.arange(chains), np.diff(begins)), np.concatenate(every), np.stack(grid)


def _node_of(chain_of: Ints, time: Floats, nodes: Ints, node_time: Floats) -> Ints:
    found = [
        nodes[c] + np.searchsorted(node_time[nodes[c] : nodes[c + 1]], t) for c, t in zip(chain_of, time, strict=True)
    ]
    return np.array(found)


def _centred(rows: Sequence[tuple[SeriesKey, Reading]], channel: Ints, channels: int) -> tuple[Floats, Floats, Floats]:
    """Bounds less their channel's median, so that priors on levels need not know units."""
    low, high = (np.array([getattr(reading, bound) for _, reading in rows]) for bound in ("low", "high"))
    middle = np.where(np.isfinite(low), np.where(np.isfinite(high), (low + high) / 2, low), high)
    centre = np.array([np.median(middle[channel == one]) for one in range(channels)])
    return low - centre[channel], high - centre[channel], centre


def _sources(
    rows: Sequence[tuple[SeriesKey, Reading]], names: Sequence[str]
) -> tuple[Ints, tuple[tuple[str, str], ...]]:
    """Sources with two readings or more in a channel, but for the one with most, whose bias is the channel's level."""
    keys = [(key.channel, reading.source) for key, reading in rows]
    counts = Counter(keys)
    biased: list[tuple[str, str]] = []
    for name in names:
        mine = sorted((-number, key) for key, number in counts.items() if key[0] == name)
        biased += [key for number, key in mine[1:] if number <= -2]
    places = {key: place for place, key in enumerate(biased)}
    return np.array([places.get(key, -1) for key in keys]), tuple(biased)


def _slots(chain_of: Ints, channel: Ints, chains: int, channels: int) -> Ints:
    has = np.zeros((chains, channels), dtype=np.bool_)
    has[chain_of, channel] = True
    return np.where(has, DEVIATIONS + 2 * has.cumsum(axis=1) - 2, -1)


def _anchor(links: Sequence[Link], channel: Ints, noise: Floats) -> int:
    """The channel of shares with the most readings; without one, the channel with the most readings.

    A noisy channel gives capital its scale only where there is no other, however many readings it has.
    """
    counts = np.bincount(channel, minlength=len(links))
    good = noise <= declared.GOOD_NOISE
    return max(range(len(links)), key=lambda one: (good[one], links[one] is Link.SHARE, counts[one], -one))
