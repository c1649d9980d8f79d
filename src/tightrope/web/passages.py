"""Passages of documents as pages show them: with the documents they stand in, and in their paragraph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tightrope.records import AnyEvidence, Document
from tightrope.web.view import View

#: So much of a paragraph is shown around a quote, in characters.
LONGEST = 1500


def documents_of(view: View, items: Iterable[AnyEvidence]) -> dict[str, Document]:
    """Return the documents that evidence stands in, by id: from memory where they are, else from the ledger."""
    known = view.publication.documents
    ids = {item.document for item in items}
    found = {key: known[key] for key in ids if key in known}
    missing = sorted(ids - set(found))
    if missing:
        with view.ledger() as ledger:
            found |= {key: ledger.document(key) for key in missing}
    return found


@dataclass(frozen=True)
class Passage:
    """A quote in its paragraph.

    Attributes:
        before: what stands before it.
        quote: the words that the evidence points to.
        after: what stands behind it.
        begins: whether the paragraph begins where this does; else something is left out.
        ends: whether it ends where this does.
    """

    before: str
    quote: str
    after: str
    begins: bool
    ends: bool


def in_paragraph(text: str, start: int, end: int, longest: int = LONGEST) -> Passage:
    """Return the words of ``text[start:end]`` with their paragraph, or so much around them as there is room for.

    Args:
        text: the text of the document.
        start: first code point of the quote.
        end: code point after its last one.
        longest: most characters of all together.
    """
    first = text.rfind("\n\n", 0, start) + 2 if "\n\n" in text[:start] else 0
    last = text.find("\n\n", end)
    last = len(text) if last < 0 else last
    stop = min(end, start + longest)
    left, right = start - first, last - stop
    room = longest - (stop - start)
    if left + right > room:
        left = min(left, max(room // 2, room - right))
        right = min(right, room - left)
    return Passage(
        before=text[start - left : start],
        quote=text[start:stop],
        after=text[stop : stop + right],
        begins=start - left == first,
        ends=stop + right == last,
    )
