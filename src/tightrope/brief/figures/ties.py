"""The standing ties of a state as a timeline: when each began and ended, and which are only planned or denied."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tightrope.brief import chronicle
from tightrope.brief.about import parties
from tightrope.brief.charts import GREY, colour
from tightrope.brief.figures.figure import Cell, DataRow, Drawing, Figure
from tightrope.brief.figures.making import Maker, joined
from tightrope.brief.figures.setting import width_of
from tightrope.brief.figures.theme import Theme
from tightrope.brief.publication import Publication
from tightrope.brief.spells import Spell
from tightrope.records import Status, Tie

#: Width of the plot and height of a row in pixels; the room for names beside it is a multiple of the last.
PLOT, ROW, STEP = 420, 17, 40
#: Outlines of what is no fact, by status: pixels drawn and left out. What occurred is filled and has none.
DASHES: Mapping[str, list[float]] = {Status.PLANNED: [5, 3], Status.HYPOTHETICAL: [1.5, 2.5], Status.NEGATED: [9, 0]}
_CROSS = "M-1,-1L1,1M-1,1L1,-1"


class Line(NamedTuple):
    """One row of the timeline: a relation to one party, in one status."""

    other: str
    relation: str
    status: Status
    spells: tuple[Spell, ...]


def names(publication: Publication) -> Iterator[str]:
    """Return the names of the timelines."""
    tied = {code for tie in publication.of_kind(Tie) for code in parties(tie)}
    yield from (f"ties.{state}" for state in publication.case.states if state in tied)


def lines(publication: Publication, state: str) -> tuple[Line, ...]:
    """Return the rows: ties with bodies first, then with powers, then with others."""
    return tuple(
        Line(other, relation, status, mine)
        for other, relations in chronicle.ties(publication).groups
        for relation, columns in relations
        for status in Status
        if (mine := tuple(spell for spell in columns.get(state, ()) if spell.tie.status is status))
    )


def figure(maker: Maker, name: str) -> Figure:
    """Return the timeline of a state's ties."""
    publication = maker.publication
    state = name.split(".")[1]
    found = lines(publication, state)
    case = publication.case
    years = case.window.first, max(case.window.last, publication.last_year)
    rows = [row for line in found for row in _rows(maker, line, years)]
    left = STEP * math.ceil(max(width_of(str(row["tie"]), 11.5) for row in rows) / STEP)

    def table() -> Iterator[tuple[Cell, ...]]:
        for line in found:
            for spell in line.spells:
                ids = joined(tie.id for tie in spell.evidence)
                yield (state, line.other, line.relation, str(line.status), spell.since, spell.until, ids)

    return maker.figure(
        name,
        maker.say("picture.ties", state=maker.party(state)),
        [maker.say("picture.ties_read"), *([maker.say("picture.ties_status")] if _unsure(found) else [])],
        label=_label(maker, state, found),
        drawing=Drawing(lambda theme: _definition(theme, years), {"ties": rows}, PLOT + left, left, room=(14, 22, 4)),
        table=(("state", "other", "relation", "status", "since", "until", "evidence"), table),
        basis=lambda: (tie.id for line in found for spell in line.spells for tie in spell.evidence),
    )


def _unsure(found: tuple[Line, ...]) -> bool:
    return any(line.status is not Status.OCCURRED for line in found)


def _label(maker: Maker, state: str, found: tuple[Line, ...]) -> str:
    facts = [(line, spell) for line in found if line.status is Status.OCCURRED for spell in line.spells]
    told = [
        maker.links.words("picture.tie_ended", tie=_named(maker, line), year=spell.until)
        for line, spell in facts
        if spell.until is not None
    ]
    text = maker.say("picture.ties_shown", state=maker.party(state), number=len(facts), ended=len(told))
    return str(maker.links.words.gap).join((text, maker.links.words.listing(told).unescape())).strip()


def _named(maker: Maker, line: Line) -> str:
    words = maker.links.words
    relation = words.term("relation", line.relation)
    text = words("picture.tie", other=maker.links.labels.party(line.other), relation=relation)
    if line.status is not Status.OCCURRED:
        text = words("picture.tie_status", tie=text, status=words.term("status", line.status.value))
    return text.unescape()


def _rows(maker: Maker, line: Line, years: tuple[int, int]) -> Iterator[DataRow]:
    """One row a spell; what began before the first year is drawn from it on, without a mark of its beginning."""
    powers, told = maker.publication.case.powers, _named(maker, line)
    for spell in line.spells:
        dated = spell.since is not None or spell.until is not None
        since = years[0] if spell.since is None else max(spell.since, years[0])
        yield {
            "tie": told,
            "since": since if dated else None,
            "until": (years[1] if spell.until is None else min(spell.until, years[1])) if dated else None,
            "began": spell.since if spell.since is not None and spell.since >= years[0] else None,
            "ended": spell.until,
            "lasts": years[1] if dated and spell.until is None else None,
            "undated": None if dated else maker.say("spell.undated"),
            "status": str(line.status),
            "colour": colour(powers.index(line.other), len(powers)) if line.other in powers else GREY,
        }


def _definition(theme: Theme, years: tuple[int, int]) -> dict[str, Any]:
    scale = {"domain": [years[0] - 0.5, years[1] + 0.5], "nice": False, "zero": False}
    marked = [year for year in range(years[0], years[1] + 1) if year % 5 == 0]
    year = {"type": "quantitative", "scale": scale}
    axis = {"values": marked, "format": "d", "title": None, "orient": "top", "domain": False, "grid": True}
    row = {"field": "tie", "type": "nominal", "sort": None}
    names = {"title": None, "domain": False, "ticks": False, "labelColor": theme.ink, "labelFontSize": 11}
    ends = {"x": {**year, "field": "since", "axis": axis}, "x2": {"field": "until"}, "y": {**row, "axis": names}}
    fill = {"field": "colour", "type": "nominal", "scale": None}

    def of(status: str) -> dict[str, Any]:
        return {"transform": [{"filter": {"field": "status", "equal": status}}]}

    outlines = [
        {
            **of(status),
            "mark": {"type": "bar", "height": 8, "fill": theme.paper, "strokeWidth": 1.4, "strokeDash": dash},
            "encoding": {**ends, "stroke": fill},
        }
        for status, dash in DASHES.items()
    ]
    crossed = {**of(Status.NEGATED), "mark": {"type": "rule"}, "encoding": {**ends, "stroke": fill}}
    bars = {**of(Status.OCCURRED), "mark": {"type": "bar", "height": 8}, "encoding": {**ends, "fill": fill}}
    return {
        "data": {"name": "ties"},
        "width": PLOT,
        "height": {"step": ROW},
        "layer": [
            bars,
            *outlines,
            crossed,
            _point("began", {"shape": "circle", "size": 46, "filled": True, "color": theme.ink}, year, row),
            _point(
                "ended", {"shape": _CROSS, "size": 60, "filled": False, "color": theme.ink, "strokeWidth": 2}, year, row
            ),
            _point(
                "lasts",
                {"shape": "triangle-right", "size": 60, "filled": True, "color": theme.ink, "xOffset": 5},
                year,
                row,
            ),
            {
                "transform": [{"filter": "isValid(datum.undated)"}],
                "mark": {"type": "text", "align": "left", "fontSize": 10, "fontStyle": "italic", "color": theme.soft},
                "encoding": {"x": {"value": 4}, "y": row, "text": {"field": "undated", "type": "nominal"}},
            },
        ],
    }


def _point(field: str, mark: dict[str, Any], year: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    return {
        "transform": [{"filter": f"isValid(datum.{field})"}],
        "mark": {"type": "point", "opacity": 1, **mark},
        "encoding": {"x": {**year, "field": field}, "y": row},
    }
