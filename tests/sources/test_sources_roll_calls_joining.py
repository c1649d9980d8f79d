"""Joining sources: what two of them have counts once, the United Nations' votes go first, differences are told."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.records import Origin, Part, RollCall, Vote
from tightrope.sources.roll_calls import Joined, join

STATES = tuple(f"{first}{second}X" for first in "ABCD" for second in "ABCDEF")
UNITED_NATIONS = Origin(producer="United Nations, Department", title="Extracts", sha256="1")
LIBRARY = Origin(producer="United Nations, Dag Hammarskjöld Library", title="Votes", sha256="2")
VOETEN = Origin(producer="Voeten, Strezhnev and Bailey", title="Votes", sha256="3")
ORIGINS = (VOETEN, LIBRARY, UNITED_NATIONS)


def call(origin: Origin, **fields: Any) -> RollCall:
    given_fields: dict[str, Any] = {
        "resolution": "A/RES/74/9",
        "session": 74,
        "day": date(2019, 11, 27),
        "title": "Title",
        "yes": STATES[:12],
        "abstain": STATES[12:16],
        "no": STATES[16:20],
        "absent": STATES[20:],
        "origin": origin.id,
        "locator": "rcid 9138" if origin is VOETEN else "line 9: A/RES/74/9",
    }
    return RollCall(**(given_fields | fields))


def joined(*calls: RollCall) -> Joined:
    return join(calls, ORIGINS)


def test_one_roll_call_of_two_sources_counts_once_and_takes_from_each_what_it_knows() -> None:
    ours = call(UNITED_NATIONS, title="Title of the United Nations")
    theirs = call(VOETEN, title="SHORT", issues=("me",), important=True, repeats="voeten-9138")
    result = joined(theirs, ours)
    (both,) = result.roll_calls
    assert (both.title, both.issues, both.important) == ("Title of the United Nations", ("me",), True)
    assert (both.repeats, both.origin) == ("voeten-9138", UNITED_NATIONS.id)
    assert both.locator == "line 9: A/RES/74/9 (also rcid 9138)"
    (overlap,) = result.overlaps
    assert (overlap.first, overlap.second) == (UNITED_NATIONS.id, VOETEN.id)
    assert (overlap.roll_calls, overlap.votes, overlap.disagreements, overlap.one_sided) == (1, 20, (), ())


def test_votes_that_differ_are_told_and_the_united_nations_go_first() -> None:
    theirs = call(VOETEN, yes=STATES[1:12], no=tuple(sorted((STATES[0], *STATES[16:19]))), absent=STATES[19:])
    result = joined(call(UNITED_NATIONS), theirs)
    assert result.roll_calls[0].votes[STATES[0]] is Vote.YES
    (overlap,) = result.overlaps
    assert overlap.votes == 19
    assert [(each.state, each.first, each.second) for each in overlap.disagreements] == [(STATES[0], Vote.YES, Vote.NO)]
    assert [(each.state, each.first, each.second) for each in overlap.one_sided] == [(STATES[19], Vote.NO, Vote.ABSENT)]


def test_the_library_goes_before_the_extracts() -> None:
    result = joined(call(UNITED_NATIONS), call(LIBRARY), call(VOETEN))
    assert [each.origin for each in result.roll_calls] == [LIBRARY.id]
    assert [each.roll_calls for each in result.overlaps] == [1, 1]


@pytest.mark.parametrize(
    "other",
    [
        {"day": date(2019, 12, 3)},
        {"resolution": "A/RES/74/10"},
        {"part": Part.PARAGRAPH},
    ],
)
def test_another_day_symbol_or_part_is_another_roll_call(other: dict[str, Any]) -> None:
    assert len(joined(call(UNITED_NATIONS), call(VOETEN, **other)).roll_calls) == 2


def test_roll_calls_of_one_source_are_never_joined_with_each_other() -> None:
    assert len(joined(call(VOETEN, locator="rcid 1"), call(VOETEN, locator="rcid 2")).roll_calls) == 2


def test_where_only_the_month_is_known_the_symbol_and_the_month_decide() -> None:
    symbol = {"resolution": "A/RES/46/9", "session": 46}
    theirs = call(VOETEN, day=date(1991, 10, 4), **symbol)
    ours = call(LIBRARY, day=date(1991, 10, 16), **symbol)
    (both,) = joined(theirs, ours).roll_calls
    assert both.day == date(1991, 10, 16)
    assert len(joined(theirs, call(LIBRARY, day=date(1991, 11, 16), **symbol)).roll_calls) == 2


def test_two_numbers_of_one_publisher_are_two_roll_calls_in_whatever_files() -> None:
    newer = Origin(producer=VOETEN.producer, title=VOETEN.title, sha256="newer")
    result = join([call(VOETEN, locator="rcid 1"), call(newer, locator="rcid 2")], [VOETEN, newer])
    assert sorted(each.locator for each in result.roll_calls) == ["rcid 1", "rcid 2"]


def test_of_several_roll_calls_on_one_symbol_the_one_with_the_same_votes_is_meant() -> None:
    other = {"yes": STATES[10:20], "no": STATES[:10], "abstain": (), "locator": "rcid 1"}
    result = joined(call(VOETEN, **other), call(VOETEN, locator="rcid 2"), call(UNITED_NATIONS))
    assert sorted(each.locator for each in result.roll_calls) == ["line 9: A/RES/74/9 (also rcid 2)", "rcid 1"]


def test_without_a_shared_symbol_the_votes_of_the_month_decide() -> None:
    old = {"session": 5, "day": date(1950, 11, 3)}
    theirs = call(VOETEN, resolution="R/5/340", locator="rcid 300", **old)
    other = call(VOETEN, resolution="R/5/341", locator="rcid 301", yes=STATES[10:20], no=STATES[:10], abstain=(), **old)
    ours = call(LIBRARY, resolution="A/RES/377 (V)", locator="record 1", session=5, day=date(1950, 11, 17))
    result = joined(theirs, other, ours)
    assert sorted(each.locator for each in result.roll_calls) == ["rcid 301", "record 1 (also rcid 300)"]


def test_two_editions_of_one_source_are_matched_by_their_numbers() -> None:
    newer = Origin(producer=VOETEN.producer, title="Votes", sha256="4")
    first = [call(VOETEN, locator=f"rcid {number}", part=Part.PARAGRAPH) for number in (1, 2, 3)]
    second = [call(newer, locator=f"rcid {number}", part=Part.PARAGRAPH) for number in (1, 2)]
    result = join([*first, *second], [*ORIGINS, newer])
    assert len(result.roll_calls) == 3
    assert result.overlaps[0].roll_calls == 2


def test_joining_again_changes_nothing() -> None:
    once = joined(call(UNITED_NATIONS), call(VOETEN), call(VOETEN, resolution="A/RES/74/10", locator="rcid 7"))
    assert join(once.roll_calls, ORIGINS).roll_calls == once.roll_calls


def test_nothing_joins_to_nothing() -> None:
    assert joined() == Joined(roll_calls=(), parts=(), overlaps=())


@given(st.randoms(use_true_random=False))
def test_the_order_of_the_roll_calls_changes_nothing(shuffler: random.Random) -> None:
    symbols = ("A/RES/74/9", "A/RES/74/10", "A/RES/74/11")
    calls = [
        call(origin, resolution=symbol, locator=f"rcid {number}" if origin is VOETEN else symbol)
        for origin in ORIGINS
        for number, symbol in enumerate(symbols)
    ]
    expected = join(calls, ORIGINS)
    origins = list(ORIGINS)
    shuffler.shuffle(calls)
    shuffler.shuffle(origins)
    assert join(calls, origins) == expected
    assert [each.resolution for each in expected.roll_calls] == ["A/RES/74/10", "A/RES/74/11", "A/RES/74/9"]
