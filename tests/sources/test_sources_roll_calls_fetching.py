"""Downloading roll calls, from a server of our own on the loopback address; never from outside."""

from __future__ import annotations

import functools
import hashlib
import json
import socket
import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from roll_call_files import DATAVERSE, LIBRARY, calls_of, library_rows, read, resolution

from tightrope.records import SourceError
from tightrope.sources.fetch import fetch
from tightrope.sources.roll_calls import Downloaded, Sites, fetch_roll_calls

DAY = date(2026, 7, 10)
EXTRACT = (json.dumps(resolution()) + "\n").encode()
TABLE = (DATAVERSE + "\n4000,67,1,640,1,1,11/22/2012,R/67/4,1,0,0,0,0,0,2012.0\n").encode()
VOTES = ("\n".join([LIBRARY, *library_rows({"TUR": ("TURKEY", "Y")})]) + "\n").encode()


class Publishers:
    """What the publishers hold; a test changes it."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes] = {}
        self.asked: list[str] = []
        self.base = ""

    def set(self, *, extract: bytes = EXTRACT, table: bytes = TABLE, votes: bytes = VOTES) -> None:
        sha = hashlib.sha1(b"blob %d\0" % len(extract) + extract).hexdigest()
        files = [
            {"name": "79.json", "sha": sha, "download_url": f"{self.base}/raw/79.json"},
            {"name": "README.md", "sha": "0", "download_url": f"{self.base}/raw/README.md"},
        ]
        data = {"id": 7, "filename": "UNVotes.csv", "md5": hashlib.md5(table).hexdigest()}
        other = {"id": 8, "filename": "Idealpointestimates.csv", "md5": "0"}
        listing = {"data": {"latestVersion": {"files": [{"dataFile": other}, {"dataFile": data}]}}}
        page = (
            '<a href="/record/1/files/2025_9_19_ga_voting.csv?ln=en">old</a>'
            '<a href="/record/1/files/2026_02_06_ga_voting.csv?ln=en">new</a>'
        )
        self.bodies = {
            "/extracts": json.dumps(files).encode(),
            "/raw/79.json": extract,
            "/dataset": json.dumps(listing).encode(),
            "/api/access/datafile/7": table,
            "/record/1": page.encode(),
            "/record/1/files/2026_02_06_ga_voting.csv?ln=en": votes,
        }
        self.asked.clear()

    @property
    def sites(self) -> Sites:
        return Sites(unxml=f"{self.base}/extracts", dataverse=f"{self.base}/dataset", library=f"{self.base}/record/1")

    def bring(self, folder: Path) -> Downloaded:
        private = functools.partial(fetch, allow_private=True)
        return fetch_roll_calls(folder, fetch=private, sites=self.sites, today=DAY)


@pytest.fixture
def publishers() -> Iterator[Publishers]:
    held = Publishers()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            held.asked.append(self.path)
            body = held.bodies.get(self.path)
            if body is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Keep the test's output clean."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    held.base = f"http://127.0.0.1:{httpd.server_port}"
    held.set()
    yield held
    httpd.shutdown()
    httpd.server_close()


def names(paths: tuple[Path, ...]) -> list[str]:
    return [path.name for path in paths]


def test_the_newest_files_of_all_publishers_come_and_can_be_read(tmp_path: Path, publishers: Publishers) -> None:
    found = publishers.bring(tmp_path / "new" / "unga")
    assert names(found.written) == ["79.json", "UNVotes.csv", "2026_02_06_ga_voting.csv"]
    assert (found.unchanged, found.failed) == ((), ())
    assert len(calls_of(read(*found.files))) == 3


def test_each_file_has_a_note_of_where_it_is_from(tmp_path: Path, publishers: Publishers) -> None:
    found = publishers.bring(tmp_path)
    note = json.loads((tmp_path / "79.json.origin").read_text("utf-8"))
    assert note["url"] == f"{publishers.base}/raw/79.json"
    assert note["sha256"] == hashlib.sha256(EXTRACT).hexdigest()
    assert (note["accessed"], "acknowledgement" in note["licence"]) == ("2026-07-10", True)
    assert found.notes[0].startswith("79.json: from http")
    assert "non-commercial" in found.notes[2]


def test_what_is_there_unchanged_is_not_downloaded_again(tmp_path: Path, publishers: Publishers) -> None:
    publishers.bring(tmp_path)
    publishers.asked.clear()
    again = publishers.bring(tmp_path)
    assert again.written == ()
    assert names(again.unchanged) == ["79.json", "UNVotes.csv", "2026_02_06_ga_voting.csv"]
    assert "/raw/79.json" not in publishers.asked
    assert "/api/access/datafile/7" not in publishers.asked


def test_only_what_changed_is_written(tmp_path: Path, publishers: Publishers) -> None:
    publishers.bring(tmp_path)
    publishers.set(extract=EXTRACT * 2)
    again = publishers.bring(tmp_path)
    assert names(again.written) == ["79.json"]
    assert (tmp_path / "79.json").read_bytes() == EXTRACT * 2


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ({"extract": EXTRACT[:-60] + b"\n"}, "is not JSON"),
        ({"extract": b"{}\n"}, "has no resolution"),
        ({"table": b"<html>log in</html>\n"}, "is not the table"),
        ({"votes": b"<html>are you human?</html>\n"}, "download the file by hand"),
        ({"votes": VOTES[:-30]}, "its last line has no end"),
        ({"votes": (LIBRARY + "\n").encode()}, "taken for cut"),
    ],
)
def test_a_broken_download_never_replaces_a_good_file(
    tmp_path: Path, publishers: Publishers, broken: dict[str, bytes], reason: str
) -> None:
    publishers.bring(tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    publishers.set(**broken)
    found = publishers.bring(tmp_path)
    assert [reason in failure.reason for failure in found.failed] == [True]
    assert any(note.startswith("not downloaded: ") and reason in note for note in found.notes)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_content_that_is_not_what_the_publisher_lists_is_refused(tmp_path: Path, publishers: Publishers) -> None:
    publishers.bodies["/api/access/datafile/7"] = TABLE + TABLE.split(b"\n")[1] + b"\n"
    found = publishers.bring(tmp_path)
    assert [failure.reason for failure in found.failed] == [
        "is not the file that the publisher lists: its hash differs"
    ]
    assert not (tmp_path / "UNVotes.csv").exists()


def test_one_publisher_out_of_reach_does_not_lose_the_others(tmp_path: Path, publishers: Publishers) -> None:
    del publishers.bodies["/record/1"]
    publishers.bodies["/dataset"] = b"{}"
    found = publishers.bring(tmp_path)
    assert names(found.written) == ["79.json"]
    assert [failure.reason for failure in found.failed] == [
        "the publisher lists no table of votes (UNVotes….csv or .tab)",
        "HTTP 404 Not Found",
    ]


def test_a_page_that_asks_for_a_human_says_what_to_do(tmp_path: Path, publishers: Publishers) -> None:
    publishers.bodies["/record/1"] = b"<html>prove that you are human</html>"
    (failure,) = publishers.bring(tmp_path).failed
    assert "open it in a browser" in failure.reason


def test_without_a_network_there_is_one_line_that_says_so(tmp_path: Path) -> None:
    def nowhere(host: str, port: int) -> list[str]:
        raise socket.gaierror("Name or service not known")

    with pytest.raises(SourceError) as caught:
        fetch_roll_calls(tmp_path, fetch=functools.partial(fetch, resolve=nowhere))
    assert str(caught.value).startswith("there is no network: https://api.github.com/")
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, publishers: Publishers) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(SourceError, match="cannot be written"):
        publishers.bring(tmp_path / "file")
