"""The ledgers of earlier versions that are kept as small files, for tests of several rooms."""

from __future__ import annotations

import json
import lzma
import re
from pathlib import Path
from typing import Any

from tightrope.ledger.schema import migrations

FOLDER = Path(__file__).with_name("versions")
CASE = FOLDER / "input" / "case"
KEPT = {int(re.findall(r"\d+", path.name)[0]): path for path in sorted(FOLDER.glob("schema-*.ledger.xz"))}
#: Schemas that a ledger with something in it can have and that are not today's: the first two came together.
EARLIER = range(2, len(migrations()))


def unpack(schema: int, folder: Path) -> Path:
    """A copy of the ledger of that schema, to be upgraded."""
    path = folder / "a.ledger"
    path.write_bytes(lzma.decompress(KEPT[schema].read_bytes()))
    return path


def told(schema: int) -> dict[str, Any]:
    """What the code of that time read from it."""
    facts: dict[str, Any] = json.loads((FOLDER / f"schema-{schema}.json").read_text("utf-8"))
    return facts
