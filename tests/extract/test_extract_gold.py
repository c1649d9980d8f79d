"""The project's own gold: what every annotation in it must satisfy, whatever the coder makes of it."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date
from importlib.resources import files
from typing import Any

import pytest

from tightrope.extract.sentences import split
from tightrope.records import EventType, Status

GOLD = files("tightrope.extract") / "gold"
KINDS = ("events", "stocks", "ties", "positions")
STANCES = {"supports", "opposes", "abstain", "absent", "abstain_or_absent"}
FAMILIES = {"en": ("en",), "ru": ("ru",), "zh": ("zh-Hant", "zh-Hans")}
DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
CODE = re.compile(r"[A-Z][A-Z0-9]+")


def annotations() -> dict[str, dict[str, Any]]:
    """All gold files by name without ending."""
    found = sorted((GOLD / "gold").iterdir(), key=lambda path: path.name)
    return {path.name.removesuffix(".json"): json.loads(path.read_text(encoding="utf-8")) for path in found}


def body(name: str) -> list[str]:
    """The paragraphs of a document, each with its wrapped lines joined."""
    text = (GOLD / "docs" / f"{name}.md").read_text(encoding="utf-8")
    _, _, rest = text.removeprefix("---\n").partition("\n---\n")
    return [" ".join(paragraph.split("\n")) for paragraph in rest.strip().split("\n\n")]


ALL = annotations()


def of(family: str) -> dict[str, dict[str, Any]]:
    return {name: gold for name, gold in ALL.items() if gold["language"] in FAMILIES[family]}


def sentences(name: str) -> list[str]:
    text = "\n".join(body(name))
    return [text[one.start : one.end] for one in split(text, ALL[name]["language"])]


def is_negative(gold: dict[str, Any]) -> bool:
    return not any(gold[kind] for kind in KINDS)


def test_every_document_has_its_annotation() -> None:
    assert {path.name for path in (GOLD / "docs").iterdir()} == {f"{name}.md" for name in ALL}
    assert all(gold["doc"] == f"{name}.md" for name, gold in ALL.items())


@pytest.mark.parametrize("name", ALL)
def test_every_quote_is_a_sentence_of_its_document(name: str) -> None:
    told = sentences(name)
    for kind in KINDS:
        for record in ALL[name][kind]:
            assert record["sentence"] in told


@pytest.mark.parametrize("name", ALL)
def test_every_record_speaks_the_known_vocabulary(name: str) -> None:
    gold = ALL[name]
    date.fromisoformat(gold["published"])
    for event in gold["events"]:
        assert event["type"] in set(EventType)
        assert event["status"] in set(Status)
        assert event["source"]
        assert event["target"]
        assert all(CODE.fullmatch(code) for code in (*event["source"], *event["target"]))
        assert event["date"] is None or DAY.fullmatch(event["date"])
    for stock in gold["stocks"]:
        assert stock["holder"] != stock["over"]
        assert stock["value"] > 0
        assert re.fullmatch(r"(economy|security|politics|culture)\.[a-z]+", stock["channel"])
        assert stock["as_of"] is None or DAY.fullmatch(stock["as_of"])
    assert all(tie["a"] != tie["b"] and tie["status"] in {"active", "planned"} for tie in gold["ties"])
    assert all(position["stance"] in STANCES for position in gold["positions"])


@pytest.mark.parametrize("name", ALL)
def test_no_record_stands_twice(name: str) -> None:
    for kind in KINDS:
        rows = [json.dumps({**row, "sentence": ""}, sort_keys=True) for row in ALL[name][kind]]
        assert len(rows) == len(set(rows))


@pytest.mark.parametrize("family", FAMILIES)
def test_each_language_is_covered(family: str) -> None:
    documents = of(family)
    events = [event for gold in documents.values() for event in gold["events"]]
    assert {event["type"] for event in events} == set(EventType)
    assert {event["status"] for event in events} == set(Status)
    assert all(any(gold[kind] for gold in documents.values()) for kind in KINDS)
    assert sum(is_negative(gold) for gold in documents.values()) >= 2


@pytest.mark.parametrize("family", FAMILIES)
def test_each_language_has_enough_sentences_and_a_quarter_without_a_fact(family: str) -> None:
    told = [(name, sentence) for name in of(family) for sentence in sentences(name)]
    factual = {(name, row["sentence"]) for name, gold in of(family).items() for kind in KINDS for row in gold[kind]}
    assert len(told) >= 60
    assert len([one for one in told if one not in factual]) >= len(told) / 4


def test_both_chinese_scripts_weigh_alike() -> None:
    counts = Counter(gold["language"] for gold in of("zh").values())
    assert counts["zh-Hant"] == counts["zh-Hans"]
