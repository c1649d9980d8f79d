"""Bytes to text. All sample texts are our own."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.records import Document, SourceError
from tightrope.sources.documents import read_documents
from tightrope.sources.documents.decoding import decode

TRADITIONAL = "兩國總統昨天在首都會談，同意擴大貿易並興建鐵路。外交部長說，這項工程明年春天開始，費用由雙方平均分擔。"
SIMPLIFIED = "两国总统昨天在首都会谈，同意扩大贸易并兴建铁路。外交部长说，这项工程明年春天开始，费用由双方平均分担。"
RUSSIAN = (
    "Президенты двух стран встретились в столице и договорились о строительстве железной дороги. ЕАЭС и СНГ — «за»."
)
FRENCH = "Le président s'est rendu à Genève, où il a rencontré des députés. L'été dernier, le traité a été signé."
JAPANESE = "両国の大統領は首都で会談し、鉄道の建設について協力を強化することで一致した。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gb18030"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "gb2312"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN.replace("—", "-").replace("«", '"').replace("»", '"'), "koi8-r"),
        (RUSSIAN.replace("—", "-").replace("«", '"').replace("»", '"'), "cp866"),
        (FRENCH, "cp1252"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
        ("“Talks” – the ministers’ first", "cp1252"),
    ],
)
def test_an_undeclared_encoding_is_told_from_the_bytes(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "utf-8"])
@pytest.mark.parametrize("text", [TRADITIONAL, RUSSIAN, "x"])
def test_a_byte_order_mark_decides(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(TRADITIONAL, "big5"), (TRADITIONAL, "gb18030"), (SIMPLIFIED, "gb18030"), (RUSSIAN, "cp1251")],
)
def test_eight_characters_of_a_text_are_enough(text: str, encoding: str) -> None:
    pieces = [text[start : start + 8] for start in range(0, 40, 4)]
    assert [decode(piece.encode(encoding)) for piece in pieces] == pieces


def test_the_declared_encoding_is_used_and_a_wrong_declaration_is_not_believed() -> None:
    page = f'<html><head><meta charset="big5"></head><body>{TRADITIONAL}</body></html>'
    assert decode(page.encode("big5")) == page
    assert decode(page.encode("utf-8")) == page
    assert decode(page.encode("gb18030")) == page
    assert decode(RUSSIAN.encode("cp1251"), declared="windows-1251") == RUSSIAN
    assert decode(RUSSIAN.encode("cp1251"), declared="no-such-charset") == RUSSIAN
    assert decode(SIMPLIFIED.encode("gb18030"), declared="hex") == SIMPLIFIED


def test_a_declared_encoding_decides_between_languages_of_the_west() -> None:
    turkish = "Cumhurbaşkanı Ankara'da görüştü, iki ülke yeni bir anlaşma imzaladı."
    assert decode(turkish.encode("cp1254"), declared="windows-1254") == turkish


def test_one_broken_byte_in_a_long_text_costs_one_character() -> None:
    content = (RUSSIAN * 3).encode()
    assert decode(content[:-30] + b"\xff" + content[-30:]).count("\ufffd") == 1


def test_noise_is_not_text() -> None:
    noise = bytes((number * 7919 + number // 3) % 255 + 1 for number in range(3000))
    with pytest.raises(SourceError, match="encoding"):
        decode(noise)


@given(st.binary(max_size=300))
def test_any_bytes_are_decoded_or_refused(content: bytes) -> None:
    try:
        assert isinstance(decode(content), str)
    except SourceError:
        return


@given(st.text(max_size=100))
def test_utf8_is_read_back_as_written(text: str) -> None:
    content = text.encode("utf-8", "ignore")
    if not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and b"\x00" not in content[:4]:
        assert decode(content) == content.decode("utf-8")


def test_a_big5_file_a_windows_1251_feed_and_a_utf16_post_are_read(tmp_path: Path) -> None:
    feed = (
        '<?xml version="1.0" encoding="windows-1251"?><rss version="2.0"><channel>'
        f"<item><title>{RUSSIAN}</title></item></channel></rss>"
    )
    (tmp_path / "a.txt").write_bytes(TRADITIONAL.encode("big5"))
    (tmp_path / "b.xml").write_bytes(feed.encode("cp1251"))
    (tmp_path / "c.md").write_bytes(f"---\ntitle: 标题\n---\n{SIMPLIFIED}\n".encode("utf-16"))
    found = [each for each in read_documents(tmp_path) if isinstance(each, Document)]
    assert [each.text for each in found] == [TRADITIONAL, RUSSIAN, f"标题\n\n{SIMPLIFIED}"]
    assert [each.language for each in found] == ["zh-Hant", "ru", "zh-Hans"]
