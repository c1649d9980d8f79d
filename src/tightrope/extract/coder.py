"""The coder: from a document to evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Protocol, TypeVar

from tightrope import __version__
from tightrope.extract.acts import Claim
from tightrope.extract.bodies import Bodies, as_actor
from tightrope.extract.dateline_zh import last_time
from tightrope.extract.episodes import in_episode, pass_by
from tightrope.extract.events import read_events
from tightrope.extract.folding import fold
from tightrope.extract.grammars import Grammar, grammar
from tightrope.extract.holders import Figure
from tightrope.extract.lexicon import Hit, Lexicon, family, lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.merging import Told, merge, record, settle
from tightrope.extract.positions import Stance, read_positions
from tightrope.extract.quantities import is_currency
from tightrope.extract.reading import Reading
from tightrope.extract.sentences import Sentence, split
from tightrope.extract.source import Source
from tightrope.extract.stocks import read_stocks
from tightrope.extract.ties import Bond, read_ties
from tightrope.extract.timing import said_on
from tightrope.extract.trail import Explained
from tightrope.names import Kind, Mention, Names
from tightrope.records import AnyEvidence, Document, When

_T = TypeVar("_T", Mention, Hit)


class Coder(Protocol):
    """Anything that turns documents into evidence.

    Attributes:
        name: name and version, written into every piece of evidence.
    """

    name: str

    def code(self, document: Document) -> Iterable[AnyEvidence]:
        """Return the evidence of one document; every span is the exact sentence it rests on."""
        ...

    def why_not(self, document: Document) -> str:
        """Why this coder cannot read a document at all (its language); empty if it can."""
        ...


class RuleCoder:
    """Codes Chinese, English and Russian with grammars and lexicons; offline and deterministic.

    Args:
        names: who is meant.
        domestic: code also acts inside one state (English only): police, rebels, demonstrators act for the state they
            are named with, or that the sentence is about, and source may equal target.
        least: evidence less likely right than this is left out; 0 keeps everything.

    Attributes:
        name: name and version, written into every piece of evidence.
        least: as given.
    """

    def __init__(self, names: Names, *, domestic: bool = False, least: float = 0.0) -> None:
        self.name = f"rules/{__version__}" + ("+domestic" if domestic else "")
        self._names = names
        self._domestic = domestic
        self.least = least

    def code(self, document: Document) -> list[AnyEvidence]:
        """Return the evidence of one document, in the order of the text; none for a language without a lexicon."""
        return merge(self._told(document, None), document, self.name)

    def why_not(self, document: Document) -> str:
        """Why a document cannot be coded: there is no lexicon for its language, and none is guessed."""
        return "" if family(document.language) else f"there is no lexicon for the language {document.language!r}"

    def explain(self, document: Document) -> list[Explained]:
        """Return every sentence of a document with what was read in it, what was coded, and why nothing else was."""
        watched: list[Explained] = []
        told = settle(self._told(document, watched))
        at: dict[int, list[AnyEvidence]] = defaultdict(list)
        for one in told:
            at[one.sentence.start].append(record(one, document.id, self.name))
        return [replace(one, kept=tuple(at[one.sentence.start])) for one in watched]

    def _told(self, document: Document, watched: list[Explained] | None) -> list[Told]:
        language = family(document.language)
        if not language:
            return []
        lex, rules = lexicon(language), grammar(language)
        cased = fold(document.text, document.language)
        text = rules.lower(cased)
        mentions = [
            as_actor(one)
            for one in self._names.find(document.text, document.published)
            if not is_currency(text, one.start, one.end)
        ]
        mentions = rules.introduced(text, mentions)
        if not (mentions or self._domestic) and watched is None:
            return []
        # A word inside a name is no trigger: 集體安全條約組織 has no treaty in it.
        hits = _outside(lex.find(text), mentions)
        return self._tell(document, (text, cased), mentions, hits, lex, rules, watched)

    def _tell(
        self,
        document: Document,
        texts: tuple[str, str],
        mentions: list[Mention],
        hits: list[Hit],
        lex: Lexicon,
        rules: Grammar,
        watched: list[Explained] | None,
    ) -> list[Told]:
        memory, told = Memory(), Told.Builder()
        written = rules.written(texts[0], document.published)
        bodies = Bodies(partial(_members, self._names, document.published))
        pointer_m = pointer_h = 0
        for sentence in split(document.text, document.language, document.title):
            pointer_m, own_mentions = _slice(mentions, pointer_m, sentence)
            pointer_h, own_hits = _slice(hits, pointer_h, sentence)
            if not (own_hits or memory.counted) or not (own_mentions or memory.topic or self._domestic):
                memory.skip((sentence.start, sentence.end), own_mentions)
                spoken_of = rules.notes_unread and own_mentions
                if (spoken_of or memory.scene.when is not None) and not sentence.title:
                    source = self._source(document, texts, sentence, written, own_mentions, own_hits, memory.when)
                    pass_by(memory, {code for one in own_mentions for code in one.actors}, source.dates(), written)
                    if spoken_of:
                        # Who is spoken of is who "it" means next, even if the sentence tells of no act.
                        memory.note(rules.read(source, lex, memory).parties)
                if watched is not None:
                    why = "no word that tells of an act, a figure or a tie" if not own_hits else "no actor so far"
                    watched.append(Explained(sentence, skipped=why))
                continue
            if memory.unread and rules.recalls(texts[0], sentence.start, sentence.end):
                memory.when = last_time(texts[1][slice(*memory.unread)], written, memory.when)
            memory.unread = None
            source = self._source(document, texts, sentence, written, own_mentions, own_hits, memory.when)
            reading = rules.read(source, lex, memory)
            reading.language, reading.published = lex.language, document.published
            reading.trail = None if watched is None else []
            found = _evidence(reading, memory, bodies, lex)
            told.add(sentence, reading, *([one for one in some if one.confidence >= self.least] for some in found))
            if watched is not None:
                watched.append(Explained(sentence, reading, steps=tuple(reading.trail or ())))
            if not sentence.title:
                _remember(memory, source, reading, found[0] if rules.doer_is_topic else [])
        return told.done(bodies)

    def _source(
        self,
        document: Document,
        texts: tuple[str, str],
        sentence: Sentence,
        written: date | None,
        mentions: list[Mention],
        hits: list[Hit],
        earlier: When | None,
    ) -> Source:
        """One sentence for the grammar, with positions that count from its start."""
        start, end = sentence.start, sentence.end
        return Source(
            text=texts[0][start:end],
            cased=texts[1][start:end],
            original=document.text[start:end],
            language=document.language,
            published=written,
            mentions=[_shift_mention(one, start) for one in mentions],
            hits=[Hit(one.start - start, one.end - start, one.frames, one.forms) for one in hits],
            title=sentence.title,
            earlier=earlier,
            domestic=self._domestic,
        )


def _evidence(
    reading: Reading, memory: Memory, bodies: Bodies, lex: Lexicon
) -> tuple[list[Claim], list[Figure], list[Bond], list[Stance]]:
    return (
        in_episode(read_events(reading, memory, bodies), reading, memory),
        read_stocks(reading, memory, lex),
        read_ties(reading, memory, lex),
        read_positions(reading, memory, lex),
    )


def _remember(memory: Memory, source: Source, reading: Reading, claims: list[Claim]) -> None:
    """Learn from a sentence who is spoken of, by ``claims`` too, who said something, and when."""
    memory.note(reading.parties)
    if claims and len(claims[0].source) == 1:
        # Who acts is who "he" and "the minister" mean next, though another may stand first.
        memory.topic = claims[0].source
    memory.said = said_on(reading, memory.said)
    memory.when = next((one.when for one in reversed(source.seen_dates()) if one.when), memory.when)


def _outside(hits: list[Hit], mentions: list[Mention]) -> list[Hit]:
    kept, index = [], 0
    for hit in hits:
        while index < len(mentions) and mentions[index].end <= hit.start:
            index += 1
        inside = index < len(mentions) and mentions[index].start <= hit.start and hit.end <= mentions[index].end
        if not inside or (mentions[index].kind is Kind.PLACE and hit.frames and hit.frames[0].code == "base-host"):
            # Manas Air Base is a place and a base.
            kept.append(hit)
    return kept


def _members(names: Names, on: date | None, body: str) -> tuple[str, ...]:
    return names.members(body, on)


def _slice(found: list[_T], pointer: int, sentence: Sentence) -> tuple[int, list[_T]]:
    own: list[_T] = []
    while pointer < len(found) and found[pointer].start < sentence.end:
        if found[pointer].start >= sentence.start and found[pointer].end <= sentence.end:
            own.append(found[pointer])
        pointer += 1
    return pointer, own


def _shift_mention(one: Mention, by: int) -> Mention:
    # Written out: dataclasses.replace takes three times as long, and this runs for every mention.
    return Mention(
        one.start - by, one.end - by, one.text, one.actors, one.kind, one.key, one.alternatives, one.in_office
    )
