"""One series: how much of a channel one party holds over another, row by row, with figures from texts beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from tightrope.brief.figures import Figure
from tightrope.brief.series_chart import series_chart
from tightrope.ledger import Reading
from tightrope.records import ALIGNMENT_CHANNEL, Status, Stock
from tightrope.web.desk import Desk
from tightrope.web.pages.dyad import pair_of
from tightrope.web.pages.evidence import resting_on
from tightrope.web.pages.figure import named
from tightrope.web.passages import documents_of
from tightrope.web.view import Kind, NotThereError, View

_PATTERN = r"series/(?P<channel>[A-Za-z0-9._-]+)/(?P<holder>[A-Za-z0-9._]+)-(?P<over>[A-Za-z0-9._-]+)"


def _paths(desk: Desk) -> Iterator[str]:
    found = dict.fromkeys(
        (row.channel, row.holder, row.over)
        for row in desk.publication.observations.values()
        if not row.channel.startswith(ALIGNMENT_CHANNEL)
    )
    names = (f"series/{channel}/{holder}-{over}" for channel, holder, over in found)
    return (name for name in names if re.fullmatch(_PATTERN, name))


def _stocks(desk: Desk, channel: str, holder: str, over: str) -> list[Stock]:
    found = [
        item
        for item in desk.evidence.between(holder, over)
        if isinstance(item, Stock) and (item.channel, item.holder, item.over) == (channel, holder, over)
    ]
    return sorted(found, key=lambda one: str(one.as_of or ""))


def _version(desk: Desk, holder: str, over: str, **_: str) -> int:
    return len(desk.evidence.between(holder, over))


def _content(view: View, channel: str, holder: str, over: str) -> dict[str, Any]:
    with view.ledger() as ledger:
        readings = list(ledger.series(channel, holder, over))
        origins = {key: ledger.origin(key) for key in {one.row.origin for one in readings}}
    stocks = _stocks(view.desk, channel, holder, over)
    if not (readings or stocks):
        raise NotThereError("not_there.series", channel=channel, holder=holder, over=over)
    unit = Counter(item.unit for item in (*(one.row for one in readings), *stocks)).most_common(1)[0][0]
    latest = [one.row for one in readings if one.replaced_by is None]
    drawn = [row for row in latest if row.unit == unit]
    beside = [one for one in stocks if one.unit == unit and one.status is Status.OCCURRED]
    rests = view.desk.resting
    behind = {one.row.id for one in readings} | {one.id for one in stocks}
    return {
        "channel": channel,
        "holder": holder,
        "over": over,
        "domain": channel.partition(".")[0],
        "readings": readings[::-1],
        "origins": origins,
        "tables": list(dict.fromkeys(row.origin for row in drawn)),
        "stocks": stocks[::-1],
        "documents": documents_of(view, stocks),
        "figure": _figure(view, f"series.{channel}.{holder}-{over}"),
        "chart": series_chart(drawn, beside, f"s-{channel}-{holder}-{over}".replace(".", "-"), view.links),
        "replaced": _replaced(readings),
        "used": {key for key in behind if next(rests.on(key), None) is not None},
        "pair": _pair(view, holder, over),
        **resting_on(view, behind),
    }


def _figure(view: View, name: str) -> Figure | None:
    try:
        return named(view, name)
    except NotThereError:
        return None


def _replaced(readings: Iterable[Reading]) -> int:
    return sum(one.replaced_by is not None for one in readings)


def _pair(view: View, holder: str, over: str) -> Any:
    try:
        return pair_of(view.desk, holder, over)
    except NotThereError:
        return None


KIND = Kind("series", re.compile(_PATTERN), _content, _paths, _version)
