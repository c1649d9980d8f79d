"""How fast and how heavy ``tightrope read`` is: 1,000 documents of 2,000 characters against 100 of them.

    python benchmarks/bench_read.py [--documents 1000]

The documents are made from the sentences of the sample documents, with dates, figures and names varied, and as much
again of their shuffled words, so that no two are near-duplicates. Each run is a process of its own. The last line is
JSON: documents per second, and the ratio of peak memory between the large and the small run (1.0 = flat).
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tightrope.cases import load_case
from tightrope.records import Document
from tightrope.sources.documents import read_documents

CHARACTERS = 2000
LEADERS = ("蒲亭", "普京", "習近平", "托卡葉夫", "拉赫蒙", "米爾濟約耶夫", "扎帕羅夫")


def sentences() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for item in read_documents(str(load_case("central_asia").documents_folder)):
        if isinstance(item, Document):
            parts = re.split(r"(?<=[。！？.!?])\s*", item.text)
            found.setdefault(item.language, []).extend(part.strip() for part in parts if len(part) > 20)
    return found


def vary(sentence: str, chance: random.Random) -> str:
    sentence = re.sub(
        r"\d+", lambda match: str(chance.randint(1, 28) if len(match[0]) < 3 else int(match[0])), sentence
    )
    return re.sub("|".join(LEADERS), lambda _: chance.choice(LEADERS), sentence)


def babble(sentence: str, pool: list[str], chance: random.Random, *, chinese: bool) -> str:
    """As many shuffled words of the pool as the sentence is long: text that nobody wrote twice."""
    length = len(sentence)
    if chinese:
        pieces = []
        while sum(map(len, pieces)) < length:
            source = chance.choice(pool)
            start = chance.randrange(len(source))
            pieces.append(source[start : start + chance.randint(2, 5)].rstrip("。！？"))
        return "".join(pieces) + "。"
    words = [word.strip(".!?") for word in " ".join(pool).split()]
    return " ".join(chance.choices(words, k=max(3, length // 7))).capitalize() + "."


def write_documents(folder: Path, number: int, chance: random.Random) -> None:
    pool = sentences()
    languages = [language for language in pool if len(pool[language]) > 5]
    for index in range(number):
        language = chance.choice(languages)
        text = ""
        while len(text) < CHARACTERS:
            chinese = language.startswith("zh")
            sentence = vary(chance.choice(pool[language]), chance)
            rest = babble(sentence, pool[language], chance, chinese=chinese)
            text += ("" if chinese else " ").join([sentence, rest, ""])
            text += "\n\n" if chance.random() < 0.2 else ""
        title = " ".join(vary(pool[language][0], chance).split())[:20].replace("'", "")
        header = f"---\ntitle: '{index} {title}'\ndate: 2024-05-{index % 28 + 1:02d}\n---\n\n"
        (folder / f"{index:06d}.md").write_text(header + text[:CHARACTERS], "utf-8")


def run(documents: Path, ledger: Path) -> tuple[float, float, str]:
    """Seconds, peak memory in MiB and the report of one ``tightrope read``."""
    script = (
        "import resource, sys; from tightrope.cli import app; "
        f"sys.argv = ['tightrope', 'read', {str(documents)!r}, '--ledger', {str(ledger)!r}]\n"
        "try: app.main()\n"
        "finally: print('PEAK', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    started = time.perf_counter()
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    peak = float(re.findall(r"PEAK ([\d.]+)", result.stdout)[0])
    return time.perf_counter() - started, peak, result.stdout


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--documents", type=int, default=1000)
    number = arguments.parse_args().documents
    figures = {}
    with tempfile.TemporaryDirectory() as name:
        for label, count in (("small", number // 10), ("large", number)):
            folder = Path(name) / label
            folder.mkdir()
            write_documents(folder, count, random.Random(20220224))
            seconds, peak, report = run(folder, Path(name) / f"{label}.ledger")
            read = int(re.findall(r"^read: (\d+)", report, re.M)[0])
            if read != count:
                sys.exit(f"{label}: only {read} of {count} documents were new\n{report}")
            print(f"{label}: {read} of {count} documents in {seconds:.1f} s, peak {peak:.0f} MiB")
            figures[label] = (read, seconds, peak)
    (small_read, small_seconds, small_peak), (read, seconds, peak) = figures["small"], figures["large"]
    print(
        json.dumps(
            {
                "benchmark": "read",
                "documents": read,
                "documents_per_second": round(read / seconds, 1),
                "peak_mib": round(peak),
                "memory_ratio": round(peak / small_peak, 3),
                "marginal_documents_per_second": round((read - small_read) / (seconds - small_seconds), 1),
            }
        )
    )


if __name__ == "__main__":
    main()
