"""The schema: numbered migrations, each in one transaction with the record that it ran."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from tightrope import __version__
from tightrope.ledger.connection import SQLITE_ERRORS, Clock, check_whole, explain, microseconds
from tightrope.records import LedgerError

#: "trop" in ASCII; tells a ledger from any other SQLite database (``PRAGMA application_id``).
APPLICATION_ID = 0x74726F70

_FILE_NAME = re.compile(r"(\d{4})_(\w+)\.sql")


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered step of the schema."""

    number: int
    name: str
    sql: str


@cache
def migrations() -> tuple[Migration, ...]:
    """All migrations this version knows, in order.

    Raises:
        LedgerError: a file is misnamed, or a number is missing or taken twice.
    """
    found = []
    for file in files("tightrope.ledger").joinpath("migrations").iterdir():
        if not file.name.endswith(".sql"):
            continue
        match = _FILE_NAME.fullmatch(file.name)
        if match is None:
            raise LedgerError("a migration is named 0001_words.sql", file.name)
        found.append(Migration(int(match[1]), match[2], file.read_text(encoding="utf-8")))
    found.sort(key=lambda migration: migration.number)
    if [migration.number for migration in found] != list(range(1, len(found) + 1)):
        raise LedgerError(f"migrations must be numbered 1, 2, 3 …, not {[each.number for each in found]}")
    return tuple(found)


def check_sqlite(version: tuple[int, ...], oldest: tuple[int, ...]) -> None:
    """Refuse an SQLite library that lacks the trigram index.

    Raises:
        LedgerError: with both versions.
    """
    if version < oldest:
        has, needs = (".".join(map(str, each)) for each in (version, oldest))
        raise LedgerError(f"this Python comes with SQLite {has}; a ledger needs {needs} or newer")


def check_version(connection: sqlite3.Connection, path: Path, *, oldest: int | None = None) -> None:
    """Refuse a file that is no ledger, is newer than this version, or is older than will do.

    Args:
        connection: an open connection to the file.
        path: the file, for messages.
        oldest: the oldest schema that will do, 0 for an empty file; only the newest unless it is given.

    Raises:
        LedgerError: with both versions where they differ, and what to do.
    """
    connection.execute("BEGIN")  # one moment for all three: another process may be making the ledger just now
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.execute("COMMIT")
    newest = len(migrations())
    if application != APPLICATION_ID and (application or version or tables):
        raise LedgerError("this is an SQLite database, but not a tightrope ledger", str(path))
    if version > newest:
        raise LedgerError(
            f"this ledger has schema {version}{_written_by(connection)}; tightrope {__version__} knows schemas up to "
            f"{newest}: install a newer tightrope to use it",
            str(path),
        )
    if version < (newest if oldest is None else oldest):
        if not version:
            raise LedgerError("this ledger is empty: `tightrope read` and `tightrope measure` fill one", str(path))
        raise LedgerError(
            f"this ledger has schema {version}; tightrope {__version__} reads schema {newest}: bring it up to date "
            "with `tightrope upgrade` (and copy it first with `tightrope backup`)",
            str(path),
        )


def _written_by(connection: sqlite3.Connection) -> str:
    try:
        (tightrope,) = connection.execute("SELECT tightrope FROM migration ORDER BY number DESC LIMIT 1").fetchone()
    except (*SQLITE_ERRORS, TypeError):  # a newer schema may keep this elsewhere; the number alone must do then
        return ""
    return f" (written by tightrope {tightrope})"


def migrate(connection: sqlite3.Connection, path: Path, clock: Clock) -> tuple[Migration, ...]:
    """Run the migrations the file has not seen; return them. One that fails leaves the file as it was before it.

    Raises:
        LedgerError: naming the migration that failed; or the file is damaged, which writing would make worse.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if 0 < version < len(migrations()):
        check_whole(connection, path)
    ran = []
    for migration in migrations():
        try:
            if _run(connection, migration, clock):
                ran.append(migration)
        except SQLITE_ERRORS as error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            cause = explain(error, path)
            raise LedgerError(f"migration {migration.number} ({migration.name}) failed: {cause.what}", str(path)) from (
                error
            )
    return tuple(ran)


def _run(connection: sqlite3.Connection, migration: Migration, clock: Clock) -> bool:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version >= migration.number:
        return False
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()  # another process may just have run it
    needed = int(version) < migration.number
    if needed:
        for statement in statements(migration.sql):  # executescript would commit the transaction first
            connection.execute(statement)
        connection.execute(
            "INSERT INTO migration VALUES (?, ?, ?, ?)",
            (migration.number, migration.name, __version__, microseconds(clock())),
        )
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {migration.number}")
    connection.execute("COMMIT")
    return needed


def statements(sql: str) -> Iterator[str]:
    """Split a script into statements; triggers stay whole."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
