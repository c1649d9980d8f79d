"""What comes from event data sets: acts between two parties, counted by month, and how the figures are named."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from tightrope.records.measured import FLOWS_CHANNEL

#: The channel of capital that event data sets give, and its unit: a sum of scores for every 10,000 events of the set.
COOPERATION_CHANNEL, CORRECTED_UNIT = "politics.event_cooperation", "points per 10,000 events"
#: Code of everybody, whatever they did to whom: the events of a whole set.
EVERYBODY = "WLD"
#: Units of counts and of sums of scores.
EVENTS_UNIT, POINTS_UNIT = "events", "points"
#: First part of the quantities that are made of flows.
FLOW = "flow"


class Flow(StrEnum):
    """One figure about what one party did toward another in a month, or (the last) about all events of a set.

    Cooperation and conflict are sums of the amounts of the scores of the acts above and below zero.
    """

    COOPERATION = "cooperation"
    CONFLICT = "conflict"
    COOPERATION_EVENTS = "cooperation_events"
    CONFLICT_EVENTS = "conflict_events"
    ALL_EVENTS = "all_events"

    @property
    def unit(self) -> str:
        """Unit of its figures."""
        return POINTS_UNIT if self in (Flow.COOPERATION, Flow.CONFLICT) else EVENTS_UNIT

    def channel(self, name: str) -> str:
        """Channel of its observations from the set of that name: ``flows.gdelt.conflict``."""
        return f"{FLOWS_CHANNEL}{name}.{self.value}"


class FlowChannel(NamedTuple):
    """What a channel of flows is about."""

    name: str
    flow: Flow

    @classmethod
    def of(cls, channel: str) -> FlowChannel | None:
        """Read a channel; ``None`` if it is no channel of flows."""
        if not channel.startswith(FLOWS_CHANNEL):
            return None
        name, _, flow = channel.removeprefix(FLOWS_CHANNEL).partition(".")
        return cls(name, Flow(flow)) if flow in list(Flow) else None
