r"""Counts of event data: rows a second against the usual reading with pandas, and memory as the files grow.

python benchmarks/flows.py [--files 8] [--rows 1000000] [--memory 200000 2000000] [--rounds 1]

Files like GDELT's are made up: tab-separated, without a header, rows of 57, 58 and 61 fields mixed, some 400 bytes
each, a file for each year. Both sides count the same thing (each event once a day, days that are guesses left out,
categories and scores by country pair and month, totals), the answers must be equal, and both are timed from the files
to the tables, without imports, by turns. pandas (which must be installed) reads one file after the other with
`read_csv(sep="\\t", header=None, names=range(61))` and CAMEO codes as text, as its users do. Memory is the most that a
process of its own held, alone, at two sizes. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tightrope.names import country_codes
from tightrope.records import GOLDSTEIN, QUADS, Quad, cameo_type

COUNTRIES = (
    "USA",
    "RUS",
    "CHN",
    "GBR",
    "TUR",
    "KAZ",
    "UZB",
    "KGZ",
    "TJK",
    "TKM",
    "DEU",
    "FRA",
    "IRN",
    "EUR",
    "AFR",
    "",
)
COUNT = """
import resource, sys, time
from tightrope.bulk import Progress, Runner, count_flows
quiet = Progress(stage=lambda *_: None, done=lambda: None, again=lambda why: print(why, file=sys.stderr))
begin, used = time.perf_counter(), time.process_time()
count_flows([sys.argv[1]], sys.argv[2], "gdelt", Runner(processes=int(sys.argv[3])), quiet)
wall, used = time.perf_counter() - begin, time.process_time() - used
print("done", wall, used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def write_rows(path: Path, rows: int, months: int, year: int = 2015) -> None:
    """Write rows over so many months from a January on; only the first month is made up, the others repeat it."""
    chance = random.Random(1)
    codes = [code for code in GOLDSTEIN if len(code) > 2]
    made = []
    for number in range(rows // months):
        fields = chance.choice((57, 58, 61, 61))
        day = f"201501{chance.randint(1, 28):02}"
        one, other = chance.choice(COUNTRIES), chance.choice(COUNTRIES)
        code = chance.choice(codes)
        row = [""] * fields
        row[:5] = [str(900_000_000 + number), day, "201501", "2015", "2015.0247"]
        row[5:8] = [f"{one}GOV", "THE PRIME MINISTER", one]
        row[15:18] = [other or "REB", "FOREIGN AFFAIRS", other]
        row[8] = "EEC" if one == "EUR" and number % 2 else ""
        row[25:35] = [
            *("1", code, code[:3], code[:2], "1", str(GOLDSTEIN[code])),
            str(chance.randint(1, 60)),
            "1",
            "6",
            "-1.4",
        ]
        place = ["4", "Some Town, Some Region, Some Country", "XX", "XX00", "41.3", "69.2", "-2570000"]
        row[35:49] = place * 2
        row[49:56] = place
        row[56 if fields < 61 else 59] = day if fields < 61 else f"{day}143000"
        if fields > 57:
            row[-1] = f"https://news.example/{number}/{chance.getrandbits(128):032x}/what-was-said-and-done"
        made.append("\t".join(row))
    first = ("\n".join(made) + "\n").encode()
    with path.open("wb") as file:
        for month in range(months):
            file.write(first.replace(b"\t201501", f"\t{year + month // 12}{month % 12 + 1:02}".encode()))


def with_pandas(paths: list[Path]) -> tuple[dict[tuple[str, str, str], tuple[float, ...]], dict[str, int]]:
    """Count files, none of which has a month of another, one after the other."""
    sums: dict[tuple[str, str, str], tuple[float, ...]] = {}
    totals: dict[str, int] = {}
    for path in paths:
        found = of_file(path)
        sums |= found[0]
        totals |= found[1]
    return sums, totals


def of_file(path: Path) -> tuple[dict[tuple[str, str, str], tuple[float, ...]], dict[str, int]]:
    """Count a file as one does with pandas."""
    import pandas as pd

    frame = pd.read_csv(
        path, sep="\t", header=None, names=range(61), dtype={26: str, 27: str, 28: str}, quoting=3, low_memory=False
    )
    added = frame[59].where(frame[59].notna(), frame[56]).astype("int64").astype(str).str[:8]
    day = pd.to_datetime(frame[1].astype(str), format="%Y%m%d")
    frame = frame[(pd.to_datetime(added, format="%Y%m%d") - day).dt.days < 28]
    known = country_codes()
    for name, country, group, code in (("source", 7, 8, 5), ("target", 17, 18, 15)):
        frame[f"{name}_country"] = frame[country].map(known).where(frame[group] != "EEC", "EUU")
        frame[name] = frame[f"{name}_country"].fillna(frame[code])
    once = frame.groupby([1, "source", "target", 26], dropna=False).agg(
        score=(30, "max"), mentions=(31, "max"), one=("source_country", "first"), other=("target_country", "first")
    )
    once = once.reset_index()
    once["month"] = once[1].astype(str).str[:4] + "-" + once[1].astype(str).str[4:6]
    totals = {str(month): int(count) for month, count in once.groupby("month").size().items()}
    pairs = once[once["one"].notna() & once["other"].notna() & (once["one"] != once["other"])].copy()
    pairs["quad"] = pairs[26].map({code: QUADS[kind].value for code in GOLDSTEIN if (kind := cameo_type(code))})
    scored = pairs["score"].where(pairs["quad"].notna(), 0.0)
    pairs["cooperation"], pairs["conflict"] = scored.clip(lower=0), -scored.clip(upper=0)
    for quad in Quad:
        pairs[quad.value] = pairs["quad"] == quad.value
    pairs["events"] = 1
    columns = [*(quad.value for quad in Quad), "cooperation", "conflict", "events", "mentions"]
    sums = pairs.groupby(["month", "one", "other"])[columns].sum()
    return {
        key: tuple(round(float(value), 2) for value in row)
        for key, row in zip(sums.index, sums.to_numpy(), strict=True)
    }, totals


def counted(out: Path) -> tuple[dict[tuple[str, str, str], tuple[float, ...]], dict[str, int]]:
    """The tables of a count."""
    import polars as pl

    rows = pl.read_parquet(out / "flows" / "*.parquet").rows()
    totals = dict(pl.read_parquet(out / "totals" / "*.parquet").rows())
    return {row[:3]: tuple(round(float(value), 2) for value in row[3:]) for row in rows}, totals


def run(path: Path, out: Path, at_once: int = 0) -> tuple[float, float, int]:
    """Seconds of the clock and of processors, and the most memory in KiB."""
    found = subprocess.run(
        [sys.executable, "-c", COUNT, str(path), str(out), str(at_once)], capture_output=True, text=True, check=False
    )
    line = next((line for line in found.stdout.splitlines() if line.startswith("done")), "")
    if not line:
        raise SystemExit(f"the count failed:\n{found.stderr}")
    _, wall, used, most = line.split()
    return float(wall), float(used), int(most)


def speed(folder: Path, files: int, rows: int, rounds: int) -> dict[str, float]:
    """Both ways by turns; the best round of each counts."""
    path = folder / "events"
    path.mkdir()
    paths = [path / f"{1980 + number}.csv" for number in range(files)]
    for number, one in enumerate(paths):
        write_rows(one, rows, 12, 1980 + number)
    ours, alone, theirs = [], [], []
    expected = None
    for number in range(rounds):
        ours.append(run(path, folder / f"out-{number}"))
        alone.append(run(path, folder / f"alone-{number}", 1))
        begin, used = time.perf_counter(), time.process_time()
        answer = with_pandas(paths)
        theirs.append((time.perf_counter() - begin, time.process_time() - used))
        for out in (f"out-{number}", f"alone-{number}"):
            if counted(folder / out) != answer:
                raise SystemExit("the two counts differ")
        expected = answer
        print(
            f"round {number + 1}: all cores {ours[-1][0]:.1f} s, one {alone[-1][0]:.1f} s "
            f"({alone[-1][1]:.1f} of a processor), pandas {theirs[-1][0]:.1f} s ({theirs[-1][1]:.1f})"
        )
    assert expected is not None
    best = {"all_cores": min(ours)[0], "one_core": min(alone)[0], "pandas": min(theirs)[0]}
    rows *= files
    processor = {"one_core": min(one[1] for one in alone), "pandas": min(one[1] for one in theirs)}
    return {
        "rows": rows,
        "files": files,
        "bytes": sum(one.stat().st_size for one in paths),
        "pairs": len(expected[0]),
        **{f"{name}_rows_per_second": rows / seconds for name, seconds in best.items()},
        "ratio": best["pandas"] / best["all_cores"],
        "ratio_of_processor_seconds": processor["pandas"] / processor["one_core"],
    }


def memory(folder: Path, sizes: list[int]) -> list[dict[str, float]]:
    """The most memory that a count holds, for each size; a month has as many rows in each."""
    found = []
    for rows in sizes:
        path = folder / f"memory-{rows}.csv"
        write_rows(path, rows, 6 * rows // min(sizes))
        wall, _, most = run(path, folder / f"memory-{rows}")
        path.unlink()
        found.append({"rows": rows, "mebibytes": round(most / 1024), "seconds": round(wall, 1)})
        print(f"{rows:,} rows: {most / 1024:.0f} MiB, {wall:.1f} s")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=8)
    parser.add_argument("--rows", type=int, default=1_000_000, help="of each file")
    parser.add_argument("--memory", type=int, nargs="*", default=[200_000, 2_000_000])
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        told: dict[str, object] = {}
        if given.memory:
            told["memory"] = memory(Path(folder), given.memory)
        if given.rows:
            told["speed"] = speed(Path(folder), given.files, given.rows, given.rounds)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
