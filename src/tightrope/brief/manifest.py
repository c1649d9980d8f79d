"""What a brief was made from and with, as a file beside it, so that it can be made again and compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tightrope import __version__
from tightrope.brief.page import write_whole
from tightrope.cases import Case

if TYPE_CHECKING:
    from tightrope.ledger import Ledger

#: Libraries whose version shows in the bytes of a brief.
DRAWN_WITH = ("altair", "babel", "jinja2", "markupsafe", "vl-convert-python")
NAME = "manifest.json"


def manifest(ledger: Ledger, case: Case, files: Iterable[Path]) -> dict[str, Any]:
    """Return what finished files were made from: versions, seed, hashes, and up to when the ledger's sources reach.

    Nothing of the machine or of the moment is in it: the same ledger, case and versions give the same manifest.

    Args:
        ledger: what they were made from; not written to meanwhile.
        case: the case.
        files: the files.
    """
    run = next(ledger.runs(case=case.name), None)
    newest = next(ledger.documents(newest_first=True), None)
    counts = ledger.counts()
    looked_up = max((one.accessed for one in ledger.origins() if one.accessed), default=None)
    return {
        "tightrope": __version__,
        "libraries": {name: version(name) for name in DRAWN_WITH},
        "case": {"name": case.name, "sha256": _of_folder(case.folder)},
        "run": run
        and {
            "id": run.id,
            "model": run.model,
            "seed": run.seed,
            "recorded": run.recorded.isoformat(),
            "estimates_sha256": _of_lines(one.id for one in ledger.estimates(run=run.id)),
        },
        "ledger": {
            "documents": counts.documents,
            "evidence": sum(counts.evidence.values()),
            "observations": counts.observations,
            "roll_calls": counts.roll_calls,
            "evidence_sha256": _of_lines(sorted(one.id for one in ledger.evidence())),
            "observations_sha256": _of_lines(sorted(one.id for one in ledger.observations())),
        },
        "data_cut_off": {
            "newest_document": newest.published.isoformat() if newest and newest.published else None,
            "looked_up_until": looked_up.isoformat() if looked_up else None,
        },
        "files": {file.name: _of_bytes(file.read_bytes()) for file in files},
    }


def write_manifest(ledger: Ledger, case: Case, files: Iterable[Path], folder: Path) -> Path:
    """Write the manifest of files into a folder; return its path.

    Raises:
        TightropeError: it cannot be written.
    """
    path = folder / NAME
    text = json.dumps(manifest(ledger, case, files), ensure_ascii=False, indent=2) + "\n"
    write_whole(path, text, "manifest")
    return path


def _of_folder(folder: Path) -> str:
    """The digest of all files of a folder, with their names."""
    files: Mapping[str, str] = {
        path.relative_to(folder).as_posix(): _of_bytes(path.read_bytes())
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return _of_lines(f"{name} {files[name]}" for name in sorted(files))


def _of_lines(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
