"""Copies of a ledger while it is in use."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from tightrope.ledger.connection import SQLITE_ERRORS, check_whole, connect, explain
from tightrope.ledger.opening import open_to_read
from tightrope.records import LedgerError

_TIMEOUT = 30.0
#: Errors that are about the place of the copy; all others are about what is copied.
_OF_THE_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


def back_up(ledger: Path, path: Path) -> None:
    """Copy a ledger as it is at one moment into a new file, whole or not at all; others may read and write it.

    ``VACUUM INTO`` reads one moment of the ledger however long it takes, so writers neither wait nor make it begin
    again, and it leaves out space that nothing uses.

    Raises:
        LedgerError: there is something at that path, it cannot be written, or the ledger is damaged. No part of a copy
            is left then.
    """
    open_to_read(ledger, _TIMEOUT, oldest=1).close()  # so that nothing else is copied; one is copied before an upgrade
    try:
        _check_place(path)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            unfinished = Path(folder) / path.name
            with closing(connect(ledger, mode="ro", timeout=_TIMEOUT)) as reader:
                check_whole(reader, ledger)
                reader.execute("PRAGMA query_only = OFF")  # it would forbid the copy too; mode=ro protects the ledger
                reader.execute("VACUUM INTO ?", (str(unfinished),))
            _use_write_ahead_log(unfinished)
            with unfinished.open("rb") as file:
                os.fsync(file.fileno())
            _put_in_place(unfinished, path)
    except SQLITE_ERRORS as error:
        code = getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_CORRUPT
        raise explain(error, path if code & 0xFF in _OF_THE_DISK else ledger) from error
    except FileExistsError as error:
        raise LedgerError("there is something here already; name a new file", str(path)) from error
    except OSError as error:
        raise LedgerError(f"the copy cannot be written: {error.strerror or error}", str(path)) from error


def _use_write_ahead_log(path: Path) -> None:
    """Give the copy the mode of every ledger, so that it can be used at once."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def _put_in_place(unfinished: Path, path: Path) -> None:
    """Move a finished copy to its place, unless something came to be there meanwhile."""
    try:
        os.link(unfinished, path)
    except FileExistsError:
        raise
    except OSError:  # memory sticks and some shares have no hard links: take the name first, then put the copy there
        path.open("xb").close()
        os.replace(unfinished, path)


def _check_place(path: Path) -> None:
    if path.exists() or path.is_symlink():
        raise LedgerError("there is something here already; name a new file", str(path))
    if not path.parent.is_dir():
        raise LedgerError("there is no such folder: make it first", str(path.parent))
