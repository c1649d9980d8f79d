"""Bounds for destinations that a table lumps, and which of them hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.sources.datasets.lumped import CHANGE, Listing, Outbound, Reports


def outbound(years: dict[int, Listing], origins: dict[str, dict[int, int]] | None = None) -> Outbound:
    """All years of one origin; every destination reported to a hundred origins unless told otherwise."""
    everyone = {one: dict.fromkeys(years, 100) for listing in years.values() for one in listing.listed}
    return Outbound(years, Reports({**everyone, **(origins or {})}))


def test_an_unlisted_destination_has_at_most_the_smallest_listed_figure() -> None:
    assert Listing({"RUS": 300.0, "DEU": 40.0}, lump=90.0).bound == 40.0


def test_an_unlisted_destination_has_at_most_the_lump() -> None:
    assert Listing({"RUS": 300.0, "DEU": 40.0}, lump=7.0).bound == 7.0


def test_without_a_lump_an_unlisted_destination_that_reported_has_none() -> None:
    assert Listing({"RUS": 300.0}).bound == 0.0


def test_a_destination_without_a_report_is_not_in_the_lump() -> None:
    state = outbound({2012: Listing({"TUR": 5.0}, lump=5.0)}, {"USA": {2011: 100}})
    assert not state.may_be_lumped("USA", 2012)


def test_a_destination_that_reported_two_odd_origins_did_not_report() -> None:
    state = outbound({2012: Listing({"TUR": 5.0}, lump=5.0)}, {"USA": {1999: 200, 2012: 2}})
    assert not state.may_be_lumped("USA", 2012)


def test_a_destination_that_falls_to_nothing_for_one_year_did_not_report() -> None:
    years = {2011: Listing({"RUS": 6885.0, "TUR": 63.0}), 2012: Listing({"TUR": 63.0}, lump=313.0)}
    assert not outbound(years).may_be_lumped("RUS", 2012)
    assert Reports({"RUS": {2012: 100}}).reported("RUS", 2012)


def test_a_destination_near_the_bound_may_be_lumped() -> None:
    years = {2004: Listing({"TUR": 92.0}), 2005: Listing({"DEU": 89.0}, lump=390.0), 2007: Listing({"TUR": 94.0})}
    assert outbound(years).may_be_lumped("TUR", 2005)


def test_a_body_has_what_is_listed_and_at_most_what_fits_into_the_lump() -> None:
    state = outbound({2015: Listing({"RUS": 300.0, "DEU": 60.0, "FRA": 50.0}, lump=70.0)}, {"POL": {2015: 100}})
    bounds = state.body(["DEU", "FRA", "POL"], 2015)
    assert (bounds.lower, bounds.upper) == (110.0, 160.0)
    assert bounds.listed == ("DEU", "FRA")


def test_a_member_that_did_not_report_widens_the_body_by_twice_its_nearest_figure() -> None:
    years = {2012: Listing({"FRA": 50.0}, lump=10.0), 2013: Listing({"FRA": 60.0, "DEU": 400.0})}
    state = outbound(years, {"DEU": {2013: 100}})
    bounds = state.body(["DEU", "FRA"], 2012)
    assert [(one.destination, one.nearest, one.year) for one in bounds.missing] == [("DEU", 400.0, 2013)]
    assert (bounds.lower, bounds.upper) == (50.0, 50.0 + CHANGE * 400.0)


def test_the_rest_of_the_world_takes_what_of_the_lump_cannot_be_the_powers() -> None:
    state = outbound({2015: Listing({"RUS": 300.0, "KOR": 20.0}, lump=90.0)})
    bounds = state.rest(["RUS", "USA"], 2015)
    assert (bounds.lower, bounds.upper) == (20.0 + 90.0 - 20.0, 20.0 + 90.0)


def test_a_figure_of_an_unknown_destination_widens_the_rest_of_the_world() -> None:
    bounds = outbound({2015: Listing({"RUS": 300.0, "KOR": 20.0}, unclear=11.0)}).rest(["RUS"], 2015)
    assert (bounds.lower, bounds.upper) == (20.0, 31.0)


DESTINATIONS = ("RUS", "USA", "DEU", "FRA", "POL", "KOR", "JPN", "IND")
BODY, POWERS = ("DEU", "FRA", "POL"), ("RUS", "USA")


@given(
    st.lists(st.integers(1, 500), min_size=len(DESTINATIONS), max_size=len(DESTINATIONS)),
    st.integers(1, len(DESTINATIONS)),
)
def test_the_truth_lies_within_the_bounds_of_any_listing(truth: list[int], kept: int) -> None:
    figures = dict(zip(DESTINATIONS, map(float, truth), strict=True))
    biggest = sorted(figures, key=lambda one: (-figures[one], one))
    listing = Listing({one: figures[one] for one in biggest[:kept]}, lump=sum(figures[one] for one in biggest[kept:]))
    state = outbound({2015: listing}, {one: {2015: 100} for one in DESTINATIONS})
    for one in biggest[kept:]:
        assert figures[one] <= listing.bound
    body = state.body(BODY, 2015)
    assert body.lower <= sum(figures[one] for one in BODY) <= body.upper + 1e-9
    rest = state.rest([*BODY, *POWERS], 2015)
    assert rest.lower <= figures["KOR"] + figures["JPN"] + figures["IND"] <= rest.upper + 1e-9


@pytest.mark.parametrize("year", [2015, 2016])
def test_nobody_is_missing_who_is_listed(year: int) -> None:
    state = outbound({2015: Listing({"DEU": 5.0}), 2016: Listing({"DEU": 6.0})})
    assert state.body(["DEU"], year).missing == ()
