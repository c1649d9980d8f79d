"""How fast a ledger with 100,000 pieces of evidence is searched, next to a LIKE scan of the same file.

    .venv/bin/python benchmarks/bench_search.py [--documents 10000]

The texts are made here from small vocabularies with a fixed seed: a third each Chinese, English and Russian. The last
line is one JSON object. Times are milliseconds for the first 20 hits. ``cold``: a fresh connection after the system was
asked to forget the file's pages. ``like_first``: ``SELECT ... WHERE text LIKE`` over the documents, in the same
order with the same limit, so that it stops early where a word is frequent; ``like_all``: the same without a limit.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from tightrope.ledger import Ledger
from tightrope.records import AnyEvidence, Document, Domain, Event, EventType, Origin, When

SEED = 20230223
PER_DOCUMENT = 10
LIMIT_MS = 50.0
QUERIES = ("走鋼索", "訪問", "鋼索", "Blinken", "визит", "EU", "俄", "訪問 能源")


def words(listed: str) -> list[str]:
    return listed.split()


ZH = {
    "who": words("總統 外長 總理 代表團 國防部長 議長 特使 部長們 發言人 大使 顧問 副總理"),
    "from": words("哈薩克 烏茲別克 吉爾吉斯 塔吉克 土庫曼 俄羅斯 中國 美國 土耳其 歐盟 日本 印度"),
    "does": words("訪問 會見 批評 支持 警告 邀請 致電 援助 制裁 拒絕 會談 聲援"),
    "what": words("貿易 能源 鐵路 油管 軍演 基地 留學生 貸款 礦產 邊界 用水 電網 語言 走廊 投資 糧食"),
    "when": words("週一 週二 上月 去年 今年春天 昨日 稍早 近日 本週 月底 年初 秋季"),
}
EN = {
    "who": words("president minister premier delegation speaker envoy ambassador general adviser spokesman"),
    "from": words("Kazakhstan Uzbekistan Kyrgyzstan Tajikistan Turkmenistan Russia China Turkey Brussels Washington"),
    "does": words("visited met criticised backed warned invited called aided sanctioned rejected joined praised"),
    "what": words("trade energy railway pipeline exercise base students loan minerals border water grid language"),
    "when": words("Monday Tuesday yesterday today recently earlier April October spring autumn January winter"),
}
RU = {
    "who": words("президент министр премьер делегация спикер посланник посол генерал советник представитель"),
    "from": words("Казахстана Узбекистана Киргизии Таджикистана Туркмении России Китая Турции Германии Японии"),
    "does": words("посетил встретил поддержал предупредил пригласил отклонил обсудил подписал осудил одобрил"),
    "what": words("торговлю энергетику дорогу трубопровод учения базу кредит границу воду язык инвестиции"),
    "when": words("понедельник вторник вчера сегодня недавно ранее весной осенью зимой летом апреле октябре"),
}


def zh_sentence(pick: random.Random) -> str:
    if pick.random() < 0.0005:
        return f"{pick.choice(ZH['from'])}{pick.choice(ZH['who'])}形容這是在走鋼索，{pick.choice(ZH['what'])}成了考驗。"
    return (
        f"{pick.choice(ZH['when'])}，{pick.choice(ZH['from'])}{pick.choice(ZH['who'])}{pick.choice(ZH['does'])}"
        f"{pick.choice(ZH['from'])}{pick.choice(ZH['who'])}，談及{pick.choice(ZH['what'])}與{pick.choice(ZH['what'])}"
        f"等{pick.randrange(2, 9999)}項議題。"
    )


def en_sentence(pick: random.Random) -> str:
    name = "Secretary Blinken" if pick.random() < 0.01 else f"The {pick.choice(EN['who'])} of {pick.choice(EN['from'])}"
    whom = "the EU" if pick.random() < 0.02 else f"the {pick.choice(EN['who'])} of {pick.choice(EN['from'])}"
    return (
        f"{name} {pick.choice(EN['does'])} {whom} on {pick.choice(EN['when'])} over {pick.choice(EN['what'])} and "
        f"{pick.choice(EN['what'])} worth {pick.randrange(2, 9999)} million. "
    )


def ru_sentence(pick: random.Random) -> str:
    if pick.random() < 0.02:
        return f"Визит {pick.choice(RU['from'])} продлился {pick.randrange(2, 99)} часов. "
    return (
        f"{pick.choice(RU['who']).capitalize()} {pick.choice(RU['from'])} {pick.choice(RU['does'])} "
        f"{pick.choice(RU['what'])} и {pick.choice(RU['what'])}, {pick.choice(RU['when'])}, {pick.randrange(2, 9999)}. "
    )


def made_documents(number: int, pick: random.Random) -> Iterator[tuple[Document, list[AnyEvidence]]]:
    """Documents of about 20 sentences, every second one of them a piece of evidence."""
    makers = (("zh-Hant", zh_sentence), ("en", en_sentence), ("ru", ru_sentence))
    for index in range(number):
        language, make = makers[index % 3]
        sentences = [make(pick) for _ in range(2 * PER_DOCUMENT)]
        document = Document(
            origin=Origin(producer="benchmark", title=f"made text {index}", url=f"made/{index}"),
            published=date(2015, 1, 1) + timedelta(days=pick.randrange(3650)),
            language=language,
            title="",
            text="".join(sentences),
        )
        yield document, _evidence(document.id, sentences)


def _evidence(document: str, sentences: list[str]) -> list[AnyEvidence]:
    made: list[AnyEvidence] = []
    place = 0
    for index, sentence in enumerate(sentences):
        if index % 2 == 0:
            made.append(
                Event(
                    document=document,
                    start=place,
                    end=place + len(sentence.rstrip()),
                    coder="benchmark/1",
                    confidence=0.9,
                    source=("KAZ",),
                    target=("RUS",),
                    event_type=EventType.CONSULT,
                    domain=Domain.POLITICS,
                    when=When.year(2022),
                )
            )
        place += len(sentence)
    return made


def milliseconds(action: Callable[[], object], times: int) -> dict[str, float]:
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        action()
        taken.append((time.perf_counter() - begin) * 1000)
    taken.sort()
    return {"median": round(statistics.median(taken), 2), "p95": round(taken[max(0, int(len(taken) * 0.95) - 1)], 2)}


def forget(path: Path) -> None:
    """Ask the system to drop the file's pages from memory (where it can be asked)."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def cold_search(path: Path, query: str) -> float:
    forget(path)
    with Ledger.open(path, read_only=True) as ledger:
        begin = time.perf_counter()
        ledger.search(query)
        return (time.perf_counter() - begin) * 1000


def like_scan(connection: sqlite3.Connection, query: str, limit: int) -> list[tuple[int]]:
    wanted = [f"%{word}%" for word in query.split()]
    conditions = " AND ".join("text LIKE ?" for _ in wanted)
    sql = f"SELECT number FROM document WHERE {conditions} ORDER BY number DESC LIMIT {limit}"
    return connection.execute(sql, wanted).fetchall()


def measure(path: Path, query: str) -> dict[str, object]:
    cold = sorted(cold_search(path, query) for _ in range(7))
    with Ledger.open(path, read_only=True) as ledger:
        hits = ledger.search(query)
        warm = milliseconds(lambda: ledger.search(query), 40)
    connection = sqlite3.connect(path)
    (matching,) = connection.execute(
        "SELECT count(*) FROM document WHERE " + " AND ".join("instr(text, ?)" for _ in query.split()), query.split()
    ).fetchone()
    like_scan(connection, query, -1)
    first = milliseconds(lambda: like_scan(connection, query, 20), 5)["median"]
    everything = milliseconds(lambda: like_scan(connection, query, -1), 5)["median"]
    connection.close()
    return {
        "documents_with_it": matching,
        "hits": len(hits),
        "cold": {"median": round(statistics.median(cold), 2), "worst": round(cold[-1], 2)},
        "warm": warm,
        "like_first": first,
        "like_all": everything,
        "like_first_over_warm": round(first / warm["median"], 1),
        "like_all_over_warm": round(everything / warm["median"], 1),
        "under_limit": max(cold[-1], warm["p95"]) < LIMIT_MS,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=10_000, help="each has ten pieces of evidence")
    number = parser.parse_args().documents
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "search.db"
        begin = time.perf_counter()
        with Ledger.open(path) as ledger:
            for document, evidence in made_documents(number, random.Random(SEED)):
                ledger.add_document(document, evidence)
            counts = ledger.counts()
        taken = time.perf_counter() - begin
        results = {query: measure(path, query) for query in QUERIES}
        for query, result in results.items():
            print(query, json.dumps(result, ensure_ascii=False), file=sys.stderr)
        summary = {
            "benchmark": "search",
            "evidence": sum(counts.evidence.values()),
            "documents": counts.documents,
            "documents_per_s": round(number / taken),
            "ledger_mb": round(path.stat().st_size / 1e6, 1),
            "sqlite": sqlite3.sqlite_version,
            "limit_ms": LIMIT_MS,
            "queries_ms": results,
        }
    print(json.dumps(summary, ensure_ascii=False))


if __name__ == "__main__":
    main()
