"""One ledger, many hands: `read`, `measure`, `backup` and `serve` with readers, all at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx

from tightrope.ledger import Ledger, examine

ADDRESSES = (
    "en/",
    "en/state/KAZ/",
    "zh-Hant/dyad/CHN-KAZ/",
    "en/search/?q=Astana",
    "en/sources/",
    "api/v1/evidence?limit=20",
    "api/v1/documents?limit=20",
    "api/v1/estimates?limit=20",
    "api/v1/search?q=Astana",
    "api/v1/runs",
)


def write_news(folder: Path, first: int, number: int) -> Path:
    """Write invented reports, each with two acts and a figure."""
    folder.mkdir()
    for index in range(first, first + number):
        day = f"20{index % 15 + 10}-{index % 12 + 1:02}-{index % 27 + 1:02}"
        power = ("Russia", "China", "Turkey", "the United States")[index % 4]
        state, capital = (("Kazakhstan", "Astana"), ("Uzbekistan", "Tashkent"))[index % 2]
        (folder / f"{index:04}.md").write_text(
            f"---\nlanguage: en\npublished: {day}\n---\nThe foreign minister of {state} met the foreign minister of "
            f"{power} in {capital} on {day}. {power} and {state} signed agreement {index} on trade. "
            f"{power} had {index + 20} companies in {state} in 20{index % 15 + 10}. "
            f"{' '.join(f'Field {index * 37 + each * each} lay under snow.' for each in range(40))}",
            "utf-8",
        )
    return folder


def facts(path: Path) -> set[str]:
    with Ledger.open(path, read_only=True) as ledger:
        return {one.id for one in ledger.evidence()} | {document.id for document in ledger.documents()}


class Readers:
    """Readers that ask for one address after the other until they are told to stop, and keep what went wrong."""

    def __init__(self, base: str, number: int) -> None:
        self.base, self.wrong, self.answers, self.done = base, list[str](), 0, threading.Event()
        self.threads = [threading.Thread(target=self._read, args=(each,)) for each in range(number)]

    def _read(self, turn: int) -> None:
        with httpx.Client(base_url=self.base, timeout=60) as client:
            while not self.done.wait(0.05):
                answer = client.get(ADDRESSES[turn % len(ADDRESSES)], follow_redirects=True)
                self.answers += 1
                if answer.status_code != 200:
                    self.wrong.append(f"{answer.url}: {answer.status_code} {answer.text[:200]}")
                turn += 1

    def __enter__(self) -> Readers:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.done.set()
        for thread in self.threads:
            thread.join()


def test_a_ledger_is_read_into_measured_copied_and_served_at_once(tmp_path, tightrope):
    first, later = write_news(tmp_path / "first", 0, 60), write_news(tmp_path / "later", 60, 300)
    path, alone = tmp_path / "a.ledger", tmp_path / "alone.ledger"
    assert tightrope("read", first, "--ledger", path).returncode == 0
    started = facts(path)

    def start(*arguments: str | Path) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "tightrope", *map(str, arguments), "--ledger", str(path)]
        return subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    server = start("serve", "--port", "0")
    assert server.stdout is not None
    try:
        with Readers(server.stdout.readline().split()[0], 4) as readers:
            writers = [
                start("read", later),
                start("measure", "--draws", "200", "--no-starter", "--seed", "1"),
                start("backup", "b.ledger"),
            ]
            said = [(one.communicate(timeout=300), one.returncode) for one in writers]
    finally:
        os.kill(server.pid, signal.SIGINT)
        _, complaints = server.communicate(timeout=60)
    assert [status for _, status in said] == [0, 0, 0], said
    assert readers.wrong == []
    assert readers.answers >= len(ADDRESSES)
    assert "Traceback" not in complaints

    assert [one.what for one in examine(path).ailments] == []
    assert [one.what for one in examine(tmp_path / "b.ledger").ailments] == []
    tightrope("read", first, later, "--ledger", alone)
    assert facts(path) == facts(alone)
    assert started <= facts(tmp_path / "b.ledger") <= facts(alone)
    with Ledger.open(path, read_only=True) as ledger:
        assert next(iter(ledger.estimates()), None) is not None
