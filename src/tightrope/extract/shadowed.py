"""Acts that a longer Chinese word hides: 輸送 in 輸送天然氣, which alone only tells what is counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tightrope.extract.lexicon import Frame

#: The lines that a form evokes, and the name of the form.
Entries = tuple[tuple["Frame", str], ...]
_SHORTEST = 2


def act_within(forms: Mapping[str, Entries], word: str) -> int:
    """How long the act at the beginning of a word is that evokes lines but no act itself; 0 if none is there."""
    longer = forms.get(word, ())
    if not longer or any(frame.kind in ("events", "ties") for frame, _ in longer):
        return 0
    lengths = range(len(word) - 1, _SHORTEST - 1, -1)
    return next((one for one in lengths if any(f.kind == "events" for f, _ in forms.get(word[:one], ()))), 0)
