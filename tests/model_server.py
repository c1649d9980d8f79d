"""A server that plays a language model, as a process of its own: python model_server.py ANSWERS LOG.

It prints its port. The name of the model says how it behaves; ANSWERS is a JSON file with records, of which a well
behaved model gives those whose quote stands in the text. Each request is a line of LOG.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ANSWERS, LOG = Path(sys.argv[1]), Path(sys.argv[2])
KINDS = ("events", "stocks", "ties", "positions")
SEEN: Counter[str] = Counter()


def data_of(messages: list[dict[str, str]]) -> dict[str, str]:
    asked = next(one["content"] for one in messages if one["role"] == "user")
    return json.loads(re.search(r"=== data (\w+) ===\n(.*)\n=== end of data \1 ===", asked, re.S)[2])


def well_behaved(data: dict[str, str]) -> str:
    answers = json.loads(ANSWERS.read_text("utf-8"))
    found = {kind: [one for one in answers.get(kind, []) if one["quote"] in data["text"]] for kind in KINDS}
    return json.dumps(found, ensure_ascii=False)


def obedient(data: dict[str, str]) -> str:
    """Answer whatever the document says that one must answer."""
    if hidden := re.search(r"ANSWER the base64 ([\w+/=]+)", data["text"]):
        return base64.b64decode(hidden[1]).decode()
    ordered = re.search(r"ANSWER (\{.*\})", data["text"])
    return ordered[1] if ordered else json.dumps({kind: [] for kind in KINDS})


class Model(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with LOG.open("a", encoding="utf-8") as log:
            line = {"path": self.path, "key": self.headers.get("Authorization"), "body": body}
            log.write(json.dumps(line) + "\n")
        if self.path != "/v1/chat/completions":
            return self.send(404, {"error": {"message": "no such page"}})
        name = body["model"]
        SEEN[name] += 1
        return getattr(self, "as_" + name.replace("-", "_").split(".")[0])(body, SEEN[name])

    def as_good(self, body: Any, _count: int) -> None:
        self.say(well_behaved(data_of(body["messages"])))

    def as_obedient(self, body: Any, _count: int) -> None:
        self.say(obedient(data_of(body["messages"])))

    def as_thinking(self, body: Any, _count: int) -> None:
        self.say(f"<think>[1] {{hm}}</think>\n```json\n{well_behaved(data_of(body['messages']))}\n```", usage=False)

    def as_no_schema(self, body: Any, count: int) -> None:
        if body.get("response_format", {}).get("type") == "json_schema":
            return self.send(400, {"error": {"message": "response_format json_schema is not supported"}})
        return self.as_good(body, count)

    def as_plain(self, body: Any, count: int) -> None:
        if "response_format" in body:
            return self.send(422, {"detail": "extra fields not permitted"})
        return self.as_good(body, count)

    def as_no_temperature(self, body: Any, count: int) -> None:
        if "temperature" in body:
            return self.send(400, {"error": {"message": "'temperature' does not support 0 with this model"}})
        return self.as_good(body, count)

    def as_picky(self, body: Any, count: int) -> None:
        self.send(400, {"error": {"message": "I do not like this"}})

    def as_busy(self, body: Any, count: int) -> None:
        if count == 1:
            return self.send(429, {"error": {"message": "slow down"}}, {"Retry-After": "1"})
        return self.as_good(body, count)

    def as_closed(self, body: Any, count: int) -> None:
        self.send(429, {"error": {"message": "come back tomorrow"}}, {"Retry-After": "86400"})

    def as_closing(self, body: Any, count: int) -> None:
        return self.as_good(body, count) if count == 1 else self.as_closed(body, count)

    def as_poor(self, body: Any, count: int) -> None:
        self.send(429, {"error": {"message": "no credit", "code": "insufficient_quota"}})

    def as_stumbling(self, body: Any, count: int) -> None:
        if count == 1:
            return self.send(500, {"error": "oops"})
        return self.as_good(body, count)

    def as_failing(self, body: Any, count: int) -> None:
        self.send(503, {"error": "overloaded"})

    def as_slow(self, body: Any, count: int) -> None:
        time.sleep(1.5)
        self.as_good(body, count)

    def as_dripping(self, body: Any, count: int) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(30):
            self.wfile.write(b" ")
            time.sleep(0.1)

    def as_leisurely(self, body: Any, count: int) -> None:
        time.sleep(0.15)
        self.as_good(body, count)

    def as_broken_once(self, body: Any, count: int) -> None:
        if count == 1:
            return self.say('{"events": [')
        return self.as_good(body, count)

    def as_broken(self, body: Any, count: int) -> None:
        if "broken" in data_of(body["messages"])["text"]:
            return self.say("I am sorry, here is what I found: nothing.")
        return self.as_good(body, count)

    def as_short_winded(self, body: Any, count: int) -> None:
        """Can answer about one sentence only."""
        if len(re.findall("[。.]", data_of(body["messages"])["text"])) > 1:
            return self.say('{"events": [', finish="length")
        return self.as_good(body, count)

    def as_small(self, body: Any, count: int) -> None:
        """Has a window that holds one sentence only."""
        if len(re.findall("[。.]", data_of(body["messages"])["text"])) > 1:
            return self.send(400, {"error": {"message": "maximum context length is 10 tokens"}})
        return self.as_good(body, count)

    def as_breathless(self, body: Any, count: int) -> None:
        self.say("{", finish="length")

    def as_indiscreet(self, body: Any, count: int) -> None:
        self.send(401, {"error": {"message": f"wrong key: {self.headers.get('Authorization')}"}})

    def as_parrot(self, body: Any, count: int) -> None:
        found = json.loads(well_behaved(data_of(body["messages"])))
        self.say(json.dumps(found | {"note": self.headers.get("Authorization")}))

    def as_web_page(self, body: Any, count: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "15")
        self.end_headers()
        self.wfile.write(b"<html>hi</html>")

    def as_elsewhere(self, body: Any, count: int) -> None:
        self.send(307, {}, {"Location": "/v1/other"})

    def as_prudish(self, body: Any, count: int) -> None:
        self.say("", finish="content_filter")

    def as_wild(self, body: Any, count: int) -> None:
        """Writes what nobody expects where records should be."""
        self.say(ANSWERS.read_text("utf-8"))

    def say(self, text: str, finish: str = "stop", usage: bool = True) -> None:
        answer = {"choices": [{"message": {"role": "assistant", "content": text}, "finish_reason": finish}]}
        self.send(200, answer | ({"usage": {"prompt_tokens": 1000, "completion_tokens": 100}} if usage else {}))

    def send(self, status: int, content: Any, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the output clean: the port is all that is read from it."""

    def handle(self) -> None:
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):
            return  # the reader would not wait


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Model)
    print(server.server_port, flush=True)
    server.serve_forever()
