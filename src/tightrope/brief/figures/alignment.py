"""Where a state or a power stands in the UN General Assembly, and how far from each power, over time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from tightrope.brief.charts import Frame, band_rows, bands_json, colour
from tightrope.brief.figures.figure import Cell, Drawing, Figure
from tightrope.brief.figures.making import NUMBERS, Maker, ids_of, numbers
from tightrope.brief.figures.panelled import Part, panelled, stacked
from tightrope.brief.position_chart import dash, frame_of, label_of, positions_json
from tightrope.brief.publication import Publication
from tightrope.records import ALIGNMENT_DISTANCE, IDEAL_POINT, Estimate

#: Sizes of the chart of positions and of a panel of distances, and the width of all.
POSITIONS, DISTANCES, WIDTH = (460, 230), (190, 90), 700
Series = Sequence[Estimate]


def names(publication: Publication) -> Iterator[str]:
    """Return the names of the figures of alignment."""
    case = publication.case
    yield from (f"alignment.{code}" for code in (*case.states, *case.powers) if publication.aligned(IDEAL_POINT, code))


def figure(maker: Maker, name: str) -> Figure:
    """Return the position of a state or a power with those of the powers, and its distance to each other power."""
    publication, case = maker.publication, maker.publication.case
    state = name.split(".")[1]
    own = publication.aligned(IDEAL_POINT, state)
    last = max(case.window.last, own[-1].when.end.year)
    years = case.window.first, last

    def within(series: Series) -> Series:
        return [one for one in series if years[0] <= one.when.start.year <= last]

    own = tuple(within(own))
    powers = {power: within(publication.aligned(IDEAL_POINT, power) if power != state else ()) for power in case.powers}
    apart = {power: within(publication.aligned(ALIGNMENT_DISTANCE, state, power)) for power in case.powers}
    apart = {power: series for power, series in apart.items() if series}
    estimates = [*own, *(one for series in (*powers.values(), *apart.values()) for one in series)]
    parts = [(maker.say("picture.position"), _positions(maker, state, own, powers, years))]
    if apart:
        parts.append((maker.say("picture.distance"), _distances(maker, apart, years)))

    def table() -> Iterator[tuple[Cell, ...]]:
        for one in estimates:
            yield (one.quantity, one.state, one.power, one.when.start.year, *numbers(one))

    return maker.figure(
        name,
        maker.say("picture.alignment", state=maker.party(state)),
        [maker.say("picture.alignment_read"), maker.say("picture.bands")],
        label=label_of(own, [power for power in powers if powers[power]], maker.links),
        drawing=stacked(parts),
        table=(("quantity", "state", "power", "year", *NUMBERS), table),
        basis=lambda: ids_of(estimates),
        models=(one.model for one in estimates),
    )


def _positions(maker: Maker, state: str, own: Series, powers: dict[str, Series], years: tuple[int, int]) -> Drawing:
    every = range(years[0], years[1] + 1)
    frame = frame_of(years, [own], powers.values(), POSITIONS)
    chart = positions_json(band_rows(own, every), [band_rows(series, every) for series in powers.values()], frame)
    lines: list[tuple[str, str, tuple[float, ...]]] = [(maker.party(state), "ink", ())]
    lines += [
        (maker.party(power), colour(place, len(powers)), dash(place))
        for place, power in enumerate(powers)
        if powers[power]
    ]
    return panelled([Part(chart, "", maker.say("picture.ideal_point"), tuple(lines))], 1, WIDTH)


def _distances(maker: Maker, apart: dict[str, Series], years: tuple[int, int]) -> Drawing:
    most = max(math.ceil(max(one.high90 for series in apart.values() for one in series)), 1)
    frame = Frame(years, (0.0, float(most)), tuple(float(step) for step in range(most + 1)), "d", DISTANCES)
    powers = maker.publication.case.powers
    rows = {power: band_rows(series, range(years[0], years[1] + 1)) for power, series in apart.items()}
    parts = [
        Part(
            bands_json(found, fill=colour(powers.index(power), len(powers)), frame=frame),
            maker.party(power),
            maker.say("picture.apart"),
        )
        for power, found in rows.items()
    ]
    return panelled(parts, 3, WIDTH)
