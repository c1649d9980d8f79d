"""Positions in the General Assembly through the command, on a small assembly of our own."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from alignment_world import assembly, roll_calls

from tightrope.ledger import Ledger
from tightrope.measures.alignment.posterior import read, write
from tightrope.records import ALIGNMENT, Origin, RollCall

FILE = Origin(producer="An office", title="Votes of an invented assembly")
#: The world's S00 stands far up, as the United States do.
CODES = ("USA", "KAZ", "UZB", "RUS", "CHN", "TUR", "DEU", "FRA", "IND", "BRA", "ZAF", "NOR")
SHORT = ("--burn", "20", "--sweeps", "100")


def invented(periods: int = 4) -> list[RollCall]:
    """Votes of the years 2000 to 2003, or the first of them."""
    code = {f"S{number:02d}": name for number, name in enumerate(CODES)}
    return [
        replace(
            call,
            origin=FILE.id,
            **{kind: tuple(sorted(code[state] for state in getattr(call, kind))) for kind in ("yes", "abstain", "no")},
        )
        for call in roll_calls(assembly(states=len(CODES), periods=4, items=24))
        if call.day.year < 2000 + periods
    ]


def stored(path: Path, calls: list[RollCall]) -> Path:
    with Ledger.open(path) as ledger:
        ledger.add_roll_calls(FILE, calls)
    return path


def published(path: Path) -> list:
    with Ledger.open(path, read_only=True) as ledger:
        return [one for one in ledger.estimates() if one.quantity in ALIGNMENT]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return stored(tmp_path / "tightrope.ledger", invented())


def test_positions_are_printed_with_their_diagnostics_and_published_with_what_they_rest_on(command, ledger):
    status, out, err = command("align", *SHORT)
    assert status == 0, err
    assert re.search(r"votes of 12 states on \d+ texts, 2000 to 2003, until 2003-11-01", out)
    assert re.search(r"split R-hat: median \d\.\d{3}, largest \d+\.\d\d; below 1\.05 for [\d.]+% of 48 positions", out)
    assert re.search(r"effective sample size: median \d+, 5th percentile \d+; at least 100 for [\d.]+%", out)
    assert re.search(r"^USA\t\+\d\.\d\d\t\+\d\.\d\d to \+\d\.\d\d\t\d+$", out, re.M)
    assert "state\tfrom\tto\tprobability\tchange\t90 % interval" in out
    estimates = published(ledger)
    assert {"ideal_point", "alignment_distance", "alignment_votes"} == {one.quantity for one in estimates}
    assert {one.state for one in estimates if one.quantity == "ideal_point"} >= {"KAZ", "UZB", "RUS", "CHN", "USA"}
    (near,) = (
        one
        for one in estimates
        if one.quantity == "alignment_distance" and (one.state, one.power) == ("KAZ", "RUS") and str(one.when) == "2002"
    )
    assert near.low90 <= near.low50 <= near.high50 <= near.high90
    calls = {call.id for call in invented() if call.day.year == 2002 and "KAZ" in (*call.yes, *call.abstain, *call.no)}
    assert set(near.rests_on) == calls
    status, out, err = command("trace", near.id[:12])
    assert status == 0, err
    assert "A/RES/57/" in out
    assert "Votes of an invented assembly" in out


def test_a_union_without_a_vote_of_its_own_is_published_at_the_mean_of_its_members(command, ledger):
    command("align", *SHORT)
    mean = {
        one.state: one.mean for one in published(ledger) if one.quantity == "ideal_point" and str(one.when) == "2001"
    }
    assert "EUU" in mean
    assert "DEU" not in mean, "only states and powers of the case are published"


def test_the_same_seed_publishes_the_same_and_another_one_does_not(command, tmp_path):
    means = []
    for seed in (1, 1, 2):
        path = stored(tmp_path / f"{len(means)}.ledger", invented())
        command("align", *SHORT, "--ledger", path, "--seed", str(seed))
        means.append([one.mean for one in published(path)])
    assert means[0] == means[1] != means[2]


def test_quick_points_are_labelled_and_not_published(command, ledger, tmp_path):
    status, out, err = command("align", "--quick", "--save", "quick.nc")
    assert status == 0, err
    assert "no interval" in out
    assert "quick: points without intervals, for a first look; not published" in out
    assert "R-hat" not in out
    assert published(ledger) == []
    status, _, err = command("align", *SHORT, "--continue", "quick.nc")
    assert status == 1
    assert "quick" in err


def test_positions_by_session_are_printed_and_not_published(command, ledger):
    status, out, _ = command("align", *SHORT, "--period", "session")
    assert status == 0
    assert "position 58" in out
    assert "by session: not published, since a brief is by year" in out
    assert published(ledger) == []


def test_a_saved_posterior_goes_on_with_more_votes(command, tmp_path):
    before = stored(tmp_path / "before.ledger", invented(3))
    status, out, _ = command("align", *SHORT, "--save", "old.nc", "--ledger", before)
    assert status == 0
    assert "saved: old.nc" in out
    old = read(tmp_path / "old.nc")
    assert old.attrs["cutoff"] == "2002-11-01"
    assert old.sizes["cell"] == 36
    after = stored(tmp_path / "after.ledger", invented())
    status, out, err = command("align", *SHORT, "--continue", "old.nc", "--save", "new.nc", "--ledger", after)
    assert status == 0, err
    new = read(tmp_path / "new.nc")
    assert (new.attrs["cutoff"], new.sizes["cell"]) == ("2003-11-01", 48)
    assert {str(one.when) for one in published(after) if one.quantity == "ideal_point"} >= {"2003"}


def test_what_cannot_go_on_is_refused_with_the_reason(command, ledger, tmp_path):
    command("align", *SHORT, "--save", "old.nc")
    status, _, err = command("align", *SHORT, "--continue", "old.nc", "--variant", "compatible")
    assert status == 1
    assert "the stored posterior is coherent by year, not compatible by year" in err
    (tmp_path / "notes.txt").write_text("no posterior", "utf-8")
    bare = read(tmp_path / "old.nc")
    bare.attrs.clear()
    write(bare, tmp_path / "cut-off-attributes.nc")
    whole = (tmp_path / "old.nc").read_bytes()
    for size in (3, 40, 400, 4000, len(whole) // 2, len(whole) - 100):
        (tmp_path / f"cut{size}.nc").write_bytes(whole[:size])
    for name in ("notes.txt", "missing.nc", *sorted(path.name for path in tmp_path.glob("cut*.nc"))):
        status, out, err = command("align", *SHORT, "--continue", name)
        assert (status, out) == (1, "")
        assert err.startswith(f"tightrope: {name}: is no stored posterior")
        assert len(err.splitlines()) == 1


def test_where_nothing_can_be_saved_is_told_before_the_work(command, ledger):
    status, out, err = command("align", *SHORT, "--save", "nowhere/positions.nc")
    assert (status, out) == (1, "")
    assert "nowhere/positions.nc: cannot be written" in err


def test_without_roll_calls_the_command_that_brings_them_is_named(command, tmp_path):
    with Ledger.open(tmp_path / "tightrope.ledger"):
        pass
    status, out, err = command("align", *SHORT)
    assert (status, out) == (1, "")
    assert "tightrope load unga" in err


@pytest.mark.parametrize(
    "arguments",
    [["--variant", "better"], ["--period", "month"], ["--sweeps", "10"], ["--chains", "0"], ["--span", "0"]],
)
def test_what_is_no_value_of_an_option_is_wrong_usage(command, ledger, arguments):
    status, out, err = command("align", *arguments)
    assert (status, out) == (2, "")
    assert arguments[0] in err


def test_chains_that_have_not_settled_are_told_and_settled_ones_are_not(command, ledger):
    warning = "the chains have not settled: run longer (--burn, --sweeps) before you use the intervals"
    assert warning in command("align", "--burn", "0", "--sweeps", "100")[2]
    assert warning not in command("align", "--burn", "500", "--sweeps", "4000")[2]


def test_the_published_procedure_runs_by_the_same_command(command, ledger):
    status, out, err = command("align", *SHORT, "--variant", "compatible")
    assert status == 0, err
    assert "alignment-compatible-1/" in out
    assert {one.model.split("/")[0] for one in published(ledger)} == {"alignment-compatible-1"}
