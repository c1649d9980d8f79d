"""An OpenAI-compatible server: one question, one answer, with patience for servers that stumble.

A document goes only to the address that was given: redirects are not followed, proxies and passwords of the environment
are not used. The key is read by the caller, sent in one header, and cut out of everything that a server says.
"""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from tightrope import __version__
from tightrope.extract.llm.prompt import SCHEMA, Message
from tightrope.records import CoderError, ExtractError

CONNECT_SECONDS = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 60.0
#: A server that asks to wait longer than this is not waited for.
LONGEST_WAIT = 300.0
_MOST_BYTES = 20_000_000
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 522, 524, 529})
#: How servers say that they do not know a field of the request.
_REFUSED = frozenset({400, 422, 501})
_TOO_LONG = re.compile(r"context[ _](?:length|window|size)|maximum context|too long|too large|too many tokens", re.I)


class TooLongError(ExtractError):
    """The question does not fit into the model's window."""


class StumbleError(ExtractError):
    """The server failed on one question, again and again."""


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """Where to ask, and how patiently.

    Attributes:
        base_url: what stands before ``/chat/completions``, usually ending in ``/v1``.
        model: name of the model, as the server knows it.
        key: sent as a bearer token; empty for servers that want none. Never shown.
        timeout: seconds for one answer.
        retries: how often a question is asked again after a failure that may pass.
    """

    base_url: str
    model: str
    key: str = field(default="", repr=False)
    timeout: float = 120.0
    retries: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model wrote.

    Attributes:
        text: the answer.
        cut_off: whether it ended at the limit of tokens.
        tokens_in: tokens of the question; ``None`` if the server does not say.
        tokens_out: tokens of the answer; ``None`` if the server does not say.
    """

    text: str
    cut_off: bool
    tokens_in: int | None
    tokens_out: int | None


@dataclass(frozen=True, slots=True)
class _Dialect:
    """What the server understands: ``json_schema``, ``json_object`` or no format at all; a temperature or none."""

    form: str = "json_schema"
    temperature: bool = True

    def plainer(self, complaint: str) -> _Dialect | None:
        """What to try after a refusal; ``None`` if nothing is left."""
        if self.temperature and "temperature" in complaint:
            return replace(self, temperature=False)
        if self.form:
            return replace(self, form="json_object" if self.form == "json_schema" else "")
        return replace(self, temperature=False) if self.temperature else None

    def fields(self) -> dict[str, Any]:
        """The fields of the request."""
        found: dict[str, Any] = {"temperature": 0} if self.temperature else {}
        if self.form == "json_schema":
            schema = {"name": "annotations", "strict": True, "schema": SCHEMA}
            found["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif self.form:
            found["response_format"] = {"type": "json_object"}
        return found


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: httpx.Headers
    body: bytes


class ChatServer:
    """A server to ask.

    Args:
        settings: where and how.
        repeated: called before a question is asked again.

    Raises:
        CoderError: the address or the key cannot be used.
    """

    def __init__(self, settings: ServerSettings, repeated: Callable[[], object] = lambda: None) -> None:
        self.settings = settings
        self._repeated = repeated
        self._address = _endpoint(settings.base_url)
        #: The address without its query, which may hold a secret.
        self.shown = str(self._address.copy_with(query=None))
        if not all("!" <= char <= "~" for char in settings.key):
            raise CoderError("the key holds blanks or characters that no key has")
        headers = {"User-Agent": f"tightrope/{__version__}", "Accept": "application/json"}
        if settings.key:
            headers["Authorization"] = f"Bearer {settings.key}"
        timeout = httpx.Timeout(settings.timeout, connect=min(settings.timeout, CONNECT_SECONDS))
        self._client = httpx.Client(headers=headers, timeout=timeout, trust_env=False, follow_redirects=False)
        self._dialect = _Dialect()
        self._answered = False

    def ask(self, messages: list[Message]) -> Answer:
        """Ask one question.

        Raises:
            TooLongError: it does not fit into the window.
            StumbleError: the server failed, also after all repetitions.
            ExtractError: the server refuses this question or sends no answer.
            CoderError: the server cannot be used at all.
        """
        dialect: _Dialect | None = self._dialect
        complaint = ""
        while dialect is not None:
            reply = self._patiently({"model": self.settings.model, "messages": messages, **dialect.fields()})
            if reply.status == 200:
                answer = self._read(reply)
                self._dialect, self._answered = dialect, True
                return answer
            complaint = self._complaint(reply)
            if reply.status == 413 or (reply.status in _REFUSED and _TOO_LONG.search(complaint)):
                raise TooLongError(f"too long for the model ({complaint})")
            if reply.status not in _REFUSED:
                raise self._unusable(reply.status, complaint)
            dialect = dialect.plainer(complaint)
        refusal = f"the server refuses the request ({complaint})"
        raise ExtractError(refusal) if self._answered else CoderError(refusal, self.shown)

    def _patiently(self, content: dict[str, Any]) -> _Reply:
        """Send a request until it is answered or patience ends."""
        body = json.dumps(content, ensure_ascii=True).encode("ascii")
        pause = FIRST_PAUSE
        for attempt in range(self.settings.retries + 1):
            if attempt:
                self._repeated()
            wait: float | None = None
            try:
                reply = self._send(body)
                if reply.status not in _AGAIN or self._no_money(reply):
                    return reply
                wrong, wait = self._complaint(reply), _retry_after(reply.headers)
            except httpx.RequestError as error:
                wrong = self._trouble(error)
                if isinstance(error, httpx.ConnectError) and not self._answered:
                    raise CoderError(f"{wrong}; is --base-url right, and is the server running?", self.shown) from None
            if wait is not None and wait > LONGEST_WAIT:
                raise CoderError(f"the server asks to wait {wait:.0f} s: try again later ({wrong})", self.shown)
            if attempt < self.settings.retries:
                time.sleep(pause * random.uniform(0.5, 1.0) if wait is None else wait)
                pause = min(2 * pause, LONGEST_PAUSE)
        raise StumbleError(f"the server failed {self.settings.retries + 1} times ({wrong})")

    def _send(self, body: bytes) -> _Reply:
        """Send one request; the time limit holds for the whole answer, however slowly it drips."""
        deadline = time.monotonic() + self.settings.timeout
        received = bytearray()
        headers = {"Content-Type": "application/json"}
        with self._client.stream("POST", self._address, content=body, headers=headers) as response:
            for piece in response.iter_bytes():
                received += piece
                if time.monotonic() > deadline:
                    raise httpx.ReadTimeout("late")
                if len(received) > _MOST_BYTES:
                    raise ExtractError("the answer is larger than 20 MB")
            return _Reply(response.status_code, response.headers, bytes(received))

    def _trouble(self, error: httpx.RequestError) -> str:
        if isinstance(error, httpx.TimeoutException):
            return f"no answer within {self.settings.timeout:g} s"
        return self._clean(f"no connection: {error or type(error).__name__}")

    def _read(self, reply: _Reply) -> Answer:
        content = _json(reply.body)
        try:
            choice = content["choices"][0]
            text, finish = choice["message"]["content"], choice.get("finish_reason")
        except (KeyError, IndexError, TypeError, AttributeError):
            wrong = f"the answer is not that of an OpenAI-compatible server ({self._complaint(reply)})"
            raise (StumbleError(wrong) if self._answered else CoderError(wrong, self.shown)) from None
        if finish == "content_filter" or choice["message"].get("refusal"):
            raise ExtractError("the model refuses to read this document")
        usage = content.get("usage")
        counts = [_count(usage, name) for name in ("prompt_tokens", "completion_tokens")]
        return Answer(self._clean(text) if isinstance(text, str) else "", finish == "length", *counts)

    def _complaint(self, reply: _Reply) -> str:
        """The server's own words, shortened, on one line, and without the key."""
        content = _json(reply.body)
        error = content.get("error", content) if isinstance(content, dict) else content
        said = error.get("message", error.get("detail")) if isinstance(error, dict) else error
        words = said if isinstance(said, str) else reply.body[:400].decode("utf-8", "replace")
        words = " ".join(words.encode("utf-8", "replace").decode().split())[:200]
        return self._clean(f"HTTP {reply.status}" + (f": {words}" if words else ""))

    def _clean(self, text: str) -> str:
        return text.replace(self.settings.key, "***") if self.settings.key else text

    def _no_money(self, reply: _Reply) -> bool:
        return reply.status == 429 and b"insufficient_quota" in reply.body

    def _unusable(self, status: int, complaint: str) -> CoderError:
        advice = ""
        if status in (401, 403):
            advice = "; is the key right (see --api-key-env)?"
        elif status in (404, 405):
            advice = f"; is --base-url right (it often ends in /v1), and is there a model {self.settings.model!r}?"
        elif 300 <= status < 400:
            advice = "; redirects are not followed: give the final address"
        return CoderError(f"the server cannot be used ({complaint}){advice}", self.shown)


def _endpoint(base: str) -> httpx.URL:
    """The address to post to.

    Raises:
        CoderError: not an http(s) address, or one with a user name or password.
    """
    try:
        url = httpx.URL(base)
    except (httpx.InvalidURL, TypeError):
        raise CoderError(f"--base-url is not an address: {base.partition('?')[0]!r}") from None
    if url.userinfo:
        raise CoderError("--base-url holds a user name or password; put the key into an environment variable instead")
    if url.scheme not in ("http", "https") or not url.host:
        raise CoderError(
            f"--base-url must begin with http:// or https:// and name a host, not {base.partition('?')[0]!r}"
        )
    path = url.path.rstrip("/").removesuffix("/chat/completions")
    return url.copy_with(path=f"{path}/chat/completions", fragment=None)


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _count(usage: Any, name: str) -> int | None:
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _retry_after(headers: httpx.Headers) -> float | None:
    """The seconds a server asks to wait, given as seconds or as a time; ``None`` if it does not say."""
    text = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
