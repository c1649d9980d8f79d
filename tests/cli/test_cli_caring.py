"""`tightrope doctor` and `tightrope backup` say what they found and did, and exit by it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tightrope.cli.app import app
from tightrope.ledger import Ledger
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
