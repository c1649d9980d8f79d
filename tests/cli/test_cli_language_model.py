"""`tightrope read --coder llm`, against a server of our own."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tightrope.ledger import Ledger

KEY = "sk-very-secret-key"
LAST = {"mode": "", "domain": "politics", "date": None, "status": "occurred", "attributed_to": "", "confidence": 0.7}
ZH, EN, RU = "哈薩克總統會見俄羅斯總統。", "Turkey and Uzbekistan signed a treaty.", "Китай осудил решение США."
NOUNS = ["apples", "wheat", "cotton", "copper", "wool", "maps", "ropes", "lamps", "boats", "chairs", "books", "bread"]


def event(quote: str, source: str, target: str, kind: str) -> dict[str, Any]:
    return {"quote": quote, "source": [source], "target": [target], "type": kind} | LAST


@pytest.fixture
def posts(model, tmp_path) -> Path:
    """A post in each language, and a model that finds one event in each and invents another one."""
    folder = tmp_path / "posts"
    folder.mkdir()
    padding = {"zh": "天氣很好。" * 9, "en": " The weather was fine." * 9, "ru": " Погода была хорошей." * 9}
    for (language, text), quote in zip(padding.items(), (ZH, EN, RU), strict=True):
        (folder / f"{language}.txt").write_text(f"{quote}{text}", "utf-8")
    model.knows(
        events=[
            event(ZH, "KAZ", "RUS", "CONSULT"),
            event(EN, "TUR", "UZB", "AGREE"),
            event(RU, "CHN", "USA", "ACCUSE"),
            event(RU, "CHN", "JPN", "ACCUSE"),
        ]
    )
    return folder


def ask(model: Any, name: str = "good") -> list[str]:
    return ["--coder", "llm", "--base-url", model.url, "--model", name]


def test_all_three_languages_are_read_and_claims_tokens_and_cost_are_counted(command, model, posts, tmp_path):
    prices = ("--price-in", "0.5", "--price-out", "2")
    status, said, complained = command("read", posts, *ask(model), *prices)
    assert status == 0
    assert "read: 3 (3 pieces of evidence)" in said
    assert "tokens: 3,000 in, 300 out\ncost: 0.0021 (at 0.5 in, 2 out a million)" in said
    assert "claims: 4, of which accepted: 3, rejected: 1\n  rejected, actor not named in the quote: 1" in said
    assert f"documents are sent to {model.url}/chat/completions" in complained
    with Ledger.open(tmp_path / "tightrope.ledger") as ledger:
        assert {one.coder.partition("/")[0] for one in ledger.evidence()} == {"llm:good"}
    assert (tmp_path / "tightrope.ledger.answers").is_dir()


def test_another_ledger_is_filled_from_the_cache_without_a_single_request(command, model, posts):
    command("read", posts, *ask(model), "--cache", "kept")
    asked = len(model.asked())
    status, said, _ = command("read", posts, *ask(model), "--cache", "kept", "--ledger", "second.ledger")
    assert (status, len(model.asked())) == (0, asked)
    assert "read: 3 (3 pieces of evidence)\n" in said
    assert "0 answers asked for, 3 from the cache" in said
    assert "tokens: 0 in, 0 out" in said


def test_rules_are_the_default_and_ask_nobody(command, model, posts, monkeypatch):
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a network call that nobody asked for")

    monkeypatch.setattr("socket.socket.connect", refuse)
    status, said, _ = command("read", posts)
    assert status == 0
    assert "language model" not in said
    assert model.asked() == []


def test_what_the_model_fails_on_stays_unread_and_the_rest_is_read(command, model, posts):
    (posts / "broken.txt").write_text(f"{EN} A broken pipe. {'It was raining all day. ' * 9}", "utf-8")
    status, said, complained = command("read", posts, *ask(model, "broken"))
    assert status == 0
    assert "read: 3 " in said
    assert "broken.txt: the model's answer is not the JSON asked for, twice" in complained
    assert "read: 1 " in command("read", posts, *ask(model))[1]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["--coder", "llm"], 2, "--coder llm needs --base-url and --model"),
        (["--coder", "oracle"], 2, "'oracle' is none of rules, llm"),
        (["--model", "x"], 2, "--base-url and --model are for --coder llm"),
        (
            ["--coder", "llm", "--base-url", "http://h/v1", "--model", "x", "--least-confidence", "0.5"],
            2,
            "is for --coder rules",
        ),
        (["--coder", "llm", "--base-url", "localhost", "--model", "x"], 1, "must begin with http:// or https://"),
        (
            ["--coder", "llm", "--base-url", "http://h/v1", "--model", "x", "--api-key-env", "NO_SUCH"],
            2,
            "variable NO_SUCH is not set",
        ),
    ],
)
def test_a_mistake_is_one_line_that_says_what_to_do(command, posts, arguments, status, words):
    ended, _, complained = command("read", posts, *arguments)
    assert ended == status
    assert words in " ".join(complained.replace("│", " ").split())
    if status == 1:
        assert len([line for line in complained.splitlines() if "sent to" not in line]) == 1


def test_without_a_server_the_run_stops_and_the_document_is_named_counted_and_read_the_next_time(command, model, posts):
    nobody = ["--coder", "llm", "--base-url", "http://127.0.0.1:9/v1", "--model", "good"]
    status, said, complained = command("read", posts, *nobody)
    assert status == 1
    assert "read: 0 " in said
    assert "failed or doubtful: 1" in said
    assert "en.txt: not read, and nothing after it: the coder cannot go on" in complained
    assert "is the server running?" in complained
    assert "read: 3 (3 pieces of evidence)" in command("read", posts, *ask(model))[1]


def test_what_was_read_before_the_server_was_gone_is_kept_and_the_rest_is_read_the_next_time(command, model, posts):
    status, said, complained = command("read", posts, *ask(model, "closing"))
    assert status == 1
    assert "read: 1 (1 pieces of evidence)" in said
    assert "failed or doubtful: 1" in said
    assert "ru.txt: not read" in complained
    status, said, _ = command("read", posts, *ask(model))
    assert (status, "read: 2 (2 pieces" in said, "already known: 1 " in said) == (0, True, True)


def test_the_limit_of_tokens_ends_the_run_and_keeps_what_was_read(command, model, posts):
    status, said, complained = command("read", posts, *ask(model), "--max-tokens-total", "1500")
    assert status == 1
    assert "read: 2 " in said
    assert "the limit is 1,500" in complained


def test_the_key_is_neither_printed_nor_stored(command, model, posts, tmp_path, monkeypatch):
    monkeypatch.setenv("MY_KEY", KEY)
    for name in ("parrot", "indiscreet"):
        _, said, complained = command("read", posts, *ask(model, name), "--api-key-env", "MY_KEY", "-l", f"{name}.l")
        assert KEY not in said + complained
    assert {one["key"] for one in model.asked()} == {f"Bearer {KEY}"}
    stored = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.parent.parent.name == "parrot.l.answers" for path in stored)
    assert not [path for path in stored if KEY.encode() in path.read_bytes()]


def test_a_killed_run_goes_on_where_it_was_and_pays_for_nothing_twice(model, tmp_path, command):
    number, chance = 12, random.Random(5)
    folder = tmp_path / "many"
    folder.mkdir()
    sentences = [f"Turkey and Uzbekistan signed treaty number {index}." for index in range(number)]
    for index, sentence in enumerate(sentences):
        words = " ".join(chance.choices(NOUNS, k=60))  # so that no document is a near-duplicate of another
        (folder / f"{index:02d}.txt").write_text(f"{sentence} The list of goods has {words} and the rest.", "utf-8")
    model.knows(events=[event(one, "TUR", "UZB", "AGREE") for one in sentences])
    arguments = ["read", str(folder), *ask(model, "leisurely")]
    process = subprocess.Popen(
        [sys.executable, "-m", "tightrope", *arguments], cwd=tmp_path, stdout=subprocess.DEVNULL, env=os.environ
    )
    deadline = time.monotonic() + 60
    while len(model.asked()) < number // 2 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    before = len(model.asked())
    assert number // 2 <= before < number
    status, said, _ = command(*arguments)
    assert status == 0
    # Only the question that was under way when it was killed may be asked again.
    assert number <= len(model.asked()) <= number + 1
    assert f"read: {number - before + 1} " in said or f"read: {number - before} " in said
    with Ledger.open(tmp_path / "tightrope.ledger") as ledger:
        assert len(list(ledger.documents())) == len(list(ledger.evidence())) == number
