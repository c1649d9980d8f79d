"""Writing: append-once, whole documents only, links for repeated texts, nothing ever changed."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from ledger_examples import (
    Clock,
    a_document,
    a_roll_call,
    a_verdict,
    an_estimate,
    an_event,
    an_observation,
    an_origin,
    evidence_of_all_kinds,
    numbered,
    some_draws,
)

from tightrope.ledger import Ledger
from tightrope.records import CheckError, LedgerError, Status

TEXT = "中亞領袖正在走鋼索。美國國務卿訪問哈薩克與烏茲別克。"


def long_text(seed: int, length: int = 600) -> str:
    pick = random.Random(seed)
    return "".join(chr(0x4E00 + pick.randrange(4000)) for _ in range(length))


def test_the_same_document_twice_adds_nothing(ledger: Ledger) -> None:
    document = a_document(TEXT)
    evidence = evidence_of_all_kinds(document)
    assert ledger.add_document(document, evidence).status == "new"
    before = ledger.counts()
    again = ledger.add_document(document, evidence)
    assert (again.status, again.of) == ("known", document.id)
    assert ledger.counts() == before
    assert before.evidence == {"event": 1, "stock": 1, "tie": 1, "position": 1}


def test_the_same_evidence_twice_in_one_document_is_stored_once(ledger: Ledger) -> None:
    document = a_document(TEXT)
    event = an_event(document, "訪問")
    ledger.add_document(document, [event, event, replace(event, status=Status.PLANNED)])
    assert ledger.counts().evidence["event"] == 2


def test_the_same_text_under_another_url_is_kept_as_a_link(ledger: Ledger, clock: Clock) -> None:
    first = a_document(TEXT, url="https://a.org", name="a.md")
    ledger.add_document(first, [an_event(first, "訪問")])
    second = a_document(TEXT, url="https://b.org", name="b.md", published=date(2025, 9, 3), title="走鋼索")
    recorded = clock.forward(hours=1)
    placement = ledger.add_document(second, [an_event(second, "走鋼索")])
    assert (placement.status, placement.of) == ("known", first.id)
    (link,) = ledger.links(first.id)
    assert (link.document, link.text, link.name, link.title) == (first.id, first.id, "b.md", "走鋼索")
    assert (link.origin, link.published, link.recorded) == (second.origin, date(2025, 9, 3), recorded)
    counts = ledger.counts()
    assert (counts.documents, counts.links, counts.evidence["event"]) == (1, 1, 1)


def test_a_link_is_stored_once_and_lookup_stores_nothing(ledger: Ledger) -> None:
    ledger.add_document(a_document(TEXT, url="https://a.org"))
    other = a_document(TEXT, url="https://b.org")
    assert ledger.lookup(other).status == "known"
    assert ledger.counts().links == 0
    ledger.add_document(other)
    ledger.add_document(other)
    ledger.add_document(a_document(TEXT, url="https://a.org"))
    assert ledger.counts().links == 1


def test_two_documents_with_one_url_are_two_documents(ledger: Ledger) -> None:
    for text in (TEXT, "同一網址的另一篇文章。"):
        assert ledger.add_document(a_document(text, url="https://same.org")).status == "new"
    counts = ledger.counts()
    assert (counts.documents, counts.links, counts.origins) == (2, 0, 1)


def test_a_near_duplicate_becomes_a_link_to_the_first(ledger: Ledger) -> None:
    text = long_text(1)
    first, second = a_document(text), a_document(text[:300] + "〔更新〕" + text[300:], url="https://b.org", name="b")
    ledger.add_document(first)
    assert ledger.lookup(second).status == "near-duplicate"
    placement = ledger.add_document(second, [an_event(second, "更新")])
    assert (placement.status, placement.of) == ("near-duplicate", first.id)
    (link,) = ledger.links()
    assert (link.document, link.text, link.name) == (first.id, second.id, "b")
    assert ledger.counts().evidence["event"] == 0


def test_a_linked_near_duplicate_is_known_when_it_comes_again(ledger: Ledger) -> None:
    text = long_text(2)
    first, second = a_document(text), a_document(text + "（完）", url="https://b.org")
    ledger.add_document(first)
    ledger.add_document(second)
    again = ledger.add_document(second)
    assert (again.status, again.of) == ("known", first.id)
    assert ledger.counts().links == 1
    third = replace(second, origin=an_origin("https://c.org"))
    assert ledger.add_document(third).of == first.id
    assert ledger.counts().links == 2


@pytest.mark.parametrize("flaw", ["beyond", "other", "blank", "kind"])
def test_evidence_that_does_not_quote_the_document_stores_nothing_of_it(ledger: Ledger, flaw: str) -> None:
    document = a_document("中亞領袖   走鋼索")
    good = an_event(document, "走鋼索")
    bad = {
        "beyond": replace(good, end=len(document.text) + 1),
        "other": replace(good, document=a_document("另一篇").id),
        "blank": replace(good, start=4, end=7),
        "kind": document,
    }[flaw]
    said = {"beyond": "beyond", "other": "quotes document", "blank": "blanks", "kind": "not Document"}[flaw]
    with pytest.raises(CheckError, match=said):
        ledger.add_document(document, [good, bad])  # type: ignore[list-item]
    counts = ledger.counts()
    assert (counts.documents, sum(counts.evidence.values()), counts.origins) == (0, 0, 0)
    assert ledger.search("走鋼索") == ()


def test_evidence_that_fails_while_it_is_made_stores_nothing(ledger: Ledger) -> None:
    document = a_document(TEXT)

    def coder():
        yield an_event(document, "訪問")
        raise CheckError("the coder broke")

    with pytest.raises(CheckError, match="broke"):
        ledger.add_document(document, coder())
    assert ledger.counts().documents == 0


@pytest.mark.parametrize("text", ["", " \n\n "])
def test_a_document_without_text_is_refused(ledger: Ledger, text: str) -> None:
    with pytest.raises(CheckError, match="without text"):
        ledger.add_document(a_document(text, name="empty.txt"))


def test_half_a_surrogate_pair_is_refused_with_its_code(ledger: Ledger) -> None:
    with pytest.raises(CheckError, match=r"U\+D800"):
        ledger.add_document(a_document("走\ud800鋼索"))
    assert ledger.counts().documents == 0
    assert ledger.add_document(a_document(TEXT)).status == "new"


def test_a_later_coder_can_add_evidence_to_a_stored_document(ledger: Ledger) -> None:
    document = a_document(TEXT)
    event = an_event(document, "訪問")
    ledger.add_document(document, [event])
    assert ledger.add_evidence(document, [event, an_event(document, "訪問", coder="rules/2")]) == 1
    with pytest.raises(LedgerError, match="no document"):
        ledger.add_evidence(a_document("未存"), [])


def test_observations_are_stored_once(ledger: Ledger) -> None:
    origin = an_origin()
    cells = [an_observation(origin, year=year) for year in range(2000, 2010)]
    assert ledger.add_observations(origin, cells) == 10
    assert ledger.add_observations(origin, [*cells, an_observation(origin, year=2010)]) == 1
    assert ledger.counts().observations == 11


def test_observations_of_another_origin_store_nothing(ledger: Ledger) -> None:
    origin, other = an_origin(), an_origin("https://other.org")
    with pytest.raises(CheckError, match="names origin"):
        ledger.add_observations(origin, [an_observation(origin), an_observation(other)])
    assert (ledger.counts().observations, ledger.counts().origins) == (0, 0)


def test_a_whole_number_too_large_for_sqlite_is_refused_in_words(ledger: Ledger) -> None:
    origin = an_origin()
    with pytest.raises(CheckError, match="1e20"):
        ledger.add_observations(origin, [an_observation(origin, 10**20)])
    assert ledger.add_observations(origin, [an_observation(origin, 1e20)]) == 1


def test_a_run_that_rests_on_something_unknown_stores_nothing(ledger: Ledger) -> None:
    origin = an_origin()
    cell = an_observation(origin)
    ledger.add_observations(origin, [cell])
    with pytest.raises(CheckError, match="not in the ledger: ffffffffffffffffffff"):
        ledger.add_estimates([an_estimate(cell.id), an_estimate(cell.id, "f" * 20)], case="x", seed=1)
    with pytest.raises(CheckError, match="without estimates"):
        ledger.add_estimates([], case="x", seed=1)
    with pytest.raises(CheckError, match="not sorted"):
        ledger.add_estimates([replace(an_estimate(cell.id), rests_on=(cell.id, cell.id))], case="x", seed=1)
    assert (ledger.counts().estimates, ledger.counts().runs) == (0, 0)


def test_an_estimate_may_rest_on_thousands_of_ids_and_equal_sets_are_stored_once(ledger: Ledger, path: Path) -> None:
    origin = an_origin()
    cells = [an_observation(origin, float(value)) for value in range(5000)]
    ledger.add_observations(origin, cells)
    ids = [cell.id for cell in cells]
    made = [an_estimate(*ids, year=year) for year in range(1991, 2025)]
    ledger.add_estimates(made, case="x", seed=1)
    assert list(ledger.estimates("x")) == made
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM basis_observation").fetchone() == (5000,)


def test_no_fact_can_be_changed_deleted_or_replaced(ledger: Ledger, path: Path) -> None:
    origin = an_origin("https://c.org")
    document, evidence = numbered(1)
    ledger.add_document(document, evidence)
    ledger.add_document(replace(document, origin=origin))
    ledger.add_observations(origin, [an_observation(origin)])
    ledger.add_roll_calls(origin, [a_roll_call(origin)])
    basis = (an_observation(origin).id, evidence[0].id, a_roll_call(origin).id)
    ledger.add_estimates([an_estimate(*basis)], [some_draws(*basis)], case="x", seed=1)
    ledger.add_verdicts([a_verdict(basis)], case="x", seed=1)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA recursive_triggers = ON")
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not name.startswith(("search_", "near_", "index_", "sqlite_"))
        ]
        assert len(tables) == 19
        for table in tables:
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0
            column = connection.execute(f"SELECT name FROM pragma_table_info('{table}')").fetchone()[0]
            for sql in (
                f"DELETE FROM {table}",
                f"UPDATE {table} SET {column} = {column}",
                f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            ):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    connection.execute(sql)


def test_what_is_stored_together_is_stored_whole_or_not_at_all(ledger: Ledger) -> None:
    origin = an_origin()
    document = a_document(TEXT)

    def cut_off() -> None:
        with ledger.together():
            assert ledger.add_observations(origin, [an_observation(origin)]) == 1
            ledger.add_document(document, [an_event(document, "訪問")])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cut_off()
    assert (ledger.counts().observations, ledger.counts().documents, list(ledger.origins())) == (0, 0, [])
    with ledger.together():
        ledger.add_observations(origin, [an_observation(origin)])
        ledger.add_document(document, [an_event(document, "訪問")])
    assert (ledger.counts().observations, ledger.counts().documents) == (1, 1)


def test_a_part_that_is_refused_leaves_nothing_and_the_others_are_stored(ledger: Ledger) -> None:
    origin, other = an_origin(), an_origin("https://example.org/other")
    with ledger.together():
        ledger.add_observations(origin, [an_observation(origin)])
        with pytest.raises(CheckError, match="names origin"):
            ledger.add_observations(other, [an_observation(other, 7.0), an_observation(origin, 8.0)])
        ledger.add_roll_calls(origin, [a_roll_call(origin)])
    assert [one.lower for one in ledger.observations()] == [5.5]
    assert [one.id for one in ledger.origins()] == [origin.id]
    assert ledger.counts().roll_calls == 1


def test_what_is_stored_later_together_replaces_what_is_stored_before_it(ledger: Ledger, clock: Clock) -> None:
    first, second = an_origin("https://example.org/v1"), an_origin("https://example.org/v2")
    with ledger.together():
        ledger.add_observations(first, [an_observation(first, 7.0)])
        ledger.add_roll_calls(first, [a_roll_call(first)])
        clock.forward(seconds=1)
        ledger.add_observations(second, [an_observation(second, 8.0)])
        ledger.add_roll_calls(second, [a_roll_call(second)])
    assert [one.origin for one in ledger.observations()] == [second.id]
    assert [one.origin for one in ledger.roll_calls()] == [second.id]


def test_what_is_stored_together_may_be_a_part_of_more(ledger: Ledger) -> None:
    origin = an_origin()
    with ledger.together():
        with ledger.together():
            ledger.add_observations(origin, [an_observation(origin, 7.0)])
        ledger.add_roll_calls(origin, [a_roll_call(origin)])
    assert (ledger.counts().observations, ledger.counts().roll_calls) == (1, 1)
