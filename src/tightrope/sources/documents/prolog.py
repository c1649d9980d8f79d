"""What may stand in front of the first element of an XML or HTML text, skipped in linear time.

A regular expression for "any number of comments, then the root" takes exponential time on a text made for it; a
search for the end of each comment does not.
"""

from __future__ import annotations

import re

_SPACE = re.compile(r"\s*")
_ELEMENT = re.compile(r"<!--|<!\[CDATA\[|<(/?)[A-Za-z_][^<>]*?(/?)>")
_SUBSET_END = re.compile(r"\]\s*>")


def root_start(text: str) -> int:
    """Return the index of the first character after white space, declarations, comments and document type."""
    position = 0
    while True:
        position = _space_end(text, position)
        if text.startswith("<?", position):
            position = _after(text, "?>", position)
        elif text.startswith("<!--", position):
            position = _after(text, "-->", position + 4)
        elif text[position : position + 9].lower() == "<!doctype":
            position = _after_doctype(text, position)
        else:
            return position


def without_declaration(text: str) -> str:
    """Return the text without ``<?xml … ?>`` at its start: it is decoded already, whatever encoding that names."""
    start = _space_end(text, 0)
    return text[_after(text, "?>", start) :] if text.startswith("<?xml", start) else text


def declares_entities(text: str) -> bool:
    """Whether an entity is declared before the root: entities that hold entities can grow without limit."""
    return "<!entity" in text[: root_start(text)].lower()


def xml_depth(text: str) -> int:
    """Return how deep elements are nested, outside comments and CDATA, without building a tree."""
    deepest = depth = position = 0
    while match := _ELEMENT.search(text, position):
        position = match.end()
        if match[0] == "<!--":
            position = _after(text, "-->", position)
        elif match[0] == "<![CDATA[":
            position = _after(text, "]]>", position)
        elif not match[2]:
            depth = max(0, depth - 1) if match[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


def _space_end(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    return match.end() if match else position


def _after(text: str, end: str, position: int) -> int:
    found = text.find(end, position)
    return found + len(end) if found >= 0 else len(text)


def _after_doctype(text: str, position: int) -> int:
    close = _after(text, ">", position)
    if "[" not in text[position:close]:
        return close
    subset = _SUBSET_END.search(text, position)
    return subset.end() if subset else len(text)
