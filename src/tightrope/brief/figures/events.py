"""What two parties did to each other, by month or year: cooperation above the line, conflict below."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import Any, NamedTuple

from tightrope.brief.chronicle import told_alike
from tightrope.brief.figures.figure import Cell, DataRow, Drawing, Figure
from tightrope.brief.figures.making import Beyond, Maker, joined
from tightrope.brief.figures.theme import Theme
from tightrope.brief.publication import Publication
from tightrope.records import QUADS, AnyEvidence, Event, EventType, Origin, Quad, Status, TightropeError

#: PLOVER's quad categories with their types, what lies next to the line first.
GROUPS: Mapping[str, tuple[EventType, ...]] = MappingProxyType(
    {
        quad.value: tuple(kind for kind in EventType if QUADS[kind] is quad)
        for quad in (
            *(Quad.MATERIAL_COOPERATION, Quad.VERBAL_COOPERATION),
            *(Quad.VERBAL_CONFLICT, Quad.MATERIAL_CONFLICT),
        )
    }
)
#: Blue above and vermilion below the line; deeds dark and words pale, so that grey print tells them apart too.
COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "material_cooperation": "#0072B2",
        "verbal_cooperation": "#86bfe2",
        "verbal_conflict": "#f2b184",
        "material_conflict": "#D55E00",
    }
)
#: Width and height of the plot in pixels, the room on its left, and that of the legend below it.
PLOT, HEIGHT, LEFT, LEGEND = 560, 190, 44, 22
#: Events within so many months are counted by month, longer histories by year.
MONTHS = 48


class Deed(NamedTuple):
    """One event as all evidence that tells of it has it, and the first month that it may have happened in."""

    told: tuple[Event, ...]
    month: int

    @property
    def event(self) -> Event:
        """One of them."""
        return self.told[0]

    @property
    def evidence(self) -> tuple[str, ...]:
        """Ids of all of them; made only for a table, since of thousands they take long to make."""
        return tuple(sorted(one.id for one in self.told))

    @property
    def group(self) -> str:
        """Which of :data:`GROUPS` it belongs to."""
        return QUADS[self.event.event_type].value


def names(publication: Publication, beyond: Beyond | None = None) -> Iterator[str]:
    """Return the names of the pairs of which there is an event that can be drawn."""
    for first, second in pairs(publication):
        evidence = beyond.between(first, second) if beyond else publication.of_kind(Event)
        if any(_drawn(one, first, second) for one in evidence):
            yield f"events.{first}-{second}"


def pairs(publication: Publication) -> Iterator[tuple[str, str]]:
    """Return each power with each state, then each two powers."""
    case = publication.case
    yield from ((power, state) for power in case.powers for state in case.states)
    yield from combinations(case.powers, 2)


def deeds(evidence: Iterable[AnyEvidence], first: str, second: str) -> tuple[Deed, ...]:
    """Return what one did to the other, or both together, that occurred and is dated within a year, in order of time.

    What is told several times (same parties, type, mode and time) is one event.
    """
    told: dict[Any, list[Event]] = defaultdict(list)
    for one in evidence:
        if isinstance(one, Event) and _drawn(one, first, second):
            told[told_alike(one)].append(one)
    found = [Deed(tuple(same), _month(same[0])) for same in told.values()]
    return tuple(sorted(found, key=lambda deed: str(deed.event.when)))


def _drawn(one: AnyEvidence, first: str, second: str) -> bool:
    if not isinstance(one, Event) or one.status is not Status.OCCURRED or one.when is None:
        return False
    if one.when.start.year != one.when.end.year:
        return False
    return (first in one.source and second in one.target) or (second in one.source and first in one.target)


def _month(event: Event) -> int:
    """Months since the year 0; of an event dated to a year, its first."""
    return 12 * event.when.start.year + event.when.start.month - 1 if event.when else 0


def figure(maker: Maker, name: str) -> Figure:
    """Return the events between two parties.

    Raises:
        TightropeError: they are no pair of the case, or no event between them can be drawn.
    """
    pair = tuple(name.partition(".")[2].split("-"))
    if pair not in set(pairs(maker.publication)):
        raise TightropeError(f"there is no figure {name!r}: name a power and a state, or two powers in their order")
    first, second = pair
    publication, beyond = maker.publication, maker.beyond
    evidence = beyond.between(first, second) if beyond else publication.of_kind(Event)
    found = deeds(evidence, first, second)
    if not found:
        raise TightropeError(f"there is no figure {name!r}: no dated event between the two")
    months = _by_month(found)
    counted = _counted(found, months)
    rows = [_bar(maker, one, months) for one in counted]

    def table() -> Iterator[tuple[Cell, ...]]:
        for deed in found:
            event = deed.event
            acted = joined(event.source), joined(event.target), event.event_type.value, event.mode
            yield (
                _bin(deed, months),
                str(event.when),
                deed.group,
                *acted,
                joined(deed.evidence),
            )

    def origins() -> Iterable[Origin]:
        told = [one for deed in found for one in deed.told]
        return beyond.origins(told) if beyond else map(publication.origin_of, told)

    where = {"first": maker.party(first), "second": maker.party(second)}
    reading = [maker.say("picture.events_by_month" if months else "picture.events_by_year")]
    reading += [
        maker.say("picture.events_read"),
        maker.say("picture.events_all" if beyond else "picture.events_some"),
    ]
    return maker.figure(
        name,
        maker.say("picture.events", **where),
        reading,
        label=_label(maker, found, where),
        drawing=_drawing(maker, rows, found, months),
        table=(("bin", "when", "group", "source", "target", "event_type", "mode", "evidence"), table),
        basis=origins,
    )


def _by_month(found: Sequence[Deed]) -> bool:
    """Whether all are dated to a month and lie within a few years."""
    exact = all(deed.event.when and deed.event.when.start.month == deed.event.when.end.month for deed in found)
    places = [deed.month for deed in found]
    return exact and max(places) - min(places) < MONTHS


def _bin(deed: Deed, months: bool) -> str:
    return f"{deed.month // 12}-{deed.month % 12 + 1:02}" if months else str(deed.month // 12)


class _Bar(NamedTuple):
    group: str
    start: int
    number: int
    below: int


def _counted(found: Sequence[Deed], months: bool) -> list[_Bar]:
    """How many of each group there are in each month or year, with how many lie between them and the line."""
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for deed in found:
        counts[deed.month if months else 12 * (deed.month // 12), deed.group] += 1
    bars = []
    for start in sorted({start for start, _ in counts}):
        for side in (("material_cooperation", "verbal_cooperation"), ("material_conflict", "verbal_conflict")):
            below = 0
            for group in side:
                number = counts.get((start, group), 0)
                if number:
                    bars.append(_Bar(group, start, number, below))
                below += number
    return bars


def _bar(maker: Maker, one: _Bar, months: bool) -> DataRow:
    sign = 1 if one.group.endswith("cooperation") else -1
    gap, length = (0.008, 1 / 12) if months else (0.1, 1.0)
    return {
        "group": maker.say(f"quad.{one.group}"),
        "from": round(one.start / 12 + gap, 4),
        "to": round(one.start / 12 + length - gap, 4),
        "near": sign * one.below,
        "far": sign * (one.below + one.number),
    }


def _label(maker: Maker, found: Sequence[Deed], where: Mapping[str, str]) -> str:
    words = maker.links.words
    numbers = {group: sum(deed.group == group for deed in found) for group in GROUPS}
    told = words.listing(
        words("picture.events_of", group=words(f"quad.{group}"), number=number)
        for group, number in numbers.items()
        if number
    )
    years = words.span(_span(found))
    return words("picture.events_shown", **where, years=years, told=told).unescape()


def _span(found: Sequence[Deed]) -> Any:
    whens = [deed.event.when for deed in found if deed.event.when]
    return type(whens[0])(min(one.start for one in whens), max(one.end for one in whens))


def _drawing(maker: Maker, rows: list[DataRow], found: Sequence[Deed], months: bool) -> Drawing:
    first, last = min(deed.month for deed in found) // 12, max(deed.month for deed in found) // 12 + 1
    most = max(abs(row["far"]) for row in rows)
    names = [maker.say(f"quad.{group}") for group in GROUPS]
    above, below = maker.say("picture.cooperation"), maker.say("picture.conflict")

    def define(theme: Theme) -> dict[str, Any]:
        return _definition(theme, names, (first, last), most, months)

    sides = [{"side": above, "at": most}, {"side": below, "at": -most}]
    return Drawing(define, {"bars": rows, "sides": sides}, PLOT + LEFT, LEFT, LEGEND, (8, 14, 20))


def _definition(theme: Theme, names: Sequence[str], years: tuple[int, int], most: int, months: bool) -> dict[str, Any]:
    step = 1 if months or years[1] - years[0] <= 12 else 5
    marked = [year for year in range(years[0], years[1] + 1) if year % step == 0]
    x = {"type": "quantitative", "scale": {"domain": list(years), "nice": False, "zero": False}}
    axis = {"values": marked, "format": "d", "title": None, "grid": False, "domain": False}
    every = -(-most // 3)
    ticks = [count for count in range(-most, most + 1) if count % every == 0]
    count = {"values": ticks, "labelExpr": "abs(datum.value)", "title": None, "domain": False, "ticks": False}
    y = {"type": "quantitative", "scale": {"domain": [-most, most], "nice": False}}
    fill = {
        "field": "group",
        "type": "nominal",
        "scale": {"domain": list(names), "range": [COLOURS[group] for group in GROUPS]},
        "legend": {"title": None, "orient": "none", "legendX": 0, "legendY": HEIGHT + 26, "columns": 4,
                   "symbolType": "square"},
    }  # fmt: skip
    return {
        "width": PLOT,
        "height": HEIGHT,
        "layer": [
            {
                "data": {"name": "bars"},
                "mark": {"type": "rect", "stroke": theme.paper, "strokeWidth": 0.5},
                "encoding": {
                    "x": {**x, "field": "from", "axis": axis},
                    "x2": {"field": "to"},
                    "y": {**y, "field": "near", "axis": count},
                    "y2": {"field": "far"},
                    "fill": fill,
                },
            },
            *two_sides(theme, y),
        ],
    }


def two_sides(theme: Theme, y: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the layers of the line at zero and of the words above and below it (data ``sides``: ``side``, ``at``)."""
    text = {
        **{"type": "text", "align": "left", "fontSize": 10, "color": theme.soft},
        "dy": {"expr": "datum.at > 0 ? 8 : -8"},
    }
    at = {"x": {"value": 4}, "y": {**y, "field": "at"}, "text": {"field": "side", "type": "nominal"}}
    return [
        {
            "data": {"name": "sides"},
            "mark": {"type": "rule", "stroke": theme.soft},
            "encoding": {"y": {"datum": 0}},
        },
        {"data": {"name": "sides"}, "mark": text, "encoding": at},
    ]
