"""Downloads over HTTP from a process of our own on the loopback address; never from outside."""

from __future__ import annotations

import hashlib
import io
import json
import random
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import httpx
import pytest

from publisher import Publisher
from tightrope.records import SourceError
from tightrope.sources.connecting import Connector, Resolver
from tightrope.sources.datasets import DATASETS, Dataset, Download
from tightrope.sources.datasets.fetching import fetch_dataset
from tightrope.sources.downloading import KNOWN, PART, Received, download

BODY = random.Random(7).randbytes(1_500_000)
LOCAL = Connector(allow_private=True)


@pytest.fixture(autouse=True)
def _file(publisher: Publisher) -> None:
    publisher.holds("file.csv", BODY)


def bring(publisher: Publisher, way: str, path: Path, **options: str) -> Received:
    return download(f"{publisher.url}/{way}/file.csv", path, connector=LOCAL, pause=0, **options)


def test_a_file_comes_whole_with_its_hash(publisher: Publisher, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    path = tmp_path / "file.csv"
    url = f"{publisher.url}/moved/file.csv"
    received = download(url, path, connector=LOCAL, told=lambda *now: told.append(now))
    assert path.read_bytes() == BODY
    assert received.sha256 == hashlib.sha256(BODY).hexdigest()
    assert (received.size, received.resumed_at, received.new) == (len(BODY), 0, True)
    assert told[-1] == (len(BODY), len(BODY))
    assert [item.name for item in tmp_path.iterdir()] == ["file.csv"]


@pytest.mark.parametrize("expected", ["", hashlib.sha256(BODY).hexdigest()])
def test_a_second_run_goes_on_where_the_first_was_cut(publisher: Publisher, tmp_path: Path, expected: str) -> None:
    path = tmp_path / "file.csv"
    publisher.cut(True)
    cable = Connector(resolve=once(), allow_private=True)
    with pytest.raises(
        SourceError, match=r"no connection \(the cable is out\); \d+ bytes are kept, the next try goes on"
    ):
        download(f"{publisher.url}/cut/file.csv", path, connector=cable, pause=0)
    kept = (tmp_path / f"file.csv{PART}").stat().st_size
    assert 0 < kept < len(BODY)
    assert not path.exists()
    publisher.cut(False)
    publisher.log.unlink()
    received = bring(publisher, "cut", path, sha256=expected)
    assert path.read_bytes() == BODY
    assert received.resumed_at == kept
    version = f'"{hashlib.md5(BODY).hexdigest()}"'
    assert [asked[1:3] for asked in publisher.asked()] == [[f"bytes={kept}-", version]]
    assert [item.name for item in tmp_path.iterdir()] == ["file.csv"]


def once() -> Resolver:
    """A resolver that knows the host for one connection, and is cut off from then on."""
    left = iter([["127.0.0.1"]])

    def resolve(host: str, port: int) -> list[str]:
        found = next(left, None)
        if found is None:
            raise httpx.ConnectError("the cable is out")
        return found

    return resolve


def test_one_run_heals_cuts_as_long_as_something_comes(publisher: Publisher, tmp_path: Path) -> None:
    publisher.cut(True)
    received = bring(publisher, "cut", tmp_path / "file.csv")
    assert (tmp_path / "file.csv").read_bytes() == BODY
    assert received.sha256 == hashlib.sha256(BODY).hexdigest()
    assert len(publisher.asked()) > 5


def half(folder: Path, url: str, version: str, body: bytes = BODY) -> Path:
    """What a run that was killed leaves behind."""
    path = folder / "file.csv"
    (folder / f"file.csv{PART}").write_bytes(body[:700_000])
    (folder / f"file.csv{KNOWN}").write_text(json.dumps({"url": url, "version": version}), "utf-8")
    return path


def test_half_of_an_older_version_is_thrown_away(publisher: Publisher, tmp_path: Path) -> None:
    path = half(tmp_path, f"{publisher.url}/plain/file.csv", '"older"', b"0" * 800_000)
    assert bring(publisher, "plain", path).resumed_at == 0
    assert path.read_bytes() == BODY


def test_half_of_another_address_is_thrown_away(publisher: Publisher, tmp_path: Path) -> None:
    path = half(tmp_path, f"{publisher.url}/plain/other.csv", '"older"', b"0" * 800_000)
    assert bring(publisher, "plain", path).resumed_at == 0
    assert publisher.asked()[0][1] == "-"
    assert path.read_bytes() == BODY


def test_a_server_that_names_no_version_is_gone_on_from_only_with_a_known_hash(
    publisher: Publisher, tmp_path: Path
) -> None:
    url = f"{publisher.url}/nameless/file.csv"
    assert bring(publisher, "nameless", half(tmp_path, url, "")).resumed_at == 0
    (tmp_path / "file.csv").unlink()
    known = hashlib.sha256(BODY).hexdigest()
    assert bring(publisher, "nameless", half(tmp_path, url, ""), sha256=known).resumed_at == 700_000
    wrong = half(tmp_path, url, "", b"0" * 800_000)
    with pytest.raises(SourceError, match=r"is not the file expected: its SHA-256 is [0-9a-f]{64}, not"):
        bring(publisher, "nameless", wrong, sha256=known)
    assert [item.name for item in tmp_path.iterdir()] == ["file.csv"]


def test_a_server_without_ranges_sends_the_whole(publisher: Publisher, tmp_path: Path) -> None:
    path = half(tmp_path, f"{publisher.url}/whole/file.csv", "Mon, 01 Jan 2024 00:00:00 GMT")
    assert bring(publisher, "whole", path).resumed_at == 0
    assert path.read_bytes() == BODY


def test_a_day_of_change_serves_as_a_version(publisher: Publisher, tmp_path: Path) -> None:
    version = f"Mon, 01 Jan 2024 00:00:{len(BODY) % 60:02} GMT"
    path = half(tmp_path, f"{publisher.url}/dated/file.csv", version)
    received = bring(publisher, "dated", path)
    assert (received.resumed_at, received.version) == (700_000, version)
    assert path.read_bytes() == BODY


def test_a_part_that_is_whole_is_put_in_place(publisher: Publisher, tmp_path: Path) -> None:
    path = half(tmp_path, f"{publisher.url}/plain/file.csv", f'"{hashlib.md5(BODY).hexdigest()}"')
    path.with_name(f"file.csv{PART}").write_bytes(BODY)
    assert bring(publisher, "plain", path).resumed_at == len(BODY)
    assert path.read_bytes() == BODY


def test_another_range_than_asked_for_is_refused(publisher: Publisher, tmp_path: Path) -> None:
    path = half(tmp_path, f"{publisher.url}/lies/file.csv", f'"{hashlib.md5(BODY).hexdigest()}"')
    with pytest.raises(SourceError, match="another part than was asked for"):
        bring(publisher, "lies", path)
    assert list(tmp_path.iterdir()) == []


def test_what_a_server_refuses_is_said(publisher: Publisher, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="HTTP 404"):
        download(f"{publisher.url}/plain/nothing.csv", tmp_path / "x", connector=LOCAL, pause=0)
    with pytest.raises(SourceError, match="compresses although"):
        bring(publisher, "packed", tmp_path / "x")
    with pytest.raises(SourceError, match="not public: refused"):
        download(f"{publisher.url}/plain/file.csv", tmp_path / "x", pause=0)


def test_without_a_network_it_says_so(tmp_path: Path) -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise OSError("no name server")

    with pytest.raises(SourceError, match=r"the host data.example cannot be found \(no network\?\)"):
        download("https://data.example/file.csv", tmp_path / "x", connector=Connector(resolve=nobody))


def of(offer: Download) -> Dataset:
    dataset = DATASETS["cow-alliances"]
    return replace(dataset, about=replace(dataset.about, download=offer))


def fetch(publisher: Publisher, folder: Path, offer: Download):  # type: ignore[no-untyped-def]
    return fetch_dataset(of(offer), folder, connector=LOCAL, pause=0, today=date(2026, 1, 2))


def test_a_data_set_comes_with_a_note_and_is_not_downloaded_twice(publisher: Publisher, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "folder"
    offer = Download(url=f"{publisher.url}/plain/file.csv", name="alliances.csv")
    first = fetch(publisher, folder, offer)
    assert (first.received.new, first.checked, first.loads) == (True, False, folder / "alliances.csv")
    note = json.loads((folder / "alliances.csv.origin").read_text("utf-8"))
    assert note["producer"] == "Correlates of War Project"
    assert (note["accessed"], note["sha256"]) == ("2026-01-02", hashlib.sha256(BODY).hexdigest())
    assert not fetch(publisher, folder, offer).received.new
    assert publisher.asked()[1][3] == note["version"]
    publisher.holds("file.csv", BODY + b"more")
    assert fetch(publisher, folder, offer).received.size == len(BODY) + 4
    assert (folder / "alliances.csv").read_bytes() == BODY + b"more"


def test_a_file_whose_hash_is_known_is_not_even_asked_for_again(publisher: Publisher, tmp_path: Path) -> None:
    known = hashlib.sha256(BODY).hexdigest()
    offer = Download(url=f"{publisher.url}/plain/file.csv", name="a.csv", sha256=known)
    assert fetch(publisher, tmp_path, offer).checked
    assert not fetch(publisher, tmp_path, offer).received.new
    assert len(publisher.asked()) == 1


def packed(*names: str, content: bytes = b"a,b\n1,2\n") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return held.getvalue()


def test_the_file_to_load_is_taken_out_of_an_archive(publisher: Publisher, tmp_path: Path) -> None:
    offer = Download(url=f"{publisher.url}/plain/file.csv", name="all.zip", member="table.csv")
    publisher.holds("file.csv", packed("version 1/table.csv", "version 1/table.csv.txt", "../../other.csv"))
    assert fetch(publisher, tmp_path, offer).loads.read_bytes() == b"a,b\n1,2\n"
    assert sorted(item.name for item in tmp_path.iterdir()) == ["all.zip", "all.zip.origin", "table.csv"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (packed("other.csv"), "holds no files called table.csv"),
        (packed("a/table.csv", "b/table.csv"), "holds 2 files called table.csv"),
        (packed("table.csv")[:60], "is no readable zip archive"),
        (b"<html>", "is no readable zip archive"),
    ],
)
def test_an_archive_that_is_not_what_it_should_be_is_refused(
    publisher: Publisher, tmp_path: Path, body: bytes, reason: str
) -> None:
    publisher.holds("file.csv", body)
    with pytest.raises(SourceError, match=reason):
        fetch(publisher, tmp_path, Download(url=f"{publisher.url}/plain/file.csv", name="all.zip", member="table.csv"))


def test_what_has_no_address_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"sipri-arms cannot be downloaded by a program\. Open https://armstransfers"):
        fetch_dataset(DATASETS["sipri-arms"], tmp_path)
