"""One script for matching: simplified characters, half-width digits, ordinary spaces. The length never changes.

Rules and lexicons are written once, against the folded text; spans hold in the original because every code point
is replaced by exactly one code point.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opencc import OpenCC

_FULL_WIDTH = {0xFF10 + digit: ord("0") + digit for digit in range(10)}
_LETTERS = {0xFF21 + n: ord("A") + n for n in range(26)} | {0xFF41 + n: ord("a") + n for n in range(26)}
_MARKS = {
    ord("％"): "%",
    ord("＋"): "+",
    ord("－"): "-",
    ord("﹑"): "、",
    ord("﹒"): "·",
    ord("．"): ".",
    ord("〇"): "零",
    ord("「"): "“",
    ord("」"): "”",
    ord("『"): "‘",
    ord("』"): "’",
    ord("（"): "(",
    ord("）"): ")",
    0x00A0: " ",
    0x3000: " ",
    0x202F: " ",
    0x2009: " ",
}
# Simplified forms that t2s leaves because Taiwan and Hong Kong use them as variants of their own.
_VARIANTS = {ord("佔"): "占", ord("週"): "周", ord("裡"): "里", ord("裏"): "里", ord("甦"): "苏"}
_TABLE: dict[int, int | str] = {**_FULL_WIDTH, **_LETTERS, **_MARKS, **_VARIANTS}


@cache
def _converter() -> OpenCC:
    from opencc import OpenCC

    return OpenCC("t2s")


def fold_chinese(text: str) -> str:
    """Return the text in simplified characters with plain digits, quotes and brackets; same length.

    Should a phrase of OpenCC ever change the length, characters are converted one by one instead.
    """
    converted = _converter().convert(text)
    if len(converted) != len(text):
        converted = "".join(one if len(one := _converter().convert(char)) == 1 else char for char in text)
    folded: str = converted.translate(_TABLE)
    return folded


_WESTERN = {0x00A0: " ", 0x202F: " ", 0x2009: " ", ord("’"): "'", ord("‘"): "'", ord("ё"): "е", ord("Ё"): "Е"}


def fold_western(text: str) -> str:
    """Return English or Russian text with plain apostrophes and spaces and е for ё; same length, case kept."""
    return text.translate(_WESTERN)


def fold(text: str, language: str) -> str:
    """Fold a text of the given language (``zh-*``, else Western); the result has the same length."""
    return fold_chinese(text) if language.startswith("zh") else fold_western(text)


def lower(text: str) -> str:
    """Lower-case a text without changing its length (``İ`` would grow)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(one if len(one := char.lower()) == 1 else char for char in text)
