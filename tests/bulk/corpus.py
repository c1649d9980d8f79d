"""A small news corpus with what a large one has: copies, near copies, undated texts and broken records."""

from __future__ import annotations

import csv
import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tightrope.bulk import Progress

STATES = ("Kazakhstan", "Uzbekistan", "Kyrgyzstan", "Tajikistan", "Turkmenistan")
POWERS = ("Russia", "China", "Turkey", "the United States")
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
    "from every district who sang old songs until late at night"
)
WORDS = TEXT.split()


def articles(count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Different articles of some 1,000 characters, one a day from 20 January 2024 on; every ninth has no day."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        day = date(2024, 1, 20) + timedelta(days=number)
        sentences = []
        for _ in range(5):
            act = chance.choice(ACTS).format(
                a=chance.choice(STATES),
                p=chance.choice(POWERS),
                x=chance.choice(TOPICS),
                d=f"{day.day} {day:%B %Y}",
                n=chance.randint(2, 90),
            )
            filling = " ".join(chance.choice(WORDS) for _ in range(25)).capitalize() + "."
            sentences += [act, filling]
        made.append(
            {
                "title": f"Report {number}",
                "text": " ".join(sentences),
                "published": None if number % 9 == 8 else str(day),
                "url": f"https://news.example/{seed}/{number}",
                "outlet": "Steppe News",
            }
        )
    return made


def near_copy(article: dict[str, Any], words: int, seed: int = 1) -> dict[str, Any]:
    """An article in which so many words are others."""
    chance = random.Random(f"{seed}/{article['url']}")
    text = article["text"].split()
    for place in chance.sample(range(len(text)), words):
        text[place] = f"edited{place}"
    return {**article, "text": " ".join(text), "url": article["url"] + f"/near{words}"}


def copy(article: dict[str, Any]) -> dict[str, Any]:
    return {**article, "url": article["url"] + "/copy"}


def write_jsonl(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


def write_csv(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_parquet(path: Path, rows: list[dict[str, Any]], row_group: int = 3) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=row_group)
    return path


def silent() -> Progress:
    return Progress(stage=lambda *_: None, done=lambda: None, again=lambda _: None)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file under a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def news_in(folder: Path) -> Path:
    """Forty articles in two files, six copies and six near copies of them, and two broken lines."""
    folder.mkdir()
    rows = articles(40)
    repeats = [make(row) for row in rows[:6] for make in (copy, lambda row: near_copy(row, 2))]
    write_jsonl(folder / "a.jsonl", [*rows[:25], *repeats[:5]])
    path = write_jsonl(folder / "b.jsonl", [*rows[25:], *repeats[5:]])
    path.write_text("{broken\n" + path.read_text("utf-8") + "[1, 2]\n", "utf-8")
    return folder
