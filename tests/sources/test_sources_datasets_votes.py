"""Votes of the General Assembly: an absence is not an abstention, and every position has its sentence."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.names import Names
from tightrope.records import SourceError, When
from tightrope.sources.datasets import Scope, Table, unga
from tightrope.sources.datasets.unga import agreement
from tightrope.sources.unxml import parse_day

SCOPE = Scope(states=("KAZ", "UZB", "TKM"), powers=("RUS", "CHN", "TUR", "EUU"))


@pytest.fixture(scope="module")
def names() -> Names:
    return Names.builtin()


def resolution(number: int, day: str = "2\u00a0March 2022", **votes: list[str]) -> dict[str, Any]:
    lists = {"MS_in_favour": ["TURKEY"], "MS_against": ["RUSSIAN FEDERATION"], "MS_abstaining": ["CHINA", "KAZAKHSTAN"]}
    lists.update(votes)
    counts = {f"{kind}_count": str(len(listed)) for kind, listed in lists.items()}
    return {"symbol": f"A/RES/ES-11/{number}", "title": f"Title {number}", "adoption_date": day, **lists, **counts}


def read(folder: Path, names: Names, *entries: dict[str, Any], array: bool = False) -> Table:
    path = folder / "ES-11.json"
    text = json.dumps(entries) if array else "".join(json.dumps(entry) + "\n" for entry in entries)
    path.write_text(text, encoding="utf-8")
    return unga.read(path, names, SCOPE)


def stances(table: Table) -> dict[str, str]:
    return {vote.actor: vote.stance for vote in table.evidence}


def test_an_absent_vote_is_not_an_abstention(tmp_path: Path, names: Names) -> None:
    assert stances(read(tmp_path, names, resolution(1))) == {
        "KAZ": "abstain",
        "UZB": "absent",
        "TKM": "absent",
        "RUS": "opposes",
        "CHN": "abstain",
        "TUR": "supports",
    }


def test_every_position_points_at_its_sentence(tmp_path: Path, names: Names) -> None:
    table = read(tmp_path, names, resolution(1), resolution(2))
    documents = {document.id: document for document in table.documents}
    quotes = [documents[vote.document].text[vote.start : vote.end] for vote in table.evidence]
    assert quotes[0] == (
        "Kazakhstan abstained in the General Assembly's vote on resolution A/RES/ES-11/1 (Title 1) on 2 March 2022."
    )
    assert all(
        quote.startswith(names.name(vote.actor, "en")) for quote, vote in zip(quotes, table.evidence, strict=True)
    )
    assert [document.published for document in table.documents] == [date(2022, 3, 2)] * 2
    assert table.evidence[0].when == When.day(date(2022, 3, 2))


def test_json_lines_and_one_array_are_the_same(tmp_path: Path, names: Names) -> None:
    lines = read(tmp_path, names, resolution(1), resolution(2))
    array = read(tmp_path, names, resolution(1), resolution(2), array=True)
    assert stances(lines) == stances(array)
    assert [seen.lower for seen in lines.observations] == [seen.lower for seen in array.observations]


def test_agreement_counts_only_resolutions_on_which_both_voted(tmp_path: Path, names: Names) -> None:
    both = resolution(2, MS_abstaining=["CHINA", "KAZAKHSTAN", "UZBEKISTAN"])
    table = read(tmp_path, names, resolution(1), both)
    scores = {(seen.over, seen.holder): (seen.lower, seen.locator) for seen in table.observations}
    assert scores["KAZ", "CHN"] == (100.0, "2022, KAZ/CHN: ES-11/1 A/A, ES-11/2 A/A")
    assert scores["UZB", "RUS"] == (50.0, "2022, UZB/RUS: ES-11/2 A/N")
    assert not any(state == "TKM" for state, _ in scores)


def test_the_european_union_has_no_vote_and_that_is_said(tmp_path: Path, names: Names) -> None:
    table = read(tmp_path, names, resolution(1))
    assert not [seen for seen in table.observations if seen.holder == "EUU"]
    assert [f.reason for f in table.left_out] == ["EUU has no vote in the General Assembly"]


def test_every_spelling_of_turkey_is_turkey(tmp_path: Path, names: Names) -> None:
    for spelling in ("TURKEY", "TURKIYE", "TÜRKIYE", "TÜRKİYE", "TÜRKÝYE"):
        assert stances(read(tmp_path, names, resolution(1, MS_in_favour=[spelling])))["TUR"] == "supports"


def test_where_a_name_is_missing_from_the_lists_nobody_is_called_absent(tmp_path: Path, names: Names) -> None:
    short = resolution(1) | {"MS_abstaining_count": "3"}
    table = read(tmp_path, names, short)
    assert set(stances(table)) == {"KAZ", "RUS", "CHN", "TUR"}
    assert "who was absent is not certain" in table.left_out[0].reason


def test_a_state_named_twice_in_a_list_votes_once_and_in_two_lists_not_at_all(tmp_path: Path, names: Names) -> None:
    twice = resolution(1, MS_in_favour=["TURKEY", "TURKIYE"]) | {"MS_in_favour_count": "1"}
    assert stances(read(tmp_path, names, twice))["TUR"] == "supports"
    torn = resolution(1, MS_in_favour=["TURKEY", "KAZAKHSTAN"])
    table = read(tmp_path, names, torn)
    assert "KAZ" not in stances(table)
    assert "KAZ stands in more than one list" in table.left_out[0].reason


def test_a_resolution_that_stands_twice_counts_once_and_two_versions_not_at_all(tmp_path: Path, names: Names) -> None:
    again = read(tmp_path, names, resolution(1), resolution(1))
    assert len(again.evidence) == 6
    other = read(
        tmp_path, names, resolution(1), resolution(1, MS_against=["KAZAKHSTAN"], MS_abstaining=[]), resolution(2)
    )
    assert {vote.issue for vote in other.evidence} == {"UN General Assembly resolution ES-11/2: Title 2"}
    assert any(f.reason == "A/RES/ES-11/1 stands 2 times with different votes" for f in other.left_out)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (resolution(1) | {"symbol": "A/RES/75/254"}, "is not of the eleventh emergency special session"),
        (resolution(1, day="soon"), "no readable date"),
        (resolution(1, MS_in_favour=[], MS_against=[], MS_abstaining=[]), "no list of votes"),
        (resolution(1, MS_in_favour=["RURITANIA"]), "unknown member state 'RURITANIA'"),
    ],
)
def test_an_odd_entry_is_told_by_line_and_the_others_are_read(
    tmp_path: Path, names: Names, entry: dict[str, Any], reason: str
) -> None:
    table = read(tmp_path, names, resolution(2), entry)
    assert [f.where for f in table.left_out if reason in f.reason] == ["ES-11.json, line 2"]
    assert "UN General Assembly resolution ES-11/2: Title 2" in {vote.issue for vote in table.evidence}


@pytest.mark.parametrize("text", ["", "{", "[1]", "3\n", "[" * 100_000, '{"symbol": "A/RES/75/1"}'])
def test_what_is_no_such_extract_is_refused(tmp_path: Path, names: Names, text: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"odd\.json"):
        unga.read(path, names, SCOPE)


def test_both_forms_of_a_day_are_read_and_nothing_is_guessed() -> None:
    assert parse_day("29\u00a0October 2025") == date(2025, 10, 29)
    assert parse_day("2019-11-07 00:00:00") == date(2019, 11, 7)
    assert parse_day("October 2025") is None
    assert parse_day("") is None


VOTES = st.lists(st.tuples(st.sampled_from([0.0, 0.5, 1.0]), st.sampled_from([0.0, 0.5, 1.0])), min_size=1)


@given(VOTES)
def test_agreement_lies_between_none_and_full_and_does_not_mind_the_order(votes: list[tuple[float, float]]) -> None:
    assert 0.0 <= agreement(votes) <= 1.0
    assert agreement(votes) == agreement([(b, a) for a, b in reversed(votes)])
    assert agreement([(a, a) for a, _ in votes]) == 1.0
