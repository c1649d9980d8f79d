"""Symbols in one spelling, and which session a day belongs to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.records import SourceError
from tightrope.sources.roll_calls.symbols import canonical, opening, regular_session, roman, session_on, special_session


@pytest.mark.parametrize(
    ("written", "symbol"),
    [
        ("a/res/74/7", "A/RES/74/7"),
        (" A/RES/75/290  A ", "A/RES/75/290 A"),
        ("R/46/34A", "A/RES/46/34 A"),
        ("R/33/116A/IV", "A/RES/33/116 A IV"),
        ("R/31/208/I", "A/RES/31/208 I"),
        ("R/42/70/A", "A/RES/42/70 A"),
        ("R/22/2259", "A/RES/2259 (XXII)"),
        ("A/RES/2259(XXII)", "A/RES/2259 (XXII)"),
        ("R/5/340", "R/5/340"),
        ("A/RES/ES-10/21", "A/RES/ES-10/21"),
        ("GOAR/1/1288B", "GOAR/1/1288B"),
        ("", ""),
    ],
)
def test_a_symbol_has_one_spelling(written: str, symbol: str) -> None:
    assert canonical(written) == symbol


@given(st.from_regex(r"(A/RES/|R/)[0-9]{1,2}/[0-9]{1,4} ?\[?[A-F]{0,2}\]?", fullmatch=True) | st.text(max_size=30))
def test_one_spelling_is_its_own(written: str) -> None:
    assert canonical(canonical(written)) == canonical(written)


@given(st.integers(1, 39))
def test_roman_numerals_are_read_back(number: int) -> None:
    values = {"X": 10, "V": 5, "I": 1}
    written = [values[letter] for letter in roman(number)]
    assert number == sum(-one if one < two else one for one, two in zip(written, [*written[1:], 0], strict=True))


@given(st.integers(1946, 2100))
def test_a_session_opens_on_a_tuesday_in_september_and_lasts_until_the_next(year: int) -> None:
    day = opening(year)
    assert (day.month, day.weekday()) == (9, 1)
    assert session_on(day) == year - 1945
    assert session_on(day - timedelta(days=1)) == max(year - 1946, 1)


def test_sessions_are_numbers_or_special_ones_of_their_day() -> None:
    assert regular_session("74", date(2019, 12, 1)) == regular_session("74.0", date(2019, 12, 1)) == 74
    assert regular_session("ES-10", date(2023, 10, 27)) == 78
    assert (special_session("A/RES/ES-11/1"), special_session("SS/5"), special_session("A/RES/74/1")) == (
        "ES-11",
        "S-5",
        "",
    )
    for text in ("", "last", "0", "-3", "1000"):
        with pytest.raises(SourceError):
            regular_session(text, date(2020, 1, 1))
