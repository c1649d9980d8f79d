"""Small folders of monthly flows, in the form in which event data sets are counted."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

FLOWS = pa.schema(
    [
        ("month", pa.string()),
        ("source", pa.string()),
        ("target", pa.string()),
        *((name, pa.int64()) for name in ("verbal_cooperation", "material_cooperation")),
        *((name, pa.int64()) for name in ("verbal_conflict", "material_conflict")),
        *((name, pa.float64()) for name in ("cooperation", "conflict")),
        *((name, pa.int64()) for name in ("events", "mentions")),
    ]
)
TOTALS = pa.schema([("month", pa.string()), ("events", pa.int64())])


def flow(
    month: str, source: str, target: str, cooperation: int = 0, conflict: int = 0, **changes: Any
) -> dict[str, Any]:
    """One row: so many acts of each side, verbal ones first, worth 3 points each."""
    return {
        "month": month,
        "source": source,
        "target": target,
        "verbal_cooperation": cooperation - cooperation // 2,
        "material_cooperation": cooperation // 2,
        "verbal_conflict": conflict - conflict // 2,
        "material_conflict": conflict // 2,
        "cooperation": 3.0 * cooperation,
        "conflict": 3.0 * conflict,
        "events": cooperation + conflict,
        "mentions": None,
        **changes,
    }


def write_flows(
    folder: Path, flows: Iterable[dict[str, Any]], totals: Mapping[str, int], *, name: str = "gdelt", version: int = 1
) -> Path:
    """Write a folder with one file a year."""
    for kind, schema, rows in (
        ("flows", FLOWS, list(flows)),
        ("totals", TOTALS, [{"month": month, "events": events} for month, events in totals.items()]),
    ):
        years = defaultdict(list)
        for row in rows:
            years[row["month"][:4]].append(row)
        (folder / kind).mkdir(parents=True, exist_ok=True)
        for year, found in years.items():
            pq.write_table(pa.Table.from_pylist(found, schema=schema), folder / kind / f"{year}.parquet")
    (folder / "manifest.json").write_text(json.dumps({"set": name, "version": version}))
    return folder
