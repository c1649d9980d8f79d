"""Scores against brute force; calibration and the intervals of skill against simulated truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest, norm

from tightrope.dynamics import scores
from tightrope.records import CheckError


def integral(draws: np.ndarray, truth: float) -> float:
    """Integrate (F(x) - 1{x >= y})² exactly: between two neighbours of draws and truth it is constant."""
    ends = np.sort(np.append(draws, truth))
    below = np.array([(draws <= left).mean() for left in ends[:-1]])
    return float(((below - (ends[:-1] >= truth)) ** 2 * np.diff(ends)).sum())


@pytest.mark.parametrize("size", [2, 3, 50, 401])
def test_crps_is_the_integral_of_squares_with_the_pairs_of_one_draw_with_itself_taken_out(size: int) -> None:
    random = np.random.default_rng(size)
    draws, truth = random.standard_t(3, (6, size)), random.standard_normal(6)
    pairs = np.abs(draws[:, :, None] - draws[:, None, :]).sum(axis=(1, 2)) / 2.0
    unfair = scores.crps(draws, truth) + pairs / (size * (size - 1)) - pairs / size**2
    assert np.allclose(unfair, [integral(*one) for one in zip(draws, truth, strict=True)], rtol=0, atol=1e-8)


def test_crps_of_few_draws_is_in_the_mean_that_of_the_distribution() -> None:
    random = np.random.default_rng(2)
    exact = 0.7 * (2 * norm.cdf(0.7) - 1) + 2 * norm.pdf(0.7) - 1 / np.sqrt(np.pi)
    found = scores.crps(random.standard_normal((200_000, 4)), np.full(200_000, 0.7))
    assert abs(found.mean() - exact) < 4 * found.std() / 200_000**0.5


def test_one_draw_is_no_forecast() -> None:
    with pytest.raises(CheckError, match="two draws"):
        scores.crps(np.zeros((3, 1)), np.zeros(3))


def test_log_score_is_minus_the_log_density() -> None:
    random = np.random.default_rng(3)
    truth = np.array([-1.0, 0.0, 1.5])
    found = scores.log_score(random.standard_normal((100, 3, 4_000)), np.tile(truth, (100, 1)))
    assert np.allclose(found.mean(axis=0), -norm.logpdf(truth), atol=0.03)


def test_log_score_is_that_of_a_density_that_sums_to_one_and_calls_nothing_impossible() -> None:
    draws = np.random.default_rng(8).standard_t(3, 60)
    grid = np.sinh(np.linspace(-12.0, 12.0, 40_001))
    density = np.exp(-scores.log_score(np.tile(draws, (grid.size, 1)), grid))
    assert np.trapezoid(density, grid) == pytest.approx(1.0, abs=1e-4)
    assert scores.log_score(draws[None], np.array([100.0 * draws.std()]))[0] < 20.0


def test_pit_is_uniform_with_ties_and_few_draws_and_coverage_is_nominal() -> None:
    random = np.random.default_rng(4)
    counts = random.poisson(2.0, (20_000, 9)).astype(float)
    truth = random.poisson(2.0, 20_000).astype(float)
    assert kstest(scores.pit(counts, truth, random), "uniform").pvalue > 0.01
    draws, truth = random.standard_normal((5_000, 400)), random.standard_normal(5_000)
    assert kstest(scores.pit(draws, truth, random), "uniform").pvalue > 0.01
    assert abs(scores.covers(draws, truth, 0.5).mean() - 0.5) < 0.02
    assert abs(scores.covers(draws, truth, 0.9).mean() - 0.9) < 0.015


def test_pit_of_intervals_that_are_too_narrow_is_not_uniform() -> None:
    random = np.random.default_rng(5)
    narrow = 0.5 * random.standard_normal((2_000, 100))
    assert kstest(scores.pit(narrow, random.standard_normal(2_000), random), "uniform").pvalue < 1e-6
    assert scores.covers(narrow, random.standard_normal(2_000), 0.9).mean() < 0.7


def test_brier_is_the_square_of_what_was_missed() -> None:
    assert np.allclose(scores.brier(np.array([0.0, 0.7, 1.0]), np.array([False, True, False])), [0.0, 0.09, 1.0])


def scored(random: np.random.Generator, origins: int, overlap: int, better: float) -> tuple[np.ndarray, ...]:
    """Scores of 10 series whose surprises come year by year and last ``overlap`` years, half of each shared by all."""
    shocks = random.standard_normal((origins + overlap, 1)) + random.standard_normal((origins + overlap, 10))
    ahead = np.array([shocks[place : place + overlap].mean(axis=0) for place in range(origins)])
    reference = 1.0 + 0.15 * ahead
    own = (1.0 - better) * reference + 0.1 * np.roll(ahead, 1, axis=1) + 0.1 * ahead
    return own.ravel(), reference.ravel(), np.repeat(np.arange(origins), 10)


@pytest.mark.parametrize(("origins", "overlap"), [(14, 1), (20, 3), (12, 3), (28, 5), (19, 5)])
def test_the_interval_of_a_skill_covers_though_origins_overlap(origins: int, overlap: int) -> None:
    random = np.random.default_rng(origins)
    found = [scores.skill(*scored(random, origins, overlap, 0.2), overlap) for _ in range(1_500)]
    covered = np.mean([one.quantile(0.05) <= 0.2 <= one.quantile(0.95) for one in found])
    assert 0.86 < covered < 0.94


def test_without_overlap_the_error_is_that_of_a_mean_of_origins() -> None:
    random = np.random.default_rng(6)
    own, reference, origin = scored(random, 12, 1, 0.1)
    found = scores.skill(own, reference, origin, 1)
    excess = (own - (1 - found.mean) * reference).reshape(12, 10).sum(axis=1)
    assert found.mean == pytest.approx(1 - own.sum() / reference.sum())
    assert found.error == pytest.approx(np.sqrt(12 * excess.var(ddof=1)) / reference.sum())
    assert (found.freedom, found.origins) == (11, 12)


def test_the_power_told_is_the_power_there_is() -> None:
    random = np.random.default_rng(7)
    found = [scores.skill(*scored(random, 15, 1, 0.1), 1) for _ in range(2_000)]
    shown = np.mean([one.quantile(0.05) > 0.0 for one in found])
    assert abs(shown - np.median([one.power(0.1) for one in found])) < 0.06
    one = found[0]
    assert one.power(one.least_shown) == pytest.approx(0.8, abs=0.03)


def test_few_origins_show_nothing() -> None:
    with pytest.raises(CheckError, match="4 origins"):
        scores.skill(np.ones(6), np.ones(6), np.repeat([1, 2, 3], 2), 1)


def test_where_nothing_was_ever_missed_a_skill_still_has_an_interval():
    origin = np.repeat(np.arange(2000, 2020), 5)
    perfect = scores.skill(np.zeros(100), np.ones(100), origin, 1)
    assert (perfect.mean, perfect.quantile(0.05)) == (1.0, pytest.approx(0.05 ** (1 / 20)))
    assert scores.skill(np.zeros(100), np.ones(100), origin, 5).quantile(0.05) == pytest.approx(0.05 ** (5 / 20))
    # of twenty independent origins none is missed with a probability of 5 % if that part of them is
    missed = np.random.default_rng(1).random((40_000, 20)) > perfect.quantile(0.05)
    assert (~missed.any(axis=1)).mean() == pytest.approx(0.05, abs=0.01)
    alike = scores.skill(np.ones(100), np.ones(100), origin, 1)
    assert alike.quantile(0.05) < alike.mean == 0.0 < alike.quantile(0.95)
