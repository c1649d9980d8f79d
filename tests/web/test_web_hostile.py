"""Whoever writes a document writes nothing else of a page: no element, attribute, address or order of letters."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import pytest
from brief_vales import vales
from fastapi.testclient import TestClient
from hostile_vales import ADDRESSES, ATTEMPTS, fill_hostile
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tightrope.ledger import Ledger
from tightrope.web import create_app
from tightrope.web.library import Library
from tightrope.web.site import Site

#: Elements that no page of ours has; links and scripts are looked at one by one.
STRANGE = "hit-me, iframe, object, embed, base, img[src=x], meta[http-equiv=refresh], foreignObject, animate, set, use"
BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: What HTML forbids to stand in a document, in any spelling.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0\ufffe]")
#: Elements that a picture is drawn with.
DRAWN = {
    "svg",
    "g",
    "path",
    "rect",
    "line",
    "text",
    "tspan",
    "title",
    "style",
    "defs",
    "clipPath",
    "linearGradient",
    "stop",
}
OUR_POLICY = ("default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hostile")
    with Ledger.open(made / "a.ledger") as ledger:
        fill_hostile(ledger)
    return made


@pytest.fixture(scope="module")
def client(folder: Path) -> TestClient:
    app = create_app(folder / "a.ledger", vales(folder))
    return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)


@pytest.fixture(scope="module")
def paths(folder: Path) -> list[str]:
    return list(Site(Library(folder / "a.ledger", vales(folder))).addresses())


def strange(page: str) -> list[str]:
    """What in a page can only have come from a document."""
    tree = LexborHTMLParser(page)
    found = [node.html or "" for node in tree.css(STRANGE)]
    found += [
        node.html or ""
        for node in tree.css("script")
        if node.text() or not (node.attributes.get("src") or "").startswith("../")
    ]
    for node in tree.css("*"):
        found += [f"{name}={value}" for name, value in node.attributes.items() if attribute_is_strange(name, value)]
    found += [f"forbidden: {match!r}" for match in FORBIDDEN.findall(page)]
    return [one[:200] for one in found]


def attribute_is_strange(name: str, value: str | None) -> bool:
    """Whether an attribute runs something, or leads to what is no page of ours and no web address."""
    if name.startswith("on") or name in ("style", "srcdoc", "formaction", "ping", "background"):
        return True
    if name in ("href", "src", "action", "xlink:href", "data", "poster"):
        value = value or ""
        return urlsplit(value).scheme not in ("", "http", "https") and value != "data:,"
    return name in ("x", "y") and "hit" in (value or "")


def turned(page: str) -> list[str]:
    """Text with marks of direction that could turn what stands around it."""
    body = LexborHTMLParser(page).body
    assert body is not None
    return [
        node.text(deep=False)[:80]
        for node in body.traverse(include_text=True)
        if node.tag == "-text" and BIDI.search(node.text_content or "") and not isolated(node)
    ]


def isolated(node: LexborNode) -> bool:
    """Whether what turns the text ends with it: an option or a title is a paragraph of its own and holds no element."""
    parent = node.parent
    while parent is not None:
        if parent.tag in ("bdi", "option", "title"):
            return True
        parent = parent.parent
    return False


def test_the_checks_see_what_they_are_for() -> None:
    for attempt in (*ATTEMPTS[:7], '<p style="x">', '<a href="javascript:1">', "<p>\x00"):
        assert strange(f"<body><p><a title='{attempt}'>{attempt}</a>"), attempt
    assert turned("<body><p>\u202ea</p>")
    assert not turned("<body><p><bdi>\u202ea</bdi></p>")


def test_nothing_of_a_document_becomes_part_of_a_page(client: TestClient, paths: list[str]) -> None:
    looked = 0
    for locale in ("en", "zh-Hant"):
        for path in paths:
            if path == "brief" or path.endswith((".svg", ".png", ".csv")):
                continue  # the brief, which carries its own style, has its own test
            answer = client.get(f"/{locale}/{path}{'/' if path else ''}")
            assert (path, answer.status_code) == (path, 200)
            assert (path, strange(answer.text), turned(answer.text)) == (path, [], [])
            assert "42049" not in answer.text
            assert all(part in answer.headers["content-security-policy"] for part in OUR_POLICY)
            assert "unsafe" not in answer.headers["content-security-policy"]
            looked += 1
    assert looked > 100


def test_nothing_of_a_document_becomes_part_of_a_picture(client: TestClient, paths: list[str]) -> None:
    pictures = [path for path in paths if path.endswith(".svg")]
    for path in pictures[:3]:
        tree = ElementTree.fromstring(client.get(f"/en/{path}").content)  # which refuses what XML forbids
        assert {one.tag.rpartition("}")[2] for one in tree.iter()} <= DRAWN
        names = [(name.rpartition("}")[2], value) for one in tree.iter() for name, value in one.attrib.items()]
        assert [one for one in names if one[0].startswith("on") or one[0] == "href"] == []
    assert pictures


def test_the_documents_were_really_shown(client: TestClient, paths: list[str]) -> None:
    pages = [client.get(f"/en/{path}/").text for path in paths if path.startswith("evidence/")]
    shown = " ".join(LexborHTMLParser(page).body.text() for page in pages)
    for attempt in ATTEMPTS[:9]:
        assert attempt in shown


def test_outside_links_are_web_addresses_of_which_nothing_was_made(client: TestClient, paths: list[str]) -> None:
    outside = set()
    for path in ("sources", *(one for one in paths if one.startswith("evidence/"))):
        tree = LexborHTMLParser(client.get(f"/en/{path}/").text)
        outside |= {link.attributes["href"] or "" for link in tree.css("a[href*=':']")}
    assert {urlsplit(one).scheme for one in outside} <= {"http", "https"}
    assert all(urlsplit(one).hostname for one in outside)
    assert any(one in outside for one in ADDRESSES if one.startswith("https://a.example"))


QUERIES = (*ATTEMPTS, "zebra", "zebra\x00", "\u202ezebra", "' OR 1=1 --", "zebra*", 'a"b', "NEAR(")


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_nothing_of_a_question_becomes_part_of_the_page_that_answers_it(client: TestClient, query: str) -> None:
    for name in ("q", "language", "kind", "state", "power", "since", "until"):
        asked = {"q": "zebra", name: query}
        answer = client.get("/en/search/", params=asked)
        assert (name, answer.status_code) == (name, 200)
        assert (name, strange(answer.text), turned(answer.text)) == (name, [], [])
        assert "42049" not in answer.text


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=range(len(ATTEMPTS)))
def test_nothing_of_an_address_becomes_part_of_the_page_that_there_is_none(client: TestClient, attempt: str) -> None:
    for address in (
        f"/en/{quote(attempt)}/",
        f"/en/state/{quote(attempt, safe='')}/",
        f"/{quote(attempt, safe='')}/x/",
    ):
        answer = client.get(address)
        assert answer.status_code == 404
        assert (address, strange(answer.text), turned(answer.text)) == (address, [], [])
        assert "42049" not in answer.text


def test_the_api_gives_texts_as_they_are_and_as_nothing_but_json(client: TestClient) -> None:
    found = []
    for path in ("evidence?limit=1000", "documents?limit=1000", "search?q=zebra&limit=200", "estimates?limit=5"):
        answer = client.get(f"/api/v1/{path}")
        assert answer.status_code == 200
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        found.append(json.loads(answer.text))
    assert any(ATTEMPTS[0] in one["quote"] for one in found[0]["items"])
    one = found[0]["items"][-1]
    assert client.get(f"/api/v1/trace/{one['id']}").json()["quote"] == one["quote"]
