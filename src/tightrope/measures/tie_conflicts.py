"""Where one source says that a tie stands and another that it ended before, or never was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tightrope.measures import declared
from tightrope.measures.conflicts import Conflict, Kind, Side
from tightrope.records import Channel, Status, Tie, When


class Says(StrEnum):
    """What a source says of a tie at a time."""

    BEGAN = "began"
    ENDED = "ended"
    STANDS = "stands"
    STANDS_NOT = "does not stand"


@dataclass(frozen=True, slots=True)
class _Statement:
    """What some evidence says of one tie at one time."""

    says: Says
    when: When
    ids: tuple[str, ...]

    @property
    def side(self) -> Side:
        return Side(says=self.says.value, when=self.when, ids=self.ids)


def conflicting_ties(
    ties: Iterable[Tie], channels: Mapping[str, Channel], parties: Collection[str], published: Mapping[str, date]
) -> list[Conflict]:
    """Find ties that a source says to stand at a time at which another says that they do not.

    A tie stands when it begins, until it ends, and, where the text gives neither, on the day the text was published. It
    does not stand after it ended, and where a text says that there is none (then, or on the day of publication). Two
    such statements agree if anybody tells of a beginning or an end between them. Two ends agree up to
    ``declared.ENDS_APART_YEARS`` apart: a notice is given before it takes effect. Plans and hypotheses say nothing.

    Args:
        ties: evidence of ties; the same evidence counts once.
        channels: by name; a tie that none of them counts is not looked at, ...
        parties: ... nor one of which none of these codes is a party.
        published: day of publication by document; a statement that needs one and has none says nothing.
    """
    statements: dict[tuple[str, str, str], list[tuple[Says, When, str]]] = defaultdict(list)
    for tie in {tie.id: tie for tie in ties}.values():
        statements[_parties(tie)] += [(says, when, tie.id) for says, when in _said(tie, published.get(tie.document))]
    found = []
    for (relation, a, b), said in sorted(statements.items()):
        counting = [name for name, channel in sorted(channels.items()) if _counts(channel, relation, a, b)]
        if not counting or not {a, b} & set(parties):
            continue
        every = _joined(said)
        for stands_not in (one for one in every if one.says in (Says.ENDED, Says.STANDS_NOT)):
            against = [one for one in every if _contradict(one, stands_not, every)]
            if against:
                found.append(_conflict(counting[0], (relation, a, b), stands_not, against))
    return found


def _counts(channel: Channel, relation: str, a: str, b: str) -> bool:
    common = relation == declared.MEMBERSHIP and (a in channel.organisations or b in channel.organisations)
    return common or relation in channel.relations


def _parties(tie: Tie) -> tuple[str, str, str]:
    """Relation and parties, in one order where either may be named first."""
    if tie.relation == declared.MEMBERSHIP or tie.relation in declared.DIRECTED_RELATIONS:
        return tie.relation, tie.a, tie.b
    a, b = sorted((tie.a, tie.b))
    return tie.relation, a, b


def _said(tie: Tie, published: date | None) -> Iterator[tuple[Says, When]]:
    on_the_day = None if published is None else When.day(published)
    if tie.status is Status.NEGATED:
        when = tie.since or on_the_day
        if when is not None:
            yield Says.STANDS_NOT, when
    elif tie.status is Status.OCCURRED:
        if tie.since is not None:
            yield Says.BEGAN, tie.since
        if tie.until is not None:
            yield Says.ENDED, tie.until
        if tie.since is None and tie.until is None and on_the_day is not None:
            yield Says.STANDS, on_the_day


def _joined(said: Sequence[tuple[Says, When, str]]) -> list[_Statement]:
    """Every statement once, with all evidence for it, in time."""
    ids: dict[tuple[When, Says], set[str]] = defaultdict(set)
    for says, when, key in said:
        ids[when, says].add(key)
    return [_Statement(says, when, tuple(sorted(ids[when, says]))) for when, says in sorted(ids)]


def _contradict(one: _Statement, stands_not: _Statement, every: Sequence[_Statement]) -> bool:
    """Whether a tie stands by one statement when it does not by the other, and nobody tells what happened between."""
    if one.says is Says.STANDS_NOT or one.ids == stands_not.ids:
        return False
    if (
        one.says is Says.ENDED
        and stands_not.says is Says.ENDED
        and _years(one, stands_not) <= declared.ENDS_APART_YEARS
    ):
        return False
    if one.when.overlaps(stands_not.when):
        return one.says is Says.STANDS and stands_not.says is Says.STANDS_NOT
    if one.when.end < stands_not.when.start:  # it stood before: fine if it ended, by anybody's word, in between
        return stands_not.says is Says.STANDS_NOT and not _any(every, Says.ENDED, one.when, stands_not.when)
    return not _any(every, Says.BEGAN, stands_not.when, one.when)


def _any(every: Iterable[_Statement], says: Says, first: When, last: When) -> bool:
    """Whether anybody says so for a time between two others, both included."""
    return any(one.says is says and one.when.end >= first.start and one.when.start <= last.end for one in every)


def _years(one: _Statement, other: _Statement) -> float:
    """Years between two times; 0 if they overlap."""
    apart = max((one.when.start - other.when.end).days, (other.when.start - one.when.end).days, 0)
    return apart / 365.25


def _conflict(
    channel: str, tie: tuple[str, str, str], stands_not: _Statement, against: Sequence[_Statement]
) -> Conflict:
    """One statement against all that contradict it, told as the farthest of them."""
    farthest = max(against, key=lambda one: (_years(one, stands_not), one.when, one.says))
    ids = tuple(sorted({key for one in against for key in one.ids}))
    return Conflict(
        kind=Kind.TIE,
        channel=channel,
        relation=tie[0],
        state=tie[1],
        holder=tie[2],
        time=stands_not.when.middle_year,
        one=Side(says=farthest.says.value, when=farthest.when, ids=ids),
        other=stands_not.side,
        apart=_years(farthest, stands_not),
    )
