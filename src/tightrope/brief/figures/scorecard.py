"""How good past outlooks were: skill against each reference by years ahead, with intervals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tightrope.brief.charts import PALETTE
from tightrope.brief.figures.figure import Cell, Drawing, Figure
from tightrope.brief.figures.making import NUMBERS, Maker, ids_of, numbers
from tightrope.brief.figures.theme import Theme
from tightrope.brief.figures.whiskers import whisker, whiskers
from tightrope.brief.publication import Publication
from tightrope.brief.scorecard import ALL_HORIZONS, REFERENCES, cards, named
from tightrope.records import Estimate

#: Width of the plot of one reference and its height, in pixels; room for numbers.
PLOT, HEIGHT, NUMBERS_ROOM = 150, 140, 60


def names(publication: Publication) -> Iterator[str]:
    """Return the name of the figure, if an outlook with intervals was scored."""
    if cards(publication):
        yield "scorecard"


def figure(maker: Maker, name: str) -> Figure:
    """Return the skill of the outlooks of all series."""
    words, found = maker.links.words, cards(maker.publication)
    scores = [
        (card, reference, row.horizon, row.scores[f"skill/{reference}"])
        for card in found
        for reference in REFERENCES
        for row in card.rows
    ]
    rows = [
        {
            "series": named(card, maker.links.labels).unescape(),
            "reference": words.term("reference", reference).unescape(),
            "horizon": maker.say("picture.all_horizons") if horizon == ALL_HORIZONS else horizon,
            **whisker(one, told=not one.low90 <= 0 <= one.high90, colour=PALETTE[0]),
        }
        for card, reference, horizon, one in scores
    ]

    def table() -> Iterator[tuple[Cell, ...]]:
        for card, reference, horizon, one in scores:
            yield (card.series, reference, horizon, str(one.when), *numbers(one))

    title = maker.say("picture.scorecard")
    pooled = [(card, one) for card, reference, horizon, one in scores
              if reference == REFERENCES[0] and horizon == ALL_HORIZONS]  # fmt: skip
    told = (_told(maker, named(card, maker.links.labels), one) for card, one in pooled)
    estimates = [one for _, _, _, one in scores]
    return maker.figure(
        name,
        title,
        [maker.say("picture.scorecard_read"), maker.say("picture.whiskers"), maker.say("picture.scorecard_told")],
        label=words.gap.join((words("picture.shown", title=title), *told)).unescape(),
        drawing=Drawing(
            lambda theme: _definition(theme, maker),
            {"scores": rows},
            NUMBERS_ROOM + len(REFERENCES) * (PLOT + 16),
            NUMBERS_ROOM,
        ),
        table=(("series", "reference", "years_ahead", "when", *NUMBERS), table),
        basis=lambda: ids_of(estimates),
        models=(one.model for one in estimates),
    )


def _told(maker: Maker, series: object, one: Estimate) -> str:
    words = maker.links.words
    return words(
        "picture.skill",
        series=series,
        value=words.signed(one.mean, 2),
        low=words.signed(one.low90, 2),
        high=words.signed(one.high90, 2),
    )


def _definition(theme: Theme, maker: Maker) -> dict[str, Any]:
    axis = {
        "title": maker.say("picture.skill_axis"),
        "format": "+.1f",
        "domain": False,
        "ticks": False,
        "grid": True,
        "tickCount": 5,
    }
    ahead = {"title": maker.say("picture.years_ahead"), "labelAngle": 0, "domain": False, "ticks": False}
    horizon = {"field": "horizon", "type": "nominal", "sort": None, "axis": ahead}
    header = {"title": None, "labelAnchor": "start"}
    references = [maker.links.words.term("reference", one).unescape() for one in REFERENCES]
    series = [named(card, maker.links.labels).unescape() for card in cards(maker.publication)]
    return {
        "data": {"name": "scores"},
        "facet": {
            "column": {"field": "reference", "type": "nominal", "sort": references, "header": header},
            "row": {"field": "series", "type": "nominal", "sort": series, "header": {"title": None}},
        },
        "spec": {
            "width": PLOT,
            "height": HEIGHT,
            "layer": whiskers("y", axis, {"x": horizon}, theme),
        },
        "spacing": {"column": 16, "row": 24},
    }
