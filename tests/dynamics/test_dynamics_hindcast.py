"""Past outlooks see nothing of what came later, cover what came in a simulated world, and give publishable scores."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tightrope.dynamics.hindcast import Forecasts, Given, known_by, share_forecasts
from tightrope.dynamics.scorecard import score, score_estimates
from tightrope.dynamics.scores import covers
from tightrope.measures.kept import KeptDraws
from tightrope.measures.posterior import Run
from tightrope.records import Channel, ChannelKind, Observation, Stock, Tie, When

TRADE = "economy.trade"
CHANNEL = Channel(name=TRADE, kind=ChannelKind.AMOUNT, unit="USD", offset=1.0, noise=0.05, drift=0.2)
STATES, POWERS, YEARS = ("KAZ", "KGZ", "UZB"), ("CHN", "RUS"), range(2000, 2013)


def cell(holder: str, over: str, year: int, figure: float) -> Observation:
    return Observation(
        channel=TRADE, holder=holder, over=over, when=When.year(year), lower=figure, upper=figure, unit="USD",
        origin="table", locator=f"{over} {holder} {year}",
    )  # fmt: skip


def world(seed: int, states: tuple[str, ...] = STATES, sway: float = 0.2, half_life: float = 8.0) -> Given:
    """Shares whose logs wander around a mean of each dyad."""
    random, decay = np.random.default_rng(seed), 0.5 ** (1.0 / half_life)
    rows = []
    for state in states:
        for holder in (*POWERS, "ROW"):
            mean = random.normal(0.0, 0.5)
            log = mean + sway * random.standard_normal()
            for year in YEARS:
                rows.append(cell(holder, state, year, 1e6 * float(np.exp(log))))
                log = mean + decay * (log - mean) + sway * (1 - decay**2) ** 0.5 * random.standard_normal()
    return Given(observations=rows, stocks=[], ties=[], published={})


def forecasts(given: Given, states: tuple[str, ...] = STATES, kept: KeptDraws | None = None) -> Forecasts:
    run = Run(seed=1, draws=200)
    found = share_forecasts(given, TRADE, [CHANNEL], states, POWERS, list(YEARS), run, kept=kept)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def given() -> Given:
    return world(1)


@pytest.fixture(scope="module")
def found(given: Given) -> Forecasts:
    return forecasts(given)


def test_every_dyad_is_forecast_from_the_third_year_on_one_to_five_years_ahead(found: Forecasts) -> None:
    assert sorted(set(found.origin.tolist())) == list(range(2002, 2012))
    cells = set(zip(found.state, found.power, found.origin, found.year, strict=True))
    assert len(cells) == found.truth.size == 3 * 2 * sum(min(5, 2012 - origin) for origin in range(2002, 2012))
    assert "ROW" not in found.power


def test_what_came_is_the_share_in_the_table(given: Given, found: Forecasts) -> None:
    held = {(one.over, one.holder, one.when.start.year): one.lower for one in given.observations}
    for state, power, year, truth in zip(found.state, found.power, found.year, found.truth, strict=True):
        total = sum(held[state, holder, year] for holder in (*POWERS, "ROW"))
        assert truth == pytest.approx((held[state, power, year] + 1.0) / total)


def test_a_forecast_does_not_change_if_everything_after_its_origin_does(given: Given, found: Forecasts) -> None:
    rows = [
        one if one.when.end.year <= 2006 else replace(one, lower=(other := 3e5 * (1 + place % 5)), upper=other)
        for place, one in enumerate(given.observations)
    ]
    changed = forecasts(replace(given, observations=rows))
    mine, same = found.origin <= 2006, changed.origin <= 2006
    assert np.array_equal(found.draws[mine], changed.draws[same])
    assert all(
        np.array_equal(found.references[name][mine], changed.references[name][same]) for name in found.references
    )
    assert not np.array_equal(found.draws[~mine], changed.draws[~same])


def test_intervals_cover_what_came_in_a_simulated_world() -> None:
    states = tuple(f"S{number:02}" for number in range(14))
    held = []
    for seed in (5, 6):
        one = forecasts(world(seed, states), states)
        held.append([covers(one.draws, one.truth, part).mean() for part in (0.5, 0.9)])
    half, most = np.mean(held, axis=0)
    assert 0.42 < half < 0.60
    assert 0.84 < most < 0.96


def test_a_second_run_samples_nothing_and_says_the_same(given: Given, found: Forecasts, tmp_path) -> None:
    kept = KeptDraws(tmp_path / "draws")
    first = forecasts(given, kept=kept)
    files = {path: path.read_bytes() for path in kept.folder.iterdir()}
    assert len(files) == 10
    assert np.array_equal(forecasts(given, kept=kept).draws, first.draws)
    assert np.array_equal(first.draws, found.draws)
    assert {path: path.read_bytes() for path in kept.folder.iterdir()} == files


def test_without_the_rest_of_the_world_there_is_no_share_to_score(given: Given) -> None:
    rows = [one for one in given.observations if one.holder != "ROW"]
    alone = replace(given, observations=rows)
    assert share_forecasts(alone, TRADE, [CHANNEL], STATES, POWERS, list(YEARS), Run(seed=1, draws=200)) is None


def test_what_is_told_every_few_years_only_has_no_year_to_look_back_from(given: Given) -> None:
    rows = [one for one in given.observations if one.when.start.year % 3 == 0]
    seldom = replace(given, observations=rows)
    assert share_forecasts(seldom, TRADE, [CHANNEL], STATES, POWERS, list(YEARS), Run(seed=1, draws=200)) is None


def test_texts_count_from_the_day_they_were_out_and_ends_that_lay_ahead_are_not_known() -> None:
    common = {"document": "late", "start": 0, "end": 5, "coder": "rules/1"}
    stock = Stock(**common, holder="CHN", over="KAZ", channel=TRADE, value=1.0, lower=1.0, upper=1.0, unit="USD",
                  as_of=When.year(2003))  # fmt: skip
    unknown = replace(stock, document="undated")
    tie = Tie(**{**common, "document": "undated"}, a="KAZ", b="RUS", relation="ally", since=When.year(2001),
              until=When.year(2009))  # fmt: skip
    given = Given(observations=[], stocks=[stock, unknown], ties=[tie], published={"late": date(2008, 5, 1)})
    assert known_by(given, 2007).stocks == [unknown]
    assert known_by(given, 2008).stocks == [stock, unknown]
    assert [one.until for one in known_by(given, 2008).ties] == [None]
    assert known_by(given, 2009).ties == [tie]
    assert known_by(given, 2000).ties == []


def test_scores_are_publishable_and_rest_on_what_came(found: Forecasts) -> None:
    estimates = {one.quantity: one for one in score_estimates([score(found, 1)])}
    one = estimates[f"hindcast/{TRADE}/skill/persistence/1"]
    assert (one.state, one.power, one.domain, str(one.when)) == ("", "", "economy", "2003/2012")
    assert one.rests_on == found.rests_on
    assert sum(estimates[f"hindcast/{TRADE}/pit/{tenth}"].mean for tenth in range(1, 11)) == pytest.approx(1.0)
    assert estimates[f"hindcast/{TRADE}/origins/1"].mean == 10
    assert estimates[f"hindcast/{TRADE}/covers90/all"].high90 <= 1.0


def test_who_comes_first_is_scored_by_the_part_of_draws_in_which_a_power_does() -> None:
    draws = np.array([[0.5, 0.5, 0.2, 0.6], [0.3, 0.6, 0.3, 0.1]])
    two = Forecasts(
        series=TRADE, state=np.array(["KAZ", "KAZ"]), power=np.array(["CHN", "RUS"]), origin=np.array([2000, 2000]),
        year=np.array([2001, 2001]), truth=np.array([0.4, 0.2]), draws=draws, references={"drift": draws[::-1]},
        rests_on=("x",),
    )  # fmt: skip
    scored = score(two, 1)
    assert np.allclose(scored.own_first, [0.5**2, 0.5**2])
    certain = score(replace(two, draws=np.array([[0.6] * 4, [0.1] * 4]) + 0.01 * np.arange(4)), 1)
    assert np.allclose(certain.own_first, 0.0)


def test_the_model_beats_persistence_where_what_a_power_gains_goes_on_everywhere() -> None:
    states = tuple(f"S{number:02}" for number in range(14))
    random, given = np.random.default_rng(9), world(9, states)
    trend = {holder: np.cumsum(random.normal(0.0, 0.08, len(YEARS))).cumsum() for holder in (*POWERS, "ROW")}
    rows = [
        replace(one, lower=(figure := one.lower * float(np.exp(trend[one.holder][one.when.start.year - YEARS[0]]))),
                upper=figure)
        for one in given.observations
    ]  # fmt: skip
    found = {
        one.quantity: one for one in score_estimates([score(forecasts(replace(given, observations=rows), states), 1)])
    }
    assert found[f"hindcast/{TRADE}/skill/persistence/3"].low90 > 0.0


def test_what_a_second_source_tells_is_foreseen_as_well_as_what_the_main_one_does() -> None:
    given = world(3, sway=0.1)
    rows = [  # two of three states are told of China by a table of its own
        replace(one, origin="other") if one.holder == "CHN" and one.over != "UZB" else one for one in given.observations
    ]
    width = {}
    for name, observations in (("one", given.observations), ("two", rows)):
        found = forecasts(replace(given, observations=observations))
        near = (found.power == "CHN") & (found.horizon == 1) & (found.origin >= 2006) & (found.state != "UZB")
        width[name] = np.log(found.draws[near]).std(axis=1).mean()
    assert width["two"] < 1.15 * width["one"]
