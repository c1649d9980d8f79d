"""The page of a series: its rows under their anchors, figures from texts, the chart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from brief_vales import ORIGIN, Held, document, observation, vales
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser
from web_reader import page

from tightrope.brief.publication import read_publication
from tightrope.brief.series_chart import series_chart
from tightrope.brief.templating import links_of
from tightrope.brief.wording import Words
from tightrope.records import Status, Stock, When


def test_every_row_stands_under_its_anchor_newest_first_and_says_whether_it_is_used(
    client: TestClient, held: Held
) -> None:
    found = page(client, "/en/series/economy.trade/PWA-NVA/")
    rows = [one for one in held.observations if (one.holder, one.over) == ("PWA", "NVA")]
    assert [one.attributes["id"] for one in found.css("#rows tbody tr")] == [f"o{one.id[:10]}" for one in rows[::-1]]
    assert {one.css("td.use")[0].text() for one in found.css("#rows tbody tr")} == {"yes"}
    assert found.css_first("figure svg[aria-label]") is not None
    assert {one.text() for one in found.css("#resting td:first-child")} == {"Northvale"}
    files = [one.attributes["href"] or "" for one in found.css(".get a[download]")]
    assert len(files) == 3
    told = [client.get(f"/en/series/economy.trade/PWA-NVA/{one}") for one in files]
    assert [one.status_code for one in told] == [200, 200, 200]
    assert all(one.id in told[-1].text for one in rows)


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
    assert "逾400" in link.text()
    file = client.get("/en/figure/series.economy.firms.PWA-NVA.csv")
    assert (file.status_code, held.evidence[2].id in file.text) == (200, True)


def test_a_figure_that_is_planned_or_denied_is_listed_as_such_and_not_drawn(client: TestClient, held: Held) -> None:
    stock = next(one for one in held.evidence if isinstance(one, Stock))
    told = [replace(stock, status=status, as_of=When.year(2030)) for status in Status if status is not Status.OCCURRED]
    held.ledger.add_evidence(document(), told)
    found = page(client, "/en/series/economy.firms/PWA-NVA/")
    assert len(found.css("#texts tbody tr")) == len(found.css("#texts .status")) + 1 == len(told) + 1
    label = found.css_first("figure svg").attributes["aria-label"]
    assert "1 figure" in str(label)


@pytest.mark.parametrize("name", ["economy.trade/PWC-NVA", "economy.trade/PWA-XXX", "no.channel/PWA-NVA", "a/b", "x"])
def test_a_series_without_rows_and_figures_is_not_there(client: TestClient, name: str) -> None:
    assert client.get(f"/en/series/{name}/").status_code == 404


def test_the_axis_of_the_chart_speaks_the_units_and_the_language_of_the_figures(held: Held, tmp_path: Path) -> None:
    publication = read_publication(held.ledger, vales(tmp_path))
    rows = [observation("PWA", "NVA", year, value) for year, value in ((2003, 155_177.0), (2004, 12.7e9))]
    rows = [replace(row, unit="USD") for row in rows]
    expected = {"en": ["US$ 0", "US$ 5 billion", "US$ 10 billion"], "zh-Hant": ["0美元", "50億美元", "100億美元"]}
    for locale, told in expected.items():
        chart = LexborHTMLParser(series_chart(rows, [], "s", links_of(publication, Words(locale))))
        texts = [one.text() for one in chart.css("text")]
        assert [one for one in texts if not one.isdigit()] == told
        box = chart.css_first("svg").attributes["viewBox"]
        assert float(box.split()[2]) > 620 + 5 * max(map(len, told))
