"""The ledger as files: one table a kind of record, or one annotation file a document."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import polars as pl

from tightrope.cli import console
from tightrope.extract import annotations as annotate
from tightrope.ledger import Ledger
from tightrope.records import EVIDENCE_KINDS, AnyEvidence, TightropeError, as_row

TABLES = ("documents", "events", "stocks", "ties", "positions", "observations", "estimates", "origins")


class Format(StrEnum):
    """File formats of an export."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


def export_tables(ledger: Ledger, folder: Path, file_format: Format) -> list[tuple[Path, int]]:
    """Write every table of the ledger that has rows into a folder.

    Lists (sources, targets, ``rests_on``) are joined by ``;`` in CSV and stay lists elsewhere.

    Returns:
        The files written, each with its number of rows.

    Raises:
        TightropeError: the folder cannot be written.
    """
    written = []
    for table in TABLES:
        rows = list(_rows(ledger, table))
        if rows:
            path = folder / f"{table}.{file_format}"
            _write(rows, path, file_format)
            written.append((path, len(rows)))
    return written


def _rows(ledger: Ledger, table: str) -> Iterator[dict[str, Any]]:
    if table == "documents":
        for document in ledger.documents():
            row = as_row(document)
            row.pop("text")
            yield {"id": document.id, **row, "origin": document.origin.id, "text": document.text}
    elif table == "origins":
        for origin in ledger.origins():
            yield {"id": origin.id, **as_row(origin)}
    elif table == "observations":
        for observation in ledger.observations():
            yield {"id": observation.id, **as_row(observation)}
    elif table == "estimates":
        for estimate in ledger.estimates():
            yield {"id": estimate.id, **as_row(estimate)}
    else:
        kind = next(kind for kind in EVIDENCE_KINDS if table == f"{kind}s")
        for evidence in ledger.evidence(kind=kind):
            yield {"id": evidence.id, **as_row(evidence), "quote": ledger.quote(evidence)}


def _write(rows: list[dict[str, Any]], path: Path, file_format: Format) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if file_format is Format.JSONL:
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
            return
        frame = pl.DataFrame(rows, infer_schema_length=None)
        if file_format is Format.PARQUET:
            frame.write_parquet(path)
            return
        lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
        frame.with_columns(pl.col(name).list.join(";") for name in lists).write_csv(path)
    except OSError as error:
        raise TightropeError(f"cannot write: {error.strerror or error}", str(path)) from error


def export_annotations(ledger: Ledger, folder: Path) -> int:
    """Write one JSON file a document read, in the schema of the annotation guidelines.

    The file is named after the file that the document came from (``report.md`` → ``report.json``). The items of one
    feed share a file. A near-duplicate gets the evidence of the document it repeats.

    Returns:
        The number of files.

    Raises:
        TightropeError: the folder cannot be written.
    """
    by_file: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for document in ledger.documents():
        evidence: Iterable[AnyEvidence] = tuple(ledger.evidence(document=document.id))
        for name in dict.fromkeys([document.name, *(link.name for link in ledger.links(document.id))]):
            if name:
                file = re.sub(r"#\d+$", "", name)  # feed.xml#2 is the second item of feed.xml
                by_file[file].append(annotate(document, evidence) | {"doc": file})
    for name, parts in sorted(by_file.items()):
        _write_json(_merge(parts), folder / f"{Path(name).stem}.json")
    return len(by_file)


def _merge(parts: list[dict[str, Any]]) -> dict[str, Any]:
    merged = dict(parts[0])
    for part in parts[1:]:
        for kind in ("events", "stocks", "ties", "positions"):
            merged[kind] = [*merged[kind], *part[kind]]
    return merged


def _write_json(content: dict[str, Any], path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    except OSError as error:
        raise TightropeError(f"cannot write: {error.strerror or error}", str(path)) from error


def export_to(path: Path, what: str, folder: Path, file_format: str) -> None:
    """Write tables or annotations of a ledger into a folder and print what was written.

    Raises:
        TightropeError: neither ``tables`` nor ``annotations``, an unknown format, or the folder cannot be written.
    """
    if what not in ("tables", "annotations"):
        raise TightropeError(f"cannot export {what!r}: say tables or annotations")
    if file_format not in set(Format):
        raise TightropeError(f"no format {file_format!r}: say {', '.join(Format)}")
    with Ledger.open(path, read_only=True) as ledger:
        if what == "annotations":
            console.say(f"{export_annotations(ledger, folder)} files in {folder}")
            return
        for written, rows in export_tables(ledger, folder, Format(file_format)):
            console.say(f"{written}: {rows} rows")
