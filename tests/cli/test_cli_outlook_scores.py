"""`tightrope score outlook`: from a ledger to published scores that can be traced and exported."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from alignment_world import assembly, roll_calls
from typer.testing import CliRunner

from tightrope.cli.app import app
from tightrope.dynamics import alignment_hindcast, hindcast
from tightrope.dynamics.alignment_hindcast import DISTANCE
from tightrope.ledger import Ledger
from tightrope.measures.alignment import Plan
from tightrope.records import CheckError, Origin

TRADE = "economy.trade"
FILE = Origin(producer="An office", title="Votes of an invented assembly")
CODES = ("USA", "KAZ", "UZB", "RUS", "CHN", "TUR", "DEU", "FRA", "IND", "BRA", "ZAF", "NOR")
VOTES = ("yes", "abstain", "no")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, [*arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory):
    """A ledger with scores of trade at five origins, and what was printed."""
    path = tmp_path_factory.mktemp("scored") / "a.ledger"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(hindcast, "_origins", lambda targets: list(range(2007, 2012)))
        first = run("score", "outlook", "--ledger", str(path), "--series", TRADE, "--draws", "200")
        draws = {one.name for one in Path(f"{path}.draws").iterdir()}
        again = run("score", "outlook", "--ledger", str(path), "--series", TRADE, "--draws", "200")
        assert {one.name for one in Path(f"{path}.draws").iterdir()} == draws
    return path, first, again


def test_every_horizon_is_printed_with_the_skill_against_every_reference(scored) -> None:
    rows = [line.split("\t") for line in scored[1].splitlines() if line.startswith(TRADE)]
    assert [row[1] for row in rows] == ["1", "2", "3", "4", "5", "all"]
    assert [row[2] for row in rows] == ["5"] * 6
    assert all(len(row) == 13 for row in rows)


def test_a_second_run_takes_the_draws_of_the_first_and_says_the_same(scored) -> None:
    assert scored[1] == scored[2]


def test_a_score_of_all_states_can_be_traced_and_exported(scored, tmp_path: Path) -> None:
    path = scored[0]
    with Ledger.open(path, read_only=True) as ledger:
        found = {one.quantity: one for one in ledger.estimates(case="central_asia")}
        skill = found[f"hindcast/{TRADE}/skill/persistence/1"]
        trace = ledger.trace(skill.id)
    assert len(trace.rests_on) == len(skill.rests_on) > 100
    assert {one.record.channel for one in trace.rests_on} == {TRADE}
    assert skill.quantity in run("trace", skill.id, "--ledger", str(path))
    run("export", "tables", str(tmp_path / "out"), "--ledger", str(path))
    with (tmp_path / "out" / "estimates.csv").open(encoding="utf-8") as file:
        assert skill.quantity in {row["quantity"] for row in csv.DictReader(file)}


def test_without_roll_calls_it_says_that_alignment_is_not_scored(scored) -> None:
    assert "alignment is not scored" in scored[1]


def test_alignment_is_scored_from_roll_calls_and_scores_of_other_series_stay(scored, tmp_path: Path) -> None:
    path = tmp_path / "b.ledger"
    path.write_bytes(scored[0].read_bytes())
    code = dict(zip((f"S{number:02d}" for number in range(12)), CODES, strict=True))
    calls = [
        replace(
            one, origin=FILE.id, **{vote: tuple(sorted(code[state] for state in getattr(one, vote))) for vote in VOTES}
        )
        for one in roll_calls(assembly(states=12, periods=9, items=24))
    ]
    with Ledger.open(path) as ledger:
        ledger.add_roll_calls(FILE, calls)
    with pytest.MonkeyPatch.context() as patched:
        for name in ("AT_ORIGIN", "AT_END"):
            patched.setattr(alignment_hindcast, name, Plan(burn=20, sweeps=100, workers=1))
        printed = run("score", "outlook", "--ledger", str(path), "--series", DISTANCE)
    assert [line.split("\t")[2] for line in printed.splitlines() if line.startswith(DISTANCE)] == ["4", "4"]
    with Ledger.open(path, read_only=True) as ledger:
        found = {one.quantity: one for one in ledger.estimates(case="central_asia")}
    assert set(found[f"hindcast/{DISTANCE}/crps/1"].rests_on) <= {one.id for one in calls}
    assert f"hindcast/{TRADE}/crps/1" in found


def test_a_channel_that_does_not_exist_is_named(tmp_path: Path) -> None:
    arguments = ["score", "outlook", "--ledger", str(tmp_path / "a.ledger"), "--series", "economy.magic"]
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, CheckError)
    assert "economy.magic" in str(result.exception)
    assert "--series" in str(result.exception)


def test_a_channel_without_the_rest_of_the_world_has_nothing_to_score(tmp_path: Path) -> None:
    arguments = ["score", "outlook", "--ledger", str(tmp_path / "a.ledger"), "--series", "security.troops"]
    assert "nothing to score" in str(CliRunner().invoke(app, arguments).exception)


def test_the_coder_is_scored_by_its_name_too() -> None:
    assert "annotated documents" in run("score", "coder", "--help")
    assert "annotated documents" in run("score", "--help")
    assert "Score past outlooks" in run("score", "outlook", "--help")


def test_ties_are_scored_beside_the_scores_of_other_series(scored, tmp_path: Path) -> None:
    path = tmp_path / "c.ledger"
    path.write_bytes(scored[0].read_bytes())
    printed = run("score", "outlook", "--ledger", str(path), "--series", "ties")
    rows = [line.split("\t") for line in printed.splitlines() if line.startswith("ties.") and "\t" in line]
    assert [row[:2] for row in rows] == [[name, years] for name in ("ties.exits", "ties.entries") for years in "135"]
    assert "are too few to tell" in printed
    with Ledger.open(path, read_only=True) as ledger:
        found = {one.quantity: one for one in ledger.estimates(case="central_asia")}
        assert {one.record.relation for one in ledger.trace(found["hindcast/ties.exits/brier/1"].id).rests_on}
    assert found["hindcast/ties.exits/happened/1"].mean == found["hindcast/ties.exits/events"].mean > 0
    assert f"hindcast/{TRADE}/crps/1" in found
