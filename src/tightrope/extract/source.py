"""One sentence as a grammar receives it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tightrope.extract.dates import DateHit, find_dates
from tightrope.extract.lexicon import Hit
from tightrope.extract.quantities import Quantity, find_quantities
from tightrope.names import Mention
from tightrope.records import When


@dataclass(slots=True)
class Source:
    """A sentence with what was found in it; all positions count from the start of the sentence.

    Attributes:
        text: folded text (lower-cased for Western languages).
        cased: folded text before lower-casing.
        original: the text as it stands in the document.
        language: BCP 47 tag.
        published: day of publication of the document.
        mentions: actors, shifted to the sentence.
        hits: triggers, shifted to the sentence.
        title: whether it is the heading.
        earlier: the last time the document named.
        domestic: whether acts inside one state are wanted too.
        plans: where the sentence turns to plans; set by the grammar.
        brackets: spans whose times say nothing about the acts (datelines); set by the grammar.
    """

    text: str
    cased: str
    original: str
    language: str
    published: date | None
    mentions: list[Mention]
    hits: list[Hit]
    title: bool = False
    earlier: When | None = None
    domestic: bool = False
    plans: tuple[int, ...] = ()
    brackets: tuple[tuple[int, int], ...] = ()
    _dates: list[DateHit] | None = None
    _quantities: list[Quantity] | None = None

    def dates(self) -> list[DateHit]:
        """The times of the sentence, found once."""
        if self._dates is None:
            found = find_dates(self.cased, self.language, self.published, self.earlier, self.plans)
            inside = [one for one in found if any(start <= one.start < end for start, end in self.brackets)]
            self._dates = [one for one in found if one not in inside]
        return self._dates

    def quantities(self) -> list[Quantity]:
        """The numbers of the sentence that belong to no date, found once."""
        if self._quantities is None:
            self._quantities = find_quantities(self.cased, self.language, self.dates())
        return self._quantities

    def seen_dates(self) -> list[DateHit]:
        """The times, if anybody asked for them; sentences without a claim are not searched."""
        return self._dates or []
