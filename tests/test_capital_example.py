"""docs/capital-by-example.md: its code, run as it stands there on fewer draws, and what it says was printed."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from tightrope.cases import load_case
from tightrope.cli.measuring import load_starter
from tightrope.ledger import Ledger

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "capital-by-example.md").read_text("utf-8")


class Block(NamedTuple):
    code: str
    printed: str


def blocks() -> list[Block]:
    """The page's Python, each with the text that stands right under it."""
    return [Block(*one) for one in re.findall(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", PAGE, re.S)]


@pytest.mark.timeout(900)
def test_every_block_of_the_page_runs_and_prints_as_many_lines_as_stand_under_it(tmp_path, monkeypatch):
    folder = tmp_path / "out" / "central-asia"
    folder.mkdir(parents=True)
    with Ledger.open(folder / "central-asia.ledger") as ledger:
        load_starter(ledger, load_case("central_asia"))
    monkeypatch.chdir(tmp_path)
    page = blocks()
    assert len(page) == 8
    assert sum("draws=1200" in block.code for block in page) == 1
    names: dict[str, object] = {}
    for block in page:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(block.code.replace("draws=1200", "draws=200"), "capital-by-example.md", "exec"), names)
        said = out.getvalue()
        assert len(said.splitlines()) == len(block.printed.splitlines()) > 0, block.code
        assert "nan" not in said
    for name in ("capital.nc", "capital.csv"):
        assert (tmp_path / name).stat().st_size > 1000


def test_the_links_of_the_page_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert target.startswith("http") or (ROOT / "docs" / target).exists(), target
