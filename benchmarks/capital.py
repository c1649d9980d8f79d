"""How honest, how useful and how fast the measurement of capital is.

    .venv/bin/python benchmarks/capital.py                     # every part, about an hour on two cores
    .venv/bin/python benchmarks/capital.py --part case         # one part

The last line is one JSON object.

- coverage: simulated cases drawn from the priors; how often the 50 and 90 % intervals of shares hold the truth, and
  simulation-based calibration of the parameters (Talts et al. 2018: ranks of the truth among draws are uniform).
- case: seconds for the built-in case.
- scale: 193 states, 6 powers, 4 domains, 80 years, and fewer states; seconds and peak memory, each in its own process.
- validity: shares of the economy measured without trade against shares of trade, and overall shares against alignment
  in the General Assembly; rank correlations per year, with intervals from the draws.
- left_out: figures of a channel that the model did not see, predicted; coverage and CRPS against the last value and the
  mean of the channel.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.stats import chi2, rankdata

from tightrope.cases import load_case
from tightrope.measures import measure
from tightrope.measures.chains import DEVIATIONS, Chains, arrange
from tightrope.measures.convergence import convergence
from tightrope.measures.figures import Link, Reading, SeriesKey
from tightrope.measures.kalman import Layout
from tightrope.measures.parameters import draw_prior
from tightrope.measures.posterior import Posterior, Run, sample_domains
from tightrope.measures.readings import Scope, collect_readings
from tightrope.measures.simulate import simulate
from tightrope.records import Channel, Event, Observation, Stock, Tie

CUTS = np.log([0.5, 1.5, 2.5, 3.5])
#: Intervals and the shares of truths that they should hold.
LEVELS = {"50": (0.25, 0.75), "90": (0.05, 0.95)}


def world(states: int, holders: int, years: int, read: float, random: np.random.Generator) -> Chains:
    """A domain with a channel of shares, one of counts and one of ties; times and channels are missing at random."""
    links = (Link.SHARE, Link.COUNT, Link.TIES)
    chains, nodes = states * holders, states * holders * years
    has = random.random((chains, len(links))) < np.array([1.0, 0.7, 0.7])
    slot = np.where(has, DEVIATIONS + 2 * has.cumsum(axis=1) - 2, -1)
    told = np.repeat(has, years, axis=0) & (random.random((nodes, len(links))) < read)
    node, channel = np.nonzero(told)
    low = np.where(channel == 2, -np.inf, 0.0)
    return Chains(
        channels=("d.share", "d.count", "d.ties"),
        links=links,
        anchor=0,
        noise=np.array([0.15, 0.3, 0.3]),
        centre=np.zeros(len(links)),
        states=tuple(f"S{number:03}" for number in range(states)),
        holders=tuple(f"P{number}" for number in range(holders)),
        state=np.repeat(np.arange(states), holders),
        holder=np.tile(np.arange(holders), states),
        slot=slot,
        layout=Layout(
            np.arange(0, nodes + 1, years),
            np.searchsorted(node, np.arange(nodes + 1)),
            DEVIATIONS + 2 * has.sum(axis=1),
        ),
        chain=np.repeat(np.arange(chains), years),
        gap=np.where(np.arange(nodes) % years == 0, 0.0, 1.0),
        grid=np.arange(nodes).reshape(chains, years),
        node=node,
        channel=channel,
        low=low,
        high=np.zeros(node.size),
        grade=np.where(random.random(node.size) < 0.2, 4.0, 1.0),
        source=np.where((channel == 0) & (random.random(node.size) < 0.3), 0, -1),
        sources=(("d.share", "other"),),
        ids=((),) * node.size,
    )


def shares_of(chains: Chains, capital: np.ndarray) -> np.ndarray:
    """Shares among all holders of a state, (states, holders, T, ...), of capital (J, T, ...)."""
    parts = np.exp(capital.reshape(len(chains.states), len(chains.holders), *capital.shape[1:]))
    return parts / parts.sum(axis=1, keepdims=True)


def coverage(cases: int, draws: int) -> dict[str, Any]:
    """Coverage of shares and calibration of the parameters over simulated cases."""
    held: dict[str, list[float]] = {name: [] for name in LEVELS}
    ranks: dict[str, list[float]] = {}
    for number in range(cases):
        random = np.random.default_rng([2026, number])
        chains = world(5, 5, 20, 0.6, random)
        truth = draw_prior(chains, random)
        simulated = simulate(chains, truth, random, CUTS)
        run = Run(seed=number, draws=draws)
        posterior = sample_domains({"d": simulated.chains}, run, weights={})["d"]
        true, drawn = shares_of(chains, simulated.capital), shares_of(chains, posterior.capital)
        for name, ends in LEVELS.items():
            low, high = np.quantile(drawn, ends, axis=-1)
            held[name].append(float(((low <= true) & (true <= high)).mean()))
        for name, value in true_numbers(chains, truth).items():
            thinned = posterior.numbers[name][:, :: draws // 100]
            ranks.setdefault(name, []).append(float((thinned < value).mean()))
        print(f"case {number + 1} of {cases}", file=sys.stderr)
    found = {f"covers_{name}": round(float(np.mean(values)), 4) for name, values in held.items()}
    errors = {f"error_{name}": round(float(np.std(values) / cases**0.5), 4) for name, values in held.items()}
    return {**found, **errors, "cases": cases, "calibration_p": calibration(ranks)}


def true_numbers(chains: Chains, truth: Any) -> dict[str, float]:
    """The true values of some parameters under the names that the posterior gives them."""
    numbers = {
        "mean_variance": truth.mean_variance,
        "wandering_variance": truth.wandering_variance,
        "half_life": truth.half_life,
        "deviation_variance": truth.deviation_variance,
        "fading_half_life": truth.fading_half_life,
        "level_variance": truth.level_variance,
        "holder_variance": truth.holder_variance,
        "bias d.share other": truth.bias[0],
        "holder_mean P0": truth.holder_mean[0],
    }
    for place, name in enumerate(chains.channels):
        numbers[f"fading_variance {name}"] = truth.fading_variance[place]
        numbers |= {f"noise {name}": truth.noise[place]} if chains.links[place] is not Link.TIES else {}
        if place != chains.anchor:
            numbers |= {f"intercept {name}": truth.intercept[place], f"loading {name}": truth.loading[place]}
    return {name: float(value) for name, value in numbers.items()}


def calibration(ranks: Mapping[str, list[float]], bins: int = 10) -> dict[str, float]:
    """P-value of a chi-squared test that the ranks of each parameter are uniform; the least of all, corrected."""
    found = {}
    for name, values in ranks.items():
        counts = np.histogram(values, bins=bins, range=(0.0, 1.0 + 1e-9))[0]
        expected = len(values) / bins
        found[name] = round(float(chi2.sf(((counts - expected) ** 2 / expected).sum(), bins - 1)), 4)
    return {**found, "least_corrected": round(min(1.0, min(found.values()) * len(found)), 4)}


class BuiltIn:
    """The built-in case, as ``measure`` takes it."""

    def __init__(self) -> None:
        self.case = load_case("central_asia")
        starter = self.case.starter()
        evidence = [one for _, found in starter.documents for one in found]
        self.stocks = [one for one in evidence if isinstance(one, Stock)]
        self.ties = [one for one in evidence if isinstance(one, Tie)]
        self.events = [one for one in evidence if isinstance(one, Event)]
        rows = [one for _, found in starter.tables for one in found]
        self.observations: list[Observation] = [one for one in rows if not one.channel.startswith("alignment.")]
        self.alignment = starter.alignment
        self.years = range(self.case.window.first, self.case.window.last + 1)

    def measure(self, channels: Iterable[Channel] | None = None, draws: int = 1200) -> Any:
        """Measure with these channels (all unless given)."""
        chosen = list(self.case.channels if channels is None else channels)
        names = {channel.name for channel in chosen}
        return measure(
            observations=[one for one in self.observations if one.channel in names],
            stocks=[one for one in self.stocks if one.channel in names],
            ties=self.ties,
            events=self.events,
            channels=chosen,
            states=self.case.states,
            powers=self.case.powers,
            years=self.years,
            seed=1,
            draws=draws,
        )

    def series(self) -> tuple[Scope, dict[SeriesKey, tuple[Reading, ...]]]:
        """All readings of the case."""
        scope = Scope(self.case.channels, self.case.states, self.case.powers, self.years)
        return scope, collect_readings(scope, self.observations, self.stocks, self.ties)[0]


def case() -> dict[str, Any]:
    """Seconds for the built-in case, kernels compiled before, and whether the chains agree."""
    built_in = BuiltIn()
    built_in.measure(draws=100)
    start = time.perf_counter()
    measured = built_in.measure()
    seconds = time.perf_counter() - start
    found = {name: convergence(measured, name) for name in measured.posteriors}
    agree = {name: [round(one, 3) for one in (of.rhat, of.size, of.parameter_rhat)] for name, of in found.items()}
    return {"seconds": round(seconds, 1), "estimates": len(measured.estimates), "rhat_and_ess": agree}


def scale_once(states: int) -> dict[str, Any]:
    """Sample four domains of simulated data of this many states."""
    random = np.random.default_rng(states)
    domains = {}
    for name in "abcd":
        chains = world(states, 6, 80, 0.6, random)
        domains[name] = simulate(chains, draw_prior(chains, random), random, CUTS).chains
    sample_domains(
        {"a": simulate(small := world(2, 3, 5, 0.6, random), draw_prior(small, random), random, CUTS).chains},
        Run(seed=1, draws=100),
        weights={},
    )
    start = time.perf_counter()
    sample_domains(domains, Run(seed=1, draws=300), weights={})
    seconds = time.perf_counter() - start
    return {
        "seconds": round(seconds, 1),
        "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 2),
    }


def scale() -> dict[str, Any]:
    """Seconds and memory by number of states, each in a process of its own, and how far the curve is from a line."""
    found = {}
    for states in (24, 48, 96, 193):
        command = [sys.executable, __file__, "--part", f"scale:{states}"]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        found[states] = json.loads(out.splitlines()[-1])
        print(states, found[states], file=sys.stderr)
    sizes = np.array(list(found))
    seconds = np.array([one["seconds"] for one in found.values()])
    per_state = seconds / sizes
    return {
        "by_states": found,
        "seconds_per_state_largest_over_smallest": round(float(per_state[-1] / per_state[0]), 2),
    }


def validity() -> dict[str, Any]:
    """Economy without trade against trade; overall shares against alignment."""
    built_in = BuiltIn()
    whole = built_in.measure()
    without = built_in.measure([one for one in built_in.case.channels if one.name != "economy.trade"])
    return {
        "economy_without_trade": against_trade(built_in, whole, without),
        "capital_and_alignment": against_alignment(built_in, whole),
    }


def against_trade(built_in: BuiltIn, whole: Any, without: Any) -> dict[str, Any]:
    """Rank correlation over dyads, per year, of held-out trade shares with the shares measured without them."""
    _, series = built_in.series()
    scope = whole.scope
    found = {}
    for place, year in enumerate(scope.years):
        cells, figures = [], []
        for state in range(len(scope.states)):
            for power in range(len(scope.powers)):
                key = SeriesKey(scope.states[state], "economy.trade", scope.powers[power])
                now = [one.low for one in series.get(key, ()) if int(one.time) == year]
                drawn = without.capital["economy"].of_powers[state, power, place]
                if now and not np.isnan(drawn[0]):
                    cells.append(drawn)
                    figures.append(now[0])
        if len(cells) >= 5:
            found[year] = spread([spearman(draws, figures) for draws in np.array(cells).T], len(cells))
    return found


def against_alignment(built_in: BuiltIn, whole: Any) -> dict[str, Any]:
    """Rank correlation over dyads, per year, of overall shares with closeness in the General Assembly."""
    scope = whole.scope
    near = {
        (one.state, one.power, one.when.start.year): -one.mean
        for one in built_in.alignment
        if one.quantity == "alignment_distance"
    }
    found = {}
    for place, year in enumerate(scope.years):
        cells, closeness = [], []
        for state, overall in whole.overall.items():
            for row, power in enumerate(overall.powers):
                key = (state, scope.powers[power], year)
                if key in near:
                    cells.append(overall.shares[row, place])
                    closeness.append(near[key])
        if len(cells) >= 5:
            found[year] = spread([spearman(draws, closeness) for draws in np.array(cells).T], len(cells))
    return found


def spearman(one: Any, other: Any) -> float:
    """Rank correlation."""
    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def spread(values: list[float], cells: int) -> dict[str, float]:
    """Mean and 90 % interval over draws, and over how many cells."""
    low, high = np.quantile(values, [0.05, 0.95])
    return {
        "mean": round(float(np.mean(values)), 2),
        "low90": round(float(low), 2),
        "high90": round(float(high), 2),
        "cells": cells,
    }


def crps(draws: np.ndarray, truth: float) -> float:
    """Fair CRPS of an ensemble: E|X - y| - E|X - X'| / 2, pairs without themselves."""
    ordered, size = np.sort(draws), draws.size
    apart = 2.0 * (ordered * (2 * np.arange(1, size + 1) - size - 1)).sum() / (size * (size - 1))
    return float(np.abs(draws - truth).mean() - apart / 2)


def left_out(draws: int) -> dict[str, Any]:
    """Predict a channel over a state from the other channels, and the last third of a channel from its first."""
    scope, series = BuiltIn().series()
    channels = sorted({key.channel for key in series})
    whole = [one for name in channels for one in without_state(scope, series, name, draws)]
    late = [one for name in channels for one in without_years(scope, series, name, draws)]
    return {"channel_over_a_state": summary(whole), "last_third_of_a_channel": summary(late)}


Prediction = tuple[str, float, np.ndarray, dict[str, np.ndarray]]


def points(series: Mapping[SeriesKey, tuple[Reading, ...]], channel: str) -> dict[SeriesKey, tuple[Reading, ...]]:
    """Series of a channel whose readings are points."""
    return {
        key: kept
        for key, found in series.items()
        if key.channel == channel and (kept := tuple(one for one in found if one.low == one.high))
    }


def fit(
    scope: Scope, series: Mapping[SeriesKey, tuple[Reading, ...]], domain: str, channel: str, draws: int
) -> Posterior:
    """Sample one domain."""
    mine = {key: found for key, found in series.items() if key.channel.partition(".")[0] == domain and found}
    chains = arrange(mine, scope.channels, np.array(scope.years) + 0.5)
    return sample_domains({domain: chains}, Run(seed=3, draws=draws), weights={}, levels_of=(channel,))[domain]


def without_state(scope: Scope, series: Any, channel: str, draws: int) -> list[Prediction]:
    """Leave a channel out over one state at a time, where others show the same holder; in logs."""
    domain, mine, found = channel.partition(".")[0], points(series, channel), []
    states = sorted({key.state for key in mine})
    if len(states) < 3:
        return []
    for state in states:
        kept = {key: one for key, one in series.items() if not (key.channel == channel and key.state == state)}
        posterior = fit(scope, kept, domain, channel, draws)
        random = np.random.default_rng(len(found))
        for key, readings in mine.items():
            j = dyad(posterior.chains, key)
            others = [
                one.low
                for other, told in mine.items()
                if other.holder == key.holder and other.state != state
                for one in told
            ]
            if key.state != state or j is None or len(others) < 5:
                continue
            level = unseen_level(posterior, channel, j, random)
            for reading in readings:
                place = int(reading.time) - scope.years[0]
                if 0 <= place < len(scope.years):
                    drawn = level[place] + noise_of(posterior, channel, reading, random)
                    rivals = {"channel mean": np.array(others)}
                    found.append((channel, reading.low, drawn, rivals))
    return found


def without_years(scope: Scope, series: Any, channel: str, draws: int) -> list[Prediction]:
    """Leave the last third of the times of a channel out; in logs."""
    domain, mine, found = channel.partition(".")[0], points(series, channel), []
    times = sorted({one.time for readings in mine.values() for one in readings})
    if len(times) < 6:
        return []
    last = times[-len(times) // 3]
    kept = {
        key: tuple(one for one in readings if key.channel != channel or one.time < last)
        for key, readings in series.items()
    }
    posterior = fit(scope, kept, domain, channel, draws)
    random = np.random.default_rng(len(times))
    moves = [
        (later.low - sooner.low) / (later.time - sooner.time) ** 0.5
        for key in mine
        for sooner, later in pairwise([one for one in kept[key] if one.low == one.high])
        if later.time > sooner.time
    ]
    for key, readings in mine.items():
        earlier = [one for one in kept[key] if one.low == one.high]
        before = [one.low for one in earlier]
        if len(before) < 3:
            continue
        j = dyad(posterior.chains, key)
        for reading in readings:
            place = int(reading.time) - scope.years[0]
            if reading.time < last or not 0 <= place < len(scope.years):
                continue
            drawn = posterior.levels[channel][j, place] + noise_of(posterior, channel, reading, random)
            apart = (reading.time - earlier[-1].time) ** 0.5
            rivals = {
                "last value": before[-1] + np.array(moves) * apart,
                "channel mean": np.array(before),
            }
            found.append((channel, reading.low, drawn, rivals))
    return found


def dyad(chains: Chains, key: SeriesKey) -> int | None:
    """Position of the chain of a state and holder."""
    if key.state not in chains.states or key.holder not in chains.holders:
        return None
    found = np.flatnonzero(
        (chains.state == chains.states.index(key.state)) & (chains.holder == chains.holders.index(key.holder))
    )
    return int(found[0]) if found.size else None


def unseen_level(posterior: Posterior, channel: str, j: int, random: np.random.Generator) -> np.ndarray:
    """Draws of what a channel would show of a dyad it has no reading of, (T, S)."""
    chains = posterior.chains
    numbers = {name: found.reshape(-1) for name, found in posterior.numbers.items()}
    size = numbers["half_life"].size
    anchored = channel == chains.channels[chains.anchor]
    variance = numbers["deviation_variance"] + numbers[f"fading_variance {channel}"]
    if chains.links[chains.channels.index(channel)] is not Link.SHARE:
        variance = variance + numbers["level_variance"]
    intercept = 0.0 if anchored else numbers[f"intercept {channel}"]
    intercept = intercept + numbers[f"holder_level {channel} {chains.holders[chains.holder[j]]}"]
    loading = 1.0 if anchored else numbers[f"loading {channel}"]
    own = np.sqrt(variance) * random.standard_normal(size)
    return intercept + loading * posterior.capital[j] + own + chains.centre[chains.channels.index(channel)]


def noise_of(posterior: Posterior, channel: str, reading: Reading, random: np.random.Generator) -> np.ndarray:
    """Draws of the noise of one reading, (S,)."""
    variance = posterior.numbers[f"noise {channel}"].reshape(-1) * reading.grade
    return np.sqrt(variance) * random.standard_t(4, variance.size)


def summary(predictions: list[Prediction]) -> dict[str, Any]:
    """Coverage and mean CRPS by channel and over all, and the skill against each rival."""
    by_channel: dict[str, list[Prediction]] = {}
    for one in predictions:
        by_channel.setdefault(one[0], []).append(one)
    return {name: figures(found) for name, found in {**by_channel, "all": predictions}.items() if found}


def figures(predictions: list[Prediction]) -> dict[str, Any]:
    """Coverage and CRPS of some predictions."""
    found: dict[str, Any] = {"figures": len(predictions)}
    for name, ends in LEVELS.items():
        held = [low <= truth <= high for _, truth, drawn, _ in predictions for low, high in [np.quantile(drawn, ends)]]
        found[f"covers_{name}"] = round(float(np.mean(held)), 3)
    own = np.array([crps(drawn, truth) for _, truth, drawn, _ in predictions])
    found["crps"] = round(float(own.mean()), 3)
    for rival in predictions[0][3]:
        theirs = np.array([crps(rivals[rival], truth) for _, truth, _, rivals in predictions])
        found[f"crps of the {rival}"] = round(float(theirs.mean()), 3)
    return found


def main() -> None:
    """Run the parts asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="all")
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--draws", type=int, default=1000)
    given = parser.parse_args()
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "coverage": lambda: coverage(given.cases, given.draws),
        "case": case,
        "scale": scale,
        "validity": validity,
        "left_out": lambda: left_out(given.draws),
    }
    name, _, size = given.part.partition(":")
    result = scale_once(int(size)) if size else {one: run() for one, run in parts.items() if name in ("all", one)}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
