"""`tightrope explain`: what was coded, what was not, and why."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tightrope.cli.app import app

TEXT = """---
title: A week of talks
date: 2024-05-10
---

The Turkish president visited Kazakhstan on 3 May 2024. Kazakhstan did not criticise Turkey. The weather was fine.
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["explain", *arguments])
    return result.exit_code, result.output


def test_it_says_what_was_coded_from_which_line_and_with_which_signs(report: Path) -> None:
    status, output = run(str(report), "--words", "visited")
    assert status == 0
    assert "actor      Kazakhstan = KAZ" in output
    assert "time       on 3 May 2024 = 2024-05-03 (point)" in output or "3 May 2024 = 2024-05-03 (point)" in output
    assert "CONSULT visit" in output
    assert "(en.events.tsv:" in output
    assert "TUR → KAZ, occurred, 2024-05-03 (confidence " in output
    assert "= base +" in output
    assert ", event:en " in output


def test_it_says_why_nothing_was_coded(report: Path) -> None:
    _, output = run(str(report))
    assert "rejected, said not to happen, which is no news for this type" in output
    assert "skipped    no word that tells of an act, a figure or a tie" in output


def test_only_sentences_with_evidence_are_shown_on_demand(report: Path) -> None:
    _, output = run(str(report), "--found")
    assert "weather" not in output
    assert "evidence" in output


def test_an_id_from_the_ledger_leads_to_its_sentence(report: Path, tmp_path: Path) -> None:
    ledger = str(tmp_path / "a.ledger")
    CliRunner().invoke(app, ["read", str(report), "--ledger", ledger])
    found = CliRunner().invoke(app, ["search", "visited", "--ledger", ledger]).output.splitlines()
    identifier = next(line.split("\t")[0] for line in found if "CONSULT" in line)
    status, output = run(identifier, "--ledger", ledger)
    assert status == 0
    assert "1 of 4 sentences" in output


def test_nothing_is_stored(report: Path, tmp_path: Path) -> None:
    run(str(report), "--ledger", str(tmp_path / "b.ledger"))
    assert not (tmp_path / "b.ledger").exists()


def test_what_is_neither_file_nor_id_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["explain", "nowhere.md", "--ledger", str(tmp_path / "no.ledger")])
    assert result.exit_code == 1
    assert "nowhere.md: no such file" in str(result.exception)


def test_a_language_without_a_lexicon_is_skipped_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "article.md"
    path.write_text("Der Präsident besuchte gestern Kasachstan und sprach mit der Regierung über Handel.", "utf-8")
    _, output = run(str(path))
    assert "not read: there is no lexicon for the language 'de'" in output


def test_where_nothing_is_asked_for_it_says_so(report: Path) -> None:
    status, output = run(str(report), "--words", "no such words")
    assert status == 1
    assert "nothing to explain" in output


def test_the_heading_names_title_and_file(report: Path) -> None:
    _, output = run(str(report))
    assert output.startswith("A week of talks · report.md · 2024-05-10 · en")


def test_it_takes_the_options_that_read_takes(report: Path, tmp_path: Path) -> None:
    ledger = str(tmp_path / "c.ledger")
    CliRunner().invoke(app, ["read", str(report), "--ledger", ledger])
    hits = CliRunner().invoke(app, ["search", "visited", "--ledger", ledger]).output.splitlines()
    document = next(line.split("\t")[0] for line in hits if "\tdocument\t" in line)
    _, output = run(document, "--ledger", ledger, "--least-confidence", "0.99")
    assert "left out, since less than 0.99 is too unsure" in output
    home = tmp_path / "home.txt"
    home.write_text("Police in Kazakhstan arrested twenty demonstrators on Monday.", encoding="utf-8")
    assert "KAZ → KAZ" not in run(str(home))[1]
    assert "KAZ → KAZ" in run(str(home), "--domestic")[1]
