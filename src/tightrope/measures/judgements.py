"""What decides an estimate: the channels, the prior, and the judgements that the model rests on.

If the capital of one holder over one state were higher by one, each channel would read more of it by its loading. How
much of that one the estimate follows is what the channels decide: row sums of an averaging kernel (Rodgers 2000,
*Inverse Methods for Atmospheric Sounding*, ch. 2). How far a judgement moves a share is found by taking it back: all
eight combinations, first-order Sobol indices (Saltelli et al. 2008, *Global Sensitivity Analysis*, ch. 4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from tightrope.measures import declared, kalman
from tightrope.measures.chains import Chains
from tightrope.measures.factor import offsets, system
from tightrope.measures.gibbs import around_holder, capital_of
from tightrope.measures.kalman import Floats, Ints, System
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
    """How much each channel, and the prior, decide of x beside the mean x of the other holders over the state.

    Variances, half-lives and loadings stay at their posterior means. What readings add up from (intercepts, levels,
    biases, means of holders) is estimated together with x: a channel that knows one holder only cannot tell what is the
    holder's from what is its own, so it decides little.
    """
    chains, loading = posterior.chains, posterior.parameters.loading
    direct, told = _responses(posterior)
    design, places = _added(chains, posterior.parameters)
    size = loading.size
    precision = np.eye(int(places.max()) + 1)
    for at, one in zip(places, told, strict=True):
        precision[np.ix_(at, at)] += design.T @ one @ design
    covariance = np.linalg.inv(precision)
    by_added = -np.einsum("rjt,rn->jtn", direct, design)
    by_added[:, :, -1] += declared.HOLDER_SD  # the holder's mean is a part of x, and not of what is smoothed
    parts = direct[:size] * loading[:, None, None]
    for state in range(len(chains.states)):
        dyads = np.flatnonzero(chains.state == state)
        for dyad in dyads.tolist():
            learnt = design.T @ told[dyad, :, :size] * loading
            moved = {
                other: by_added[other] @ (covariance[np.ix_(places[other], places[dyad])] @ learnt)
                for other in dyads.tolist()
            }
            own = moved.pop(dyad)
            beside = np.mean(list(moved.values()), axis=0) if moved else 0.0
            parts[:, dyad] += (own - beside).T
    return Decided(channels=parts, prior=1.0 - parts.sum(axis=0))


def _responses(posterior: Posterior) -> tuple[Floats, Floats]:
    """What follows if all readings of one channel, or of one biased source, are higher by one; R = C + B of these.

    Returns:
        How x - mu follows, (R, J, T), and U' V^-1 U of every dyad, (J, R, R), with the readings' covariance V and a
        column of U for each of the R, 1 where a reading is of it.
    """
    chains = posterior.chains
    made = _system(posterior, posterior.parameters, grades=True, weights=None)
    size, dyad = len(chains.channels), chains.chain[chains.node]
    column = [chains.channel, np.where(chains.source >= 0, size + chains.source, -1)]
    direct, told = [], np.zeros((len(chains.state), size + len(chains.sources), size + len(chains.sources)))
    for one in range(told.shape[1]):
        values = np.where((column[0] == one) | (column[1] == one), 1.0, 0.0)
        states = kalman.smoothed_means(chains.layout, made, values)
        direct.append(around_holder(chains, states))
        left = (values - (made.design * states[chains.node]).sum(axis=1)) / made.variance
        for of in column:
            np.add.at(told[:, :, one], (dyad[of >= 0], of[of >= 0]), left[of >= 0])
    return np.stack(direct), told


def _added(chains: Chains, parameters: Parameters) -> tuple[Floats, Ints]:
    """What the readings of a dyad add up from: n numbers a, v, k, b and mu, in units of their prior sd.

    Returns:
        What each adds to each channel's and to each biased source's readings, (R, n), and which of all numbers of the
        domain they are, (J, n).
    """
    size, biases, states, holders = (
        len(one) for one in (chains.channels, chains.sources, chains.states, chains.holders)
    )
    channel = np.arange(size)
    intercepts = np.where(channel == chains.anchor, 0.0, declared.INTERCEPT_SD)
    levels = np.where(chains.flat.free, parameters.level_variance**0.5, 0.0)
    design = np.zeros((size + biases, 3 * size + biases + 1))
    design[:size, : 3 * size] = np.hstack(
        [np.diag(intercepts), np.diag(levels), np.diag((parameters.holder_variance * chains.doubt) ** 0.5)]
    )
    design[size:, 3 * size : -1] = declared.BIAS_SD * np.eye(biases)
    design[:size, -1] = parameters.loading * declared.HOLDER_SD
    first = size * np.cumsum([0, 1, states, holders])
    state, holder = chains.state[:, None], chains.holder[:, None]
    shared = np.ones((len(chains.state), 1), dtype=np.int64)
    places = np.hstack(
        [
            shared * channel,
            first[1] + state * size + channel,
            first[2] + holder * size + channel,
            shared * (first[3] + np.arange(biases)),
            first[3] + biases + holder,
        ]
    )
    return design, places


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
        states = kalman.smoothed_means(chains.layout, made, posterior.values - offsets(chains, now))
        found[other_weights, other_grades, wider] = capital_of(chains, now, states)
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
