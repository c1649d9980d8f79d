from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tightrope.ledger import Ledger

NUMBER = 300


def write_documents(folder: Path) -> None:
    folder.mkdir()
    chance = random.Random(5)
    for index in range(NUMBER):
        day = f"2024年{chance.randint(1, 12)}月{chance.randint(1, 28)}日"
        words = "".join(chance.choices("水土金木火風雷山川雲海松竹梅蘭菊春夏秋冬", k=120))
        text = f"{day}，哈薩克總統會見中國外長。烏茲別克與土耳其簽署第{index}號協議。{words}。"
        (folder / f"{index:04d}.txt").write_text(text, "utf-8")


def test_a_killed_read_loses_nothing_that_was_stored_and_a_rerun_completes_it(tmp_path, tightrope):
    write_documents(tmp_path / "news")
    path = tmp_path / "killed.ledger"
    seed = int(os.environ.get("TIGHTROPE_TEST_SEED", time.time_ns() % 10_000))
    wanted = random.Random(seed).randint(5, NUMBER // 2)
    command = [sys.executable, "-m", "tightrope", "read", "news", "--ledger", str(path)]
    process = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 120
    stored = 0
    while stored < wanted and process.poll() is None and time.monotonic() < deadline:
        stored = documents_in(path)
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert stored >= wanted, f"seed {seed}: nothing was stored in time"

    with Ledger.open(path) as ledger:
        kept = {document.id for document in ledger.documents()}
        assert stored <= len(kept) < NUMBER, f"seed {seed}"
        for document in ledger.documents():
            assert list(ledger.evidence(document=document.id)), f"seed {seed}: a document without its evidence"
    assert sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone() == ("ok",)

    again = tightrope("read", "news", "--ledger", path)
    assert f"read: {NUMBER - len(kept)} (" in again.stdout, f"seed {seed}"
    assert f"already known: {len(kept)}" in again.stdout, f"seed {seed}"


def test_an_interrupted_read_says_what_became_of_its_work(tmp_path):
    write_documents(tmp_path / "news")
    path = tmp_path / "interrupted.ledger"
    command = [sys.executable, "-m", "tightrope", "read", "news", "--ledger", str(path)]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    deadline = time.monotonic() + 120
    while not documents_in(path) and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.002)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said == "tightrope: interrupted; everything stored so far is kept\n"


@pytest.mark.parametrize("command", ["sources", "search 會見 --ledger x.ledger"])
def test_a_reader_of_our_output_that_leaves_early_is_no_failure(tmp_path, tightrope, news, command):
    tightrope("read", news, "--ledger", "x.ledger")
    process = subprocess.Popen(
        [sys.executable, "-m", "tightrope", *command.split()],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (0, "")


def documents_in(path: Path) -> int:
    """Count as a second process would, while the first one writes."""
    try:
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            return int(connection.execute("SELECT count(*) FROM document").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error:  # not made yet
        return 0
