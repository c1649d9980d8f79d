"""The same run on a Ray cluster of several nodes on this machine, each with worker processes of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from corpus import contents, news_in, silent
from event_files import gdelt, write_lines

from tightrope.bulk import Runner, count_flows
from tightrope.bulk.engine import run_tasks
from tightrope.bulk.work import Worker
from tightrope.records import SourceError

pytest.importorskip("ray", reason="Ray is the extra `cluster`")

SOURCE = Path(__file__).resolve().parents[2] / "src"
RUN = """
import sys
from datetime import date
from tightrope.bulk import Options, Progress, Runner, read_bulk
if __name__ == "__main__":
    told = Progress(
        stage=lambda *_: None, done=lambda: print("done", flush=True), again=lambda _: print("again", flush=True)
    )
    runner = Runner(name="ray", address=sys.argv[3])
    read_bulk([sys.argv[1]], sys.argv[2], Options(part_bytes=3000), runner, told, today=date(2026, 1, 1))
"""


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    from ray.cluster_utils import Cluster

    memory = 100_000_000
    made = Cluster(
        initialize_head=True,
        head_node_args={"num_cpus": 0, "include_dashboard": False, "object_store_memory": memory},
    )
    for _ in range(3):
        made.add_node(num_cpus=1, object_store_memory=memory)
    yield made
    made.shutdown()


@pytest.mark.timeout(600)
def test_a_cluster_gives_the_same_files_also_if_a_worker_is_killed_in_the_middle(tmp_path, run_here, cluster):
    source = news_in(tmp_path / "news")
    run_here(tmp_path / "whole", source, part_bytes=3000)
    command = [sys.executable, "-c", RUN, str(source), str(tmp_path / "out"), cluster.address]
    with (tmp_path / "errors").open("w") as errors:
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        assert run.stdout is not None
        assert run.stdout.readline() == "done\n"
        assert len(workers()) >= 2
        killed = workers()[0]
        killed.kill()
        rest = run.stdout.read()
    assert run.wait() == 0, (tmp_path / "errors").read_text()
    assert "done" in rest
    assert not killed.is_running()
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


COUNT = """
import sys
from tightrope.bulk import Progress, Runner, count_flows
if __name__ == "__main__":
    silent = Progress(stage=lambda *_: None, done=lambda: None, again=lambda _: None)
    count_flows([sys.argv[1]], sys.argv[2], "gdelt", Runner(name="ray", address=sys.argv[3]), silent, 3000)
"""


@pytest.mark.timeout(600)
def test_a_cluster_counts_events_as_one_process_does(tmp_path, cluster):
    rows = [gdelt(f"2019{month:02}{day:02}") for month in (1, 2) for day in range(1, 29)]
    path = write_lines(tmp_path / "events.csv", rows)
    count_flows([str(path)], str(tmp_path / "whole"), "gdelt", Runner(), silent(), 3000)
    subprocess.run([sys.executable, "-c", COUNT, str(path), str(tmp_path / "out"), cluster.address], check=True)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def workers() -> list[psutil.Process]:
    """Processes of our cluster that do tasks; waits until there are some."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = []
        for process in psutil.Process().children(recursive=True):
            try:
                if "UDFActor" in " ".join(process.cmdline()):
                    found.append(process)
            except psutil.Error:
                continue
        if len(found) >= 2:
            return found
        time.sleep(0.05)
    raise AssertionError("no worker of the cluster was seen")


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("127.0.0.1:1", r"127\.0\.0\.1:1: no Ray cluster answers there: .*refused"),
        ("ray://127.0.0.1:1", "no Ray cluster answers there"),
        ("nohost.invalid:6379", "no Ray cluster answers there"),
        ("somewhere", "an address is HOST:PORT, ray://HOST:PORT or auto"),
    ],
)
def test_an_address_at_which_nothing_answers_is_told_at_once(tmp_path, address, words):
    started = time.monotonic()
    with pytest.raises(SourceError, match=words):
        run_tasks(
            Runner(name="ray", address=address), str(tmp_path), [{"name": "x"}], lambda _: None, lambda _: None, Worker
        )
    assert time.monotonic() - started < 30
