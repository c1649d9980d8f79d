"""Keep a ledger of an earlier schema as a small file, made by the code of its time: tests open it ever after.

python tools/keep_ledger_version.py COMMIT

COMMIT is the last with that schema (HEAD, before a migration is added). Its code takes the steps of
tests/ledger/versions/steps.py on the documents and the case in input/ beside it and writes schema-N.ledger.xz there and
schema-N.json, what it then read from that ledger. The libraries are those installed now.
"""

from __future__ import annotations

import json
import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSIONS = ROOT / "tests" / "ledger" / "versions"


def keep(commit: str) -> Path:
    """Make the ledger in a folder of its own; return the file that is kept."""
    with tempfile.TemporaryDirectory() as folder:
        code, work = Path(folder, "code"), Path(folder, "work")
        work.mkdir()
        name = git("rev-parse", "--short", commit)
        git("worktree", "add", "--quiet", "--detach", str(code), commit)
        try:
            given = shutil.copytree(VERSIONS / "input", work / "input")
            environment = {**os.environ, "PYTHONPATH": str(code / "src"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}
            command = [sys.executable, str(VERSIONS / "steps.py"), given.name, name]
            subprocess.run(command, cwd=work, env=environment, check=True)
        finally:
            git("worktree", "remove", "--force", str(code))
        return pack(work / "a.ledger", work / "told.json")


def git(*arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", str(ROOT), *arguments], check=True, stdout=subprocess.PIPE, text=True
    ).stdout.strip()


def pack(ledger: Path, told: Path) -> Path:
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("VACUUM")
        (schema,) = connection.execute("PRAGMA user_version").fetchone()
    kept = VERSIONS / f"schema-{schema}.ledger.xz"
    kept.write_bytes(lzma.compress(ledger.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    facts = json.loads(told.read_text("utf-8"))
    lines = (f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in facts.items())
    kept.with_name(f"schema-{schema}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")
    return kept


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    kept = keep(sys.argv[1])
    print(f"{kept.relative_to(ROOT)}: {kept.stat().st_size:,} bytes")
