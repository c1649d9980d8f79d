"""Counts of events on several threads, and what they stand on: each event once, bytes hashed as they are read."""

from __future__ import annotations

import hashlib
import os
import signal
import threading
import time
from datetime import date, timedelta

import polars as pl
import pytest
from corpus import contents, silent
from event_files import gdelt, write_lines
from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.bulk import Runner, count_flows, flow_work, stages
from tightrope.bulk.engine import run_tasks
from tightrope.bulk.event_rows import EVENTS
from tightrope.bulk.merging import merge
from tightrope.bulk.storage import Hashed
from tightrope.bulk.tasks import TaskWorker
from tightrope.records import SourceError

DAYS = [date(2019, 1, 1) + timedelta(days=day) for day in range(90)]


def test_any_number_of_threads_gives_the_same_files(tmp_path):
    rows = [
        gdelt(f"{day:%Y%m%d}", "RUS" if at % 3 else "CHN", code=f"04{at % 7}", mentions=at)
        for day in DAYS
        for at in range(8)
    ]
    path = write_lines(tmp_path / "events.csv", rows)
    for threads in (1, 2, 5):
        out = str(tmp_path / f"out-{threads}")
        counted = count_flows([str(path)], out, "gdelt", Runner(processes=threads), silent(), 5000)
        assert sum(counted.events.values()) == 90 * 8
    one = contents(tmp_path / "out-1")
    assert len(one) > 3
    assert one == contents(tmp_path / "out-2") == contents(tmp_path / "out-5")


def test_a_part_that_fails_is_told_and_what_others_have_done_is_kept(tmp_path, monkeypatch):
    path = write_lines(tmp_path / "events.csv", [gdelt(f"{day:%Y%m%d}") for day in DAYS])
    usual, fails = flow_work._read, True

    def read(worker, task):
        if fails and task["part"] == 1:
            raise SourceError("the disk is gone", "events.csv")
        return usual(worker, task)

    monkeypatch.setitem(flow_work.FlowWorker.kinds, "read", read)
    count_flows([str(path)], str(tmp_path / "whole"), "gdelt", Runner(), silent(), 64_000_000)
    with pytest.raises(SourceError, match=r"events\.csv: the disk is gone; run the same command to go on"):
        count_flows([str(path)], str(tmp_path / "out"), "gdelt", Runner(processes=2), silent(), 5000)
    done = [*(tmp_path / "out/work").glob("read-*.json")]
    assert len(done) == path.stat().st_size // 5000
    fails = False
    count_flows([str(path)], str(tmp_path / "out"), "gdelt", Runner(processes=2), silent(), 5000)
    for name in ("flows/2019-02.parquet", "totals/totals.parquet"):
        assert (tmp_path / "out" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


def test_one_task_alone_starts_neither_process_nor_thread(tmp_path):
    class Here(TaskWorker):
        kinds = {"x": lambda worker, task: {"where": [os.getpid(), threading.get_ident()]}}  # noqa: RUF012

    notes = []
    run_tasks(Runner(), str(tmp_path), [{"name": "a", "kind": "x"}], notes.append, lambda _: None, Here)
    assert notes == [{"name": "a", "where": [os.getpid(), threading.get_ident()]}]


def test_an_interrupt_does_not_wait_until_the_tasks_on_threads_are_done(tmp_path):
    ended = []

    def interrupted(worker, task):
        os.kill(os.getpid(), signal.SIGINT)
        deadline = time.monotonic() + 20
        while not worker.stopped and time.monotonic() < deadline:
            time.sleep(0.01)
        ended.append(worker.stopped)
        return {}

    class Long(TaskWorker):
        threads = True
        kinds = {"short": lambda worker, task: {}, "long": interrupted}  # noqa: RUF012

    tasks = [{"name": str(at), "kind": "long" if at else "short"} for at in range(3)]
    with pytest.raises(KeyboardInterrupt):
        run_tasks(Runner(processes=1), str(tmp_path), tasks, lambda _: None, lambda _: None, Long)
    assert ended == [True]  # the last one was not begun


def test_a_part_that_is_stopped_is_not_done(tmp_path, monkeypatch):
    path = write_lines(tmp_path / "events.csv", [gdelt(f"{day:%Y%m%d}") for day in DAYS])
    count_flows([str(path)], str(tmp_path / "whole"), "gdelt", Runner(), silent())

    def stopped(runner, out, tasks, done, again, make):
        worker = make(out)
        worker.stopped = True
        assert ["error" in worker.do(task) for task in tasks] == [True]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(stages, "run_tasks", stopped)
        with pytest.raises(KeyboardInterrupt):
            count_flows([str(path)], str(tmp_path / "out"), "gdelt", Runner(), silent())
    count_flows([str(path)], str(tmp_path / "out"), "gdelt", Runner(), silent())
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_an_error_that_nobody_foresaw_is_told_with_its_task_and_the_others_are_done(tmp_path):
    class Broken(TaskWorker):
        threads = True
        kinds = {"x": lambda worker, task: {"is": 1 // task["at"]}}  # noqa: RUF012

    tasks = [{"name": f"x-{at}", "kind": "x", "at": at} for at in range(3)]
    notes = []
    with pytest.raises(SourceError, match=r"x-0: ZeroDivisionError: .*test_bulk_threads\.py, line \d+\); run the same"):
        run_tasks(Runner(processes=2), str(tmp_path), tasks, notes.append, lambda _: None, Broken)
    assert sorted(note["name"] for note in notes) == ["x-1", "x-2"]


@settings(deadline=None)  # the first one compiles
@given(
    st.lists(
        st.tuples(
            *(st.sampled_from(DAYS[:3]), st.integers(0, 3), st.sampled_from([0, 5, 1 << 63]), st.integers(1, 3)),
            *(st.integers(-1000, 1000), st.none() | st.integers(0, 1 << 40)),
        ),
        max_size=60,
    )
)
def test_each_event_is_there_once_with_its_highest_score_and_most_reports(rows):
    events = pl.DataFrame(rows, schema=EVENTS, orient="row")
    keys = ["day", "source", "target", "kind"]
    expected = events.group_by(keys, maintain_order=True).agg(pl.col("score").max(), pl.col("mentions").max())
    assert merge(events).equals(expected)
    assert events.equals(pl.DataFrame(rows, schema=EVENTS, orient="row"))  # what was given has not changed


@given(st.binary(max_size=300), st.data())
def test_bytes_are_hashed_however_they_are_read(tmp_path_factory, content, data):
    path = tmp_path_factory.getbasetemp() / "bytes"
    path.write_bytes(content)
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, len(content)))
    with Hashed(str(path), start, end) as stream:
        for place, size in data.draw(
            st.lists(st.tuples(st.integers(0, len(content)), st.integers(-1, 400)), max_size=4)
        ):
            stream.seek(place)
            assert stream.read(size) == (content[place : place + size] if size >= 0 else content[place:])
        assert stream.digest() == hashlib.sha256(content[start:end]).hexdigest()
