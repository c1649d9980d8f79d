"""Reference forecasts against their formulas, and against series that are what each of them assumes."""

from __future__ import annotations

import numpy as np
import pytest

from tightrope.dynamics.references import CLIMATOLOGY, DRIFT, PERSISTENCE, RANDOM_WALK, History, reference_draws


def history(values: list[float], first: int = 2000) -> History:
    return History(np.arange(first, first + len(values)), np.array(values))


def drawn(histories: list[History], place: int, year: int, size: int = 40_000) -> dict[str, np.ndarray]:
    found = reference_draws(histories, np.array([place]), np.array([year]), size, np.random.default_rng(1))
    return {name: draws[0] for name, draws in found.items()}


def test_persistence_moves_up_or_down_by_changes_over_as_many_years_as_it_looks_ahead() -> None:
    steps = history([0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0])
    assert set(drawn([steps], 0, 2013)[PERSISTENCE].tolist()) == {-1.0, 1.0}
    assert set(drawn([steps], 0, 2014)[PERSISTENCE].tolist()) == {0.0}


def test_with_few_changes_over_a_lag_those_over_a_year_are_scaled() -> None:
    found = drawn([history([0.0, 1.0, 2.0, 3.0])], 0, 2007)[PERSISTENCE]
    assert np.allclose(sorted(set(found.tolist())), [1.0, 5.0])


def test_random_walk_and_drift_have_the_moments_of_their_formulas() -> None:
    values = [0.0, 2.0, 1.0, 3.0, 5.0]
    found = drawn([history(values)], 0, 2007)
    steps = np.diff(values)
    assert found[RANDOM_WALK].mean() == pytest.approx(5.0, abs=0.1)
    assert found[RANDOM_WALK].var() == pytest.approx(3 * (steps**2).mean(), rel=0.03)
    assert found[DRIFT].mean() == pytest.approx(5.0 + 3 * 1.25, abs=0.1)
    assert found[DRIFT].var() == pytest.approx(steps.var(ddof=1) * (3 + 9 / 4), rel=0.03)
    assert set(found[CLIMATOLOGY].tolist()) == set(values)


def test_a_gap_counts_as_the_years_it_lasts() -> None:
    gap = History(np.array([2000, 2004, 2005]), np.array([0.0, 4.0, 5.0]))
    found = drawn([gap], 0, 2006)
    assert found[RANDOM_WALK].var() == pytest.approx((16 / 4 + 1) / 2, rel=0.03)
    assert found[DRIFT].std() == pytest.approx(0.0, abs=1e-9)


def test_the_spread_of_persistence_is_that_of_all_series_together() -> None:
    quiet, wild = history([0.0] * 12), history([0.0, 9.0] * 6)
    assert np.abs(drawn([quiet, wild], 0, 2012)[PERSISTENCE]).max() == 9.0
    assert np.abs(drawn([quiet, wild], 0, 2012)[RANDOM_WALK]).max() == 0.0
