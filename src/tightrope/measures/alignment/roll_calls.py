"""From roll calls to arrays: which votes count, which texts are the same, which period they belong to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from tightrope.measures.alignment.ballots import ABSENT, ABSTAIN, NO, OUT, YES, Ballots, arrange
from tightrope.records import CheckError, Part, RollCall, Vote

Codes = npt.NDArray[np.int8]

CODE = {Vote.YES: YES, Vote.ABSTAIN: ABSTAIN, Vote.NO: NO, Vote.ABSENT: ABSENT, Vote.NOT_MEMBER: OUT}
#: The last session whose repeated texts were linked by hand; from the next on, equal titles in consecutive sessions do.
LAST_LINKED_SESSION = 74
#: After this year votes on paragraphs and amendments are left out, as in the published estimates.
LAST_YEAR_OF_PARTS = 1989
_BLANKS = re.compile(r"\s+")


class Period(StrEnum):
    """What a period is: a session of the Assembly, or a calendar year."""

    SESSION = "session"
    YEAR = "year"

    def of(self, call: RollCall) -> int:
        """Period of a roll call; a special session counts to the regular session that it fell in."""
        return call.session if self is Period.SESSION else call.day.year


@dataclass(frozen=True, slots=True)
class VoteMatrix:
    """Roll calls by states.

    Attributes:
        calls: the roll calls, in the order given, (J,).
        states: codes, sorted, (N,).
        votes: codes of ballots, (J, N).
    """

    calls: tuple[RollCall, ...]
    states: tuple[str, ...]
    votes: Codes


def vote_matrix(calls: Iterable[RollCall]) -> VoteMatrix:
    """Arrange roll calls as a matrix; a state in none of a roll call's lists was no member (``OUT``).

    Raises:
        CheckError: there is no roll call.
    """
    held = tuple(calls)
    if not held:
        raise CheckError("there are no roll calls; load some first (tightrope load unga FILE)")
    states = sorted({code for call in held for group in _groups(call).values() for code in group})
    place = {code: number for number, code in enumerate(states)}
    votes = np.full((len(held), len(states)), OUT, dtype=np.int8)
    for row, call in enumerate(held):
        for vote, group in _groups(call).items():
            votes[row, [place[code] for code in group]] = vote
    return VoteMatrix(held, tuple(states), votes)


def _groups(call: RollCall) -> dict[int, tuple[str, ...]]:
    return {YES: call.yes, ABSTAIN: call.abstain, NO: call.no, ABSENT: call.absent}


def counts_as_published(call: RollCall) -> bool:
    """Whether the published estimates use a vote: not on a paragraph or an amendment after 1989."""
    return call.part is Part.WHOLE or call.day.year <= LAST_YEAR_OF_PARTS


def ballots_of(calls: Sequence[RollCall], period: Period) -> Ballots:
    """Ballots of roll calls, each vote once (join sources first), with texts that repeat as one item.

    Raises:
        CheckError: there is no roll call, or too few states or resolutions are left.
    """
    used = [call for call in calls if counts_as_published(call)]
    matrix = vote_matrix(used)
    row, state = np.nonzero(matrix.votes)
    names = item_names(used)
    items = sorted(set(names))
    number = {name: place for place, name in enumerate(items)}
    found = arrange(
        matrix.states,
        items,
        state,
        np.array([period.of(call) for call in used])[row],
        np.array([number[name] for name in names])[row],
        matrix.votes[row, state],
    )
    parts = len(calls) - len(used)
    left_out = (("votes on paragraphs and amendments after 1989", parts),) if parts else ()
    return Ballots(found.states, found.periods, found.items, found.layout, (*left_out, *found.left_out))


def item_names(calls: Sequence[RollCall]) -> list[str]:
    """Name of each roll call's item: the same for texts that repeat word for word from session to session.

    Up to session 74 that is what ``repeats`` says (the authors of the published estimates compared the texts). From
    then on a title that stands once in a session and once in the session before means the same text.
    """
    chain: dict[tuple[int, str], str] = {}
    titles = Counter((call.session, _title(call)) for call in calls if call.part is Part.WHOLE)
    names = [""] * len(calls)
    told: Counter[str] = Counter()
    for place in sorted(range(len(calls)), key=lambda place: _order(calls[place])):
        call, title = calls[place], _title(calls[place])
        alone = call.part is Part.WHOLE and titles[call.session, title] == 1 and title != ""
        before = chain.get((call.session - 1, title)) if alone and call.session > LAST_LINKED_SESSION else None
        names[place] = call.repeats or before or _own_name(call, told)
        if alone:
            chain[call.session, title] = names[place]
    return names


def _order(call: RollCall) -> tuple[int, str, str, str, tuple[str, ...], tuple[str, ...]]:
    """By what was voted on and how, not by where it is told: another edition of a source changes no name."""
    return call.session, call.resolution, call.part, call.day.isoformat(), call.no, call.yes


def _own_name(call: RollCall, told: Counter[str]) -> str:
    """Session, symbol and part, with a number where several roll calls have the same."""
    name = f"{call.session:03d} {call.resolution}" + ("" if call.part is Part.WHOLE else f" {call.part}")
    told[name] += 1
    return name if told[name] == 1 else f"{name} ({told[name]})"


def _title(call: RollCall) -> str:
    return _BLANKS.sub(" ", call.title).strip().casefold().rstrip(".")
