"""Folding: what search and near-duplicates treat as the same character, and the tokens made from folded text.

Folding maps one code point to one code point, so a place in the folded text is the same place in the text.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from itertools import chain, pairwise

import opencc

# Scripts written without spaces between words (or, for Hangul, with endings glued on): pairs of characters are indexed.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # iteration marks, zero, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"  # Han, Hangul
)
_RUN = re.compile(f"([{_SPACELESS}]+)|([^\\W_{_SPACELESS}]+)")
_LETTER = f"[^\\W_{_SPACELESS}]"
_NOT_TEXT = re.compile(r"[\W_]+")
_HAN = chain(range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))
_LATIN_END = 0x250


class Folding(dict[int, int]):
    """A table for :meth:`str.translate`, filled as characters are met.

    Traditional Chinese folds to simplified (OpenCC ``t2s``, character by character, so that a word folds alike in
    every context), capitals to small letters, full-width forms to ordinary ones, Latin letters lose their marks,
    ё becomes е, and every kind of blank becomes a space.
    """

    def __init__(self) -> None:
        super().__init__()
        self._simplify = opencc.OpenCC("t2s")

    def __missing__(self, code: int) -> int:
        folded = chr(code)
        for _ in range(8):  # a mapping of a mapping, until nothing changes: folding twice is folding once
            step = self._step(folded)
            if step == folded:
                break
            folded = step
        self[code] = ord(folded)
        return self[code]

    def _step(self, char: str) -> str:
        if char == "\0" or char.isspace():
            return " "
        if char == "ё":
            return "е"
        if "\ud800" <= char <= "\udfff":
            return char
        candidates = [unicodedata.normalize("NFKC", char), _without_marks(char), char.lower()]
        if char >= "\u2e80":
            candidates.append(str(self._simplify.convert(char)))
        return next((each for each in candidates if len(each) == 1 and each != char), char)


def _without_marks(char: str) -> str:
    base = unicodedata.normalize("NFD", char)[0]
    return base if ord(base) < _LATIN_END else char  # й is not и, and Arabic or Thai marks are letters


@cache
def folding() -> Folding:
    """The one table of this process: it depends on nothing but the installed Unicode and OpenCC data."""
    return Folding()


def fold(text: str) -> str:
    """Fold a text; the result has the same length."""
    return text.translate(folding())


@cache
def folding_version() -> str:
    """A digest of what OpenCC and Unicode do here; it changes only when folding does."""
    folded = fold("".join(map(chr, chain(range(0x80, 0x2000), _HAN))))
    return hashlib.sha256(folded.encode()).hexdigest()[:16]


def letters(folded: str) -> str:
    """The letters and digits of a folded text, nothing between them."""
    return _NOT_TEXT.sub("", folded)


def pair_tokens(folded: str) -> set[str]:
    """Tokens that find words of one or two characters.

    In scripts without spaces: every two neighbours, and the last character of a run alone (so that a prefix search
    for one character finds it wherever it stands). In other scripts: whole words of one or two letters or digits.
    """
    tokens: set[str] = set()
    for spaceless, word in _RUN.findall(folded):
        if spaceless:
            tokens.update(map("".join, pairwise(spaceless)))
            tokens.add(spaceless[-1])
        elif len(word) <= 2:
            tokens.add(word)
    return tokens


def indexed(word: str) -> str:
    """The characters of a folded word that :func:`pair_tokens` keeps."""
    return "".join(spaceless or word_ for spaceless, word_ in _RUN.findall(word))


def short_word_query(word: str) -> str:
    """FTS5 query over :func:`pair_tokens` for a folded word of one or two indexed characters."""
    parts = []
    for spaceless, letters_ in _RUN.findall(word):
        if len(spaceless) == 1:
            parts.append(f'"{spaceless}" *')
        else:
            parts.append(f'"{spaceless or letters_}"')
    return " AND ".join(parts)


def word_pattern(word: str) -> re.Pattern[str]:
    """Where a folded word matches in folded text.

    Anywhere, if it has three characters or more; words of one or two letters only as whole words (``eu`` is not in
    ``europe``), except in scripts without spaces.
    """
    pattern = re.escape(word)
    if len(word) <= 2:
        before = f"(?<!{_LETTER})" if re.match(_LETTER, word[0]) else ""
        after = f"(?!{_LETTER})" if re.match(_LETTER, word[-1]) else ""
        pattern = f"{before}{pattern}{after}"
    return re.compile(pattern)
