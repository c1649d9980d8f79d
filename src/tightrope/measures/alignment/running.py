"""The whole way from roll calls to a posterior with its diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from tightrope.measures.alignment.ballots import Ballots
from tightrope.measures.alignment.posterior import as_dataset, ends_of, quick
from tightrope.measures.alignment.roll_calls import Period, ballots_of
from tightrope.measures.alignment.sampling import PLANS, Plan, Variant, sample
from tightrope.records import CheckError, RollCall

#: The variant that predicts held-out votes better; docs/benchmarks.md has the figures.
DEFAULT = Variant.COHERENT
#: Figures beyond which chains count as settled (Vehtari and others 2021 ask for less than 1.01 and more than 400).
LARGEST_RHAT, SMALLEST_ESS = 1.05, 100.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """A posterior (or quick points) and what it was made from.

    Attributes:
        posterior: see :func:`tightrope.measures.alignment.posterior.as_dataset`.
        ballots: the votes.
    """

    posterior: xr.Dataset
    ballots: Ballots

    def settled(self) -> tuple[float, float]:
        """Share of cells with an R-hat below ``LARGEST_RHAT``, and of those with an ESS of ``SMALLEST_ESS``."""
        rhat, ess = self.posterior.rhat.values, self.posterior.ess.values
        return float((rhat < LARGEST_RHAT).mean()), float((ess >= SMALLEST_ESS).mean())


def align(
    calls: Sequence[RollCall],
    *,
    period: Period = Period.YEAR,
    variant: Variant | None = DEFAULT,
    plan: Plan | None = None,
    stored: xr.Dataset | None = None,
    progress: Callable[[int], None] = lambda sweeps: None,
) -> Alignment:
    """Estimate every state's position in every period.

    Args:
        calls: roll calls, each once (join sources first).
        period: by session or by calendar year.
        variant: which sampler; ``None`` for quick points without intervals.
        plan: how long it runs; a plan that meets the published figures if not given.
        stored: a posterior of fewer votes whose chains go on from where they ended.
        progress: told the number of sweeps done since it was told before; may be called from several threads.

    Raises:
        CheckError: too few votes, or the stored posterior is of another variant or kind of period.
    """
    ballots = ballots_of(calls, period)
    cutoff = max(call.day for call in calls).isoformat()
    if variant is None:
        return Alignment(quick(ballots, period, cutoff=cutoff), ballots)
    if stored is not None and (stored.attrs["variant"], stored.attrs["period"]) != (variant.value, period.value):
        raise CheckError(
            f"the stored posterior is {stored.attrs['variant']} by {stored.attrs['period']}, not {variant.value} by "
            f"{period.value}"
        )
    starts = ends_of(stored, ballots) if stored is not None else ()
    generation = int(stored.attrs["generation"]) + 1 if stored is not None else 0
    draws = sample(ballots, variant, plan or PLANS[variant], starts=starts, generation=generation, progress=progress)
    return Alignment(as_dataset(ballots, draws, period, cutoff=cutoff, generation=generation), ballots)


def most_moved(found: xr.Dataset, count: int) -> list[tuple[str, int, float, float, float, float]]:
    """The likeliest move of each state, of :func:`tightrope.measures.alignment.posterior.moves`.

    Returns:
        State, period in which the move ends, probability, mean change and 90 % interval; the likeliest (then the
        largest) state first.
    """
    names = ("probability", "mean", "low90", "high90")
    best: dict[str, tuple[str, int, float, float, float, float]] = {}
    for row, column in zip(*np.nonzero(np.isfinite(found.probability.values)), strict=True):
        state, period = str(found.state.values[row]), int(found.period.values[column])
        probability, mean, low, high = (float(found[name].values[row, column]) for name in names)
        if state not in best or (probability, abs(mean)) > (best[state][2], abs(best[state][3])):
            best[state] = (state, period, probability, mean, low, high)
    return sorted(best.values(), key=lambda one: (-one[2], -abs(one[3]), one[0]))[:count]
