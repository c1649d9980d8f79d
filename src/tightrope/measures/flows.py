"""From the monthly counts of event data sets to yearly figures of a channel and to published rates."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from tightrope import __version__
from tightrope.measures.event_rates import PER_EVENTS, local_rates
from tightrope.measures.streams import stream
from tightrope.records import (
    COOPERATION_CHANNEL,
    CORRECTED_UNIT,
    FLOW,
    Estimate,
    Flow,
    FlowChannel,
    Observation,
    When,
)

MODEL = f"event-rates-1/{__version__}"
#: A year is told from so many of its months, at least; fewer may be a season.
FEWEST_MONTHS = 6
#: Draws of each rate.
_DRAWS = 600
#: The two sides of a flow, and the counts that belong to them.
SIDES: Mapping[str, Flow] = {"cooperation": Flow.COOPERATION_EVENTS, "conflict": Flow.CONFLICT_EVENTS}

#: One party's figures toward another by month.
Months = dict[When, Observation]


@dataclass(frozen=True, slots=True)
class SetOfFlows:
    """What one event data set counts.

    Attributes:
        totals: all events of the set by month. A month that is absent was not counted, which is not to say that nothing
            happened in it.
        figures: by who acted, toward whom and what is counted; a month of ``totals`` that is absent has none.
    """

    totals: Months = field(default_factory=dict)
    figures: dict[tuple[str, str, Flow], Months] = field(default_factory=lambda: defaultdict(dict))

    def between(self, first: str, second: str, flow: Flow) -> dict[When, tuple[Observation, ...]]:
        """Figures of both directions by month; months in which there was none are absent."""
        ways = [self.figures.get(key, {}) for key in ((first, second, flow), (second, first, flow))]
        return {
            month: tuple(way[month] for way in ways if month in way)
            for month in sorted({when for w in ways for when in w})
        }


def by_set(observations: Iterable[Observation]) -> dict[str, SetOfFlows]:
    """Arrange the observations of channels of flows, the latest of each month, by the name of their set."""
    found: dict[str, SetOfFlows] = defaultdict(SetOfFlows)
    for one in observations:
        channel = FlowChannel.of(one.channel)
        if channel is None:
            continue
        held = found[channel.name]
        if channel.flow is Flow.ALL_EVENTS:
            held.totals[one.when] = one
        else:
            held.figures[one.holder, one.over, channel.flow][one.when] = one
    return dict(sorted(found.items()))


def yearly_cooperation(
    flows: SetOfFlows, states: Sequence[str], powers: Sequence[str], origin: str
) -> Iterator[Observation]:
    """Yield how much a state and a power cooperate in a year, corrected for how much the set covers.

    ::

        v = 10,000 * sum_t (S_t(state to power) + S_t(power to state)) / sum_t N_t

    with S the sums of scores above zero and N all events of the set, over the months of the year that the set has: at
    least :data:`FEWEST_MONTHS`, else the year has no figure. Where a state cooperates with no power in a year there is
    nothing to compare, and no figure.

    Args:
        flows: one set.
        states: codes of the states.
        powers: codes of the powers.
        origin: id of the origin that the figures get.
    """
    years: dict[int, list[When]] = defaultdict(list)
    for month, total in sorted(flows.totals.items()):
        if total.lower > 0:
            years[month.start.year].append(month)
    for state in states:
        between = {power: flows.between(state, power, Flow.COOPERATION) for power in powers if power != state}
        for year, months in years.items():
            events = math.fsum(flows.totals[month].lower for month in months)
            sums = {
                power: math.fsum(one.lower for month in months for one in found.get(month, ()))
                for power, found in between.items()
            }
            if len(months) < FEWEST_MONTHS or not any(sums.values()):
                continue
            for power, points in sums.items():
                rows = sum(len(between[power].get(month, ())) for month in months)
                value = PER_EVENTS * points / events
                yield Observation(
                    channel=COOPERATION_CHANNEL,
                    holder=power,
                    over=state,
                    when=When.year(year),
                    lower=value,
                    upper=value,
                    unit=CORRECTED_UNIT,
                    origin=origin,
                    locator=f"{len(months)} months of {year}: {rows} figures of cooperation of {state} and {power}",
                )


def pairs_of(states: Sequence[str], powers: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each power with each state, then each two powers in their order."""
    yield from ((power, state) for power in powers for state in states if state != power)
    yield from ((power, other) for place, power in enumerate(powers) for other in powers[place + 1 :])


def rate_estimates(
    flows: Mapping[str, SetOfFlows], states: Sequence[str], powers: Sequence[str], years: Sequence[int], *, seed: int
) -> list[Estimate]:
    """Estimate how often each pair cooperates and quarrels in each month that a set has, for every 10,000 events of it.

    What the two did to each other counts, whoever acted. A pair without any such event in a set has no estimate.

    Args:
        flows: by set.
        states: codes of the states.
        powers: codes of the powers.
        years: the years wanted.
        seed: of the draws.

    Returns:
        ``flow/SET/cooperation`` and ``flow/SET/conflict`` of a power and a state (or a second power, as the state).
    """
    found = []
    for name, one in flows.items():
        months = [month for month in sorted(one.totals) if month.start.year in years and one.totals[month].lower > 0]
        events = np.array([one.totals[month].lower for month in months])
        year = np.array([month.start.year for month in months])
        for power, other in pairs_of(states, powers):
            for side, flow in SIDES.items():
                rows = one.between(power, other, flow)
                counts = np.array([math.fsum(row.lower for row in rows.get(month, ())) for month in months])
                if not counts.any():
                    continue
                rates = local_rates(counts, events, year, stream(seed, FLOW, name, side, power, other), draws=_DRAWS)
                for place, month in enumerate(months):
                    basis = (one.totals[month], *rows.get(month, ()))
                    found.append(
                        Estimate.of(
                            f"{FLOW}/{name}/{side}",
                            rates.mean[place],
                            rates.quantiles[:, place],
                            state=other,
                            power=power,
                            domain="politics",
                            when=month,
                            rests_on=tuple(sorted(row.id for row in basis)),
                            model=MODEL,
                        )
                    )
    return found
