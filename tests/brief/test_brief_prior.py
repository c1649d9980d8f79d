"""What comes mostly from the prior is marked wherever it is shown; what decides an estimate is told."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from brief_page_reader import read_page
from brief_vales import ORIGIN, channel, estimate, number, observation

from tightrope import brief
from tightrope.brief.charts import Frame, band_rows, bands_json, stripes
from tightrope.brief.decisions import decided
from tightrope.brief.gaps import gaps
from tightrope.brief.links import SIGN
from tightrope.brief.publication import read_publication
from tightrope.brief.svg import static_svg

YEARS = range(2000, 2011)
PRIOR = {"PWA": 0.2, "PWB": 0.7}
WORDS = {"en": "mostly prior", "zh-Hant": "多來自先驗"}


@pytest.fixture
def marked(empty_ledger, case):
    """Economy over NVA: PWB comes mostly from the prior, in 2010 the balance too; weights and gravity are there."""
    case = replace(case, channels=(*case.channels, channel("economy.loans", weight=2.0)))
    rows = [observation("PWA", "NVA", year, 1e9) for year in YEARS]
    empty_ledger.add_observations(ORIGIN, rows)
    found = []
    for year in YEARS:
        for domain in ("economy", "all"):
            of = {"state": "NVA", "year": year, "rests_on": (rows[0].id,), "domain": domain}
            for power, share in (("PWA", 0.6), ("PWB", 0.4)):
                for quantity in ("capital_share_powers", "capital_share_elicited"):
                    found.append(estimate(quantity, mean=share, power=power, **of))
                found.append(estimate("capital_rank", mean=1.5, power=power, **of))
                found.append(number("decided_by/prior", value=PRIOR[power], power=power, **of))
            found.append(number("decided_by/prior", value=0.6 if year == 2010 else 0.4, **of))
            for quantity, mean in (
                ("effective_powers", 1.9),
                ("distance_from_even", 0.1),
                ("distance_from_gravity", 0.3),
            ):
                found.append(estimate(quantity, mean=mean, **of))
        of = {"state": "NVA", "year": year, "rests_on": (rows[0].id,), "domain": "economy"}
        for power, share in (("PWA", 0.4), ("ROW", 0.6)):
            found.append(estimate("capital_share", mean=share, power=power, **of))
        found.append(number("decided_by/economy.trade", value=0.5, power="PWA", **of))
        found.append(number("decided_by/economy.loans", value=0.3, power="PWA", **of))
        found.append(number("doubt/weights", value=0.25, power="PWA", **of))
        found.append(number("doubt/grades", value=0.001, power="PWA", **of))
    empty_ledger.add_estimates(found, case=case.name, seed=1)
    return empty_ledger, case


def cell(page, table, label):
    """The first cell of a column of a table of shares."""
    start = page.text.index(f'id="{table}"')
    return re.search(rf'<td data-label="{label}".*?</td>', page.text[start:], re.S)[0]


@pytest.mark.parametrize(("locale", "arda", "boria"), [("en", "Arda", "Boria"), ("zh-Hant", "阿爾達", "波利亞")])
def test_a_marked_share_has_sign_words_and_stripes_and_the_others_have_none(marked, locale, arda, boria):
    page = read_page(brief.render(*marked, locale))
    for table in ("table-all", "table-economy"):
        assert SIGN not in cell(page, table, arda)
        found = cell(page, table, boria)
        assert found.count(f">{SIGN}</abbr>") == 2  # of the share and of the share with weights
        assert f'<span class="mostly">{WORDS[locale]}</span>' in found
        assert found.count('<path class="h"') == 1
    tile = re.search(r'<article class="tile.*?</article>', page.text, re.S)[0]
    assert tile.count('<path class="h"') == 1
    assert tile.count(SIGN) == 2  # of the share and, in 2010, of the balance
    legend = re.search(r'<div class="legend.*?</div>', page.text, re.S)[0]
    assert SIGN in legend
    assert '<path class="h"' in legend


def test_every_number_of_a_marked_power_bears_the_sign(marked):
    page = read_page(brief.render(*marked, "en"))
    for found in re.finditer(r'<a class="n" href="#ev-NVA-(?:economy|all)-PWB">([^/]*)</', page.text):
        told = page.text[found.start() - 40 : found.start()]  # parts say themselves what they are
        assert SIGN in found[1] or "prior" in told
    block = page.text[page.text.index('id="ev-NVA-economy-PWB"') :]
    assert re.search(r"Share among the powers: <b>40%<abbr[^>]*>◇", block)
    assert re.search(r"Rank among the powers: <b>[\d.]+<abbr[^>]*>◇", block)


def test_the_chart_of_a_marked_power_is_striped_and_says_so(marked):
    page = read_page(brief.render(*marked, "en"))
    charts = dict(re.findall(r'<svg class="marks"[^>]*aria-label="([^"]*)">(.*?)</svg>', page.text, re.S))
    striped = {
        label.partition(",")[0] + label.rpartition(";")[2] for label, svg in charts.items() if "mark-rect" in svg
    }
    assert striped == {"Boria mostly prior: 2000–2010", "Effective powers mostly prior: 2010"}
    assert sum("mostly prior" in label for label in charts) == 4


def test_stripes_lie_in_the_marked_years_only_and_within_the_band():
    series = [estimate("capital_share_powers", "NVA", year, 0.4, ("x",), power="PWA") for year in YEARS]
    rows, frame = band_rows(series, YEARS), Frame((2000, 2010))
    found = stripes(rows, {2003, 2004}, frame)
    assert {2003, 2004} <= {row["year"] for row in found}
    assert all(2002.5 <= row["year"] < 2004.5 for row in found)
    assert {(row["low90"], row["high90"]) for row in found} == {(0.32, 0.48)}
    assert stripes(rows, frozenset(), frame) == []
    whole = static_svg(bands_json(rows, fill="#000", frame=frame), "c", "")
    assert "mark-rect" not in whole


def test_the_summary_marks_too_and_says_what_the_sign_means(marked):
    _, rows, note = brief.summary(*marked)
    assert rows[0][1:3] == ["60% (52–68%)", "40%◇ (32–48%)"]
    assert "◇ mostly prior: more than half of the estimate" in note


def test_no_sign_is_explained_where_nothing_is_marked(held, case):
    assert SIGN not in brief.summary(held.ledger, case)[2]


def test_the_parts_of_an_estimate_stand_with_the_doubt_that_is_a_judgement(marked):
    publication = read_publication(*marked)
    found = decided(publication, ("economy", "security"))
    assert set(found) == {"economy"}
    assert found["economy"].channels == ("economy.trade", "economy.loans")
    one = found["economy"].states["NVA"]["PWA"]
    assert [(part.channel, part.estimate.mean, part.start) for part in one.parts] == [
        ("economy.trade", 0.5, 0.0),
        ("economy.loans", 0.3, 0.5),
        ("", 0.2, 0.8),
    ]
    assert {name: doubt.mean for name, doubt in one.doubts.items()} == {"weights": 0.25}
    section = read_page(brief.render(*marked, "en")).section("decides")
    assert re.search(r"Trade&nbsp;<a[^>]*>50%</a> · loans&nbsp;<a[^>]*>30%</a> · prior&nbsp;<a[^>]*>20%</a>", section)
    assert re.search(r"weights&nbsp;<a[^>]*>25%</a>", section)
    assert section.count('<span class="mostly">') == 1


def test_a_run_that_says_nothing_of_what_decides_has_no_such_section(empty_ledger, case):
    rows = [observation("PWA", "NVA", 2010, 1.0)]
    empty_ledger.add_observations(ORIGIN, rows)
    share = estimate("capital_share_powers", "NVA", 2010, 0.6, (rows[0].id,), domain="economy", power="PWA")
    empty_ledger.add_estimates([share], case=case.name, seed=1)
    page = read_page(brief.render(empty_ledger, case, "en"))
    assert "decides" not in page.ids
    assert '"#decides"' not in page.text


def test_equal_and_elicited_weights_and_both_distances_stand_side_by_side(marked):
    page = read_page(brief.render(*marked, "en"))
    assert re.search(r"weighted <a[^>]*>60%</a> 52–68%", cell(page, "table-economy", "Arda"))
    both = cell(page, "table-distances", "Economy")
    assert re.search(r"even <.*?>0\.10<.*?gravity <.*?>0\.30<", both, re.S)


def test_without_weights_or_gravity_neither_is_spoken_of(held, case):
    text = brief.render(held.ledger, case, "en")
    assert "weighted" not in text
    assert "table-distances" not in text


def test_rank_and_part_of_the_draws_stand_below_a_share(held, case):
    page = read_page(brief.render(held.ledger, case, "en"))
    plain = re.sub(r"<[^>]*>", "", cell(page, "table-economy", "Arda"))
    assert plain.endswith("rank 1 1st 98%")


def test_gaps_say_why(held, case):
    found = {
        (gap.domain, gap.power): gap.alone for gap in gaps(read_publication(held.ledger, case), ("economy", "security"))
    }
    assert found == {
        ("economy", "PWC"): False,
        **{("security", power): True for power in case.powers},
        ("all", "PWC"): False,
    }
    limits = read_page(brief.render(held.ledger, case, "en")).section("limits")
    assert limits.count("no channel of the domain has a reading of it") == 1
    assert limits.count("fewer than two powers are measured in the domain") == 3
    assert limits.count("not measured in all of the domains averaged") == 1
