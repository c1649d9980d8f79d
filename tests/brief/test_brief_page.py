from __future__ import annotations

import base64
import dataclasses
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter

import pytest
from brief_page_reader import Page, read_page
from brief_vales import QUOTE, document, event, fill

from tightrope import brief
from tightrope.brief.evidence import short_id
from tightrope.cases import Window
from tightrope.records import Origin

LOCALES = ("en", "zh-Hant")


@pytest.fixture(params=LOCALES)
def page(request, held, case) -> Page:
    return read_page(brief.render(held.ledger, case, request.param))


def test_every_link_within_the_page_leads_to_an_anchor(page):
    targets = {value[1:] for tag, value in page.attributes("href") if tag == "a" and value.startswith("#")}
    assert len(targets) > 40
    assert targets <= set(page.ids)


def test_every_anchor_is_given_once(page):
    assert [name for name, count in Counter(page.ids).items() if count > 1] == []


def test_every_number_in_the_opening_and_the_tables_is_a_link(page):
    for part in re.findall(r'<span class="(?:num|big)">(.*?)</span>', page.text):
        assert part.startswith('<a class="n" href="#ev-')


def test_all_that_estimates_rest_on_is_in_the_page_with_where_it_stands(page, held):
    for item in (*held.observations, *held.evidence):
        assert short_id(item.id) in page.text
    assert "NVA from PWA, 2003" in page.words
    assert QUOTE in page.words


def test_a_number_leads_to_rows_with_origin_and_locator(held, case):
    text = brief.render(held.ledger, case, "en")
    block = text[text.index('id="ev-NVA-economy-PWA"') : text.index('id="ev-NVA-economy-PWB"')]
    assert "11 rows, 2000–2010" in block
    assert "Trade of the vales" in block
    assert "NVA from PWA, 2000" in block
    assert "NVA from PWB, 2000" not in block


def test_a_power_without_estimate_is_not_measured_and_never_zero(held, case):
    page = read_page(brief.render(held.ledger, case, "en"))
    for domain in ("all", "economy", "security"):
        row = re.search(rf'<td data-label="Cania"[^>]*>(<a href="#ev-NVA-{domain}-PWC">[^<]*)', page.text)
        assert row
        assert row[1].endswith(">not measured")
    assert not re.search(r'href="#ev-[A-Z]+-[a-z]+-PWC">\d', page.text)


def test_a_domain_without_estimates_keeps_its_table_and_says_so(held, case):
    page = read_page(brief.render(held.ledger, case, "en"))
    table = page.text[page.text.index('id="table-security"') : page.text.index('<section id="time">')]
    assert table.count("not measured") == 2 * (3 + 1)
    assert ">not measured</a>" in table
    assert not re.search(r"\d%</a>", table)


def test_the_page_loads_nothing_and_runs_nothing(page):
    assert not {tag for tag, _ in page.elements} & {"script", "img", "iframe", "object", "embed", "form", "base"}
    assert {value for tag, value in page.attributes("href") if tag == "link"} == {"data:,"}
    assert page.attributes("src") == page.attributes("srcset") == page.attributes("style") == []
    assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
    assert not re.search(r"url\(|@import|@font-face", page.style)


def test_only_sources_lead_out_of_the_page_and_without_a_trace(page):
    outside = [attrs for tag, attrs in page.elements if tag == "a" and not attrs["href"].startswith("#")]
    assert {attrs["href"] for attrs in outside} == {"https://tables.example/vales", "https://courier.example/1"}
    assert {attrs["rel"] for attrs in outside} == {"noopener noreferrer external"}


def test_the_content_policy_admits_the_style_sheet_and_nothing_else(page):
    policy = next(attrs["content"] for tag, attrs in page.elements if "http-equiv" in attrs)
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_the_page_says_its_language_and_what_its_charts_show(held, case):
    for locale, word in (("en", "Economy"), ("zh-Hant", "經濟")):
        page = read_page(brief.render(held.ledger, case, locale))
        assert page.elements[0] == ("html", {"lang": locale})
        charts = [attrs for tag, attrs in page.elements if tag == "svg" and attrs.get("class") == "marks"]
        assert len(charts) == 2 * 2 * 3  # states, domains with estimates, powers measured and the balance
        assert all(attrs["role"] == "img" for attrs in charts)
        assert sum(word in attrs["aria-label"] and "2010" in attrs["aria-label"] for attrs in charts) == 6


def test_titles_and_quotes_of_documents_cannot_become_markup(empty_ledger, case):
    hostile = '<script>alert(1)</script><img src=x onerror=alert(1)> "quoted" \u202eesrever </bdi></section>'
    origin = Origin(producer="<b>x</b>", title=hostile, url="javascript:alert(1)", licence="'\"><svg onload=1>")
    fill(empty_ledger, source=document(hostile, title=f"T {hostile}", origin=origin, language='en"><script>'))
    for locale in LOCALES:
        text = brief.render(empty_ledger, case, locale)
        page = read_page(text)
        assert not {tag for tag, _ in page.elements} & {"script", "img"}
        assert not [name for _, attrs in page.elements for name in attrs if name.startswith("on")]
        assert "javascript:" not in "".join(value for _, value in page.attributes("href"))
        for found in re.finditer("\u202e", text):
            before = text[: found.start()]
            assert before.rindex("<bdi>") > before.rfind("</bdi>")


def test_characters_that_html_forbids_are_replaced(empty_ledger, case):
    fill(empty_ledger, source=document("broken \x00\x0b\x1b text", title="Nul \x00"))
    text = brief.render(empty_ledger, case, "en")
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", text)
    assert "broken \ufffd\ufffd\ufffd text" in text


def test_the_same_ledger_gives_the_same_bytes_whatever_the_order_of_sets(held, case, tmp_path):
    code = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1]); from brief_vales import vales\n"
        "from tightrope import brief; from tightrope.ledger import Ledger\n"
        "with Ledger.open(Path(sys.argv[2]), read_only=True) as ledger:\n"
        "    sys.stdout.buffer.write(brief.render(ledger, vales(Path(sys.argv[3])), 'zh-Hant').encode())\n"
    )
    command = [sys.executable, "-c", code, os.path.dirname(__file__), str(held.ledger.path), str(tmp_path)]
    outputs = [
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1] == brief.render(held.ledger, case, "zh-Hant").encode()


def test_an_empty_ledger_gives_a_brief_that_says_so(empty_ledger, case):
    for locale, words in (("en", "Nothing has been measured yet"), ("zh-Hant", "尚未測量")):
        page = read_page(brief.render(empty_ledger, case, locale))
        assert words in page.words
        assert "svg" not in {tag for tag, _ in page.elements}
        targets = {value[1:] for _, value in page.attributes("href") if value.startswith("#")}
        assert targets <= set(page.ids)


def test_evidence_without_estimates_is_shown(empty_ledger, case):
    source = document()
    empty_ledger.add_document(source, [event(source)])
    page = read_page(brief.render(empty_ledger, case, "en"))
    assert "Nothing has been measured yet" in page.words
    assert QUOTE in page.words


def test_a_case_without_a_tile_map_still_shows_every_state(held, case):
    page = read_page(brief.render(held.ledger, dataclasses.replace(case, tiles={}), "en"))
    assert page.text.count('<article class="tile') == 2


def test_a_page_of_many_rows_stays_small(empty_ledger, case):
    few = len(brief.render(fill(empty_ledger).ledger, case, "en"))
    fill(empty_ledger, years=range(1950, 2011))  # 300 rows and 550 estimates more
    many = len(brief.render(empty_ledger, dataclasses.replace(case, window=Window(1950, 2010)), "en"))
    assert (many - few) / 300 < 600
