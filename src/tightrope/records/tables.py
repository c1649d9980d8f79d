"""How a case says what the columns of a table mean, so that a reader can turn any table into observations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedIndicator:
    """One indicator of the World Bank and the channel that its figures belong to.

    Attributes:
        channel: the channel.
        unit: the channel's unit.
        holder: who holds it; ``WLD`` where the indicator does not say from where.
        factor: what a figure is multiplied by to be in that unit.
    """

    channel: str
    unit: str
    holder: str
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedTable:
    """One table of a user's own and what its columns mean.

    Attributes:
        name: what a user types to load it.
        producer: who published it.
        title: its title there.
        url: where a reader finds it; may be empty.
        licence: its terms; may be empty.
        channels: unit by channel, of the channels that its figures may belong to.
        columns: column by what it holds: ``channel``, ``holder``, ``over``, ``year``, ``value``, ``unit``.
        fixed: value by what is the same in all rows: ``channel``, ``holder``, ``over``, ``year``.
        wide: whether each year is a column.
        preamble: at most how many rows stand above the header.
        encoding: the encoding of a file that is not UTF-8; empty if it must be.
        decimal: the decimal mark.
        thousands: the mark between thousands; empty if there is none.
        missing: what is written where there is no figure.
        words: what is meant by a cell that is no code, channel or usual name.
        units: what figures of a unit are multiplied by to be in the channel's unit, by the text of the unit column.
        factor: what all figures are multiplied by.
        shares: whether the figures of a state and year are shares of one whole.
        complete: whether every partner that has anything has a row.
    """

    name: str
    producer: str
    title: str
    url: str
    licence: str
    channels: Mapping[str, str]
    columns: Mapping[str, str]
    fixed: Mapping[str, str]
    wide: bool
    preamble: int
    encoding: str
    decimal: str
    thousands: str
    missing: tuple[str, ...]
    words: Mapping[str, str]
    units: Mapping[str, float]
    factor: float
    shares: bool
    complete: bool
