"""Kill `read`, `load`, `measure` and `publish` at random moments: the ledger stays sound, and a rerun makes the same.

    python benchmarks/chaos.py [--kills 200] [--seed 1]

Documents and figures are invented. After each kill the ledger is examined as `tightrope doctor` does and a published
dashboard is whole or not there. When a round has had its kills, every command runs to its end, and what the ledger
exports and the dashboard's files must equal, byte for byte, those of commands that nobody disturbed. Prints one JSON
line last.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tightrope.ledger import examine

#: Kills of each command in a round, in the order in which they run.
KILLS = {"read": 6, "load": 4, "measure": 8, "publish": 7}
DOCUMENTS, ROWS = 500, 20_000
STATES, POWERS = ("KAZ", "KGZ", "TJK", "TKM", "UZB"), ("RUS", "CHN", "USA", "TUR", "DEU", "FRA")
#: Everything happens at one moment, so that two ledgers can be compared byte for byte.
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1764115200"}


def make_input(folder: Path, pick: random.Random) -> None:
    """Write invented documents and an invented table of trade."""
    names = {"Kazakhstan": "Astana", "Uzbekistan": "Tashkent", "Tajikistan": "Dushanbe", "Kyrgyzstan": "Bishkek"}
    powers = ("Russia", "China", "Turkey", "the United States")
    with (folder / "documents.jsonl").open("w", encoding="utf-8") as file:
        for number in range(DOCUMENTS):
            state, power = pick.choice(list(names)), pick.choice(powers)
            day = f"20{pick.randrange(10, 25)}-{pick.randrange(1, 13):02}-{pick.randrange(1, 28):02}"
            text = (
                f"Report {number} of the valley post. The foreign minister of {state} met the foreign minister of "
                f"{power} in {names[state]} on {day}. {power} and {state} signed an agreement on trade. "
                + " ".join(
                    f"{pick.choice(('Rain', 'Snow', 'Wind'))} fell on field {pick.randrange(10_000)}."
                    for _ in range(30)
                )
            )
            file.write(
                json.dumps({"text": text, "title": f"Report {number}", "published": day, "language": "en"}) + "\n"
            )
    with (folder / "flows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["year", "exporter_iso3", "exporter", "importer_iso3", "importer", "value"])
        pairs = [(a, b) for a in (*STATES, *POWERS) for b in (*STATES, *POWERS) if a != b]
        for year in range(2000, 2017):
            for exporter, importer in pairs:
                writer.writerow([year, exporter, exporter, importer, importer, round(pick.lognormvariate(3, 1), 3)])


def commands(inputs: Path, folder: Path) -> dict[str, list[str]]:
    """The commands in the order in which they run."""
    ledger = ["--ledger", str(folder / "a.ledger")]
    return {
        "read": ["read", str(inputs / "documents.jsonl"), *ledger],
        "load": ["load", "itpde", str(inputs / "flows.csv"), *ledger],
        "measure": ["measure", *ledger, "--draws", "200", "--seed", "1"],
        "publish": ["publish", str(folder / "site"), *ledger],
    }


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a command in a process group of its own."""
    whole = [sys.executable, "-m", "tightrope", *command]
    return subprocess.Popen(
        whole, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )


def finish(command: list[str]) -> float:
    """Run a command to its end; return its seconds."""
    begun = time.monotonic()
    process = start(command)
    _, said = process.communicate()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {said.decode()}")
    return time.monotonic() - begun


def killed(command: list[str], after: float) -> bool:
    """Start a command and kill it after some seconds; return whether it was still running."""
    process = start(command)
    try:
        process.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True
    return False


def digest(folder: Path) -> str:
    """The digest of all files of a folder with their names."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    lines = (f"{path.relative_to(folder)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for path in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def exported(folder: Path) -> str:
    """The digest of all tables that a ledger exports."""
    out = folder / "tables"
    finish(["export", "tables", str(out), "--format", "jsonl", "--ledger", str(folder / "a.ledger")])
    return digest(out)


def trouble(folder: Path, site: str) -> str:
    """What is wrong after a kill; empty if nothing."""
    ledger = folder / "a.ledger"
    # A ledger whose making was cut short before its first table is an empty file, which the next command completes.
    if ledger.exists() and ledger.stat().st_size:
        health = examine(ledger)
        if health.number:
            return "; ".join(one.what for one in health.ailments)
    if (folder / "site").exists() and digest(folder / "site") != site:
        return "half a dashboard stands in its place"
    return ""


def main() -> None:
    """Run as many rounds as the kills need."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    pick = random.Random(asked.seed)
    begun, done, sound, rounds, same, by_command = time.monotonic(), 0, 0, 0, 0, dict.fromkeys(KILLS, 0)
    with tempfile.TemporaryDirectory() as name:
        inputs = Path(name) / "inputs"
        reference = Path(name) / "reference"
        inputs.mkdir()
        reference.mkdir()
        make_input(inputs, pick)
        lasts = {kind: finish(command) for kind, command in commands(inputs, reference).items()}
        wanted = exported(reference), digest(reference / "site")
        while done < asked.kills:
            folder = Path(name) / f"round{rounds}"
            folder.mkdir()
            for kind, command in commands(inputs, folder).items():
                left = KILLS[kind]
                while left and done < asked.kills:
                    left -= 1
                    if not killed(command, pick.uniform(0.05, lasts[kind])):
                        continue
                    done += 1
                    by_command[kind] += 1
                    wrong = trouble(folder, wanted[1])
                    sound += not wrong
                    if wrong:
                        print(f"kill {done}, of {kind}: {wrong}", file=sys.stderr)
                finish(command)
            rounds += 1
            found = exported(folder), digest(folder / "site")
            same += found == wanted
            if found != wanted:
                what = [
                    name for name, one, other in zip(("tables", "site"), found, wanted, strict=True) if one != other
                ]
                print(f"round {rounds} came out different: {' and '.join(what)}", file=sys.stderr)
            print(f"{done} kills, {sound} sound; {same} of {rounds} rounds the same", file=sys.stderr, flush=True)
    told = {
        "benchmark": "chaos", "kills": done, "sound": sound, "rounds": rounds, "same": same, "by_command": by_command,
        "seconds": round(time.monotonic() - begun),
    }  # fmt: skip
    print(json.dumps(told))


if __name__ == "__main__":
    main()
