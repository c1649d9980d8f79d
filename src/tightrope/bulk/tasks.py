"""Tasks: what one process or thread does alone. Each leaves files, then a note, and is done when its note is there."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from tightrope.bulk.storage import Folder
from tightrope.records import TightropeError

#: Where a run keeps its plan.
PLAN = "work/plan.json"

Task = dict[str, Any]
Note = dict[str, Any]


class TaskWorker:
    """What does the tasks of a run in one process.

    Args:
        out: the folder that the run writes into.

    Attributes:
        stopped: whether nobody waits for its tasks any more, so that those on threads end before they are done.
    """

    #: What does each kind of task, given the worker and the task.
    kinds: ClassVar[Mapping[str, Callable[[Any, Task], Note]]]
    #: Whether tasks are done in compiled code, so that threads do as well as processes; then one worker does several at
    #: once.
    threads: ClassVar[bool] = False

    def __init__(self, out: str) -> None:
        self.folder = Folder(out)
        self.stopped = False

    def do(self, task: Task) -> Note:
        """Do a task unless it is done, and return its note, or one with the ``error`` that stopped it."""
        try:
            if (note := read_note(self.folder, task["name"])) is None:
                note = {"name": task["name"], **self.kinds[task["kind"]](self, task)}
                self.folder.write(f"work/{task['name']}.json", json.dumps(note).encode())
        except TightropeError as error:
            return {"name": task["name"], "error": str(error)}
        except Exception as error:  # nobody foresaw it; it is told with its place, and the other tasks go on
            last = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(last.filename).name}, line {last.lineno}"
            return {"name": task["name"], "error": f"{task['name']}: {type(error).__name__}: {error} ({place})"}
        return note


def read_note(folder: Folder, name: str) -> Note | None:
    """The note of a task; ``None`` if it is not done."""
    path = f"work/{name}.json"
    return json.loads(folder.read(path)) if folder.has(path) else None
