"""A large file from a public address to disk; what was received stays, and the next try goes on from there."""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urljoin

import httpx

from tightrope.records import SourceError
from tightrope.sources.connecting import MOST_REDIRECTS, Connector

#: How the names of a file that is not whole yet, and of what is known about it, end.
PART, KNOWN = ".part", ".part.json"
#: Largest file, and seconds without a byte after which a connection counts as dead.
LARGEST, LONGEST_SILENCE = 10_000_000_000, 60.0
#: Tries in a row that bring nothing new before it is given up, and seconds to wait before each.
MOST_FAILURES, PAUSE = 3, 1.0
_RANGE = re.compile(r"bytes (\d{1,18})-(\d+)/(\d+|\*)")

#: Called with the bytes at hand and the bytes of the whole (``None``: the server does not say).
Told = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that came whole.

    Attributes:
        path: where it is.
        sha256: its hash.
        size: its bytes.
        resumed_at: bytes that were at hand from an earlier run; 0 if there were none or they were of no use.
        version: what the server calls this version (``ETag`` or ``Last-Modified``); empty if it says nothing.
        new: false if the server says that the file at hand is still its file.
    """

    path: Path
    sha256: str
    size: int
    resumed_at: int
    version: str
    new: bool


def download(
    url: str,
    path: Path,
    *,
    sha256: str = "",
    version: str = "",
    connector: Connector | None = None,
    told: Told = lambda *_: None,
    pause: float = PAUSE,
) -> Received:
    """Download a file, going on where an earlier run was cut off.

    The bytes go to ``NAME.part``; it takes its place only when it is whole and, where the hash is known, right. What
    was received by an earlier run is used only if the server says that its file is still the same one.

    Args:
        url: http or https.
        path: where the file shall be; its folder exists.
        sha256: its hash, if it is known beforehand.
        version: of the file at ``path``, if there is one that may still be the server's.
        connector: how to connect.
        told: progress.
        pause: seconds before another try after a cut.

    Raises:
        SourceError: no network, a refusal, a cut that did not heal, a wrong hash, a disk that is full.
    """
    task = _Download(url, path, sha256, version, connector or Connector(), told)
    failures = 0
    while True:
        before = task.size_of_part()
        try:
            with httpx.Client(trust_env=False, follow_redirects=False) as client:
                done = task.try_once(client)
            if done is not None:
                return done
            reason = "the connection was cut"
        except (httpx.TimeoutException, httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            reason = str(error) or type(error).__name__
        except OSError as error:
            raise SourceError(f"cannot be written: {error.strerror or error}", str(path)) from error
        size = task.size_of_part()
        failures = 1 if size > before else failures + 1
        if failures >= MOST_FAILURES:
            at_hand = f"; {size} bytes are kept, the next try goes on from there" if size else ""
            raise SourceError(f"no connection ({reason}){at_hand}", url)
        time.sleep(pause)


@dataclass(slots=True)
class _Download:
    """One file on its way."""

    url: str
    path: Path
    sha256: str
    version: str
    connector: Connector
    told: Told
    #: Bytes of an earlier run that the first answer went on from; -1 before there was one.
    resumed_at: int = field(default=-1)

    @property
    def part(self) -> Path:
        return self.path.with_name(self.path.name + PART)

    @property
    def known(self) -> Path:
        return self.path.with_name(self.path.name + KNOWN)

    def size_of_part(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def try_once(self, client: httpx.Client) -> Received | None:
        """Ask for what is missing; ``None`` if the connection was cut before the end."""
        start, version = self._at_hand()
        headers = {"Accept-Encoding": "identity", "Accept": "*/*"}
        if start:
            headers |= {"Range": f"bytes={start}-"} | ({"If-Range": version} if version else {})
        elif self.version and self.path.exists():
            headers |= {"If-None-Match": self.version} if '"' in self.version else {"If-Modified-Since": self.version}
        response = self._answer(client, headers)
        try:
            if response.status_code == 304:
                return self._unchanged()
            if response.status_code == 416:  # nothing after what is at hand
                if response.headers.get("content-range") == f"bytes */{start}":
                    self.resumed_at = start if self.resumed_at < 0 else self.resumed_at
                    return self._put_in_place(version)
                self._forget()
                return None
            start = self._start(response, start)
            whole = _whole(response, start, self.url)
            self.resumed_at = start if self.resumed_at < 0 else self.resumed_at
            self._remember(_version(response))
            with self.part.open("r+b" if start else "wb") as file:
                file.seek(start)
                file.truncate()
                size = self._receive(response, file, start, whole)
        finally:
            response.close()
        return self._put_in_place(_version(response)) if whole is None or size == whole else None

    def _answer(self, client: httpx.Client, headers: Mapping[str, str]) -> httpx.Response:
        """The answer after redirects."""
        url = self.url
        for _ in range(MOST_REDIRECTS + 1):
            response = self.connector.send(client, url, headers, lambda: LONGEST_SILENCE)
            if not response.has_redirect_location:
                if response.status_code in (200, 206, 304, 416):
                    return response
                response.close()
                raise SourceError(f"HTTP {response.status_code} {response.reason_phrase}".strip(), url)
            response.close()
            url = urljoin(url, response.headers["location"])
        raise SourceError(f"more than {MOST_REDIRECTS} redirects", self.url)

    def _at_hand(self) -> tuple[int, str]:
        """Bytes of the part and the version they are of; 0 if they cannot be gone on from."""
        try:
            about = json.loads(self.known.read_text("utf-8"))
            same, version = about["url"] == self.url, str(about["version"])
        except (OSError, ValueError, KeyError, TypeError):
            return 0, ""
        # Without a version only the hash can tell whether two halves are of one file.
        usable = same and (version or self.sha256)
        return (self.size_of_part(), version) if usable else (0, "")

    def _remember(self, version: str) -> None:
        self.known.write_text(json.dumps({"url": self.url, "version": version}), "utf-8")

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self.known.unlink(missing_ok=True)

    def _start(self, response: httpx.Response, asked: int) -> int:
        """Where the answer begins: where it was asked to, or at 0 if the server sends the whole."""
        if response.status_code == 200:
            return 0
        found = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if found is None or int(found[1]) != asked:
            self._forget()
            raise SourceError("the server answered with another part than was asked for; try again", self.url)
        return asked

    def _receive(self, response: httpx.Response, file: BinaryIO, start: int, whole: int | None) -> int:
        """Write what comes; return the size of the part."""
        size = start
        for piece in response.iter_raw():  # not by a fixed size: what is short of it would be lost with a cut
            file.write(piece)
            size += len(piece)
            if size > LARGEST:
                raise SourceError(f"larger than {LARGEST / 1e9:g} GB", self.url)
            self.told(size, whole)
        return size

    def _unchanged(self) -> Received:
        digest, size = hash_file(self.path)
        return Received(path=self.path, sha256=digest, size=size, resumed_at=0, version=self.version, new=False)

    def _put_in_place(self, version: str) -> Received:
        digest, size = hash_file(self.part)
        if self.sha256 and digest != self.sha256:
            self._forget()
            raise SourceError(f"is not the file expected: its SHA-256 is {digest}, not {self.sha256}", self.url)
        os.replace(self.part, self.path)
        self.known.unlink(missing_ok=True)
        resumed = max(self.resumed_at, 0)
        return Received(path=self.path, sha256=digest, size=size, resumed_at=resumed, version=version, new=True)


def _version(response: httpx.Response) -> str:
    """What names this version exactly; a weak ETag does not."""
    tag = str(response.headers.get("etag", ""))
    return tag if tag and not tag.startswith("W/") else str(response.headers.get("last-modified", ""))


def _whole(response: httpx.Response, start: int, url: str) -> int | None:
    """Bytes of the whole file; ``None`` if the server does not say.

    Raises:
        SourceError: it is too large, or compressed although that was not asked for.
    """
    if response.headers.get("content-encoding", "identity").strip().lower() not in ("identity", ""):
        raise SourceError("the server compresses although it was not asked to", url)
    length = response.headers.get("content-length", "")
    whole = start + int(length[:18]) if length.isdecimal() else None
    if whole is not None and whole > LARGEST:
        raise SourceError(f"larger than {LARGEST / 1e9:g} GB", url)
    return whole


def hash_file(path: Path) -> tuple[str, int]:
    """SHA-256 and size of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
            size += len(piece)
    return digest.hexdigest(), size
