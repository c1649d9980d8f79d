"""Of which state, channel and year there is a figure, from a table or a text: the gaps as a picture."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tightrope.brief.about import parties
from tightrope.brief.charts import PALETTE
from tightrope.brief.evidence import bears_on
from tightrope.brief.figures.figure import Cell, DataRow, Drawing, Figure
from tightrope.brief.figures.making import Maker, joined
from tightrope.brief.figures.setting import width_of
from tightrope.brief.figures.theme import Theme
from tightrope.brief.publication import Publication
from tightrope.records import Observation, Status, Stock, Tie

#: Width of the plot of one state and height of a channel's row, in pixels; room for names is a multiple of the last.
PLOT, ROW, STEP = 116, 13, 40


@dataclass
class Known:
    """What there is of one state, channel and year: ids of rows of tables and of passages, and of which powers."""

    table: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    powers: set[str] = field(default_factory=set)


#: By state, channel and year.
Cells = Mapping[tuple[str, str, int], Known]


def names(publication: Publication) -> Iterator[str]:
    """Return the name of the figure; every case with channels has one, if only to show that nothing is there."""
    if publication.case.channels:
        yield "coverage"


def cells(publication: Publication) -> Cells:
    """Return what is known of the case's states by channel and year, of its powers only."""
    case = publication.case
    found: dict[tuple[str, str, int], Known] = defaultdict(Known)
    years = range(case.window.first, case.window.last + 1)
    channels = {channel.name for channel in case.channels}

    def note(state: str, channel: str, when: Iterable[int], power: str, identity: str, *, table: bool) -> None:
        for year in when:
            if year in years:
                known = found[state, channel, year]
                (known.table if table else known.text).append(identity)
                known.powers.add(power)

    # By their keys: an id is a digest, and there are thousands.
    for key, item in (*publication.observations.items(), *publication.evidence.items()):
        if isinstance(item, Stock) and item.status is not Status.OCCURRED:
            continue  # planned, supposed or denied: no figure of what is
        if isinstance(item, Observation | Stock):
            when = item.when if isinstance(item, Observation) else item.as_of
            if item.channel in channels and item.holder in case.powers and item.over in case.states and when:
                told = range(when.start.year, when.end.year + 1)
                note(item.over, item.channel, told, item.holder, key, table=isinstance(item, Observation))
        elif isinstance(item, Tie) and item.status is Status.OCCURRED and item.since is not None:
            lasted = range(item.since.start.year, (item.until.end.year if item.until else case.window.last) + 1)
            for state in set(parties(item)) & set(case.states):
                other = next((code for code in parties(item) if code != state), state)
                for channel in case.channels:
                    if bears_on(item, channel):
                        note(state, channel.name, lasted, other, key, table=False)
    return found


def figure(maker: Maker, name: str) -> Figure:
    """Return which states, channels and years there are figures of."""
    publication, case = maker.publication, maker.publication.case
    found = cells(publication)
    labels = {channel.name: maker.links.labels.channel(channel.name).unescape() for channel in case.channels}
    rows = [
        {"state": maker.party(state), "channel": labels[channel], "from": first - 0.5, "to": last + 0.5, "kind": kind}
        for state, channel, kind, first, last in _bars(found)
    ]

    def table() -> Iterator[tuple[Cell, ...]]:
        for (state, channel, year), known in sorted(found.items()):
            ids = joined(sorted({*known.table, *known.text}))
            yield (state, channel, year, len(known.table), len(known.text), joined(sorted(known.powers)), ids)

    left = STEP * math.ceil(max(width_of(label, 11) for label in labels.values()) / STEP)
    years = case.window.first, case.window.last
    states = [maker.party(state) for state in case.states]
    names = list(labels.values())
    return maker.figure(
        name,
        maker.say("picture.coverage"),
        [maker.say("picture.coverage_read"), maker.say("picture.coverage_ties")],
        label=_label(maker, found),
        drawing=Drawing(
            lambda theme: _definition(theme, years, states, names),
            {"cells": rows},
            left + len(states) * (PLOT + 10),
            left,
        ),
        table=(("state", "channel", "year", "rows", "passages", "of", "ids"), table),
        basis=lambda: (key for known in found.values() for key in (*known.table, *known.text)),
    )


def _bars(found: Cells) -> Iterator[tuple[str, str, str, int, int]]:
    """Runs of years with something from tables, or from texts, of each state and channel."""
    years: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for (state, channel, year), known in sorted(found.items()):
        for kind, ids in (("table", known.table), ("text", known.text)):
            if ids:
                years[state, channel, kind].append(year)
    for key, mine in years.items():
        yield from ((*key, first, last) for first, last in _runs(mine))


def _runs(years: Iterable[int]) -> Iterator[tuple[int, int]]:
    run: list[int] = []
    for year in years:
        if run and year > run[-1] + 1:
            yield run[0], run[-1]
            run = []
        run.append(year)
    if run:
        yield run[0], run[-1]


def _label(maker: Maker, found: Cells) -> str:
    case = maker.publication.case
    words = maker.links.words
    whole = len(case.states) * len(case.channels) * (case.window.last - case.window.first + 1)
    seen = {channel for _, channel, _ in found}
    empty = [maker.links.labels.channel(one.name) for one in case.channels if one.name not in seen]
    text = words(
        "picture.coverage_shown",
        whole=words.count(whole),
        table=words.count(sum(bool(known.table) for known in found.values())),
        text=words.count(sum(bool(known.text) for known in found.values())),
    )
    none = words("picture.coverage_empty", channels=words.listing(empty)) if empty else ""
    return words.gap.join(part for part in (text, none) if part).unescape()


def _definition(theme: Theme, years: tuple[int, int], states: list[str], channels: list[str]) -> dict[str, Any]:
    marked = [year for year in range(years[0], years[1] + 1) if year % 10 == 0]
    scale = {"domain": [years[0] - 0.5, years[1] + 0.5], "nice": False, "zero": False}
    axis = {"values": marked, "format": "d", "title": None, "domain": False, "grid": True, "labelOverlap": False}
    names = {"title": None, "domain": False, "ticks": False, "labelColor": theme.ink, "grid": True}
    encoding = {
        "x": {"field": "from", "type": "quantitative", "scale": scale, "axis": axis},
        "x2": {"field": "to"},
        "y": {"field": "channel", "type": "nominal", "scale": {"domain": channels}, "axis": names},
    }

    def of(kind: str, height: float, colour: str) -> DataRow:
        return {
            "transform": [{"filter": {"field": "kind", "equal": kind}}],
            "mark": {"type": "bar", "height": height, "color": colour},
            "encoding": encoding,
        }

    header = {"title": None, "labelAnchor": "start"}
    return {
        "data": {"name": "cells"},
        "facet": {"column": {"field": "state", "type": "nominal", "sort": states, "header": header}},
        "spec": {
            "width": PLOT,
            "height": {"step": ROW},
            "layer": [of("table", 9, PALETTE[5]), of("text", 3, PALETTE[1])],
        },
        "spacing": 10,
    }
