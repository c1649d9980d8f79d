"""The invented vales as fixtures."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from brief_vales import Held, fill, vales

from tightrope.cases import Case
from tightrope.ledger import Ledger


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return vales(tmp_path)


@pytest.fixture
def empty_ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        yield ledger


@pytest.fixture
def held(empty_ledger: Ledger) -> Held:
    """Economy: PWA and PWB are measured over both states, PWC nowhere. Security: nothing is estimated."""
    return fill(empty_ledger)
