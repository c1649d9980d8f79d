"""Figures of what event data sets count between two parties."""

from __future__ import annotations

import csv
import io

import pytest
from brief_vales import event_flows

from tightrope.brief.figures import figure, figure_names
from tightrope.brief.publication import read_publication
from tightrope.brief.templating import links_of
from tightrope.brief.wording import Words
from tightrope.records import TightropeError

MONTHS = {"2008-11": 2.0, "2008-12": 3.0, "2009-01": 4.0, "2009-05": 0.02}
NAME = "flows.gdelt.PWA-NVA"


@pytest.fixture
def rates(held):
    return event_flows(held, MONTHS)


@pytest.fixture
def publication(held, case, rates):
    return read_publication(held.ledger, case)


def drawn(publication, name=NAME, language="en"):
    return figure(publication, links_of(publication, Words(language)), name)


def test_only_pairs_that_a_set_tells_of_have_a_figure(held, case, publication):
    assert [name for name in figure_names(publication) if name.startswith("flows")] == [NAME]
    for name in ("flows.gdelt.NVA-PWA", "flows.icews.PWA-NVA", "flows.gdelt", "flows.PWA-NVA"):
        with pytest.raises(TightropeError, match="no figure"):
            drawn(publication, name)


def test_its_table_is_the_published_rates_and_nothing_else(publication, rates):
    rows = list(csv.DictReader(io.StringIO(drawn(publication).csv())))
    assert [(row["set"], row["side"], row["month"], row["estimate"]) for row in rows] == [
        ("gdelt", one.quantity.rpartition("/")[2], str(one.when), one.id) for one in rates
    ]
    assert [float(row["high90"]) for row in rows] == [one.high90 for one in rates]


def test_conflict_lies_below_the_line_and_months_that_are_missing_are_not_bridged(publication):
    rows = drawn(publication).chart["datasets"]["rates"]
    cooperation = [row for row in rows if row["side"] == "cooperation"]
    assert [(row["run"], round(row["time"], 2), row["mean"]) for row in cooperation] == [
        ("cooperation 24106", 2008.83, 2.0),
        ("cooperation 24106", 2008.92, 3.0),
        ("cooperation 24106", 2009.0, 4.0),
        ("cooperation 24106", 2009.08, 4.0),  # the last month of a run reaches to its end
        ("cooperation 24112", 2009.33, 0.02),
        ("cooperation 24112", 2009.42, 0.02),
    ]
    conflict = [row for row in rows if row["side"] == "conflict"]
    assert [row["mean"] for row in conflict] == [-row["mean"] / 2 for row in cooperation]
    assert all(row["high90"] < row["low90"] < 0 for row in conflict)


@pytest.mark.parametrize(("language", "said"), [("en", "for every 10,000 events"), ("zh-Hant", "每一萬件事件")])
def test_it_says_what_is_counted_and_cites_the_set(publication, language, said):
    found = drawn(publication, language=language)
    assert said in found.title
    assert "GDELT" in found.title
    assert "event-rates-1/0" in found.note
    assert [origin.title for origin in found.sources] == ["gdelt, monthly flows"]
    assert "https://machines.example" in found.cite()
    assert "0.02" in found.label
    assert found.svg().startswith("<svg")
    assert "<svg" in found.inline()


def test_rates_are_no_estimates_of_capital_and_their_counts_stay_in_the_ledger(publication, rates):
    assert not any(key[0].startswith("flow") for key in publication.estimates)
    assert not any(row.channel.startswith("flows.") for row in publication.observations.values())
    assert publication.counts["estimates"] == len(rates) + sum(map(len, publication.estimates.values()))
