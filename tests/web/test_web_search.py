"""The search page: hits with their words marked, filters, and what is said when there is nothing to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from brief_vales import PRESS, Held, document, event, fill, vales
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from tightrope.ledger import Ledger
from tightrope.records import Origin, Tie
from tightrope.web.library import Library
from tightrope.web.pages.search import MOST_HITS
from tightrope.web.site import Site


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    with Ledger.open(tmp_path / "a.ledger") as opened:
        found = fill(opened)
        for text, language in (("北谷領袖正在走鋼索。", "zh-Hant"), ("Визит в Северную долину отложен.", "ru")):
            source = document(
                text, title=text[:2], language=language, origin=replace(PRESS, url=f"https://x.example/{language}")
            )
            opened.add_document(source, [event(source, source=("PWB",), target=("SVA",), when=None)])
        yield found


def asked(client: TestClient, locale: str = "en", **options: str) -> LexborHTMLParser:
    answer = client.get(f"/{locale}/search/", params=options)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.text)


def text(found: LexborHTMLParser, selector: str) -> str:
    node = found.css_first(selector)
    assert node is not None, selector
    return " ".join(node.text().split())


@pytest.mark.parametrize(
    ("query", "mark", "language"),
    [("走钢索", "走鋼索", "zh-Hant"), ("ВИЗИТ", "Визит", "ru"), ("treaty", "treaty", "en")],
)
def test_words_of_any_language_are_found_and_marked_in_quotes_that_say_theirs(
    client: TestClient, query: str, mark: str, language: str
) -> None:
    for locale in ("en", "zh-Hant"):
        found = asked(client, locale, q=query)
        quotes = found.css(f'.hits blockquote[lang="{language}"] mark')
        assert mark in {one.text() for one in quotes}
        links = {one.attributes["href"] or "" for one in found.css(".hits .what a")}
        assert links
        assert all(client.get(f"/{locale}/search/{link}").status_code == 200 for link in links)


def test_the_form_works_without_script_has_labels_and_keeps_what_was_chosen(client: TestClient) -> None:
    found = asked(client, q="treaty", kind="tie", state="NVA", power="PWA", language="en", since="2009-01-01")
    form = found.css_first("form")
    assert form is not None
    assert (form.attributes["method"], form.attributes["action"]) == ("get", "../search/")
    fields = form.css("input, select")
    assert {one.attributes["id"] for one in fields} == {one.attributes["for"] for one in form.css("label")}
    assert {one.attributes["value"] for one in form.css("option[selected]")} == {"tie", "NVA", "PWA", "en"}
    assert [one.attributes["value"] for one in form.css("#q, #since")] == ["treaty", "2009-01-01"]


def test_filters_keep_what_fits(client: TestClient, held: Held) -> None:
    ties = asked(client, q="treaty", kind="tie")
    expected = {f"../evidence/{one.id}/" for one in held.evidence if isinstance(one, Tie)}
    assert {one.attributes["href"] for one in ties.css(".what a")} == expected
    assert "Documents: 1; pieces of evidence: 2" in text(ties, "#results .note")
    assert asked(client, q="treaty", power="PWB").css(".hits") == []
    assert asked(client, q="treaty", until="2009-05-05").css(".hits") == []
    assert len(asked(client, q="走鋼索", language="zh", state="SVA").css(".hits > li")) == 1


def test_a_state_is_found_in_what_is_said_of_its_group(client: TestClient, held: Held) -> None:
    source = document("Boria met the two vales together.", title="Both")
    held.ledger.add_document(source, [event(source, source=("PWB",), target=("VALES",))])
    assert len(asked(client, q="together", state="SVA").css(".hits > li")) == 1


def test_without_words_it_tells_how_without_hits_what_helps_and_refused_why(client: TestClient) -> None:
    assert "holds every word" in text(asked(client), "#results")
    assert "not translated" in text(asked(client, q="nowhere to be read"), "#results")
    for options in ({"q": "+"}, {"q": "treaty", "since": "yesterday"}, {"q": "treaty", "kind": "<b>rumour"},
                    {"q": "treaty", "state": "PWA"}, {"q": "treaty", "power": "XXX"}, {"q": "x" * 1001}):  # fmt: skip
        assert "cannot be searched for" in text(asked(client, **options), "#results")


def test_a_full_page_leads_to_older_documents(client: TestClient, held: Held) -> None:
    for place in range(MOST_HITS + 5):
        day = date(2010, 1, 1 + place % 28)
        source = replace(document(f"Unique matter number {place:03d} of many.", title=f"T{place}"), published=day)
        held.ledger.add_document(source, compare=False)
    found = asked(client, q="unique matter")
    assert "there are more" in text(found, "#results .note")
    link = found.css_first("a[rel=next]")
    assert link is not None
    options = {name: values[0] for name, values in parse_qs(urlsplit(link.attributes["href"] or "").query).items()}
    assert options["q"] == "unique matter"
    assert asked(client, **options).css(".hits time")[0].attributes["datetime"] == options["until"]


def test_new_documents_are_found_at_once(client: TestClient, held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tightrope.web.library.BEHIND", 0.0)
    assert asked(client, q="comet").css(".hits") == []
    held.ledger.add_document(document("A comet was seen.", title="Sky"))
    assert len(asked(client, q="comet").css(".hits > li")) == 1


def test_nothing_from_a_document_or_a_query_runs(client: TestClient, held: Held) -> None:
    source = document(
        "zebra <script>alert(1)</script> <img src=x onerror=alert(2)> \u202ezebra",
        title="<svg onload=alert(3)>",
        origin=Origin(producer="<i>p</i>", title="", url="javascript:alert(4)", licence=""),
    )
    held.ledger.add_document(source, [event(source)])
    found = asked(client, q='zebra "><script>alert(5)</script>')
    assert [one.attributes.get("src") for one in found.css("script")] == ["../../static/dashboard.js"]
    found = asked(client, q="zebra")
    assert len(found.css("script")) == 1
    assert found.css("img, svg, i, a[href^=javascript], [onerror], [onload]") == []
    assert {one.text() for one in found.css("mark")} == {"zebra"}


def test_files_without_a_server_list_the_evidence_for_the_browser_to_narrow(tmp_path: Path, held: Held) -> None:
    site = Site(Library(held.ledger.path, vales(tmp_path)))
    found = LexborHTMLParser(site.page("zh-Hant", "search", {"q": "ignored"}, static=True).body.decode())
    assert found.css("form") == []
    assert "tightrope serve" in text(found, "main")
    field = found.css_first("input[data-filters]")
    assert field is not None
    links = {one.attributes["href"] for one in found.css(f"#{field.attributes['data-filters']} li a.n")}
    assert {f"../evidence/{one.id}/" for one in held.evidence} <= links
    assert "北谷領袖正在走鋼索。" in text(found, "#listed")
    others = dict(zip(field.attributes["data-alike"] or "", field.attributes["data-as"] or "", strict=True))
    assert [others.get(one, one) for one in "領袖走鋼索"] == [others.get(one, one) for one in "领袖走钢索"]
    assert all(one in others for one in "領鋼")
    assert "龜" not in others  # nothing in the list is written with either form
