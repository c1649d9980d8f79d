"""A figure on its own: the picture, how to read it, its table, how to cite it; and the same as files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tightrope.brief.figures import GROWING, Figure, figure, figure_names
from tightrope.records import AnyEvidence, Origin, TightropeError
from tightrope.web.desk import Desk
from tightrope.web.passages import documents_of
from tightrope.web.view import Kind, NotThereError, View

#: Files there are of every figure, with their media types.
FILES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
#: Most rows of a table on the page; the file has all.
MOST_ROWS = 400


@dataclass(frozen=True)
class _Read:
    """All evidence that was read, with where it comes from if a view can open the ledger."""

    desk: Desk
    view: View | None = None

    def between(self, first: str, second: str) -> Iterable[AnyEvidence]:
        return self.desk.evidence.between(first, second)

    def origins(self, evidence: Iterable[AnyEvidence]) -> Iterable[Origin]:
        return (document.origin for document in documents_of(self.view, evidence).values()) if self.view else ()


def named(view: View, name: str) -> Figure:
    """Return a figure in the language of a page.

    Raises:
        NotThereError: there is none of that name.
    """
    try:
        return figure(view.publication, view.links, name, _Read(view.desk, view))
    except TightropeError as error:
        raise NotThereError("not_there.figure", name=name) from error


def as_file(view: View, name: str, kind: str) -> bytes:
    """Return a figure as a file of one of :data:`FILES`.

    Raises:
        NotThereError: there is none of that name.
    """
    found = named(view, name)
    if kind == "png":
        return found.png()
    return (found.svg() if kind == "svg" else found.csv()).encode()


def _content(view: View, name: str) -> dict[str, Any]:
    return {"figure": named(view, name), "most_rows": MOST_ROWS}


def available(desk: Desk) -> tuple[str, ...]:
    """Return the names of all figures, also of events that were read since the newest run."""
    return figure_names(desk.publication, _Read(desk))


def grown(desk: Desk, name: str) -> int:
    """Return how much evidence there is for a figure that grows between runs; 0 for others."""
    first, dash, second = name.rpartition(".")[2].partition("-")
    return len(desk.evidence.between(first, second)) if name.partition(".")[0] in GROWING and dash else 0


def _paths(desk: Desk) -> Iterator[str]:
    return (f"figure/{name}" for name in available(desk))


KIND = Kind("figure", re.compile(r"figure/(?P<name>[A-Za-z0-9._-]{1,120})"), _content, _paths, grown)
