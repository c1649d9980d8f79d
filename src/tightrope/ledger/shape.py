"""Whether the tables of a ledger are as its schema makes them, and their rows all there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from tightrope.ledger.connection import Database
from tightrope.ledger.rows import DAY_BITS
from tightrope.ledger.schema import migrations, statements

#: Tables, indices and triggers, but for the tables that SQLite itself makes behind the indices for search.
_LAYOUT = "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'search_*_*' ORDER BY name"
#: The columns that have a type; those that SQLite itself makes are its own.
_COLUMNS = (
    "SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' "
    "AND c.type <> '' AND m.name NOT GLOB 'search_*' ORDER BY m.name, c.cid"
)
#: How rows are numbered: whose they are, the last number and how many there are.
_NUMBERED_FROM_1 = "SELECT '', coalesce(max(number), 0), count(*) FROM {}"
_NUMBERED = {
    "document": f"SELECT number >> {DAY_BITS}, 1 + max(number) % (1 << {DAY_BITS}), count(*) FROM {{}} GROUP BY 1",
    "run_estimate": "SELECT run, 1 + max(position), count(*) FROM {} GROUP BY run",
    "run_share_draws": "SELECT run, 1 + max(position), count(*) FROM {} GROUP BY run",
    "checking_verdict": "SELECT checking, 1 + max(position), count(*) FROM {} GROUP BY checking",
}
#: Documents are numbered by their day of publication, in days of the calendar from the year 1.
_OF_ANOTHER_DAY = (
    f"SELECT id, published FROM document WHERE number >> {DAY_BITS} <> "
    "CASE WHEN published IS NULL THEN 0 ELSE coalesce(julianday(published) - 1721424.5, -1) END"
)


@dataclass(frozen=True)
class Ailment:
    """Something that is wrong with a ledger.

    Attributes:
        kind: ``file`` (damaged), ``layout`` (a part of the schema is missing or changed), ``content`` (a record that
            its id does not belong to), ``row`` (rows that are gone, values of another type than their column's),
            ``span`` (a quote that does not stand in its text), ``orphan`` (something that should be pointed to, or
            point to something), ``index``.
        what: in words.
        where: the id or the place; empty for the whole file.
    """

    kind: str
    what: str
    where: str = ""


def layout(database: Database) -> Iterator[Ailment]:
    """Parts of the schema that are missing or changed; without its triggers a ledger is not append-only any more."""
    with closing(_new()) as new:
        wanted = new.execute(_LAYOUT).fetchall()
    found = {name: sql for name, _, sql in database.rows(_LAYOUT)}
    for name, kind, sql in wanted:
        if name not in found:
            yield Ailment("layout", f"this {kind} is missing", name)
        elif found[name] != sql:
            yield Ailment("layout", f"this {kind} is not as tightrope made it", name)
    steps = [number for (number,) in database.rows("SELECT number FROM migration ORDER BY number")]
    if steps != [migration.number for migration in migrations()]:
        yield Ailment("layout", f"it notes the steps {steps}, not those of its schema", "migration")


def _new() -> sqlite3.Connection:
    """An empty ledger in memory."""
    new = sqlite3.connect(":memory:")
    for migration in migrations():
        for statement in statements(migration.sql):
            new.execute(statement)
    return new


def rows(database: Database) -> Iterator[Ailment]:
    """Rows that are gone, and values of another type than their column's.

    Rows are numbered one after the other, so it shows where some are gone, unless they were the last ones.
    """
    with closing(_new()) as new:
        tables: dict[str, dict[str, str]] = {}
        for table, column, kind in new.execute(_COLUMNS):
            tables.setdefault(table, {})[column] = kind
    for table, columns in tables.items():
        numbering = _NUMBERED.get(table, _NUMBERED_FROM_1 if "number" in columns else "").format(table)
        for owner, last, held in database.rows(numbering) if numbering else ():
            if last != held:
                what = f"{held} rows are numbered up to {last}: some are gone"
                yield Ailment("row", what, f"{table} {owner}".strip())
        wrong = ", ".join(f"sum(typeof({name}) NOT IN ('{kind.lower()}', 'null'))" for name, kind in columns.items())
        for name, number in zip(columns, next(database.rows(f"SELECT {wrong} FROM {table}")), strict=True):
            if number:
                yield Ailment("row", f"{number} values are not of its type ({columns[name]})", f"{table}.{name}")
    for identity, published in database.rows(_OF_ANOTHER_DAY):
        yield Ailment("content", f"its number is not of its day of publication ({published or 'undated'})", identity)
