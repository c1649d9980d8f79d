"""The words a frame needs beside its trigger: 簽署 + 協議, impose + sanctions."""

from __future__ import annotations

from collections.abc import Iterator

from tightrope.extract.lexicon import Frame, Hit
from tightrope.extract.reading import Reading


def needs_met(reading: Reading, hit: Hit, frame: Frame) -> bool:
    """Whether one of the words a frame needs stands in the clause after the trigger (before it: flag ``before``)."""
    return not frame.needs or any(True for _ in needed(reading, hit, frame))


def needed(reading: Reading, hit: Hit, frame: Frame) -> Iterator[tuple[int, int]]:
    """Yield the places of the words a frame needs, within the clause of the trigger."""
    if not frame.needs:
        return
    clause = reading.clause_of(hit.start)
    start, end = (clause.start, hit.start) if "before" in frame.flags else (hit.end, clause.end)
    if (reading.passive(hit) and reading.scale > 1) or not reading.linear:
        # Three diplomats were expelled: of a passive, and where word order is free, the words may stand before it.
        start, end = clause.start, clause.end
    for word in frame.needs:
        position = reading.text.find(word, start, end)
        while position > 0 and not reading.linear and reading.text[position - 1].isalnum():
            # The lists hold beginnings of words: no «доз» in «подозреваемый».
            position = reading.text.find(word, position + 1, end)
        if position >= 0:
            yield position, position + len(word)
