"""A bulk run from beginning to end, or from where it was cut off."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tightrope.bulk.engine import Runner
from tightrope.bulk.inputs import list_files
from tightrope.bulk.plan import Options, Plan, make_plan
from tightrope.bulk.resolving import blocks_of, resolve
from tightrope.bulk.sketches import shards
from tightrope.bulk.stages import MANIFEST, Progress, Stages, begin, read_manifest, refuse_other
from tightrope.bulk.storage import Folder
from tightrope.bulk.tasks import Note, Task
from tightrope.bulk.work import Worker
from tightrope.extract import RuleCoder
from tightrope.ledger.near import near_version
from tightrope.names import Names
from tightrope.records.columns import FAILURES, failure_columns

_BLOCKS = "work/blocks.json"


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


def _finished(folder: Folder, plan: Plan) -> Summary | None:
    if not folder.has(MANIFEST):
        return None
    manifest = read_manifest(folder)
    refuse_other(folder, plan, Plan.from_json(json.dumps(manifest.get("plan")).encode(), MANIFEST), "was made")
    with folder.telling(MANIFEST):
        return _summary(manifest, finished_before=True)


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
