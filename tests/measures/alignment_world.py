"""Small assemblies whose truth is known, for the tests of alignment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from tightrope.measures.alignment.ballots import ABSTAIN, NO, YES, Ballots, arrange
from tightrope.measures.alignment.mean_field import standardised
from tightrope.records import RollCall

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class World:
    """Ballots, and the standardised true position of each of their cells."""

    ballots: Ballots
    truth: Floats


def assembly(states: int = 30, periods: int = 6, items: int = 25, *, seed: int = 1, absent: float = 0.1) -> World:
    """Votes drawn from the coherent model; every fifth item comes back in the next period; S00 stands far up."""
    random = np.random.default_rng(seed)
    steps = random.normal(0, 0.25, (states, periods))
    steps[:, 0] = random.normal(0, 1.4, states)
    theta = steps.cumsum(axis=1)
    theta[0] = np.abs(theta[0]) + 2.0
    cuts = np.column_stack(
        [random.standard_normal(periods * items), np.sort(random.normal(0, 1.5, (periods * items, 2)))]
    )
    rows = []
    for period in range(periods):
        for number in range(items):
            back = number % 5 == 0 and period > 0
            item = (period - back) * items + number
            for state in range(states):
                if random.random() >= absent:
                    z = cuts[item, 0] * theta[state, period] + random.standard_normal()
                    vote = YES if z < cuts[item, 1] else NO if z > cuts[item, 2] else ABSTAIN
                    rows.append((state, 2000 + period, item, vote))
    state, period, item, vote = np.array(rows).T
    names = [f"S{number:02d}" for number in range(states)]
    items_named = [f"item {number:04d}" for number in range(periods * items)]
    ballots = arrange(names, items_named, state, period, item, vote.astype(np.int8))
    layout = ballots.layout
    return World(ballots, standardised(theta[layout.state, layout.period]))


def roll_call(number: int, day: date, *, session: int = 75, title: str = "", **votes: str) -> RollCall:
    """A roll call from words such as ``yes="KAZ UZB"``."""
    groups = {kind: tuple(sorted(votes.get(kind, "").split())) for kind in ("yes", "abstain", "no", "absent")}
    return RollCall(
        resolution=f"A/RES/{session}/{number}",
        session=session,
        day=day,
        title=title or f"Resolution {number} of session {session}",
        origin="origin",
        locator=f"line {session}-{number}",
        **groups,
    )


def roll_calls(world: World) -> list[RollCall]:
    """The votes of a world as roll calls, one a period and item, by year."""
    from tightrope.measures.alignment.ballots import votes_of

    ballots, votes = world.ballots, votes_of(world.ballots)
    layout = ballots.layout
    groups: dict[tuple[int, int], dict[int, list[str]]] = {}
    for item, cell, vote in zip(votes.item.tolist(), votes.cell.tolist(), votes.vote.tolist(), strict=True):
        key = ballots.periods[layout.period[cell]], item
        groups.setdefault(key, {}).setdefault(vote, []).append(ballots.states[layout.state[cell]])
    calls = []
    for (year, item), voted in groups.items():
        words = {name: " ".join(voted.get(code, [])) for name, code in (("yes", YES), ("abstain", ABSTAIN), ("no", NO))}
        title = f"Text {ballots.items[item]}"
        calls.append(roll_call(item, date(year, 11, 1), session=year - 1945, title=title, **words))
    return calls
