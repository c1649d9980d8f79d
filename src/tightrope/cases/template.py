"""A commented case to fill in."""

from __future__ import annotations

import shutil
from importlib import resources
from itertools import takewhile
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


def channel_lines(name: str, unit: str) -> tuple[str, ...]:
    """Lines of ``case.yaml`` that declare a channel: the built-in case's where it has the channel, else a draft.

    The numbers of a draft are no judgement of anybody, and its reason says so.

    Args:
        name: the channel.
        unit: of the figures that are to count.
    """
    lines = (resources.files("tightrope.cases") / "central_asia" / "case.yaml").read_text("utf-8").splitlines()
    if (head := f"  {name}:") in lines:
        rest = lines[lines.index(head) + 1 :]
        return (head, *takewhile(lambda line: line.startswith("    "), rest))
    return (
        head,
        f"    label: {{en: {name.partition('.')[2].replace('_', ' ').capitalize()}}}",
        "    kind: amount",
        f"    unit: {unit}",
        "    offset: 1  # what hardly counts, in the unit",
        "    noise: 0.3",
        "    drift: 0.3",
        '    reason: "a draft: not yet judged"',
    )


def _fill(target: Path, name: str) -> None:
    template = resources.files("tightrope.cases") / "template"
    for file in ("case.yaml", "claims.yaml", "README.md"):
        text = (template / file).read_text("utf-8").replace("my-case", name)
        (target / file).write_text(text, "utf-8")
    (target / "documents").mkdir()
    for path, columns in TABLES.items():
        (target / path).parent.mkdir(exist_ok=True)
        (target / path).write_text(",".join(columns) + "\n", "utf-8")
