"""Numbers with their bounds and units."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.extract.dates import find_dates
from tightrope.extract.folding import fold
from tightrope.extract.quantities import chinese_number, find_quantities


def read(text: str, language: str) -> list[tuple[float, float, float, str]]:
    found = find_quantities(fold(text, language), language)
    return [(one.value, round(one.lower, 6), round(one.upper, 6), one.unit) for one in found]


CASES = [
    ("2.4萬家公司", "zh", (24000, 24000, 24000, "家")),
    ("逾130億美元", "zh", (13e9, 13e9, math.inf, "USD")),
    ("超過二百三十億美元", "zh", (23e9, 23e9, math.inf, "USD")),
    ("高達3,000餘家", "zh", (3000, 3000, math.inf, "家")),
    ("三分之一學生", "zh", (33.3, 33.3, 33.3, "percent")),
    ("近半企業", "zh", (50, 45, 50, "percent")),
    ("過半數", "zh", (50, 50, 50, "percent")),
    ("三成五", "zh", (35, 35, 35, "percent")),
    ("百分之三十五", "zh", (35, 35, 35, "percent")),
    ("佔22%", "zh", (22, 22, 22, "percent")),
    ("約五萬人", "zh", (50000, 45000, 55000, "人")),
    ("3000至5000人", "zh", (3000, 3000, 5000, "人")),
    ("不足100人", "zh", (100, 0, 100, "人")),
    ("$1.5 billion", "en", (1.5e9, 1.5e9, 1.5e9, "USD")),
    ("2,030 troops", "en", (2030, 2030, 2030, "")),
    ("more than 60,000 students", "en", (60000, 60000, math.inf, "")),
    ("a third of pupils", "en", (33.3, 33.3, 33.3, "percent")),
    ("almost half", "en", (50, 45, 50, "percent")),
    ("23 percent", "en", (23, 23, 23, "percent")),
    ("1,1 млн человек", "ru", (1.1e6, 1.1e6, 1.1e6, "")),
    ("более 3 тыс. компаний", "ru", (3000, 3000, math.inf, "")),
    ("14 млрд долларов", "ru", (14e9, 14e9, 14e9, "USD")),
    ("2,5 миллиарда рублей", "ru", (2.5e9, 2.5e9, 2.5e9, "RUB")),
]


@pytest.mark.parametrize(("text", "language", "expected"), CASES, ids=[text for text, _, _ in CASES])
def test_a_number_has_value_bounds_and_unit(
    text: str, language: str, expected: tuple[float, float, float, str]
) -> None:
    assert read(text, language) == [expected]


@pytest.mark.parametrize("text", ["數百億美元", "第33次", "一直如此", "數十人"])
def test_vague_amounts_ordinals_and_words_are_no_numbers(text: str) -> None:
    assert read(text, "zh") == []


def test_a_year_is_no_number() -> None:
    text = fold("2022年貿易額達700億美元", "zh")
    assert [one.value for one in find_quantities(text, "zh", find_dates(text, "zh", None))] == [7e10]


@given(st.integers(1, 9999))
def test_chinese_numerals_are_read_as_they_are_written(value: int) -> None:
    assert chinese_number(numeral(value)) == value


def numeral(value: int) -> str:
    """Write a number with Chinese numerals (an independent, slow way round)."""
    digits, units = "零一二三四五六七八九", ["千", "百", "十", ""]
    written = ""
    for digit, unit in zip(f"{value:04d}", units, strict=True):
        if digit != "0":
            written += digits[int(digit)] + unit
        elif written and not written.endswith("零"):
            written += "零"
    return written.rstrip("零")


@given(st.text(max_size=200), st.sampled_from(["zh-Hant", "en", "ru"]))
def test_any_text_gives_ordered_bounds(text: str, language: str) -> None:
    for value, lower, upper, _ in read(text, language):
        assert 0 <= lower <= value + 1e-6
        assert value <= upper + 1e-6
