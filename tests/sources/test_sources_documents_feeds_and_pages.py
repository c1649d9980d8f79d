"""Feeds, HTML pages and JSON Lines. All sample texts are our own."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tightrope.records import Document, Failure
from tightrope.sources.documents import read_documents
from tightrope.sources.documents.jsonl import LONGEST_LINE

TODAY = date(2025, 10, 1)
RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Утренний вестник</title>
<link>https://v.example.org</link><language>ru</language>
<item><title>Страны &amp; соседи договорились</title><link>https://v.example.org/1</link>
<pubDate>Wed, 06 Mar 2024 00:30:00 +0300</pubDate>
<description>&lt;p&gt;Министры <![CDATA[<b>подписали</b>]]> договор.&lt;/p&gt;
&lt;p&gt;Он вступит в силу летом.&lt;/p&gt;</description></item>
<item><title>Вторая новость дня</title><link>https://v.example.org/2</link><description>Кратко.</description>
<content:encoded><![CDATA[<p>Полный текст второй новости.</p><p>Читать далее</p>]]></content:encoded></item>
<item><title></title><description> </description></item>
</channel></rss>
"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Desk</title>
<entry><title type="html">Talks &lt;i&gt;resume&lt;/i&gt;</title><link href="https://d.example.org/1"/>
<author><name>Anna Lind</name></author>
<updated>2024-03-07T10:00:00Z</updated><published>2024-03-05T23:59:00-05:00</published>
<content type="html">&lt;p&gt;The envoys met the president in the capital.&lt;/p&gt;</content></entry>
<entry><title>Old entry</title><updated>2024-03-04T10:00:00Z</updated><summary>Only a summary.</summary></entry></feed>
"""
PAGE = """<!DOCTYPE html><html lang="en"><head><title>Ministers sign a rail treaty | The Morning Desk</title>
<meta property="og:site_name" content="The Morning Desk">
<meta property="article:published_time" content="2024-03-05T08:00:00+05:00">
<meta property="article:modified_time" content="2024-06-01T08:00:00+05:00"><meta name="author" content="Anna Lind">
<link rel="canonical" href="https://desk.example.org/rail"></head><body>
<nav><a href="/">Home</a> <a href="/w">World</a></nav>
<article><h1>Ministers sign a rail treaty</h1>
<figure><img src="a.jpg"><figcaption>The ministers. Photo: Desk</figcaption></figure>
<p>The foreign ministers of the two republics signed a treaty on a new railway on Tuesday in the capital.</p>
<h2>What comes next</h2><p>Work on the line will begin in the spring, the ministers said after the ceremony, and
it will take four years to finish the tunnel under the pass.</p></article>
<aside>Related: another story about something else</aside><footer>© 2024 The Morning Desk. All rights reserved.</footer>
</body></html>
"""


def read(path: Path, content: str) -> list[Document | Failure]:
    path.write_text(content, encoding="utf-8")
    return list(read_documents(path, today=TODAY))


def only_documents(found: list[Document | Failure]) -> list[Document]:
    assert all(isinstance(each, Document) for each in found), found
    return [each for each in found if isinstance(each, Document)]


def test_every_item_of_a_feed_is_a_document_with_the_day_the_item_names(tmp_path: Path) -> None:
    first, second, failure = read(tmp_path / "f.xml", RSS)
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    assert first.title == "Страны & соседи договорились"
    assert first.text == f"{first.title}\n\nМинистры подписали договор.\n\nОн вступит в силу летом."
    assert first.published == date(2024, 3, 6)  # 5 March in UTC
    assert (first.origin.producer, first.origin.url, first.language) == (
        "Утренний вестник",
        "https://v.example.org/1",
        "ru",
    )
    assert second.text == "Вторая новость дня\n\nПолный текст второй новости."
    assert failure == Failure(f"{tmp_path}/f.xml#3", "an item without title and text")


def test_a_feed_without_days_gives_documents_without_days(tmp_path: Path) -> None:
    assert [document.published for document in only_documents(read(tmp_path / "f.xml", RSS)[:2])] == [
        date(2024, 3, 6),
        None,
    ]


def test_an_atom_entry_uses_updated_only_without_published(tmp_path: Path) -> None:
    first, second = only_documents(read(tmp_path / "f.atom", ATOM))
    assert (first.title, first.published, first.author) == ("Talks resume", date(2024, 3, 5), "Anna Lind")
    assert (second.title, second.published) == ("Old entry", date(2024, 3, 4))
    assert (first.name, second.name) == ("f.atom#1", "f.atom#2")


def test_the_same_item_in_a_longer_feed_is_the_same_document_and_origin(tmp_path: Path) -> None:
    longer = ATOM.replace("<entry>", "<entry><title>New</title><summary>Newest.</summary></entry><entry>", 1)
    before = only_documents(read(tmp_path / "a.xml", ATOM))
    after = only_documents(read(tmp_path / "a.xml", longer))
    assert {document.origin.id for document in before} < {document.origin.id for document in after}


def test_a_feed_of_one_item_keeps_the_name_of_the_file(tmp_path: Path) -> None:
    single = ATOM[: ATOM.rindex("<entry>")] + "</feed>"
    assert [document.name for document in only_documents(read(tmp_path / "f.xml", single))] == ["f.xml"]


def test_a_page_gives_its_article_without_menus_captions_and_neighbours(tmp_path: Path) -> None:
    (found,) = only_documents(read(tmp_path / "p.html", PAGE))
    assert found.text.split("\n\n") == [
        "Ministers sign a rail treaty",
        "The foreign ministers of the two republics signed a treaty on a new railway on Tuesday in the capital.",
        "What comes next",
        "Work on the line will begin in the spring, the ministers said after the ceremony, and it will take"
        " four years to finish the tunnel under the pass.",
    ]
    assert (found.published, found.author, found.language) == (date(2024, 3, 5), "Anna Lind", "en")
    assert (found.origin.producer, found.origin.url) == ("The Morning Desk", "https://desk.example.org/rail")


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">'
        '{"@graph": [{"@type": "X"}, {"headline": "H", "datePublished": "2024-03-05"}]}</script>',
        '<meta itemprop="datePublished" content="5 March 2024">',
        '<link rel="canonical" href="https://e.org/2024/03/05/a">',
    ],
)
def test_a_page_tells_its_day_in_several_ways(tmp_path: Path, head: str) -> None:
    html = f"<html><head><title>T</title>{head}</head><body><p>The ministers met in the capital city.</p></body></html>"
    (found,) = only_documents(read(tmp_path / "p.html", html))
    assert found.published == date(2024, 3, 5)


def test_the_day_of_a_change_is_not_a_day_of_publication(tmp_path: Path) -> None:
    html = PAGE.replace("article:published_time", "x")
    (found,) = only_documents(read(tmp_path / "p.html", html))
    assert found.published is None


def test_broken_linked_data_does_not_hurt(tmp_path: Path) -> None:
    html = PAGE.replace("</head>", '<script type="application/ld+json">{"headline": </script></head>')
    (found,) = only_documents(read(tmp_path / "p.html", html))
    assert found.title == "Ministers sign a rail treaty"


def test_line_breaks_inside_chinese_html_leave_no_spaces(tmp_path: Path) -> None:
    lines = (
        "兩國外交部長星期二在首都簽署一項鐵路條約，",
        "雙方同意在明年春天開工，工程將持續四年，",
        "費用由兩國平均分擔。",
    )
    paragraph = "\n    ".join(lines)
    html = (
        "<!DOCTYPE html><html><head><title>兩國簽署鐵路條約</title></head><body><article>"
        f"<p>{paragraph}</p><p>{paragraph}</p></article></body></html>"
    )
    (found,) = only_documents(read(tmp_path / "p.html", html))
    assert "".join(lines) in found.text


def test_a_page_without_text_is_a_failure(tmp_path: Path) -> None:
    html = "<html><head><title>Title alone</title></head><body><div id=app></div><script>start()</script></body></html>"
    assert read(tmp_path / "p.html", html) == [
        Failure(f"{tmp_path}/p.html", "no text on the page besides menus and titles")
    ]


def test_the_content_decides_and_not_the_ending(tmp_path: Path) -> None:
    assert len(read(tmp_path / "feed.txt", RSS)) == 3
    assert only_documents(read(tmp_path / "page.xml", PAGE))[0].title == "Ministers sign a rail treaty"
    assert only_documents(read(tmp_path / "bare", "---\ntitle: A post\n---\nBody.\n"))[0].title == "A post"


def test_every_line_of_json_lines_is_a_document_and_a_bad_line_stops_nothing(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {"Headline": "T", "body": "<p>One.</p><p>Two.</p>", "link": "https://e.org/1", "date": "2024-03-05"}
        ),
        "{broken",
        "",
        json.dumps(["not", "an", "object"]),
        json.dumps({"text": {"a": 1}}),
        json.dumps({"url": "https://e.org"}),
        json.dumps(
            {"title": "Т", "text": "Текст\u0000 второго\u202e документа.", "source": "Вестник", "published": 1709600000}
        ),
        '{"title": "half \\ud800 pair", "text": "whole \\ud83d\\ude00 pair"}',
    ]
    found = read(tmp_path / "d.jsonl", "\n".join(lines))
    documents = [each for each in found if isinstance(each, Document)]
    failures = {each.where.rpartition(":")[2]: each.reason for each in found if isinstance(each, Failure)}
    assert [document.text for document in documents] == [
        "T\n\nOne.\n\nTwo.",
        "Т\n\nТекст второго документа.",
        "half \ufffd pair\n\nwhole 😀 pair",
    ]
    assert [document.published for document in documents] == [date(2024, 3, 5), date(2024, 3, 5), None]
    assert documents[1].origin.producer == "Вестник"
    assert [document.name for document in documents] == ["d.jsonl#1", "d.jsonl#7", "d.jsonl#8"]
    assert sorted(failures) == ["2", "4", "5", "6"]
    assert "not valid JSON" in failures["2"]
    assert "'text' is not a text" in failures["5"]


def test_a_line_of_json_that_is_too_long_or_too_deep_stops_nothing(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_bytes(
        b'{"text":"' + b"a" * (LONGEST_LINE * 3) + b'"}\n' + b"[" * 100_000 + b'\n{"text":"Third line."}\n'
    )
    long, deep, third = read_documents(path)
    assert long == Failure(f"{path}:1", "a line of more than 5,000,000 bytes")
    assert deep == Failure(f"{path}:2", "JSON nested too deep")
    assert isinstance(third, Document)
    assert third.text == "Third line."


def test_two_documents_under_one_address_are_two_documents(tmp_path: Path) -> None:
    lines = [json.dumps({"text": text, "url": "https://e.org/live"}) for text in ("Morning text.", "Evening text.")]
    first, second = only_documents(read(tmp_path / "d.jsonl", "\n".join(lines)))
    assert first.id != second.id
    assert first.origin.url == second.origin.url
