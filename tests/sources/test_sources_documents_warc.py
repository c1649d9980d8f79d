"""Pages from web archives."""

from __future__ import annotations

import gzip
import io
import re
from datetime import date

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tightrope.records import Document, Failure
from tightrope.sources.documents.drafts import Draft
from tightrope.sources.documents.warc import read_warc

PAGE = """<html><head><title>{title}</title><meta property="article:published_time" content="2024-03-05T08:00:00Z">
</head><body><nav>Home | World | Sport</nav><article><h1>{title}</h1>
<p>Kazakhstan and China signed an agreement on transit in Astana, the government said in a long statement.</p>
<p>Trade between Kazakhstan and China reached 41 billion dollars in 2023, the ministry of trade reported.</p>
</article></body></html>"""


def answer(
    writer, body, *, kind="text/html; charset=utf-8", status="200 OK", record="response", url="https://news.example/a"
):
    headers = StatusAndHeaders(status, [("Content-Type", kind)] if kind else [], protocol="HTTP/1.1")
    writer.write_record(writer.create_warc_record(url, record, payload=io.BytesIO(body), http_headers=headers))


def archive(fill, *, packed=True):
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    writer.write_record(writer.create_warcinfo_record("crawl.warc.gz", {"software": "a crawler"}))
    fill(writer)
    return out.getvalue()


def read(content):
    found = list(read_warc(io.BytesIO(content), where="a.warc.gz", name="a.warc.gz"))
    return [one for one in found if isinstance(one, Draft)], [one for one in found if isinstance(one, Failure)]


@pytest.mark.parametrize("packed", [True, False])
def test_every_page_is_a_document_with_the_day_that_it_says_itself(packed):
    def fill(writer):
        answer(writer, PAGE.format(title="First").encode(), url="https://news.example/1")
        answer(writer, b"GET / HTTP/1.1", record="request")
        answer(writer, PAGE.format(title="Второй").encode("cp1251"), kind="text/html; charset=windows-1251")
        answer(writer, b"Turkey and Uzbekistan agreed on visas.", kind="text/plain")

    drafts, failures = read(archive(fill, packed=packed))
    assert [one.title for one in drafts] == ["First", "Второй", ""]
    assert [one.name for one in drafts] == ["a.warc.gz#2", "a.warc.gz#4", "a.warc.gz#5"]
    assert drafts[0].url == "https://news.example/1"
    assert "2024-03-05" in str(drafts[0].published)
    assert drafts[2].published is None  # the day of the crawl is no day of publication
    assert "Home | World" not in " ".join(block.text for block in drafts[0].blocks)
    assert failures == []


def test_what_is_no_page_is_told_by_record(monkeypatch):
    monkeypatch.setattr("tightrope.sources.documents.warc.LARGEST_FILE", 5000)

    def fill(writer):
        answer(writer, b"moved", status="301 Moved Permanently")
        answer(writer, b"\x89PNG", kind="image/png")
        answer(writer, b"x" * 6000)
        answer(writer, b"%PDF-1.4")
        answer(writer, PAGE.format(title="Good").encode())

    drafts, failures = read(archive(fill))
    assert [one.title for one in drafts] == ["Good"]
    assert [(one.where, one.reason) for one in failures] == [
        ("a.warc.gz, record 2", "the server answered 301 for https://news.example/a"),
        ("a.warc.gz, record 3", "image/png, not a page or a text"),
        ("a.warc.gz, record 4", "more than the 0 MB read as one document"),
        ("a.warc.gz, record 5", "a PDF file, not a text"),
    ]


def test_archives_on_disk_are_read_like_other_documents(tmp_path):
    from tightrope.sources.documents import read_documents

    path = tmp_path / "a.warc.gz"
    path.write_bytes(archive(lambda writer: answer(writer, PAGE.format(title="First").encode())))
    (document,) = read_documents(path)
    assert isinstance(document, Document)
    assert (document.title, document.published) == ("First", date(2024, 3, 5))
    path.write_bytes(path.read_bytes()[:-40])
    (failure,) = read_documents(path)
    assert isinstance(failure, Failure)
    assert re.fullmatch(r"cut off: the last \d+ bytes of the record are missing", failure.reason)


@pytest.mark.parametrize("content", [b"no archive at all", gzip.compress(b"no archive at all"), b"\x1f\x8bbroken"])
def test_what_is_no_archive_is_told(tmp_path, content):
    from tightrope.sources.documents import read_documents

    path = tmp_path / "a.warc.gz"
    path.write_bytes(content)
    (failure,) = read_documents(path)
    assert failure.where.startswith(f"{path}, record 1")
    assert "not a WARC file, or damaged here" in failure.reason
