"""Scenarios in a ``case.yaml``: what somebody assumes of the years to come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from tightrope.cases.fields import ActorCode, CaseName, ChannelName, Label, Model, Positive, Words, Year
from tightrope.cases.marked_yaml import Location
from tightrope.records import Assumption, AssumptionKind, ChannelKind, Domain, EventType, Scenario

if TYPE_CHECKING:
    from tightrope.cases.schema import CaseFile

#: What each kind of assumption needs beside power, states and years, and what else it may have.
NEEDS: Mapping[AssumptionKind, tuple[str, ...]] = {
    AssumptionKind.ACTS: ("domain", "type", "each_year"),
    AssumptionKind.SHOCK: ("domain", "size"),
    AssumptionKind.TIE_BEGINS: ("channel", "number"),
    AssumptionKind.TIE_ENDS: ("channel", "number"),
    AssumptionKind.CHANNEL_FACTOR: ("channel", "factor"),
    AssumptionKind.CAPITAL_FACTOR: ("domain", "factor"),
}
_OPTIONAL = {"domain", "channel", "type", "each_year", "size", "number", "factor"}
_TIES = (AssumptionKind.TIE_BEGINS, AssumptionKind.TIE_ENDS)


class AssumptionEntry(Model):
    """One thing that a scenario assumes."""

    kind: AssumptionKind
    power: ActorCode
    over: Annotated[tuple[ActorCode, ...], Field(min_length=1)]
    domain: Domain | None = None
    channel: ChannelName | None = None
    type: EventType | None = None
    each_year: Positive | None = None
    size: Positive | None = None
    number: Positive | None = None
    factor: Annotated[tuple[Positive, Positive], Field(strict=False)] | None = None
    first: Year = Field(alias="from")
    until: Year | None = None
    probability: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False, strict=True)] = 1.0

    def contradictions(self, case: CaseFile) -> Iterator[tuple[Location, str]]:
        """What is well formed but cannot be meant in a case."""
        if self.power not in case.powers:
            yield ("power",), f"{self.power} is not one of the case's powers"
        for index, code in enumerate(self.over):
            if code not in case.states and code not in case.groups:
                yield ("over", index), f"{code} is neither a state nor a group of the case"
        needed = NEEDS[self.kind]
        for field in sorted(_OPTIONAL):
            given = getattr(self, field) is not None
            if given and field not in needed:
                yield (field,), f"an assumption of kind {self.kind.value} has no such field"
            if not given and field in needed:
                yield (), f"an assumption of kind {self.kind.value} needs {field}"
        if self.domain is not None and self.domain not in case.domains:
            yield ("domain",), f"there is no domain {self.domain.value!r} in this case"
        yield from self._channel(case)
        if self.first <= case.window.last:
            words = f"before the end of the data ({case.window.last}): a scenario is about later years"
            yield ("from",), f"{self.first} lies {words}"
        if self.until is not None and self.until < self.first:
            yield ("until",), f"it ends ({self.until}) before it starts ({self.first})"
        if self.factor is not None and self.factor[1] < self.factor[0]:
            yield ("factor",), f"the range ends ({self.factor[1]:g}) below where it starts ({self.factor[0]:g})"

    def _channel(self, case: CaseFile) -> Iterator[tuple[Location, str]]:
        if self.channel is None:
            return
        found = case.channels.get(self.channel)
        if found is None:
            yield ("channel",), f"there is no channel {self.channel!r} in this case"
        elif self.kind in _TIES and found.kind is not ChannelKind.TIES:
            yield ("channel",), f"{self.channel} does not count ties"
        elif self.kind is AssumptionKind.CHANNEL_FACTOR and found.kind is ChannelKind.TIES:
            yield ("channel",), f"{self.channel} counts ties: use tie_begins or tie_ends"

    def record(self, states: tuple[str, ...], groups: Mapping[str, tuple[str, ...]]) -> Assumption:
        """The assumption as other rooms know it."""
        over = {state for code in self.over for state in groups.get(code, (code,))}
        domain = self.domain or Domain((self.channel or "").partition(".")[0])
        amounts = [one for one in (self.each_year, self.size, self.number) if one is not None]
        low, high = self.factor or (1.0, 1.0)
        return Assumption(
            kind=self.kind,
            power=self.power,
            states=tuple(state for state in states if state in over),
            domain=domain,
            channel=self.channel or "",
            event_type=self.type,
            amount=amounts[0] if amounts else 1.0,
            low=low,
            high=high,
            first=self.first,
            last=self.until,
            probability=self.probability,
        )


class ScenarioEntry(Model):
    """A named set of assumptions, perhaps on top of those of other scenarios."""

    label: Label
    why: Label
    source: Words
    builds_on: tuple[CaseName, ...] = Field(default=(), alias="with")
    assumes: Annotated[tuple[AssumptionEntry, ...], Field(min_length=1)]


def contradictions(case: CaseFile) -> Iterator[tuple[Location, str]]:
    """Yield location and words of everything in the scenarios of a case that cannot be meant."""
    for name, scenario in case.scenarios.items():
        for index, one in enumerate(scenario.assumes):
            for field, words in one.contradictions(case):
                yield ("scenarios", name, "assumes", index, *field), words
        for index, other in enumerate(scenario.builds_on):
            if other not in case.scenarios:
                yield ("scenarios", name, "with", index), f"there is no scenario {other!r} in this case"
            elif other == name or name in _reached(case, other):
                yield ("scenarios", name, "with", index), f"{name} and {other} build on each other"


def _reached(case: CaseFile, name: str) -> list[str]:
    """All scenarios that one builds on, directly or not, what others build on first."""
    found: list[str] = []
    waiting = [name]
    while waiting:
        scenario = case.scenarios.get(waiting.pop())
        for other in scenario.builds_on if scenario else ():
            if other not in found:
                found.append(other)
                waiting.append(other)
    return found[::-1]


def records(case: CaseFile) -> tuple[Scenario, ...]:
    """The scenarios as other rooms know them, in the order of the file."""
    states, groups = tuple(case.states), {code: group.members for code, group in case.groups.items()}
    found = []
    for name, entry in case.scenarios.items():
        parts = [*(case.scenarios[other] for other in _reached(case, name)), entry]
        found.append(
            Scenario(
                name=name,
                label=entry.label.texts(),
                why=entry.why.texts(),
                source=entry.source,
                assumptions=tuple(one.record(states, groups) for part in parts for one in part.assumes),
                own=len(entry.assumes),
                builds_on=entry.builds_on,
            )
        )
    return tuple(found)
