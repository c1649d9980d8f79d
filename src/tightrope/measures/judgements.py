"""What decides an estimate: the channels, the prior, and the judgements that the model rests on.

Given parameters the smoother is linear in the readings, so each estimate is a sum with one part per channel and one for
the prior; what they would give if everything were one is how much each decides. How far a judgement moves a share is
found by taking it back: all eight combinations, first-order Sobol indices (Saltelli et al. 2008, *Global Sensitivity
Analysis*, ch. 4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from tightrope.measures import declared, kalman
from tightrope.measures.chains import MEAN, WANDERING
from tightrope.measures.factor import offsets, system
from tightrope.measures.kalman import Floats, System
from tightrope.measures.parameters import Parameters
from tightrope.measures.posterior import Posterior

#: The judgements that are taken back: elicited weights of channels, grades of sources, the width of the priors.
JUDGEMENTS = ("weights", "grades", "prior")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """Parts of each estimate of capital that sum to one; C channels, J dyads, T years.

    Attributes:
        channels: (C, J, T).
        prior: (J, T).
    """

    channels: Floats
    prior: Floats


def decided(posterior: Posterior) -> Decided:
    """How much each channel, and the prior, decide of x at the posterior means of the parameters."""
    chains, now = posterior.chains, posterior.parameters
    made = _system(posterior, now, grades=True, weights=None)
    parts = []
    for channel in range(len(chains.channels)):
        values = np.where(chains.channel == channel, now.loading[channel], 0.0)
        parts.append(_capital(posterior, made, values))
    channels = np.stack(parts)
    return Decided(channels=channels, prior=1.0 - channels.sum(axis=0))


def alternatives(posterior: Posterior, weights: Floats | None) -> Floats:
    """Capital with every combination of the judgements, (2, 2, 2, J, T): 0 as declared, 1 taken back.

    Taken back, weights are the elicited ones (equal ones where there are none), all sources have one grade, and the
    variances of the processes are four times as large.

    Args:
        posterior: the draws.
        weights: elicited weights of the channels, mean 1, (C,).
    """
    chains = posterior.chains
    found = np.empty((2, 2, 2, *chains.grid.shape))
    for other_weights, other_grades, wider in product((0, 1), repeat=3):
        now = _wider(posterior.parameters) if wider else posterior.parameters
        made = _system(posterior, now, grades=not other_grades, weights=weights if other_weights else None)
        mean = now.holder_mean[chains.holder][:, None]
        found[other_weights, other_grades, wider] = mean + _capital(
            posterior, made, posterior.values - offsets(chains, now)
        )
    return found


def sobol(shares: Floats, variance: Floats) -> dict[str, Floats]:
    """First-order Sobol index of each judgement beside the variance that the data leave.

    Args:
        shares: with every combination of the judgements, (2, 2, 2, ...).
        variance: posterior variance of the share, (...).

    Returns:
        The index of each of :data:`JUDGEMENTS`, (...), between 0 and 1; 0 where nothing varies, nan without a share.
    """
    effects = {}
    for axis, name in enumerate(JUDGEMENTS):
        others = tuple(one for one in range(3) if one != axis)
        main = shares.mean(axis=others)
        effects[name] = (main[1] - main[0]) ** 2 / 4
    total = variance + sum(effects.values())
    return {name: np.divide(part, total, out=np.zeros_like(part), where=total != 0) for name, part in effects.items()}


def _wider(parameters: Parameters) -> Parameters:
    factor = declared.WIDER_PRIOR**2
    return parameters._replace(
        mean_variance=parameters.mean_variance * factor,
        wandering_variance=parameters.wandering_variance * factor,
        deviation_variance=parameters.deviation_variance * factor,
        fading_variance=parameters.fading_variance * factor,
    )


def _system(posterior: Posterior, parameters: Parameters, *, grades: bool, weights: Floats | None) -> System:
    """The system at fixed parameters; an interval is a reading with the variance of what may lie in it."""
    chains = posterior.chains if grades else replace(posterior.chains, grade=np.ones_like(posterior.chains.grade))
    made = system(chains, parameters, posterior.mixing, weights)
    return made._replace(variance=made.variance + posterior.value_variance)


def _capital(posterior: Posterior, made: System, values: Floats) -> Floats:
    """X - mu at the times asked for, (J, T)."""
    states = kalman.smoothed_means(posterior.chains.layout, made, values)[posterior.chains.grid]
    return np.asarray(states[:, :, MEAN] + states[:, :, WANDERING])
