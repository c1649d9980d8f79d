"""The command that tells how measures move: one run with everything, notes on what the case lacks, refusals."""

from __future__ import annotations

import inspect
import re
import shutil
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from tightrope.cases import load_case, new_case
from tightrope.cli import projecting_commands
from tightrope.cli.app import app
from tightrope.dynamics.outlook import HORIZON, LONGEST, PATHS
from tightrope.ledger import Ledger
from tightrope.records import Estimate


def project(path: Path, kept: Path, *more: str):
    arguments = ["project", "--ledger", str(path), "--cache", str(kept), "--draws", "200", "--paths", "300", *more]
    return CliRunner().invoke(app, arguments)


def read(path: Path) -> list[Estimate]:
    with Ledger.open(path, read_only=True) as ledger:
        return list(ledger.estimates())


def families(path: Path, case: str) -> set[str]:
    with Ledger.open(path, read_only=True) as ledger:
        return {one.quantity.partition("/")[0] for one in ledger.estimates(case=case)}


def test_one_run_holds_the_measurement_and_everything_projected_from_it(tmp_path, kept) -> None:
    path = tmp_path / "a.ledger"
    done = project(path, kept.folder, "--horizon", "3")
    assert done.exit_code == 0, done.output
    assert {"capital_share_powers", "ideal_point", "wave", "push_pull", "outlook", "opening"} <= families(
        path, "central_asia"
    )
    with Ledger.open(path, read_only=True) as ledger:
        assert len(list(ledger.runs())) == 1
        estimates = list(ledger.estimates())
    last = max(one.when.end.year for one in estimates if one.quantity == "outlook/capital_share_powers")
    assert last == load_case("central_asia").window.last + 3
    shown = [line.split("\t") for line in done.output.splitlines()]
    sizes = [one for one in estimates if one.quantity == "wave/size"]
    assert sizes
    assert [row[1] for row in shown if row[0].startswith(("Annexation", "Full-scale", "End of"))] == [
        one.power for one in sizes
    ]
    half_life = next(one for one in estimates if (one.quantity, one.domain) == ("push_pull/half_life", "economy"))
    assert next(row for row in shown if row[0] == "economy")[2].startswith(f"{half_life.mean:.0f} (")


def test_what_the_case_lacks_is_said_and_all_else_is_projected(tmp_path, kept) -> None:
    folder = Path(shutil.copytree(load_case("central_asia").folder, tmp_path / "case"))
    content = yaml.safe_load((folder / "case.yaml").read_text("utf-8"))
    for section in ("waves", "scenarios", "contest"):
        del content[section]
    (folder / "case.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    (folder / "claims.yaml").unlink()
    path = tmp_path / "a.ledger"
    done = project(path, kept.folder, "--case", str(folder))
    assert done.exit_code == 0, done.output
    for words in ("the case names none (waves:", "the case has none (scenarios:", "what is assumed (contest:"):
        assert words in done.output
    assert {"push_pull", "outlook"} <= families(path, content["name"])
    assert "opening" not in families(path, content["name"])


def test_a_new_case_with_one_row_in_each_table_is_projected_and_what_it_lacks_is_said(tmp_path) -> None:
    folder = new_case("mine", tmp_path)
    readme = (folder / "README.md").read_text("utf-8")
    for name, text in re.findall(r"^`([a-z_/]+\.csv)`.*?```csv\n(.*?)```", readme, re.M | re.S):
        (folder / name).write_text(text, "utf-8")
    done = project(tmp_path / "a.ledger", tmp_path / "draws", "--case", str(folder))
    assert done.exit_code == 0, done.output
    watched = {one.power for one in read(tmp_path / "a.ledger") if one.quantity == "wave/change"}
    assert watched == {"RUS"}  # trade with Turkey has one figure, which tells no change
    assert "no openings were looked for: no state and domain has a share of two powers" in done.output


@pytest.mark.parametrize("horizon", ["0", "200"])
def test_a_horizon_that_is_none_is_refused_before_anything_is_done(tmp_path, kept, horizon) -> None:
    done = project(tmp_path / "a.ledger", kept.folder, "--horizon", horizon)
    assert done.exit_code == 1
    assert str(done.exception) == f"an outlook reaches 1 to 25 years ahead, not {horizon}"
    assert not (tmp_path / "a.ledger").exists()


def test_the_command_asks_for_what_the_outlook_is_made_for_unless_told_otherwise():
    given = inspect.signature(projecting_commands.project, eval_str=True).parameters
    assert (given["horizon"].default, given["paths"].default) == (HORIZON, PATHS)
    assert f"1 to {LONGEST}" in given["horizon"].annotation.__metadata__[0].help
