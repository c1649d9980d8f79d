"""The page of a series: its rows under their anchors, figures from texts, the chart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from brief_vales import ORIGIN, Held, observation
from fastapi.testclient import TestClient
from web_reader import page


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
