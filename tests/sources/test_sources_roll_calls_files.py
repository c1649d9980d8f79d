"""Which files are read, and that one of them never costs another."""

from __future__ import annotations

from pathlib import Path

import pytest
from roll_call_files import calls_of, read, resolution, said, write_lines, write_rda

from tightrope.names import Names
from tightrope.records import SourceError
from tightrope.sources.roll_calls import NAME, PUBLISHERS, read_roll_calls, roll_call_files

ABOUT = (1, 74.0, "2019-12-12", "A/RES/74/50", "0", "0", "0", "SHORT", "Words")


def test_a_folder_stands_for_its_files_without_notes_and_unfinished_ones(tmp_path: Path) -> None:
    for name in ("80.json", "79.json", "79.json.origin", "ga_voting.csv.part", ".hidden"):
        (tmp_path / name).touch()
    (tmp_path / "older").mkdir()
    wanted = (tmp_path / "79.json", tmp_path / "80.json")
    assert roll_call_files([tmp_path]) == wanted
    assert roll_call_files([*tmp_path.glob("*.json*"), *wanted, tmp_path]) in (wanted, wanted[::-1])
    with pytest.raises(SourceError, match="older: holds no file"):
        roll_call_files([tmp_path / "older"])


def test_a_file_that_is_not_there_costs_only_itself(tmp_path: Path) -> None:
    good = write_lines(tmp_path / "79.json", resolution())
    table = read(tmp_path / "78.json", good)
    assert len(calls_of(table)) == 1
    assert said(table.left_out) == ["78.json: cannot be read: No such file or directory"]


def test_an_r_file_that_is_broken_or_foreign_does_not_cost_the_votes(tmp_path: Path) -> None:
    votes = write_rda(tmp_path, [(1, "Turkey", "yes"), (1, "China", "no")], [ABOUT])
    issues, foreign = tmp_path / "un_roll_call_issues.rda", tmp_path / "broken.rda"
    whole = issues.read_bytes()
    issues.write_bytes(whole[: len(whole) // 2])
    foreign.write_bytes(b"RDX3\nnothing")
    table = read(foreign, issues, votes)
    assert [call.locator for call in calls_of(table)] == ["rcid 1"]
    assert {failure.where for failure in table.left_out} == {"broken.rda", "un_roll_call_issues.rda"}
    assert "un_votes.rda: without un_roll_call_issues.rda the issue areas are not known" in said(table.warnings)


def test_if_no_file_can_be_read_each_is_named_with_its_reason(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("neither JSON nor CSV\n")
    (tmp_path / "c.json").write_text(" \n")
    paths = [tmp_path / name for name in ("a.txt", "b.txt", "c.json")]
    with pytest.raises(
        SourceError, match=r"none of 3 files can be read: a\.txt, b\.txt: is no file .*; c\.json: is empty"
    ):
        read(*paths)


def test_progress_is_told_after_each_file(tmp_path: Path) -> None:
    votes = write_rda(tmp_path, [(1, "Turkey", "yes"), (1, "China", "no")], [ABOUT])
    files = [votes, tmp_path / "un_roll_calls.rda", write_lines(tmp_path / "79.json", resolution()), tmp_path / "none"]
    steps: list[None] = []
    read_roll_calls(files, Names.builtin(), advance=lambda: steps.append(None))
    assert len(steps) == len(files)


def test_every_publisher_says_what_is_read_on_what_terms_and_how_to_cite_it() -> None:
    assert NAME == "unga"
    assert len({publisher.name for publisher in PUBLISHERS}) == len(PUBLISHERS) == 3
    for publisher in PUBLISHERS:
        for words in (publisher.name, publisher.reads, publisher.citation, publisher.source.licence):
            assert words.strip() == words != ""
