"""Positions over time: one panel a state, its band in front of the lines of the powers."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import altair as alt
from markupsafe import Markup

from tightrope.brief.charts import Frame, Row, band_rows, colour, lonely_years, styled, year_axis
from tightrope.brief.links import Links
from tightrope.brief.publication import Publication
from tightrope.brief.svg import static_svg
from tightrope.records import IDEAL_POINT, Estimate

#: What tells lines apart where colours do not, by the place of the power: pixels drawn and left out.
DASHES: tuple[tuple[float, ...], ...] = ((), (7, 2.5), (1.6, 2), (8, 2, 1.6, 2), (4, 2), (12, 3), (3, 4), (1, 4))
INK = "#1b1d21"
SIZE = (300, 190)


@dataclass(frozen=True)
class StatePanel:
    """One chart; ``svg`` is empty for a state without positions."""

    state: str
    newest: Estimate | None
    svg: Markup


def dash(place: int) -> tuple[float, ...]:
    """Return the dashes of a power's line by its place in the case."""
    return DASHES[place % len(DASHES)]


def state_panels(publication: Publication, links: Links, only: Iterable[str] = ()) -> tuple[StatePanel, ...]:
    """Draw the positions of each state of the case, or only of some, all on the same axes."""
    case = publication.case
    lines = {power: publication.aligned(IDEAL_POINT, power) for power in case.powers}
    states = {state: publication.aligned(IDEAL_POINT, state) for state in case.states}
    last = max((series[-1].when.end.year for series in states.values() if series), default=0)
    years = (case.window.first, max(case.window.last, last))
    frame = frame_of(years, states.values(), lines.values())
    every = range(years[0], years[1] + 1)
    powers = [band_rows(series, every) for series in lines.values()]
    panels = []
    for state in only or states:
        series = states[state]
        shown = [one for one in series if one.when.start.year in every]
        picture = Markup("")
        if shown:
            drawn = positions_json(band_rows(shown, every), powers, frame)
            picture = static_svg(drawn, f"c-{state}-position", label_of(shown, [p for p in lines if lines[p]], links))
        panels.append(StatePanel(state, shown[-1] if shown else None, picture))
    return tuple(panels)


def frame_of(
    years: tuple[int, int],
    states: Iterable[Sequence[Estimate]],
    powers: Iterable[Sequence[Estimate]],
    size: tuple[int, int] = SIZE,
) -> Frame:
    """Return axes that hold every band of a state and every line of a power, from one whole number to another."""
    values = [0.0]
    for series in states:
        values += [end for one in series if one.when.end.year >= years[0] for end in (one.low90, one.high90)]
    for series in powers:
        values += [one.mean for one in series if years[0] <= one.when.end.year <= years[1]]
    low, high = math.floor(min(values)), math.ceil(max(values))
    high = max(high, low + 1)
    return Frame(years, (float(low), float(high)), tuple(float(step) for step in range(low, high + 1)), "d", size)


def positions_json(rows: Sequence[Row], powers: Sequence[Sequence[Row]], frame: Frame) -> str:
    """Return one panel as Vega-Lite JSON.

    Args:
        rows: the state's positions, from :func:`tightrope.brief.charts.band_rows`.
        powers: those of each power in the case's order, whose means become lines.
        frame: axes and size.
    """
    data: dict[str, Sequence[Row]] = {"state": rows, "lonely": lonely_years(rows)}
    data |= {f"power{place}": one for place, one in enumerate(powers)}
    return f'{_definition(len(powers), frame)[:-1]},"datasets":{json.dumps(data, separators=(",", ":"))}}}'


@cache
def _definition(powers: int, frame: Frame) -> str:
    x = alt.X("year:Q", axis=year_axis(*frame.years), scale=alt.Scale(domain=list(frame.years), nice=False))
    axis = alt.Axis(values=list(frame.ticks), format=frame.tick_format, title=None, domain=False, ticks=False)
    scale = alt.Scale(domain=list(frame.extent), nice=False, clamp=True)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=axis, scale=scale)

    state, lonely = (alt.Chart(alt.NamedData(name)).encode(x=x) for name in ("state", "lonely"))
    lines = [
        alt.Chart(alt.NamedData(f"power{place}"))
        .mark_line(stroke=colour(place, powers), strokeWidth=1.5, strokeDash=list(dash(place)))
        .encode(x=x, y=y("mean"))
        for place in range(powers)
    ]
    chart: alt.LayerChart = alt.LayerChart(
        layer=[
            state.mark_area(fill=INK, fillOpacity=0.16).encode(y=y("low90"), y2="high90:Q"),
            state.mark_area(fill=INK, fillOpacity=0.2).encode(y=y("low50"), y2="high50:Q"),
            *lines,
            state.mark_line(stroke=INK, strokeWidth=2.2).encode(y=y("mean")),
            lonely.mark_rule(stroke=INK, strokeOpacity=0.4, strokeWidth=2).encode(y=y("low90"), y2="high90:Q"),
            lonely.mark_circle(fill=INK, fillOpacity=1, size=16).encode(y=y("mean")),
        ]
    )
    chart.width, chart.height = frame.size
    return json.dumps(styled(chart).to_dict(), separators=(",", ":"))


def label_of(series: Sequence[Estimate], powers: Sequence[str], links: Links) -> str:
    """Return what a chart shows, for those who do not see it."""
    first, last = series[0], series[-1]
    return links.words(
        "alignment.chart_label",
        state=links.labels.party(first.state),
        first=links.value(first),
        first_interval=links.interval(first),
        first_year=first.when.start.year,
        last=links.value(last),
        last_interval=links.interval(last),
        last_year=last.when.start.year,
        powers=links.words.listing(links.labels.party(power) for power in powers),
    ).unescape()
