"""How far states moved away from each power after each named date, with intervals, the power in question among all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tightrope.brief.charts import colour
from tightrope.brief.figures.figure import Cell, Drawing, Figure
from tightrope.brief.figures.making import NUMBERS, Maker, ids_of, numbers
from tightrope.brief.figures.setting import wrapped
from tightrope.brief.figures.theme import Theme
from tightrope.brief.figures.whiskers import whisker, whiskers
from tightrope.brief.publication import Publication
from tightrope.brief.waves import Tested, Told, waves

#: Width of the plot of one date and height of a power's row, in pixels; room for the number
#: after it, and for names.
PLOT, ROW, GAP, NAMES = 180, 24, 44, 110


def names(publication: Publication) -> Iterator[str]:
    """Return the name of the figure, if any date was tested."""
    if any(_tested(told) for told in _dates(publication)):
        yield "waves"


def _dates(publication: Publication) -> tuple[Told, ...]:
    found = waves(publication)
    return found.dates if found else ()


def _tested(told: Told) -> tuple[Tested, ...]:
    return ((told.tested,) if told.tested else ()) + told.placebos


def figure(maker: Maker, name: str) -> Figure:
    """Return the tests of all named dates."""
    publication, words = maker.publication, maker.links.words
    powers = publication.case.powers
    dates = [told for told in _dates(publication) if _tested(told)]
    rows = [
        {
            "date": _heading(maker, told),
            "power": maker.party(one.power),
            "place": powers.index(one.power),
            "named": one.power == told.wave.away_from,
            "alarm": words.percent(one.false_alarm.mean).unescape(),
            **whisker(one.size, told=one.rare, colour=colour(powers.index(one.power), len(powers))),
        }
        for told in dates
        for one in _tested(told)
    ]

    def table() -> Iterator[tuple[Cell, ...]]:
        for told in dates:
            for one in _tested(told):
                named = int(one.power == told.wave.away_from)
                alarm = one.false_alarm
                yield (
                    *(told.wave.name, str(told.wave.since), one.power, named),
                    *(*numbers(one.size), alarm.mean, alarm.id),
                )

    estimates = [one.size for told in dates for one in _tested(told)]
    title = maker.say("picture.waves")
    return maker.figure(
        name,
        title,
        [maker.say("picture.waves_read"), maker.say("picture.whiskers"), maker.say("picture.waves_alarm")],
        label=words.gap.join((words("picture.shown", title=title), *(_told(maker, one) for one in dates))).unescape(),
        drawing=Drawing(
            lambda theme: _definition(theme, [_heading(maker, told) for told in dates]),
            {"waves": rows},
            NAMES + len(dates) * (PLOT + GAP),
            NAMES,
        ),
        table=(("wave", "since", "power", "named", *NUMBERS, "false_alarm", "false_alarm_estimate"), table),
        basis=lambda: ids_of(estimates),
        models=(one.model for one in estimates),
    )


def _heading(maker: Maker, told: Told) -> str:
    words = maker.links.words
    text = words("picture.date", what=maker.links.labels.wave(told.wave.name), when=words.when(told.wave.since))
    return "\n".join(wrapped(text.unescape(), PLOT, 12))


def _told(maker: Maker, told: Told) -> str:
    words = maker.links.words
    size = told.tested.size if told.tested else None
    value = words.number(size.mean, 1) if size else words("measured.not")
    interval = words.number_range(size.low90, size.high90, 1) if size else ""
    what = maker.links.labels.wave(told.wave.name)
    power = maker.links.labels.party(told.wave.away_from)
    return words("picture.push", what=what, power=power, value=value, interval=interval)


def _definition(theme: Theme, dates: list[str]) -> dict[str, Any]:
    axis = {"title": None, "grid": True, "domain": False, "tickCount": 5}
    row = {
        "field": "power",
        "type": "nominal",
        "sort": {"field": "place"},
        "axis": {"title": None, "domain": False, "ticks": False, "labelColor": theme.ink, "labelFontSize": 11},
    }
    band = {
        "transform": [{"filter": {"field": "named", "equal": True}}],
        "mark": {"type": "bar", "height": ROW - 2, "color": theme.rule, "opacity": 0.55},
        "encoding": {"y": row, "x": {"value": 0}, "x2": {"value": "width"}},
    }
    alarm = {
        "mark": {"type": "text", "align": "left", "fontSize": 10, "color": theme.soft},
        "encoding": {"y": row, "x": {"value": PLOT + 5}, "text": {"field": "alarm", "type": "nominal"}},
    }
    header = {"title": None, "labelAnchor": "start", "labelExpr": "split(datum.label, '\\n')", "labelLineHeight": 15}
    return {
        "data": {"name": "waves"},
        "facet": {"column": {"field": "date", "type": "nominal", "sort": dates, "header": header}},
        "spec": {
            "width": PLOT,
            "height": {"step": ROW},
            "layer": [band, *whiskers("x", axis, {"y": row}, theme), alarm],
        },
        "resolve": {"scale": {"x": "independent"}},
        "spacing": GAP,
    }
