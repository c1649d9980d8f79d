"""Acts as sentences tell them, and which of one sentence are the same."""

from __future__ import annotations

from dataclasses import dataclass

from tightrope.extract.lexicon import Frame
from tightrope.records import UNDIRECTED, Domain, EventType, Status, When


@dataclass(frozen=True, slots=True)
class Act:
    """An event as a sentence tells it, whoever read it there; fields as in :class:`tightrope.records.Event`."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    event_type: EventType
    mode: str
    domain: Domain
    status: Status
    when: When | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Claim(Act):
    """An act that a frame of the lexicon found, before it is checked against the rest of the document.

    Attributes:
        frame: the line of the lexicon.
        carried: how far the subject was carried.
        clause: where its clause starts.
        inferred: whether the participants are known from the membership of the body alone.
    """

    frame: Frame
    carried: int
    clause: int
    inferred: bool = False


def once(claims: list[Claim]) -> list[Claim]:
    """One record for visit and talks of one pair in one sentence; the same act twice is once."""
    kept: list[Claim] = []
    for claim in claims:
        if not any(_same(claim, known) for known in kept):
            kept.append(claim)
    return kept


_TOLD_TWICE = frozenset({EventType.CONSULT, EventType.COOPERATE})


def _same(claim: Claim, known: Claim) -> bool:
    if claim.event_type is not known.event_type:
        return False
    beside = "noun" in claim.frame.flags and claim.clause == known.clause and claim.event_type in _TOLD_TWICE
    if claim.status is not known.status and not beside:
        # «Не прибыл в Баку с визитом»: what the verb says of the act holds for its noun.
        return False
    pairs = {frozenset((claim.source, claim.target)), frozenset((known.source, known.target))}
    if claim.event_type in UNDIRECTED:
        repeated = claim.event_type is EventType.CONSULT or claim.mode == known.mode
        # 簽署協議，解決邊界爭端: what an agreement settles is no second one.
        settled = claim.mode == "border settlement" and claim.when == known.when
        # 宣布停火，並同意撤軍: nor is what they agree on besides.
        besides = claim.mode == "agreement" and not claim.frame.needs and claim.when == known.when
        return len(pairs) == 1 and (repeated or settled or besides)
    # 召見大使，抨擊…: one reproach in two steps.
    same = claim.mode == known.mode or claim.clause == known.clause or claim.event_type is EventType.ACCUSE
    return same and (claim.source, claim.target) == (known.source, known.target)
