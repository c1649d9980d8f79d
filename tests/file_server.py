"""A process that plays a publisher: files over HTTP, with ranges, cuts and lies.

python file_server.py FOLDER LOG; prints its port. Each request is a line of LOG: method, path, Range, If-Range,
If-None-Match. The first part of a path says how the server behaves, the second is a file of FOLDER:

/plain/NAME         ETag, ranges
/dated/NAME         Last-Modified in place of the ETag
/nameless/NAME      neither
/whole/NAME         ignores ranges
/lies/NAME          answers a range with another one
/cut/NAME           sends half of what was asked for and hangs up, as long as FOLDER has a file called ``cut``
/packed/NAME        sends it with a Content-Encoding nobody asked for
/moved/NAME         redirects to /plain/NAME
"""

from __future__ import annotations

import hashlib
import re
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FOLDER, LOG = Path(sys.argv[1]), Path(sys.argv[2])


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked = [self.headers.get(name, "-") for name in ("Range", "If-Range", "If-None-Match")]
        with LOG.open("a", encoding="utf-8") as log:
            log.write("\t".join([self.path, *asked]) + "\n")
        _, way, name = self.path.split("/", 2)
        if not (FOLDER / name).is_file():
            self.send_error(404)
        elif way == "moved":
            self.answer(302, {"Location": f"/plain/{name}"}, b"")
        else:
            self.serve(way, (FOLDER / name).read_bytes())

    def serve(self, way: str, body: bytes) -> None:
        version = f'"{hashlib.md5(body).hexdigest()}"'
        headers = {"plain": {"ETag": version}, "cut": {"ETag": version}, "lies": {"ETag": version}}.get(way, {})
        if way == "dated":
            version = f"Mon, 01 Jan 2024 00:00:{len(body) % 60:02} GMT"
            headers = {"Last-Modified": version}
        if self.headers.get("If-None-Match") == version:
            self.answer(304, headers, b"")
            return
        start = int((re.match(r"bytes=(\d+)-", self.headers.get("Range", "")) or ["", "0"])[1])
        if way in ("whole", "packed") or self.headers.get("If-Range", version) != version:
            start = 0
        if way == "packed":
            headers = {"Content-Encoding": "br"}
        if start >= len(body) > 0 and start:
            self.answer(416, {"Content-Range": f"bytes */{len(body)}"}, b"")
        elif start:
            first = start + 1 if way == "lies" else start
            self.answer(
                206, headers | {"Content-Range": f"bytes {first}-{len(body) - 1}/{len(body)}"}, body[first:], way
            )
        else:
            self.answer(200, headers, body, way)

    def answer(self, status: int, headers: dict[str, str], body: bytes, way: str = "") -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if way == "cut" and (FOLDER / "cut").exists():
            self.wfile.write(body[: (len(body) + 1) // 2])
            self.wfile.flush()
            self.close_connection = True
            self.connection.close()
        else:
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""

    def handle(self) -> None:
        try:
            super().handle()
        except (OSError, ValueError):
            return  # hung up, by us or by the other side


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
