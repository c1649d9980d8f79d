"""Why the coder coded what it did, and why nothing else, sentence by sentence."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from pathlib import Path

from tightrope.cli import console
from tightrope.cli.looking import in_words
from tightrope.extract import RuleCoder
from tightrope.extract.acts import Claim
from tightrope.extract.confidence import BASE, probability, weights
from tightrope.extract.holders import Figure
from tightrope.extract.lexicon import Frame
from tightrope.extract.positions import Stance
from tightrope.extract.reading import Party, Reading
from tightrope.extract.ties import Bond
from tightrope.extract.trail import Explained, Step
from tightrope.ledger import Ledger
from tightrope.records import Document, Evidence, Failure, QueryError, TightropeError
from tightrope.sources.documents import read_documents

_SLOTS = {
    "": "bare",
    "subj": "subject",
    "obj": "object",
    "by": "doer",
    "in": "place",
    "of": "attribute",
}
_MARKS = {"plan": "plan", "no": "denial", "maybe": "possibility", "wish": "wish", "end": "end"}


def find_documents(place: str, ledger: Path) -> Iterator[tuple[Document, int | None]]:
    """Yield the documents that a place or an id means, with the start of the one sentence that an id of evidence means.

    Raises:
        TightropeError: there is no such file, and no document or evidence of the ledger has such an id.
    """
    if "://" in place or Path(place).exists() or glob.glob(place, recursive=True):
        for item in read_documents(place):
            if isinstance(item, Failure):
                console.show_failures([item])
            else:
                yield item, None
        return
    if not ledger.exists():
        raise TightropeError("no such file, and no ledger in which it could be an id", place)
    with Ledger.open(ledger, read_only=True) as store:
        try:
            record = store.trace(place).record
        except QueryError as error:
            raise TightropeError(f"no such file, and in {ledger}: {error}", place) from error
        if isinstance(record, Document):
            yield record, None
        elif isinstance(record, Evidence):
            yield store.document(record.document), record.start
        else:
            raise TightropeError("neither a document nor a piece of evidence", place)


def explain(coder: RuleCoder, document: Document, *, start: int | None, words: str, found: bool) -> int:
    """Print what the coder made of a document; nothing if no sentence of it is asked for.

    Args:
        coder: the coder.
        document: the document.
        start: print only the sentence that begins there.
        words: print only sentences with these words.
        found: print only sentences that gave evidence.

    Returns:
        How many sentences were printed.
    """
    names = [name for name in (document.title, document.name) if name] or ["untitled"]
    heading = " · ".join([*names, str(document.published or "undated"), document.language])
    if reason := coder.why_not(document):
        console.say(f"{heading}\n  not read: {reason}")
        return 0
    sentences = coder.explain(document)
    wanted = [
        (number, text, one)
        for number, one in enumerate(sentences, 1)
        if start in (None, one.sentence.start)
        and words in (text := document.text[one.sentence.start : one.sentence.end])
        and (one.kept or not found)
    ]
    if not wanted:
        return 0
    coded = sum(len(one.kept) for one in sentences)
    console.say(f"{heading}\n{len(wanted)} of {len(sentences)} sentences, {coded} pieces of evidence in all")
    for number, text, one in wanted:
        console.say(f"\n[{number}] {text}")
        for name, line in _lines(one, text, coder.least):
            console.say(f"    {name:<10} {line}")
    console.say("")
    return len(wanted)


def _lines(one: Explained, text: str, least: float) -> Iterator[tuple[str, str]]:
    if one.reading is None:
        yield "skipped", one.skipped
        return
    yield from _read(one.reading, text)
    for step in one.steps:
        yield text[step.start : step.end].strip() or "?", _outcome(step, one, least)
    for evidence in one.kept:
        yield "evidence", f"{evidence.id[:12]} {in_words(evidence)}"


def _read(reading: Reading, text: str) -> Iterator[tuple[str, str]]:
    """What the grammar saw: heading, speaker, actors, clauses, marks, times and numbers."""
    if reading.title:
        yield "heading", "ties and positions are not taken from it"
    if reading.speaker:
        yield "says", reading.speaker
    if reading.opinion:
        yield "view", "an opinion, a rumour or a question: no events, no positions"
    for party in reading.parties:
        yield "actor", _party(party, text)
    if len(reading.clauses) > 1:
        yield "clauses", " | ".join(text[one.start : one.end].strip() for one in reading.clauses)
    for mark in reading.marks:
        yield "mark", f"{text[mark.start : mark.end].strip()} ({_MARKS.get(mark.kind, mark.kind)})"
    for time in reading.dates():
        yield "time", f"{text[time.start : time.end].strip()} = {time.when or 'unknown'} ({time.kind})"
    for number in reading.quantities():
        words = text[number.start : number.end].strip()
        yield "number", f"{words} = {number.lower:g} to {number.upper:g} {number.unit}".rstrip()


def _party(party: Party, text: str) -> str:
    words = text[party.start : party.end].strip()
    notes = [_SLOTS.get(party.slot, party.slot)]
    if party.head != "state":
        notes.append(f"stands for {party.head}, not for the state")
    if party.pronoun:
        notes.append("named before")
    return f"{words} = {', '.join(party.codes)} ({'; '.join(notes)})"


def _outcome(step: Step, one: Explained, least: float) -> str:
    line = _frame(step.frame) if step.frame else "no frame"
    if step.fact is None:
        return f"{line}: rejected, {step.reason}"
    signs = ", ".join(f"{sign} {weights()[sign]:+.2f}" for sign in (BASE, *step.signs) if sign in weights())
    told = ""
    if probability(step.signs) < least:
        told = f"; left out, since less than {least:.2f} is too unsure"
    elif not _stands(step, one):
        told = "; told more fully elsewhere in the document, or a second time"
    return f"{line}: {_fact(step.fact)} (confidence {probability(step.signs):.2f} = {signs}){told}"


def _frame(frame: Frame) -> str:
    needs = f" + {'|'.join(frame.needs[:4])}{'…' if len(frame.needs) > 4 else ''}" if frame.needs else ""
    roles = f"{','.join(frame.roles.source)}>{','.join(frame.roles.target)}"
    return f"{frame.code} {frame.mode}{needs} [{roles}] ({frame.where.removeprefix('lexicons/')})"


def _fact(fact: object) -> str:
    match fact:
        case Claim() as claim:
            when = claim.when or "undated"
            return f"{', '.join(claim.source)} → {', '.join(claim.target)}, {claim.status}, {when}"
        case Figure() as figure:
            return f"{figure.holder} over {figure.over}: {figure.value:g} {figure.unit}, {figure.as_of or 'undated'}"
        case Bond() as bond:
            return f"{bond.a} {bond.relation} {bond.b}"
        case Stance() as stance:
            return f"{stance.actor} {stance.stance}: {stance.issue}"
    raise TypeError(type(fact).__name__)


def _stands(step: Step, one: Explained) -> bool:
    """Whether what a step gave became evidence at this sentence."""
    match step.fact:
        case Claim() as claim:
            return any(
                getattr(kept, "event_type", None) is claim.event_type
                and getattr(kept, "mode", None) == claim.mode
                and bool(set(getattr(kept, "source", ())) & set(claim.source))
                for kept in one.kept
            )
        case Figure() as figure:
            return any(getattr(kept, "channel", None) == figure.channel for kept in one.kept)
        case Bond() as bond:
            return any(getattr(kept, "relation", None) == bond.relation for kept in one.kept)
        case Stance() as stance:
            return any(getattr(kept, "actor", None) == stance.actor for kept in one.kept)
    return False
