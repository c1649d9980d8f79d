"""Fixtures that more than one room needs."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from publisher import Publisher

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real documents and data sets, which is never part of the project."""
    if not SHARED.is_dir():
        pytest.skip(f"no {SHARED.name}/ folder beside the project: real documents and data sets are missing")
    return SHARED


@dataclass
class ModelServer:
    """A process that plays a language model; see model_server.py."""

    url: str
    answers: Path
    log: Path

    def knows(self, **records: Any) -> None:
        """Say which records a well-behaved model finds."""
        self.answers.write_text(json.dumps(records, ensure_ascii=False), "utf-8")

    def asked(self) -> list[dict[str, Any]]:
        """Return every request so far; a line that is still being written is none yet."""
        whole = self.log.read_text("utf-8").rpartition("\n")[0] if self.log.exists() else ""
        return [json.loads(line) for line in whole.splitlines()]


@pytest.fixture(scope="session")
def model_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelServer]:
    """One process for all tests; its state is the number of questions to each name of a model."""
    folder = tmp_path_factory.mktemp("model")
    answers, log = folder / "answers.json", folder / "log.jsonl"
    script = Path(__file__).with_name("model_server.py")
    command = [sys.executable, str(script), str(answers), str(log)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        yield ModelServer(f"http://127.0.0.1:{port}/v1", answers, log)
        process.kill()


@pytest.fixture
def model(model_process: ModelServer) -> ModelServer:
    """The process, with an empty log and nothing known."""
    model_process.log.unlink(missing_ok=True)
    model_process.knows()
    return model_process


@pytest.fixture(scope="session")
def publisher_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    """One process for all tests."""
    folder = tmp_path_factory.mktemp("publisher")
    log = folder / "log.tsv"
    script = Path(__file__).with_name("file_server.py")
    with subprocess.Popen(
        [sys.executable, str(script), str(folder), str(log)], stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        yield Publisher(f"http://127.0.0.1:{running.stdout.readline().strip()}", folder, log)
        running.kill()


@pytest.fixture
def publisher(publisher_process: Publisher) -> Publisher:
    """The process, whole and with an empty log."""
    publisher_process.log.unlink(missing_ok=True)
    (publisher_process.folder / "cut").unlink(missing_ok=True)
    return publisher_process
