"""The page of a piece of evidence, a row or a roll call: the words in their paragraph, and what rests on them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from brief_vales import ORIGIN, QUOTE, Held, document, event, vales
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser
from web_reader import page

from tightrope.ledger import Ledger
from tightrope.records import Origin, RollCall
from tightrope.web import create_app
from tightrope.web.passages import in_paragraph


def text(found: LexborHTMLParser, selector: str) -> str:
    node = found.css_first(selector)
    assert node is not None, selector
    return " ".join(node.text().split())


def test_evidence_shows_its_words_marked_and_all_that_is_known_of_it(client: TestClient, held: Held) -> None:
    found = page(client, f"/en/evidence/{held.evidence[1].id}/")
    assert text(found, "blockquote mark") == QUOTE
    assert "Arda" in text(found, "h1")
    assert text(found, "h1 .status") == "planned"
    facts = text(found, "dl.about")
    for known in ("A treaty", "May 6, 2009", "English", "a <b>minister</b>", "100%", "rules/0", held.evidence[1].id):
        assert known in facts
    assert found.css_first('dl.about a[href="https://courier.example/1"]') is not None
    beside = {one.attributes["href"] for one in found.css("#beside a")}
    assert beside == {f"../{one.id}/" for one in held.evidence if one is not held.evidence[1]} or len(beside) == 7
    assert found.css_first('a[href="../../dyad/PWA-NVA/"]') is not None


def test_a_text_that_is_found_elsewhere_meanwhile_is_told_on_the_page(
    client: TestClient, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tightrope.web.library.BEHIND", 0.0)
    address = f"/en/evidence/{held.evidence[0].id}/"
    other = replace(ORIGIN, producer="The other paper", url="https://other.example/7")
    assert other.url not in client.get(address).text
    held.ledger.add_document(document(origin=other))
    assert other.url in client.get(address).text


def test_what_rests_on_evidence_is_told_and_what_does_not_is_not(client: TestClient, held: Held) -> None:
    found = page(client, f"/en/evidence/{held.evidence[0].id}/")
    assert [[" ".join(cell.text().split()) for cell in row.css("td")] for row in found.css("#resting tbody tr")] == [
        ["Northvale", "All domains", "–", "1"]
    ]
    assert "No number of the newest run" in text(page(client, f"/en/evidence/{held.evidence[2].id}/"), "#resting")


def test_a_row_leads_back_to_the_numbers_of_its_state_and_only_of_it(client: TestClient, held: Held) -> None:
    row = next(one for one in held.observations if one.over == "NVA")
    found = page(client, f"/zh-Hant/evidence/{row.id}/")
    resting = [[" ".join(cell.text().split()) for cell in one.css("td")] for one in found.css("#resting tbody tr")]
    assert {cells[0] for cells in resting} == {"北谷"}
    behind = [one for one in held.estimates if row.id in one.rests_on]
    assert sum(int(cells[3].replace(",", "")) for cells in resting) == len(behind) > 100
    assert "阿爾達" in resting[0][2]
    assert "90%" in resting[0][2]
    assert row.locator in text(found, "dl.about")


def test_a_roll_call_shows_how_the_parties_of_the_case_voted(tmp_path: Path) -> None:
    call = RollCall(
        resolution="A/RES/1/<1>", session=60, day=date(2006, 1, 2), title="On <b>valleys</b>", yes=("NVA", "XYZ"),
        abstain=("SVA",), no=("PWA",), absent=(), origin=ORIGIN.id, locator="rcid 7",
    )  # fmt: skip
    with Ledger.open(tmp_path / "b.ledger") as ledger:
        ledger.add_roll_calls(ORIGIN, [call])
    client = TestClient(create_app(tmp_path / "b.ledger", vales(tmp_path)), base_url="http://localhost")
    found = page(client, f"/en/evidence/{call.id}/")
    assert text(found, "h1") == "A/RES/1/<1>: On <b>valleys</b>"
    assert "2 for, 1 against, 1 abstaining, 0 absent" in text(found, "dl.about")
    votes = [[cell.text() for cell in one.css("td")] for one in found.css("tbody tr")]
    assert votes == [["Northvale", "in favour"], ["Southvale", "abstained"], ["Arda", "against"]]


@pytest.mark.parametrize("name", ["0" * 20, "abc", "../etc", "0" * 21, "A" * 20])
def test_what_the_ledger_does_not_hold_is_not_there(client: TestClient, name: str) -> None:
    assert client.get(f"/en/evidence/{name}/").status_code == 404


def test_nothing_in_a_hostile_paragraph_runs_or_turns_the_page(tmp_path: Path) -> None:
    words = "<script>alert(1)</script><svg/onload=alert(2)> \u202edetrever</mark>"
    source = document(
        f"before\u202e <img src=x onerror=alert(3)> {words} after <a href='javascript:alert(4)'>x</a>\x07",
        title="</title><script>alert(5)</script>",
        origin=Origin(producer="<i>P</i>", title="</h1>", url="javascript:alert(6)", licence=""),
        language='en" onclick="x',
    )
    start = source.text.index("<script>alert(1)")
    act = event(source, start=start, end=start + len(words), attributed_to="<script>y</script>", coder="c<b>/1")
    with Ledger.open(tmp_path / "c.ledger") as ledger:
        ledger.add_document(source, [act])
    client = TestClient(create_app(tmp_path / "c.ledger", vales(tmp_path)), base_url="http://localhost")
    for locale in ("en", "zh-Hant"):
        found = page(client, f"/{locale}/evidence/{act.id}/")
        assert [one.attributes.get("src") for one in found.css("script")] == ["../../../static/dashboard.js"]
        assert found.css("img, main svg, i, [onclick], [onerror], [onload], a[href^=javascript]") == []
        (mark,) = found.css("mark")
        assert mark.text() == words
        assert all(one.css_first("bdi") is not None for one in (mark, found.css_first("blockquote")))
        assert "\x07" not in found.html
        assert "javascript:alert(6)" in text(found, "dl.about")


@given(
    st.lists(st.text("ab ", min_size=1, max_size=60), min_size=1, max_size=6),
    st.integers(0, 400),
    st.integers(1, 200),
    st.integers(1, 120),
)
def test_a_passage_is_a_stretch_of_its_paragraph_around_the_quote(
    parts: list[str], start: int, length: int, longest: int
) -> None:
    whole = "\n\n".join(parts)
    start = start % len(whole)
    end = min(start + length, len(whole))
    found = in_paragraph(whole, start, end, longest)
    shown = found.before + found.quote + found.after
    assert whole[start : start + len(found.quote)] == found.quote == whole[start:end][:longest]
    assert whole[start - len(found.before) : start] == found.before
    assert whole[start + len(found.quote) :].startswith(found.after)
    assert len(shown) <= max(longest, len(found.quote))
    assert "\n\n" not in found.before
    assert end - start > longest or "\n\n" not in found.after
    if not (found.begins and found.ends) and end - start <= longest:
        assert len(shown) == longest  # what is cut off is cut off for want of room
