"""The coder that asks a language model."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tightrope.extract.lexicon import family
from tightrope.extract.llm.answer import NoJSONError, claims, parse
from tightrope.extract.llm.cache import AnswerCache, Kept, key_of
from tightrope.extract.llm.checks import Checker
from tightrope.extract.llm.chunks import Chunk, cut, halve
from tightrope.extract.llm.passage import Passage
from tightrope.extract.llm.prompt import PROMPT_VERSION, Message, messages, repair
from tightrope.extract.llm.server import Answer, ChatServer, ServerSettings, StumbleError, TooLongError
from tightrope.extract.llm.tally import Tally
from tightrope.extract.merging import Told, merge
from tightrope.names import Names
from tightrope.records import AnyEvidence, CoderError, Document, ExtractError

#: So many documents in a row that the server fails on end the run.
MOST_STUMBLES = 5


@dataclass(frozen=True, slots=True)
class Settings:
    """How the coder works.

    Attributes:
        server: where to ask.
        cache: folder of raw answers; ``None`` keeps none.
        most_tokens: the run stops before the first question after so many tokens; ``None`` for no limit.
    """

    server: ServerSettings
    cache: Path | None = None
    most_tokens: int | None = None


@dataclass(slots=True)
class _Task:
    """One document on its way: what was told so far, and what was thrown away."""

    document: Document
    passage: Passage
    tally: Tally = field(default_factory=Tally)
    told: list[Told] = field(default_factory=list)


class LanguageModelCoder:
    """Codes Chinese, English and Russian by asking a language model; believes only what the document bears out.

    Documents leave the machine for the server that the settings name. An answer is cached raw and checked anew each
    time, so that a killed run pays nothing twice.

    Args:
        names: who is meant.
        settings: where to ask, the cache, the limit.

    Attributes:
        name: ``llm:``, the model, and the version of the prompt.
        tally: what was asked, paid, rejected.
        address: where documents are sent.

    Raises:
        CoderError: the settings cannot be used.
    """

    def __init__(self, names: Names, settings: Settings) -> None:
        self.name = f"llm:{settings.server.model}/{PROMPT_VERSION}"
        self.tally = Tally()
        self._names, self._settings = names, settings
        self._server = ChatServer(settings.server, self._count_repetition)
        self._cache = AnswerCache(settings.cache, self._count_corrupt) if settings.cache else None
        self._stumbles = 0
        self.address = self._server.shown

    def code(self, document: Document) -> list[AnyEvidence]:
        """Return the evidence of one document, in the order of the text.

        A text in another language, or one that names no actor, is not sent and gives none.

        Raises:
            ExtractError: no usable answer about this document; others may have one.
            CoderError: the server cannot be used, or the limit of tokens is reached.
        """
        if self.why_not(document):
            self.tally.unsent += 1
            return []
        passage = Passage(document, self._names)
        chunks = [one for one in cut(passage.sentences, passage.language) if passage.names_anybody(one)]
        self.tally.unsent += not chunks
        task = _Task(document, passage)
        try:
            for chunk in chunks:
                self._read(task, chunk)
        except StumbleError as error:
            self._stumbles += 1
            if self._stumbles >= MOST_STUMBLES:
                raise CoderError(f"{error}; so it did for {MOST_STUMBLES} documents", self.address) from error
            raise
        self._stumbles = 0
        self.tally.judge(task.tally)
        return merge(task.told, document, self.name)

    def why_not(self, document: Document) -> str:
        """Why a document is not sent at all: its language is none of those whose answers can be checked."""
        return "" if family(document.language) else f"texts in {document.language!r} cannot be checked, so none is sent"

    def _read(self, task: _Task, chunk: Chunk) -> None:
        """Have one piece read and its answer checked; a piece that is too long is read in halves."""
        halves = halve(chunk, task.passage.sentences)
        key = self._key(task.document, chunk)
        kept = self._from_cache(key)
        if kept is None or (kept.cut_off and not halves):
            kept = self._ask(messages(task.document, chunk), key, divisible=halves is not None)
        if kept.cut_off:
            for half in halves or ():
                self._read(task, half)
            return
        checker = Checker(task.passage, task.tally)
        for claim in claims(parse(kept.text)):
            task.told += checker.check(claim, chunk)

    def _from_cache(self, key: str) -> Kept | None:
        """The answer kept for a piece; ``None`` if there is none that can be used."""
        kept = self._cache.get(key) if self._cache else None
        if kept is not None and not kept.cut_off:
            try:
                parse(kept.text)
            except NoJSONError:
                self.tally.corrupt += 1
                return None
        self.tally.cached += kept is not None
        return kept

    def _ask(self, question: list[Message], key: str, *, divisible: bool) -> Kept:
        """Ask about one piece and keep the answer: an object, or that the piece must be halved."""
        try:
            answer = self._pay(question)
        except TooLongError:
            if divisible:
                return Kept("", cut_off=True)  # cost nothing, and another window may be larger: not kept
            raise
        kept = Kept("", cut_off=True) if answer.cut_off and divisible else Kept(self._parsed(question, answer), False)
        if self._cache is not None:
            self._cache.put(key, kept)
        return kept

    def _parsed(self, question: list[Message], answer: Answer) -> str:
        """Return an answer that is the JSON asked for; any other is asked for once more.

        Raises:
            ExtractError: it is no JSON again.
        """
        wrong = "no answer"
        for attempt in range(2):
            if answer.cut_off:
                raise ExtractError("the model's answer was cut off at its limit of tokens, even for a single sentence")
            try:
                parse(answer.text)
            except NoJSONError as error:
                wrong = str(error)
            else:
                return answer.text
            if attempt == 0:
                answer = self._pay(repair(question, answer.text, wrong))
        raise ExtractError(f"the model's answer is not the JSON asked for, twice ({wrong})")

    def _pay(self, question: list[Message]) -> Answer:
        """Ask the server, if the limit allows.

        Raises:
            CoderError: the limit is reached.
        """
        limit = self._settings.most_tokens
        if limit is not None and self.tally.tokens >= limit:
            raise CoderError(
                f"{self.tally.tokens:,} tokens are spent, and the limit is {limit:,}; nothing more was sent"
            )
        answer = self._server.ask(question)
        sent = "".join(message["content"] for message in question)
        self.tally.spend(answer.tokens_in, answer.tokens_out, sent, answer.text)
        return answer

    def _key(self, document: Document, chunk: Chunk) -> str:
        day = document.published.isoformat() if document.published else None
        about = (document.id, document.language, day, document.title)
        return key_of(self.name, about, (chunk.context, chunk.start, chunk.end))

    def _count_repetition(self) -> None:
        self.tally.repeated += 1

    def _count_corrupt(self) -> None:
        self.tally.corrupt += 1
