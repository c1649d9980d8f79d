"""Which estimates come mostly from the prior, and what is said of the others only."""

from __future__ import annotations

import numpy as np
import pytest
from measures_world import POWERS, YEARS, cell, find, run

from tightrope.measures.capital import first

DRAWS = np.array([[0.5, 0.4, 0.6, 0.6], [0.3, 0.5, 0.1, 0.3], [0.2, 0.1, 0.3, 0.1]])


def test_the_part_of_draws_in_which_a_power_is_first():
    assert first(DRAWS, np.array([0.1, 0.2, 0.5])).tolist() == [0.75, 0.25, 0.0]


def test_a_power_that_is_mostly_prior_is_not_compared():
    found = first(DRAWS, np.array([0.6, 0.2, 0.3]))
    assert np.isnan(found[0])
    assert found[1:].tolist() == [0.75, 0.25]


def test_where_fewer_than_two_powers_are_known_well_none_is_first():
    assert np.isnan(first(DRAWS, np.array([0.6, 0.2, 0.7]))).all()
    assert np.isnan(first(np.full((3, 4), np.nan), np.full(3, np.nan))).all()


def test_the_prior_decides_of_a_balance_what_it_decides_of_the_powers_weighted_by_their_shares():
    figures = {"CHN": 400.0, "RUS": 900.0, "USA": 100.0, "ROW": 600.0}
    cells = [cell("economy.trade", holder, year, one) for holder, one in figures.items() for year in YEARS]
    found = run(observations=[one for one in cells if one.holder != "USA" or one.when.start.year < 2003])
    of_powers = [find(found, "decided_by/prior", 2009, power=power).mean for power in POWERS]
    shares = [find(found, "capital_share_powers", 2009, power=power).mean for power in POWERS]
    assert max(of_powers) == of_powers[POWERS.index("USA")]  # its last figure is seven years old
    whole = find(found, "decided_by/prior", 2009).mean
    assert whole == pytest.approx(sum(part * share for part, share in zip(of_powers, shares, strict=True)))
    assert 0 < find(found, "decided_by/prior", 2009, power="ROW").mean < 1
    assert find(found, "capital_first", 2009, power="RUS").mean > 0.5


def test_changes_up_to_the_last_year_are_told_since_the_first_and_over_ten_years():
    figures = {"CHN": 100.0, "RUS": 900.0, "ROW": 600.0}
    years = range(1998, 2011)
    cells = [
        cell("economy.trade", holder, year, one * (9 if holder == "CHN" and year > 2004 else 1))
        for holder, one in figures.items()
        for year in years
    ]
    found = run(observations=cells, years=tuple(years))
    told = {
        (str(one.when), one.power): one
        for one in found.estimates
        if (one.quantity, one.state) == ("capital_change", "KAZ")
    }
    assert set(told) == {(when, power) for when in ("1998/2010", "2000/2010") for power in ("CHN", "RUS")}
    since = told["1998/2010", "CHN"]
    assert since.low90 > 0  # though a band of either year holds the other year's mean
    assert since.mean == pytest.approx(-told["1998/2010", "RUS"].mean)
    before, now = (find(found, "capital_share_powers", year, power="CHN") for year in (1998, 2010))
    assert since.mean == pytest.approx(now.mean - before.mean)
    assert since.high90 - since.low90 < (now.high90 - now.low90) + (before.high90 - before.low90)
