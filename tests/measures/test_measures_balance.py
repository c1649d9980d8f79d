"""Balance by hand and by its bounds."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.measures.balance import (
    coercion_exposure,
    distance_from_even,
    effective_powers,
    effective_powers_hirschman,
    posterior_rates,
    two_sidedness,
)

WEIGHTS = st.lists(st.floats(0, 1e6), min_size=2, max_size=8).filter(lambda parts: sum(parts) > 1e-3)


def as_shares(parts: list[float]) -> np.ndarray:
    return np.array(parts) / sum(parts)


@given(WEIGHTS)
def test_effective_powers_lie_between_one_and_the_number_of_powers(parts: list[float]) -> None:
    shares = as_shares(parts)
    entropic, hirschman = effective_powers(shares), effective_powers_hirschman(shares)
    assert 1 - 1e-9 <= hirschman <= entropic + 1e-9
    assert entropic <= len(parts) + 1e-9


@given(WEIGHTS)
def test_distance_from_even_and_effective_powers_say_the_same(parts: list[float]) -> None:
    shares = as_shares(parts)
    distance = distance_from_even(shares)
    assert 0 <= distance <= math.log(len(parts)) + 1e-9
    assert effective_powers(shares) == pytest.approx(len(parts) * math.exp(-distance))


@given(WEIGHTS)
def test_balance_does_not_depend_on_the_order_of_powers(parts: list[float]) -> None:
    shares = as_shares(parts)
    turned = shares[::-1]
    for quantity in (effective_powers, effective_powers_hirschman, distance_from_even):
        assert quantity(shares) == pytest.approx(quantity(turned), abs=1e-12)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1.5, 20))
def test_exposure_grows_with_the_share_and_shrinks_with_the_elasticity(one: float, other: float, e: float) -> None:
    low, high = sorted((one, other))
    exposures = coercion_exposure(np.array([low, high]), e)
    assert 0 <= exposures[0] <= exposures[1] <= 1
    assert coercion_exposure(np.array(high), e + 1) <= exposures[1] + 1e-12


@given(st.floats(0.01, 1e4), st.floats(0.01, 1e4))
def test_two_sidedness_is_symmetric_and_between_zero_and_one(one: float, other: float) -> None:
    here, there = two_sidedness(np.array(one), np.array(other)), two_sidedness(np.array(other), np.array(one))
    assert here == pytest.approx(float(there))
    assert 0 <= here <= 1


def test_a_half_and_two_quarters_by_hand() -> None:
    shares = np.array([0.5, 0.25, 0.25])
    entropy = 0.5 * math.log(2) + 0.5 * math.log(4)
    assert effective_powers(shares) == pytest.approx(math.exp(entropy))
    assert effective_powers(shares) == pytest.approx(2.8284271)
    assert effective_powers_hirschman(shares) == pytest.approx(1 / 0.375)
    assert distance_from_even(shares) == pytest.approx(math.log(3) - entropy)


def test_one_power_that_holds_all_counts_as_one() -> None:
    shares = np.array([1.0, 0.0, 0.0, 0.0])
    assert effective_powers(shares) == effective_powers_hirschman(shares) == 1.0
    assert distance_from_even(shares) == pytest.approx(math.log(4))


def test_five_powers_with_the_same_share_count_as_five() -> None:
    shares = np.full((3, 5), 0.2)
    np.testing.assert_allclose(effective_powers(shares), 5.0)
    np.testing.assert_allclose(effective_powers_hirschman(shares), 5.0)
    np.testing.assert_allclose(distance_from_even(shares), 0.0, atol=1e-12)


@pytest.mark.parametrize(
    ("elasticity", "expected"), [(2, 0.36), (4, 1 - 0.64 ** (1 / 3)), (8, 1 - 0.64 ** (1 / 7)), (3, 0.2)]
)
def test_losing_a_partner_with_36_percent_of_trade_by_hand(elasticity: float, expected: float) -> None:
    assert coercion_exposure(np.array(0.36), elasticity) == pytest.approx(expected)


def test_losing_the_only_partner_costs_everything() -> None:
    assert coercion_exposure(np.array(1.0 + 1e-12), 4.0) == 1.0


@pytest.mark.parametrize(("a", "r", "expected"), [(3, 1, 0.5), (1, 3, 0.5), (2, 2, 1.0), (5, 0, 0.0)])
def test_two_sidedness_by_hand(a: float, r: float, expected: float) -> None:
    assert two_sidedness(np.array(float(a)), np.array(float(r))) == pytest.approx(expected)


def test_rates_have_the_mean_of_the_jeffreys_posterior_and_are_never_zero() -> None:
    for count in (0.0, 1.0, 12.0):
        rates = posterior_rates(count, 40_000, np.random.default_rng(1))
        assert rates.min() > 0
        assert rates.mean() == pytest.approx(count + 0.5, abs=5 * math.sqrt((count + 0.5) / 40_000))
