"""Annotated corpora: folders with one JSON file per document, in the schema of :func:`annotations`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tightrope.records import ExtractError

#: The corpus written by the project's own authors: documents and gold.
OWN = Path(__file__).parent / "gold"
KINDS = ("events", "stocks", "ties", "positions")
_NEEDED = {
    "events": ("source", "target", "type"),
    "stocks": ("holder", "over", "value"),
    "ties": ("a", "b", "relation"),
    "positions": ("actor", "stance"),
}


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
