"""Paragraphs that belong to the page and not to the text: footers, share bars, read-more links, picture credits."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from .cleaning import comparable

#: A paragraph longer than this is text, whatever words it holds.
LONGEST_FURNITURE = 160


class Block(NamedTuple):
    """One paragraph or heading.

    Attributes:
        text: the words, one clean line.
        level: 1 to 6 for a heading, 0 for a paragraph.
    """

    text: str
    level: int = 0


_ORIGINAL = re.compile(
    r"(?:查看原文|阅读原文|閱讀原文|原文链接|原文連結|read (?:the )?original|view original|source)[.:：]?",
    re.IGNORECASE,
)
_FURNITURE = re.compile(
    r"""
    [获獲]取更多\ ?RSS.*
    | (?:查看|[阅閱][读讀])(?:原文|全文|更多).{0,10} | 原文(?:链接|連結).{0,120} | 更多(?:内容|內容|新[闻聞]).{0,10}
    | (?:点击|點擊).{0,12}(?:更多|全文|原文)
    | read\ (?:more|the\ (?:full|original)\b.{0,30}|original)[.…:»\ →]*
    | continue\ reading.{0,140} | view\ original.{0,40}
    | (?:читать\ (?:далее|полностью)|подробнее)[.…:»\ →]*
    | the\ post\ .{1,140}\ (?:appeared\ first\ on|first\ appeared\ on)\ .{1,60}
    | (?:share|share\ this|share\ on|поделиться|分享|分享到|分享至)(?:[:：\ |/,·]*
        (?:facebook|twitter|x|telegram|whatsapp|linkedin|email|e-mail|print|reddit|vk|вконтакте|одноклассники
        |line|weibo|wechat|微信|微博|新浪微博|朋友圈|qq空间|qq|复制链接|複製連結|copy\ link))*[:：\ ]*
    | advertisement | реклама | [广廣]告
    | \\?(?:\#\ ?){3,} | (?:[*_~=—–-]\ ?){3,} | -\ ?30\ ?-
    | https?://\S+
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CREDIT = re.compile(
    r"""
    [圖图][片]?(?:取自|來源|来源|源自)[:：]? | [圖图]\ ?[/／:：] | (?:[資资]料[圖图照]|[檔档]案[照圖图]|[攝摄]影[:：])
    | \b(?:photo|image|picture|credit)s?(?:\ by|\ credit|:|/) | ©\ | getty\ images | \b(?:фото|снимок)\b\ ?[:/]
    | [(（](?:ap|afp|reuters|getty|epa|tass|xinhua|тасс|риа\ новости
        |新[華华]社|中央社|路透社?|法新社|美[聯联]社)[)）]?\.?$
    """,
    re.IGNORECASE | re.VERBOSE,
)


def points_to_original(text: str) -> bool:
    """Whether the words of a link say that it leads to where the document was first published."""
    return bool(_ORIGINAL.fullmatch(text.strip()))


def is_furniture(text: str) -> bool:
    """Whether a paragraph is a footer, share bar, read-more link, bare address or end mark."""
    return len(text) <= LONGEST_FURNITURE and bool(_FURNITURE.fullmatch(text))


def is_caption(text: str, alternative: str) -> bool:
    """Whether a block that directly follows a picture is its caption.

    Args:
        text: the block.
        alternative: the picture's alternative text.
    """
    if len(text) > 2 * LONGEST_FURNITURE:
        return False
    return (bool(alternative) and comparable(text) == comparable(alternative)) or bool(
        len(text) <= LONGEST_FURNITURE and _CREDIT.search(text)
    )


def without_furniture(blocks: Iterable[Block], title: str) -> list[str]:
    """Return the paragraphs that are text, without those before the text that only repeat the title."""
    kept: list[str] = []
    wanted = comparable(title)
    for block in blocks:
        repeats_title = bool(wanted) and not kept and comparable(block.text) == wanted
        if block.text and not repeats_title and not is_furniture(block.text):
            kept.append(block.text)
    return kept
