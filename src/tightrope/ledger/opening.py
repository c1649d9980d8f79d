"""Opening the file of a ledger, to write (made or brought up to date if need be) or only to read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from tightrope.ledger.connection import (
    OLDEST_SQLITE,
    SQLITE_ERRORS,
    Clock,
    Database,
    connect,
    explain,
    now,
    use_write_ahead_log,
)
from tightrope.ledger.index import refresh
from tightrope.ledger.schema import Migration, check_sqlite, check_version, migrate
from tightrope.records import LedgerError

_TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What became of a ledger that was brought up to date.

    Attributes:
        migrations: the steps that ran; none if it had them all.
        indices: names of the indices that were made again.
    """

    migrations: tuple[Migration, ...]
    indices: tuple[str, ...]


def open_to_write(path: Path, clock: Clock, timeout: float) -> Database:
    """Open a ledger with its schema and indices up to date."""
    return _open_up_to_date(path, clock, timeout)[0]


def bring_up_to_date(path: Path, clock: Clock = now) -> Upgrade:
    """Bring a ledger of an earlier version up to date; each migration is run whole or not at all.

    Raises:
        LedgerError: there is no ledger, it is from a newer version, or it cannot be written.
    """
    open_to_read(path, _TIMEOUT, oldest=1).close()  # so that none is made here
    database, done = _open_up_to_date(path, clock, _TIMEOUT)
    with closing(database):
        return done


def _open_up_to_date(path: Path, clock: Clock, timeout: float) -> tuple[Database, Upgrade]:
    _check_place(path)
    writer = connect(path, mode="rwc", timeout=timeout)
    reader = None
    try:
        check_version(writer, path, oldest=0)
        use_write_ahead_log(writer, timeout)
        ran = migrate(writer, path, clock)
        reader = connect(path, mode="ro", timeout=timeout)
        database = Database(path, reader, writer, clock)
        return database, Upgrade(ran, refresh(database))
    except BaseException as error:
        for connection in (reader, writer):
            if connection is not None:
                connection.close()
        if isinstance(error, SQLITE_ERRORS):
            raise explain(error, path) from error
        raise


def open_to_read(path: Path, timeout: float, *, oldest: int | None = None) -> Database:
    """Open a ledger and write nothing, not even beside it if its folder cannot be written.

    Args:
        path: the file.
        timeout: seconds to wait for another program.
        oldest: the oldest schema that will do; the newest unless it is given, since queries are written for that.
    """
    _check_place(path)
    if not path.exists():
        raise LedgerError("there is no ledger here", str(path))
    try:
        reader = connect(path, mode="ro", timeout=timeout)
    except LedgerError as error:
        # In a folder nobody can write, SQLite cannot make the files beside a ledger in WAL mode. If no such file holds
        # anything, nobody is writing and the file alone is complete.
        log = path.with_name(path.name + "-wal")
        code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
        if code not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or (log.exists() and log.stat().st_size):
            raise
        reader = connect(path, mode="immutable", timeout=timeout)
    try:
        check_version(reader, path, oldest=oldest)
    except BaseException as error:
        reader.close()
        if isinstance(error, SQLITE_ERRORS):
            raise explain(error, path) from error
        raise
    return Database(path, reader, None, now)


def _check_place(path: Path) -> None:
    check_sqlite(sqlite3.sqlite_version_info, OLDEST_SQLITE)
    if path.is_dir():
        raise LedgerError("a ledger is a file, this is a folder", str(path))
    if not path.parent.is_dir():
        raise LedgerError("there is no such folder: make it first", str(path.parent))
