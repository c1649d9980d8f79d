"""Setting lines of text on a sheet without a layout engine: about how wide characters are, and where lines break."""

from __future__ import annotations

import re
import unicodedata

#: A line may break at spaces, and around each wide character except before closing punctuation.
_WORDS = re.compile(r"\s+|[^\s\u2e80-\u9fff\uf900-\uffef]+|[\u2e80-\u9fff\uf900-\uffef][，。；：、）」』？！]*")


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is in pixels: an em for a wide character, a bit over half for any other."""
    return size * sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.47 for char in text)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """Break a text into lines of about so many pixels at a size of type; a word that is longer stands alone."""
    lines = [""]
    for word in _WORDS.findall(text):
        piece = " " if word.isspace() else word
        if lines[-1] and width_of(lines[-1] + piece.rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece if lines[-1] or piece != " " else ""
    return [line.rstrip() for line in lines if line.strip()]
