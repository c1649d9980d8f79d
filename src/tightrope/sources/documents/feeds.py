"""RSS 0.9 to 2.0, RDF and Atom: every item becomes a document of its own."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from time import struct_time
from typing import Any

import feedparser  # type: ignore[import-untyped]

from tightrope.records import Failure, SourceError

from .blocks import check_depth, inline_text, read_markup
from .dates import parse_day
from .drafts import Draft
from .prolog import declares_entities, without_declaration, xml_depth

#: XML elements nested deeper than this are not a feed.
DEEPEST_XML = 200
_REFERENCE = re.compile(r"&#(?:[xX]0*([0-9a-fA-F]+)|0*([0-9]+));?")


def read_feed(text: str, *, where: str, name: str) -> Iterator[Draft | Failure]:
    """Yield a draft for every item, or a failure for an item without any words.

    The day of publication is the day the item names, as written there (``00:30 +0300`` keeps its day); Atom entries
    without ``published`` use ``updated``. The raw bytes of an item are its fields, so the same item in tomorrow's
    feed has the same hash. A feed of one item gives it the name of the file, otherwise ``name#2`` is the second.

    Raises:
        SourceError: entity declarations, XML nested too deep, or neither RSS nor Atom.
    """
    _refuse_bombs(text, where)
    content = _REFERENCE.sub(_possible, without_declaration(text)).encode("utf-8", "replace")
    try:
        parsed = feedparser.parse(
            io.BytesIO(content),  # bytes, never a name: feedparser would open a file or fetch a URL
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # feedparser trips over some broken attributes
        raise SourceError("XML too broken to be taken apart as a feed", where) from error
    if not parsed.get("version") and not parsed.entries:
        raise SourceError("XML that is neither RSS nor Atom", where)
    if not parsed.entries:
        raise SourceError("a feed without items", where)
    outlet = inline_text(str(parsed.feed.get("title", "")))
    language = str(parsed.feed.get("language", ""))
    single = len(parsed.entries) == 1
    for number, entry in enumerate(parsed.entries, start=1):
        place = where if single else f"{where}#{number}"
        try:
            yield _item(entry, outlet, language, place, name if single else f"{name}#{number}")
        except SourceError as error:
            yield Failure(place, error.what)


def _possible(reference: re.Match[str]) -> str:
    """A reference to a character, or U+FFFD where it names none: feedparser would give up the whole feed."""
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    number = int(digits, base) if len(digits) < 8 else -1
    return reference[0] if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"


def _refuse_bombs(text: str, where: str) -> None:
    """Refuse what makes a parser's work grow beyond the size of the file.

    Raises:
        SourceError: the document type declares entities, or elements are nested deeper than 200.
    """
    if declares_entities(text):
        raise SourceError("the XML declares entities, which can make it grow without limit: refused", where)
    depth = xml_depth(text)
    if depth > DEEPEST_XML:
        raise SourceError(f"XML elements nested {depth:,} deep (at most {DEEPEST_XML} are read)", where)


def _item(entry: Any, outlet: str, language: str, where: str, name: str) -> Draft:
    html = _longest(entry)
    check_depth(html)
    title = inline_text(str(entry.get("title", "")))
    blocks = read_markup(html).blocks
    if not title and not blocks:
        raise SourceError("an item without title and text", where)
    url = str(entry.get("link", ""))
    published = _published(entry)
    source = entry.get("source", {})
    fields = (title, url, str(published or ""), html)
    return Draft(
        where=where,
        name=name,
        raw="\n".join(fields).encode("utf-8", "replace"),
        blocks=blocks,
        title=title,
        author=inline_text(str(entry.get("author", ""))),
        outlet=inline_text(str(source.get("title", ""))) or outlet,
        url=url,
        published=published,
        language=str(entry.get("language", "")) or language,
    )


def _longest(entry: Any) -> str:
    """Return the full content where the feed has it, else the description."""
    contents = [str(content.get("value", "")) for content in entry.get("content", ())]
    full = max(contents, key=len, default="")
    return full if full.strip() else str(entry.get("summary", ""))


def _published(entry: Any) -> date | str | None:
    """Return the day as the item writes it; feedparser's own reading (in UTC) only for forms we do not know."""
    for key in ("published", "updated"):
        words = str(entry.get(key, "")).strip()
        if not words:
            continue
        parsed = entry.get(f"{key}_parsed")
        day = parse_day(words)
        if day is None and isinstance(parsed, struct_time):
            day = date(parsed.tm_year, parsed.tm_mon, parsed.tm_mday)
        return day or words
    return None
