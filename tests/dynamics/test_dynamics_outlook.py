"""Futures move as the measurement model says, fans hold what they claim, and a horizon that is none is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from capital_world import CUTS, scattered
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from tightrope.dynamics.outlook import check_horizon, distances, fan, futures, share_paths, yearly_variance
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


def test_futures_have_the_mean_and_the_spread_of_the_process_that_was_measured(posterior):
    draw, horizon, one = np.zeros(200_000, np.int64) + 7, 6, 2
    paths = futures(posterior, draw, horizon, np.random.default_rng(1))
    stays = 2.0 ** (-1.0 / posterior.numbers["half_life"].ravel()[7])
    step = posterior.numbers["wandering_variance"].ravel()[7] * (1 - stays**2) * 2  # a Student-t4 has variance 2
    mean, now = posterior.mean[one, 7], posterior.capital[one, -1, 7]
    for year in (1, 6):
        expected = mean + stays**year * (now - mean)
        spread = step * (1 - stays ** (2 * year)) / (1 - stays**2)
        assert paths[one, year - 1].mean() == pytest.approx(expected, abs=4 * math.sqrt(spread / draw.size))
        assert paths[one, year - 1].var() == pytest.approx(spread, rel=0.1)


def test_steps_are_student_t_with_4_degrees_of_freedom(posterior):
    draw = np.zeros(40_000, np.int64)
    paths = futures(posterior, draw, 1, np.random.default_rng(2))
    stays = 2.0 ** (-1.0 / posterior.numbers["half_life"].ravel()[0])
    size = math.sqrt(posterior.numbers["wandering_variance"].ravel()[0] * (1 - stays**2))
    mean, now = posterior.mean[0, 0], posterior.capital[0, -1, 0]
    steps = (paths[0, 0] - mean - stays * (now - mean)) / size
    assert stats.kstest(steps, stats.t(4).cdf).pvalue > 0.001


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
    for _ in range(200):
        true = np.abs(0.3 + np.cumsum(random.normal(0.0, 0.2, 10)))
        drawn = distances(np.full(1000, 0.3), 0.04, 1e6, 10, random)
        low, high = np.quantile(drawn, (0.05, 0.95), axis=1)
        held.append(((low <= true) & (true <= high)).mean())
        assert drawn.min() >= 0
    assert np.mean(held) == pytest.approx(0.9, abs=0.05)


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
