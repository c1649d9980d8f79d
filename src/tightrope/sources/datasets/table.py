"""What every data-set reader takes and gives: a scope in, a table of observations out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Protocol

from tightrope.records import Document, Failure, MappedIndicator, Observation, Origin, Position, SourceError

#: Code of all partners that are not a power of the scope.
REST_OF_WORLD = "ROW"
#: Code of all partners together, powers included.
WORLD = "WLD"


class CountryNames(Protocol):
    """What readers ask of :class:`tightrope.names.Names`."""

    def code(self, name: str) -> str | None:
        """Code of a name as data sets write it; ``None`` if unknown."""

    def name(self, code: str, locale: str) -> str:
        """Display name of a code."""

    def members(self, code: str, on: date | None = None) -> tuple[str, ...]:
        """Member states of a body on a day."""

    def is_state(self, code: str) -> bool:
        """Whether the code is a state, not a body."""

    def from_cow(self, number: int) -> str | None:
        """Code of a Correlates of War country number; ``None`` if unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whose rows are wanted.

    Attributes:
        states: codes of the states that figures are held over.
        powers: codes of the powers that hold them; a body such as ``EUU`` stands for its members in each year.
        indicators: to which channel an indicator of the World Bank belongs, by its code.
    """

    states: tuple[str, ...]
    powers: tuple[str, ...]
    indicators: Mapping[str, MappedIndicator] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What a reader found in one file.

    Attributes:
        origin: the data set and the hash of the file's content (uncompressed).
        observations: sorted by channel, state, holder and time; every one carries ``origin.id``.
        left_out: rows, cells and figures that were not taken, each with its place and reason.
        documents: for votes, our own statements, one sentence each.
        evidence: positions whose spans lie in ``documents``.
    """

    origin: Origin
    observations: tuple[Observation, ...]
    left_out: tuple[Failure, ...]
    documents: tuple[Document, ...] = ()
    evidence: tuple[Position, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who publishes a data set and on what terms; a reader adds the hash to make it an Origin.

    Attributes:
        producer: the institution that publishes it.
        title: its title there.
        url: its official page or DOI.
        licence: SPDX name or the words of its terms; empty if not known.
    """

    producer: str
    title: str
    url: str
    licence: str

    def origin(self, sha256: str) -> Origin:
        """Origin of one file of this data set."""
        return Origin(producer=self.producer, title=self.title, url=self.url, licence=self.licence, sha256=sha256)


class Partners:
    """Says to which holder of a scope a partner counts in a given year.

    A partner that is a power counts for itself; otherwise, if it is a member of a power that is a body, for that
    body; otherwise for the rest of the world. So powers and rest of the world add up to all partners, each once.

    Raises:
        SourceError: a power is neither a state nor a body whose members are known.
    """

    def __init__(self, scope: Scope, names: CountryNames) -> None:
        self._names = names
        self._single = frozenset(power for power in scope.powers if names.is_state(power))
        self.bodies = tuple(power for power in scope.powers if power not in self._single)
        self._members: dict[tuple[str, int], tuple[str, ...]] = {}
        for body in self.bodies:
            if not names.members(body):
                raise SourceError(f"the power {body} is neither a state nor a body whose members are known")

    def members(self, body: str, year: int) -> tuple[str, ...]:
        """Members of a body at the end of the year that are not powers of their own, sorted."""
        key = (body, year)
        if key not in self._members:
            found = self._names.members(body, on=date(year, 12, 31))
            self._members[key] = tuple(sorted(set(found) - self._single))
        return self._members[key]

    def lacking(self, holder: str, year: int, found: Iterable[str]) -> list[str]:
        """Members of a holder that is a body of which no figure was found, sorted; none of any other holder."""
        return sorted(set(self.members(holder, year)).difference(found)) if holder in self.bodies else []

    def holder(self, partner: str, year: int) -> str:
        """Code of the power, body or ``ROW`` that the partner counts for."""
        if partner in self._single:
            return partner
        for body in self.bodies:
            if partner == body or partner in self.members(body, year):
                return body
        return REST_OF_WORLD


def place(path: Path, line: int | None = None) -> str:
    """Where a reader of a message finds the row."""
    return path.name if line is None else f"{path.name}, line {line}"


def build_table(origin: Origin, observations: Iterable[Observation], left_out: Iterable[Failure]) -> Table:
    """Put observations in their fixed order."""
    order = sorted(observations, key=lambda seen: (seen.channel, seen.over, seen.holder, seen.when, seen.locator))
    return Table(origin=origin, observations=tuple(order), left_out=tuple(left_out))
