"""Markdown and Jekyll posts, plain text. All sample texts are our own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tightrope.records import Document, Failure
from tightrope.sources.documents import read_documents
from tightrope.sources.documents.jsonl import FIELDS

TODAY = date(2025, 10, 1)


def read_one(folder: Path, name: str, content: str | bytes) -> Document:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    (found,) = read_documents(path, today=TODAY)
    assert isinstance(found, Document), found
    return found


JEKYLL = """---
layout: post
title: "兩國總統會談 同意擴大鐵路合作"
date: 2024-03-05T23:34:07.000Z
author: (島)晨星社
from: https://www.example.org/news/42.aspx
tags: [ (島)晨星社 ]
comments: True
---
<!--1677400447000-->
[兩國總統會談 同意擴大鐵路合作](https://www.example.org/news/42.aspx)
------

<div>
<div><div style="--r:1"><picture><source srcset="a.jpg">
<img src="a.jpg" alt="總統在機場。（圖取自example.org）"></picture></div>
<div>總統在機場。（圖取自example.org）</div></div><div></div>
<div><p>（晨星社首都5日電）兩國總統今天舉行<a href="/x">會談</a>，同意興建一條鐵路。</p><p>外交部長說，
工程明年開始。</p><br><hr><div>获取更多RSS：<br><a href="https://feed.example">https://feed.example</a> <br></div>
</div>
"""


def test_a_jekyll_post_gives_title_author_outlet_day_url_language_and_text(tmp_path: Path) -> None:
    found = read_one(tmp_path, "post.md", JEKYLL)
    assert found.title == "兩國總統會談 同意擴大鐵路合作"
    assert found.author == "(島)晨星社"
    assert found.origin.producer == "(島)晨星社"
    assert found.published == date(2024, 3, 5)
    assert found.origin.url == "https://www.example.org/news/42.aspx"
    assert found.language == "zh-Hant"
    assert found.text.split("\n\n") == [
        "兩國總統會談 同意擴大鐵路合作",
        "（晨星社首都5日電）兩國總統今天舉行會談，同意興建一條鐵路。",
        "外交部長說，工程明年開始。",
    ]


def test_a_picture_does_not_swallow_the_paragraph_after_it(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.md", "# Talks\n\n![a bridge](b.jpg)\n\nThe ministers met on Monday.\n")
    assert found.text == "Talks\n\nThe ministers met on Monday."


def test_captions_and_credits_in_markup_are_dropped_but_sentences_with_an_agency_stay(tmp_path: Path) -> None:
    html = (
        "<figure><img src=a><figcaption>The bridge.</figcaption></figure><p>One.</p>"
        "<p><img src=b alt='x'></p><p>A gate. Photo: News Desk</p><p>Two (Reuters).</p>"
    )
    assert read_one(tmp_path, "a.md", html).text == "One.\n\nTwo (Reuters)."


def test_a_plain_text_keeps_what_looks_like_a_caption(tmp_path: Path) -> None:
    text = "兩國總統在機場會面。\n\n2024年3月5日，兩國總統合影。（晨星社）\n\n會談持續了兩小時。\n"
    assert "2024年3月5日，兩國總統合影。（晨星社）" in read_one(tmp_path, "a.txt", text).text


def test_a_broadcast_heading_is_outlet_and_day_and_the_next_heading_the_title(tmp_path: Path) -> None:
    post = (
        "# 《晚间播报》 (20240305)\n\n### 两国签署铁路协议\n\n"
        "<p><strong>本台消息</strong>：两国总统5日签署协议。&nbsp;</p><p>工程明年开始。</p>\n\n[查看原文](https://tv.example.org/a.shtml)\n"
    )
    found = read_one(tmp_path, "a.md", post)
    assert (found.origin.producer, found.published, found.title) == ("晚间播报", date(2024, 3, 5), "两国签署铁路协议")
    assert found.text == "两国签署铁路协议\n\n本台消息：两国总统5日签署协议。\n\n工程明年开始。"
    assert found.origin.url == "https://tv.example.org/a.shtml"
    assert found.language == "zh-Hans"


def test_a_broadcast_of_several_parts_keeps_its_own_heading_as_title(tmp_path: Path) -> None:
    post = "# 《晚间播报》 (20240305)\n\n### 第一条\n\n正文一。\n\n### 第二条\n\n正文二。\n"
    found = read_one(tmp_path, "a.md", post)
    assert found.title == "《晚间播报》 (20240305)"
    assert found.text.split("\n\n")[1:] == ["第一条", "正文一。", "第二条", "正文二。"]


def test_wrapped_lines_are_joined_with_a_space_only_where_the_script_has_spaces(tmp_path: Path) -> None:
    post = "---\ntitle: T\n---\nThe Russian-\nled mission\nended.  \n  \n總統會見\n外交部長 Anna\nLind。\n"
    assert read_one(tmp_path, "a.md", post).text.split("\n\n")[1:] == [
        "The Russian-led mission ended.",
        "總統會見外交部長 Anna Lind。",
    ]


def test_html_bodies_with_indented_lines_are_read_as_html(tmp_path: Path) -> None:
    post = (
        "---\ntitle: 标题\n---\n<article>\n<p class='g'>\n     昨天，他说，\n     <strong>\n      会谈结束了。\n"
        "     </strong>\n    </p>\n\n    <p>第二段。</p>\n</article>\n"
    )
    assert read_one(tmp_path, "a.md", post).text == "标题\n\n昨天，他说，会谈结束了。\n\n第二段。"


def test_lists_keep_years_that_look_like_numbers_and_tables_their_cells(tmp_path: Path) -> None:
    post = "# T\n\n1991. was the year of the treaty.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    assert read_one(tmp_path, "a.md", post).text.split("\n\n")[1:] == [
        "1991. was the year of the treaty.",
        "one",
        "two",
        "a | b",
        "1 | 2",
    ]


def test_end_marks_share_bars_and_read_more_links_are_dropped(tmp_path: Path) -> None:
    post = (
        "# T\n\nText of it.\n\n\\###\n\n[Read more](https://e.org)\n\nhttps://e.org/x\n\nShare: Facebook | Telegram\n\n"
        "<div class='share-bar'>x y</div>\n"
    )
    assert read_one(tmp_path, "a.md", post).text == "T\n\nText of it."


def test_hidden_parts_scripts_and_menus_are_dropped(tmp_path: Path) -> None:
    html = (
        "<div><script>a()</script><nav>Home</nav><p hidden>h</p><p style='display: none'>n</p>"
        "<p aria-hidden='true'>x</p><p>Seen.</p></div>"
    )
    assert read_one(tmp_path, "a.md", html).text == "Seen."


def test_the_original_address_goes_before_that_of_a_copy_and_names_the_outlet(tmp_path: Path) -> None:
    post = "---\ntitle: T\nurl: https://web.archive.org/web/2021/https://www.e.org/a\noriginal_url: https://www.e.org/a\n---\nB.\n"
    found = read_one(tmp_path, "a.md", post)
    assert found.origin.url == "https://www.e.org/a"
    assert found.origin.producer == "e.org"
    copy = post.replace("original_url", "other_url")
    assert read_one(tmp_path, "b.md", copy).origin.producer == "e.org"


def test_an_outlet_at_the_end_of_the_title_is_taken_off(tmp_path: Path) -> None:
    post = "---\ntitle: The talks - Morning Desk\nauthor: Morning Desk\ntags: [Morning Desk]\n---\nBody.\n"
    found = read_one(tmp_path, "a.md", post)
    assert (found.title, found.origin.producer) == ("The talks", "Morning Desk")


def test_the_name_of_a_jekyll_file_holds_its_day(tmp_path: Path) -> None:
    assert read_one(tmp_path, "2023-02-26-talks.md", "# T\n\nBody.\n").published == date(2023, 2, 26)


def test_without_a_day_published_is_none(tmp_path: Path) -> None:
    assert read_one(tmp_path, "a.md", "# T\n\nOn 5 March 2024 they met.\n").published is None
    assert read_one(tmp_path, "a.txt", "They met.\n\nOn 2024-03-05.\n").published is None


def test_values_of_front_matter_stay_text(tmp_path: Path) -> None:
    post = (
        "---\ntitle: 1991\ndate: 2021-07-17 23:30:00-04:00\nauthors: [Anna Lind, Bo Ek]\n"
        "evil: !!python/name:os.system\n---\nBody.\n"
    )
    found = read_one(tmp_path, "a.md", post)
    assert (found.title, found.published, found.author) == ("1991", date(2021, 7, 17), "Anna Lind, Bo Ek")


def test_two_rules_around_text_are_not_front_matter(tmp_path: Path) -> None:
    assert (
        read_one(tmp_path, "a.md", "---\n\nOnly a sentence here\n\n---\n\nMore.\n").text
        == "Only a sentence here\n\nMore."
    )


def test_a_date_in_front_of_the_text_is_the_day_and_the_first_line_the_title(tmp_path: Path) -> None:
    found = read_one(
        tmp_path, "a.txt", " date 2024-03-05 Troops to leave in two days: President\n\nThe bloc will go. More.\n"
    )
    assert (found.published, found.title) == (date(2024, 3, 5), "Troops to leave in two days: President")
    assert found.text == "Troops to leave in two days: President\n\nThe bloc will go. More."


def test_a_text_that_starts_with_a_sentence_has_no_title(tmp_path: Path) -> None:
    found = read_one(tmp_path, "a.txt", " date 2025-09-05 從去年起，兩國就是夥伴。\n\n小標題\n\n會談持續。\n")
    assert found.title == ""
    assert found.text == "從去年起，兩國就是夥伴。\n\n小標題\n\n會談持續。"


def test_a_line_with_nothing_but_a_date_is_the_day(tmp_path: Path) -> None:
    for line in ("2024年3月5日", "发布时间：2024-03-05 10:30", "5 марта 2024 г.", "March 5, 2024"):
        found = read_one(tmp_path, "a.txt", f"Talks in the capital\n\n{line}\n\nThe ministers met again.\n")
        assert found.published == date(2024, 3, 5)
        assert found.text == "Talks in the capital\n\nThe ministers met again."


def test_wrapped_plain_lines_are_joined_and_unwrapped_ones_are_paragraphs(tmp_path: Path) -> None:
    wrapped = "The president of the republic met the foreign\nminister in the capital on Tuesday to speak of\ntrade.\n"
    assert read_one(tmp_path, "a.txt", wrapped).text == wrapped.replace("\n", " ").strip()
    lines = "第一段到此結束。\n第二段也到此結束。\n第三段。\n"
    assert read_one(tmp_path, "b.txt", lines).text == lines.strip().replace("\n", "\n\n")


def test_an_indented_line_starts_a_paragraph(tmp_path: Path) -> None:
    text = (
        "　　總統今天在首都會見了來訪的外交部長，雙方就鐵路與能源等\n問題交換意見。\n"
        "　　會談之後，兩國簽署了一項新的協議，內容包括興建一條新的鐵\n路。\n"
    )
    assert read_one(tmp_path, "a.txt", text).text.split("\n\n") == [
        "總統今天在首都會見了來訪的外交部長，雙方就鐵路與能源等問題交換意見。",
        "會談之後，兩國簽署了一項新的協議，內容包括興建一條新的鐵路。",
    ]


def test_reading_twice_gives_equal_documents_with_the_hash_of_the_file(tmp_path: Path) -> None:
    import hashlib

    first, second = read_one(tmp_path, "post.md", JEKYLL), read_one(tmp_path, "post.md", JEKYLL)
    assert first == second
    assert first.origin.sha256 == hashlib.sha256(JEKYLL.encode()).hexdigest()
    assert first.origin.accessed is None
    assert first.name == "post.md"


@pytest.mark.parametrize("day", ["2031-01-01", "1970-01-01T00:00:00Z", "spring 2024"])
def test_a_day_that_cannot_be_believed_is_not_taken_and_not_hidden(tmp_path: Path, day: str) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: T\ndate: {day}\n---\nBody.\n")
    document, note = read_documents(tmp_path / "a.md", today=TODAY)
    assert isinstance(document, Document)
    assert document.published is None
    assert isinstance(note, Failure)
    assert day[:10] in note.reason
    assert note.reason.endswith("ignored")


def test_tomorrow_is_believed_since_the_outlet_may_be_further_east(tmp_path: Path) -> None:
    assert read_one(tmp_path, "a.md", "---\ntitle: T\ndate: 2025-10-02\n---\nBody.\n").published == date(2025, 10, 2)


def test_an_address_that_is_not_a_web_address_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"title": "T", "text": "Body.", "url": "javascript:alert(1)"}\n')
    (found,) = read_documents(path)
    assert isinstance(found, Document)
    assert found.origin.url == ""
    assert found.origin.producer == "unknown"


def test_every_name_of_a_jsonl_field_is_documented() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "documents.md").read_text("utf-8")
    assert [name for names in FIELDS.values() for name in names if f"`{name}`" not in page] == []
