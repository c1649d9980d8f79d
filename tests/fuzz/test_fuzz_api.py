"""Raw requests, as no browser sends them: any bytes, huge values, repeated parameters. No answer is a server error."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote_from_bytes

import pytest
from asking import asker
from brief_vales import fill, vales
from fuzzing import fuzz, kept
from hypothesis import strategies as st
from mutating import PIECES, spoilt

from tightrope.ledger import Ledger
from tightrope.web import create_app

NAMES = ("q", "state", "power", "since", "until", "as_of", "after", "limit", "kind", "language", "published_by", "x")
VALUES = ("Ada", "2020", "2026-01-01T00:00:00Z", "abcdef0123", "100", "event", "en", "2024-03-05", "weight.economy=2")


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], int]:
    """Ask the dashboard and its API for what follows the host: path, and query after a question mark."""
    folder = tmp_path_factory.mktemp("api")
    with Ledger.open(folder / "a.ledger") as ledger:
        fill(ledger)
    return asker(create_app(folder / "a.ledger", vales(folder), names=["*"]))


@st.composite
def targets(draw: st.DrawFn) -> bytes:
    """A path of the dashboard or its API, perhaps spoilt, with parameters of any bytes, as they are or escaped."""
    path = draw(st.sampled_from(PATHS)).encode()
    if draw(st.booleans()):
        path = b"/" + draw(spoilt([path[1:]])).replace(b"?", b"")
    value = st.one_of(
        st.sampled_from(PIECES), st.sampled_from([value.encode() for value in VALUES]), st.binary(max_size=12)
    )
    parts = []
    for name in draw(st.lists(st.sampled_from(NAMES), max_size=4)):
        content = draw(value) * draw(st.sampled_from((1, 1, 1, 40)))
        parts.append(name.encode() + b"=" + (quote_from_bytes(content).encode() if draw(st.booleans()) else content))
    return path + b"?" + b"&".join(parts)


API = [
    "case",
    "runs",
    "estimates",
    "claims",
    "evidence",
    "documents",
    "search",
    "trace/abcdef",
    "documents/abcdef/evidence",
]
PATHS = (
    *(f"/api/v1/{name}" for name in API),
    "/",
    "/en/",
    "/zh-Hant/search",
    "/en/search",
    "/en/evidence/abcdef",
    "/x",
)


def test_no_request_of_any_bytes_is_an_error_of_the_server(ask: Callable[[bytes], int]) -> None:
    def check(target: bytes) -> None:
        status = ask(target)
        assert 200 <= status < 500, status

    for found in kept("api"):
        check(found.read_bytes())
    assert ask(b"/api/v1/estimates?limit=2") == 200
    fuzz("api", targets(), check, few=150)


@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_of_a_megabyte_is_refused(ask: Callable[[bytes], int], name: str) -> None:
    assert 400 <= ask(f"/api/v1/search?{name}=".encode() + b"9" * 1_000_000) < 500
