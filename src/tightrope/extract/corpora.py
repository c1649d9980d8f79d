"""Annotated corpora: folders with one JSON file per document, in the schema of :func:`annotations`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tightrope.records import EventType, ExtractError, Status

#: The corpus written by the project's own authors: documents and gold.
OWN = Path(__file__).parent / "gold"
KINDS = ("events", "stocks", "ties", "positions")
_NEEDED = {
    "events": ("source", "target", "type"),
    "stocks": ("holder", "over", "value"),
    "ties": ("a", "b", "relation"),
    "positions": ("actor", "stance"),
}


def read_annotations(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the annotations of a folder, in the order of the file names; other files are left alone.

    Raises:
        ExtractError: no JSON file, or one that does not keep to the schema, with file and record.
    """
    for path, document in load(folder):
        for kind in KINDS:
            rows = document.setdefault(kind, [])
            if not isinstance(rows, list):
                raise ExtractError(f"{kind} is a list", str(path))
            for number, row in enumerate(rows, 1):
                if reason := _problem(kind, row):
                    raise ExtractError(f"{kind}, record {number}: {reason}", str(path))
        document.setdefault("doc", path.stem)
        yield document


def load(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield every annotation file of a folder with its content, in the order of the names.

    Raises:
        ExtractError: no JSON file, or one that is no object with a list of records.
    """
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    if not paths:
        raise ExtractError("no annotation file (*.json) there", str(folder))
    for path in paths:
        try:
            document = json.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, ValueError) as error:
            raise ExtractError(f"not a JSON file that can be read ({error})", str(path)) from error
        if not isinstance(document, dict) or not any(kind in document for kind in KINDS):
            raise ExtractError(f"an annotation file is an object with {', '.join(KINDS)}", str(path))
        yield path, document


def missing(kind: str, row: Mapping[str, Any]) -> str:
    """Which fields a record lacks without which it cannot be compared; empty if it has them all."""
    names = [name for name in _NEEDED[kind] if row.get(name) in (None, "", [])]
    return f"{', '.join(names)} missing" if names else ""


def _problem(kind: str, row: object) -> str:
    if not isinstance(row, dict):
        return "a record is an object"
    if reason := missing(kind, row):
        return reason
    if kind == "events" and str(row["type"]).upper() not in EventType.__members__:
        return f"{row['type']!r} is none of PLOVER's types"
    if kind == "events" and row.get("status") is not None and row["status"] not in tuple(Status):
        return f"the status {row['status']!r} is none of {', '.join(Status)}"
    return ""
