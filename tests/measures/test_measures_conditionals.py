"""Draws from single distributions against scipy and brute force."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from tightrope.measures import declared
from tightrope.measures.conditionals import draw_intercept, draw_variance, normal_between


def test_a_normal_between_bounds_has_the_quantiles_of_scipy() -> None:
    low, high = np.array([-1.0, 0.5, -np.inf, -0.2, 2.0, -4.0]), np.array([1.0, 0.7, -0.5, np.inf, 3.0, -3.0])
    for uniform in (0.01, 0.3, 0.5, 0.99):
        drawn = normal_between(low, high, np.full(6, uniform))
        # Bounds in the upper half are mirrored, so the uniform counts from the other end.
        forward, backward = stats.truncnorm.ppf(uniform, low, high), stats.truncnorm.ppf(1 - uniform, low, high)
        np.testing.assert_allclose(drawn, np.where(low + high > 0.0, backward, forward), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("away", [8.0, 20.0, 100.0, 1e4])
@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_a_normal_far_out_in_a_tail_falls_off_like_an_exponential_from_its_bound(away: float, sign: float) -> None:
    """P(X > a + t / a | X > a) goes to exp(-t), with an error of the order of 1 / a^2."""
    uniform = (np.arange(2000) + 0.5) / 2000
    bounds = (np.full(2000, away), np.full(2000, np.inf))
    low, high = bounds if sign > 0 else (-bounds[1], -bounds[0])
    beyond = (sign * normal_between(low, high, uniform) - away) * away
    assert (beyond >= 0.0).all()
    np.testing.assert_allclose(
        np.sort(beyond), np.sort(-np.log(uniform)), atol=1e-5 + 40.0 / away**2, rtol=40.0 / away**2
    )


def test_a_normal_between_bounds_never_leaves_them() -> None:
    random = np.random.default_rng(3)
    middle, half = random.normal(0.0, 30.0, 5000), 10.0 ** random.uniform(-12, 2, 5000)
    drawn = normal_between(middle - half, middle + half, random.random(5000))
    assert ((middle - half <= drawn) & (drawn <= middle + half)).all()


def test_a_variance_is_drawn_from_its_inverse_gamma_conditional() -> None:
    levels, random = np.array([[0.3, -1.2], [0.7, 2.0]]), np.random.default_rng(5)
    drawn = [draw_variance(levels, 0.6, random) for _ in range(3000)]
    scale = (declared.VARIANCE_SHAPE - 1) * 0.6**2 + (0.3**2 + 1.2**2 + 0.7**2 + 2.0**2) / 2
    assert stats.kstest(drawn, stats.invgamma(declared.VARIANCE_SHAPE + 2, scale=scale).cdf).pvalue > 0.01


def test_an_intercept_is_drawn_with_the_levels_of_groups_integrated_out() -> None:
    """Three groups, one without a dyad; y = a + v + d with variances 4, 0.5 and 0.3."""
    group, left, random = np.array([0, 0, 2]), np.array([1.0, 1.4, -0.2]), np.random.default_rng(6)
    weight, pull = np.bincount(group, minlength=3) / 0.3, np.bincount(group, left, 3) / 0.3
    drawn = [draw_intercept(weight, pull, 0.5, random) for _ in range(3000)]
    apart = 0.5 * (group[:, None] == group) + 0.3 * np.eye(3)
    precision = np.linalg.inv(apart).sum() + declared.INTERCEPT_SD**-2
    mean = (np.linalg.inv(apart) @ left).sum() / precision
    assert stats.kstest(drawn, stats.norm(mean, precision**-0.5).cdf).pvalue > 0.01
