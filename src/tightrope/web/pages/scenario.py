"""What a scenario assumes, and what follows from it for one state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tightrope.brief.charts import Frame, band_rows, bands_json
from tightrope.brief.panels import INHERITED
from tightrope.brief.prospects import AFTER, Changed, Outlooks, assumed, shown
from tightrope.brief.publication import BALANCE, SHARE
from tightrope.brief.svg import static_svg
from tightrope.records import Estimate
from tightrope.web.desk import Desk
from tightrope.web.pages.state import check_state
from tightrope.web.view import Kind, NotThereError, View

#: Ends of the axis of a difference, in points of a share or in powers: the smallest that holds the intervals.
_ENDS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)


def _content(view: View, state: str, name: str) -> dict[str, Any]:
    check_state(view, state)
    scenario = next((one for one in view.case.scenarios if one.name == name), None)
    if scenario is None:
        raise NotThereError("the case has no such scenario", name)
    publication, outlooks = view.publication, Outlooks(view.publication)
    changed = outlooks.followed(name, state)
    return {
        "state": state,
        "scenario": scenario,
        "label": scenario.label.get(view.words.locale) or scenario.label["en"],
        "assumed": lambda one: assumed(one, view.links),
        "outlooks": outlooks,
        "changed": changed,
        "drawn": _drawn(view, changed),
        "today": lambda one: publication.latest(SHARE if one.power else BALANCE, state, one.domain, one.power),
        "baseline": _baseline,
        "shown_value": lambda one: shown(one, view.links),
        "last": publication.last_year,
        "after": AFTER,
    }


def _baseline(changed: Changed, year: int) -> Estimate | None:
    return next((one for one in changed.outlook if one.when.start.year == year), None)


def _drawn(view: View, changed: tuple[Changed, ...]) -> Iterator[tuple[Changed, Any]]:
    """The difference over the years, each drawn on an axis of its kind: points of a share, or powers."""
    ends = {
        kind: _end(_factor(one) * end for one in changed if bool(one.power) is kind for each in one.changes
                   for end in (each.low90, each.high90))
        for kind in (True, False)
    }  # fmt: skip
    for one in changed:
        end, factor = ends[bool(one.power)], _factor(one)
        years = (view.publication.last_year, one.outlook[-1].when.start.year if one.outlook else 0)
        rows = [
            {name: value if name == "year" or value is None else round(factor * float(value), 4)
             for name, value in row.items()}
            for row in band_rows(one.changes, range(years[0], years[1] + 1))
        ]  # fmt: skip
        frame = Frame(years, (-end, end), (-end, 0.0, end), "+.3~g")
        label = view.words(
            "state_page.chart",
            what=view.words("outlook.share_of", power=view.labels.party(one.power))
            if one.power
            else view.words(f"quantity.{BALANCE}"),
            domain=view.labels.domain(one.domain),
            last=years[1],
            number=view.words.signed(factor * one.changes[-1].mean, 1 if one.power else 2),
        ).unescape()
        chart = bands_json(rows, fill=INHERITED, frame=frame)
        yield one, static_svg(chart, f"d-{one.domain}-{one.power or BALANCE}", label)


def _factor(changed: Changed) -> float:
    return 100.0 if changed.power else 1.0


def _end(values: Iterator[float]) -> float:
    largest = max((abs(value) for value in values), default=0.0)
    return next((end for end in _ENDS if end >= largest), _ENDS[-1])


def _paths(desk: Desk) -> Iterator[str]:
    case = desk.publication.case
    for state in case.states:
        for scenario in case.scenarios:
            yield f"state/{state}/scenario/{scenario.name}"


KIND = Kind("scenario", re.compile(r"state/(?P<state>[^/]+)/scenario/(?P<name>[^/]+)"), _content, _paths)
