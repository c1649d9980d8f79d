"""The gravity split by hand, by its symmetries, and against a chord through the globe."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.cases import load_case
from tightrope.measures.balance import distance_from, distance_from_even
from tightrope.measures.gravity import EARTH_RADIUS_KM, expected_shares, gravity_split, great_circle_km

LATITUDES, LONGITUDES = st.floats(-90, 90), st.floats(-180, 180)
POWERS = st.lists(st.tuples(st.floats(1e3, 1e14), st.floats(1, 2e4)), min_size=2, max_size=6)
ELASTICITIES = st.floats(0.1, 2)


def by_chord(p: float, l: float, q: float, m: float) -> float:  # noqa: E741
    """The arc above the straight line between two points of the globe."""
    here, there = (
        np.array([math.cos(a) * math.cos(o), math.cos(a) * math.sin(o), math.sin(a)])
        for a, o in ((math.radians(p), math.radians(l)), (math.radians(q), math.radians(m)))
    )
    return 2 * EARTH_RADIUS_KM * math.asin(min(float(np.linalg.norm(here - there)) / 2, 1.0))


@given(LATITUDES, LONGITUDES, LATITUDES, LONGITUDES)
def test_the_way_over_the_globe_is_the_arc_above_the_chord(p, l, q, m):  # noqa: E741
    way = float(great_circle_km(*map(np.array, (p, l, q, m))))
    assert way == pytest.approx(by_chord(p, l, q, m), abs=1e-3)
    assert way == pytest.approx(float(great_circle_km(*map(np.array, (q, m, p, l)))), abs=1e-9)
    assert 0 <= way <= math.pi * EARTH_RADIUS_KM + 1e-9


def test_known_ways_over_the_globe():
    # Sofia to Plovdiv as the documentation of the Rust library geo 0.31 gives it, in metres.
    sofia_plovdiv = great_circle_km(*map(np.array, (42.698334, 23.319941, 42.136097, 24.742168)))
    assert float(sofia_plovdiv) == pytest.approx(132.43309429, abs=1e-4)
    quarter = great_circle_km(np.array([0.0, 0.0]), np.array([0.0, 170.0]), np.array([90.0, 0.0]), np.array([0, -100]))
    np.testing.assert_allclose(quarter, math.pi * EARTH_RADIUS_KM / 2)


def test_ways_broadcast():
    ways = great_circle_km(np.zeros((3, 1)), np.zeros((3, 1)), np.zeros((1, 4)), np.arange(4.0)[None])
    assert ways.shape == (3, 4)
    np.testing.assert_allclose(ways[0], np.arange(4) * math.pi * EARTH_RADIUS_KM / 180)


def test_twice_as_large_counts_as_much_as_half_as_far():
    np.testing.assert_allclose(gravity_split(np.array([2.0, 1.0, 1.0]), np.array([8.0, 4.0, 2.0])), [0.25, 0.25, 0.5])


@given(POWERS, ELASTICITIES, ELASTICITIES)
def test_the_split_is_the_formula_in_plain_numbers(powers, a, b):
    weights = [gdp**a / distance**b for gdp, distance in powers]
    gdp, distance = map(np.array, zip(*powers, strict=True))
    split = gravity_split(gdp, distance, a, b)
    np.testing.assert_allclose(split, np.array(weights) / sum(weights), rtol=1e-9)
    assert split.sum() == pytest.approx(1)


@given(POWERS, st.floats(1e-6, 1e6), st.floats(1e-6, 1e6))
def test_units_cancel(powers, dollars, miles):
    gdp, distance = map(np.array, zip(*powers, strict=True))
    np.testing.assert_allclose(gravity_split(gdp * dollars, distance * miles), gravity_split(gdp, distance), rtol=1e-9)


def test_one_unknown_power_makes_the_split_of_its_year_unknown():
    split = gravity_split(np.array([[1.0, 1.0], [np.nan, 1.0]]), np.array([1.0, 3.0]))
    np.testing.assert_allclose(split[0], [0.75, 0.25])
    assert np.isnan(split[1]).all()


@given(POWERS, st.data())
def test_the_distance_from_a_split_is_zero_there_and_nowhere_else(powers, data):
    gdp, distance = map(np.array, zip(*powers, strict=True))
    expected = gravity_split(gdp, distance)
    assert float(distance_from(expected, expected)) == pytest.approx(0, abs=1e-9)
    parts = data.draw(
        st.lists(st.floats(0, 1), min_size=len(powers), max_size=len(powers)).filter(lambda x: sum(x) > 0.1)
    )
    shares = np.array(parts) / sum(parts)
    by_hand = sum(s * math.log(s / e) for s, e in zip(shares, expected, strict=True) if s > 0)
    assert float(distance_from(shares, expected)) == pytest.approx(by_hand, abs=1e-9)
    # Pinsker's inequality.
    assert float(distance_from(shares, expected)) >= np.abs(shares - expected).sum() ** 2 / 2 - 1e-9


def test_the_distance_from_the_even_split_is_a_special_case():
    shares = np.random.default_rng(1).dirichlet(np.ones(5), size=(4, 3))
    np.testing.assert_allclose(distance_from(shares, np.full(5, 0.2)), distance_from_even(shares), atol=1e-12)


def test_each_draw_is_held_against_the_split_of_its_own_year():
    expected = np.array([[0.5, 0.5], [0.25, 0.75], [np.nan, np.nan]])
    draws = np.tile([0.25, 0.75], (7, 3, 1))
    distances = distance_from(draws, expected)
    assert distances.shape == (7, 3)
    np.testing.assert_allclose(distances[:, 1], 0, atol=1e-12)
    assert (distances[:, 0] > 0).all() and np.isnan(distances[:, 2]).all()  # noqa: PT018


def test_what_is_laid_out_is_the_split_of_each_state_and_year():
    places = {"AAA": (0.0, 0.0), "BBB": (0.0, 30.0), "PPP": (0.0, 10.0), "QQQ": (0.0, -20.0)}
    gdp = {("PPP", 2000): 1.0, ("QQQ", 2000): 4.0, ("PPP", 2001): 1.0, ("PPP", 2002): 2.0, ("QQQ", 2002): 2.0}
    shares = expected_shares(gdp, places, ["AAA", "BBB"], ["PPP", "QQQ"], [2000, 2001, 2002])
    assert shares.shape == (2, 3, 2)
    np.testing.assert_allclose(shares[0, 0], [1 / 3, 2 / 3])
    np.testing.assert_allclose(shares[0, 2], [2 / 3, 1 / 3])
    np.testing.assert_allclose(shares[1, 0], [(1 / 20) / (1 / 20 + 4 / 50), (4 / 50) / (1 / 20 + 4 / 50)])
    assert np.isnan(shares[:, 1]).all()
    assert expected_shares(gdp, places, [], ["PPP"], []).shape == (0, 0, 1)


def test_the_built_in_case_has_a_split_for_each_year_and_state():
    case = load_case("central_asia")
    known = case.economies()
    shares = expected_shares(known.gdp_usd, known.places, case.states, case.powers, range(1991, 2025))
    np.testing.assert_allclose(shares.sum(axis=-1), 1)
    by_power = dict(zip(case.powers, shares[case.states.index("KAZ")].T, strict=True))
    # China grew so much faster than the others that anything less would be a table gone wrong.
    assert by_power["CHN"][-1] > 4 * by_power["CHN"][0]
    assert by_power["EUU"][0] > by_power["USA"][0] > by_power["RUS"][0]
