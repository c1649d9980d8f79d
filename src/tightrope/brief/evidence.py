"""What each number rests on, arranged so that a reader who follows a number finds it: by state, domain and power."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tightrope.brief.about import parties
from tightrope.brief.decisions import Decision, decision
from tightrope.brief.labels import ALL
from tightrope.brief.publication import CONFLICT, DECIDED_BY, DOUBT, REST, SHARE, SHARE_OF_ALL, Publication
from tightrope.records import (
    FIRST_BY_WEIGHTINGS,
    FIRST_WITHOUT,
    SHARE_WITHOUT,
    AnyEvidence,
    Channel,
    ChannelKind,
    Estimate,
    Event,
    Observation,
    Origin,
    Position,
    Tie,
)

#: So many digits of an id stand in the page: enough to be unambiguous, and `tightrope trace` takes them.
ID_DIGITS = 10
#: First parts of quantities that are told where what they are about is told.
_TOLD_ELSEWHERE = (CONFLICT, DECIDED_BY, DOUBT, FIRST_BY_WEIGHTINGS, SHARE_WITHOUT, FIRST_WITHOUT)
#: Stands in anchors where capital has its domain.
ALIGNED = "alignment"


def short_id(identity: str) -> str:
    """Return the part of a content id that the page shows and links with."""
    return identity[:ID_DIGITS]


def anchor(state: str, domain: str, power: str = "") -> str:
    """Return the anchor of the evidence of a state, domain and power (of all powers if it is empty)."""
    return "-".join(("ev", state, domain, *([power] if power else [])))


@dataclass(frozen=True)
class Rows:
    """The rows of one table that show one channel of one power over one state."""

    channel: str
    origin: Origin
    rows: tuple[Observation, ...]

    @property
    def years(self) -> tuple[int, int]:
        """First and last year."""
        return self.rows[0].when.start.year, self.rows[-1].when.end.year


@dataclass(frozen=True)
class Block:
    """All that stands behind the numbers of one power over one state in one domain.

    Attributes:
        power: code of the power; ``ROW`` for whatever belongs to no power of the case.
        shares: its share among the powers, over time.
        shares_of_all: its share with the rest of the world, over time.
        others: the newest value of every other quantity of this state, domain and power.
        decision: what decides the newest share.
        rows: rows of tables.
        passages: evidence from documents.
        silent: channels of the domain in which nothing about this power entered.
        tieless: channels whose list of ties is complete and has none with this power, which reads as none.
    """

    state: str
    domain: str
    power: str
    shares: tuple[Estimate, ...]
    shares_of_all: tuple[Estimate, ...]
    others: tuple[Estimate, ...]
    decision: Decision | None
    rows: tuple[Rows, ...]
    passages: tuple[AnyEvidence, ...]
    silent: tuple[Channel, ...]
    tieless: tuple[Channel, ...]

    @property
    def anchor(self) -> str:
        """Where links to this block lead."""
        return anchor(self.state, self.domain, self.power)

    @property
    def by_year(self) -> tuple[tuple[Estimate | None, Estimate | None], ...]:
        """Both shares side by side, one pair a year."""
        among = {estimate.when: estimate for estimate in self.shares}
        of_all = {estimate.when: estimate for estimate in self.shares_of_all}
        return tuple((among.get(when), of_all.get(when)) for when in sorted({*among, *of_all}))


@dataclass(frozen=True)
class DomainEvidence:
    """The blocks of one state and domain, with the quantities that concern no single power."""

    state: str
    domain: str
    balance: tuple[Estimate, ...]
    blocks: tuple[Block, ...]

    @property
    def anchor(self) -> str:
        """Where links to this part lead."""
        return anchor(self.state, self.domain)


def arrange_evidence(publication: Publication, domains: Iterable[str]) -> dict[str, tuple[DomainEvidence, ...]]:
    """Return the evidence of each state: all domains together first, then domain by domain.

    Every id that any estimate rests on is in at least one block.
    """
    ordered = tuple(domains)
    return {state: evidence_of(publication, state, ordered) for state in publication.case.states}


def evidence_of(
    publication: Publication, state: str, domains: Iterable[str], powers: Sequence[str] = ()
) -> tuple[DomainEvidence, ...]:
    """Return the evidence of one state: all domains together first, then domain by domain.

    Args:
        publication: the newest run.
        state: code of the state.
        domains: the domains.
        powers: codes of the powers that have a block; all of them and the rest of the world if none are given.
    """
    holders = tuple(powers) or (*publication.case.powers, REST)
    parts: list[DomainEvidence] = []
    placed: set[str] = set()
    for domain in domains:
        ids = publication.rests_on(state, domain)
        parts.append(_of_domain(publication, (state, domain), ids, holders))
        placed |= ids
    rest = publication.rests_on(state, ALL) - placed
    return (_of_domain(publication, (state, ALL), rest, holders), *parts)


def _of_domain(
    publication: Publication, key: tuple[str, str], ids: frozenset[str], powers: Iterable[str]
) -> DomainEvidence:
    state, domain = key
    observations = [publication.observations[key] for key in ids if key in publication.observations]
    passages = [publication.evidence[key] for key in ids if key in publication.evidence]
    places = _places(publication, passages, state)
    blocks = tuple(
        _block(
            publication,
            (state, domain, power),
            [row for row in observations if _holder(row, publication) == power],
            [item for item in passages if power in places[item.id]],
        )
        for power in powers
    )
    # Without estimates or evidence there is nothing to say about the rest of the world.
    kept = tuple(one for one in blocks if one.power != REST or one.rows or one.passages or one.shares_of_all)
    return DomainEvidence(state, domain, _newest(publication, state, domain, ""), kept)


def _holder(row: Observation, publication: Publication) -> str:
    return row.holder if row.holder in publication.case.powers else REST


def _places(publication: Publication, passages: Iterable[AnyEvidence], state: str) -> dict[str, set[str]]:
    """The powers under which each passage is shown: those it names; a membership under every power in the body."""
    powers = set(publication.case.powers)
    members: dict[str, set[str]] = defaultdict(set)
    for item in passages:
        if isinstance(item, Tie) and item.a in powers:
            members[item.b].add(item.a)
    places = {}
    for item in passages:
        named = set(parties(item)) & powers
        if isinstance(item, Tie) and not named and item.a == state:
            named = members[item.b]
        places[item.id] = named or {REST}
    return places


def _block(
    publication: Publication,
    key: tuple[str, str, str],
    observations: Sequence[Observation],
    passages: Sequence[AnyEvidence],
) -> Block:
    state, domain, power = key
    silent = _silent(publication, domain, observations, passages) if power != REST else ()
    rows, ordered = _grouped(observations, publication.origins), sorted(passages, key=_passage_order)
    shares = publication.series(SHARE, *key)
    return Block(
        state=state,
        domain=domain,
        power=power,
        shares=shares,
        shares_of_all=publication.series(SHARE_OF_ALL, *key),
        others=tuple(one for one in _newest(publication, *key) if one.quantity not in (SHARE, SHARE_OF_ALL)),
        decision=decision(publication, shares[-1]) if shares else None,
        rows=rows,
        passages=tuple(ordered),
        silent=tuple(channel for channel in silent if not channel.complete),
        tieless=tuple(channel for channel in silent if channel.complete),
    )


def _newest(publication: Publication, state: str, domain: str, power: str) -> tuple[Estimate, ...]:
    return tuple(
        series[-1]
        for key, series in publication.estimates.items()
        if key[1:] == (state, domain, power) and not key[0].startswith(_TOLD_ELSEWHERE)
    )


def _grouped(observations: Iterable[Observation], origins: Mapping[str, Origin]) -> tuple[Rows, ...]:
    groups: dict[tuple[str, str], list[Observation]] = defaultdict(list)
    for row in observations:
        groups[row.channel, row.origin].append(row)
    return tuple(
        Rows(channel, origins[origin], tuple(sorted(rows, key=lambda row: (row.when, row.locator, row.id))))
        for (channel, origin), rows in sorted(groups.items(), key=lambda item: (item[0][0], origins[item[0][1]].title))
    )


def _passage_order(item: AnyEvidence) -> tuple[str, str, str]:
    return type(item).__name__, str(time_of(item) or ""), item.id


def time_of(item: AnyEvidence) -> object:
    """Return when it happened, held or began; ``None`` if that is unknown."""
    match item:
        case Event() | Position():
            return item.when
        case Tie():
            return item.since
        case _:
            return item.as_of


def _silent(
    publication: Publication, domain: str, observations: Iterable[Observation], passages: Iterable[AnyEvidence]
) -> tuple[Channel, ...]:
    heard = {row.channel for row in observations} | {getattr(item, "channel", "") for item in passages}
    ties = [item for item in passages if isinstance(item, Tie)]
    return tuple(
        channel
        for channel in publication.case.channels
        if channel.domain == domain and channel.name not in heard and not any(bears_on(tie, channel) for tie in ties)
    )


def bears_on(tie: Tie, channel: Channel) -> bool:
    """Whether a channel of ties counts this tie."""
    if channel.kind is not ChannelKind.TIES:
        return False
    return tie.relation in channel.relations or (
        tie.relation == "member" and not {tie.a, tie.b}.isdisjoint(channel.organisations)
    )
