"""A small world to measure: two states, three powers, and records made in one line."""

from __future__ import annotations

from typing import Any

from tightrope.measures import Measurement, measure
from tightrope.records import Channel, ChannelKind, Estimate, Observation, Stock, Tie, When

STATES, POWERS, YEARS = ("KAZ", "UZB"), ("CHN", "RUS", "USA"), tuple(range(2000, 2011))


def amount(name: str, **changes: Any) -> Channel:
    fields: dict[str, Any] = {"unit": "USD", "offset": 1.0, "noise": 0.1, "drift": 0.2, **changes}
    return Channel(name=name, kind=ChannelKind.AMOUNT, **fields)


def ties_channel(**changes: Any) -> Channel:
    fields: dict[str, Any] = {"offset": 0.5, "noise": 0.2, "drift": 0.1, "relations": ("ally",), **changes}
    return Channel(name="security.ties", kind=ChannelKind.TIES, unit="count", **fields)


def cell(channel: str, holder: str, year: int | str, figure: float, over: str = "KAZ", **changes: Any) -> Observation:
    fields: dict[str, Any] = {
        "lower": figure,
        "upper": figure,
        "unit": "USD",
        "origin": "table",
        "locator": f"{over} {holder} {year}",
        **changes,
    }
    return Observation(channel=channel, holder=holder, over=over, when=When.parse(str(year)), **fields)


def stock(channel: str, holder: str, year: str | None, figure: float, **changes: Any) -> Stock:
    fields: dict[str, Any] = {
        "document": "d",
        "start": 0,
        "end": 5,
        "coder": "rules/1",
        "over": "KAZ",
        "lower": figure,
        "upper": figure,
        "unit": "USD",
        "as_of": None if year is None else When.parse(year),
        **changes,
    }
    return Stock(channel=channel, holder=holder, value=figure, **fields)


def tie(a: str, b: str, relation: str, since: str | None, until: str | None = None, **changes: Any) -> Tie:
    fields: dict[str, Any] = {"document": "d", "start": 0, "end": 5, "coder": "rules/1", **changes}
    return Tie(
        a=a,
        b=b,
        relation=relation,
        since=None if since is None else When.parse(since),
        until=None if until is None else When.parse(until),
        **fields,
    )


def run(**given: Any) -> Measurement:
    """:func:`measure` with everything filled in that a test does not name."""
    defaults: dict[str, Any] = {
        "observations": (),
        "stocks": (),
        "ties": (),
        "events": (),
        "channels": (amount("economy.trade"),),
        "states": STATES,
        "powers": POWERS,
        "years": YEARS,
        "seed": 7,
        "draws": 200,
    }
    return measure(**{**defaults, **given})


def find(
    measurement: Measurement, quantity: str, year: int, *, state: str = "KAZ", power: str = "", domain: str = "economy"
) -> Estimate:
    """The one estimate asked for; fails if there is none."""
    (found,) = (
        one
        for one in measurement.estimates
        if (one.quantity, one.state, one.power, one.domain, one.when)
        == (quantity, state, power, domain, When.year(year))
    )
    return found


def powers_with_shares(measurement: Measurement, year: int, domain: str = "economy", state: str = "KAZ") -> set[str]:
    """Who has a share among powers."""
    return {
        one.power
        for one in measurement.estimates
        if (one.quantity, one.state, one.domain, one.when) == ("capital_share_powers", state, domain, When.year(year))
    }
