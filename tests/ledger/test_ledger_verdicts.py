from __future__ import annotations

import sqlite3
import time
from dataclasses import replace

import pytest
from ledger_examples import a_document, a_verdict, evidence_of_all_kinds

from tightrope.records import CheckError, as_row, verdict_from_row

TEXT = "俄羅斯在哈薩克有六萬名留學生，並有軍事基地。"


@pytest.fixture
def stored(ledger):
    document = a_document(TEXT)
    evidence = evidence_of_all_kinds(document)
    ledger.add_document(document, evidence)
    return tuple(sorted(one.id for one in evidence))


def test_a_verdict_comes_back_as_it_was(ledger, stored):
    verdict = a_verdict(stored)
    assert verdict_from_row(as_row(verdict)) == verdict
    ledger.add_verdicts([verdict], case="one", seed=1)
    assert list(ledger.verdicts("one")) == [verdict]
    assert list(ledger.verdicts("other")) == []
    assert ledger.cases_checked() == ("one",)


def test_the_newest_verdict_of_each_claim_counts_and_the_older_stay_readable(ledger, stored, clock):
    first, other = a_verdict(stored), a_verdict(stored, claim="three-noes")
    ledger.add_verdicts([first, other], case="one", seed=1)
    then = clock.now
    clock.forward(hours=1)
    second = replace(first, low=0.91, high=0.91)
    ledger.add_verdicts([second], case="one", seed=1)
    assert list(ledger.verdicts("one")) == [other, second]
    assert list(ledger.verdicts("one", as_of=then)) == [first, other]
    clock.forward(hours=1)
    ledger.add_verdicts([first], case="one", seed=1)  # as it was at first: stored once, counted anew
    assert list(ledger.verdicts("one")) == [other, first]


def test_claims_that_are_tested_every_day_are_still_read_at_once(ledger):
    for day in range(60):
        ledger.add_verdicts([a_verdict(claim=f"c-{n}", low=0.9 + day / 1e4) for n in range(50)], case="one", seed=1)
    begin = time.perf_counter()
    assert len(list(ledger.verdicts("one"))) == 50
    assert time.perf_counter() - begin < 0.5  # milliseconds; seconds if every row looks for the newest anew


def test_a_verdict_traces_to_what_it_rests_on(ledger, stored):
    verdict = a_verdict(stored)
    ledger.add_verdicts([verdict], case="one", seed=1)
    trace = ledger.trace(verdict.id[:8])
    assert (trace.kind, trace.record) == ("verdict", verdict)
    assert sorted(one.id for one in trace.rests_on) == list(stored)
    assert all(one.quote for one in trace.rests_on)


def test_a_verdict_that_rests_on_nothing_is_stored_too(ledger):
    ledger.add_verdicts([a_verdict()], case="one", seed=1)
    assert ledger.trace(a_verdict().id).rests_on == ()


def test_what_is_not_in_the_ledger_is_no_evidence_and_nothing_is_stored(ledger, stored):
    with pytest.raises(CheckError, match="the verdict on made-up rests on ids that are not in the ledger"):
        ledger.add_verdicts([a_verdict(stored), a_verdict(("f" * 20,), claim="made-up")], case="one", seed=1)
    assert ledger.cases_checked() == ()
    with pytest.raises(CheckError, match="no verdicts"):
        ledger.add_verdicts([], case="one", seed=1)
    with pytest.raises(CheckError, match="two verdicts"):
        ledger.add_verdicts([a_verdict(), a_verdict()], case="one", seed=1)


def test_verdicts_are_never_changed(ledger, stored, path):
    ledger.add_verdicts([a_verdict(stored)], case="one", seed=1)
    with sqlite3.connect(path) as connection:
        for table in ("verdict", "checking", "checking_verdict"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                connection.execute(f"DELETE FROM {table}")


def test_impossible_probabilities_are_refused():
    with pytest.raises(CheckError, match="between 0 and 1"):
        a_verdict(low=0.5, high=1.2)
    with pytest.raises(CheckError, match=r"0\.6 \.\. 0\.5"):
        a_verdict(low=0.6, high=0.5)
    with pytest.raises(CheckError, match="cannot be read"):
        verdict_from_row({"claim": "a"})
