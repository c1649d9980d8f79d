"""Pages as tests read them."""

from __future__ import annotations

from fastapi.testclient import TestClient
from selectolax.lexbor import LexborHTMLParser


def page(client: TestClient, address: str) -> LexborHTMLParser:
    """A page that must be there, parsed."""
    answer = client.get(address)
    assert answer.status_code == 200
    return LexborHTMLParser(answer.text)
