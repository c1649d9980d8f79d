"""Two parties, a power and a state or two powers: what the ledger and the newest run say of the two."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from tightrope.brief import alignment, rollcalls
from tightrope.brief.claims import ClaimWords
from tightrope.brief.evidence import ALIGNED, Block, evidence_of
from tightrope.brief.figures import Figure
from tightrope.brief.findings import changes, largest
from tightrope.brief.labels import ALL
from tightrope.brief.page import age
from tightrope.brief.panels import Panel, distance_panel, domains_shown, panel
from tightrope.brief.publication import FIRST, RANK, REST, WEIGHTED, Publication
from tightrope.brief.rollcalls import Vote
from tightrope.brief.sentences import joined
from tightrope.brief.spells import Spell, spells
from tightrope.records import IDEAL_POINT, AnyEvidence, Claim, Estimate, Event, Position, Stock, Tie, Verdict
from tightrope.web.desk import Desk
from tightrope.web.pages.figure import named
from tightrope.web.passages import documents_of
from tightrope.web.view import Kind, NotThereError, View

#: Events of a page of older ones; the page of the two shows the newest, less than twice as many.
EVENTS = 25
PAIR = "(?P<first>[^/]+)-(?P<second>[^/-]+)"


@dataclass(frozen=True)
class Pair:
    """Two parties of the case.

    Attributes:
        power: the power, or the first of two in the case's order.
        other: the state, or the second power.
        over_state: whether the other one is a state.
    """

    power: str
    other: str
    over_state: bool


def pair_of(desk: Desk, first: str, second: str) -> Pair:
    """Return the pair of two codes, given in any order.

    Raises:
        NotThereError: they are not a power and a state, or two powers, of the case.
    """
    case = desk.publication.case
    found = next((pair for pair in _pairs(desk) if {pair.power, pair.other} == {first, second}), None)
    if found is None:
        raise NotThereError("not_there.pair", case=case.name, first=first, second=second)
    return found


def _pairs(desk: Desk) -> Iterator[Pair]:
    case = desk.publication.case
    for place, power in enumerate(case.powers):
        yield from (Pair(power, state, True) for state in case.states if state != power)
        yield from (Pair(power, other, False) for other in case.powers[place + 1 :])


def _paths(desk: Desk) -> Iterator[str]:
    return (f"dyad/{pair.power}-{pair.other}" for pair in _pairs(desk))


def _older_paths(desk: Desk) -> Iterator[str]:
    for pair in _pairs(desk):
        for number in range(1, _full(_events(desk, pair)) + 1):
            yield f"dyad/{pair.power}-{pair.other}/events/{number}"


def _version(desk: Desk, first: str, second: str, **_: str) -> int:
    return len(desk.evidence.between(first, second))


def _events(desk: Desk, pair: Pair) -> list[Event]:
    """The events between two, in order of time, those without one first."""
    found = [item for item in desk.evidence.between(pair.power, pair.other) if isinstance(item, Event)]
    return sorted(found, key=lambda event: str(event.when or ""))


def _full(events: Sequence[Event]) -> int:
    """How many pages of older events there are: full ones, counted from the oldest, that the first page leaves out."""
    return max(len(events) // EVENTS - 1, 0)


def _content(view: View, first: str, second: str) -> dict[str, Any]:
    pair = pair_of(view.desk, first, second)
    items = view.desk.evidence.between(pair.power, pair.other)
    events = _events(view.desk, pair)
    older = _full(events)
    newest = events[older * EVENTS :][::-1]
    stocks = sorted((one for one in items if isinstance(one, Stock)), key=lambda one: str(one.as_of or ""))[::-1]
    measured = tuple(_measured(view, pair)) if pair.over_state else ()
    positions = _positions(view.publication, pair)
    return {
        "pair": pair,
        "headline": _headline(view, pair),
        "measured": measured,
        "distance": distance_panel(view.publication, pair.other, pair.power, view.links),
        "placed": bool(view.publication.aligned(IDEAL_POINT, pair.other)),
        "course": alignment.course(view.publication, pair.other, pair.power),
        "bonds": _bonds(items),
        "bodies": tuple(_bodies(view.publication, pair)),
        "events": newest,
        "by_month": _by_month(view, pair),
        "flows": _flows(view, pair),
        "together": tuple(_together(view, pair)),
        "events_count": len(events),
        "older": older,
        "stocks": stocks,
        "votes": positions[0],
        "positions": positions[1],
        "claims": tuple(_claims(view.publication, pair)),
        "told_claim": ClaimWords(view.publication, view.links),
        "documents": documents_of(view, [*newest, *stocks, *positions[1], *_passages(measured)]),
        "quantities": {"rank": RANK, "first": FIRST, "weighted": WEIGHTED},
        "rest": REST,
        "channel_list": lambda found: view.words.listing(view.labels.channel(one.name) for one in found),
    }


def _by_month(view: View, pair: Pair) -> Figure | None:
    """The events as a figure; ``None`` if none has a date."""
    try:
        return named(view, f"events.{pair.power}-{pair.other}")
    except NotThereError:
        return None


def _flows(view: View, pair: Pair) -> tuple[Figure, ...]:
    """What each event data set shows of the two; a set that has nothing about them shows nothing."""
    sets = dict.fromkeys(key[0] for key in view.publication.flows if key[2:] == (pair.other, pair.power))
    return tuple(named(view, f"flows.{name}.{pair.power}-{pair.other}") for name in sets)


def _together(view: View, pair: Pair) -> Iterator[Markup]:
    """How far each event data set goes together with what was coded here, in sentences."""
    words, links = view.words, view.links
    for key, (found, *_) in view.publication.flows.items():
        name, _, side = key[0], *key[1].partition("/")[::-2]
        if key[2:] == (pair.other, pair.power) and key[1].endswith("/spearman"):
            (months,) = view.publication.flows[name, f"{side}/months", pair.other, pair.power]
            yield words(
                "dyad.together",
                side=words(f"picture.{side}"),
                set=name.upper(),
                value=words.number(found.mean, 2),
                interval=links.interval(found),
                months=words.count(months.mean),
            )


@dataclass(frozen=True)
class Measured:
    """What is measured of a power over a state in one domain, or in all together.

    Attributes:
        domain: the domain.
        share: the newest share; ``None`` if it is not measured.
        block: all that stands behind it.
        panel: the share over time.
        age: how far the figures behind it reach, in words; empty if as far as the share.
    """

    domain: str
    share: Estimate | None
    block: Block
    panel: Panel
    age: Markup


def _measured(view: View, pair: Pair) -> Iterator[Measured]:
    publication, domains = view.publication, view.labels.domains()
    for part in evidence_of(publication, pair.other, domains, [pair.power]):
        (block,) = part.blocks
        share = publication.shares(pair.other, part.domain).get(pair.power)
        reached = age(publication, view.links, pair.other, part.domain) if share else Markup("")
        drawn = panel(publication, pair.other, part.domain, pair.power, view.links)
        yield Measured(part.domain, share, block, drawn, reached)


def _passages(measured: Iterable[Measured]) -> Iterator[AnyEvidence]:
    return (item for one in measured for item in one.block.passages)


def _headline(view: View, pair: Pair) -> Markup:
    """What may be said of the two, in sentences."""
    words, labels, links, publication = view.words, view.labels, view.links, view.publication
    names = {"power": labels.party(pair.power), "state": labels.party(pair.other)}
    said = []
    overall = publication.shares(pair.other, ALL).get(pair.power) if pair.over_state else None
    if overall:
        number, interval = links.number(overall), links.interval(overall)
        said.append(words("dyad.holds", number=number, interval=interval, year=overall.when.start.year, **names))
    if pair.over_state:
        said += _first_in(view, pair)
        said += _moved(view, pair)
    if not said and pair.over_state:
        said.append(words("dyad.not_measured", **names))
    counts = Counter(type(item) for item in view.desk.evidence.between(pair.power, pair.other))
    said.append(
        words(
            "dyad.counts",
            events=words.count(counts[Event]),
            figures=words.count(counts[Stock]),
            ties=words.count(counts[Tie]),
        )
    )
    return joined(said, links)


def _first_in(view: View, pair: Pair) -> Iterator[Markup]:
    """In which domains the power holds the largest share, by how sure that is."""
    words, labels, links = view.words, view.labels, view.links
    found: dict[str, list[Markup]] = defaultdict(list)
    for domain in domains_shown(labels.domains()):
        first = largest(view.publication, view.publication.shares(pair.other, domain))
        if first and first.share.power == pair.power:
            place = words("dyad.domain_draws", domain=labels.domain(domain), draws=links.number(first.draws))
            found[first.certainty].append(place)
    keys = {"very_likely": "dyad.very_likely", "more_likely": "dyad.more_likely"}
    for certainty, key in keys.items():
        if found[certainty]:
            yield words(key, power=labels.party(pair.power), domains=words.listing(found[certainty]))


def _moved(view: View, pair: Pair) -> Iterator[Markup]:
    """In which domains the share is very likely higher or lower than it was."""
    words, labels, links = view.words, view.labels, view.links
    for domain in domains_shown(labels.domains()):
        for one in changes(view.publication, domain):
            if (one.now.state, one.now.power) == (pair.other, pair.power):
                yield words(
                    "dyad.rose" if one.rose else "dyad.fell",
                    domain=labels.domain(domain),
                    before=links.number(one.before),
                    year=one.before.when.start.year,
                    now=links.number(one.now),
                    change=links.interval(one.change),
                )


def _bonds(items: Iterable[AnyEvidence]) -> tuple[tuple[str, tuple[Spell, ...]], ...]:
    """Standing ties between the two by relation."""
    by_relation: dict[str, list[Tie]] = defaultdict(list)
    for item in items:
        if isinstance(item, Tie):
            by_relation[item.relation].append(item)
    return tuple((relation, spells(by_relation[relation])) for relation in sorted(by_relation))


def _bodies(publication: Publication, pair: Pair) -> Iterator[tuple[str, tuple[Spell, ...], tuple[Spell, ...]]]:
    """Organisations of which both are or were members, with the years of each."""
    members: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    for tie in publication.of_kind(Tie):
        if tie.relation == "member" and tie.a in (pair.power, pair.other):
            members[tie.b, tie.a].append(tie)
    for body in publication.case.organisations:
        if (body, pair.power) in members and (body, pair.other) in members:
            yield body, spells(members[body, pair.power]), spells(members[body, pair.other])


def _positions(
    publication: Publication, pair: Pair
) -> tuple[list[tuple[tuple[str, str], Mapping[str, tuple[Vote, ...]]]], list[Position]]:
    """Votes in which both took part, and positions of one that name the other; the latest first."""
    grid, _ = rollcalls.votes(publication)
    both = [row for row in grid.rows if pair.power in row[1] and pair.other in row[1]][::-1]
    shown = {one.id for _, cells in both for votes in cells.values() for vote in votes for one in vote}
    named = {
        actor: {*publication.case.labels.get(other, {}).values()}
        for actor, other in ((pair.power, pair.other), (pair.other, pair.power))
    }
    alone = [
        one
        for one in publication.of_kind(Position)
        if any(name in one.issue for name in named.get(one.actor, ())) and one.id not in shown
    ]
    return both, sorted(alone, key=lambda one: (str(one.when or ""), one.id), reverse=True)


def _claims(publication: Publication, pair: Pair) -> Iterator[tuple[Claim, Verdict]]:
    """Claims whose tests concern both."""
    for claim in publication.claims:
        verdict = publication.verdicts.get(claim.id)
        if verdict and any(
            {pair.power, pair.other} <= {*one.state.split(";"), one.power, one.against} for one in verdict.findings
        ):
            yield claim, verdict


def _older(view: View, first: str, second: str, number: str) -> dict[str, Any]:
    pair = pair_of(view.desk, first, second)
    events = _events(view.desk, pair)
    place = int(number)
    if not 1 <= place <= _full(events):
        raise NotThereError("not_there.older", number=number, last=_full(events))
    shown = events[(place - 1) * EVENTS : place * EVENTS][::-1]
    return {
        "pair": pair,
        "events": shown,
        "number": place,
        "last": _full(events),
        "documents": documents_of(view, shown),
    }


KIND = Kind("dyad", re.compile(f"dyad/{PAIR}"), _content, _paths, _version)
OLDER = Kind("events", re.compile(rf"dyad/{PAIR}/events/(?P<number>[1-9]\d{{0,8}})"), _older, _older_paths, _version)

__all__ = ["ALIGNED", "EVENTS", "KIND", "OLDER", "Pair", "pair_of"]
