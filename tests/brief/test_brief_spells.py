from __future__ import annotations

import pytest
from brief_vales import document, span
from hypothesis import given
from hypothesis import strategies as st

from tightrope.brief.labels import Labels
from tightrope.brief.links import Links
from tightrope.brief.spells import Spell, spells
from tightrope.brief.wording import Words
from tightrope.records import Status, Tie, When


def tie(since, until, **more):
    years = {"since": since and When.year(since), "until": until and When.year(until)}
    return Tie(**(span(document()) | more), a="NVA", b="LEAGUE", relation="member", **years)


def found(*pieces, **more):
    return [(one.since, one.until, len(one.evidence)) for one in spells(tie(*piece, **more) for piece in pieces)]


def test_a_beginning_and_a_later_end_are_one_stretch():
    assert found((1992, 1999), (2006, None), (None, 2012)) == [(1992, 1999, 1), (2006, 2012, 2)]


def test_an_end_belongs_to_the_last_beginning_before_it():
    assert found((1992, None), (2006, None), (None, 2012)) == [(1992, None, 1), (2006, 2012, 2)]


def test_an_end_before_any_beginning_and_one_after_a_closed_stretch_stand_alone():
    assert found((2006, None), (None, 2001)) == [(2006, None, 1), (None, 2001, 1)]
    assert found((1992, 1999), (None, 2012)) == [(1992, 1999, 1), (None, 2012, 1)]


def test_a_source_that_knows_only_one_end_adds_to_the_stretch_that_has_both():
    assert found((1992, 1999), (1992, None), (None, 1999), (None, None)) == [(1992, 1999, 4)]


def test_what_is_planned_closes_nothing_that_stands():
    pieces = [tie(1992, None), tie(None, 2030, status=Status.PLANNED)]
    assert [(one.since, one.until, one.tie.status) for one in spells(pieces)] == [
        (1992, None, Status.OCCURRED),
        (None, 2030, Status.PLANNED),
    ]


years = st.none() | st.integers(min_value=1990, max_value=2020)


@given(st.lists(st.tuples(years, years, st.sampled_from(Status)), max_size=8))
def test_no_evidence_is_lost_or_doubled_and_no_stretch_ends_before_it_begins(pieces):
    ordered = [(*sorted((a, b)), status) if a and b else (a, b, status) for a, b, status in pieces]
    ties = [tie(a, b, status=status, start=place, end=place + 1) for place, (a, b, status) in enumerate(ordered)]
    stretches = spells(ties)
    assert sorted(one.id for stretch in stretches for one in stretch.evidence) == sorted(one.id for one in ties)
    assert all(one.since <= one.until for one in stretches if one.since and one.until)
    assert stretches == spells(reversed(ties))


@pytest.mark.parametrize(
    ("since", "until", "text"),
    [(1992, 1999, "1992–1999"), (2012, None, "2012–"), (None, 2012, "until 2012"), (None, None, "undated")],
)
def test_years_of_a_stretch_have_no_stray_dash(case, since, until, text):
    words = Words("en")
    assert Links(words, Labels(case, words)).years(Spell(since, until, ())) == text
