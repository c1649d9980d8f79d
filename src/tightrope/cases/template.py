"""A commented case to fill in."""

from __future__ import annotations

import shutil
from importlib import resources
from pathlib import Path

from tightrope.cases.economies import ECONOMY_COLUMNS, PLACE_COLUMNS
from tightrope.cases.facts import EVENT_COLUMNS, POSITION_COLUMNS, STOCK_COLUMNS, TIE_COLUMNS
from tightrope.cases.fields import NAME
from tightrope.cases.starter import OBSERVATION_COLUMNS, ORIGIN_COLUMNS
from tightrope.records import CaseError

#: Tables of a new case: only their headers, the README beside them has examples.
TABLES = {
    "origins.csv": ORIGIN_COLUMNS,
    "facts/events.csv": EVENT_COLUMNS,
    "facts/stocks.csv": STOCK_COLUMNS,
    "facts/ties.csv": TIE_COLUMNS,
    "facts/positions.csv": POSITION_COLUMNS,
    "observations/observations.csv": OBSERVATION_COLUMNS,
    "economies.csv": ECONOMY_COLUMNS,
    "places.csv": PLACE_COLUMNS,
}


def new_case(name: str, folder: str | Path) -> Path:
    """Write a commented case into a new folder of that name and return the folder.

    Args:
        name: small letters, digits, hyphens and underscores; also the name of the new folder.
        folder: where the new folder is made; must exist or be creatable.

    Raises:
        CaseError: the name is none, the folder is there already, or it cannot be written.
    """
    if not NAME.fullmatch(name) or len(name) > 64:
        words = "not a name for a case (up to 64 small letters, digits, hyphens and underscores, a letter first)"
        raise CaseError(words, repr(name))
    target = Path(folder) / name
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.mkdir()
    except FileExistsError as error:
        raise CaseError("is there already and is not overwritten", str(target)) from error
    except OSError as error:
        raise CaseError(f"cannot be made: {error.strerror or error}", str(target)) from error
    try:
        _fill(target, name)
    except OSError as error:
        # A half-written case would load as if it were meant so.
        shutil.rmtree(target, ignore_errors=True)
        raise CaseError(f"cannot be written: {error.strerror or error}", str(target)) from error
    return target


def _fill(target: Path, name: str) -> None:
    template = resources.files("tightrope.cases") / "template"
    for file in ("case.yaml", "README.md"):
        text = (template / file).read_text("utf-8").replace("my-case", name)
        (target / file).write_text(text, "utf-8")
    (target / "documents").mkdir()
    for path, columns in TABLES.items():
        (target / path).parent.mkdir(exist_ok=True)
        (target / path).write_text(",".join(columns) + "\n", "utf-8")
