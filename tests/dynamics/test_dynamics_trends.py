"""Trends of holders are learned as a joint Gaussian says, fans hold what they claim, and steps are Student-t."""

from __future__ import annotations

import math

import numpy as np
import pytest
from capital_world import SHARE, TIES, domain, reading
from scipy import stats

from tightrope.dynamics.trends import (
    SHOCK_SD,
    STAYS,
    TREND_SD,
    Trends,
    between_readings,
    carry_on,
    common_trends,
)


def walks(random, *, dyads: int, holders: int, years: int, step: float, stays: float, trend: float, shock: float):
    """Levels (J, T) that go on as the module says, and holders (J,)."""
    holder = np.arange(dyads) % holders
    level, v = random.normal(0.0, 0.5, dyads), trend * random.standard_normal(holders)
    found = []
    for _ in range(years):
        found.append(level)
        own = math.sqrt(max(step**2 - trend**2 - shock**2, step**2 / 4) / 2.0) * random.standard_t(4, dyads)
        level = level + (v + shock * random.standard_normal(holders))[holder] + own
        v = stays * v + math.sqrt(1 - stays**2) * trend * random.standard_normal(holders)
    return np.stack(found, axis=1), holder


def nothing(size: int, holders: int) -> Trends:
    zero = np.zeros(size)
    return Trends(np.zeros((holders, size)), np.zeros((holders, size)), zero + 0.5, zero, zero)


def test_the_grid_and_the_trend_today_are_those_of_the_joint_normal_distribution():
    random, draws = np.random.default_rng(1), 20_000
    levels, holder = walks(random, dyads=6, holders=2, years=11, step=0.15, stays=0.8, trend=0.11, shock=0.03)
    known = np.ones((6, 10), np.bool_)
    known[holder == 1, 4] = False  # a year in which nothing is known of a holder
    known[0, :3] = False
    found = common_trends(np.repeat(levels[:, :, None], draws, 2), holder, known, np.full(draws, 0.15**2), random)
    changes = np.diff(levels, axis=1)
    grid = [(a, b, c) for a in STAYS for b in TREND_SD for c in SHOCK_SD]
    logs, today = [], []
    for stays, trend, shock in grid:
        log, means = 0.0, []
        for one in (0, 1):
            count = known[holder == one].sum(axis=0)
            years = np.flatnonzero(count)
            mean = np.array([changes[(holder == one) & known[:, year], year].mean() for year in years])
            across = trend**2 * stays ** np.abs(years[:, None] - years)
            whole = across + np.diag(shock**2 + 0.15**2 / count[years])
            log += stats.multivariate_normal.logpdf(mean, np.zeros(years.size), whole)
            ahead = trend**2 * stays ** (10.0 - years)
            gain = np.linalg.solve(whole, ahead)
            means.append((gain @ mean, math.sqrt(max(trend**2 - gain @ ahead, 0.0))))
        logs.append(log)
        today.append(means)
    weight = np.exp(np.array(logs) - max(logs))
    weight /= weight.sum()
    points = {point: place for place, point in enumerate(grid)}
    drawn = [points[one] for one in zip(found.stays, found.trend_sd, found.shock_sd, strict=True)]
    often = np.bincount(drawn, minlength=len(grid)) / draws
    assert np.abs(often - weight).max() < 4 * np.sqrt(weight.max() / draws)
    for draw in range(0, draws, 997):
        for one, (mean, sd) in enumerate(today[drawn[draw]]):
            assert found.mean[one, draw] == pytest.approx(mean, abs=1e-5)
            assert found.sd[one, draw] == pytest.approx(sd, abs=1e-5)


@pytest.mark.parametrize("trend", [0.0, 0.1])
def test_fans_hold_what_comes_with_trends_and_without(trend: float):
    held, random = [], np.random.default_rng(2)
    for _ in range(60):
        levels, holder = walks(
            random, dyads=25, holders=5, years=30, step=0.2, stays=0.8, trend=trend, shock=0.03 if trend else 0.0
        )
        past = np.repeat(levels[:, :20, None], 400, axis=2)
        variance, known = np.full(400, 0.04), np.ones((25, 19), np.bool_)
        trends = common_trends(past, holder, known, variance, random)
        paths = carry_on(past[:, -1], holder, trends, variance, 10, random)
        low, high = np.quantile(paths, (0.05, 0.95), axis=-1)
        held.append(((low <= levels[:, 20:]) & (levels[:, 20:] <= high)).mean())
    assert np.mean(held) == pytest.approx(0.9, abs=0.03)


def test_without_a_trend_in_the_past_there_is_hardly_one_ahead_and_a_strong_one_goes_on():
    random = np.random.default_rng(3)
    sizes = {}
    for trend in (0.0, 0.15):
        levels, holder = walks(random, dyads=25, holders=5, years=30, step=0.2, stays=0.9, trend=trend, shock=0.0)
        past, known = np.repeat(levels[:, :, None], 500, axis=2), np.ones((25, 29), np.bool_)
        sizes[trend] = common_trends(past, holder, known, np.full(500, 0.04), random).trend_sd.mean()
    assert sizes[0.0] < 0.03 < 0.08 < sizes[0.15]


def test_without_trends_steps_are_student_t_with_4_degrees_of_freedom_and_add_up():
    random, size = np.random.default_rng(4), 100_000
    paths = carry_on(np.ones((1, size)), np.array([0]), nothing(size, 1), np.full(size, 0.08), 6, random)
    assert stats.kstest((paths[0, 0, :40_000] - 1.0) / 0.2, stats.t(4).cdf).pvalue > 0.001
    assert paths[0, 5].mean() == pytest.approx(1.0, abs=0.02)
    assert paths[0, 5].var() == pytest.approx(6 * 0.08, rel=0.1)


def test_a_trend_fades_and_moves_all_dyads_of_its_holder_alone():
    size = 50_000
    trends = nothing(size, 2)._replace(mean=np.array([[0.1], [0.0]]) + np.zeros(size))
    paths = carry_on(np.zeros((3, size)), np.array([0, 0, 1]), trends, np.full(size, 1e-4), 3, np.random.default_rng(5))
    np.testing.assert_allclose(paths.mean(axis=2), [[0.1, 0.15, 0.175]] * 2 + [[0.0] * 3], atol=1e-3)


def test_changes_count_between_the_first_and_the_last_reading_of_a_dyad():
    times = [2000.5, 2001.5, 2002.5, 2003.5, 2004.5]
    told = [reading(time, -1.0) for time in times]
    chains = domain({("A", SHARE, "P"): told[1:4], ("A", TIES, "P"): told[:1], ("B", SHARE, "P"): told[2:3]}, times)
    assert between_readings(chains).tolist() == [[True, True, True, False], [False] * 4]
    assert between_readings(chains, SHARE).tolist() == [[False, True, True, False], [False] * 4]
