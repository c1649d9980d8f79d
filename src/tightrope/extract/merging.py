"""From what the sentences of a document claim to its evidence: each fact once, at the fullest sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypedDict

from tightrope.extract.acts import Act, Claim
from tightrope.extract.bodies import Bodies
from tightrope.extract.holders import Figure
from tightrope.extract.positions import Stance
from tightrope.extract.reading import Reading
from tightrope.extract.sentences import Sentence
from tightrope.extract.ties import Bond
from tightrope.records import (
    UNDIRECTED,
    AnyEvidence,
    Document,
    Event,
    EventType,
    Position,
    Status,
    Stock,
    Tie,
    When,
)

_Fact = Act | Figure | Bond | Stance


@dataclass(frozen=True, slots=True)
class Told:
    """A fact with the sentence that tells it and the speaker it is attributed to."""

    sentence: Sentence
    speaker: str
    fact: _Fact

    @dataclass(slots=True)
    class Builder:
        """Collects what the sentences of one document tell."""

        told: list[Told] = field(default_factory=list)

        def add(self, sentence: Sentence, reading: Reading, *facts: Sequence[_Fact]) -> None:
            """Add the facts of one sentence."""
            self.told += [Told(sentence, reading.speaker, fact) for kind in facts for fact in kind]

        def done(self, bodies: Bodies) -> list[Told]:
            """All facts, with the states that stayed away taken out of the meetings of their body."""
            absent = {
                (code, one.fact.target[0])
                for one in self.told
                if isinstance(one.fact, Act) and one.fact.status is Status.NEGATED and one.fact.mode == "summit"
                for code in one.fact.source
            }
            bodies.absent |= absent
            told = [_without(one, absent) for one in self.told] if absent else self.told
            return [one for one in told if not _only_inferred(one, told)]


def _without(told: Told, absent: set[tuple[str, str]]) -> Told:
    fact = told.fact
    if not isinstance(fact, Act) or fact.status is Status.NEGATED or len(fact.source) < _BODY_LIST:
        return told
    present = tuple(code for code in fact.source if (code, fact.target[0]) not in absent)
    return replace(told, fact=replace(fact, source=present)) if present else told


def _only_inferred(told: Told, all_told: list[Told]) -> bool:
    """Whether a body's members are said to meet that are to meet, or where the text names who came, too.

    Who will come to a summit nobody knows yet; 「兩國總統均有出席」 tells who did.
    """
    fact = told.fact
    if not isinstance(fact, Claim) or not fact.inferred or fact.event_type is not EventType.CONSULT:
        return False
    if fact.status is Status.PLANNED:
        return True
    return any(
        isinstance(one.fact, Claim)
        and not one.fact.inferred
        and one.fact.mode == "summit"
        and one.fact.status is Status.OCCURRED
        and one.fact.target == fact.target
        and _compatible(one.fact.when, fact.when)
        for one in all_told
    )


_BODY_LIST = 3


def merge(told: list[Told], document: Document, coder: str) -> list[AnyEvidence]:
    """Return the evidence of a document in the order of its text, every fact once."""
    identifier = document.id
    return [record(one, identifier, coder) for one in settle(told)]


def settle(told: list[Told]) -> list[Told]:
    """Keep every fact once, at its fullest sentence, in the order of the text."""
    claims = _merge_claims([one for one in told if isinstance(one.fact, Act)])
    others = _unique([one for one in told if not isinstance(one.fact, Act)])
    return sorted(claims + others, key=lambda one: one.sentence.start)


def _merge_claims(told: list[Told]) -> list[Told]:
    groups: dict[object, list[Told]] = {}
    for one in told:
        kept = groups.setdefault((_claim(one).event_type, _pair(_claim(one))), [])
        twin = next((index for index, known in enumerate(kept) if _same_act(known, one)), None)
        if twin is None:
            kept.append(one)
        elif _fuller(one, kept[twin]):
            kept[twin] = one
    single = [one for group in groups.values() for one in group]
    single = _without_stops(single)
    # Only a heading and a tour of several states can be told better elsewhere.
    return [
        one for one in single if not ((one.sentence.title or len(_claim(one).target) > 1) and _told_better(one, single))
    ]


def _without_stops(told: list[Told]) -> list[Told]:
    """訪問了白俄羅斯和中國，其中…訪華: a tour keeps the stops that are not told again by themselves."""
    stops = [_claim(one) for one in told]
    kept = []
    for one in told:
        claim = _claim(one)
        known = {code for stop in stops if _is_stop(claim, stop) for code in stop.target}
        left = tuple(code for code in claim.target if code not in known)
        listed = known and left and len(claim.target) < _GROUP
        kept.append(replace(one, fact=replace(claim, target=left)) if listed else one)
    return kept


#: From this many targets on a tour was told as one of a group, whose stops tell it better.
_GROUP = 5


def _claim(told: Told) -> Act:
    if not isinstance(told.fact, Act):
        raise TypeError(type(told.fact).__name__)
    return told.fact


def _pair(claim: Act) -> tuple[frozenset[str], frozenset[str]]:
    source, target = frozenset(claim.source), frozenset(claim.target)
    if claim.event_type in UNDIRECTED and sorted(target) < sorted(source):
        return target, source
    return source, target


def _same_act(known: Told, new: Told) -> bool:
    one, two = _claim(known), _claim(new)
    if known.sentence.title or new.sentence.title:
        return True
    if one.mode != two.mode or (Status.NEGATED in (one.status, two.status) and one.status is not two.status):
        return False
    return _compatible(one.when, two.when)


def _compatible(one: When | None, two: When | None) -> bool:
    return one is None or two is None or one.overlaps(two)


def _fuller(new: Told, known: Told) -> bool:
    if known.sentence.title != new.sentence.title:
        return known.sentence.title
    return _weight(_claim(new)) > _weight(_claim(known))


def _weight(claim: Act) -> tuple[float, bool]:
    """What happened tells more than what might, if the text is as exact about its time."""
    return _exactness(claim.when), claim.status is not Status.HYPOTHETICAL


def _exactness(when: When | None) -> float:
    return 0.0 if when is None else 1.0 / (1 + (when.end - when.start).days)


def _told_better(told: Told, kept: list[Told]) -> bool:
    """Whether other sentences tell the same in more detail: a tour of a group told again by its stops, a heading."""
    claim = _claim(told)
    parties = frozenset(claim.source) | frozenset(claim.target)
    for other in kept:
        if other is told or _claim(other).event_type is not claim.event_type:
            continue
        body = told.sentence.title and not other.sentence.title
        if body and frozenset(_claim(other).source) & parties and frozenset(_claim(other).target) & parties:
            return True
        if _is_stop(claim, _claim(other)):
            return True
    return False


def _is_stop(tour: Act, stop: Act) -> bool:
    return (
        tour.event_type is EventType.CONSULT
        and tour.mode == stop.mode == "visit"
        and tour.source == stop.source
        and len(tour.target) > 1
        and set(stop.target) < set(tour.target)
    )


def _unique(told: list[Told]) -> list[Told]:
    kept: dict[object, Told] = {}
    for one in told:
        fact = one.fact
        if isinstance(fact, Act):
            continue
        known = kept.get(fact.identity)
        if known is None or (known.sentence.title and not one.sentence.title):
            kept[fact.identity] = one
    return list(kept.values())


class _Common(TypedDict):
    """What every kind of evidence takes from its sentence and its fact."""

    document: str
    start: int
    end: int
    attributed_to: str
    coder: str
    status: Status
    confidence: float


def record(told: Told, document: str, coder: str) -> AnyEvidence:
    """The evidence that a fact becomes, with the sentence as its span."""
    fact, sentence = told.fact, told.sentence
    common: _Common = {
        "document": document,
        "start": sentence.start,
        "end": sentence.end,
        "attributed_to": told.speaker,
        "coder": coder,
        "status": fact.status,
        "confidence": fact.confidence,
    }
    if isinstance(fact, Act):
        return _event(fact, common)
    if isinstance(fact, Figure):
        return _stock(fact, common)
    if isinstance(fact, Bond):
        return Tie(**common, a=fact.a, b=fact.b, relation=fact.relation, since=fact.since, until=fact.until)
    return Position(**common, actor=fact.actor, issue=fact.issue, stance=fact.stance, when=fact.when)


def _event(claim: Act, common: _Common) -> Event:
    return Event(
        **common,
        source=claim.source,
        target=claim.target,
        event_type=claim.event_type,
        mode=claim.mode,
        domain=claim.domain,
        when=claim.when,
    )


def _stock(figure: Figure, common: _Common) -> Stock:
    return Stock(
        **common,
        holder=figure.holder,
        over=figure.over,
        channel=figure.channel,
        value=figure.value,
        lower=figure.lower,
        upper=figure.upper,
        unit=figure.unit,
        as_of=figure.as_of,
    )
