"""What a grammar makes of one sentence: parties in slots, triggers, clauses and marks. Language ends here.

A grammar (one module per language) turns folded text, the mentions of actors and the triggers into a
:class:`Reading`; the engine that codes events, stocks, ties and positions knows only readings.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from tightrope.extract.dates import DateHit
from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.quantities import Quantity
from tightrope.extract.trail import Step
from tightrope.names import Kind, Mention
from tightrope.records import Domain


@dataclass(frozen=True, slots=True)
class Party:
    """Actors that fill one place in a clause: a state, a body, or several joined by "and".

    Attributes:
        start: first code point of the phrase, relative to the sentence.
        end: code point after it.
        parts: the codes of each coordinated member, in order.
        keys: the name key of each member (``C5`` for the group).
        slot: ``""`` bare (subject before, object after the verb), ``subj``, ``obj``, ``with``, ``to``, ``on``, ``for``,
            ``by``, ``from``, ``in`` or ``of``.
        head: what the phrase is about: ``state``, ``private`` (firms, students), ``people``, ``media``, ``expert``,
            ``relation`` (a noun such as 關係), ``place``.
        pronoun: whether it is an anaphor resolved from an earlier clause or sentence.
        body: whether every member is an organisation.
        crowd: whether it is people rather than their government, where both act for their state.
        local: whether no state is named, so that the phrase stands for the one the sentence is about.
        members: the phrases it was joined from; empty for a single one.
    """

    start: int
    end: int
    parts: tuple[tuple[str, ...], ...]
    keys: tuple[str, ...]
    slot: str = ""
    head: str = "state"
    pronoun: bool = False
    body: bool = False
    local: bool = False
    crowd: bool = False
    members: tuple[Party, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes, in order, once each."""
        return tuple(dict.fromkeys(code for part in self.parts for code in part))

    @property
    def acts(self) -> bool:
        """Whether the phrase stands for the state or body itself."""
        return self.head == "state"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: code points ``start`` to ``end`` of the sentence.

    Attributes:
        fresh: whether it starts a new thought after a semicolon, so that only a light carry-over is allowed.
        linked: whether it continues the last clause in time (接著, then), so that its date does not carry over.
        unreal: whether it is conditional, so that nothing in it happened.
        relative: whether it modifies the last noun before it (who, which, который).
        says: whether it only introduces what somebody says (發言人12日表示，…).
    """

    start: int
    end: int
    fresh: bool = False
    linked: bool = False
    unreal: bool = False
    relative: bool = False
    says: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that changes how a trigger counts: ``plan``, ``no``, ``maybe``, ``wish``, ``end`` (stop doing)."""

    start: int
    end: int
    kind: str


@dataclass(slots=True)
class Reading:
    """One sentence, read.

    Attributes:
        text: the folded sentence (lower-cased for Western languages).
        parties: in order.
        hits: triggers, in order.
        clauses: in order, covering the sentence.
        marks: in order.
        dates: finds the times, on demand (most sentences never need them).
        quantities: finds the numbers, on demand.
        speaker: who says it, as the text names them; empty if the text itself does.
        opinion: whether it is told as a view, a rumour or a question.
        nobody: tells whether a trigger has a subject of its own that is no actor (угрожает засуха).
        light: tells whether the text between a clause's start and a trigger is too light to hold a subject.
        passive: tells whether a trigger is passive.
        habitual: tells whether a trigger counts acts or tells of a habit.
        past: tells whether a trigger's verb, or the one that says its noun took place, is past or perfect.
        apart: tells whether an act is told as done with one partner after the other (先後, respectively).
        mutual: tells whether a trigger is said to go both ways (互相, each other, друг друга).
        scale: how many characters of this language say as much as one Chinese character.
        linear: whether word order decides between subject and object (Chinese and English).
        title: whether it is the document's heading.
        vague: words that ask somebody whom the sentence does not name (其, 國際社會, them).
        topics: words that tell the domain of talks and agreements.
        original: the sentence as it stands in the document.
        language: of the lexicon; set by the coder, like ``published`` and ``trail``.
        published: when the document appeared, if that is known.
        trail: every decision about the sentence, if they are kept.
        home: codes of the state the sentence is about, if acts inside one state are wanted; empty otherwise.
    """

    text: str
    parties: list[Party]
    hits: list[Hit]
    clauses: list[Clause]
    marks: list[Mark]
    dates: Callable[[], list[DateHit]]
    quantities: Callable[[], list[Quantity]]
    speaker: str = ""
    opinion: bool = False
    light: Callable[[str], bool] = field(default=lambda text: len(text) < 1)
    nobody: Callable[[Hit], bool] = field(default=lambda hit: False)
    passive: Callable[[Hit], bool] = field(default=lambda hit: False)
    habitual: Callable[[Hit], bool] = field(default=lambda hit: False)
    past: Callable[[Hit], bool] = field(default=lambda hit: False)
    apart: Callable[[Hit], bool] = field(default=lambda hit: False)
    mutual: Callable[[Hit], bool] = field(default=lambda hit: False)
    linear: bool = True
    scale: int = 1
    title: bool = False
    original: str = ""
    vague: tuple[str, ...] = (" it ", " them ", " him ", " her ", " its ")
    topics: tuple[tuple[Domain, tuple[str, ...]], ...] = ()
    home: tuple[str, ...] = ()
    language: str = ""
    published: date | None = None
    trail: list[Step] | None = None
    _by_clause: dict[tuple[int, int], list[Party]] = field(default_factory=dict)

    def reject(self, at: Hit | Quantity, frame: Frame | None, reason: str) -> None:
        """Keep why a trigger or a number gave nothing."""
        if self.trail is not None:
            self.trail.append(Step(at.start, at.end, frame, reason))

    def accept(self, at: Hit | Quantity, frame: Frame, fact: object, signs: tuple[str, ...]) -> None:
        """Keep what a trigger or a number gave."""
        if self.trail is not None:
            self.trail.append(Step(at.start, at.end, frame, fact=fact, signs=signs))

    def clause_of(self, position: int) -> Clause:
        """The clause that holds a position."""
        for clause in self.clauses:
            if clause.start <= position < clause.end:
                return clause
        return self.clauses[-1]

    def holds(self, clause: Clause, position: int) -> bool:
        """Whether a position lies in a clause, and not in one that interrupts it."""
        inside = clause.start <= position < clause.end
        return inside and (self.linear or self.clause_of(position) == clause)

    def parties_in(self, clause: Clause) -> list[Party]:
        """The parties of a clause, in order."""
        held = self._by_clause.get((clause.start, clause.end))
        if held is None:
            # Every trigger asks for the parties of its clause.
            held = [party for party in self.parties if self.holds(clause, party.start)]
            self._by_clause[clause.start, clause.end] = held
        return held

    def marks_before(self, hit: Hit, kinds: frozenset[str], reach: int) -> list[Mark]:
        """The marks of some kinds that stand in the hit's clause before it, at most ``reach`` characters away."""
        clause = self.clause_of(hit.start)
        return [
            mark
            for mark in self.marks
            if mark.kind in kinds and mark.end <= hit.start <= mark.end + reach and self.holds(clause, mark.start)
        ]


#: Programmes that states take part in but that do not act (一帶一路), and the state whose programme it is, if one's.
PROGRAMMES = {"BRI": "CHN", "TITR": ""}


def is_organisation(mention: Mention) -> bool:
    """Whether a mention is an organisation that states belong to; the EU acts like a state."""
    return mention.kind == Kind.ORGANISATION and mention.actors != ("EUU",) and mention.key not in PROGRAMMES


def has_members(party: Party) -> bool:
    """Whether states can belong to it; the EU acts like a state, but has members."""
    return party.body or party.codes == ("EUU",)


def is_state(party: Party) -> bool:
    """Whether it is a state that a tie can be said of."""
    return party.acts and not party.body and party.codes != ("EUU",)


def with_plus_one(text: str, end: int, mention: Mention) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...], int]:
    """Parts, keys and end of a phrase; the format C5+1 is the five with the United States, who founded it in 2015."""
    if mention.key == "C5" and text.startswith("+1", end):
        return (("USA",), mention.actors), ("USA", mention.key), end + 2
    return (mention.actors,), (mention.key,), end


def plans(marks: list[Mark]) -> tuple[int, ...]:
    """Where a sentence turns to plans."""
    return tuple(mark.end for mark in marks if mark.kind == "plan")


def conditional(clauses: list[Clause]) -> list[Clause]:
    """If a sentence opens with a condition, nothing in it has happened."""
    return [replace(clause, unreal=True) for clause in clauses] if clauses[0].unreal else clauses


def join(parties: list[Party]) -> Party:
    """One party out of coordinated ones; slot and head are the first's."""
    first = parties[0]
    return replace(
        first,
        end=parties[-1].end,
        parts=tuple(part for party in parties for part in party.parts),
        keys=tuple(key for party in parties for key in party.keys),
        head=next((party.head for party in reversed(parties)), first.head),
        body=all(party.body for party in parties),
        members=tuple(parties),
    )
