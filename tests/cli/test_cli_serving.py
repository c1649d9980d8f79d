"""Serving a ledger: a real process, asked over HTTP, and what is refused before it starts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tightrope.cli.serving_commands import serve
from tightrope.ledger import Ledger


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with Ledger.open(tmp_path / "a.ledger") as ledger:
        return ledger.path


def command(path: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "tightrope", "serve", "--ledger", str(path), *more]


def test_a_ledger_is_served_where_it_says_until_it_is_interrupted(path: Path) -> None:
    with subprocess.Popen(
        command(path, "--port", "0"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as one:
        assert one.stdout is not None
        try:
            address = one.stdout.readline().split()[0]
            assert httpx.get(f"{address}api/v1/runs").json()["items"] == []
            refused = httpx.get(f"{address}api/v1/runs", headers={"host": "evil.example"})
            assert refused.status_code == 421
        finally:
            os.kill(one.pid, signal.SIGINT)
        _, complaints = one.communicate(timeout=20)
    assert "Traceback" not in complaints


def test_an_address_that_is_taken_is_told_before_anything_starts(path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(command(path, "--port", str(port)), capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert (
        done.stderr.strip() == f"tightrope: 127.0.0.1:{port}: cannot listen: Address already in use; try another --port"
    )


def test_without_a_ledger_nothing_is_served(tmp_path: Path) -> None:
    done = subprocess.run(command(tmp_path / "none.ledger"), capture_output=True, text=True, check=False)
    assert (done.returncode, "there is no ledger here" in done.stderr) == (1, True)


def test_serving_the_network_says_what_that_means(path: Path) -> None:
    with subprocess.Popen(
        command(path, "--port", "0", "--host", "0.0.0.0"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as one:
        assert one.stdout is not None
        one.stdout.readline()
        os.kill(one.pid, signal.SIGINT)
        _, complaints = one.communicate(timeout=20)
    assert "can read the whole ledger" in complaints


def test_an_address_of_ipv6_is_answered_to_as_it_is_printed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[FastAPI] = []
    listener = SimpleNamespace(getsockname=lambda: ("fd00::7", 8321))
    monkeypatch.setattr("tightrope.cli.serving.listen", lambda *_: listener)
    monkeypatch.setattr("tightrope.cli.serving.run", lambda app, _: given.append(app))
    serve(ledger=path, case="central_asia", host="fd00::7", port=8321, name=None)
    assert TestClient(given[0], base_url="http://[fd00::7]:8321").get("/api/v1/runs").status_code == 200
