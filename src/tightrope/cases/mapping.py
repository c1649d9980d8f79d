"""What a ``case.yaml`` says about indicators and tables that come from elsewhere: which column means what."""

from __future__ import annotations

import codecs
from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool, StrictInt, StrictStr

from tightrope.cases.fields import ActorCode, ChannelName, Model, Positive, StateCode, Words, Year, one_of_form
from tightrope.cases.marked_yaml import Location
from tightrope.records import MappedIndicator, MappedTable

#: Holders that are known in every case.
TOTALS = ("ROW", "WLD")


def _known_encoding(text: str) -> str:
    try:
        return codecs.lookup(text).name
    except LookupError as error:
        raise ValueError(f"{text!r} is not an encoding (windows-1251, latin-1, …)") from error


IndicatorCode = Annotated[
    StrictStr, one_of_form(r"[A-Z0-9]+(\.[A-Z0-9]+)+", "an indicator's code (BX.TRF.PWKR.DT.GD.ZS)")
]
Part = Literal["channel", "holder", "over", "year", "value", "unit"]
Decimal = Literal[".", ","]
Thousands = Literal["", ",", ".", " ", "'"]
Encoding = Annotated[StrictStr, AfterValidator(_known_encoding)]


class IndicatorEntry(Model):
    """One indicator of the World Bank."""

    channel: ChannelName
    holder: ActorCode = "WLD"
    factor: Positive = 1.0

    def contradictions(self, amounts: Collection[str], powers: Collection[str]) -> Iterator[tuple[Location, str]]:
        """What cannot be meant: a channel or holder that the case does not have."""
        yield from _channel(self.channel, amounts)
        yield from _holder(self.holder, powers)

    def record(self, units: Mapping[str, str]) -> MappedIndicator:
        """The indicator as other rooms know it."""
        return MappedIndicator(channel=self.channel, unit=units[self.channel], holder=self.holder, factor=self.factor)


class TableEntry(Model):
    """A table of one's own: what its columns mean."""

    producer: Words
    title: Words
    url: StrictStr = ""
    licence: StrictStr = ""
    columns: Annotated[dict[Part, Words], Field(min_length=1)]
    channel: ChannelName | None = None
    holder: ActorCode | None = None
    over: StateCode | None = None
    year: Year | None = None
    wide: StrictBool = False
    preamble: Annotated[StrictInt, Field(ge=0, le=100)] = 0
    encoding: Encoding | None = None
    decimal: Decimal = "."
    thousands: Thousands = ""
    missing: tuple[StrictStr, ...] = ()
    words: dict[Words, Words] = Field(default={})
    units: dict[Words, Positive] = Field(default={})
    factor: Positive = 1.0
    shares: StrictBool = False
    complete: StrictBool = False

    def contradictions(
        self, amounts: Collection[str], percent: Collection[str], states: Collection[str], powers: Collection[str]
    ) -> Iterator[tuple[Location, str]]:
        """What is well formed but cannot be meant."""
        yield from self._either_column_or_fixed()
        if self.channel is not None:
            yield from _channel(self.channel, amounts)
        if self.holder is not None:
            yield from _holder(self.holder, powers)
        if self.over is not None and self.over not in states:
            yield ("over",), f"{self.over} is not one of the case's states"
        if ("unit" in self.columns) != bool(self.units):
            yield ("units",), "a column for the unit and units, with a factor for each, go together"
        if self.decimal == self.thousands:
            yield ("thousands",), "must differ from the decimal mark"
        if self.shares and not ({self.channel} if self.channel else set(amounts)) & set(percent):
            yield ("shares",), "shares belong to a channel whose unit is percent"

    def _either_column_or_fixed(self) -> Iterator[tuple[Location, str]]:
        for part in ("channel", "holder", "over"):
            if (part in self.columns) == (getattr(self, part) is not None):
                yield ("columns",), f"{part} is either a column or the same in all rows ({part}:), and one of them"
        if [("year" in self.columns), (self.year is not None), self.wide].count(True) != 1:
            yield ("columns",), "year is a column, the same in all rows (year:), or each year has its column (wide:)"
        if ("value" in self.columns) == self.wide:
            yield ("columns",), "value is a column, unless each year has its column (wide:)"
        twice = sorted({name for name in self.columns.values() if list(self.columns.values()).count(name) > 1})
        for name in twice:
            yield ("columns",), f"{name!r} cannot mean two things"

    def record(self, name: str, units: Mapping[str, str]) -> MappedTable:
        """The table as other rooms know it."""
        fixed = {part: getattr(self, part) for part in ("channel", "holder", "over", "year")}
        wanted = units if self.channel is None else {self.channel: units[self.channel]}
        return MappedTable(
            name=name,
            producer=self.producer,
            title=self.title,
            url=self.url,
            licence=self.licence,
            channels=MappingProxyType(dict(wanted)),
            columns=MappingProxyType({str(part): column for part, column in self.columns.items()}),
            fixed=MappingProxyType({part: str(value) for part, value in fixed.items() if value is not None}),
            wide=self.wide,
            preamble=self.preamble,
            encoding=self.encoding or "",
            decimal=self.decimal,
            thousands=self.thousands,
            missing=self.missing,
            words=MappingProxyType(dict(self.words)),
            units=MappingProxyType(dict(self.units)),
            factor=self.factor,
            shares=self.shares,
            complete=self.complete,
        )


def _channel(name: str, amounts: Collection[str]) -> Iterator[tuple[Location, str]]:
    if name not in amounts:
        yield ("channel",), f"there is no channel {name!r} of amounts in this case"


def _holder(code: str, powers: Collection[str]) -> Iterator[tuple[Location, str]]:
    if code not in (*powers, *TOTALS):
        yield ("holder",), f"{code} is not one of the case's powers"
