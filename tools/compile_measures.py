"""Compile what measures and counts of events compile, so that the first one of an installation does not wait for it.

Run by `make setup`. numba keeps the machine code beside the sources; without this the first `tightrope measure` or
`tightrope demo` takes half a minute longer, the first `tightrope flows` five seconds.
"""

from __future__ import annotations

import polars as pl

from tightrope.bulk.event_rows import EVENTS
from tightrope.bulk.lines import distinct, split
from tightrope.bulk.merging import merge
from tightrope.dynamics.push_pull import fit
from tightrope.measures import measure
from tightrope.records import Channel, ChannelKind, Observation, When

STATES, POWERS, YEARS = ("AAA", "BBB"), ("PPP", "QQQ"), range(2000, 2004)


def main() -> None:
    """Take a line apart, merge no events, measure a world of two states and two powers, and fit how it moves."""
    distinct(split(b"20191024\tRUS\n", [(0, 0)]).packed[0])
    merge(pl.DataFrame(schema=EVENTS))
    channels = [
        Channel(name=name, kind=ChannelKind.AMOUNT, unit="USD", offset=1.0, noise=0.2, drift=0.2)
        for name in ("economy.trade", "economy.finance")
    ]
    rows = [
        Observation(
            channel=channel.name, holder=holder, over=state, when=When.year(year), lower=10.0 + place, upper=upper,
            unit="USD", origin="0" * 20, locator=f"{channel.name} {state} {holder} {year}",
        )
        for channel in channels
        for state in STATES
        for place, holder in enumerate((*POWERS, "ROW") if channel is channels[0] else POWERS)
        for year in YEARS
        for upper in ([10.0 + place] if channel is channels[0] else [40.0])
    ]  # fmt: skip
    found = measure(
        observations=rows, stocks=(), ties=(), events=(), channels=channels, states=STATES, powers=POWERS, years=YEARS,
        seed=1, draws=200,
    )  # fmt: skip
    fit("economy", found.posteriors["economy"], first=2000.5, acts={}, shocks={}, seed=1, draws=10)


if __name__ == "__main__":
    main()
