"""Finished pages: made once, renewed when they change, and nobody waits for a slow one that is there already."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from tightrope.records import TightropeError
from tightrope.web import shelf
from tightrope.web.shelf import Shelf


@dataclass(frozen=True)
class Page:
    body: bytes


def making(body: bytes, seconds: float = 0.0) -> Callable[[], Page]:
    def make() -> Page:
        time.sleep(seconds)
        return Page(body)

    return make


def never() -> Page:
    raise AssertionError("made although it is there")


def test_a_page_is_made_once_for_all_who_ask_at_once() -> None:
    kept, made = Shelf[Page](1000), []

    def make() -> Page:
        time.sleep(0.05)
        made.append(1)
        return Page(b"a")

    with ThreadPoolExecutor(4) as pool:
        got = [one.result(10) for one in [pool.submit(kept.get, "key", make, 1) for _ in range(4)]]
    assert (got, made) == ([Page(b"a")] * 4, [1])
    assert kept.get("key", never, 1) == Page(b"a")


def test_what_is_quick_is_made_anew_at_once() -> None:
    kept = Shelf[Page](1000)
    kept.get("key", making(b"a"), 1)
    assert kept.get("key", making(b"b"), 2) == Page(b"b")


def test_what_is_slow_is_made_anew_while_readers_get_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "QUICK", -1.0)
    kept, go = Shelf[Page](1000), threading.Event()
    kept.get("key", making(b"a"), 1)

    def slow() -> Page:
        assert go.wait(10)
        return Page(b"b")

    assert kept.get("key", slow, 2) == Page(b"a")
    assert kept.get("key", never, 2) == Page(b"a")  # it is being made: not twice
    go.set()
    deadline = time.monotonic() + 10
    while kept.get("key", never, 2) != Page(b"b"):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_is_too_old_is_made_anew_before_it_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "QUICK", -1.0)
    monkeypatch.setattr(shelf, "LATE", 0.0)
    kept = Shelf[Page](1000)
    kept.get("key", making(b"a"), 1)
    assert kept.get("key", making(b"b"), 2) == Page(b"b")


def test_what_cannot_be_made_anew_can_be_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "QUICK", -1.0)
    kept = Shelf[Page](1000)
    kept.get("key", making(b"a"), 1)

    def broken() -> Page:
        raise TightropeError("gone")

    kept.get("key", broken, 2)
    deadline = time.monotonic() + 10
    while kept.get("key", making(b"b"), 2) != Page(b"b"):
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_what_was_asked_for_longest_ago_goes_first_and_sizes_add_up() -> None:
    kept = Shelf[Page](10)
    for key in ("a", "b", "a", "c"):
        kept.get(key, making(b"12345"), 1)
    assert kept.get("a", never, 1)
    assert kept.get("b", making(b"other"), 1) == Page(b"other")
    for version in range(20):
        kept.get("b", making(b"12345"), version)
    assert kept._size == 10


def test_after_a_renewal_readers_have_the_processor_to_themselves_for_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shelf, "QUICK", -1.0)  # everything counts as slow
    monkeypatch.setattr(shelf, "REST", 1e9)
    rested: list[float] = []
    done = threading.Event()

    def rest(seconds: float) -> None:
        rested.append(seconds)
        done.set()

    kept = Shelf[Page](1000)
    kept.get("a", making(b"old"), 1)
    renewed = making(b"new")
    monkeypatch.setattr(shelf.time, "sleep", rest)
    assert kept.get("a", renewed, 2).body == b"old"
    assert done.wait(10)
    assert kept.get("a", never, 2).body == b"new"
    assert rested[-1] == shelf.LONGEST_REST
