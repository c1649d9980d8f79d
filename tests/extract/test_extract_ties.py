"""Ties: memberships, alliances, partnerships and bases, told in the ways that news tell them."""

from __future__ import annotations

import pytest
from extract_coding import code, expected, rows

from tightrope.records import Tie

ROWS = rows("ties.tsv")


def ties(text: str, language: str) -> list[str]:
    """Ties as ``KAZ-CSTO member``, the two parties in the order of the alphabet; active is left out."""
    found = set()
    for one in code(text, language=language):
        if isinstance(one, Tie):
            planned = "" if one.status.value == "occurred" else f" {one.status.value}"
            found.add(f"{'-'.join(sorted((one.a, one.b)))} {one.relation}{planned}")
    return sorted(found)


@pytest.mark.parametrize(("language", "text", "told"), ROWS, ids=[f"{row[0]} {row[1][:40]}" for row in ROWS])
def test_a_sentence_tells_these_ties_and_no_other(language: str, text: str, told: str) -> None:
    assert ties(text, language) == expected(told)


def test_a_base_has_the_host_first() -> None:
    coded = code("Russia operates a military base in Tajikistan.", language="en")
    assert [(one.a, one.b) for one in coded if isinstance(one, Tie)] == [("TJK", "RUS")]


def test_a_pronoun_stands_for_the_body_named_before() -> None:
    text = "Uzbekistan works with the Eurasian Economic Union. Its members are Russia, Armenia and Belarus."
    assert ties(text, "en") == ["ARM-EAEU member", "BLR-EAEU member", "EAEU-RUS member"]
