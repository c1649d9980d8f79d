"""Markdown and Jekyll posts, with or without front matter, with bodies in Markdown, in HTML or in both."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt

from .blocks import Markup, read_markup
from .cleaning import clean_line, comparable
from .dates import leading_date, parse_day
from .drafts import Draft, host_of
from .front_matter import FrontMatter, read_front_matter
from .furniture import Block
from .prolog import root_start

# As exact as possible first: the address of the original before that of a copy.
_URL_KEYS = ("original_url", "source_url", "canonical_url", "canonical", "from", "url", "link")
_DATE_KEYS = ("date", "published", "published_time", "published_at", "pubdate", "publish_date", "date_published")
_OUTLET_KEYS = ("outlet", "publisher", "publication", "site_name", "site", "source")
_LIST_KEYS = ("tags", "categories", "category", "tag")

_HTML_BODY = re.compile(r"<(?:article|center|div|html|main|p|section|span|table)\b", re.IGNORECASE)
_MARKDOWN_SYNTAX = re.compile(r"^#{1,6} |^(?:-{3,}|={3,})[ \t]*$|\]\(\s?<?(?:https?:|/)", re.MULTILINE)
_PROGRAMME = re.compile(r"《([^》]{1,40})》 ?[(（]?(\d{8}|\d{4}-\d{2}-\d{2})[)）]?")
_DATED_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-")


@dataclass(frozen=True, slots=True)
class _Heading:
    """What the first headings of a post tell: its title, and for a broadcast the programme and day."""

    title: str = ""
    outlet: str = ""
    published: str = ""
    consumed: int = 0


def read_markdown(text: str, *, where: str, name: str, raw: bytes) -> Draft:
    """Read a post.

    Title: front matter, else a heading that opens the body. A heading ``《programme》 (20231124)`` is the outlet and
    day of a broadcast; if one heading follows it, that is the title. Outlet: front matter; else the author, where
    the post also names the author among its tags or categories (as posts made from feeds do); else the host of the
    URL. Day: front matter, else the programme heading, ``date 2025-09-05`` in front of the text, or the file name
    ``2025-09-05-….md`` of a Jekyll post. URL: front matter, else the link 查看原文.

    Raises:
        SourceError: broken front matter (file and line are named) or HTML nested too deep.
    """
    front = read_front_matter(text, where)
    leading, body = leading_date(front.body)
    markup = _read_body(body)
    title = clean_line(front.first("title"))
    heading = _Heading() if title else _read_heading(markup.blocks)
    dated_name = name if _DATED_NAME.match(name) else ""
    return Draft(
        where=where,
        name=name,
        raw=raw,
        blocks=markup.blocks[heading.consumed :],
        title=title or heading.title,
        author=front.first("author", "authors", "byline", "by"),
        outlet=_outlet(front) or heading.outlet,
        url=_url(front) or markup.original,
        published=front.first(*_DATE_KEYS) or heading.published or leading or parse_day(dated_name),
        language=front.first("lang", "language", "locale"),
    )


def _read_body(body: str) -> Markup:
    if _HTML_BODY.match(body, root_start(body)) and not _MARKDOWN_SYNTAX.search(body):
        return read_markup(body)
    return read_markup(_parser().render(body))


@cache
def _parser() -> MarkdownIt:
    """CommonMark with tables and without indented code: in posts, indented lines are indented text or HTML."""
    return MarkdownIt("commonmark", {"html": True}).enable("table").disable("code")


def _read_heading(blocks: Sequence[Block]) -> _Heading:
    if not blocks or not blocks[0].level:
        return _Heading()
    first = blocks[0].text
    programme = _PROGRAMME.fullmatch(first)
    if programme is None:
        return _Heading(title=first, consumed=1)
    outlet, published = programme[1], programme[2]
    headings = [position for position, block in enumerate(blocks) if block.level]
    if headings[1:] == [1]:
        return _Heading(blocks[1].text, outlet, published, consumed=2)
    return _Heading(first, outlet, published, consumed=1)


def _outlet(front: FrontMatter) -> str:
    named = next((value for key in _OUTLET_KEYS if (value := front.first(key)) and not _is_address(value)), "")
    author = front.first("author")
    mirrored = {comparable(label) for label in front.every(*_LIST_KEYS)}
    return named or (author if author and comparable(author) in mirrored else "")


def _url(front: FrontMatter) -> str:
    return next((value for key in (*_URL_KEYS, "source") if _is_address(value := front.first(key))), "")


def _is_address(value: str) -> bool:
    return value.startswith(("http://", "https://")) and bool(host_of(value)) and " " not in value
