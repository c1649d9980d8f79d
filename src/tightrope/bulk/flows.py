"""A count of an event data set from beginning to end: flows of cooperation and conflict between countries, by month."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tightrope import __version__
from tightrope.bulk.engine import Runner
from tightrope.bulk.flow_plan import PART_BYTES, FlowPlan, make_flow_plan, ranked
from tightrope.bulk.inputs import list_files
from tightrope.bulk.loading import read_failures
from tightrope.bulk.stages import MANIFEST, Progress, Stages, begin, read_manifest, refuse_other
from tightrope.bulk.storage import Folder
from tightrope.bulk.tasks import Note
from tightrope.records import Failure, SourceError
from tightrope.records.columns import FAILURES, FLOW_TOTALS, failure_columns

_COMMAND = "tightrope flows"
_TOTALS = "totals/totals.parquet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a finished count holds.

    Attributes:
        events: all events by month, each once.
        between: those of them that are between two countries.
        rows: rows that were read.
        guessed: rows left out because their day is a guess.
        unlike: rows whose score is another than the published one of their CAMEO code.
        wrong: lines that are no events.
        failures: of those and of files, how many are listed.
        others: how often which code or name stood for a country that is none.
        finished_before: whether the count had been finished already, so that nothing was done.
    """

    events: Mapping[str, int]
    between: int
    rows: int
    guessed: int
    unlike: int
    wrong: int
    failures: int
    others: Mapping[str, int]
    finished_before: bool = False


def count_flows(
    places: Sequence[str], out: str, events: str, runner: Runner, progress: Progress, part_bytes: int = PART_BYTES
) -> Counted:
    """Count the events of a data set: ``flows/`` by month, ``totals/``, ``failures/`` and a manifest.

    A run that was cut off goes on where it stopped. The same input gives the same files, on any number of processes and
    with either runner.

    Args:
        places: files, folders or globs, on disk or in object storage.
        out: folder to write into.
        events: which set it is: ``gdelt``, ``icews`` or ``polecat``.
        runner: where the work is done.
        progress: is told how far it is.
        part_bytes: least size of a part.

    Raises:
        SourceError: nothing to read, or no event in it; the folder holds something else, or a run with other input; the
            storage or the cluster fails.
    """
    folder = Folder(out)
    plan = make_flow_plan(list_files(places), events, part_bytes)
    if folder.has(MANIFEST):
        manifest = read_manifest(folder, _COMMAND)
        begun = FlowPlan.from_json(json.dumps(manifest.get("plan")).encode(), MANIFEST)
        refuse_other(folder, plan, begun, "was made")
        folder.remove("work")
        with folder.telling(MANIFEST):
            return _counted(manifest, finished_before=True)
    plan = begin(folder, plan)
    from tightrope.bulk.flow_work import FlowWorker  # late: numba and Polars, which reading documents does without

    stages = Stages(folder, runner, progress, FlowWorker)
    tasks = [{"name": f"read-{number:06d}", "kind": "read", "part": number} for number in range(len(plan.parts))]
    read = stages.of("reading", tasks)
    pieces: dict[str, list[str]] = defaultdict(list)
    for note in read:
        for month, names in note["months"].items():
            pieces[month] += names
    if not pieces:
        first = next(read_failures(out), Failure(places[0], "the day of every row is a guess"))
        raise SourceError(f"no event of the set {events} in it: {first.reason}", first.where)
    months = stages.of(
        "counting",
        [
            {"name": f"count-{month}", "kind": "count", "month": month, "pieces": names}
            for month, names in sorted(pieces.items())
        ],
    )
    return _finish(folder, plan, read, months)


def _finish(folder: Folder, plan: FlowPlan, read: Sequence[Note], months: Sequence[Note]) -> Counted:
    if plan.failures:
        folder.write_table("failures/plan.parquet", [*map(failure_columns, plan.failures)], FAILURES)
    rows = [{"month": note["month"], "events": note["events"]} for note in months]
    folder.write_table(_TOTALS, rows, FLOW_TOTALS)
    others: Counter[str] = Counter()
    for note in read:
        others.update(note["others"])
    manifest = {
        "set": plan.events,
        "plan": json.loads(plan.to_json()),
        "tightrope": __version__,
        "files": [file for note in read for file in note["files"]],
        "months": {note["month"]: {name: note[name] for name in ("events", "between", "pairs")} for note in months},
        **{name: sum(note[name] for note in read) for name in ("rows", "guessed", "unlike", "wrong")},
        "failures": len(plan.failures) + sum(note["failures"] for note in read),
        "others": dict(ranked(others)),
    }
    folder.write(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    folder.remove("work")
    return _counted(manifest)


def _counted(manifest: Mapping[str, Any], *, finished_before: bool = False) -> Counted:
    return Counted(
        events={month: note["events"] for month, note in manifest["months"].items()},
        between=sum(note["between"] for note in manifest["months"].values()),
        **{name: manifest[name] for name in ("rows", "guessed", "unlike", "wrong", "failures", "others")},
        finished_before=finished_before,
    )
