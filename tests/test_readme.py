"""The README's own commands and code, run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.S)


def test_the_python_example_prints_what_the_readme_says():
    (code,) = blocks("python")
    (promised,) = re.findall(r"^# (CONSULT.*)$", code, re.M)
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == promised


@pytest.mark.timeout(600)  # it measures, projects and checks the built-in case
def test_every_line_of_the_tour_runs(tmp_path):
    tour = next(block for block in blocks("sh") if "tightrope trace" in block)
    lines = [line for line in tour.splitlines() if line and not line.startswith((". .venv", "export TIGHTROPE_LEDGER"))]
    assert len(lines) >= 9
    # as many draws as the demo had, so that nothing is sampled twice
    lines = [line.replace("tightrope measure", "tightrope measure --draws 200") for line in lines]
    binaries = Path(sys.executable).parent
    environment = os.environ | {
        "PATH": f"{binaries}:{os.environ['PATH']}",
        "TIGHTROPE_LEDGER": str(tmp_path / "out/central-asia/central-asia.ledger"),
    }
    (tmp_path / "src").symlink_to(ROOT / "src")
    script = "set -euo pipefail\ntightrope demo --draws 200\n" + "\n".join(lines)
    command = ["bash", "-c", script]
    result = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=580)
    assert result.returncode == 0, result.stderr
    for path in ("out/brief.html", "out/brief.zh-Hant.html", "out/csv/events.csv", "south-caucasus/case.yaml"):
        assert (tmp_path / path).exists(), path


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", README)) | {"docs/images/brief.png"}))
def test_every_link_of_the_readme_leads_somewhere(target):
    assert target.startswith("http") or (ROOT / target).exists()
