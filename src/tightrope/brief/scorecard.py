"""How good past outlooks were, as the run published it: skill by years ahead, coverage, and events."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import altair as alt
from markupsafe import Markup

from tightrope.brief.charts import GREY, styled
from tightrope.brief.labels import Labels
from tightrope.brief.publication import Publication
from tightrope.brief.svg import static_svg
from tightrope.records import Estimate

#: First part of the quantities.
FAMILY = "hindcast"
#: What forecasts are held against, as columns of the table.
REFERENCES = ("persistence", "random_walk", "drift", "climatology")
#: Which horizon is all of them together, and what past forecasts cover.
ALL_HORIZONS, LEVELS = "all", ("50", "90")
TENTHS = range(1, 11)
#: Series of dated events, what they are held against, and how many different ones are too few to tell anything.
TIES, EVENT_KINDS, EVENT_REFERENCES, FEW_EVENTS = "ties", ("exits", "entries"), ("persistence", "climatology"), 10
#: Width and height of a histogram in pixels, and how much it shows at least above what is even.
_SIZE, _LEAST_TOP = (190, 84), 0.2


@dataclass(frozen=True)
class Row:
    """Scores of one horizon, or of all; measures by the name that they have in their quantity, without the horizon."""

    horizon: str
    scores: Mapping[str, Estimate]


@dataclass(frozen=True)
class Card:
    """Scores of one series.

    Attributes:
        series: name of its channel, or of the quantity that is forecast.
        rows: by horizon, ascending, all together last.
        better: horizons at which the interval of the skill against persistence lies above 0.
        worse: at which it lies below.
        tenths: part of truths in each tenth of the forecasts.
    """

    series: str
    rows: tuple[Row, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]
    tenths: tuple[float, ...]

    @property
    def any_score(self) -> Estimate:
        """One score; all of a series rest on the same."""
        return next(iter(self.rows[0].scores.values()))


@dataclass(frozen=True)
class Events:
    """Scores of dated events: ties that end, or that begin.

    Attributes:
        kind: one of :data:`EVENT_KINDS`.
        events: how many different ones came.
        rows: scores by years ahead, ascending.
    """

    kind: str
    events: Estimate
    rows: tuple[Row, ...]

    @property
    def few(self) -> bool:
        """Whether they are too few to tell how good forecasts of them are."""
        return self.events.mean < FEW_EVENTS


def past_outlooks(publication: Publication) -> dict[str, Any]:
    """What the template needs."""
    return {
        "scorecard": cards(publication),
        "scored_events": events(publication),
        "event_references": EVENT_REFERENCES,
        "score_of": named,
        "score_histogram": histogram,
        "score_references": REFERENCES,
        "score_levels": LEVELS,
    }


def cards(publication: Publication) -> tuple[Card, ...]:
    """Return the scores of each series, in the order of their names; empty if no outlook was scored."""
    by_series = _by_series(publication)
    return tuple(_card(series, found) for series, found in by_series.items() if series.partition(".")[0] != TIES)


def events(publication: Publication) -> tuple[Events, ...]:
    """Return the scores of ties that ended and began; empty if none were scored."""
    by_series = _by_series(publication)
    return tuple(
        Events(kind, by_series[series]["events"], rows)
        for kind in EVENT_KINDS
        if (series := f"{TIES}.{kind}") in by_series and (rows := _rows(by_series[series], "brier"))
    )


def _by_series(publication: Publication) -> dict[str, dict[str, Estimate]]:
    """Scores by the name of their series, then of their measure."""
    found: dict[str, dict[str, Estimate]] = {}
    for one in sorted(publication.projections[FAMILY], key=lambda one: one.quantity):
        series, _, measure = one.quantity.removeprefix(f"{FAMILY}/").partition("/")
        found.setdefault(series, {})[measure] = one
    return found


def _rows(found: Mapping[str, Estimate], score: str) -> tuple[Row, ...]:
    """Scores of each horizon that has one of a name."""
    names = sorted({measure.rpartition("/")[2] for measure in found if measure.startswith(f"{score}/")})
    return tuple(
        Row(name, {measure.rpartition("/")[0]: one for measure, one in found.items() if measure.endswith(f"/{name}")})
        for name in names
    )


def _card(series: str, found: Mapping[str, Estimate]) -> Card:
    rows = _rows(found, "crps")
    skills = {row.horizon: row.scores["skill/persistence"] for row in rows if row.horizon != ALL_HORIZONS}
    return Card(
        series=series,
        rows=rows,
        better=tuple(name for name, one in skills.items() if one.low90 > 0),
        worse=tuple(name for name, one in skills.items() if one.high90 < 0),
        tenths=tuple(found[f"pit/{tenth}"].mean for tenth in TENTHS),
    )


def named(card: Card, labels: Labels) -> Markup:
    """Name a series: as the case names its channel, or as the page names what is forecast."""
    if any(channel.name == card.series for channel in labels.case.channels):
        return labels.channel(card.series)
    return labels.words.term("quantity", card.series.partition(".")[2])


def histogram(card: Card, labels: Labels) -> Markup:
    """Draw the parts of truths in each tenth of the forecasts, with a rule at what is even."""
    rows = [{"tenth": tenth, "part": round(part, 4)} for tenth, part in zip(TENTHS, card.tenths, strict=True)]
    top = max(_LEAST_TOP, 1.1 * max(card.tenths))
    data = json.dumps({"bars": rows, "even": [{"part": 1 / len(TENTHS)}]})
    chart = f'{_definition(round(top, 2))[:-1]},"datasets":{data}}}'
    parts = labels.words.listing(labels.words.percent(part) for part in card.tenths)
    label = labels.words("scorecard.histogram", series=named(card, labels), parts=parts)
    return static_svg(chart, f"pit-{card.series.replace('.', '-')}", str(label))


@cache
def _definition(top: float) -> str:
    """The definition without data."""
    scale = alt.Scale(domain=[0, top], nice=False)
    axis = alt.Axis(values=[0, 0.1, 0.2], format=".0%", title=None, domain=False, ticks=False, labelPadding=4)
    x = alt.X("tenth:O", axis=alt.Axis(title=None, labelAngle=0, ticks=False, labelPadding=4))
    bars = alt.Chart(alt.NamedData("bars")).mark_bar(fill=GREY).encode(x=x, y=alt.Y("part:Q", axis=axis, scale=scale))
    even = alt.Chart(alt.NamedData("even")).mark_rule(stroke="#333", strokeDash=[3, 2.5])
    chart = alt.LayerChart(layer=[bars, even.encode(y=alt.Y("part:Q", axis=axis, scale=scale))])
    chart.width, chart.height = _SIZE
    return json.dumps(styled(chart).to_dict(), separators=(",", ":"))
