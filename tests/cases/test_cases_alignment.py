from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from tightrope.cases import load_case, new_case
from tightrope.records import ALIGNMENT, CaseError, When

ORIGINS = (
    "key,producer,title,url,licence,accessed\n"
    "calls,An office,Invented roll calls 1990 to 2024,https://example.org,,2025-01-31\n"
)
HEAD = "quantity,state,power,when,mean,low90,low50,high50,high90,votes,model,origin"
POINT = "ideal_point,ARM,,2024,-0.31,-0.52,-0.4,-0.2,-0.11,93,alignment-test/1,calls"
DISTANCE = "alignment_distance,ARM,RUS,2024,0.6,0.3,0.5,0.7,0.9,93,alignment-test/1,calls"
CHANGE = "alignment_change,ARM,RUS,2014/2024,0.2,-0.1,0.1,0.3,0.5,93,alignment-test/1,calls"
GOOD = {"point": POINT, "distance": DISTANCE, "change": CHANGE}
#: Row, column, bad cell, words of the error.
BAD_CELLS = [
    ("point", "quantity", "nearness", "'nearness' is none of ideal_point, alignment_distance, alignment_change"),
    ("point", "quantity", "alignment_votes", "'alignment_votes' is none of"),
    ("point", "state", "XYZ", "does not know 'XYZ'"),
    ("point", "state", "", "must not be empty"),
    ("point", "power", "RUS", "a position has no power"),
    ("point", "when", "2014/2024", "is for a year (2024), not for '2014/2024'"),
    ("point", "when", "2024-03", "is for a year (2024), not for '2024-03'"),
    ("point", "when", "soon", "not a date"),
    ("point", "when", "", "must not be empty"),
    ("point", "low50", "-0.6", "-0.6 is below low90 (-0.52)"),
    ("point", "high90", "-0.3", "-0.3 is below high50 (-0.2)"),
    ("point", "mean", "0", "0 is outside its 90 % interval"),
    ("point", "mean", "nan", "not a number"),
    ("point", "high90", "", "must not be empty"),
    ("point", "votes", "9.5", "not a number of votes: '9.5'"),
    ("point", "votes", "-1", "not a number of votes: '-1'"),
    ("point", "model", "", "must not be empty"),
    ("point", "origin", "gazette", "no origin 'gazette' in origins*.csv"),
    ("distance", "power", "", "must not be empty"),
    ("distance", "power", "ARM", "the distance of ARM to itself"),
    ("distance", "low90", "-0.1", "a distance is not negative: -0.1"),
    ("change", "when", "2024", "is for two years (2014/2024), not for '2024'"),
    ("change", "when", "2014-02/2024", "is for two years (2014/2024)"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = new_case("my-case", tmp_path)
    (made / "origins_alignment.csv").write_text(ORIGINS, "utf-8")
    return made


def put(folder: Path, *rows: str) -> Path:
    path = folder / "alignment.csv"
    path.write_text("\n".join([HEAD, *rows, ""]), "utf-8")
    return path


def changed(row: str, column: str, cell: str) -> str:
    cells = row.split(",")
    cells[HEAD.split(",").index(column)] = cell
    return ",".join(cells)


def test_a_position_becomes_an_observation_in_standard_deviations_and_estimates_that_rest_on_it(folder):
    put(folder, POINT)
    starter = load_case(folder).starter()
    [(origin, [cell])] = starter.tables
    assert (cell.channel, cell.holder, cell.over, cell.when) == ("alignment.ideal_point", "ARM", "ARM", When.year(2024))
    assert (cell.lower, cell.upper, cell.unit, cell.origin) == (-0.52, -0.11, "sd", origin.id)
    assert cell.locator == (
        "alignment.csv, ideal_point ARM 2024: mean -0.31, 50 % -0.4 to -0.2, 93 votes; alignment-test/1"
    )
    point, votes = starter.alignment
    assert asdict(point) == {
        "quantity": "ideal_point", "state": "ARM", "power": "", "domain": "politics", "when": asdict(When.year(2024)),
        "mean": -0.31, "low90": -0.52, "low50": -0.4, "high50": -0.2, "high90": -0.11, "rests_on": (cell.id,),
        "model": "alignment-test/1",
    }  # fmt: skip
    assert (votes.quantity, votes.mean, votes.low90, votes.high90) == ("alignment_votes", 93, 93, 93)
    assert votes.rests_on == point.rests_on


def test_distances_and_changes_are_held_by_the_power_over_the_state(folder):
    put(folder, DISTANCE, CHANGE)
    starter = load_case(folder).starter()
    [(_, cells)] = starter.tables
    assert [(cell.channel, cell.holder, cell.over, str(cell.when)) for cell in cells] == [
        ("alignment.distance", "RUS", "ARM", "2024"),
        ("alignment.change", "RUS", "ARM", "2014/2024"),
    ]
    assert [(one.quantity, one.state, one.power) for one in starter.alignment] == [
        ("alignment_distance", "ARM", "RUS"),
        ("alignment_change", "ARM", "RUS"),
    ]
    assert {one.quantity for one in starter.alignment} < ALIGNMENT


def test_a_position_whose_votes_are_not_counted_has_no_number_of_votes(folder):
    put(folder, changed(POINT, "votes", ""))
    assert [one.quantity for one in load_case(folder).starter().alignment] == ["ideal_point"]


def test_a_state_that_cast_no_vote_is_told_from_one_whose_votes_are_unknown(folder):
    put(folder, changed(POINT, "votes", "0"))
    assert load_case(folder).starter().alignment[1].mean == 0


def test_a_case_without_the_table_has_no_alignment(folder):
    assert load_case(folder).starter().alignment == ()


@pytest.mark.parametrize(
    ("name", "column", "cell", "words"), BAD_CELLS, ids=[f"{b[0]}-{b[1]}-{b[2]!r}" for b in BAD_CELLS]
)
def test_a_bad_cell_of_the_alignment_is_refused_with_file_line_and_column(folder, name, column, cell, words):
    path = put(folder, GOOD[name], "", changed(changed(GOOD[name], "when", "2000/2010"), column, cell)
               if name == "change" else changed(changed(GOOD[name], "when", "2010"), column, cell))  # fmt: skip
    with pytest.raises(CaseError) as caught:
        load_case(folder).starter()
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{path}:4: {column}: ")


@pytest.mark.parametrize("again", [POINT, changed(POINT, "mean", "-0.3"), changed(POINT, "when", "2024-01/2024-12")])
def test_a_position_that_stands_twice_is_refused(folder, again):
    put(folder, POINT, again)
    with pytest.raises(CaseError, match=r"alignment\.csv:3: the same row as alignment\.csv:2"):
        load_case(folder).starter()


def test_other_columns_are_refused(folder):
    (folder / "alignment.csv").write_text(HEAD.replace("votes", "n") + "\n", "utf-8")
    with pytest.raises(CaseError, match="unknown: n; missing: votes"):
        load_case(folder).starter()
