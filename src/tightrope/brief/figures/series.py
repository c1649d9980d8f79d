"""One series over time: rows of tables joined by lines, figures from texts beside them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from tightrope.brief.charts import colour
from tightrope.brief.figures.figure import Cell, Drawing, Figure
from tightrope.brief.figures.making import Maker
from tightrope.brief.figures.panelled import Part, panelled
from tightrope.brief.figures.theme import Theme
from tightrope.brief.publication import Publication
from tightrope.brief.series_chart import SIZE, label_of, series_json
from tightrope.records import ALIGNMENT_CHANNEL, Observation, Origin, Status, Stock, TightropeError

#: The channel may have full stops in its name, and the holder none.
_NAME = re.compile(r"series\.(?P<channel>.+)\.(?P<holder>[^.-]+)-(?P<over>[^.]+)")
#: Room for a legend and for what stands right of the plot.
_BESIDE = 40


def names(publication: Publication) -> Iterator[str]:
    """Return the names of the series of which a table has a row."""
    found = dict.fromkeys((row.channel, row.holder, row.over) for row in publication.observations.values())
    for channel, holder, over in found:
        if not channel.startswith(ALIGNMENT_CHANNEL):
            yield f"series.{channel}.{holder}-{over}"


def figure(maker: Maker, name: str) -> Figure:
    """Return one series: what of it is in the unit that most of its figures have.

    Raises:
        TightropeError: there is nothing of it with a time.
    """
    rows, texts = _read(maker, name)
    chart = series_json(rows, texts, maker.links)
    if not chart:
        raise TightropeError(f"there is no figure {name!r}: no reading of such a series")
    first = (rows or texts)[0]
    words, labels, publication = maker.links.words, maker.links.labels, maker.publication
    what = {"channel": labels.channel(first.channel), "holder": labels.party(first.holder)}

    def table() -> Iterator[tuple[Cell, ...]]:
        for row in rows:
            yield "table", str(row.when), row.lower, row.upper, row.unit, row.locator, row.id
        for one in texts:
            yield "text", str(one.as_of), one.lower, one.upper, one.unit, "", one.id

    def origins() -> Iterable[Origin]:
        yield from (publication.origins[row.origin] for row in rows)
        yield from maker.beyond.origins(texts) if maker.beyond else map(publication.origin_of, texts)

    return maker.figure(
        name,
        words("series.title", **what, over=labels.party(first.over)).unescape(),
        [maker.say("series.reading_note")],
        label=label_of(rows, texts, maker.links),
        drawing=_drawing(maker, chart, first.holder),
        table=(("from", "when", "lower", "upper", "unit", "locator", "id"), table),
        basis=origins,
    )


def _read(maker: Maker, name: str) -> tuple[list[Observation], list[Stock]]:
    """The newest rows and the figures from texts of a series, in order of time."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise TightropeError(f"there is no figure {name!r}: a series is named series.CHANNEL.HOLDER-OVER")
    key = found["channel"], found["holder"], found["over"]
    publication, beyond = maker.publication, maker.beyond
    rows = [one for one in publication.observations.values() if (one.channel, one.holder, one.over) == key]
    evidence = beyond.between(key[1], key[2]) if beyond else publication.of_kind(Stock)
    texts = [
        one
        for one in evidence
        if isinstance(one, Stock) and one.as_of and one.status is Status.OCCURRED
        if (one.channel, one.holder, one.over) == key
    ]
    units = Counter([*(row.unit for row in rows), *(one.unit for one in texts)]).most_common(1)
    unit = units[0][0] if units else ""
    return (
        sorted((one for one in rows if one.unit == unit), key=lambda one: (one.when.start, one.when.end, one.id)),
        sorted((one for one in texts if one.unit == unit), key=lambda one: (str(one.as_of), one.id)),
    )


def _drawing(maker: Maker, chart: str, holder: str) -> Drawing:
    powers = maker.publication.case.powers

    def drawn(ink: str) -> Drawing:
        return panelled([Part(chart.replace('"currentColor"', f'"{ink}"'), "")], 1, SIZE[0] + _BESIDE)

    def define(theme: Theme) -> dict[str, Any]:
        return drawn(colour(powers.index(holder), len(powers)) if holder in powers else theme.ink).define(theme)

    return replace(drawn("currentColor"), define=define)
