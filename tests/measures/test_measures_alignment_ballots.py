"""From roll calls to ballots: what counts as a vote, which texts are one item, what is left out and counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from alignment_world import assembly, roll_call
from hypothesis import given
from hypothesis import strategies as st

from tightrope.measures.alignment.ballots import (
    ABSENT,
    ABSTAIN,
    NO,
    OUT,
    YES,
    Votes,
    arrange,
    cell_keys,
    places_in,
    rearrange,
    votes_of,
)
from tightrope.measures.alignment.roll_calls import Period, ballots_of, item_names, vote_matrix
from tightrope.records import CheckError, Part

DAY = date(2021, 12, 1)
SPLIT = {"yes": "KAZ UZB", "no": "USA", "abstain": "TUR"}


def test_an_absence_is_no_vote_and_no_abstention():
    calls = [roll_call(1, DAY, **SPLIT, absent="TKM"), roll_call(2, DAY, yes="KAZ TKM", no="USA")]
    ballots = ballots_of(calls, Period.YEAR)
    assert dict(zip(ballots.states, ballots.votes_of_cell.tolist(), strict=True)) == {
        "KAZ": 2,
        "TKM": 1,
        "TUR": 1,
        "USA": 2,
        "UZB": 1,
    }
    assert ("absences and votes that are neither yes, abstain nor no", 1) in ballots.left_out
    matrix = vote_matrix(calls)
    codes = dict(zip(matrix.states, matrix.votes[0].tolist(), strict=True))
    assert codes == {"KAZ": YES, "TKM": ABSENT, "TUR": ABSTAIN, "USA": NO, "UZB": YES}
    assert matrix.votes[1].tolist() == [YES, YES, OUT, NO, OUT]


def test_an_item_on_which_all_votes_are_alike_is_left_out_and_counted():
    calls = [roll_call(1, DAY, **SPLIT), roll_call(2, DAY, yes="KAZ USA"), roll_call(3, DAY, **SPLIT)]
    ballots = ballots_of(calls, Period.YEAR)
    assert len(ballots.items) == 2
    assert ("items on which every vote was the same", 1) in ballots.left_out


@pytest.mark.parametrize(
    "calls",
    [
        [roll_call(1, DAY, yes="KAZ"), roll_call(2, DAY, no="KAZ")],
        [roll_call(1, DAY, **SPLIT)],
        [roll_call(1, DAY, yes="KAZ USA"), roll_call(2, DAY, yes="KAZ USA")],
    ],
)
def test_one_state_alone_or_nothing_that_splits_states_is_refused_with_the_reason(calls):
    with pytest.raises(CheckError, match="at least two states and two resolutions"):
        ballots_of(calls, Period.YEAR)


def test_no_roll_calls_are_refused_with_what_to_do():
    with pytest.raises(CheckError, match="tightrope load unga"):
        ballots_of([], Period.YEAR)


def test_one_session_alone_is_enough():
    ballots = ballots_of([roll_call(1, DAY, **SPLIT), roll_call(2, DAY, **SPLIT)], Period.SESSION)
    assert ballots.periods == (75,)
    assert ballots.layout.gap.tolist() == [0, 0, 0, 0]


def test_votes_on_paragraphs_and_amendments_count_only_until_1989():
    old = roll_call(1, date(1985, 12, 1), session=40, **SPLIT)
    new = roll_call(2, DAY, **SPLIT)
    calls = [old, replace(old, part=Part.PARAGRAPH, locator="x"), new, replace(new, part=Part.AMENDMENT, locator="y")]
    ballots = ballots_of(calls, Period.YEAR)
    assert len(ballots.items) == 3
    assert ("votes on paragraphs and amendments after 1989", 1) in ballots.left_out


def test_a_title_that_comes_back_in_the_next_session_is_the_same_item_from_session_75_on():
    same = {"title": "The right to food", **SPLIT}
    calls = [
        roll_call(1, date(2019, 12, 1), session=74, **same),
        roll_call(2, date(2020, 12, 1), session=75, **same),
        roll_call(3, date(2021, 12, 1), session=76, title="the right to  food.", **SPLIT),
        roll_call(4, date(2023, 12, 1), session=78, **same),
    ]
    names = item_names(calls)
    assert names[0] == names[1] == names[2] != names[3]


def test_equal_titles_before_session_75_are_no_sign_of_equal_texts():
    calls = [roll_call(n, date(2000 + n, 12, 1), session=55 + n, title="Nuclear testing", **SPLIT) for n in (0, 1)]
    assert len(set(item_names(calls))) == 2
    assert len(set(item_names([replace(call, repeats="voeten-5") for call in calls]))) == 1


def test_a_title_that_stands_twice_in_a_session_links_nothing():
    calls = [
        roll_call(1, date(2020, 12, 1), session=75, title="Budget", **SPLIT),
        roll_call(2, date(2021, 12, 1), session=76, title="Budget", **SPLIT),
        roll_call(3, date(2021, 12, 1), session=76, title="Budget", **SPLIT),
    ]
    assert len(set(item_names(calls))) == 3


def test_cells_know_how_long_ago_their_state_voted_before():
    state = np.array([0, 0, 0, 1, 1, 1])
    period = np.array([1990, 1991, 1994, 1990, 1991, 1994])
    ballots = arrange(
        ["A", "B"], ["x", "y", "z"], state, period, np.array([0, 1, 2] * 2), np.array([1, 1, 1, 3, 3, 3], np.int8)
    )
    assert ballots.layout.gap.tolist() == [0, 1, 3, 0, 1, 3]
    assert cell_keys(ballots)[2] == ("A", 1994)


@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 5), st.sampled_from([0, 1, 2, 3, 8])), min_size=1
    )
)
def test_no_vote_is_lost_or_made_up(rows):
    unique = {(state, item, period): vote for state, period, item, vote in rows}
    state, item, period = np.array(list(unique)).T
    vote = np.array(list(unique.values()), dtype=np.int8)
    try:
        ballots = arrange([f"S{n}" for n in range(5)], [f"i{n}" for n in range(6)], state, period, item, vote)
    except CheckError:
        return
    votes, keys = votes_of(ballots), cell_keys(ballots)
    found = {
        (int(keys[cell][0][1:]), int(ballots.items[it][1:]), keys[cell][1]): int(v)
        for it, cell, v in zip(votes.item, votes.cell, votes.vote, strict=True)
    }
    lone = {it for it in range(6) if len({v for (_, i, _), v in unique.items() if i == it and v in (1, 2, 3)}) < 2}
    assert found == {key: v for key, v in unique.items() if v in (1, 2, 3) and key[1] not in lone}
    for side, groups in ((ballots.layout.by_item, len(ballots.items)), (ballots.layout.by_cell, len(keys))):
        assert side.start.size == groups + 1
        assert ((side.start[:-1] <= side.abstain) & (side.abstain <= side.no) & (side.no <= side.start[1:])).all()


def test_rearranging_all_votes_gives_the_same_ballots_and_places_are_found_again():
    ballots = assembly(states=8, periods=3, items=6).ballots
    votes = votes_of(ballots)
    again = rearrange(ballots, votes)
    assert again.items == ballots.items
    assert all(np.array_equal(a, b) for a, b in zip(again.layout.by_cell, ballots.layout.by_cell, strict=True))
    fewer = rearrange(ballots, Votes(votes.item[20:], votes.cell[20:], votes.vote[20:]))
    item, cell = places_in(fewer, ballots)
    assert [ballots.items[place] for place in item] == list(fewer.items)
    assert [cell_keys(ballots)[place] for place in cell] == cell_keys(fewer)
