"""Reading: every record as it was written, as of a moment, by a day of publication, the latest of each cell."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_examples import (
    NOON,
    Clock,
    a_document,
    a_verdict,
    an_estimate,
    an_event,
    an_observation,
    an_origin,
    evidence_of_all_kinds,
    numbered,
)

from tightrope.ledger import Ledger
from tightrope.records import CheckError, Document, LedgerError, Observation, Origin, When

TEXT = "中亞領袖正在走鋼索。美國國務卿訪問哈薩克與烏茲別克。"
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
days = st.none() | st.dates()


def test_every_kind_of_evidence_comes_back_as_it_was_written(ledger: Ledger) -> None:
    document = a_document(TEXT)
    evidence = evidence_of_all_kinds(document)
    ledger.add_document(document, reversed(evidence))
    assert tuple(ledger.evidence(document=document.id)) == evidence
    assert tuple(ledger.evidence()) == tuple(reversed(evidence))
    assert [each.id for each in ledger.evidence("stock")] == [evidence[1].id]
    assert ledger.evidence_by_id(evidence[2].id) == evidence[2]
    assert {ledger.quote(each) for each in evidence} == {TEXT[:4], TEXT[1:5], TEXT[2:6], TEXT[3:7]}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.builds(
        Document,
        origin=st.builds(Origin, producer=words, title=words, url=words, licence=words, accessed=days, sha256=words),
        published=days,
        language=words,
        title=words,
        text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip),
        author=words,
        name=words,
    )
)
def test_any_document_comes_back_as_it_was_written(ledger: Ledger, document: Document) -> None:
    if ledger.add_document(document).status == "new":
        stored = ledger.document(document.id)
        origin = replace(stored.origin, accessed=document.origin.accessed)  # the first day of access is kept
        assert replace(stored, origin=origin) == document


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    lower=st.floats(0, allow_infinity=False) | st.integers(0, 10**12),
    more=st.just(float("inf")) | st.floats(0, 1e300) | st.integers(0, 10**12),
    first=st.dates(),
    last=st.dates(),
    text=words,
)
def test_any_observation_keeps_its_content_id(
    ledger: Ledger, lower: float, more: float, first: date, last: date, text: str
) -> None:
    origin = an_origin()
    cell = Observation(
        channel=text,
        holder=text,
        over=text,
        when=When(min(first, last), max(first, last)),
        lower=lower,
        upper=lower + more,
        unit=text,
        origin=origin.id,
        locator=text,
    )
    ledger.add_observations(origin, [cell])
    stored = ledger.observation_by_id(cell.id)
    assert stored == cell
    assert stored.id == cell.id


def test_documents_come_by_day_of_publication_undated_ones_as_the_oldest(ledger: Ledger) -> None:
    made = [
        a_document(f"第{number}篇文章", published=day)
        for number, day in enumerate([date(2024, 5, 1), None, date(2022, 1, 1), date(2024, 5, 1), date(1, 1, 1)])
    ]
    for document in made:
        ledger.add_document(document)
    oldest_first = [made[1], made[4], made[2], made[0], made[3]]
    assert list(ledger.documents()) == oldest_first
    assert list(ledger.documents(newest_first=True)) == oldest_first[::-1]


def test_lists_go_on_after_an_id_and_end_after_one_that_is_not_there(ledger: Ledger) -> None:
    for place in range(3):
        ledger.add_document(*numbered(place))
    for newest_first in (False, True):
        stored = list(ledger.documents(newest_first=newest_first))
        assert list(ledger.documents(newest_first=newest_first, after=stored[0].id)) == stored[1:]
    every = list(ledger.evidence())
    assert len(every) > 2
    assert list(ledger.evidence(after=every[1].id)) == every[2:]
    assert list(ledger.evidence(after=every[-1].id)) == list(ledger.documents(after="0" * 20)) == []


def test_published_by_leaves_out_later_and_undated_documents_and_their_evidence(ledger: Ledger) -> None:
    made = [
        a_document(f"第{number}次訪問", published=day)
        for number, day in enumerate([date(2022, 1, 1), date(2023, 1, 1), None])
    ]
    for document in made:
        ledger.add_document(document, [an_event(document, "訪問")])
    assert list(ledger.documents(published_by=date(2022, 1, 1))) == made[:1]
    assert [each.document for each in ledger.evidence(published_by=date(2022, 12, 31))] == [made[0].id]
    assert list(ledger.documents(published_by=date(2021, 12, 31))) == []
    assert len(list(ledger.evidence())) == 3


def test_as_of_shows_what_the_ledger_held_by_then(ledger: Ledger, clock: Clock) -> None:
    first, second = a_document("第一次訪問"), a_document("第二次訪問")
    ledger.add_document(first, [an_event(first, "訪問")])
    later = clock.forward(microseconds=1)
    ledger.add_document(second, [an_event(second, "訪問")])
    last = clock.forward(days=1)
    ledger.add_evidence(first, [an_event(first, "訪問", coder="rules/2")])
    assert list(ledger.documents(as_of=NOON)) == [first]
    assert len(list(ledger.documents(as_of=later))) == 2
    assert [len(list(ledger.evidence(as_of=moment))) for moment in (NOON, later, last)] == [1, 2, 3]
    assert list(ledger.evidence(as_of=NOON.replace(year=2000))) == []


def test_a_moment_without_a_time_zone_is_refused(ledger: Ledger) -> None:
    with pytest.raises(CheckError, match="time zone"):
        list(ledger.documents(as_of=datetime(2025, 9, 5)))


def test_a_series_tells_every_row_with_what_replaced_it(ledger: Ledger, clock: Clock) -> None:
    edition1, edition2 = an_origin("https://example.org/v1"), an_origin("https://example.org/v2")
    other = an_origin("https://example.org/o", producer="Another")
    first, kept = an_observation(edition1, 1.0), an_observation(edition1, 7.0, year=2016)
    ledger.add_observations(edition1, [first, kept])
    beside = an_observation(other, 3.0)
    ledger.add_observations(other, [beside])
    clock.forward(days=1)
    second = an_observation(edition2, 2.0)
    ledger.add_observations(edition2, [second])
    clock.forward(days=1)
    third = an_observation(edition2, 2.5, locator="row 9")
    ledger.add_observations(edition2, [third])
    found = list(ledger.series(first.channel, first.holder, first.over))
    replaced = {one.row.id: one.replaced_by for one in found}
    assert replaced == {first.id: third.id, second.id: third.id, third.id: None, kept.id: None, beside.id: None}
    latest = {one.row for one in found if one.replaced_by is None}
    assert latest == set(ledger.observations())
    assert [one.row.when for one in found] == sorted(one.row.when for one in found)
    assert {one.row.id: one.recorded for one in found}[first.id] == NOON
    assert list(ledger.series(first.channel, "XXX", first.over)) == []


def test_observations_are_the_latest_of_each_cell_and_source(ledger: Ledger, clock: Clock) -> None:
    edition1, edition2 = an_origin("v1"), an_origin("v2")  # same producer and title: a newer edition
    other = an_origin("v1", producer="Somebody else")
    old, kept = an_observation(edition1, 1.0), an_observation(edition1, 7.0, year=2016)
    ledger.add_observations(edition1, [old, kept])
    ledger.add_observations(other, [an_observation(other, 3.0)])
    clock.forward(days=1)
    new = an_observation(edition2, 2.0)
    ledger.add_observations(edition2, [new])
    assert {cell.lower for cell in ledger.observations()} == {7.0, 3.0, 2.0}
    assert {cell.lower for cell in ledger.observations(as_of=NOON)} == {1.0, 7.0, 3.0}
    assert list(ledger.observations(ids=[old.id, new.id])) == [old, new]


def test_two_rows_of_one_load_for_one_cell_are_both_read(ledger: Ledger) -> None:
    origin = an_origin()
    cells = [an_observation(origin, 1.0, locator="row 1"), an_observation(origin, 2.0, locator="row 2")]
    ledger.add_observations(origin, cells)
    assert list(ledger.observations()) == cells


def test_estimates_are_those_of_the_latest_run_of_the_case(ledger: Ledger, clock: Clock) -> None:
    origin = an_origin()
    cell = an_observation(origin)
    ledger.add_observations(origin, [cell])
    first = [an_estimate(cell.id, mean=0.4), an_estimate(cell.id, mean=0.5, model="balance/1")]
    second = [an_estimate(cell.id, mean=0.4), an_estimate(cell.id, mean=0.3)]
    run1 = ledger.add_estimates(first, case="asia", seed=1)
    clock.forward(hours=1)
    run2 = ledger.add_estimates(second, case="asia", seed=2)
    elsewhere = clock.forward(hours=1)
    ledger.add_estimates(first[:1], case="caucasus", seed=3)
    assert list(ledger.estimates(case="asia")) == second
    assert list(ledger.estimates(case="asia", as_of=NOON)) == first
    assert list(ledger.estimates(run=run1)) == first
    assert list(ledger.estimates()) == first[:1]
    assert list(ledger.estimates(case="pacific")) == []
    runs = list(ledger.runs(case="asia"))
    assert [(run.id, run.seed, run.estimates) for run in runs] == [(run2, 2, 2), (run1, 1, 2)]
    assert runs[1].model == "capital/1, balance/1"
    assert next(ledger.runs()).recorded == elsewhere
    assert ledger.counts().estimates == 3
    with pytest.raises(LedgerError, match="no run"):
        list(ledger.estimates(run="0" * 20))


def test_a_run_repeated_is_a_run_of_its_own_but_its_estimates_are_stored_once(ledger: Ledger, clock: Clock) -> None:
    origin = an_origin()
    ledger.add_observations(origin, [an_observation(origin)])
    made = [an_estimate(an_observation(origin).id)]
    ledger.add_estimates(made, case="asia", seed=1)
    clock.forward(hours=1)
    ledger.add_estimates(made, case="asia", seed=1)
    assert (ledger.counts().runs, ledger.counts().estimates) == (2, 1)


@pytest.mark.parametrize("what", ["document", "evidence_by_id", "observation_by_id", "origin"])
def test_an_unknown_id_is_a_ledger_error(ledger: Ledger, what: str) -> None:
    with pytest.raises(LedgerError, match="there is no"):
        getattr(ledger, what)("0" * 20)


def test_an_unknown_kind_of_evidence_is_named(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="'rumour'"):
        ledger.evidence("rumour")


def test_only_the_ids_asked_for_are_read_however_many(ledger: Ledger) -> None:
    wanted = []
    for index in range(40):
        document, evidence = numbered(index)
        ledger.add_document(document, evidence)
        wanted.append(evidence[0].id)
    unknown = [f"{number:020x}" for number in range(40_000)]
    assert {each.id for each in ledger.evidence(ids=[*wanted, *unknown])} == set(wanted)


def test_an_unfinished_iterator_does_not_hold_up_a_write(ledger: Ledger) -> None:
    for index in range(3):
        ledger.add_document(*numbered(index))
    stream = ledger.documents()
    next(stream)
    for index in range(3, 6):
        assert ledger.add_document(*numbered(index)).status == "new"
    assert len(list(stream)) == 2
    assert ledger.counts().documents == 6


def test_reading_streams(ledger: Ledger) -> None:
    for index in range(200):
        ledger.add_document(a_document(chr(0xAC00 + index) * 30_000, url=str(index)))
    tracemalloc.start()
    try:
        total = sum(len(document.text) for document in ledger.documents())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total == 200 * 30_000
    assert peak < 1_000_000


def test_writing_an_observation_stream_does_not_gather_it(ledger: Ledger) -> None:
    origin = an_origin()
    tracemalloc.start()
    try:
        added = ledger.add_observations(origin, (an_observation(origin, float(value)) for value in range(5000)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert added == 5000
    assert peak < 1_000_000


def test_origins_of_documents_links_and_tables_are_listed_once(ledger: Ledger) -> None:
    ledger.add_document(a_document(TEXT, url="https://example.org/1"))
    ledger.add_document(a_document(TEXT, url="https://example.org/2"))
    table = Origin(producer="Statistics office", title="Trade")
    ledger.add_observations(table, [an_observation(table)])
    found = list(ledger.origins())
    assert {origin.url for origin in found} == {"https://example.org/1", "https://example.org/2", ""}
    assert len({origin.id for origin in found}) == len(found) == 3


def test_the_revision_moves_with_whatever_is_stored_and_with_nothing_else(ledger: Ledger) -> None:
    seen = [ledger.revision()]

    def moved() -> bool:
        seen.append(ledger.revision())
        return seen[-1] != seen[-2]

    newer, older = (a_document(f"Nothing of {day}.", published=date(2025, 9, day)) for day in (9, 2))
    for document in (newer, older):  # the older one comes before it in the order of documents
        ledger.add_document(document)
        assert moved()
    ledger.add_document(replace(newer, origin=an_origin("https://example.org/elsewhere")))
    assert moved()
    origin = an_origin("https://example.org/table")
    row = an_observation(origin)
    ledger.add_evidence(newer, [an_event(newer, "Nothing")])
    assert moved()
    ledger.add_observations(origin, [row])
    assert moved()
    ledger.add_estimates([an_estimate(row.id)], case="central_asia", seed=1)
    assert moved()
    ledger.add_verdicts([a_verdict((row.id,))], case="central_asia", seed=1)
    assert moved()
    ledger.add_observations(origin, [row])
    list(ledger.evidence())
    assert not moved()
    assert all(later.follows(earlier) for earlier, later in pairwise(seen))
    assert not seen[0].follows(seen[-1])
