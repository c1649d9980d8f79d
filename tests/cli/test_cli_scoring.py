"""`tightrope score`: the coder against gold, from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tightrope.cli.app import app

DOCUMENT = "---\ntitle: Talks\ndate: 2024-05-06\n---\n\nThe Turkish president visited Kazakhstan on 3 May 2024.\n"
GOLD = {
    "doc": "a.md",
    "language": "en",
    "events": [{"source": ["TUR"], "target": ["KAZ"], "type": "CONSULT", "date": "2024-05-03", "status": "occurred"}],
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    for folder in ("docs", "gold"):
        (tmp_path / folder).mkdir()
    (tmp_path / "docs" / "a.md").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "gold" / "a.json").write_text(json.dumps(GOLD), encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["score", *arguments])
    return result.exit_code, result.output


def test_a_corpus_is_coded_and_scored(corpus: Path) -> None:
    status, output = run(str(corpus), "--types")
    assert status == 0
    assert "1 documents; 0 records in the 0 documents that hold no fact" in output
    assert "en\tevents: pair, type, date, status\t1.00\t1.00\t1.00" in output
    assert "no intervals for en: 1 of at least 3 documents" in output
    assert "events: pair, type: CONSULT" in output


def test_annotations_from_elsewhere_are_scored_without_a_coder(corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.json").write_text(json.dumps({"doc": "a.md", "events": []}), encoding="utf-8")
    status, output = run(str(corpus / "gold"), "--predicted", str(other), "--errors")
    assert status == 0
    assert "a.md\tmissed\tevents: pair, type\tCONSULT TUR – KAZ, 2024-05-03, occurred" in output


def test_one_line_of_json_holds_every_figure(corpus: Path) -> None:
    status, output = run(str(corpus), "--json")
    figures = json.loads(output)["figures"]
    assert status == 0
    assert {"language": "en", "what": "events: pair, type", "type": ""}.items() <= figures[1].items()
    assert figures[1]["f1"] == 1.0


def test_a_document_that_is_not_there_is_named_and_does_not_count_as_missed(corpus: Path) -> None:
    (corpus / "docs" / "a.md").unlink()
    result = CliRunner().invoke(app, ["score", str(corpus)])
    assert result.exit_code == 1
    assert "a.md" in str(result.exception)


def test_gold_without_documents_asks_for_them(tmp_path: Path) -> None:
    gold = tmp_path / "annotations"
    gold.mkdir()
    (gold / "a.json").write_text(json.dumps(GOLD), encoding="utf-8")
    status, output = run(str(gold))
    assert status == 2
    assert "--documents" in output


def test_a_document_without_a_prediction_is_named_and_counts_as_nothing_predicted(corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.json").write_text(json.dumps({"doc": "b.md", "events": []}), encoding="utf-8")
    status, output = run(str(corpus), "--predicted", str(other))
    assert status == 0
    assert f"no prediction in {other}, counted as nothing predicted: a.md" in output
    assert "predicted without gold, left out: b.md" in output
    assert "en\tevents: pair\t–\t0.00\t0.00" in output


def test_json_holds_the_errors_and_null_for_what_is_undefined(corpus: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.json").write_text(json.dumps({"doc": "a.md", "events": []}), encoding="utf-8")
    status, output = run(str(corpus), "--predicted", str(other), "--json", "--errors")
    found = json.loads(output)
    assert status == 0
    assert found["figures"][0]["precision"] is None
    assert found["figures"][0]["precision_90"] is None
    fact = "CONSULT TUR – KAZ, 2024-05-03, occurred"
    assert found["errors"] == [{"document": "a.md", "error": "missed", "what": "events: pair, type", "fact": fact}]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere"], "there is no folder"),
        (["docs/a.md"], "is a file"),
        ([".", "--documents", "nowhere"], "there is no folder"),
        ([".", "--predicted", "gold/a.json"], "is a file"),
        ([".", "--predicted", "gold", "--least-confidence", "0.5"], "no coder runs"),
    ],
)
def test_what_is_no_folder_is_said_plainly(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(corpus)
    status, output = run(*arguments)
    assert status == 2
    assert told in output


def test_gold_for_a_document_that_is_not_there_names_both_files(corpus: Path) -> None:
    (corpus / "gold" / "a.json").write_text(json.dumps(GOLD | {"doc": "b.md"}), encoding="utf-8")
    result = CliRunner().invoke(app, ["score", str(corpus)])
    assert result.exit_code == 1
    assert "a.json: annotates 'b.md', which is not in" in str(result.exception)


def test_without_a_folder_it_says_whose_corpus_is_scored() -> None:
    status, output = run("--draws", "200")
    assert status == 0
    assert output.startswith("the corpus that comes with tightrope")
