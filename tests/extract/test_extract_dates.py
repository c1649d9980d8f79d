"""Times in three languages, resolved against a day of publication."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.extract.dates import find_dates, shift_when
from tightrope.extract.folding import fold
from tightrope.records import When

SUNDAY = date(2023, 2, 26)
TUESDAY = date(2022, 1, 11)


def times(text: str, language: str, published: date | None, earlier: When | None = None) -> list[str]:
    return [str(one.when) for one in find_dates(fold(text, language), language, published, earlier)]


CHINESE = [
    ("布林肯28日將訪問哈薩克", ["2023-02-28"]),
    ("聯合國大會23日表決決議", ["2023-02-23"]),
    ("28日會見了外長", ["2023-01-28"]),
    ("去年2月入侵烏克蘭的前一個月", ["2022-02", "2022-01"]),
    ("去年10月", ["2022-10"]),
    ("1998年與中國解決爭議", ["1998"]),
    ("今年1—3月貿易額", ["2023-01/2023-03"]),
    ("截至今年3月底", ["2023-03"]),
    ("2022年10月14日", ["2022-10-14"]),
    ("上月", ["2023-01"]),
    ("昨日", ["2023-02-25"]),
    ("近日", ["None"]),
    ("日前", ["None"]),
    ("12月在北京", ["2022-12"]),
    ("3月31日簽署", ["2023-03-31"]),
    ("1990年代", ["1990/1999"]),
    ("二〇二二年三月", ["2022-03"]),
    ("2011至2015年", ["2011/2015"]),
    ("上周三", ["2023-02-15"]),
    ("三天前", ["2023-02-23"]),
    ("今年第一季度", ["2023-01/2023-03"]),
    ("31日本報訊", []),
    ("民國112年1月3日", ["2023-01-03"]),
    ("2023-02-01", ["2023-02-01"]),
    ("2023年10月16日至18日", ["2023-10-16/2023-10-18"]),
    ("2022年10月16、17日", ["2022-10-16/2022-10-17"]),
    ("3月15日前", ["2023-03-15"]),
    ("年底前", ["2023-12"]),
    ("年內", ["2023"]),
    ("月底", ["2023-02-21/2023-02-28"]),
    ("90年代", ["1990/1999"]),
    ("2月3日訪華，兩天後", ["2023-02-03", "2023-02-05"]),
    ("本周四和周五將訪華", ["2023-02-23/2023-02-24"]),
    ("過去一周", ["2023-02-19/2023-02-26"]),
    ("過去三年", []),
    ("停火30日。", ["None"]),
    ("當地時間5日，", ["2023-02-05"]),
    ("數月後", ["None"]),
    ("1992年，六國總統於10月30日", ["1992", "1992-10-30"]),
    ("2021年戰爭爆發後，於1月3日", ["2021", "2023-01-03"]),
    ("將建核電站，合約於5月訪問時簽署", ["2022-05"]),
    ("第201軍事基地", []),
    ("3000日元", []),
]
ENGLISH = [
    ("said on Tuesday", ["2022-01-11"]),
    ("on Monday said", ["2022-01-10"]),
    ("last week asked", ["2022-01-03/2022-01-09"]),
    ("in two days", ["2022-01-13"]),
    ("on 28 February 2023", ["2023-02-28"]),
    ("Feb. 28, 2021", ["2021-02-28"]),
    ("in early 2022", ["2022-01/2022-03"]),
    ("in May", ["2021-05"]),
    ("the 28th of troops", ["2021-12-28"]),
    ("next month", ["2022-02"]),
    ("in the 1990s", ["1990/1999"]),
    ("from 2011 to 2015", ["2011/2015"]),
    ("two weeks ago", ["2021-12-28"]),
    ("recently", ["None"]),
    ("they may leave", []),
    ("2,030 troops", []),
    ("30 years of partnership", ["None"]),
]
RUSSIAN = [
    ("15 мая 1992 года", ["1992-05-15"]),
    ("в мае 1992 года", ["1992-05"]),
    ("в 2014 году", ["2014"]),
    ("27 июля", ["2021-07-27"]),
    ("в прошлом году", ["2021"]),
    ("на прошлой неделе", ["2022-01-03/2022-01-09"]),
    ("вчера", ["2022-01-10"]),
    ("во вторник", ["2022-01-11"]),
    ("два дня назад", ["2022-01-09"]),
    ("1990-е годы", ["1990/1999"]),
    ("недавно", ["None"]),
]


@pytest.mark.parametrize(("text", "expected"), CHINESE)
def test_chinese_times(text: str, expected: list[str]) -> None:
    assert times(text, "zh-Hant", SUNDAY) == expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_times(text: str, expected: list[str]) -> None:
    assert times(text, "en", TUESDAY) == expected


@pytest.mark.parametrize(("text", "expected"), RUSSIAN)
def test_russian_times(text: str, expected: list[str]) -> None:
    assert times(text, "ru", TUESDAY) == expected


@pytest.mark.parametrize(
    ("text", "language"), [("昨日", "zh"), ("28日", "zh"), ("上月", "zh"), ("on Tuesday", "en"), ("вчера", "ru")]
)
def test_relative_times_are_unknown_without_a_day_of_publication(text: str, language: str) -> None:
    assert times(text, language, None) == ["None"]


def test_the_same_day_is_the_last_day_named() -> None:
    earlier = When.parse("2023-11-23")
    assert times("同一天，亞美尼亞表示", "zh-Hans", date(2023, 11, 24), earlier) == ["2023-11-23"]
    assert times("A day earlier, he said", "en", TUESDAY, When.parse("2022-01-11")) == ["2022-01-10"]


def test_as_of_and_since_are_told_apart_from_points() -> None:
    kinds = [one.kind for one in find_dates(fold("截至2024年底，自2022年以來，2023年5月", "zh"), "zh", SUNDAY)]
    assert kinds == ["as-of", "since", "point"]


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_full_date_is_read_back_in_every_language(day: date) -> None:
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    genitive = [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ]
    written = {
        "zh": f"{day.year}年{day.month}月{day.day}日簽署",
        "en": f"signed on {months[day.month - 1]} {day.day}, {day.year}",
        "ru": f"{day.day} {genitive[day.month - 1]} {day.year} года",
    }
    for language, text in written.items():
        assert times(text, language, None) == [day.isoformat()]


@given(st.text(max_size=200), st.sampled_from(["zh-Hant", "en", "ru"]))
def test_any_text_is_searched_without_an_error_and_hits_stay_inside(text: str, language: str) -> None:
    folded = fold(text, language)
    assert len(folded) == len(text)
    hits = find_dates(folded, language, SUNDAY)
    assert all(0 <= one.start < one.end <= len(text) for one in hits)
    assert all(left.end <= right.start for left, right in pairwise(hits))


def test_a_month_before_a_day_is_a_month() -> None:
    assert str(shift_when(When.parse("2020-03-31"), -1, "month")) == "2020-02"
    assert shift_when(When.parse("2020-03"), -1, "day") is None
