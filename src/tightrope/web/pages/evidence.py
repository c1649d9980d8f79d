"""One piece of evidence, one row of a table or one roll call: what it says, where it stands, what rests on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from itertools import combinations
from typing import Any

from tightrope.brief.about import parties, touches
from tightrope.brief.alignment import course
from tightrope.brief.claims import ClaimWords
from tightrope.brief.evidence import ALIGNED
from tightrope.brief.page import STANCES
from tightrope.cases import from_case
from tightrope.ledger import Ledger
from tightrope.records import (
    EVERYBODY,
    PROJECTIONS,
    Claim,
    Estimate,
    FlowChannel,
    Observation,
    QueryError,
    Verdict,
    kind_of,
)
from tightrope.web.desk import Desk
from tightrope.web.passages import in_paragraph
from tightrope.web.resting import by_domain
from tightrope.web.view import Kind, NotThereError, View

#: Sections of the brief that have the words for the families of estimates.
SECTION_OF = {
    "outlook": "outlook",
    "push_pull": "pushpull",
    "wave": "waves",
    "opening": "openings",
    "hindcast": "scorecard",
}


def _paths(desk: Desk) -> Iterator[str]:
    """All evidence of the case; of alignment the positions and roll calls that pages link to."""
    publication = desk.publication
    ids = dict.fromkeys(item.id for item in desk.evidence.items)
    ids |= dict.fromkeys(publication.evidence)
    for state in publication.case.states:
        for power in ("", *publication.case.powers):
            ids |= {call.id: None for call in course(publication, state, power).newest_calls}
        positions = course(publication, state, "").series
        ids |= {key: None for one in positions for key in one.rests_on if key in publication.observations}
    return (f"evidence/{key}" for key in ids)


def _version(desk: Desk, **_: str) -> Any:
    """Another coder may find more in the same sentence, and the same text may be found elsewhere."""
    return len(desk.evidence.items), desk.evidence.seen and desk.evidence.seen.links


def _content(view: View, id: str) -> dict[str, Any]:
    with view.ledger() as ledger:
        for find in (_evidence, _row, _roll_call):
            found = find(view, ledger, id)
            if found is not None:
                return {**found, **resting_on(view, {id}, _rates(view, found["item"]))}
    raise NotThereError("not_there.id", id=id)


def _evidence(view: View, ledger: Ledger, identity: str) -> dict[str, Any] | None:
    try:
        item = ledger.evidence_by_id(identity)
    except QueryError:
        return None
    document = ledger.document(item.document)
    beside = [
        other
        for other in ledger.evidence(document=item.document)
        if other.id != identity
        and (other.start < item.end and item.start < other.end)
        and touches(other, view.case)
        and (not from_case(other) or other.id in view.publication.evidence)  # else the case no longer says so
    ]
    return {
        "kind_of_page": kind_of(item),
        "item": item,
        "document": document,
        "elsewhere": [one for one in ledger.links(item.document) if one.origin.id != document.origin.id],
        "passage": in_paragraph(document.text, item.start, item.end),
        "beside": beside,
        "named": parties(item),
        "pairs": _pairs(view, parties(item)),
    }


def _row(view: View, ledger: Ledger, identity: str) -> dict[str, Any] | None:
    try:
        row = ledger.observation_by_id(identity)
    except QueryError:
        return None
    return {
        "kind_of_page": "observation",
        "item": row,
        "origin": ledger.origin(row.origin),
        "named": (row.holder, row.over),
        "pairs": _pairs(view, (row.holder, row.over)),
        "flow": FlowChannel.of(row.channel),
    }


def _roll_call(view: View, ledger: Ledger, identity: str) -> dict[str, Any] | None:
    try:
        call = ledger.roll_call_by_id(identity)
    except QueryError:
        return None
    case = view.case
    return {
        "kind_of_page": "roll_call",
        "item": call,
        "origin": ledger.origin(call.origin),
        "votes": [(code, STANCES[call.votes[code]]) for code in (*case.states, *case.powers) if code in call.votes],
        "named": (),
        "pairs": (),
    }


def _pairs(view: View, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The pairs that have a page among those whom something is about."""
    named = set(codes)
    powers = [code for code in view.case.powers if code in named]
    states = [code for code in view.case.states if code in named and code not in powers]
    return (*((power, state) for power in powers for state in states), *combinations(powers, 2))


def _rates(view: View, item: Any) -> Iterator[Estimate]:
    """What is made of a count of an event data set, by pair and month: too many lists to look through for every row."""
    if isinstance(item, Observation) and FlowChannel.of(item.channel):
        parties = {item.holder, item.over} - {EVERYBODY}
        for (*_, other, power), rates in view.publication.flows.items():
            if parties <= {other, power}:
                yield from (one for one in rates if item.id in one.rests_on)


def resting_on(view: View, ids: Set[str], more: Iterable[Estimate] = ()) -> dict[str, Any]:
    """Return what ``resting.html.j2`` shows: numbers of the newest run and claims that rest on any of these.

    Args:
        view: the page.
        ids: of rows, evidence and roll calls.
        more: further numbers that are known to rest on them.
    """
    estimates = (*view.desk.resting.on_any(ids), *more)
    families = Counter(one.quantity.partition("/")[0] for one in estimates)
    measured = [one for one in estimates if one.quantity.partition("/")[0] not in PROJECTIONS]
    return {
        "resting": by_domain(measured, ALIGNED, view.case.powers),
        "aligned": ALIGNED,
        "projected": [(SECTION_OF[name], count) for name, count in families.items() if name in PROJECTIONS],
        "claims": tuple(_claims(view, ids)),
        "told_claim": ClaimWords(view.publication, view.links),
    }


def _claims(view: View, ids: Set[str]) -> Iterator[tuple[Claim, Verdict]]:
    for claim in view.publication.claims:
        verdict = view.publication.verdicts.get(claim.id)
        if verdict and any(not ids.isdisjoint(finding.ids) for finding in verdict.findings):
            yield claim, verdict


KIND = Kind("evidence", re.compile("evidence/(?P<id>[0-9a-f]{20})"), _content, _paths, _version)
