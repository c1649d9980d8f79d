"""Tracing: from a number to the words and rows it stands on."""

from __future__ import annotations

import time
from dataclasses import FrozenInstanceError, replace
from datetime import date
from pathlib import Path

import pytest
from ledger_examples import Clock, a_document, a_roll_call, an_estimate, an_event, an_observation, an_origin, numbered

from tightrope.ledger import Ledger
from tightrope.records import LedgerError

TEXT = "中亞領袖正在走鋼索。美國國務卿訪問哈薩克與烏茲別克。"


def test_an_estimate_leads_to_quotes_and_rows_with_their_origins(ledger: Ledger) -> None:
    document = a_document(TEXT, title="走鋼索")
    event = an_event(document, "美國國務卿訪問哈薩克")
    table = an_origin("https://data.example.org", producer="Office", title="Trade")
    cell = an_observation(table, locator="row 17")
    ledger.add_document(document, [event])
    ledger.add_observations(table, [cell])
    estimate = an_estimate(event.id, cell.id)
    ledger.add_estimates([estimate], case="asia", seed=1)

    trace = ledger.trace(estimate.id)
    assert (trace.kind, trace.id, trace.record) == ("estimate", estimate.id, estimate)
    quote, row = trace.rests_on
    assert (quote.kind, quote.record, quote.quote) == ("event", event, "美國國務卿訪問哈薩克")
    assert (quote.title, quote.published, quote.origin) == ("走鋼索", date(2025, 9, 1), document.origin)
    assert (row.kind, row.record, row.origin) == ("observation", cell, table)
    assert row.record.locator == "row 17"
    with pytest.raises(FrozenInstanceError):
        trace.id = ""  # type: ignore[misc]


def test_an_estimate_leads_to_its_roll_calls_by_day_after_all_else(ledger: Ledger) -> None:
    document, (event, *_) = numbered(1)
    votes, others = an_origin(producer="UN", title="Votes"), an_origin(producer="UN Digital Library", title="Voting")
    cell = an_observation(votes)
    calls = [a_roll_call(votes, 3), a_roll_call(others, 2), a_roll_call(votes, 1), a_roll_call(others, 400, session=75)]
    ledger.add_document(document, [event])
    ledger.add_observations(votes, [cell])
    ledger.add_roll_calls(votes, [calls[0], calls[2]])
    ledger.add_roll_calls(others, [calls[1], calls[3]])
    estimate = an_estimate(event.id, cell.id, *(call.id for call in calls))
    ledger.add_estimates([estimate], case="asia", seed=1)
    trace = ledger.trace(estimate.id)
    assert trace.record == estimate
    assert [part.kind for part in trace.rests_on] == ["event", "observation", *["roll_call"] * 4]
    assert [part.record for part in trace.rests_on[2:]] == [calls[2], calls[1], calls[0], calls[3]]
    assert [part.id for part in trace.rests_on[2:4]] == [calls[2].id, calls[1].id]
    assert [part.origin for part in trace.rests_on[2:4]] == [votes, others]


def test_a_roll_call_can_be_traced_to_its_file_also_after_it_was_replaced(ledger: Ledger, clock: Clock) -> None:
    first, second = an_origin("v1", producer="UN", title="Votes"), an_origin("v2", producer="UN", title="Votes")
    call = a_roll_call(first)
    ledger.add_roll_calls(first, [call])
    clock.forward(days=1)
    ledger.add_roll_calls(second, [a_roll_call(second, yes=("CHN",), absent=("KAZ", "RUS", "TKM"))])
    trace = ledger.trace(call.id[:8])
    assert (trace.kind, trace.id, trace.record, trace.origin) == ("roll_call", call.id, call, first)
    assert (trace.title, trace.rests_on) == ("Votes", ())


def test_documents_evidence_observations_and_origins_can_be_traced(ledger: Ledger) -> None:
    document, evidence = numbered(3)
    cell = an_observation(document.origin)
    ledger.add_document(document, reversed(evidence))
    ledger.add_document(replace(document, origin=an_origin("https://b.org")))
    ledger.add_observations(document.origin, [cell])
    trace = ledger.trace(document.id)
    assert (trace.kind, trace.record, trace.origin) == ("document", document, document.origin)
    assert [each.record for each in trace.rests_on] == list(evidence)
    assert [link.origin.url for link in trace.links] == ["https://b.org"]
    assert ledger.trace(evidence[2].id).quote == ledger.quote(evidence[2])
    assert ledger.trace(cell.id).origin == document.origin
    assert ledger.trace(document.origin.id).record == document.origin


def test_the_id_of_a_near_duplicate_leads_to_the_document_it_repeats(ledger: Ledger) -> None:
    text = "".join(chr(0x4E00 + place) for place in range(400))
    first, second = a_document(text), a_document(text + "完", url="b")
    ledger.add_document(first)
    ledger.add_document(second)
    assert ledger.trace(second.id).record == first


def test_the_beginning_of_an_id_is_enough_if_it_is_the_only_one(ledger: Ledger) -> None:
    document = a_document(TEXT)
    ledger.add_document(document)
    for given in (document.id[:6], document.id[:10].upper(), f" {document.id} "):
        assert ledger.trace(given).id == document.id


def test_an_ambiguous_beginning_lists_the_candidates(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tightrope.ledger.trace.SHORTEST_PREFIX", 1)
    ids = {}
    for index in range(40):
        document, evidence = numbered(index)
        ledger.add_document(document, evidence)
        ids |= {document.id: "document", document.origin.id: "origin", **{each.id: "evidence" for each in evidence}}
    wanted = [identity for identity in ids if identity.startswith("a")]
    assert len(wanted) > 1
    with pytest.raises(LedgerError, match="several ids") as caught:
        ledger.trace("a")
    listed = [identity for identity in wanted if f"{ids[identity]} {identity}" in str(caught.value)]
    assert len(listed) == min(10, len(wanted))


@pytest.mark.parametrize("given", ["", "abcde", "xyzxyz", "' OR 1=1", "%", "a" * 21])
def test_what_is_no_id_is_refused_with_the_form_of_one(ledger: Ledger, given: str) -> None:
    with pytest.raises(LedgerError, match="not an id"):
        ledger.trace(given)


def test_an_unknown_id_names_the_ledger(ledger: Ledger, path: Path) -> None:
    with pytest.raises(LedgerError, match="begins with abcdef") as caught:
        ledger.trace("abcdef")
    assert caught.value.where == str(path)


def test_thousands_of_sources_are_traced_in_a_moment(ledger: Ledger) -> None:
    table = an_origin()
    cells = [an_observation(table, float(value)) for value in range(4000)]
    ledger.add_observations(table, cells)
    ids = [cell.id for cell in cells]
    for index in range(200):
        document, evidence = numbered(index)
        ledger.add_document(document, evidence)
        ids += [each.id for each in evidence]
    estimate = an_estimate(*ids)
    ledger.add_estimates([estimate], case="asia", seed=1)
    begin = time.perf_counter()
    trace = ledger.trace(estimate.id)
    assert time.perf_counter() - begin < 3
    assert {each.id for each in trace.rests_on} == set(ids)
    assert all(each.quote or each.kind == "observation" for each in trace.rests_on)
