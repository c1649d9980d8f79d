"""The combination of channels against generalised least squares written out in full."""

from __future__ import annotations

import numpy as np
import pytest

from tightrope.measures.combine import (
    channel_information,
    combine,
    comparable_groups,
    deviation_covariance,
    split,
)

TIMES = np.arange(2000, 2006) + 0.5
CHANNELS, HOLDERS, YEARS, DRAWS = 3, 4, TIMES.size, 5


def random_case(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which cells speak (C, P, T), covariances of their errors (C, P, T, T) and draws of levels (C, P, T, S)."""
    random = np.random.default_rng(seed)
    speaks = random.random((CHANNELS, HOLDERS, YEARS)) < 0.7
    speaks[0] = True
    roots = random.normal(0, 0.3, (CHANNELS, HOLDERS, YEARS, YEARS))
    covariance = roots @ roots.swapaxes(-1, -2) + deviation_covariance(TIMES, 0.7, 10.0)
    return speaks, covariance, random.normal(0, 2, (CHANNELS, HOLDERS, YEARS, DRAWS))


def least_squares(speaks: np.ndarray, covariance: np.ndarray, levels: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Capital (P, T, S) by the normal equations over all cells, one column per a_ct and x_pt; smallest norm."""
    cells = np.argwhere(speaks)
    design = np.zeros((len(cells), CHANNELS * YEARS + HOLDERS * YEARS))
    errors = np.zeros((len(cells), len(cells)))
    values = np.array([levels[c, p, t] for c, p, t in cells])
    for row, (c, p, t) in enumerate(cells):
        design[row, c * YEARS + t] = 1.0
        design[row, CHANNELS * YEARS + p * YEARS + t] = 1.0
        for column, (c2, p2, t2) in enumerate(cells):
            if (c, p) == (c2, p2):
                errors[row, column] = covariance[c, p, t, t2] / weight[c]
    root = np.linalg.cholesky(np.linalg.inv(errors)).T
    solution = np.linalg.lstsq(root @ design, root @ values, rcond=1e-10)[0]
    return solution[CHANNELS * YEARS :].reshape(HOLDERS, YEARS, DRAWS)


@pytest.mark.parametrize("seed", range(6))
def test_the_combination_equals_generalised_least_squares(seed: int) -> None:
    speaks, covariance, levels = random_case(seed)
    weight = np.array([0.5, 1.0, 2.0])
    information = [channel_information(speaks[c], covariance[c]) for c in range(CHANNELS)]
    flat = [level.reshape(-1, DRAWS) for level in levels]
    ours = combine(information, flat, weight[None]).reshape(HOLDERS, YEARS, DRAWS)
    theirs = least_squares(speaks, covariance, levels, weight)
    np.testing.assert_allclose(ours - ours.mean(axis=0), theirs - theirs.mean(axis=0), atol=1e-6)


def test_draws_are_dealt_among_the_sets_of_weights() -> None:
    speaks, covariance, levels = random_case(9)
    information = [channel_information(speaks[c], covariance[c]) for c in range(CHANNELS)]
    flat = [level.reshape(-1, DRAWS) for level in levels]
    sets = np.array([[1.0, 1.0, 1.0], [3.0, 0.5, 1.0]])
    both = combine(information, flat, sets)
    np.testing.assert_allclose(both[:, 0::2], combine(information, flat, sets[:1])[:, 0::2], atol=1e-8)
    np.testing.assert_allclose(both[:, 1::2], combine(information, flat, sets[1:])[:, 1::2], atol=1e-8)


def test_a_channel_that_shows_one_holder_only_informs_about_nothing() -> None:
    _, covariance, _ = random_case(1)
    speaks = np.zeros((HOLDERS, YEARS), dtype=bool)
    speaks[2] = True
    np.testing.assert_allclose(channel_information(speaks, covariance[0]), 0.0, atol=1e-9)


def test_what_all_holders_have_alike_does_not_count() -> None:
    speaks, covariance, _ = random_case(2)
    information = channel_information(speaks[0], covariance[0])
    common = np.tile(np.arange(YEARS, dtype=float), HOLDERS)
    np.testing.assert_allclose(information @ common, 0.0, atol=1e-8)


def test_two_channels_that_disagree_are_averaged() -> None:
    speaks = np.ones((2, 1), dtype=bool)
    covariance = np.full((2, 1, 1), 0.49)
    information = [channel_information(speaks, covariance)] * 2
    levels = [np.array([[3.0], [1.0]]), np.array([[10.0], [10.0]])]
    capital = combine(information, levels, np.ones((1, 2)))
    assert capital[0, 0] - capital[1, 0] == pytest.approx(1.0)


def test_capital_does_not_jump_when_a_channel_falls_silent() -> None:
    """Two channels disagree by 2; one ends. Taking the other at its word in the next year would be a jump of 1."""
    speaks = np.ones((2, 2, YEARS), dtype=bool)
    speaks[0, :, 4:] = False
    covariance = np.tile(deviation_covariance(TIMES, 0.7, 10.0), (2, 1, 1))
    information = [channel_information(one, covariance) for one in speaks]
    levels = [np.zeros((2 * YEARS, 1)), np.zeros((2 * YEARS, 1))]
    levels[0][:YEARS] = 2.0
    capital = combine(information, levels, np.ones((1, 2))).reshape(2, YEARS)
    gap = capital[0] - capital[1]
    np.testing.assert_allclose(gap[:4], 1.0, atol=1e-6)
    assert 0.9 < gap[4] < 1.0
    assert gap[5] < gap[4]


def test_groups_are_joined_by_chains_of_common_channels() -> None:
    measures = np.array([[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 0, 1, 0]], dtype=bool)
    np.testing.assert_array_equal(comparable_groups(measures), [0, 0, 0, -1, -1])


def test_two_separate_groups_stay_separate() -> None:
    measures = np.array([[1, 0, 1, 0], [0, 1, 0, 1]], dtype=bool)
    np.testing.assert_array_equal(comparable_groups(measures), [0, 1, 0, 1])


def test_a_long_chain_is_one_group() -> None:
    measures = np.eye(9, dtype=bool)[:8] | np.eye(9, k=1, dtype=bool)[:8]
    np.testing.assert_array_equal(comparable_groups(measures), np.zeros(9))


def test_shares_sum_to_one_in_every_draw_and_are_unknown_outside_the_comparison() -> None:
    random = np.random.default_rng(3)
    capital = random.normal(0, 30, (4, 3, 50))
    among = np.array([[1, 1, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], dtype=bool)
    shares = split(capital, among)
    np.testing.assert_allclose(np.nansum(shares, axis=0)[:2], 1.0)
    assert np.isnan(shares[~among]).all()
    assert np.isfinite(shares[among]).all()
