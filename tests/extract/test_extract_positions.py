"""Positions: votes, recognition, principles and declared policies, told in the ways that news tell them."""

from __future__ import annotations

import pytest
from extract_coding import code, expected, rows

from tightrope.records import Position

ROWS = rows("positions.tsv")


def positions(text: str, language: str) -> list[str]:
    found = {f"{one.actor} {one.stance}" for one in code(text, language=language) if isinstance(one, Position)}
    return sorted(found)


@pytest.mark.parametrize(("language", "text", "told"), ROWS, ids=[f"{row[0]} {row[1][:40]}" for row in ROWS])
def test_a_sentence_tells_these_positions_and_no_other(language: str, text: str, told: str) -> None:
    assert positions(text, language) == expected(told)


def test_a_vote_goes_on_in_the_next_sentence() -> None:
    text = "The UN General Assembly adopted the resolution. Georgia and Moldova voted in favour."
    assert positions(text, "en") == ["GEO supports", "MDA supports"]


def test_a_vote_that_nothing_ties_to_the_united_nations_is_none() -> None:
    assert positions("Georgia and Moldova voted in favour.", "en") == []


def test_a_recognition_told_twice_is_one_position() -> None:
    text = "Syria recognised Abkhazia, a region by the sea. Its president said Syria recognised Abkhazia."
    assert len([one for one in code(text, language="en") if isinstance(one, Position)]) == 1
