"""`tightrope read --bulk` and `tightrope load evidence`."""

from __future__ import annotations

import json

import pytest

from tightrope.bulk import stages
from tightrope.ledger import Ledger

TEXT = "Kazakhstan and China signed an agreement on transit on 5 March 2024. "


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    def run_tasks(runner, out, tasks, done, again, make):
        worker = make(out)
        for task in tasks:
            done(worker.do(task))

    monkeypatch.setattr(stages, "run_tasks", run_tasks)


@pytest.fixture
def news(tmp_path):
    rows = [
        {"text": TEXT, "published": "2024-03-06", "url": "https://news.example/1"},
        {"text": TEXT, "published": "2024-03-07", "url": "https://news.example/2"},
        {"text": "Uzbekistan and Turkey signed an agreement on visas.", "published": "2024-04-01"},
        {"text": "Russia criticised Kazakhstan over grain."},
    ]
    path = tmp_path / "news.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows) + "{broken\n", "utf-8")
    return path


def test_a_corpus_becomes_evidence_and_then_part_of_a_ledger_once(command, news, tmp_path):
    status, out, err = command("read", "--bulk", news, "--out", "corpus")
    assert status == 0, err
    assert out.splitlines() == [
        "corpus: finished",
        "documents: 3, 2024-03 to 2024-04, 1 undated",
        "evidence: 3 (3 events)",
        "duplicates left out: 1",
        "failed or doubtful: 1",
    ]
    assert "news.jsonl, byte" in err
    assert "corpus/failures" in err
    assert command("read", "--bulk", news, "--out", "corpus")[1].startswith("corpus: finished before, nothing was done")

    load = ("load", "evidence", "corpus", "--ledger", "a.ledger")
    status, out, err = command(*load, "--month", "2024-03")
    assert out.splitlines() == ["documents: 1 new (1 pieces of evidence)", "already known: 0", "near-duplicates: 0"]
    assert command(*load)[1].startswith("documents: 2 new (2 pieces of evidence)\nalready known: 1\n")
    before = (tmp_path / "a.ledger").read_bytes()
    assert command(*load)[1].startswith("documents: 0 new (0 pieces of evidence)\nalready known: 3\n")
    assert (tmp_path / "a.ledger").read_bytes() == before
    with Ledger.open(tmp_path / "a.ledger", read_only=True) as ledger:
        assert sorted(str(one.published) for one in ledger.documents()) == ["2024-03-06", "2024-04-01", "None"]
        assert next(ledger.quote(one) for one in ledger.evidence()) == TEXT.strip()


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("read", "--bulk", "x.jsonl"), 2, "--bulk needs --out DIR"),
        (("read", "x.md", "--out", "d"), 2, "add --bulk"),
        (("read", "--bulk", "x.jsonl", "--out", "d", "--coder", "llm"), 2, "coded by rules"),
        (("read", "--bulk", "x.jsonl", "--out", "d", "--column", "text"), 2, "is not FIELD=NAME"),
        (("read", "--bulk", "x.jsonl", "--out", "d", "--column", "body=b"), 2, "'body' is none of title, text"),
        (("read", "--bulk", "x.jsonl", "--out", "d", "--runner", "spark"), 2, "'spark' is none of native, ray"),
        (("read", "--bulk", "x.jsonl", "--out", "d", "--address", "h:6379"), 2, "an address needs --runner ray"),
        (("read", "--bulk", "x.jsonl", "--out", "d"), 1, "x.jsonl: no such file or folder"),
        (("load", "evidence", "d", "--month", "March"), 2, "'March' is no month such as 2024-03"),
        (("load", "itpde", "d", "--month", "2024-03"), 2, "only evidence is loaded by month"),
        (("load", "evidence", "d"), 1, "no folder that `tightrope read --bulk` has written"),
    ],
)
def test_wrong_use_is_told(command, tmp_path, arguments, status, words):
    ended, _, err = command(*arguments)
    assert ended == status
    assert words in " ".join(err.replace("│", " ").split())
    assert not (tmp_path / "d").exists()
    assert not (tmp_path / "tightrope.ledger").exists()
