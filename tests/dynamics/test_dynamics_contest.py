from __future__ import annotations

import numpy as np
import pytest
from contest_games import random_games
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from tightrope.dynamics import contest
from tightrope.dynamics.contest import Game, best_response, best_response_gaps, equilibrium, payoff
from tightrope.records import CheckError


def even_game(powers, value, cost, budget=np.inf):
    shape = (1, powers, 1)
    return Game(
        value=np.full(shape, value),
        efficiency=np.ones(shape),
        head_start=np.zeros(shape),
        cost=np.full((1, powers), cost),
        budget=np.full((1, powers), budget),
    )


@pytest.mark.parametrize(("value", "cost"), [(1.0, 1.0), (3.0, 0.5)])
def test_two_equal_powers_spend_a_quarter_of_the_value_each(value, cost):
    assert equilibrium(even_game(2, value, cost)).effort.ravel() == pytest.approx(value / (4 * cost))


def test_equal_powers_spend_as_tullock_has_it_however_many_there_are():
    assert equilibrium(even_game(5, 2.0, 1.0)).effort.ravel() == pytest.approx(2.0 * 4 / 25)


def test_two_unequal_powers_share_in_the_ratio_of_their_values():
    game = Game(
        value=np.array([[[3.0], [1.0]]]),
        efficiency=np.ones((1, 2, 1)),
        head_start=np.zeros((1, 2, 1)),
        cost=np.ones((1, 2)),
        budget=np.full((1, 2), np.inf),
    )
    found = equilibrium(game)
    assert found.share.ravel() == pytest.approx([0.75, 0.25])
    assert found.effort.ravel() == pytest.approx([9.0 / 16.0, 3.0 / 16.0])


def test_a_power_spends_its_whole_budget_where_it_would_rather_spend_more():
    found = equilibrium(even_game(2, 4.0, 1.0, budget=0.5))
    assert found.effort.ravel() == pytest.approx(0.5)
    assert (found.price > 1.0).all()


def test_a_large_head_start_of_one_makes_the_others_stay_away():
    game = Game(
        value=np.ones((1, 2, 1)),
        efficiency=np.ones((1, 2, 1)),
        head_start=np.array([[[5.0], [0.0]]]),
        cost=np.ones((1, 2)),
        budget=np.full((1, 2), np.inf),
    )
    found = equilibrium(game)
    assert found.effort.ravel() == pytest.approx([0.0, 0.0])
    assert found.share.ravel() == pytest.approx([1.0, 0.0])


def test_who_does_not_compete_in_a_battlefield_spends_nothing_there():
    random = np.random.default_rng(3)
    game = random_games(random, 20, 3, 4)
    game.value[:, 1, 2] = game.efficiency[:, 1, 2] = game.head_start[:, 1, 2] = 0.0
    found = equilibrium(game)
    assert (found.effort[:, 1, 2] == 0).all()
    assert best_response_gaps(game, found).max() < 1e-9


@given(
    seed=st.integers(0, 2**32 - 1),
    powers=st.integers(2, 6),
    battlefields=st.integers(1, 8),
    heads=st.sampled_from([0.0, 0.1, 1.0]),
    bound=st.booleans(),
)
@settings(max_examples=40, deadline=None)
def test_nobody_can_gain_alone_and_nobody_overspends(seed, powers, battlefields, heads, bound):
    game = random_games(np.random.default_rng(seed), 20, powers, battlefields, heads=heads, bound=bound)
    found = equilibrium(game)
    assert np.abs(found.share.sum(axis=1) - 1.0).max() < 1e-12
    assert (found.effort >= 0).all()
    assert (found.effort.sum(axis=2) <= game.budget * (1 + 1e-5)).all()
    assert best_response_gaps(game, found).max() < 1e-6


@given(seed=st.integers(0, 2**32 - 1), factor=st.floats(0.01, 100.0))
@settings(max_examples=20, deadline=None)
def test_the_unit_of_effort_does_not_matter(seed, factor):
    game = random_games(np.random.default_rng(seed), 5, 3, 3)
    other = Game(
        value=game.value,
        efficiency=game.efficiency / factor,
        head_start=game.head_start,
        cost=game.cost / factor,
        budget=game.budget * factor,
    )
    assert equilibrium(other).share == pytest.approx(equilibrium(game).share, abs=1e-7)


def numeric_best_response(game, capital, power):
    """The same by a general optimiser that knows no first-order condition."""
    battlefields = game.value.shape[2]

    def loss(effort):
        return -payoff(game, capital, np.maximum(effort, 0.0)[None], power)[0]

    budget = game.budget[0, power]
    return minimize(
        loss,
        np.full(battlefields, budget / battlefields / 2),
        method="SLSQP",
        bounds=[(0.0, budget)] * battlefields,
        constraints=[{"type": "ineq", "fun": lambda effort: budget - effort.sum()}],
        options={"ftol": 1e-13, "maxiter": 500},
    ).x


@pytest.mark.parametrize("seed", range(4))
def test_the_equilibrium_is_where_iterated_best_responses_of_a_general_optimiser_end(seed):
    game = random_games(np.random.default_rng(seed), 1, 3, 2, heads=0.3)
    effort = np.full((1, 3, 2), 0.05)
    for _ in range(60):
        before = effort.copy()
        for power in range(3):
            capital = game.head_start + game.efficiency * effort
            effort[0, power] = 0.5 * effort[0, power] + 0.5 * numeric_best_response(game, capital, power)
        if np.abs(effort - before).max() < 1e-7:
            break
    assert equilibrium(game).effort == pytest.approx(effort, abs=2e-4)


@pytest.mark.parametrize("seed", range(4))
def test_a_best_response_is_what_a_general_optimiser_finds(seed):
    game = random_games(np.random.default_rng(seed), 1, 3, 3)
    capital = game.head_start + game.efficiency * 0.2
    own, other = best_response(game, capital, 1), numeric_best_response(game, capital, 1)[None]
    assert payoff(game, capital, own, 1) >= payoff(game, capital, other, 1) - 1e-9
    assert own == pytest.approx(other, abs=2e-3)


def test_the_gaps_show_a_power_that_spends_too_little():
    game = even_game(2, 1.0, 1.0)
    found = equilibrium(game)
    found.effort[0, 0] /= 2.0
    found.capital[0, 0] /= 2.0
    assert best_response_gaps(game, found)[0, 0] > 0.01


def test_a_game_that_does_not_settle_is_refused_with_how_far_it_is_off(monkeypatch):
    game = random_games(np.random.default_rng(4), 30, 4, 3)
    assert equilibrium(game).share.sum(axis=1) == pytest.approx(1.0)
    monkeypatch.setattr(contest, "_NEWTON_ROUNDS", 1)
    monkeypatch.setattr(contest, "_BISECTION_ROUNDS", 0)
    with pytest.raises(CheckError, match=r"of 30 contests did not settle: a power misses its budget by"):
        equilibrium(game)


def test_a_number_that_is_none_is_no_answer_either():
    game = even_game(2, 1.0, 1.0)
    game.value[0, 0, 0] = np.nan
    with pytest.raises(CheckError, match="1 of 1 contests did not settle"):
        equilibrium(game)
