"""What a scenario assumes, and what follows from it for one state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tightrope.brief.figures import figure_names
from tightrope.brief.panels import domains_shown
from tightrope.brief.prospects import AFTER, Changed, Outlooks, assumed, shown
from tightrope.brief.publication import BALANCE, SHARE
from tightrope.records import Estimate
from tightrope.web.desk import Desk
from tightrope.web.pages.state import check_state
from tightrope.web.view import Kind, NotThereError, View


def _content(view: View, state: str, name: str) -> dict[str, Any]:
    check_state(view, state)
    scenario = next((one for one in view.case.scenarios if one.name == name), None)
    if scenario is None:
        raise NotThereError("not_there.scenario", name=name)
    publication, outlooks = view.publication, Outlooks(view.publication)
    changed = outlooks.followed(name, state)
    return {
        "state": state,
        "scenario": scenario,
        "label": scenario.label.get(view.words.locale) or scenario.label["en"],
        "assumed": lambda one: assumed(one, view.links),
        "outlooks": outlooks,
        "changed": changed,
        "most": _most(changed),
        "pictures": _pictures(view, state, name),
        "today": lambda one: publication.latest(SHARE if one.power else BALANCE, state, one.domain, one.power),
        "baseline": _baseline,
        "shown_value": lambda one: shown(one, view.links),
        "last": publication.last_year,
        "after": AFTER,
    }


def _baseline(changed: Changed, year: int) -> Estimate | None:
    return next((one for one in changed.outlook if one.when.start.year == year), None)


def _pictures(view: View, state: str, name: str) -> list[tuple[str, str]]:
    """The domains in which there is a picture of the outlook with the scenario, each with its name."""
    there = figure_names(view.publication)
    named = [(domain, f"outlook.{state}.{domain}.{name}") for domain in domains_shown(view.labels.domains())]
    return [(domain, picture) for domain, picture in named if picture in there]


def _most(changed: tuple[Changed, ...]) -> dict[bool, float]:
    """How far any interval reaches from zero, of shares and of the number of powers: the ends of their lines."""
    most = {True: 0.0, False: 0.0}
    for one in changed:
        ends = (abs(end) for each in one.after if each for end in (each.low90, each.high90))
        most[bool(one.power)] = max(most[bool(one.power)], *ends, 0.0)
    return most


def _paths(desk: Desk) -> Iterator[str]:
    case = desk.publication.case
    for state in case.states:
        for scenario in case.scenarios:
            yield f"state/{state}/scenario/{scenario.name}"


KIND = Kind("scenario", re.compile(r"state/(?P<state>[^/]+)/scenario/(?P<name>[^/]+)"), _content, _paths)
