"""Whole HTML pages: what the head says about the page, and the article without menus and neighbours."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from tightrope.records import SourceError

from .blocks import check_depth, depth_of, inline_text, read_markup
from .cleaning import clean_line, comparable, unwrap_wide
from .drafts import Draft
from .furniture import Block
from .prolog import without_declaration

#: Larger or deeper pages are read without trafilatura, whose time grows faster than the page.
LARGEST_EXTRACTED, DEEPEST_EXTRACTED = 2_000_000, 150

_TITLES = ("og:title", "twitter:title", "dc.title")
_SITES = ("og:site_name", "application-name", "dc.publisher", "publisher")
_AUTHORS = ("author", "article:author", "dc.creator", "byl", "parsely-author")
_DATES = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "date",
)
_ADDRESS_DAY = re.compile(r"/(\d{4})[/-](\d{2})[/-](\d{2})(?:/|$)")


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says about itself.

    Attributes:
        published: the words that hold the day, as found; empty if the page does not say.
        language: ``lang`` of the page.
    """

    title: str = ""
    author: str = ""
    outlet: str = ""
    url: str = ""
    published: str = ""
    language: str = ""


def read_page(html: str, *, where: str, name: str, raw: bytes, url: str = "") -> Draft:
    """Read a page; trafilatura separates the article from what surrounds it.

    Day of publication: meta tags, JSON-LD, ``<time datetime>`` inside the article, or ``/2023/05/12/`` in the
    address; never the day of a change, never the day of reading.

    Raises:
        SourceError: no text on the page, or HTML nested too deep.
    """
    check_depth(html)
    html = without_declaration(html)
    head = read_head(LexborHTMLParser(html), url)
    blocks = _article(html)
    if not blocks:
        raise SourceError("no text on the page besides menus and titles", where)
    return Draft(
        where=where,
        name=name,
        raw=raw,
        blocks=blocks,
        title=head.title,
        author=head.author,
        outlet=head.outlet,
        url=url or head.url,
        published=head.published,
        language=head.language,
    )


def read_head(page: LexborHTMLParser, url: str = "") -> Head:
    """Read title, author, outlet, address, day and language from meta tags, JSON-LD and the visible heading."""
    meta = _meta(page)
    linked = _linked_data(page)
    outlet = _first(meta, _SITES) or _name_of(linked.get("publisher"))
    canonical = page.css_first("link[rel=canonical][href]")
    address = (canonical.attributes.get("href") if canonical else "") or meta.get("og:url", "")
    address = address if address.startswith(("http://", "https://")) else ""
    in_address = _ADDRESS_DAY.search(url or address)
    root = page.css_first("html")
    return Head(
        title=_title(page, meta, str(linked.get("headline") or "")),
        author=_author(_first(meta, _AUTHORS)) or _name_of(linked.get("author")),
        outlet=outlet,
        url=address,
        published=_first(meta, _DATES)
        or str(linked.get("datePublished") or "")
        or _visible_day(page)
        or ("-".join(in_address.groups()) if in_address else ""),
        language=(root.attributes.get("lang") or "" if root else "") or meta.get("content-language", ""),
    )


def _article(html: str) -> tuple[Block, ...]:
    """Return the paragraphs of the article; where trafilatura finds none, those of the whole page."""
    if len(html) <= LARGEST_EXTRACTED and depth_of(html) <= DEEPEST_EXTRACTED:
        import trafilatura  # slow to load

        found = trafilatura.extract(
            unwrap_wide(html), output_format="html", include_comments=False, include_tables=True, deduplicate=False
        )
        if found and (blocks := read_markup(found).blocks):
            return blocks
    return read_markup(html).blocks


def _meta(page: LexborHTMLParser) -> dict[str, str]:
    """Return name, property or itemprop of every meta tag in lower case to its content; the first of each counts."""
    found: dict[str, str] = {}
    for node in page.css("meta[content]"):
        attributes = node.attributes
        content = (attributes.get("content") or "").strip()
        for kind in ("property", "name", "itemprop", "http-equiv"):
            key = (attributes.get(kind) or "").strip().lower()
            if key and content:
                found.setdefault(key, content)
    return found


def _first(meta: Mapping[str, str], keys: tuple[str, ...]) -> str:
    return next((meta[key] for key in keys if key in meta), "")


def _title(page: LexborHTMLParser, meta: Mapping[str, str], headline: str) -> str:
    """Return the only h1 if a title of the head contains it; else the first title of the head."""
    node = page.css_first("head > title") or page.css_first("title")
    named = [clean_line(text) for text in (_first(meta, _TITLES), headline, node.text() if node else "")]
    headings = page.css("h1")
    heading = inline_text(headings[0].html or "") if len(headings) == 1 else ""
    if heading and any(comparable(heading) in comparable(text) for text in named if text):
        return heading
    return next(filter(None, named), "") or heading


def _author(text: str) -> str:
    return "" if text.startswith(("http://", "https://")) else text


def _visible_day(page: LexborHTMLParser) -> str:
    """Return the day of a ``time`` element that is marked as publication or stands in the only article."""
    marked = page.css_first("time[itemprop=datePublished][datetime], time[pubdate][datetime]")
    articles = page.css("article")
    if marked is None and len(articles) == 1:
        marked = articles[0].css_first("time[datetime]:not([itemprop=dateModified])")
    return (marked.attributes.get("datetime") or "") if marked else ""


def _linked_data(page: LexborHTMLParser) -> Mapping[str, Any]:
    """Return the first JSON-LD object that has a headline or a day of publication."""
    for node in page.css('script[type="application/ld+json"]'):
        text = node.text() or ""
        if len(text) > 200_000:
            continue
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            continue  # pages often carry broken JSON-LD; the other evidence stands
        for item in _objects(content):
            if "headline" in item or "datePublished" in item:
                return item
    return {}


def _objects(content: Any) -> Iterator[Mapping[str, Any]]:
    for item in content if isinstance(content, list) else [content]:
        if isinstance(item, dict):
            yield item
            graph = item.get("@graph")
            yield from (node for node in graph if isinstance(node, dict)) if isinstance(graph, list) else ()


def _name_of(value: Any) -> str:
    """Return the name of a JSON-LD person or organisation, or the names of several."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_name_of, value[:10])))
    name = value.get("name") if isinstance(value, dict) else value
    return _author(name) if isinstance(name, str) else ""
