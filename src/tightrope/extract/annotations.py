"""Evidence in the schema of annotated corpora: one JSON object per document."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from tightrope.records import AnyEvidence, Document, Event, Position, Status, Stock, Tie, When


def annotations(document: Document, evidence: Iterable[AnyEvidence]) -> dict[str, Any]:
    """Return doc, language, published, events, stocks, ties and positions of one document as plain JSON values.

    A range is written as its start, a tie that stands as ``active``; an unknown date is ``None``.
    """
    rows: dict[str, list[dict[str, Any]]] = {"events": [], "stocks": [], "ties": [], "positions": []}
    for one in evidence:
        row: dict[str, Any] = {"sentence": document.text[one.start : one.end]}
        if isinstance(one, Event):
            rows["events"].append(row | _event(one))
        elif isinstance(one, Stock):
            rows["stocks"].append(row | _stock(one))
        elif isinstance(one, Tie):
            rows["ties"].append(row | _tie(one))
        else:
            rows["positions"].append(row | _position(one))
    published = document.published.isoformat() if document.published else None
    return {"doc": document.name, "language": document.language, "published": published, **rows}


def file_of(name: str) -> str:
    """The file that a document came from: ``feed.xml#2`` is the second item of ``feed.xml``."""
    return re.sub(r"#\d+$", "", name)


def merge_annotations(parts: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The annotations of several documents (the items of a feed) as one; all but the records is the first one's."""
    kinds = ("events", "stocks", "ties", "positions")
    return parts[0] | {kind: [row for part in parts for row in part[kind]] for kind in kinds}


def _event(event: Event) -> dict[str, Any]:
    return {
        "source": list(event.source),
        "target": list(event.target),
        "type": event.event_type.value,
        "mode": event.mode,
        "domain": event.domain.value,
        "date": _opening(event.when),
        "status": event.status.value,
    }


def _stock(stock: Stock) -> dict[str, Any]:
    value = int(stock.value) if stock.value == int(stock.value) else stock.value
    return {
        "holder": stock.holder,
        "over": stock.over,
        "channel": stock.channel,
        "value": value,
        "unit": stock.unit,
        "as_of": _opening(stock.as_of),
    }


def _tie(tie: Tie) -> dict[str, Any]:
    status = "active" if tie.status is Status.OCCURRED else tie.status.value
    return {"a": tie.a, "b": tie.b, "relation": tie.relation, "status": status}


def _position(position: Position) -> dict[str, Any]:
    return {
        "actor": position.actor,
        "issue": position.issue,
        "stance": position.stance,
        "date": _opening(position.when),
    }


def _opening(when: When | None) -> str | None:
    return when.opening if when else None
