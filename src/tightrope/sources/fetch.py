"""Get one http(s) URL into memory, within limits, from a public address (:mod:`tightrope.sources.connecting`)."""

from __future__ import annotations

import queue
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from tightrope.records import SourceError
from tightrope.sources.connecting import MOST_REDIRECTS, Connector, Resolver, system_addresses


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent.

    Attributes:
        url: the URL asked for.
        content: the body, decompressed.
        content_type: the header as sent, such as ``text/html; charset=big5``; empty if there was none.
        final_url: the URL after redirects.
    """

    url: str
    content: bytes
    content_type: str
    final_url: str

    @property
    def media_type(self) -> str:
        """``text/html`` of ``text/html; charset=big5``."""
        return self.content_type.partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """``big5`` of ``text/html; charset=big5``; empty if none is declared."""
        for parameter in self.content_type.split(";")[1:]:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "charset":
                return value.strip().strip("\"'")
        return ""


def fetch(
    url: str,
    *,
    timeout: float = 30.0,
    max_bytes: int = 20_000_000,
    accept: Sequence[str] = (),
    resolve: Resolver | None = None,
    allow_private: bool = False,
) -> Fetched:
    """Get one URL, following at most five redirects.

    Args:
        url: http or https, without user name or password.
        timeout: seconds for everything together: names, connections, redirects, body.
        max_bytes: of the body, before and after decompression.
        accept: beginnings of media types to take, such as ``text/``; the empty text takes an answer that names none.
            Empty: all.
        resolve: how to find the addresses of a host; the system's resolver unless given.
        allow_private: also connect to private and loopback addresses; for tests against a server of their own.

    Raises:
        SourceError: says what went wrong (no network, HTTP 404, too large, a private address, …); ``where`` is the URL.
    """
    deadline = time.monotonic() + timeout
    task = _Fetch(url, deadline, max_bytes, accept, Connector(resolve or system_addresses, allow_private))
    return _within(timeout, task.run, f"no answer within {timeout:g} s", url)


@dataclass(frozen=True, slots=True)
class _Fetch:
    """One fetch with its limits."""

    url: str
    deadline: float
    max_bytes: int
    accept: Sequence[str]
    connector: Connector

    def run(self) -> Fetched:
        url = self.url
        try:
            with httpx.Client(trust_env=False, follow_redirects=False) as client:
                for _ in range(MOST_REDIRECTS + 1):
                    answer = self._get(client, url)
                    if isinstance(answer, Fetched):
                        return answer
                    url = answer
        except httpx.TimeoutException as error:
            raise SourceError("the server did not answer in time", url) from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
            raise SourceError(f"no connection ({str(error) or type(error).__name__})", url) from error
        except zlib.error as error:
            raise SourceError(f"the server sent broken compressed data ({error})", url) from error
        raise SourceError(f"more than {MOST_REDIRECTS} redirects", self.url)

    def _get(self, client: httpx.Client, url: str) -> Fetched | str:
        """Return the answer, or the address it redirects to."""
        headers = {
            "Accept-Encoding": "gzip",
            "Accept": ", ".join(kind for kind in self.accept if "/" in kind and kind[-1] != "/") or "*/*",
        }
        response = self.connector.send(client, url, headers, lambda: self._left(url))
        try:
            if response.has_redirect_location:
                return urljoin(url, response.headers["location"])
            self._check_answer(response, url)
            content = b"".join(self._body(response, url))
        finally:
            response.close()
        return Fetched(self.url, content, response.headers.get("content-type", ""), url)

    def _check_answer(self, response: httpx.Response, url: str) -> None:
        if response.status_code != 200:
            raise SourceError(f"HTTP {response.status_code} {response.reason_phrase}".strip(), url)
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if self.accept and not any(media_type.startswith(kind) if kind else not media_type for kind in self.accept):
            raise SourceError(f"the answer is {media_type or 'of no named kind'}, not a document", url)
        length = response.headers.get("content-length", "")
        if length.isdecimal() and (len(length) > 18 or int(length) > self.max_bytes):
            raise SourceError(self._too_large(), url)

    def _body(self, response: httpx.Response, url: str) -> Iterator[bytes]:
        """Yield the body decompressed, never more than the limit."""
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("identity", "gzip", "x-gzip", "deflate", ""):
            raise SourceError(f"the server compresses with {coding}, which was not asked for", url)
        unpack = None if coding in ("identity", "") else zlib.decompressobj(wbits=47)
        received = yielded = 0
        for chunk in response.iter_raw():
            received += len(chunk)
            # One byte more than allowed is enough to know that it is too much.
            content = unpack.decompress(chunk, self.max_bytes - yielded + 1) if unpack else chunk
            yielded += len(content)
            if received > self.max_bytes or yielded > self.max_bytes:
                raise SourceError(self._too_large(), url)
            self._left(url)
            yield content
        if unpack and not unpack.eof:
            raise SourceError("the server sent compressed data that ends too early", url)
        if unpack and unpack.unused_data:
            raise SourceError("the server sent more after the end of its compressed data, which would be lost", url)

    def _too_large(self) -> str:
        return f"larger than {self.max_bytes / 1e6:g} MB"

    def _left(self, url: str) -> float:
        """Return the seconds left.

        Raises:
            SourceError: no time is left.
        """
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise SourceError("the server did not answer in time", url)
        return left


def _within(seconds: float, run: Callable[[], Fetched], late: str, where: str) -> Fetched:
    """Run in a thread and stop waiting after some seconds: a resolver and slow headers have no limit of their own.

    Raises:
        SourceError: it takes longer.
    """
    results: queue.Queue[Fetched | BaseException] = queue.Queue()

    def work() -> None:
        try:
            results.put(run())
        except BaseException as error:  # carried over to the waiting thread and raised there
            results.put(error)

    threading.Thread(target=work, name="fetch", daemon=True).start()
    try:
        result = results.get(timeout=seconds + 0.5)
    except queue.Empty:
        raise SourceError(late, where) from None
    if isinstance(result, BaseException):
        raise result
    return result
