"""Answers of the API that are kept: given again as long as they hold, and made anew once they do not."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from brief_vales import Held, vales

from tightrope.ledger import Ledger
from tightrope.web import ready
from tightrope.web.library import Library
from tightrope.web.ready import Answer, Holds, Ready

Asks = Callable[..., bytes | None]


@pytest.fixture
def kept(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ready:
    monkeypatch.setattr(ready, "BEHIND", 0.0)
    return Ready(Library(path, vales(tmp_path)))


def asking(kept: Ready) -> Asks:
    """A function that asks for an address and tells the number of the making that it got."""
    made = 0

    def ask(address: str, how: Holds | None = None, size: int = 0) -> bytes | None:
        scope: dict[str, Any] = {"path": address, "query_string": b""}

        async def make() -> Answer | None:
            nonlocal made
            made += 1
            if how is not None:
                scope["holds"] = how
            return Answer([], b"%d" % made + b"." * size)

        found = asyncio.run(_waited(kept.answer(scope, make)))
        return None if found is None else found.body.rstrip(b".")

    return ask


async def _waited(answer: Awaitable[Answer | None]) -> Answer | None:
    return await answer


def store_a_document(held: Held) -> None:
    document = next(iter(held.ledger.documents()))
    held.ledger.add_document(replace(document, text=f"{document.text} Now."), [])


@pytest.mark.parametrize(
    ("how", "after_a_document", "after_a_run"),
    [
        (None, True, True), (Holds.WHILE_NOTHING_IS_STORED, True, True), (Holds.UNTIL_THE_NEXT_RUN, False, True),
        (Holds.UNTIL_CLAIMS_ARE_TESTED, False, True), (Holds.AS_LONG_AS_THE_LEDGER, False, False),
    ],
)  # fmt: skip
def test_an_answer_is_made_anew_once_what_it_depends_on_has_changed(
    kept: Ready, held: Held, how: Holds | None, after_a_document: bool, after_a_run: bool
) -> None:
    ask = asking(kept)
    assert ask("/a", how) == ask("/a", how) == b"1"
    store_a_document(held)
    second = b"2" if after_a_document else b"1"
    assert ask("/a", how) == second
    case = next(held.ledger.runs()).case
    held.ledger.add_estimates(list(held.ledger.estimates(case=case)), case=case, seed=99)
    assert ask("/a", how) == (b"%d" % (int(second) + 1) if after_a_run else second)


def test_another_address_is_another_answer_and_the_oldest_goes_when_there_are_too_many(kept: Ready) -> None:
    kept.most = 250
    ask = asking(kept)
    how = Holds.AS_LONG_AS_THE_LEDGER
    assert [ask(address, how, 99) for address in ("/a", "/b", "/a", "/c")] == [b"1", b"2", b"1", b"3"]
    assert ask("/a", how, 99) == b"1"
    assert ask("/b", how, 99) == b"4"


def test_nothing_that_was_kept_outlives_a_copy_in_the_place_of_the_ledger(kept: Ready, held: Held, path: Path) -> None:
    held.ledger.close()
    earlier = shutil.copy(path, path.with_name("earlier"))
    with Ledger.open(path) as opened:
        store_a_document(replace(held, ledger=opened))
    ask = asking(kept)
    assert ask("/a", Holds.AS_LONG_AS_THE_LEDGER) == b"1"
    Path(earlier).replace(path)
    assert ask("/a", Holds.AS_LONG_AS_THE_LEDGER) == b"2"


def test_a_ledger_that_cannot_be_read_is_left_to_whoever_answers(kept: Ready, held: Held, path: Path) -> None:
    ask = asking(kept)
    assert ask("/a", Holds.AS_LONG_AS_THE_LEDGER) == b"1"
    held.ledger.close()
    path.rename(path.with_name("elsewhere"))
    assert ask("/a", Holds.AS_LONG_AS_THE_LEDGER) == b"2"


def test_the_ledger_is_looked_at_once_in_a_while(
    kept: Ready, held: Held, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "BEHIND", 0.2)
    ask = asking(kept)
    assert ask("/a") == b"1"
    store_a_document(held)
    assert ask("/a") == b"1"
    time.sleep(0.2)
    assert ask("/a") == b"2"
