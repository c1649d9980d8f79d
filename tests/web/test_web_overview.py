"""The overview: cards, and what changed since a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from brief_vales import document, event, vales
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from tightrope.brief.findings import Certainty
from tightrope.brief.publication import SHARE, Publication, read_publication
from tightrope.brief.since import begun_and_ended, happened, leaders, moved
from tightrope.cases import load_case
from tightrope.ledger import Ledger
from tightrope.records import Event, EventType, Status, When
from tightrope.web import create_app


def test_a_card_for_each_state_shows_the_published_shares(client: TestClient, ledger: Ledger, tmp_path: Path) -> None:
    case = vales(tmp_path)
    publication = read_publication(ledger, case)
    page = LexborHTMLParser(client.get("/en/").text)
    cards = page.css("article.tile")
    assert len(cards) == len(case.states)
    for state, card in zip(case.states, cards, strict=True):
        shown = {row.css_first("th").text(): row.css_first("td.val") for row in card.css("table tr")}
        for name, power in zip(shown, case.powers, strict=True):
            share = publication.shares(state, "all").get(power)
            assert (name, shown[name] is None) == (name, share is None)
            if share is not None:
                assert shown[name].text().rstrip("◇").strip("<>") == f"{round(100 * share.mean)}%"


def shrunk(publication: Publication) -> Publication:
    """The same with every share but the newest of its series much smaller, by another factor each."""
    names = ("mean", "low90", "low50", "high50", "high90")
    estimates = dict(publication.estimates)
    for place, (key, series) in enumerate(publication.estimates.items()):
        if key[0] == SHARE:
            factor = (0.9, 0.5, 0.05)[place % 3]
            old = [replace(one, **{name: factor * getattr(one, name) for name in names}) for one in series[:-1]]
            estimates[key] = (*old, series[-1])
    return replace(publication, estimates=estimates)


def test_what_moved_is_what_has_intervals_apart(ledger: Ledger, tmp_path: Path) -> None:
    publication = shrunk(read_publication(ledger, vales(tmp_path)))
    domains = sorted({key[2] for key in publication.estimates} - {"all"})
    every = [one for key, found in publication.estimates.items() if key[0] == SHARE for one in found]
    years = sorted({one.when.start.year for one in every})
    told = 0
    for state in publication.case.states:
        for year in years:
            found = {(one.now.domain, one.now.power): one for one in moved(publication, state, domains, year)}
            for domain in ("all", *domains):
                for power, now in publication.shares(state, domain).items():
                    then = [
                        one for one in publication.series(SHARE, state, domain, power) if one.when.start.year == year
                    ]
                    apart50 = then and (now.low50 > then[0].high50 or now.high50 < then[0].low50)
                    apart90 = then and (now.low90 > then[0].high90 or now.high90 < then[0].low90)
                    prior = then and (publication.mostly_prior(now) or publication.mostly_prior(then[0]))
                    one = found.get((domain, power))
                    assert (one is not None) == bool(apart50 and not prior)
                    if one:
                        told += 1
                        assert one.rose == (now.low50 > then[0].high50)
                        assert (one.certainty is Certainty.VERY_LIKELY) == apart90
    assert told > 0


def test_leaders_are_ordered_by_how_sure_they_are(ledger: Ledger, tmp_path: Path) -> None:
    publication = read_publication(ledger, vales(tmp_path))
    domains = sorted({key[2] for key in publication.estimates} - {"all"})
    found = [leaders(publication, state, domains) for state in publication.case.states]
    assert any(found)
    for one in found:
        sure = [round(100 * each.draws.mean) for each in one]
        assert sure == sorted(sure, reverse=True)
        assert all(percent > 50 for percent in sure)


def test_events_and_ties_of_a_day_and_later_only(ledger: Ledger, tmp_path: Path) -> None:
    publication = read_publication(ledger, vales(tmp_path))
    items = list(publication.evidence.values())
    dated = [one for one in items if isinstance(one, Event) and one.when and one.status is Status.OCCURRED]
    last = max(one.when.start for one in dated if one.when)
    events, number = happened(items, last, 1)
    assert len(events) == 1 <= number
    assert all(one.when and one.when.start >= last for one in events)
    assert happened(items, date(2999, 1, 1), 5) == ((), 0)
    begun, ended = begun_and_ended(publication, date(1800, 1, 1))
    assert begun or ended
    assert begun_and_ended(publication, date(2999, 1, 1)) == ((), ())
    assert all(tie.since for tie in begun)
    assert all(tie.until for tie in ended)


@pytest.mark.parametrize("asked", ["since/?date=2015-06-01", "since/2015-06-01/"])
def test_the_day_is_part_of_the_address(client: TestClient, asked: str) -> None:
    page = LexborHTMLParser(client.get(f"/en/{asked}").text)
    assert page.css_first("input[type=date]").attributes["value"] == "2015-06-01"
    assert "June 1, 2015" in page.css_first("#since h2").text()


@pytest.mark.parametrize(("year", "said"), [(2012, "There are no shares of 2012"), (2008, "No share differs")])
def test_a_year_that_nothing_can_be_compared_with_is_told_apart_from_one_since_which_nothing_moved(
    client: TestClient, year: int, said: str
) -> None:
    page = LexborHTMLParser(client.get(f"/en/since/{year}-01-01/").text)
    told = [one.text() for one in page.css(".tile p.meta, #since > p")]
    assert [one for one in told if one.startswith(("There are no shares", "No share"))] == [
        one for one in told if one.startswith(said)
    ]
    assert any(one.startswith(said) for one in told)


@pytest.mark.parametrize("day", ["2015-06-31", "soon", "2015", "0001-01-01", "9999-99-99"])
def test_what_is_no_day_or_before_the_case_is_refused_in_words(client: TestClient, day: str) -> None:
    answer = client.get("/en/since/", params={"date": day})
    assert answer.status_code == 404
    assert day in answer.text


def test_dates_of_the_case_are_told_as_exactly_as_it_knows_them(ledger: Ledger, tmp_path: Path) -> None:
    built_in = load_case("central_asia")
    case = replace(vales(tmp_path), waves=built_in.waves, labels={**vales(tmp_path).labels, **built_in.labels})
    page = LexborHTMLParser(TestClient(create_app(ledger.path, case), base_url="http://localhost").get("/en/").text)
    told = {one.text(): one.attributes["href"] for one in page.css("ul.days a")}
    assert told["Full-scale invasion of Ukraine · Feb 2022"] == "since/2022-02-01/#since"
    assert told["Annexation of Crimea · Mar 2014"] == "since/2014-03-01/#since"
    assert page.css_first("ul.days a[aria-current]").text() == "Full-scale invasion of Ukraine · Feb 2022"


def test_an_empty_ledger_says_what_to_do(tmp_path: Path) -> None:
    Ledger.open(tmp_path / "empty.ledger").close()
    client = TestClient(create_app(tmp_path / "empty.ledger", vales(tmp_path)), base_url="http://localhost")
    for address in ("/en/", "/zh-Hant/", "/en/claims/", "/en/scorecard/", "/en/sources/", "/en/since/2015-01-01/"):
        assert client.get(address).status_code == 200
    assert "tightrope measure" in client.get("/en/").text


@pytest.mark.parametrize("most", [1, 7, 500])
def test_the_newest_events_are_those_of_all_sorted_by_day_and_id(most: int) -> None:
    source = document()
    days = [date(2000 + number % 9, 1 + number % 5, 1) for number in range(200)]
    acts = [event(source, when=When.day(day), mode=f"m{number}") for number, day in enumerate(days)]
    ordered = sorted(acts, key=lambda one: (str(one.when), one.id), reverse=True)
    assert happened(acts, date(2000, 1, 1), most) == (tuple(ordered[:most]), 200)


def test_an_act_of_both_told_from_either_side_is_one_event_and_an_act_of_one_is_not(ledger: Ledger) -> None:
    event = next(one for one in ledger.evidence() if isinstance(one, Event) and one.when)
    assert event.when is not None
    agreed = replace(
        event, event_type=EventType.AGREE, mode="", status=Status.OCCURRED, source=("PWA",), target=("NVA",)
    )
    accused = replace(agreed, event_type=EventType.ACCUSE)
    for one, number in ((agreed, 1), (accused, 2)):
        other_side = replace(one, source=one.target, target=one.source)
        assert happened([one, other_side, one], event.when.start, 5)[1] == number
