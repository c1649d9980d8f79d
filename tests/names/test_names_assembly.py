"""Who sat in the General Assembly: numbers that the United Nations publish, and every change of a seat."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from tightrope.names import Names
from tightrope.names.assembly import assembly


@pytest.mark.parametrize(
    ("day", "members"),
    [
        (date(1945, 12, 31), 51),
        (date(1946, 12, 31), 55),
        (date(1950, 12, 31), 60),
        (date(1955, 12, 31), 76),
        (date(1960, 12, 31), 99),
        (date(1965, 12, 31), 117),
        (date(1970, 12, 31), 127),
        (date(1984, 12, 31), 159),
        (date(1991, 12, 31), 166),
        (date(1993, 12, 31), 184),
        (date(2000, 12, 31), 189),
        (date(2002, 12, 31), 191),
        (date(2006, 12, 31), 192),
        (date(2011, 12, 31), 193),
    ],
)
def test_there_were_as_many_members_as_the_united_nations_say(day: date, members: int) -> None:
    counted = {member.state for member in assembly().memberships if member.since <= day <= member.until}
    # From 1992 to 2000 the seat of Yugoslavia still counted, but nobody could vote from it.
    vacant = date(1992, 9, 22) < day < date(2000, 11, 1)
    assert len(counted) + vacant == members


def test_a_member_without_the_right_to_take_part_is_not_among_those_who_could_vote() -> None:
    assert "ZAF" in assembly().members(date(1974, 10, 1))
    assert "ZAF" not in assembly().members(date(1985, 10, 1))
    assert "ZAF" in assembly().members(date(1994, 10, 1))


def test_over_a_month_only_those_count_who_were_members_all_through() -> None:
    members = assembly().members(date(1992, 3, 1), date(1992, 3, 31))
    assert "KAZ" not in members
    assert "KAZ" in assembly().members(date(1992, 3, 2))


@pytest.mark.parametrize(
    ("said", "day", "code"),
    [
        ("RUS", date(1991, 12, 23), "SUN"),
        ("RUS", date(1991, 12, 24), "RUS"),
        ("CHN", date(1971, 10, 24), "TWN"),
        ("CHN", date(1971, 10, 25), "CHN"),
        ("SRB", date(1980, 1, 1), "YUG"),
        ("SRB", date(2010, 1, 1), "SRB"),
        ("YUG", date(2001, 1, 1), "SRB"),
        ("SCG", date(2004, 1, 1), "SRB"),
        ("ZAF", date(1980, 1, 1), "ZAF"),
    ],
)
def test_a_name_means_who_held_the_seat_on_that_day(said: str, day: date, code: str) -> None:
    assert assembly().seat(said, day) == code


def test_no_state_is_a_member_twice_at_once_and_each_has_a_source() -> None:
    spans = sorted((member.state, member.since, member.until) for member in assembly().memberships)
    for (state, _, until), (following, since, _) in pairwise(spans):
        assert state != following or until < since
    assert all(member.source for member in assembly().memberships)


def test_every_member_has_a_name_to_show() -> None:
    names = Names.builtin()
    for member in assembly().memberships:
        assert names.name(member.state, "en")
