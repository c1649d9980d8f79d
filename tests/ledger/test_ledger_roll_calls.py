"""Roll calls: kept as they were stated, the newest statement of each source, and fast however many there are."""

from __future__ import annotations

import random
import time
import tracemalloc
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_examples import NOON, Clock, a_roll_call, an_estimate, an_observation, an_origin

from tightrope.ledger import Ledger
from tightrope.records import CheckError, LedgerError, Origin, Part, RollCall, Vote

EDITION1, EDITION2 = (Origin(producer="UN", title="Votes", sha256=digest) for digest in ("1", "2"))
OTHER = Origin(producer="Somebody else", title="Votes", sha256="3")

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def roll_calls(draw: st.DrawFn) -> RollCall:
    answers = draw(st.dictionaries(words, st.sampled_from(Vote), max_size=40))
    listed = {vote: tuple(sorted(code for code, given in answers.items() if given is vote)) for vote in Vote}
    return RollCall(
        resolution=draw(words),
        session=draw(st.integers(1, 2**40)),
        special=draw(words),
        day=draw(st.dates()),
        title=draw(words),
        issues=tuple(sorted(draw(st.sets(words, max_size=3)))),
        important=draw(st.sampled_from([None, True, False])),
        part=draw(st.sampled_from(Part)),
        repeats=draw(words),
        yes=listed[Vote.YES],
        abstain=listed[Vote.ABSTAIN],
        no=listed[Vote.NO],
        absent=listed[Vote.ABSENT],
        origin=EDITION1.id,
        locator=draw(words),
    )


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(call=roll_calls())
def test_any_roll_call_comes_back_as_it_was_written(ledger: Ledger, call: RollCall) -> None:
    ledger.add_roll_calls(EDITION1, [call])
    (stored,) = ledger.roll_calls(ids=[call.id])
    assert stored == ledger.roll_call_by_id(call.id) == call
    assert (stored.id, stored.votes) == (call.id, call.votes)
    assert type(stored.important) is type(call.important)


def test_roll_calls_are_stored_once(ledger: Ledger) -> None:
    calls = [a_roll_call(EDITION1, number) for number in range(10)]
    assert ledger.add_roll_calls(EDITION1, [*calls, calls[0]]) == 10
    assert ledger.add_roll_calls(EDITION1, [*calls, a_roll_call(EDITION1, 10)]) == 1
    assert (ledger.counts().roll_calls, ledger.counts().origins) == (11, 1)


def test_a_roll_call_of_another_origin_stores_nothing(ledger: Ledger) -> None:
    with pytest.raises(CheckError, match=f"roll call rcid 2: it names origin {OTHER.id}, not {EDITION1.id}"):
        ledger.add_roll_calls(EDITION1, [a_roll_call(EDITION1, 1), a_roll_call(OTHER, 2)])
    assert (ledger.counts().roll_calls, ledger.counts().origins) == (0, 0)


def test_two_roll_calls_at_one_place_of_a_file_store_nothing(ledger: Ledger) -> None:
    with pytest.raises(CheckError, match="roll call line 4: another roll call"):
        ledger.add_roll_calls(EDITION1, (a_roll_call(EDITION1, number, locator="line 4") for number in (1, 2)))
    assert ledger.counts().roll_calls == 0


def test_an_error_in_the_middle_of_a_file_leaves_no_part_of_it(ledger: Ledger) -> None:
    def cut():
        for number in range(100):
            yield a_roll_call(EDITION1, number)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ledger.add_roll_calls(EDITION1, cut())
    assert (ledger.counts().roll_calls, ledger.counts().origins) == (0, 0)


def test_a_title_with_half_a_surrogate_pair_is_refused(ledger: Ledger) -> None:
    for field in ({"title": "\ud800"}, {"yes": ("\ud800",)}):
        with pytest.raises(CheckError, match=r"U\+D800"):
            ledger.add_roll_calls(EDITION1, [replace(a_roll_call(EDITION1), **field)])


def test_roll_calls_come_by_session_day_and_resolution_in_whatever_order_they_were_stored(ledger: Ledger) -> None:
    day = date(2020, 1, 1)
    expected = [
        a_roll_call(EDITION1, 1, session=73),
        a_roll_call(EDITION1, 2, day=date(2019, 12, 31), resolution="C"),
        a_roll_call(EDITION1, 3, day=day, resolution="A"),
        a_roll_call(EDITION1, 4, day=day, resolution="B", part=Part.AMENDMENT),
        a_roll_call(EDITION1, 5, day=day, resolution="B", part=Part.WHOLE),
        a_roll_call(EDITION1, 6, session=75, day=date(1999, 1, 1)),
    ]
    shuffled = expected.copy()
    random.Random(1).shuffle(shuffled)
    ledger.add_roll_calls(EDITION1, shuffled)
    assert list(ledger.roll_calls()) == expected


def test_a_newer_file_of_the_same_source_replaces_what_it_states_again(ledger: Ledger, clock: Clock) -> None:
    old, kept = a_roll_call(EDITION1, 1), a_roll_call(EDITION1, 2)
    ledger.add_roll_calls(EDITION1, [old, kept])
    ledger.add_roll_calls(OTHER, [a_roll_call(OTHER, 1)])
    clock.forward(days=1)
    new = a_roll_call(EDITION2, 1, locator="rcid 77", yes=("CHN",), no=("KAZ", "RUS", "USA"))
    ledger.add_roll_calls(EDITION2, [new])
    assert set(ledger.roll_calls()) == {new, kept, a_roll_call(OTHER, 1)}
    assert set(ledger.roll_calls(as_of=NOON)) == {old, kept, a_roll_call(OTHER, 1)}
    assert set(ledger.roll_calls(newest_of_each=False)) == {old, new, kept, a_roll_call(OTHER, 1)}
    assert list(ledger.roll_calls(ids=[old.id, "0" * 20])) == [old]
    assert set(ledger.roll_calls(ids=[old.id, new.id])) == {old, new}
    assert list(ledger.roll_calls(ids=[new.id], as_of=NOON)) == []
    assert ledger.counts().roll_calls == 4


def test_a_newer_file_may_correct_the_day_and_the_part_of_a_vote_that_keeps_its_place(
    ledger: Ledger, clock: Clock
) -> None:
    ledger.add_roll_calls(EDITION1, [a_roll_call(EDITION1, 1), a_roll_call(EDITION1, 2, locator="line 2")])
    clock.forward(days=1)
    dated = a_roll_call(EDITION2, 1, day=date(2019, 12, 12), part=Part.PARAGRAPH)
    another = a_roll_call(EDITION2, 3, locator="line 2")  # an inserted line: the place alone says nothing
    ledger.add_roll_calls(EDITION2, [dated, another])
    assert set(ledger.roll_calls()) == {dated, another, a_roll_call(EDITION1, 2, locator="line 2")}


def test_an_older_file_read_again_replaces_nothing(ledger: Ledger, clock: Clock) -> None:
    old, new = a_roll_call(EDITION1), a_roll_call(EDITION2, abstain=(), absent=("TKM", "UZB"))
    for origin, call in ((EDITION1, old), (EDITION2, new), (EDITION1, old)):
        ledger.add_roll_calls(origin, [call])
        clock.forward(days=1)
    assert list(ledger.roll_calls()) == [new]


def test_several_votes_on_parts_of_one_resolution_all_count_until_a_newer_file_lists_them(
    ledger: Ledger, clock: Clock
) -> None:
    def paragraphs(origin: Origin, *numbers: int) -> set[RollCall]:
        same = {"resolution": "A/RES/74/9", "day": date(2019, 12, 12), "part": Part.PARAGRAPH}
        return {a_roll_call(origin, number, **same) for number in numbers}

    whole = a_roll_call(EDITION1, 9, resolution="A/RES/74/9", day=date(2019, 12, 12))
    ledger.add_roll_calls(EDITION1, [whole, *paragraphs(EDITION1, 1, 2, 3)])
    assert set(ledger.roll_calls()) == {whole, *paragraphs(EDITION1, 1, 2, 3)}
    clock.forward(days=1)
    ledger.add_roll_calls(EDITION2, paragraphs(EDITION2, 1, 2))
    assert set(ledger.roll_calls()) == {whole, *paragraphs(EDITION2, 1, 2)}


def test_a_better_reading_of_a_place_in_the_same_file_replaces_the_first(ledger: Ledger, clock: Clock) -> None:
    wrong, same = a_roll_call(EDITION1, 1, day=date(2020, 5, 4), session=75), a_roll_call(EDITION1, 2)
    ledger.add_roll_calls(EDITION1, [wrong, same])
    clock.forward(days=1)
    right = a_roll_call(EDITION1, 1, day=date(2020, 4, 5))
    ledger.add_roll_calls(EDITION1, [right, same])
    assert set(ledger.roll_calls()) == {right, same}
    assert set(ledger.roll_calls(as_of=NOON)) == {wrong, same}


def test_an_estimate_may_rest_on_roll_calls(ledger: Ledger, path: Path) -> None:
    calls = [a_roll_call(EDITION1, number) for number in range(50)]
    cell = an_observation(an_origin())
    ledger.add_roll_calls(EDITION1, calls)
    ledger.add_observations(an_origin(), [cell])
    made = [an_estimate(*(call.id for call in calls)), an_estimate(cell.id, calls[7].id, year=2016)]
    ledger.add_estimates(made, case="asia", seed=1)
    assert list(ledger.estimates()) == made
    with pytest.raises(CheckError, match="not in the ledger: ffffffffffffffffffff"):
        ledger.add_estimates([an_estimate(calls[0].id, "f" * 20)], case="asia", seed=1)


def test_an_unknown_roll_call_is_a_ledger_error(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="there is no roll call"):
        ledger.roll_call_by_id("0" * 20)


def assembly(origin: Origin, number: int) -> list[RollCall]:
    """Roll calls of a full house."""
    pick = random.Random(number)
    members = sorted({"".join(pick.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=3)) for _ in range(198)})[:193]
    calls = []
    for index in range(number):
        answers = pick.choices(range(4), [0.7, 0.1, 0.1, 0.1], k=193)
        groups = [tuple(code for code, given in zip(members, answers, strict=True) if given == n) for n in range(4)]
        yes, abstain, no, absent = groups
        calls.append(a_roll_call(origin, index, yes=yes, abstain=abstain, no=no, absent=absent))
    return calls


def test_all_votes_of_a_full_assembly_since_its_beginning_are_written_and_read_in_seconds(
    ledger: Ledger, path: Path
) -> None:
    calls = assembly(EDITION1, 7000)
    begin = time.perf_counter()
    assert ledger.add_roll_calls(EDITION1, calls) == 7000
    written = time.perf_counter() - begin
    begin = time.perf_counter()
    stored = list(ledger.roll_calls())
    read = time.perf_counter() - begin
    assert stored == calls
    assert written < 6  # about 1.3 on an idle core
    assert read < 4  # about 0.5
    ledger.close()
    assert path.stat().st_size < 15_000_000


def test_reading_roll_calls_streams_and_a_code_is_one_string(ledger: Ledger) -> None:
    ledger.add_roll_calls(EDITION1, assembly(EDITION1, 1500))
    tracemalloc.start()
    try:
        assert sum(1 for _ in ledger.roll_calls()) == 1500
        streamed = tracemalloc.get_traced_memory()[1]
        kept = list(ledger.roll_calls())
        gathered = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert len({id(code) for call in kept for code in call.votes}) == 193
    assert streamed < 1_000_000
    assert 1_500_000 < gathered < 4_500_000
