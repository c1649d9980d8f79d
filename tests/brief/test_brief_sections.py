from __future__ import annotations

import re
from dataclasses import replace

from brief_page_reader import read_page
from brief_vales import ORIGIN, channel, document, estimate, event, observation, span, state_facts

from tightrope import brief
from tightrope.brief import chronicle
from tightrope.brief.evidence import arrange_evidence
from tightrope.brief.gaps import coverage, domains_of_all, gaps
from tightrope.brief.labels import Labels
from tightrope.brief.links import Links
from tightrope.brief.publication import read_publication
from tightrope.brief.wording import Words
from tightrope.records import Domain, Event, EventType, Position, Tie, When


def test_gaps_are_found_from_what_is_absent(held, case):
    found = {
        (gap.domain, gap.power): gap.states
        for gap in gaps(read_publication(held.ledger, case), ("economy", "security"))
    }
    assert found["economy", "PWC"] == ("NVA", "SVA")
    assert found["security", "PWA"] == ("NVA", "SVA")
    assert ("economy", "PWA") not in found


def test_coverage_tells_what_entered_from_what_was_only_read(held, case):
    rows = {row.channel.name: row for row in coverage(read_publication(held.ledger, case))}
    assert (rows["economy.trade"].powers["PWA"].states, rows["economy.trade"].powers["PWA"].newest) == (2, 2010)
    assert "PWC" not in rows["economy.trade"].powers
    assert rows["economy.firms"].powers == {}
    assert rows["economy.firms"].read == {"PWA"}


def test_a_channel_with_a_single_holder_is_said_to_compare_nothing(held, case):
    page = read_page(brief.render(held.ledger, case, "en"))
    row = re.search(r"<tr><th scope=\"row\">Firms.*?</tr>", page.section("limits"), re.S)[0]
    assert "read, not used" in row
    assert "figures for one holder only" in row


def test_a_channel_with_totals_only_is_not_said_to_have_no_data(held, case):
    held.ledger.add_observations(ORIGIN, [observation("WLD", "NVA", 2005, 1.0, "economy.gifts")])
    held.ledger.add_observations(ORIGIN, [observation("XXA", "NVA", 2005, 1.0, "economy.loans")])
    more = tuple(channel(f"economy.{name}") for name in ("gifts", "loans", "debts"))
    page = read_page(brief.render(held.ledger, replace(case, channels=(*case.channels, *more)), "en"))
    remarks = dict(
        re.findall(r'<tr><th scope="row">(\w+) .*?<td class="remark">(.*?)</td>', page.section("limits"), re.S)
    )
    assert remarks["gifts"] == "figures for all partners together only"
    assert remarks["loans"] == "figures for parties that are not compared only"
    assert remarks["debts"] == "no data"
    assert remarks["Trade"] == ""


def test_all_domains_are_said_to_be_those_whose_evidence_they_rest_on(held, case):
    assert domains_of_all(read_publication(held.ledger, case)) == {("economy",): ("NVA", "SVA")}


def test_every_id_that_estimates_rest_on_is_in_a_block_of_its_state(held, case):
    publication = read_publication(held.ledger, case)
    for state, parts in arrange_evidence(publication, ("economy", "security")).items():
        blocks = [block for part in parts for block in part.blocks]
        placed = {row.id for block in blocks for group in block.rows for row in group.rows}
        placed |= {item.id for block in blocks for item in block.passages}
        cited = {key for one in held.estimates if one.state == state for key in one.rests_on}
        assert cited == placed


def test_votes_stand_in_one_row_and_an_absent_vote_is_not_an_abstention(held, case):
    page = read_page(brief.render(held.ledger, case, "en"))
    row = re.search(r"Motion 7.*?</tr>", page.section("positions"), re.S)[0]
    cells = dict(re.findall(r'<td data-label="(\w+)"><span class="stance (\w+)">', row))
    assert cells == {"Northvale": "abstain", "Southvale": "absent", "Arda": "opposes"}


def test_a_party_without_a_recorded_vote_is_no_record(empty_ledger, case):
    source = document()
    stances = (("NVA", "abstain"), ("PWA", "opposes"), ("PWB", "supports"))
    positions = [Position(**span(source), actor=actor, issue="Motion 8", stance=stance) for actor, stance in stances]
    empty_ledger.add_document(source, positions)
    page = read_page(brief.render(empty_ledger, case, "en"))
    assert page.section("positions").count("no record") == 1


def test_ties_show_entry_and_exit(held, case):
    page = read_page(brief.render(held.ledger, case, "en"))
    ties = page.section("ties")
    assert ">1995–2004</a>" in ties
    assert ">1992–</a>" in ties


def test_two_reports_of_one_tie_are_one_spell_and_leaving_and_coming_back_are_two(empty_ledger, case):
    first, second = document("NVA joined."), document("It joined, left and came back.", title="Another note")
    tie = {"a": "NVA", "b": "LEAGUE", "relation": "member"}
    spell = {"since": When.year(1992), "until": When.year(1999)}
    empty_ledger.add_document(first, [Tie(**span(first), **tie, **spell), Tie(**span(first), **tie)])
    empty_ledger.add_document(
        second, [Tie(**span(second), **tie, **spell), Tie(**span(second), **tie, since=When.year(2006))]
    )
    ((_, ((_, cells),)),) = chronicle.ties(read_publication(empty_ledger, case)).groups
    spells = [(str(spell.tie.since), str(spell.tie.until), len(spell.evidence)) for spell in cells["NVA"]]
    assert spells == [("1992", "1999", 3), ("2006", "None", 1)]


def test_events_that_did_not_happen_are_marked(held, case):
    page = read_page(brief.render(held.ledger, case, "en"))
    reports = page.section("reports")
    assert reports.count('<span class="status">planned</span>') == 1
    assert "according to <bdi>a &lt;b&gt;minister&lt;/b&gt;</bdi>" in reports


def test_evidence_from_one_sentence_stands_under_one_quote(held, case):
    page = read_page(brief.render(held.ledger, case, "en"))
    assert page.section("reports").count("<blockquote") == 1
    assert page.section("reports").count('<p class="what"') == 2


def test_of_a_long_document_the_first_events_are_shown_and_the_rest_counted(empty_ledger, case):
    text = " ".join(f"Sentence {number}." for number in range(chronicle.MOST_EVENTS + 5))
    source = document(text)
    starts = [source.text.index(f"Sentence {number}.") for number in range(chronicle.MOST_EVENTS + 5)]
    empty_ledger.add_document(source, [event(source, start=start, end=start + 9) for start in starts])
    page = read_page(brief.render(empty_ledger, case, "en"))
    assert page.section("reports").count('<p class="what"') == chronicle.MOST_EVENTS
    assert "Not shown here, but in the ledger: 5." in page.words


def test_events_that_come_with_the_case_are_not_news(empty_ledger, case):
    state_facts(case.folder, "Arda and Northvale signed a treaty.")
    for source, facts in case.starter().documents:
        empty_ledger.add_document(source, facts)
    page = read_page(brief.render(empty_ledger, case, "en"))
    assert "No document that was read reports an event of this case." in page.words
    assert "Arda ↔ Northvale: agree (treaty)" in page.section("reports")


def test_sources_show_licence_and_day_of_access_and_say_what_is_not_stated(held, case):
    page = read_page(brief.render(held.ledger, case, "en"))
    sources = page.section("sources")
    assert "CC-BY-4.0" in sources
    assert "March 4, 2011" in sources
    assert sources.count("not stated") == 1


def test_the_page_says_until_when_sources_were_looked_up(held, case):
    page = read_page(brief.render(held.ledger, case, "en"))
    assert re.search(r"Sources looked up until</dt><dd>March 4, 2011", page.text)


def test_all_members_of_a_group_are_called_by_its_name(empty_ledger, case):
    source = document()
    empty_ledger.add_document(source, [event(source, target=("SVA", "NVA"))])
    assert "Arda ↔ the two vales" in read_page(brief.render(empty_ledger, case, "en")).words


def test_other_cases_in_the_ledger_do_not_leak_in(held, case):
    stranger = document("XXA and XXB met.", title="Strangers")
    held.ledger.add_document(stranger, [event(stranger, source=("XXA",), target=("XXB",))])
    assert "Strangers" not in brief.render(held.ledger, case, "en")


def test_only_the_newest_run_is_shown(held, case):
    ids = (held.observations[0].id,)
    held.ledger.add_estimates(
        [estimate("capital_share_powers", "NVA", 2010, 0.33, ids, domain="economy", power="PWA")], case="vales", seed=2
    )
    publication = read_publication(held.ledger, case)
    assert [len(series) for series in publication.estimates.values()] == [1]


def test_the_last_year_measured_is_told_for_every_state_and_domain(held, case):
    page = read_page(brief.render(held.ledger, case, "en"))
    table = re.search(r'<table class="grid years">.*?</table>', page.text, re.S)[0]
    assert re.findall(r'<td data-label="Economy">(\d+)</td>', table) == ["2010", "2010"]
    assert table.count("not measured") == 2


def test_a_power_without_a_tie_in_a_complete_list_has_none_and_is_not_unknown(empty_ledger, case):
    source = document()
    ties = [
        Tie(**span(source), a=member, b="LEAGUE", relation="member", since=When.year(1992)) for member in ("NVA", "PWA")
    ]
    empty_ledger.add_document(source, ties)
    ids = tuple(sorted(tie.id for tie in ties))
    shares = [
        estimate("capital_share_powers", "NVA", 2010, mean, ids, domain="security", power=power)
        for power, mean in (("PWA", 0.8), ("PWB", 0.1), ("PWC", 0.1))
    ]
    empty_ledger.add_estimates(shares, case=case.name, seed=1)
    page = read_page(brief.render(empty_ledger, case, "en"))
    row = re.search(r'<tr><th scope="row">Security ties.*?</tr>', page.section("limits"), re.S)[0]
    assert row.count("no tie") == 2
    assert "not measured" not in row
    block = page.text[page.text.index('id="ev-NVA-security-PWB"') : page.text.index('id="ev-NVA-security-PWC"')]
    assert "meant to be complete and so reads as none: Security ties." in block


def test_a_finer_kind_that_says_the_same_as_the_type_is_not_repeated(case):
    talks = Event(
        document="d",
        start=0,
        end=1,
        coder="x",
        source=("NVA",),
        target=("PWA",),
        event_type=EventType.CONSULT,
        mode="meeting",
        domain=Domain.POLITICS,
    )
    chinese = Words("zh-Hant")
    links = Links(chinese, Labels(case, chinese))
    assert links.act(talks) == "會談"
    assert links.act(replace(talks, mode="visit")) == "會談（訪問）"
