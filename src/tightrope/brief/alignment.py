"""Where states stand in the UN General Assembly: what of the published positions is shown and may be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tightrope.brief.evidence import ALIGNED, anchor
from tightrope.brief.findings import Certainty, certainly_above
from tightrope.brief.publication import Publication
from tightrope.records import (
    ALIGNMENT_CHANGE,
    ALIGNMENT_DISTANCE,
    ALIGNMENT_VOTES,
    IDEAL_POINT,
    Estimate,
    RollCall,
)

#: Changes over so many years are told; of those published, the nearest to it.
YEARS_OF_CHANGE = 10
#: A position of a year with fewer votes rests on the years around it more than on its own.
FEW_VOTES = 10
#: The newest roll calls behind an estimate that are shown; the ledger keeps all.
MOST_ROLL_CALLS = 5


@dataclass(frozen=True)
class Stand:
    """Where one state stands in the last year published for it.

    Attributes:
        state: code of the state.
        year: that year.
        votes: the number of its votes in that year; ``None`` if it is not published.
        distances: its distance to each power, by power in the case's order; a power without is absent.
        changes: the change of the distance up to that year, by power.
    """

    state: str
    year: int
    votes: Estimate | None
    distances: Mapping[str, Estimate]
    changes: Mapping[str, Estimate]


def stands(publication: Publication) -> dict[str, Stand]:
    """Return where each state stands; a state without any distance is absent."""
    found = {}
    for state in publication.case.states:
        newest = {
            power: series[-1]
            for power in publication.case.powers
            if (series := publication.aligned(ALIGNMENT_DISTANCE, state, power))
        }
        if newest:
            year = max(one.when.end.year for one in newest.values())
            distances = {power: one for power, one in newest.items() if one.when.end.year == year}
            changes = {power: one for power in distances if (one := _change(publication, state, power, year))}
            found[state] = Stand(state, year, votes_of(publication, state, year), distances, changes)
    return found


def _change(publication: Publication, state: str, power: str, year: int) -> Estimate | None:
    """The change that ends in a year over about ten years."""
    ending = [one for one in publication.aligned(ALIGNMENT_CHANGE, state, power) if one.when.end.year == year]
    return min(ending, key=lambda one: abs(year - one.when.start.year - YEARS_OF_CHANGE), default=None)


def votes_of(publication: Publication, state: str, year: int) -> Estimate | None:
    """Return the number of votes of a state in a year; ``None`` if it is not published."""
    series = publication.aligned(ALIGNMENT_VOTES, state)
    return next((one for one in series if one.when.start.year == year), None)


@dataclass(frozen=True)
class Nearest:
    """Which power a state stands closest to, as far as the intervals allow to say.

    Attributes:
        first: the smallest distance.
        tied: distances that may be as small, in the order of their means.
        farther: distances that are larger, by how sure that is.
    """

    first: Estimate
    tied: tuple[Estimate, ...]
    farther: Mapping[Certainty, tuple[Estimate, ...]]


def nearest(stand: Stand) -> Nearest | None:
    """Return which power a state stands closest to; ``None`` if there are not two to compare.

    Each other power is compared with the one at the smallest distance, by the rule of :mod:`tightrope.brief.findings`.
    """
    ordered = sorted(stand.distances.values(), key=lambda one: (one.mean, one.power))
    if len(ordered) < 2:
        return None
    first, *others = ordered
    sure = {one.power: certainly_above(one, first) for one in others}
    farther = {kind: tuple(one for one in others if sure[one.power] is kind) for kind in Certainty}
    return Nearest(first, tuple(one for one in others if sure[one.power] is None), farther)


@dataclass(frozen=True)
class Moves:
    """Changes of one state's distances that go the same way and are equally sure."""

    since: int
    closer: bool
    certainty: Certainty
    changes: tuple[Estimate, ...]


def moves(stand: Stand) -> tuple[Moves, ...]:
    """Return the changes whose 90 % (or at least 50 %) interval lies on one side of zero."""
    groups: dict[tuple[int, Certainty, bool], list[Estimate]] = {}
    for change in stand.changes.values():
        certainty = _moved(change)
        if certainty:
            groups.setdefault((change.when.start.year, certainty, change.mean < 0), []).append(change)
    order = sorted(groups, key=lambda key: (key[1] is not Certainty.VERY_LIKELY, not key[2], key[0]))
    return tuple(Moves(since, closer, sure, tuple(groups[since, sure, closer])) for since, sure, closer in order)


def _moved(change: Estimate) -> Certainty | None:
    if change.low90 > 0 or change.high90 < 0:
        return Certainty.VERY_LIKELY
    if change.low50 > 0 or change.high50 < 0:
        return Certainty.MORE_LIKELY
    return None


def few_votes(publication: Publication) -> dict[str, tuple[int, ...]]:
    """Return the years of the case in which a state has a position and cast few votes, by state."""
    window = publication.case.window
    found = {}
    for state in publication.case.states:
        placed = {one.when.start.year for one in publication.aligned(IDEAL_POINT, state)}
        years = tuple(
            one.when.start.year
            for one in publication.aligned(ALIGNMENT_VOTES, state)
            if one.mean < FEW_VOTES and one.when.start.year >= window.first and one.when.start.year in placed
        )
        if years:
            found[state] = years
    return found


def unplaced(publication: Publication) -> dict[str, tuple[int, ...]]:
    """Return the years of the case without a position of a state, though another state has one, by state."""
    window = publication.case.window
    placed = {
        state: {one.when.start.year for one in publication.aligned(IDEAL_POINT, state)}
        for state in publication.case.states
    }
    every = {year for years in placed.values() for year in years if year >= window.first}
    return {state: tuple(sorted(every - years)) for state, years in placed.items() if every - years}


@dataclass(frozen=True)
class Course:
    """One series with what it rests on: positions of a state or power, or distances of a state to a power.

    Attributes:
        state: code of the state or power.
        power: the power; empty for positions.
        series: the estimates in order of time; may be empty.
        changes: changes of the distance.
        newest_calls: the newest of the roll calls that the last estimate rests on.
        calls: how many roll calls it rests on; 0 if it rests on rows of a table.
    """

    state: str
    power: str
    series: tuple[Estimate, ...]
    changes: tuple[Estimate, ...]
    newest_calls: tuple[RollCall, ...]
    calls: int

    @property
    def newest(self) -> tuple[Estimate, ...]:
        """The last position or distance, and the last change."""
        return (*self.series[-1:], *self.changes[-1:])

    @property
    def anchor(self) -> str:
        """Where links to this series lead."""
        return anchor(self.state, ALIGNED, self.power)


def courses(publication: Publication) -> dict[str, tuple[Course, ...]]:
    """Return by state or power all series that are published: its positions first, then its distances."""
    case = publication.case
    found = {}
    for code in dict.fromkeys((*case.states, *case.powers)):
        series = [course(publication, code, power) for power in ("", *(case.powers if code in case.states else ()))]
        kept = tuple(one for one in series if one.series or one.changes)
        if kept:
            found[code] = kept
    return found


def course(publication: Publication, state: str, power: str) -> Course:
    """Return the distances of a state to a power, or its positions if no power is given; empty if there are none."""
    series = publication.aligned(ALIGNMENT_DISTANCE if power else IDEAL_POINT, state, power)
    changes = publication.aligned(ALIGNMENT_CHANGE, state, power)
    basis = (series or changes)[-1].rests_on if series or changes else ()
    calls = [publication.roll_calls[key] for key in basis if key in publication.roll_calls]
    calls.sort(key=_newest_first, reverse=True)
    return Course(state, power, series, changes, tuple(calls[:MOST_ROLL_CALLS]), len(calls))


def _newest_first(call: RollCall) -> tuple[str, str, str]:
    return call.day.isoformat(), call.resolution, call.id


def shown_roll_calls(found: Mapping[str, tuple[Course, ...]]) -> tuple[RollCall, ...]:
    """Return the roll calls that any series shows, the newest first."""
    calls = {call.id: call for series in found.values() for course in series for call in course.newest_calls}
    return tuple(sorted(calls.values(), key=_newest_first, reverse=True))


def voters(publication: Publication, calls: Iterable[RollCall]) -> tuple[str, ...]:
    """Return the states and powers of the case that any of the roll calls lists."""
    listed = {code for call in calls for code in call.votes}
    return tuple(code for code in (*publication.case.states, *publication.case.powers) if code in listed)


def models(publication: Publication) -> tuple[str, ...]:
    """Return names and versions of the models behind the positions."""
    return tuple(sorted({one.model for one in _all(publication)}))


def tables_behind(publication: Publication) -> tuple[str, ...]:
    """Return the ids of the origins of the rows that positions rest on; empty if they rest on roll calls."""
    rows = (publication.observations[key] for one in _all(publication) for key in one.rests_on
            if key in publication.observations)  # fmt: skip
    return tuple(sorted({row.origin for row in rows}))


def _all(publication: Publication) -> Iterator[Estimate]:
    return (one for series in publication.alignment.values() for one in series)
