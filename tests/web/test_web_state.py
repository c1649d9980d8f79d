"""The page of a state: what is said, what each number leads to, and what is said where nothing is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from brief_vales import fill, number, vales
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from tightrope.cases import Case
from tightrope.ledger import Ledger
from tightrope.records import (
    Assumption,
    AssumptionKind,
    Domain,
    Estimate,
    Scenario,
    Wave,
    When,
)
from tightrope.web import create_app

LOCALES = ("en", "zh-Hant")
NOT_MEASURED = {"en": "not measured", "zh-Hant": "未測量"}
SCENARIO = Scenario(
    name="bridge-falls",
    label={"en": "The bridge <falls>", "zh-Hant": "橋塌了"},
    why={"en": "It is <old>."},
    source="a guess",
    assumptions=(
        Assumption(
            kind=AssumptionKind.CHANNEL_FACTOR, power="PWA", states=("NVA",), domain=Domain.ECONOMY,
            channel="economy.trade", low=0.5, high=0.75, first=2012, probability=0.4,
        ),
    ),
    own=1,
)  # fmt: skip


def wide(one: Estimate, spread: float, **more: object) -> Estimate:
    ends = {"low90": one.mean - spread, "low50": one.mean - spread / 2}
    return replace(one, **ends, high50=one.mean + spread / 2, high90=one.mean + spread, **more)  # type: ignore[arg-type]


def projected(ids: tuple[str, ...]) -> Iterator[Estimate]:
    """An outlook, what follows from the scenario, openings, a wave and positions of Northvale."""
    for year in range(2011, 2021):
        for domain in ("all", "economy"):
            made = number("outlook/capital_share_powers", "NVA", year, 0.6, ids, domain=domain, power="PWA")
            yield wide(made, 0.1)
        yield wide(number("outlook/effective_powers", "NVA", year, 1.5, ids, domain="all"), 0.3)
        if year >= 2012:
            for domain, by in (("all", -0.031), ("economy", -0.123)):
                name = "outlook/change/bridge-falls/capital_share_powers"
                yield wide(number(name, "NVA", year, by, ids, domain=domain, power="PWA"), 0.01)
            name = "outlook/change/bridge-falls/effective_powers"
            yield wide(number(name, "NVA", year, 0.25, ids, domain="all"), 0.05)
    for kind, mean in (("gain", 0.031), ("next", 0.25), ("most", 0.95), ("most/unless/taste/low", 0.81)):
        yield number(f"opening/{kind}", "NVA", 2010, mean, ids, domain="economy", power="PWA")
    for kind, mean in (("most", 0.93), ("most/unless/punishment/high", 0.66)):
        yield number(f"opening/{kind}", "SVA", 2010, mean, ids, domain="economy", power="PWA")
    yield number("opening/usual", "SVA", 2010, 0.97, ids, domain="economy", power="PWB")
    for kind, mean in (("size", 1.5), ("false_alarm", 0.4), ("power_1", 0.1), ("power_2", 0.3), ("dyads", 2)):
        made = number(f"wave/{kind}", "", 2005, mean, ids, domain="all", power="PWA")
        yield replace(made, when=When.parse("2005-03"))
    for year in range(2000, 2011):
        yield wide(number("ideal_point", "NVA", year, -0.5, ids[:1], domain="politics"), 0.2)
        yield wide(number("ideal_point", "PWA", year, -0.6, ids[:1], domain="politics"), 0.2)
        for power, mean in (("PWA", 0.2), ("PWB", 1.5)):
            made = number("alignment_distance", "NVA", year, mean, ids[:1], domain="politics", power=power)
            yield wide(made, 0.1)
    yield number("conflict/figures/economy.trade", "NVA", 2003, 4.0, ids[:2], domain="economy", power="PWA")
    yield number("conflict/figures/economy.trade", "SVA", 2003, 5.0, ids[:2], domain="economy", power="PWA")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    case = vales(tmp_path)
    labels = {**case.labels, "wave/turn": {"en": "The <turn>", "zh-Hant": "轉向"}}
    turn = Wave(name="turn", since=When.parse("2005-03"), away_from="PWA", source="made up")
    return replace(case, waves=(turn,), labels=labels, scenarios=(SCENARIO,))


Served = Callable[..., TestClient]


@pytest.fixture
def serve(tmp_path: Path, case: Case) -> Served:
    """Serve a ledger: without anything, measured, or with projections and positions as well."""

    def served(*, measured: bool = True, more: bool = True) -> TestClient:
        with Ledger.open(tmp_path / "a.ledger") as ledger:
            if measured:
                held = fill(ledger)
                ids = tuple(sorted(row.id for row in held.observations if row.over == "NVA"))
                added = tuple(projected(ids)) if more else ()
                ledger.add_estimates([*held.estimates, *added], case=case.name, seed=2)
        return TestClient(create_app(tmp_path / "a.ledger", case), base_url="http://localhost")

    return served


def read(client: TestClient, address: str) -> LexborHTMLParser:
    answer = client.get(address)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.text)


def told(page: LexborHTMLParser, selector: str) -> str:
    found = page.css_first(selector)
    assert found is not None, selector
    return re.sub(r"\s+", " ", found.text())


@pytest.mark.parametrize("locale", LOCALES)
def test_every_place_that_numbers_of_a_state_lead_to_is_in_its_page(serve: Served, locale: str) -> None:
    page = read(serve(), f"/{locale}/state/NVA/")
    ids = [one.attributes["id"] for one in page.css("[id]")]
    assert len(ids) == len(set(ids))
    assert {"all", "economy", "security", "alignment", "ties", "waves", "outlook", "openings"} <= set(ids)
    within = {one.attributes["href"] for one in page.css('a[href^="#"]')}
    assert {one for one in within if one and one[1:] not in ids} == set()
    assert len(page.css("h1")) == 1
    assert page.css("[style], style, script:not([src])") == []


def test_the_headline_names_the_first_power_with_how_sure_it_is_as_a_link(serve: Served) -> None:
    page = read(serve(), "/en/state/NVA/")
    assert (
        told(page, ".lead") == "Arda very likely holds the largest share over all domains (98%) and in Economy (98%)."
    )
    links = [one.attributes["href"] for one in page.css(".lead a")]
    assert links == ["../../dyad/PWA-NVA/#all", "../../dyad/PWA-NVA/#economy"]
    south = read(serve(), "/en/state/SVA/")
    assert told(south, ".lead") == "No power is named as first over all domains and in Economy."


def test_every_number_leads_to_the_page_of_the_two_or_to_what_stands_here(serve: Served) -> None:
    page = read(serve(), "/en/state/NVA/")
    cell = page.css("#standing .shares:not(.profile) tbody tr:first-child td a.n")
    assert [one.attributes["href"] for one in cell] == [
        "../../dyad/PWA-NVA/#all",
        "../../dyad/PWB-NVA/#all",
        "../../state/NVA/#all",
    ]
    behind = page.css_first("#economy .behind")
    assert behind is not None
    assert 'href="../../series/economy.trade/PWA-NVA/#o' in (behind.html or "")
    assert "11 rows, 2000–2010" in told(page, "#economy .behind")
    assert "Trade 70%" in told(page, "#economy .behind").replace("\xa0", " ")


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_not_measured_says_so_and_never_reads_as_zero(serve: Served, locale: str) -> None:
    page = read(serve(), f"/{locale}/state/NVA/")
    row = page.css("#standing .shares:not(.profile) tbody tr")[2]  # security, of which nothing is estimated
    cells = [re.sub(r"\s+", " ", one.text()).strip() for one in row.css("td")]
    assert cells == [*[NOT_MEASURED[locale]] * 4, "–"]
    assert page.css("#security svg") == []
    assert NOT_MEASURED[locale] in told(page, "#security")


def test_ties_lead_to_the_evidence_with_years_of_entry_and_exit(serve: Served) -> None:
    page = read(serve(), "/en/state/NVA/")
    assert "the Leaguemember1995–2004" in told(page, "#ties tbody")
    link = page.css_first("#ties tbody a.n")
    assert link is not None
    assert re.fullmatch(r"\.\./\.\./evidence/[0-9a-z]+/", link.attributes["href"] or "")
    assert "No ties are recorded" in told(read(serve(), "/en/state/SVA/"), "#ties")


def test_openings_and_contradictions_are_those_of_the_state(serve: Served) -> None:
    page = read(serve(), "/en/state/NVA/")
    assert "+3.1" in told(page, "#openings")
    assert "brings more to this power than to any other: Arda" in told(page, "#openings")
    assert "95%" in told(page, "#openings")
    assert "Weakest, at 81%" in told(page, "#openings")  # of the other state it is 66%
    assert "median" not in told(page, "#openings")  # what holds in the other state
    assert len(page.css("#conflicts tbody tr")) == 1
    assert "4.0" in told(page, "#conflicts")


def test_the_outlook_leads_to_each_scenario_with_what_it_moves_most(serve: Served) -> None:
    page = read(serve(), "/en/state/NVA/")
    link = page.css_first("#outlook tbody a")
    assert link is not None
    assert (link.attributes["href"], link.text()) == ("../../state/NVA/scenario/bridge-falls/", "The bridge <falls>")
    assert "−3.1 points" in told(page, "#outlook tbody")
    south = read(serve(), "/en/state/SVA/")
    assert "Nothing that was projected moves in this state." in told(south, "#outlook tbody")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_picture_of_the_outlook_can_be_chosen_on_the_page_and_waves_are_drawn(serve: Served, locale: str) -> None:
    client = serve()
    page = read(client, f"/{locale}/state/NVA/")
    box = page.css_first("[data-picks]")
    assert box is not None
    names = (box.attributes["data-names"] or "").split()
    domains, scenarios = ([one.attributes["value"] for one in each.css("option")] for each in box.css("select"))
    assert scenarios == ["", "bridge-falls"]
    parts = [[box.attributes["data-picks"], domain, scenario] for domain in domains for scenario in scenarios]
    assert sorted(".".join(str(one) for one in part if one) for part in parts) == sorted(names)
    for name in names:
        assert client.get(f"/{locale}/figure/{name}.png").status_code == 200
    assert page.css_first("#waves figure svg") is not None


@pytest.mark.parametrize("locale", LOCALES)
def test_a_scenario_says_what_it_assumes_and_what_follows_with_intervals(serve: Served, locale: str) -> None:
    client = serve()
    page = read(client, f"/{locale}/state/NVA/scenario/bridge-falls/")
    assert told(page, "h1") == SCENARIO.label[locale]
    assert "0.50–0.75" in told(page, "#assumed")
    assert "a guess" in told(page, ".standfirst")
    assert "−12.3" in told(page, "#follows")
    assert "−13.3" in told(page, "#follows")
    assert "−4.1" in told(page, "#follows")
    assert len(page.css("#follows td svg.iv")) == 6
    pictures = [one.attributes["href"] for one in page.css("#follows p a")]
    assert pictures == [f"../../../../figure/outlook.NVA.{domain}.bridge-falls/" for domain in ("all", "economy")]
    assert "+0.25" in told(page, "#follows")
    elsewhere = read(client, f"/{locale}/state/SVA/scenario/bridge-falls/")
    assert elsewhere.css("#follows svg") == []
    assert len(elsewhere.css("#assumed .status")) == 1


def test_without_an_outlook_a_scenario_names_the_command_that_makes_one(serve: Served) -> None:
    client = serve(more=False)
    assert "tightrope project" in told(read(client, "/en/state/NVA/scenario/bridge-falls/"), "#follows")
    page = read(client, "/en/state/NVA/")
    assert page.css("#outlook, #waves, #openings, #conflicts") == []
    assert "tightrope align" in told(page, "#alignment")


@pytest.mark.parametrize("locale", LOCALES)
def test_an_empty_ledger_says_which_command_measures_and_keeps_its_places(serve: Served, locale: str) -> None:
    page = read(serve(measured=False), f"/{locale}/state/NVA/")
    assert "tightrope measure" in told(page, ".lead")
    ids = {one.attributes["id"] for one in page.css("[id]")}
    assert {"all", "economy", "security", "alignment"} <= ids
    assert page.css("svg.marks") == []
    assert NOT_MEASURED[locale] in told(page, "#economy")


@pytest.mark.parametrize(
    "address", ["state/XXX/", "state/PWA/", "state/NVA/scenario/nothing/", "state/XXX/scenario/bridge-falls/"]
)
def test_a_state_or_scenario_that_the_case_does_not_have_is_not_there(serve: Served, address: str) -> None:
    answer = serve().get(f"/en/{address}")
    assert answer.status_code == 404
    assert "no such" in answer.text or "has no" in answer.text


def test_the_words_of_a_case_do_not_run_in_the_page(serve: Served) -> None:
    client = serve()
    text = client.get("/en/state/NVA/").text + client.get("/en/state/NVA/scenario/bridge-falls/").text
    assert "<turn>" not in text
    assert "<falls>" not in text
    assert "<old>" not in text


def test_the_timeline_of_ties_and_every_chart_can_be_taken_away(serve: Served) -> None:
    client = serve()
    page = read(client, "/en/state/NVA/")
    assert len(page.css("#ties .timeline svg")) == 1
    files = [one.attributes["href"] or "" for one in page.css(".get a[download]")]
    names = {re.sub(r"^.*figure/|\.(svg|png|csv)$", "", one) for one in files}
    assert names == {"shares.NVA.all", "shares.NVA.economy", "alignment.NVA", "outlook.NVA.all", "ties.NVA", "waves"}
    assert {one.attributes["href"] for one in page.css("noscript a")} == {"../../figure/outlook.NVA.economy/"}
    for address in files[::3]:
        assert client.get(f"/en/state/NVA/{address}").status_code == 200
