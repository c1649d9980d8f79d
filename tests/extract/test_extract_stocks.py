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
