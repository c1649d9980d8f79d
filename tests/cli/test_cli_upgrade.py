"""What a user meets who comes with a ledger of an earlier version, and what works on it once it is up to date."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from ledger_versions import CASE, EARLIER, told, unpack
from typer.testing import CliRunner

from tightrope.cases import load_case
from tightrope.cli.app import app
from tightrope.ledger import Ledger
from tightrope.ledger.schema import migrations
from tightrope.web import create_app

#: Exit status, standard output, standard error.
Command = Callable[..., tuple[int, str, str]]
each_version = pytest.mark.parametrize("version", EARLIER)


def run(*arguments: str | Path) -> str:
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert done.exit_code == 0, (arguments, done.output, done.exception)
    return done.output


@pytest.mark.parametrize(
    "arguments",
    [["search", "agreement"], ["brief"], ["export", "tables"], ["serve", "--port", "0"], ["doctor"], ["mcp"]],
    ids=lambda one: one[0],
)
def test_commands_that_only_read_say_how_an_earlier_ledger_is_brought_up_to_date(
    command: Command, tmp_path: Path, arguments: list[str]
) -> None:
    path = unpack(EARLIER[0], tmp_path)
    before = path.read_bytes()
    status, said, complained = command(*arguments, "--ledger", path)
    assert (status, said) == (1, "")
    assert complained.startswith(f"tightrope: {path}: this ledger has schema {EARLIER[0]}; "), complained
    assert "`tightrope upgrade`" in complained
    assert path.read_bytes() == before


@pytest.mark.parametrize("arguments", [["search", "agreement"], ["upgrade"], ["backup", "copy"], ["measure"]])
def test_a_ledger_of_a_newer_version_is_refused_by_every_command(
    command: Command, tmp_path: Path, arguments: list[str]
) -> None:
    path = unpack(EARLIER[0], tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("INSERT INTO migration VALUES (99, 'later', '9.8.7', 0)")
        connection.execute("PRAGMA user_version = 99")
        connection.commit()
    before = path.read_bytes()
    status, said, complained = command(*arguments, "--ledger", path)
    assert (status, said) == (1, "")
    assert "schema 99 (written by tightrope 9.8.7)" in complained
    assert "install a newer tightrope" in complained
    assert path.read_bytes() == before
    assert not (tmp_path / "copy").exists()


def test_an_upgrade_says_what_it_did_and_that_there_is_nothing_left_to_do(tmp_path: Path) -> None:
    path = unpack(2, tmp_path)
    lines = run("upgrade", "--ledger", path).splitlines()
    assert [line for line in lines if line.startswith("schema")] == [
        f"schema {one.number}: {one.name.replace('_', ' ')}" for one in migrations()[2:]
    ]
    assert run("upgrade", "--ledger", path) == "it is up to date\n"
    assert f"schema {len(migrations())}, begun by tightrope 0.1.0" in run("doctor", "--ledger", path)


@each_version
def test_everything_works_on_a_ledger_that_an_earlier_version_made(version: int, tmp_path: Path) -> None:
    path = unpack(version, tmp_path)
    run("upgrade", "--ledger", path)
    newest = next(iter(told(version)["runs"]))

    run("brief", "--case", CASE, "--ledger", path, "--out", tmp_path / "then")
    page = (tmp_path / "then" / "brief.html").read_text("utf-8")
    assert json.loads((tmp_path / "then" / "manifest.json").read_text("utf-8"))["run"]["id"] == newest
    shares = [
        share
        for identity, share in told(version)["shares"].items()
        if share[2] == "economy" and share[3] == "2022" and identity[:10] in page
    ]
    assert len(shares) == 6  # two states, three powers: the numbers that were measured then

    run("measure", "--case", CASE, "--ledger", path, "--draws", "200", "--no-cache")
    run("check", "--case", CASE, "--ledger", path, "--draws", "200", "--no-cache")
    run("brief", "--case", CASE, "--ledger", path, "--out", tmp_path / "now")
    run("export", "tables", tmp_path / "tables", "--ledger", path)
    exported = "".join(table.read_text("utf-8") for table in (tmp_path / "tables").glob("*.csv"))
    assert all(identity in exported for identity in [*told(version)["evidence"], *told(version)["observations"]])
    assert "nothing is wrong" in run("doctor", "--ledger", path)

    with Ledger.open(path, read_only=True) as ledger:
        assert len(list(ledger.runs())) > len(told(version)["runs"])
    client = TestClient(create_app(path, load_case(str(CASE))), base_url="http://localhost")
    for address in (
        *("/en/", "/zh-Hant/state/KAZ/", "/en/dyad/RUS-KAZ/", "/en/claims/", "/en/sources/", "/en/search/?q=會見"),
        *("/api/v1/estimates", "/api/v1/evidence", "/api/v1/claims"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
    identity, share = next(iter(told(version)["shares"].items()))
    traced = client.get(f"/api/v1/trace/{identity}").json()
    assert (traced["record"]["mean"], len(traced["rests_on"])) == tuple(share[4:])
