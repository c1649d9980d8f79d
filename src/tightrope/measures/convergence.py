"""Whether the Markov chains of a domain agree, on the shares that are published and on the parameters behind them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from arviz_stats.base import array_stats  # type: ignore[attr-defined]

from tightrope.measures import declared
from tightrope.measures.kalman import Floats
from tightrope.measures.measurement import Measurement

#: Above this R-hat of a share the intervals of a domain cannot be relied on (Gelman et al. 2013, *Bayesian Data
#: Analysis*, ch. 11).
LARGEST_RHAT = 1.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Convergence:
    """Rank-normalised split R-hat and bulk effective sample size (Vehtari et al. 2021, *Bayesian Analysis* 16).

    Attributes:
        rhat: largest R-hat of the shares among powers; 1 without any.
        of: whose share that is: power, state and year; empty without any.
        size: smallest effective sample size of these shares; inf without any.
        parameter_rhat: largest R-hat of the parameters of the model.
        parameter: name of that parameter.
    """

    rhat: float
    of: tuple[str, ...]
    size: float
    parameter_rhat: float
    parameter: str

    @property
    def settled(self) -> bool:
        """Whether the intervals of the shares can be relied on."""
        return self.rhat <= LARGEST_RHAT


def convergence(measurement: Measurement, domain: str) -> Convergence:
    """Look at the share of each power over each state in the first, the middle and the last year, and the parameters.

    Neighbouring years move together, so three speak for all. A parameter that does not matter to any share may wander
    as long as it likes: only the shares say whether the run was long enough.
    """
    scope, posterior = measurement.scope, measurement.posteriors[domain]
    shares, years = measurement.capital[domain].of_powers, scope.years
    chosen = sorted({0, len(years) // 2, len(years) - 1})
    where = np.argwhere(~np.isnan(shares[:, :, chosen, 0]))
    drawn = shares[:, :, chosen][tuple(where.T)].reshape(len(where), declared.MARKOV_CHAINS, measurement.run.kept)
    rhats = _rhat(drawn)
    names = sorted(name for name, draws in posterior.numbers.items() if np.ptp(draws) > 0.0)
    parameters = _rhat(np.array([posterior.numbers[name] for name in names]))
    largest, parameter = int(rhats.argmax()) if where.size else -1, int(parameters.argmax())
    state, power, year = where[largest] if where.size else (0, 0, 0)
    return Convergence(
        rhat=float(rhats[largest]) if where.size else 1.0,
        of=(scope.powers[power], scope.states[state], str(years[chosen[year]])) if where.size else (),
        size=float(_size(drawn).min(initial=np.inf)),
        parameter_rhat=float(parameters[parameter]),
        parameter=names[parameter],
    )


def _rhat(draws: Floats) -> Floats:
    """R-hat of n quantities with draws (n, chains, draws), (n,)."""
    if not draws.size:
        return np.empty(0)
    found = array_stats.rhat(draws, chain_axis=1, draw_axis=2)  # type: ignore[no-untyped-call]
    return np.asarray(found, dtype=np.float64)


def _size(draws: Floats) -> Floats:
    """Effective sample size of n quantities with draws (n, chains, draws), (n,)."""
    if not draws.size:
        return np.empty(0)
    found = array_stats.ess(draws, chain_axis=1, draw_axis=2)  # type: ignore[no-untyped-call]
    return np.asarray(found, dtype=np.float64)
