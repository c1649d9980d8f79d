"""What can be read is listed, and what can be fetched is fetched, from a server of our own."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from dataclasses import replace
from types import MappingProxyType

import pytest

from tightrope.cli import fetching
from tightrope.sources.connecting import Connector
from tightrope.sources.datasets import DATASETS, Download

TABLE = b"countryname,year,iso3c,troops_ad\nUzbekistan,2010,UZB,30\n"


def test_every_source_is_listed_with_all_that_a_user_must_know(tightrope):
    listed = json.loads(tightrope("sources", "--json").stdout)
    documents = {"markdown", "html", "feed", "text", "jsonl", "warc"}
    events = {"gdelt", "icews", "polecat"}
    assert {*DATASETS, "unga", *events, *documents} == {each["name"] for each in listed}
    for each in listed:
        assert each["title"]
        assert each["covers"]
        assert each["channels"]
        assert each["fields"]
        assert each["licence"]
        assert each["command"].startswith(("tightrope load ", "tightrope read ", "tightrope flows "))
        if each["kind"] != "documents":
            assert each["citation"]
            assert each["years"]
            assert each["fetched"] or each["by_hand"]


def test_in_a_pipe_the_list_has_one_line_for_each_source(tightrope):
    lines = [line.split("\t") for line in tightrope("sources").stdout.splitlines()]
    assert {len(line) for line in lines} == {8}
    rows = {line[0]: dict(zip(lines[0], line, strict=True)) for line in lines[1:]}
    assert rows["atop"]["fetch"] == "yes"
    assert rows["sipri-arms"]["fetch"] == "by hand"
    assert "Trend" not in rows["sipri-arms"]["fields"]
    assert "TIV delivery values" in rows["sipri-arms"]["fields"]


def test_on_a_terminal_the_list_is_short_and_says_where_more_is():
    here, there = pty.openpty()
    command = [sys.executable, "-m", "tightrope", "sources"]
    with subprocess.Popen(command, stdout=there, env={**os.environ, "COLUMNS": "120"}) as process:
        os.close(there)
        said = b""
        while piece := read(here):
            said += piece
        assert process.wait(60) == 0
    assert b"atop" in said
    assert b"International Interactions" not in said
    assert b"tightrope sources NAME" in said


def read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other side is closed
        return b""


def test_the_whole_story_of_a_source_is_told_by_its_name(tightrope):
    told = tightrope("sources", "cow-alliances").stdout
    assert "citation: Gibler (2009)" in told
    assert "fetch:    tightrope fetch cow-alliances, from https://correlatesofwar.org/" in told
    assert "  entente: 1 for a pledge to consult (type III)" in told
    assert tightrope("sources", "unga").stdout.count("unga (roll calls)") == 3
    assert "not by a program. Open https://armstransfers.sipri.org/" in tightrope("sources", "sipri-arms").stdout


def test_an_unknown_source_is_refused_with_the_known_ones(tightrope):
    told = tightrope("sources", "gdp")
    assert told.returncode == 1
    assert told.stderr.startswith("tightrope: there is no source 'gdp'; known are aiddata-diplomacy, ")
    assert "(tightrope sources tells of them)" in tightrope("load", "list", "x").stderr


@pytest.fixture
def fetchable(publisher, monkeypatch):
    """The troops, from a server of our own; its file is served in the way given."""

    def serve(way: str) -> None:
        publisher.holds("table.csv", TABLE * 1000)
        dataset = DATASETS["us-troops"]
        offer = Download(url=f"{publisher.url}/{way}/table.csv", name="table.csv")
        held = {"us-troops": replace(dataset, about=replace(dataset.about, download=offer))}
        monkeypatch.setattr(fetching, "DATASETS", MappingProxyType(held))
        monkeypatch.setattr(fetching, "CONNECTOR", Connector(allow_private=True))

    return serve


def test_what_is_fetched_can_be_loaded_as_the_last_line_says(command, fetchable, publisher, tmp_path):
    fetchable("plain")
    publisher.holds("table.csv", TABLE)
    status, out, err = command("fetch", "us-troops")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("terms: public domain (work of the United States government); https://dwp.dmdc.osd.mil/")
    assert lines[1].startswith("cite: Allen, Flynn and Machain")
    assert lines[2] == "written: us-troops/table.csv (56 bytes)"
    assert lines[-1] == "next: tightrope load us-troops us-troops/table.csv"
    assert "observations: 1, of which new: 1" in command(*lines[-1].split()[2:])[1]
    assert "unchanged: us-troops/table.csv (56 bytes)" in command("fetch", "us-troops")[1]


def test_a_fetch_that_was_cut_goes_on_in_the_next_run(command, fetchable, publisher, monkeypatch, tmp_path):
    fetchable("cut")
    publisher.cut(True)
    hosts = iter([["127.0.0.1"]])
    monkeypatch.setattr(fetching, "CONNECTOR", Connector(lambda *_: next(hosts, []), allow_private=True))
    status, _, err = command("fetch", "us-troops")
    assert status == 1
    assert len(err.splitlines()) == 1
    kept = (tmp_path / "us-troops" / "table.csv.part").stat().st_size
    assert kept == 28_000
    publisher.cut(False)
    monkeypatch.setattr(fetching, "CONNECTOR", Connector(allow_private=True))
    status, out, _ = command("fetch", "us-troops")
    assert status == 0
    assert "went on from byte 28000 of an earlier run" in out
    assert (tmp_path / "us-troops" / "table.csv").read_bytes() == TABLE * 1000


def test_without_a_network_a_fetch_says_so_in_one_line_and_leaves_nothing(command, monkeypatch, tmp_path):
    def nobody(host: str, port: int) -> list[str]:
        raise OSError("no name server")

    monkeypatch.setattr(fetching, "CONNECTOR", Connector(nobody))
    status, _, err = command("fetch", "atop")
    assert status == 1
    assert len(err.splitlines()) == 1
    assert "the host www.atopdata.org cannot be found (no network?)" in err
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_fetched_says_where_it_is(command):
    status, _, err = command("fetch", "ceias-travel")
    assert (status, len(err.splitlines())) == (1, 1)
    assert "behind the download button of https://who-where-when.ceias.eu/" in err
    assert "these can be fetched: aiddata-finance, atop, " in command("fetch", "gdp")[2]
