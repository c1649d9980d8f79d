"""What documents and lists say besides figures: events by document, ties as a table, figures read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tightrope.brief.publication import Publication
from tightrope.brief.rollcalls import columns
from tightrope.brief.spells import Spell, spells
from tightrope.cases import from_case
from tightrope.records import UNDIRECTED, AnyEvidence, Document, Event, Stock, Tie

#: Most events shown of one document, and most figures read from documents; the ledger keeps all.
MOST_EVENTS = 40
MOST_FIGURES = 150


@dataclass(frozen=True)
class Report:
    """One document with the events it reports."""

    document: Document
    events: tuple[Event, ...]
    not_shown: int


def reports(publication: Publication) -> tuple[Report, ...]:
    """Return the newest documents that were read, with their events."""
    events: dict[str, list[Event]] = defaultdict(list)
    for event in publication.of_kind(Event):
        if not from_case(event):
            events[event.document].append(event)
    found = []
    for key in publication.newest:
        ordered = sorted(events[key], key=lambda event: (event.start, event.end, event.id))
        if ordered:
            left = max(len(ordered) - MOST_EVENTS, 0)
            found.append(Report(publication.documents[key], tuple(ordered[:MOST_EVENTS]), left))
    return tuple(found)


def noted_events(publication: Publication) -> tuple[Event, ...]:
    """Return the events that come with the case, the latest first and undated ones last."""
    found = [event for event in publication.of_kind(Event) if from_case(event)]
    return tuple(sorted(found, key=lambda event: (str(event.when or ""), event.id), reverse=True))


@dataclass(frozen=True)
class TieTable:
    """Standing ties.

    Attributes:
        columns: codes of the states, then of powers and others that are members of something.
        groups: for each body or power, its relations with the spells by column.
    """

    columns: tuple[str, ...]
    groups: tuple[tuple[str, tuple[tuple[str, Mapping[str, tuple[Spell, ...]]], ...]], ...]


def ties(publication: Publication) -> TieTable:
    """Arrange standing ties by the other party and the relation: bodies first, then powers, then others."""
    case = publication.case
    cells: dict[str, dict[str, dict[str, list[Tie]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for tie in publication.of_kind(Tie):
        # Relations without direction may name the power first; a state of the case is always the column.
        swap = tie.b in case.states and tie.a not in case.states
        column, other = (tie.b, tie.a) if swap else (tie.a, tie.b)
        cells[other][tie.relation][column].append(tie)
    order = {code: place for place, code in enumerate((*case.organisations, *case.powers))}
    groups = tuple(
        (other, tuple((relation, _spells(cells[other][relation])) for relation in sorted(cells[other], key=_first)))
        for other in sorted(cells, key=lambda code: (order.get(code, len(order)), code))
    )
    return TieTable(columns(publication, (row for _, rows in groups for _, row in rows)), groups)


def _first(relation: str) -> tuple[bool, str]:
    return relation != "member", relation


def _spells(cells: Mapping[str, Iterable[Tie]]) -> dict[str, tuple[Spell, ...]]:
    return {code: spells(same) for code, same in cells.items()}


def figures(publication: Publication) -> tuple[tuple[tuple[Document, tuple[Stock, ...]], ...], int]:
    """Return the figures read, by document, newest first, and how many more there are."""
    found = sorted(publication.of_kind(Stock), key=lambda stock: (stock.start, stock.end, stock.id))
    grouped = _by_document(publication, found)
    shown, room = [], MOST_FIGURES
    for document, stocks in grouped:
        shown.append((document, stocks[:room]))
        room -= len(stocks[:room])
    return tuple(group for group in shown if group[1]), max(len(found) - MOST_FIGURES, 0)


def passages(publication: Publication, shown: Iterable[Report]) -> tuple[tuple[Document, tuple[AnyEvidence, ...]], ...]:
    """Return all evidence the page links to that is not among the events shown, by document, newest first."""
    elsewhere = {event.id for report in shown for event in report.events}
    cited = publication.cited | publication.judging
    found = [
        item
        for key, item in publication.evidence.items()
        if key not in elsewhere and (key in cited or from_case(item) or not isinstance(item, Event))
    ]
    return _by_document(publication, sorted(found, key=lambda item: (item.start, item.end, item.id)))


def by_quote(items: Iterable[AnyEvidence]) -> tuple[tuple[AnyEvidence, ...], ...]:
    """Put evidence with the same words together, in the order of the text."""
    grouped: dict[tuple[str, int, int], list[AnyEvidence]] = defaultdict(list)
    for item in items:
        grouped[item.document, item.start, item.end].append(item)
    return tuple(tuple(same) for same in grouped.values())


def _by_document(publication: Publication, items: Iterable[Any]) -> tuple[tuple[Document, tuple[Any, ...]], ...]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        grouped[item.document].append(item)
    newest = sorted(grouped, key=lambda key: (publication.documents[key].published or date.min, key), reverse=True)
    return tuple((publication.documents[key], tuple(grouped[key])) for key in newest)


def told_alike(event: Event) -> tuple[object, ...]:
    """Return what is the same of one event in all that tell of it, from whichever side an act of both is told."""
    sides = event.source, event.target
    if event.event_type in UNDIRECTED:
        sides = tuple(sorted({*event.source, *event.target})), ()
    return (*sides, event.event_type, event.mode, str(event.when))
