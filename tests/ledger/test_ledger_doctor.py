"""Examining a ledger finds whatever was changed behind its back; a copy is whole while others write."""

from __future__ import annotations

import errno
import random
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import ledger_examples
import pytest
from ledger_examples import a_roll_call, a_verdict, an_estimate, an_observation, an_origin, numbered, some_draws

from tightrope.ledger import Ledger, back_up, bring_up_to_date, examine
from tightrope.ledger.connection import faults
from tightrope.records import LedgerError


@pytest.fixture
def full(path: Path) -> Path:
    """A ledger with something of every kind."""
    with Ledger.open(path) as ledger:
        for document, evidence in map(numbered, range(12)):
            ledger.add_document(document, evidence)
        origin = an_origin("https://example.org/table", title="A table")
        rows = [an_observation(origin, year=year) for year in (2015, 2016)]
        ledger.add_observations(origin, rows)
        ledger.add_roll_calls(origin, [a_roll_call(origin)])
        ledger.add_estimates([an_estimate(rows[0].id)], [some_draws(rows[0].id)], case="central_asia", seed=1)
        ledger.add_verdicts([a_verdict(tuple(sorted(row.id for row in rows)))], case="central_asia", seed=1)
    return path


def change(path: Path, *statements: str) -> None:
    """Change a ledger behind its back."""
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()


def found(path: Path) -> list[tuple[str, str]]:
    health = examine(path)
    assert health.number >= len(health.ailments)
    return [(one.kind, one.what) for one in health.ailments]


def test_nothing_is_wrong_with_a_sound_ledger_and_all_of_it_is_counted(full: Path) -> None:
    health = examine(full)
    with Ledger.open(full, read_only=True) as ledger:
        assert (health.ailments, health.number) == ((), 0)
        assert health.counts == ledger.counts()
    assert health.bytes == full.stat().st_size
    assert [step[0] for step in health.migrations] == list(range(1, len(health.migrations) + 1))


@pytest.mark.parametrize(
    ("statement", "kind", "words"),
    [
        ("UPDATE document SET text = text || '!'", "content", "document"),
        ("UPDATE document SET text = 'cut' WHERE number IN (SELECT min(number) FROM document)", "span", "text has 3"),
        ("UPDATE evidence SET span_end = 9999 WHERE number = 1", "span", "9999"),
        ("UPDATE evidence SET fields = json_set(fields, '$.confidence', .1)", "content", "evidence"),
        ("UPDATE evidence SET fields = '{}' WHERE number = 3", "content", "no record any more"),
        ("UPDATE evidence SET document = 77 WHERE number = 4", "orphan", "document"),
        ("UPDATE observation SET lower = lower + 1, upper = upper + 1 WHERE number = 1", "content", "observation"),
        ("UPDATE observation SET period = 'soon' WHERE number = 1", "content", "no record any more"),
        ("UPDATE roll_call SET title = 'another' WHERE number = 1", "content", "roll call"),
        ("UPDATE estimate SET mean = low50", "content", "estimate"),
        ("DELETE FROM basis_observation", "content", "estimate"),
        ("DELETE FROM run_estimate", "orphan", "no run"),
        ("DELETE FROM checking_verdict", "orphan", "no test"),
        ("UPDATE share_draws SET parts = zeroblob(length(parts))", "content", "table of draws"),
        ("DELETE FROM run_share_draws", "orphan", "draws of no run"),
        ("UPDATE verdict SET fields = json_set(fields, '$.low', 0.5)", "content", "verdict"),
        ("UPDATE origin SET title = 'somebody else' WHERE number = 1", "content", "origin"),
        ("UPDATE index_version SET version = 'older' WHERE name = 'near'", "index", "near"),
        ("INSERT INTO search_trigram (search_trigram) VALUES ('delete-all')", "index", "does not find"),
        ("INSERT INTO basis (digest, recorded_at) VALUES ('x', 1)", "orphan", "nothing rests on"),
        ("DELETE FROM evidence WHERE number = 30", "row", "59 rows are numbered up to 60"),
        ("UPDATE observation SET recorded_at = 'noon'", "row", "2 values are not of its type (INTEGER)"),
        ("UPDATE document SET published = NULL", "content", "not of its day of publication (undated)"),
        ("UPDATE document SET published = '2031-01-01'", "content", "day of publication (2031-01-01)"),
        ("UPDATE verdict SET low = 0.25", "content", "otherwise in its columns"),
        ("DELETE FROM migration WHERE number = 5", "layout", "not those of its schema"),
    ],
)  # fmt: skip
def test_whatever_was_changed_is_found(full: Path, statement: str, kind: str, words: str) -> None:
    change(full, statement)
    assert any(one == kind and words in what for one, what in found(full)), found(full)


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        (["DROP TRIGGER estimate_no_update"], ("layout", "this trigger is missing")),
        (["DROP INDEX evidence_document"], ("layout", "this index is missing")),
        (
            ["DROP INDEX run_recorded", "CREATE INDEX run_recorded ON run (seed)"],
            ("layout", "this index is not as tightrope made it"),
        ),
    ],
)
def test_a_part_of_the_schema_that_is_missing_or_changed_is_found(
    full: Path, statements: list[str], told: tuple[str, str]
) -> None:
    with closing(sqlite3.connect(full)) as connection:
        for statement in statements:
            connection.execute(statement)
    assert found(full) == [told]


def test_a_table_that_somebody_added_is_no_ailment(full: Path) -> None:
    with closing(sqlite3.connect(full)) as connection:
        connection.execute("CREATE TABLE my_notes (document TEXT, note TEXT)")
    assert found(full) == []


def test_a_damaged_file_is_told_instead_of_read(full: Path) -> None:
    content = bytearray(full.read_bytes())
    pick = random.Random(5)
    for page in range(4, len(content) // 4096 - 2):
        at = page * 4096 + pick.randrange(100, 4000)
        content[at : at + 64] = pick.randbytes(64)
    full.write_bytes(content)
    try:
        told = {kind for kind, _ in found(full)}
    except LedgerError as error:
        told = {"file"} if "damaged" in error.what else {error.what}
    assert told == {"file"}


def test_what_cannot_be_read_does_not_hide_what_else_is_wrong(full: Path) -> None:
    change(
        full,
        "ALTER TABLE roll_call RENAME COLUMN title TO lost",
        "UPDATE evidence SET span_end = 9999 WHERE number = 1",
    )
    told = found(full)
    assert any(kind == "file" and "no such column: c.title" in what for kind, what in told)
    assert any(kind == "span" and "9999" in what for kind, what in told)


def spoil_a_table(path: Path) -> None:
    """Let the second page of the table of estimates be a copy of another page."""
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'estimate'").fetchone()
        (other,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'origin'").fetchone()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = content[(other - 1) * 4096 : other * 4096]
    path.write_bytes(content)


def test_a_damaged_ledger_is_not_copied_as_if_it_were_sound(full: Path, tmp_path: Path) -> None:
    spoil_a_table(full)
    before = full.read_bytes()
    with pytest.raises(LedgerError, match=r"ledger\.db: the ledger is damaged: .*recover"):
        back_up(full, tmp_path / "copy.ledger")
    assert full.read_bytes() == before
    assert not list(tmp_path.glob("*copy*"))


def test_the_indices_of_a_damaged_ledger_are_not_made_again_since_writing_would_make_it_worse(full: Path) -> None:
    change(full, "UPDATE index_version SET version = 'older' WHERE name = 'near'")
    spoil_a_table(full)
    before = full.read_bytes()
    for use in (bring_up_to_date, Ledger.open):
        with pytest.raises(LedgerError, match=r"ledger\.db: the ledger is damaged"):
            use(full)
    assert full.read_bytes() == before


def test_what_sqlite_3_44_says_of_every_index_that_it_may_only_read_is_no_fault() -> None:
    unread = (
        "unable to validate the inverted index for FTS5 table main.search_pair: attempt to write a readonly database"
    )
    malformed = "malformed inverted index for FTS5 table main.search_pair"
    assert list(faults([("ok",)])) == []
    assert list(faults([(unread,), (unread.replace("pair", "trigram"),)])) == []
    assert list(faults([(unread,), (malformed,)])) == [malformed]


def test_a_copy_made_while_another_process_writes_is_whole(path: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(Path(ledger_examples.__file__)), str(path), "0", "300"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(20):
            process.stdout.readline()
        numbers = []
        for place in range(4):
            copy = tmp_path / f"copy{place}.ledger"
            back_up(path, copy)
            assert found(copy) == []
            with Ledger.open(copy, read_only=True) as ledger:
                numbers.append(ledger.counts().documents)
        process.stdout.read()
        assert process.wait() == 0
    assert numbers == sorted(numbers)
    assert numbers[0] >= 20
    assert [one.name for one in tmp_path.glob(".*")] == []


def test_a_copy_can_be_written_to_and_holds_the_same(full: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.ledger"
    back_up(full, copy)
    with Ledger.open(full, read_only=True) as ledger:
        ids = [one.id for one in ledger.evidence()]
        counts = ledger.counts()
    with Ledger.open(copy) as ledger:
        assert ([one.id for one in ledger.evidence()], ledger.counts()) == (ids, counts)
        assert len(ledger.search("訪問", limit=100)) > 0
        document, evidence = numbered(500)
        assert ledger.add_document(document, evidence).status == "new"


def _there(target: Path) -> None:
    target.write_text("years of work")


def _linked(target: Path) -> None:
    target.symlink_to(target.parent / "nowhere")


@pytest.mark.parametrize("make", [_there, _linked])
def test_nothing_is_ever_overwritten(full: Path, tmp_path: Path, make: Callable[[Path], None]) -> None:
    target = tmp_path / "mine"
    make(target)
    with pytest.raises(LedgerError, match="name a new file"):
        back_up(full, target)
    assert target.is_symlink() or target.read_text() == "years of work"


def test_a_copy_that_cannot_be_written_leaves_nothing(full: Path, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no such folder"):
        back_up(full, tmp_path / "no" / "copy.ledger")
    with pytest.raises(LedgerError, match="no ledger"):
        back_up(tmp_path / "none.ledger", tmp_path / "copy.ledger")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(LedgerError):
        back_up(full, tmp_path / ("x" * 300))
    assert sorted(tmp_path.iterdir()) == before


def test_a_disk_without_hard_links_takes_a_copy_too(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.link", refused)
    back_up(full, tmp_path / "copy.ledger")
    assert found(tmp_path / "copy.ledger") == []
    with pytest.raises(LedgerError, match="name a new file"):
        back_up(full, tmp_path / "copy.ledger")
