"""Simulated truth: intervals hold the truth as often as they say, when the data come from the model."""

from __future__ import annotations

import math

import numpy as np
import pytest
from measures_world import amount, cell

from tightrope.measures import Measurement, declared, measure
from tightrope.measures.combine import deviation_covariance
from tightrope.records import Observation

POWERS, YEARS = ("CHN", "RUS", "USA"), tuple(range(2000, 2012))
CHANNELS = ("economy.a", "economy.b", "economy.c")
STATES = tuple(f"S{number:02}" for number in range(40))
CAPITAL_DRIFT, COMMON_DRIFT, NOISE = 0.15, 0.1, 0.1
RUNS = 5


def simulate(random: np.random.Generator) -> tuple[list[Observation], dict[tuple[str, str, int], float]]:
    """Figures of 40 states from known capital, with a third of them missing, and the true shares."""
    grid = np.array(YEARS) + 0.5
    covariance = deviation_covariance(grid, declared.CHANNEL_SPREAD, declared.CHANNEL_HALF_LIFE_YEARS)
    root = np.linalg.cholesky(covariance)
    observations, truth = [], {}
    for state in STATES:
        steps = random.normal(0, CAPITAL_DRIFT, (len(POWERS), grid.size))
        steps[:, 0] = random.normal(0, 1.0, len(POWERS))
        capital = steps.cumsum(axis=1)
        shares = np.exp(capital) / np.exp(capital).sum(axis=0)
        for place, power in enumerate(POWERS):
            truth |= {(state, power, year): shares[place, t] for t, year in enumerate(YEARS)}
        for channel in CHANNELS:
            common = 8.0 + random.normal(0, COMMON_DRIFT, grid.size).cumsum()
            for place, power in enumerate(POWERS):
                level = capital[place] + common + root @ random.standard_normal(grid.size)
                figures = np.exp(level + random.normal(0, NOISE, grid.size))
                kept = random.random(grid.size) < 0.67
                kept[0] = True
                observations += [
                    cell(channel, power, year, figure, over=state)
                    for year, figure, keep in zip(YEARS, figures, kept, strict=True)
                    if keep
                ]
    return observations, truth


def drift_of_a_series() -> float:
    """Standard deviation of the yearly change that the three parts of the simulation make together."""
    own = 2 * declared.CHANNEL_SPREAD**2 * (1 - 0.5 ** (1 / declared.CHANNEL_HALF_LIFE_YEARS))
    return math.sqrt(CAPITAL_DRIFT**2 + COMMON_DRIFT**2 + own)


@pytest.fixture(scope="module")
def runs() -> list[tuple[Measurement, dict[tuple[str, str, int], float]]]:
    random = np.random.default_rng(2024)
    channels = [amount(name, offset=0.0, noise=NOISE, drift=drift_of_a_series()) for name in CHANNELS]
    done = []
    for number in range(RUNS):
        observations, truth = simulate(random)
        measurement = measure(
            observations=observations,
            stocks=(),
            ties=(),
            events=(),
            channels=channels,
            states=STATES,
            powers=POWERS,
            years=YEARS,
            seed=number,
            draws=400,
        )
        done.append((measurement, truth))
    return done


@pytest.mark.parametrize("year", [2000, 2006, 2011])
def test_half_and_nine_tenths_of_the_intervals_hold_the_true_share(
    runs: list[tuple[Measurement, dict[tuple[str, str, int], float]]], year: int
) -> None:
    inside50, inside90 = [], []
    for measurement, truth in runs:
        for one in measurement.estimates:
            if one.quantity == "capital_share_powers" and one.domain == "economy" and one.when.start.year == year:
                true = truth[one.state, one.power, year]
                inside50.append(one.low50 <= true <= one.high50)
                inside90.append(one.low90 <= true <= one.high90)
    assert len(inside50) == RUNS * len(STATES) * len(POWERS)
    independent = RUNS * len(STATES)  # the shares of one state and year are not independent of each other
    assert abs(np.mean(inside50) - 0.5) < 3.5 * math.sqrt(0.25 / independent)
    assert abs(np.mean(inside90) - 0.9) < 3.5 * math.sqrt(0.09 / independent)


def test_the_middle_of_the_intervals_is_not_off_to_one_side(
    runs: list[tuple[Measurement, dict[tuple[str, str, int], float]]],
) -> None:
    errors = [
        one.mean - truth[one.state, one.power, one.when.start.year]
        for measurement, truth in runs
        for one in measurement.estimates
        if one.quantity == "capital_share_powers" and one.when.start.year == 2006 and one.power == "RUS"
    ]
    assert abs(np.mean(errors)) < 3.5 * np.std(errors) / math.sqrt(len(errors))
