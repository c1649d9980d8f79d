"""Texts, where they came from, and what could not be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tightrope.records.errors import shown
from tightrope.records.rows import digest

#: Characters of what is said of something that could not be read; a path may have 4,096.
_LONGEST_WHERE, _LONGEST_REASON = 5000, 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a document or a table came from.

    Attributes:
        producer: who published it (outlet, institution).
        title: its title there.
        url: a URL, DOI or file path at which a reader finds it; empty if unknown.
        licence: SPDX name or the words of its terms; empty if unknown.
        accessed: the day it was fetched or read; ``None`` if unknown.
        sha256: hash of the raw bytes, hexadecimal; empty where there are none (our own notes).
    """

    producer: str
    title: str
    url: str = ""
    licence: str = ""
    accessed: date | None = None
    sha256: str = ""

    @property
    def id(self) -> str:
        """Content id, without the day of access: reading the same file tomorrow is the same origin."""
        return digest("origin", [self.producer, self.title, self.url, self.licence, self.sha256])


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text with its origin.

    Attributes:
        origin: outlet, title, URL, licence, hash of the raw bytes.
        published: day of publication; ``None`` if the source does not say. Never the day of reading.
        language: ``zh-Hant``, ``zh-Hans``, ``en``, ``ru`` or another BCP 47 tag; ``und`` if undetermined.
        title: the title, plain text; empty if there is none.
        text: clean text. If there is a title it is the first line; paragraphs are separated by one empty line;
            wrapped lines are joined and Unicode spaces folded. Spans of evidence count code points of this string.
        author: by-line; empty if unknown.
        name: file name (or the last part of the URL) it was read from, for exports.
    """

    origin: Origin
    published: date | None
    language: str
    title: str
    text: str
    author: str = ""
    name: str = ""

    @property
    def id(self) -> str:
        """Content id: the text alone decides, so the same text under another URL is the same document."""
        return digest("document", [self.text])


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be read, and why, in one line. Nothing is ever skipped silently."""

    where: str
    reason: str

    def __post_init__(self) -> None:
        """What a file holds may stand in both, so neither is odder or much longer than a line."""
        for name, longest in (("where", _LONGEST_WHERE), ("reason", _LONGEST_REASON)):
            line = shown(getattr(self, name).replace("\n", " "))
            object.__setattr__(self, name, line if len(line) <= longest else f"{line[:longest]}…")
