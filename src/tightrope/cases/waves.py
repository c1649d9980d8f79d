"""What a ``case.yaml`` says of waves: dates after which states may have moved away from a power."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated, Literal

from pydantic import AfterValidator, StrictStr

from tightrope.cases.fields import ActorCode, Label, Model, Words
from tightrope.cases.marked_yaml import Location
from tightrope.records import CheckError, Wave, When

#: Whose doing a channel mostly is in the state.
Side = Literal["government", "society"]


def _known_time(text: str) -> str:
    try:
        When.parse(text)
    except (CheckError, ValueError) as error:
        raise ValueError(f"{text!r} is not a day, month or year in quotes (2022-02-24, 2022-02, 2022)") from error
    return text


class WaveEntry(Model):
    """One date after which states may have moved away from a power."""

    label: Label
    since: Annotated[StrictStr, AfterValidator(_known_time)]
    away_from: ActorCode
    source: Words

    def contradictions(self, powers: Collection[str], first: int, last: int) -> Iterator[tuple[Location, str]]:
        """What is well formed but cannot be meant, in a window of years."""
        if self.away_from not in powers:
            yield ("away_from",), f"{self.away_from} is not one of the case's powers"
        year = When.parse(self.since).start.year
        if not first <= year <= last:
            yield ("since",), f"{self.since} lies outside the window ({first}-{last})"

    def record(self, name: str) -> Wave:
        """The date as other rooms know it."""
        return Wave(name=name, since=When.parse(self.since), away_from=self.away_from, source=self.source)
