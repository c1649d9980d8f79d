"""What stands between the network and the pages: who may ask, how, and what a browser may do with the answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from fastapi.responses import JSONResponse, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tightrope.web.ready import Answer, Ready
from tightrope.web.site import FILE_POLICY

#: Names under which a server that only this machine reaches may be asked; any other is a page that pretends to be it
#: (DNS rebinding).
LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")
#: Styles, scripts and pictures come from here, as files; nothing else is ever fetched, run or framed.
_POLICY = f"{FILE_POLICY}; frame-ancestors 'none'"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",  # may be kept, but is asked for again each time: see the ETag
}
_RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
_RAW_POLICY = (b"content-security-policy", _POLICY.encode())
_API = "/api/"


def name_asked(headers: Headers) -> str:
    """Return the name a request is for, without its port."""
    host = headers.get("host", "")
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Guard:
    """Middleware that answers only to some names, only to reading, and with an ETag.

    Attributes:
        app: what is guarded.
        names: as they stand in the ``Host`` header, lower case, without port; ``*`` is every name.
        ready: answers of the API that still hold.
    """

    app: ASGIApp
    names: frozenset[str]
    ready: Ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have it answered."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal: Response | None = None
        if "*" not in self.names and name_asked(headers).lower() not in self.names:
            refusal = JSONResponse({"detail": "this server does not go by that name"}, 421)
        elif scope["method"] not in ("GET", "HEAD"):
            refusal = JSONResponse({"detail": "everything here is read-only"}, 405, {"Allow": "GET, HEAD"})
        if refusal is not None:
            await refusal(scope, receive, _with_headers(send))
            return

        asked = {**scope, "method": "GET"}  # routes know no HEAD; the server leaves the content out of the answer to it

        async def make() -> Answer | None:
            return await _made(self.app, asked, receive, send)

        api = scope["path"].startswith(_API)
        answer = await (self.ready.answer(asked, make) if api else make())
        if answer is not None:
            await _send(answer, headers.get("if-none-match", ""), send)


async def _made(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> Answer | None:
    """Have a request answered; all but a good answer goes straight on to the asker."""
    start: Message = {}
    parts: list[bytes] = []
    sending = _with_headers(send)

    async def take(message: Message) -> None:
        nonlocal start
        if message["type"] == "http.response.start":
            start = message
        if start.get("status") != 200:
            await sending(message)
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, take)
    if start.get("status") != 200:
        return None
    body = b"".join(parts)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'.encode()
    return Answer([*start["headers"], (b"etag", tag)], body)


def _with_headers(send: Send) -> Send:
    """Return what sends the same with the headers that every answer has."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": _complete(message["headers"])}
        await send(message)

    return sending


def _complete(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    own_policy = any(name == _RAW_POLICY[0] for name, _ in headers)  # the brief has its own
    return [*headers, *_RAW_HEADERS, *([] if own_policy else [_RAW_POLICY])]


async def _send(answer: Answer, known: str, send: Send) -> None:
    """Send a good answer, without its content if the asker has that already.

    Args:
        answer: the answer.
        known: the ETags of what the asker has, as the request gives them.
        send: what sends it.
    """
    tag = next(value for name, value in answer.headers if name == b"etag").decode()
    has_it = {one.strip().removeprefix("W/") for one in known.split(",")} & {tag, "*"} if known else set()
    headers, body, status = answer.headers, answer.body, 200
    if has_it:
        headers, body, status = [one for one in headers if one[0] != b"content-length"], b"", 304
    await send({"type": "http.response.start", "status": status, "headers": _complete(headers)})
    await send({"type": "http.response.body", "body": body})
