"""Opening the file of a ledger, to write (made or brought up to date if need be) or only to read."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tightrope.ledger.connection import Clock, Database, connect, explain, now, use_write_ahead_log
from tightrope.ledger.index import refresh
from tightrope.ledger.schema import check_version, migrate
from tightrope.records import LedgerError


def open_to_write(path: Path, clock: Clock, timeout: float) -> Database:
    """Open a ledger with its schema and indices up to date."""
    writer = connect(path, mode="rwc", timeout=timeout)
    reader = None
    try:
        check_version(writer, path, read_only=False)
        use_write_ahead_log(writer, timeout)
        migrate(writer, path, clock)
        reader = connect(path, mode="ro", timeout=timeout)
        database = Database(path, reader, writer, clock)
        refresh(database)
    except BaseException as error:
        for connection in (reader, writer):
            if connection is not None:
                connection.close()
        if isinstance(error, sqlite3.Error):
            raise explain(error, path) from error
        raise
    return database


def open_to_read(path: Path, timeout: float) -> Database:
    """Open a ledger and write nothing, not even beside it if its folder cannot be written."""
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
        check_version(reader, path, read_only=True)
    except BaseException as error:
        reader.close()
        if isinstance(error, sqlite3.Error):
            raise explain(error, path) from error
        raise
    return Database(path, reader, None, now)
