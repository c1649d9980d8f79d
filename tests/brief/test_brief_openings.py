from __future__ import annotations

from dataclasses import replace

import pytest
from brief_vales import number

from tightrope import brief
from tightrope.brief.openings import openings
from tightrope.brief.publication import read_publication
from tightrope.records import Estimate, Premises, Range


@pytest.fixture
def run(held, case):
    """The run of the vales with openings of PWA and PWB in the economy of both states."""
    ledger = held.ledger
    estimates = list(ledger.estimates(case=case.name))
    rests_on = estimates[0].rests_on

    def publish(*openings: Estimate) -> None:
        ledger.add_estimates([*estimates, *openings], case=case.name, seed=1)

    def one(quantity, mean, state="NVA", power="PWA", spread=0.0):
        made = number(f"opening/{quantity}", state, 2010, mean, rests_on, domain="economy", power=power)
        return replace(made, low90=mean - spread, low50=mean - spread, high50=mean + spread, high90=mean + spread)

    return ledger, publish, one


def with_premises(case):
    span = Range(low=0.5, high=2.0, source="judgement <of ours>")
    every = dict.fromkeys(case.powers, span)
    return replace(
        case,
        contest=Premises(
            dyad=("PWA", "PWB"), value=every, attention=every, taste=span, head_start=span, effectiveness=span,
            concentration=span, punishment=span, elasticity=span, noise=span,
        ),
    )  # fmt: skip


def test_only_what_holds_in_nine_of_ten_draws_is_told(run, case):
    ledger, publish, one = run
    publish(one("gain", 0.03), one("most", 0.95), one("usual", 0.89), one("over_power/PWB", 0.9, state=""))
    found = openings(read_publication(ledger, case))
    assert [(held.kind, held.other, [one.state for one in held.holds]) for held in found.held] == [
        ("most", "", ["NVA"]),
        ("over_power", "PWB", [""]),
    ]
    assert (found.count, found.looked_at) == (2, 3)


def test_what_holds_in_several_states_is_told_once_with_the_weakest_place_of_all(run, case):
    ledger, publish, one = run
    publish(
        one("gain", 0.03), one("open", 0.92, "SVA"), one("open", 0.97), one("open/unless/punishment/high", 0.8),
        one("open/unless/taste.PWA/low", 0.7, "SVA"),
    )  # fmt: skip
    (held,) = openings(read_publication(ledger, case)).held
    assert [(one.state, one.mean) for one in held.holds] == [("NVA", 0.97), ("SVA", 0.92)]
    assert (held.unless.name, held.unless.holds.state) == ("taste", "SVA")


def test_a_conclusion_comes_with_what_would_overturn_it(run, case):
    ledger, publish, one = run
    publish(one("gain", 0.03), one("crowds_out/PWB", 0.93), one("crowds_out/PWB/unless/value.PWB/low", 0.6))
    (held,) = openings(read_publication(ledger, case)).held
    assert (held.unless.name, held.unless.power, held.unless.side, held.unless.holds.mean) == (
        "value",
        "PWB",
        "low",
        0.6,
    )


def test_the_weaker_of_two_answers_is_not_told_beside_the_stronger(run, case):
    ledger, publish, one = run
    publish(one("gain", 0.03), one("lowers/PWB", 0.92, state=""), one("keeps_down/PWB", 0.97, state=""))
    assert [held.kind for held in openings(read_publication(ledger, case)).held] == ["lowers"]


@pytest.mark.parametrize("locale", ["en", "zh-Hant"])
def test_the_page_says_that_nothing_is_fitted_and_gives_every_range_with_its_source(run, case, locale):
    ledger, publish, one = run
    publish(
        one("gain", 0.031, spread=0.01), one("next", 0.25), one("taken_by/PWA", 0.012, power="PWB", spread=0.02),
        one("over_domain/security", 0.94, state=""), one("over_domain/security/unless/head_start/high", 0.7, state=""),
    )  # fmt: skip
    page = brief.render(ledger, with_premises(case), locale)
    section = page[page.index('<section id="openings">') :].partition("</section>")[0]
    assert "+3.1" in section
    assert "−0.8" in section
    assert {"en": "not fitted", "zh-Hant": "並未擬合"}[locale] in section
    assert "94%" in section
    assert "70%" in section
    assert section.count("judgement &lt;of ours&gt;") == 2 * len(case.powers) + 7
    assert '<a href="#openings">' in page


def test_without_openings_the_page_has_no_such_section(held, case):
    assert openings(read_publication(held.ledger, case)) is None
    assert 'id="openings"' not in brief.render(held.ledger, case, "en")


def test_openings_are_no_quantities_of_the_evidence(run, case):
    ledger, publish, one = run
    publish(one("gain", 0.031), one("most", 0.95))
    page = brief.render(ledger, case, "en")
    assert "opening/" not in page
