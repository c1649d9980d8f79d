"""What takes long to read is made once, and only those wait for it who asked for it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from brief_vales import vales

from tightrope.web.library import KEPT, Library


def test_a_page_is_made_once_and_nobody_waits_for_another(tmp_path: Path) -> None:
    library, made, go = Library(tmp_path / "a.ledger", vales(tmp_path)), [], threading.Event()

    def slow() -> str:
        made.append("slow")
        assert go.wait(10)
        return "page"

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(library.remember, "slow", slow) for _ in range(2)]
        assert library.remember("other", lambda: "at once") == "at once"
        go.set()
        assert [one.result(10) for one in asked] == ["page", "page"]
    assert made == ["slow"]


def test_the_last_few_are_kept(tmp_path: Path) -> None:
    library, made = Library(tmp_path / "a.ledger", vales(tmp_path)), []
    for key in [*range(KEPT + 1), KEPT, 0]:
        library.remember(key, lambda key=key: made.append(key) or key)
    assert made == [*range(KEPT + 1), 0]
