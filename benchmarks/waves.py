"""How often the test of a named date is wrong, and whether it sees as much as it says.

    .venv/bin/python benchmarks/waves.py                       # about twelve minutes on one core
    .venv/bin/python benchmarks/waves.py --replicates 100      # a look

The last line is one JSON object.

The readings of the built-in case toward Russia are drawn anew, at their own times and with their own noise, step by
step from the fitted model: shocks of which a part of 0.3 is common to all states, counts of ties as counts. The whole
test is then made as for real readings: dispersion and correlation estimated, the law without a push drawn.

- fitted: the parameters of the truth are those that the test takes.
- uncertain: the truth has half-lives and variances of single draws of the posterior; the test takes their means.

Each without a push (false alarms at 5 %), and with pushes of 1 and 2 standard deviations in 60 % of the dyads, where
the part seen stands beside the mean of the power that the tests print. Errors are two standard errors.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from tightrope.cases import load_case
from tightrope.cli.measuring import load_starter, measure_case
from tightrope.dynamics.waves.estimates import onset_of
from tightrope.dynamics.waves.named import LEVEL, REACHED, SIZES, Test, correlation, draw_scores, test
from tightrope.dynamics.waves.shocks import SPREAD_YEARS, Series, domain_evidence, dyad_series
from tightrope.ledger import Ledger
from tightrope.measures import Measurement
from tightrope.measures.figures import Link
from tightrope.measures.kalman import Floats

POWER, SHARED = "RUS", 0.3
#: Draws of the law without a push in each test; of a case there are more.
DRAWS = 500
#: More ties than any state is drawn to have.
MOST_TIES = 1000


class World:
    """One domain of one power: its dyads, and how their readings are drawn anew."""

    def __init__(self, measurement: Measurement, domain: str) -> None:
        posterior = measurement.posteriors[domain]
        chains, self._numbers = posterior.chains, posterior.numbers
        first = measurement.scope.years[0] + 0.5
        offsets = {name: channel.offset for name, channel in measurement.scope.channels.items()}
        every = dyad_series(chains, posterior.parameters, first, offsets)
        self.series = tuple(one for one in every if one.holder == POWER)
        self.times = np.unique(np.concatenate([one.time for one in self.series]))
        self._grade = [posterior.parameters.noise[one.channel] * chains.grade[one.row] for one in self.series]
        self._ends = {
            place: np.log(np.arange(MOST_TIES) + 0.5 + offsets[name]) - chains.centre[place]
            for place, (name, link) in enumerate(zip(chains.channels, chains.links, strict=True))
            if link is Link.TIES
        }

    def truth(self, random: np.random.Generator, uncertain: bool) -> Mapping[str, float]:
        """What the truth has: factors on variances, and half-lives."""
        if not uncertain:
            return {}
        names = ("half_life", "wandering_variance", "fading_half_life")
        draw = random.integers(self._numbers["half_life"].size)
        return {name: float(self._numbers[name].reshape(-1)[draw]) for name in names}

    def drawn(
        self, random: np.random.Generator, truth: Mapping[str, float], push: Floats, since: float
    ) -> tuple[Series, ...]:
        """Readings of a world in which a push of so many standard deviations reaches each dyad."""
        common = random.standard_t(4, self.times.size)
        return tuple(
            self._one(one, grade, common, random, truth, size, since)
            for one, grade, size in zip(self.series, self._grade, push, strict=True)
        )

    def _one(
        self,
        one: Series,
        grade: Floats,
        common: Floats,
        random: np.random.Generator,
        truth: Mapping[str, float],
        push: float,
        since: float,
    ) -> Series:
        half_life = truth.get("half_life", one.half_life)
        variance = truth.get("wandering_variance", one.wandering)
        shocks = math.sqrt(SHARED) * common + math.sqrt(1 - SHARED) * random.standard_t(4, self.times.size)
        z = np.zeros(self.times.size)
        for k, now in enumerate(self.times):
            remains = 0.0 if k == 0 else 2.0 ** ((self.times[k - 1] - now) / half_life)
            z[k] = remains * z[k - 1] + math.sqrt(variance * (1 - remains**2)) * shocks[k]
        parts = since + (np.arange(100) + 0.5) / 100 * SPREAD_YEARS
        age = self.times[:, None] - parts
        z -= push * one.yearly_sd * np.where(age >= 0, 2.0 ** (-np.maximum(age, 0) / half_life), 0.0).mean(axis=1)
        value = np.zeros(one.time.size)
        for channel in np.unique(one.channel):
            rows = np.flatnonzero(one.channel == channel)
            level, u = float(one.value[rows].mean()), 0.0
            for place, row in enumerate(rows):
                gap = math.inf if place == 0 else one.time[row] - one.time[rows[place - 1]]
                fades = 2.0 ** (-gap / truth.get("fading_half_life", one.fading_half_life))
                u = fades * u + math.sqrt(one.fading[row] * (1 - fades**2)) * random.standard_normal()
                at = int(np.searchsorted(self.times, one.time[row]))
                noise = math.sqrt(grade[row]) * random.standard_t(4)
                value[row] = level + one.loading[row] * z[at] + u + noise
            if channel in self._ends:
                value[rows] = _counted(value[rows], self._ends[channel])
        return replace(one, value=value)


def _counted(value: Floats, ends: Floats) -> Floats:
    """What is read of a count: the middle of its interval between two ends, or the bound of the first and the last."""
    middles = np.concatenate([ends[:1], (ends[1:] + ends[:-1]) / 2, ends[-1:]])
    return np.asarray(middles[np.searchsorted(ends, value)])


def tested(
    worlds: Mapping[str, World],
    dates: Floats,
    quiet: Floats,
    size: float,
    date: int,
    uncertain: bool,
    random: np.random.Generator,
) -> list[Test | None]:
    """Draw all readings anew and test every date; a push of a size follows one of them."""
    onsets, every, drawn = np.concatenate([dates, quiet]), [], []
    for world in worlds.values():
        count = len(world.series)
        push = size * (random.permutation(count) < round(REACHED * count))
        series = world.drawn(random, world.truth(random, uncertain), push, float(dates[date]))
        found = domain_evidence(series, onsets, slice(dates.size, None))
        shared = correlation([one.at(slice(dates.size, None)) for one in found])
        named = [one.at(slice(dates.size)) for one in found]
        every += named
        drawn += draw_scores(named, shared, random, DRAWS)
    return [test(every, drawn, place, random) for place in range(dates.size)]


def rate(hits: list[bool]) -> dict[str, float]:
    """Part of hits and two standard errors, in percent."""
    part = float(np.mean(hits))
    return {"percent": round(100 * part, 1), "error": round(200 * math.sqrt(part * (1 - part) / len(hits)), 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicates", type=int, default=1000)
    parser.add_argument("--draws", type=int, default=400)
    asked = parser.parse_args()
    begun = time.perf_counter()
    case = load_case("central_asia")
    with tempfile.TemporaryDirectory() as folder, Ledger.open(Path(folder) / "a.ledger") as ledger:
        load_starter(ledger, case)
        measurement = measure_case(ledger, case, seed=1, draws=asked.draws)
    worlds = {name: World(measurement, name) for name in measurement.posteriors}
    worlds = {name: world for name, world in worlds.items() if world.series}
    dates = np.array([onset_of(wave.since) for wave in case.waves])
    quiet = np.array([year for year in case.years if (np.abs(year - dates) >= SPREAD_YEARS).all()], dtype=np.float64)
    random = np.random.default_rng(20261126)
    result: dict[str, object] = {"replicates": asked.replicates, "level": LEVEL, "shared": SHARED}
    for uncertain in (False, True):
        truth = "uncertain" if uncertain else "fitted"
        alarms: dict[str, list[bool]] = {wave.name: [] for wave in case.waves}
        for _ in range(asked.replicates):
            for wave, one in zip(case.waves, tested(worlds, dates, quiet, 0.0, 0, uncertain, random), strict=True):
                if one is not None:
                    alarms[wave.name].append(one.statistic > one.critical)
        for wave in case.waves:
            result[f"{truth}, false alarms, {wave.name}"] = rate(alarms[wave.name])
            print(truth, wave.name, "false alarms", rate(alarms[wave.name]), flush=True)
        for place, wave in enumerate(case.waves[1:], start=1):
            for number, size in enumerate(SIZES):
                seen, printed = [], []
                for _ in range(asked.replicates // 2):
                    one = tested(worlds, dates, quiet, size, place, uncertain, random)[place]
                    if one is not None:
                        seen.append(one.statistic > one.critical)
                        printed.append(one.power[number])
                told = {**rate(seen), "printed": round(100 * float(np.mean(printed)), 1)}
                result[f"{truth}, power at {size:g} sd, {wave.name}"] = told
                print(truth, wave.name, f"power at {size:g} sd", told, flush=True)
    result["seconds"] = round(time.perf_counter() - begun, 1)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
