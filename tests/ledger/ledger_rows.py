"""What a ledger holds, row by row, for tests that nothing is lost and nothing added."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path


def rows_of(path: Path) -> dict[str, Counter[str]] | None:
    """All rows of all tables but those of the indices, as they are stored; nothing if they cannot be read."""
    names = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB 'search_*' AND name NOT GLOB 'sqlite_*' "
        "AND name NOT IN ('index_version', 'near_band', 'near_signature')"
    )
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
            connection.text_factory = bytes
            tables = [name.decode() for (name,) in connection.execute(names).fetchall()]
            return {name: Counter(map(repr, connection.execute(f'SELECT * FROM "{name}"'))) for name in tables}
    except (sqlite3.Error, UnicodeError):
        return None
