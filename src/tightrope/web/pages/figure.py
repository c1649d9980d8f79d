"""A figure on its own: the picture, how to read it, its table, how to cite it; and the same as files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tightrope.brief.figures import Figure, figure, figure_names
from tightrope.records import TightropeError
from tightrope.web.desk import Desk
from tightrope.web.view import Kind, NotThereError, View

#: Files there are of every figure, with their media types.
FILES = {"svg": "image/svg+xml", "png": "image/png", "csv": "text/csv; charset=utf-8"}
#: Most rows of a table on the page; the file has all.
MOST_ROWS = 400


def named(view: View, name: str) -> Figure:
    """Return a figure in the language of a page.

    Raises:
        NotThereError: there is none of that name.
    """
    try:
        return figure(view.publication, view.links, name)
    except TightropeError as error:
        raise NotThereError(error.what) from error


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


def _paths(desk: Desk) -> Iterator[str]:
    for name in figure_names(desk.publication):
        yield f"figure/{name}"


KIND = Kind("figure", re.compile(r"figure/(?P<name>[A-Za-z0-9.-]{1,120})"), _content, _paths)
