"""A ledger may hold several cases; a brief holds what concerns its own."""

from __future__ import annotations

from dataclasses import replace

import pytest
from brief_page_reader import read_page
from brief_vales import ORIGIN, document, event, observation, span, state_facts

from tightrope import brief
from tightrope.brief.about import touches
from tightrope.brief.publication import read_publication
from tightrope.records import EventType, Position, Stock, Tie


def tie(a, b, **more):
    return Tie(**(span(document()) | more), a=a, b=b, relation="member")


def stance(actor):
    return Position(**span(document()), actor=actor, issue="x", stance="supports")


@pytest.mark.parametrize(
    ("item", "kept"),
    [
        (event(document(), source=("NVA",), target=("XXA",)), True),
        (event(document(), source=("XXA",), target=("VALES",)), True),
        (event(document(), source=("PWA",), target=("PWB",)), True),
        (event(document(), source=("PWA",), target=("XXA",)), False),
        (event(document(), source=("PWA",), target=("PWA",)), False),
        (event(document(), source=("XXA",), target=("XXB",)), False),
        (event(document(), source=("PWA",), target=("XXA",), coder="case/vales"), True),
        (event(document(), source=("PWA",), target=("XXA",), coder="case/hills"), False),
        (tie("PWA", "LEAGUE"), True),
        (tie("PWA", "GUILD"), False),
        (tie("XXA", "LEAGUE"), False),
        (stance("NVA"), True),
        (stance("PWB"), True),
        (stance("XXA"), False),
        (observation("PWA", "NVA", 2000, 1.0), True),
        (observation("PWA", "XXA", 2000, 1.0), False),
    ],
)
def test_what_touches_a_case_names_one_of_its_states_or_two_of_its_powers(case, item, kept):
    assert touches(item, case) is kept


def test_statements_of_other_cases_and_withdrawn_ones_are_left_out(empty_ledger, case):
    for wording in (("First wording.", "Second wording."), ("First wording.",)):
        state_facts(case.folder, *wording)
        for source, facts in case.starter().documents:
            empty_ledger.add_document(source, facts)
    other = document("The hills say that Arda and Northvale signed.", title="Hills")
    empty_ledger.add_document(other, [event(other, coder="case/hills", mode="pact")])
    page = read_page(brief.render(empty_ledger, case, "en"))
    assert page.words.count("First wording.") == 1
    assert "Second wording." not in page.words
    assert "The hills say" not in page.words


def test_the_files_of_a_case_are_read_only_where_there_is_a_statement_of_a_case(case, monkeypatch):
    def read(_):
        raise AssertionError("the files were read")

    monkeypatch.setattr(type(case), "starter", read)
    read_from_documents = [event(document())]
    assert list(case.current(read_from_documents)) == read_from_documents
    with pytest.raises(AssertionError, match="files were read"):
        list(case.current([event(document(), coder="case/vales")]))


def test_what_an_estimate_rests_on_is_kept_whatever_became_of_it(held, case):
    stranger = document("Arda and a stranger met.", title="Strangers")
    act = event(stranger, source=("PWA",), target=("XXA",), event_type=EventType.CONSULT)
    held.ledger.add_document(stranger, [act])
    held.ledger.add_estimates([replace(one, rests_on=(act.id,)) for one in held.estimates[:1]], case=case.name, seed=2)
    assert "Arda and a stranger met." in read_page(brief.render(held.ledger, case, "en")).words


def test_the_header_counts_what_concerns_the_case(held, case):
    before = dict(read_publication(held.ledger, case).counts)
    stranger = document("Strangers met; 3 firms.", title="Strangers")
    firms = {"channel": "economy.firms", "value": 3, "lower": 3, "upper": 3, "unit": "firms"}
    held.ledger.add_document(
        stranger,
        [event(stranger, source=("XXA",), target=("PWA",)), Stock(**span(stranger), holder="PWA", over="XXA", **firms)],
    )
    held.ledger.add_observations(ORIGIN, [observation("PWA", "XXA", 2000, 1.0)])
    assert read_publication(held.ledger, case).counts == before
    assert before["documents"] == 1
    assert before["evidence"] == len(held.evidence)
    assert before["observations"] == len(held.observations)
