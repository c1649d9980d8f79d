"""The dashboard as a set of pages: which there are, in both languages, and how they follow the ledger."""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from brief_vales import document, event, fill, vales
from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser

from tightrope.brief.wording import Words
from tightrope.ledger import Ledger, back_up
from tightrope.records import LedgerError, TightropeError
from tightrope.web import create_app
from tightrope.web.library import Library
from tightrope.web.site import Site


def addresses(path: Path, tmp_path: Path) -> list[str]:
    listed = list(Site(Library(path, vales(tmp_path))).addresses())
    assert len(set(listed)) == len(listed)
    return [
        f"/{locale}/{one}{'/' if one else ''}" for locale in ("en", "zh-Hant") for one in listed if Site.is_page(one)
    ]


def test_every_page_is_there_and_all_its_links_lead_to_pages_and_places_that_are(
    client: TestClient, path: Path, tmp_path: Path
) -> None:
    pages: dict[str, LexborHTMLParser] = {}

    def page(address: str) -> LexborHTMLParser:
        if address not in pages:
            answer = client.get(address)
            assert (address, answer.status_code) == (address, 200)
            pages[address] = LexborHTMLParser(answer.text)
        return pages[address]

    seen, listed = 0, addresses(path, tmp_path)
    for address in listed:
        for link in page(address).css("a[href], link[rel=stylesheet], script[src]"):
            target = urlsplit(urljoin(address, link.attributes.get("href") or link.attributes["src"] or ""))
            if target.scheme:
                continue
            seen += 1
            if target.path.endswith("/"):  # else it is a file
                assert (address, target.path in listed) == (address, True)
            found = page(target.path)
            if target.fragment:
                places = {one.attributes["id"] for one in found.css("[id]")}
                assert (address, str(target.fragment)) == (
                    address,
                    target.fragment if target.fragment in places else "",
                )
    assert seen > 20


def test_every_page_has_one_first_heading_a_title_and_the_other_language(
    client: TestClient, path: Path, tmp_path: Path
) -> None:
    for address in addresses(path, tmp_path):
        found = LexborHTMLParser(client.get(address).text)
        assert (address, len(found.css("h1"))) == (address, 1)
        assert found.css_first("title").text()
        ids = [one.attributes["id"] for one in found.css("[id]")]
        assert (address, sorted(ids)) == (address, sorted(set(ids)))


def test_what_is_not_there_says_so_in_the_language_of_the_page(client: TestClient) -> None:
    answer = client.get("/zh-Hant/nothing/at/all/")
    assert answer.status_code == 404
    assert 'lang="zh-Hant"' in answer.text
    assert Words("zh-Hant")("web.not_there_hint") in answer.text
    assert "沒有此頁" in answer.text
    state = client.get("/zh-Hant/state/XXX/").text
    assert "此案例沒有國家" in state
    assert "the case has no" not in state


@pytest.mark.parametrize(
    "address",
    ["/en/nothing", "/en/nothing/at/all/", "/zh-Hant/state/XXX", "/static/nothing.js", "/fr/", "/fr/state/KAZ/?a=b"],
)
def test_links_of_a_page_that_is_not_there_lead_to_pages_that_are(client: TestClient, address: str) -> None:
    answer = client.get(address, follow_redirects=False)
    assert answer.status_code == 404
    tags = LexborHTMLParser(answer.text).css("a[href], link[href], script[src]")
    links = [(one.attributes.get("href") or one.attributes["src"], "hreflang" in one.attributes) for one in tags]
    ours = [urljoin(address, link) for link, switch in links if not switch and not link.startswith(("data:", "#"))]
    assert len(ours) > 10
    assert [(link, client.get(link).status_code) for link in ours] == [(link, 200) for link in ours]
    other = next(urljoin(address, link) for link, switch in links if switch)
    assert other.split("/")[1] == ("en" if address.startswith("/zh") else "zh-Hant")


def test_a_new_run_shows_once_it_is_read_and_until_then_the_one_before(
    client: TestClient, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tightrope.web.library.BEHIND", 0.0)
    before = client.get("/en/sources/").text
    assert client.get("/en/sources/").text == before
    with Ledger.open(path) as ledger:
        case = next(ledger.runs()).case
        run = ledger.add_estimates(list(ledger.estimates(case=case)), case=case, seed=99)
    assert run[:10] not in before
    assert shown(client, "/en/sources/", run[:10])


def shown(client: TestClient, address: str, what: str) -> bool:
    """Whether a page comes to hold a text within some seconds."""
    deadline = time.monotonic() + 20
    while what not in client.get(address).text:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def test_a_ledger_that_is_put_in_the_place_of_another_shows_and_nothing_of_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tightrope.web.library.BEHIND", 0.0)
    path, other = tmp_path / "a.ledger", tmp_path / "b.ledger"
    for place, text in ((path, "A visited B."), (other, "A called on B.")):
        with Ledger.open(place) as ledger:
            fill(ledger, source=document(text=text))
    with Ledger.open(other, read_only=True) as ledger:
        run, event = next(ledger.runs()), next(ledger.evidence("event"))
    client = TestClient(create_app(path, vales(tmp_path)), base_url="http://localhost")
    old = client.get("/en/").text
    other.replace(path)
    assert shown(client, "/en/", run.id[:10])
    assert event.id in client.get("/en/").text
    assert event.id not in old


def test_a_ledger_that_is_put_back_to_an_earlier_copy_loses_what_came_later(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tightrope.web.library.BEHIND", 0.0)
    used = tmp_path / "used.ledger"
    back_up(path, used)
    client = TestClient(create_app(used, vales(tmp_path)), base_url="http://localhost")
    before = client.get("/en/").text
    later = document(text="A called on B.")
    with Ledger.open(used) as ledger:
        ledger.add_document(later, [visit := event(later)])
    assert shown(client, "/en/", visit.id)
    used.unlink()
    back_up(path, used)
    deadline = time.monotonic() + 20
    while client.get("/en/").text != before:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_pages_of_states_are_made_before_anybody_asks(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(Library(path, vales(tmp_path)))
    site.prepare()

    def made(*_: object, **__: object) -> None:
        raise AssertionError("made anew")

    monkeypatch.setattr("tightrope.web.site.View.of", made)
    assert site.page("zh-Hant", "state/SVA", {}).status == 200
    with pytest.raises(AssertionError, match="made anew"):
        site.page("en", "claims", {})


def test_a_ledger_that_cannot_be_read_is_told_to_who_asks_and_not_when_pages_are_prepared(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ledger"
    broken.write_bytes(b"no ledger")
    site = Site(Library(broken, vales(tmp_path)))
    site.prepare()
    with pytest.raises(TightropeError):
        site.page("en", "claims", {})


def test_a_ledger_that_cannot_be_read_anew_leaves_the_pages_as_they_were_and_says_so_once(
    client: TestClient, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("tightrope.web.library.BEHIND", 0.0)
    before = client.get("/en/sources/").text

    def broken(*_: object) -> None:
        raise LedgerError("the ledger is damaged", "a.ledger")

    monkeypatch.setattr("tightrope.web.desk.Desk.of", broken)
    with Ledger.open(path) as ledger:
        case = next(ledger.runs()).case
        ledger.add_estimates(list(ledger.estimates(case=case)), case=case, seed=99)
    deadline = time.monotonic() + 20
    while not caplog.records:
        assert client.get("/en/sources/").text == before
        assert time.monotonic() < deadline
    for _ in range(5):
        assert client.get("/en/sources/").text == before
    assert [one.getMessage() for one in caplog.records].count(caplog.records[0].getMessage()) == 1
    assert "damaged" in caplog.records[0].getMessage()


@pytest.mark.parametrize("address", ["/en//", "/en/claims//", "//en/", "/en/./claims//"])
def test_slashes_too_many_lead_nowhere(client: TestClient, address: str) -> None:
    assert client.get(f"http://localhost{address}").status_code == 404
