"""A filled ledger of the vales, and a browser-like client on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from brief_vales import Held, fill, vales
from fastapi.testclient import TestClient

from tightrope.cases import Case
from tightrope.ledger import Ledger
from tightrope.web import create_app


@pytest.fixture
def case(tmp_path: Path) -> Case:
    return vales(tmp_path)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Held]:
    with Ledger.open(tmp_path / "a.ledger") as opened:
        yield fill(opened)


@pytest.fixture
def ledger(held: Held) -> Ledger:
    return held.ledger


@pytest.fixture
def path(ledger: Ledger) -> Path:
    return ledger.path


@pytest.fixture
def client(case: Case, path: Path) -> TestClient:
    return TestClient(create_app(path, case), base_url="http://localhost")
