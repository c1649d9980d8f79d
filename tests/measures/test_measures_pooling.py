"""Several event data sets in one channel: one witness, whatever they agree on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from capital_world import reading
from hypothesis import given, settings
from hypothesis import strategies as st
from measures_world import POWERS, STATES, YEARS, amount, cell, find, run

from tightrope.measures import Measurement
from tightrope.measures.figures import Reading, SeriesKey
from tightrope.measures.pooling import pooled
from tightrope.records import COOPERATION_CHANNEL, Observation

RUS, CHN = (SeriesKey("KAZ", COOPERATION_CHANNEL, power) for power in ("RUS", "CHN"))
GOOD = "politics.igos"
CHANNELS = (amount(GOOD, noise=0.3), amount(COOPERATION_CHANNEL, noise=0.8, weight=0.25, offset=0.0))


def told(source: str, *values: float, since: int = 2000) -> list[Reading]:
    """A reading a year; -inf is nothing, known to be below -2."""
    return [
        reading(since + at, value, -2.0 if math.isinf(value) else value, source=source, ids=(f"{source} {since + at}",))
        for at, value in enumerate(values)
    ]


def points(readings: Sequence[Reading]) -> dict[float, tuple[float, float]]:
    return {one.time: (one.low, one.high) for one in readings}


def test_sets_are_brought_to_one_level_and_what_both_tell_is_the_mean() -> None:
    made = pooled(
        {
            RUS: [*told("gdelt", 1.0, 2.0, 3.0, 4.0), *told("icews", 4.0, 5.0, 7.0)],
            CHN: [*told("gdelt", 0.0, 1.0), *told("icews", 3.0, 4.0)],
        }
    )
    assert points(made[RUS]) == {2000: (1, 1), 2001: (2, 2), 2002: (3.5, 3.5), 2003: (4, 4)}
    assert points(made[CHN]) == {2000: (0, 0), 2001: (1, 1)}
    assert {one.source for readings in made.values() for one in readings} == {"gdelt"}
    assert made[RUS][0].ids == ("gdelt 2000", "icews 2000")


def test_a_set_is_joined_to_one_that_it_shares_no_time_with_by_a_third_and_without_any_it_stays_apart() -> None:
    chain = [
        *told("gdelt", 1.0, 1.0, 1.0, 1.0),
        *told("icews", 3.0, 3.0, 3.0, since=2003),
        *told("polecat", 5.0, since=2005),
    ]
    assert points(pooled({RUS: chain})[RUS]) == dict.fromkeys(range(2000, 2006), (1, 1))
    alone = pooled({RUS: [*told("gdelt", 1.0, 2.0), *told("polecat", 9.0, since=2010)]})[RUS]
    assert {(one.source, one.high) for one in alone} == {("gdelt", 1.0), ("gdelt", 2.0), ("polecat", 9.0)}


def test_a_set_that_only_a_smaller_one_joins_to_the_largest_is_joined_too() -> None:
    sets = [
        *told("gdelt", 1.0, 1.0, 1.0, 1.0, 1.0),
        *told("icews", 3.0, 3.0, 3.0, 3.0, since=2006),
        *told("polecat", 5.0, 5.0, 5.0, since=2004),
    ]
    assert points(pooled({RUS: sets})[RUS]) == dict.fromkeys(range(2000, 2010), (1, 1))


def test_times_at_which_no_set_has_anything_say_nothing_of_its_level() -> None:
    nothing = [-math.inf] * 3
    made = pooled({RUS: [*told("gdelt", *nothing, 1.0, 1.0), *told("icews", *nothing, 3.0)]})
    assert [one.high for one in made[RUS] if one.time >= 2003] == [1.0, 1.0]
    apart = pooled({RUS: [*told("gdelt", -math.inf, 1.0), *told("icews", -math.inf)]})
    assert sorted(one.source for one in apart[RUS]) == ["gdelt", "gdelt", "icews"]


def test_nothing_is_a_bound_where_no_set_has_anything_and_else_what_it_is_known_to_be_below() -> None:
    made = pooled({RUS: [*told("gdelt", 1.0, 1.0, -math.inf, -math.inf), *told("icews", 1.0, 1.0, 0.0, -math.inf)]})
    assert points(made[RUS]) == {2000: (1, 1), 2001: (1, 1), 2002: (-1, -1), 2003: (-math.inf, -2)}


def test_a_range_is_left_as_it_is() -> None:
    given = [*told("gdelt", 1.0, 2.0), *told("icews", 3.0), reading(2001, 3.0, math.inf, source="icews")]
    assert {points([one])[one.time] for one in pooled({RUS: given})[RUS]} == {(1, 1), (2, 2), (3, math.inf)}


@settings(max_examples=50)
@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(2000, 2004), st.floats(-5, 5), st.sampled_from([RUS, CHN])),
        min_size=1,
        max_size=20,
        unique_by=lambda one: (one[0], one[1], one[3]),
    ),
    st.randoms(),
)
def test_no_record_is_lost_and_the_order_does_not_matter(rows, random) -> None:
    def made(rows) -> dict[SeriesKey, list[Reading]]:
        series: dict[SeriesKey, list[Reading]] = {}
        for source, year, value, key in rows:
            series.setdefault(key, []).append(reading(year, value, source=source, ids=(f"{source} {year}",)))
        return pooled(series)

    one = made(rows)
    random.shuffle(rows)
    other = made(rows)
    for key, readings in one.items():
        assert sorted(each for found in readings for each in found.ids) == sorted(
            f"{source} {year}" for source, year, _, mine in rows if mine == key
        )
        assert {found.ids: pytest.approx(found.high) for found in readings} == {
            found.ids: found.high for found in other[key]
        }


def figures(channel: str, logs: dict[str, float], noise: float, seed: int, years: Sequence[int]) -> list[Observation]:
    random = np.random.default_rng(seed)
    return [
        cell(channel, power, year, float(np.exp(logs[power] + random.normal(0.0, noise))), state, origin="gdelt")
        for state in STATES
        for power in POWERS
        for year in years
    ]


def shares(measured: Measurement, *, width: bool = False) -> np.ndarray:
    """Means (or widths of intervals) of the shares of politics by state, power and year."""
    found = [
        find(measured, "capital_share_powers", year, state=state, power=power, domain="politics")
        for state in STATES
        for power in POWERS
        for year in YEARS
    ]
    return np.array([one.high90 - one.low90 if width else one.mean for one in found])


def test_a_set_that_says_what_another_says_on_another_scale_changes_nothing() -> None:
    good = figures(GOOD, {"CHN": 1.0, "RUS": 2.0, "USA": 1.0}, 0.2, 1, YEARS[::4])
    one = figures(COOPERATION_CHANNEL, {"CHN": 2.0, "RUS": 2.0, "USA": 1.0}, 0.6, 2, YEARS)
    same = [replace(each, lower=6 * each.lower, upper=6 * each.upper, origin="icews") for each in one]
    alone, both = (run(observations=[*good, *events], channels=CHANNELS, seed=3) for events in (one, [*one, *same]))
    assert shares(both) == pytest.approx(shares(alone), abs=1e-6)
    assert shares(both, width=True) == pytest.approx(shares(alone, width=True), abs=1e-6)
    (share,) = {
        each.rests_on
        for each in both.estimates
        if (each.quantity, each.domain, each.state, each.power, each.when.start.year)
        == ("capital_share_powers", "politics", "KAZ", "USA", 2005)
    }
    assert {each.id for each in (*one, *same) if each.over == "KAZ" and each.when.start.year == 2005} <= {*share}


def test_where_two_sets_differ_shares_stand_between_what_each_gives_alone() -> None:
    good = figures(GOOD, {"CHN": 1.0, "RUS": 2.0, "USA": 1.0}, 0.2, 1, YEARS[::5])
    one = figures(COOPERATION_CHANNEL, {"CHN": 1.0, "RUS": 2.0, "USA": 3.5}, 0.3, 2, YEARS)
    other = [
        replace(each, origin="icews")
        for each in figures(COOPERATION_CHANNEL, {"CHN": 1.0, "RUS": 2.0, "USA": -1.5}, 0.3, 4, YEARS)
    ]
    first, second, both = (
        shares(run(observations=[*good, *events], channels=CHANNELS, seed=3)).reshape(len(STATES), len(POWERS), -1)[
            :, 2
        ]
        for events in (one, other, [*one, *other])
    )
    assert (second < both).all()
    assert (both < first).all()
