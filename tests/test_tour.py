"""docs/tour.ipynb: run as it stands there, cell after cell, and what it says was printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

TOUR = Path(__file__).resolve().parents[1] / "docs" / "tour.ipynb"


def shown(cell: Any) -> list[tuple[str, int]]:
    """What a cell shows: the kind, and how many lines of it if it is text.

    What is printed comes in as many pieces as the kernel's clock makes of it, so it is counted together.
    """
    printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
    found = [("printed", len(printed.splitlines()))] if printed else []
    for output in cell.outputs:
        if output.output_type != "stream":
            picture = "image/svg+xml" in output.data
            found.append(("picture", 1) if picture else ("text", len(output.data["text/plain"].splitlines())))
    return found


@pytest.mark.timeout(900)  # it measures the built-in case and looks ahead
def test_every_cell_of_the_tour_runs_and_shows_as_much_as_stands_under_it(tmp_path: Path) -> None:
    kept = nbformat.read(TOUR, as_version=4)
    run = nbformat.read(TOUR, as_version=4)
    client = NotebookClient(run, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}})
    client.execute()  # an error in a cell is raised here
    cells = [(then, now) for then, now in zip(kept.cells, run.cells, strict=True) if then.cell_type == "code"]
    assert len(cells) > 10
    for then, now in cells:
        assert shown(now) == shown(then), f"{then.source}\n\nIf that is meant: python tools/run_tour.py"
    assert sum(("picture", 1) in shown(now) for _, now in cells) == 3
    assert "nan" not in "".join(output.text for _, now in cells for output in now.outputs if "text" in output)
    assert list(tmp_path.iterdir()) == []


def test_the_tour_is_small_and_tells_nothing_of_the_machine_that_it_ran_on() -> None:
    text = TOUR.read_text("utf-8")
    assert len(text) < 200_000
    assert '"execution"' not in text  # no times of running: tools/run_tour.py leaves them out
    for telling in (str(TOUR.parents[1]), f"{Path.home()}/", "/tmp/", "/home/", "Traceback", "site-packages"):
        assert telling not in text


def test_the_links_of_the_tour_lead_somewhere() -> None:
    words = "".join(cell.source for cell in nbformat.read(TOUR, as_version=4).cells if cell.cell_type == "markdown")
    targets = re.findall(r"\]\(([^)#]+)\)", words)
    assert len(targets) > 2
    for target in targets:
        assert target.startswith("http") or (TOUR.parent / target).exists(), target
