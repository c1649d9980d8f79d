"""How fast the coder is on one core, what it needs, and whether hostile text slows it down.

    python benchmarks/bench_extraction.py [--sentences 20000]

The sentences are those of the project's own gold, two in three of which tell of something, shuffled into documents of
twenty with a seed. Each language is one process on one core: imports, names and lexicon loaded, every document read
from JSON Lines and coded; what counts is its processor time, start-up included. *Hostile* texts (no punctuation, one
comma after the other, brackets and quotes that never close, numbers, names and triggers without end) follow a sentence
with actors and a trigger, so that nothing is skipped; the ratio compares the time per character of 100,000 with that of
10,000. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tightrope.extract import RuleCoder
from tightrope.extract.corpora import OWN
from tightrope.extract.sentences import split
from tightrope.names import Names
from tightrope.records import Document, Origin
from tightrope.sources.documents import read_documents

LANGUAGES = {"zh": "Chinese", "en": "English", "ru": "Russian"}
TARGETS = {"zh": 1500, "en": 1000, "ru": 800}
A_DOCUMENT = 20
LEADS = {
    "zh": "哈薩克總統訪問俄羅斯，並與中國簽署了130億美元的協議",
    "en": "The Kazakh president visited Russia and signed a deal worth $13 billion with China ",
    "ru": "Президент Казахстана посетил Россию и подписал с Китаем соглашение на 13 млрд долларов ",
}
WORDS = {
    "zh": {"name": "俄羅斯、", "trigger": "訪問", "time": "2024年5月", "comma": "說，"},
    "en": {"name": "Russia, ", "trigger": "visited ", "time": "May 2024 ", "comma": "he said, "},
    "ru": {"name": "Россия, ", "trigger": "посетил ", "time": "в мае 2024 года ", "comma": "сказал он, "},
}
PEAK = "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
PROCESS = f"""
import sys
from tightrope.extract import RuleCoder
from tightrope.names import Names
from tightrope.sources.documents import read_documents
coder = RuleCoder(Names.builtin())
print(sum(len(coder.code(document)) for document in read_documents(sys.argv[1])))
{PEAK}
"""


def sentences(language: str) -> list[str]:
    found = []
    for item in read_documents(str(OWN / "docs")):
        if isinstance(item, Document) and item.language.startswith(language):
            found += [item.text[one.start : one.end] for one in split(item.text, item.language, item.title)]
    return found


def write(path: Path, language: str, number: int, chance: random.Random) -> None:
    pool = sentences(language)
    joint = "" if language == "zh" else " "
    with path.open("w", encoding="utf-8") as file:
        for _ in range(number // A_DOCUMENT):
            row = {"text": joint.join(chance.choices(pool, k=A_DOCUMENT)), "date": "2024-05-06", "language": language}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def one_core() -> None:
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[0]})


def timed(command: list[str]) -> tuple[float, str]:
    """Processor seconds and output of a process on one core; on an idle machine they are the seconds of the clock."""
    before = os.times()
    done = subprocess.run(command, capture_output=True, text=True, check=True, preexec_fn=one_core)
    after = os.times()
    return sum(after[2:4]) - sum(before[2:4]), done.stdout


def process(path: Path) -> tuple[float, int, float]:
    """Processor seconds, pieces of evidence and peak memory in MiB of one process on one core."""
    seconds, output = timed([sys.executable, "-c", PROCESS, str(path)])
    pieces, peak = output.split()
    return seconds, int(pieces), float(peak)


def start_up(folder: Path, language: str) -> float:
    """Processor seconds of ``tightrope read`` for one short document, on one core, the best of three."""
    path = folder / f"one-{language}.md"
    path.write_text(f"---\ndate: 2024-05-06\n---\n\n{LEADS[language]}.\n", encoding="utf-8")
    script = "from tightrope.cli import main; main()"
    best = float("inf")
    for run in range(3):
        command = [sys.executable, "-c", script, "read", str(path), "--ledger", str(folder / f"{language}{run}.ledger")]
        best = min(best, timed(command)[0])
    return best


def hostile(language: str) -> dict[str, Callable[[int], str]]:
    words = WORDS[language]
    lead = LEADS[language]
    return {
        "no punctuation": lambda n: lead * (n // len(lead)),
        **{f"{name}s": lambda n, word=word: lead + word * (n // len(word)) for name, word in words.items()},
        "open brackets": lambda n: lead + "(" * n,
        "open quotes": lambda n: lead + "“" * n,
        "digits": lambda n: lead + "1" * n,
        "separated digits": lambda n: lead + "1,234." * (n // 6),
        "blanks": lambda n: lead + " " * n,
        "one word": lambda n: lead + "а" * n,
    }


def document(language: str, text: str) -> Document:
    origin = Origin(producer="benchmark", title="hostile")
    return Document(origin=origin, published=date(2024, 5, 6), language=language, title="", text=text)


def per_character(coder: RuleCoder, language: str, text: str) -> float:
    """Microseconds per character, the best of three."""
    best = float("inf")
    for _ in range(3):
        one = document(language, text)
        started = time.process_time()
        coder.code(one)
        best = min(best, time.process_time() - started)
    return best / len(text) * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sentences", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    result: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for language, word in LANGUAGES.items():
            path = folder / f"{language}.jsonl"
            write(path, language, arguments.sentences, chance)
            seconds, pieces, peak = process(path)
            rate = arguments.sentences / seconds
            result[language] = {
                "sentences_per_second": round(rate),
                "over_target": round(rate / TARGETS[language], 2),
                "peak_mib": round(peak),
                "start_up_seconds": round(start_up(folder, language), 2),
            }
            print(f"{word}: {rate:,.0f} sentences/s ({pieces} pieces of evidence), peak {peak:.0f} MiB, "
                  f"start-up {result[language]['start_up_seconds']:.2f} s")  # fmt: skip
    coder = RuleCoder(Names.builtin())
    for language in LANGUAGES:
        coder.code(document(language, LEADS[language]))
        worst = 0.0
        for kind, make in hostile(language).items():
            small, large = (per_character(coder, language, make(size)) for size in (10_000, 100_000))
            worst = max(worst, large / small)
            print(f"{language} {kind}: {small:.2f} and {large:.2f} µs per character, ratio {large / small:.2f}")
        result[language]["worst_hostile_ratio"] = round(worst, 2)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
