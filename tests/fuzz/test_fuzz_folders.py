"""Spoilt folders of evidence and of flows: loaded soundly, or refused with the file and nothing stored."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bulk_folders import files_of, put, spoilt_folders
from fuzzing import HIDDEN, fuzz, kept
from ledger_examples import an_observation, an_origin, numbered
from ledger_rows import rows_of
from loaded_folders import write_evidence_folder, write_flows_folder

from tightrope.cases import load_case
from tightrope.cli import flowing
from tightrope.cli.bulking import load_evidence
from tightrope.cli.flowing import load_flows
from tightrope.ledger import Ledger, examine
from tightrope.records import TightropeError

CASE = load_case("central_asia")
LOADERS: dict[str, Callable[[Path, str], None]] = {
    "evidence": lambda path, out: load_evidence(path, out, ""),
    "flows": lambda path, out: load_flows(path, CASE.name, out),
}
WRITERS: dict[str, Callable[[Path], Path]] = {"evidence": write_evidence_folder, "flows": write_flows_folder}


@pytest.fixture
def begun(folder: Path) -> Path:
    """A ledger with something in it."""
    path = folder / "begun.ledger"
    with Ledger.open(path) as ledger:
        ledger.add_document(*numbered(7))
        ledger.add_observations(an_origin(), [an_observation(an_origin())])
    return path


@pytest.mark.parametrize("kind", WRITERS)
def test_a_spoilt_folder_is_loaded_soundly_or_refused_and_then_nothing_is_stored(
    folder: Path, begun: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flowing, "load_case", lambda name: CASE)  # reading it takes as long as all the rest
    whole = files_of(WRITERS[kind](folder / "whole"))
    spoilt, path = folder / "spoilt", folder / "a.ledger"

    def load() -> bool:
        for old in folder.glob("a.ledger*"):
            old.unlink()
        shutil.copyfile(begun, path)
        try:
            LOADERS[kind](path, str(spoilt))
        except TightropeError as error:
            told = str(error)
        else:
            assert examine(path).ailments == ()
            return True
        assert str(spoilt) in told, told
        assert not HIDDEN.search(told), told
        assert len(told) < 20_000
        assert rows_of(path) == rows_of(begun), told
        return False

    def check(change: bytes) -> None:
        shutil.rmtree(spoilt, ignore_errors=True)
        put(spoilt, whole, change)
        load()

    put(spoilt, whole, b"notes.txt\nmine")
    assert load()
    for found in kept(f"folder-{kind}"):
        check(found.read_bytes())
    fuzz(f"folder-{kind}", spoilt_folders(whole), check, few=20)
