"""What a ``case.yaml`` assumes of the contest between its powers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import Field

from tightrope.cases.fields import ActorCode, Model, Words
from tightrope.cases.marked_yaml import Location
from tightrope.records import Premises, Range

Bound = Annotated[float, Field(ge=0, allow_inf_nan=False, strict=True)]
#: What is multiplied or divided by, so that 0 makes no sense, and least bounds of others.
_ABOVE: Mapping[str, float] = MappingProxyType({"taste": 0.0, "head_start": 0.0, "noise": 0.0, "elasticity": 1.0})
_SINGLE = ("taste", "head_start", "effectiveness", "concentration", "punishment", "elasticity", "noise")
_BY_POWER = ("value", "attention")


class RangeEntry(Model):
    """Two bounds, and where they come from."""

    low: Bound
    high: Bound
    source: Words

    def record(self) -> Range:
        """The range as other rooms know it."""
        return Range(low=self.low, high=self.high, source=self.source)


class ContestEntry(Model):
    """Ranges of everything that a contest between the powers assumes."""

    dyad: Annotated[tuple[ActorCode, ActorCode], Field(strict=False)]
    value: dict[ActorCode, RangeEntry]
    attention: dict[ActorCode, RangeEntry]
    taste: RangeEntry
    head_start: RangeEntry
    effectiveness: RangeEntry
    concentration: RangeEntry
    punishment: RangeEntry
    elasticity: RangeEntry
    noise: RangeEntry

    def contradictions(self, powers: Collection[str]) -> Iterator[tuple[Location, str]]:
        """What cannot be meant: bounds in the wrong order or too low, powers that are unknown, missing or twice."""
        for place, code in enumerate(self.dyad):
            if code not in powers:
                yield ("dyad", place), f"{code} is not one of the case's powers"
        if self.dyad[0] == self.dyad[1]:
            yield ("dyad", 1), f"{self.dyad[1]} stands twice"
        for field in _BY_POWER:
            given: dict[str, RangeEntry] = getattr(self, field)
            for code, entry in given.items():
                if code not in powers:
                    yield (field, code), f"{code} is not one of the case's powers"
                yield from _bounds((field, code), entry, 0.0)
            lacking = [code for code in powers if code not in given]
            if lacking:
                yield (field,), f"lacks {', '.join(lacking)}; every power of the case needs a range"
        for field in _SINGLE:
            yield from _bounds((field,), getattr(self, field), _ABOVE.get(field))

    def record(self) -> Premises:
        """The premises as other rooms know them."""
        return Premises(
            dyad=self.dyad,
            value=MappingProxyType({code: entry.record() for code, entry in self.value.items()}),
            attention=MappingProxyType({code: entry.record() for code, entry in self.attention.items()}),
            taste=self.taste.record(),
            head_start=self.head_start.record(),
            effectiveness=self.effectiveness.record(),
            concentration=self.concentration.record(),
            punishment=self.punishment.record(),
            elasticity=self.elasticity.record(),
            noise=self.noise.record(),
        )


def _bounds(where: Location, entry: RangeEntry, above: float | None) -> Iterator[tuple[Location, str]]:
    if entry.high < entry.low:
        yield (*where, "high"), f"the range ends ({entry.high:g}) before it starts ({entry.low:g})"
    if above is not None and entry.low <= above:
        yield (*where, "low"), f"must be above {above:g}, found {entry.low:g}"
