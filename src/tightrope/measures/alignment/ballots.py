"""Votes arranged for the model: by item and by cell, with what was left out counted.

A *cell* is one state in one period (a session or a year). An *item* is one resolution, or several whose texts repeat
word for word and so share discrimination and cut points across periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tightrope.records import CheckError

Ints = npt.NDArray[np.int32]
Codes = npt.NDArray[np.int8]

#: Codes of the votes in arrays, those of Voeten's data; 0 is not a member, or not known.
OUT, YES, ABSTAIN, NO, ABSENT = 0, 1, 2, 3, 8
_CAST = (YES, ABSTAIN, NO)


class Side(NamedTuple):
    """Votes grouped one way (by item or by cell); inside a group yes votes come first, then abstentions, then no.

    Attributes:
        start: first vote of each group, and the number of votes, (G + 1,).
        abstain: first abstention of each group, (G,).
        no: first no vote of each group, (G,).
        other: for each vote its group on the other side, (V,).
    """

    start: Ints
    abstain: Ints
    no: Ints
    other: Ints


class Layout(NamedTuple):
    """All that compiled code needs to know of the votes.

    Attributes:
        state: state of each cell; cells are sorted by state, then period, (M,).
        period: place of each cell's period, (M,).
        gap: periods since the state's cell before; 0 for a state's first cell, (M,).
        first: first cell of each state, and the number of cells, (N + 1,).
        item_first: earliest period of each item, (J,).
        item_last: latest period of each item, (J,).
        by_item: votes by item; ``other`` is the cell.
        by_cell: votes by cell; ``other`` is the item.
    """

    state: Ints
    period: Ints
    gap: Ints
    first: Ints
    item_first: Ints
    item_last: Ints
    by_item: Side
    by_cell: Side


@dataclass(frozen=True, slots=True)
class Ballots:
    """Votes as the samplers take them.

    Attributes:
        states: codes, sorted, (N,).
        periods: sessions or years, sorted, (T,).
        items: name of each item, (J,).
        layout: the arrays.
        left_out: how much was left out, by reason.
    """

    states: tuple[str, ...]
    periods: tuple[int, ...]
    items: tuple[str, ...]
    layout: Layout
    left_out: tuple[tuple[str, int], ...] = ()

    @property
    def votes_of_cell(self) -> Ints:
        """Number of votes of each cell, (M,)."""
        return np.diff(self.layout.by_cell.start)

    @property
    def votes(self) -> int:
        """Number of votes."""
        return int(self.layout.by_item.start[-1])


def arrange(
    states: Sequence[str],
    items: Sequence[str],
    state: npt.NDArray[np.integer],
    period: npt.NDArray[np.integer],
    item: npt.NDArray[np.integer],
    vote: Codes,
) -> Ballots:
    """Arrange a long table of votes.

    Votes other than yes, abstain and no tell nothing of positions, nor do items on which all votes are the same; both
    are left out and counted.

    Args:
        states: codes.
        items: names of the items.
        state: place in ``states`` of who voted, (V,).
        period: session or year, (V,).
        item: place in ``items`` of what was voted on, (V,).
        vote: codes of the votes, (V,).

    Raises:
        CheckError: fewer than two states or two items are left.
    """
    cast = np.isin(vote, _CAST)
    left_out = {"absences and votes that are neither yes, abstain nor no": int((~cast).sum())}
    state, period, item, vote = state[cast], period[cast], item[cast], vote[cast]
    tally = np.stack([np.bincount(item[vote == one], minlength=len(items)) for one in _CAST], axis=1)
    split = tally.max(axis=1, initial=0) < tally.sum(axis=1)
    left_out["items on which every vote was the same"] = int((~split & (tally.sum(axis=1) > 0)).sum())
    kept = split[item]
    state, period, item, vote = state[kept], period[kept], item[kept], vote[kept]
    (had_state, state), (had_period, period), (had_item, item) = map(_compact, (state, period, item))
    if had_state.size < 2 or had_item.size < 2:
        raise CheckError(
            f"votes of {had_state.size} states on {had_item.size} resolutions that split them are not enough: "
            "positions are relative, so the model needs at least two states and two resolutions on which votes differ"
        )
    keys, cell = _compact(state.astype(np.int64) * had_period.size + period)
    cell_state, cell_period = (keys // had_period.size).astype(np.int32), (keys % had_period.size).astype(np.int32)
    first = np.searchsorted(cell_state, np.arange(had_state.size + 1)).astype(np.int32)
    gap = np.diff(had_period[cell_period], prepend=0).astype(np.int32)
    gap[first[:-1]] = 0
    item_first = np.full(had_item.size, had_period.size, dtype=np.int32)
    item_last = np.full(had_item.size, -1, dtype=np.int32)
    np.minimum.at(item_first, item, period.astype(np.int32))
    np.maximum.at(item_last, item, period.astype(np.int32))
    by_item = _side(item, cell, vote, had_item.size)
    by_cell = _side(cell, item, vote, keys.size)
    return Ballots(
        states=tuple(states[one] for one in had_state),
        periods=tuple(int(one) for one in had_period),
        items=tuple(items[one] for one in had_item),
        layout=Layout(cell_state, cell_period, gap, first, item_first, item_last, by_item, by_cell),
        left_out=tuple((reason, number) for reason, number in left_out.items() if number),
    )


class Votes(NamedTuple):
    """Votes as a long table, in the order of ``by_item``.

    Attributes:
        item: place of the item, (V,).
        cell: place of the cell, (V,).
        vote: code of the vote, (V,).
    """

    item: npt.NDArray[np.intp]
    cell: Ints
    vote: Codes


def votes_of(ballots: Ballots) -> Votes:
    """Votes of ballots as a long table."""
    side = ballots.layout.by_item
    item = np.repeat(np.arange(len(ballots.items)), np.diff(side.start))
    place = np.arange(item.size)
    vote = np.full(item.size, YES, dtype=np.int8)
    vote[place >= side.abstain[item]] = ABSTAIN
    vote[place >= side.no[item]] = NO
    return Votes(item, side.other, vote)


def rearrange(ballots: Ballots, votes: Votes) -> Ballots:
    """Ballots of the same states and items with other votes (fewer, or simulated ones); what is left empty goes.

    Raises:
        CheckError: as :func:`arrange`.
    """
    layout, periods = ballots.layout, np.array(ballots.periods)
    state, period = layout.state[votes.cell], periods[layout.period[votes.cell]]
    return arrange(ballots.states, ballots.items, state, period, votes.item, votes.vote)


def places_in(ballots: Ballots, other: Ballots) -> tuple[Ints, Ints]:
    """Place in ``other`` of each item (J,) and each cell (M,) of ballots; -1 where it has none."""
    item = {name: place for place, name in enumerate(other.items)}
    cell = {key: place for place, key in enumerate(cell_keys(other))}
    return (
        np.array([item.get(name, -1) for name in ballots.items], dtype=np.int32),
        np.array([cell.get(key, -1) for key in cell_keys(ballots)], dtype=np.int32),
    )


def cell_keys(ballots: Ballots) -> list[tuple[str, int]]:
    """State and period of each cell."""
    layout = ballots.layout
    return [(ballots.states[s], ballots.periods[t]) for s, t in zip(layout.state, layout.period, strict=True)]


def _compact(values: npt.NDArray[np.integer]) -> tuple[npt.NDArray[np.integer], npt.NDArray[np.intp]]:
    """Distinct values, sorted, and the place of each value among them."""
    found, place = np.unique(values, return_inverse=True)
    return found, place


def _side(group: npt.NDArray[np.integer], other: npt.NDArray[np.integer], vote: Codes, groups: int) -> Side:
    order = np.lexsort((other, vote, group))
    key = group[order] * 4 + vote[order]
    start, abstain, no = (
        np.searchsorted(key, np.arange(groups) * 4 + one).astype(np.int32) for one in (0, ABSTAIN, NO)
    )
    return Side(np.append(start, np.int32(group.size)).astype(np.int32), abstain, no, other[order].astype(np.int32))
