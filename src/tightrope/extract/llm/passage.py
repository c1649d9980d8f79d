"""A document prepared for checking: where a quote stands, who is named there, which times and figures it has."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from tightrope.extract.bodies import Bodies, as_actor
from tightrope.extract.dates import find_dates
from tightrope.extract.folding import fold, lower
from tightrope.extract.lexicon import family, lexicon
from tightrope.extract.llm.chunks import Chunk
from tightrope.extract.llm.pointing import points_back, written_for_a_model
from tightrope.extract.quantities import Quantity, find_quantities
from tightrope.extract.sentences import Sentence, split
from tightrope.extract.weights import language_states
from tightrope.names import Kind, Mention, Names
from tightrope.records import Document, When

#: Sentences that a pronoun may point back over.
_BACK = 2
#: A shorter quote says nothing by itself (code points).
SHORTEST = {"zh": 5, "en": 12, "ru": 12}
_NEAR_PLAN = 80


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote where it stands.

    Attributes:
        start: first code point in the document.
        end: code point after the last one.
        index: number of the sentence that holds it.
        sentence: that sentence.
    """

    start: int
    end: int
    index: int
    sentence: Sentence


class Passage:
    """One document with all that checks ask about it; everything is found once."""

    def __init__(self, document: Document, names: Names) -> None:
        self.document, self.names = document, names
        self.language = family(document.language)
        self.sentences = split(document.text, document.language, document.title)
        self._starts = [sentence.start for sentence in self.sentences]
        self._cased = fold(document.text, document.language)
        self._lower = lower(self._cased)
        self.mentions = [as_actor(one) for one in names.find(document.text, document.published)]
        self.bodies = Bodies(lambda body: names.members(body, document.published))

    def locate(self, text: str, chunk: Chunk) -> Quote | str:
        """Find a quote in a piece, or say why it is none: code point for code point, the first time it occurs."""
        wanted = text.strip()
        if len(wanted) < SHORTEST[self.language]:
            return "quote too short to say anything"
        start = self.document.text.find(wanted, chunk.start, chunk.end)
        if start < 0:
            before = self.document.text.find(wanted, chunk.context, chunk.end) >= 0
            return "quote from the context, not from the text" if before else "quote not in the document"
        end = start + len(wanted)
        index = bisect_right(self._starts, start) - 1
        sentence = self.sentences[index]
        if end > sentence.end:
            return "quote longer than one sentence"
        written_for = written_for_a_model(self._lower[sentence.start : sentence.end])
        if written_for:
            return f"quote from {written_for}"
        return Quote(start, end, index, sentence)

    def names_anybody(self, chunk: Chunk) -> bool:
        """Whether a piece names an actor; one that names none gives no record."""
        return any(chunk.start <= one.start < chunk.end for one in self.mentions)

    def named(self, start: int, end: int) -> frozenset[str]:
        """Codes of all who are named between two places; groups by their own code and by those of their members."""
        return frozenset(code for one in self._within(start, end) for code in _codes(one))

    def named_before(self, quote: Quote) -> frozenset[str]:
        """Codes of all who are named in the two sentences before a quote, its own before it, or the title."""
        first = self.sentences[max(0, quote.index - _BACK)]
        titles = [one for one in self.sentences[:1] if one.title]
        found = self.named(first.start, quote.start)
        return found.union(*(self.named(title.start, title.end) for title in titles))

    def points_back(self, quote: Quote) -> tuple[bool, bool]:
        """Whether a quote points back to somebody, and whether to several: by a pronoun, a title, a missing subject."""
        text = self._lower[quote.start : quote.end]
        inside = [(one.start - quote.start, one.end - quote.start) for one in self._within(quote.start, quote.end)]
        somebody, several = points_back(text, self.language, inside)
        return somebody or self._lacks_subject(quote, text, inside), several

    def _lacks_subject(self, quote: Quote, text: str, names: list[tuple[int, int]]) -> bool:
        """Whether a verb comes before any name: 隨後訪問烏茲別克; in Western languages only in a piece cut out."""
        if self.language != "zh" and quote.start == quote.sentence.start:
            return False
        hits = lexicon(self.language).find(text)
        return bool(hits) and (not names or hits[0].end <= names[0][0])

    def by_language(self, quote: Quote) -> frozenset[str]:
        """States whose language, people or currency a quote names."""
        return language_states(self._lower[quote.start : quote.end])

    def quantities(self, quote: Quote) -> list[Quantity]:
        """The figures of a quote."""
        text = self._cased[quote.start : quote.end]
        return find_quantities(text, self.document.language, find_dates(text, self.document.language, None))

    def times(self, quote: Quote) -> list[When]:
        """Every time that the sentence of a quote, the two before it or the title names."""
        numbers = range(max(0, quote.index - _BACK), quote.index + 1)
        titles = [0] if self.sentences[0].title else []
        return [when for number in dict.fromkeys((*numbers, *titles)) for when in self._times[number]]

    @cached_property
    def _times(self) -> list[list[When]]:
        """Times per sentence; a bare day or weekday as the last one and as the next one, since either may be meant."""
        found: list[list[When]] = []
        earlier: When | None = None
        for sentence in self.sentences:
            text = self._cased[sentence.start : sentence.end]
            plans = tuple(range(0, len(text) + 1, _NEAR_PLAN))
            whens = [
                hit.when
                for some in ((), plans)
                for hit in find_dates(text, self.document.language, self.document.published, earlier, some)
                if hit.when
            ]
            earlier = whens[-1] if whens else earlier
            found.append(whens)
        return found

    def _within(self, start: int, end: int) -> list[Mention]:
        return [one for one in self.mentions if start <= one.start and one.end <= end]


def _codes(mention: Mention) -> tuple[str, ...]:
    whole = (mention.key,) if mention.kind is Kind.GROUP or len(mention.actors) > 1 else ()
    return (*mention.actors, *mention.alternatives, *whole)
