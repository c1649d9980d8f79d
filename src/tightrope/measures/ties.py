"""Standing ties counted year by year: relations between a state and a power, and bodies both are members of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tightrope.measures import declared
from tightrope.records import Channel, Status, Tie

#: For a state, power and year: one entry per standing tie, the ids of the evidence for it.
StandingTies = dict[tuple[str, str, int], tuple[tuple[str, ...], ...]]


@dataclass(frozen=True, slots=True)
class Spell:
    """One stretch of a tie, from a decimal year until before another; ``inf`` if no end is known."""

    since: float
    until: float
    ids: tuple[str, ...]

    def stands(self, time: float) -> bool:
        """Whether it stands at a decimal year."""
        return self.since <= time < self.until


def count_ties(
    channel: Channel, ties: Sequence[Tie], states: Sequence[str], powers: Sequence[str], years: Sequence[int]
) -> tuple[StandingTies, Counter[str]]:
    """List the ties of a channel that stand in the middle of each year, and count what cannot be placed in time.

    A relation counts one, whoever of the two is named first, except ``base-host``, where ``a`` must be the state. A
    common membership counts one per body. A tie with a beginning and no known end is taken to last.

    Returns:
        Standing ties by state, power and year (absent: none known), and reasons with the number of ties left out.
    """
    left_out: Counter[str] = Counter()
    spells = _spells(_wanted(channel, ties), left_out)
    standing: StandingTies = {}
    for state in states:
        for power in powers:
            for year in years:
                found = _standing(channel, spells, state, power, year + 0.5)
                if found:
                    standing[state, power, year] = tuple(found)
    return standing, left_out


def _wanted(channel: Channel, ties: Sequence[Tie]) -> list[Tie]:
    """The ties that bear on the channel, each once, in an order that does not depend on the input's."""
    bearing = {
        tie.id: tie
        for tie in ties
        if tie.relation in channel.relations
        or (tie.relation == declared.MEMBERSHIP and (tie.b in channel.organisations or tie.a in channel.organisations))
    }
    return [bearing[key] for key in sorted(bearing)]


def _spells(ties: Sequence[Tie], left_out: Counter[str]) -> Mapping[tuple[str, str, str], tuple[Spell, ...]]:
    """Join all evidence for one tie: each beginning lasts until the next end that any of the evidence gives."""
    grouped: dict[tuple[str, str, str], list[Tie]] = defaultdict(list)
    for tie in ties:
        if tie.status is not Status.OCCURRED:
            left_out[f"tie of status {tie.status.value}"] += 1
        else:
            grouped[tie.relation, tie.a, tie.b].append(tie)
    for same in grouped.values():
        if all(tie.since is None for tie in same):
            left_out["tie of which no evidence gives the beginning"] += len(same)
    return {key: join_spells(same) for key, same in grouped.items()}


def join_spells(same: Sequence[Tie]) -> tuple[Spell, ...]:
    """Join all evidence for one tie into its spells, the first first; evidence without a beginning only ends them."""
    ends = sorted((tie.until.middle_year, tie.id) for tie in same if tie.until is not None)
    spells: dict[float, list[Tie]] = defaultdict(list)
    for tie in same:
        if tie.since is not None:
            spells[tie.since.middle_year].append(tie)
    joined = []
    for since, begun in sorted(spells.items()):
        until, closing = next(((end, (key,)) for end, key in ends if end >= since), (float("inf"), ()))
        joined.append(Spell(since, until, tuple(sorted({*(tie.id for tie in begun), *closing}))))
    return tuple(joined)


def _standing(
    channel: Channel,
    spells: Mapping[tuple[str, str, str], tuple[Spell, ...]],
    state: str,
    power: str,
    time: float,
) -> list[tuple[str, ...]]:
    """The evidence of each tie of the channel between a state and a power at a time."""

    def evidence(relation: str, a: str, b: str) -> tuple[str, ...]:
        found = {one for spell in spells.get((relation, a, b), ()) if spell.stands(time) for one in spell.ids}
        return tuple(sorted(found))

    found = []
    for relation in channel.relations:
        ids = evidence(relation, state, power)
        if relation not in declared.DIRECTED_RELATIONS:
            ids = tuple(sorted({*ids, *evidence(relation, power, state)}))
        if ids:
            found.append(ids)
    for body in channel.organisations:
        of_state, of_power = evidence(declared.MEMBERSHIP, state, body), evidence(declared.MEMBERSHIP, power, body)
        if of_state and of_power:
            found.append(tuple(sorted({*of_state, *of_power})))
    return found
