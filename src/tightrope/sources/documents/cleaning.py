"""Characters and lines: what is removed, folded and joined before a text becomes a document.

Every document passes through here last, so that spans count code points of a text without control characters,
without invisible bidirectional marks, with one kind of space and one kind of line end, in Unicode form NFC.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Controls, soft hyphen, zero-width space, marks that turn the writing direction, interlinear and tag characters,
# non-characters. The zero-width joiner and non-joiner stay: Persian and emoji need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f"
    "\ufeff\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e007f]"
)
_HAN = "\u2e80-\u2fff\u3005-\u3007\u3021-\u3029\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_KANA = "\u3040-\u30ff"
_WIDE_MARKS = "\u3001-\u3004\u3008-\u3020\u30fb\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_WIDE = re.compile(f"[{_HAN}{_KANA}{_WIDE_MARKS}—…“”‘’]")
_WIDE_MARK = re.compile(f"[{_WIDE_MARKS}]")
_WIDE_LETTER = re.compile(f"[{_HAN}{_KANA}]")


def clean_characters(text: str) -> str:
    r"""Return the text in form NFC with ``\n`` as line end and without invisible characters.

    Half of a surrogate pair becomes U+FFFD, so that the loss can be seen.
    """
    text = _LINE_ENDS.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    text = without_surrogates(text)
    return unicodedata.normalize("NFC", text)


def without_surrogates(text: str) -> str:
    """Return the text with U+FFFD for each half of a surrogate pair, which no encoding has: ``&#xD800;`` makes one."""
    return _SURROGATES.sub("\ufffd", text)


def fold_spaces(line: str) -> str:
    """Return one line with every run of Unicode spaces as a single space and none at the ends."""
    return _SPACES.sub(" ", line).strip(" ")


def clean_line(text: str) -> str:
    """Return a title, name or by-line as one clean line."""
    return join_lines(clean_characters(text).split("\n"))


def join_lines(lines: Iterable[str]) -> str:
    """Join wrapped lines into one: with a space where the script has spaces, without one inside Chinese text.

    A line that ends in a hyphen inside a word is joined without a space and keeps its hyphen.
    """
    joined = ""
    for line in map(fold_spaces, lines):
        if joined and line:
            joined += _glue(joined, line) + line
        else:
            joined = joined or line
    return joined


def _glue(before: str, after: str) -> str:
    last, first = before[-1], after[0]
    if _WIDE_MARK.match(last) or _WIDE_MARK.match(first):
        return ""
    wide = _WIDE.match(last) and _WIDE.match(first)
    if wide and (_WIDE_LETTER.match(last) or _WIDE_LETTER.match(first)):
        return ""
    hyphenated = last == "-" and len(before) > 1 and before[-2].isalpha() and first.isalpha()
    return "" if hyphenated else " "


def unwrap_wide(markup: str) -> str:
    """Remove line breaks between Chinese characters in markup, where a browser would show a space nobody wrote."""
    return _WRAPPED_WIDE.sub(lambda match: re.sub(r"\s*\n\s*", "", match[0]), markup)


# A line break between two wide characters, with up to three inline tags on the way (bounded: linear time).
_WRAPPED_WIDE = re.compile(
    f"(?<=[{_HAN}{_KANA}{_WIDE_MARKS}])"
    r"[ \t]*\n\s*(?:</?(?:a|b|em|i|span|strong|u)\b[^<>\n]{0,300}>\s*){0,3}"
    f"(?=[{_HAN}{_KANA}{_WIDE_MARKS}])"
)


def width(line: str) -> int:
    """Return how many columns of a terminal the line takes: Chinese characters take two.

    A line of over 1,000 characters is not measured but counted: it is wider than any terminal.
    """
    if len(line) > 1000:
        return len(line)
    return len(line) + len(_WIDE_LETTER.findall(line)) + len(_WIDE_MARK.findall(line)) + line.count("\u3000")


def comparable(text: str) -> str:
    """Return only the letters and digits in one case: two titles that differ in punctuation compare equal."""
    return "".join(character for character in unicodedata.normalize("NFKC", text).casefold() if character.isalnum())
