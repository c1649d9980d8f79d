"""The page of two parties: shares, what they rest on, ties and events, for every power and state."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from brief_vales import Held, document, event, event_flows, vales
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser
from web_reader import page

from tightrope.cases import Case
from tightrope.ledger import Ledger
from tightrope.records import Estimate, Event, EventType, Origin, Position, Stock, When
from tightrope.web import create_app
from tightrope.web.pages.dyad import EVENTS
from tightrope.web.places import Pages


def text(found: LexborHTMLParser, selector: str) -> str:
    node = found.css_first(selector)
    assert node is not None, selector
    return " ".join(node.text().split())


def test_numbers_find_their_anchor_and_there_every_row_and_passage_they_rest_on(client: TestClient, path: Path) -> None:
    found = page(client, "/en/dyad/PWA-NVA/")
    for domain in ("all", "economy", "security", "alignment"):
        assert found.css_first(f"#{domain}") is not None
    with Ledger.open(path, read_only=True) as ledger:
        rows = [row for row in ledger.observations() if (row.holder, row.over) == ("PWA", "NVA")]
        acts = [one for one in ledger.estimates(case="vales") if one.quantity == "two_sidedness"]
    links = {one.attributes["href"] for one in found.css("#economy a")}
    assert len(rows) == 11
    assert {f"../../series/economy.trade/PWA-NVA/#o{row.id[:10]}" for row in rows} <= links
    assert f"../../evidence/{acts[0].rests_on[0]}/" in {one.attributes["href"] for one in found.css("#all a")}


def test_the_headline_tells_the_share_and_how_sure_the_order_is(client: TestClient) -> None:
    said = text(page(client, "/en/dyad/PWA-NVA/"), ".lead")
    assert "Arda holds 90%" in said
    assert "very likely holds the largest share in: All domains" in said
    assert "events 2, figures 1" in said


def test_a_power_that_is_not_first_is_not_said_to_be(client: TestClient) -> None:
    assert "largest" not in text(page(client, "/en/dyad/PWB-NVA/"), ".lead")


def test_what_is_not_measured_is_said_to_be_and_never_reads_as_zero(client: TestClient) -> None:
    found = page(client, "/en/dyad/PWC-SVA/")
    assert "is not measured" in text(found, ".lead")
    assert [" ".join(one.text().split()) for one in found.css("#shares tbody td:nth-child(2)")] == ["not measured"] * 3
    assert "%" not in text(found, "#economy")


def test_both_orders_are_the_same_page_and_two_powers_have_one(client: TestClient) -> None:
    forward, backward = client.get("/en/dyad/PWA-PWC/"), client.get("/en/dyad/PWC-PWA/")
    assert text(LexborHTMLParser(forward.text), "h1") == text(LexborHTMLParser(backward.text), "h1") == "Arda and Cania"
    found = LexborHTMLParser(forward.text)
    assert found.css_first("#shares") is None
    assert found.css_first("#alignment") is not None
    assert "News and statements that name both" in text(found, "#events")


def test_links_to_two_powers_lead_to_the_one_page_that_is_written_as_a_file() -> None:
    pages = Pages("../", ("PWB", "PWA"), ("NVA",))
    assert pages.dyad("PWA", "PWB", "alignment") == pages.basis("PWA", "alignment", "PWB")
    assert pages.dyad("PWA", "PWB", "alignment") == "../dyad/PWB-PWA/#alignment"
    assert pages.basis("NVA", "economy", "PWA") == "../dyad/PWA-NVA/#economy"


@pytest.mark.parametrize("name", ["PWA-PWA", "NVA-SVA", "PWA-XXX", "PWA", "LEAGUE-PWA", "PWA-NVA/events/1"])
def test_a_pair_that_the_case_does_not_have_is_not_there(client: TestClient, name: str) -> None:
    assert client.get(f"/en/dyad/{name}/").status_code == 404


def test_events_that_are_read_later_show_at_once_the_newest_first_and_older_ones_on_their_pages(
    client: TestClient, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tightrope.web.library.BEHIND", 0.0)
    assert "Events that name" not in client.get("/en/dyad/PWA-NVA/").text
    count = 2 * EVENTS + 3
    days = [date(2012, 1, 1) + timedelta(days=place) for place in range(count)]
    texts = "\n\n".join(f"Arda met Northvale once more, number {place}." for place in range(count))
    source = document(texts, title="Meetings")
    spots = [source.text.index(f"number {place}.") for place in range(count)]
    with Ledger.open(path) as ledger:
        ledger.add_document(
            source,
            [
                event(source, start=spot, end=spot + 8, when=When.parse(day.isoformat()))
                for spot, day in zip(spots, days, strict=True)
            ],
        )
    found = page(client, "/en/dyad/PWA-NVA/")
    shown = [one.text().strip() for one in found.css("#events blockquote")]
    assert shown[0].startswith(f"number {count - 1}"[:8])
    assert EVENTS <= len(shown) < 2 * EVENTS
    link = found.css_first("#events .pager a")
    assert link is not None
    older = page(client, "/en/dyad/PWA-NVA/" + (link.attributes["href"] or "").removeprefix("../../dyad/PWA-NVA/"))
    assert len(older.css(".items > li")) >= EVENTS - 1  # two events of the first document share their words


def test_events_are_drawn_with_those_read_later_and_can_be_taken_away(
    client: TestClient, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tightrope.web.library.BEHIND", 0.0)
    monkeypatch.setattr("tightrope.web.shelf.QUICK", 60.0)  # on a busy machine, too, nothing is left for later
    assert page(client, "/en/dyad/PWB-SVA/").css_first("#events svg") is None
    assert client.get("/en/figure/events.PWB-SVA.csv").status_code == 404
    origin = Origin(producer="Late News", title="Boria sends aid", licence="CC0-1.0")
    for year in ("2009", "2010"):
        source = document(f"Boria sent aid to Southvale in {year}.", title="Aid", origin=origin)
        told = event(source, source=("PWB",), target=("SVA",), event_type=EventType.AID, when=When.parse(year))
        with Ledger.open(path) as ledger:
            ledger.add_document(source, [told])
        drawn = page(client, "/en/dyad/PWB-SVA/").css_first("#events svg")
        assert drawn is not None
        assert year in (drawn.attributes["aria-label"] or "")
        assert told.id in client.get("/en/figure/events.PWB-SVA.csv").text
    assert "Late News: “Boria sends aid”" in client.get("/en/figure/events.PWB-SVA/").text


def test_figures_and_positions_of_the_two_are_told(tmp_path: Path) -> None:
    source = document()
    common = {"document": source.id, "start": 12, "end": 40, "coder": "rules/0"}
    said = [
        Stock(**common, holder="PWB", over="SVA", channel="economy.trade", value=5, lower=5, upper=5, unit="USD",
              as_of=When.year(2008)),
        Position(**common, actor="SVA", issue="loans from Boria", stance="opposes", when=When.year(2007)),
        *(Position(**common, actor=actor, issue="Motion 8 of the General Assembly", stance=stance, when=When.year(2006))
          for actor, stance in (("SVA", "abstain"), ("PWB", "supports"), ("NVA", "absent"))),
    ]  # fmt: skip
    with Ledger.open(tmp_path / "b.ledger") as ledger:
        ledger.add_document(source, said)  # type: ignore[arg-type]
    client = TestClient(create_app(tmp_path / "b.ledger", vales(tmp_path)), base_url="http://localhost")
    found = page(client, "/zh-Hant/dyad/PWB-SVA/")
    assert "5美元" in text(found, "#figures").replace(" ", "")
    assert "loans from Boria" in text(found, "#positions")
    assert "Motion 8" in text(found, "#positions table")
    assert "尚未測量" in text(found, ".lead")


def test_hostile_quotes_stay_text(tmp_path: Path) -> None:
    source = document("<script>alert(1)</script> \u202egnirts <img src=x onerror=alert(2)>", title="<svg onload=x>")
    acts = [event(source), event(source, attributed_to="<script>x</script>")]
    assert isinstance(acts[0], Event)
    with Ledger.open(tmp_path / "c.ledger") as ledger:
        ledger.add_document(source, acts)
    client = TestClient(create_app(tmp_path / "c.ledger", vales(tmp_path)), base_url="http://localhost")
    found = page(client, "/en/dyad/PWA-NVA/")
    assert [one.attributes for one in found.css("script")] == [{"src": "../../../static/dashboard.js", "defer": None}]
    assert found.css("img, [onerror], [onload]") == []
    assert "gnirts" in text(found, "#events blockquote bdi")


def test_events_by_month_are_drawn_from_all_that_was_read_and_can_be_taken_away(
    client: TestClient, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tightrope.web.library.BEHIND", 0.0)
    assert client.get("/en/figure/events.PWB-PWC.csv").status_code == 404
    assert page(client, "/en/dyad/PWB-PWC/").css("#events svg") == []
    source = document("Boria scolded Cania.", title="Words")
    with Ledger.open(path) as ledger:
        ledger.add_document(source, [event(source, source=("PWB",), target=("PWC",), event_type=EventType.ACCUSE)])
    found = page(client, "/en/dyad/PWB-PWC/")
    assert len(found.css("#events svg[aria-label]")) == 1
    (table,) = found.css('#events .get a[href$=".csv"]')
    assert table.attributes["href"] == "../../figure/events.PWB-PWC.csv"
    assert "verbal_conflict" in client.get("/en/figure/events.PWB-PWC.csv").text
    assert client.get("/en/figure/events.PWB-PWC/").status_code == 200


def test_what_event_data_sets_count_stands_beside_what_was_coded_here(held: Held, case: Case, path: Path) -> None:
    without = page(TestClient(create_app(path, case), base_url="http://localhost"), "/en/dyad/PWA-NVA/")
    assert "No event data set (GDELT, ICEWS, POLECAT) was loaded" in text(without, "#events")
    rates = event_flows(held, {"2009-01": 2.0, "2009-02": 3.0})
    client = TestClient(create_app(path, case), base_url="http://localhost")
    found = page(client, "/en/dyad/PWA-NVA/")
    assert "for every 10,000 events" in text(found, "#events")
    assert len(found.css("#events figure")) == 2
    links = {one.attributes["href"] for one in found.css("#events a")}
    assert {f"../../figure/flows.gdelt.PWA-NVA.{kind}" for kind in ("svg", "png", "csv")} <= links
    assert rates[0].id in client.get("/en/figure/flows.gdelt.PWA-NVA.csv").text
    assert "rank correlation" not in text(found, "#events")
    assert "No event data set" in text(page(client, "/en/dyad/PWB-SVA/"), "#events")
    assert "未載入述及兩者的事件資料集" in text(page(client, "/zh-Hant/dyad/PWB-SVA/"), "#events")


def test_two_event_data_sets_stand_beside_each_other_and_how_to_read_them_is_said_once(
    held: Held, case: Case, path: Path
) -> None:
    first = event_flows(held, {"2009-01": 2.0})
    client = TestClient(create_app(path, case), base_url="http://localhost")
    assert "Compare the course" not in text(page(client, "/en/dyad/PWA-NVA/"), "#events")
    event_flows(replace(held, estimates=(*held.estimates, *first)), {"2009-01": 20.0}, "icews")
    client = TestClient(create_app(path, case), base_url="http://localhost")
    said = text(page(client, "/en/dyad/PWA-NVA/"), "#events")
    assert said.index("in GDELT, for every") < said.index("in ICEWS, for every")
    assert said.count("Compare the course of two sets, not their heights") == said.count("whoever acted") == 1
    assert "宜比其起伏" in text(page(client, "/zh-Hant/dyad/PWA-NVA/"), "#events")


def test_a_count_of_an_event_data_set_leads_to_its_row_and_its_pair(held: Held, case: Case, path: Path) -> None:
    event_flows(held, {"2009-01": 2.0})
    (total,) = (one for one in held.ledger.observations() if one.channel == "flows.gdelt.all_events")
    client = TestClient(create_app(path, case), base_url="http://localhost")
    said = text(page(client, f"/en/evidence/{total.id}/"), "main")
    assert "totals/2009.parquet, row 1" in said
    assert "5,000 events" in said
    assert said.startswith("Row of a table GDELT: all events, Jan 2009")
    resting = [one.text().split() for one in page(client, f"/en/evidence/{total.id}/").css("#resting tbody tr")]
    assert resting == [["NorthvalePolitics–2"]]
    assert Pages("", ("PWA",), ("NVA",)).observation(total) == f"evidence/{total.id}/"


def test_how_far_both_go_together_is_said_in_words_with_its_interval(held: Held, case: Case, path: Path) -> None:
    rates = event_flows(held, {"2009-01": 2.0})
    numbers = {
        "spearman": (0.42, (0.1, 0.3, 0.5, 0.6)),
        "pearson": (0.3, (0.0, 0.2, 0.4, 0.5)),
        "months": (36, (36,) * 4),
    }
    together = [
        Estimate.of(
            f"flow/gdelt/conflict/{name}", value, ends, state="NVA", power="PWA", domain="politics",
            when=When.parse("2006/2008"), rests_on=rates[0].rests_on, model="flow-agreement-1/0",
        )
        for name, (value, ends) in numbers.items()
    ]  # fmt: skip
    held.ledger.add_estimates((*held.estimates, *rates, *together), case="vales", seed=1)
    client = TestClient(create_app(path, case), base_url="http://localhost")
    said = text(page(client, "/en/dyad/PWA-NVA/"), "#events")
    assert "conflict: month by month, GDELT and what was coded here have a rank correlation of 0.42 (0.10–0.60)" in said
    assert "over 36 months" in said
    assert len(page(client, "/en/dyad/PWA-NVA/").css("#events figure")) == 2
