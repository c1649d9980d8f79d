"""Cells of data sets, the channels they belong to, and what is measured from them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from tightrope.records.errors import CheckError
from tightrope.records.evidence import Domain
from tightrope.records.rows import check_bounds, content_id
from tightrope.records.when import When

#: Units whose zero is the middle of a scale and not "nothing": ``sd``, standard deviations of all states' positions.
SIGNED_UNITS = frozenset({"sd"})
#: What alignment is told in: a position, its distance to a power's, the change of a distance (negative: closer), and
#: how many votes of the state the position of a year was read from.
IDEAL_POINT = "ideal_point"
ALIGNMENT_DISTANCE = "alignment_distance"
ALIGNMENT_CHANGE = "alignment_change"
ALIGNMENT_VOTES = "alignment_votes"
ALIGNMENT = frozenset({IDEAL_POINT, ALIGNMENT_DISTANCE, ALIGNMENT_CHANGE, ALIGNMENT_VOTES})
#: First part of the channel of observations that are positions, distances or changes. No channel of a case begins so.
ALIGNMENT_CHANNEL = "alignment."
#: ... that are counts of event data sets. The channels of both are no channels of capital.
FLOWS_CHANNEL = "flows."
OTHER_CHANNELS = (ALIGNMENT_CHANNEL, FLOWS_CHANNEL)
#: First parts, before a slash, of the quantities that tell how measures move. Each family is published by a step of its
#: own, which replaces the whole family of the newest run.
HINDCAST = "hindcast"
PROJECTIONS = frozenset({"wave", "push_pull", "outlook", "opening", HINDCAST})
#: Where the prior decides more than this part of an estimate of capital, the estimate is marked wherever it is shown,
#: and nothing is claimed from it.
MOSTLY_PRIOR = 0.5
#: The part of an estimate of capital that the prior decides, and all quantities that it is about.
DECIDED_BY_PRIOR = "decided_by/prior"
MARKED = frozenset(
    {
        "capital_share_powers",
        "capital_share",
        "capital_share_elicited",
        "capital_rank",
        "capital_first",
        "effective_powers",
        "effective_powers_hirschman",
        "distance_from_even",
        "distance_from_gravity",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One cell of a public data set.

    Attributes:
        channel: ``domain.name``; ``alignment.…`` for what was computed from votes, ``flows.…`` for what an event data
            set counts.
        holder: code of the power that holds it; ``ROW`` for the rest of the world.
        over: code of the state it is held over.
        when: the time the figure is for.
        lower: lower bound; negative only in one of :data:`SIGNED_UNITS`.
        upper: upper bound; equal to ``lower`` for a point.
        unit: ``USD``, ``persons``, ``percent``, ``count``, ``sd``, …
        origin: id of the :class:`Origin` of the table.
        locator: the row (and column) in that table, as a reader would look it up.
    """

    channel: str
    holder: str
    over: str
    when: When
    lower: float
    upper: float
    unit: str
    origin: str
    locator: str

    def __post_init__(self) -> None:
        check_bounds(self.lower, self.upper, signed=self.unit in SIGNED_UNITS)

    @property
    def id(self) -> str:
        """Content id over all fields."""
        return content_id(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A measured quantity with its uncertainty and what it rests on.

    Attributes:
        quantity: ``capital_share``, ``effective_powers``, ``ideal_point``, ``alignment_distance``, …
        state: code of the state it is about.
        power: code of the power; empty if the quantity has none.
        domain: one of the four domains, or ``all``.
        when: the time it is for.
        mean: posterior mean.
        low90: 5 % quantile; ``high90``: 95 % quantile.
        low50: 25 % quantile; ``high50``: 75 % quantile.
        rests_on: ids of the evidence, observations and roll calls that entered, sorted.
        model: name and version of the model.
    """

    quantity: str
    state: str
    power: str = ""
    domain: str = "all"
    when: When
    mean: float
    low90: float
    low50: float
    high50: float
    high90: float
    rests_on: tuple[str, ...]
    model: str

    def __post_init__(self) -> None:
        quantiles = (self.low90, self.low50, self.high50, self.high90)
        if not all(map(math.isfinite, (*quantiles, self.mean))) or list(quantiles) != sorted(quantiles):
            raise CheckError(f"an estimate of {self.quantity} for {self.state} has impossible quantiles {quantiles}")
        if not self.rests_on:
            raise CheckError(f"an estimate of {self.quantity} for {self.state} rests on nothing")

    @classmethod
    def of(
        cls,
        quantity: str,
        mean: float,
        ends: Iterable[float],
        *,
        state: str,
        power: str = "",
        domain: str = "all",
        when: When,
        rests_on: tuple[str, ...],
        model: str,
    ) -> Self:
        """Make an estimate from its mean and its 5, 25, 75 and 95 % quantiles, numbers of any type.

        Raises:
            CheckError: there are not four quantiles, they do not ascend, or it rests on nothing.
        """
        quantiles = tuple(map(float, ends))
        if len(quantiles) != 4:
            raise CheckError(f"an estimate of {quantity} has four quantiles, not {len(quantiles)}")
        low90, low50, high50, high90 = quantiles
        return cls(
            quantity=quantity,
            state=state,
            power=power,
            domain=domain,
            when=when,
            mean=float(mean),
            low90=low90,
            low50=low50,
            high50=high50,
            high90=high90,
            rests_on=rests_on,
            model=model,
        )

    @property
    def id(self) -> str:
        """Content id over all fields."""
        return content_id(self)


class ChannelKind(StrEnum):
    """How the readings of a channel arise."""

    AMOUNT = "amount"
    TIES = "ties"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """One kind of tie through which a power holds capital over a state, and how well it is read.

    Attributes:
        name: ``domain.name``.
        kind: ``amount`` (figures from observations and stocks) or ``ties`` (the number of standing ties).
        unit: unit of the amounts; ``count`` for ties.
        offset: added to a figure before the logarithm, in the channel's unit; differences well below it do not matter.
        noise: standard deviation of one reading on the log scale, for a source of grade 1.
        drift: standard deviation of the change in one year on the log scale.
        relations: for ``ties``: relations between state and power that count one each.
        organisations: for ``ties``: bodies of which a common membership counts one each.
        complete: for ``ties``: whether the case's list is meant to be complete, so that no tie reads as none.
            Where it is not, a power without a tie is unknown.
        weight: elicited: how much the channel should count in its domain, in units of the others.
    """

    name: str
    kind: ChannelKind
    unit: str
    offset: float
    noise: float
    drift: float
    relations: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    complete: bool = False
    weight: float = 1.0

    @property
    def domain(self) -> Domain:
        """The part of the name before the full stop."""
        return Domain(self.name.partition(".")[0])


@dataclass(frozen=True, slots=True, order=True)
class Dyad:
    """A directed pair: what ``power`` holds over ``state``. Two powers make a dyad as well."""

    power: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """A date after which states may have moved away from a power.

    Attributes:
        name: of the date.
        since: when it began.
        away_from: code of the power.
        source: where the date is told.
    """

    name: str
    since: When
    away_from: str
    source: str
