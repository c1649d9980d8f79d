"""How often two parties act on each other as an event data set sees it: cooperation above the line, conflict below."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tightrope.brief.figures.events import COLOURS, HEIGHT, LEFT, PLOT, two_sides
from tightrope.brief.figures.figure import Cell, DataRow, Drawing, Figure
from tightrope.brief.figures.making import NUMBERS, Maker, numbers
from tightrope.brief.figures.theme import Theme
from tightrope.brief.publication import FLOW_SIDES, Publication
from tightrope.records import Estimate

#: The ends of the intervals that are drawn, with how opaque each is.
_BANDS = (("low90", "high90", 0.28), ("low50", "high50", 0.45))
_MONTHS = 12


def names(publication: Publication) -> Iterator[str]:
    """Return the names of the figures of flows: each set with each pair that it has anything about."""
    found = dict.fromkeys((key[0], key[3], key[2]) for key in publication.flows)
    return (f"flows.{name}.{power}-{other}" for name, power, other in found)


def figure(maker: Maker, name: str) -> Figure:
    """Return the monthly rates of a set between two parties."""
    _, of_set, pair = name.split(".")
    power, other = pair.split("-")
    series = {side: maker.publication.flows.get((of_set, side, other, power), ()) for side in FLOW_SIDES}
    every = [one for found in series.values() for one in found]
    where = {"set": of_set.upper(), "first": maker.party(power), "second": maker.party(other)}
    title = maker.say("picture.flows", **where)

    def table() -> Iterator[tuple[Cell, ...]]:
        for side, found in series.items():
            for one in found:
                yield (of_set, side, str(one.when), power, other, *numbers(one))

    return maker.figure(
        name,
        title,
        [maker.say("picture.flows_read"), maker.say("picture.flows_gaps")],
        label=str(maker.links.words.gap).join((maker.say("picture.shown", title=title), _newest(maker, series))),
        drawing=_drawing(maker, series),
        table=(("set", "side", "month", "power", "other", *NUMBERS), table),
        basis=lambda: maker.publication.flow_origins[of_set],
        models=(one.model for one in every),
    )


def _newest(maker: Maker, series: Mapping[str, Sequence[Estimate]]) -> str:
    """The newest month of each side, in words."""
    links = maker.links
    told = [
        links.words(
            "picture.flows_newest",
            side=maker.say(f"picture.{side}"),
            month=links.words.when(found[-1].when),
            value=links.words.count(found[-1].mean),
            low=links.words.count(found[-1].low90),
            high=links.words.count(found[-1].high90),
        )
        for side, found in series.items()
        if found
    ]
    return links.words.listing(told).unescape()


def _month(one: Estimate) -> int:
    return _MONTHS * one.when.start.year + one.when.start.month - 1


def _rows(series: Mapping[str, Sequence[Estimate]]) -> list[DataRow]:
    """Steps of each run of months without a gap; the last month of a run reaches to its end."""
    rows: list[DataRow] = []
    for side, found in series.items():
        sign = 1.0 if side == FLOW_SIDES[0] else -1.0
        for place, one in enumerate(found):
            month = _month(one)
            if place == 0 or month != _month(found[place - 1]) + 1:
                run = f"{side} {month}"
            ends = {
                name: round(sign * getattr(one, name), 4) for name in ("mean", "low90", "low50", "high50", "high90")
            }
            row = {**ends, "side": side, "run": run, "time": round(month / _MONTHS, 4)}
            rows.append(row)
            if place + 1 == len(found) or _month(found[place + 1]) != month + 1:
                rows.append({**row, "time": round((month + 1) / _MONTHS, 4)})
    return rows


def _drawing(maker: Maker, series: Mapping[str, Sequence[Estimate]]) -> Drawing:
    rows = _rows(series)
    most = 1.12 * max(abs(row["high90"]) for row in rows)  # with room for the names of the sides
    times = [row["time"] for row in rows]
    years = math.floor(min(times)), math.ceil(max(times))
    sides = [
        {"side": maker.say("picture.cooperation"), "at": most},
        {"side": maker.say("picture.conflict"), "at": -most},
    ]

    def define(theme: Theme) -> dict[str, Any]:
        return _definition(theme, years, most)

    return Drawing(define, {"rates": rows, "sides": sides}, PLOT + LEFT, LEFT, 0, (8, 14, 20))


def _definition(theme: Theme, years: tuple[int, int], most: float) -> dict[str, Any]:
    step = 1 if years[1] - years[0] <= 12 else 5
    marked = [year for year in range(years[0], years[1] + 1) if year % step == 0]
    x = {
        "field": "time",
        "type": "quantitative",
        "scale": {"domain": list(years), "nice": False, "zero": False},
        "axis": {"values": marked, "format": "d", "title": None, "grid": False, "domain": False},
    }
    scale = {"domain": [-most, most], "nice": False}
    axis = {"tickCount": 6, "labelExpr": "abs(datum.value)", "title": None, "domain": False, "ticks": False}
    y = {"type": "quantitative", "scale": scale, "axis": axis}
    colour = {
        "field": "side",
        "type": "nominal",
        "scale": {
            "domain": list(FLOW_SIDES),
            "range": [COLOURS["material_cooperation"], COLOURS["material_conflict"]],
        },
        "legend": None,
    }
    detail = {"field": "run", "type": "nominal"}

    def band(low: str, high: str, opacity: float) -> dict[str, Any]:
        return {
            "data": {"name": "rates"},
            "mark": {"type": "area", "interpolate": "step-after", "opacity": opacity},
            "encoding": {"x": x, "y": {**y, "field": low}, "y2": {"field": high}, "fill": colour, "detail": detail},
        }

    return {
        "width": PLOT,
        "height": HEIGHT,
        "layer": [
            *(band(*one) for one in _BANDS),
            {
                "data": {"name": "rates"},
                "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 1},
                "encoding": {"x": x, "y": {**y, "field": "mean"}, "stroke": colour, "detail": detail},
            },
            *two_sides(theme, y),
        ],
    }
