"""Chances of ties to end and begin are those of the hazard, from what was known, and scored against what came."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, stats

from tightrope.dynamics.exits import PRIOR_YEARS, spells_by_tie
from tightrope.dynamics.scores import brier, skill
from tightrope.dynamics.tie_hindcast import ENTRIES, EXITS, Chances, dated_spells, event_estimates, tie_chances
from tightrope.measures.ties import Spell
from tightrope.records import Channel, ChannelKind, Tie, When

FIRST, LAST = 2000, 2024
STATES, POWERS = ("KAZ", "UZB"), ("RUS", "CHN")
CHANNEL = Channel(
    name="security.ties", kind=ChannelKind.TIES, unit="count", offset=0.5, noise=0.2, drift=0.1,
    relations=("ally",), organisations=("CSTO",), complete=True,
)  # fmt: skip


def spells(*stretches: tuple[float, float], relation: str = "ally") -> dict[tuple[str, str, str], tuple[Spell, ...]]:
    """A tie of its own for each stretch."""
    return {(relation, f"S{place}", "RUS"): (Spell(*one, ("e",)),) for place, one in enumerate(stretches)}


def of(found: tuple[Chances, ...], series: str) -> Chances:
    return next(one for one in found if one.series == series)


def tie(a: str, b: str, relation: str, since: str | None, until: str | None = None) -> Tie:
    begun, end = (None if one is None else When.parse(one) for one in (since, until))
    return Tie(document="d", start=0, end=9, coder="c/1", a=a, b=b, relation=relation, since=begun, until=end)


def test_the_chance_is_the_mean_over_the_hazards_posterior():
    given = spells((2000.0, 2004.5), (2000.0, math.inf), (2001.0, math.inf))
    found = of(tie_chances(given, first=FIRST, last=LAST), EXITS)
    years = 4.5 + 10.0 + 9.0  # to the end of 2009
    hazard = stats.gamma(2.0, scale=1.0 / (PRIOR_YEARS + years))
    for horizon in (1, 3, 5):
        mine = found.own[(found.origin == 2009) & (found.horizon == horizon)]
        expected = integrate.quad(lambda h, ahead=horizon: hazard.pdf(h) * -math.expm1(-h * ahead), 0.0, np.inf)[0]
        assert mine == pytest.approx([expected] * 2)


def test_what_came_after_an_origin_changes_nothing_that_was_said_at_it():
    early = spells((2000.0, 2003.5), (2001.0, math.inf), (2002.0, math.inf), (2003.0, 2020.5))
    late = spells((2000.0, 2003.5), (2001.0, 2012.5), (2002.0, 2015.1), (2003.0, math.inf))
    for series in (EXITS, ENTRIES):
        one, other = (of(tie_chances(given, first=FIRST, last=LAST), series) for given in (early, late))
        before, same = one.origin < 2012, other.origin < 2012
        np.testing.assert_allclose(np.unique(one.own[before]), np.unique(other.own[same]))
        for name in one.others:
            np.testing.assert_allclose(np.unique(one.others[name][before]), np.unique(other.others[name][same]))


def test_every_event_is_counted_once_in_each_forecast_that_reaches_it():
    found = of(tie_chances(spells((2000.0, 2010.5), (2000.0, math.inf)), first=FIRST, last=LAST), EXITS)
    came = found.happened
    assert found.events == 1
    for horizon, origins in ((1, [2009]), (3, [2007, 2008, 2009]), (5, [2005, 2006, 2007, 2008, 2009])):
        assert found.origin[came & (found.horizon == horizon)].tolist() == origins
    assert (found.origin + found.horizon).max() == LAST


def test_a_tie_can_begin_once_its_body_is_founded_and_again_after_it_ended():
    given = {
        ("member", "A", "CSTO"): (Spell(2005.0, math.inf, ("e",)),),
        ("member", "B", "CSTO"): (Spell(2008.5, 2012.5, ("e",)), Spell(2016.5, math.inf, ("e",))),
        ("member", "A", "EAEU"): (),
        ("member", "B", "EAEU"): (),
    }
    found = of(tie_chances(given, first=FIRST, last=LAST), ENTRIES)
    one_year = found.horizon == 1
    assert sorted(set(found.origin[one_year].tolist())) == [2006, 2007, 2012, 2013, 2014, 2015]
    assert found.origin[one_year & found.happened].tolist() == [2007, 2015]


def test_the_base_rate_is_how_often_it_came_before_with_half_an_event_added():
    given = spells((2000.0, 2001.5), (2000.0, math.inf), (2000.0, math.inf))
    found = of(tie_chances(given, first=FIRST, last=LAST), EXITS)
    told = found.others["climatology"][(found.origin == 2004) & (found.horizon == 1)]
    # at the ends of 2000 to 2003: 3, 2, 2 and 2 standing ties, of which one ended within a year
    assert told == pytest.approx([1.5 / 10.0] * 2)


def test_where_ties_end_by_a_constant_hazard_the_chances_are_right_and_no_worse_than_the_base_rate():
    random, expected, came, own, other, origin = np.random.default_rng(1), 0.0, 0, [], [], []
    for _ in range(150):
        begun = random.uniform(1998.0, 2018.0, 12)
        found = of(tie_chances(spells(*zip(begun, begun + random.exponential(20.0, 12), strict=True)), first=FIRST,
                               last=LAST), EXITS)  # fmt: skip
        mine = found.horizon == 3
        expected, came = expected + found.own[mine].sum(), came + found.happened[mine].sum()
        own += brier(found.own, found.happened)[mine].tolist()
        other += brier(found.others["climatology"], found.happened)[mine].tolist()
        origin += found.origin[mine].tolist()
    assert expected / came == pytest.approx(1.0, abs=0.1)
    assert skill(np.array(own), np.array(other), np.array(origin), 3).mean > 0


def test_scores_are_the_mean_squares_and_skills_are_clustered_by_origin():
    random = np.random.default_rng(2)
    begun = random.uniform(1998.0, 2010.0, 20)
    chances = tie_chances(
        spells(*zip(begun, begun + random.exponential(12.0, 20), strict=True)), first=FIRST, last=LAST
    )
    found = {one.quantity: one for one in event_estimates(chances, family="hindcast", model="m")}
    exits = of(chances, EXITS)
    mine = exits.horizon == 1
    squares = (exits.own - exits.happened)[mine] ** 2
    assert found["hindcast/ties.exits/brier/1"].mean == pytest.approx(squares.mean())
    assert found["hindcast/ties.exits/happened/1"].mean == exits.happened[mine].sum() == exits.events
    told, nothing = found["hindcast/ties.exits/skill/persistence/1"], exits.happened[mine].astype(float)
    assert told.mean == pytest.approx(1.0 - squares.sum() / nothing.sum())
    again = skill(squares, nothing, exits.origin[mine], 1)
    assert (told.low90, told.high90) == pytest.approx((again.quantile(0.05), again.quantile(0.95)))


def test_only_ties_of_complete_lists_whose_dates_are_known_to_a_year_are_scored():
    ties = [
        tie("KAZ", "RUS", "ally", "1992"),
        tie("RUS", "UZB", "ally", "2005-11", "2012-06"),
        tie("KAZ", "CHN", "ally", None),
        tie("KAZ", "CSTO", "member", "2007/2016"),
        tie("UZB", "CSTO", "member", "2006", "2012"),
        tie("RUS", "CSTO", "member", "1992"),
    ]
    found = dated_spells([CHANNEL], ties, STATES, POWERS)
    assert {key: len(mine) for key, mine in found.items()} == {
        ("ally", "KAZ", "RUS"): 1,
        ("ally", "UZB", "RUS"): 1,
        ("ally", "UZB", "CHN"): 0,
        ("member", "UZB", "CSTO"): 1,
    }
    assert dated_spells([replace(CHANNEL, complete=False)], ties, STATES, POWERS) == {}
    assert tie_chances({}, first=FIRST, last=LAST) == ()


def test_two_beginnings_without_an_end_between_them_are_one_stretch():
    ties = [tie("UZB", "RUS", "ally", "1992"), tie("UZB", "RUS", "ally", "2005-11")]
    (spell,) = spells_by_tie([CHANNEL], ties, STATES, POWERS)["ally", "UZB", "RUS"]
    assert (spell.since, spell.until) == (pytest.approx(1992.5, abs=0.01), math.inf)
    assert spell.ids == tuple(sorted(one.id for one in ties))
