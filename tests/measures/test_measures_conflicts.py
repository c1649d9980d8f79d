"""Contradictions: between figures, between ties, and of a figure with all others."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from measures_world import POWERS, STATES, YEARS, amount, cell, find, run, stock, tie, ties_channel

from tightrope.measures import Measurement
from tightrope.measures.conflicts import Conflict, Kind, conflicting_figures, far_readings, in_order, residuals
from tightrope.measures.readings import Scope, collect_readings
from tightrope.measures.tie_conflicts import conflicting_ties
from tightrope.records import Observation, Status, Stock, Tie

TRADE = amount("economy.trade", noise=0.1, drift=0.2)
TIES = ties_channel(relations=("ally", "base-host"), organisations=("CSTO",))


def figures(observations: list[Observation], stocks: list[Stock] | None = None, least: float = 2.0) -> list[Conflict]:
    scope = Scope((TRADE,), STATES, POWERS, YEARS)
    series, _ = collect_readings(scope, observations, stocks or [], [])
    return conflicting_figures(series, scope.channels, least)


def test_two_tables_that_differ_by_more_than_their_noise_contradict_each_other():
    mine, theirs = cell("economy.trade", "RUS", 2005, 100.0), cell("economy.trade", "RUS", 2005, 200.0, origin="other")
    (found,) = figures([mine, theirs])
    assert (found.kind, found.channel, found.state, found.holder, found.time) == (
        Kind.FIGURES,
        "economy.trade",
        "KAZ",
        "RUS",
        2005.5,
    )
    assert {found.one.ids, found.other.ids} == {(mine.id,), (theirs.id,)}
    assert sorted((found.one.lower, found.other.lower)) == [100.0, 200.0]
    assert (found.one.unit, str(found.one.when), found.one.says) == ("USD", "2005", "figure")
    # the offset of 1 is part of how a figure is read
    assert found.apart == pytest.approx(math.log(201 / 101) / (0.1 * math.sqrt(2)))


def test_what_noise_and_grade_allow_is_no_contradiction():
    table = cell("economy.trade", "RUS", 2005, 100.0)
    assert figures([table, cell("economy.trade", "RUS", 2005, 120.0, origin="other")]) == []
    # a text of confidence 0.5 has a grade of 16: log(2) is 1.7 joint standard deviations
    assert figures([table], [stock("economy.trade", "RUS", "2005", 200.0, confidence=0.5)]) == []
    (found,) = figures([table], [stock("economy.trade", "RUS", "2005", 200.0, confidence=1.0)])
    assert found.apart == pytest.approx(math.log(201 / 101) / (0.1 * math.sqrt(1 + 4)))


def test_intervals_that_overlap_agree_and_others_are_compared_at_their_nearest_ends():
    table = cell("economy.trade", "RUS", 2005, 100.0)
    wide = stock("economy.trade", "RUS", "2005", 100.0, lower=80.0, upper=300.0)
    above = stock("economy.trade", "RUS", "2005", 300.0, lower=300.0, upper=math.inf)
    assert figures([table], [wide]) == []
    (found,) = figures([table], [wide, above])  # wide and above touch
    assert found.apart == pytest.approx(math.log(301 / 101) / (0.1 * math.sqrt(1 + 4)))
    assert math.inf in (found.one.upper, found.other.upper)


def test_figures_of_one_year_are_of_one_time_and_those_of_two_years_are_not():
    table = cell("economy.trade", "RUS", 2005, 100.0)
    assert figures([table, cell("economy.trade", "RUS", 2006, 900.0, origin="other")]) == []
    (found,) = figures([table], [stock("economy.trade", "RUS", "2005-12-31", 900.0)])
    sd = math.sqrt(0.1**2 * 5 + 0.2**2 * (2005.9986 - 2005.5))
    assert found.apart == pytest.approx(math.log(901 / 101) / sd, rel=1e-3)


def test_the_same_figure_from_many_is_one_side_with_all_their_ids():
    table = cell("economy.trade", "RUS", 2005, 100.0)
    said = [stock("economy.trade", "RUS", "2005", 900.0, document=name) for name in "abc"]
    (found,) = figures([table], said)
    assert max((found.one.ids, found.other.ids), key=len) == tuple(sorted(one.id for one in said))
    assert found.ids == tuple(sorted([table.id, *(one.id for one in said)]))


def test_tables_that_differ_by_one_factor_agree_where_shares_are_read():
    mine = [cell("economy.trade", holder, 2005, 1e6) for holder in ("RUS", "CHN", "ROW")]
    theirs = [cell("economy.trade", holder, 2005, 7e6, origin="other") for holder in ("RUS", "CHN", "ROW")]
    assert figures([*mine, *theirs]) == []
    theirs[0] = cell("economy.trade", "RUS", 2005, 70e6, origin="other")
    assert {one.holder for one in figures([*mine, *theirs])} == {"RUS", "CHN", "ROW"}


def test_holders_and_states_are_not_mixed_up():
    one, other = cell("economy.trade", "RUS", 2005, 1.0), cell("economy.trade", "RUS", 2005, 900.0, over="UZB")
    assert figures([one, other, cell("economy.trade", "CHN", 2005, 900.0)]) == []


def ties(*given: Tie, **published: str) -> list[Conflict]:
    days = {name: date.fromisoformat(day) for name, day in published.items()}
    return conflicting_ties(given, {"security.ties": TIES}, {*STATES, *POWERS}, days)


@pytest.mark.parametrize(
    ("given", "published"),
    [
        # one says that it ended in 2012, another in 2020 that it stands
        ([tie("UZB", "CSTO", "member", None, "2012", document="a"), tie("UZB", "CSTO", "member", None, document="b")],
         {"b": "2020-05-01"}),
        # one says that there is none in 2020, another that it began in 2006
        ([tie("UZB", "CSTO", "member", "2006", document="a"),
          tie("UZB", "CSTO", "member", None, status=Status.NEGATED, document="b")], {"b": "2020-05-01"}),
        # two ends, and no beginning between
        ([tie("UZB", "CSTO", "member", "2006", "2012"),
          tie("UZB", "CSTO", "member", "2006", "2018", document="b")], {}),
        # it stands and does not on one day
        ([tie("UZB", "RUS", "ally", None, document="a"),
          tie("UZB", "RUS", "ally", None, status=Status.NEGATED, document="b")],
         {"a": "2020-05-01", "b": "2020-05-01"}),
        # either may be named first
        ([tie("UZB", "RUS", "ally", "1992", "1999"), tie("RUS", "UZB", "ally", None, document="b")],
         {"b": "2003-01-01"}),
    ],
)  # fmt: skip
def test_a_tie_that_stands_by_one_source_and_not_by_another_is_found(given, published):
    (found,) = ties(*given, **published)
    assert found.kind is Kind.TIE
    assert found.channel == "security.ties"
    assert found.relation == given[0].relation
    assert {found.state, found.holder} == {given[0].a, given[0].b}
    assert found.ids == tuple(sorted(one.id for one in given))
    assert found.other.says in ("ended", "does not stand")
    assert found.apart >= 0.0


@pytest.mark.parametrize(
    ("given", "published"),
    [
        # it ended and began again before the text
        ([tie("UZB", "CSTO", "member", "1992", "1999"), tie("UZB", "CSTO", "member", "2006", document="b"),
          tie("UZB", "CSTO", "member", None, document="c")], {"c": "2007-01-01"}),
        # it ended before the text that says that there is none
        ([tie("UZB", "CSTO", "member", "2006", "2012"),
          tie("UZB", "CSTO", "member", None, status=Status.NEGATED, document="b")], {"b": "2020-05-01"}),
        # it began after the text that says that there is none
        ([tie("UZB", "CSTO", "member", "2006"),
          tie("UZB", "CSTO", "member", None, status=Status.NEGATED, document="b")], {"b": "2001-05-01"}),
        # notice and effect
        ([tie("UZB", "CSTO", "member", "2006", "2012-06-28"),
          tie("UZB", "CSTO", "member", None, "2012-12-19", document="b")], {}),
        # nobody knows when the text was written
        ([tie("UZB", "CSTO", "member", None, "2012"), tie("UZB", "CSTO", "member", None, document="b")], {}),
        # a plan says nothing
        ([tie("UZB", "CSTO", "member", None, "2012"),
          tie("UZB", "CSTO", "member", "2020", status=Status.PLANNED, document="b")], {"b": "2019-01-01"}),
        # a base of one is no base of the other
        ([tie("UZB", "RUS", "base-host", "1992", "1999"), tie("RUS", "UZB", "base-host", None, document="b")],
         {"b": "2003-01-01"}),
        # no channel counts it; nobody whom the case knows is a party
        ([tie("UZB", "SCO", "member", "1992", "1999"), tie("UZB", "SCO", "member", None, document="b")],
         {"b": "2003-01-01"}),
        ([tie("IND", "CSTO", "member", "1992", "1999"), tie("IND", "CSTO", "member", None, document="b")],
         {"b": "2003-01-01"}),
        # the end and a text of the same year
        ([tie("UZB", "CSTO", "member", None, "2012"), tie("UZB", "CSTO", "member", None, document="b")],
         {"b": "2012-02-01"}),
    ],
)  # fmt: skip
def test_what_can_both_be_right_is_no_contradiction_of_ties(given, published):
    assert ties(*given, **published) == []


def test_many_texts_that_say_the_same_are_one_contradiction():
    left = tie("UZB", "CSTO", "member", None, "2012")
    said = [tie("UZB", "CSTO", "member", None, document=name) for name in "abc"]
    (found,) = ties(left, *said, *said, a="2015-01-01", b="2016-01-01", c="2016-01-01")
    assert found.one.ids == tuple(sorted(one.id for one in said))
    assert (found.one.says, str(found.one.when), found.other.ids) == ("stands", "2016-01-01", (left.id,))
    assert found.apart == pytest.approx(3.0, abs=0.01)


def world(*more: Observation | Stock, **changes: object) -> Measurement:
    """Steady trade of two states with three powers and the rest of the world, and what a test adds."""
    figure = {"CHN": 400.0, "RUS": 900.0, "USA": 100.0, "ROW": 600.0}
    table = [
        cell("economy.trade", holder, year, figure[holder], over=state)
        for holder in figure
        for year in YEARS
        for state in STATES
    ]
    observations = [*table, *(one for one in more if isinstance(one, Observation))]
    stocks = [one for one in more if isinstance(one, Stock)]
    return run(observations=observations, stocks=stocks, channels=(TRADE,), draws=400, **changes)


def test_a_figure_that_all_others_deny_is_far_off_and_the_model_says_what_it_expects():
    odd = stock("economy.trade", "RUS", "2005", 9.0)
    measurement = world(odd)
    posterior, scope = measurement.posteriors["economy"], measurement.scope
    (found,) = far_readings(posterior, measurement.series, scope.channels, scope.years[0] + 0.5)
    assert (found.kind, found.state, found.holder, found.time) == (Kind.MODEL, "KAZ", "RUS", 2005.5)
    assert (found.one.ids, found.one.lower, found.other.says, found.other.ids) == ((odd.id,), 9.0, "expected", ())
    assert found.other.lower == pytest.approx(900.0, rel=0.15)
    assert found.apart > 3.0
    row = posterior.chains.ids.index((odd.id,))
    assert posterior.mixing.readings[row] < 0.4


def test_a_measurement_brings_its_contradictions_and_publishes_them_with_both_ids():
    odd = stock("economy.trade", "RUS", "2005", 9.0)
    measurement = world(odd, ties=[tie("KAZ", "RUS", "ally", None, "2003")])
    assert [one.kind for one in measurement.conflicts] == [Kind.FIGURES, Kind.MODEL]
    published = {one.quantity: one for one in measurement.estimates if one.quantity.startswith("conflict/")}
    assert sorted(published) == ["conflict/figures/economy.trade", "conflict/model/economy.trade"]
    pair = published["conflict/figures/economy.trade"]
    assert (pair.state, pair.power, pair.domain, pair.mean) == ("KAZ", "RUS", "economy", measurement.conflicts[0].apart)
    assert pair.rests_on == measurement.conflicts[0].ids
    assert odd.id in pair.rests_on


def test_without_contradictions_none_is_found_nor_published():
    measurement = world()
    assert measurement.conflicts == ()
    assert not any(one.quantity.startswith("conflict/") for one in measurement.estimates)


def test_a_contradiction_widens_the_interval():
    """Of what rests on trade itself; how far trade may stand from capital hardly depends on one figure."""

    figure = {"CHN": 400.0, "RUS": 900.0, "USA": 100.0, "ROW": 600.0}

    def table(origin: str, russia: float) -> list[Observation]:
        told = {**figure, "RUS": russia}
        return [cell("economy.trade", holder, 2014, told[holder], origin=origin) for holder in told]

    def width(*more: Observation) -> float:
        found = find(world(*more, years=range(2000, 2016)), "coercion_exposure_e2", 2014, power="RUS")
        return found.high90 - found.low90

    said, same, other = table("one", 900.0), table("other", 901.0), table("other", 500.0)
    assert figures([*said, *other])
    assert not figures([*said, *same])
    assert width(*said, *other) > 1.3 * width(*said, *same)


def test_a_reading_inside_its_interval_has_no_residual():
    wide = stock("economy.trade", "RUS", "2005", 500.0, lower=1.0, upper=math.inf)
    posterior = world(wide).posteriors["economy"]
    off = residuals(posterior)
    assert off.apart[posterior.chains.ids.index((wide.id,))] == 0.0
    assert off.apart.shape == off.expected.shape == posterior.values.shape
    assert np.all(off.apart >= 0.0)


def test_the_order_of_contradictions_does_not_depend_on_the_order_of_the_input():
    observations = [
        cell("economy.trade", holder, 2005, figure, origin=origin)
        for holder in ("CHN", "RUS")
        for figure, origin in ((10.0, "a"), (100.0, "b"), (900.0, "c"))
    ]
    assert in_order(figures(observations)) == in_order(figures(observations[::-1]))
    assert len(figures(observations)) == 6
