"""What the pages are made from: the newest run, read once, and all evidence of the case, which grows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from tightrope.brief.about import of_case, parties
from tightrope.brief.publication import Publication, read_publication
from tightrope.cases import Case
from tightrope.ledger import Ledger, Revision
from tightrope.records import AnyEvidence
from tightrope.web.resting import Resting


@dataclass(slots=True)
class EvidenceIndex:
    """All evidence that has to do with a case, by whom it is about. A ledger only grows, so this does too.

    Attributes:
        case: the case.
        items: the evidence in the order of recording.
        seen: how far the ledger had grown when it was last looked at; ``None`` before the first time.
    """

    case: Case
    items: list[AnyEvidence] = field(default_factory=list)
    seen: Revision | None = None
    _pairs: dict[frozenset[str], list[AnyEvidence]] = field(default_factory=lambda: defaultdict(list))
    _last: str | None = None

    def extend(self, ledger: Ledger) -> None:
        """Take in what was recorded since the last time."""
        revision = ledger.revision()
        new = list(ledger.evidence(after=self._last))
        self._last = new[-1].id if new else self._last
        ours = {*self.case.powers, *self.case.states}
        for item in of_case(new, self.case):
            self.items.append(item)
            for pair in combinations(sorted(ours & set(parties(item))), 2):
                self._pairs[frozenset(pair)].append(item)
        self.seen = revision

    def leads_to(self, revision: Revision) -> bool:
        """Whether a ledger in that state still holds all this: a copy that was put in its place may not."""
        return self.seen is None or revision.follows(self.seen)

    def between(self, first: str, second: str) -> tuple[AnyEvidence, ...]:
        """Return what is about both of two powers or states of the case, in the order of recording."""
        return tuple(self._pairs.get(frozenset((first, second)), ()))


@dataclass(frozen=True)
class Desk:
    """One state of the ledger, as pages need it.

    Attributes:
        revision: up to where the ledger was read for the publication.
        publication: the newest run with all it rests on.
        evidence: all evidence of the case, also what was read since.
    """

    revision: Revision
    publication: Publication
    evidence: EvidenceIndex

    @cached_property
    def resting(self) -> Resting:
        """What of the run rests on what."""
        return Resting(self.publication)

    @classmethod
    def of(cls, ledger: Ledger, case: Case, evidence: EvidenceIndex) -> Desk:
        """Read the newest run, and what was recorded since the last time."""
        revision = ledger.revision()
        evidence.extend(ledger)
        return cls(revision, read_publication(ledger, case, evidence.items), evidence)
