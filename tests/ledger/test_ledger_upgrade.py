"""Ledgers that earlier versions made, each with the code of its time (see versions/README.md), opened today."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from ledger_examples import a_roll_call, a_verdict, an_estimate, an_origin, some_draws
from ledger_versions import EARLIER, KEPT, told, unpack

from tightrope.ledger import Ledger, back_up, bring_up_to_date, examine, schema
from tightrope.ledger.schema import migrations, statements
from tightrope.records import LedgerError

each_version = pytest.mark.parametrize("version", EARLIER)


def layout(path: Path) -> set[tuple[str, str, str]]:
    """Every table, index and trigger with the statement that made it, but for SQLite's own behind the search."""
    with closing(sqlite3.connect(path)) as connection:
        return set(
            connection.execute(
                "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'search_*_*'"
            )
        )


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def made_with(number: int, path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty ledger made by so many of today's migrations."""
    with monkeypatch.context() as older:
        older.setattr(schema, "migrations", lambda: migrations()[:number])
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            schema.migrate(connection, path, lambda: datetime.fromisoformat("2026-11-21T00:00:00Z"))
    return path


def check_facts(path: Path, version: int) -> None:
    """Everything is read today as it was then, also as of a moment between the two runs."""
    then = told(version)
    with Ledger.open(path, read_only=True) as ledger:
        assert {one.id: one.text for one in ledger.documents()} == then["documents"]
        assert {one.id: ledger.quote(one) for one in ledger.evidence()} == then["evidence"]
        observations = {one.id: [one.channel, one.holder, str(one.when), one.lower] for one in ledger.observations()}
        assert observations == then["observations"]
        assert {run.id: [one.id for one in ledger.estimates(run=run.id)] for run in ledger.runs()} == then["runs"]
        shares = {
            one.id: [one.state, one.power, one.domain, str(one.when), one.mean, len(one.rests_on)]
            for one in ledger.estimates()
            if one.quantity == "capital_share_powers"
        }
        assert shares == then["shares"]
        calls = {one.id: [one.resolution, str(one.day), *one.yes] for one in ledger.roll_calls()}
        assert calls == then.get("roll_calls", {})
        verdicts = {one.id: [one.claim, str(one.answer), one.low] for one in ledger.verdicts("two-states")}
        assert verdicts == then.get("verdicts", {})
        draws = {run.id: [one.id for one in ledger.share_draws(run.id)] for run in ledger.runs()}
        assert draws == then.get("share_draws", {run: [] for run in then["runs"]})

        moment = datetime.fromisoformat(then["between_the_runs"])
        first = [run.id for run in ledger.runs(as_of=moment)]
        assert [run.id for run in ledger.runs()][-1:] == first
        assert [one.id for one in ledger.estimates(as_of=moment)] == then["runs"][first[0]]
        assert len(list(ledger.documents(as_of=moment))) == len(then["documents"]) - 1


def test_a_ledger_of_every_earlier_schema_is_kept() -> None:
    missing = set(EARLIER) - set(KEPT)
    assert not missing, "before a migration is added: python tools/keep_ledger_version.py COMMIT (the last without it)"


@each_version
def test_a_migration_is_never_changed_after_ledgers_were_made_with_it(
    version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert layout(unpack(version, tmp_path)) == layout(made_with(version, tmp_path / "today", monkeypatch))


@each_version
def test_an_earlier_ledger_is_not_read_before_it_is_upgraded(version: int, tmp_path: Path) -> None:
    path = unpack(version, tmp_path)
    before = path.read_bytes()
    for use in (lambda: Ledger.open(path, read_only=True), lambda: examine(path)):
        with pytest.raises(LedgerError, match=rf"schema {version};.*`tightrope upgrade` .*`tightrope backup`"):
            use()
    assert path.read_bytes() == before


@each_version
def test_an_upgrade_keeps_everything_as_it_was_recorded(version: int, tmp_path: Path) -> None:
    path = unpack(version, tmp_path)
    done = bring_up_to_date(path)
    assert done.migrations == migrations()[version:]
    assert examine(path).ailments == ()
    check_facts(path, version)
    assert bring_up_to_date(path).migrations == ()


@each_version
def test_an_upgraded_ledger_has_the_layout_of_a_new_one(version: int, tmp_path: Path) -> None:
    path = unpack(version, tmp_path)
    bring_up_to_date(path)
    with Ledger.open(tmp_path / "new.ledger"):
        pass
    assert layout(path) == layout(tmp_path / "new.ledger")


@each_version
@pytest.mark.parametrize("words", ["agreement Kazakhstan", "會見", "签署", "Токаев"])
def test_search_finds_what_an_earlier_version_stored(version: int, words: str, tmp_path: Path) -> None:
    path = unpack(version, tmp_path)
    bring_up_to_date(path)
    with Ledger.open(path, read_only=True) as ledger:
        hits = ledger.search(words)
        assert len({hit.document for hit in hits}) == 1
        assert {hit.document for hit in hits} <= told(version)["documents"].keys()


@each_version
def test_an_upgraded_ledger_takes_every_kind_of_record(version: int, tmp_path: Path) -> None:
    path = unpack(version, tmp_path)
    origin = an_origin("https://example.org/later")
    with Ledger.open(path) as ledger:  # opening it to write upgrades it too
        cell = next(iter(ledger.observations())).id
        ledger.add_roll_calls(origin, [a_roll_call(origin)])
        run = ledger.add_estimates([an_estimate(cell)], [some_draws(cell)], case="two-states", seed=3)
        ledger.add_verdicts([a_verdict((cell,))], case="two-states", seed=3)
        assert next(ledger.runs()).id == run
    assert examine(path).ailments == ()


@each_version
def test_a_copy_of_an_earlier_ledger_is_made_before_the_upgrade_and_stays_as_it_was(
    version: int, tmp_path: Path
) -> None:
    path, copy = unpack(version, tmp_path), tmp_path / "copy.ledger"
    back_up(path, copy)
    bring_up_to_date(path)
    assert (version_of(copy), version_of(path)) == (version, len(migrations()))
    bring_up_to_date(copy)
    check_facts(copy, version)


@each_version
def test_a_damaged_ledger_is_not_upgraded_since_writing_would_make_it_worse(version: int, tmp_path: Path) -> None:
    path = unpack(version, tmp_path)
    content = bytearray(path.read_bytes())
    content[4096 * 8 : 4096 * 9] = content[4096 * 9 : 4096 * 10]
    path.write_bytes(content)
    for use in (bring_up_to_date, Ledger.open):
        with pytest.raises(LedgerError, match=r"a\.ledger: the ledger is damaged"):
            use(path)
    assert (path.read_bytes(), version_of(path)) == (content, version)


def test_nothing_but_an_earlier_ledger_is_upgraded(path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger here"):
        bring_up_to_date(path)
    assert not path.exists()
    path.touch()
    with pytest.raises(LedgerError, match="empty"):
        bring_up_to_date(path)
    assert path.read_bytes() == b""


def test_a_ledger_whose_making_was_cut_off_after_the_first_step_is_completed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made_with(1, path, monkeypatch)
    assert [step.number for step in bring_up_to_date(path).migrations] == list(range(2, len(migrations()) + 1))
    assert examine(path).ailments == ()


def _killed_at(path: Path, place: int) -> None:
    """Upgrade, and be killed before the statement of that number over all migrations."""
    left = iter(range(place))

    def until_killed(sql: str) -> Iterator[str]:
        for statement in statements(sql):
            if next(left, None) is None:
                os.kill(os.getpid(), signal.SIGKILL)
            yield statement
        if next(left, None) is None:  # all is done but the note that it ran
            os.kill(os.getpid(), signal.SIGKILL)

    schema.statements = until_killed
    bring_up_to_date(path)


@each_version
def test_an_upgrade_killed_anywhere_leaves_one_version_whole_and_is_completed_later(
    version: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    layouts = [
        layout(made_with(number, tmp_path / f"{number}", monkeypatch)) for number in range(1, len(migrations()) + 1)
    ]
    steps = sum(len(list(statements(one.sql))) + 1 for one in migrations()[version:])
    seen = set()
    for place in range(steps):
        path = unpack(version, tmp_path)
        process = multiprocessing.get_context("fork").Process(target=_killed_at, args=(path, place))
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL, place
        schema_now = version_of(path)
        assert layout(path) == layouts[schema_now - 1], place
        seen.add(schema_now)
        bring_up_to_date(path)
        check_facts(path, version)
        for beside in tmp_path.glob("a.ledger*"):
            beside.unlink()
    assert seen == set(range(version, len(migrations())))
    assert steps > 1


@each_version
def test_processes_that_upgrade_a_ledger_at_once_do_it_once(version: int, tmp_path: Path) -> None:
    path = unpack(version, tmp_path)
    processes = [multiprocessing.get_context("fork").Process(target=bring_up_to_date, args=(path,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    assert examine(path).ailments == ()
    check_facts(path, version)
