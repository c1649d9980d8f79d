"""Push and pull: how fast capital fades, how much of it stays, and what acts and shocks do to it.

Of one domain, with the measurement model of :mod:`tightrope.measures.factor`, the capital of a dyad is::

    x(t) = m + z(t) + a sum_e g_e 2^(-(t - t_e) / h_e) - b sum_s exp(-(k + r) (t - t_s)),   k = log 2 / h
    z(t + D) = 2^(-D / h) z(t) + n

It returns to the floor ``m`` with half-life ``h``; acts ``e`` of weight ``g`` (see :mod:`tightrope.dynamics.inputs`)
push it, and fade with a half-life of their own; shocks ``s`` push it away from the power, and what was lost comes back
at the rate ``k``, with pull-back at ``k + r``. On the level of ``C = exp(x)`` near its floor this is dC = -k (C - F) dt
+ a I dt - b S dt + r max(0, C_ref - C) dt + noise, the stock of goodwill of Nerlove & Arrow 1962, *Economica* 29, with
a floor. The floor is told as a part: of what dyads differ by around their holder's mean, the part that stays,
tau^2 / (tau^2 + q^2).

All dyads of a domain share the parameters. They are drawn together with everything else in the measurement model, by
adaptive Metropolis (Haario, Saksman & Tamminen 2001, *Bernoulli* 7) on the exact likelihood of the readings with all
states integrated out, in turn with the conditionals of :mod:`tightrope.measures.conditionals`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numba import njit

from tightrope.dynamics.inputs import Ages, Impulses, Shocks, ages, reading_times
from tightrope.measures import conditionals, declared, moves
from tightrope.measures.chains import Chains, Flat
from tightrope.measures.kalman import Floats
from tightrope.measures.parameters import Mixing, Parameters, log_prior
from tightrope.measures.posterior import Posterior
from tightrope.measures.streams import stream

#: Median and spread of the logarithm of the half-life of capital, in years. Of trade with a former metropole more than
#: 60 % is gone after three decades (Head, Mayer & Ries 2010, *Journal of International Economics* 81): 30 log 2 /
#: log(1 / 0.4) = 23. Nothing is known of the others, so theirs is that of the measurement model.
HALF_LIFE = {"economy": (23.0, 0.5)}
OTHER_HALF_LIFE = (declared.HALF_LIFE, declared.HALF_LIFE_SPREAD)
#: ... and of what an act leaves: trade reacts to political shocks for weeks, not years (Du, Ju, Ramirez & Yao 2017,
#: *Journal of International Economics* 107).
IMPULSE_HALF_LIFE = (0.2, 0.7)
#: Scales of half-normal priors: of the push of one friendly statement, of a shock, both in log points of capital, and
#: of the rate of pull-back a year.
INFLOW, SHOCK, PULL_BACK = 0.1, 0.3, 0.1
#: Sweeps that are thrown away, in parts of those kept; moves of the processes in a sweep, and links that move in one.
WARMING, MOVES, MOST_LINKS = 0.5, 8, 2

#: Parameters in the order of :class:`PushPull`; the last two pairs only where the domain has acts, or shocks.
STOCK = ("half_life", "floor")
ACTS = ("impulse_half_life", "inflow")
SHOCKS = ("shock", "pull_back")
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

    def contraction(self, name: str) -> float:
        """Return 1 - var(posterior) / var(prior), of logarithms for half-lives: 0 if nothing was learned."""
        scale = np.log if name in LOGARITHMIC else np.asarray
        return float(1.0 - np.var(scale(self.posterior[name])) / np.var(scale(self.prior[name])))


def fit(
    domain: str,
    posterior: Posterior,
    *,
    first: float,
    acts: Impulses,
    shocks: Shocks,
    seed: int,
    draws: int,
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
    chain = _Chain(posterior, pushes, blows, prior, random)
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
    floor = structural / (structural + wandering)
    return dict(zip((*STOCK, *ACTS, *SHOCKS), (lives[0], floor, lives[1], *sizes), strict=True))


class _Chain:
    """A Markov chain over everything that is not known in one domain, inputs included.

    The numbers of the processes and of the inputs move together, and the link of one channel after the other, with all
    states integrated out; then states, scales, noise, levels and imputed readings are drawn as while measuring, from
    the readings less what the inputs add to them. A point holds the six logs of :func:`moves.processes`, then logs of
    the numbers of the inputs.
    """

    def __init__(
        self, posterior: Posterior, pushes: Ages, blows: Ages, prior: tuple[float, float], random: np.random.Generator
    ) -> None:
        chains = posterior.chains
        self.names = (*STOCK, *(ACTS if pushes.row.size else ()), *(SHOCKS if blows.row.size else ()))
        self._prior, self._pushes, self._blows, self._random = prior, pushes, blows, random
        self._flat, self._words = chains.flat, random.integers(0, 2**64, 4, dtype=np.uint64)
        self._now, self._mixing, self._values = posterior.parameters, posterior.mixing, posterior.values.copy()
        others = {"impulse_half_life": IMPULSE_HALF_LIFE[0], "inflow": INFLOW, "shock": SHOCK, "pull_back": PULL_BACK}
        self._others = [name for name in self.names if name in others]
        self.point = np.append(
            moves.processes(chains.anchor, self._now), np.log([others[one] / 2 for one in self._others])
        )
        names = ("mean_variance", "wandering_variance", "half_life", "deviation_variance", "fading_half_life")
        anchor = chains.channels[chains.anchor]
        size, inputs = len(self.point), len(self._others)
        first = np.diag([0.0] * (size - inputs) + [0.3] * inputs)
        # How far to step at first: as the numbers varied while measuring.
        first[: size - inputs, : size - inputs] = _spread(posterior, (*names, f"fading_variance {anchor}"))
        self._walk = _Walk(self.point, first)
        self._links = {
            place: _Walk(
                moves.link_of(place, self._now),
                _spread(posterior, (f"loading {name}", f"fading_variance {name}"), f"intercept {name}"),
            )
            for place, name in enumerate(chains.channels)
            if place != chains.anchor
        }
        self._density = self._of(self.point, self._now)

    def sweep(self, warming: bool) -> None:
        """Move everything once."""
        for _ in range(MOVES):
            self._move_point(warming)
        for channel, walk in self._links.items():
            if self._random.random() < MOST_LINKS / len(self._links):
                self._move_link(channel, walk, warming)
        added = self._now.loading[self._flat.channel] * self._path(self.point)
        told = self._flat._replace(low=self._flat.low - added, high=self._flat.high - added)
        values, ones = self._values - added, np.ones(self._flat.noise.size)
        states = conditionals.draw_states(told, self._now, self._mixing, values, ones, self._words)
        self._now, self._mixing, values = conditionals.draw_all(
            told, self._now, self._mixing, values, states, self._words
        )
        self._values = values + added
        self._density = self._of(self.point, self._now)

    def _move_point(self, warming: bool) -> None:
        to = self._walk.propose(self.point, self._random)
        now = moves.with_processes(self._flat.anchor, self._now, to[:6])
        density = self._of(to, now)
        accepted = math.log(self._random.random()) < density - self._density
        if accepted:
            self.point, self._now, self._density = to, now, density
        if warming:
            self._walk.learn(self.point, accepted)

    def _move_link(self, channel: int, walk: _Walk, warming: bool) -> None:
        at = moves.link_of(channel, self._now)
        to = walk.propose(at, self._random)
        now = moves.with_link(channel, self._now, to)
        density = self._of(self.point, now) if np.abs(to).max() < declared.LARGEST_LOG else -math.inf
        accepted = math.log(self._random.random()) < density - self._density
        if accepted:
            self._now, self._density = now, density
        if warming:
            walk.learn(to if accepted else at, accepted)

    def named(self, points: Floats) -> dict[str, Floats]:
        """From points (S, n) to parameters by name, (S,)."""
        structural, wandering = np.exp(points[:, 0]), np.exp(points[:, 1])
        found = {"half_life": np.exp(points[:, 2]), "floor": structural / (structural + wandering)}
        return found | {name: np.exp(points[:, 6 + place]) for place, name in enumerate(self._others)}

    def _path(self, point: Floats) -> Floats:
        """What the inputs add to capital at each reading, (M,)."""
        others = dict(zip(self._others, np.exp(point[6:]), strict=True))
        path = np.zeros(self._values.size)
        if "inflow" in others:
            path += others["inflow"] * self._pushes.fading(math.log(2.0) / others["impulse_half_life"], path.size)
        if "shock" in others:
            rate = math.log(2.0) / math.exp(point[2]) + others["pull_back"]
            path -= others["shock"] * self._blows.fading(rate, path.size)
        return path

    def _of(self, point: Floats, now: Parameters) -> float:
        """Log posterior density at a point and the other parameters, given scales and imputed readings."""
        if np.abs(point).max() > declared.LARGEST_LOG:
            return -math.inf
        found = log_prior(now) + _of_log_normal(point[2], self._prior) - _of_log_normal(point[2], OTHER_HALF_LIFE)
        for name, log in zip(self._others, point[6:], strict=True):
            if name == "impulse_half_life":
                found += _of_log_normal(log, IMPULSE_HALF_LIFE)
            else:
                found += _of_half_normal(log, {"inflow": INFLOW, "shock": SHOCK, "pull_back": PULL_BACK}[name])
        left = self._values - now.loading[self._flat.channel] * self._path(point)
        return float(found + _likelihood(self._flat, now, self._mixing, left))


class _Walk:
    """A random walk that learns how far to step while warming up."""

    def __init__(self, at: Floats, covariance: Floats) -> None:
        self._mean, self._covariance, self._seen = at.copy(), covariance + 1e-4 * np.eye(len(at)), 0
        self._scale, self._root = 2.4 / math.sqrt(len(at)), np.linalg.cholesky(self._covariance)

    def propose(self, at: Floats, random: np.random.Generator) -> Floats:
        return np.asarray(at + self._scale * self._root @ random.standard_normal(len(at)))

    def learn(self, at: Floats, accepted: bool) -> None:
        self._seen += 1
        rate, apart = 1.0 / (self._seen + 50.0), at - self._mean
        self._mean = self._mean + rate * apart
        self._covariance = self._covariance + rate * (np.outer(apart, apart) - self._covariance)
        self._scale *= math.exp((0.7 if accepted else -0.3) * min(1.0, 3.0 / math.sqrt(self._seen)))
        self._root = np.linalg.cholesky(self._covariance + 1e-8 * np.eye(len(at)))


def _spread(posterior: Posterior, positive: Sequence[str], first: str = "") -> Floats:
    """How some parameters varied together while measuring, the positive ones as logarithms, (n, n)."""
    rows = [posterior.numbers[first].ravel()] if first else []
    return np.cov([*rows, *(np.log(posterior.numbers[name].ravel()) for name in positive)])


def _of_log_normal(log: float, prior: tuple[float, float]) -> float:
    """Log density of the logarithm of a log-normal number with this median and spread, up to a constant."""
    return -0.5 * float((log - math.log(prior[0])) / prior[1]) ** 2


def _of_half_normal(log: float, scale: float) -> float:
    """Log density of the logarithm of a half-normal number, up to a constant."""
    return -0.5 * float(math.exp(log) / scale) ** 2 + log


@njit(cache=True, nogil=True, error_model="numpy")
def _likelihood(flat: Flat, now: Parameters, mixing: Mixing, values: Floats) -> float:
    work, total = moves.room(flat), 0.0
    for chain in range(flat.state.size):
        total += moves.density(chain, flat, now, mixing, values, work)
    return total
