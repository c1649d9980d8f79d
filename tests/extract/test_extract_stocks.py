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


@pytest.mark.parametrize(
    ("text", "language", "status"),
    [
        ("Китай вложит в экономику Узбекистана 2 млрд долларов.", "ru", Status.PLANNED),
        ("Китай выделит Киргизии грант в 50 млн долларов.", "ru", Status.PLANNED),
        ("30 млн долларов выделит Киргизии Китай.", "ru", Status.PLANNED),
        ("Инвестиции Китая в Узбекистан составят 2 млрд долларов.", "ru", Status.PLANNED),
        ("Инвестиции Китая в Узбекистан составили 2 млрд долларов.", "ru", Status.OCCURRED),
        ("Китай вложил в экономику Узбекистана 2 млрд долларов и построит завод.", "ru", Status.OCCURRED),
        ("Китай, который построит дорогу, выделил Киргизии 30 млн долларов.", "ru", Status.OCCURRED),
        ("China will invest $2 billion in Uzbekistan.", "en", Status.PLANNED),
        ("China invested $2 billion in Uzbekistan.", "en", Status.OCCURRED),
        ("中國將向烏茲別克投資20億美元。", "zh-Hant", Status.PLANNED),
        ("中國已向烏茲別克投資20億美元。", "zh-Hant", Status.OCCURRED),
    ],
)
def test_a_figure_under_a_future_verb_is_planned(text: str, language: str, status: Status) -> None:
    assert [one.status for one in code(text, language=language) if isinstance(one, Stock)] == [status]
