"""Random numbers and the likelihood of one vote: against SciPy, and derivatives against differences."""

from __future__ import annotations

import numpy as np
import pytest
from numba import njit
from scipy import stats
from scipy.special import log_ndtr

from tightrope.measures import random
from tightrope.measures.alignment import likelihood
from tightrope.measures.alignment.probit import log_between, log_cdf

GRID = np.linspace(-36, 8.9, 4001)


@njit
def many(kind: int, low: float, high: float, seed: int, count: int):  # type: ignore[no-untyped-def]
    words, found = np.empty(4, np.uint64), np.empty(count)
    random.start(words, seed, 1, 2, 3)
    for place in range(count):
        if kind == 0:
            found[place] = random.uniform(words)
        elif kind == 1:
            found[place] = random.normal(words)
        elif kind == 2:
            found[place] = random.normal_above(words, low)
        elif kind == 3:
            found[place] = random.normal_between(words, low, high)
        else:
            found[place] = random.gamma(words, low)
    return found


@pytest.mark.parametrize(
    ("kind", "low", "high", "law"),
    [
        (0, 0, 0, stats.uniform()),
        (1, 0, 0, stats.norm()),
        (2, -1.0, 0, stats.truncnorm(-1.0, np.inf)),
        (2, 3.0, 0, stats.truncnorm(3.0, np.inf)),
        (3, -1.0, 0.2, stats.truncnorm(-1.0, 0.2)),
        (3, -3.0, 3.0, stats.truncnorm(-3.0, 3.0)),
        (3, 4.0, 9.0, stats.truncnorm(4.0, 9.0)),
        (3, -6.0, -5.5, stats.truncnorm(-6.0, -5.5)),
        (4, 2.5, 0, stats.gamma(2.5)),
    ],
)
def test_random_numbers_follow_their_law(kind, low, high, law):
    assert stats.kstest(many(kind, low, high, 5, 100_000), law.cdf).pvalue > 0.001


def test_a_stream_depends_on_every_part_of_its_key():
    @njit
    def first(seed: int, sweep: int, what: int, which: int):  # type: ignore[no-untyped-def]
        words = np.empty(4, np.uint64)
        random.start(words, seed, sweep, what, which)
        return random.next_word(words)

    keys = [(a, b, c, d) for a in (0, 1) for b in (0, 1) for c in (0, 1) for d in (0, 1)]
    assert len({first(*key) for key in keys}) == len(keys)
    assert first(1, 2, 3, 4) == first(1, 2, 3, 4)


def test_the_table_of_log_cdf_is_exact_to_eight_digits():
    found = np.array([log_cdf(x) for x in GRID])
    mills = np.exp(stats.norm.logpdf(GRID) - log_ndtr(GRID))
    assert np.abs(found[:, 0] - log_ndtr(GRID)).max() < 2e-8
    assert np.abs(found[:, 1] - mills).max() < 1e-6
    assert np.abs(found[:, 2] - mills * (mills + GRID)).max() < 1e-6


@pytest.mark.parametrize(("low", "high"), [(-1.0, 0.5), (2.0, 2.1), (-9.0, -8.5), (6.0, 7.0), (-3.0, 4.0)])
def test_the_probability_between_two_cuts_keeps_its_digits_in_the_tails(low, high):
    value, p_low, p_high = log_between(low, high)
    exact = stats.norm.cdf(high) - stats.norm.cdf(low) if high < 0 else stats.norm.sf(low) - stats.norm.sf(high)
    assert value == pytest.approx(np.log(exact), abs=1e-6)
    assert p_low == pytest.approx(stats.norm.pdf(low) / exact, rel=1e-4)
    assert p_high == pytest.approx(stats.norm.pdf(high) / exact, rel=1e-4)


def one_item():
    theta = np.array([-1.2, 0.3, 0.8, -0.4, 1.5, 2.2])
    cells = np.arange(6, dtype=np.int32)
    return theta, cells, (0, 2, 4, 6)


def item_sums(b, low, high):
    theta, cells, bounds = one_item()
    sums = np.empty(10)
    likelihood.item_sums(b, low, high, theta, cells, *bounds, sums)
    return sums


def test_the_likelihood_of_an_item_is_that_of_the_ordinal_probit_model():
    theta, _, _ = one_item()
    b, low, high = 0.9, -0.2, 0.7
    z = b * theta
    yes, no = stats.norm.cdf(low - z[:2]), stats.norm.sf(high - z[4:])
    between = stats.norm.cdf(high - z[2:4]) - stats.norm.cdf(low - z[2:4])
    assert item_sums(b, low, high)[0] == pytest.approx(np.log(np.concatenate([yes, between, no])).sum(), abs=1e-6)


def test_derivatives_of_an_item_equal_differences():
    at, step = np.array([0.9, -0.2, 0.7]), 1e-3
    sums = item_sums(*at)
    gradient, negative_hessian = np.empty(3), np.empty((3, 3))
    for one in range(3):
        up, down = at + step * np.eye(3)[one], at - step * np.eye(3)[one]
        gradient[one] = (item_sums(*up)[0] - item_sums(*down)[0]) / (2 * step)
        negative_hessian[one] = -(item_sums(*up)[1:4] - item_sums(*down)[1:4]) / (2 * step)
    assert sums[1:4] == pytest.approx(gradient, abs=1e-4)
    assert sums[4:] == pytest.approx(negative_hessian[np.triu_indices(3)], abs=1e-3)


def test_derivatives_of_a_cell_equal_differences():
    cuts = np.array([[0.9, -0.2, 0.7], [-1.4, 0.1, 0.3], [0.3, -1.0, 1.0]])
    items, bounds = np.arange(3, dtype=np.int32), (0, 1, 2, 3)
    value = lambda t: likelihood.cell_sums(t, cuts, items, *bounds)  # noqa: E731
    _, slope, curve = value(0.4)
    assert slope == pytest.approx((value(0.401)[0] - value(0.399)[0]) / 0.002, abs=1e-4)
    assert curve == pytest.approx(-(value(0.401)[1] - value(0.399)[1]) / 0.002, abs=1e-3)
