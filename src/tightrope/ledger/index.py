"""The indices made from a document's text: search and near-duplicates. They can always be made again from the texts."""

from __future__ import annotations

import sqlite3
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache

from tightrope.ledger.connection import Database, check_whole
from tightrope.ledger.fold import fold, folding_version, pair_tokens
from tightrope.ledger.near import SHORTEST, bands, low_bytes, near_version, shingles, signature


@dataclass(frozen=True, slots=True)
class Sketch:
    """All that the indices keep of one text.

    Attributes:
        folded: the folded text.
        shingles: its shingles; empty if it is too short to be compared.
        signature: its MinHash signature; empty if there are no shingles.
    """

    folded: str
    shingles: AbstractSet[str]
    signature: tuple[int, ...]

    @staticmethod
    @lru_cache(maxsize=1)
    def of(text: str) -> Sketch:
        """Make the sketch of a text (about a millisecond for 2,000 characters).

        The last one is kept: a document is looked up first and added next.
        """
        folded = fold(text)
        parts = shingles(folded) if len(text) >= SHORTEST else frozenset()
        return Sketch(folded, parts, signature(parts))


def write_search(connection: sqlite3.Connection, number: int, folded: str) -> None:
    """Index a document for search."""
    connection.execute("INSERT INTO search_trigram (rowid, folded) VALUES (?, ?)", (number, folded))
    tokens = " ".join(sorted(pair_tokens(folded)))
    connection.execute("INSERT INTO search_pair (rowid, tokens) VALUES (?, ?)", (number, tokens))


def write_near(connection: sqlite3.Connection, number: int, values: tuple[int, ...]) -> None:
    """Index a document for near-duplicates by its signature."""
    if not values:
        return
    connection.execute("INSERT INTO near_signature VALUES (?, ?)", (number, low_bytes(values)))
    connection.executemany("INSERT OR IGNORE INTO near_band VALUES (?, ?)", [(band, number) for band in bands(values)])


def refresh(database: Database) -> tuple[str, ...]:
    """Make those indices again that were made by another OpenCC, Unicode or rensa; return their names.

    A new ledger only notes what its indices are made with. About 1,000 documents of 2,000 characters a second.

    Raises:
        LedgerError: the file is damaged, which writing would make worse.
    """
    if not stale(database.reader):
        return ()
    check_whole(database.reader, database.path)
    with database.writing() as (connection, _):
        made = stale(connection)  # another process may have done it while this one waited
        for name in made:
            _clear(connection, name)
            for number, text in connection.execute("SELECT number, text FROM document ORDER BY number"):
                if name == "search":
                    write_search(connection, number, database.made(fold, text))
                else:
                    write_near(connection, number, database.made(Sketch.of, text).signature)
            connection.execute("INSERT OR REPLACE INTO index_version VALUES (?, ?)", (name, _wanted()[name]))
    return made


def stale(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Return the names of the indices that were made by another OpenCC, Unicode or rensa than is here."""
    stored = dict(connection.execute("SELECT name, version FROM index_version").fetchall())
    return tuple(name for name, version in _wanted().items() if stored.get(name) != version)


def _wanted() -> dict[str, str]:
    return {"search": folding_version(), "near": near_version()}


def _clear(connection: sqlite3.Connection, name: str) -> None:
    if name == "near":
        connection.execute("DELETE FROM near_band")
        connection.execute("DELETE FROM near_signature")
        return
    for table in ("search_trigram", "search_pair"):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('delete-all')")
