"""How honest and how fast push and pull and the outlook are.

    .venv/bin/python benchmarks/outlook.py                     # every part, about an hour on one core
    .venv/bin/python benchmarks/outlook.py --part case         # one part

The last line is one JSON object.

- truth: simulated domains with acts and shocks whose parameters are drawn from the priors. How often the 90 % interval
  of each parameter of push and pull holds the truth, of all draws and of the first quarter of them; whether the ranks
  of the truth among every tenth draw are uniform (Talts et al. 2018); effective sample sizes.
- ahead: simulated domains whose last ten years are hidden. How often the 50 and 90 % fans of the shares hold them, by
  years ahead.
- distances: random walks of two positions, read with noise and smoothed as alignment is; how often the fan of their
  distance holds the truth.
- case: seconds for the built-in case: push and pull, and 10,000 paths over ten years with all shares and their fans.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from arviz_stats.base import array_stats

from capital import CUTS, LEVELS, calibration, shares_of, world
from tightrope.cases import load_case
from tightrope.dynamics import outlook
from tightrope.dynamics.inputs import Impulse, ages, reading_times
from tightrope.dynamics.push_pull import fit
from tightrope.dynamics.push_pull_chain import IMPULSE_HALF_LIFE, INFLOW, PULL_BACK, SHOCK, floor_of
from tightrope.measures import measure
from tightrope.measures.chains import Chains
from tightrope.measures.parameters import draw_prior
from tightrope.measures.posterior import Run, sample_domains
from tightrope.measures.simulate import Simulated, simulate

KNOWN, HIDDEN, FIRST = 30, 10, 1991.5
SHOCKED, SHOCKS = "P0", (2002.2, 2012.2)


def acts_of(chains: Chains, random: np.random.Generator) -> dict[tuple[str, str, str], tuple[Impulse, ...]]:
    """About one act a year and dyad."""
    found = {}
    for state in chains.states:
        for holder in chains.holders:
            times = np.sort(random.uniform(FIRST, FIRST + KNOWN, random.poisson(KNOWN)))
            weights = random.choice([-2.0, -1.0, 1.0, 2.0], times.size)
            found["d", state, holder] = tuple(map(Impulse, times.tolist(), weights.tolist(), [("e",)] * times.size))
    return found


def pushed(simulated: Simulated, loading: np.ndarray, path: np.ndarray) -> Chains:
    """The readings with what inputs add to capital, (M,)."""
    chains, values = simulated.chains, simulated.values + loading[simulated.chains.channel] * path
    edges, below = np.concatenate([[-np.inf], CUTS, [np.inf]]), np.searchsorted(CUTS, values)
    return replace(
        chains,
        low=np.where(chains.points, values, edges[below]),
        high=np.where(chains.points, values, edges[below + 1]),
    )


def before(chains: Chains) -> Chains:
    """The readings of the years that are known, and those years."""
    kept = np.arange(chains.gap.size)[chains.node] % (KNOWN + HIDDEN) < KNOWN
    node = chains.node[kept]
    layout = chains.layout._replace(readings=np.searchsorted(node, np.arange(chains.gap.size + 1)))
    rows = {name: getattr(chains, name)[kept] for name in ("channel", "low", "high", "grade", "source")}
    return replace(chains, node=node, layout=layout, grid=chains.grid[:, :KNOWN], ids=((),) * node.size, **rows)


def truth(cases: int, draws: int) -> dict[str, Any]:
    """Coverage and calibration of push and pull over simulated domains."""
    held: dict[str, list[float]] = {}
    ranks: dict[str, list[float]] = {}
    for number in range(cases):
        random = np.random.default_rng([2030, number])
        chains = world(5, 5, KNOWN, 0.6, random)
        true = draw_prior(chains, random)
        simulated = simulate(chains, true, random, CUTS)
        numbers = {
            "half_life": true.half_life,
            "floor": float(floor_of(np.array(true.mean_variance), np.array(true.wandering_variance))),
            "impulse_half_life": math.exp(random.normal(math.log(IMPULSE_HALF_LIFE[0]), IMPULSE_HALF_LIFE[1])),
            "inflow": abs(random.normal(0.0, INFLOW)),
            "shock": abs(random.normal(0.0, SHOCK)),
            "pull_back": abs(random.normal(0.0, PULL_BACK)),
        }
        acts, times = acts_of(chains, random), reading_times(chains, FIRST)
        one = ages(chains, times, {key[1:]: [(act.time, act.weight) for act in mine] for key, mine in acts.items()})
        two = ages(chains, times, {(s, SHOCKED): [(when, 1.0) for when in SHOCKS] for s in chains.states})
        rate = math.log(2.0) / numbers["half_life"] + numbers["pull_back"]
        path = numbers["inflow"] * one.fading(math.log(2.0) / numbers["impulse_half_life"], times.size)
        path -= numbers["shock"] * two.fading(rate, times.size)
        told = pushed(simulated, true.loading, path)
        posterior = sample_domains({"d": told}, Run(seed=number, draws=draws), weights={})["d"]
        found = fit("d", posterior, first=FIRST, acts=acts, shocks={SHOCKED: SHOCKS}, seed=number)
        for name, value in numbers.items():
            drawn = found.posterior[name]
            for part, some in ((name, drawn), (f"{name} of the first quarter", drawn[: drawn.size // 4])):
                low, high = np.quantile(some, (0.05, 0.95))
                held.setdefault(f"{part} 90", []).append(float(low <= value <= high))
            held.setdefault(f"{name} contraction", []).append(float(found.contraction(name)[0]))
            held.setdefault(f"{name} effective size", []).append(effective_size(drawn))
            ranks.setdefault(name, []).append(float((drawn[::10] < value).mean()))
        print(number + 1, {name: round(float(np.mean(values)), 3) for name, values in held.items()}, file=sys.stderr)
    means = {name: round(float(np.mean(values)), 4) for name, values in held.items()}
    errors = {name: round(float(np.std(values) / cases**0.5), 4) for name, values in held.items()}
    return {"cases": cases, "found": means, "errors": errors, "calibration_p": calibration(ranks)}


def effective_size(draws: np.ndarray) -> float:
    """Effective sample size (bulk) of draws (S,) of one Markov chain."""
    return float(array_stats.ess(draws[None], chain_axis=0, draw_axis=1))


def ahead(cases: int, draws: int) -> dict[str, Any]:
    """Coverage of fans over simulated domains."""
    held: dict[str, list[float]] = {}
    for number in range(cases):
        random = np.random.default_rng([2027, number])
        chains = world(5, 5, KNOWN + HIDDEN, 0.6, random)
        simulated = simulate(chains, draw_prior(chains, random), random, CUTS)
        posterior = sample_domains({"d": before(simulated.chains)}, Run(seed=number, draws=draws), weights={})["d"]
        fans(held, chains, simulated, outlook.futures(posterior, np.arange(2000) % draws, HIDDEN, random))
    return {"cases": cases} | {name: round(float(np.mean(values)), 4) for name, values in held.items()}


def fans(held: dict[str, list[float]], chains: Chains, simulated: Simulated, paths: np.ndarray) -> None:
    """Note which part of the true shares of the hidden years the fans hold."""
    true, drawn = shares_of(chains, simulated.capital[:, KNOWN:]), shares_of(chains, paths)
    for name, ends in LEVELS.items():
        low, high = np.quantile(drawn, ends, axis=-1)
        inside = ((low <= true) & (true <= high)).mean(axis=(0, 1))
        held.setdefault(f"fan {name}", []).append(float(inside.mean()))
        for ahead in (1, 5, 10):
            held.setdefault(f"fan {name} after {ahead}", []).append(float(inside[ahead - 1]))


def distances(cases: int) -> dict[str, Any]:
    """Coverage of the fan of a distance between two random walks, from what a smoother says of the years before."""
    held: dict[str, list[float]] = {name: [] for name in LEVELS}
    random, years = np.random.default_rng(2028), 33
    for _ in range(cases):
        sd, noise = 0.2 * math.exp(random.normal(0.0, 0.3)), 0.1
        walks = random.normal(0.0, 0.7, (5, 1)) + np.cumsum(sd * random.standard_normal((5, years + HIDDEN)), axis=1)
        # the exact posterior of a random walk read with noise, as a joint normal
        time_ = np.arange(years)
        prior = 0.7**2 + sd**2 * (1 + np.minimum(time_[:, None], time_[None, :]))
        gain = prior @ np.linalg.inv(prior + noise**2 * np.eye(years))
        covariance = prior - gain @ prior
        means = (walks[:, :years] + noise * random.standard_normal((5, years))) @ gain.T
        begin, end = time_[:-10], time_[10:]
        moved = means[:, end] - means[:, begin]
        spread = covariance[end, end] + covariance[begin, begin] - 2 * covariance[begin, end]
        changes = [
            outlook.Moved(str(state), int(until), 10, float(moved[state, place]), math.sqrt(spread[place]))
            for state in range(5)
            for place, until in enumerate(end)
        ]
        for mean, walk in zip(means, walks, strict=True):
            drawn = outlook.distances(abs(mean[-1]), math.sqrt(covariance[-1, -1]), changes, HIDDEN, 2000, random)
            for name, ends in LEVELS.items():
                low, high = np.quantile(drawn, ends, axis=1)
                true = np.abs(walk[years:])
                held[name].append(float(((low <= true) & (true <= high)).mean()))
    return {"cases": cases} | {name: round(float(np.mean(values)), 4) for name, values in held.items()}


def case() -> dict[str, Any]:
    """Seconds for the built-in case; measuring itself is not counted."""
    the_case = load_case("central_asia")
    starter = the_case.starter()
    evidence = [one for _, facts in starter.documents for one in facts]
    measurement = measure(
        observations=[row for _, rows in starter.tables for row in rows],
        stocks=[one for one in evidence if type(one).__name__ == "Stock"],
        ties=[one for one in evidence if type(one).__name__ == "Tie"],
        events=[],
        channels=the_case.channels,
        states=the_case.states,
        powers=the_case.powers,
        years=the_case.years,
        seed=1,
        draws=400,
        domain_weights=the_case.domain_weights,
    )
    begun = time.perf_counter()
    found = outlook.project(measurement, seed=1)
    shares = outlook.shares_of(measurement, found)
    for one in shares.values():
        outlook.fan(one.values)
        for values in outlook.balance(one).values():
            outlook.fan(values)
    paths = time.perf_counter() - begun
    begun = time.perf_counter()
    for domain, posterior in measurement.posteriors.items():
        fit(domain, posterior, first=FIRST, acts={}, shocks={"RUS": (2014.2, 2022.2)}, seed=1)
    return {"seconds_paths": round(paths, 2), "seconds_push_pull": round(time.perf_counter() - begun, 2)}


def main() -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="all")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--draws", type=int, default=400)
    given = parser.parse_args()
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "truth": lambda: truth(given.cases, given.draws),
        "ahead": lambda: ahead(given.cases, given.draws),
        "distances": lambda: distances(given.cases),
        "case": case,
    }
    print(json.dumps({name: run() for name, run in parts.items() if given.part in ("all", name)}))


if __name__ == "__main__":
    main()
