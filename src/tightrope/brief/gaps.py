"""What is not measured: found from what is absent among the published estimates and what they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tightrope.brief.about import parties
from tightrope.brief.evidence import bears_on, time_of
from tightrope.brief.labels import ALL
from tightrope.brief.publication import REST, SHARE, Publication
from tightrope.records import Channel, ChannelKind, Estimate, Observation, Stock, Tie, When


@dataclass(frozen=True)
class Coverage:
    """What of one channel entered for one power: in how many states, and the year of the newest reading."""

    states: int
    newest: int


@dataclass(frozen=True)
class ChannelRow:
    """One channel with what of it entered.

    Attributes:
        channel: the channel.
        powers: coverage by power (``ROW`` included) of what entered estimates; a power without is absent.
        read: powers (``ROW`` included) of which the ledger has something, whether or not it entered.
        others: who else the ledger has figures for, none of whom is compared; ``WLD`` for totals of all partners.
    """

    channel: Channel
    powers: Mapping[str, Coverage]
    read: frozenset[str]
    others: frozenset[str]


@dataclass(frozen=True)
class Gap:
    """States in which a power has no share in a domain, for one reason.

    Attributes:
        domain: the domain, or all together.
        power: the power.
        states: the states.
        alone: whether no other power has one either: too few powers are measured, or too few domains measure the same.
    """

    domain: str
    power: str
    states: tuple[str, ...]
    alone: bool


def coverage(publication: Publication) -> tuple[ChannelRow, ...]:
    """Return for every channel of the case what of it entered the newest estimates."""
    case = publication.case
    items = [publication.observations.get(key) or publication.evidence.get(key) for key in publication.cited]
    rows = []
    for channel in case.channels:
        seen: dict[str, dict[str, int]] = {}
        for item in items:
            if isinstance(item, Observation | Stock) and item.channel == channel.name:
                _note(seen, item.holder, item.over, item.when if isinstance(item, Observation) else item.as_of)
            elif isinstance(item, Tie) and bears_on(item, channel):
                _note_tie(seen, item, publication)
        found = {
            power: Coverage(len(states), max(states.values()))
            for power in (*case.powers, REST)
            if (states := seen.get(power))
        }
        holders, compared = _holders(publication, channel), {*case.powers, REST}
        figures = frozenset() if channel.kind is ChannelKind.TIES else holders - compared
        rows.append(ChannelRow(channel, found, holders & compared, figures))
    return tuple(rows)


def _note(seen: dict[str, dict[str, int]], holder: str, state: str, when: When | None) -> None:
    states = seen.setdefault(holder, {})
    states[state] = max(states.get(state, 0), when.end.year if when else 0)


def _note_tie(seen: dict[str, dict[str, int]], tie: Tie, publication: Publication) -> None:
    """A tie counts for the power it names; a power's membership for every state in the same body."""
    case = publication.case
    last = tie.until.end.year if tie.until else publication.last_year
    named = [power for power in parties(tie) if power in case.powers]
    for power in named:
        states = [state for state in parties(tie) if state in case.states] or _fellows(publication, tie)
        for state in states:
            known = seen.setdefault(power, {})
            known[state] = max(known.get(state, 0), last)


def _fellows(publication: Publication, membership: Tie) -> list[str]:
    members = {
        item.a
        for item in publication.evidence.values()
        if isinstance(item, Tie) and item.relation == membership.relation and item.b == membership.b
    }
    return [state for state in publication.case.states if state in members]


def _holders(publication: Publication, channel: Channel) -> frozenset[str]:
    """Whoever anything in the ledger tells about in a channel."""
    found: set[str] = set()
    for item in (*publication.observations.values(), *publication.evidence.values()):
        if isinstance(item, Observation | Stock) and item.channel == channel.name:
            found.add(item.holder)
        elif isinstance(item, Tie) and bears_on(item, channel):
            found.update(parties(item))
    return frozenset(found)


def gaps(publication: Publication, domains: tuple[str, ...]) -> tuple[Gap, ...]:
    """Return which powers have no share over which states, domain by domain; all domains together come last."""
    found = []
    for domain in (*domains, ALL):
        measured = {state: publication.shares(state, domain) for state in publication.case.states}
        for power in publication.case.powers:
            for alone in (False, True):
                missing = tuple(state for state, shares in measured.items() if _lacks(power, shares, alone))
                if missing:
                    found.append(Gap(domain, power, missing, alone))
    return tuple(found)


def _lacks(power: str, shares: Mapping[str, Estimate], alone: bool) -> bool:
    return power not in shares and alone is not bool(shares)


def domains_of_all(publication: Publication) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return which domains the newest shares over all domains were averaged from, with the states it is so for."""
    found: dict[tuple[str, ...], list[str]] = {}
    for state in publication.case.states:
        overall = next(iter(publication.shares(state, ALL).values()), None)
        if overall is not None:
            found.setdefault(domains_behind(publication, overall), []).append(state)
    return {domains: tuple(states) for domains, states in found.items()}


def domains_behind(publication: Publication, overall: Estimate) -> tuple[str, ...]:
    """Return the domains whose shares of the same year rest on nothing that the overall share does not rest on."""
    basis = set(overall.rests_on)
    found = []
    for domain in dict.fromkeys(channel.domain.value for channel in publication.case.channels):
        same_year = [
            estimate
            for power in publication.case.powers
            for estimate in publication.series(SHARE, overall.state, domain, power)
            if estimate.when == overall.when
        ]
        if same_year and basis.issuperset(same_year[0].rests_on):
            found.append(domain)
    return tuple(found)


def undated(publication: Publication) -> int:
    """Return how many figures read from documents say no time and therefore enter no estimate."""
    return sum(isinstance(item, Stock) and time_of(item) is None for item in publication.evidence.values())
