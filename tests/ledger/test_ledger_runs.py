"""Draws that are kept with runs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from ledger_examples import an_estimate, an_observation, an_origin, some_draws

from tightrope.ledger import Ledger, schema
from tightrope.ledger.schema import migrations
from tightrope.records import WHOLE_SHARE, CheckError, LedgerError


def count(path: Path, table: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


@pytest.fixture
def basis(ledger):
    origin = an_origin()
    cells = [an_observation(origin), an_observation(origin, 7.0, year=2016)]
    ledger.add_observations(origin, cells)
    return tuple(sorted(cell.id for cell in cells))


def test_draws_come_back_as_they_were_with_their_run_and_state(ledger, basis, clock):
    draws = [some_draws(*basis), some_draws(*basis, state="UZB")]
    first = ledger.add_estimates([an_estimate(*basis)], draws, case="asia", seed=1)
    assert list(ledger.share_draws(first)) == draws
    assert list(ledger.share_draws(first, "UZB")) == draws[1:]
    assert list(ledger.share_draws(first, "TKM")) == []
    clock.forward(hours=1)
    second = ledger.add_estimates([an_estimate(*basis)], case="asia", seed=1)
    assert list(ledger.share_draws(second)) == []
    with pytest.raises(LedgerError, match="there is no run ffff"):
        list(ledger.share_draws("ffff"))


def test_draws_that_come_out_the_same_are_stored_once_and_kept_with_both_runs(ledger, basis, path, clock):
    runs = []
    for _ in range(2):
        clock.forward(hours=1)
        runs.append(ledger.add_estimates([an_estimate(*basis)], [some_draws(*basis)] * 2, case="asia", seed=1))
    assert [list(ledger.share_draws(run)) for run in runs] == [[some_draws(*basis)]] * 2
    assert count(path, "share_draws") == 1
    assert count(path, "basis") == 1  # the estimate's


def test_draws_that_rest_on_what_is_not_in_the_ledger_take_the_whole_run_with_them(ledger, basis):
    with pytest.raises(CheckError, match="a table of draws for KAZ rests on ids that are not in the ledger: ffff"):
        ledger.add_estimates([an_estimate(*basis)], [some_draws("f" * 20)], case="asia", seed=1)
    assert (ledger.counts().runs, ledger.counts().estimates) == (0, 0)


def test_a_ledger_from_before_draws_were_kept_opens_keeps_what_it_had_and_takes_them(path, clock, monkeypatch):
    origin = an_origin()
    cell = an_observation(origin)
    with monkeypatch.context() as older:
        older.setattr(schema, "migrations", lambda: migrations()[:4])
        with Ledger.open(path, clock=clock) as ledger:
            ledger.add_observations(origin, [cell])
    with pytest.raises(LedgerError, match=r"schema 4.*tightrope upgrade"):
        Ledger.open(path, read_only=True)
    with Ledger.open(path, clock=clock) as ledger:
        run = ledger.add_estimates([an_estimate(cell.id)], [some_draws(cell.id)], case="asia", seed=1)
        assert list(ledger.observations()) == [cell]
    with Ledger.open(path, read_only=True) as ledger:
        assert list(ledger.share_draws(run)) == [some_draws(cell.id)]


def test_the_id_of_draws_is_of_all_they_hold():
    one = some_draws("a")
    changed = [
        {"state": "UZB"}, {"powers": ("RUS", "CHN")}, {"parts": bytes(24)}, {"rests_on": ("b",)},
        {"model": "capital/2"}, {"by_prior": ((0.1, 0.25), (0.4, 0.7))},
    ]  # fmt: skip
    assert len({one.id, some_draws("a").id}) == 1
    assert len({one.id, *(replace(one, **change).id for change in changed)}) == 1 + len(changed)


def test_a_table_of_draws_that_cannot_be_one_is_refused():
    assert (some_draws("a").draws, WHOLE_SHARE) == (3, 65535)
    for parts in (b"", bytes(23), bytes(12)):
        with pytest.raises(CheckError, match=f"over KAZ in 2015: {len(parts)} bytes are no table of 4 rows"):
            some_draws("a", parts=parts)
    with pytest.raises(CheckError, match="not one number a domain and power"):
        replace(some_draws("a"), by_prior=((0.1, 0.2),))
    with pytest.raises(CheckError, match="rest on nothing"):
        some_draws()
