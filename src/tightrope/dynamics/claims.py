"""Claims held against measures and ledger: supported, contradicted or undecided, by how much, and what would decide.

A test has three values in each draw: it holds, it fails, or what it asks is not known (Kleene's strong logic). What
nobody measured or reported therefore never speaks for or against a claim; it keeps it undecided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from tightrope.dynamics.claim_evidence import acts, ties
from tightrope.dynamics.claim_measures import compare
from tightrope.dynamics.claim_outcomes import Known, Outcome, joined, negation, unknown
from tightrope.records import (
    Acts,
    Answer,
    Basis,
    CheckError,
    Claim,
    Compare,
    Finding,
    Join,
    Joined,
    Lack,
    Need,
    Test,
    TestIs,
    Ties,
    Verdict,
    answer_of,
)


def check_claims(claims: Sequence[Claim], known: Known, wanted: Iterable[str] = ()) -> tuple[Verdict, ...]:
    """Test claims.

    Args:
        claims: all claims of a case; they may rest on each other.
        known: what they are held against.
        wanted: ids of those whose verdicts are asked for; none for all.

    Returns:
        Verdicts in the order of the claims. The same input gives the same numbers, whichever are wanted.

    Raises:
        CheckError: a claim that is wanted or referred to does not exist, or claims rest on each other in a circle.
    """
    by_id = {claim.id: claim for claim in claims}
    asked = tuple(wanted) or tuple(by_id)
    missing = sorted(set(asked) - by_id.keys())
    if missing:
        raise CheckError(f"there is no claim {', '.join(missing)}")
    court = _Court(by_id, known)
    return tuple(court.verdict(claim) for claim in claims if claim.id in asked)


def _decides(finding: Finding, answer: Answer) -> bool:
    """Whether one finding alone is as sure as an answer asks: many coins that must all show heads refute nothing."""
    low, high = (1 - finding.high, 1 - finding.low) if finding.negated else (finding.low, finding.high)
    return answer_of(low, high) is answer


class _Court:
    """Tests claims, each once."""

    def __init__(self, claims: Mapping[str, Claim], known: Known) -> None:
        self._claims, self._known = claims, known
        self._done: dict[str, Outcome] = {}
        self._open: list[str] = []

    def verdict(self, claim: Claim) -> Verdict:
        outcome = self._of_claim(claim.id)
        test_low, test_high = float(outcome.sure.mean()), float(outcome.possible.mean())
        low = 0.0 if claim.test_is is TestIs.NECESSARY else test_low
        high = 1.0 if claim.test_is is TestIs.SUFFICIENT else test_high
        answer = answer_of(low, high)
        needs = outcome.needs
        certain = high == 0.0 or low == 1.0 or any(_decides(one, answer) for one in outcome.findings)
        if answer is not Answer.UNDECIDED and not certain:
            answer = Answer.UNDECIDED
        elif claim.test is not None and answer_of(test_low, test_high) is not answer:
            needs = (Need(lack=Lack.UNTESTED, subject=claim.id),)  # the test is decided, the claim is not
        return Verdict(
            claim=claim.id,
            digest=claim.digest,
            answer=answer,
            low=low,
            high=high,
            test_low=test_low,
            test_high=test_high,
            findings=outcome.findings,
            needs=tuple(dict.fromkeys(needs)) if answer is Answer.UNDECIDED else (),
        )

    def _of_claim(self, name: str) -> Outcome:
        if name in self._open:
            raise CheckError(f"the claim rests on itself: {' → '.join((*self._open, name))}", f"claim {name}")
        if name not in self._claims:
            raise CheckError(f"there is no claim {name}", f"claim {self._open[-1] if self._open else name}")
        if name not in self._done:
            self._open.append(name)
            test = self._claims[name].test
            untested = unknown(self._known.draws, needs=(Need(lack=Lack.UNTESTED, subject=name),))
            self._done[name] = untested if test is None else self._of_test(test)
            self._open.pop()
        return self._done[name]

    def _of_test(self, test: Test) -> Outcome:
        match test:
            case Compare():
                return compare(test, self._known)
            case Acts():
                return acts(test, self._known)
            case Ties():
                return ties(test, self._known)
            case Joined():
                parts = [self._of_test(part) for part in test.parts]
                return negation(parts[0]) if test.join is Join.NOT else joined(test.join, parts)
            case _:
                return self._referred(test.claim)

    def _referred(self, name: str) -> Outcome:
        """The test of another claim as one finding, resting on what speaks for that claim and against it."""
        other = self._of_claim(name)
        ids = tuple(sorted({one for finding in other.findings for one in finding.ids}))
        low, high = float(np.mean(other.sure)), float(np.mean(other.possible))
        finding = Finding(test="claim", subject=name, low=low, high=high, basis=Basis.CLAIM, ids=ids)
        return replace(other, findings=(finding,))
