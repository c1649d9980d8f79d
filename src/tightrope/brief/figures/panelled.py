"""Small charts of the brief put together into one picture."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tightrope.brief.figures.figure import DataRow, Drawing
from tightrope.brief.figures.theme import Theme

#: Colours that the charts of the brief have of their own, and what a theme calls them.
_COLOURS = {"#999": "faint", "white": "paper", "#1b1d21": "ink"}
#: Room on the left for numbers and their title.
LEFT = 44
#: What only a chart that stands alone has.
_OUTER = ("$schema", "config", "padding", "autosize", "background")


@dataclass(frozen=True)
class Part:
    """One small chart.

    Attributes:
        chart: its Vega-Lite JSON with its data, from the brief.
        title: what stands above it.
        y: title of its vertical axis; stands at the first of a row.
        lines: names of lines with their colours and dashes, for a legend; ``ink`` is the theme's.
    """

    chart: str
    title: str
    y: str = ""
    lines: tuple[tuple[str, str, tuple[float, ...]], ...] = ()


def panelled(parts: Sequence[Part], columns: int, width: int) -> Drawing:
    """Put small charts into one, so many beside each other."""
    opened = [json.loads(part.chart) for part in parts]
    data: dict[str, Sequence[DataRow]] = {
        f"p{place}.{name}": rows for place, one in enumerate(opened) for name, rows in one["datasets"].items()
    }
    data |= {f"p{place}.legend": [] for place, part in enumerate(parts) if part.lines}

    def define(theme: Theme) -> dict[str, Any]:
        charts = [_part(part, place, theme, first=place % columns == 0) for place, part in enumerate(parts)]
        return {"concat": charts, "columns": columns, "spacing": {"row": 18, "column": 16}}

    return Drawing(define, data, width, LEFT)


def _part(part: Part, place: int, theme: Theme, *, first: bool) -> dict[str, Any]:
    text = part.chart
    for colour, name in _COLOURS.items():
        text = text.replace(f'"{colour}"', json.dumps(getattr(theme, name)))
    chart: dict[str, Any] = json.loads(text)
    for key in (*_OUTER, "datasets"):
        chart.pop(key, None)
    for layer in chart["layer"]:
        layer["data"] = {"name": f"p{place}.{layer['data']['name']}"}
        channel = layer["encoding"].get("y", {})
        if "axis" in channel:
            channel["axis"] = {**channel["axis"], "title": part.y if part.y and first else None}
    if part.lines:
        chart["layer"].append(_legend(part, place, theme, chart["width"] + 16))
    title = {"text": part.title, "anchor": "start", "fontSize": 12, "fontWeight": 600, "offset": 6}
    return {**chart, "title": title}


def _legend(part: Part, place: int, theme: Theme, left: int) -> dict[str, Any]:
    """A layer without data, whose scales tell the lines apart."""
    names = [name for name, _, _ in part.lines]
    colours = [theme.ink if colour == "ink" else colour for _, colour, _ in part.lines]
    dashes = [list(dash) or [1, 0] for _, _, dash in part.lines]
    symbol = {"symbolType": "stroke", "symbolSize": 500, "symbolStrokeWidth": 2}
    legend = {"title": None, "orient": "none", "legendX": left, "legendY": 0, **symbol}
    line = {"field": "line", "type": "nominal", "legend": legend}
    return {
        "data": {"name": f"p{place}.legend"},
        "mark": "line",
        "encoding": {
            "stroke": {**line, "scale": {"domain": names, "range": colours}},
            "strokeDash": {**line, "scale": {"domain": names, "range": dashes}},
        },
    }


def stacked(drawings: Iterable[tuple[str, Drawing]]) -> Drawing:
    """Put drawings below each other, each with a heading (empty: none)."""
    found = list(drawings)
    data: dict[str, Sequence[DataRow]] = {
        f"d{place}.{name}": rows for place, (_, one) in enumerate(found) for name, rows in one.data.items()
    }

    def define(theme: Theme) -> dict[str, Any]:
        return {
            "vconcat": [
                _headed(heading, one.define(theme), f"d{place}.") for place, (heading, one) in enumerate(found)
            ],
            "spacing": 24,
        }

    return Drawing(define, data, max(one.width for _, one in found), max(one.left for _, one in found))


def _headed(heading: str, chart: dict[str, Any], prefix: str) -> dict[str, Any]:
    renamed = _renamed(chart, prefix)
    title = {"text": heading, "anchor": "start", "fontSize": 13, "fontWeight": 600, "offset": 10}
    return {**renamed, "title": title} if heading else renamed


def _renamed(value: Any, prefix: str) -> Any:
    """Put a prefix before the names of data."""
    if isinstance(value, Mapping):
        return {
            key: {"name": prefix + one["name"]} if key == "data" else _renamed(one, prefix)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_renamed(one, prefix) for one in value]
    return value
