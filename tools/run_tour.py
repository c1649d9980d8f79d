"""Run docs/tour.ipynb and keep what its cells print, for readers who do not run it.

python tools/run_tour.py
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

TOUR = Path(__file__).resolve().parents[1] / "docs" / "tour.ipynb"


def run() -> None:
    tour = nbformat.read(TOUR, as_version=4)
    with tempfile.TemporaryDirectory() as folder:
        NotebookClient(
            tour, timeout=600, kernel_name="python3", record_timing=False, resources={"metadata": {"path": folder}}
        ).execute()
    tour.metadata = {"kernelspec": tour.metadata["kernelspec"], "language_info": {"name": "python"}}
    for cell in tour.cells:
        cell.metadata = {}
    nbformat.write(tour, TOUR)


if __name__ == "__main__":
    run()
