"""From a file to rows and figures: what is odd is refused by name and line."""

from __future__ import annotations

import gzip
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.records import SourceError
from tightrope.sources.datasets.rows import (
    LARGEST,
    figures,
    parse_figure,
    parse_year,
    read_bytes,
    read_rows,
)

COLUMNS = ("year", "who", "value")


def write(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def numbers(path: Path, missing: tuple[str, ...] = ()) -> tuple[list[tuple[int, str, float]], list[str]]:
    rows = read_rows(path, COLUMNS)
    found, refused = figures(rows, rows.frame, year="year", key=("who",), value="value", missing=missing)
    return [(one.year, one.key[0], one.value) for one in found], [f"{one.where}: {one.reason}" for one in refused]


def test_a_plain_and_a_gzipped_copy_are_the_same_table(tmp_path: Path) -> None:
    text = "year,who,value\n2015,RUS,1\n"
    plain = read_rows(write(tmp_path, text), COLUMNS)
    zipped = tmp_path / "other name"
    zipped.write_bytes(gzip.compress(text.encode()))
    again = read_rows(zipped, COLUMNS)
    assert again.sha256 == plain.sha256
    assert again.frame.equals(plain.frame)


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    path = write(tmp_path, "\ufeffyear,who,value\r\n2015,RUS,1\r\n\r\n2016,RUS,2\r\n")
    assert numbers(path) == ([(2015, "RUS", 1.0), (2016, "RUS", 2.0)], [])


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_and_tabs_separate_as_well_and_a_comma_in_a_figure_is_never_guessed(
    tmp_path: Path, separator: str
) -> None:
    text = "year,who,value\n2015,RUS,1.5\n2016,RUS,2#5\n".replace(",", separator).replace("#", ",")
    found, refused = numbers(write(tmp_path, text))
    assert found == [(2015, "RUS", 1.5)]
    assert refused == ["table.csv, line 3: value for 2016, RUS: '2,5' is not a number with a decimal point"]


def test_rows_above_the_header_are_skipped_where_a_publisher_has_them(tmp_path: Path) -> None:
    path = write(tmp_path, "Some title,\n\nyear,who,value,\n2015,RUS,1,\n2016,RUS,-1,\n")
    rows = read_rows(path, COLUMNS, preamble=4)
    assert rows.frame["who"].to_list() == ["RUS", "RUS"]
    _, refused = figures(rows, rows.frame, year="year", key=("who",), value="value")
    assert refused[0].where == "table.csv, line 5"
    with pytest.raises(SourceError, match=r"table\.csv, line 1: lacks the column year"):
        read_rows(path, COLUMNS)


def test_a_publisher_with_another_encoding_is_read_in_it(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes("year,who,value\n2015,Türkiye,1\n".encode("cp1252"))
    assert read_rows(path, COLUMNS, otherwise="cp1252").frame["who"].to_list() == ["Türkiye"]
    with pytest.raises(SourceError, match="not UTF-8"):
        read_rows(path, COLUMNS)


def test_a_row_with_one_empty_field_too_many_is_a_row(tmp_path: Path) -> None:
    assert numbers(write(tmp_path, "year,who,value\n2015,RUS,1,\n")) == ([(2015, "RUS", 1.0)], [])


def test_a_file_without_a_last_line_end_may_have_been_cut_and_says_so(tmp_path: Path) -> None:
    rows = read_rows(write(tmp_path, "year,who,value\n2015,RUS,1\n2016,RUS,12"), COLUMNS)
    assert [f"{one.where}: {one.reason}" for one in rows.left_out] == [
        "table.csv, line 3: has no line end: if the file was cut, this row is short"
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "lacks the column year"),
        (b"year,who\n2015,RUS\n", "lacks the column value"),
        (b"year|who|value\n2015|RUS|1\n", "its header has year|who|value"),
        (b"year,who,value,value\n2015,RUS,1,2\n", "value more than once"),
        (b"year,who,value\n", "no rows"),
        (b"year,who,value\n2015,\xff\xfe,1\n", "not UTF-8"),
        (b"year,who,value\n2015,a\x00b,1\n", "not text"),
        (b"year,who,value\n2015," + b"x" * 200_000 + b",1\n", "not CSV"),
        (gzip.compress(b"year,who,value\n2015,RUS,1\n")[:-9], "cannot be read"),
        (b"\x1f\x8b and then no gzip at all", "cannot be read"),
    ],
)
def test_an_unusable_file_is_refused_with_its_name(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"broken\.csv") as refused:
        read_rows(path, COLUMNS)
    assert words in str(refused.value)


def test_a_file_that_is_not_there_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="No such file"):
        read_rows(tmp_path / "missing.csv", COLUMNS)
    with pytest.raises(SourceError, match="directory"):
        read_rows(tmp_path, COLUMNS)


def test_a_gzip_bomb_is_refused_before_it_fills_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tightrope.sources.datasets.rows.LARGEST", 1024 * 1024)
    bomb = tmp_path / "bomb.gz"
    bomb.write_bytes(gzip.compress(b"0" * 50 * 1024 * 1024))
    with pytest.raises(SourceError, match="larger than 1 MiB"):
        read_bytes(bomb)
    assert LARGEST > 1024 * 1024


def test_a_row_with_too_many_fields_is_left_out_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path, "year,who,value\n2015,RUS,1\n2015,TCA,1,2\n2016,RUS\n2017,RUS,3\n")
    rows = read_rows(path, COLUMNS)
    assert rows.frame["who"].to_list() == ["RUS", "RUS"]
    assert [one.where for one in rows.left_out] == ["table.csv, line 3", "table.csv, line 4"]
    assert "4 fields, the header has 3" in rows.left_out[0].reason


def test_lines_are_counted_in_the_file_even_after_a_quoted_line_break(tmp_path: Path) -> None:
    path = write(tmp_path, 'year,who,value\n2015,"two\nlines",1\n2016,RUS,-1\n')
    found, refused = numbers(path)
    assert [one[0] for one in found] == [2015]
    assert refused[0].startswith("table.csv, line 4:")


@pytest.mark.parametrize("value", ["-1", "nan", "NaN", "inf", "-inf", "1e999", "twelve", "1_000", "1,5", "", " "])
def test_an_impossible_figure_is_refused_with_its_line(tmp_path: Path, value: str) -> None:
    path = write(tmp_path, f'year,who,value\n2014,RUS,1\n2015,RUS,"{value}"\n')
    found, refused = numbers(path)
    assert found == [(2014, "RUS", 1.0)]
    assert len(refused) == 1
    assert refused[0].startswith("table.csv, line 3: value for 2015, RUS")


@pytest.mark.parametrize("year", ["", "15", "20155", "2015-01", "MMXV", "²⁰¹⁵", "-2015", "1066"])
def test_a_year_is_never_guessed(tmp_path: Path, year: str) -> None:
    found, refused = numbers(write(tmp_path, f"year,who,value\n{year},RUS,1\n"))
    assert found == []
    assert "is not a year" in refused[0]


def test_a_forecast_is_no_observation(tmp_path: Path) -> None:
    found, refused = numbers(write(tmp_path, "year,who,value\n2100,RUS,1\n2015,RUS,2\n"))
    assert found == [(2015, "RUS", 2.0)]
    assert refused == ["table.csv, line 2: value for 2100, RUS: 2100 has not begun, and a forecast is no observation"]


def test_a_missing_figure_is_not_zero(tmp_path: Path) -> None:
    found, refused = numbers(write(tmp_path, "year,who,value\n2015,RUS,N/A\n2016,RUS,0\n"), missing=("N/A",))
    assert found == [(2016, "RUS", 0.0)]
    assert "which is not zero" in refused[0]


def test_of_a_repeated_row_the_first_is_kept_and_of_a_contradiction_none(tmp_path: Path) -> None:
    text = "year,who,value\n2015,RUS,1\n2015,CHN,5\n2015,RUS,1\n2015,CHN,6\n"
    found, refused = numbers(write(tmp_path, text))
    assert found == [(2015, "RUS", 1.0)]
    assert refused == [
        "table.csv, line 4: repeats line 2 (2015, RUS)",
        "table.csv, line 3: contradicts line 5 (2015, CHN)",
        "table.csv, line 5: contradicts line 3 (2015, CHN)",
    ]


@given(st.floats(min_value=0, allow_infinity=False, allow_nan=False))
def test_a_figure_reads_back_what_was_written(number: float) -> None:
    assert parse_figure(repr(number)) == number


def accepted(parse: Callable[[str], float], text: str) -> float | None:
    try:
        return parse(text)
    except ValueError:
        return None


@given(st.text(max_size=30))
def test_any_text_is_a_possible_figure_or_refused(text: str) -> None:
    number = accepted(parse_figure, text)
    assert number is None or (math.isfinite(number) and number >= 0)


@given(st.text(max_size=12))
def test_any_text_is_a_year_or_refused(text: str) -> None:
    year = accepted(parse_year, text)
    assert year is None or (1800 <= year <= 2100 and str(year) in text)
