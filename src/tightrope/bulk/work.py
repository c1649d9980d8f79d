"""The three kinds of tasks of a bulk run. Each is done by one process, alone, and leaves files and then a note.

``read`` makes documents of a part; ``compare`` finds what repeats in one shard; ``code`` makes evidence of a block of
documents. A task whose note is there is done. Everything a task leaves depends on the plan alone, so it makes no
difference who does it, when, or how often.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from tightrope.bulk.plan import Plan
from tightrope.bulk.reading import read_part
from tightrope.bulk.sketches import Rows, pack, pairs, place_of, rows_of, unpack
from tightrope.bulk.storage import Folder
from tightrope.bulk.tasks import PLAN, Note, Task, TaskWorker
from tightrope.extract import Coder, RuleCoder
from tightrope.names import Names
from tightrope.records import AnyEvidence, Document, Failure, SourceError
from tightrope.records.columns import (
    DOCUMENTS,
    DUPLICATES,
    EVIDENCE,
    FAILURES,
    document_columns,
    evidence_columns,
    failure_columns,
    month_of,
    to_document,
)

#: Most documents of a block, and most characters: what is in memory at once.
BLOCK_DOCUMENTS = 4000
BLOCK_CHARACTERS = 16_000_000


class Worker(TaskWorker):
    """What one process keeps between tasks: the folder, the plan, and the coder once it is needed."""

    def __init__(self, out: str) -> None:
        super().__init__(out)
        self.plan = Plan.from_json(self.folder.read(PLAN), PLAN)
        self._made: Coder | None = None

    @property
    def coder(self) -> Coder:
        """The coder, made when it is asked for: that takes a second.

        Raises:
            SourceError: another version of tightrope is installed here than where the run was begun.
        """
        if self._made is None:
            options = self.plan.options
            self._made = RuleCoder(Names.builtin(), domestic=options.domestic, least=options.least)
            if self._made.name != self.plan.coder:
                raise SourceError(
                    f"this machine codes with {self._made.name}, the run was begun with {self.plan.coder}"
                )
        return self._made


def block_name(part: int, block: int) -> str:
    """How the files of a block of documents are named."""
    return f"part-{part:06d}-{block:04d}"


def _read(worker: Worker, task: Task) -> Note:
    """Documents of a part, in blocks, with the rows to compare them by."""
    number = task["part"]
    part = worker.plan.parts[number]
    failures: list[Failure] = []
    counts: list[int] = []
    first = 0
    for documents in _blocks(read_part(part, worker.plan.options, worker.plan.today), failures):
        name = block_name(number, len(counts))
        rows = [document_columns(document) for document in documents]
        texts = ((place_of(number, first + at), row["id"], row["text"]) for at, row in enumerate(rows))
        worker.folder.write(f"work/{name}.bands", pack(rows_of(texts)))
        worker.folder.write_table(f"work/{name}.parquet", rows, DOCUMENTS)
        counts.append(len(rows))
        first += len(rows)
    _write_failures(worker, f"read-{number:06d}", failures)
    return {"blocks": counts, "failures": len(failures)}


def _blocks(found: Iterator[Document | Failure], failures: list[Failure]) -> Iterator[list[Document]]:
    block: list[Document] = []
    characters = 0
    for each in found:
        if isinstance(each, Failure):
            failures.append(each)
            continue
        block.append(each)
        characters += len(each.text)
        if len(block) == BLOCK_DOCUMENTS or characters >= BLOCK_CHARACTERS:
            yield block
            block, characters = [], 0
    if block:
        yield block


def _compare(worker: Worker, task: Task) -> Note:
    """Pairs of one shard of all blocks, from a list of blocks that the run wrote."""
    first, last = task["slices"]
    found = pairs(list(_pieces(worker.folder, json.loads(worker.folder.read(task["blocks"])), first, last)))
    worker.folder.write(f"work/{task['name']}.pairs", found.tobytes())
    return {"pairs": len(found)}


def _pieces(folder: Folder, names: Iterable[str], first: int, last: int) -> Iterator[Rows]:
    for name in names:
        with folder.open(f"work/{name}.bands") as file:
            yield unpack(file, first, last)


def _code(worker: Worker, task: Task) -> Note:
    """Evidence and documents of a block by month, without what repeats another text."""
    name = task["block"]
    dropped = json.loads(worker.folder.read(f"work/{name}.dropped")) if task["dropped"] else {}
    rows = worker.folder.read_table(f"work/{name}.parquet").to_pylist()
    failures: list[Failure] = []
    months: dict[str, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
    duplicates = []
    kinds: dict[str, int] = defaultdict(int)
    for at, row in enumerate(rows):
        if (said := dropped.get(str(at))) is not None:
            own = {key: row[key] for key in DUPLICATES.names if key in row}
            duplicates.append({"document": row["id"], "of": said[0], "kind": "same" if said[1] else "near", **own})
            continue
        documents, evidence = months[month_of(row["published"])]
        documents.append(row)
        document = to_document(row)
        for each in _evidence(worker.coder, document, failures):
            evidence.append(evidence_columns(each, document))
            kinds[evidence[-1]["kind"]] += 1
    for month, (documents, evidence) in sorted(months.items()):
        worker.folder.write_table(f"documents/month={month}/{name}.parquet", documents, DOCUMENTS)
        if evidence:
            worker.folder.write_table(f"evidence/month={month}/{name}.parquet", evidence, EVIDENCE)
    if duplicates:
        worker.folder.write_table(f"duplicates/{name}.parquet", duplicates, DUPLICATES)
    _write_failures(worker, f"code-{name}", failures)
    kept = {month: len(documents) for month, (documents, _) in sorted(months.items())}
    pieces = {month: len(evidence) for month, (_, evidence) in sorted(months.items())}
    found = {"documents": kept, "pieces": pieces, "evidence": kinds}
    return {**found, "duplicates": len(duplicates), "failures": len(failures)}


def _evidence(coder: Coder, document: Document, failures: list[Failure]) -> tuple[AnyEvidence, ...]:
    where = document.origin.url or document.name
    if reason := coder.why_not(document):
        failures.append(Failure(where, f"kept, but not coded: {reason}"))
        return ()
    try:
        return tuple(coder.code(document))
    except Exception as error:  # a text that the coder fails on costs this document, not the others
        failures.append(Failure(where, f"kept, but not coded ({type(error).__name__}: {str(error)[:200]})"))
        return ()


def _write_failures(worker: Worker, name: str, failures: list[Failure]) -> None:
    if failures:
        worker.folder.write_table(f"failures/{name}.parquet", [*map(failure_columns, failures)], FAILURES)


Worker.kinds = {"read": _read, "compare": _compare, "code": _code}
