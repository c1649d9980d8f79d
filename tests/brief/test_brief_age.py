from __future__ import annotations

import re

import pytest
from brief_page_reader import read_page
from brief_vales import ORIGIN, document, estimate, observation, span

from tightrope import brief
from tightrope.brief.age import Age, behind, figures_to, last_read
from tightrope.brief.charts import Frame, band_rows, bands_json
from tightrope.brief.publication import read_publication
from tightrope.brief.svg import static_svg
from tightrope.records import Tie, When


def shares(year, ids, domain="economy", state="NVA"):
    return [
        estimate("capital_share_powers", state, year, mean, ids, domain=domain, power=power)
        for power, mean in (("PWA", 0.6), ("PWB", 0.4))
    ]


@pytest.fixture
def aged(empty_ledger, case):
    """Economy speaks until 2009: PWA has figures to 2006, PWB to 2004. Security rests on a tie that lasts."""
    source = document()
    tie = Tie(**span(source), a="NVA", b="LEAGUE", relation="member", since=When.year(1995))
    empty_ledger.add_document(source, [tie])
    rows = {
        (power, year): observation(power, "NVA", year, 1e9)
        for power, last in (("PWA", 2006), ("PWB", 2004))
        for year in range(2000, last + 1)
    }
    empty_ledger.add_observations(ORIGIN, rows.values())
    found = []
    for year in range(2000, 2010):
        ids = tuple(sorted(rows[power, min(year, last)].id for power, last in (("PWA", 2006), ("PWB", 2004))))
        both = tuple(sorted((*ids, tie.id)))
        balance = estimate("effective_powers", "NVA", year, 1.9, both, domain="all")
        found += [*shares(year, ids), *shares(year, (tie.id,), "security"), *shares(year, both, "all"), balance]
    empty_ledger.add_estimates(found, case=case.name, seed=1)
    return empty_ledger


def test_figures_reach_as_far_as_those_of_every_power(aged, case):
    publication = read_publication(aged, case)
    reached = [
        figures_to(publication, share) for share in publication.series("capital_share_powers", "NVA", "economy", "PWA")
    ]
    assert [age.year for age in reached] == [*range(2000, 2005), *[2004] * 5]
    assert last_read(publication, "NVA", "economy") == 2004


def test_ties_have_no_age_and_all_domains_are_as_old_as_the_oldest(aged, case):
    publication = read_publication(aged, case)
    assert behind(publication, "NVA", "security") is None
    assert last_read(publication, "NVA", "security") is None
    assert behind(publication, "NVA", "all") == Age(2004, "economy")
    assert last_read(publication, "NVA", "all") == 2004


def test_shares_with_figures_of_their_own_year_have_no_note(held, case):
    assert behind(read_publication(held.ledger, case), "NVA", "economy") is None
    text = brief.render(held.ledger, case, "en")
    assert 'class="age"' not in text
    assert "Figures up to" not in text
    assert "the model carries on from the last figures" not in re.sub(
        r'<section id="time">.*?</p>', "", text, flags=re.S
    )


@pytest.mark.parametrize(
    ("locale", "economy", "overall", "short", "short_all"),
    [
        (
            "en",
            "figures to 2004",
            "Economy: figures to 2004",
            "2009; figures up to 2004",
            "oldest domain: figures up to 2004",
        ),
        ("zh-Hant", "數字至2004年", "經濟數字至2004年", "2009；數字至2004年", "最舊領域的數字至2004年"),
    ],
)
def test_tables_tiles_and_opening_say_how_old_the_figures_are(aged, case, locale, economy, overall, short, short_all):
    page = read_page(brief.render(aged, case, locale))
    table = page.text[page.text.index('id="table-economy"') : page.text.index('id="table-security"')]
    assert re.search(rf'class="year">2009 <span class="age">{economy}</span>', table)
    tile = re.search(r'<article class="tile.*?</article>', page.text, re.S)[0]
    assert f'<span class="age">{overall}</span>' in tile
    assert re.search(rf'<table class="grid years">.*?2009 <span class="age">{economy}', page.text, re.S)
    assert short in page.section("short")
    assert short_all in page.section("short")
    security = page.text[page.text.index('id="table-security"') : page.text.index('<section id="time">')]
    assert "2009" in security
    assert 'class="age"' not in security


def test_the_summary_says_how_old_the_figures_are(aged, case):
    _, rows, _ = brief.summary(aged, case)
    assert rows[0][-1] == "2009 (Economy: figures to 2004)"


def test_a_chart_is_dashed_after_the_last_year_read_and_says_so(aged, case):
    text = brief.render(aged, case, "en")
    assert (
        text.count('; after 2004 the model carries on from the last figures"') == 2 + 3
    )  # economy has no balance here
    years = [estimate("capital_share_powers", "NVA", year, 0.4, ("x",), power="PWA") for year in range(2000, 2011)]
    rows = band_rows(years, range(2000, 2011))
    frame = Frame((2000, 2010))
    whole = static_svg(bands_json(rows, fill="#000", frame=frame), "c", "")
    dashed = static_svg(bands_json(rows, fill="#000", frame=frame, read_to=2006), "c", "")
    assert "stroke-dasharray" not in whole
    assert len(re.findall(r'stroke-dasharray="3,2.5"', dashed)) == 1
    assert [points(dashed, layer) for layer in (5, 6)] == [7, 5]  # 2000 to 2006 and, meeting it, 2006 to 2010


def points(svg, layer):
    path = re.search(rf'layer_{layer}_marks"><path d="([^"]*)"', svg)[1]
    return len(re.findall("[ML]", path))
