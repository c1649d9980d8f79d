"""Tasks on many processes: Daft hands them out, on one machine or on a Ray cluster, with the same code.

Tasks that are done in compiled code share one process on one machine: their threads run at the same time, and processes
take seconds to start, to load that code, and to end.
"""

from __future__ import annotations

import json
import logging
import os
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Literal

from tightrope.bulk.tasks import Note, Task, TaskWorker
from tightrope.records import SourceError

#: Times that tasks are handed out again after a process ended, as long as some were done in between.
MOST_ROUNDS = 5
#: Groups of tasks for each process on a cluster: smaller groups even out the end, larger ones are fewer messages.
_GROUPS = 16
#: Seconds until Ctrl-C is noticed while threads work: once Polars is loaded, no signal ends a wait without a limit.
_NOTICING = 0.5
#: Seconds to wait for the other end of an address.
_KNOCKING = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """Where tasks are done; it makes no difference to what comes out.

    Attributes:
        name: ``native`` or ``ray``.
        address: of the Ray cluster; empty for one on this machine.
        processes: how many tasks at once; 0 for one a core (of the cluster).
    """

    name: Literal["native", "ray"] = "native"
    address: str = ""
    processes: int = 0


def run_tasks(
    runner: Runner,
    out: str,
    tasks: list[Task],
    done: Callable[[Note], None],
    again: Callable[[str], None],
    worker: type[TaskWorker],
) -> None:
    """Do all tasks; ``done`` gets each note as it comes.

    Where a process ends before its time (killed, out of memory), its tasks are handed out again.

    Args:
        runner: where.
        out: folder of the run.
        tasks: each with its ``name`` and ``kind``.
        done: called with the note of each task.
        again: called with the reason when tasks are handed out again.
        worker: what does them; each process makes one.

    Raises:
        SourceError: tasks failed (the first few reasons), or processes end again and again.
    """
    left = {task["name"]: task for task in tasks}
    errors: list[str] = []
    for _ in range(MOST_ROUNDS):
        before, reason = len(left), ""
        try:
            for note in _notes(runner, out, list(left.values()), worker):
                left.pop(note["name"], None)
                if "error" in note:
                    errors.append(note["error"])
                else:
                    done(note)
        except SourceError:
            raise
        except Exception as error:  # whatever Daft or Ray say when a process is gone
            reason = _short(error)
        if not left:
            break
        if len(left) == before:
            raise SourceError(f"the processes end before anything is done: {reason or 'no reason is given'}")
        again(reason)
    if left:
        raise SourceError(f"{len(left)} tasks are left after {MOST_ROUNDS} tries; run the same command to go on")
    if errors:
        more = f" (and {len(errors) - 3} more)" if len(errors) > 3 else ""
        raise SourceError(f"{'; '.join(errors[:3])}{more}; run the same command to go on")


def _notes(runner: Runner, out: str, tasks: list[Task], worker: type[TaskWorker]) -> Iterator[Note]:
    """Do tasks and yield their notes as they come; one alone needs no process, nor a thread that Ctrl-C waits for."""
    if runner.name == "native" and len(tasks) == 1:
        return map(worker(out).do, tasks)
    if runner.name == "native" and worker.threads:
        return _on_threads(runner.processes or os.cpu_count() or 1, worker(out), tasks)
    return _on_processes(runner, out, tasks, worker)


def _on_threads(threads: int, worker: TaskWorker, tasks: list[Task]) -> Iterator[Note]:
    pool = ThreadPoolExecutor(threads)
    try:
        done: SimpleQueue[Future[Note]] = SimpleQueue()
        for task in tasks:
            pool.submit(worker.do, task).add_done_callback(done.put)
        for _ in tasks:
            yield _next(done).result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        worker.stopped = True  # after an interrupt; a thread cannot be ended, and the next line waits for all
        pool.shutdown()


def _next(done: SimpleQueue[Future[Note]]) -> Future[Note]:
    while True:
        with suppress(Empty):
            return done.get(timeout=_NOTICING)


def _on_processes(runner: Runner, out: str, tasks: list[Task], worker: type[TaskWorker]) -> Iterator[Note]:
    os.environ.setdefault("DAFT_PROGRESS_BAR", "0")
    import daft

    processes = min(_start(runner), len(tasks))

    class Tasks:
        """One process's share; the worker is made on the first task."""

        def __init__(self) -> None:
            self.worker: TaskWorker | None = None

        @daft.method.batch(return_dtype=daft.DataType.string(), batch_size=1)
        def do(self, task: Any) -> list[str]:
            return [json.dumps(self._do(json.loads(each))) for each in task.to_pylist()]

        def _do(self, task: Task) -> Note:
            try:
                self.worker = self.worker or worker(out)
            except SourceError as error:
                return {"name": task["name"], "error": str(error)}
            return self.worker.do(task)

    workers: Any = daft.cls(Tasks, use_process=True, max_concurrency=processes)()
    frame = daft.from_pydict({"task": [json.dumps(task) for task in tasks]})
    if runner.name == "ray":
        frame = frame.into_partitions(min(len(tasks), processes * _GROUPS))
    for row in frame.select(workers.do(frame["task"]).alias("note")).iter_rows():
        yield json.loads(row["note"])


def _start(runner: Runner) -> int:
    """Start or join what the runner needs; return how many processes there are."""
    import daft

    if runner.name == "native":
        _choose(runner, daft.set_runner_native)
        return runner.processes or os.cpu_count() or 1
    try:
        import ray
    except ImportError as error:
        raise SourceError("Ray is not installed: pip install 'tightrope[cluster]'") from error
    _knock(runner.address)
    if not ray.is_initialized():
        try:
            ray.init(address=runner.address or None, log_to_driver=False, logging_level=logging.ERROR)
        except Exception as error:  # Ray raises many kinds
            raise SourceError(f"no Ray cluster answers there: {_short(error)}", runner.address or "ray") from error
    _choose(runner, lambda: daft.set_runner_ray(noop_if_initialized=True))
    return runner.processes or int(ray.cluster_resources().get("CPU", 1))  # type: ignore[no-untyped-call]


def _knock(address: str) -> None:
    """Refuse an address at which nothing listens, at once; Ray itself tries for minutes."""
    host, mark, port = address.removeprefix("ray://").rpartition(":")
    if not address or address == "auto":
        return
    if not mark or not port.isdigit():
        raise SourceError("an address is HOST:PORT, ray://HOST:PORT or auto", address)
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=_KNOCKING).close()
    except (OSError, OverflowError) as error:
        raise SourceError(f"no Ray cluster answers there: {error}", address) from error


def _choose(runner: Runner, choose: Callable[[], object]) -> None:
    """Tell Daft the runner. It takes one for the life of a process, and refuses to hear of the same one again."""
    import daft

    try:
        choose()
    except Exception as error:
        if daft.get_or_infer_runner_type() != runner.name:
            raise SourceError(f"this process has begun with another runner than {runner.name}") from error


def _short(error: Exception) -> str:
    return str(error).strip().split("\n")[-1][:300] or type(error).__name__
