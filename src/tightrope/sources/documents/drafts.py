"""From what a reader found to a document: the last step, the same for every format."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from tightrope.records import Document, Failure, Origin, SourceError

from .cleaning import clean_line
from .dates import believable, parse_day
from .furniture import Block, without_furniture
from .language import tell_language

#: Longer texts are not documents of the kind that is coded sentence by sentence (a thick book has this size).
LONGEST_TEXT = 2_000_000

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_PUBLISHED_UNDER = re.compile(r"(?:https?://|doi:)", re.IGNORECASE)
_ARCHIVES = ("web.archive.org", "archive.org")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What a reader found in one document, still as the source wrote it.

    Attributes:
        where: what a failure names: path, path and line, path and number of the item, or URL.
        name: becomes ``Document.name``.
        raw: the bytes the hash is taken of: the file, or the entry of a feed or line that is the document.
        blocks: headings and paragraphs, without the title where the reader knows it.
        published: day or the words that hold it.
        language: what the source declares, used only where the text itself does not tell.
    """

    where: str
    name: str
    raw: bytes
    blocks: tuple[Block, ...]
    title: str = ""
    author: str = ""
    outlet: str = ""
    url: str = ""
    published: date | str | None = None
    language: str = ""
    accessed: date | None = None


def finish(draft: Draft, today: date) -> Iterator[Document | Failure]:
    """Yield the document, then a note for a day of publication that was found but not taken.

    Raises:
        SourceError: no text is left, or far too much.
    """
    title = _without_outlet(clean_line(draft.title), clean_line(draft.outlet))
    paragraphs = without_furniture(draft.blocks, title)
    text = "\n\n".join([title, *paragraphs] if title else paragraphs)
    if not text:
        raise SourceError("no text is left after removing markup", draft.where)
    if len(text) > LONGEST_TEXT:
        raise SourceError(f"the text has {len(text):,} characters (at most {LONGEST_TEXT:,} are read)", draft.where)
    published, doubt = _published(draft.published, today)
    yield Document(
        origin=_origin(draft, title),
        published=published,
        language=tell_language(text, draft.language),
        title=title,
        text=text,
        author=clean_line(draft.author),
        name=printable(draft.name),
    )
    if doubt:
        yield Failure(draft.where, doubt)


def host_of(url: str) -> str:
    """Return the host that published a URL, without ``www.``; for a copy in the Web Archive the original host."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        inner = parts.path.find("/http")
        if host in _ARCHIVES and inner >= 0:
            return host_of(parts.path[inner + 1 :])
    except ValueError:  # brackets that hold no IPv6 address
        return ""
    return host


def printable(name: str) -> str:
    """Return a file name or address as text that can be stored: undecodable bytes and controls become U+FFFD."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def _without_outlet(title: str, outlet: str) -> str:
    """Return ``Title`` of ``Title - Outlet`` or ``Title | Outlet``."""
    for mark in (" - ", " | ", " – ", " — "):
        before, found, after = title.rpartition(mark)
        if found and before.strip() and outlet and after.casefold() == outlet.casefold():
            return before.strip()
    return title


def _origin(draft: Draft, title: str) -> Origin:
    url = clean_line(draft.url)
    if _SCHEME.match(url) and not _PUBLISHED_UNDER.match(url):
        url = ""  # javascript: and the like would run where a brief shows the origin as a link
    return Origin(
        producer=clean_line(draft.outlet) or host_of(url) or "unknown",
        title=title,
        url=url,
        accessed=draft.accessed,
        sha256=hashlib.sha256(draft.raw).hexdigest(),
    )


def _published(found: date | str | None, today: date) -> tuple[date | None, str]:
    """Return the day and, if it could not be taken, why."""
    if not found:
        return None, ""
    day = found if isinstance(found, date) else parse_day(clean_line(found))
    if day is None:
        return None, f"publication date {clean_line(str(found))[:60]!r} is not a day: ignored"
    doubt = believable(day, today)
    return (None if doubt else day), doubt
