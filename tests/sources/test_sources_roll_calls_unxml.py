"""Recorded votes in the machine-readable resolutions: who voted, who was absent, and what is odd about a file."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from roll_call_files import LISTS, TODAY, calls_of, read, resolution, said, write_lines

from tightrope.records import Part, SourceError, Vote


def test_lines_an_array_and_a_gzipped_file_hold_the_same_votes(tmp_path: Path) -> None:
    entries = [resolution(), resolution("A/RES/79/2")]
    lines = write_lines(tmp_path / "lines.json", *entries)
    array = tmp_path / "array.json"
    array.write_text("\ufeff" + json.dumps(entries), encoding="utf-8")
    packed = tmp_path / "79.json.gz"
    packed.write_bytes(gzip.compress(lines.read_bytes()))
    found = [[(call.resolution, call.votes) for call in calls_of(read(path))] for path in (lines, array, packed)]
    assert found[0] == found[1] == found[2]
    assert len(found[0]) == 2


def test_a_member_in_no_list_was_absent_which_is_not_an_abstention(tmp_path: Path) -> None:
    (call,) = calls_of(read(write_lines(tmp_path / "79.json", resolution())))
    assert (call.yes, call.no, call.abstain) == (("KAZ", "TUR"), ("RUS",), ("CHN",))
    assert call.votes["UZB"] is Vote.ABSENT
    assert len(call.votes) == 193
    assert (call.session, call.special, call.day, call.part) == (79, "", date(2024, 12, 2), Part.WHOLE)


def test_a_vote_of_a_special_session_counts_to_the_session_of_its_day(tmp_path: Path) -> None:
    entries = [resolution("A/RES/ES-11/1", "2 March 2022"), resolution("A/RES/S-32/1", "30 September 2022")]
    first, second = calls_of(read(write_lines(tmp_path / "ES.json", *entries)))
    assert (first.session, first.special) == (76, "ES-11")
    assert (second.session, second.special) == (77, "S-32")


def test_what_was_adopted_without_a_vote_is_no_roll_call(tmp_path: Path) -> None:
    none = {kind: [] for kind in LISTS}
    without = resolution("A/RES/79/3") | none | {"adoption_type": "Without a vote"}
    table = read(write_lines(tmp_path / "79.json", resolution(), without))
    assert [call.resolution for call in calls_of(table)] == ["A/RES/79/1"]
    assert table.left_out == ()


def test_an_older_entry_without_adoption_type_is_known_by_its_lists(tmp_path: Path) -> None:
    old = resolution(adoption_type="", voting_type=None)
    assert len(calls_of(read(write_lines(tmp_path / "79.json", old)))) == 1


def test_a_vote_with_counts_but_no_names_is_left_out_by_symbol(tmp_path: Path) -> None:
    none = {kind: [] for kind in LISTS}
    counts = {"MS_in_favour_count": "168", "MS_against_count": "2", "MS_abstaining_count": "0"}
    known = resolution("A/RES/75/254 A-C", "31 December 2020") | none | counts
    other = resolution("A/RES/79/9") | none | counts
    table = read(write_lines(tmp_path / "75.json", known, other, resolution()))
    assert said(table.left_out) == [
        "75.json, line 1: A/RES/75/254 A-C has no list of votes: the extract has the counts of this vote but no names",
        "75.json, line 2: A/RES/79/9 has no list of votes (0/0/0 for 168/2/0)",
    ]


def test_where_lists_and_counts_disagree_nobody_is_called_absent(tmp_path: Path) -> None:
    table = read(write_lines(tmp_path / "79.json", resolution(MS_abstaining_count="2")))
    assert calls_of(table)[0].absent == ()
    assert "line 1: A/RES/79/1: its lists and its counts disagree (2/1/1 for 2/1/2)" in said(table.warnings)[0]


def test_a_list_that_names_every_state_twice_has_each_once(tmp_path: Path) -> None:
    doubled = resolution(MS_in_favour=["TURKEY", "KAZAKHSTAN", "KAZAKHSTAN", "TURKEY"], MS_in_favour_count="2")
    table = read(write_lines(tmp_path / "79.json", doubled))
    assert calls_of(table)[0].yes == ("KAZ", "TUR")
    assert any("lists states more than once (KAZ, TUR): each counts once" in told for told in said(table.warnings))


def test_a_known_fault_that_was_mended_is_told(tmp_path: Path) -> None:
    mended = resolution("A/RES/77/293", "7 June 2023")
    table = read(write_lines(tmp_path / "77.json", mended))
    assert (
        "the known fault is not in this file (2/1/1 for 2/1/1 instead of 100/9/58 for 100/9/59)"
        in said(table.warnings)[0]
    )


def test_a_state_in_two_lists_has_no_vote_and_is_not_absent(tmp_path: Path) -> None:
    table = read(write_lines(tmp_path / "79.json", resolution(MS_abstaining=["CHINA", "KAZAKHSTAN"])))
    (call,) = calls_of(table)
    assert "KAZ" not in call.votes
    assert said(table.left_out) == [
        "79.json, line 1: A/RES/79/1: KAZ voted in more than one way (rows 1, 1): no vote is taken"
    ]


def test_every_spelling_of_turkiye_is_turkiye_and_a_broken_one_is_told(tmp_path: Path) -> None:
    for spelling in ("TURKEY", "TURKIYE", "TÜRKIYE", "TÜRKİYE", "TÜRKÝYE"):
        table = read(write_lines(tmp_path / "79.json", resolution(MS_in_favour=[spelling])))
        assert calls_of(table)[0].yes == ("TUR",)
        assert bool(table.warnings) is (spelling == "TÜRKÝYE")


def test_an_unknown_state_is_left_out_by_name_and_nobody_is_called_absent(tmp_path: Path) -> None:
    table = read(write_lines(tmp_path / "79.json", resolution(MS_in_favour=["RURITANIA", "TURKEY"])))
    assert calls_of(table)[0].yes == ("TUR",)
    assert calls_of(table)[0].absent == ()
    assert said(table.left_out) == ["79.json, line 1: A/RES/79/1: unknown member state 'RURITANIA'"]


def test_a_resolution_that_stands_twice_counts_once_and_two_versions_not_at_all(tmp_path: Path) -> None:
    same = read(write_lines(tmp_path / "same.json", resolution(), resolution()))
    assert len(calls_of(same)) == 1
    assert "1 resolutions stand more than once and count once: A/RES/79/1" in said(same.warnings)[0]
    differ = read(
        write_lines(
            tmp_path / "differ.json", resolution(), resolution(MS_abstaining=["UZBEKISTAN"]), resolution("A/RES/79/2")
        )
    )
    assert [call.resolution for call in calls_of(differ)] == ["A/RES/79/2"]
    assert "A/RES/79/1 stands 2 times with different votes: none is taken" in said(differ.left_out)[0]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (resolution(day="soon"), "A/RES/79/1 has no readable date"),
        (resolution(""), "a resolution without symbol has no readable symbol"),
        (resolution(day="3 August 2026"), "lies in the future (2026-08-03)"),
        (resolution("A/RES/81/1"), "session 81 lies in the future"),
    ],
)
def test_an_odd_entry_is_told_by_line_and_the_others_are_read(
    tmp_path: Path, entry: dict[str, object], reason: str
) -> None:
    table = read(write_lines(tmp_path / "79.json", resolution("A/RES/79/2"), entry))
    assert [call.resolution for call in calls_of(table)] == ["A/RES/79/2"]
    assert said(table.left_out)[0].startswith("79.json, line 2")
    assert reason in said(table.left_out)[0]


def test_what_is_the_future_depends_on_the_day(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "79.json", resolution())
    with pytest.raises(SourceError, match="lies in the future"):
        read(path, today=date(2024, 12, 1))
    assert len(calls_of(read(path, today=TODAY))) == 1


def test_a_cut_line_is_left_out_and_the_others_are_read(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "79.json", resolution(), resolution("A/RES/79/2"))
    path.write_bytes(path.read_bytes()[:-80])
    table = read(path)
    assert [call.resolution for call in calls_of(table)] == ["A/RES/79/1"]
    assert said(table.left_out)[0].startswith("79.json, line 2: is not JSON")


def test_a_cut_array_and_a_cut_gzip_file_are_refused_by_name(tmp_path: Path) -> None:
    array = tmp_path / "79.json"
    array.write_text(json.dumps([resolution(), resolution("A/RES/79/2")])[:-40], encoding="utf-8")
    with pytest.raises(SourceError, match=r"79\.json: is not JSON"):
        read(array)
    packed = tmp_path / "79.json.gz"
    packed.write_bytes(gzip.compress(json.dumps([resolution()]).encode())[:-30])
    with pytest.raises(SourceError, match=r"79\.json\.gz: cannot be read"):
        read(packed)


def test_a_line_in_another_encoding_is_left_out_by_line_and_byte(tmp_path: Path) -> None:
    good = json.dumps(resolution(MS_in_favour=["TÜRKİYE"]), ensure_ascii=False).encode()
    bad = json.dumps(
        resolution("A/RES/79/2", "2 December 2024", MS_in_favour=["CÔTE D'IVOIRE"]), ensure_ascii=False
    ).encode("latin-1")
    path = tmp_path / "79.json"
    path.write_bytes(good + b"\n" + bad + b"\n")
    table = read(path)
    assert [call.resolution for call in calls_of(table)] == ["A/RES/79/1"]
    offset = bad.index(b"\xd4") + 1
    assert said(table.left_out) == [f"79.json, line 2: byte {offset} of the line is not UTF-8, unlike the rest"]


def test_an_array_with_a_line_in_another_encoding_is_refused_by_line_and_byte(tmp_path: Path) -> None:
    path = tmp_path / "79.json"
    first = json.dumps(resolution(MS_in_favour=["TÜRKİYE"]), ensure_ascii=False).encode()
    path.write_bytes(b"[" + first + b",\n" + b'{"symbol": "C\xd4TE"}]\n')
    with pytest.raises(SourceError, match=r"79\.json, line 2: byte 14 of the line is not UTF-8"):
        read(path)


def test_a_file_wholly_in_the_windows_code_page_is_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "79.json"
    path.write_bytes(json.dumps(resolution(MS_in_favour=["CÔTE D’IVOIRE"]), ensure_ascii=False).encode("cp1252"))
    table = read(path)
    assert calls_of(table)[0].yes == ("CIV",)
    assert said(table.warnings) == ["79.json: is not UTF-8 and was read as code page 1252"]


@pytest.mark.parametrize("text", ["", " \n", "{", "[1]", "3\n", '{"title": "x"}', "[" * 100_000, "a,b\n1,2\n", "\0\0"])
def test_what_is_no_file_of_roll_calls_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"odd\.json"):
        read(path)


def test_a_copy_of_a_file_counts_once(tmp_path: Path) -> None:
    first = write_lines(tmp_path / "79.json", resolution())
    second = tmp_path / "copy.json.gz"
    second.write_bytes(gzip.compress(first.read_bytes()))
    table = read(first, second)
    assert len(table.tables) == 1
    assert said(table.warnings) == ["copy.json.gz: has the same content as another file and counts once"]


def test_one_unusable_file_does_not_lose_the_others(tmp_path: Path) -> None:
    good, bad = write_lines(tmp_path / "79.json", resolution()), tmp_path / "bad.json"
    bad.write_text("{", encoding="utf-8")
    table = read(good, bad)
    assert len(calls_of(table)) == 1
    assert said(table.left_out)[-1].startswith("bad.json: is not JSON")
