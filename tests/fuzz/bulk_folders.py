"""Ways to spoil one file of a folder that `tightrope load evidence` or `tightrope load flows` takes."""

from __future__ import annotations

import io
import json
import math
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st
from mutating import spoilt

#: What a column may hold, whatever it is for.
VALUES: tuple[Any, ...] = (
    *(None, "", "x", "2023-02-30", "KAZ", "\x1b[2J", "9" * 5000, 0, -1, 2**63 - 1, -(2**63), True, 1.5, math.nan),
    *(
        math.inf,
        1e308,
        -1e308,
        1e15,
        date(1, 1, 1),
        date(9999, 12, 31),
        Decimal("1e20"),
        b"\xff\x00",
        [],
        ["x"],
        {"x": 1},
    ),
)
_JSON = ("null", "[]", "{}", "-1", "1e999", "NaN", '"x"', "9" * 30, "true", '["x"]', "[" * 3000, '{"events": "x"}')
_MISSING = b"-"


def files_of(folder: Path) -> dict[str, bytes]:
    """All files by their paths in the folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@st.composite
def _table(draw: st.DrawFn, content: bytes) -> bytes:
    """A table with another column or other rows."""
    table = pq.read_table(io.BytesIO(content))
    names = table.schema.names
    name = draw(st.sampled_from(names))
    at = names.index(name)
    match draw(st.sampled_from(("cell", "cell", "column", "column", "drop", "rename", "twice", "rows", "again"))):
        case "cell":
            cells = table.column(name).to_pylist()
            cells[draw(st.integers(0, len(cells) - 1))] = draw(st.sampled_from(VALUES))
            try:
                table = table.set_column(at, name, pa.array(cells, table.schema.field(name).type))
            except (pa.ArrowException, TypeError, ValueError, OverflowError):
                table = table.drop_columns([name])
        case "column":
            table = table.set_column(at, name, pa.array([draw(st.sampled_from(VALUES))] * len(table)))
        case "drop":
            table = table.drop_columns([name])
        case "rename":
            table = table.rename_columns([f"{one}2" if one == name else one for one in names])
        case "twice":
            table = table.append_column(name, table.column(draw(st.sampled_from(names))))
        case "rows":
            table = table.slice(draw(st.integers(0, len(table))), draw(st.integers(0, len(table))))
        case _:
            table = pa.concat_tables([table, table.slice(0, draw(st.integers(0, len(table))))])
    out = io.BytesIO()
    pq.write_table(table, out)
    return out.getvalue()


@st.composite
def _manifest(draw: st.DrawFn, content: bytes) -> bytes:
    """JSON with another value somewhere, or none."""
    whole = json.loads(content)
    inner = whole
    while True:
        key = draw(st.sampled_from(sorted(inner)))
        if not isinstance(inner[key], dict) or not inner[key] or draw(st.integers(0, 2)) == 0:
            break
        inner = inner[key]
    if draw(st.booleans()):
        inner[draw(st.sampled_from(("2019-13", "x", "../x", "")))] = inner.pop(key)
        return json.dumps(whole).encode()
    inner[key] = "\0"
    return json.dumps(whole).encode().replace(b'"\\u0000"', draw(st.sampled_from(_JSON)).encode())


@st.composite
def spoilt_folders(draw: st.DrawFn, whole: dict[str, bytes]) -> bytes:
    """The path of a file, a line end, and what shall stand there; a minus before the path: nothing."""
    name = draw(st.sampled_from(sorted(whole)))
    kind = draw(st.integers(0, 6))
    if kind == 0:
        return _MISSING + name.encode()
    if kind == 1:
        return name.encode() + b"\n" + whole[draw(st.sampled_from(sorted(whole)))]
    if kind == 2:
        return name.encode() + b"\n" + draw(spoilt([whole[name]]))
    changed = _manifest if name.endswith(".json") else _table
    return name.encode() + b"\n" + draw(changed(whole[name]))


def put(folder: Path, whole: dict[str, bytes], change: bytes) -> None:
    """Write a folder with one file spoilt."""
    path, _, content = change.partition(b"\n")
    files = {**whole, path.decode(): content}
    if path.startswith(_MISSING):
        files = {name: own for name, own in whole.items() if name != path[1:].decode()}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
