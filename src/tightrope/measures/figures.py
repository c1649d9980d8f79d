"""Figures as they are given, and as they are read: on the log scale, with their bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from tightrope.records import When


class Link(StrEnum):
    """How a channel's figures tell of capital.

    ``share``: as parts of a total that is known; ``count``: as they are, with a level that differs from state to state;
    ``ties``: as whole numbers of standing ties.
    """

    SHARE = "share"
    COUNT = "count"
    TIES = "ties"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One figure on the log scale.

    Attributes:
        time: decimal year.
        low: log of its lower bound (of its share, for :attr:`Link.SHARE`); -inf if there is none.
        high: log of its upper bound; equal to ``low`` for a point, inf if there is none.
        grade: variance of its noise in units of the channel's.
        link: how it is read.
        source: id of the table or document that gives it.
        ids: ids of the observations and evidence that give this figure, sorted.
        figure: the figure as it was given; ``None`` for a count of ties.
    """

    time: float
    low: float
    high: float
    grade: float
    link: Link
    source: str
    ids: tuple[str, ...]
    figure: Figure | None = None


@dataclass(frozen=True, slots=True, order=True)
class SeriesKey:
    """Which series: what ``holder`` holds over ``state`` as ``channel`` shows it."""

    state: str
    channel: str
    holder: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure that a channel can use.

    Attributes:
        id: of the observation or stock.
        key: the series it belongs to; the holder may also be all partners together.
        when: the time it is for.
        lower: lower bound, in the channel's unit or in percent of the channel's total.
        upper: upper bound; inf if there is none.
        percent: whether it is in percent of the total.
        grade: variance of its noise in units of the channel's.
        source: id of the table or document.
    """

    id: str
    key: SeriesKey
    when: When
    lower: float
    upper: float
    percent: bool
    grade: float
    source: str

    @property
    def middle(self) -> float:
        """Middle of the bounds, or the bound there is."""
        return self.lower if math.isinf(self.upper) else (self.lower + self.upper) / 2

    @property
    def time(self) -> float:
        """Decimal year of the middle of its time."""
        return round(self.when.middle_year, 4)

    @property
    def years(self) -> float:
        """How many years it is for."""
        return ((self.when.end - self.when.start).days + 1) / 365.25
