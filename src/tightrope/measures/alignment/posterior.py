"""The posterior as an ``xarray.Dataset`` with named dimensions, and what analysts ask of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import xarray as xr
from arviz_stats.base import array_stats  # type: ignore[attr-defined]

from tightrope import __version__
from tightrope.measures.alignment.ballots import Ballots, cell_keys
from tightrope.measures.alignment.mean_field import QUICK_STEPS, advance, begin
from tightrope.measures.alignment.roll_calls import Period
from tightrope.measures.alignment.sampling import Draws, End, anchor_of
from tightrope.records import CheckError

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

#: Quantiles of the 50 % and 90 % intervals, by the name of the variable that holds them.
QUANTILES = {"low90": 0.05, "low50": 0.25, "high50": 0.75, "high90": 0.95}
UNIT = "standard deviations of all positions"


def as_dataset(ballots: Ballots, draws: Draws, period: Period, *, cutoff: str = "", generation: int = 0) -> xr.Dataset:
    """Arrange draws with their summaries and diagnostics.

    Dimensions: ``chain``, ``draw``, ``cell`` (one state in one period; coordinates ``state``, ``period``), ``item``,
    ``parameter``. Variables over ``cell``: ``ideal_point`` (chain, draw, cell), ``mean``, ``low90``, ``low50``,
    ``high50``, ``high90``, ``votes``, ``ess`` (bulk effective sample size), ``rhat`` (split R-hat). ``random_walk_sd``
    (chain, draw; coherent only) is τ, the standard deviation of a step of one period in the unit of positions. The
    ``end_`` variables say where each chain ended, so that :func:`ends_of` lets it go on with more votes.

    Args:
        ballots: the votes.
        draws: what came of :func:`tightrope.measures.alignment.sampling.sample` on them.
        period: what a period is.
        cutoff: day of the last vote, as text.
        generation: how many stored runs these chains went on from.
    """
    found = _frame(ballots, period, draws.variant.value, cutoff)
    positions = draws.positions
    found["ideal_point"] = (("chain", "draw", "cell"), positions)
    for name, values in summarise(positions.reshape(-1, positions.shape[-1])).items():
        found[name] = ("cell", values)
    found["ess"] = ("cell", _diagnostic(array_stats.ess, positions, method="bulk"))
    found["rhat"] = ("cell", _diagnostic(array_stats.rhat, positions, method="split"))
    found["end_ideal_point"] = (("chain", "cell"), np.stack([end.theta for end in draws.ends]))
    found["end_cuts"] = (("chain", "item", "parameter"), np.stack([end.cuts for end in draws.ends]))
    found["end_variances"] = (("chain", "variance"), np.stack([end.variances for end in draws.ends]))
    if draws.scales.size:
        spread, step = draws.scales[..., 1], np.sqrt(draws.scales[..., 2])
        found["random_walk_sd"] = (("chain", "draw"), step / spread)
    plan = draws.plan
    found.attrs |= {"chains": plan.chains, "burn": plan.burn, "sweeps": plan.sweeps, "thin": plan.thin}
    found.attrs |= {"seed": str(plan.seed), "generation": generation}  # NetCDF 3 has no integers of 64 bits
    found.attrs |= {f"accepted {kind}": share for kind, share in draws.accepted.items()}
    return found


def quick(ballots: Ballots, period: Period, *, cutoff: str = "") -> xr.Dataset:
    """Points without intervals, in seconds: the variable ``mean`` is where the mean-field procedure stands.

    It is not a posterior: there are no draws, no intervals and no diagnostics.
    """
    found = _frame(ballots, period, "quick", cutoff)
    start = advance(ballots, begin(ballots, anchor_of(ballots.states)), QUICK_STEPS)
    found["mean"] = ("cell", start.theta.astype(np.float32))
    return found


def _frame(ballots: Ballots, period: Period, variant: str, cutoff: str) -> xr.Dataset:
    keys = cell_keys(ballots)
    return xr.Dataset(
        {"votes": ("cell", ballots.votes_of_cell)},
        coords={
            "state": ("cell", np.array([state for state, _ in keys])),
            "period": ("cell", np.array([when for _, when in keys], dtype=np.int32)),
            "item": ("item", np.array(ballots.items)),
            "parameter": ("parameter", np.array(["discrimination", "cut_low", "cut_high"])),
        },
        attrs={
            "model": model_name(variant),
            "variant": variant,
            "period": period.value,
            "cutoff": cutoff,
            "unit": UNIT,
            "anchor": anchor_of(ballots.states),
            "left_out": "; ".join(f"{reason}: {number}" for reason, number in ballots.left_out),
        },
    )


def model_name(variant: str) -> str:
    """Name and version of the model, as estimates carry it."""
    return f"alignment-{variant}-1/{__version__}"


def _diagnostic(compute: object, positions: Singles, method: str) -> Floats:
    """A diagnostic of each cell, (M,); one chain alone is taken as two, its halves."""
    if len(positions) == 1:
        half = positions.shape[1] // 2
        positions = np.concatenate([positions[:, :half], positions[:, half : 2 * half]])
    found = compute(positions, chain_axis=0, draw_axis=1, method=method)  # type: ignore[operator]
    return np.asarray(found, dtype=np.float64)


def keys_of(posterior: xr.Dataset) -> list[tuple[str, int]]:
    """State and period of each cell, (M,)."""
    return list(zip(posterior.state.values.tolist(), posterior.period.values.tolist(), strict=True))


def summarise(draws: npt.NDArray[np.floating]) -> dict[str, Floats]:
    """Mean and quantiles over the first axis."""
    quantiles = np.quantile(draws, list(QUANTILES.values()), axis=0)
    mean = np.asarray(draws.mean(axis=0, dtype=np.float64))
    return {"mean": mean, **dict(zip(QUANTILES, np.asarray(quantiles, dtype=np.float64), strict=True))}


def ends_of(posterior: xr.Dataset, ballots: Ballots) -> tuple[End, ...]:
    """Where the chains of a stored posterior go on with more votes.

    A new cell begins at its state's last one (at 0 for a new state), a new item at cut points that fit anybody.

    Raises:
        CheckError: the posterior has no chains to go on with (it is a quick one), or is of another kind of period.
    """
    if "end_cuts" not in posterior:
        raise CheckError("a quick result has no chains to go on with")
    old_cells = {key: place for place, key in enumerate(keys_of(posterior))}
    old_items = {name: place for place, name in enumerate(posterior.item.values.tolist())}
    cells = [old_cells.get(key, -1) for key in cell_keys(ballots)]
    for place, gap in enumerate(ballots.layout.gap):
        if cells[place] < 0 and gap > 0:
            cells[place] = cells[place - 1]
    items = [old_items.get(name, -1) for name in ballots.items]
    found = []
    for chain in range(posterior.sizes["chain"]):
        theta = np.append(posterior.end_ideal_point.values[chain], 0.0)[cells]
        cuts = np.vstack([posterior.end_cuts.values[chain], [0.0, 0.5, 1.0]])[items]
        found.append(End(theta, cuts, posterior.end_variances.values[chain]))
    return tuple(found)


def write(posterior: xr.Dataset, path: Path) -> None:
    """Write a posterior as NetCDF 3, which R, Python, Julia and Stata read.

    Raises:
        CheckError: the file cannot be written.
    """
    try:
        posterior.to_netcdf(path, engine="scipy")
    except OSError as error:
        raise CheckError(f"cannot be written: {error.strerror or error}", str(path)) from error


def read(path: Path) -> xr.Dataset:
    """Read what :func:`write` wrote.

    Raises:
        CheckError: not there, or not such a file.
    """
    try:
        found = xr.load_dataset(path, engine="scipy", mmap=False)  # a mapped file that is cut is never closed
    except (OSError, ValueError, TypeError, IndexError, KeyError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "no NetCDF 3, or cut"
        raise CheckError(f"is no stored posterior: {reason}", str(path)) from error
    lacks = {"mean", "votes", "state", "period"} - set(found.variables)
    missing = lacks | {"variant", "unit", "period", "model"} - set(found.attrs)
    if missing:
        raise CheckError(f"is no stored posterior: it lacks {', '.join(sorted(missing))}", str(path))
    return found


class Positions:
    """Draws of positions by state and period, ready to be compared.

    Raises:
        CheckError: the result has no draws (a quick one).
    """

    def __init__(self, posterior: xr.Dataset) -> None:
        if "ideal_point" not in posterior:
            raise CheckError("a quick result has no draws, so no intervals and no probabilities")
        values = posterior.ideal_point.values
        self._draws = values.reshape(-1, values.shape[-1])
        self._place = {key: place for place, key in enumerate(keys_of(posterior))}
        self.states = tuple(sorted({state for state, _ in self._place}))
        self.periods = tuple(sorted({period for _, period in self._place}))

    def has(self, state: str, period: int) -> bool:
        """Whether the state voted in the period."""
        return (state, period) in self._place

    def of(self, state: str, period: int) -> Singles:
        """Draws of one position, (S,).

        Raises:
            CheckError: the state did not vote in the period.
        """
        if not self.has(state, period):
            raise CheckError(f"{state} cast no vote in {period}")
        return np.asarray(self._draws[:, self._place[state, period]])

    def mean_of(self, states: Iterable[str], period: int) -> Singles | None:
        """Draws of the mean position of those of the states that voted, (S,); ``None`` if none did."""
        places = [self._place[state, period] for state in states if self.has(state, period)]
        return np.asarray(self._draws[:, places].mean(axis=1)) if places else None


def distances(posterior: xr.Dataset, states: Sequence[str], others: Sequence[str]) -> xr.Dataset:
    """Distance |θ_a - θ_b| with intervals, (state, other, period); NaN where either did not vote.

    Raises:
        CheckError: the result has no draws.
    """
    positions = Positions(posterior)
    names = ("mean", *QUANTILES)
    values = {name: np.full((len(states), len(others), len(positions.periods)), np.nan) for name in names}
    for row, state in enumerate(states):
        for column, other in enumerate(others):
            for place, period in enumerate(positions.periods):
                if positions.has(state, period) and positions.has(other, period):
                    apart = np.abs(positions.of(state, period) - positions.of(other, period))
                    for name, value in summarise(apart).items():
                        values[name][row, column, place] = value
    return xr.Dataset(
        {name: (("state", "other", "period"), value) for name, value in values.items()},
        coords={"state": list(states), "other": list(others), "period": list(positions.periods)},
        attrs={"unit": posterior.attrs["unit"], "model": posterior.attrs["model"]},
    )


def moves(posterior: xr.Dataset, *, larger_than: float, span: int = 1) -> xr.Dataset:
    """Who moved, and when: change of each state's position over ``span`` periods, (state, period).

    ``period`` is where the change ends. Variables: ``mean`` and intervals of the change (positive: toward the anchor's
    side), ``probability`` of a move larger than ``larger_than`` in either direction. NaN where either end is missing.

    Raises:
        CheckError: the result has no draws.
    """
    positions = Positions(posterior)
    shape = len(positions.states), len(positions.periods)
    values = {name: np.full(shape, np.nan) for name in ("mean", *QUANTILES, "probability")}
    for row, state in enumerate(positions.states):
        for place, period in enumerate(positions.periods):
            if positions.has(state, period) and positions.has(state, period - span):
                change = positions.of(state, period) - positions.of(state, period - span)
                for name, value in summarise(change).items():
                    values[name][row, place] = value
                values["probability"][row, place] = float((np.abs(change) > larger_than).mean())
    return xr.Dataset(
        {name: (("state", "period"), value) for name, value in values.items()},
        coords={"state": list(positions.states), "period": list(positions.periods)},
        attrs={"unit": posterior.attrs["unit"], "larger_than": larger_than, "span": span},
    )


def by_state(posterior: xr.Dataset, variable: str) -> Mapping[str, dict[int, float]]:
    """Values of a variable over cells by state and period."""
    found: dict[str, dict[int, float]] = {}
    for (state, period), value in zip(keys_of(posterior), posterior[variable].values.tolist(), strict=True):
        found.setdefault(state, {})[period] = value
    return found
