"""Whether a sampler leaves the model it is meant for unchanged (Geweke 2004; Gandy & Scott 2020).

Parameters from the prior and readings simulated from them are a draw from the joint distribution. A sweep of the right
sampler, and then new readings given what it left, is another. So after a few rounds every statistic must be distributed
as it was before the first. Each replicate starts anew, so replicates are independent and the test is exact.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from capital_world import CUTS, Floats, scattered
from scipy.stats import ks_2samp

from tightrope.measures.chains import WANDERING, Chains
from tightrope.measures.factor import offsets, system
from tightrope.measures.gibbs import Sampler, capital_of
from tightrope.measures.parameters import Mixing, Parameters, draw_prior
from tightrope.measures.simulate import simulate

TIMES = (2000.5, 2001.5, 2004.5, 2005.5)


def world(channels: Sequence[str]) -> Chains:
    """Three states, two powers and four times, two sources and some intervals."""
    return scattered(3, 2, TIMES, np.random.default_rng(4), read=0.9, channels=channels)


def statistics(chains: Chains, now: Parameters, mixing: Mixing, values: Floats, states: Floats) -> dict[str, float]:
    """What is compared: every parameter, scales, and how states, readings and parameters go together."""
    made = system(chains, now, mixing)
    told = (made.design * states[chains.node]).sum(axis=1) + offsets(chains, now)
    hidden = ((values - told) / np.sqrt(made.variance))[~chains.points]
    capital = capital_of(chains, now, states)
    found = {
        "mean variance": now.mean_variance,
        "wandering variance": now.wandering_variance,
        "half-life": now.half_life,
        "deviation variance": now.deviation_variance,
        "fading half-life": now.fading_half_life,
        "level variance": now.level_variance,
        "holder variance": now.holder_variance,
        "bias": now.bias[0],
        "capital": capital.mean(),
        "spread of capital": np.log(capital.var()),
        "readings": values.mean(),
        "capital with readings": (capital.mean(axis=1)[chains.chain[chains.node]] * values).mean(),
        "errors": np.log((mixing.readings * (values - told) ** 2 / now.noise[chains.channel] / chains.grade).mean()),
        "hidden errors": hidden.mean(),
        "spread of hidden errors": np.log((hidden**2).mean()),
        "scales of readings": np.log(mixing.readings).mean(),
        "scales of steps": np.log(mixing.steps[chains.gap > 0.0]).mean(),
        "steps": np.log(_steps(chains, now, mixing, states).mean()),
        "hidden scales": np.log(mixing.readings[~chains.points]).mean(),
    }
    for place, name in enumerate(chains.channels):
        found |= {
            f"intercept {name}": now.intercept[place],
            f"loading {name}": now.loading[place],
            f"noise {name}": now.noise[place],
            f"fading variance {name}": now.fading_variance[place],
            f"level of a holder {name}": now.holder_level[place, 0],
            f"level {name}": now.state_level[place, 0],
            f"intercept and level {name}": now.intercept[place] + now.state_level[place, 1],
        }
    for place, name in enumerate(chains.holders):
        found[f"mean {name}"] = now.holder_mean[place]
        found[f"mean and level {name}"] = now.holder_mean[place] + now.holder_level[chains.anchor, place]
    return {name: float(value) for name, value in found.items()}


def _steps(chains: Chains, now: Parameters, mixing: Mixing, states: Floats) -> Floats:
    later = np.flatnonzero(chains.gap > 0.0)
    kept = np.exp2(-chains.gap[later] / now.half_life)
    step = states[later, WANDERING] - kept * states[later - 1, WANDERING]
    return np.asarray(mixing.steps[later] * step**2 / now.wandering_variance / (1.0 - kept**2))


def forward(chains: Chains, random: np.random.Generator) -> dict[str, float]:
    """Statistics of the joint distribution, by simulation."""
    now = draw_prior(chains, random)
    drawn = simulate(chains, now, random, CUTS)
    return statistics(drawn.chains, now, drawn.mixing, drawn.values, drawn.states)


def after_rounds(chains: Chains, sampler: type[Sampler], rounds: int, random: np.random.Generator) -> dict[str, float]:
    """The same statistics after some rounds of one sweep and new readings, starting in the joint distribution."""
    start = draw_prior(chains, random)
    drawn = simulate(chains, start, random, CUTS)
    chain = sampler(drawn.chains, random, start)
    chain.warming = False
    for number in range(rounds):
        if number:
            drawn = simulate(chains, chain.parameters, random, CUTS)
        chain.chains, chain.values, chain.mixing = drawn.chains, drawn.values, drawn.mixing
        chain.sweep()
    states = chain.states(np.ones(len(chains.channels)))
    return statistics(chain.chains, chain.parameters, chain.mixing, chain.values, states)


def disagreement(
    sampler: type[Sampler], channels: Sequence[str], *, replicates: int, rounds: int, seed: int
) -> dict[str, float]:
    """P-value of a two-sample Kolmogorov-Smirnov test of each statistic that varies, in a world of these channels."""
    chains, random = world(channels), np.random.default_rng(seed)
    ahead = [forward(chains, random) for _ in range(3 * replicates)]
    around = [after_rounds(chains, sampler, rounds, random) for _ in range(replicates)]
    found = {}
    for name in ahead[0]:
        first, second = (np.array([one[name] for one in many]) for many in (ahead, around))
        if np.ptp(first) > 0.0:
            found[name] = float(ks_2samp(first, second).pvalue)
    return found
