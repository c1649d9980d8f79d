from __future__ import annotations

import json
import re

import pytest
from brief_vales import estimate
from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.brief.charts import GREY, PALETTE, Frame, band_rows, bands, bands_json, colour
from tightrope.brief.links import web_address
from tightrope.brief.svg import static_svg

FRAME = Frame((2000, 2010))


def series(years):
    return [estimate("capital_share_powers", "NVA", year, 0.4, ("x",), power="PWA") for year in years]


def test_a_year_without_an_estimate_is_empty_and_not_zero():
    rows = band_rows(series([2000, 2002]), range(2000, 2003))
    assert [row["mean"] for row in rows] == [0.4, None, 0.4]
    assert {row["low90"] for row in rows} == {0.32, None}


def test_a_band_breaks_where_nothing_is_measured():
    whole = static_svg(
        bands_json(band_rows(series(range(2000, 2011)), range(2000, 2011)), fill="#000", frame=FRAME), "c", ""
    )
    broken = series([2000, 2001, 2002, 2006, 2007, 2008])
    gap = static_svg(bands_json(band_rows(broken, range(2000, 2011)), fill="#000", frame=FRAME), "c", "")

    def line(svg):
        return re.search(r'layer_3_marks"><path d="([^"]*)"', svg)[1]

    assert line(whole).count("M") == 1
    assert line(gap).count("M") == 2


def test_a_single_year_is_drawn_with_its_interval():
    svg = static_svg(bands_json(band_rows(series([2004]), range(2000, 2011)), fill="#123456", frame=FRAME), "c", "")
    assert len(re.findall(r'layer_4_marks"><line', svg)) == 1


def test_the_json_is_that_of_the_chart():
    rows = band_rows(series(range(2000, 2011)), range(2000, 2011))
    context = {"PWB": rows}
    chart = bands(rows, fill=PALETTE[0], frame=FRAME, context=context).to_dict()
    drawn = json.loads(bands_json(rows, fill=PALETTE[0], frame=FRAME, context=context))
    assert drawn == chart


def test_an_svg_is_labelled_carries_its_own_ids_and_calls_nobody():
    svg = static_svg(
        bands_json(band_rows(series([2000, 2001]), range(2000, 2011)), fill="#000", frame=FRAME), "c-1", 'a "b" <c>'
    )
    assert svg.startswith('<svg class="marks" viewBox="0 0 200 108" role="img" aria-label="a &#34;b&#34; &lt;c&gt;">')
    assert "http" not in svg
    assert all(name.startswith("c-1-") for name in re.findall(r'\bid="([^"]*)"', svg))


def test_a_power_keeps_its_colour_and_whoever_is_no_power_is_grey():
    assert [colour(place, 3) for place in range(4)] == [*PALETTE[:3], GREY]
    assert len(set(PALETTE)) == len(PALETTE)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://a.example/x?y=1", "https://a.example/x?y=1"),
        ("10.3982/ECTA23206", "https://doi.org/10.3982/ECTA23206"),
        ("doi:10.1000/abc", "https://doi.org/10.1000/abc"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("file:///etc/passwd", ""),
        ("//a.example", ""),
        ("https://", ""),
        ("http://[broken", ""),
        ("notes/a.md", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_and_dois_become_links(url, address):
    assert web_address(url) == address


@settings(max_examples=300)
@given(st.text(max_size=60))
def test_no_text_becomes_another_kind_of_link(url):
    assert web_address(url) == "" or web_address(url).startswith(("http://", "https://"))
