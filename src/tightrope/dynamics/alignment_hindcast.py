"""Past outlooks of alignment: distances from the roll calls of the years up to an origin, walked on from there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tightrope.dynamics.hindcast import HORIZONS, Forecasts, join
from tightrope.dynamics.outlook import Moved, distances
from tightrope.dynamics.positions import Positions, positions
from tightrope.dynamics.references import FEWEST_VALUES, History, reference_draws
from tightrope.measures.alignment import Plan
from tightrope.measures.alignment.estimates import SPAN, Members
from tightrope.measures.posterior import Progress
from tightrope.measures.streams import stream
from tightrope.records import RollCall

Floats = npt.NDArray[np.float64]

#: The series: distances of states to powers, in standard deviations of the positions of all states.
DISTANCE = "politics.alignment_distance"
#: Years of votes that the positions of an origin are made from; older ones say hardly anything of it.
YEARS_BEFORE = 12
#: Years in which states of the case voted, up to the first origin.
FEWEST_YEARS = 5
#: How long the runs are at an origin, and of all votes.
AT_ORIGIN, AT_END = Plan(burn=100, sweeps=200), Plan(burn=150, sweeps=400)
#: References are drawn on the scale of log distances, no smaller than this.
_SMALLEST = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Voters:
    """Who is compared: states with powers; a power without a vote of its own by its members in a year."""

    states: Sequence[str]
    powers: Sequence[str]
    members: Members

    def of(self, code: str, year: int) -> tuple[str, ...]:
        """The states whose votes stand for a state or power."""
        return self.members(code, year) or (code,)


def distance_forecasts(
    calls: Sequence[RollCall],
    ids: Sequence[tuple[str, ...]],
    voters: Voters,
    seed: int,
    *,
    folder: Path | None = None,
    progress: Progress = lambda part: None,
) -> Forecasts | None:
    """Forecast the distance of each state to each power at every origin, one to five years ahead.

    At an origin O the coherent model runs on the votes of the ``YEARS_BEFORE`` years up to it. Every distance walks on
    as in the outlook that is published (:func:`tightrope.dynamics.outlook.distances`): from its mean and standard
    deviation, by steps whose size is that of the changes of all states' distances to the power over ``SPAN`` years, or
    as many as are known.

    What came is the posterior mean of the distance from all votes, in the unit of the origin: both runs are
    standardised over the same states and years. It is an estimate, from later votes too, and smoother than the truth.

    Args:
        calls: roll calls, each once.
        ids: for each the ids under which it is stored.
        voters: who is compared.
        seed: seed of the draws.
        folder: where runs are kept, by origin.
        progress: told how much is done, between 0 and 1.

    Returns:
        The forecasts; ``None`` if the states voted in too few years.
    """
    voted = {call.day.year for call in calls if _took_part(call, voters.states)}
    if len(voted) <= FEWEST_YEARS:
        return None
    first, last = min(voted), max(voted)
    origins = range(first + FEWEST_YEARS - 1, last)
    long = (last - first) / YEARS_BEFORE * AT_END.sweeps / AT_ORIGIN.sweeps  # about as many runs at an origin
    whole = long + len(origins)
    truth = positions(
        _within(calls, first - YEARS_BEFORE, last),
        replace(AT_END, seed=seed),
        folder,
        lambda part: progress(part * long / whole),
    )
    found = []
    for number, origin in enumerate(origins):
        run = positions(
            _within(calls, origin - YEARS_BEFORE + 1, origin),
            replace(AT_ORIGIN, seed=seed),
            folder,
            lambda part, number=number: progress((long + number + part) / whole),  # type: ignore[misc]
        )
        one = _at_origin(run, truth, voters, origin, stream(seed, "hindcast", DISTANCE, str(origin)))
        found += [one] if one is not None else []
    if not found:
        return None
    joined = join(found)
    scored = set(joined.year.tolist())
    rests_on = {
        key
        for call, stored in zip(calls, ids, strict=True)
        if call.day.year in scored and _took_part(call, voters.states)
        for key in stored
    }
    return replace(joined, rests_on=tuple(sorted(rests_on)))


def _within(calls: Sequence[RollCall], first: int, last: int) -> list[RollCall]:
    return [call for call in calls if first <= call.day.year <= last]


def _took_part(call: RollCall, states: Sequence[str]) -> bool:
    return not set(states).isdisjoint((*call.yes, *call.abstain, *call.no))


def _at_origin(
    run: Positions, truth: Positions, voters: Voters, origin: int, random: np.random.Generator
) -> Forecasts | None:
    unit = _unit(run, truth)
    dyads = [(state, power) for state in voters.states for power in voters.powers if state != power]
    past = {dyad: found for dyad in dyads if (found := _history(run, voters, dyad, origin)) is not None}
    ahead = [origin + horizon for horizon in HORIZONS]
    came = {
        (dyad, year): float(apart.mean()) / unit
        for dyad in past
        for year in ahead
        if (apart := _apart(truth, voters, dyad, year)) is not None
    }
    if not came:
        return None
    cells = list(came)
    walked, size = _walked(run, voters, sorted({dyad for dyad, _ in cells}), origin, random), len(run.draws)
    order, years = list(past), np.array([year for _, year in cells])
    place = np.array([order.index(dyad) for dyad, _ in cells])
    references = reference_draws(list(past.values()), place, years, size, random)
    return Forecasts(
        series=DISTANCE,
        state=np.array([state for (state, _), _ in cells]),
        power=np.array([power for (_, power), _ in cells]),
        origin=np.full(len(cells), origin),
        year=years,
        truth=np.array(list(came.values())),
        draws=np.stack([walked[dyad][year - origin - 1] for dyad, year in cells]),
        references={name: np.exp(one) for name, one in references.items()},
        rests_on=(),
        largest_first=False,
    )


def _unit(run: Positions, truth: Positions) -> float:
    """Standard deviation, in the run of all votes, of the positions that a run at an origin is standardised over."""
    return float(truth.draws[:, [truth.place[key] for key in run.place if key in truth.place]].mean(axis=0).std())


def _apart(run: Positions, voters: Voters, dyad: tuple[str, str], year: int) -> Floats | None:
    one, other = (run.of(voters.of(code, year), year) for code in dyad)
    return None if one is None or other is None else np.abs(one - other).astype(np.float64)


def _history(run: Positions, voters: Voters, dyad: tuple[str, str], origin: int) -> History | None:
    """Log distances as the origin's run has them; ``None`` unless known at the origin and in enough years before."""
    years = sorted({year for _, year in run.place})
    known = {year: apart.mean() for year in years if (apart := _apart(run, voters, dyad, year)) is not None}
    if origin not in known or len(known) < FEWEST_VALUES:
        return None
    return History(np.array(list(known), dtype=np.int64), np.log(np.maximum(list(known.values()), _SMALLEST)))


def _walked(
    run: Positions, voters: Voters, dyads: Sequence[tuple[str, str]], origin: int, random: np.random.Generator
) -> dict[tuple[str, str], Floats]:
    """Draws of each distance one to five years ahead, (H, S)."""
    found = {}
    moved = {power: _moved(run, voters, power, origin) for power in dict.fromkeys(power for _, power in dyads)}
    for dyad in dyads:
        now = _apart(run, voters, dyad, origin)
        if now is not None:
            mean, sd = float(now.mean()), float(now.std())
            found[dyad] = distances(mean, sd, moved[dyad[1]], len(HORIZONS), len(run.draws), random)
    return found


def _moved(run: Positions, voters: Voters, power: str, origin: int) -> list[Moved]:
    """How the distances of all states to a power changed up to each year, over the longest span up to ``SPAN``."""
    found = []
    for state in (state for state in voters.states if state != power):
        years = range(origin - YEARS_BEFORE + 1, origin + 1)
        told = {year: apart for year in years if (apart := _apart(run, voters, (state, power), year)) is not None}
        for until, apart in told.items():
            since = min((year for year in told if until - SPAN <= year < until), default=None)
            if since is not None:
                change = apart - told[since]
                found.append(Moved(state, until, until - since, float(change.mean()), float(change.std())))
    return found
