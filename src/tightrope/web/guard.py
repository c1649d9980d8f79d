"""What stands between the network and the pages: who may ask, how, and what a browser may do with the answer."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from fastapi.responses import JSONResponse

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

Next = Callable[[Request], Awaitable[Response]]


def name_asked(request: Request) -> str:
    """Return the name a request is for, without its port."""
    host = request.headers.get("host", "")
    return host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]


def guarded(names: frozenset[str]) -> Callable[[Request, Next], Awaitable[Response]]:
    """Return a middleware that answers only to these names, only to reading, and with an ETag.

    Args:
        names: as they stand in the ``Host`` header, lower case, without port; ``*`` is every name.
    """

    async def guard(request: Request, call_next: Next) -> Response:
        if "*" not in names and name_asked(request).lower() not in names:
            answer: Response = JSONResponse({"detail": "this server does not go by that name"}, 421)
        elif request.method not in ("GET", "HEAD"):
            answer = JSONResponse({"detail": "everything here is read-only"}, 405, {"Allow": "GET, HEAD"})
        else:
            method, request.scope["method"] = request.method, "GET"  # routes know no HEAD
            answer = await _with_tag(request, await call_next(request))
            request.scope["method"] = method  # so that the server leaves the content out of the answer to HEAD
        answer.headers.update(_HEADERS)
        answer.headers.setdefault("Content-Security-Policy", _POLICY)  # the brief has its own
        return answer

    return guard


async def _with_tag(request: Request, answer: Response) -> Response:
    """Give a good answer the digest of its content as ETag, and leave out the content if the asker has it already."""
    if answer.status_code != 200:
        return answer
    body = b"".join([part async for part in answer.body_iterator])  # type: ignore[attr-defined]
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    known = {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}
    if known & {tag, "*"}:
        return Response(status_code=304, headers={**headers, "ETag": tag})
    return Response(body, answer.status_code, {**headers, "ETag": tag})
