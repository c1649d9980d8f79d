"""A finished bulk run, read back: documents with their evidence, and what could not be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from tightrope.bulk.stages import MANIFEST, read_manifest
from tightrope.bulk.storage import Folder
from tightrope.records import AnyEvidence, CheckError, Document, Failure, SourceError
from tightrope.records.columns import DOCUMENTS, EVIDENCE, to_document, to_evidence

#: What a document may lack.
_MAYBE = ("published", "accessed")


def read_evidence(out: str, month: str = "") -> Iterator[tuple[Document, list[AnyEvidence]]]:
    """Yield the documents of a finished run, month by month, each with its evidence.

    Args:
        out: folder of the run.
        month: only this one (``2024-03``, ``undated``); all if empty.

    Raises:
        SourceError: not finished, no such folder, no such month (those that are there are named), or a file that is
            damaged, was changed or is missing.
    """
    folder = Folder(out)
    manifest = read_manifest(folder)
    with folder.telling(MANIFEST):
        wanted = _counted(manifest)
    months = sorted({name.split("/")[1].removeprefix("month=") for name in wanted})
    if month and month not in months:
        told = ", ".join(months) if len(months) <= 12 else f"{months[0]} to {months[-1]}"
        raise SourceError(f"it holds no documents of {month}; there are {told or 'none at all'}", out)
    there = frozenset(folder.names())
    for name, (number, pieces) in wanted.items():
        if name.startswith(f"documents/month={month}" + ("/" if month else "")):
            other = name.replace("documents/", "evidence/", 1)
            for each, held in (
                (name, f"{number} documents"),
                (other, f"{pieces} pieces of evidence" if pieces else ""),
            ):
                if held and each not in there:
                    raise SourceError(f"it is missing; {MANIFEST} counts {held} in it", f"{out}/{each}")
            yield from _block(folder, name, number, other if other in there else "", pieces)


def read_failures(out: str) -> Iterator[Failure]:
    """Yield what could not be read or coded in a run, and why. Raises SourceError if a file is damaged."""
    folder = Folder(out)
    for name in folder.names():
        if name.startswith("failures/"):
            with folder.telling(name):
                found = [Failure(row["where"], row["reason"]) for row in folder.read_table(name).to_pylist()]
            yield from found


def _counted(manifest: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """How many documents and pieces of evidence a run holds, by file of documents, in the order of their names."""
    counted = {
        f"documents/month={month}/{name}.parquet": (int(number), int(note["pieces"][month]))
        for name, note in manifest["blocks"].items()
        for month, number in note["documents"].items()
    }
    return dict(sorted(counted.items()))


def _block(
    folder: Folder, documents: str, number: int, evidence: str, pieces: int
) -> list[tuple[Document, list[AnyEvidence]]]:
    """The documents of a file, each with its evidence; all of it says what its ids say, and every quote is there."""
    found: dict[str, list[tuple[int, Mapping[str, Any]]]] = defaultdict(list)
    if evidence:
        with folder.telling(evidence):
            told = _rows(folder, evidence, EVIDENCE)
            if len(told) != pieces:
                raise CheckError(f"it has {len(told)} pieces of evidence, where {MANIFEST} counts {pieces}")
            for place, row in enumerate(told, 1):
                found[row["document"]].append((place, row))
    with folder.telling(documents):
        rows = _rows(folder, documents, DOCUMENTS)
        if len(rows) != number:
            raise CheckError(f"it has {len(rows)} documents, where {MANIFEST} counts {number}")
        read = [_document(row, place) for place, row in enumerate(rows, 1)]
    with folder.telling(evidence or documents):
        block = [(one, [_evidence(row, place, one) for place, row in found.pop(one.id, ())]) for one in read]
        if found:
            raise CheckError(f"its evidence is of documents that {documents} does not have ({next(iter(found))})")
    return block


def _rows(folder: Folder, name: str, schema: pa.Schema) -> list[dict[str, Any]]:
    table = folder.read_table(name)
    if missing := [column for column in schema.names if column not in table.schema.names]:
        raise CheckError(f"it lacks the columns {', '.join(missing)}")
    rows: list[dict[str, Any]] = table.select(schema.names).cast(schema).to_pylist()
    return rows


def _document(row: Mapping[str, Any], place: int) -> Document:
    if empty := [name for name, value in row.items() if value is None and name not in _MAYBE]:
        raise CheckError(f"row {place} has no {', '.join(empty)}")
    document = to_document(row)
    if document.id != row["id"]:
        raise CheckError(f"row {place} was changed: its text has the id {document.id}, not {row['id']}")
    return document


def _evidence(row: Mapping[str, Any], place: int, document: Document) -> AnyEvidence:
    try:
        evidence = to_evidence(row)
    except CheckError as error:
        raise CheckError(f"row {place}: {error}") from error
    if evidence.id != row["id"]:
        raise CheckError(f"row {place} was changed: its content has the id {evidence.id}, not {row['id']}")
    if document.text[evidence.start : evidence.end] != row["quote"]:
        raise CheckError(f"row {place}: its quote does not stand at its place in the document {document.id}")
    return evidence
