"""Charts as Altair definitions, from plain rows. They hold no words, so they serve every language.

One band chart shows one series: nothing overlaps, so it reads in grey print and by the colour-blind alike.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import altair as alt

from tightrope.records import Estimate

#: Okabe & Ito (2008), distinguishable with every common colour blindness; the grey is for the rest of the world.
PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D31", "#6A5ACD")
GREY = "#767676"
#: Fonts that have Chinese glyphs on the usual systems come before the generic one.
FONTS = (
    "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK TC', 'PingFang TC', 'Microsoft JhengHei', sans-serif"
)

#: Hatching: from one stripe to the next, and how wide it is, in pixels of the plot.
STRIPE, STRIPE_WIDTH = 4.5, 1.5

#: Fixed padding: a layout from measured text would depend on the fonts of the machine.
PADDING = MappingProxyType({"left": 34, "right": 8, "top": 6, "bottom": 18})

Row = Mapping[str, float | str | None]


def colour(place: int, powers: int) -> str:
    """Return the colour of a power by its place in the case; grey for whoever is not one of its powers."""
    return PALETTE[place % len(PALETTE)] if place < powers else GREY


def band_rows(series: Iterable[Estimate], years: range) -> list[Row]:
    """Return one row a year of ``years``, with empty values where there is no estimate, so that bands break there."""
    by_year = {estimate.when.start.year: estimate for estimate in series}
    names = ("mean", "low90", "low50", "high50", "high90")
    return [
        {"year": year, **{name: _rounded(getattr(by_year.get(year), name, None)) for name in names}} for year in years
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


@dataclass(frozen=True)
class Frame:
    """What all panels of one kind share.

    Attributes:
        years: first and last year on the horizontal axis.
        extent: lowest and highest value on the vertical axis.
        ticks: values marked on it.
        tick_format: d3 format of their labels.
        size: width and height of the plot in pixels.
    """

    years: tuple[int, int]
    extent: tuple[float, float] = (0.0, 1.0)
    ticks: tuple[float, ...] = (0.0, 0.5, 1.0)
    tick_format: str = ".0%"
    size: tuple[int, int] = (158, 84)


def bands(
    rows: Sequence[Row],
    *,
    fill: str,
    frame: Frame,
    context: Mapping[str, Sequence[Row]] = MappingProxyType({}),
    read_to: int | None = None,
    marked: Set[int] = frozenset(),
) -> alt.LayerChart:
    """Draw a quantity over time: 90 % band, 50 % band and mean; paler and dashed beyond the figures, hatched if marked.

    Args:
        rows: year, mean, low90, low50, high50, high90; from :func:`band_rows`.
        fill: colour of the series.
        frame: axes and size.
        context: rows of other series by name, whose means are drawn in grey behind.
        read_to: the last year with figures of its own; ``None`` if that is the last one drawn.
        marked: years whose estimates come mostly from the prior.
    """
    data = _band_data(rows, context, read_to, stripes(rows, marked, frame))
    chart = _band_chart(fill, frame, _layers(data)).copy(deep=False)
    chart.datasets = data
    return chart


def bands_json(
    rows: Sequence[Row],
    *,
    fill: str,
    frame: Frame,
    context: Mapping[str, Sequence[Row]] = MappingProxyType({}),
    read_to: int | None = None,
    marked: Set[int] = frozenset(),
) -> str:
    """Return :func:`bands` as Vega-Lite JSON, without building the definition again for every panel."""
    found = _band_data(rows, context, read_to, stripes(rows, marked, frame))
    data = json.dumps(found, separators=(",", ":"))
    return f'{_band_json(fill, frame, _layers(found))[:-1]},"datasets":{data}}}'


def _band_data(
    rows: Sequence[Row], context: Mapping[str, Sequence[Row]], read_to: int | None, striped: list[Row]
) -> dict[str, list[Row]]:
    others: list[Row] = [
        {"of": name, "year": row["year"], "mean": row["mean"]} for name, found in context.items() for row in found
    ]
    last = float("inf") if read_to is None else read_to
    # The last year read belongs to both, so that the bands meet.
    read: list[Row] = [row for row in rows if _year(row) <= last]
    carried: list[Row] = [row for row in rows if _year(row) >= last]
    data = {"series": read, "context": others}
    more = {"carried": carried, "stripes": striped, "lonely": lonely_years(rows)}
    return data | {name: found for name, found in more.items() if found}


def _layers(data: Mapping[str, object]) -> frozenset[str]:
    """The parts of a chart that few panels have; every layer takes time to draw, even an empty one."""
    return frozenset(data) - {"series", "context"}


def _year(row: Row) -> float:
    return float(row["year"] or 0)


def stripes(rows: Sequence[Row], marked: Set[int], frame: Frame) -> list[Row]:
    """Return the stripes that hatch the band in the marked years, ``STRIPE`` pixels apart and as high as the band.

    A marked year next to one that is not is hatched up to half a year from it.
    """
    by_year = {row["year"]: row for row in rows if row["mean"] is not None}
    first, last = frame.years
    steps = max(1, round(frame.size[0] / STRIPE / max(last - first, 1)))
    found: list[Row] = []
    for part in range((last - first) * steps + 1):
        at = first + part / steps
        low, high = by_year.get(math.floor(at)), by_year.get(math.ceil(at))
        if low and high and math.floor(at + 0.5) in marked:
            ends = {name: _between(low[name], high[name], at % 1) for name in ("low90", "high90")}
            found.append({"year": round(at, 3), **ends})
    return found


def _between(low: float | str | None, high: float | str | None, part: float) -> float:
    return round(float(low or 0) * (1 - part) + float(high or 0) * part, 4)


@cache
def _band_json(fill: str, frame: Frame, parts: frozenset[str]) -> str:
    return json.dumps(_band_chart(fill, frame, parts).to_dict(), separators=(",", ":"))


@cache
def _band_chart(fill: str, frame: Frame, parts: frozenset[str]) -> alt.LayerChart:
    """The definition without data. Altair is slow to build one, and a page has a hundred panels of few kinds."""
    x_scale = alt.Scale(domain=list(frame.years), nice=False, padding=0)  # bars would make room for themselves
    x = alt.X("year:Q", axis=year_axis(*frame.years), scale=x_scale)
    axis = alt.Axis(
        values=list(frame.ticks), format=frame.tick_format, title=None, domain=False, ticks=False, labelPadding=4
    )
    scale = alt.Scale(domain=list(frame.extent), nice=False, clamp=True)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=axis, scale=scale)

    def of(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name)).encode(x=x)

    ends = {"y": y("low90"), "y2": "high90:Q"}
    half = {"y": y("low50"), "y2": "high50:Q"}
    layers: list[tuple[str, alt.Chart]] = [
        ("", of("context").mark_line(strokeWidth=0.8, stroke="#999").encode(y=y("mean"), detail="of:N")),
        ("", of("series").mark_area(fill=fill, fillOpacity=0.2).encode(**ends)),
        ("", of("series").mark_area(fill=fill, fillOpacity=0.35).encode(**half)),
        ("carried", of("carried").mark_area(fill=fill, fillOpacity=0.1).encode(**ends)),
        ("carried", of("carried").mark_area(fill=fill, fillOpacity=0.14).encode(**half)),
        # Cut out of the band, so that what is left is hatched. Bars, because the rules below have another colour.
        ("stripes", of("stripes").mark_bar(fill="white", width=STRIPE_WIDTH).encode(**ends)),
        ("", of("series").mark_line(stroke=fill, strokeWidth=1.8).encode(y=y("mean"))),
        ("carried", of("carried").mark_line(stroke=fill, strokeWidth=1.6, strokeDash=[3, 2.5]).encode(y=y("mean"))),
        ("lonely", of("lonely").mark_rule(stroke=fill, strokeOpacity=0.4, strokeWidth=2).encode(**ends)),
        ("lonely", of("lonely").mark_circle(fill=fill, fillOpacity=1, size=14).encode(y=y("mean"))),
    ]
    chart: alt.LayerChart = alt.LayerChart(layer=[layer for part, layer in layers if part in ("", *parts)])
    chart.width, chart.height = frame.size
    return styled(chart)


def lonely_years(rows: Sequence[Row]) -> list[Row]:
    """Years between two without an estimate: they have no width as a band and are drawn as a rule with a point."""
    known = [False, *(row["mean"] is not None for row in rows), False]
    return [row for place, row in enumerate(rows, 1) if known[place - 1 : place + 2] == [False, True, False]]


def year_axis(first: int, last: int) -> alt.Axis:
    """Return an axis of years with so many marked that they can be read."""
    step = 10 if last - first > 12 else 5 if last - first > 5 else 1
    marked = [year for year in range(first, last + 1) if year % step == 0]
    return alt.Axis(values=marked, format="d", title=None, grid=False, tickSize=3, labelPadding=2)


def styled(chart: alt.LayerChart) -> alt.LayerChart:
    """Give a chart the type, the colours and the margins of all charts of the page."""
    chart.padding = dict(PADDING)
    chart.autosize = alt.AutoSizeParams(type="none")
    chart.background = "transparent"
    # One font that is always there: a list of fonts is searched for every label. The style sheet sets the page's own.
    axis = alt.AxisConfig(
        labelFont="sans-serif", labelFontSize=10, labelColor="#555", gridColor="#ddd", tickColor="#aaa"
    )
    chart.config = alt.Config(aria=False, view=alt.ViewConfig(stroke=None), axis=axis)
    return chart
