"""Markup to paragraphs: a walk over an HTML tree that keeps text and drops pictures, captions, menus and share bars.

The walk is a loop, not a recursion, so the depth of a page cannot exhaust the stack; the depth itself is checked
first, because building a tree of n nested elements takes time that grows with n².
"""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tightrope.records import SourceError

from .cleaning import clean_characters, join_lines, without_surrogates
from .furniture import Block, is_caption, points_to_original
from .plain import paragraphs_of_lines


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Real pages stay below 100.
DEEPEST = 5000

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)")
_NESTING = _words(
    "a abbr article aside b bdo blockquote center cite code dd del details div dl em figure font footer form header i"
    " ins label main mark nav ol pre q s section small span strike strong sub summary sup table u ul"
)
_DROPPED = _words(
    "aside audio button canvas dialog embed figcaption footer form head iframe input map math menu nav noscript object"
    " option script select style svg template textarea title video"
)
_BLOCKS = _words(
    "address article blockquote body caption center dd details div dl dt fieldset figure h1 h2 h3 h4 h5 h6 header hr"
    " html legend li main ol p pre section summary table tbody tfoot thead tr ul"
)
_NEVER_DROPPED = frozenset({"article", "body", "html", "main"})
_PICTURES = frozenset({"img", "picture"})
_FURNITURE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:caption|credit|share|sharing|sharedaddy|addtoany|newsletter|breadcrumbs?|related-posts|screen-reader-text)"
    r"(?=$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)


class Markup(NamedTuple):
    """What a piece of markup holds.

    Attributes:
        blocks: headings and paragraphs in order.
        original: address behind a link such as 查看原文; empty if there is none.
    """

    blocks: tuple[Block, ...]
    original: str


def read_markup(html: str) -> Markup:
    """Read a fragment of HTML or a whole page.

    Raises:
        SourceError: elements are nested deeper than 5,000.
    """
    check_depth(html)
    parser = LexborHTMLParser(without_surrogates(html))
    collector = _Collector()
    if parser.root is not None:
        _walk(parser.root, collector)
    collector.close()
    return Markup(tuple(collector.blocks), collector.original)


def inline_text(html: str) -> str:
    """Return the words of a title or by-line that may hold tags and entities, as one line."""
    return " ".join(block.text for block in read_markup(html).blocks)


def depth_of(html: str) -> int:
    """Return how deep elements are nested, counted from the tags without building a tree."""
    deepest = depth = 0
    for match in _TAG.finditer(html):
        if match[2].lower() in _NESTING:
            depth = max(0, depth - 1) if match[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def check_depth(html: str) -> None:
    """Refuse markup nested deeper than 5,000 elements.

    Raises:
        SourceError: with the depth found.
    """
    depth = depth_of(html)
    if depth > DEEPEST:
        raise SourceError(f"HTML elements nested {depth:,} deep (at most {DEEPEST:,} are read)")


def _walk(root: LexborNode, collector: _Collector) -> None:
    """Visit every node once, in document order; a dropped element is not entered."""
    depth = 0
    node: LexborNode | None = root
    while node is not None:
        child = node.child if collector.enter(node) else None
        if child is not None:
            node, depth = child, depth + 1
            continue
        collector.leave(node)
        while node is not None and depth and node.next is None:
            node, depth = node.parent, depth - 1
            if node is not None:
                collector.leave(node)
        node = node.next if node is not None and depth else None


class _Collector:
    """Gathers text into blocks: ``enter`` and ``leave`` are called for every node."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.original = ""
        self._lines: list[str] = []
        self._parts: list[str] = []
        self._level = 0
        self._prefix = ""
        self._lists: list[int | None] = []
        self._preformatted = 0
        self._picture: str | None = None
        self._link: tuple[str, int] | None = None

    def enter(self, node: LexborNode) -> bool:
        """Take in a node; return whether to visit its children."""
        tag = node.tag or ""
        if tag == "-text":
            self._add(node.text_content or "")
            return False
        if tag.startswith(("-", "_", "!")):
            return tag == "-document"
        if tag in _PICTURES:
            self._picture = self._picture or ""
            self._picture = (node.attributes.get("alt") if tag == "img" else None) or self._picture
            return tag == "picture"
        if tag in _DROPPED or (tag not in _NEVER_DROPPED and _is_dropped(node)):
            return False
        if tag in _BLOCKS:
            self.close()
            self._open(tag, node)
        elif tag == "br":
            self._break()
        elif tag in ("td", "th") and "".join(self._parts).strip():
            self._parts.append(" | ")
        elif tag == "a":
            self._link = (node.attributes.get("href") or "", len(self._parts))
        return True

    def leave(self, node: LexborNode) -> None:
        """Close what the node opened."""
        tag = node.tag or ""
        if tag in _BLOCKS:
            self.close()
            if tag in ("ol", "ul") and self._lists:
                self._lists.pop()
            elif tag == "pre":
                self._preformatted = max(0, self._preformatted - 1)
        elif tag == "a" and self._link is not None:
            href, start = self._link
            if href.startswith("http") and points_to_original("".join(self._parts[start:])):
                self.original = self.original or href
            self._link = None

    def close(self) -> None:
        """End the block: its lines become one paragraph or more."""
        self._break()
        lines, self._lines = self._lines, []
        level, self._level = self._level, 0
        for text in [join_lines(lines)] if level else paragraphs_of_lines(lines):
            if not text:
                continue
            caption = self._picture is not None and is_caption(text, self._picture)
            self._picture = None
            if not caption:
                self.blocks.append(Block(self._prefix + text, level))
                self._prefix = ""

    def _open(self, tag: str, node: LexborNode) -> None:
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self._level = int(tag[1])
        elif tag == "ol":
            start = node.attributes.get("start") or "1"
            self._lists.append(int(start) if start.isdecimal() and len(start) < 10 else 1)
        elif tag == "ul":
            self._lists.append(None)
        elif tag == "li":
            self._number()
        elif tag == "pre":
            self._preformatted += 1

    def _number(self) -> None:
        """Keep the numbers of numbered lists: ``1991. A year`` is read as an item by Markdown."""
        number = self._lists[-1] if self._lists else None
        self._prefix = "" if number is None else f"{number}. "
        if number is not None:
            self._lists[-1] = number + 1

    def _add(self, text: str) -> None:
        if self._preformatted:
            first, *rest = clean_characters(text).split("\n")
            self._parts.append(first)
            for line in rest:
                self._break()
                self._parts.append(line)
        else:
            self._parts.append(text)

    def _break(self) -> None:
        line = join_lines(clean_characters("".join(self._parts)).split("\n"))
        self._parts = []
        self._link = None
        if line:
            self._lines.append(line)


def _is_dropped(node: LexborNode) -> bool:
    attributes = node.attributes
    if not attributes:
        return False
    marked = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    return bool(
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or _HIDDEN_STYLE.search(attributes.get("style") or "")
        or _FURNITURE_CLASS.search(marked)
    )
