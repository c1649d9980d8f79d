"""A measurement as an ``xarray.Dataset``: draws with named dimensions, to ask one's own questions of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tightrope.measures import declared
from tightrope.measures.capital import place_dyads
from tightrope.measures.kalman import Floats
from tightrope.measures.measurement import Measurement
from tightrope.measures.publish import MODEL
from tightrope.records import CheckError

if TYPE_CHECKING:
    import xarray as xr

#: Unit of what is a part of a whole.
SHARE = "1"


def dataset(measurement: Measurement, variables: Sequence[str] | None = None) -> xr.Dataset:
    """Arrange the draws of a measurement and what decides them; nan where nothing is measured.

    Dimensions: ``draw`` (with coordinate ``chain``: which Markov chain), ``domain`` (with coordinate ``anchor``: the
    channel in whose unit capital is told), ``state``, ``power``, ``holder`` (the powers and, last, ``ROW``), ``time``
    (calendar years), ``channel`` (with coordinate ``channel_domain``).

    Variables:
        ``capital`` (draw, domain, state, holder, time): x, the logarithm of the anchor's share or, where nobody knows
        its total, of its count; only differences between holders of one state mean anything across domains.
        ``capital_share_powers`` (draw, domain, state, power, time): shares among the powers measured.
        ``capital_share`` (draw, domain, state, holder, time): shares among all holders, ``ROW`` included.
        ``capital_share_elicited`` (draw, domain, state, power, time): as the weights of the case want it; nan in a
        domain whose channels all count the same, and left out where all of them do.
        ``overall_share``, ``overall_share_elicited`` (draw, state, power, time): means over domains; the second is left
        out where no state has one.
        ``decided_by_channel`` (channel, state, holder, time), ``decided_by_prior`` (domain, state, holder, time): parts
        of an estimate that sum to 1.

    Attributes: ``model``, ``seed``, ``draws``, ``sources`` (ids of the tables and documents behind it, blank between).

    Args:
        measurement: what :func:`tightrope.measures.measure` gave.
        variables: those wanted, if not all: draws of hundreds of states take gigabytes.

    Raises:
        CheckError: there is no variable of a name.
    """
    import xarray as xr

    frame = _Frame(measurement)
    known = frame.variables()
    wanted = list(known) if variables is None else list(dict.fromkeys(variables))
    for name in wanted:
        if name not in known:
            raise CheckError(f"no variable {name!r}; there are {', '.join(known)}")
    return xr.Dataset(
        {name: known[name]() for name in wanted},
        coords=frame.coordinates(),
        attrs={
            "model": MODEL,
            "seed": str(measurement.run.seed),  # NetCDF 3 has no integers of 64 bits
            "draws": measurement.run.kept * declared.MARKOV_CHAINS,
            "sources": " ".join(measurement.sources),
        },
    )


class _Frame:
    """Puts what a measurement holds by domain and by state into whole arrays."""

    def __init__(self, measurement: Measurement) -> None:
        self._measurement, self._scope = measurement, measurement.scope
        self._domains = tuple(measurement.capital)
        self._channels = tuple(name for one in measurement.capital.values() for name in one.channels)

    def coordinates(self) -> dict[str, Any]:
        scope, posteriors = self._scope, self._measurement.posteriors
        kept = self._measurement.run.kept
        anchors = [posteriors[name].chains.channels[posteriors[name].chains.anchor] for name in self._domains]
        return {
            "draw": np.arange(kept * declared.MARKOV_CHAINS),
            "chain": ("draw", np.repeat(np.arange(declared.MARKOV_CHAINS), kept)),
            "domain": list(self._domains),
            "anchor": ("domain", anchors),
            "state": list(scope.states),
            "power": list(scope.powers),
            "holder": list(scope.holders),
            "time": ("time", np.array(scope.years), {"units": "year", "long_name": "calendar year"}),
            "channel": list(self._channels),
            "channel_domain": ("channel", [scope.channels[name].domain.value for name in self._channels]),
        }

    def variables(self) -> dict[str, Callable[[], Any]]:
        """What there is, by name; each is put together only when it is wanted."""
        capital = self._measurement.capital
        found: dict[str, Callable[[], Any]] = {
            "capital": lambda: self._draws(
                [self._capital(name) for name in self._domains], "holder", "log of the anchor's unit", "capital"
            ),
            "capital_share_powers": lambda: self._draws(
                [one.of_powers for one in capital.values()], "power", SHARE, "share among the powers measured"
            ),
            "capital_share": lambda: self._draws(
                [one.shares for one in capital.values()], "holder", SHARE, "share among all holders"
            ),
        }
        if any(one.elicited is not None for one in capital.values()):
            elicited = [
                np.full_like(one.of_powers, np.nan) if one.elicited is None else one.elicited
                for one in capital.values()
            ]
            found["capital_share_elicited"] = lambda: self._draws(
                elicited, "power", SHARE, "share among the powers measured, by the case's weights"
            )
        found["overall_share"] = lambda: self._overall("shares", "mean of the domains' shares")
        if any(one.elicited is not None for one in self._measurement.overall.values()):
            found["overall_share_elicited"] = lambda: self._overall("elicited", "the same by the case's weights")
        return {**found, "decided_by_channel": self._by_channel, "decided_by_prior": self._by_prior}

    def _capital(self, domain: str) -> Floats:
        """X of one domain, (N, P, T, S)."""
        posterior = self._measurement.posteriors[domain]
        return place_dyads(posterior.chains, self._scope.states, self._scope.holders, posterior.capital)

    def _draws(self, domains: Sequence[Floats], holder: str, unit: str, name: str) -> Any:
        """Variable of arrays (N, P, T, S), one for each domain."""
        scope, run = self._scope, self._measurement.run
        holders = scope.powers if holder == "power" else scope.holders
        shape = (len(domains), len(scope.states), len(holders), len(scope.years), run.kept * declared.MARKOV_CHAINS)
        values = np.stack(domains) if domains else np.empty(shape)
        return (
            ("draw", "domain", "state", holder, "time"),
            np.moveaxis(values, -1, 0),
            {"units": unit, "long_name": name},
        )

    def _overall(self, kind: str, name: str) -> Any:
        scope, run = self._scope, self._measurement.run
        draws = run.kept * declared.MARKOV_CHAINS
        values = np.full((draws, len(scope.states), len(scope.powers), len(scope.years)), np.nan)
        for place, state in enumerate(scope.states):
            found = self._measurement.overall.get(state)
            shares = None if found is None else getattr(found, kind)
            if found is not None and shares is not None:
                values[:, place, list(found.powers)] = np.moveaxis(shares, -1, 0)
        return ("draw", "state", "power", "time"), values, {"units": SHARE, "long_name": name}

    def _by_channel(self) -> Any:
        values = self._parts([part for one in self._measurement.capital.values() for part in one.by_channel])
        name = "part of an estimate that a channel decides"
        return ("channel", "state", "holder", "time"), values, {"units": SHARE, "long_name": name}

    def _by_prior(self) -> Any:
        values = self._parts([one.by_prior for one in self._measurement.capital.values()])
        name = "part of an estimate that the prior decides"
        return ("domain", "state", "holder", "time"), values, {"units": SHARE, "long_name": name}

    def _parts(self, tables: Sequence[Floats]) -> Floats:
        """Tables (N, P, T) one above the other; none makes an empty array of the same shape."""
        scope = self._scope
        none = np.empty((0, len(scope.states), len(scope.holders), len(scope.years)))
        return np.concatenate([none, *(table[None] for table in tables)])
