"""Everything that tightrope reads: data sets, roll calls and kinds of documents, described alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from tightrope.records import SourceError
from tightrope.sources import roll_calls
from tightrope.sources.datasets import DATASETS, Dataset
from tightrope.sources.roll_calls import Publisher

DATA_SET, ROLL_CALLS, DOCUMENTS = "data set", "roll calls", "documents"
#: What documents are read for.
_EVIDENCE = ("events", "stocks", "ties", "positions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One thing that can be read.

    Attributes:
        name: what a user types; several publishers of roll calls share one.
        kind: ``data set``, ``roll calls`` or ``documents``.
        title: its title at the producer.
        producer: who publishes it.
        url: where it is published.
        licence: its terms, as far as known.
        citation: how its makers ask to be cited.
        years: the years it covers.
        covers: whose figures, votes or texts these are.
        channels: what it gives.
        fields: the columns that are read, each with its meaning.
        reads: which file, in words.
        note: what to know before using it; may be empty.
        fetched: whether ``tightrope fetch`` downloads it.
        download: address of the publisher's file; empty if there is none, or several.
        sha256: hash of that file if it never changes; empty otherwise.
        by_hand: how else to get the file; empty if it can be fetched.
        command: how it is brought in.
    """

    name: str
    kind: str
    title: str
    producer: str = ""
    url: str = ""
    licence: str = ""
    citation: str = ""
    years: str = ""
    covers: str
    channels: tuple[str, ...]
    fields: Mapping[str, str]
    reads: str
    note: str = ""
    fetched: bool = False
    download: str = ""
    sha256: str = ""
    by_hand: str = ""
    command: str

    def as_dict(self) -> dict[str, object]:
        """All of it, for JSON."""
        return {**asdict(self), "channels": list(self.channels), "fields": dict(self.fields)}


def catalogue() -> tuple[Listed, ...]:
    """Everything that can be read, data sets first."""
    votes = [_roll_calls(publisher) for publisher in roll_calls.PUBLISHERS]
    return (*(_dataset(dataset) for dataset in DATASETS.values()), *votes, *_DOCUMENTS)


def look_up(name: str) -> tuple[Listed, ...]:
    """All entries of this name.

    Raises:
        SourceError: there is none.
    """
    everything = catalogue()
    found = tuple(each for each in everything if each.name == name)
    if not found:
        known = ", ".join(sorted({each.name for each in everything}))
        raise SourceError(f"there is no source {name!r}; known are {known}")
    return found


def _dataset(dataset: Dataset) -> Listed:
    source, about = dataset.source, dataset.about
    return Listed(
        name=dataset.name,
        kind=DATA_SET,
        title=source.title,
        producer=source.producer,
        url=source.url,
        licence=source.licence,
        citation=about.citation,
        years=about.years,
        covers=about.covers,
        channels=about.channels,
        fields=about.fields,
        reads=about.reads,
        note=about.note,
        fetched=about.download is not None,
        download=about.download.url if about.download else "",
        sha256=about.download.sha256 if about.download else "",
        by_hand=about.by_hand,
        command=f"tightrope load {dataset.name} FILE",
    )


def _roll_calls(publisher: Publisher) -> Listed:
    return Listed(
        name=roll_calls.NAME,
        kind=ROLL_CALLS,
        title=publisher.source.title,
        producer=publisher.source.producer,
        url=publisher.source.url,
        licence=publisher.source.licence,
        citation=publisher.citation,
        years=publisher.years,
        covers="recorded votes of all members of the United Nations General Assembly",
        channels=("votes",),
        fields=publisher.fields,
        reads=publisher.reads,
        note="What two publishers both list counts once; where they tell a vote differently, both are printed.",
        fetched=True,
        command=f"tightrope load {roll_calls.NAME} FILE…",
    )


def _documents(name: str, title: str, reads: str, fields: Mapping[str, str]) -> Listed:
    return Listed(
        name=name,
        kind=DOCUMENTS,
        title=title,
        licence="that of each document; it stays yours and is never published with a case",
        covers="whatever the text speaks of, in Chinese, English and Russian",
        channels=_EVIDENCE,
        fields=fields,
        reads=reads,
        command="tightrope read PATH|URL…",
    )


_DOCUMENTS = (
    _documents(
        "markdown",
        "Markdown and Jekyll posts",
        ".md, .markdown, with or without front matter",
        {"title, date, author, outlet, url, lang": "of the front matter, under these and other usual names"},
    ),
    _documents(
        "html", "Web pages", ".html, .htm, or an address", {"title, date, author, site": "of the page's metadata"}
    ),
    _documents("feed", "Feeds", "RSS, Atom, RDF, as file or address", {"title, link, published": "of each entry"}),
    _documents(
        "warc",
        "Web archives",
        ".warc, .warc.gz",
        {"title, date, author, site": "of each page's metadata, never the crawl's"},
    ),
    _documents("text", "Plain text", "any other text file", {"(first line)": "the title, if it is set apart"}),
    _documents(
        "jsonl",
        "One document a line",
        ".jsonl, .ndjson, .jl",
        {"text, title, url, published, language, …": "see docs/documents.md"},
    ),
)
