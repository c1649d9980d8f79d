"""The grammars, one a language, and what else the coder asks of a language before it reads a sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache

from tightrope.extract import grammar_zh
from tightrope.extract.dateline import written_on
from tightrope.extract.dateline_zh import same_day
from tightrope.extract.dateline_zh import written_on as written_on_zh
from tightrope.extract.folding import lower
from tightrope.extract.lexicon import Lexicon
from tightrope.extract.memory import Memory
from tightrope.extract.people_zh import learned
from tightrope.extract.reading import Reading
from tightrope.extract.source import Source
from tightrope.names import Mention


@dataclass(frozen=True, slots=True)
class Grammar:
    """One language.

    Attributes:
        read: makes a reading of a sentence.
        lower: the text in the form in which triggers are looked for.
        introduced: the mentions, with those whom the text itself introduces.
        written: the day on which a text was written, from the text and its day of publication.
        recalls: whether a stretch of text names its time by the sentence before (當天).
        notes_unread: whether a sentence that tells of no act says who the next pronoun means.
        doer_is_topic: whether who acts is meant next, though another may stand first in the sentence.
    """

    read: Callable[[Source, Lexicon, Memory], Reading]
    lower: Callable[[str], str] = lower
    introduced: Callable[[str, list[Mention]], list[Mention]] = lambda text, mentions: mentions
    written: Callable[[str, date | None], date | None] = lambda text, published: published
    recalls: Callable[[str, int, int], bool] = lambda text, start, end: False
    notes_unread: bool = True
    doer_is_topic: bool = False


@cache
def grammar(language: str) -> Grammar:
    """The grammar of a language; that of Russian is loaded only when it is asked for, since it takes a while."""
    if language == "zh":
        return Grammar(
            grammar_zh.read,
            lower=lambda text: text,
            introduced=learned,
            written=written_on_zh,
            recalls=same_day,
            notes_unread=False,
        )
    if language == "ru":
        from tightrope.extract import grammar_ru

        return Grammar(grammar_ru.read, written=written_on)
    from tightrope.extract import grammar_en

    return Grammar(grammar_en.read, written=written_on, doer_is_topic=True)
