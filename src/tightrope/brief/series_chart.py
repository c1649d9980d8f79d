"""Readings of one series over time: a line for each table, a bar where a figure has bounds, other marks for texts."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from functools import cache

import altair as alt
from markupsafe import Markup

from tightrope.brief.charts import PADDING, styled, year_axis
from tightrope.brief.links import Links
from tightrope.brief.svg import static_svg
from tightrope.records import Observation, Stock, When

#: Width and height of the plot, in pixels.
SIZE = (620, 200)
#: Tells the lines of several tables apart, in the order of the tables: pixels drawn and left out.
DASHES: tuple[tuple[float, ...], ...] = ((), (7, 3), (2, 2), (9, 2, 2, 2))


def series_chart(rows: Sequence[Observation], stocks: Sequence[Stock], name: str, links: Links) -> Markup:
    """Draw the readings of one series; empty if nothing has a time.

    Args:
        rows: rows of tables in order of time, all in one unit.
        stocks: figures from texts in the same unit.
        name: what the ids in the picture begin with.
        links: the language.
    """
    chart = series_json(rows, stocks, links)
    return static_svg(chart, name, label_of(rows, stocks, links)) if chart else Markup("")


def series_json(rows: Iterable[Observation], stocks: Iterable[Stock], links: Links) -> str:
    """Return the chart of one series as Vega-Lite JSON, in the colour of the text around it; empty as above."""
    tables = list(rows)
    texts = [one for one in stocks if one.as_of is not None]
    origins = list(dict.fromkeys(row.origin for row in tables))
    read = [{**_point(row.when, row.lower, row.upper), "of": origins.index(row.origin)} for row in tables]
    said = [_point(one.as_of, one.lower, one.upper) for one in texts if one.as_of]
    if not (read or said):
        return ""
    years = [int(point["at"]) for point in (*read, *said)]
    data = {
        "read": read,
        "said": said,
        "bounded": [point for point in (*read, *said) if point["low"] < point["high"]],
        "open": [point for point in (*read, *said) if point["open"]],
    }
    top = max(point["high"] for point in (*read, *said))
    ticks = tuple((tick, _tick(tick, (tables or texts)[0].unit, links)) for tick in _ticks(top))
    definition = _definition(min(years), max(years) + 1, len(origins), ticks)
    return f'{definition[:-1]},"datasets":{json.dumps(data, separators=(",", ":"))}}}'


def _point(when: When, lower: float, upper: float) -> dict[str, float]:
    """A reading in the middle of its time; of "more than", the lower bound."""
    middle = (when.start.toordinal() + when.end.toordinal() + 1) / 2
    high = lower if math.isinf(upper) else upper
    return {
        "at": round(middle / 365.2425 + 1, 3),
        "low": lower,
        "high": high,
        "middle": (lower + high) / 2,
        "open": math.isinf(upper),
    }


def _ticks(top: float) -> tuple[float, ...]:
    """Up to five round values from zero to the highest figure."""
    if top <= 0:
        return (0.0,)
    power = 10.0 ** math.floor(math.log10(top / 4))
    step = next(power * one for one in (1, 2, 5, 10) if top / (power * one) <= 4)
    return tuple(round(step * place, 12) for place in range(math.floor(top / step) + 1))


def _tick(value: float, unit: str, links: Links) -> str:
    return links.words.figure(value, value, unit).unescape()


@cache
def _definition(first: int, last: int, tables: int, ticks: tuple[tuple[float, str], ...]) -> str:
    x_scale = alt.Scale(domain=[first, last], nice=False)
    x = alt.X("at:Q", axis=year_axis(first, last), scale=x_scale)
    values, told = zip(*ticks, strict=True)
    step = ticks[-1][0] / max(len(ticks) - 1, 1) or 1
    label = f"{json.dumps(told, ensure_ascii=False)}[round(datum.value / {step})]"
    axis = alt.Axis(values=list(values), labelExpr=label, title=None, domain=False, ticks=False)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(zero=True))

    def of(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name)).encode(x=x)

    lines = [
        of("read")
        .transform_filter(f"datum.of == {place}")
        .mark_line(stroke="currentColor", strokeWidth=1.5, strokeDash=list(DASHES[place % len(DASHES)]))
        .encode(y=y("middle"))
        for place in range(tables)
    ]
    chart: alt.LayerChart = alt.LayerChart(
        layer=[
            *lines,
            of("bounded").mark_rule(stroke="currentColor", strokeWidth=1.2).encode(y=y("low"), y2="high:Q"),
            of("read").mark_point(fill="currentColor", fillOpacity=1, strokeWidth=0, size=22).encode(y=y("middle")),
            of("said")
            .mark_point(shape="diamond", filled=False, stroke="currentColor", strokeWidth=1.6, size=70)
            .encode(y=y("middle")),
            of("open")
            .mark_point(shape="triangle-up", fill="currentColor", fillOpacity=1, strokeWidth=0, size=40, yOffset=-9)
            .encode(y=y("middle")),
        ]
    )
    chart.width, chart.height = SIZE
    styled(chart).padding = {**PADDING, "left": 12 + max(map(_width, told))}
    return json.dumps(chart.to_dict(), separators=(",", ":"))


def _width(text: str) -> int:
    """Room that a label takes at most, in pixels: measuring it would depend on the fonts of the machine."""
    return sum(11 if ord(letter) > 0x2E80 else 6 for letter in text)


def label_of(rows: Sequence[Observation], stocks: Sequence[Stock], links: Links) -> str:
    """Return what a chart shows, for those who do not see it."""
    words = links.words
    ends = [rows[0], rows[-1]] if rows else []
    told = [
        words("series.reading", when=words.when(one.when), figure=words.figure(one.lower, one.upper, one.unit))
        for one in ends
    ]
    return words(
        "series.chart_label",
        rows=words.count(len(rows)),
        texts=words.count(sum(one.as_of is not None for one in stocks)),
        ends=words("list.comma").join(told),
    ).unescape()
