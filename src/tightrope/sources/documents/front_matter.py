"""The YAML block at the head of a Jekyll or Markdown post, read as plain text values.

Only the parser's events are used: no tag is ever constructed, no alias expanded, every value stays the text that
stands in the file (so ``date: 2021-07-17`` keeps its day and ``title: 1991`` stays a title).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import yaml

from tightrope.records import SourceError

LONGEST = 65_536
DEEPEST = 20

_OPENING = re.compile(r"\s*---[ \t]*\n")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_KEY = re.compile(r"^[^\W\d][\w-]*[ \t]*:(?:[ \t]|$)", re.MULTILINE)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields of a post.

    Attributes:
        values: key in lower case to its text, or to the texts of a list; nested mappings are left out.
        body: all that follows the block.
    """

    values: Mapping[str, str | tuple[str, ...]]
    body: str

    def first(self, *keys: str) -> str:
        """Return the first non-empty text under one of these keys, in the order of the keys."""
        for key in keys:
            value = self.values.get(key, "")
            text = value if isinstance(value, str) else ", ".join(value)
            if text.strip() and text.strip() not in ("null", "~"):
                return text.strip()
        return ""

    def every(self, *keys: str) -> tuple[str, ...]:
        """Return all texts under these keys."""
        found: list[str] = []
        for key in keys:
            value = self.values.get(key, ())
            found.extend((value,) if isinstance(value, str) else value)
        return tuple(found)


def read_front_matter(text: str, where: str) -> FrontMatter:
    """Split a post into its front matter and its body; a text without front matter has no values.

    Raises:
        SourceError: the block is not closed, not YAML, larger than 64 KiB, nested deeper than 20 or uses aliases;
            ``where`` then names file and line.
    """
    opening = _OPENING.match(text)
    if not opening:
        return FrontMatter(MappingProxyType({}), text)
    closing = _CLOSING.search(text, opening.end())
    if closing is None:
        if _KEY.match(text, opening.end()):
            raise SourceError("the front matter is not closed by a line ---", f"{where}:1")
        return FrontMatter(MappingProxyType({}), text)
    block = text[opening.end() : closing.start()]
    if block.strip() and not _KEY.search(block):
        return FrontMatter(MappingProxyType({}), text)  # two rules around text, not a block of fields
    if len(block) > LONGEST:
        raise SourceError(f"the front matter has more than {LONGEST:,} characters", f"{where}:1")
    values = _read_block(block, where, text[: opening.end()].count("\n") + 1)
    return FrontMatter(MappingProxyType(values), text[closing.end() :])


def _read_block(block: str, where: str, first_line: int) -> dict[str, str | tuple[str, ...]]:
    try:
        return dict(_fields(_checked(yaml.parse(block, Loader=_LOADER), where, first_line)))
    except yaml.MarkedYAMLError as error:
        line = first_line + (error.problem_mark.line if error.problem_mark else 0)
        raise SourceError(f"the front matter is not valid YAML: {error.problem}", f"{where}:{line}") from error
    except yaml.YAMLError as error:
        raise SourceError(f"the front matter is not valid YAML: {error}", f"{where}:{first_line}") from error


def _checked(events: Iterator[Any], where: str, first_line: int) -> Iterator[tuple[int, Any]]:
    """Yield every event with its depth: 1 for the keys and values of the block itself."""
    depth = 0
    for event in events:
        line = f"{where}:{first_line + (event.start_mark.line if event.start_mark else 0)}"
        if isinstance(event, yaml.AliasEvent):
            raise SourceError("the front matter uses a YAML alias (*name), which is not read", line)
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        yield depth, event
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise SourceError(f"the front matter is nested deeper than {DEEPEST}", line)


def _fields(events: Iterator[tuple[int, Any]]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    key: str | None = None
    items: list[str] | None = None
    for depth, event in events:
        if isinstance(event, yaml.ScalarEvent) and depth == 2 and items is not None:
            items.append(event.value)
        elif depth == 1 and isinstance(event, yaml.ScalarEvent):
            if key is None:
                key = event.value.strip().lower()
            else:
                yield key, event.value
                key = None
        elif depth == 1 and isinstance(event, yaml.SequenceStartEvent):
            items = []
        elif depth == 1 and isinstance(event, yaml.CollectionEndEvent):
            if key is not None and items is not None:
                yield key, _texts(items)
            key, items = None, None


def _texts(items: Sequence[str]) -> tuple[str, ...]:
    return tuple(item.strip() for item in items if item.strip())
