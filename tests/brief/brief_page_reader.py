"""Reads a page as a strict browser would: tags must be closed, attributes are kept by element."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img"}
#: Elements whose end tag HTML lets one leave out.
OPTIONAL = {"tr", "td", "th", "thead", "tbody", "li", "p", "dt", "dd"}


@dataclass
class Page:
    text: str
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    style: str = ""

    def attributes(self, name: str) -> list[tuple[str, str]]:
        return [(tag, attrs[name]) for tag, attrs in self.elements if name in attrs]

    @property
    def ids(self) -> list[str]:
        return [value for _, value in self.attributes("id")]

    @property
    def words(self) -> str:
        """What a reader sees: without tags, styles and entities of markup."""
        plain = re.sub(r"<style>.*?</style>", "", self.text, flags=re.S)
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", plain))

    def section(self, name: str) -> str:
        """The part of the page from a section's id to the next section of the same rank."""
        start = self.text.index(f'id="{name}"')
        return self.text[start : self.text.find("</section>\n<section id=", start)]


class Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page, self.open = page, list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open[-1] != tag and self.open[-1] in OPTIONAL:
            self.open.pop()
        if not self.open or self.open.pop() != tag:
            raise AssertionError(f"</{tag}> at {self.getpos()} closes nothing")

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            self.page.style += data


def read_page(text: str) -> Page:
    page = Page(text)
    reader = Reader(page)
    reader.feed(text)
    reader.close()
    if reader.open:
        raise AssertionError(f"never closed: {reader.open}")
    return page
