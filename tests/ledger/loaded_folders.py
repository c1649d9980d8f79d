"""Small folders that `tightrope load evidence` and `tightrope load flows` take."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from flow_files import flow, write_flows
from ledger_examples import evidence_of_all_kinds, numbered

from tightrope.records.columns import DOCUMENTS, EVIDENCE, document_columns, evidence_columns, month_of


def write_evidence_folder(folder: Path) -> Path:
    """A finished bulk run of four documents in two months, in two blocks."""
    blocks: dict[str, dict[str, Any]] = {}
    for block in range(2):
        name = f"part-000000-{block:04d}"
        months: dict[str, tuple[list[Any], list[Any]]] = defaultdict(lambda: ([], []))
        kinds: dict[str, int] = defaultdict(int)
        for index in (block, 200 + block):
            document, _ = numbered(index)
            documents, evidence = months[month_of(document.published)]
            documents.append(document_columns(document))
            evidence += [evidence_columns(one, document) for one in evidence_of_all_kinds(document)]
        for month, (documents, evidence) in months.items():
            for kind, rows, schema in (("documents", documents, DOCUMENTS), ("evidence", evidence, EVIDENCE)):
                path = folder / kind / f"month={month}" / f"{name}.parquet"
                path.parent.mkdir(parents=True, exist_ok=True)
                pq.write_table(pa.Table.from_pylist(rows, schema=schema), path, compression="zstd")
            for row in evidence:
                kinds[row["kind"]] += 1
        counted = {month: len(documents) for month, (documents, _) in months.items()}
        pieces = {month: len(evidence) for month, (_, evidence) in months.items()}
        found = {"documents": counted, "pieces": pieces, "evidence": dict(kinds)}
        blocks[name] = {**found, "duplicates": 0, "failures": 0}
    (folder / "manifest.json").write_text(json.dumps({"plan": {}, "failures": 0, "blocks": blocks}), "utf-8")
    return folder


def write_flows_folder(folder: Path) -> Path:
    """Flows of two years between parties of the built-in case and others."""
    months = [f"{year}-{month:02d}" for year in (2019, 2020) for month in range(1, 9)]
    rows = [
        row
        for month in months
        for row in (flow(month, "KAZ", "RUS", 4, 1), flow(month, "CHN", "USA", 2), flow(month, "FRA", "GBR", 1))
    ]
    write_flows(folder, rows, dict.fromkeys(months, 20_000))
    counted = {month: {"events": 20_000, "between": 8, "pairs": 3} for month in months}
    (folder / "manifest.json").write_text(json.dumps({"set": "gdelt", "months": counted}), "utf-8")
    return folder
