from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tightrope.dynamics.contest import Game, best_response, best_response_gaps
from tightrope.dynamics.openings import HOLDS, opening_estimates, weakest
from tightrope.dynamics.sweep import UNIT, choices, one_more_unit, sweep
from tightrope.records import CheckError, Estimate, Premises, Range, When

POWERS = ("AAA", "BBB", "CCC")


def span(low, high=None):
    return Range(low=low, high=low if high is None else high, source="judgement")


def premises(**changed):
    every = {code: span(1.0, 4.0) for code in POWERS}
    given = Premises(
        dyad=("AAA", "BBB"), value=every, attention=every, taste=span(0.8, 1.25), head_start=span(0.5, 2.0),
        effectiveness=span(0.0, 1.0), concentration=span(0.5, 4.0), punishment=span(0.0, 1.0),
        elasticity=span(2.0, 8.0), noise=span(0.1),
    )  # fmt: skip
    return replace(given, **changed)


def shares(mean, draws=300, battlefields=4, spread=0.1, seed=1):
    """Draws of the same split in each battlefield, (S, P, F)."""
    logs = np.log(mean)[None, :, None] + np.random.default_rng(seed).normal(0, spread, (draws, len(mean), battlefields))
    return np.exp(logs) / np.exp(logs).sum(axis=1, keepdims=True)


def swept(mean=(0.6, 0.3, 0.1), gdp=(1.0, 2.0, 1.0), **changed):
    return sweep(shares(mean), premises(**changed), POWERS, gdp, np.random.default_rng(2))


def measurement(mean=(0.6, 0.3, 0.1), by_prior=0.1):
    """Two domains of two states; the shares of all are the same."""
    drawn = shares(mean)
    capital = {
        name: SimpleNamespace(
            of_powers=np.moveaxis(drawn[:, :, places], 0, 2).transpose(1, 0, 2)[:, :, None, :],
            by_prior=np.full((2, 4, 1), by_prior),
        )
        for name, places in (("culture", [0, 1]), ("economy", [2, 3]))
    }
    estimates = tuple(
        Estimate(
            quantity="capital_share_powers", state=state, power=code, domain=domain, when=When.year(2020), mean=0.3,
            low90=0.1, low50=0.2, high50=0.4, high90=0.5, rests_on=(f"{state} {domain}",), model="capital",
        )
        for state in ("NVA", "SVA") for domain in capital for code in POWERS
    )  # fmt: skip
    scope = SimpleNamespace(powers=POWERS, states=("NVA", "SVA"), years=(2020,))
    return SimpleNamespace(scope=scope, capital=capital, estimates=estimates)


GDP = {(code, 2019): 1.0 for code in POWERS}


def test_budgets_are_in_proportion_to_attention_and_economies():
    same = {code: span(1.0) for code in POWERS}
    found = swept(gdp=(1.0, 2.0, 5.0), attention=same)
    assert found.game.budget[0] == pytest.approx([0.5, 1.0, 2.5])


def test_premises_are_drawn_evenly_over_their_ranges():
    drawn = swept().premises
    assert np.median(drawn["value.AAA"]) == pytest.approx(2.0, rel=0.02)
    assert drawn["effectiveness"].mean() == pytest.approx(0.5, abs=0.01)
    assert drawn["value.BBB"].min() >= 1.0
    assert drawn["value.BBB"].max() <= 4.0


def test_nobody_can_gain_alone_in_a_sweep():
    found = swept()
    assert best_response_gaps(found.game, found.found).max() < 1e-6


def test_rivals_answer_one_more_unit_with_their_best_response_at_the_price_they_paid():
    found = swept()
    moved = one_more_unit(found, 0)
    effort = found.found.effort + moved.effort
    assert moved.effort[:, 0] == pytest.approx(UNIT)
    free = Game(
        value=found.game.value, efficiency=found.game.efficiency, head_start=found.game.head_start,
        cost=found.found.price, budget=np.full_like(found.found.price, np.inf),
    )  # fmt: skip
    capital = free.head_start + free.efficiency * effort
    for rival in (1, 2):
        assert best_response(free, capital, rival) == pytest.approx(effort[:, rival], abs=1e-6)


def test_a_power_that_is_not_measured_takes_no_part():
    held = shares((0.6, 0.3, 0.1))
    held[:, 2, 1] = np.nan
    held[:, :2, 1] /= held[:, :2, 1].sum(axis=1, keepdims=True)
    found = sweep(held, premises(), POWERS, (1.0, 1.0, 1.0), np.random.default_rng(1))
    assert (found.found.effort[:, 2, 1] == 0).all()
    assert (one_more_unit(found, 2).share[:, :, 1] == 0).all()


def test_with_little_noise_the_next_unit_goes_where_it_is_worth_most_and_with_much_anywhere():
    found = swept()
    gains = np.stack([one_more_unit(found, power).share[:, power] for power in range(3)], axis=1)
    sharp = replace(found, premises={**found.premises, "noise": np.full(300, 1e-4)})
    blunt = replace(found, premises={**found.premises, "noise": np.full(300, 1e4)})
    best = (found.game.value * gains).argmax(axis=2)
    assert (choices(sharp, gains).argmax(axis=2) == best).all()
    assert choices(sharp, gains).max(axis=2).mean() > 0.95
    assert choices(blunt, gains) == pytest.approx(0.25, abs=1e-3)


def test_the_number_that_overturns_a_conclusion_is_found():
    random = np.random.default_rng(1)
    numbers = {name: random.random(400) for name in ("one", "two", "three")}
    weak = weakest(numbers["two"] < 0.93, numbers)
    assert weak is not None
    assert (weak.name, weak.side) == ("two", "high")
    assert weak.holds == pytest.approx(0.65, abs=0.1)


def test_a_conclusion_that_fails_by_chance_only_is_rarely_said_to_have_a_weak_place():
    found = 0
    for seed in range(200):
        random = np.random.default_rng(seed)
        numbers = {str(number): random.random(400) for number in range(20)}
        found += weakest(random.random(400) < 0.93, numbers) is not None
    assert found <= 25


def told(found, name, power="AAA", state=""):
    return [one for one in found if one.quantity == f"opening/{name}" and (one.power, one.state) == (power, state)]


def test_what_must_hold_holds_and_what_may_not_is_told_with_what_overturns_it():
    """Where effort needs ties, a unit of who holds a third brings more than one of who holds a tenth; else not."""
    even = {code: span(2.0) for code in POWERS}
    fixed = {"value": even, "attention": even, "taste": span(1.0), "head_start": span(4.0), "punishment": span(0.0),
             "concentration": span(0.0)}  # fmt: skip
    needs_ties = opening_estimates(measurement(), premises(**fixed, effectiveness=span(1.0)), GDP, seed=1)
    assert [one.mean for one in told(needs_ties, "over_power/CCC", "BBB")] == [1.0, 1.0]
    same_for_all = opening_estimates(measurement(), premises(**fixed, effectiveness=span(0.0)), GDP, seed=1)
    assert max(one.mean for one in told(same_for_all, "over_power/CCC", "BBB")) < 0.1
    mostly = opening_estimates(measurement(), premises(**fixed, effectiveness=span(0.0, 1.0)), GDP, seed=1)
    for one in told(mostly, "over_power/CCC", "BBB"):
        assert one.mean < HOLDS or told(mostly, "over_power/CCC/unless/effectiveness/low", "BBB")


def test_nothing_is_concluded_from_shares_that_are_mostly_prior():
    found = opening_estimates(measurement(by_prior=0.6), premises(), GDP, seed=1)
    assert {one.quantity.split("/")[1] for one in found} == {"gain", "next", "taken_by"}


def test_domains_are_compared_over_the_same_states():
    given = measurement()
    given.capital["economy"].by_prior[1] = 0.6  # in SVA
    found = [one for one in opening_estimates(given, premises(), GDP, seed=1)
             if one.quantity.removeprefix("opening/") in ("over_domain/economy", "over_domain/culture")]  # fmt: skip
    assert {(one.domain, one.rests_on) for one in found} == {
        ("culture", ("NVA culture",)), ("economy", ("NVA economy",)),
    }  # fmt: skip


def test_every_estimate_rests_on_the_readings_of_its_battlefields():
    found = opening_estimates(measurement(), premises(), GDP, seed=1)
    for one in found:
        states = [one.state] if one.state else ["NVA", "SVA"]
        assert one.rests_on == tuple(f"{state} {one.domain}" for state in states)


def test_the_same_seed_gives_the_same_openings():
    assert opening_estimates(measurement(), premises(), GDP, seed=4) == opening_estimates(
        measurement(), premises(), GDP, seed=4
    )


def test_a_year_without_the_gdp_of_all_powers_gives_no_budgets():
    with pytest.raises(CheckError, match="no year up to 2020 has the GDP of all powers"):
        opening_estimates(measurement(), premises(), {("AAA", 2019): 1.0, ("BBB", 2021): 1.0}, seed=1)


def test_the_underdog_answers_more_effort_with_less_and_the_favourite_with_more():
    """Dixit 1987: efforts are substitutes for who holds less than half, and complements for who holds more."""
    every = {code: span(50.0) for code in POWERS}
    found = swept(mean=(0.7, 0.2, 0.1), value=every, attention=every, taste=span(1.0), head_start=span(1e-6),
                  effectiveness=span(1.0))  # fmt: skip
    ahead = found.found.share[:, 0] > 0.55
    assert ahead.mean() > 0.5
    assert (one_more_unit(found, 1).effort[:, 0][ahead] > 0).all()
    behind = (found.found.share[:, 1:] < 0.5) & (found.found.effort[:, 1:] > 0)
    assert (one_more_unit(found, 0).effort[:, 1:][behind] < 0).all()
