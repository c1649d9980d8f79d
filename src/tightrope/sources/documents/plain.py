"""Plain text: which lines were wrapped, which are paragraphs, and whether the first one is a title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .cleaning import fold_spaces, join_lines, width
from .dates import leading_date, parse_dateline
from .furniture import Block

_ENDS_SENTENCE = re.compile(r"[。！？!?.…;；][”’」』》)）\"']*$")
_NO_TITLE_END = re.compile(r"[。．.;；:：,，、][”’」』》)）\"']*$")
_INDENTED = re.compile("\u3000\u3000|\u3000|\t| {4}")
#: Nobody wraps wider than this, and nobody wraps a text narrower than that.
WIDEST_COLUMN, NARROWEST_COLUMN = 130, 40
LONGEST_TITLE = 150


@dataclass(frozen=True, slots=True)
class PlainText:
    """A plain text taken apart.

    Attributes:
        title: the title, empty if the text starts right away.
        published: the day in front of the text or in a line of its own above it; ``None`` if there is none.
        blocks: the paragraphs without the title.
    """

    title: str
    published: date | None
    blocks: tuple[Block, ...]


def read_plain(text: str) -> PlainText:
    r"""Take a plain text apart.

    A document may start with `` date 2025-09-05 `` in front of its first words; that is its day of publication. So
    is a line of its own, above or below the title, that holds nothing but a date. The first paragraph is the title
    if it is one line of at most 150 characters that does not end like a sentence and more text follows.

    Args:
        text: clean characters, ``\n`` as line end.
    """
    published, text = leading_date(text)
    paragraphs = [paragraph for block in _blocks(text) for paragraph in paragraphs_of_lines(block)]
    title = ""
    for _ in range(2):
        day = parse_dateline(paragraphs[0]) if paragraphs else None
        if day and not published:
            published = day
            paragraphs.pop(0)
        if not title and _is_title(paragraphs):
            title = paragraphs.pop(0)
    return PlainText(title, published, tuple(map(Block, paragraphs)))


def paragraphs_of_lines(lines: Sequence[str]) -> list[str]:
    """Turn lines that follow each other without an empty line into paragraphs.

    A line was wrapped if the first word of the next line would not have fitted any more; then the two are joined.
    Where most lines end a sentence, or lines are wider than anybody wraps, or narrower, every line is a paragraph.
    An indented line always starts a paragraph.
    """
    folded = [fold_spaces(line) for line in lines]
    widths = [width(line.rstrip()) for line in lines]
    column = max(widths, default=0)
    ends = sum(bool(_ENDS_SENTENCE.search(line[-8:])) for line in folded[:-1])
    unwrapped = not NARROWEST_COLUMN <= column <= WIDEST_COLUMN or ends > 0.6 * (len(folded) - 1)
    if unwrapped:
        return [line for line in folded if line]
    all_indented = all(_INDENTED.match(line) for line in lines)
    groups: list[list[str]] = []
    for position, line in enumerate(folded):
        indented = bool(_INDENTED.match(lines[position])) and not all_indented
        if groups and not indented and _was_wrapped(widths[position - 1], line, column):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [paragraph for paragraph in map(join_lines, groups) if paragraph]


def _blocks(text: str) -> list[list[str]]:
    """Split at empty lines."""
    blocks: list[list[str]] = [[]]
    for line in text.split("\n"):
        if line.strip():
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def _was_wrapped(taken: int, following: str, column: int) -> bool:
    """Whether the first word of the following line did not fit; Chinese needs room for a character and a mark."""
    word = following.split(" ", 1)[0]
    needed = 4 if width(word) > len(word) else 1 + width(word)
    return taken + needed > column


def _is_title(paragraphs: Sequence[str]) -> bool:
    if len(paragraphs) < 2 or parse_dateline(paragraphs[0]):
        return False
    first = paragraphs[0]
    return len(first) <= LONGEST_TITLE and not _NO_TITLE_END.search(first[-8:])
