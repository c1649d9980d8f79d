"""The sections on push and pull and on the outlook say what the run holds, and stay away where it holds nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from brief_vales import number

from tightrope import brief
from tightrope.brief.prospects import Outlooks, on_line, push_pull
from tightrope.brief.publication import read_publication
from tightrope.records import Assumption, AssumptionKind, Domain, Scenario

ASSUMED = Assumption(
    kind=AssumptionKind.CHANNEL_FACTOR, power="PWA", states=("NVA", "SVA"), domain=Domain.ECONOMY,
    channel="economy.trade", low=0.5, high=0.75, first=2012, probability=0.4,
)  # fmt: skip
SCENARIO = Scenario(
    name="bridge-falls",
    label={"en": "The bridge <falls>", "zh-Hant": "橋塌了"},
    why={"en": "It is old."},
    source="a guess",
    assumptions=(ASSUMED,),
    own=1,
)


@pytest.fixture
def run(held, case):
    """The run of the vales, to which projections can be added."""
    ledger = held.ledger
    estimates = list(ledger.estimates(case=case.name))
    rests_on = estimates[0].rests_on

    def publish(*added):
        ledger.add_estimates([*estimates, *added], case=case.name, seed=1)

    def one(quantity, mean, year=2011, state="NVA", domain="all", power="PWA", spread=0.1):
        made = number(quantity, state, year, mean, rests_on, domain=domain, power=power)
        return replace(
            made, low90=mean - spread, low50=mean - spread / 2, high50=mean + spread / 2, high90=mean + spread
        )

    return ledger, publish, one


def outlook(one):
    shares = [one("outlook/capital_share_powers", 0.5 + 0.01 * year, 2010 + year) for year in (1, 5, 10)]
    changed = "outlook/change/bridge-falls/capital_share_powers"
    return [
        *shares,
        one(changed, -0.123, 2015, domain="economy", spread=0.05),
        one(changed, -0.031, 2015, spread=0.01),
        one(changed, 0.09, 2015, power="PWB"),
        one("outlook/change/bridge-falls/effective_powers", 0.25, 2020, power=""),
    ]


def test_a_run_without_projections_has_neither_section(run, case):
    ledger, _, _ = run
    text = brief.render(ledger, case, "en")
    assert 'id="outlook"' not in text
    assert 'id="pushpull"' not in text


def test_parameters_stand_beside_their_priors_and_what_was_not_learned_is_said_so(run, case):
    ledger, publish, one = run
    names = {"half_life": (12.0, 0.8, 0.1), "shock": (0.2, 0.05, 0.1)}
    found = []
    for name, (mean, learned, spread) in names.items():
        of = {"state": "", "domain": "economy", "power": ""}
        found += [one(f"push_pull/{name}", mean, **of), one(f"push_pull/prior/{name}", 2 * mean, **of)]
        found += [one(f"push_pull/contraction/{name}", learned, spread=spread, **of)]
    publish(*found)
    (parameters,) = push_pull(read_publication(ledger, case)).values()
    assert [(two.name, two.posterior.mean, two.prior.mean) for two in parameters] == [
        ("half_life", 12.0, 24.0),
        ("shock", 0.2, 0.4),
    ]
    text = brief.render(ledger, case, "en")
    section = text[text.index('<section id="pushpull">') :].split("</section>")[0]
    assert "80% <span" in section
    assert "70–90%" in section
    assert section.count("next to nothing</td>") == 1
    assert section.count("<svg") == 1  # half-lives are drawn


def test_the_outlook_shows_where_it_begins_and_ends_and_every_scenario_with_what_it_assumes(run, case):
    ledger, publish, one = run
    publish(*outlook(one))
    told = replace(case, scenarios=(SCENARIO,))
    text = brief.render(ledger, told, "en")
    section = text[text.index('<section id="outlook">') :].split("</section>")[0]
    assert "60% (50–70%), 2020" in section
    assert "The bridge &lt;falls&gt;" in section
    assert "is judgement" in section
    assert "times 0.50–0.75, from 2012, with a chance of 40%" in section
    assert "the vales" in section.lower() or "Northvale" in section
    assert "−12.3 points" in section
    assert "+0.25" in section
    assert "a guess" in section
    assert "橋塌了" in brief.render(ledger, told, "zh-Hant")


def test_only_powers_that_a_scenario_moves_have_rows_and_years_without_a_number_stay_empty(run, case):
    ledger, publish, one = run
    publish(*outlook(one))
    (found,) = Outlooks(read_publication(ledger, replace(case, scenarios=(SCENARIO,)))).scenarios()
    assert [(state, domain, power) for state, domain, power, _ in found.rows] == [
        ("NVA", "all", "PWA"),
        ("NVA", "economy", "PWA"),
        ("NVA", "all", ""),
    ]
    after_five, after_ten = found.rows[0][3]
    assert after_five.mean == -0.031
    assert after_ten is None


def test_a_scenario_that_the_run_did_not_follow_is_not_shown(run, case):
    ledger, publish, one = run
    publish(one("outlook/capital_share_powers", 0.5))
    assert Outlooks(read_publication(ledger, replace(case, scenarios=(SCENARIO,)))).scenarios() == ()


@pytest.mark.parametrize(("years", "place"), [(0.1, 0.0), (1.0, 0.0), (300.0, 100.0), (1e6, 100.0)])
def test_the_line_of_half_lives_ends_where_it_ends(years, place):
    assert on_line(years) == place
