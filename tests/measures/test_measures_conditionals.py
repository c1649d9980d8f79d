"""Draws from conditionals that the sampler is made of, against scipy and brute force."""

from __future__ import annotations

import numpy as np
from scipy import stats

from tightrope.measures import declared
from tightrope.measures.conditionals import draw_level, draw_variance


def words(seed: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return np.random.default_rng(seed).integers(0, 2**64, 4, dtype=np.uint64)


def test_a_variance_is_drawn_from_its_inverse_gamma_conditional() -> None:
    levels, stream = np.array([[0.3, -1.2], [0.7, 2.0]]), words(5)
    drawn = [draw_variance(levels, 0.6, stream) for _ in range(3000)]
    scale = (declared.VARIANCE_SHAPE - 1) * 0.6**2 + (0.3**2 + 1.2**2 + 0.7**2 + 2.0**2) / 2
    assert stats.kstest(drawn, stats.invgamma(declared.VARIANCE_SHAPE + 2, scale=scale).cdf).pvalue > 0.01


def test_an_intercept_is_drawn_with_the_levels_of_groups_integrated_out() -> None:
    """Three groups, one without a dyad; y = a + v + d with variances 4, 0.5 and 0.3."""
    group, left, stream = np.array([0, 0, 2]), np.array([1.0, 1.4, -0.2]), words(6)
    drawn = [draw_level(left, group, 3, 0.5, 0.3, False, stream)[0] for _ in range(3000)]
    apart = 0.5 * (group[:, None] == group) + 0.3 * np.eye(3)
    precision = np.linalg.inv(apart).sum() + declared.INTERCEPT_SD**-2
    mean = (np.linalg.inv(apart) @ left).sum() / precision
    assert stats.kstest(drawn, stats.norm(mean, precision**-0.5).cdf).pvalue > 0.01


def test_the_levels_of_an_anchored_channel_are_drawn_around_no_intercept() -> None:
    group, left, stream = np.array([0, 0, 2]), np.array([1.0, 1.4, -0.2]), words(7)
    drawn = [draw_level(left, group, 3, 0.5, 0.3, True, stream) for _ in range(3000)]
    assert {intercept for intercept, _ in drawn} == {0.0}
    levels = np.array([found for _, found in drawn])
    for place, (number, total) in enumerate([(2, 2.4), (0, 0.0), (1, -0.2)]):
        precision = number / 0.3 + 1 / 0.5
        law = stats.norm(total / 0.3 / precision, precision**-0.5)
        assert stats.kstest(levels[:, place], law.cdf).pvalue > 0.01
