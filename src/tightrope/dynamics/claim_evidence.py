"""Tests of what the ledger holds: acts counted, ties standing or ended, each as probable as its coder found it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from tightrope.dynamics.claim_outcomes import Known, Outcome, combined, lacking, unknown
from tightrope.measures.declared import DIRECTED_RELATIONS, MEMBERSHIP
from tightrope.measures.streams import stream
from tightrope.measures.ties import join_spells
from tightrope.records import UNDIRECTED, Acts, Answer, Basis, Event, Finding, Lack, Status, Tie, Ties, When, answer_of


def acts(test: Acts, known: Known) -> Outcome:
    """Whether at least so many acts occurred. Acts that nobody reported may have, so too few of them decide nothing.

    Reports of one kind of act between the same parties whose times overlap are one act, as probable as the most certain
    report of it.
    """
    found = _distinct(test, known.events)
    count = np.zeros(known.draws, dtype=np.int64)
    for reports in found:
        drawn = stream(known.seed, "claims", *sorted(one.id for one in reports)).random(known.draws)
        count += drawn < max(one.confidence for one in reports)
    sure = count >= test.at_least
    finding = Finding(
        test="acts",
        subject=";".join(test.modes or tuple(one.value for one in test.types)),
        state=";".join(test.source),
        power=";".join(test.target),
        domain=test.domain,
        when=f"{test.since}/{test.until}",
        mean=float(count.mean()),
        other=float(test.at_least),
        low=float(sure.mean()),
        high=1.0,
        basis=Basis.ACTS,
        ids=tuple(sorted({one.id for reports in found for one in reports})),
    )
    needs = (lacking(finding, Lack.ACTS),) if answer_of(finding.low, 1.0) is Answer.UNDECIDED else ()
    return Outcome(sure, np.ones(known.draws, dtype=np.bool_), (finding,), needs)


def _distinct(test: Acts, events: Iterable[Event]) -> list[list[Event]]:
    """Reports that fit, put together by act."""
    same: dict[tuple[object, ...], list[tuple[When, Event]]] = defaultdict(list)
    for event in sorted({one.id: one for one in events}.values(), key=lambda one: one.id):
        parties = _parties(test, event)
        if event.when is not None and parties and _fits(test, event, event.when):
            same[event.event_type, event.mode, *parties].append((event.when, event))
    found: list[list[Event]] = []
    for reports in same.values():
        end = None
        for when, event in sorted(reports, key=lambda one: (one[0], one[1].id)):
            if end is None or when.start > end:
                found.append([])
                end = when.end
            found[-1].append(event)
            end = max(end, when.end)
    return found


def _parties(test: Acts, event: Event) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    ways = [(event.source, event.target)]
    if event.event_type in UNDIRECTED:
        ways.append((event.target, event.source))
    for source, target in ways:
        acting, meant = set(source) & set(test.source), set(target) & set(test.target)
        if acting and meant:
            return tuple(sorted(acting)), tuple(sorted(meant))
    return None


def _fits(test: Acts, event: Event, when: When) -> bool:
    return (
        event.status is Status.OCCURRED
        and (not test.types or event.event_type in test.types)
        and (not test.modes or event.mode in test.modes)
        and test.domain in ("", event.domain.value)
        and test.since <= when.start.year
        and when.end.year <= test.until
    )


def ties(test: Ties, known: Known) -> Outcome:
    """Whether any of the ties stands in the middle of the year (or has ended by then), state by state."""
    return combined(test.holds_for, [_tie(test, state, known) for state in test.over])


def _tie(test: Ties, state: str, known: Known) -> Outcome:
    sure, possible = np.zeros(known.draws, dtype=np.bool_), np.zeros(known.draws, dtype=np.bool_)
    ids: set[str] = set()
    silent = False
    for relation in test.relations:
        told = _told(relation, state, test.tied_to, known.ties)
        if not told:
            silent |= not _complete(relation, test.tied_to, known)
            continue
        ids |= {one.id for one in told}
        drawn = stream(known.seed, "claims", *sorted(one.id for one in told)).random(known.draws)
        right = drawn < 1.0 - np.prod([1.0 - one.confidence for one in told])
        holds = _holds(test, told)
        sure |= right & holds
        possible |= ~right | holds
    if silent:
        possible[:] = True
    finding = Finding(
        test="ties",
        subject=";".join(test.relations),
        state=state,
        power=test.tied_to,
        when=str(test.year),
        relation="ended" if test.ended else "standing",
        low=float(sure.mean()),
        high=float(possible.mean()),
        basis=Basis.TIES if ids or not silent else Basis.NOTHING,
        ids=tuple(sorted(ids)),
    )
    needs = (lacking(finding, Lack.TIES),) if answer_of(finding.low, finding.high) is Answer.UNDECIDED else ()
    return Outcome(sure, possible, (finding,), needs) if ids or not silent else unknown(known.draws, (finding,), needs)


def _told(relation: str, state: str, other: str, ties: Iterable[Tie]) -> list[Tie]:
    ways = {(state, other)} if relation in DIRECTED_RELATIONS else {(state, other), (other, state)}
    found = (one for one in ties if one.relation == relation and (one.a, one.b) in ways)
    return sorted((one for one in found if one.status is Status.OCCURRED), key=lambda one: one.id)


def _holds(test: Ties, told: Sequence[Tie]) -> bool:
    """Whether the tie stands, or has ended, by what is told. A tie that only ended also stood before."""
    time = test.year + 0.5
    spells = join_spells(told)
    standing = any(spell.stands(time) for spell in spells)
    ended = any(spell.until <= time for spell in spells) or any(
        one.until is not None and one.until.middle_year <= time for one in told
    )
    return ended and not standing if test.ended else standing


def _complete(relation: str, other: str, known: Known) -> bool:
    """Whether the case's list of these ties is meant to be complete, so that none told is none."""
    scope = known.measurement.scope
    member = relation == MEMBERSHIP
    return (member or other in scope.powers) and any(
        one.complete and (other in one.organisations if member else relation in one.relations)
        for one in scope.channels.values()
    )
