"""What a figure is a share of: totals of one source, bridges between known totals, and percent."""

from __future__ import annotations

import math

import pytest
from measures_world import POWERS, STATES, amount, cell, stock

from tightrope.measures.figures import Link, Reading, SeriesKey
from tightrope.measures.readings import LeftOutCounts, Scope, collect_readings
from tightrope.records import Observation, Stock

YEARS = tuple(range(2000, 2021))
#: Noise 0.1 and a drift of 0.2 a year; offset 0, so that shares are exact.
SCOPE = Scope([amount("economy.trade", offset=0.0)], STATES, POWERS, YEARS)


def table(year: int, origin: str = "table", over: str = "KAZ", **figures: float) -> list[Observation]:
    return [cell("economy.trade", holder, year, one, over, origin=origin) for holder, one in figures.items()]


def told(
    *observations: Observation, stocks: list[Stock] | None = None, scope: Scope = SCOPE
) -> tuple[dict[tuple[str, str], tuple[Reading, ...]], LeftOutCounts]:
    """Readings by state and holder, and what was left out."""
    series, left_out = collect_readings(scope, observations, stocks or [], [])
    return {(key.state, key.holder): readings for key, readings in series.items()}, left_out


def shares(*observations: Observation, stocks: list[Stock] | None = None) -> dict[str, list[float]]:
    """The middle of each reading over KAZ, as a share, by holder."""
    found, _ = told(*observations, stocks=stocks)
    return {holder: [math.exp(one.high) for one in readings] for (_, holder), readings in found.items()}


def test_with_the_rest_of_the_world_a_figure_is_a_share_of_the_sum_of_all_holders() -> None:
    given = table(2004, CHN=10.0, RUS=30.0, USA=20.0, ROW=40.0)
    assert shares(*given) == {
        holder: [pytest.approx(share)] for holder, share in {"CHN": 0.1, "RUS": 0.3, "USA": 0.2, "ROW": 0.4}.items()
    }
    found, left_out = told(*given)
    assert {one.link for readings in found.values() for one in readings} == {Link.SHARE}
    assert not left_out


def test_a_total_that_the_table_gives_is_taken_before_the_sum_and_is_no_reading_itself() -> None:
    assert shares(*table(2004, CHN=10.0, RUS=30.0, ROW=40.0, WLD=200.0)) == {
        "CHN": [pytest.approx(0.05)],
        "RUS": [pytest.approx(0.15)],
        "ROW": [pytest.approx(0.2)],
    }


def test_the_offset_is_added_to_the_figure_and_not_to_the_total() -> None:
    scope = Scope([amount("economy.trade", offset=5.0)], STATES, POWERS, YEARS)
    found, _ = told(*table(2004, CHN=10.0, RUS=30.0, WLD=100.0), scope=scope)
    assert math.exp(found["KAZ", "CHN"][0].high) == pytest.approx(0.15)


def test_each_source_is_divided_by_its_own_total() -> None:
    """Two tables whose units differ by a factor agree about shares."""
    given = [*table(2004, RUS=30.0, WLD=100.0), *table(2004, "other", RUS=60.0, WLD=200.0)]
    assert shares(*given) == {"RUS": [pytest.approx(0.3), pytest.approx(0.3)]}
    assert {one.source for one in told(*given)[0]["KAZ", "RUS"]} == {"table", "other"}


def test_a_source_without_a_total_is_divided_by_that_of_another_for_the_same_year() -> None:
    given = table(2004, RUS=30.0, WLD=100.0)
    text = stock("economy.trade", "USA", "2004", 20.0)
    assert shares(*given, stocks=[text])["USA"] == [pytest.approx(0.2)]
    (reading,) = told(*given, stocks=[text])[0]["KAZ", "USA"]
    assert reading.grade == 4.0


def test_between_two_known_totals_there_is_a_brownian_bridge() -> None:
    """Its mean runs straight between the logs, its variance is drift^2 (t - a) (b - t) / (b - a)."""
    given = [*table(2000, RUS=30.0, WLD=100.0), *table(2008, RUS=30.0, WLD=1600.0)]
    (reading,) = told(*given, *table(2002, CHN=50.0))[0]["KAZ", "CHN"]
    assert reading.high == pytest.approx(math.log(50.0 / (100.0 * 2.0)), abs=1e-3)
    assert (reading.grade - 1.0) * 0.1**2 == pytest.approx(0.2**2 * 2.0 * 6.0 / 8.0, rel=1e-3)


@pytest.mark.parametrize(("year", "away"), [(2003, 1), (2012, 4)])
def test_outside_the_known_totals_the_nearest_one_is_taken_as_a_random_walk_from_it(year: int, away: int) -> None:
    given = [*table(2004, RUS=30.0, WLD=100.0), *table(2008, RUS=30.0, WLD=100.0)]
    (reading,) = told(*given, *table(year, CHN=50.0))[0]["KAZ", "CHN"]
    assert reading.high == pytest.approx(math.log(0.5))
    assert (reading.grade - 1.0) * 0.1**2 == pytest.approx(0.2**2 * away, rel=1e-3)


def test_totals_of_several_sources_for_one_year_are_averaged_on_the_log_scale() -> None:
    given = [*table(2004, RUS=30.0, WLD=100.0), *table(2004, "other", RUS=60.0, WLD=400.0)]
    assert shares(*given, *table(2004, "third", CHN=20.0))["CHN"] == [pytest.approx(0.1)]


def test_a_figure_that_several_sources_repeat_is_read_by_the_total_that_is_known_best() -> None:
    given = [*table(2004, RUS=30.0, WLD=100.0), *table(2004, "other", RUS=30.0)]
    (reading,) = told(*given)[0]["KAZ", "RUS"]
    assert (math.exp(reading.high), reading.grade) == (pytest.approx(0.3), 1.0)


def test_where_the_total_over_a_state_is_not_known_its_figures_are_left_out_and_counted() -> None:
    """Shares of one state and plain figures of another cannot stand in one channel."""
    found, left_out = told(*table(2004, RUS=30.0, WLD=100.0), *table(2004, over="UZB", RUS=30.0))
    assert set(found) == {("KAZ", "RUS")}
    assert left_out == {("economy.trade", "its total over this state is not known, so it is no share"): 1}


def test_percent_is_a_share_by_itself_wherever_the_channel_is_told_in_shares() -> None:
    given = table(2004, RUS=30.0, WLD=100.0)
    percents = [
        stock("economy.trade", "USA", "2004", 20.0, unit="percent"),
        stock("economy.trade", "USA", "2004", 20.0, unit="percent", over="UZB"),
    ]
    found, left_out = told(*given, stocks=percents)
    for state in STATES:
        (reading,) = found[state, "USA"]
        assert math.exp(reading.high) == pytest.approx(0.205)
        assert reading.low == reading.high
        assert reading.link is Link.SHARE
    assert not left_out


def test_no_percent_at_all_is_known_to_be_below_half_a_percent() -> None:
    percent = stock("economy.trade", "USA", "2004", 0.0, unit="percent")
    (reading,) = told(*table(2004, RUS=30.0, WLD=100.0), stocks=[percent])[0]["KAZ", "USA"]
    assert reading.low == -math.inf
    assert math.exp(reading.high) == pytest.approx(0.005)


def test_percent_makes_no_total() -> None:
    rest = [cell("economy.trade", holder, 2004, 40.0, unit="percent") for holder in ("RUS", "ROW")]
    found, left_out = told(*rest)
    assert not found
    assert left_out == {("economy.trade", "percent of a total that nobody gives"): 2}


def test_a_total_alone_is_no_share() -> None:
    found, left_out = told(*table(2004, WLD=100.0))
    assert not found
    assert left_out == {("economy.trade", "the total of all partners is no share"): 1}


@pytest.mark.parametrize(
    "twice",
    [
        [cell("economy.trade", "ROW", 2004, 90.0, locator="corrected")],
        [*table(2004, "other", RUS=30.0, ROW=270.0)],
    ],
    ids=["one source gives two figures", "two sources give one figure and two totals"],
)
def test_the_order_in_which_figures_come_does_not_matter(twice: list[Observation]) -> None:
    given = [*table(2004, RUS=30.0, ROW=70.0), *twice]
    first, _ = collect_readings(SCOPE, given, [], [])
    second, _ = collect_readings(SCOPE, given[::-1], [], [])
    assert first == second
    assert SeriesKey("KAZ", "economy.trade", "ROW") in first


def test_a_holder_missing_for_a_year_holds_something_nevertheless() -> None:
    """Without it the total would dip, and all others would seem to leap."""
    steady = {"CHN": 100.0, "RUS": 600.0, "ROW": 300.0}
    given = [one for year in (2004, 2006) for one in table(year, **steady)]
    holed = table(2005, CHN=100.0, ROW=300.0)
    assert shares(*given, *holed)["CHN"] == [pytest.approx(0.1)] * 3
    found, _ = told(*given, *holed)
    whole, partly, _ = found["KAZ", "CHN"]
    assert whole.grade == 1.0
    # 60 % of the total is bridged over half a year of drift: 1 * 1 / 2
    assert (partly.grade - 1.0) * 0.1**2 == pytest.approx(0.6**2 * 0.2**2 * 0.5, rel=1e-3)


def test_a_holder_that_only_another_source_knows_belongs_to_the_sum_too() -> None:
    given = [*table(2004, RUS=30.0, ROW=60.0), *table(2004, "other", CHN=10.0)]
    assert shares(*given) == {
        "RUS": [pytest.approx(0.3)],
        "ROW": [pytest.approx(0.6)],
        "CHN": [pytest.approx(0.1)],
    }


def test_a_holder_known_at_another_time_only_is_taken_as_it_was_then() -> None:
    given = [*table(2004, RUS=30.0, ROW=60.0), *table(2007, CHN=10.0)]
    (reading,) = told(*given)[0]["KAZ", "RUS"]
    assert math.exp(reading.high) == pytest.approx(0.3)
    assert (reading.grade - 1.0) * 0.1**2 == pytest.approx(0.1**2 * 0.2**2 * 3.0, rel=1e-3)


def test_a_total_that_is_given_needs_no_holder() -> None:
    given = [*table(2004, RUS=30.0, WLD=100.0), *table(2007, CHN=10.0)]
    (reading,) = told(*given)[0]["KAZ", "RUS"]
    assert (math.exp(reading.high), reading.grade) == (pytest.approx(0.3), 1.0)
