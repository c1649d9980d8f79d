from __future__ import annotations

import re

from brief_page_reader import read_page
from brief_vales import ORIGIN, document, number, observation, span

from tightrope import brief
from tightrope.brief import conflicts
from tightrope.brief.publication import read_publication
from tightrope.records import Stock, Tie, When


def contradict(ledger, case, years):
    """Trade of NVA with PWA: the table says 1 billion each year, a document 1 + (year − 2000) billion."""
    source = document()
    rows = [observation("PWA", "NVA", year, 1e9) for year in years]
    told = [
        Stock(**span(source), holder="PWA", over="NVA", channel="economy.trade",
              value=1e9 * (year - 1999), lower=1e9 * (year - 1999), upper=1e9 * (year - 1999), unit="USD",
              as_of=When.year(year))
        for year in years
    ]  # fmt: skip
    ledger.add_document(source, told)
    ledger.add_observations(ORIGIN, rows)
    found = [
        number("conflict/figures/economy.trade", "NVA", year, float(year - 1999), tuple(sorted((row.id, stock.id))),
               domain="economy", power="PWA")
        for year, row, stock in zip(years, rows, told, strict=True)
    ]  # fmt: skip
    ledger.add_estimates(found, case=case.name, seed=1)


def test_figures_that_contradict_each_other_stand_together_the_farthest_apart_first(empty_ledger, case):
    contradict(empty_ledger, case, range(2001, 2004))
    (found,) = conflicts.conflicts(read_publication(empty_ledger, case))
    assert [(str(one.apart.when), one.apart.mean, one.what) for one in found.shown] == [
        ("2003", 4.0, "economy.trade"),
        ("2002", 3.0, "economy.trade"),
        ("2001", 2.0, "economy.trade"),
    ]
    assert [item.lower for item in found.shown[0].items] == [1e9, 4e9]
    assert found.more == 0


def test_each_figure_leads_to_its_row_or_sentence_and_its_source(empty_ledger, case):
    contradict(empty_ledger, case, [2003])
    page = read_page(brief.render(empty_ledger, case, "en"))
    section = page.section("conflicts")
    targets = re.findall(r'<a class="n" href="#([ov]\w+)">US\$', section)
    assert [target[0] for target in targets] == ["o", "v"]
    assert set(targets) <= set(page.ids)
    assert "Trade of the vales" in section
    assert re.search(r"<a[^>]*>4\.0</a> standard deviations", section)
    assert "conflict/" not in page.text
    chinese = read_page(brief.render(empty_ledger, case, "zh-Hant")).section("conflicts")
    assert "矛盾與離群" in chinese
    assert re.search(r"<a[^>]*>4\.0</a>個標準差", chinese)


def test_a_tie_that_sources_tell_differently_shows_what_each_says(empty_ledger, case):
    source = document()
    common = {**span(source), "a": "NVA", "b": "LEAGUE", "relation": "member"}
    ties = [Tie(**common, since=When.year(1995), until=When.year(until)) for until in (2004, 2009)]
    empty_ledger.add_document(source, ties)
    ids = tuple(sorted(one.id for one in ties))
    apart = number("conflict/tie/member", "NVA", 2004, 5.0, ids, domain="all", power="LEAGUE")
    empty_ledger.add_estimates([apart], case=case.name, seed=1)
    page = read_page(brief.render(empty_ledger, case, "en"))
    section = re.sub(r"<[^>]*>", "", page.section("conflicts"))
    assert "Northvale – the League: member, 1995 to 2004" in section
    assert "Northvale – the League: member, 1995 to 2009" in section
    assert "5.0 years" in section


def test_of_many_conflicts_the_widest_are_shown_and_the_rest_counted(empty_ledger, case, monkeypatch):
    monkeypatch.setattr(conflicts, "MOST_CONFLICTS", 2)
    contradict(empty_ledger, case, range(2001, 2004))
    page = read_page(brief.render(empty_ledger, case, "en"))
    assert page.section("conflicts").count(" standard deviations</td>") == 2
    assert "Not shown here, but in the ledger: 1." in page.section("conflicts")


def test_without_a_conflict_there_is_no_such_section(held, case):
    assert "conflicts" not in read_page(brief.render(held.ledger, case, "en")).ids
