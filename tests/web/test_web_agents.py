"""Tools for language models answer what the JSON API answers, and change nothing."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from brief_vales import vales
from fastapi import FastAPI
from fastapi.testclient import TestClient
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tightrope.web import create_app
from tightrope.web.agents import agent_server


@pytest.fixture
def app(path: Path, tmp_path: Path) -> FastAPI:
    return create_app(path, vales(tmp_path))


def called(app: FastAPI, name: str, **arguments: Any) -> Any:
    async def run() -> Any:
        async with Client(agent_server(app)) as client:
            return await client.call_tool(name, arguments)

    return anyio.run(run)


@pytest.mark.parametrize(
    ("name", "arguments", "path_asked"),
    [
        ("case", {}, "case"),
        ("estimates", {"state": "NVA", "limit": 7}, "estimates?quantity=capital_share_powers&state=NVA&limit=7"),
        ("estimates", {"quantity": "effective*", "until": 2030}, "estimates?quantity=effective*&until=2030&limit=50"),
        ("evidence", {"kind": "tie"}, "evidence?kind=tie&limit=50"),
    ],
)
def test_a_tool_answers_what_the_api_answers(
    app: FastAPI, name: str, arguments: dict[str, Any], path_asked: str
) -> None:
    answer = called(app, name, **arguments)
    expected = TestClient(app, base_url="http://localhost").get(f"/api/v1/{path_asked}").json()
    assert not answer.is_error
    assert answer.structured_content == expected
    assert json.loads(answer.content[0].text) == expected
    assert expected.get("items") != []


def test_lists_come_whole_and_pages_go_on(app: FastAPI) -> None:
    first = called(app, "estimates", limit=3).structured_content
    second = called(app, "estimates", limit=3, after=first["next"]).structured_content
    assert {one["id"] for one in first["items"]}.isdisjoint(one["id"] for one in second["items"])
    assert called(app, "claims").structured_content == {"result": []}


def test_a_number_is_traced_to_its_origins(app: FastAPI) -> None:
    estimate = called(app, "estimates", limit=1).structured_content["items"][0]
    steps = called(app, "trace", id=estimate["id"][:12]).structured_content
    assert (steps["id"], steps["kind"]) == (estimate["id"], "estimate")
    assert any(step["origin"]["producer"] for step in steps["rests_on"])


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("estimates", {"limit": 0}, "limit"),
        ("estimates", {"after": "abcdefabcdefabcdefab"}, "has it changed since"),
        ("estimates", {"state": "x" * 50}, "state"),
        ("search", {"query": "..", "limit": 3}, "letter"),
        ("trace", {"id": "../../etc/passwd"}, "id"),
        ("trace", {"id": "ffffffffff"}, "ffffffffff"),
        ("evidence", {"kind": "rumour"}, "kind"),
    ],
)
def test_what_cannot_be_answered_is_told_in_words(
    app: FastAPI, name: str, arguments: dict[str, Any], words: str
) -> None:
    answer = called(app, name, **arguments)
    assert answer.is_error
    assert words in answer.content[0].text
    assert "Traceback" not in answer.content[0].text


def test_every_tool_says_that_it_only_reads_and_what_it_is_for(app: FastAPI) -> None:
    async def run() -> Any:
        async with Client(agent_server(app)) as client:
            return (await client.list_tools()).tools

    tools = anyio.run(run)
    assert {tool.name for tool in tools} == {"case", "estimates", "search", "evidence", "claims", "trace"}
    for tool in tools:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.description


def test_the_command_speaks_over_standard_input_and_output(path: Path) -> None:
    command = ["-m", "tightrope", "mcp", "--ledger", str(path)]
    server = StdioServerParameters(command=sys.executable, args=command, env=dict(os.environ))

    async def run() -> Any:
        async with Client(stdio_client(server)) as client:
            return await client.call_tool("case", {})

    assert anyio.run(run).structured_content["powers"] == ["RUS", "CHN", "USA", "EUU", "TUR"]
