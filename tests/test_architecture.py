"""The design's table of rooms, read from docs/architecture.md and held against the imports."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "tightrope"


def allowed_imports() -> dict[str, set[str]]:
    rows = re.findall(r"^\| `(\w+)` \|.*\| ([^|]+) \|$", (ROOT / "docs/architecture.md").read_text("utf-8"), re.M)
    return {room: set(re.findall(r"`(\w+)`", imports)) for room, imports in rows}


def rooms_on_disk() -> set[str]:
    names = {path.stem for path in PACKAGE.glob("*.py") if not path.stem.startswith("_")}
    return names | {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.rglob("*.py"))}


def imported_rooms(path: Path) -> set[str]:
    room_parts = path.relative_to(PACKAGE).parts
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            base = node.module or ""
            modules = [f"{base}.{alias.name}" for alias in node.names] if base == "tightrope" else [base]
        elif isinstance(node, ast.ImportFrom):
            parts = ["tightrope", *room_parts[:-1]]
            base = ".".join(parts[: len(parts) - node.level + 1])
            names = [alias.name for alias in node.names]
            modules = [f"{base}.{node.module}"] if node.module else [f"{base}.{name}" for name in names]
        else:
            continue
        for module in modules:
            parts = module.split(".")
            if parts[0] == "tightrope" and len(parts) > 1 and not parts[1].startswith("_"):
                found.add(parts[1])
    return found


def test_every_room_on_disk_is_in_the_table_and_the_other_way_round():
    assert rooms_on_disk() == set(allowed_imports())


@pytest.mark.parametrize("room", sorted(rooms_on_disk()))
def test_a_room_imports_only_what_the_table_allows(room):
    allowed = allowed_imports()[room] | {room}
    files = [PACKAGE / f"{room}.py"] if (PACKAGE / f"{room}.py").exists() else sorted((PACKAGE / room).rglob("*.py"))
    wrong = {str(path.relative_to(ROOT)): sorted(imported_rooms(path) - allowed) for path in files}
    assert {path: rooms for path, rooms in wrong.items() if rooms and rooms != ["__version__"]} == {}


def test_no_room_is_a_drawer_for_odds_and_ends():
    forbidden = {"utils", "util", "helpers", "common", "pipeline", "misc"}
    assert not forbidden & {path.stem for path in PACKAGE.rglob("*.py")}
    assert not forbidden & {path.name for path in PACKAGE.rglob("*") if path.is_dir()}


def test_no_source_file_outgrows_what_one_reader_holds_in_mind():
    long = {
        str(p.relative_to(ROOT)): n
        for p in PACKAGE.rglob("*.py")
        if (n := len(p.read_text("utf-8").splitlines())) > 330
    }
    assert long == {}


def test_the_project_speaks_of_itself_alone():
    words = re.compile(r"/work/|\bpip\.pypa\.mirror|/opt/wheels|/root/", re.I)
    text_files = [
        p
        for p in ROOT.rglob("*")
        if p.suffix in {".py", ".md", ".ipynb", ".toml", ".yaml", ".csv", ".sql", ".html", ""}
    ]
    skip = {".git", ".venv", "out", "__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
    found = [
        str(path.relative_to(ROOT))
        for path in text_files
        if path.is_file()
        and not skip & set(path.relative_to(ROOT).parts)
        and path != Path(__file__).resolve()
        and words.search(path.read_text("utf-8", errors="replace"))
    ]
    assert found == []
