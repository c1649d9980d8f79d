"""`tightrope doctor` and `tightrope backup` say what they found and did, and exit by it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tightrope.cli.app import app
from tightrope.ledger import Ledger
from tightrope.ledger.connection import moment
from tightrope.records import Document, LedgerError, Origin


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        origin = Origin(producer="Outlet", title="A report", url="https://example.org/1")
        ledger.add_document(Document(origin=origin, published=None, language="en", title="", text="It rained all day."))
    return tmp_path / "a.ledger"


def test_a_sound_ledger_and_its_copy_have_nothing_wrong(path: Path, tmp_path: Path) -> None:
    runner = CliRunner()
    copied = runner.invoke(app, ["backup", str(tmp_path / "copy.ledger"), "--ledger", str(path)])
    assert (copied.exit_code, "copy.ledger" in copied.output) == (0, True)
    for one in (path, tmp_path / "copy.ledger"):
        told = runner.invoke(app, ["doctor", "--ledger", str(one)])
        assert told.exit_code == 0
        assert "nothing is wrong" in told.output
        assert "documents 1, pieces of evidence 0" in told.output


def test_what_is_wrong_is_listed_and_the_exit_status_says_so(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DROP TRIGGER document_no_update")
        connection.execute("UPDATE document SET text = 'It was dry.'")
        connection.commit()
    told = CliRunner().invoke(app, ["doctor", "--ledger", str(path)])
    assert told.exit_code == 1
    assert "content: " in told.output
    assert "was changed" in told.output
    assert "nothing is wrong" not in told.output


def test_a_copy_never_replaces_anything(path: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("years of work")
    refused = CliRunner().invoke(app, ["backup", str(tmp_path / "mine"), "--ledger", str(path)])
    assert isinstance(refused.exception, LedgerError)
    assert (tmp_path / "mine").read_text() == "years of work"


@pytest.mark.parametrize("arguments", [["doctor"], ["backup", "copy"], ["upgrade"]])
def test_a_folder_or_a_place_that_is_not_there_is_named(tightrope, arguments: list[str]) -> None:
    for place, why in ((".", "this is a folder"), ("no/a.ledger", "no such folder"), ("none", "no ledger here")):
        done = tightrope(*arguments, "--ledger", place)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("tightrope: ")
        assert why in done.stderr


NUMBER = 150


def ids(path: Path, until: Path | None = None) -> tuple[list[str], list[str]]:
    """Documents and evidence of a ledger: all, or what was recorded by the last moment that a copy holds."""
    by = None
    if until is not None:
        with closing(sqlite3.connect(until)) as connection:
            by = moment(connection.execute("SELECT max(recorded_at) FROM document").fetchone()[0])
    with Ledger.open(path, read_only=True) as ledger:
        return [one.id for one in ledger.documents(as_of=by)], [one.id for one in ledger.evidence(as_of=by)]


def read_count(path: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM document").fetchone()[0])
    except sqlite3.Error:  # not made yet
        return 0


def test_a_copy_taken_while_documents_are_read_is_one_moment_and_going_back_to_it_loses_nothing(
    tmp_path: Path, tightrope
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for number in range(NUMBER):
        words = "".join(chr(0x4E00 + (number * 97 + place * 31) % 9000) for place in range(80))
        text = f"2024年3月{1 + number % 28}日，哈薩克總統會見中國外長。烏茲別克與土耳其簽署第{number}號協議。{words}。"
        (news / f"{number}.txt").write_text(text, "utf-8")
    path, copy = tmp_path / "a.ledger", tmp_path / "copy.ledger"
    command = [sys.executable, "-m", "tightrope", "read", "news", "--ledger", str(path)]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as reading:
        deadline = time.monotonic() + 120
        while read_count(path) < 10 and time.monotonic() < deadline:
            time.sleep(0.005)
        copied = CliRunner().invoke(app, ["backup", str(copy), "--ledger", str(path)])
        assert copied.exit_code == 0, copied.output
    assert reading.returncode == 0
    assert 10 <= len(ids(copy)[0]) < NUMBER
    assert ids(copy) == ids(path, until=copy)

    whole = ids(path)
    for beside in tmp_path.glob("a.ledger*"):  # going back, as `tightrope backup --help` says it
        beside.rename(tmp_path / f"aside-{beside.name}")
    copy.rename(path)
    again = tightrope("read", "news", "--ledger", path)
    assert f"already known: {NUMBER - int(again.stdout.split()[1])} " in again.stdout
    assert [set(one) for one in ids(path)] == [set(one) for one in whole]
    assert "nothing is wrong" in tightrope("doctor", "--ledger", path).stdout
