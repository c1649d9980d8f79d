"""Votes as the UN Digital Library publishes them; the files are of our own, in its form."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from roll_call_files import LIBRARY, calls_of, library_rows, read, said, write_text

from tightrope.records import SourceError, Vote

VOTES = {
    "TUR": ("TÜRKİYE", "Y"),
    "RUS": ("RUSSIAN FEDERATION", "N"),
    "CHN": ("CHINA", "A"),
    "UZB": ("UZBEKISTAN", "X"),
}


def write(folder: Path, *rolls: list[str]) -> Path:
    return write_text(folder / "2026_02_06_ga_voting.csv", LIBRARY, [row for rows in rolls for row in rows])


def test_a_roll_call_of_the_library_has_its_votes_and_who_was_absent(tmp_path: Path) -> None:
    table = read(write(tmp_path, library_rows(VOTES)))
    (call,) = calls_of(table)
    assert (call.yes, call.no, call.abstain, call.absent) == (("TUR",), ("RUS",), ("CHN",), ("UZB",))
    assert (call.resolution, call.session, call.special) == ("A/RES/ES-10/21", 78, "ES-10")
    assert (call.day, call.title) == (date(2023, 10, 27), "Title of our own")
    assert call.locator == "record 4025240: A/RES/ES-10/21"
    assert table.left_out == table.warnings == ()


def test_the_older_form_without_notes_is_read_too(tmp_path: Path) -> None:
    rows = [",".join(cells[:13] + cells[14:]) for cells in (row.split(",") for row in library_rows(VOTES))]
    path = write_text(tmp_path / "ga_voting.csv", LIBRARY.replace("vote_note,", ""), rows)
    assert calls_of(read(path))[0].votes["UZB"] is Vote.ABSENT


def test_a_note_of_the_library_is_told_and_changes_no_vote(tmp_path: Path) -> None:
    table = read(write(tmp_path, library_rows(VOTES, vote_note="A remark on the vote")))
    assert calls_of(table)[0].yes == ("TUR",)
    assert said(table.warnings) == [
        "2026_02_06_ga_voting.csv, record 4025240: A/RES/ES-10/21: note of the library: A remark on the vote"
    ]


@pytest.mark.parametrize(
    ("symbol", "ours"),
    [
        ("A/RES/46/36[D]", "A/RES/46/36 D"),
        ("A/RES/46/36D", "A/RES/46/36 D"),
        ("A/RES/3379(XXX)", "A/RES/3379 (XXX)"),
        ("A/RES/3255(XXIX)[A]", "A/RES/3255 A (XXIX)"),
        ("A/RES/75/254 A-C", "A/RES/75/254 A-C"),
        ("A/RES/377(V)", "A/RES/377 (V)"),
    ],
)
def test_symbols_of_all_times_have_one_spelling(tmp_path: Path, symbol: str, ours: str) -> None:
    rows = library_rows(VOTES, resolution=symbol, session="78")
    assert calls_of(read(write(tmp_path, rows)))[0].resolution == ours


def test_names_and_codes_of_the_past_are_those_who_held_the_seat(tmp_path: Path) -> None:
    past = {
        "SUN": ("USSR", "N"),
        "CHN": ("CHINA", "Y"),
        "BLR": ("BYELORUSSIAN SSR", "N"),
        "EAT": ("TANGANYIKA", "Y"),
        "EAZ": ("ZANZIBAR", "Y"),
        "LKA": ("CEYLON", "A"),
        "EGY": ("UNITED ARAB REPUBLIC", "Y"),
        "YUG": ("YUGOSLAVIA", "X"),
    }
    rows = library_rows(past, date="1963-12-16", session="18", resolution="A/RES/1991(XVIII)")
    table = read(write(tmp_path, rows))
    (call,) = calls_of(table)
    assert (call.yes, call.no) == (("EAZ", "EGY", "TWN", "TZA"), ("BLR", "SUN"))
    assert (call.abstain, call.absent) == (("LKA",), ("YUG",))
    assert table.left_out == ()


def test_yugoslavia_of_2001_is_serbia_and_of_2010_is_refused(tmp_path: Path) -> None:
    votes = {"YUG": ("YUGOSLAVIA", "Y"), "TUR": ("TURKEY", "Y")}
    early = library_rows(votes, date="2001-12-10", session="56", resolution="A/RES/56/1")
    assert calls_of(read(write(tmp_path, early)))[0].yes == ("SRB", "TUR")
    late = library_rows(votes, date="2010-12-10", session="65", resolution="A/RES/65/1")
    table = read(write(tmp_path, late))
    assert calls_of(table)[0].yes == ("TUR",)
    assert "YUG voted although its membership ended on 1992-09-22" in said(table.left_out)[0]


def test_an_unknown_state_a_wrong_code_and_no_vote_are_left_out_by_line(tmp_path: Path) -> None:
    votes = VOTES | {"RUR": ("RURITANIA", "Y"), "KAZ": ("KYRGYZSTAN", "Y"), "USA": ("UNITED STATES", "?")}
    table = read(write(tmp_path, library_rows(votes)))
    assert calls_of(table)[0].yes == ("TUR",)
    name = "2026_02_06_ga_voting.csv"
    assert said(table.left_out) == [
        f"{name}, line 8: is no vote of a state: record '4025240', 'UNITED STATES', vote '?'",
        f"{name}, line 7: the code 'KAZ' does not belong to 'KYRGYZSTAN' (1 votes)",
        f"{name}, line 6: unknown member state 'RURITANIA' ('RUR'; 1 votes)",
    ]


def test_an_unknown_name_with_a_known_code_is_read_and_told(tmp_path: Path) -> None:
    table = read(write(tmp_path, library_rows({"TUR": ("TURKISH REPUBLIC OF OURS", "Y")})))
    assert calls_of(table)[0].yes == ("TUR",)
    assert "is read by its code 'TUR'" in said(table.warnings)[0]


def test_a_file_cut_in_the_middle_tells_which_roll_call_lacks_members(tmp_path: Path) -> None:
    path = write(tmp_path, library_rows(VOTES))
    path.write_bytes(path.read_bytes()[:-60])
    table = read(path)
    assert calls_of(table)[0].votes.keys() == {"TUR", "RUS", "CHN"}
    assert said(table.left_out) == ["2026_02_06_ga_voting.csv, line 5: has 14 fields, the header has 20"]
    assert "has 3 of 4 members" in said(table.warnings)[-1]


def test_counts_that_disagree_are_told(tmp_path: Path) -> None:
    table = read(write(tmp_path, library_rows(VOTES, total_yes="2.0")))
    assert "its votes and its counts disagree (1/1/1 for 2/1/1)" in said(table.warnings)[0]


def test_a_line_end_in_a_title_moves_no_line(tmp_path: Path) -> None:
    first = library_rows(VOTES, title="Two, or\nmore lines")
    votes = VOTES | {"RUR": ("RURITANIA", "Y")}
    table = read(write(tmp_path, first, library_rows(votes, undl_id="2", resolution="A/RES/ES-10/22")))
    assert {call.title for call in calls_of(table)} == {"Two, or more lines", "Title of our own"}
    assert "line 14: unknown member state" in said(table.left_out)[0]


def test_a_session_or_day_that_is_none_is_left_out(tmp_path: Path) -> None:
    good = library_rows(VOTES)
    bad = library_rows(VOTES, undl_id="2", session="last")
    worse = library_rows(VOTES, undl_id="3", date="27 October")
    future = library_rows(VOTES, undl_id="4", date="2031-10-27")
    table = read(write(tmp_path, good, bad, worse, future))
    assert len(calls_of(table)) == 1
    reasons = [failure.reason for failure in table.left_out]
    assert reasons == ["'last' is no session", "no readable date: '27 October'", "lies in the future (2031-10-27)"]


def test_a_file_in_latin_1_is_read_and_told(tmp_path: Path) -> None:
    path = write(tmp_path, library_rows({"CIV": ("CÔTE D'IVOIRE", "Y")}))
    path.write_bytes(path.read_bytes().decode().encode("latin-1"))
    table = read(path)
    assert calls_of(table)[0].yes == ("CIV",)
    assert "was read as code page 1252" in said(table.warnings)[0]


def test_a_column_that_is_missing_is_named(tmp_path: Path) -> None:
    path = write_text(tmp_path / "ga_voting.csv", "undl_id,ms_code,ms_vote,date", ["1,TUR,Y,2023-10-27"])
    with pytest.raises(SourceError, match="lacks the column ms_name, session, resolution, title"):
        read(path)
