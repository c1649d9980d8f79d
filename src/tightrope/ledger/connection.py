"""Connections to the SQLite file: settings, transactions, and SQLite's errors in words a user can act on."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from tightrope.records import NO_RECORD, CheckError, LedgerError

Clock = Callable[[], datetime]
Row = tuple[Any, ...]
Record = TypeVar("Record")

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_RETRY_SECONDS = 0.02
OLDEST_SQLITE = (3, 34, 0)  # the first with the trigram tokenizer

_ADVICE = {
    sqlite3.SQLITE_BUSY: "another program is writing to the ledger and did not finish in time: wait for it, or stop "
    "it, and try again",
    sqlite3.SQLITE_LOCKED: "another part of this program is using the ledger: close it and try again",
    sqlite3.SQLITE_FULL: "the disk is full: nothing of this step was stored, everything before it is kept; free some "
    "space and run the same command again",
    sqlite3.SQLITE_READONLY: "the ledger cannot be written: its file or folder is read-only; change its permissions or "
    "copy it elsewhere",
    sqlite3.SQLITE_CANTOPEN: "the ledger cannot be opened: its folder must exist, and both file and folder must be "
    "readable and (to write) writable",
    sqlite3.SQLITE_PERM: "the ledger cannot be opened: no permission",
    sqlite3.SQLITE_NOTADB: "this file is not a tightrope ledger (not an SQLite database)",
    sqlite3.SQLITE_CORRUPT: "the ledger is damaged: restore a copy, or save what can be read with "
    "`sqlite3 LEDGER .recover`",
    sqlite3.SQLITE_IOERR: "the disk reported an error while the ledger was read or written: check the disk and the "
    "space on it; nothing of this step was stored",
    sqlite3.SQLITE_TOOBIG: "a text is too long for the ledger (a thousand million bytes)",
}


#: What SQLite raises; the second where what it says of a damaged file quotes bytes that are no text.
SQLITE_ERRORS = (sqlite3.Error, UnicodeDecodeError)


def explain(error: Exception, path: Path) -> LedgerError:
    """Turn an error of SQLite into a :class:`LedgerError` that says what to do; SQLite's own words stay at the end."""
    code = sqlite3.SQLITE_CORRUPT if isinstance(error, UnicodeDecodeError) else getattr(error, "sqlite_errorcode", None)
    advice = _ADVICE.get(code & 0xFF) if code is not None else None
    return LedgerError(f"{advice} ({error})" if advice else f"SQLite says: {error}", str(path))


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC.

    Raises:
        CheckError: the moment has no time zone, so it could mean two dozen moments.
    """
    if moment.tzinfo is None:
        raise CheckError(f"a moment needs a time zone: {moment.isoformat()}")
    return (moment - EPOCH) // timedelta(microseconds=1)


def moment(stored: int) -> datetime:
    """The moment (UTC) that :func:`microseconds` stored."""
    return EPOCH + timedelta(microseconds=stored)


def now() -> datetime:
    """The system's time in UTC: the clock of a ledger unless it is given another.

    ``SOURCE_DATE_EPOCH`` (seconds since 1970, https://reproducible-builds.org/specs/source-date-epoch/) stands in for
    it: with it, the same commands on the same input make the same ledger, down to the times of recording.

    Raises:
        LedgerError: the variable is no whole number.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not fixed:
        return datetime.now(UTC)
    if not fixed.isdigit():
        raise LedgerError(f"it should be seconds since 1970, a whole number, not {fixed!r}", "SOURCE_DATE_EPOCH")
    return EPOCH + timedelta(seconds=int(fixed))


def connect(path: Path, *, mode: str, timeout: float) -> sqlite3.Connection:
    """Open one connection with the settings of every ledger. Nothing in the file changes.

    Args:
        path: the file.
        mode: ``rwc`` (made if missing), ``rw``, ``ro``, or ``immutable`` (read-only and nobody else writes).
        timeout: seconds to wait for another writer.

    Raises:
        LedgerError: the file cannot be opened.
    """
    how = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    try:
        connection = sqlite3.connect(
            f"file:{quote(str(path.absolute()))}?{how}", uri=True, timeout=timeout, isolation_level=None
        )
    except SQLITE_ERRORS as error:
        raise explain(error, path) from error
    try:
        _settle(connection, writable=mode.startswith("rw"))
    except SQLITE_ERRORS as error:
        connection.close()
        raise explain(error, path) from error
    return connection


def _settle(connection: sqlite3.Connection, *, writable: bool) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # INSERT OR REPLACE deletes silently; with this the triggers that forbid deleting see it.
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA cache_size = -16000")  # 16 MB: memory stays flat however large the ledger is
    connection.execute("PRAGMA temp_store = MEMORY")
    if not writable:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()  # the file is looked at only now
        return
    # NORMAL in WAL mode: a killed process loses nothing it committed. A power cut may lose the last few
    # transactions, never the ledger's consistency; reading the same documents again completes it.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = OFF")  # some builds zero every freed page, which only costs time here


def check_whole(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse a file whose pages do not fit together: what is read from it, or written into it, would be lost.

    Raises:
        LedgerError: with the first thing that is wrong.
    """
    said = next(faults(connection.execute("PRAGMA quick_check").fetchall()), "")
    if said:
        raise LedgerError(f"{_ADVICE[sqlite3.SQLITE_CORRUPT]} ({' '.join(said.split())})", str(path))


def faults(said: Iterable[Row]) -> Iterator[str]:
    """What is wrong by the rows of a check of a file.

    SQLite 3.44 cannot look at an index for search in a file that it may only read, and says so of sound ones.
    """
    for (each,) in said:
        text = str(each)
        if text != "ok" and not (text.startswith("unable to validate the inverted index") and "readonly" in text):
            yield text


def use_write_ahead_log(connection: sqlite3.Connection, timeout: float) -> None:
    """Switch the file to WAL mode; only for a file that is known to be a ledger, since the file keeps the mode.

    Raises:
        sqlite3.OperationalError: another program holds the file, or its file system has no shared memory.
    """
    journal = _switch_to_wal(connection, timeout)
    if journal != "wal":
        raise sqlite3.OperationalError(
            f"no write-ahead log on this file system (journal mode {journal}): keep the ledger on a local disk"
        )


def _switch_to_wal(connection: sqlite3.Connection, timeout: float) -> str:
    """Return the mode the file is in then.

    SQLite does not wait for this lock by itself, so two processes that make one ledger at once would fail.
    """
    deadline = time.monotonic() + timeout
    while True:
        try:
            return str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
        time.sleep(_RETRY_SECONDS)


class Database:
    """The two connections of an open ledger: one that writes (none if read-only) and one that only reads.

    They are separate so that an iterator somebody has not finished never holds up a write.
    """

    def __init__(self, path: Path, reader: sqlite3.Connection, writer: sqlite3.Connection | None, clock: Clock) -> None:
        self.path = path
        self.reader = reader
        self.clock = clock
        self._writer = writer
        self._together = False

    def close(self) -> None:
        """Close both connections; the last one to close moves the write-ahead log into the file."""
        with self.speaking():
            self.reader.close()
            if self._writer is not None:
                self._writer.close()

    @contextmanager
    def speaking(self) -> Iterator[None]:
        """Turn SQLite's errors into :class:`LedgerError`, values it cannot store into :class:`CheckError`."""
        try:
            yield
        except SQLITE_ERRORS as error:
            raise explain(error, self.path) from error
        except UnicodeEncodeError as error:
            raise CheckError(f"half a surrogate pair (U+{ord(error.object[error.start]):04X}) is not text") from error
        except OverflowError as error:
            raise CheckError("a whole number is beyond 2^63: give it as a decimal number (1e20)") from error

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Iterator[Row]:
        """Stream the rows of a query."""
        with self.speaking():
            # Not `yield from`: it would close the cursor of an iterator that was let go of after the ledger was closed.
            for row in self.reader.execute(sql, parameters):  # noqa: UP028
                yield row

    def row(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Row | None:
        """Return the first row of a query, or ``None``."""
        with self.speaking():
            found: list[Row] = self.reader.execute(sql, parameters).fetchmany(1)
        return found[0] if found else None

    def records(
        self, make: Callable[[Row], Record], sql: str, parameters: Sequence[Any] | dict[str, Any] = ()
    ) -> Iterator[Record]:
        """Stream what is made of the rows of a query. Raises LedgerError at a row that is damaged."""
        for row in self.rows(sql, parameters):
            try:
                record = make(row)
            except NO_RECORD as error:
                raise self._damaged(error) from error
            yield record

    def made(self, make: Callable[..., Record], *given: Any) -> Record:
        """Return what is made of a row, or of a part of one. Raises LedgerError if it is damaged."""
        try:
            return make(*given)
        except NO_RECORD as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> LedgerError:
        return LedgerError(f"a record is damaged: {error} (`tightrope doctor` lists what is)", str(self.path))

    @contextmanager
    def writing(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        """One transaction: the connection and the time of recording (microseconds); all of it is stored or nothing.

        The clock is read while the write lock is held, so that recording times rise in the order of commits.

        Raises:
            LedgerError: read-only, locked, full, damaged.
        """
        if self._writer is None:
            raise LedgerError("the ledger is open for reading only", str(self.path))
        if self._together:
            with self._part(self._writer):
                yield self._writer, microseconds(self.clock())
            return
        with self.speaking():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer, microseconds(self.clock())
                self._writer.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # SQLite has rolled back by itself after some errors (full disk)
                    self._writer.execute("ROLLBACK")
                raise

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make one transaction of everything that is written meanwhile. Readers do not see any of it before the end.

        Each part keeps its own time of recording: what is stored later replaces what is stored before it.
        """
        with self.writing():
            outermost, self._together = not self._together, True
            try:
                yield
            finally:
                self._together = not outermost

    @contextmanager
    def _part(self, connection: sqlite3.Connection) -> Iterator[None]:
        """A part of a transaction: one that fails leaves nothing, whether or not the others are stored."""
        with self.speaking():
            connection.execute("SAVEPOINT part")
            try:
                yield
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK TO part")
                raise
            finally:
                with suppress(sqlite3.Error):  # all of the transaction may be rolled back already (full disk)
                    connection.execute("RELEASE part")
