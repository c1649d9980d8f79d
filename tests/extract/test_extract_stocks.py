"""Figures between two parties, sentence by sentence: one line each in ``stock_sentences.tsv``."""

from __future__ import annotations

from pathlib import Path

import pytest
from extract_coding import code

from tightrope.records import Status, Stock

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "stock_sentences.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def stocks(text: str, language: str) -> set[str]:
    """Stocks as ``HOLDER>OVER value``; plans are left out."""
    return {
        f"{one.holder}>{one.over} {one.value:.1f}".removesuffix(".0")
        for one in code(text, language=language)
        if isinstance(one, Stock) and one.status != Status.PLANNED
    }


@pytest.mark.parametrize(("language", "text", "expected"), ROWS, ids=[row[1] for row in ROWS])
def test_a_sentence_gives_the_stocks_a_reader_finds(language: str, text: str, expected: str) -> None:
    assert stocks(text, language) == (set() if expected == "-" else set(expected.split("; ")))


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        ("Kazakhstan exported $14.7 billion worth of goods to China in 2023.", ["2023"]),
        ("Turkmenistan sold 35 billion cubic meters of gas to China in 2019.", ["2019"]),
        ("Kazakhstan exported $5 billion to Russia and $9 billion to China in 2023.", ["", "2023"]),
        ("Trade between Russia and Uzbekistan came to $9.3 billion and may rise to $12 billion in 2024.", [""]),
    ],
)
def test_the_year_behind_a_number_may_stand_behind_whom_it_is_about(text: str, as_of: list[str]) -> None:
    found = [one for one in code(text, language="en") if isinstance(one, Stock)]
    assert [one.as_of.opening if one.as_of else "" for one in found] == as_of
