"""The overview: a card for each state on the map of the case, and what changed since a day that the reader picks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any

from tightrope.brief.labels import ALL
from tightrope.brief.since import begun_and_ended, comparable, happened, leaders, moved
from tightrope.brief.style import free_place
from tightrope.cases import Case
from tightrope.records import When
from tightrope.web.desk import Desk
from tightrope.web.view import Kind, NotThereError, View

#: Most changes told on a card, and most events listed; the pages behind them have all.
ON_CARD, MOST_EVENTS = 3, 15


def _content(view: View, day: str | None = None) -> dict[str, Any]:
    since = chosen(view, day or view.options.get("date", ""))
    publication, domains = view.publication, view.labels.domains()
    begun, ended = begun_and_ended(publication, since)
    events, number = happened(view.desk.evidence.items, since, MOST_EVENTS)
    changes = {state: moved(publication, state, domains, since.year) for state in view.case.states}
    return {
        "since": since,
        "days": offered(view.case),
        "domains": domains,
        "leaders": {state: leaders(publication, state, domains) for state in view.case.states},
        "moved": changes,
        "none_moved": not any(changes.values()),
        "comparable": {state: comparable(publication, state, domains, since.year) for state in view.case.states},
        "on_card": ON_CARD,
        "begun": begun,
        "ended": ended,
        "events": events,
        "event_count": number,
        "legend": free_place(view.case),
        "all": ALL,
        "among_powers": tuple(combinations(view.case.powers, 2)),
    }


def chosen(view: View, day: str) -> date:
    """Return the day that was picked; the last of those that are offered if none was.

    Raises:
        NotThereError: it is no day, or one before the case's first year.
    """
    if not day:
        return offered(view.case)[-1][0].start
    try:
        since = date.fromisoformat(day)
    except ValueError as error:
        raise NotThereError("not_there.no_day", day=day) from error
    if since.year < view.case.window.first:
        raise NotThereError("not_there.before", day=day, year=view.case.window.first)
    return since


def offered(case: Case) -> tuple[tuple[When, str], ...]:
    """Return the times that are one click away, with the name of what happened then: the dates named by the case.

    A time is as exact as the case knows it; the page behind it begins with its first day. A case that names none has
    the first day of its window's last ten years.
    """
    named = tuple((wave.since, wave.name) for wave in case.waves if wave.since.start.year >= case.window.first)
    return named or ((When.day(date(max(case.window.first, case.window.last - 9), 1, 1)), ""),)


def _since_paths(desk: Desk) -> Iterator[str]:
    case = desk.publication.case
    named = [when.start for when, _ in offered(case)]
    for day in sorted({*named, *(date(year, 1, 1) for year in case.years)}):
        yield f"since/{day.isoformat()}"


def _first(_: Desk) -> Iterator[str]:
    yield ""


def _version(desk: Desk, **_: str) -> int:
    return len(desk.evidence.items)


KIND = Kind("overview", re.compile(""), _content, _first, _version)
SINCE = Kind("overview", re.compile(r"since(?:/(?P<day>[0-9-]{1,10}))?"), _content, _since_paths, _version, ("date",))
