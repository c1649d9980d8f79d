"""What all figures share: the words, the run they are from, their sources, and how they are cited."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from tightrope import __version__
from tightrope.brief.figures.figure import Cell, Drawing, Figure
from tightrope.brief.links import Links
from tightrope.brief.publication import Publication
from tightrope.brief.wording import plain
from tightrope.records import AnyEvidence, Estimate, Origin

#: How an estimate stands in a table, after whatever else tells it apart.
NUMBERS = ("mean", "low90", "low50", "high50", "high90", "estimate")

#: So many sources stand on a picture with their titles, and of more so many producers; how to cite it names them all.
FEW, MOST_NAMED = 3, 12


def numbers(one: Estimate) -> tuple[Cell, ...]:
    """Return the cells of an estimate under :data:`NUMBERS`."""
    return (one.mean, one.low90, one.low50, one.high50, one.high90, one.id)


def joined(ids: Iterable[str]) -> str:
    """Return several ids as one cell."""
    return " ".join(ids)


class Beyond(Protocol):
    """All evidence of a ledger; a publication has the events of its newest documents only."""

    def between(self, first: str, second: str) -> Iterable[AnyEvidence]:
        """Return all evidence about two parties."""

    def origins(self, evidence: Iterable[AnyEvidence]) -> Iterable[Origin]:
        """Return where evidence comes from."""


@dataclass(frozen=True)
class Maker:
    """Makes figures of one publication in one language.

    Attributes:
        publication: what is drawn.
        links: the language and the names.
        beyond: all evidence, if it is at hand.
    """

    publication: Publication
    links: Links
    beyond: Beyond | None = None

    def say(self, key: str, **values: object) -> str:
        """Return the text of a key, plain."""
        return self.links.words(key, **values).unescape()

    def party(self, code: str) -> str:
        """Return the name of a party, plain."""
        return self.links.labels.party(code).unescape()

    def figure(
        self,
        name: str,
        title: str,
        reading: Sequence[str],
        label: str,
        drawing: Drawing,
        table: tuple[tuple[str, ...], Callable[[], Iterable[Sequence[Cell]]]],
        basis: Callable[[], Iterable[str | Origin]],
        models: Iterable[str] = (),
    ) -> Figure:
        """Return a figure.

        Args:
            name: of the figure.
            title: of the figure, plain.
            reading: sentences on how to read it.
            label: what it shows, for those who do not see it.
            drawing: the chart.
            table: names of the columns, and what returns the rows.
            basis: returns the ids of all that it rests on, or where that comes from.
            models: names and versions of the models of the estimates in it.
        """
        made = self._made(sorted(set(models)))
        gap = str(self.links.words.gap)  # markup would escape what it joins
        return Figure(
            name=name,
            title=title,
            note="\n".join((gap.join(reading), made)),
            label=label,
            drawing=drawing,
            columns=table[0],
            locale=self.links.words.locale,
            _rows=table[1],
            _sources=lambda: self._origins(basis()),
            _foot=self._foot,
            _cite=lambda sources: self._cite(title, made, sources),
        )

    def _made(self, models: Sequence[str]) -> str:
        words, run = self.links.words, self.publication.run
        made = [words("picture.tightrope", version=__version__, case=self._case)]
        if run:
            made.append(words("picture.run", run=run.id, day=words.day(run.recorded.date())))
        if models:
            made.append(words("picture.models", models=words.listing(models)))
        if self.publication.looked_up:
            made.append(words("picture.looked_up", day=words.day(self.publication.looked_up)))
        return words.gap.join(made).unescape()

    @property
    def _case(self) -> str:
        titles: Mapping[str, str] = self.publication.case.title
        return titles.get(self.links.words.locale) or titles["en"]

    def _origins(self, basis: Iterable[str | Origin]) -> Iterable[Origin]:
        publication = self.publication
        for key in set(basis):
            if isinstance(key, Origin):
                yield key
                continue
            item: Any = publication.observations.get(key) or publication.evidence.get(key)
            if item is not None:
                yield publication.origin_of(item)
            elif key in publication.roll_calls:
                yield publication.origins[publication.roll_calls[key].origin]

    def _foot(self, sources: Sequence[Origin]) -> str:
        producers = dict.fromkeys(plain(origin.producer or origin.title) for origin in sources)
        if not producers:
            return ""
        if len(sources) <= FEW:
            titled = (
                self.links.words("picture.source", producer=plain(one.producer), title=plain(one.title or one.producer))
                for one in sources
            )
            return self.say("picture.sources", sources=self.links.words("list.comma").join(titled))
        named = self.links.words("list.comma").join(list(producers)[:MOST_NAMED])
        left = len(producers) - MOST_NAMED
        text = self.links.words("picture.sources", sources=named)
        return (self.links.words("picture.more", sources=text, number=left) if left > 0 else text).unescape()

    def _cite(self, title: str, made: str, sources: Sequence[Origin]) -> str:
        head = self.say("picture.cite", title=title, made=made)
        return "\n".join((head, *(self._source(origin) for origin in sources)))

    def _source(self, origin: Origin) -> str:
        """One source: producer, title, year, where it is, licence."""
        words = self.links.words
        year = self._years.get(origin.id)
        parts = [
            words("picture.source", producer=origin.producer, title=origin.title or origin.producer),
            str(year) if year else "",
            origin.url,
            words("picture.licence", licence=origin.licence) if origin.licence else words("picture.no_licence"),
            words("picture.accessed", day=words.day(origin.accessed)) if origin.accessed else "",
        ]
        return plain(words("list.comma").join(part for part in parts if part).unescape())

    @cached_property
    def _years(self) -> dict[str, int]:
        """The year in which the newest document of an origin was published; tables have none."""
        found: dict[str, int] = {}
        for document in self.publication.documents.values():
            if document.published:
                key = document.origin.id
                found[key] = max(found.get(key, 0), document.published.year)
        return found


def ids_of(estimates: Iterable[Estimate]) -> set[str]:
    """Return all that estimates rest on."""
    return {key for one in estimates for key in one.rests_on}
