"""What the coder decided about one sentence, step by step; kept only when somebody asks (`tightrope explain`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tightrope.extract.lexicon import Frame
    from tightrope.extract.reading import Reading
    from tightrope.extract.sentences import Sentence
    from tightrope.records import AnyEvidence


@dataclass(frozen=True, slots=True)
class Step:
    """One decision.

    Attributes:
        start: first code point of the trigger or number, relative to the sentence.
        end: code point after it.
        frame: the line of the lexicon that it evoked; ``None`` if the decision came before any frame.
        reason: why nothing was coded; empty if something was.
        fact: what was coded.
        signs: what speaks for and against it; see :mod:`tightrope.extract.confidence`.
    """

    start: int
    end: int
    frame: Frame | None
    reason: str = ""
    fact: object | None = None
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """One sentence of a document with everything that the coder made of it.

    Attributes:
        sentence: the sentence.
        reading: what the grammar made of it; ``None`` if it was not read.
        skipped: why it was not read; empty if it was.
        steps: the decisions, in the order in which they were taken.
        kept: the evidence that stands at this sentence.
    """

    sentence: Sentence
    reading: Reading | None = None
    skipped: str = ""
    steps: tuple[Step, ...] = ()
    kept: tuple[AnyEvidence, ...] = ()
