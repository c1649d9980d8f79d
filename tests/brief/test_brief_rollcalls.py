from __future__ import annotations

from brief_page_reader import read_page
from brief_vales import document, span

from tightrope import brief
from tightrope.brief.publication import read_publication
from tightrope.brief.rollcalls import votes
from tightrope.records import Position, When

NUMBERED = "UN General Assembly resolution ES-1/6: Peace in the vales"
DAY = "2023-02-23"


def put(ledger, text, issue, stances, when=DAY):
    source = document(text, title=text)
    positions = [
        Position(**span(source), actor=actor, issue=issue, stance=stance, when=When.parse(when) if when else None)
        for actor, stance in stances.items()
    ]
    ledger.add_document(source, positions)


def table(ledger, case):
    grid, alone = votes(read_publication(ledger, case))
    rows = {
        name: {actor: [(vote[0].stance, len(vote)) for vote in found] for actor, found in cells.items()}
        for (name, _), cells in grid.rows
    }
    return rows, alone


def test_a_report_without_a_number_belongs_to_the_only_roll_call_of_its_day(empty_ledger, case):
    put(empty_ledger, "The roll.", NUMBERED, {"NVA": "abstain", "SVA": "absent", "PWA": "opposes"})
    loose = {"NVA": "abstain_or_absent", "SVA": "abstain_or_absent"}
    put(empty_ledger, "A report.", "UN General Assembly resolution asking Arda to leave", loose)
    put(empty_ledger, "一篇報導。", "聯合國大會決議", {"PWA": "opposes"})
    rows, alone = table(empty_ledger, case)
    assert rows == {NUMBERED: {"NVA": [("abstain", 2)], "SVA": [("absent", 2)], "PWA": [("opposes", 2)]}}
    assert alone == ()


def test_two_resolutions_of_one_day_stay_two_and_an_unnumbered_report_stays_apart(empty_ledger, case):
    stances = {"NVA": "abstain", "SVA": "absent", "PWA": "opposes"}
    put(empty_ledger, "One roll.", NUMBERED, stances)
    put(empty_ledger, "Another roll.", NUMBERED.replace("ES-1/6", "ES-1/7"), stances)
    put(empty_ledger, "A report.", "UN General Assembly vote", {"NVA": "supports"})
    rows, alone = table(empty_ledger, case)
    assert len(rows) == 2
    assert [position.issue for position in alone] == ["UN General Assembly vote"]


def test_sources_that_contradict_each_other_are_both_shown(empty_ledger, case):
    put(empty_ledger, "The roll.", NUMBERED, {"NVA": "abstain", "SVA": "absent", "PWA": "opposes"})
    put(empty_ledger, "A report.", NUMBERED, {"NVA": "supports"})
    rows, _ = table(empty_ledger, case)
    assert rows[NUMBERED]["NVA"] == [("abstain", 1), ("supports", 1)]


def test_the_same_words_on_other_days_are_other_votes(empty_ledger, case):
    stances = {"NVA": "abstain", "SVA": "absent", "PWA": "opposes"}
    put(empty_ledger, "The roll.", "Motion 7", stances)
    put(empty_ledger, "The roll again.", "Motion 7", stances, when="2024-02-23")
    grid, _ = votes(read_publication(empty_ledger, case))
    assert [when for (_, when), _ in grid.rows] == [DAY, "2024-02-23"]


def test_stances_without_a_vote_are_listed_with_their_words_however_many_share_them(empty_ledger, case):
    put(empty_ledger, "All three want the canal.", "the canal", dict.fromkeys(("NVA", "SVA", "PWA"), "supports"))
    page = read_page(brief.render(empty_ledger, case, "en"))
    positions = page.section("positions")
    assert "<table" not in positions
    assert positions.count("<bdi>All three want the canal.</bdi></q>") == 3


def test_a_vote_from_two_sources_stands_once_with_both(empty_ledger, case):
    stances = {"NVA": "abstain", "SVA": "absent", "PWA": "opposes"}
    for text in ("The roll.", "The roll, told again."):
        put(empty_ledger, text, NUMBERED, stances)
    positions = read_page(brief.render(empty_ledger, case, "en")).section("positions")
    assert positions.count(">abstained</a>") == 1
    assert positions.count(">+1</a>") == 3
