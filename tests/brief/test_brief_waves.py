from __future__ import annotations

from dataclasses import replace

import pytest
from brief_vales import number

from tightrope import brief
from tightrope.brief.publication import read_publication
from tightrope.brief.waves import waves
from tightrope.records import Wave, When

SINCE = When.parse("2005-03")


@pytest.fixture
def told(held, case):
    """Publish a test of a date away from PWA, beside the placebo of PWB; returns the case and what is told."""
    labels = {**case.labels, "wave/turn": {"en": "The <turn>", "zh-Hant": "轉向"}}
    asked = replace(case, waves=(Wave(name="turn", since=SINCE, away_from="PWA", source="made up"),), labels=labels)
    estimates = list(held.ledger.estimates(case=case.name))

    def one(kind, mean, power, domain="all", when=SINCE):
        made = number(f"wave/{kind}", "", 2005, mean, estimates[0].rests_on, domain=domain, power=power)
        return replace(made, when=when, low90=mean, low50=mean, high50=mean, high90=mean)

    def publish(alarm, power_2=0.3, placebo=0.5):
        found = []
        for power, chance in (("PWA", alarm), ("PWB", placebo)):
            numbers = {"size": 1.5, "false_alarm": chance, "power_1": 0.1, "power_2": power_2, "dyads": 2}
            found += [one(kind, mean, power) for kind, mean in numbers.items()]
        for kind in ("breadth", "depth", "order"):
            found += [one(kind, 0.6, "PWA"), one(f"{kind}_prior", 0.5, "PWA")]
        found += [one("rung", 0.7, "PWA", "economy"), one("rung_prior", 0.5, "PWA", "economy")]
        found += [one("change", chance, "PWA", when=When.year(year)) for year, chance in ((2003, 0.2), (2004, 0.4))]
        found.append(one("change_false_alarm", 0.9, "PWA"))
        held.ledger.add_estimates([*estimates, *found], case=case.name, seed=1)
        return waves(read_publication(held.ledger, asked)), held.ledger, asked

    return publish


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        ({"alarm": 0.03}, "seen"),
        ({"alarm": 0.03, "placebo": 0.02}, "everywhere"),
        ({"alarm": 0.4, "power_2": 0.9}, "unseen"),
        ({"alarm": 0.4}, "blind"),
    ],
)
def test_a_date_is_summed_up_by_its_false_alarm_its_power_and_the_placebos(told, given, verdict):
    found, _, _ = told(**given)
    (date,) = found.dates
    assert date.verdict == verdict
    assert [one.power for one in date.placebos] == ["PWB"]
    assert list(date.reach) == ["breadth", "depth", "order"]
    assert found.watched["PWA"][0].when == When.year(2004)


@pytest.mark.parametrize(
    ("locale", "words"), [("en", ("consistent with a push away", "The &lt;turn&gt;")), ("zh-Hant", ("相符", "轉向"))]
)
def test_the_page_says_consistent_with_and_never_detected(told, locale, words):
    _, ledger, case = told(0.03)
    page = brief.render(ledger, case, locale)
    section = page[page.index('<section id="waves">') :].partition("</section>")[0]
    assert all(one in section for one in words)
    assert "detect" not in section


def test_a_run_without_waves_has_no_section(held, case):
    assert '<section id="waves">' not in brief.render(held.ledger, case, "en")


def test_a_date_that_could_not_be_tested_says_so(held, case, told):
    _, ledger, asked = told(0.4)
    late = replace(asked, waves=(Wave(name="turn", since=When.parse("2030"), away_from="PWA", source="made up"),))
    (date,) = waves(read_publication(ledger, late)).dates
    assert date.verdict == "untested"
    assert "too few readings" in brief.render(ledger, late, "en")
