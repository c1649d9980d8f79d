"""Runs of the bulk engine for tests: most do their tasks in this process, which is quicker and shows errors whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from corpus import silent

from tightrope.bulk import Options, Runner, Summary, read_bulk, stages

Run = Callable[..., Summary]


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do the tasks of runs in this process, in whatever order."""

    def run_tasks(runner: Any, out: str, tasks: list[Any], done: Any, again: Any, make: Any) -> None:
        worker = make(out)
        for task in reversed(tasks):
            note = worker.do(task)
            assert "error" not in note, note
            done(note)

    monkeypatch.setattr(stages, "run_tasks", run_tasks)


@pytest.fixture
def run_here(here: None) -> Run:
    """Do a bulk run in this process."""

    def run(out: Path, *places: Path | str, **options: Any) -> Summary:
        return read_bulk(
            [str(place) for place in places], str(out), Options(**options), Runner(), silent(), today=date(2026, 1, 1)
        )

    return run
