"""Positions: votes by roll call as a table, everything else as a list.

The same roll call may be named in many ways. What tells two apart is the number of the resolution; a report that gives
no number belongs to the only roll call that the assembly held on that day.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tightrope.brief.publication import Publication
from tightrope.cases import from_case
from tightrope.records import Position

#: What fewer parties took part in is listed, not put into the table.
FEWEST_VOTERS = 3
#: Stances that one can only take where there is a vote.
OF_VOTES = frozenset({"abstain", "absent", "abstain_or_absent"})

_ASSEMBLY = re.compile(
    r"general assembly|\bUNGA\b|(?:聯合國|联合国)(?:大會|大会)|聯大|联大|генеральн\w+ ассамбле\w+", re.IGNORECASE
)
_NUMBER = re.compile(r"(?<![\d/])(?:ES-)?\d{1,3}/\d{1,3}(?![\d/])", re.IGNORECASE)

#: Evidence for one and the same vote of one party.
Vote = tuple[Position, ...]


@dataclass(frozen=True)
class Grid:
    """A table of votes.

    Attributes:
        columns: codes of parties.
        rows: one per roll call: what it is about and when (ISO 8601; empty if unknown), and the votes by column. A
            party has several only if sources contradict each other.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str], Mapping[str, tuple[Vote, ...]]], ...]


def votes(publication: Publication) -> tuple[Grid, tuple[Position, ...]]:
    """Return roll calls as a table, in order of time, and all other positions as a list, the latest first."""
    called: list[tuple[tuple[str, str], Mapping[str, tuple[Vote, ...]]]] = []
    alone: list[Position] = []
    for positions in _by_issue(publication.of_kind(Position)):
        voters = {position.actor for position in positions}
        if len(voters) >= FEWEST_VOTERS and any(map(_by_vote, positions)):
            called.append(_row(positions))
        else:
            alone += positions
    called.sort(key=lambda row: (row[0][1], row[0][0]))
    alone.sort(key=lambda position: (str(position.when or ""), position.id), reverse=True)
    return Grid(columns(publication, (row for _, row in called)), tuple(called)), tuple(alone)


def columns(publication: Publication, rows: Iterable[Mapping[str, object]]) -> tuple[str, ...]:
    """Return who has a column: the states always, then whoever else occurs, the powers in the case's order first."""
    present = {code for cells in rows for code in cells}
    powers = [code for code in publication.case.powers if code in present]
    others = sorted(present - {*publication.case.states, *powers})
    return (*publication.case.states, *powers, *others)


def _by_vote(position: Position) -> bool:
    return position.stance in OF_VOTES or bool(_ASSEMBLY.search(position.issue))


def _by_issue(positions: Iterable[Position]) -> list[list[Position]]:
    """Put positions on the same roll call together; others by their words and time."""
    grouped: dict[tuple[str, str], list[Position]] = defaultdict(list)
    unnumbered: list[Position] = []
    for position in sorted(positions, key=lambda position: position.id):
        number = _number(position)
        if not number and position.when is not None and _ASSEMBLY.search(position.issue):
            unnumbered.append(position)
        else:
            grouped[number or position.issue, str(position.when or "")].append(position)
    on_day: dict[str, set[str]] = defaultdict(set)
    for key, found in grouped.items():
        if _number(found[0]):
            on_day[key[1]].add(key[0])
    for position in unnumbered:
        day = str(position.when)
        same = on_day.get(day, set())
        grouped[next(iter(same)) if len(same) == 1 else position.issue, day].append(position)
    return list(grouped.values())


def _number(position: Position) -> str:
    """The number of the resolution; empty if the issue names no assembly or no number."""
    found = _NUMBER.search(position.issue) if _ASSEMBLY.search(position.issue) else None
    return found[0].upper() if found else ""


def _row(positions: Sequence[Position]) -> tuple[tuple[str, str], Mapping[str, tuple[Vote, ...]]]:
    """A roll call under the name that most give it; the case's own and the longer one if as many do."""
    names: dict[str, list[Position]] = defaultdict(list)
    for position in positions:
        names[position.issue].append(position)
    name = max(
        names,
        key=lambda name: (bool(_number(names[name][0])), any(map(from_case, names[name])), len(names[name]), name),
    )
    by_actor: dict[str, list[Position]] = defaultdict(list)
    for position in positions:
        by_actor[position.actor].append(position)
    return (name, str(positions[0].when or "")), {actor: _votes(found) for actor, found in by_actor.items()}


def _votes(positions: Iterable[Position]) -> tuple[Vote, ...]:
    """The votes of one party: the same from several sources is one; "abstained or absent" contradicts neither."""
    by_stance: dict[tuple[str, str], list[Position]] = defaultdict(list)
    for position in positions:
        by_stance[position.stance, position.status.value].append(position)
    for (stance, status), found in list(by_stance.items()):
        exact = [key for key in by_stance if key[0] in ("abstain", "absent") and key[1] == status]
        if stance == "abstain_or_absent" and len(exact) == 1:
            by_stance[exact[0]] += found
            del by_stance[stance, status]
    return tuple(tuple(found) for _, found in sorted(by_stance.items()))
