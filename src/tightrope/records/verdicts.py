"""What came of testing a claim: the answer, what speaks for and against it, and what would decide it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tightrope.records.errors import CheckError
from tightrope.records.rows import as_row, digest

#: A claim is supported if its test holds in at least so much of the draws, contradicted if in at most so much.
SUPPORTED, CONTRADICTED = 0.9, 0.1
#: A single test speaks for the claim if it holds in at least this part of the draws, else against it.
MORE_LIKELY_THAN_NOT = 0.5


class Answer(StrEnum):
    """What came of testing a claim."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNDECIDED = "undecided"


class Basis(StrEnum):
    """Where a probability comes from.

    ``draws``: joint draws of the measurement. ``interval``: draws from the intervals of published estimates, as if they
    were independent of each other. ``acts``, ``ties``: the ledger, each piece of evidence as probable as its coder
    found it. ``claim``: the test of another claim. ``nothing``: the quantity is not measured.
    """

    DRAWS = "draws"
    INTERVAL = "interval"
    ACTS = "acts"
    TIES = "ties"
    CLAIM = "claim"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of one test for one state.

    Attributes:
        test: ``compare``, ``acts``, ``ties`` or ``claim``.
        subject: the measure, the relations or modes looked for joined by ``;``, or the other claim.
        relation: of a comparison; ``ended`` or ``standing`` of a tie; empty otherwise.
        state: code of the state, or codes of several joined by ``;``.
        power: code of the power or body.
        domain: the domain.
        against: code of the power, or the measure, that it is compared with.
        by: least difference asked for.
        when: years, as ``2025`` or ``1995/2025``; empty for the newest.
        mean: posterior mean of what is compared, or number of acts found; ``None`` if unknown.
        other: posterior mean of what it is compared with, or number of acts asked for; ``None`` if there is none.
        low: the part of the draws in which the test holds for certain.
        high: that in which it may hold; above ``low`` where something is not known.
        negated: whether the claim needs the test to fail.
        basis: where the probabilities come from.
        ids: ids of the evidence, observations and roll calls behind it, sorted.
    """

    test: str
    subject: str
    relation: str = ""
    state: str = ""
    power: str = ""
    domain: str = ""
    against: str = ""
    by: float = 0.0
    when: str = ""
    mean: float | None = None
    other: float | None = None
    low: float
    high: float
    negated: bool = False
    basis: Basis
    ids: tuple[str, ...] = ()

    @property
    def speaks_for(self) -> bool | None:
        """Whether it speaks for the claim; ``None`` if it is not known enough to speak for either side."""
        low, high = (1 - self.high, 1 - self.low) if self.negated else (self.low, self.high)
        if low >= MORE_LIKELY_THAN_NOT:
            return True
        return False if high < MORE_LIKELY_THAN_NOT else None


class Lack(StrEnum):
    """What is missing where a claim cannot be decided.

    ``unread``: no channel reads the quantity. ``prior``: it comes mostly from the prior. ``wide``: its interval is too
    wide. ``unpublished``: the step that estimates it did not run or gives no such estimate. ``acts``: fewer acts are
    known than the claim needs. ``ties``: too little is known of the tie. ``untested``: no test reaches all of the
    claim.
    """

    UNREAD = "unread"
    PRIOR = "prior"
    WIDE = "wide"
    UNPUBLISHED = "unpublished"
    ACTS = "acts"
    TIES = "ties"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Data that would decide a claim.

    Attributes:
        lack: what is missing.
        subject: the measure, relations or modes it is about.
        state: code of the state, or codes joined by ``;``.
        power: code of the power.
        domain: the domain.
        when: years.
        channels: channels that lack readings near that year, each with the year of its last one (``2016``) after a
            colon, or without one if it has none.
        width: to which part of its width the interval must shrink if its middle stays; ``None`` if that is not it.
    """

    lack: Lack
    subject: str = ""
    state: str = ""
    power: str = ""
    domain: str = ""
    when: str = ""
    channels: tuple[str, ...] = ()
    width: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of testing a claim against measures and ledger.

    Attributes:
        claim: id of the claim.
        digest: id of its test.
        answer: supported, contradicted or undecided.
        low: the part of the draws in which the claim is true for certain.
        high: that in which it may be true; above ``low`` where something is not known or the test leaves something out.
        test_low: the part of the draws in which the test holds for certain.
        test_high: that in which it may hold.
        findings: outcomes of the single tests, in the order of the claim.
        needs: data that would decide it; none if it is decided.
    """

    claim: str
    digest: str
    answer: Answer
    low: float
    high: float
    test_low: float
    test_high: float
    findings: tuple[Finding, ...]
    needs: tuple[Need, ...]

    def __post_init__(self) -> None:
        if not 0.0 <= self.low <= self.high <= 1.0:
            raise CheckError(
                f"a probability lies between 0 and 1, not {self.low} .. {self.high}", f"claim {self.claim}"
            )

    @property
    def id(self) -> str:
        """Content id over all fields."""
        return digest("verdict", as_row(self))

    def side(self, *, supports: bool) -> tuple[str, ...]:
        """Ids of the evidence that speaks for the claim, or against it, sorted."""
        return tuple(sorted({one for part in self.findings if part.speaks_for is supports for one in part.ids}))


def answer_of(low: float, high: float) -> Answer:
    """What the probabilities of a test, certain and possible, say of a claim."""
    if low >= SUPPORTED:
        return Answer.SUPPORTED
    return Answer.CONTRADICTED if high <= CONTRADICTED else Answer.UNDECIDED


def verdict_from_row(row: Mapping[str, Any]) -> Verdict:
    """Rebuild a verdict from :func:`as_row`.

    Raises:
        CheckError: a field is missing or impossible.
    """
    try:
        findings = tuple(
            Finding(**{**one, "basis": Basis(one["basis"]), "ids": tuple(one["ids"])}) for one in row["findings"]
        )
        needs = tuple(
            Need(**{**need, "lack": Lack(need["lack"]), "channels": tuple(need["channels"])}) for need in row["needs"]
        )
        return Verdict(**{**row, "answer": Answer(row["answer"]), "findings": findings, "needs": needs})
    except (TypeError, ValueError, KeyError) as error:
        raise CheckError(f"a stored verdict cannot be read: {error}") from error
