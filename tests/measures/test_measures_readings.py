"""From records to readings: what counts, what is left out and how noisy it is."""

from __future__ import annotations

import math
from typing import Any

import pytest
from measures_world import POWERS, STATES, YEARS, amount, cell, stock, tie, ties_channel

from tightrope.measures.figures import Link, SeriesKey
from tightrope.measures.publish import ids_near
from tightrope.measures.readings import Scope, collect_readings
from tightrope.measures.ties import count_ties
from tightrope.records import Channel, CheckError, Status, Tie

TRADE = SeriesKey("KAZ", "economy.trade", "RUS")
SCOPE = Scope([amount("economy.trade")], STATES, POWERS, YEARS)
SECURITY = ties_channel(relations=("ally", "base-host"), organisations=("CSTO",), complete=True)


def test_a_point_is_read_at_the_middle_of_its_year_on_the_log_scale() -> None:
    observation = cell("economy.trade", "RUS", 2004, 99.0)
    series, left_out = collect_readings(SCOPE, [observation], [], [])
    (reading,) = series[TRADE]
    assert reading.time == 2004.5
    assert reading.low == reading.high == pytest.approx(math.log(100.0))
    assert reading.grade == 1.0
    assert reading.source == "table"
    assert reading.ids == (observation.id,)
    assert not left_out


def test_without_a_total_a_figure_is_read_as_it_is() -> None:
    (reading,) = collect_readings(SCOPE, [cell("economy.trade", "RUS", 2004, 99.0)], [], [])[0][TRADE]
    assert reading.link is Link.COUNT


def test_an_interval_keeps_its_bounds() -> None:
    series, _ = collect_readings(SCOPE, [cell("economy.trade", "RUS", 2004, 9.0, upper=99.0)], [], [])
    (reading,) = series[TRADE]
    assert (reading.low, reading.high) == pytest.approx((math.log(10), math.log(100)))
    assert reading.grade == 1.0


def test_more_than_a_figure_has_no_upper_bound() -> None:
    (reading,) = collect_readings(SCOPE, [cell("economy.trade", "RUS", 2004, 49.0, upper=math.inf)], [], [])[0][TRADE]
    assert reading.low == pytest.approx(math.log(50.0))
    assert reading.high == math.inf


def test_up_to_a_figure_has_no_lower_bound() -> None:
    (reading,) = collect_readings(SCOPE, [cell("economy.trade", "RUS", 2004, 0.0, upper=49.0)], [], [])[0][TRADE]
    assert reading.low == -math.inf
    assert reading.high == pytest.approx(math.log(50.0))


def test_an_estimate_of_a_year_without_figures_rests_on_all_figures_of_the_nearest_years() -> None:
    cells = [cell("economy.trade", "RUS", year, 9.0 + year, origin=of) for year in (2001, 2004, 2009) for of in "ab"]
    readings = collect_readings(SCOPE, cells, [], [])[0][TRADE]
    ids = {year: {one.id for one in cells if one.when.start.year == year} for year in (2001, 2004, 2009)}
    assert set(ids_near(readings, 2004)) == ids[2004]
    assert set(ids_near(readings, 2006)) == ids[2004] | ids[2009]
    assert set(ids_near(readings, 2000)) == ids[2001]


def test_nothing_at_all_is_known_to_be_below_the_offset_only() -> None:
    given = [cell("economy.trade", "RUS", 2004, 0.0), cell("economy.trade", "RUS", 2005, 9.0)]
    scope = Scope([amount("economy.trade", offset=5.0)], STATES, POWERS, YEARS)
    nothing, _ = collect_readings(scope, given, [], [])[0][TRADE]
    assert nothing.low == -math.inf
    assert nothing.high == pytest.approx(math.log(5.0))


def test_nothing_has_no_logarithm_where_the_channel_has_no_offset() -> None:
    given = [cell("economy.trade", "RUS", 2004, 0.0), cell("economy.trade", "RUS", 2005, 9.0)]
    scope = Scope([amount("economy.trade", offset=0.0)], STATES, POWERS, YEARS)
    series, left_out = collect_readings(scope, given, [], [])
    assert [reading.time for reading in series[TRADE]] == [2005.5]
    assert left_out == {("economy.trade", "nothing has no logarithm, and the channel has no offset"): 1}


def test_more_than_nothing_says_nothing() -> None:
    series, left_out = collect_readings(SCOPE, [cell("economy.trade", "RUS", 2004, 0.0, upper=math.inf)], [], [])
    assert not series
    assert left_out["economy.trade", "the bounds allow any figure"] == 1


def test_where_nobody_holds_anything_there_is_nothing_to_read() -> None:
    given = [cell("economy.trade", power, 2004, 0.0) for power in POWERS]
    series, left_out = collect_readings(SCOPE, given, [], [])
    assert not series
    assert left_out == {("economy.trade", "nobody holds anything by this channel"): 3}


def test_a_figure_for_five_years_is_less_exact_for_its_middle() -> None:
    """Averaged over L years, a random walk of variance q a year differs from its middle by q L / 12."""
    given = [cell("economy.trade", "RUS", "2001/2005", 99.0), cell("economy.trade", "RUS", 2008, 99.0)]
    long, short = collect_readings(SCOPE, given, [], [])[0][TRADE]
    assert long.time == pytest.approx(2003.5, abs=0.01)
    assert short.grade == 1.0
    assert (long.grade - short.grade) * 0.1**2 == pytest.approx(0.2**2 * 4 / 12, rel=0.01)


def test_a_figure_for_a_month_is_read_at_the_middle_of_the_month_and_no_less_exact() -> None:
    (reading,) = collect_readings(SCOPE, [cell("economy.trade", "RUS", "2004-07", 99.0)], [], [])[0][TRADE]
    assert reading.time == pytest.approx(2004 + 6.5 / 12, abs=0.01)
    assert reading.grade == 1.0


def test_a_figure_from_a_text_is_noisier_and_the_noisier_the_less_the_coder_is_sure() -> None:
    given = [
        stock("economy.trade", "RUS", "2004", 99.0),
        stock("economy.trade", "RUS", "2005", 99.0, confidence=0.5),
    ]
    sure, unsure = collect_readings(SCOPE, [], given, [])[0][TRADE]
    assert (sure.grade, unsure.grade) == (2.0**2, 4.0**2)
    assert sure.source == "d"


def test_a_figure_that_many_repeat_counts_once_at_its_best_grade_and_keeps_all_its_sources() -> None:
    table = cell("economy.trade", "RUS", 2004, 99.0)
    texts = [stock("economy.trade", "RUS", "2004", 99.0, document=name) for name in "abc"]
    (reading,) = collect_readings(SCOPE, [table, table], texts, [])[0][TRADE]
    assert reading.ids == tuple(sorted({table.id, *(text.id for text in texts)}))
    assert (reading.grade, reading.source) == (1.0, "table")


def test_two_different_figures_for_one_year_are_two_readings() -> None:
    given = [cell("economy.trade", "RUS", 2004, 99.0), cell("economy.trade", "RUS", 2004, 120.0, origin="other")]
    assert len(collect_readings(SCOPE, given, [], [])[0][TRADE]) == 2


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (stock("economy.trade", "RUS", "2004", 30.0, unit="percent"), "percent of a total that nobody gives"),
        (stock("economy.trade", "RUS", "2004", 130.0, unit="percent"), "more than 100 percent of a total"),
        (
            stock("economy.trade", "RUS", "2004", 130.0, unit="percent", upper=math.inf),
            "more than 100 percent of a total",
        ),
        (stock("economy.trade", "RUS", "2004", 30.0, unit="tonnes"), "unit tonnes, not USD"),
        (stock("economy.trade", "RUS", None, 30.0), "the text gives no time for the figure"),
        (stock("economy.trade", "RUS", "2004", 30.0, status=Status.PLANNED), "status planned"),
        (stock("economy.trade", "RUS", "2004", 30.0, status=Status.NEGATED), "status negated"),
        (stock("economy.trade", "RUS", "2004", 30.0, confidence=0.0), "confidence 0"),
        (stock("economy.trade", "RUS", "2004", 30.0, over="C5"), "held over a group or over no state of the case"),
        (stock("economy.trade", "WLD", "2004", 30.0), "the total of all partners is no share"),
        (stock("economy.trade", "IND", "2004", 30.0), "the holder is no power of the case"),
        (stock("economy.oil", "RUS", "2004", 30.0), "the case has no such channel"),
    ],
)
def test_what_cannot_be_used_is_counted_with_its_reason(given: object, reason: str) -> None:
    series, left_out = collect_readings(SCOPE, [], [given], [])  # type: ignore[list-item]
    assert not series
    assert left_out == {(given.channel, reason): 1}  # type: ignore[attr-defined]


def test_figures_do_not_enter_a_channel_of_ties() -> None:
    scope = Scope([SECURITY], STATES, POWERS, YEARS)
    series, left_out = collect_readings(scope, [cell("security.ties", "RUS", 2004, 3.0, unit="count")], [], [])
    assert not series
    assert left_out["security.ties", "a channel of ties takes no figures"] == 1


def standing(*ties: object, years: tuple[int, ...] = YEARS, power: str = "RUS") -> list[int]:
    """Number of ties of KAZ with a power in each year."""
    counts, _ = count_ties(SECURITY, ties, STATES, POWERS, years)  # type: ignore[arg-type]
    return [len(counts.get(("KAZ", power, year), ())) for year in years]


def test_a_tie_stands_from_its_beginning_until_before_its_end() -> None:
    years = (2001, 2002, 2003, 2004, 2005)
    assert standing(tie("KAZ", "RUS", "ally", "2002", "2004-03-01"), years=years) == [0, 1, 1, 0, 0]


def test_a_tie_without_a_known_end_lasts() -> None:
    assert standing(tie("KAZ", "RUS", "ally", "2002-05-01"), years=(2001, 2002, 2010)) == [0, 1, 1]


def test_an_end_that_one_text_gives_ends_the_tie_of_all_texts() -> None:
    ties = [
        tie("KAZ", "RUS", "ally", "2002"),
        tie("KAZ", "RUS", "ally", "2002-07-01", document="later"),
        tie("KAZ", "RUS", "ally", None, "2004", document="end"),
    ]
    assert standing(*ties, years=(2001, 2003, 2005)) == [0, 1, 0]


def test_a_tie_that_ended_can_begin_again() -> None:
    ties = [tie("KAZ", "RUS", "ally", "2001", "2003"), tie("KAZ", "RUS", "ally", "2006")]
    assert standing(*ties, years=(2000, 2002, 2004, 2007)) == [0, 1, 0, 1]


def test_only_a_common_membership_counts() -> None:
    ties = [tie("KAZ", "CSTO", "member", "2000"), tie("RUS", "CSTO", "member", "2003")]
    assert standing(*ties, years=(2001, 2004)) == [0, 1]
    observers = [tie("KAZ", "CSTO", "member", "2000"), tie("RUS", "CSTO", "observer", "2003")]
    assert standing(*observers, years=(2001, 2004)) == [0, 0]


def test_a_base_counts_for_the_power_whose_base_it_is_not_for_the_host() -> None:
    assert standing(tie("KAZ", "RUS", "base-host", "2000"), years=(2001,)) == [1]
    assert standing(tie("RUS", "KAZ", "base-host", "2000"), years=(2001,)) == [0]
    assert standing(tie("RUS", "KAZ", "ally", "2000"), years=(2001,)) == [1]


def test_ties_that_did_not_happen_or_have_no_beginning_are_left_out_and_counted() -> None:
    given = [tie("KAZ", "RUS", "ally", "2000", status=Status.PLANNED), tie("KAZ", "USA", "ally", None)]
    counts, left_out = count_ties(SECURITY, given, STATES, POWERS, YEARS)
    assert not counts
    assert left_out == {"tie of status planned": 1, "tie of which no evidence gives the beginning": 1}


def tie_readings(*ties: Tie, channel: Channel = SECURITY, power: str = "RUS", years: tuple[int, ...] = YEARS) -> Any:
    series, _ = collect_readings(Scope([channel], STATES, POWERS, years), [], [], ties)
    return series.get(SeriesKey("KAZ", "security.ties", power), ())


def test_no_tie_is_below_one_half_in_a_complete_list_and_unknown_in_another() -> None:
    ties = [tie("KAZ", "RUS", "ally", "2000")]
    (first, *_) = tie_readings(*ties, power="USA")
    assert (first.low, first.high) == (-math.inf, 0.0)
    fields = {name: getattr(SECURITY, name) for name in ("name", "kind", "unit", "offset", "noise", "drift")}
    partial = Channel(**fields, relations=("ally",), complete=False)
    assert not tie_readings(*ties, channel=partial, power="USA")
    assert tie_readings(*ties, channel=partial, power="RUS")


def test_a_count_of_ties_is_everything_that_rounds_to_it() -> None:
    ties = [tie("KAZ", "RUS", "ally", "2000"), tie("KAZ", "RUS", "base-host", "2000")]
    (first, *_) = tie_readings(*ties)
    assert first.link is Link.TIES
    assert (first.low, first.high) == pytest.approx((math.log(2.0), math.log(3.0)))
    assert first.grade == 1.0
    assert first.ids == tuple(sorted(one.id for one in ties))


def test_a_count_of_ties_is_read_when_it_changes_in_its_last_year_and_every_five_years_between() -> None:
    ties = [tie("KAZ", "RUS", "ally", "2000"), tie("KAZ", "RUS", "base-host", "2013")]
    years = tuple(range(2000, 2020))
    read = {math.floor(one.time): round(math.exp(one.high) - 1.0) for one in tie_readings(*ties, years=years)}
    # A tie that begins in a year stands from its middle on.
    assert read == {2000: 1, 2005: 1, 2010: 1, 2012: 1, 2013: 2, 2018: 2, 2019: 2}


def test_a_tie_for_one_year_is_read_on_both_sides_of_it() -> None:
    ties = [tie("KAZ", "RUS", "ally", "2004", "2005"), tie("KAZ", "USA", "ally", "2000")]
    read = {math.floor(one.time): one.high > 0.0 for one in tie_readings(*ties)}
    assert read == {2000: False, 2003: False, 2004: True, 2005: False, 2010: False}


def test_a_state_without_any_tie_gives_no_reading_at_all() -> None:
    series, _ = collect_readings(Scope([SECURITY], STATES, POWERS, YEARS), [], [], [tie("KAZ", "RUS", "ally", "2005")])
    assert {key.state for key in series} == {"KAZ"}
    assert min(reading.time for readings in series.values() for reading in readings) == 2005.5


@pytest.mark.parametrize(
    ("states", "powers", "years"),
    [
        (("KAZ", "KAZ"), ("RUS",), (2000,)),
        (("KAZ",), ("RUS", "RUS"), (2000,)),
        (("KAZ",), ("KAZ",), (2000,)),
        (("KAZ",), ("ROW",), (2000,)),
        (("KAZ",), ("WLD",), (2000,)),
        (("KAZ",), ("RUS",), ()),
    ],
)
def test_codes_that_contradict_each_other_are_refused(
    states: tuple[str, ...], powers: tuple[str, ...], years: tuple[int, ...]
) -> None:
    with pytest.raises(CheckError):
        Scope([], states, powers, years)


@pytest.mark.parametrize("changes", [{"offset": -1.0}, {"noise": 0.0}, {"drift": 0.0}, {"noise": math.nan}])
def test_a_channel_with_impossible_numbers_is_refused_by_name(changes: dict[str, float]) -> None:
    with pytest.raises(CheckError, match=r"economy\.trade"):
        Scope([amount("economy.trade", **changes)], STATES, POWERS, YEARS)
