"""Opening: versions, migrations, and everything that can be wrong with a file, a folder or a disk."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from ledger_examples import a_document, a_roll_call, an_estimate, an_event, an_observation, an_origin, numbered

from tightrope import __version__
from tightrope.ledger import Ledger, schema
from tightrope.ledger.connection import OLDEST_SQLITE, connect, use_write_ahead_log
from tightrope.ledger.schema import APPLICATION_ID, Migration, check_sqlite, migrations
from tightrope.records import LedgerError

NOBODY = 65534


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Not root for a while: root may write read-only files."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def common_folder() -> Iterator[Path]:
    """A folder that an ordinary user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="tightrope-"))
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


def stored(path: Path, *, documents: int = 1) -> None:
    with Ledger.open(path) as ledger:
        for index in range(documents):
            ledger.add_document(*numbered(index))


def pragma(path: Path, name: str) -> object:
    return rows(path, f"PRAGMA {name}")[0][0]


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_a_new_ledger_says_what_it_is_and_which_schema_it_has(path: Path) -> None:
    stored(path)
    assert pragma(path, "application_id") == APPLICATION_ID
    assert pragma(path, "user_version") == len(migrations())


def test_every_migration_is_on_record_with_the_version_that_ran_it(path: Path) -> None:
    stored(path)
    ran = rows(path, "SELECT number, name, tightrope FROM migration ORDER BY number")
    assert ran == [(each.number, each.name, __version__) for each in migrations()]


def test_a_ledger_is_the_same_after_closing_and_opening(path: Path) -> None:
    stored(path)
    with Ledger.open(path) as ledger:
        assert list(ledger.documents()) == [numbered(0)[0]]
        assert ledger.add_document(*numbered(0)).status == "known"


def test_a_ledger_from_a_newer_version_is_refused_with_both_versions(path: Path) -> None:
    stored(path)
    connection = sqlite3.connect(path)
    connection.execute("INSERT INTO migration VALUES (99, 'later', '9.8.7', 0)")
    connection.execute("PRAGMA user_version = 99")
    connection.commit()
    connection.close()
    for read_only in (False, True):
        with pytest.raises(LedgerError) as caught:
            Ledger.open(path, read_only=read_only)
        for said in ("schema 99", "9.8.7", __version__, f"up to {len(migrations())}", str(path)):
            assert said in str(caught.value)


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(path)
    known = migrations()
    broken = Migration(len(known) + 1, "broken", "CREATE TABLE half (x);\nCREATE TABLE evidence (x);")
    monkeypatch.setattr(schema, "migrations", lambda: (*known, broken))
    with pytest.raises(LedgerError, match=r"migration \d+ \(broken\) failed"):
        Ledger.open(path)
    monkeypatch.undo()
    with Ledger.open(path) as ledger:
        assert ledger.counts().documents == 1
    assert pragma(path, "user_version") == len(known)
    assert rows(path, "SELECT name FROM sqlite_master WHERE name = 'half'") == []


def test_a_later_migration_keeps_what_is_stored(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(path)
    known = migrations()
    later = Migration(len(known) + 1, "later", "CREATE TABLE later (x);\nINSERT INTO later VALUES (';');")
    monkeypatch.setattr(schema, "migrations", lambda: (*known, later))
    with pytest.raises(LedgerError, match="tightrope upgrade"):
        Ledger.open(path, read_only=True)
    with Ledger.open(path) as ledger:
        assert ledger.counts().documents == 1
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.search("訪問")
    assert pragma(path, "user_version") == len(known) + 1


def test_a_ledger_from_before_roll_calls_keeps_what_it_had_and_takes_them(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    origin = an_origin()
    cell, call = an_observation(origin), a_roll_call(origin)
    with monkeypatch.context() as older:
        older.setattr(schema, "migrations", lambda: migrations()[:2])
        with Ledger.open(path) as ledger:
            ledger.add_document(*numbered(0))
            ledger.add_observations(origin, [cell])
    assert pragma(path, "user_version") == 2
    with pytest.raises(LedgerError, match=r"schema 2.*tightrope upgrade"):
        Ledger.open(path, read_only=True)
    with Ledger.open(path) as ledger:
        assert list(ledger.roll_calls()) == []
        assert ledger.add_roll_calls(origin, [call]) == 1
        ledger.add_estimates([an_estimate(cell.id, call.id)], case="x", seed=1)
    with Ledger.open(path, read_only=True) as ledger:
        assert list(ledger.documents()) == [numbered(0)[0]]
        assert list(ledger.observations()) == [cell]
        assert list(ledger.roll_calls()) == [call]
        assert list(ledger.estimates()) == [an_estimate(cell.id, call.id)]


def test_a_file_that_is_no_database_is_refused_and_not_touched(path: Path) -> None:
    path.write_text("Dear diary, " * 100)
    for read_only in (False, True):
        with pytest.raises(LedgerError, match="not a tightrope ledger"):
            Ledger.open(path, read_only=read_only)
    assert path.read_text() == "Dear diary, " * 100


def test_another_programs_database_is_refused_and_not_touched(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE cookies (x)")
    connection.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(LedgerError, match="not a tightrope ledger"):
            Ledger.open(path, read_only=read_only)
    assert path.read_bytes() == before
    assert pragma(path, "journal_mode") == "delete"


def test_a_damaged_ledger_says_how_to_save_what_is_left(path: Path) -> None:
    stored(path, documents=30)
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(LedgerError, match="recover"), Ledger.open(path) as ledger:
        list(ledger.documents())


def test_an_empty_file_becomes_a_ledger_but_cannot_be_read_as_one(path: Path) -> None:
    path.touch()
    with pytest.raises(LedgerError, match="is empty"):
        Ledger.open(path, read_only=True)
    stored(path)
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.counts().documents == 1


def test_a_missing_ledger_folder_or_a_folder_in_its_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger here"):
        Ledger.open(tmp_path / "none.db", read_only=True)
    with pytest.raises(LedgerError, match="no such folder"):
        Ledger.open(tmp_path / "no" / "ledger.db")
    with pytest.raises(LedgerError, match="this is a folder"):
        Ledger.open(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    path = tmp_path / "走鋼索 100%?#&.db"
    stored(path)
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.counts().documents == 1
    assert path.exists()


def test_a_ledger_open_for_reading_cannot_be_written(path: Path) -> None:
    stored(path)
    with Ledger.open(path, read_only=True) as ledger:
        with pytest.raises(LedgerError, match="reading only"):
            ledger.add_document(*numbered(1))
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            ledger._database.reader.execute("CREATE TABLE x (y)")


def test_a_read_only_file_can_be_read_but_not_written(common_folder: Path) -> None:
    path = common_folder / "ledger.db"
    stored(path)
    path.chmod(0o444)
    with ordinary_user():
        with pytest.raises(LedgerError, match="read-only"), Ledger.open(path) as ledger:
            ledger.add_document(*numbered(1))
        with Ledger.open(path, read_only=True) as ledger:
            assert ledger.counts().documents == 1


def test_a_ledger_in_a_read_only_folder_can_be_read_but_not_made(common_folder: Path) -> None:
    path = common_folder / "ledger.db"
    stored(path)
    path.chmod(0o444)
    common_folder.chmod(0o555)
    with ordinary_user():
        with pytest.raises(LedgerError, match=r"read-only|writable"), Ledger.open(path) as ledger:
            ledger.add_document(*numbered(1))
        with pytest.raises(LedgerError, match="writable"):
            Ledger.open(common_folder / "other.db")
        with Ledger.open(path, read_only=True) as ledger:
            assert ledger.counts().documents == 1
            assert ledger.search("訪問")


def test_a_ledger_nobody_may_read_says_so(common_folder: Path) -> None:
    path = common_folder / "ledger.db"
    stored(path)
    path.chmod(0o000)
    with ordinary_user(), pytest.raises(LedgerError, match="readable"):
        Ledger.open(path, read_only=True)


def test_a_locked_ledger_says_that_another_program_writes(path: Path) -> None:
    stored(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Ledger.open(path, timeout=0.05) as ledger:
        with pytest.raises(LedgerError, match="another program is writing"):
            ledger.add_document(*numbered(1))
        assert ledger.counts().documents == 1
        other.execute("ROLLBACK")
        assert ledger.add_document(*numbered(1)).status == "new"
    other.close()


def test_opening_a_ledger_that_another_process_is_making_waits_for_it(path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")  # as while the other switches the new file to a write-ahead log
    with pytest.raises(LedgerError, match="another program is writing"):
        Ledger.open(path, timeout=0.05)
    release = threading.Timer(0.3, other.execute, ["ROLLBACK"])
    release.start()
    with Ledger.open(path, timeout=20.0) as ledger:
        assert ledger.counts().documents == 0
    release.join()
    other.close()


def test_a_ledger_made_during_the_check_of_its_version_is_not_taken_for_a_strange_database(path: Path) -> None:
    connection = connect(path, mode="rwc", timeout=1.0)
    use_write_ahead_log(connection, 1.0)  # as the other process does first; from here on nobody waits for a reader

    def make_it(statement: str) -> None:
        if "user_version" in statement:
            stored(path)

    connection.set_trace_callback(make_it)
    schema.check_version(connection, path, oldest=0)
    connection.set_trace_callback(None)
    connection.close()
    assert rows(path, "SELECT count(*) FROM document") == [(1,)]


def fill(ledger: Ledger) -> int:
    """Add documents until the ledger refuses one; return how many it took."""
    stored: list[str] = []
    with pytest.raises(LedgerError, match=r"disk is full.*everything before it is kept"):
        stored.extend(ledger.add_document(*numbered(index)).status for index in range(3000))
    assert set(stored) == {"new"}
    return len(stored)


def check_nothing_lost(path: Path, taken: int) -> None:
    with Ledger.open(path, read_only=True) as ledger:
        for index in range(taken):
            document, evidence = numbered(index)
            assert set(ledger.evidence(document=document.id)) == set(evidence)
        assert ledger.counts().documents == taken
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]


def test_a_full_ledger_keeps_all_it_had_and_goes_on_when_there_is_space(path: Path) -> None:
    with Ledger.open(path) as ledger:
        writer = ledger._database._writer
        assert writer is not None
        (pages,) = writer.execute("PRAGMA page_count").fetchone()
        writer.execute(f"PRAGMA max_page_count = {pages + 60}")
        taken = fill(ledger)
        assert taken > 3
        assert ledger.counts().documents == taken
        writer.execute("PRAGMA max_page_count = 1000000")
        assert ledger.add_document(*numbered(taken)).status == "new"
    check_nothing_lost(path, taken + 1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 1.5 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1536k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("needs the right to mount a small tmpfs")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_loses_nothing_that_was_stored(small_disk: Path) -> None:
    path = small_disk / "ledger.db"
    with Ledger.open(path) as ledger:
        taken = fill(ledger)
        assert taken > 3
        assert ledger.counts().documents == taken
    check_nothing_lost(path, taken)


def test_a_ledger_cannot_be_made_on_a_full_disk_but_can_once_there_is_space(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    with pytest.raises(OSError, match="No space"):
        ballast.write_bytes(b"\0" * 4_000_000)
    with pytest.raises(LedgerError, match=r"full|disk"):
        Ledger.open(small_disk / "ledger.db")
    ballast.unlink()
    stored(small_disk / "ledger.db")


def test_an_sqlite_without_the_trigram_index_is_refused_with_both_versions() -> None:
    with pytest.raises(LedgerError, match=r"3\.31\.1.*3\.34"):
        check_sqlite((3, 31, 1), OLDEST_SQLITE)
    check_sqlite(sqlite3.sqlite_version_info, OLDEST_SQLITE)


def test_using_a_closed_ledger_is_a_ledger_error(path: Path) -> None:
    with Ledger.open(path) as ledger:
        pass
    with pytest.raises(LedgerError, match="closed"):
        ledger.counts()


def test_indices_made_by_another_version_are_made_again(path: Path) -> None:
    text = "訪問" + "".join(chr(0x4E00 + 7 * place) for place in range(400))
    document = a_document(text)
    with Ledger.open(path) as ledger:
        ledger.add_document(document, [an_event(document, "訪問")])
    connection = sqlite3.connect(path)
    connection.execute("UPDATE index_version SET version = 'older'")
    connection.execute("DELETE FROM near_band")
    connection.execute("DELETE FROM near_signature")
    connection.execute("INSERT INTO search_pair (search_pair) VALUES ('delete-all')")
    connection.commit()
    connection.close()
    with Ledger.open(path, read_only=True) as ledger:
        assert ledger.search("訪問") == ()
    with Ledger.open(path) as ledger:
        assert [hit.kind for hit in ledger.search("訪問")] == ["document", "evidence"]
        assert ledger.lookup(a_document(text + "完")).status == "near-duplicate"
