"""Confidence: the probability that a piece of evidence is right, from signs that the coder saw on the way.

A sign is a word such as ``event:zh`` or ``event:carried:clause`` (the subject stands in an earlier clause). Each has a
weight in ``lexicons/confidence.tsv``; the sum of the weights is a log-odds. The weights are a logistic regression on
annotated documents, fitted and checked by ``tools/fit_confidence.py``; docs/confidence.md shows how well they are
calibrated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from tightrope.extract.lexicon import Frame
from tightrope.extract.reading import Reading
from tightrope.records import ExtractError, Status

#: The sign that all evidence has.
BASE = "base"
#: No sum of signs makes a rule certain, or hopeless.
_LOWEST, _HIGHEST = 0.02, 0.98
#: Farther from its trigger than this many Chinese characters, a party may well belong to another verb.
_FAR = 12


@cache
def weights() -> dict[str, float]:
    """The weight of every sign.

    Raises:
        ExtractError: a line that is not a sign, a tab and a number.
    """
    table = {}
    text = (files("tightrope.extract") / "lexicons" / "confidence.tsv").read_text(encoding="utf-8")
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        sign, _, weight = line.partition("\t")
        try:
            table[sign] = float(weight)
        except ValueError:
            raise ExtractError("a line is a sign, a tab and a number", f"lexicons/confidence.tsv:{number}") from None
    return table


def probability(signs: Iterable[str]) -> float:
    """The probability that evidence with these signs is right; signs without a weight say nothing."""
    table = weights()
    odds = table.get(BASE, 0.0) + sum(table.get(sign, 0.0) for sign in signs)
    return round(min(_HIGHEST, max(_LOWEST, 1 / (1 + math.exp(-odds)))), 2)


def common_signs(kind: str, reading: Reading, frame: Frame, status: Status, carried: int = 0) -> tuple[str, ...]:
    """The signs that every kind of evidence may show.

    Args:
        kind: ``event``, ``stock``, ``tie`` or ``position``.
        reading: the sentence.
        frame: the line of the lexicon.
        status: of the evidence.
        carried: 0 if the subject stands in the clause, 1 in an earlier clause, 2 in an earlier sentence.
    """
    signs = [f"{kind}:{reading.language}", f"{kind}:{frame.code}"]
    if carried:
        signs.append(f"{kind}:carried:{'clause' if carried == 1 else 'sentence'}")
    if status is not Status.OCCURRED:
        signs.append(f"{kind}:{status}")
    if reading.speaker:
        signs.append(f"{kind}:reported")
    if frame.needs:
        signs.append(f"{kind}:needs")
    return tuple(signs)


def is_far(distance: int, reading: Reading) -> bool:
    """Whether a party stands far from its trigger."""
    return distance > _FAR * reading.scale
