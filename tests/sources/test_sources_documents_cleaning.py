"""Characters, lines and dates."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.records import Document
from tightrope.sources.documents.blocks import read_markup
from tightrope.sources.documents.cleaning import clean_characters, clean_line, comparable, fold_spaces, join_lines
from tightrope.sources.documents.dates import believable, epoch_day, leading_date, parse_dateline, parse_day
from tightrope.sources.documents.drafts import Draft, finish, host_of, printable
from tightrope.sources.documents.furniture import is_furniture
from tightrope.sources.documents.plain import read_plain


@given(st.text())
def test_clean_text_has_no_controls_no_bidirectional_marks_and_no_halves_of_pairs(text: str) -> None:
    clean = clean_characters(text)
    assert not [c for c in clean if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t"]
    assert not set(clean) & set("\u202a\u202e\u2066\u2069\u200e\u200f\ufeff\u200b\u2028")
    assert clean_characters(clean) == clean
    clean.encode("utf-8")


@given(st.text())
def test_a_clean_line_is_one_line_with_single_spaces(text: str) -> None:
    line = clean_line(text)
    assert "\n" not in line
    assert "  " not in line
    assert line == line.strip()
    assert clean_line(line) == line


@given(st.lists(st.text(alphabet="ab中文。，-— \u3000"), max_size=6))
def test_joining_loses_nothing_but_spaces(lines: list[str]) -> None:
    assert join_lines(lines).replace(" ", "") == "".join(map(fold_spaces, lines)).replace(" ", "")


@given(st.text())
def test_plain_text_loses_no_word(text: str) -> None:
    clean = clean_characters(text)
    plain = read_plain(clean)
    words = " ".join([plain.title, *(block.text for block in plain.blocks)])
    if not plain.published:
        assert "".join(words.split()) == "".join(fold_spaces(line) for line in clean.split("\n")).replace(" ", "")


@given(st.text())
def test_any_markup_is_read_into_clean_paragraphs(html: str) -> None:
    for block in read_markup(html).blocks:
        assert block.text == fold_spaces(block.text)
        assert block.text


@given(st.lists(st.text(), max_size=5), st.text())
def test_a_document_is_its_title_and_its_paragraphs(paragraphs: list[str], title: str) -> None:
    plain = read_plain(clean_characters("\n\n".join(paragraphs)))
    draft = Draft(where="w", name="n", raw=b"", blocks=plain.blocks, title=title)
    if not clean_line(title) and not [block for block in plain.blocks if not is_furniture(block.text)]:
        return
    document = next(finish(draft, date(2025, 1, 1)))
    assert isinstance(document, Document)
    assert document.text.startswith(document.title)
    assert "\n\n\n" not in document.text
    assert all(part and part == part.strip(" ") for part in document.text.split("\n\n"))


@pytest.mark.parametrize(
    "words",
    [
        "2024-03-05",
        "2024-03-05T23:59:59+09:00",
        "2024/3/5",
        "2024.03.05",
        "20240305",
        "2024年3月5日 下午",
        "5.3.2024",
        "Tue, 05 Mar 2024 10:00:00 GMT",
        "5 March 2024",
        "March 5, 2024",
        "Mar. 5th 2024",
        "5 марта 2024 г.",
        "05-Mar-2024",
    ],
)
def test_a_day_is_read_as_outlets_write_it(words: str) -> None:
    assert parse_day(words) == date(2024, 3, 5)


@pytest.mark.parametrize(
    "words", ["", "2024", "2024-03", "03/05/2024", "5 Foo 2024", "2024-13-05", "2023-02-29", "202403051", "yesterday"]
)
def test_what_is_not_one_day_is_no_date(words: str) -> None:
    assert parse_day(words) is None


@given(st.dates(min_value=date(1700, 1, 1)))
def test_every_day_is_read_back(day: date) -> None:
    assert parse_day(day.isoformat()) == parse_day(f"{day:%a, %d %b %Y}") == parse_day(f"{day:%Y%m%d}") == day
    assert parse_dateline(f"Date: {day.isoformat()} 10:30") == day


def test_a_sentence_that_starts_with_a_date_is_not_a_dateline() -> None:
    assert parse_dateline("2024年3月5日，兩國總統會談") is None
    assert parse_dateline("5 March 2024 saw the talks") is None


def test_only_the_word_date_in_front_makes_a_leading_date() -> None:
    assert leading_date(" date 2025-09-05 從去年") == (date(2025, 9, 5), "從去年")
    assert leading_date("2025-09-05 text") == (None, "2025-09-05 text")
    assert leading_date("date 2025-19-05 text") == (None, "date 2025-19-05 text")


def test_unix_times_are_read_in_seconds_and_milliseconds() -> None:
    assert epoch_day(1709600000) == epoch_day(1709600000000) == date(2024, 3, 5)
    assert epoch_day(5) is None


@given(st.dates(max_value=date(9990, 1, 1)))
def test_only_days_up_to_tomorrow_are_believed(day: date) -> None:
    assert bool(believable(day, date(2025, 1, 1))) == (
        day > date(2025, 1, 2) or day.year < 1600 or day == date(1970, 1, 1)
    )


def test_hosts_of_copies_are_those_of_the_originals() -> None:
    assert host_of("https://www.e.org/a") == "e.org"
    assert host_of("https://web.archive.org/web/2021id_/http://www.e.org/a") == "e.org"
    assert host_of("http://[broken") == ""


def test_names_that_no_text_can_hold_are_shown_with_replacement_characters() -> None:
    assert printable("a\udcff\n\u202eb.txt") == "a\ufffd\ufffd\ufffdb.txt"


def test_titles_compare_equal_without_punctuation_and_width() -> None:
    assert comparable("Ｔalks： «begin»") == comparable("talks begin")


@pytest.mark.parametrize(
    "words",
    [
        "获取更多RSS：",
        "閱讀原文",
        "Read more →",
        "Читать далее",
        "The post X appeared first on Y.",
        "# # #",
        "https://e.org/a?b",
        "分享到：微信 微博",
    ],
)
def test_furniture_is_recognised(words: str) -> None:
    assert is_furniture(words)


@pytest.mark.parametrize(
    "words",
    [
        "Read more books, said the minister.",
        "廣告業成長三成。",
        "Share prices fell.",
        "See https://e.org for the text.",
    ],
)
def test_sentences_are_not_furniture(words: str) -> None:
    assert not is_furniture(words)
