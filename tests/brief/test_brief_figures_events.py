"""Figures of what documents and tables hold: events between two parties, and where there are gaps."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace

import pytest
from brief_vales import PRESS, document, event, observation

from tightrope.brief.figures import figure, figure_names
from tightrope.brief.figures.coverage import cells
from tightrope.brief.figures.events import GROUPS, deeds
from tightrope.brief.publication import read_publication
from tightrope.brief.templating import links_of
from tightrope.brief.wording import Words
from tightrope.records import EventType, Status, TightropeError, When


def table(found):
    return list(csv.DictReader(io.StringIO(found.csv())))


def of(when="2009-05-05", kind=EventType.AGREE, **more):
    return event(document(), when=When.parse(when) if when else None, event_type=kind, **more)


class Everything:
    """A ledger's evidence, whose publication has not all of it."""

    def __init__(self, events):
        self.events = events

    def between(self, first, second):
        return [one for one in self.events if {first, second} <= {*one.source, *one.target}]

    def origins(self, evidence):
        return [PRESS for _ in evidence]


def drawn(publication, name, *events):
    return figure(publication, links_of(publication, Words("en")), name, Everything(events) if events else None)


@pytest.fixture
def publication(held, case):
    return read_publication(held.ledger, case)


def test_each_type_of_event_is_in_one_group():
    assert sorted(kind for kinds in GROUPS.values() for kind in kinds) == sorted(EventType)


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ((of(), of(confidence=0.5)), 1),  # told twice
        ((of(), of("2009-05-06")), 2),
        ((of(), of(kind=EventType.ACCUSE)), 2),
        ((of(source=("NVA",), target=("PWA",)),), 1),
        ((of(), of(source=("NVA",), target=("PWA",))), 1),  # an agreement has no direction
        ((of(kind=EventType.ACCUSE), of(kind=EventType.ACCUSE, source=("NVA",), target=("PWA",))), 2),
        ((of(source=("PWA", "NVA"), target=("SVA",)),), 0),  # side by side, not toward each other
        ((of(source=("PWA", "NVA", "SVA"), target=("PWA", "NVA", "SVA")),), 1),
        ((of(status=Status.PLANNED), of(status=Status.NEGATED), of(status=Status.HYPOTHETICAL)), 0),
        ((of(None), of("2008/2009")), 0),
        ((of(source=("PWB",)),), 0),
    ],
)
def test_what_counts_as_an_event_between_two(given, number):
    assert len(deeds(given, "PWA", "NVA")) == number


def test_cooperation_stands_above_the_line_and_conflict_below_with_deeds_next_to_it(publication):
    given = [
        *(of(f"20{year:02}-03-01") for year in (1, 1, 9)),
        of("2001-04", EventType.CONSULT),
        of("2001", EventType.AID),
        of("2009-05", EventType.ASSAULT),
        of("2009-07", EventType.ACCUSE),
        of("2009-08", EventType.ACCUSE),
    ]
    found = drawn(publication, "events.PWA-NVA", *given)
    bars = {(int(row["from"]), row["group"]): (row["near"], row["far"]) for row in found.chart["datasets"]["bars"]}
    assert bars == {
        (2001, "deeds of cooperation"): (0, 1),
        (2001, "words of cooperation"): (1, 3),
        (2009, "words of cooperation"): (0, 1),
        (2009, "deeds of conflict"): (0, -1),
        (2009, "words of conflict"): (-1, -3),
    }
    rows = table(found)
    assert Counter((row["bin"], row["group"]) for row in rows) == {
        ("2001", "material_cooperation"): 1,
        ("2001", "verbal_cooperation"): 2,
        ("2009", "verbal_cooperation"): 1,
        ("2009", "material_conflict"): 1,
        ("2009", "verbal_conflict"): 2,
    }
    assert {key for row in rows for key in row["evidence"].split()} == {one.id for one in given}
    assert "words of cooperation 3" in found.label
    assert "by year" in found.note


def test_events_within_a_few_years_are_counted_by_month_if_all_are_dated_to_one(publication):
    months = drawn(publication, "events.PWA-NVA", of("2009-05-05"), of("2009-05-09"), of("2010-01"))
    assert [row["bin"] for row in table(months)] == ["2009-05", "2009-05", "2010-01"]
    assert "by month" in months.note
    assert {row["bin"] for row in table(drawn(publication, "events.PWA-NVA", of("2009-05-05"), of("2010")))} == {
        "2009",
        "2010",
    }


def test_only_pairs_with_events_have_a_figure_and_it_says_whether_it_shows_all(publication):
    assert [name for name in figure_names(publication) if name.startswith("events")] == ["events.PWA-NVA"]
    assert "not all that the ledger holds" in drawn(publication, "events.PWA-NVA").note
    more = of(source=("PWB",), target=("SVA",))
    found = drawn(publication, "events.PWB-SVA", more)
    assert "All events of the ledger" in found.note
    assert found.sources == (PRESS,)
    names = figure_names(publication, Everything([more]))
    assert [name for name in names if name.startswith("events")] == ["events.PWB-SVA"]
    for name in ("events.PWB-SVA", "events.NVA-PWA", "events.NVA-SVA", "events.PWA", "events.", "events.PWA-NVA-SVA"):
        with pytest.raises(TightropeError, match="no figure"):
            drawn(publication, name)


def test_a_gap_is_drawn_as_a_gap(held, case):
    rows = [observation("PWA", "SVA", year, 5.0, "economy.firms") for year in (2001, 2002, 2005, 2010)]
    held.ledger.add_observations(held_origin(held), rows)
    publication = read_publication(held.ledger, case)
    found = drawn(publication, "coverage")
    bars = [row for row in found.chart["datasets"]["cells"] if (row["state"], row["channel"]) == ("Southvale", "Firms")]
    assert [(row["from"], row["to"]) for row in bars] == [(2000.5, 2002.5), (2004.5, 2005.5), (2009.5, 2010.5)]
    assert {row["year"] for row in table(found) if row["state"] == "SVA" and row["channel"] == "economy.firms"} == {
        "2001",
        "2002",
        "2005",
        "2010",
    }


def held_origin(held):
    return held.ledger.origin(held.observations[0].origin)


def test_what_tables_and_texts_say_is_told_apart_and_the_rest_of_the_world_is_no_power(publication, held):
    known = cells(publication)
    trade = known["NVA", "economy.trade", 2005]
    assert trade.powers == {"PWA", "PWB"}
    assert len(trade.table) == 2
    assert not trade.text
    firms = known["NVA", "economy.firms", 2009]
    assert (firms.table, firms.powers) == ([], {"PWA"})
    assert firms.text == [held.evidence[2].id]
    ties = [year for state, channel, year in known if (state, channel) == ("NVA", "security.ties")]
    assert sorted(ties) == list(range(2000, 2005))  # from before the first year of the case until it ended
    assert ("SVA", "security.ties", 2005) not in known


def test_what_is_planned_or_denied_is_no_figure_of_what_is(held, case):
    stock = replace(held.evidence[2], as_of=When.year(2006))
    told = [replace(stock, status=status) for status in Status if status is not Status.OCCURRED]
    held.ledger.add_evidence(document(), told)
    assert ("NVA", "economy.firms", 2006) not in cells(read_publication(held.ledger, case))
    held.ledger.add_evidence(document(), [stock])
    assert cells(read_publication(held.ledger, case))["NVA", "economy.firms", 2006].text == [stock.id]


def test_coverage_says_in_words_what_is_missing(publication):
    found = drawn(publication, "coverage")
    whole = 2 * 3 * 11
    assert f"Of {whole} cells" in found.label
    assert "22 have a figure from a table" in found.label
