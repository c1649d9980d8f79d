"""Input that is broken, hostile or no document at all: a failure with its reason, in bounded time and memory."""

from __future__ import annotations

import os
import time
import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from tightrope.records import Document, Failure
from tightrope.sources.documents import read_documents
from tightrope.sources.documents.front_matter import read_front_matter
from tightrope.sources.documents.prolog import declares_entities, root_start, xml_depth
from tightrope.sources.fetch import Fetched


def failure(path: Path, content: str | bytes) -> str:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (found,) = read_documents(path)
    assert isinstance(found, Failure), found
    assert found.where.startswith(str(path))
    return f"{found.where.removeprefix(str(path))} {found.reason}".strip()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.md", b" \n\n", "nothing but white space"),
        ("a.jsonl", b"", "empty"),
        ("a.txt", b"%PDF-1.7 ...", "a PDF file, not a text"),
        ("a", b"PK\x03\x04....", "a ZIP archive or office file, not a text"),
        ("a.md", b"\x89PNG\r\n", "a picture (PNG), not a text"),
        ("a.txt", b"text\x00\x01\x02", "binary data (zero bytes), not a text"),
        ("a.csv", b"a,b\n1,2\n", ".csv files are not read as documents"),
        ("a.xml", b"<sitemap><url/></sitemap>", "XML that is neither RSS nor Atom"),
        ("a.xml", b"<rss version='2.0'><channel></channel></rss>", "a feed without items"),
        ("a.md", b"<div><script>x()</script></div>", "no text is left after removing markup"),
    ],
)
def test_what_is_no_document_is_refused_with_its_reason(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    assert failure(tmp_path / name, content) == reason


def test_broken_front_matter_names_file_and_line(tmp_path: Path) -> None:
    assert failure(tmp_path / "a.md", "---\ntitle: one\nauthor: a: b\n---\nBody.\n").startswith(
        ":3 the front matter is not valid YAML"
    )
    assert failure(tmp_path / "b.md", "---\ntitle: one\n\nBody.\n") == ":1 the front matter is not closed by a line ---"


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ("a: &a [x, x]\nb: [*a, *a]", "alias"),
        ("a: " + "[" * 50_000, "nested deeper"),
        ("a: b\n" * 20_000, "more than 65,536"),
    ],
)
def test_front_matter_that_could_grow_is_refused(tmp_path: Path, block: str, reason: str) -> None:
    assert reason in failure(tmp_path / "a.md", f"---\n{block}\n---\nBody.\n")


def test_unsafe_tags_construct_nothing() -> None:
    front = read_front_matter("---\na: !!python/object/apply:os.system [exit 1]\nb: !!int x\n---\n", "w")
    assert front.values == {"a": ("exit 1",), "b": "x"}


@pytest.mark.parametrize("comment", ["", "<!-- <a> -->"])
def test_a_feed_that_declares_entities_is_refused(tmp_path: Path, comment: str) -> None:
    bomb = (
        '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
        '<rss version="2.0"><channel><item><title>&b;</title></item></channel></rss>'
    )
    assert "declares entities" in failure(tmp_path / "a.xml", f'<?xml version="1.0"?>{comment}{bomb}')
    assert "declares entities" in failure(tmp_path / "b.xml", f"{comment}{bomb}".encode("utf-16"))


def test_an_item_may_write_about_entities() -> None:
    assert not declares_entities("<rss><channel><![CDATA[<!ENTITY a 'b'>]]></channel></rss>")
    assert xml_depth("<a><!-- <b><b><b> --><![CDATA[<c><c>]]><d/><e></e></a>") == 2


@pytest.mark.timeout(20)
def test_elements_nested_100_000_deep_neither_crash_nor_take_minutes(tmp_path: Path) -> None:
    deep = "<div>" * 100_000 + "text"
    assert "nested 100,000 deep" in failure(tmp_path / "a.html", f"<html><body>{deep}")
    assert "nested 100,000 deep" in failure(tmp_path / "a.md", "<i>" * 100_000 + "text")
    assert "nested 100,003 deep" in failure(tmp_path / "a.xml", "<rss><channel><item>" + "<a>" * 100_000)
    escaped = deep.replace("<", "&lt;")
    assert "nested 100,000 deep" in failure(
        tmp_path / "b.xml",
        f"<rss version='2.0'><channel><item><description>{escaped}</description></item></channel></rss>",
    )


def test_a_page_nested_1_000_deep_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body>" + "<div>" * 1000 + "<p>The ministers met again.</p>")
    (found,) = read_documents(tmp_path / "a.html")
    assert isinstance(found, Document)
    assert found.text == "The ministers met again."


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("a.txt", "<!-- --> "),
        ("a.txt", "<!DOCTYPE "),
        ("a.xml", "<rss><![CDATA["),
        ("a.xml", "<?xml ?>"),
        ("a.md", "!["),
        ("a.md", "<a "),
        ("a.html", "<html "),
        ("a.txt", " "),
        ("a.md", "---\n" + "a" * 50),
    ],
)
def test_text_made_to_be_slow_is_read_or_refused_in_seconds(tmp_path: Path, name: str, unit: str) -> None:
    (tmp_path / name).write_text(unit * (200_000 // len(unit)) + "x")
    assert len(list(read_documents(tmp_path / name))) >= 1


def test_comments_before_the_root_are_skipped() -> None:
    text = ' <?xml version="1.0"?><!-- <a> --> <!DOCTYPE html [<!ELEMENT a ">">]> <html>'
    assert text[root_start(text) :] == "<html>"
    assert root_start("<!-- never closed") == len("<!-- never closed")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html", "a.xml", "a.jsonl"])
def test_a_single_line_of_50_mb_is_refused_in_little_time_and_memory(tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as stream:
        for _ in range(50):
            stream.write(b"word " * 200_000)
    before = time.monotonic()
    tracemalloc.start()
    reason = failure_of(tmp_path / name)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "MB" in reason or "bytes" in reason
    assert peak < 20_000_000
    assert time.monotonic() - before < 10


def failure_of(path: Path) -> str:
    (found,) = read_documents(path)
    assert isinstance(found, Failure)
    return found.reason


def test_a_text_longer_than_a_book_is_refused(tmp_path: Path) -> None:
    assert (
        failure(tmp_path / "a.txt", "word " * 500_000)
        == "2,500,000 characters (at most 2,000,000 are read as one plain document)"
    )


def test_a_broken_file_never_stops_the_others(tmp_path: Path) -> None:
    (tmp_path / "1.md").write_text("---\ntitle: a: b\n---\nBody.\n")
    (tmp_path / "2.txt").write_bytes(b"\x00\x01")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "3.txt").write_text("Text of the third.")
    (tmp_path / ".hidden").write_text("Not read.")
    os.symlink(tmp_path, tmp_path / "sub" / "loop")
    os.symlink(tmp_path / "missing", tmp_path / "sub" / "nowhere")
    os.mkfifo(tmp_path / "sub" / "pipe")
    (tmp_path / "z.txt").write_text("Text of the last.")
    found = list(read_documents(tmp_path))
    assert [each.text for each in found if isinstance(each, Document)] == ["Text of the third.", "Text of the last."]
    reasons = {each.where.removeprefix(f"{tmp_path}/"): each.reason for each in found if isinstance(each, Failure)}
    assert sorted(reasons) == ["1.md:2", "2.txt", "sub/loop", "sub/nowhere", "sub/pipe"]
    assert reasons["sub/loop"] == "a link to a folder: not followed"
    assert reasons["sub/pipe"] == "not a regular file"
    assert reasons["sub/nowhere"].startswith("cannot be opened")


def test_what_a_parser_of_another_project_raises_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("inner")

    monkeypatch.setattr("tightrope.sources.documents.plain.leading_date", broken)
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "b.jsonl").write_text('{"title": "T", "text": "<p>Body.</p>"}\n')
    first, second = read_documents(tmp_path)
    assert first == Failure(f"{tmp_path}/a.txt", "cannot be read (KeyError: 'inner')")
    assert isinstance(second, Document)


def test_a_file_or_folder_without_permission_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "open.txt").write_text("Text of it.")
    listdir = os.listdir

    def guarded(path: Path) -> list[str]:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return listdir(path)

    monkeypatch.setattr(os, "listdir", guarded)
    closed, document = read_documents(tmp_path)
    assert closed == Failure(f"{tmp_path}/closed", "the folder cannot be read: Permission denied")
    assert isinstance(document, Document)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Text.")
    (tmp_path / "a.txt").chmod(0)
    assert "Permission denied" in failure_of(tmp_path / "a.txt")


@pytest.mark.parametrize("name", ["a[1].txt", "新聞 稿.txt", "a*.txt", "-rf.txt", "a\nb.txt"])
def test_odd_names_are_names_and_not_patterns(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("Text of it.")
    (tmp_path / "a1.txt").write_text("Another.")
    (found,) = read_documents(str(tmp_path / name))
    assert isinstance(found, Document)
    assert found.text == "Text of it."
    assert found.name == name.replace("\n", "\ufffd")


def test_a_name_that_is_not_utf8_is_shown_and_read(tmp_path: Path) -> None:
    with open(os.fsencode(tmp_path) + b"/a\xff.txt", "w") as stream:
        stream.write("Text of it.")
    (found,) = read_documents(tmp_path)
    assert isinstance(found, Document)
    assert found.name == "a\ufffd.txt"


def test_globs_are_sorted_and_read_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("z.md", "a/y.md", "a/b/x.md", "a/b/w.txt"):
        (tmp_path / name).write_text(f"Text of {name}.")
    found = [each.name for each in read_documents(f"{tmp_path}/**/*.md") if isinstance(each, Document)]
    assert found == ["x.md", "y.md", "z.md"]
    everything = [each.name for each in read_documents(f"{tmp_path}/**") if isinstance(each, Document)]
    assert sorted(everything) == ["w.txt", "x.md", "y.md", "z.md"]


@pytest.mark.parametrize(
    ("where", "reason"),
    [
        ("none.txt", "no such file or folder"),
        ("*.none", "no file matches"),
        ("a\0b", "no such file or folder"),
        ("", "a folder without files"),
    ],
)
def test_a_path_that_means_no_file_is_reported(tmp_path: Path, where: str, reason: str) -> None:
    (found,) = read_documents(f"{tmp_path}/{where}")
    assert isinstance(found, Failure)
    assert found.reason.startswith(reason)


def test_an_address_is_read_with_charset_day_of_access_and_final_url() -> None:
    def fetcher(url: str) -> Fetched:
        content = "兩國總統昨天在首都會談，同意擴大貿易。".encode("big5")
        return Fetched(url, content, "text/plain; charset=Big5", "https://www.e.org/final.txt")

    (found,) = read_documents("https://e.org/start", fetcher=fetcher)
    assert isinstance(found, Document)
    assert found.text.startswith("兩國總統")
    assert (found.origin.url, found.origin.producer, found.name) == (
        "https://www.e.org/final.txt",
        "e.org",
        "final.txt",
    )
    assert found.origin.accessed == date.today()
    assert found.published is None


def test_an_address_that_is_not_http_is_refused_without_a_connection() -> None:
    assert list(read_documents("file:///etc/passwd")) == [
        Failure("file:///etc/passwd", "only http and https addresses are fetched")
    ]


def test_the_record_of_a_failure_hides_the_password_of_an_address() -> None:
    (found,) = read_documents("https://anna:secret@e.org/a")
    assert isinstance(found, Failure)
    assert "secret" not in found.where + found.reason


def test_a_thousand_short_files_are_read_in_two_seconds(tmp_path: Path) -> None:
    paragraph = "總統星期三在首都會見來訪的外交部長，雙方就貿易與能源交換意見。" * 6
    for number in range(1000):
        front = f"---\ntitle: 第{number}次會談\ndate: 2024-03-05\n---\n" if number % 2 else ""
        (tmp_path / f"{number}.{'md' if number % 2 else 'txt'}").write_text(
            f"{front}{paragraph}\n\n{paragraph}第{number}段。\n"
        )
    before = time.process_time()
    assert sum(isinstance(each, Document) for each in read_documents(tmp_path)) == 1000
    assert time.process_time() - before < 2


def test_an_empty_place_is_not_the_working_folder() -> None:
    assert list(read_documents("")) == [Failure("''", "names no file, folder or address")]
