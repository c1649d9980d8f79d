"""From the posterior to estimates of a case: positions, distances to the powers, and how they changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import xarray as xr

from tightrope.measures.alignment.posterior import Positions, by_state, summarise
from tightrope.measures.alignment.roll_calls import counts_as_published, item_names
from tightrope.records import (
    ALIGNMENT_CHANGE,
    ALIGNMENT_DISTANCE,
    ALIGNMENT_VOTES,
    IDEAL_POINT,
    CheckError,
    Domain,
    Estimate,
    RollCall,
    When,
)

Singles = npt.NDArray[np.float32]

#: Years over which a change of distance is told.
SPAN = 10
#: Votes a state needs in a year for an estimate to be published.
FEWEST_VOTES = 10

#: Members of a body that has no vote of its own, by year.
Members = Callable[[str, int], tuple[str, ...]]


def alignment_estimates(
    posterior: xr.Dataset,
    calls: Sequence[RollCall],
    *,
    states: Sequence[str],
    powers: Sequence[str],
    years: Iterable[int],
    members: Members,
    predecessors: Mapping[str, str],
    ids: Sequence[tuple[str, ...]],
) -> list[Estimate]:
    """Positions of states and powers by year, distances of both to powers, and their change over ``SPAN`` years.

    Of two powers the distance is told from either side.

    A power without a vote of its own (the European Union) stands at the mean of its members' positions, draw by draw.
    Years in which a state cast fewer than ``FEWEST_VOTES`` votes have no estimate. An estimate rests on the roll calls
    of its year (for a change: of both years) in which its state, or for the position of a body a member of it, voted.

    Args:
        posterior: by year, with draws.
        calls: the roll calls it was made from, each once.
        states: codes of the states of the case.
        powers: codes of its powers.
        years: the years wanted, and ``SPAN`` years before each for the changes.
        members: member states of a body in a year; empty for a state.
        predecessors: code under which a state voted before (``RUS`` → ``SUN``).
        ids: for each roll call the ids under which it is stored, one a source.

    Raises:
        CheckError: the posterior is by session, or has no draws.
    """
    if posterior.attrs["period"] != "year":
        raise CheckError("estimates of a case are by year, this posterior is by session")
    actors = _Actors(posterior, calls, members, predecessors, ids)
    wanted = sorted(set(years) & set(actors.positions.periods))
    found: list[Estimate] = []
    for year in wanted:
        when, everybody = When.year(year), tuple(dict.fromkeys((*states, *powers)))
        for actor in everybody:
            if (draws := actors.draws(actor, year)) is not None:
                rests_on = actors.rests_on(actor, year)
                found.append(_estimate(IDEAL_POINT, actor, "", when, draws, rests_on, posterior))
                if (votes := actors.votes(actor, year)) is not None:
                    found.append(_estimate(ALIGNMENT_VOTES, actor, "", when, votes, rests_on, posterior))
        for state in everybody:
            rests_on = actors.rests_on(state, year)
            both = tuple(sorted({*rests_on, *actors.rests_on(state, year - SPAN)}))
            for power in powers:
                if power != state and (apart := actors.apart(state, power, year)) is not None:
                    found.append(_estimate(ALIGNMENT_DISTANCE, state, power, when, apart, rests_on, posterior))
                    before = actors.apart(state, power, year - SPAN)
                    if before is not None:
                        span = When.parse(f"{year - SPAN}/{year}")
                        found.append(_estimate(ALIGNMENT_CHANGE, state, power, span, apart - before, both, posterior))
    return found


class _Actors:
    """Draws and roll calls of states and bodies by year."""

    def __init__(
        self,
        posterior: xr.Dataset,
        calls: Sequence[RollCall],
        members: Members,
        predecessors: Mapping[str, str],
        ids: Sequence[tuple[str, ...]],
    ) -> None:
        self.positions = Positions(posterior)
        self._members, self._predecessors = members, predecessors
        self._votes = by_state(posterior, "votes")
        self._calls: dict[int, list[tuple[tuple[str, ...], frozenset[str]]]] = {}
        for call, stored in _used(posterior, calls, ids):
            voted = frozenset((*call.yes, *call.abstain, *call.no))
            self._calls.setdefault(call.day.year, []).append((stored, voted))

    def _voters(self, actor: str, year: int) -> tuple[str, ...]:
        """The states whose votes stand for an actor in a year."""
        members = self._members(actor, year)
        candidates = members or (actor, self._predecessors.get(actor, actor))
        enough = tuple(code for code in candidates if self._votes.get(code, {}).get(year, 0) >= FEWEST_VOTES)
        return enough if members else enough[:1]

    def draws(self, actor: str, year: int) -> Singles | None:
        return self.positions.mean_of(self._voters(actor, year), year)

    def apart(self, one: str, other: str, year: int) -> Singles | None:
        first, second = self.draws(one, year), self.draws(other, year)
        return None if first is None or second is None else np.abs(first - second)

    def votes(self, actor: str, year: int) -> Singles | None:
        """Number of votes that a state's position was read from, as an array of one; ``None`` for a body."""
        if self._members(actor, year):
            return None
        return np.array([self._votes[voter][year] for voter in self._voters(actor, year)], dtype=np.float32)

    def rests_on(self, actor: str, year: int) -> tuple[str, ...]:
        voters = set(self._voters(actor, year))
        held = self._calls.get(year, ())
        return tuple(sorted(one for stored, voted in held if voters & voted for one in stored))


def _used(
    posterior: xr.Dataset, calls: Sequence[RollCall], ids: Sequence[tuple[str, ...]]
) -> Iterator[tuple[RollCall, tuple[str, ...]]]:
    """The roll calls that entered the posterior: their item is one of its items."""
    items = set(posterior.item.values.tolist())
    counted = [(call, stored) for call, stored in zip(calls, ids, strict=True) if counts_as_published(call)]
    names = item_names([call for call, _ in counted])
    return (pair for pair, name in zip(counted, names, strict=True) if name in items)


def _estimate(
    quantity: str, state: str, power: str, when: When, draws: Singles, rests_on: tuple[str, ...], posterior: xr.Dataset
) -> Estimate:
    values = {name: float(value) for name, value in summarise(draws).items()}
    model = str(posterior.attrs["model"])
    return Estimate(
        quantity=quantity,
        state=state,
        power=power,
        domain=Domain.POLITICS.value,
        when=when,
        rests_on=rests_on,
        model=model,
        **values,
    )
