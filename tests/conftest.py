"""Fixtures that more than one room needs."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with real documents and data sets, which is never part of the project."""
    if not SHARED.is_dir():
        pytest.skip(f"no {SHARED.name}/ folder beside the project: real documents and data sets are missing")
    return SHARED
