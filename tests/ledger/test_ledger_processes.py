"""Several processes: a reader beside a writer, two writers, and a writer that is killed."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

import ledger_examples
import pytest
from ledger_examples import PER_DOCUMENT, a_roll_call, an_origin, numbered

from tightrope.ledger import Ledger


def writer(path: Path, first: int, last: int) -> subprocess.Popen[str]:
    """A process that adds numbered documents and prints each."""
    return subprocess.Popen(
        [sys.executable, str(Path(ledger_examples.__file__)), str(path), str(first), str(last)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def check_whole(path: Path) -> int:
    """Every stored document is one of ours with all its evidence, in all indices; return how many there are."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        (documents,) = connection.execute("SELECT count(*) FROM document").fetchone()
        for index in ("search_trigram", "search_pair"):
            connection.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
    expected = {document.id: evidence for document, evidence in map(numbered, range(TOTAL))}
    with Ledger.open(path, read_only=True) as ledger:
        for document in ledger.documents():
            assert set(ledger.evidence(document=document.id)) == set(expected[document.id])
        found = {hit.id for hit in ledger.search("訪問", limit=100_000) if hit.kind == "document"}
        assert len(found) == documents
    return int(documents)


TOTAL = 700


def test_a_writer_killed_at_any_moment_loses_nothing_committed_and_a_rerun_completes_it(path: Path) -> None:
    seed = int.from_bytes(os.urandom(4))
    print(f"seed {seed}")  # shown when the test fails
    pick = random.Random(seed)
    stored = 0
    for _ in range(3):
        process = writer(path, 0, TOTAL)
        assert process.stdout is not None
        process.stdout.readline()  # it has started to write
        time.sleep(pick.uniform(0.0, 0.35))
        process.send_signal(signal.SIGKILL)
        printed, _ = process.communicate()
        whole_lines = printed.count("\n") + 1
        now_stored = check_whole(path)
        assert now_stored >= max(stored, min(whole_lines, TOTAL))
        stored = now_stored
    process = writer(path, 0, TOTAL)
    printed, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors
    statuses = Counter(line.split()[1] for line in printed.splitlines())
    assert statuses["new"] == TOTAL - stored
    assert statuses["known"] == stored
    assert check_whole(path) == TOTAL


def test_a_writer_killed_among_roll_calls_leaves_none_and_a_rerun_stores_all(path: Path) -> None:
    command = [sys.executable, str(Path(ledger_examples.__file__)), str(path), "roll-calls", "3000"]
    process = subprocess.Popen([*command, "wait"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "halfway\n"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    with Ledger.open(path, read_only=True) as ledger:
        assert (ledger.counts().roll_calls, ledger.counts().origins) == (0, 0)
    again = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert again.stdout == "halfway\n3000\n", again.stderr
    with Ledger.open(path, read_only=True) as ledger:
        expected = {a_roll_call(an_origin(), number) for number in range(3000)}
        assert set(ledger.roll_calls()) == expected


def test_a_reader_works_while_another_process_writes(path: Path) -> None:
    Ledger.open(path).close()
    process = writer(path, 0, 400)
    seen = []
    with Ledger.open(path, read_only=True, timeout=0.0) as ledger:
        while process.poll() is None:
            counts = ledger.counts()
            assert counts.evidence["event"] == PER_DOCUMENT * counts.documents  # never half a document
            seen.append(counts.documents)
            if counts.documents:
                assert ledger.search("訪問")
            time.sleep(0.01)
        _, errors = process.communicate()
        assert process.returncode == 0, errors
        assert ledger.counts().documents == 400
    assert seen == sorted(seen)
    assert any(0 < number < 400 for number in seen)


def test_a_long_read_sees_the_ledger_as_it_was_when_it_began(path: Path) -> None:
    with Ledger.open(path) as ledger:
        for index in range(10):
            ledger.add_document(*numbered(index))
    with Ledger.open(path, read_only=True) as reader:
        stream = reader.documents()
        next(stream)
        process = writer(path, 10, 60)
        assert process.communicate()[1] == ""
        assert len(list(stream)) == 9
        assert reader.counts().documents == 60


def test_two_writers_at_once_store_everything_once(path: Path) -> None:
    processes = [writer(path, 0, 120), writer(path, 60, 180)]
    printed = [process.communicate(timeout=60) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], printed
    statuses = Counter(line.split()[1] for out, _ in printed for line in out.splitlines())
    assert statuses == {"new": 180, "known": 60}
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.counts().documents == 180


def test_a_reader_opens_a_ledger_whose_writer_was_killed(path: Path) -> None:
    process = writer(path, 0, 100_000)
    assert process.stdout is not None
    for _ in range(20):
        process.stdout.readline()
    process.kill()
    process.communicate()
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.counts().documents >= 20
        assert ledger.search("訪問")


@pytest.mark.parametrize("moment", ["text", "evidence", "index"])
def test_an_error_in_the_middle_of_a_document_leaves_no_part_of_it(
    path: Path, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise KeyboardInterrupt

    with Ledger.open(path) as ledger:
        ledger.add_document(*numbered(0))
        name = {"text": "_put_document", "evidence": "_put_evidence", "index": "write_near"}[moment]
        with monkeypatch.context() as patch:
            patch.setattr(f"tightrope.ledger.store.{name}", fails)
            with pytest.raises(KeyboardInterrupt):
                ledger.add_document(*numbered(1))
        assert ledger.counts().documents == 1
        assert ledger.counts().origins == 1
        assert ledger.add_document(*numbered(1)).status == "new"
