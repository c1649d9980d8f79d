"""What may stand in a ``case.yaml``, as pydantic models. Every field is explained in ``docs/adding-a-case.md``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StrictBool, StrictInt

from tightrope.cases.contest import ContestEntry
from tightrope.cases.fields import (
    ActorCode,
    CaseName,
    ChannelName,
    Label,
    Model,
    Positive,
    Relation,
    StateCode,
    Words,
    Year,
)
from tightrope.cases.mapping import IndicatorCode, IndicatorEntry, TableEntry
from tightrope.cases.marked_yaml import Location
from tightrope.cases.scenarios import ScenarioEntry
from tightrope.cases.scenarios import contradictions as scenario_contradictions
from tightrope.cases.waves import Side, WaveEntry
from tightrope.records import Channel, ChannelKind, Domain

LOCALES = ("en", "zh-Hant")


class StateEntry(Label):
    """A state, and where it stands on the tile map."""

    tile: Annotated[tuple[StrictInt, StrictInt], Field(strict=False)] | None = None


class DomainEntry(Label):
    """A domain, and how much it should count in the mean over domains, in units of the others."""

    weight: Positive = 1.0


class GroupEntry(Model):
    """Several states with one name."""

    label: Label
    members: Annotated[tuple[StateCode, ...], Field(min_length=2)]


class WindowEntry(Model):
    """The years looked at, both included."""

    first: Year
    last: Year


class ChannelEntry(Model):
    """One kind of tie through which a power holds capital over a state."""

    label: Label
    kind: ChannelKind
    unit: Words
    offset: Positive
    noise: Positive
    drift: Positive
    relations: tuple[Relation, ...] = ()
    organisations: tuple[ActorCode, ...] = ()
    complete: StrictBool = False
    weight: Positive = 1.0
    side: Side | None = None
    reason: Words

    def record(self, name: str) -> Channel:
        """The channel as other rooms know it."""
        return Channel(
            name=name,
            kind=self.kind,
            unit=self.unit,
            offset=self.offset,
            noise=self.noise,
            drift=self.drift,
            relations=self.relations,
            organisations=self.organisations,
            complete=self.complete,
            weight=self.weight,
        )


class CaseFile(Model):
    """A whole ``case.yaml``."""

    name: CaseName
    title: Label
    summary: Label | None = None
    window: WindowEntry
    states: Annotated[dict[StateCode, StateEntry], Field(min_length=1)]
    powers: Annotated[dict[ActorCode, Label], Field(min_length=2)]
    organisations: dict[ActorCode, Label] = Field(default={})
    others: dict[ActorCode, Label] = Field(default={})
    groups: dict[ActorCode, GroupEntry] = Field(default={})
    domains: Annotated[dict[Domain, DomainEntry], Field(min_length=1)]
    channels: Annotated[dict[ChannelName, ChannelEntry], Field(min_length=1)]
    indicators: dict[IndicatorCode, IndicatorEntry] = Field(default={})
    tables: dict[CaseName, TableEntry] = Field(default={})
    contest: ContestEntry | None = None
    scenarios: dict[CaseName, ScenarioEntry] = Field(default={})
    waves: dict[CaseName, WaveEntry] = Field(default={})

    def contradictions(self) -> Iterator[tuple[Location, str]]:
        """Yield location and words of everything that is well formed but cannot be meant."""
        if self.window.last < self.window.first:
            yield ("window", "last"), f"the window ends ({self.window.last}) before it starts ({self.window.first})"
        yield from self._codes_twice()
        for code, group in self.groups.items():
            for index, member in enumerate(group.members):
                if member not in self.states:
                    yield ("groups", code, "members", index), f"{member} is not one of the case's states"
                if member in group.members[:index]:
                    yield ("groups", code, "members", index), f"{member} stands twice"
        yield from self._tiles_twice()
        for name, channel in self.channels.items():
            for field, words in self._channel_contradictions(name, channel):
                yield ("channels", name, *field), words
        amounts = {name for name, channel in self.channels.items() if channel.kind is ChannelKind.AMOUNT}
        percent = {name for name in amounts if self.channels[name].unit == "percent"}
        for code, indicator in self.indicators.items():
            for field, words in indicator.contradictions(amounts, self.powers):
                yield ("indicators", code, *field), words
        for name, table in self.tables.items():
            for field, words in table.contradictions(amounts, percent, self.states, self.powers):
                yield ("tables", name, *field), words
        begun: set[str] = set()
        for name, wave in self.waves.items():
            if wave.since in begun:
                yield ("waves", name, "since"), f"{wave.since} stands twice"
            begun.add(wave.since)
            for field, words in wave.contradictions(self.powers, self.window.first, self.window.last):
                yield ("waves", name, *field), words
        if self.contest:
            for field, words in self.contest.contradictions(self.powers):
                yield ("contest", *field), words
        yield from scenario_contradictions(self)

    def _codes_twice(self) -> Iterator[tuple[Location, str]]:
        seen: dict[str, str] = {"ROW": "the rest of the world", "WLD": "the whole world"}
        for section in ("states", "powers", "organisations", "others", "groups"):
            for code in getattr(self, section):
                if code in seen:
                    yield (section, code), f"{code} already stands for {seen[code]}"
                seen.setdefault(code, f"something under {section}")

    def _tiles_twice(self) -> Iterator[tuple[Location, str]]:
        taken: dict[tuple[int, int], str] = {}
        for code, state in self.states.items():
            if state.tile in taken:
                yield ("states", code, "tile"), f"the same place as {taken[state.tile]}"
            if state.tile is not None:
                taken[state.tile] = code

    def _channel_contradictions(self, name: str, channel: ChannelEntry) -> Iterator[tuple[Location, str]]:
        domain = name.partition(".")[0]
        if domain not in [known.value for known in self.domains]:
            known = ", ".join(known.value for known in self.domains)
            yield (), f"there is no domain {domain!r} in this case (domains: {known})"
        for index, code in enumerate(channel.organisations):
            if code not in self.organisations:
                yield ("organisations", index), f"{code} is not one of the case's organisations"
        counts_ties = channel.kind is ChannelKind.TIES
        if counts_ties and not (channel.relations or channel.organisations):
            yield ("kind",), "a channel of ties needs relations or organisations to count"
        if counts_ties and channel.unit != "count":
            yield ("unit",), f"ties are counted, so the unit is 'count', not {channel.unit!r}"
        if not counts_ties:
            for field in ("relations", "organisations", "complete"):
                if getattr(channel, field):
                    yield (field,), "only a channel of ties has this field"
