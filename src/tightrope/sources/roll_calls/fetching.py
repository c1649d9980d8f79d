"""Download of roll calls from their publishers, with a note of where each file is from; nothing good is overwritten."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urljoin

from tightrope.records import Failure, SourceError
from tightrope.sources.datasets.table import Source
from tightrope.sources.fetch import Fetched, fetch
from tightrope.sources.roll_calls import dataverse, digital_library, unxml, voeten
from tightrope.sources.roll_calls.content import Content
from tightrope.sources.roll_calls.delimited import header
from tightrope.sources.unxml import entries

#: How the names of the note beside a file, and of a file that is being written, end.
NOTE, PART = ".origin", ".part"
#: Seconds and bytes for one file; the library's has some hundred megabytes.
LONGEST, LARGEST = 900.0, 1_000_000_000
#: A newer file that is smaller than this share of the one at hand is taken for a broken one.
_SMALLEST_SHARE = 0.8
#: What the messages of :func:`fetch` say if nothing can be reached.
_NO_NETWORK = ("no network?", "no connection", "in time", "no answer")
_EXTRACT = re.compile(r"(?:ES-|S-)?\d+\.json")
_VOTES = re.compile(r"UNVotes.*\.(?:csv|tab)", re.IGNORECASE)
_LIBRARY_FILE = re.compile(r"""href=["']([^"']*?([\d_]*ga_voting[^"'/?]*\.csv)[^"']*)["']""")


class Fetcher(Protocol):
    """What is asked of :func:`tightrope.sources.fetch.fetch`."""

    def __call__(self, url: str, *, timeout: float, max_bytes: int) -> Fetched:
        """Get one URL."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sites:
    """Where the publishers list their files."""

    unxml: str = "https://api.github.com/repos/UNxml/GAresolutions/contents/data_extract"
    dataverse: str = "https://dataverse.harvard.edu/api/datasets/:persistentId/?persistentId=doi:10.7910/DVN/LEJUQZ"
    library: str = "https://digitallibrary.un.org/record/4060887"


@dataclass(frozen=True, slots=True, kw_only=True)
class Downloaded:
    """What a download gave.

    Attributes:
        written: files that are new or newer, in the order of their publishers.
        unchanged: files that were there already and are what the publisher has.
        notes: one line per file and publisher, to be printed.
        failed: what could not be downloaded, with the URL and the reason.
    """

    written: tuple[Path, ...]
    unchanged: tuple[Path, ...]
    notes: tuple[str, ...]
    failed: tuple[Failure, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """All files at hand that can be read."""
        return tuple(sorted((*self.written, *self.unchanged)))


@dataclass(frozen=True, slots=True)
class _Offer:
    """One file of a publisher.

    ``same`` says whether a content is this file; it is ``None`` if the publisher gives no hash. ``check`` raises if a
    content is not what it should be.
    """

    url: str
    name: str
    source: Source
    same: Callable[[bytes], bool] | None
    check: Callable[[Content], None]


def fetch_roll_calls(
    folder: Path, *, fetch: Fetcher = fetch, sites: Sites | None = None, today: date | None = None
) -> Downloaded:
    """Download the roll calls of all publishers into a folder.

    Beside each file a note ``NAME.origin`` says producer, title, licence, URL, day and SHA-256. A file that the
    publisher has unchanged is not downloaded again, so a download that was cut short goes on where it stopped; a file
    is put in place only after it was read and found whole.

    Args:
        folder: is made if it is not there.
        fetch: gets one URL.
        sites: where the publishers list their files.
        today: day for the notes.

    Raises:
        SourceError: nothing at all could be downloaded, for example because there is no network.
    """
    where = sites or Sites()
    written: list[Path] = []
    unchanged: list[Path] = []
    notes: list[str] = []
    failed: list[Failure] = []
    for listing, offers in ((where.unxml, _extracts), (where.dataverse, _dataverse), (where.library, _library)):
        try:
            found = list(offers(_get(fetch, listing), listing))
        except SourceError as error:
            failed.append(Failure(error.where or listing, error.what))
            continue
        for offer in found:
            try:
                path, new = _bring(offer, folder, fetch, today or date.today())
            except SourceError as error:
                failed.append(Failure(error.where or offer.url, error.what))
                continue
            (written if new else unchanged).append(path)
            notes.append(f"{path.name}: {'from ' + offer.url if new else 'unchanged'} ({offer.source.licence})")
    if not written and not unchanged:
        if all(any(sign in failure.reason for sign in _NO_NETWORK) for failure in failed):
            raise SourceError(f"there is no network: {failed[0].where} cannot be reached ({failed[0].reason})")
        raise SourceError(
            "nothing could be downloaded: " + "; ".join(f"{each.where}: {each.reason}" for each in failed)
        )
    notes += [f"not downloaded: {failure.where}: {failure.reason}" for failure in failed]
    return Downloaded(written=tuple(written), unchanged=tuple(unchanged), notes=tuple(notes), failed=tuple(failed))


def _get(fetch: Fetcher, url: str) -> bytes:
    return fetch(url, timeout=LONGEST, max_bytes=LARGEST).content


def _bring(offer: _Offer, folder: Path, fetch: Fetcher, today: date) -> tuple[Path, bool]:
    """Return the file in its place, and whether it is new.

    Raises:
        SourceError: it cannot be downloaded or written, or it is broken; what was there stays.
    """
    path = folder / offer.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        old = path.read_bytes() if path.exists() else b""
        if old and offer.same is not None and offer.same(old):
            return path, False
        raw = _get(fetch, offer.url)
        if old == raw:
            return path, False
        sha256 = hashlib.sha256(raw).hexdigest()
        if offer.same is not None and not offer.same(raw):
            raise SourceError("is not the file that the publisher lists: its hash differs", offer.url)
        offer.check(Content(path, raw, sha256))
        if len(raw) < _SMALLEST_SHARE * len(old):
            reason = f"has {len(raw)} bytes, the file at hand {len(old)}: taken for cut, and not put in its place"
            raise SourceError(reason, offer.url)
        note = {
            "producer": offer.source.producer,
            "title": offer.source.title,
            "licence": offer.source.licence,
            "url": offer.url,
            "accessed": today.isoformat(),
            "sha256": sha256,
        }
        _replace(path, raw)
        _replace(folder / (offer.name + NOTE), json.dumps(note, indent=2, ensure_ascii=False).encode() + b"\n")
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror or error}", str(path)) from error
    return path, True


def _replace(path: Path, content: bytes) -> None:
    """Write beside and move into place, so that a crash leaves the old file or the new one."""
    part = path.with_name(path.name + PART)
    part.write_bytes(content)
    os.replace(part, path)


def _json(raw: bytes, where: str) -> Any:
    try:
        return json.loads(raw)
    except ValueError as error:
        raise SourceError("the publisher's list of files is not JSON", where) from error


def _extracts(raw: bytes, listing: str) -> Iterator[_Offer]:
    files = _json(raw, listing)
    names = [each for each in files if isinstance(each, dict)] if isinstance(files, list) else []
    wanted = [each for each in names if _EXTRACT.fullmatch(str(each.get("name")))]
    if not wanted:
        raise SourceError("the publisher lists no extracts", listing)
    for each in wanted:
        sha = str(each.get("sha") or "")
        url = urljoin(listing, str(each.get("download_url") or ""))
        yield _Offer(url, str(each["name"]), unxml.SOURCE, _git_blob(sha) if sha else None, _check_extract)


def _git_blob(sha: str) -> Callable[[bytes], bool]:
    """Compare with the name that git gives to a content."""
    return lambda raw: hashlib.sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest() == sha


def _check_extract(content: Content) -> None:
    text = content.raw.decode("utf-8", errors="replace")
    if not any(entry.get("symbol") for _, entry in entries(text, content.path)):
        raise SourceError("has no resolution", str(content.path))


def _dataverse(raw: bytes, listing: str) -> Iterator[_Offer]:
    answer = _json(raw, listing)
    try:
        files = [each["dataFile"] for each in answer["data"]["latestVersion"]["files"]]
        votes = sorted(
            (each for each in files if _VOTES.fullmatch(each["filename"])), key=lambda each: each["filename"]
        )
        first = votes[0]
        url = urljoin(listing, f"/api/access/datafile/{int(first['id'])}")
        name = Path(first["filename"]).name
        md5 = first.get("md5") or ""
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise SourceError("the publisher lists no table of votes (UNVotes….csv or .tab)", listing) from error
    yield _Offer(url, name, voeten.SOURCE, _md5(str(md5)) if md5 else None, _check_columns(dataverse.COLUMNS))


def _md5(expected: str) -> Callable[[bytes], bool]:
    return lambda raw: hashlib.md5(raw, usedforsecurity=False).hexdigest() == expected


def _library(raw: bytes, listing: str) -> Iterator[_Offer]:
    found = {match[2]: match[1] for match in _LIBRARY_FILE.finditer(raw.decode("utf-8", errors="replace"))}
    if not found:
        raise SourceError(
            "the library's page names no file (it may ask for a human check): open it in a browser, download the file "
            "that ends in ga_voting.csv and load it from there",
            listing,
        )
    name = max(found, key=_date_in_name)
    check = _check_columns(digital_library.COLUMNS)
    yield _Offer(urljoin(listing, found[name]), name, digital_library.SOURCE, None, check)


def _date_in_name(name: str) -> tuple[int, ...]:
    """``2025_9_19_ga_voting.csv`` is older than ``2026_02_06_ga_voting.csv``."""
    return tuple(int(number) for number in re.findall(r"\d+", name))


def _check_columns(columns: Sequence[str]) -> Callable[[Content], None]:
    def check(content: Content) -> None:
        lacking = [name for name in columns if name not in header(content)]
        if lacking:
            raise SourceError(
                "the answer is not the table (it may ask for a human check): open the page in a browser and download "
                "the file by hand",
                str(content.path),
            )
        if not content.raw.endswith(b"\n"):
            raise SourceError("the table is cut: its last line has no end", str(content.path))

    return check
