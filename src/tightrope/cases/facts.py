"""Rows of ``facts/*.csv`` as evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from tightrope.cases.fields import RELATION
from tightrope.cases.rows import Row
from tightrope.records import (
    Channel,
    CheckError,
    Domain,
    Event,
    EventType,
    Position,
    Status,
    Stock,
    Tie,
)

COMMON_COLUMNS = ("statement", "origin", "published", "attributed_to", "status", "confidence")
EVENT_COLUMNS = (*COMMON_COLUMNS, "source", "target", "event_type", "mode", "domain", "when")
STOCK_COLUMNS = (*COMMON_COLUMNS, "holder", "over", "channel", "value", "lower", "upper", "unit", "as_of")
TIE_COLUMNS = (*COMMON_COLUMNS, "a", "b", "relation", "since", "until")
POSITION_COLUMNS = (*COMMON_COLUMNS, "actor", "issue", "stance", "when")

STANCES = ("supports", "opposes", "abstain", "absent", "abstain_or_absent")
#: Units a stock may have besides its channel's own: a share of the whole, or the holder's rank among all holders.
RELATIVE_UNITS = ("percent", "rank")
#: Added to the channel's unit if a text counts from the beginning where the channel counts by the year.
SO_FAR = " so far"


class _Common(TypedDict):
    document: str
    start: int
    end: int
    status: Status
    attributed_to: str
    confidence: float
    coder: str


@dataclass(frozen=True, slots=True)
class FactReader:
    """Turns rows into evidence and refuses what a case cannot mean.

    Each method takes a row, the id of the document of notes, and the start and end of the row's statement in it, and
    raises CaseError with file, line and column.

    Attributes:
        coder: coder of the evidence.
        codes: every code that a row may name.
        channels: the case's channels by name.
    """

    coder: str
    codes: frozenset[str]
    channels: Mapping[str, Channel]

    def event(self, row: Row, document: str, start: int, end: int) -> Event:
        """A row of ``events.csv``; source and target are joined with semicolons."""
        return Event(
            **self._common(row, document, start, end),
            source=self._parties(row, "source"),
            target=self._parties(row, "target"),
            event_type=EventType(_choice(row, "event_type", [kind.value for kind in EventType])),
            mode=row.text("mode"),
            domain=Domain(_choice(row, "domain", [domain.value for domain in Domain])),
            when=row.when("when"),
        )

    def stock(self, row: Row, document: str, start: int, end: int) -> Stock:
        """A row of ``stocks.csv``; an empty upper bound means that there is none."""
        name, unit = row.needed("channel"), row.needed("unit")
        if name not in self.channels:
            raise row.refuse(f"the case has no channel {name!r}", "channel")
        own = self.channels[name].unit
        if unit not in (own, own + SO_FAR, *RELATIVE_UNITS):
            allowed = ", ".join((own, own + SO_FAR, *RELATIVE_UNITS))
            raise row.refuse(f"the unit of {name} is one of {allowed}, not {unit!r}", "unit")
        value, lower, upper = row.number("value"), row.number("lower"), row.upper_bound("upper")
        if not lower <= value <= upper:
            raise row.refuse(f"the value {value:g} is outside its bounds {lower:g} .. {upper:g}", "value")
        try:
            return Stock(
                **self._common(row, document, start, end),
                holder=self._party(row, "holder"),
                over=self._party(row, "over"),
                channel=name,
                value=value,
                lower=lower,
                upper=upper,
                unit=unit,
                as_of=row.when("as_of"),
            )
        except CheckError as error:
            raise row.refuse(error.what, "lower") from error

    def tie(self, row: Row, document: str, start: int, end: int) -> Tie:
        """A row of ``ties.csv``."""
        relation, since, until = row.needed("relation"), row.when("since"), row.when("until")
        if not RELATION.fullmatch(relation):
            raise row.refuse(f"{relation!r} is not a relation (small letters and hyphens)", "relation")
        if since is not None and until is not None and until.end < since.start:
            raise row.refuse(f"the tie ends ({until}) before it begins ({since})", "until")
        a, b = self._party(row, "a"), self._party(row, "b")
        if a == b:
            raise row.refuse(f"a tie of {a} with itself", "b")
        common = self._common(row, document, start, end)
        return Tie(**common, a=a, b=b, relation=relation, since=since, until=until)

    def position(self, row: Row, document: str, start: int, end: int) -> Position:
        """A row of ``positions.csv`` or ``votes.csv``."""
        return Position(
            **self._common(row, document, start, end),
            actor=self._party(row, "actor"),
            issue=row.needed("issue"),
            stance=_choice(row, "stance", list(STANCES)),
            when=row.when("when"),
        )

    def _common(self, row: Row, document: str, start: int, end: int) -> _Common:
        confidence = row.number("confidence")
        if not 0 <= confidence <= 1:
            raise row.refuse(f"a confidence lies between 0 and 1, not at {confidence:g}", "confidence")
        return _Common(
            document=document,
            start=start,
            end=end,
            status=Status(_choice(row, "status", [status.value for status in Status])),
            attributed_to=row.text("attributed_to"),
            confidence=confidence,
            coder=self.coder,
        )

    def _party(self, row: Row, column: str) -> str:
        return self._known(row, column, row.needed(column))

    def _parties(self, row: Row, column: str) -> tuple[str, ...]:
        codes = tuple(self._known(row, column, code.strip()) for code in row.needed(column).split(";"))
        if len(set(codes)) < len(codes):
            raise row.refuse("a party stands twice", column)
        return codes

    def _known(self, row: Row, column: str, code: str) -> str:
        if code not in self.codes:
            raise row.refuse(f"the case does not know {code!r} (add it to its organisations or others)", column)
        return code


def _choice(row: Row, column: str, allowed: list[str]) -> str:
    text = row.needed(column)
    if text not in allowed:
        raise row.refuse(f"{text!r} is none of {', '.join(allowed)}", column)
    return text
