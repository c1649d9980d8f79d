"""A document in pieces that a model takes at once, cut between sentences, each with what stood before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tightrope.extract.sentences import Sentence

#: Code points of a piece, so that it, the rules and the answer fit into a window of 8,000 tokens.
LONGEST = {"zh": 2000, "ru": 4000, "en": 6000}
#: Code points of context at most; two sentences are the least, since pronouns may point back that far.
CONTEXT = 600
_BACK = 2


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document.

    Attributes:
        first: number of its first sentence.
        last: number after its last sentence.
        start: first code point.
        end: code point after the last one.
        context: where its context begins, which ends at ``start``.
    """

    first: int
    last: int
    start: int
    end: int
    context: int


def cut(sentences: Sequence[Sentence], language: str) -> list[Chunk]:
    """Cut a document into as few pieces as the length allows; a sentence is never divided.

    Args:
        sentences: all sentences of the document.
        language: ``zh``, ``en`` or ``ru``.
    """
    chunks: list[Chunk] = []
    first = 0
    for index, sentence in enumerate(sentences):
        if index > first and sentence.end - sentences[first].start > LONGEST[language]:
            chunks.append(_chunk(sentences, first, index))
            first = index
    if sentences:
        chunks.append(_chunk(sentences, first, len(sentences)))
    return chunks


def halve(chunk: Chunk, sentences: Sequence[Sentence]) -> tuple[Chunk, Chunk] | None:
    """Cut a piece in two near its middle; ``None`` if it is a single sentence."""
    if chunk.last - chunk.first < 2:
        return None
    middle = (chunk.start + chunk.end) / 2
    cut_at = min(range(chunk.first + 1, chunk.last), key=lambda index: abs(sentences[index].start - middle))
    return _chunk(sentences, chunk.first, cut_at), _chunk(sentences, cut_at, chunk.last)


def _chunk(sentences: Sequence[Sentence], first: int, last: int) -> Chunk:
    start = sentences[first].start
    begin = max(0, first - _BACK)
    while begin > 0 and start - sentences[begin - 1].start <= CONTEXT:
        begin -= 1
    context = sentences[begin].start if first else start
    return Chunk(first, last, start, sentences[last - 1].end, context)
