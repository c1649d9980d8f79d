"""Bulk runs: parallel efficiency from one to two processes, memory and cost per document as a corpus grows.

python benchmarks/bulk.py [--documents 1000 10000] [--efficiency 4000] [--keep DIR]

Articles of about 1,100 characters in English, a tenth of them copies and a tenth near copies, written as JSON Lines.
Seconds are those of the whole run and of its processors; memory is the most that it and its processes held at once
(resident, measured ten times a second; shared pages counted in each process). The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psutil

STATES = ("Kazakhstan", "Uzbekistan", "Kyrgyzstan", "Tajikistan", "Turkmenistan")
POWERS = ("Russia", "China", "Turkey", "the United States", "the European Union")
ACTS = (
    "{a} and {p} signed an agreement on {x}.",
    "The president of {a} visited {p} on {d}.",
    "{p} criticised {a} over {x}.",
    "Trade between {a} and {p} reached {n} billion dollars in 2023.",
)
TOPICS = ("transit", "water", "education", "customs", "a railway", "grain", "visas", "border crossings")
TEXT = (
    "the harvest was late this year and farmers in the valley waited for rain while the market in town stayed quiet "
    "teachers spoke about new books roads were mended before winter and a theatre opened its doors to young people "
    "from every district who sang old songs until late at night a doctor told how the hospital had grown since then"
)
WORDS = TEXT.split()
RUN = """
import sys
from tightrope.bulk import Options, Progress, Runner, read_bulk
if __name__ == "__main__":
    quiet = Progress(stage=lambda *_: None, done=lambda: None, again=lambda why: print(why, file=sys.stderr))
    options = Options(part_bytes=int(sys.argv[4]))
    summary = read_bulk([sys.argv[1]], sys.argv[2], options, Runner(processes=int(sys.argv[3])), quiet)
    print(sum(summary.documents.values()), summary.duplicates)
"""


def article(chance: random.Random, day: date) -> str:
    sentences = []
    for _ in range(5):
        act = chance.choice(ACTS)
        sentences += [
            act.format(
                a=chance.choice(STATES),
                p=chance.choice(POWERS),
                x=chance.choice(TOPICS),
                d=f"{day.day} {day:%B %Y}",
                n=chance.randint(2, 90),
            ),
            " ".join(chance.choices(WORDS, k=28)).capitalize() + ".",
        ]
    return " ".join(sentences)


def write_corpus(path: Path, count: int) -> None:
    """Articles in the order of time, 10,000 a month; every tenth a copy of a recent one and every tenth nearly so."""
    chance = random.Random(count)
    recent: list[str] = []
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            day = date(2015, 1, 1) + timedelta(days=number * 30 // 10_000)
            text = article(chance, day)
            if recent and number % 10 == 5:
                text = chance.choice(recent)
            elif recent and number % 10 == 7:
                words = chance.choice(recent).split()
                words[chance.randrange(len(words))] = "edited"
                text = " ".join(words)
            recent = [*recent[-200:], text]
            row = {"text": text, "published": str(day), "url": f"https://news.example/{number}"}
            file.write(json.dumps(row) + "\n")


def run(corpus: Path, out: Path, processes: int, part_bytes: int) -> dict[str, Any]:
    """One run: seconds, seconds of processors, and the most memory held at once (MiB)."""
    command = [sys.executable, "-c", RUN, str(corpus), str(out), str(processes), str(part_bytes)]
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    watch = _Watch(process.pid)
    watch.start()
    output, _ = process.communicate()
    seconds = time.perf_counter() - started
    watch.over.set()
    watch.join()
    if process.returncode:
        raise SystemExit(f"the run failed with exit status {process.returncode}")
    documents, duplicates = map(int, output.split())
    return {
        "seconds": round(seconds, 2),
        "processor_seconds": round(watch.processor_seconds(), 2),
        "memory_mib": round(watch.most / 2**20),
        "largest_process_mib": round(watch.largest / 2**20),
        "documents_kept": documents,
        "duplicates": duplicates,
    }


class _Watch(threading.Thread):
    """Looks at a process and those it started, ten times a second."""

    def __init__(self, pid: int) -> None:
        super().__init__()
        self._process = psutil.Process(pid)
        self._spent: dict[int, float] = {}
        self.over = threading.Event()
        self.most = self.largest = 0

    def run(self) -> None:
        while not self.over.wait(0.1):
            held = []
            try:
                family = [self._process, *self._process.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            for each in family:
                try:
                    held.append(each.memory_info().rss)
                    times = each.cpu_times()
                    self._spent[each.pid] = times.user + times.system
                except psutil.Error:
                    continue
            self.most, self.largest = max(self.most, sum(held)), max([self.largest, *held])

    def processor_seconds(self) -> float:
        return sum(self._spent.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--efficiency", type=int, default=4000, help="documents for one against two processes")
    parser.add_argument("--keep", type=Path, help="folder to work in; a temporary one unless given")
    given = parser.parse_args()
    report: dict[str, Any] = {"load_before": os.getloadavg()[0], "curve": [], "efficiency": {}}
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        sizes = [*given.documents, *([given.efficiency] if given.efficiency else [])]
        for size in set(sizes):
            write_corpus(folder / f"{size}.jsonl", size)
        for size in given.documents:
            result = run(folder / f"{size}.jsonl", folder / f"out-{size}", 2, 4_000_000)
            report["curve"].append({"documents": size, **result})
            print(json.dumps(report["curve"][-1]), flush=True)
        if given.efficiency:
            corpus = folder / f"{given.efficiency}.jsonl"
            part = max(100_000, corpus.stat().st_size // 16)
            one, two = (run(corpus, folder / f"out-{count}-processes", count, part) for count in (1, 2))
            report["efficiency"] = {
                "documents": given.efficiency,
                "one": one,
                "two": two,
                "efficiency": round(one["seconds"] / two["seconds"] / 2, 3),
                "processor_seconds_one_over_two": round(one["processor_seconds"] / two["processor_seconds"], 3),
            }
    report["load_after"] = os.getloadavg()[0]
    print(json.dumps(report))


if __name__ == "__main__":
    main()
