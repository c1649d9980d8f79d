"""Packed files made to fill the memory: each is refused in words, and takes little of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

BOMBS = Path(__file__).with_name("bombs.py")
#: Megabytes that reading all of them may take beyond what the program has anyway; most of them unpack to 640.
MOST = 300
WORDS = {
    "blanks.xlsx": "unpacks to more than 50 times its size",
    "lying.xlsx": "no readable xlsx workbook",
    "bzip2.xlsx": "packed in another way",
    "laughs.xlsx": "amplification",
    "far.xlsx": "reaches over more than 10,000,000 cells",
    "head.warc.gz": "headers of more than 1,000,000 bytes",
    "heads.warc.gz": "headers of more than 1,000,000 bytes",
    "one.parquet": "unpacks to more than 200 times its size",
    "many.parquet": "at most 2,000,000",
}
BY_KIND = {
    (".csv.gz", ".csv.bz2", ".csv.xz", ".rda", ".json.gz"): "times its size",
    (".xlsx",): "larger than 512 MiB",
    (".warc.gz",): "more than the 20 MB",
    (".jsonl.gz", ".jsonl.bz2", ".jsonl.zst"): "a line of more than 5,000,000 bytes",
}


def step(name: str, folder: Path) -> list[str]:
    program = f"import sys, runpy; sys.path[:0] = {sys.path!r}; sys.argv[1:] = {[name, str(folder)]!r}; "
    command = [sys.executable, "-c", f"{program}runpy.run_path({str(BOMBS)!r}, run_name='__main__')"]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=280).stdout.splitlines()


def expected(name: str) -> str:
    if name.startswith(("line.csv", "quoted.csv")):
        return "a row of more than 5,000,000 characters"
    return WORDS.get(name) or next(words for endings, words in BY_KIND.items() if name.endswith(endings))


@pytest.mark.timeout(600)
def test_a_file_made_to_fill_the_memory_is_refused_and_takes_little_of_it(tmp_path: Path) -> None:
    step("make", tmp_path)
    found = [json.loads(line) for line in step("read", tmp_path)]
    assert len(found) == len(list(tmp_path.iterdir()))
    for name, size, said, megabytes, seconds in found:
        assert size < 20_000_000, name
        assert expected(name) in said, (name, said)
        assert megabytes < MOST, (name, megabytes)
        assert seconds < 60, (name, seconds)
