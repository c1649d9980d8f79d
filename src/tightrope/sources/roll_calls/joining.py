"""Roll calls of several sources as one list: what two sources both have counts once, and where they differ is told."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tightrope.records import Origin, Part, RollCall, Vote
from tightrope.sources.roll_calls.symbols import is_resolution
from tightrope.sources.roll_calls.table import in_order
from tightrope.sources.roll_calls.voeten import is_exact_day

#: Producers whose votes go first: the library lists the absent by name, the extracts only those who voted.
_PREFERRED = ("United Nations, Dag Hammarskjöld Library", "United Nations")
_RCID = re.compile(r"\brcid (\d+)")
#: Share of equal votes, and of common voters, from which roll calls without a shared symbol are the same.
_SAME_VOTES, _SAME_VOTERS = 0.97, 0.9
_FEWEST_VOTERS = 10


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One state whose vote two sources tell differently; ``Vote.ABSENT`` where one has it among the absent."""

    resolution: str
    day: date
    state: str
    first: Vote
    second: Vote


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What two sources have in common.

    Attributes:
        first: id of the origin whose votes are taken.
        second: id of the other.
        roll_calls: number of roll calls in both.
        votes: number of votes (yes, abstention, no) that both have.
        disagreements: those of them that differ.
        one_sided: states that voted by one source and were absent by the other.
    """

    first: str
    second: str
    roll_calls: int
    votes: int
    disagreements: tuple[Disagreement, ...]
    one_sided: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Roll calls of all sources, each once.

    Attributes:
        roll_calls: in order of session, day and symbol.
        parts: for each of them, the roll calls as given that it was joined from, the preferred one first.
        overlaps: per pair of sources, in the order of preference.
    """

    roll_calls: tuple[RollCall, ...]
    parts: tuple[tuple[RollCall, ...], ...]
    overlaps: tuple[Overlap, ...]


@dataclass(slots=True)
class _Group:
    """One roll call as its sources tell it, the preferred one first."""

    calls: list[RollCall] = field(default_factory=list)

    @property
    def first(self) -> RollCall:
        return self.calls[0]

    def has(self, origin: str) -> bool:
        return any(call.origin == origin for call in self.calls)


def join(calls: Iterable[RollCall], origins: Iterable[Origin]) -> Joined:
    """Join roll calls of several sources; the same calls and origins give the same result in any order.

    Two are the same if they have the same symbol and part on the same day; where a source knows only the month
    (Voeten's data until the 57th session), in the same month. Several on one symbol, and those whose source has no
    symbol, are matched by who voted how. Votes, title and day are those of the United Nations where they are known,
    issues, ``important`` and ``repeats`` those of whichever source knows them.

    Args:
        calls: fresh from files or from storage; those of one origin are never joined with each other.
        origins: who produced them; the order of preference follows from their producers.
    """
    by_origin: dict[str, list[RollCall]] = defaultdict(list)
    for call in calls:
        by_origin[call.origin].append(call)
    producers = {origin.id: origin.producer for origin in origins}
    ranked = sorted(by_origin, key=lambda origin: (_rank(producers.get(origin, "")), -len(by_origin[origin]), origin))
    groups: list[_Group] = []
    for origin in ranked:
        found = _partners(sorted(by_origin[origin], key=in_order), groups, origin)
        for call, group in found:
            if group is None:
                groups.append(_Group([call]))
            else:
                group.calls.append(call)
    merged = sorted(((_merge(group), tuple(group.calls)) for group in groups), key=lambda pair: in_order(pair[0]))
    calls_once, parts = tuple(call for call, _ in merged), tuple(part for _, part in merged)
    return Joined(roll_calls=calls_once, parts=parts, overlaps=tuple(_overlaps(groups, ranked)))


def _rank(producer: str) -> int:
    for rank, name in enumerate(_PREFERRED):
        if producer.startswith(name):
            return rank
    return len(_PREFERRED)


def _partners(calls: Sequence[RollCall], groups: Sequence[_Group], origin: str) -> list[tuple[RollCall, _Group | None]]:
    """Say for each roll call of one origin which group it belongs to, if any."""
    by_rcid = {rcid: group for group in groups for call in group.calls if (rcid := _rcid(call))}
    by_symbol: dict[tuple[str, Part], list[_Group]] = defaultdict(list)
    by_month: dict[tuple[int, int], list[_Group]] = defaultdict(list)
    for group in groups:
        by_symbol[group.first.resolution, group.first.part].append(group)
        by_month[group.first.day.year, group.first.day.month].append(group)
    wishes: list[tuple[float, int, _Group]] = []
    for at, call in enumerate(calls):
        if (rcid := _rcid(call)) and rcid in by_rcid:
            wishes.append((2.0, at, by_rcid[rcid]))
            continue
        near = [group for group in by_month[call.day.year, call.day.month] if not _other_number(call, group)]
        if is_resolution(call.resolution):
            listed = [group for group in by_symbol[call.resolution, call.part] if not _other_number(call, group)]
            same = [group for group in listed if _same_time(call, group.first)]
            wishes += [(1.0 + _likeness(call, group.first)[0], at, group) for group in same]
            near = [group for group in near if not is_resolution(group.first.resolution)]
        for group in near if call.part is Part.WHOLE else ():
            equal, shared = _likeness(call, group.first)
            if _same_time(call, group.first) and equal >= _SAME_VOTES and shared >= _SAME_VOTERS:
                wishes.append((min(equal, shared), at, group))
    chosen: dict[int, _Group] = {}
    taken: set[int] = set()
    for _, at, group in sorted(wishes, key=lambda wish: (-wish[0], wish[1])):
        if at not in chosen and id(group) not in taken and not group.has(origin):
            chosen[at] = group
            taken.add(id(group))
    return [(call, chosen.get(at)) for at, call in enumerate(calls)]


def _rcid(call: RollCall) -> str:
    match = _RCID.search(call.locator)
    return match[1] if match else ""


def _other_number(call: RollCall, group: _Group) -> bool:
    """Whether both have a number of Voeten's data, and not the same: in all his editions a roll call keeps its own."""
    return bool(_rcid(call)) and any(_rcid(other) for other in group.calls)


def _same_time(first: RollCall, second: RollCall) -> bool:
    if first.day == second.day:
        return True
    same_month = (first.day.year, first.day.month) == (second.day.year, second.day.month)
    return same_month and not all(is_exact_day(call) for call in (first, second))


def _likeness(first: RollCall, second: RollCall) -> tuple[float, float]:
    """Share of equal votes among common voters, and of common voters among all voters."""
    lists = [(call.yes, call.abstain, call.no) for call in (first, second)]
    voters = [frozenset().union(*groups) for groups in lists]
    common = len(voters[0] & voters[1])
    if common < _FEWEST_VOTERS:
        return 0.0, 0.0
    equal = sum(len(frozenset(one) & frozenset(other)) for one, other in zip(*lists, strict=True))
    return equal / common, common / len(voters[0] | voters[1])


def _merge(group: _Group) -> RollCall:
    first = group.first
    if len(group.calls) == 1:
        return first
    others = "; ".join(call.locator for call in group.calls[1:])
    return replace(
        first,
        issues=next((call.issues for call in group.calls if call.issues), ()),
        important=next((call.important for call in group.calls if call.important is not None), None),
        repeats=next((call.repeats for call in group.calls if call.repeats), ""),
        title=next((call.title for call in group.calls if call.title), ""),
        locator=f"{first.locator} (also {others})",
    )


def _overlaps(groups: Sequence[_Group], ranked: Sequence[str]) -> Iterator[Overlap]:
    """Compare the sources of each group with its first one."""
    pairs: dict[tuple[str, str], list[tuple[RollCall, RollCall]]] = defaultdict(list)
    for group in groups:
        for other in group.calls[1:]:
            pairs[group.first.origin, other.origin].append((group.first, other))
    order: Mapping[str, int] = {origin: rank for rank, origin in enumerate(ranked)}
    for (first, second), common in sorted(pairs.items(), key=lambda item: [order[origin] for origin in item[0]]):
        votes = 0
        differ: list[Disagreement] = []
        one_sided: list[Disagreement] = []
        for one, other in sorted(common, key=lambda pair: in_order(pair[0])):
            for state, vote in sorted(one.votes.items()):
                told = other.votes.get(state)
                if told is None or vote is told is Vote.ABSENT:
                    continue
                absent = Vote.ABSENT in (vote, told)
                votes += not absent
                if vote is not told:
                    (one_sided if absent else differ).append(Disagreement(one.resolution, one.day, state, vote, told))
        yield Overlap(
            first=first,
            second=second,
            roll_calls=len(common),
            votes=votes,
            disagreements=tuple(differ),
            one_sided=tuple(one_sided),
        )
