"""Getting URLs, against a server of our own on the loopback address and against made-up resolvers; never outside."""

from __future__ import annotations

import gzip
import ipaddress
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.records import SourceError
from tightrope.sources.connecting import checked_url, is_public
from tightrope.sources.fetch import Fetched, fetch

BODIES = {
    "/page": ("text/html; charset=Big5", b"<p>page</p>"),
    "/picture": ("image/png", b"\x89PNG"),
    "/large": ("text/plain", b"x" * 50_000),
    "/no-type": ("", b"text"),
    "/bomb": ("text/plain", gzip.compress(b"0" * 20_000_000)),
    "/gzip": ("text/plain", gzip.compress("текст".encode())),
    "/cut": ("text/plain", gzip.compress(b"text " * 1000)[:-20]),
    "/broken": ("text/plain", b"no gzip at all"),
    "/two": ("text/plain", gzip.compress(b"first half") + gzip.compress(b"second half")),
    "/brotli": ("text/plain", b"..."),
}
CODINGS = {"/bomb": "gzip", "/gzip": "gzip", "/cut": "gzip", "/broken": "gzip", "/two": "gzip", "/brotli": "br"}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path.startswith("/hop/"):
            left = int(self.path[5:])
            self.redirect(f"/hop/{left - 1}" if left else "/page")
        elif self.path.startswith("/to/"):
            self.redirect(self.path[4:])
        elif self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            for _ in range(40):
                self.wfile.write(b"x")
                time.sleep(0.1)
        elif self.path == "/host":
            self.answer("text/plain", (self.headers["Host"] + " " + self.headers["User-Agent"]).encode())
        elif self.path == "/endless":
            self.send_response(200)
            self.end_headers()
            for _ in range(100):
                self.wfile.write(b"x" * 10_000)
        elif self.path in BODIES:
            self.answer(*BODIES[self.path])
        else:
            self.send_error(404)

    def answer(self, kind: str, body: bytes) -> None:
        self.send_response(200)
        if kind:
            self.send_header("Content-Type", kind)
        if self.path in CODINGS:
            self.send_header("Content-Encoding", CODINGS[self.path])
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, target: str) -> None:
        self.send_response(302)
        self.send_header("Location", target)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Keep the test's output clean."""

    def handle(self) -> None:
        try:
            super().handle()
        except (BrokenPipeError, ConnectionResetError):
            return  # the reader hung up, as it should


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()


def refused(url: str, **options: object) -> str:
    with pytest.raises(SourceError) as caught:
        fetch(url, **({"allow_private": True, "timeout": 5.0} | options))  # type: ignore[arg-type]
    return caught.value.what


def test_a_page_comes_with_its_kind_charset_and_final_address(server: str) -> None:
    found = fetch(f"{server}/hop/4", allow_private=True)
    assert found == Fetched(f"{server}/hop/4", b"<p>page</p>", "text/html; charset=Big5", f"{server}/page")
    assert (found.media_type, found.charset) == ("text/html", "Big5")


def test_more_than_five_redirects_are_not_followed(server: str) -> None:
    assert refused(f"{server}/hop/5") == "more than 5 redirects"


def test_the_status_is_named(server: str) -> None:
    assert refused(f"{server}/none") == "HTTP 404 Not Found"


def test_an_answer_that_is_no_document_is_refused(server: str) -> None:
    assert refused(f"{server}/picture", accept=["text/", ""]) == "the answer is image/png, not a document"
    assert refused(f"{server}/no-type", accept=["text/"]) == "the answer is of no named kind, not a document"
    assert fetch(f"{server}/no-type", accept=["text/", ""], allow_private=True).content == b"text"


@pytest.mark.parametrize("path", ["/large", "/endless", "/bomb"])
def test_no_more_than_the_limit_is_taken_in(server: str, path: str) -> None:
    assert refused(server + path, max_bytes=40_000) == "larger than 0.04 MB"


def test_a_body_of_exactly_the_limit_is_taken(server: str) -> None:
    assert len(fetch(f"{server}/large", max_bytes=50_000, allow_private=True).content) == 50_000
    assert len(fetch(f"{server}/bomb", max_bytes=20_000_000, allow_private=True).content) == 20_000_000


def test_compressed_answers_are_unpacked_or_refused(server: str) -> None:
    assert fetch(f"{server}/gzip", allow_private=True).content.decode() == "текст"
    assert "ends too early" in refused(f"{server}/cut")
    assert "broken compressed data" in refused(f"{server}/broken")
    assert "would be lost" in refused(f"{server}/two")
    assert "compresses with br" in refused(f"{server}/brotli")


def test_the_time_limit_holds_for_a_server_that_drips(server: str) -> None:
    before = time.monotonic()
    assert "in time" in refused(f"{server}/slow", timeout=0.6)
    assert time.monotonic() - before < 3


def test_the_time_limit_holds_for_a_resolver_that_hangs() -> None:
    def hanging(_host: str, _port: int) -> list[str]:
        time.sleep(3)
        return []

    before = time.monotonic()
    assert refused("http://example.org/", resolve=hanging, timeout=0.2) == "no answer within 0.2 s"
    assert time.monotonic() - before < 2


def test_nothing_listens_means_no_connection() -> None:
    assert refused("http://127.0.0.1:9/").startswith("no connection")


def test_no_network_is_said_so() -> None:
    def failing(_host: str, _port: int) -> list[str]:
        raise OSError("Temporary failure in name resolution")

    assert refused("http://example.org/", resolve=failing) == "the host example.org cannot be found (no network?)"
    assert refused("http://example.org/", resolve=lambda *_: []) == "the host example.org has no address"


def test_the_connection_goes_to_the_address_that_was_checked_and_names_the_host(server: str) -> None:
    port = server.rpartition(":")[2]
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    found = fetch(f"http://rebind.example:{port}/host", resolve=rebinding, allow_private=True)
    assert found.content.decode().startswith(f"rebind.example:{port} tightrope/")
    assert asked == ["rebind.example"]


def test_the_next_address_is_tried_where_the_first_cannot_be_connected_to(server: str) -> None:
    port = server.rpartition(":")[2]
    found = fetch(f"http://two.example:{port}/page", resolve=lambda *_: ["::1", "127.0.0.1"], allow_private=True)
    assert found.content == b"<p>page</p>"


PRIVATE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
    "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:db8::1", "::127.0.0.1", "::ffff:0:127.0.0.1",
    "fec0::1", "64:ff9b:1::7f00:1", "5f00::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_refused_whatever_name_they_have(address: str) -> None:
    reason = refused("http://harmless.example/", resolve=lambda *_: ["93.184.216.34", address], allow_private=False)
    assert "not public: refused" in reason


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost", "2130706433", "0x7f.1", "127.1"])
def test_no_way_of_writing_the_own_machine_is_let_through(host: str) -> None:
    assert "not public: refused" in refused(f"http://{host}/", allow_private=False)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_inside_ipv6(address: ipaddress.IPv4Address) -> None:
    mapped = ipaddress.ip_address(f"::ffff:{address}")
    translated = ipaddress.IPv6Address(int(ipaddress.IPv6Address("64:ff9b::")) + int(address))
    assert is_public(mapped) == is_public(translated) == is_public(address)


def test_every_redirect_is_checked_again(server: str) -> None:
    port = server.rpartition(":")[2]

    def resolve(host: str, _port: int) -> list[str]:
        return ["127.0.0.1"] if host == "public.example" else ["10.0.0.1"]

    start = f"http://public.example:{port}/to/"
    for target, reason in (
        ("file:///etc/passwd", "only http and https"),
        ("http://anna:secret@e.org/", "user name or password"),
        ("//anna@e.org/", "user name or password"),
    ):
        assert reason in refused(start + target, resolve=resolve)


def test_a_redirect_into_the_own_network_is_refused(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    port = server.rpartition(":")[2]
    seen_as_public = ipaddress.ip_address("127.0.0.1")
    judge = is_public
    monkeypatch.setattr(
        "tightrope.sources.connecting.is_public", lambda address: address == seen_as_public or judge(address)
    )

    def resolve(host: str, _port: int) -> list[str]:
        return ["127.0.0.1"] if host == "public.example" else ["10.0.0.1"]

    reason = refused(f"http://public.example:{port}/to/http://inner.example/", resolve=resolve, allow_private=False)
    assert reason == "inner.example has the address 10.0.0.1, which is not public: refused"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://e.org/a", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("http://", "names no host"),
        ("https:///path", "names no host"),
        ("http://anna:secret@e.org/", "user name or password"),
        ("http://anna@e.org/", "user name or password"),
        ("http://e.org:99999/", "not an address"),
        ("http://[::1/", "not an address"),
        ("http://e.org/a b", "white space"),
        ("http://e.org/\r\nHost: x", "white space"),
    ],
)
def test_addresses_that_are_refused_before_any_connection(url: str, reason: str) -> None:
    with pytest.raises(SourceError, match=reason) as caught:
        checked_url(url)
    assert "secret" not in str(caught.value)


def test_international_names_are_asked_for_in_ascii() -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return []

    refused("https://пример.example/путь", resolve=resolve)
    assert asked == ["xn--e1afmkfd.example"]


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        assert checked_url(text).scheme in ("http", "https")
    except SourceError:
        return


@given(st.text(alphabet="abc.:/@[]%?#123é", max_size=30))
def test_what_looks_like_an_address_is_one_or_refused(rest: str) -> None:
    try:
        assert checked_url("http://" + rest).host
    except SourceError:
        return
