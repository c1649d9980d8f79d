"""Futures go on from what was measured by its trends and steps, fans hold what they claim, no wrong horizon passes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from capital_world import CUTS, scattered
from hypothesis import given
from hypothesis import strategies as st

from tightrope.dynamics.outlook import (
    Moved,
    check_horizon,
    distances,
    fan,
    futures,
    share_paths,
    step_variance,
    yearly_variance,
)
from tightrope.dynamics.trends import between_readings, carry_on, common_trends
from tightrope.measures.parameters import draw_prior
from tightrope.measures.posterior import Posterior, Run, sample_domains
from tightrope.measures.simulate import simulate
from tightrope.records import CheckError


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    random = np.random.default_rng(5)
    chains = scattered(3, 3, np.arange(2000.5, 2012.5), random)
    simulated = simulate(chains, draw_prior(chains, random), random, CUTS)
    return sample_domains({"d": simulated.chains}, Run(seed=1, draws=100), weights={})["d"]


def test_futures_start_where_a_draw_ends_and_move_by_its_own_steps(posterior):
    draw, one = np.zeros(100_000, np.int64) + 7, 2
    paths = futures(posterior, draw, 1, np.random.default_rng(1))
    stays = 2.0 ** (-1.0 / posterior.numbers["half_life"].ravel()[7])
    step = 2 * posterior.numbers["wandering_variance"].ravel()[7] * (1 - stays**2)  # a Student-t4 has variance 2
    assert step_variance(posterior.numbers)[7] == pytest.approx(step)
    rest = paths[one, 0] - posterior.capital[one, -1, 7]
    assert abs(np.median(rest)) < 2 * math.sqrt(step)  # the trend
    assert 0.2 * step < rest.var() < 2 * step


def test_paths_go_on_as_the_trends_of_their_own_draws_say(posterior):
    draw, random = np.arange(300) % 100, np.random.default_rng(2)
    chains, variance = posterior.chains, step_variance(posterior.numbers)
    trends = common_trends(posterior.capital, chains.holder, between_readings(chains), variance, random)
    today = posterior.capital[:, -1, draw]
    expected = carry_on(today, chains.holder, trends.at(draw), variance[draw], 4, random)
    assert np.array_equal(futures(posterior, draw, 4, np.random.default_rng(2)), expected)


def test_each_path_starts_from_its_own_draw(posterior):
    draw = np.arange(200) % 100
    same = [np.random.default_rng(3), np.random.default_rng(3)]
    paths = futures(posterior, draw, 1, same[0])[:, 0]
    other = futures(posterior, draw[::-1], 1, same[1])[:, 0]
    assert not np.allclose(paths, other)
    assert np.corrcoef(paths[0], posterior.capital[0, -1, draw])[0, 1] > 0.5


@given(st.lists(st.floats(-50, 50, width=32), min_size=2, max_size=6))
def test_shares_sum_to_one_and_keep_the_order_of_capital(capital):
    shares = share_paths(np.array(capital, np.float32)[:, None, None])[:, 0, 0]
    assert shares.sum() == pytest.approx(1.0, abs=1e-5)
    assert (np.diff(shares[np.argsort(capital)]) >= 0).all()


def test_a_fan_has_the_quantiles_of_numpy():
    values = np.random.default_rng(4).normal(size=(3, 2, 1003))
    expected = np.concatenate([values.mean(-1)[None], np.quantile(values, (0.05, 0.25, 0.75, 0.95), axis=-1)])
    np.testing.assert_allclose(fan(values), expected, atol=1e-12)


def test_a_distance_between_two_walks_covers_what_comes_and_never_is_negative():
    random, held = np.random.default_rng(6), []
    moved = [Moved(state, 2010 + 10 * n, 10, math.sqrt(10) * 0.2, 0.0) for state in "AB" for n in range(500)]
    for _ in range(200):
        true = np.abs(0.3 + np.cumsum(random.normal(0.0, 0.2, 10)))
        drawn = distances(0.3, 0.0, moved, 10, 1000, random)
        low, high = np.quantile(drawn, (0.05, 0.95), axis=1)
        held.append(((low <= true) & (true <= high)).mean())
        assert drawn.min() >= 0
    assert np.mean(held) == pytest.approx(0.9, abs=0.05)


def test_few_changes_make_a_wide_outlook_and_changes_over_the_same_years_are_no_news():
    def spread(untils: range) -> float:
        moved = [Moved("A", until, 10, 0.6, 0.1) for until in untils]
        return float(np.quantile(distances(5.0, 0.0, moved, 1, 20_000, np.random.default_rng(8)), 0.995))

    assert spread(range(2010, 2020)) > spread(range(2010, 2110)) + 0.2
    assert spread(range(2010, 2011)) == pytest.approx(spread(range(2010, 2020)), rel=0.05)


def test_the_variance_of_a_year_is_found_from_changes_over_ten():
    random = np.random.default_rng(7)
    moved = random.normal(0.0, math.sqrt(0.05 * 10), 20_000)
    seen = moved / 1.5 + random.normal(0.0, math.sqrt(0.5 / 9 * 2), moved.size)  # any shrunken mean ...
    sds = np.full(moved.size, math.sqrt(0.5 - 0.5 / 2.25 - 0.5 / 9 * 2))  # ... with the variance that it leaves
    assert yearly_variance(seen, sds, np.full(moved.size, 10.0)) == pytest.approx(0.05, rel=0.05)


@pytest.mark.parametrize("horizon", [0, -3, 200])
def test_a_horizon_that_is_none_is_refused_in_words(horizon):
    with pytest.raises(CheckError, match=f"1 to 25 years ahead, not {horizon}"):
        check_horizon(horizon)
