"""The same inputs give the same bytes, whatever the language, time zone, cores and hash seed of the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

ONE = {"LC_ALL": "C", "TZ": "UTC", "PYTHONHASHSEED": "0", "OPENBLAS_NUM_THREADS": "1", "NUMBA_NUM_THREADS": "1"}
OTHER = {
    **{"LC_ALL": "C.UTF-8", "LANG": "zh_TW.UTF-8", "TZ": "Asia/Almaty", "PYTHONHASHSEED": "4242"},
    **{"OPENBLAS_NUM_THREADS": "2", "NUMBA_NUM_THREADS": "2"},
}
FIXED = {"SOURCE_DATE_EPOCH": "1764115200"}


def made(folder: Path, machine: dict[str, str], cores: set[int]) -> dict[str, str]:
    """The digest of everything that the commands write, on a machine of that kind."""
    folder.mkdir()
    ledger = ["--ledger", str(folder / "a.ledger")]
    for command in (
        ["measure", *ledger, "--draws", "200", "--seed", "3", "--no-cache"],
        ["brief", *ledger, "--out", str(folder / "brief")],
        *(["export", "tables", str(folder / form), "--format", form, *ledger] for form in ("csv", "jsonl")),
    ):
        subprocess.run(
            [sys.executable, "-m", "tightrope", *command],
            check=True,
            env={**os.environ, **machine, **FIXED},
            stdout=subprocess.DEVNULL,
            preexec_fn=lambda: os.sched_setaffinity(0, cores),
        )
    files = (path for path in folder.rglob("*") if path.is_file() and ".ledger" not in path.name)
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.timeout(1200)  # it measures the built-in case twice, once on a single core
@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="cores cannot be chosen on this system")
def test_another_machine_writes_the_same_bytes(tmp_path: Path) -> None:
    every = os.sched_getaffinity(0)
    one = made(tmp_path / "one", ONE, {min(every)})
    other = made(tmp_path / "other", OTHER, every)
    assert {"brief/brief.html", "brief/brief.zh-Hant.html", "brief/manifest.json", "csv/estimates.csv"} <= one.keys()
    assert other == one
    told = json.loads((tmp_path / "one" / "brief" / "manifest.json").read_text("utf-8"))
    assert told["files"]["brief.html"] == one["brief/brief.html"]
    assert told["run"]["seed"] == 3
    assert told["run"]["recorded"] == "2025-11-26T00:00:00+00:00"
