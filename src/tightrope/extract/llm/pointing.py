"""What a sentence points at: parties named before it, or the model that reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence

#: Words for two or more parties named before; and for one, where bare titles count (總統, "the minister", министр).
_PAIR = {
    "zh": re.compile(r"双方|两国|双边|彼此|三方|各方|三国|两人|二人|他们|她们|两军|五国|各国"),
    "en": re.compile(
        r"\b(?:they|them|their|both|each other|(?:the )?two (?:sides|countries|states|nations|leaders|presidents|"
        r"ministers|parties|neighbou?rs)|the (?:sides|parties|leaders|countries|presidents|ministers))\b"
    ),
    "ru": re.compile(
        r"\b(?:они|их|им|ими|оба|обе|обоих|обеих|обеими|сторон(?:ы|ам|ами)?|(?:двух|обеих) стран|страны|друг друг\w+|"
        r"лидеры|президенты|министры)\b"
    ),
}
_SINGLE = {
    "zh": re.compile(
        r"此次|本次|是次|该国|该组织|该集团|该联盟|该机构|(?<![其吉])他(?![们国人乡])|她(?!们)|其(?![他它中实次余])|当地|本国|我国|我们|我方|对方|"
        r"总统|总理|首相|主席|政府|外长|部长|外交部|国防部|发言人|军方|议会|官方"
    ),
    "en": re.compile(
        r"\b(?:he|she|it|him|her|his|its|we|our|the (?:former |prime |foreign |defen[cs]e )?(?:president|minister|"
        r"premier|chancellor|leader|king|ministry|government|country|kingdom|republic|nation|bloc|organi[sz]ation|alliance|"
        r"group|union|capital|embassy|parliament|army|military|delegation|spokes\w+))\b(?! of\b)"
    ),
    "ru": re.compile(
        r"\b(?:он|она|оно|его|её|ее|ей|ему|него|нему|ней|мы|наш\w*|стран[аеуой]{1,2}|республик\w+|президент\w*|премьер\w*|"
        r"глав[аеуой]{1,2}|министр\w*|министерств\w+|мид|правительств\w+|организаци\w+|альянс\w*|блок\w*|ведомств\w+|"
        r"делегаци\w+)\b"
    ),
}


def points_back(text: str, language: str, names: Sequence[tuple[int, int]]) -> tuple[bool, bool]:
    """Whether a folded, lower-cased piece of text points back to one party, and whether to several.

    A title beside a name (哈薩克總統, президент России) is that name's and points nowhere.

    Args:
        text: the piece.
        language: ``zh``, ``en`` or ``ru``.
        names: where actors are named in it, first code point and the one after the last.
    """
    several = _PAIR[language].search(text) is not None
    starts, ends = {start for start, _ in names}, {end for _, end in names}
    single = any(
        match.end() + text.startswith(" ", match.end()) not in starts and match.start() not in ends
        for match in _SINGLE[language].finditer(text)
    )
    return single or several, several


#: JSON with keys, or a control word of a chat template; and the usual openings of an order to a model.
_ANSWER = re.compile(r'[{,]\s*"\w{1,30}"\s*:|<\|\w+\|>|\[/?inst\]')
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all |any |the |your )*(?:previous|prior|above|earlier) (?:\w+ )?"
    r"(?:instruction|rule|prompt|message)|\bsystem prompt\b|"
    r"(?:忽略|无视|忘记)(?:以上|之前|上述|前面|先前|所有|你)[^。，]{0,8}(?:指令|指示|规则|提示)|"
    r"(?:игнорируй|забудь)\w* (?:все |любые )?(?:предыдущие|прежние|прошлые) (?:инструкци|указани|правил)"
)


def written_for_a_model(text: str) -> str:
    """What a folded, lower-cased sentence is if it was written for a model and not for readers; empty if it was not.

    A second fence: an order in other words is read like any sentence, and rests on what the other checks let through.
    """
    if _ANSWER.search(text):
        return "an answer written for a model"
    return "an order to a model" if _ORDER.search(text) else ""
