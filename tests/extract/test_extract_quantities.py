"""Numbers with their bounds and units."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.extract.dates import find_dates
from tightrope.extract.folding import fold
from tightrope.extract.quantities import find_quantities
from tightrope.extract.quantities_en import english_number
from tightrope.extract.quantities_ru import russian_number
from tightrope.extract.quantities_zh import chinese_number


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
    ("七至八成", "zh", (70, 70, 80, "percent")),
    ("約300億方", "zh", (3e10, 2.7e10, 3.3e10, "方")),
    ("1萬3000名軍人", "zh", (13000, 13000, 13000, "名")),
    ("三億五千萬美元", "zh", (3.5e8, 3.5e8, 3.5e8, "USD")),
    ("13萬5千人", "zh", (135000, 135000, 135000, "人")),
    ("人民幣700億元", "zh", (7e10, 7e10, 7e10, "CNY")),
    ("$1.5 billion", "en", (1.5e9, 1.5e9, 1.5e9, "USD")),
    ("2,030 troops", "en", (2030, 2030, 2030, "")),
    ("more than 60,000 students", "en", (60000, 60000, math.inf, "")),
    ("a third of pupils", "en", (33.3, 33.3, 33.3, "percent")),
    ("almost half", "en", (50, 45, 50, "percent")),
    ("23 percent", "en", (23, 23, 23, "percent")),
    ("$2,1 billion", "en", (2.1e9, 2.1e9, 2.1e9, "USD")),
    ("USD 4.18 billion", "en", (4.18e9, 4.18e9, 4.18e9, "USD")),
    ("€12 billion-plus", "en", (12e9, 12e9, math.inf, "EUR")),
    ("half a million people", "en", (5e5, 5e5, 5e5, "")),
    ("two hundred thousand migrants", "en", (2e5, 2e5, 2e5, "")),
    ("nine tenths of the exports", "en", (90, 90, 90, "percent")),
    ("two out of three pupils", "en", (66.7, 66.7, 66.7, "percent")),
    ("between 5,000 and 7,000 troops", "en", (5000, 5000, 7000, "")),
    ("70-80 percent", "en", (70, 70, 80, "percent")),
    ("from 5 to 7 billion dollars", "en", (7e9, 7e9, 7e9, "USD")),
    ("45 bcm", "en", (45, 45, 45, "立方米")),
    ("1,1 млн человек", "ru", (1.1e6, 1.1e6, 1.1e6, "")),
    ("более 3 тыс. компаний", "ru", (3000, 3000, math.inf, "")),
    ("14 млрд долларов", "ru", (14e9, 14e9, 14e9, "USD")),
    ("24 млрд 300 млн евро", "ru", (24.3e9, 24.3e9, 24.3e9, "EUR")),
    ("7 тыс. 500 студентов", "ru", (7500, 7500, 7500, "")),
    ("около двухсот единиц", "ru", (200, 180, 220, "")),
    ("около миллиона граждан", "ru", (1e6, 9e5, 1.1e6, "")),
    ("полтора миллиарда долларов", "ru", (1.5e9, 1.5e9, 1.5e9, "USD")),
    ("800 млн в американской валюте", "ru", (8e8, 8e8, 8e8, "USD")),
    ("$1,66 млрд", "ru", (1.66e9, 1.66e9, 1.66e9, "USD")),
    ("более двух третей", "ru", (66.7, 66.7, 100, "percent")),
    ("каждый третий житель", "ru", (33.3, 33.3, 33.3, "percent")),
    ("от 5 до 7 тыс. человек", "ru", (5000, 5000, 7000, "")),
    ("с 5 до 7 млрд долларов", "ru", (7e9, 7e9, 7e9, "USD")),
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


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("the first half of the year", "en"),
        ("the third quarter", "en"),
        ("a third country", "en"),
        ("a five-day visit by the 201st division with F-16s", "en"),
        ("во второй половине года", "ru"),
        ("миллионы граждан", "ru"),
        ("200-летие в третьем квартале", "ru"),
    ],
)
def test_parts_of_a_year_ordinals_and_names_are_no_numbers(text: str, language: str) -> None:
    assert read(text, language) == []


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


@given(st.integers(1, 999))
def test_english_numerals_are_read_as_they_are_written(value: int) -> None:
    assert english_number(english(value)) == value
    assert read(f"{english(value)} thousand", "en") == [(value * 1000,) * 3 + ("",)]


def english(value: int) -> str:
    """Write a number below a thousand with English words."""
    ones = re.findall(
        r"\w+",
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen",
    )
    tens = re.findall(r"\w+", "twenty thirty forty fifty sixty seventy eighty ninety")
    hundreds, rest = divmod(value, 100)
    small = ones[rest] if rest < 20 else tens[rest // 10 - 2] + (f"-{ones[rest % 10]}" if rest % 10 else "")
    return " and ".join(([f"{ones[hundreds]} hundred"] if hundreds else []) + ([small] if rest else []))


@given(st.integers(2, 999))
def test_russian_numerals_are_read_as_they_are_written(value: int) -> None:
    assert russian_number(russian(value)) == value
    assert read(f"{russian(value)} студентов", "ru") == [(value,) * 3 + ("",)]


def russian(value: int) -> str:
    """Write a number below a thousand with Russian words."""
    hundreds = re.findall(r"\w+", "сто двести триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот")
    tens = re.findall(r"\w+", "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто")
    ones = re.findall(
        r"\w+",
        "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать "
        "пятнадцать шестнадцать семнадцать восемнадцать девятнадцать",
    )
    rest = value % 100
    words = [hundreds[value // 100 - 1]] if value >= 100 else []
    words += [tens[rest // 10 - 2]] if rest >= 20 else []
    ones_left = rest if rest < 20 else rest % 10
    return " ".join(words + ([ones[ones_left - 1]] if ones_left else []))


@given(
    st.integers(1, 999),
    st.sampled_from([("тыс.", 10**3), ("млн", 10**6), ("миллионов", 10**6), ("млрд", 10**9), ("трлн", 10**12)]),
    st.sampled_from([("долларов", "USD"), ("евро", "EUR"), ("юаней", "CNY"), ("сумов", "UZS"), ("тенге", "KZT")]),
)
def test_scales_and_currencies_of_russian_sums_multiply(
    value: int, scale: tuple[str, int], currency: tuple[str, str]
) -> None:
    assert read(f"{value} {scale[0]} {currency[0]}", "ru") == [(value * scale[1],) * 3 + (currency[1],)]


@given(st.text(max_size=200), st.sampled_from(["zh-Hant", "en", "ru"]))
def test_any_text_gives_ordered_bounds(text: str, language: str) -> None:
    for value, lower, upper, _ in read(text, language):
        assert 0 <= lower <= value + 1e-6
        assert value <= upper + 1e-6
