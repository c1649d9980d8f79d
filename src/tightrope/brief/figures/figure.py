"""A figure that can be taken away: the picture, exactly what it draws, and what it rests on."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import altair as alt
import vl_convert
from markupsafe import Markup

from tightrope.brief.figures.setting import wrapped
from tightrope.brief.figures.theme import PAGE, Theme, sheet_theme
from tightrope.brief.svg import static_svg
from tightrope.records import Origin

Cell = str | int | float | None
DataRow = Mapping[str, Any]
#: Sizes of type on a sheet, in pixels, and the white around it.
_TITLE, _NOTE, _FOOT, _MARGIN = 17, 11, 9.5, 22
#: A spreadsheet would take text that begins so for a formula; in East Asian languages the wide signs as well (OWASP).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True)
class Drawing:
    """A chart without title and frame.

    Attributes:
        define: returns its Vega-Lite definition in a theme, without ``config`` and without data. All that changes from
            figure to figure is in the data as far as possible: a definition is compiled once.
        data: its rows by the name that the definition has for them.
        width: about how wide it is, in pixels, with the room on its left.
        left: room on its left for names and numbers, in pixels.
        below: height of what stands below it without being counted in its layout, such as a legend of its own place.
        room: room that it has on a page on its right, above and below it; measured from its text if ``None``.
    """

    define: Callable[[Theme], dict[str, Any]]
    data: Mapping[str, Sequence[DataRow]]
    width: int
    left: int = 0
    below: int = 0
    room: tuple[int, int, int] | None = None


@dataclass(frozen=True)
class Figure:
    """A picture with the numbers and the sources behind it.

    Attributes:
        name: stands in addresses and names of files; letters, digits, full stops, hyphens and
            underscores.
        title: what is drawn, in the language.
        note: how to read it, and from which run and models it is; plain text.
        label: what it shows, for those who do not see it.
        drawing: the chart.
        columns: names of the columns of the table behind it, the same in all languages.
        locale: the language.
    """

    name: str
    title: str
    note: str
    label: str
    drawing: Drawing
    columns: tuple[str, ...]
    locale: str
    _rows: Callable[[], Iterable[Sequence[Cell]]] = field(repr=False)
    _sources: Callable[[], Iterable[Origin]] = field(repr=False)
    _foot: Callable[[Sequence[Origin]], str] = field(repr=False)
    _cite: Callable[[Sequence[Origin]], str] = field(repr=False)

    @cached_property
    def rows(self) -> tuple[tuple[Cell, ...], ...]:
        """Exactly what is drawn, one thing a row, with the ids that ``tightrope trace`` takes."""
        return tuple(tuple(row) for row in self._rows())

    @cached_property
    def sources(self) -> tuple[Origin, ...]:
        """Where what is drawn comes from, in the order of producers and titles."""
        found = {origin.id: origin for origin in self._sources()}
        return tuple(sorted(found.values(), key=lambda one: (one.producer, one.title, one.id)))

    @cached_property
    def chart(self) -> dict[str, Any]:
        """The Vega-Lite definition of the whole sheet, with its data: title, note, chart, sources."""
        theme, width = sheet_theme(self.locale), self.drawing.width
        foot = wrapped(self._foot(self.sources), width, _FOOT)
        note = [line for part in self.note.split("\n") for line in wrapped(part, width, _NOTE)]
        return {
            "$schema": alt.SCHEMA_URL,
            "background": theme.paper,
            "padding": _MARGIN,
            "title": {
                "text": wrapped(self.title, width, _TITLE),
                "subtitle": note,
                "anchor": "start",
                "offset": 16,
                "fontSize": _TITLE,
                "subtitleFontSize": _NOTE,
                "subtitleLineHeight": 15,
                "subtitlePadding": 6,
            },
            "vconcat": [self.drawing.define(theme), _foot_chart(foot, self.drawing.left, theme)],
            "spacing": 16 + self.drawing.below,
            "config": theme.config(),
            "datasets": {**{name: list(rows) for name, rows in self.drawing.data.items()}, "foot": _lines(foot)},
        }

    def svg(self) -> str:
        """Return the sheet as an SVG file."""
        return vl_convert.vegalite_to_svg(self.chart)

    def png(self, scale: float = 2) -> bytes:
        """Return the sheet as a PNG file, so many pixels of it for each pixel of the drawing."""
        return vl_convert.vegalite_to_png(self.chart, scale=scale)

    def csv(self) -> str:
        """Return the rows as comma-separated values (RFC 4180, UTF-8)."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(self.columns)
        writer.writerows([_harmless(cell) for cell in row] for row in self.rows)
        return text.getvalue()

    def cite(self) -> str:
        """Return how to cite it: title, version, run and day, then one source a line with its licence."""
        return self._cite(self.sources)

    def inline(self) -> Markup:
        """Return the drawing alone as SVG for a page, coloured by the page's style sheet."""
        definition = {
            "background": "transparent",
            **self._room(),
            **self.drawing.define(PAGE),
            "config": PAGE.config(),
            "datasets": self.drawing.data,
        }
        return static_svg(json.dumps(definition, separators=(",", ":")), f"f-{self.name}", self.label)

    def _room(self) -> dict[str, Any]:
        if self.drawing.room is None:
            return {"padding": 4}
        right, top, bottom = self.drawing.room
        padding = {"left": self.drawing.left, "right": right, "top": top, "bottom": bottom + self.drawing.below}
        return {"padding": padding, "autosize": {"type": "none"}}


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def _foot_chart(lines: Sequence[str], left: int, theme: Theme) -> dict[str, Any]:
    return {
        "data": {"name": "foot"},
        "width": 10,
        "height": max(14 * len(lines), 1),
        "mark": {"type": "text", "align": "left", "baseline": "top", "fontSize": _FOOT, "color": theme.soft},
        "encoding": {
            "x": {"value": -left},
            "y": {"field": "y", "type": "quantitative", "scale": None, "axis": None},
            "text": {"field": "line", "type": "nominal"},
        },
    }


def _lines(lines: Sequence[str]) -> list[dict[str, Any]]:
    return [{"line": line, "y": 14 * place} for place, line in enumerate(lines)]
