"""Push and pull: how fast capital fades, how much of it stays, and what acts and shocks do to it.

Of one domain, with the measurement model of :mod:`tightrope.measures.factor`, the capital of a dyad is::

    x(t) = m + z(t) + a sum_e g_e 2^(-(t - t_e) / h_e) - b sum_s exp(-(k + r) (t - t_s)),   k = log 2 / h
    z(t + D) = 2^(-D / h) z(t) + n

It returns to the floor ``m`` with half-life ``h``; acts ``e`` of weight ``g`` (see :mod:`tightrope.dynamics.inputs`)
push it, and fade with a half-life of their own; shocks ``s`` push it away from the power, and what was lost comes back
at the rate ``k``, with pull-back at ``k + r``. On the level of ``C = exp(x)`` near its floor this is dC = -k (C - F) dt
+ a I dt - b S dt + r max(0, C_ref - C) dt + noise, the stock of goodwill of Nerlove & Arrow 1962, *Economica* 29, with
a floor. The floor is told as a part: of the variance of dyads around their holder's mean, the part that stays,
tau^2 / (tau^2 + 2 q^2), where q is the scale of the Student-t innovations and 2 q^2 their variance.

All dyads of a domain share the parameters. They are drawn together with everything else in the measurement model, on
the exact likelihood of the readings (:mod:`tightrope.dynamics.push_pull_chain`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from tightrope.dynamics.contraction import contraction
from tightrope.dynamics.inputs import Impulses, Shocks, ages, reading_times
from tightrope.dynamics.push_pull_chain import (
    ACTS,
    HALF_LIFE,
    IMPULSE_HALF_LIFE,
    INFLOW,
    OTHER_HALF_LIFE,
    PULL_BACK,
    SHOCK,
    SHOCKS,
    STOCK,
    PushPullChain,
    floor_of,
)
from tightrope.measures import declared
from tightrope.measures.chains import Chains
from tightrope.measures.kalman import Floats
from tightrope.measures.posterior import Posterior
from tightrope.measures.streams import stream

#: Draws to take: some hundred independent ones, without which the ends of an interval are only roughly known and hold
#: less than they say.
DRAWS = 1000
#: Sweeps that are thrown away, in parts of those kept.
WARMING = 0.5

#: Parameters whose prior is on the scale of the logarithm, so that is the scale on which it contracts.
LOGARITHMIC = frozenset({"half_life", "impulse_half_life"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PushPull:
    """Parameters of one domain.

    Attributes:
        posterior: draws by name, (S,): ``half_life`` and ``impulse_half_life`` in years, ``floor`` as a part,
            ``inflow`` and ``shock`` in log points of capital, ``pull_back`` a year. Of acts and shocks only where there
            are any.
        prior: as many draws of each of the six from the prior, by name, (S,).
        acts: ids of the events that entered, sorted.
        shocks: decimal years of the shocks that entered, sorted.
    """

    posterior: Mapping[str, Floats]
    prior: Mapping[str, Floats]
    acts: tuple[str, ...] = ()
    shocks: tuple[float, ...] = field(default=())

    def all_draws(self) -> dict[str, Floats]:
        """Return draws of all six: of the prior where the domain has nothing to learn from."""
        return {**self.prior, **self.posterior}

    def contraction(self, name: str) -> Floats:
        """Return :func:`contraction` with its interval, (5,), of logarithms for half-lives."""
        scale = np.log if name in LOGARITHMIC else np.asarray
        return contraction(scale(self.posterior[name]), scale(self.prior[name]))


def fit(
    domain: str,
    posterior: Posterior,
    *,
    first: float,
    acts: Impulses,
    shocks: Shocks,
    seed: int,
    draws: int = DRAWS,
    half_life: tuple[float, float] | None = None,
) -> PushPull:
    """Draw the parameters of one domain.

    Args:
        domain: its name.
        posterior: what measuring left.
        first: the first of the times asked for, in decimal years.
        acts: what acts weigh.
        shocks: when shocks away from a power were, by power.
        seed: any integer.
        draws: S.
        half_life: median and spread of the logarithm of the prior of the half-life; ``None`` for the domain's own.
    """
    chains = posterior.chains
    time = reading_times(chains, first)
    pushes = ages(chains, time, {key[1:]: [(one.time, one.weight) for one in mine] for key, mine in acts.items()
                                 if key[0] == domain})  # fmt: skip
    blows = ages(chains, time, {(state, power): [(when, 1.0) for when in times] for power, times in shocks.items()
                                for state in chains.states})  # fmt: skip
    prior, random = half_life or HALF_LIFE.get(domain, OTHER_HALF_LIFE), stream(seed, "push_pull", domain)
    chain = PushPullChain(posterior, pushes, blows, prior, random)
    points = np.empty((draws, len(chain.point)))
    for number in range(-int(WARMING * draws), draws):
        chain.sweep(number < 0)
        points[max(number, 0)] = chain.point
    found = chain.named(points)
    ids = {key for (of, *dyad), mine in acts.items() if of == domain for one in mine
           if _enters(chains, time, one.time, [(dyad[0], dyad[1])]) for key in one.ids}  # fmt: skip
    hit = {when for power, times in shocks.items() for when in times
           if _enters(chains, time, when, [(state, power) for state in chains.states])}  # fmt: skip
    return PushPull(
        posterior=found,
        prior=_prior(prior, draws, random),
        acts=tuple(sorted(ids)),
        shocks=tuple(sorted(hit)),
    )


def _enters(chains: Chains, time: Floats, when: float, dyads: Iterable[tuple[str, str]]) -> bool:
    """Whether an input to dyads (state, power) has readings of one of them both before it and after it."""
    return bool(ages(chains, time, {dyad: [(when, 1.0)] for dyad in dyads}).row.size)


def _prior(half_life: tuple[float, float], draws: int, random: np.random.Generator) -> dict[str, Floats]:
    """Draw every parameter from its prior, (S,)."""
    structural, wandering = (
        (declared.VARIANCE_SHAPE - 1) * sd**2 / random.gamma(declared.VARIANCE_SHAPE, size=draws)
        for sd in (declared.MEAN_SD, declared.WANDERING_SD)
    )
    lives = [
        np.exp(random.normal(math.log(median), spread, draws)) for median, spread in (half_life, IMPULSE_HALF_LIFE)
    ]
    sizes = [np.abs(random.normal(0.0, scale, draws)) for scale in (INFLOW, SHOCK, PULL_BACK)]
    floor = floor_of(structural, wandering)
    return dict(zip((*STOCK, *ACTS, *SHOCKS), (lives[0], floor, lives[1], *sizes), strict=True))
