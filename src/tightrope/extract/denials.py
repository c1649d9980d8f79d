"""What somebody denies: it did not happen, by the word of who denies it."""

from __future__ import annotations

import re

from tightrope.extract.lexicon import Hit
from tightrope.extract.reading import Reading

#: How far before an act a verb of denying may stand, in characters.
_REACH = 120
_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|(?:reject|dismiss)(?:ed|s|ing)? (?:claims|reports|rumou?rs|allegations)|"
    r"not true|untrue)\b|"
    r"\b(?:опроверг\w*|опроверга\w+|отрица\w+|неправда|не соответствует действительности)\b"
)
#: Where a sentence turns away from what is denied.
_TURNS = re.compile(
    r";|\b(?:but|while|although|after|before|because|and said|но|однако|хотя|после|пока)\b|, (?:and|а)\b"
)


def is_denied(reading: Reading, hit: Hit) -> bool:
    """Whether an act is the content of a denial: "the ministry denied that it had sent troops".

    In Chinese no clause comes between, so that the mark itself reaches the act.
    """
    if reading.scale == 1:
        return False
    before = reading.text[max(0, hit.start - _REACH) : hit.start]
    denials = list(_DENIES.finditer(before))
    return bool(denials) and _TURNS.search(before, denials[-1].end()) is None
