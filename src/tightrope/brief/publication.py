"""What the ledger has published about a case, read once and indexed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from tightrope.brief.about import of_case, touches
from tightrope.brief.labels import ALL
from tightrope.cases import Case, from_case
from tightrope.records import (
    ALIGNMENT,
    DECIDED_BY_PRIOR,
    EVERYBODY,
    FLOW,
    MARKED,
    MOSTLY_PRIOR,
    PROJECTIONS,
    AnyEvidence,
    Claim,
    Document,
    Estimate,
    Event,
    Flow,
    Observation,
    Origin,
    Position,
    RollCall,
    Stock,
    Tie,
    Verdict,
    When,
)

if TYPE_CHECKING:
    from tightrope.ledger import Ledger, Run

#: The share of a power in what the powers of the case hold together ...
SHARE = "capital_share_powers"
#: ... and in what all hold, the rest of the world included.
SHARE_OF_ALL = "capital_share"
#: Rank among the powers; part of the draws in which the share is the largest of those not mostly prior; the share if
#: channels and domains count by the weights that the case declares.
RANK, FIRST, WEIGHTED = "capital_rank", "capital_first", "capital_share_elicited"
#: The share at the end of a time less that at its beginning.
CHANGE = "capital_change"
BALANCE = "effective_powers"
#: Distances of the split from an even one, and from what a gravity equation expects.
EVEN, GRAVITY = "distance_from_even", "distance_from_gravity"
#: What decides an estimate, a channel or the prior; how much of the doubt about it is a judgement.
DECIDED_BY, DOUBT = "decided_by/", "doubt/"
#: How far apart two sides are that contradict each other; the kind and the channel or relation follow.
CONFLICT = "conflict/"
REST = "ROW"

#: The two sides of what event data sets count.
FLOW_SIDES = ("cooperation", "conflict")

#: The newest documents with events that are shown; the ledger keeps all.
NEWEST_DOCUMENTS = 60

Key = tuple[str, str, str, str]
#: Quantity, state and power of an estimate of alignment; no power for a position.
AlignmentKey = tuple[str, str, str]
Kind = TypeVar("Kind", Event, Stock, Tie, Position)
AnyKey = TypeVar("AnyKey", Key, AlignmentKey)


@dataclass(frozen=True)
class Publication:
    """The newest run of estimates with everything it rests on, and what else the brief shows.

    Attributes:
        case: the case.
        estimates: capital and balance, by (quantity, state, domain, power), in order of time.
        alignment: positions, distances, changes and numbers of votes, by (quantity, state, power), in order of time.
        projections: how measures move, by family, in the order of the ledger.
        flows: how often two parties act on each other, by (set, side, state or second power, power), in order of time,
            and how far that goes with what was coded here (side ``cooperation/spearman``). Counts stay in the ledger.
        flow_origins: where each of these sets comes from.
        roll_calls: those that the newest estimates of alignment rest on, by id.
        observations: those that touch the case and those that estimates rest on, by id.
        evidence: what estimates rest on, all stocks, ties and positions that touch the case, and the events of the
            newest documents, by id.
        documents: those that the evidence points to, by id.
        origins: of documents, observations and roll calls, by id.
        newest: ids of the newest documents with events, newest first.
        counts: how many documents with evidence, pieces of evidence, observations and estimates of the case there are.
        claims: the claims of the case.
        verdicts: the newest verdict on each claim; none if its test is another one by now.
        run: the run that the estimates are of; ``None`` if nothing was measured.
    """

    case: Case
    estimates: Mapping[Key, tuple[Estimate, ...]]
    alignment: Mapping[AlignmentKey, tuple[Estimate, ...]]
    projections: Mapping[str, tuple[Estimate, ...]]
    flows: Mapping[Key, tuple[Estimate, ...]]
    flow_origins: Mapping[str, tuple[Origin, ...]]
    roll_calls: Mapping[str, RollCall]
    observations: Mapping[str, Observation]
    evidence: Mapping[str, AnyEvidence]
    documents: Mapping[str, Document]
    origins: Mapping[str, Origin]
    newest: tuple[str, ...]
    counts: Mapping[str, int]
    claims: tuple[Claim, ...]
    verdicts: Mapping[str, Verdict]
    run: Run | None = None

    def series(self, quantity: str, state: str, domain: str = ALL, power: str = "") -> tuple[Estimate, ...]:
        """Return the estimates of one quantity over time; empty if it was not measured."""
        return self.estimates.get((quantity, state, domain, power), ())

    def aligned(self, quantity: str, state: str, power: str = "") -> tuple[Estimate, ...]:
        """Return the estimates of one quantity of alignment over time; empty if there are none."""
        return self.alignment.get((quantity, state, power), ())

    def latest(self, quantity: str, state: str, domain: str = ALL, power: str = "") -> Estimate | None:
        """Return the newest estimate of one quantity, of whatever year."""
        series = self.series(quantity, state, domain, power)
        return series[-1] if series else None

    def beside(self, estimate: Estimate, quantity: str) -> Estimate | None:
        """Return another quantity of the same state, domain, power and time; ``None`` if it was not published."""
        series = self.series(quantity, estimate.state, str(estimate.domain), estimate.power)
        return next((one for one in series if one.when == estimate.when), None)

    def mostly_prior(self, estimate: Estimate) -> bool:
        """Whether more of an estimate of capital or balance comes from the prior than from readings."""
        if estimate.quantity not in MARKED:
            return False
        return (estimate.state, estimate.domain, estimate.power, estimate.when) in self._mostly_prior

    @cached_property
    def _mostly_prior(self) -> frozenset[tuple[str, str, str, When]]:
        return frozenset(
            (one.state, str(one.domain), one.power, one.when)
            for key, series in self.estimates.items()
            if key[0] == DECIDED_BY_PRIOR
            for one in series
            if one.mean > MOSTLY_PRIOR
        )

    def shares(self, state: str, domain: str) -> dict[str, Estimate]:
        """Return each power's share in the last year in which any is published; a power not measured is absent."""
        newest = {power: self.latest(SHARE, state, domain, power) for power in self.case.powers}
        found = {power: share for power, share in newest.items() if share is not None}
        last = max((share.when for share in found.values()), default=None)
        return {power: share for power, share in found.items() if share.when == last}

    def rests_on(self, state: str, domain: str) -> frozenset[str]:
        """Return the ids of all that any estimate of a state and domain rests on."""
        found = (series for key, series in self.estimates.items() if key[1:3] == (state, domain))
        return frozenset(key for series in found for estimate in series for key in estimate.rests_on)

    def of_kind(self, kind: type[Kind]) -> Iterator[Kind]:
        """Return the evidence of one kind."""
        return (item for item in self.evidence.values() if isinstance(item, kind))

    def origin_of(self, item: Observation | AnyEvidence) -> Origin:
        """Return where a row of a table or a piece of evidence comes from."""
        if isinstance(item, Observation):
            return self.origins[item.origin]
        return self.documents[item.document].origin

    def quote(self, evidence: AnyEvidence) -> str:
        """Return the words of the document that the evidence points to."""
        return self.documents[evidence.document].text[evidence.start : evidence.end]

    @cached_property
    def judging(self) -> frozenset[str]:
        """Ids of everything that any verdict on a claim rests on."""
        return frozenset(_behind(self.verdicts.values()))

    @cached_property
    def cited(self) -> frozenset[str]:
        """Ids of everything that any estimate of capital or balance rests on."""
        measured = (series for key, series in self.estimates.items() if not key[0].startswith(CONFLICT))
        return frozenset(key for series in measured for one in series for key in one.rests_on)

    @property
    def looked_up(self) -> date | None:
        """The last day on which a source was looked up; ``None`` if no origin says it."""
        return max((origin.accessed for origin in self.origins.values() if origin.accessed), default=None)

    @property
    def newest_document(self) -> date | None:
        """The newest day of publication of a document."""
        return max((document.published for document in self.documents.values() if document.published), default=None)

    @property
    def last_year(self) -> int:
        """The last year of an estimate; of the case's window if there is none."""
        years = [series[-1].when.end.year for key, series in self.estimates.items() if key[0] in (SHARE, BALANCE)]
        return max(years, default=self.case.window.last)

    @property
    def models(self) -> tuple[str, ...]:
        """Names and versions of the models behind capital and balance."""
        return tuple(sorted({estimate.model for series in self.estimates.values() for estimate in series}))


def read_publication(ledger: Ledger, case: Case, known: Iterable[AnyEvidence] = ()) -> Publication:
    """Read what the ledger holds about a case: its newest run of estimates and the evidence to show.

    A ledger may hold several cases: what has nothing to do with this one is left out, and so are outdated statements.
    What an estimate rests on is always kept.

    Args:
        ledger: what is read.
        case: the case.
        known: all evidence of the case, in the order of recording, if it was read before.
    """
    run = next(ledger.runs(case=case.name), None)
    every_one = tuple(ledger.estimates(run=run.id)) if run else ()
    others = {FLOW, *PROJECTIONS}
    estimates, alignment = _arranged((one for one in every_one if _family(one) not in others), case)
    flows = _flows(one for one in every_one if _family(one) == FLOW)
    projections = {name: tuple(one for one in every_one if _family(one) == name) for name in sorted(PROJECTIONS)}
    every = (*estimates.values(), *alignment.values(), *projections.values())
    claims = case.claims()
    tests = {claim.id: claim.digest for claim in claims}
    verdicts = {one.claim: one for one in ledger.verdicts(case.name) if tests.get(one.claim) == one.digest}
    cited = {key for series in every for one in series for key in one.rests_on} | {*_behind(verdicts.values())}
    calls = _read_roll_calls(ledger, alignment)
    observations = {item.id: item for item in ledger.observations() if touches(item, case)}
    observations |= {item.id: item for item in ledger.observations(ids=sorted(cited - set(observations)))}
    found = {item.id: item for item in known or of_case(ledger.evidence(), case)}
    found |= {item.id: item for item in ledger.evidence(ids=sorted(cited - set(found) - set(observations)))}
    newest = tuple(_newest_documents(ledger, found.values()))
    shown = frozenset(newest)
    evidence = {
        key: item
        for key, item in found.items()
        if not isinstance(item, Event) or item.document in shown or key in cited
    }
    documents = {key: ledger.document(key) for key in sorted({item.document for item in evidence.values()})}
    origins = {document.origin.id: document.origin for document in documents.values()}
    tables = sorted({item.origin for item in observations.values()} | {call.origin for call in calls.values()})
    origins |= {key: ledger.origin(key) for key in tables}
    origins |= {one.id: one for one in ledger.origins() if one.id in {claim.source for claim in claims}}
    return Publication(
        case=case,
        estimates=estimates,
        alignment=alignment,
        projections=projections,
        flows=flows,
        flow_origins={name: _flow_origins(ledger, name) for name in dict.fromkeys(key[0] for key in flows)},
        roll_calls=calls,
        observations=observations,
        evidence=evidence,
        documents=documents,
        origins=origins,
        newest=newest,
        counts={
            "documents": len({item.document for item in found.values()}),
            "evidence": len(found),
            "observations": len(observations),
            "estimates": sum(map(len, (*every, *flows.values()))),
        },
        claims=claims,
        verdicts=verdicts,
        run=run,
    )


def _behind(verdicts: Iterable[Verdict]) -> Iterator[str]:
    return (key for one in verdicts for finding in one.findings for key in finding.ids)


def _family(estimate: Estimate) -> str:
    return estimate.quantity.partition("/")[0]


def _arranged(
    run: Iterable[Estimate], case: Case
) -> tuple[dict[Key, tuple[Estimate, ...]], dict[AlignmentKey, tuple[Estimate, ...]]]:
    """The newest run: capital and balance of the case's states, and the alignment of its states and powers."""
    series: dict[Key, list[Estimate]] = defaultdict(list)
    aligned: dict[AlignmentKey, list[Estimate]] = defaultdict(list)
    for estimate in run:
        if estimate.quantity in ALIGNMENT:
            if estimate.state in (*case.states, *case.powers) and estimate.power in ("", *case.powers):
                aligned[estimate.quantity, estimate.state, estimate.power].append(estimate)
        elif estimate.state in case.states:
            series[estimate.quantity, estimate.state, str(estimate.domain), estimate.power].append(estimate)
    return _ordered(series), _ordered(aligned)


def _flows(rates: Iterable[Estimate]) -> dict[Key, tuple[Estimate, ...]]:
    series: dict[Key, list[Estimate]] = defaultdict(list)
    for one in rates:
        _, name, side = one.quantity.split("/", 2)
        series[name, side, one.state, one.power].append(one)
    return _ordered(series)


def _flow_origins(ledger: Ledger, name: str) -> tuple[Origin, ...]:
    """Every load that gave the set's events of a month."""
    found = ledger.series(Flow.ALL_EVENTS.channel(name), EVERYBODY, EVERYBODY)
    return tuple(ledger.origin(key) for key in dict.fromkeys(one.row.origin for one in found))


def _ordered(series: Mapping[AnyKey, list[Estimate]]) -> dict[AnyKey, tuple[Estimate, ...]]:
    return {key: tuple(sorted(found, key=lambda one: one.when)) for key, found in sorted(series.items())}


def _read_roll_calls(ledger: Ledger, alignment: Mapping[AlignmentKey, tuple[Estimate, ...]]) -> dict[str, RollCall]:
    ids = {key for series in alignment.values() for key in series[-1].rests_on}
    return {call.id: call for call in ledger.roll_calls(ids=sorted(ids))} if ids else {}


def _newest_documents(ledger: Ledger, evidence: Iterable[AnyEvidence]) -> Iterator[str]:
    """Documents with events, the newest first: all that come with the case, and so many of those that were read."""
    events = {item.document: item for item in evidence if isinstance(item, Event)}
    shown = 0
    for document in ledger.documents(newest_first=True):
        if document.id in events:
            yield document.id
            shown += not from_case(events[document.id])
            if shown == NEWEST_DOCUMENTS:
                return
