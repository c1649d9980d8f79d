"""A small ledger with something of every kind, and ways to damage it: its bytes, or its tables behind its back."""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from brief_vales import fill
from hypothesis import strategies as st
from ledger_examples import a_roll_call, a_verdict, numbered, some_draws
from mutating import PIECES

from tightrope.ledger import Ledger

#: Small pages, so that a change at any place seldom falls into space that nothing uses.
_PAGE = 512
#: What a cell may hold after damage, whatever its column is for.
VALUES = (
    *("NULL", "''", "'x'", "0", "-1", "1.5", "1e999", "9223372036854775807", "x''", "x'ff00'", "CAST(x'ff61' AS TEXT)"),
    *("'[]'", "'{}'", "'null'", "'[1, {}]'", "'[[[['", "'{\"low\": {}}'", "'2023-02-30'", "'99999-01-01'", "'-1'"),
    *("'a' || char(27) || '[2J'", "char(55296)", "replace(hex(zeroblob(5000)), '00', 'a')", "'KAZ'", "'event'"),
)
_SETTINGS = ("user_version = 0", "user_version = 3", "user_version = 99", "application_id = 7", "journal_mode = DELETE")


def small_ledger(path: Path) -> None:
    """Make one of the invented case ``vales``; the same bytes each time."""
    with Ledger.open(path, clock=lambda: datetime(2025, 9, 5, 12, tzinfo=UTC)) as ledger:
        held = fill(ledger, years=range(2008, 2010))
        for document, evidence in map(numbered, range(3)):
            ledger.add_document(document, evidence)
        cell, origin = held.observations[0], held.observations[0].origin
        table = next(one for one in ledger.origins() if one.id == origin)
        ledger.add_roll_calls(table, [a_roll_call(table, number) for number in (1, 2)])
        draws = [replace(some_draws(cell.id, state=state), powers=("PWA", "PWB")) for state in ("NVA", "SVA")]
        ledger.add_estimates(held.estimates, draws, case="vales", seed=1)
        ledger.add_verdicts([a_verdict((cell.id,))], case="vales", seed=1)
    make_pages_small(path)


def make_pages_small(path: Path) -> None:
    """Lay a ledger out in small pages."""
    settings = ("synchronous = OFF", "journal_mode = DELETE", f"page_size = {_PAGE}")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for setting in settings:
            connection.execute(f"PRAGMA {setting}")
        connection.execute("VACUUM")
        connection.execute("PRAGMA journal_mode = WAL")


def columns(path: Path) -> list[tuple[str, str]]:
    """Table and column of all columns."""
    sql = (
        "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' "
        "AND m.name NOT GLOB 'sqlite_*' ORDER BY 1, c.cid"
    )
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def damaging(path: Path) -> st.SearchStrategy[bytes]:
    """Statements that do to such a ledger what nobody may, one a line."""
    where = columns(path)
    tables = sorted({table for table, _ in where})
    with closing(sqlite3.connect(path)) as connection:
        parts = connection.execute("SELECT type || ' ' || name FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    table, value = st.sampled_from(tables), st.sampled_from(VALUES)
    some = st.sampled_from(("", " WHERE rowid % 2", " WHERE rowid = (SELECT max(rowid) FROM {})"))
    one = st.one_of(
        st.builds(
            lambda of, to, which: f"UPDATE {of[0]} SET {of[1]} = {to}{which.format(of[0])}",
            *(st.sampled_from(where), value, some),
        ),
        st.builds(
            lambda of, to: f"UPDATE {of[0]} SET {of[1]} = {of[1]} {to}",
            st.sampled_from(where),
            st.sampled_from(("|| 'x'", "+ 1", "* -1")),
        ),
        st.builds(lambda of, which: f"DELETE FROM {of}{which.format(of)}", table, some),
        st.builds(lambda part: f"DROP {part}", st.sampled_from([part for (part,) in parts])),
        st.builds(lambda of: f"ALTER TABLE {of[0]} RENAME COLUMN {of[1]} TO lost", st.sampled_from(where)),
        st.builds(lambda of: f"ALTER TABLE {of[0]} DROP COLUMN {of[1]}", st.sampled_from(where)),
        st.builds(lambda setting: f"PRAGMA {setting}", st.sampled_from(_SETTINGS)),
    )
    return st.lists(one, min_size=1, max_size=3).map(lambda lines: "\n".join(lines).encode())


def damage(path: Path, script: bytes) -> None:
    """Run statements on a ledger without its triggers and its constraints, which are there again afterwards."""
    layout = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'trigger') AND sql IS NOT NULL"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        before = connection.execute(layout).fetchall()
        for name, sql in before:
            if sql.startswith("CREATE TRIGGER"):
                connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE type = 'table'")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for line in script.decode("utf-8", "replace").splitlines():
            with suppress(sqlite3.Error, ValueError, UnicodeError):
                connection.execute(line)
        connection.execute("PRAGMA writable_schema = ON")
        loose = {name: sql.replace("NOT NULL", "") for name, sql in before}
        for name, sql in before:
            if sql.startswith("CREATE TRIGGER"):
                with suppress(sqlite3.Error):  # its table may be gone
                    connection.execute(sql)
            else:
                connection.execute(
                    "UPDATE sqlite_master SET sql = ? WHERE name = ? AND sql = ?", (sql, name, loose[name])
                )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@st.composite
def overwritten(draw: st.DrawFn, whole: bytes) -> bytes:
    """The bytes of a ledger, some of them overwritten where they stand, or pages lost, twice, exchanged or cut off."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(("bit", "bit", "bytes", "head", "zero", "copy", "swap", "cut")))
        pages = st.integers(0, len(content) // _PAGE - 1).map(lambda page: page * _PAGE)
        page, other = draw(pages), draw(pages)
        at = page + draw(st.integers(0, 11 if kind == "head" else _PAGE - 1))
        first, second = content[page : page + _PAGE], content[other : other + _PAGE]
        match kind:
            case "bit":
                content[at] ^= 1 << draw(st.integers(0, 7))
            case "bytes" | "head":
                piece = draw(st.one_of(st.binary(min_size=1, max_size=8), st.sampled_from(PIECES)))[:_PAGE]
                content[at : at + len(piece)] = piece
            case "zero":
                content[page : page + _PAGE] = bytes(_PAGE)
            case "copy":
                content[page : page + _PAGE] = second
            case "swap":
                content[page : page + _PAGE], content[other : other + _PAGE] = second, first
            case "cut" if draw(st.integers(0, 3)) == 0:
                del content[max(at, _PAGE) :]
    return bytes(content)
