"""Run the sampler of every domain and keep what the measures need."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from tightrope.measures import declared
from tightrope.measures.chains import Chains
from tightrope.measures.gibbs import Sampler
from tightrope.measures.kalman import Floats
from tightrope.measures.parameters import Mixing, Parameters
from tightrope.measures.streams import stream

#: What is told while sampling: how much of all sweeps is done, between 0 and 1.
Progress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """Draws of one domain; J dyads, T years, S draws.

    Attributes:
        chains: the readings.
        capital: x, (J, T, S).
        mean: what the capital of each dyad wanders around, (J, S).
        elicited: x if channels count by their elicited weights, (J, T, S); ``None`` without such weights.
        levels: w of the channels asked for, by name, (J, T, S); nan for a dyad without a reading there.
        numbers: draws of every parameter by name, (2, S / 2): one row per Markov chain.
        parameters: posterior means.
        mixing: posterior means of the scales of the noise.
        values: posterior means of the readings, intervals imputed, (M,).
        value_variance: posterior variance of the imputed ones, (M,); 0 for points.
    """

    chains: Chains
    capital: Floats
    mean: Floats
    elicited: Floats | None
    levels: Mapping[str, Floats]
    numbers: Mapping[str, Floats]
    parameters: Parameters
    mixing: Mixing
    values: Floats
    value_variance: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How long to sample.

    Attributes:
        seed: any integer.
        draws: draws kept of each domain, over both Markov chains.
    """

    seed: int
    draws: int

    @property
    def kept(self) -> int:
        """Draws kept of one Markov chain."""
        return self.draws // declared.MARKOV_CHAINS

    @property
    def warming(self) -> int:
        """Draws of one Markov chain that are not kept."""
        return max(self.kept // 2, declared.SHORTEST_WARMING)


def sample_domains(
    domains: Mapping[str, Chains],
    run: Run,
    *,
    weights: Mapping[str, Floats],
    levels_of: Sequence[str] = (),
    progress: Progress | None = None,
) -> dict[str, Posterior]:
    """Sample every domain with two Markov chains, as many at a time as there are cores.

    Args:
        domains: the readings of each domain.
        run: seed and length.
        weights: elicited weights of the channels of a domain, mean 1, (C,); none where all count the same.
        levels_of: channels whose levels are kept.
        progress: told how far it is.
    """
    jobs = [(name, number) for name in domains for number in range(declared.MARKOV_CHAINS)]
    jobs.sort(key=lambda job: -domains[job[0]].layout.size.sum())
    done = dict.fromkeys(jobs, 0.0)

    def tell(job: tuple[str, int], part: float) -> None:
        done[job] = part
        if progress is not None:
            progress(sum(done.values()) / len(done))

    def work(job: tuple[str, int]) -> _Kept:
        name, number = job
        random = stream(run.seed, "capital", name, str(number))
        return _sample(domains[name], run, random, weights.get(name), levels_of, lambda part: tell(job, part))

    with ThreadPoolExecutor(min(os.cpu_count() or 1, len(jobs) or 1)) as pool:
        kept = dict(zip(jobs, pool.map(work, jobs), strict=True))
    return {
        name: _join(chains, [kept[name, number] for number in range(declared.MARKOV_CHAINS)])
        for name, chains in domains.items()
    }


@dataclass(frozen=True, slots=True)
class _Kept:
    """What one Markov chain leaves."""

    capital: Floats
    mean: Floats
    elicited: Floats | None
    levels: dict[str, Floats]
    parameters: list[Parameters]
    mixing: Mixing
    values: Floats
    squares: Floats


def _sample(
    chains: Chains,
    run: Run,
    random: np.random.Generator,
    weights: Floats | None,
    levels_of: Sequence[str],
    progress: Progress,
) -> _Kept:
    sampler = Sampler(chains, random)
    shape = (*chains.grid.shape, run.kept)
    capital, mean = np.empty(shape), np.empty((shape[0], run.kept))
    elicited = None if weights is None else np.empty(shape)
    levels = {name: np.empty(shape) for name in levels_of if name in chains.channels}
    parameters: list[Parameters] = []
    mixing, values, squares = np.zeros(chains.node.size), np.zeros(chains.node.size), np.zeros(chains.node.size)
    steps = np.zeros(chains.chain.size)
    between = 1 + round(declared.SWEEPS_FOR_INTERVALS * float(1.0 - chains.points.mean()))
    for number in range(run.warming + run.kept):
        sampler.warming = number < run.warming
        for _ in range(between):
            draw = sampler.sweep()
        if number % declared.TOLD_EVERY == 0:
            progress(number / (run.warming + run.kept))
        if sampler.warming:
            continue
        place = number - run.warming
        capital[:, :, place], mean[:, place] = draw.capital, draw.mean
        if elicited is not None and weights is not None:
            elicited[:, :, place] = sampler.reweighed(weights)
        for name, kept in levels.items():
            kept[:, :, place] = draw.level(chains.channels.index(name))
        parameters.append(draw.parameters)
        mixing += draw.mixing.readings / run.kept
        steps += draw.mixing.steps / run.kept
        values += draw.values / run.kept
        squares += draw.values**2 / run.kept
    progress(1.0)
    return _Kept(capital, mean, elicited, levels, parameters, Mixing(readings=mixing, steps=steps), values, squares)


def _join(chains: Chains, kept: Sequence[_Kept]) -> Posterior:
    every = [parameters for one in kept for parameters in one.parameters]
    values = np.mean([one.values for one in kept], axis=0)
    squares = np.mean([one.squares for one in kept], axis=0)
    weighed = [one.elicited for one in kept if one.elicited is not None]
    return Posterior(
        chains=chains,
        capital=np.concatenate([one.capital for one in kept], axis=2),
        mean=np.concatenate([one.mean for one in kept], axis=1),
        elicited=np.concatenate(weighed, axis=2) if weighed else None,
        levels={name: np.concatenate([one.levels[name] for one in kept], axis=2) for name in kept[0].levels},
        numbers=_numbers(chains, [one.parameters for one in kept]),
        parameters=_mean(every),
        mixing=Mixing(
            readings=np.mean([one.mixing.readings for one in kept], axis=0),
            steps=np.mean([one.mixing.steps for one in kept], axis=0),
        ),
        values=values,
        value_variance=np.where(chains.points, 0.0, np.maximum(squares - values**2, 0.0)),
    )


def _numbers(chains: Chains, kept: Sequence[Sequence[Parameters]]) -> dict[str, Floats]:
    """Draws of every parameter by a name that says what it is of."""
    named: dict[str, Callable[[Parameters], float]] = {
        "mean_variance": lambda one: one.mean_variance,
        "wandering_variance": lambda one: one.wandering_variance,
        "half_life": lambda one: one.half_life,
        "deviation_variance": lambda one: one.deviation_variance,
        "fading_half_life": lambda one: one.fading_half_life,
        "level_variance": lambda one: one.level_variance,
        "holder_variance": lambda one: one.holder_variance,
    }
    for place, name in enumerate(chains.channels):
        named[f"intercept {name}"] = lambda one, place=place: one.intercept[place]  # type: ignore[misc]
        named[f"loading {name}"] = lambda one, place=place: one.loading[place]  # type: ignore[misc]
        named[f"fading_variance {name}"] = lambda one, place=place: one.fading_variance[place]  # type: ignore[misc]
        named[f"noise {name}"] = lambda one, place=place: one.noise[place]  # type: ignore[misc]
    for place, name in enumerate(chains.channels):
        for holder, code in enumerate(chains.holders):
            named[f"holder_level {name} {code}"] = lambda one, at=(place, holder): one.holder_level[at]  # type: ignore[misc]
    for place, (name, source) in enumerate(chains.sources):
        named[f"bias {name} {source}"] = lambda one, place=place: one.bias[place]  # type: ignore[misc]
    for place, name in enumerate(chains.holders):
        named[f"holder_mean {name}"] = lambda one, place=place: one.holder_mean[place]  # type: ignore[misc]
    return {name: np.array([[read(one) for one in run] for run in kept]) for name, read in named.items()}


def _mean(parameters: Sequence[Parameters]) -> Parameters:
    """Posterior means; of variances, loadings and the half-life on the scale of their logarithms."""

    def mean(name: str) -> Floats:
        return np.asarray(np.mean([getattr(one, name) for one in parameters], axis=0))

    def geometric(name: str) -> Floats:
        return np.asarray(np.exp(np.mean([np.log(getattr(one, name)) for one in parameters], axis=0)))

    return Parameters(
        intercept=mean("intercept"),
        loading=geometric("loading"),
        state_level=mean("state_level"),
        holder_level=mean("holder_level"),
        bias=mean("bias"),
        noise=geometric("noise"),
        holder_mean=mean("holder_mean"),
        mean_variance=float(geometric("mean_variance")),
        wandering_variance=float(geometric("wandering_variance")),
        half_life=float(geometric("half_life")),
        deviation_variance=float(geometric("deviation_variance")),
        fading_half_life=float(geometric("fading_half_life")),
        fading_variance=geometric("fading_variance"),
        level_variance=float(geometric("level_variance")),
        holder_variance=float(geometric("holder_variance")),
    )
