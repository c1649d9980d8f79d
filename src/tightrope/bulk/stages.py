"""The frame of a run: its plan, its stages one after the other, its manifest."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from tightrope.bulk.engine import Runner, run_tasks
from tightrope.bulk.storage import Folder
from tightrope.bulk.tasks import PLAN, Note, Task, TaskWorker
from tightrope.records import SourceError

#: There once a run is finished: the plan, and what came of each part.
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Progress:
    """What a run tells while it goes on.

    Attributes:
        stage: called with the name of a stage, its tasks and how many of them were done before.
        done: called after each task.
        again: called with a reason when tasks are handed out again.
    """

    stage: Callable[[str, int, int], object]
    done: Callable[[], object]
    again: Callable[[str], None]


class Stages:
    """Runs one stage after the other, of each only what is not done."""

    def __init__(self, folder: Folder, runner: Runner, progress: Progress, worker: type[TaskWorker]) -> None:
        self._folder, self._runner, self._progress, self._worker = folder, runner, progress, worker
        self._there = frozenset(folder.names())

    def of(self, stage: str, tasks: list[Task]) -> list[Note]:
        """Notes of all tasks, in their order."""
        notes: dict[str, Note] = {}
        for task in tasks:
            if (path := f"work/{task['name']}.json") in self._there:
                notes[task["name"]] = json.loads(self._folder.read(path))
        self._progress.stage(stage, len(tasks), len(notes))

        def done(note: Note) -> None:
            notes[note["name"]] = note
            self._progress.done()

        todo = [task for task in tasks if task["name"] not in notes]
        if todo:
            run_tasks(self._runner, self._folder.uri, todo, done, self._progress.again, self._worker)
        return [notes[task["name"]] for task in tasks]


class AnyPlan(Protocol):
    """What decides all that comes out of a run."""

    def to_json(self) -> bytes:
        """The plan as it is stored."""

    @staticmethod
    def from_json(content: bytes, where: str) -> Any:
        """Read :meth:`to_json`. Raises SourceError if it is something else."""

    def differences(self, begun: Any) -> list[str]:
        """In words, how this plan differs from that of a run that was begun; none if the run can go on."""


P = TypeVar("P", bound=AnyPlan)


def begin(folder: Folder, plan: P) -> P:
    """Store the plan, or return that of the run that is gone on with.

    Raises:
        SourceError: the folder holds something else, or a run that was begun otherwise.
    """
    if folder.has(PLAN):
        begun: P = plan.from_json(folder.read(PLAN), PLAN)
        refuse_other(folder, plan, begun, "was begun")
        return begun
    if there := folder.names():
        raise SourceError(f"holds something else ({there[0]}): give a new folder with --out", folder.uri)
    folder.write(PLAN, plan.to_json())
    return plan


def refuse_other(folder: Folder, plan: AnyPlan, begun: AnyPlan, what: str) -> None:
    """Refuse to go on with a run that has another plan. Raises SourceError."""
    if said := plan.differences(begun):
        raise SourceError(f"this {what} otherwise: {'; '.join(said)}. Give a new folder with --out", folder.uri)


def read_manifest(folder: Folder, command: str = "tightrope read --bulk") -> dict[str, Any]:
    """The manifest of a finished run.

    Raises:
        SourceError: the run is not finished, the folder is no such folder, or the manifest is damaged.
    """
    if not folder.has(MANIFEST):
        if folder.has(PLAN):
            raise SourceError(f"this run is not finished: run the same `{command}` again", folder.uri)
        raise SourceError(f"no folder that `{command}` has written", folder.uri)
    with folder.telling(MANIFEST):
        return dict(json.loads(folder.read(MANIFEST)))
