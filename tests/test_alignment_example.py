"""docs/alignment-by-example.md: its code, run as it stands there, and what it says was printed."""

from __future__ import annotations

import contextlib
import io
import re
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import xarray as xr

from tightrope.cases import load_case
from tightrope.cli.agreeing import Wanted, show_agreement
from tightrope.ledger import Ledger
from tightrope.measures.alignment.posterior import QUANTILES, write
from tightrope.names import Names
from tightrope.records import ISSUE_AREAS, Origin, RollCall
from tightrope.sources.roll_calls import read_roll_calls

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "alignment-by-example.md").read_text("utf-8")
FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
FILE = Origin(producer="An office", title="Roll calls of our own")


class Block(NamedTuple):
    code: str
    printed: str


def blocks() -> list[Block]:
    """The page's Python, each with the text that stands right under it."""
    found = re.findall(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", PAGE, re.S)
    return [Block(*one) for one in found]


def run(chosen: list[Block]) -> list[str]:
    """What each prints, in one namespace, as a reader would run them."""
    names: dict[str, object] = {}
    said = []
    for block in chosen:
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(block.code, "alignment-by-example.md", "exec"), names)
        said.append(out.getvalue())
    return said


def made_up_posterior() -> xr.Dataset:
    """Random walks of the page's states and the Union's members, 1992 to 2025."""
    random = np.random.default_rng(1)
    states = sorted({*FIVE, "RUS", "CHN", "USA", "TUR", *Names.builtin().members("EUU", on=date(2010, 1, 1))})
    years = range(1992, 2026)
    steps = random.normal(0, 0.1, (2, 50, len(states), len(years)))
    draws = steps.cumsum(axis=-1).reshape(2, 50, -1).astype(np.float32)
    cells = len(states) * len(years)
    found = xr.Dataset(
        {
            "ideal_point": (("chain", "draw", "cell"), draws),
            "mean": ("cell", draws.mean(axis=(0, 1))),
            "votes": ("cell", random.integers(5, 90, cells)),
            "ess": ("cell", random.uniform(100, 900, cells)),
            "rhat": ("cell", random.uniform(1, 1.05, cells)),
        },
        coords={"state": ("cell", np.repeat(states, len(years))), "period": ("cell", np.tile(years, len(states)))},
        attrs={
            **{"variant": "coherent", "model": "made up", "period": "year"},
            **{"cutoff": "2025-12-01", "unit": "standard deviations"},
        },
    )
    for name, quantile in QUANTILES.items():
        found[name] = ("cell", np.quantile(draws, quantile, axis=(0, 1)))
    return found


def made_up_calls() -> list[RollCall]:
    random = np.random.default_rng(2)
    voters = [*FIVE, "CHN", "RUS", "TUR", "USA"]
    found = []
    for year in range(2015, 2020):
        for number in range(24):
            groups: tuple[list[str], ...] = ([], [], [], [])
            for voter in sorted(voters):
                groups[random.integers(4)].append(voter)
            yes, abstain, no, absent = map(tuple, groups)
            found.append(
                RollCall(
                    resolution=f"A/RES/{year - 1945}/{number}",
                    session=year - 1945,
                    day=date(year, 12, 1),
                    title=f"Text {number}",
                    issues=(sorted(ISSUE_AREAS)[number % 2],),
                    yes=yes,
                    abstain=abstain,
                    no=no,
                    absent=absent,
                    origin=FILE.id,
                    locator=f"line {year}-{number}",
                )
            )
    return found


def test_every_block_of_the_page_runs_and_prints_as_many_lines_as_stand_under_it(tmp_path, monkeypatch):
    write(made_up_posterior(), tmp_path / "positions.nc")
    with Ledger.open(tmp_path / "tightrope.ledger") as ledger:
        ledger.add_roll_calls(FILE, made_up_calls())
    monkeypatch.chdir(tmp_path)
    page = blocks()
    assert len(page) == 9
    for block, said in zip(page, run(page), strict=True):
        assert len(said.splitlines()) == len(block.printed.splitlines()), block.code
    assert (tmp_path / "alignment.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.real
def test_what_stands_under_the_blocks_on_roll_calls_is_what_they_print(shared, tmp_path, monkeypatch, capsys):
    data = shared / "data"
    extracts = sorted((data / "unxml-ga-resolutions" / "data_extract").glob("*.gz"))
    table = read_roll_calls([data / "un-votes-voeten" / "un_votes.rda", *extracts], Names.builtin())
    monkeypatch.chdir(tmp_path)
    with Ledger.open(tmp_path / "tightrope.ledger") as ledger:
        for origin, calls in table.tables:
            ledger.add_roll_calls(origin, calls)
        case = load_case("central_asia")
        show_agreement(
            ledger, case, Wanted(first=2025, last=2025), states=("KAZ", "UZB"), others=("RUS", "CHN", "USA", "TUR")
        )
    printed = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    (shown,) = re.findall(r"```text\n(year  state.*?)```", PAGE, re.S)
    assert [re.split(r" {2,}", line) for line in shown.splitlines()] == printed
    on_calls = [block for block in blocks() if "roll_calls" in block.code or "absence(" in block.code]
    imports = Block("from pathlib import Path\nimport numpy as np\n", "")
    assert run([imports, *on_calls])[1:] == [block.printed for block in on_calls]


def test_the_links_of_the_page_lead_somewhere():
    for target in re.findall(r"\]\(([^)#]+)\)", PAGE):
        assert target.startswith("http") or (ROOT / "docs" / target).exists(), target
