"""The ledger as files: one table a kind of record, or one annotation file a document."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import polars as pl

from tightrope.cli import console
from tightrope.extract import annotations as annotate
from tightrope.extract import file_of, merge_annotations
from tightrope.ledger import Ledger
from tightrope.records import AnyEvidence, RollCall, TightropeError, Verdict, as_row

TABLES = (
    *("documents", "events", "stocks", "ties", "positions", "observations", "roll_calls", "votes"),
    *("estimates", "verdicts", "origins"),
)
#: Types of columns that may hold nothing in all rows.
_TYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "issues": pl.List(pl.String),
    "important": pl.Boolean,
    "supports": pl.List(pl.String),
    "opposes": pl.List(pl.String),
    "needs": pl.List(pl.String),
}

#: How a text begins that spreadsheets take for a formula (OWASP, CSV injection).
_FORMULA = r"^[=+\-@\t\r]"
#: Bytes of a file's name; file systems take 255, endings included.
_LONGEST_NAME = 200


class Format(StrEnum):
    """File formats of an export."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"


def export_tables(ledger: Ledger, folder: Path, file_format: Format) -> list[tuple[Path, int]]:
    """Write every table of the ledger that has rows into a folder.

    Estimates are those of the latest run of each case, verdicts the newest of each claim. Lists (sources, targets,
    ``rests_on``) are joined by ``;`` in CSV and stay lists elsewhere. In CSV a text that a spreadsheet would take for a
    formula gets an apostrophe in front; JSON Lines and Parquet hold every text as it is. ``roll_calls`` counts the
    votes; ``votes`` has a row for each vote of each member (a million and more, so it is never a list of dictionaries).

    Returns:
        The files written, each with its number of rows.

    Raises:
        TightropeError: the folder cannot be written.
    """
    written = []
    for table in TABLES:
        content = _votes(ledger) if table == "votes" else list(_rows(ledger, table))
        if len(content):
            path = folder / f"{table}.{file_format}"
            _write(content, path, file_format)
            written.append((path, len(content)))
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
    elif table == "roll_calls":
        for call in ledger.roll_calls():
            row = as_row(replace(call, yes=(), abstain=(), no=(), absent=()))
            yield {"id": call.id, **row, **{vote: len(codes) for vote, codes in _groups(call).items()}}
    elif table == "estimates":
        latest = {run.case: run.id for run in reversed(list(ledger.runs()))}
        for case, run in sorted(latest.items()):
            for estimate in ledger.estimates(run=run):
                yield {"id": estimate.id, "case": case, "run": run, **as_row(estimate)}
    elif table == "verdicts":
        for case in ledger.cases_checked():
            for verdict in ledger.verdicts(case):
                yield _verdict(case, verdict)
    else:
        for evidence in ledger.evidence(kind=table.removesuffix("s")):
            yield {"id": evidence.id, **as_row(evidence), "quote": ledger.quote(evidence)}


def _verdict(case: str, verdict: Verdict) -> dict[str, Any]:
    """A verdict as a flat row: the ids on either side as lists, what would decide it as JSON texts."""
    row = as_row(verdict)
    del row["findings"]
    sides = {"supports": list(verdict.side(supports=True)), "opposes": list(verdict.side(supports=False))}
    needs = [json.dumps(as_row(need), ensure_ascii=False) for need in verdict.needs]
    return {"id": verdict.id, "case": case, **row, **sides, "needs": needs}


def _groups(call: RollCall) -> dict[str, tuple[str, ...]]:
    return {"yes": call.yes, "abstain": call.abstain, "no": call.no, "absent": call.absent}


def _votes(ledger: Ledger) -> pl.DataFrame:
    """One row a vote: id of the roll call, resolution, code of the member, vote."""
    columns: dict[str, list[Any]] = {"roll_call": [], "resolution": [], "vote": [], "state": []}
    for call in ledger.roll_calls():
        identity = call.id
        for vote, codes in _groups(call).items():
            for column, value in zip(columns.values(), (identity, call.resolution, vote, codes), strict=True):
                column.append(value)
    frame = pl.DataFrame(columns, schema_overrides={"state": pl.List(pl.String)})
    return (
        frame.filter(pl.col("state").list.len() > 0)
        .explode("state")
        .select(*("roll_call", "resolution", "state", "vote"))
    )


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Make the folder of a file that is written next; what goes wrong is said with its path."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise TightropeError(f"cannot write: {error.strerror or error}", str(path)) from error


def _write(content: list[dict[str, Any]] | pl.DataFrame, path: Path, file_format: Format) -> None:
    with _writing(path):
        if file_format is Format.JSONL:
            if isinstance(content, pl.DataFrame):
                content.write_ndjson(path)
            else:
                path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in content), "utf-8")
            return
        frame = content if isinstance(content, pl.DataFrame) else _frame(content)
        if file_format is Format.PARQUET:
            frame.write_parquet(path)
            return
        lists = [name for name, kind in frame.schema.items() if isinstance(kind, pl.List)]
        flat = frame.with_columns(pl.col(name).list.join(";") for name in lists)
        flat.with_columns(pl.col(pl.String).str.replace(_FORMULA, "'$0")).write_csv(path)


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    types = {name: kind for name, kind in _TYPES.items() if name in rows[0]}
    return pl.DataFrame(rows, infer_schema_length=None, schema_overrides=types)


def export_annotations(ledger: Ledger, folder: Path) -> int:
    """Write one JSON file a document read, in the schema of the annotation guidelines.

    The file is named after the file that the document came from (``report.md`` → ``report.json``; where two files
    would get one name, or a name is too long, see :func:`_file_names`). The items of one feed share a file. A
    near-duplicate gets the evidence of the document it repeats.

    Returns:
        The number of files.

    Raises:
        TightropeError: the folder cannot be written.
    """
    by_file: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for document in ledger.documents():
        evidence: Iterable[AnyEvidence] = tuple(ledger.evidence(document=document.id))
        names = [document.name, *(link.name for link in ledger.links(document.id))]
        # two items of one feed may have one text, whose evidence counts once
        for file, is_item in {file_of(name): "#" in name for name in names if name}.items():
            # 2024/index.md and 2025/index.md are two files
            key = file if is_item or file not in by_file else f"{file}.{document.id}"
            by_file[key].append(annotate(document, evidence) | {"doc": file})
    for file, name in _file_names(by_file).items():
        with _writing(folder / name):
            content = json.dumps(merge_annotations(by_file[file]), ensure_ascii=False, indent=1)
            (folder / name).write_text(content + "\n", "utf-8")
    return len(by_file)


def _file_names(files: Iterable[str]) -> dict[str, str]:
    """Name of the annotations of each file: its own name with ``.json`` for its ending.

    Where that is taken by another file (``a.md`` and ``a.html``, also ``A.md``) or longer than file systems take, it
    is the whole name, cut, and a digest of it. No name leads out of the folder.
    """
    printable = {
        file: "".join(character if character.isprintable() and character not in "/\\" else "_" for character in file)
        for file in sorted(files)
    }
    stems = {file: Path(name).stem for file, name in printable.items()}
    taken = Counter(stem.casefold() for stem in stems.values())
    names = {}
    for file, stem in stems.items():
        if taken[stem.casefold()] > 1 or len(stem.encode()) > _LONGEST_NAME:
            start = printable[file].encode()[:_LONGEST_NAME].decode(errors="ignore")
            stem = f"{start}-{hashlib.sha256(file.encode()).hexdigest()[:8]}"
        names[file] = f"{stem}.json"
    return names


def export_to(path: Path, what: str, folder: Path, file_format: Format) -> None:
    """Write tables or annotations of a ledger into a folder and print what was written.

    Raises:
        TightropeError: the folder cannot be written.
    """
    with Ledger.open(path, read_only=True) as ledger:
        if what == "annotations":
            console.say(f"{export_annotations(ledger, folder)} files in {folder}")
            return
        for written, rows in export_tables(ledger, folder, file_format):
            console.say(f"{written}: {rows} rows")
