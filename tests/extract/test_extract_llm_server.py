"""Asking over real HTTP: what servers refuse, how they fail, and what is never sent or kept."""

from __future__ import annotations

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tightrope.extract.llm import LanguageModelCoder, ServerSettings, Settings
from tightrope.extract.llm.coder import MOST_STUMBLES
from tightrope.names import Names
from tightrope.records import CoderError, Document, ExtractError, Origin

MET = "Kazakhstan's president met Russia's president in May."
SIGNED = "Turkey and Uzbekistan signed a treaty on 5 June 2024."
KEY = "sk-very-secret-key"


def event(quote: str, source: str, target: str, kind: str = "CONSULT") -> dict[str, Any]:
    row = {"quote": quote, "source": [source], "target": [target], "type": kind, "mode": "", "domain": "politics"}
    return row | {"date": None, "status": "occurred", "attributed_to": "", "confidence": 0.7}


def document(text: str = f"{MET} {SIGNED}") -> Document:
    origin = Origin(producer="test", title="")
    return Document(origin=origin, published=date(2024, 6, 12), language="en", title="", text=text)


@pytest.fixture(autouse=True)
def _known(model):
    model.knows(events=[event(MET, "KAZ", "RUS"), event(SIGNED, "TUR", "UZB", "AGREE")])


def coder(model: Any, name: str, cache: Path | None = None, most: int | None = None, **more: Any) -> LanguageModelCoder:
    settings = {"timeout": 5.0, "retries": 2} | more
    url = settings.pop("url", model.url)
    return LanguageModelCoder(Names.builtin(), Settings(ServerSettings(url, name, **settings), cache, most))


def formats(model: Any) -> list[str]:
    return [one["body"].get("response_format", {}).get("type", "none") for one in model.asked()]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("good", ["json_schema", "json_schema"]),
        ("no-schema", ["json_schema", "json_object", "json_object"]),
        ("plain", ["json_schema", "json_object", "none", "none"]),
        ("no-temperature", ["json_schema", "json_schema", "json_schema"]),
        ("thinking", ["json_schema", "json_schema"]),
    ],
)
def test_a_server_that_does_not_know_a_field_is_asked_without_it_from_then_on(model, name, asked):
    asking = coder(model, name)
    assert len(list(asking.code(document()))) == 2
    asking.code(document(f"{MET} Again."))
    assert formats(model) == asked


def test_a_server_that_refuses_everything_ends_the_run_in_its_own_words(model):
    with pytest.raises(CoderError, match="I do not like this"):
        coder(model, "picky").code(document())


@pytest.mark.parametrize(("name", "shortest"), [("busy", 1.0), ("stumbling", 0.2)])
def test_a_busy_or_stumbling_server_is_asked_again_after_the_pause_it_wants(model, name, shortest):
    asking = coder(model, name)
    before = time.monotonic()
    assert len(list(asking.code(document()))) == 2
    assert time.monotonic() - before >= shortest
    assert (asking.tally.requests, asking.tally.repeated) == (1, 1)


@pytest.mark.parametrize(
    ("name", "words"), [("closed", "wait 86400 s"), ("poor", "no credit"), ("elsewhere", "redirects are not followed")]
)
def test_a_server_that_cannot_help_now_ends_the_run_at_once(model, name, words):
    with pytest.raises(CoderError, match=words):
        coder(model, name).code(document())
    assert len(model.asked()) == 1


@pytest.mark.parametrize("name", ["slow", "dripping"])
def test_an_answer_that_comes_too_late_is_asked_for_again_and_then_given_up(model, name):
    asking = coder(model, name, timeout=0.3, retries=1)
    before = time.monotonic()
    with pytest.raises(ExtractError, match=r"the server failed 2 times \(no answer within 0.3 s\)"):
        asking.code(document())
    assert time.monotonic() - before < 3
    assert len(model.asked()) == 2


def test_a_server_that_fails_on_one_document_after_the_other_ends_the_run(model):
    asking = coder(model, "failing", retries=0)
    for number in range(MOST_STUMBLES - 1):
        with pytest.raises(ExtractError, match="overloaded"):
            asking.code(document(f"{MET} {number}."))
    with pytest.raises(CoderError, match=f"for {MOST_STUMBLES} documents"):
        asking.code(document())


def test_an_answer_that_is_no_json_is_asked_for_once_more_with_what_was_wrong(model):
    asking = coder(model, "broken-once")
    assert len(list(asking.code(document()))) == 2
    roles = [message["role"] for message in model.asked()[1]["body"]["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    assert asking.tally.tokens == 2200


def test_a_document_without_a_usable_answer_fails_alone(model):
    asking = coder(model, "broken")
    with pytest.raises(ExtractError, match="not the JSON asked for, twice"):
        asking.code(document(f"{MET} A broken pipe."))
    assert len(list(asking.code(document()))) == 2
    with pytest.raises(ExtractError, match="refuses to read"):
        coder(model, "prudish").code(document())


@pytest.mark.parametrize("name", ["short-winded", "small"])
def test_a_piece_that_is_too_long_for_the_model_is_read_in_halves(model, name, tmp_path):
    asking = coder(model, name, tmp_path)
    assert len(list(asking.code(document()))) == 2
    paid = len(model.asked())
    again = coder(model, name, tmp_path)
    assert len(list(again.code(document()))) == 2
    # A window may be larger another day, so that a question that did not fit is tried again; what was paid is kept.
    assert len(model.asked()) - paid == (0 if name == "short-winded" else 1)


def test_a_sentence_that_cannot_be_halved_fails_with_a_clear_reason(model, tmp_path):
    for asked in (2, 3):  # the whole and its half; then only the half, which may fare better another day
        with pytest.raises(ExtractError, match="cut off at its limit of tokens"):
            coder(model, "breathless", tmp_path).code(document())
        assert len(model.asked()) == asked


def test_an_answer_in_the_cache_is_not_asked_for_again_unless_document_prompt_or_model_differ(model, tmp_path):
    first = coder(model, "good", tmp_path)
    found = list(first.code(document()))
    again = coder(model, "good", tmp_path)
    assert list(again.code(document())) == found
    assert (len(model.asked()), again.tally.requests, again.tally.cached, again.tally.tokens) == (1, 0, 1, 0)
    coder(model, "good", tmp_path).code(document(f"{MET} More."))
    coder(model, "good.2", tmp_path).code(document())
    assert len(model.asked()) == 3


def test_checks_run_anew_on_cached_answers(model, tmp_path):
    coder(model, "good", tmp_path).code(document())
    (path,) = tmp_path.rglob("*.json")
    entry = json.loads(path.read_text())
    assert json.loads(entry["text"])["events"][0]["quote"] == MET


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: text[:40],
        lambda text: text.replace("KAZ", "CHN"),
        lambda text: "[1]",
        lambda text: json.dumps(json.loads(text) | {"text": 5}),
        lambda text: json.dumps(json.loads(text) | {"key": "0"}),
        lambda text: "[" * 100_000,
    ],
)
def test_a_broken_entry_of_the_cache_is_ignored_counted_and_replaced(model, tmp_path, spoil):
    coder(model, "good", tmp_path).code(document())
    (path,) = tmp_path.rglob("*.json")
    path.write_text(spoil(path.read_text()))
    again = coder(model, "good", tmp_path)
    assert len(list(again.code(document()))) == 2
    assert (again.tally.corrupt, again.tally.requests) == (1, 1)
    last = coder(model, "good", tmp_path)
    last.code(document())
    assert (last.tally.corrupt, last.tally.cached) == (0, 1)


def test_a_cache_that_cannot_be_written_stops_the_run_before_more_is_paid(model, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CoderError, match="the cache cannot be"):
        coder(model, "good", tmp_path / "file").code(document())


def test_the_run_stops_at_its_limit_of_tokens(model):
    asking = coder(model, "good", most=1100)
    asking.code(document())
    with pytest.raises(CoderError, match="1,100 tokens are spent, and the limit is 1,100"):
        asking.code(document(f"{MET} More."))
    assert len(model.asked()) == 1


def test_tokens_that_a_server_does_not_tell_are_estimated_and_said_so(model):
    asking = coder(model, "thinking")
    asking.code(document())
    assert asking.tally.tokens_in > 1000
    assert any("estimated" in line for line in asking.tally.lines())


def test_the_key_goes_into_one_header_and_nowhere_else(model, tmp_path):
    with pytest.raises(CoderError) as caught:
        coder(model, "indiscreet", key=KEY).code(document())
    assert KEY not in str(caught.value)
    assert "***" in str(caught.value)
    asking = coder(model, "parrot", tmp_path, key=KEY)
    assert len(list(asking.code(document()))) == 2
    assert model.asked()[-1]["key"] == f"Bearer {KEY}"
    kept = [path.read_text() for path in tmp_path.rglob("*.json")]
    assert kept
    assert KEY not in "".join(kept) + repr(asking._settings)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("127.0.0.1:9/v1", "must begin with http"),
        ("ftp://example.org/v1", "must begin with http"),
        ("http://anna:secret@example.org/v1", "user name or password"),
        ("http://[::1/v1", "not an address"),
        ("http://127.0.0.1:9/v1", "is the server running"),
    ],
)
def test_an_address_that_cannot_be_right_is_refused_in_one_line(model, url, words):
    with pytest.raises(CoderError, match=words) as caught:
        coder(model, "good", url=url).code(document())
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_address_may_be_given_whole_or_with_a_query(model):
    for url in (f"{model.url}/", f"{model.url}/chat/completions", f"{model.url}?api-version=1"):
        asking = coder(model, "good", url=url)
        if "?" not in url:
            asking.code(document())
        assert asking.address == f"{model.url}/chat/completions"
    assert {one["path"] for one in model.asked()} == {"/v1/chat/completions"}


@pytest.mark.parametrize(("path", "name"), [("/v2", "good"), ("/v1", "web-page")])
def test_a_page_that_is_no_model_is_told_from_a_failing_one(model, path, name):
    with pytest.raises(CoderError, match=r"is --base-url right|not that of an OpenAI-compatible server"):
        coder(model, name, url=model.url.replace("/v1", path)).code(document())


def test_proxies_and_passwords_of_the_environment_are_not_used(model, monkeypatch, tmp_path):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login anna password secret")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    coder(model, "good").code(document())
    assert model.asked()[0]["key"] is None
