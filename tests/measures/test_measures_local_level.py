"""The smoother against brute force: a joint Gaussian, and a Kalman filter with its smoother."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from tightrope.measures.local_level import (
    Readings,
    covariance_on_grid,
    draw_on_grid,
    drift_scale_posterior,
    smooth,
)

GRID = np.arange(2000, 2012) + 0.5
DRIFT_VARIANCE = 0.09


@pytest.fixture(params=[1, 2, 3, 4])
def readings(request: pytest.FixtureRequest) -> Readings:
    """Random times (some of them shared, some off the grid), values and variances."""
    random = np.random.default_rng(request.param)
    times = np.concatenate([random.choice(GRID, 4), np.round(random.uniform(1999, 2013, 3), 4), [GRID[5], GRID[5]]])
    return Readings(times, random.normal(8, 2, times.size), random.uniform(0.01, 0.3, times.size))


def joint_gaussian(readings: Readings, q: float) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance on the grid by conditioning one large Gaussian; the flat start is eliminated exactly.

    The level is z(t) = s + w(t) with w a random walk from 1990 and s flat: generalised least squares for s, then
    universal kriging.
    """

    def walk(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        return q * np.minimum(a[:, None] - 1990.0, b[None, :] - 1990.0)

    among = walk(readings.times, readings.times) + np.diag(readings.variances)
    across = walk(GRID, readings.times)
    inverse = np.linalg.inv(among)
    ones = np.ones(readings.times.size)
    precision = ones @ inverse @ ones
    start = ones @ inverse @ readings.values / precision
    mean = start + across @ inverse @ (readings.values - start)
    lost = 1.0 - across @ inverse @ ones
    covariance = walk(GRID, GRID) - across @ inverse @ across.T + np.outer(lost, lost) / precision
    return mean, covariance


def kalman_and_rts(readings: Readings, q: float) -> tuple[dict[float, float], dict[float, float]]:
    """Means and variances at every node: a filter forward, a Rauch-Tung-Striebel smoother back."""
    nodes = np.unique(np.concatenate([readings.times, GRID]))
    filtered: list[tuple[float, float]] = []
    predicted: list[tuple[float, float]] = []
    mean, variance = 0.0, np.inf
    for place, time in enumerate(nodes):
        if place:
            variance += q * (time - nodes[place - 1])
        predicted.append((mean, variance))
        for value, noise in zip(
            readings.values[readings.times == time], readings.variances[readings.times == time], strict=True
        ):
            gain = 1.0 if np.isinf(variance) else variance / (variance + noise)
            variance = noise if np.isinf(variance) else (1 - gain) * variance
            mean += gain * (value - mean)
        filtered.append((mean, variance))
    means, variances = dict.fromkeys(nodes, 0.0), dict.fromkeys(nodes, 0.0)
    means[nodes[-1]], variances[nodes[-1]] = filtered[-1]
    for place in range(len(nodes) - 2, -1, -1):
        here, after = nodes[place], nodes[place + 1]
        (mean, variance), (foreseen, spread) = filtered[place], predicted[place + 1]
        if np.isinf(variance):
            means[here], variances[here] = means[after], variances[after] + q * (after - here)
            continue
        gain = variance / spread
        means[here] = mean + gain * (means[after] - foreseen)
        variances[here] = variance + gain**2 * (variances[after] - spread)
    return means, variances


def test_the_smoother_equals_conditioning_a_joint_gaussian(readings: Readings) -> None:
    chain = smooth(readings, GRID, DRIFT_VARIANCE)
    mean, covariance = joint_gaussian(readings, DRIFT_VARIANCE)
    np.testing.assert_allclose(chain.mean[chain.grid], mean, atol=1e-8)
    np.testing.assert_allclose(covariance_on_grid(chain), covariance, atol=1e-8)


def test_the_smoother_equals_a_kalman_filter_with_rts(readings: Readings) -> None:
    chain = smooth(readings, GRID, DRIFT_VARIANCE)
    means, variances = kalman_and_rts(readings, DRIFT_VARIANCE)
    np.testing.assert_allclose(chain.mean[chain.grid], [means[time] for time in GRID], atol=1e-8)
    np.testing.assert_allclose(np.diag(covariance_on_grid(chain)), [variances[time] for time in GRID], atol=1e-8)


def test_the_likelihood_of_a_drift_is_that_of_the_differences_of_the_readings(readings: Readings) -> None:
    def by_brute_force(q: float) -> float:
        contrast = np.diff(np.eye(readings.times.size), axis=0)
        walk = q * np.minimum.outer(readings.times - 1990.0, readings.times - 1990.0)
        covariance = contrast @ (walk + np.diag(readings.variances)) @ contrast.T
        return float(multivariate_normal.logpdf(contrast @ readings.values, cov=covariance))

    for other in (0.01, 0.5):
        ours = smooth(readings, np.empty(0), other).log_likelihood
        ours -= smooth(readings, np.empty(0), DRIFT_VARIANCE).log_likelihood
        assert ours == pytest.approx(by_brute_force(other) - by_brute_force(DRIFT_VARIANCE), abs=1e-6)


def test_the_grid_does_not_change_the_likelihood(readings: Readings) -> None:
    without = smooth(readings, np.empty(0), DRIFT_VARIANCE).log_likelihood
    assert smooth(readings, GRID, DRIFT_VARIANCE).log_likelihood == pytest.approx(without, abs=1e-8)


def test_draws_have_exactly_the_posterior_covariance(readings: Readings) -> None:
    chain = smooth(readings, GRID, DRIFT_VARIANCE)
    root = draw_on_grid(chain, np.eye(chain.mean.size)) - chain.mean[chain.grid, None]
    np.testing.assert_allclose(root @ root.T, covariance_on_grid(chain), atol=1e-10)


def test_one_reading_is_enough_and_uncertainty_grows_with_the_distance_from_it() -> None:
    chain = smooth(Readings(np.array([2003.5]), np.array([5.0]), np.array([0.04])), GRID, DRIFT_VARIANCE)
    np.testing.assert_allclose(chain.mean[chain.grid], 5.0)
    expected = 0.04 + DRIFT_VARIANCE * np.abs(GRID - 2003.5)
    np.testing.assert_allclose(np.diag(covariance_on_grid(chain)), expected)


def test_the_drift_that_made_the_readings_is_found() -> None:
    random = np.random.default_rng(5)
    scales = np.array([0.25, 0.5, 1.0, 2.0, 4.0])
    total = np.zeros(scales.size)
    for _ in range(30):
        values = np.cumsum(random.normal(0, 2.0 * 0.3, GRID.size)) + random.normal(0, 0.1, GRID.size)
        made = Readings(GRID, values, np.full(GRID.size, 0.01))
        total += [smooth(made, np.empty(0), (0.3 * scale) ** 2).log_likelihood for scale in scales]
    probabilities = drift_scale_posterior(total, scales, np.log(2.0))
    assert probabilities.sum() == pytest.approx(1.0)
    assert scales[probabilities.argmax()] == 2.0


def test_without_readings_the_declared_drift_is_the_likeliest() -> None:
    scales = np.array([0.5, 1.0, 2.0])
    probabilities = drift_scale_posterior(np.zeros(3), scales, np.log(2.0))
    np.testing.assert_allclose(probabilities, np.array([np.exp(-0.5), 1.0, np.exp(-0.5)]) / (1 + 2 * np.exp(-0.5)))
