"""How fast a ledger with 100,000 pieces of evidence is served to twenty readers while another program writes into it.

    .venv/bin/python benchmarks/serving.py [--documents 10000] [--readers 20] [--requests 3000]

The ledger is the demo's (made with ``tightrope demo`` unless ``--demo`` names one) with made texts and their evidence,
spread over all dyads and years; it is kept in the folder for temporary files for the next time. ``tightrope serve``
and ``tightrope read`` are processes of their own. Readers ask one thing after another on a connection that stays open,
without a pause; ``cold`` are the first requests for an address, ``warm`` all others. Times are milliseconds, as a
reader sees them; ``server_cpu_ms`` is the time of a processor that the server spent on a request, which other work on
the machine disturbs less. The last line is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psutil

from bench_read import write_documents
from bench_search import SEED, made_documents
from tightrope.cases import Case, load_case
from tightrope.ledger import Ledger
from tightrope.records import AnyEvidence, Domain, Event, EventType, When

CASE = "central_asia"
LIMIT_MS = 150
QUERIES = ("訪問", "Blinken", "визит", "能源", "pipeline", "границу", "俄", "railway loan")


def spread_out(evidence: list[AnyEvidence], case: Case, pick: random.Random) -> list[AnyEvidence]:
    """The same passages, as acts of all powers, states, kinds and years."""
    return [
        replace(
            one,
            source=(pick.choice(case.powers),),
            target=(pick.choice(case.states),),
            event_type=pick.choice(list(EventType)),
            domain=pick.choice(list(Domain)),
            when=When.day(date(1992, 1, 1) + timedelta(days=pick.randrange(12_000))),
        )
        for one in evidence
        if isinstance(one, Event)
    ]


def make_ledger(demo: Path | None, documents: int) -> Path:
    """A ledger with a measured run and so many documents with ten pieces of evidence each."""
    kept = Path(tempfile.gettempdir()) / "tightrope-serving"
    path = kept / f"{documents}.ledger"
    kept.mkdir(exist_ok=True)
    if path.exists():
        return path
    making = path.with_suffix(".part")
    making.unlink(missing_ok=True)
    if demo is None:
        subprocess.run([sys.executable, "-m", "tightrope", "demo", "--out", str(kept / "demo")], check=True)
        demo = kept / "demo" / "central-asia.ledger"
    shutil.copy(demo, making)
    case, pick = load_case(CASE), random.Random(SEED)
    with Ledger.open(making) as ledger:
        for document, evidence in made_documents(documents, pick):
            ledger.add_document(document, spread_out(evidence, case, pick), compare=False)
    making.rename(path)
    return path


def addresses(path: Path) -> tuple[list[str], list[str]]:
    """Pages and paths of the API, as readers wander: each of them is asked many times."""
    case, pick = load_case(CASE), random.Random(1)
    with Ledger.open(path, read_only=True) as ledger:
        evidence = [one.id for one in ledger.evidence()]
        documents = [one.id for one, _ in zip(ledger.documents(newest_first=True), range(40), strict=False)]
        estimates = [one.id for one in ledger.estimates(case=CASE)]
    some, numbers = pick.sample(evidence, 40), pick.sample(estimates, 20)
    pages = ["", "claims/", "scorecard/", "sources/", "search/"]
    pages += [f"since/{year}-01-01/" for year in range(1995, 2026, 5)]
    pages += [f"state/{state}/" for state in case.states]
    pages += [f"dyad/{power}-{state}/" for power in case.powers for state in case.states]
    pages += [f"evidence/{one}/" for one in some]
    pages += [f"search/?q={query}" for query in QUERIES]
    api = ["case", "runs", "claims", "estimates", "documents", "evidence", "evidence?kind=event&limit=20"]
    api += [f"estimates?state={state}&quantity=capital_share*" for state in case.states]
    api += [f"evidence?after={one}&limit=50" for one in some[:20]]
    api += [f"documents?after={one}&limit=50" for one in documents[:10]]
    api += [f"documents/{one}/evidence" for one in documents[10:]]
    api += [f"trace/{one}" for one in (*some[20:], *documents[:10], *numbers)]
    api += [f"search?q={query}" for query in QUERIES]
    return [f"/{locale}/{one}" for one in pages for locale in ("en", "zh-Hant")], [f"/api/v1/{one}" for one in api]


def quoted(path: str) -> bytes:
    return "".join(c if ord(c) < 128 and c != " " else "".join(f"%{b:02X}" for b in c.encode()) for c in path).encode()


async def read(port: int, paths: Iterator[str], taken: list[tuple[str, float]]) -> None:
    """One reader: an address after another, as long as there are any."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for path in paths:
        begin = time.perf_counter()
        writer.write(b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n" % quoted(path))
        head = await reader.readuntil(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            sys.exit(f"{path}: {head.splitlines()[0].decode()}")
        length = next(int(line[15:]) for line in head.splitlines() if line.lower().startswith(b"content-length:"))
        await reader.readexactly(length)
        taken.append((path, (time.perf_counter() - begin) * 1000))
    writer.close()


async def ask(port: int, paths: list[str], readers: int) -> list[tuple[str, float]]:
    taken: list[tuple[str, float]] = []
    shared = iter(paths)
    await asyncio.gather(*(read(port, shared, taken) for _ in range(readers)))
    return taken


def percentiles(times: list[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {
        "requests": len(ordered),
        **{f"p{p}": round(ordered[min(len(ordered) - 1, len(ordered) * p // 100)], 1) for p in (50, 95, 99)},
    }


def slowest(taken: list[tuple[str, float]], number: int = 8) -> list[str]:
    by_path: dict[str, list[float]] = {}
    for path, milliseconds in taken:
        by_path.setdefault(path, []).append(milliseconds)
    worst = sorted(by_path.items(), key=lambda item: -sorted(item[1])[len(item[1]) // 2])[:number]
    return [f"{path}: median {sorted(times)[len(times) // 2]:.0f} of {len(times)}" for path, times in worst]


class Writing:
    """``tightrope read`` with new documents, again and again until it is stopped."""

    def __init__(self, ledger: Path, folder: Path) -> None:
        self._ledger, self._folder, self._round = ledger, folder, 0
        self._process: subprocess.Popen[bytes] | None = None

    def go_on(self) -> None:
        """Start another round if the last one has ended."""
        if self._process is not None and self._process.poll() is None:
            return
        self._round += 1
        batch = self._folder / str(self._round)
        batch.mkdir()
        write_documents(batch, 500, random.Random(self._round))
        command = [sys.executable, "-m", "tightrope", "read", str(batch), "--ledger", str(self._ledger)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def stop(self) -> None:
        """End it where it is."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()


def measure(port: int, server: psutil.Process, paths: list[str], arguments: Any, writing: Writing) -> dict[str, Any]:
    pick = random.Random(SEED)
    found: dict[str, Any] = {}
    for name, order in (("cold", paths), ("warm", pick.choices(paths, k=arguments.requests))):
        before, taken = server.cpu_times(), list[tuple[str, float]]()
        for start in range(0, len(order), 250):
            writing.go_on()
            taken += asyncio.run(ask(port, order[start : start + 250], arguments.readers))
        after = server.cpu_times()
        spent = after.user + after.system - before.user - before.system
        found[name] = {**percentiles([one[1] for one in taken]), "server_cpu_ms": round(1000 * spent / len(taken), 2)}
        print("\n".join([f"slowest, {name}:", *slowest(taken)]), file=sys.stderr)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000, help="each has ten pieces of evidence")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--requests", type=int, default=3000, help="for pages, and as many for the API")
    parser.add_argument("--demo", type=Path, help="the ledger of a demo that was made before")
    arguments = parser.parse_args()
    made = make_ledger(arguments.demo, arguments.documents)
    with tempfile.TemporaryDirectory() as name:
        path = Path(shutil.copy(made, name))
        pages, api = addresses(path)
        writing = Writing(path, Path(name))
        command = [sys.executable, "-m", "tightrope", "serve", "--ledger", str(path), "--port", "0"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            begin = time.perf_counter()
            port = int(process.stdout.readline().split()[0].rstrip("/").rpartition(":")[2])
            asyncio.run(ask(port, ["/en/"], 1))
            ready = time.perf_counter() - begin
            server = psutil.Process(process.pid)
            fresh = server.memory_info().rss
            try:
                found = {
                    kind: measure(port, server, paths, arguments, writing)
                    for kind, paths in (("api", api), ("pages", pages))
                }
                memory = server.memory_info().rss
            finally:
                writing.stop()
                process.send_signal(signal.SIGINT)
        with Ledger.open(path, read_only=True) as ledger:
            evidence = sum(ledger.counts().evidence.values())
    summary = {
        "benchmark": "serving",
        "evidence": evidence,
        "readers": arguments.readers,
        "first_page_s": round(ready, 1),
        **found,
        "memory_mib": {"first page": round(fresh / 2**20), "end": round(memory / 2**20)},
        "load": psutil.getloadavg()[0],
        "under_limit": all(found[kind]["warm"]["p95"] < LIMIT_MS for kind in found),
    }
    print(json.dumps(summary))


if __name__ == "__main__":
    main()
