"""A noisy channel, such as what event data sets count, among better ones."""

from __future__ import annotations

import numpy as np
from capital_world import reading
from measures_world import POWERS, STATES, YEARS, amount, cell, find, run

from tightrope.measures.chains import arrange
from tightrope.measures.figures import Link, SeriesKey
from tightrope.records import COOPERATION_CHANNEL, Observation

GOOD, OTHER = "politics.igos", "politics.un_agreement"
#: Logs of what the powers hold, as the good channel has them, and how the added channel tells them otherwise.
TRUE, TOLD = {"CHN": 1.0, "RUS": 2.0, "USA": 1.0}, {"CHN": 1.0, "RUS": 2.0, "USA": 2.2}


def figures(channel: str, logs: dict[str, float], noise: float, seed: int) -> list[Observation]:
    random = np.random.default_rng(seed)
    return [
        cell(channel, power, year, float(np.exp(logs[power] + random.normal(0.0, noise))), state)
        for state in STATES
        for power in POWERS
        for year in YEARS
    ]


def test_a_channel_of_low_grade_moves_shares_less_than_a_good_one_and_decides_little() -> None:
    good = figures(GOOD, TRUE, 0.1, 1)
    noisy = amount(COOPERATION_CHANNEL, noise=0.8, weight=0.25)
    alone = run(observations=good, channels=(amount(GOOD),), seed=3)
    beside = {
        "low": run(
            observations=[*good, *figures(COOPERATION_CHANNEL, TOLD, 0.8, 2)], channels=(amount(GOOD), noisy), seed=3
        ),
        "good": run(
            observations=[*good, *figures(OTHER, TOLD, 0.1, 2)], channels=(amount(GOOD), amount(OTHER)), seed=3
        ),
    }
    moved, decides = {}, {}
    for name, measured in beside.items():
        channel = COOPERATION_CHANNEL if name == "low" else OTHER
        before, after = (
            np.array([find(one, "capital_share_powers", year, power="USA", domain="politics").mean for year in YEARS])
            for one in (alone, measured)
        )
        moved[name] = np.abs(after - before).mean()
        parts = [find(measured, f"decided_by/{channel}", year, power="USA", domain="politics").mean for year in YEARS]
        decides[name] = np.mean(parts)
    assert moved["low"] < 0.3 * moved["good"]
    assert decides["low"] < 0.7 * decides["good"]


def test_a_noisy_channel_gives_capital_its_scale_only_where_there_is_no_other() -> None:
    def anchor(*names: str) -> str:
        channels = {GOOD: amount(GOOD, noise=0.3), COOPERATION_CHANNEL: amount(COOPERATION_CHANNEL, noise=0.8)}
        numbers = {GOOD: 2, COOPERATION_CHANNEL: 9}
        series = {
            SeriesKey("KAZ", name, "RUS"): [
                reading(2000.5 + year, 1.0, link=Link.COUNT) for year in range(numbers[name])
            ]
            for name in names
        }
        made = arrange(series, channels, np.array([2000.5]))
        return made.channels[made.anchor]

    assert anchor(GOOD, COOPERATION_CHANNEL) == GOOD
    assert anchor(COOPERATION_CHANNEL) == COOPERATION_CHANNEL


def test_without_a_figure_the_channel_changes_nothing() -> None:
    good = figures(GOOD, TRUE, 0.1, 1)
    with_it, without = (
        run(observations=good, channels=(amount(GOOD), *more), seed=3).estimates
        for more in ((amount(COOPERATION_CHANNEL, noise=0.8, weight=0.25),), ())
    )
    assert with_it == without
