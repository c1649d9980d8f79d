"""Asking the dashboard and its API without a network, by raw bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any


def asker(app: Any) -> Callable[[bytes], int]:
    """Return what asks an application for what follows the host (path, and query after a question mark); its status."""

    def status(target: bytes) -> int:
        path, _, query = target.partition(b"?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path.decode("utf-8", "replace"),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": [(b"host", b"localhost")],
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 80),
        }
        sent: list[dict[str, object]] = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, object]) -> None:
            sent.append(message)

        with suppress(Exception):  # it is answered (500) before it goes on to the server's log
            asyncio.run(app(scope, receive, send))
        return next(int(str(one["status"])) for one in sent if one["type"] == "http.response.start")

    return status
