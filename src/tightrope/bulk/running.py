"""A bulk run from beginning to end, or from where it was cut off."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from tightrope.bulk.engine import Runner, run_tasks
from tightrope.bulk.plan import Options, Plan, list_files, make_plan
from tightrope.bulk.resolving import blocks_of, resolve
from tightrope.bulk.sketches import shards
from tightrope.bulk.storage import Folder
from tightrope.bulk.work import PLAN, Note, Task, TaskWorker, Worker
from tightrope.extract import RuleCoder
from tightrope.ledger.near import near_version
from tightrope.names import Names
from tightrope.records import SourceError
from tightrope.records.columns import FAILURES, failure_columns

#: There once a run is finished: the plan, and what came of each part.
MANIFEST = "manifest.json"
_BLOCKS = "work/blocks.json"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a finished run holds.

    Attributes:
        documents: kept, by month (``undated`` for those without a day).
        evidence: pieces of evidence by kind.
        duplicates: texts that repeat another.
        failures: what could not be read or coded.
        finished_before: whether the run had been finished already, so that nothing was done.
    """

    documents: Mapping[str, int]
    evidence: Mapping[str, int]
    duplicates: int
    failures: int
    finished_before: bool = False


def read_bulk(
    places: Sequence[str],
    out: str,
    options: Options,
    runner: Runner,
    progress: Progress,
    *,
    today: date | None = None,
) -> Summary:
    """Make evidence of a corpus: ``evidence/``, ``documents/``, ``duplicates/``, ``failures/`` and a manifest.

    A run that was cut off goes on where it stopped; what is done is not done again. The same input and options give
    the same files, on any number of processes and with either runner.

    Args:
        places: files, folders or globs, on disk or in object storage.
        out: folder to write into, on disk or in object storage.
        options: what changes the result.
        runner: what does not.
        progress: is told how far it is.
        today: day against which future dates are told; today unless given.

    Raises:
        SourceError: nothing to read; the folder holds something else, or a run with other input or options; the
            storage or the cluster fails.
    """
    folder = Folder(out)
    coder = RuleCoder(Names.builtin(), domestic=options.domestic, least=options.least)
    plan = make_plan(list_files(places), options, coder=coder.name, near=near_version(), today=today or date.today())
    if finished := _finished(folder, plan):
        folder.remove("work")
        return finished
    plan = begin(folder, plan)
    notes = Stages(folder, runner, progress, Worker)
    read = notes.of("reading", [{"name": f"read-{n:06d}", "kind": "read", "part": n} for n in range(len(plan.parts))])
    counts = [note["blocks"] for note in read]
    names = [name for name, _, _ in blocks_of(counts)]
    if not folder.has(_BLOCKS):
        folder.write(_BLOCKS, json.dumps(names).encode())
    cuts = shards(sum(map(sum, counts)))
    compare = [
        Task({"name": f"compare-{n:04d}", "kind": "compare", "slices": cut, "blocks": _BLOCKS})
        for n, cut in enumerate(cuts)
    ]
    notes.of("comparing", compare)
    dropped = resolve(folder, counts, [str(task["name"]) for task in compare])
    code = notes.of(
        "coding",
        [{"name": f"code-{name}", "kind": "code", "block": name, "dropped": name in dropped} for name in names],
    )
    return _finish(folder, plan, read, dict(zip(names, code, strict=True)))


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


def _finished(folder: Folder, plan: Plan) -> Summary | None:
    if not folder.has(MANIFEST):
        return None
    manifest = read_manifest(folder)
    refuse_other(folder, plan, Plan.from_json(json.dumps(manifest["plan"]).encode(), MANIFEST), "was made")
    return _summary(manifest, finished_before=True)


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


def _finish(folder: Folder, plan: Plan, read: Sequence[Note], code: Mapping[str, Note]) -> Summary:
    if plan.failures:
        folder.write_table("failures/plan.parquet", [*map(failure_columns, plan.failures)], FAILURES)
    manifest = {
        "plan": json.loads(plan.to_json()),
        "failures": len(plan.failures) + sum(note["failures"] for note in read),
        "blocks": code,
    }
    folder.write(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    folder.remove("work")
    return _summary(manifest)


def read_manifest(folder: Folder, command: str = "tightrope read --bulk") -> dict[str, Any]:
    """The manifest of a finished run.

    Raises:
        SourceError: the run is not finished, or the folder is no such folder.
    """
    if not folder.has(MANIFEST):
        if folder.has(PLAN):
            raise SourceError(f"this run is not finished: run the same `{command}` again", folder.uri)
        raise SourceError(f"no folder that `{command}` has written", folder.uri)
    content: dict[str, Any] = json.loads(folder.read(MANIFEST))
    return content


def _summary(manifest: Mapping[str, Any], *, finished_before: bool = False) -> Summary:
    documents: Counter[str] = Counter()
    evidence: Counter[str] = Counter()
    for note in manifest["blocks"].values():
        documents.update(note["documents"])
        evidence.update(note["evidence"])
    notes = manifest["blocks"].values()
    return Summary(
        documents=dict(sorted(documents.items())),
        evidence=dict(sorted(evidence.items())),
        duplicates=sum(note["duplicates"] for note in notes),
        failures=manifest["failures"] + sum(note["failures"] for note in notes),
        finished_before=finished_before,
    )
