"""A finished bulk run, read back: documents with their evidence, and what could not be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pyarrow as pa

from tightrope.bulk.stages import read_manifest
from tightrope.bulk.storage import Folder
from tightrope.records import AnyEvidence, Document, Failure, SourceError
from tightrope.records.columns import DOCUMENTS, EVIDENCE, to_document, to_evidence


def read_evidence(out: str, month: str = "") -> Iterator[tuple[Document, list[AnyEvidence]]]:
    """Yield the documents of a finished run, month by month, each with its evidence.

    Args:
        out: folder of the run.
        month: only this one (``2024-03``, ``undated``); all if empty.

    Raises:
        SourceError: not finished, no such folder, no such month (those that are there are named), or a damaged file.
    """
    folder = Folder(out)
    read_manifest(folder)
    names = folder.names()
    months = sorted({name.split("/")[1].removeprefix("month=") for name in names if name.startswith("documents/")})
    if month and month not in months:
        told = ", ".join(months) if len(months) <= 12 else f"{months[0]} to {months[-1]}"
        raise SourceError(f"it holds no documents of {month}; there are {told or 'none at all'}", out)
    there = frozenset(names)
    for name in names:
        if name.startswith(f"documents/month={month}" + ("/" if month else "")):
            other = name.replace("documents/", "evidence/", 1)
            yield from _block(folder, name, other if other in there else "")


def read_failures(out: str) -> Iterator[Failure]:
    """Yield what could not be read or coded in a run, and why. Raises SourceError if a file is damaged."""
    folder = Folder(out)
    for name in folder.names():
        if name.startswith("failures/"):
            for row in folder.read_table(name).to_pylist():
                yield Failure(row["where"], row["reason"])


def _block(folder: Folder, documents: str, evidence: str) -> Iterator[tuple[Document, list[AnyEvidence]]]:
    try:
        found: dict[str, list[AnyEvidence]] = defaultdict(list)
        if evidence:
            for row in folder.read_table(evidence, EVIDENCE.names).to_pylist():
                found[row["document"]].append(to_evidence(row))
        for row in folder.read_table(documents, DOCUMENTS.names).to_pylist():
            yield to_document(row), found.get(row["id"], [])
    except (pa.ArrowException, OSError, KeyError) as error:
        raise SourceError(f"damaged: {error}", f"{folder.uri}/{documents}") from error
