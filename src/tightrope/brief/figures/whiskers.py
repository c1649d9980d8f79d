"""Means with their 50 % and 90 % intervals as layers of a chart, filled where the interval says something."""

from __future__ import annotations

from typing import Any, Literal

from tightrope.brief.figures.figure import DataRow
from tightrope.brief.figures.theme import Theme
from tightrope.records import Estimate


def whisker(one: Estimate, *, told: bool, colour: str) -> DataRow:
    """Return the row of an estimate.

    Args:
        one: the estimate.
        told: whether its point is filled.
        colour: of its marks.
    """
    ends = {name: round(getattr(one, name), 4) for name in ("mean", "low90", "low50", "high50", "high90")}
    return {**ends, "told": told, "colour": colour}


def whiskers(
    along: Literal["x", "y"], axis: dict[str, Any], other: dict[str, Any], theme: Theme
) -> list[dict[str, Any]]:
    """Return the layers: a line at zero, the intervals and the points.

    Args:
        along: the channel of the estimates.
        axis: of the estimates.
        other: encoding of what tells the estimates apart, by channel.
        theme: colours.
    """
    colour = {"field": "colour", "type": "nominal", "scale": None}

    def of(field: str) -> dict[str, Any]:
        return {"field": field, "type": "quantitative", "axis": axis}

    def between(low: str, high: str, width: float) -> dict[str, Any]:
        ends = {along: of(low), f"{along}2": {"field": high}}
        mark = {"type": "rule", "strokeWidth": width, "strokeCap": "butt"}
        return {"mark": mark, "encoding": {**other, **ends, "stroke": colour}}

    def points(told: bool, fill: dict[str, Any]) -> dict[str, Any]:
        return {
            "transform": [{"filter": {"field": "told", "equal": told}}],
            "mark": {"type": "point", "shape": "circle", "size": 60, "opacity": 1, "strokeWidth": 1.8},
            "encoding": {**other, along: of("mean"), "fill": fill, "stroke": colour},
        }

    zero = {"mark": {"type": "rule", "stroke": theme.soft, "strokeWidth": 1}, "encoding": {along: {"datum": 0}}}
    return [
        zero,
        between("low90", "high90", 1.4),
        between("low50", "high50", 4.5),
        points(True, colour),
        points(False, {"value": theme.paper}),
    ]
