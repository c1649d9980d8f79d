"""A data set from its publisher into a folder, with a note of where it is from and on what terms."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
import zlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tightrope.records import SourceError
from tightrope.sources.connecting import Connector
from tightrope.sources.datasets import Dataset
from tightrope.sources.datasets.about import Download
from tightrope.sources.downloading import LARGEST, PART, PAUSE, Received, Told, download, hash_file

#: How the name of the note beside a file ends.
NOTE = ".origin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What a download gave.

    Attributes:
        received: the publisher's file.
        checked: whether its hash was known beforehand.
        loads: the file to load: the publisher's, or the one taken out of its archive.
    """

    received: Received
    checked: bool
    loads: Path


def fetch_dataset(
    dataset: Dataset,
    folder: Path,
    *,
    connector: Connector | None = None,
    told: Told = lambda *_: None,
    pause: float = PAUSE,
    today: date | None = None,
) -> Fetched:
    """Download the file of a data set; one that is at hand and still the publisher's is not downloaded again.

    Args:
        dataset: which one.
        folder: is made if it is not there.
        connector: how to connect.
        told: progress, in bytes.
        pause: seconds before another try after a cut.
        today: day for the note.

    Raises:
        SourceError: it has no address of its own (says how to get it), or the download failed.
    """
    offer = dataset.about.download
    if offer is None:
        raise SourceError(f"{dataset.name} cannot be downloaded by a program. {dataset.about.by_hand}")
    made = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        received = _bring(offer, folder / offer.name, connector, told, pause)
        if received.new:
            _write_note(dataset, offer, received, today or date.today())
        loads = _take_out(received.path, offer) if offer.member else received.path
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror or error}", str(folder)) from error
    finally:
        if made:
            with suppress(OSError):
                folder.rmdir()  # only if nothing came
    return Fetched(received=received, checked=bool(offer.sha256), loads=loads)


def _bring(offer: Download, path: Path, connector: Connector | None, told: Told, pause: float) -> Received:
    """Download the publisher's file, unless the one at hand has the hash that is known."""
    if offer.sha256 and path.exists():
        digest, size = hash_file(path)
        if digest == offer.sha256:
            return Received(path=path, sha256=digest, size=size, resumed_at=0, version="", new=False)
    version = _version_at_hand(path, offer)
    return download(offer.url, path, sha256=offer.sha256, version=version, connector=connector, told=told, pause=pause)


def _version_at_hand(path: Path, offer: Download) -> str:
    """What the server called the file at hand; empty if the file is not the one that was noted."""
    try:
        note = json.loads(path.with_name(path.name + NOTE).read_text("utf-8"))
        same = note["url"] == offer.url and note["sha256"] == hash_file(path)[0]
        return str(note["version"]) if same else ""
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _write_note(dataset: Dataset, offer: Download, received: Received, today: date) -> None:
    note = {
        "producer": dataset.source.producer,
        "title": dataset.source.title,
        "licence": dataset.source.licence,
        "citation": dataset.about.citation,
        "url": offer.url,
        "accessed": today.isoformat(),
        "sha256": received.sha256,
        "version": received.version,
    }
    path = received.path.with_name(received.path.name + NOTE)
    path.write_text(json.dumps(note, indent=2, ensure_ascii=False) + "\n", "utf-8")


def _take_out(path: Path, offer: Download) -> Path:
    """Take the one member of this name out of an archive, under its plain name, beside it.

    Raises:
        SourceError: no archive, no such member or several, a broken or too large one.
    """
    target = path.with_name(offer.loads)
    part = target.with_name(target.name + PART)
    try:
        with zipfile.ZipFile(path) as archive:
            found = [each for each in archive.infolist() if each.filename.rsplit("/", 1)[-1] == offer.loads]
            if len(found) != 1:
                raise SourceError(f"holds {len(found) or 'no'} files called {offer.loads}", str(path))
            if found[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise SourceError(f"{offer.loads} in it is packed in a way that is not read", str(path))
            if found[0].file_size > LARGEST:
                raise SourceError(f"{offer.loads} in it is larger than {LARGEST / 1e9:g} GB", str(path))
            with archive.open(found[0]) as member, part.open("wb") as file:
                shutil.copyfileobj(member, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise SourceError(f"is no readable zip archive: {error}", str(path)) from error
    os.replace(part, target)
    return target
