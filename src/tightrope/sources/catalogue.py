"""Everything that tightrope reads: data sets, roll calls, event data sets and kinds of documents, described alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tightrope.records import SourceError
from tightrope.sources import roll_calls
from tightrope.sources.datasets import DATASETS, Dataset
from tightrope.sources.roll_calls import Publisher

DATA_SET, ROLL_CALLS, EVENT_DATA, DOCUMENTS = "data set", "roll calls", "event data", "documents"
#: What documents are read for.
_EVIDENCE = ("events", "stocks", "ties", "positions")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One thing that can be read.

    Attributes:
        name: what a user types; several publishers of roll calls share one.
        kind: ``data set``, ``roll calls``, ``event data`` or ``documents``.
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
    return (*(_dataset(dataset) for dataset in DATASETS.values()), *votes, *_EVENT_DATA, *_DOCUMENTS)


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


def _event_data(name: str, title: str, **told: Any) -> Listed:
    return Listed(
        name=name,
        kind=EVENT_DATA,
        title=title,
        covers="events between all countries, as software reads them out of news",
        channels=("politics.flows", "politics.event_cooperation"),
        command=f"tightrope flows SRC… --format {name} --out DIR, then tightrope load flows DIR",
        **told,
    )


_EVENT_DATA = (
    _event_data(
        "gdelt",
        "GDELT Event Database, versions 1.0 and 2.0",
        producer="The GDELT Project",
        url="https://www.gdeltproject.org/",
        licence="free, unlimited use with citation and link",
        citation="The GDELT Project (https://www.gdeltproject.org/)",
        years="1979-",
        fields={
            "SQLDATE, DATEADDED": "day of the event, and of the report",
            "Actor1CountryCode, Actor2CountryCode": "country of who acts and who is acted upon; KnownGroupCode EEC is "
            "the European Union",
            "EventCode, GoldsteinScale": "CAMEO code and its score",
            "NumMentions": "how often it was told",
        },
        reads="export files as published: tab-separated, no header, 57, 58 or 61 fields; packed or not",
        note="Every 15 minutes since 2015, every day since April 2013, before that by month and year.",
        by_hand="http://data.gdeltproject.org/events/index.html (1.0) and "
        "http://data.gdeltproject.org/gdeltv2/masterfilelist.txt (2.0) list the files",
    ),
    _event_data(
        "icews",
        "ICEWS Coded Event Data",
        producer="Leidos, Inc. (Harvard Dataverse)",
        url="https://doi.org/10.7910/DVN/28075",
        licence="see the terms on its Dataverse page",
        citation="Boschee, Lautenschlager, O'Brien, Shellman, Starz and Ward (2015), ICEWS Coded Event Data, Harvard "
        "Dataverse",
        years="1995-2023",
        fields={
            "Event Date": "day of the event",
            "Source Name, Source Country, Target Name, Target Country": "who acts and who is acted upon",
            "CAMEO Code, Intensity": "what happened and its score",
        },
        reads="tab-separated files with a header, and comma-separated tables with names of relations (date, source, "
        "relation, target); packed or not",
        note="Discontinued on 11 April 2023.",
        by_hand="download from the Dataverse page",
    ),
    _event_data(
        "polecat",
        "POLECAT Weekly Data",
        producer="Political Instability Task Force (Harvard Dataverse)",
        url="https://doi.org/10.7910/DVN/AJGVIT",
        licence="see the terms on its Dataverse page",
        citation="Halterman, Bagozzi, Beger, Schrodt and Scarborough (2023), PLOVER and POLECAT: A New Political Event "
        "Ontology and Dataset",
        years="2018-",
        fields={
            "Event Date, Publication Date": "day of the event, and of the report",
            "Event Type": "PLOVER type; its score is that of docs/event-data.md",
            "Actor Name, Actor Country, Recipient Name, Recipient Country": "who acts and who is acted upon",
        },
        reads="tab-separated files with a header; packed or not",
        by_hand="download from the Dataverse page",
    ),
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
