"""The page of a series: its rows under their anchors, figures from texts, the chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from brief_vales import ORIGIN, Held, fill, observation, vales
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from tightrope.ledger import Ledger
from tightrope.web import create_app


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    with Ledger.open(tmp_path / "a.ledger") as opened:
        yield fill(opened)


@pytest.fixture
def client(tmp_path: Path, held: Held) -> TestClient:
    return TestClient(create_app(held.ledger.path, vales(tmp_path)), base_url="http://localhost")


def page(client: TestClient, address: str) -> LexborHTMLParser:
    answer = client.get(address)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.text)


def test_every_row_stands_under_its_anchor_newest_first_and_says_whether_it_is_used(
    client: TestClient, held: Held
) -> None:
    found = page(client, "/en/series/economy.trade/PWA-NVA/")
    rows = [one for one in held.observations if (one.holder, one.over) == ("PWA", "NVA")]
    assert [one.attributes["id"] for one in found.css("#rows tbody tr")] == [f"o{one.id[:10]}" for one in rows[::-1]]
    assert {one.css("td.use")[0].text() for one in found.css("#rows tbody tr")} == {"yes"}
    assert found.css_first("figure svg[aria-label]") is not None
    assert {one.text() for one in found.css("#resting td:first-child")} == {"Northvale"}


def test_a_replaced_row_stays_and_leads_to_what_replaced_it(client: TestClient, held: Held) -> None:
    newer = replace(observation("PWA", "NVA", 2003, 5.0), lower=4.0)
    held.ledger.add_observations(ORIGIN, [newer])
    found = page(client, "/en/series/economy.trade/PWA-NVA/")
    (replaced,) = found.css("tr.replaced")
    (link,) = replaced.css("td.use a")
    assert link.attributes["href"] == f"#o{newer.id[:10]}"
    assert found.css_first(f"#o{newer.id[:10]}") is not None


def test_figures_from_texts_stand_beside_the_rows_or_alone(client: TestClient, held: Held) -> None:
    found = page(client, "/zh-Hant/series/economy.firms/PWA-NVA/")
    assert found.css_first("#rows") is None
    (link,) = found.css("#texts tbody a")
    assert link.attributes["href"] == f"../../../evidence/{held.evidence[2].id}/"
    assert "逾 400" in link.text()


@pytest.mark.parametrize("name", ["economy.trade/PWC-NVA", "economy.trade/PWA-XXX", "no.channel/PWA-NVA", "a/b", "x"])
def test_a_series_without_rows_and_figures_is_not_there(client: TestClient, name: str) -> None:
    assert client.get(f"/en/series/{name}/").status_code == 404
