"""What the coder reaches on 450 sentences whose errors nobody read while its rules were written.

    python benchmarks/sentences.py [zh en ru] [--errors]

The sentences (`sentences/*.jsonl`, 150 a language) were invented in the style of news by writers who did not know the
lexicons; **what they tell did not happen**. They vary verbs, nouns and constructions on purpose, and are harder than
news. Each is a document of its own, published on 16 May 2024. Their totals were looked at to
keep or drop some ten rules. They serve to measure: whoever reads them, or the errors that ``--errors`` prints, to
improve a rule has to write new ones. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from tightrope.cli.scoring import in_json, score_coder, show_errors, show_score
from tightrope.extract import RuleCoder
from tightrope.extract.corpora import KINDS
from tightrope.extract.matching import Comparison
from tightrope.extract.scoring import figures
from tightrope.names import Names

SENTENCES = Path(__file__).parent / "sentences"
LANGUAGES = ("zh", "en", "ru")
PUBLISHED = "2024-05-16"


def compare(language: str) -> list[Comparison]:
    """Code every sentence of a language and compare it with what its writer meant."""
    with tempfile.TemporaryDirectory() as folder:
        gold, documents = Path(folder) / "gold", Path(folder) / "docs"
        gold.mkdir()
        documents.mkdir()
        for line in (SENTENCES / f"{language}.jsonl").read_text(encoding="utf-8").splitlines():
            item = json.loads(line)
            name = f"{item['n']:03}"
            (documents / f"{name}.txt").write_text(f"date {PUBLISHED}\n\n{item['text']}\n", encoding="utf-8")
            records = {kind: [{"sentence": item["text"], **one} for one in item.get(kind, [])] for kind in KINDS}
            content = {"doc": f"{name}.txt", "language": language, **records}
            (gold / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return score_coder(RuleCoder(Names.builtin()), gold, documents)


def main() -> None:
    """Measure, print the tables, and last the JSON line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("languages", nargs="*", metavar="zh|en|ru")
    parser.add_argument("--errors", action="store_true", help="print every fact that was missed or is wrong")
    arguments = parser.parse_args()
    comparisons = [one for language in arguments.languages or LANGUAGES for one in compare(language)]
    rows = figures(comparisons)
    show_score(comparisons, rows, types=False)
    if arguments.errors:
        show_errors(comparisons)
    print(in_json(comparisons, rows, "benchmarks/sentences", errors=False))


if __name__ == "__main__":
    main()
