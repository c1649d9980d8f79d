"""Listening, and answering until stopped."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from tightrope.records import TightropeError

if TYPE_CHECKING:
    from fastapi import FastAPI


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to an address, before anything slow is done.

    Raises:
        TightropeError: the address is taken, not this machine's, or not allowed.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen()  # from now on requests wait instead of failing
    except OSError as error:
        raise TightropeError(
            f"cannot listen: {error.strerror or error}; try another --port", f"{host}:{port}"
        ) from error
    return listener


def run(app: FastAPI, listener: socket.socket) -> None:
    """Answer requests until interrupted."""
    import uvicorn

    uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False)).run(sockets=[listener])
