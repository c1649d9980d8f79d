"""Positions and distances that come with a case: rows of ``alignment.csv`` as observations and estimates.

They were computed elsewhere from roll calls that the case does not bring along, so that alignment can be shown without
them. Each row is an observation (what stands in a table) and the estimate that rests on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from tightrope.cases.rows import Row, read_rows
from tightrope.records import (
    ALIGNMENT_CHANGE,
    ALIGNMENT_CHANNEL,
    ALIGNMENT_DISTANCE,
    ALIGNMENT_VOTES,
    IDEAL_POINT,
    Domain,
    Estimate,
    Observation,
    When,
)

ALIGNMENT_COLUMNS = (
    *("quantity", "state", "power", "when", "mean", "low90", "low50", "high50", "high90"),
    *("votes", "model", "origin"),
)
#: What a case brings along: never the number of votes alone, which stands beside each position.
QUANTITIES = (IDEAL_POINT, ALIGNMENT_DISTANCE, ALIGNMENT_CHANGE)
UNIT = "sd"
_ASCENDING = ("low90", "low50", "high50", "high90")


@dataclass(frozen=True, slots=True)
class AlignmentRow:
    """One row: what it says as a cell of a table, and the estimates that rest on that cell."""

    row: Row
    observation: Observation
    estimates: tuple[Estimate, ...]


def read_alignment(path: Path, origins: Mapping[str, str], codes: frozenset[str]) -> Iterator[AlignmentRow]:
    """Read ``alignment.csv``.

    Args:
        path: the file.
        origins: ids of the case's origins by key.
        codes: every code that a row may name.

    Raises:
        CaseError: a row is wrong or stands twice; names file, line and column.
    """
    seen: dict[tuple[str, str, str, When], Row] = {}
    for row in read_rows(path, ALIGNMENT_COLUMNS):
        read = _read(row, origins, codes)
        cell = read.observation
        key = (cell.channel, cell.holder, cell.over, cell.when)
        if key in seen:
            raise row.refuse(f"the same row as {path.name}:{seen[key].line}")
        seen[key] = row
        yield read


def _read(row: Row, origins: Mapping[str, str], codes: frozenset[str]) -> AlignmentRow:
    quantity = row.needed("quantity")
    if quantity not in QUANTITIES:
        raise row.refuse(f"{quantity!r} is none of {', '.join(QUANTITIES)}", "quantity")
    state, power = _parties(row, quantity, codes)
    when, numbers, votes = _when(row, quantity), _numbers(row, quantity), _votes(row)
    if row.needed("origin") not in origins:
        raise row.refuse(f"no origin {row.text('origin')!r} in origins*.csv", "origin")
    observation = Observation(
        channel=ALIGNMENT_CHANNEL + quantity.removeprefix("alignment_"),
        holder=power or state,
        over=state,
        when=when,
        lower=numbers["low90"],
        upper=numbers["high90"],
        unit=UNIT,
        origin=origins[row.text("origin")],
        locator=_locator(row),
    )

    def estimate(quantity: str, **values: float) -> Estimate:
        return Estimate(
            quantity=quantity,
            state=state,
            power=power,
            domain=Domain.POLITICS.value,
            when=when,
            rests_on=(observation.id,),
            model=row.needed("model"),
            **values,
        )

    found = [estimate(quantity, **numbers)]
    if quantity == IDEAL_POINT and votes is not None:
        found.append(estimate(ALIGNMENT_VOTES, **dict.fromkeys(numbers, float(votes))))
    return AlignmentRow(row, observation, tuple(found))


def _parties(row: Row, quantity: str, codes: frozenset[str]) -> tuple[str, str]:
    """State and power; a position has no power."""
    if quantity == IDEAL_POINT and row.text("power"):
        raise row.refuse("a position has no power: leave it empty", "power")
    columns = ("state",) if quantity == IDEAL_POINT else ("state", "power")
    for column in columns:
        if row.needed(column) not in codes:
            raise row.refuse(f"the case does not know {row.text(column)!r}", column)
    if row.text("state") == row.text("power"):
        raise row.refuse(f"the distance of {row.text('state')} to itself", "power")
    return row.text("state"), row.text("power")


def _when(row: Row, quantity: str) -> When:
    """A calendar year; for a change, the first and the last year (``2014/2024``)."""
    row.needed("when")
    when = row.when("when")
    years = {When.year(when.start.year), When.year(when.end.year)} if when else set()
    whole = when is not None and min(years).start == when.start and max(years).end == when.end
    if when is None or not whole or len(years) != (2 if quantity == ALIGNMENT_CHANGE else 1):
        form = "two years (2014/2024)" if quantity == ALIGNMENT_CHANGE else "a year (2024)"
        raise row.refuse(f"{quantity} is for {form}, not for {row.text('when')!r}", "when")
    return when


def _numbers(row: Row, quantity: str) -> dict[str, float]:
    numbers = {column: row.number(column) for column in ("mean", *_ASCENDING)}
    for lower, upper in pairwise(_ASCENDING):
        if numbers[upper] < numbers[lower]:
            raise row.refuse(f"{numbers[upper]:g} is below {lower} ({numbers[lower]:g})", upper)
    if not numbers["low90"] <= numbers["mean"] <= numbers["high90"]:
        raise row.refuse(f"{numbers['mean']:g} is outside its 90 % interval", "mean")
    if quantity == ALIGNMENT_DISTANCE and numbers["low90"] < 0:
        raise row.refuse(f"a distance is not negative: {numbers['low90']:g}", "low90")
    return numbers


def _votes(row: Row) -> int | None:
    """The number of votes; ``None`` if it is not said, as for a mean over several states."""
    text = row.text("votes")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise row.refuse(f"not a number of votes: {text!r}", "votes")
    return int(text)


def _locator(row: Row) -> str:
    """Where the row stands, by what it is about, and all that it says; the line would change with every other row."""
    key = " ".join(row.text(column) for column in ("quantity", "state", "power", "when") if row.text(column))
    votes = f", {row.text('votes')} votes" if row.text("votes") else ""
    interval = f"50 % {row.text('low50')} to {row.text('high50')}"
    return f"{row.path.name}, {key}: mean {row.text('mean')}, {interval}{votes}; {row.needed('model')}"
