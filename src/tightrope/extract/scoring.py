"""Precision, recall and F1 of a coder over many documents, by kind, type and language, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tightrope.extract.matching import VIEWS, Comparison, Counts, View

#: Fewer documents than this say nothing about how much documents differ, so that there is no interval.
FEWEST = 3

Interval = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a score: counts over documents and 90 % bootstrap intervals of precision, recall and F1.

    An interval is ``None`` where there are too few documents, or where no draw defines the ratio.
    """

    language: str
    view: str
    type: str
    counts: Counts
    documents: int
    precision: Interval
    recall: Interval
    f1: Interval


def figures(comparisons: Sequence[Comparison], *, draws: int = 2000, seed: int = 1) -> list[Figure]:
    """Sum the counts over documents, for all and by language, with 90 % bootstrap intervals.

    Documents are drawn with replacement (facts of one text stand or fall together): for a language from its documents,
    for the total from all of them, whatever their language, so that a language with one document adds its share of
    chance too (Efron & Tibshirani 1993, ch. 6 and 8). An interval of few documents is honest about those only; fewer
    than :data:`FEWEST` give none.

    Args:
        comparisons: one for each document.
        draws: bootstrap draws.
        seed: of the draws.
    """
    languages = sorted({one.language for one in comparisons})
    groups = {"all": list(comparisons)} if len(languages) > 1 else {}
    groups |= {language: [one for one in comparisons if one.language == language] for language in languages}
    generator = np.random.default_rng(seed)
    rows = []
    for group, members in groups.items():
        picks = generator.integers(0, len(members), size=(draws, len(members)))
        rows += [_figure(group, view, members, picks) for view in _views(members)]
    return rows


def _views(members: Sequence[Comparison]) -> list[View]:
    seen = {view for one in members for view, count in one.counts.items() if count != Counts()}
    return sorted(seen, key=lambda view: (VIEWS.index(view[0]), view[1]))


def _figure(group: str, view: View, members: Sequence[Comparison], picks: Any) -> Figure:
    table = np.array([_row(one.counts.get(view, Counts())) for one in members])
    counts = Counts(*(int(one) for one in table.sum(axis=0)))
    if len(members) < FEWEST:
        return Figure(group, *view, counts, len(members), None, None, None)
    right, gold, predicted = table[picks].sum(axis=1).T
    return Figure(
        group,
        *view,
        counts,
        len(members),
        _interval(right, predicted),
        _interval(right, gold),
        _interval(2 * right, gold + predicted),
    )


def _row(counts: Counts) -> tuple[int, int, int]:
    return counts.right, counts.gold, counts.predicted


def _interval(above: Any, below: Any) -> Interval:
    """5th and 95th percentile of a ratio; draws without a denominator say nothing and are left out."""
    ratios = above[below > 0] / below[below > 0]
    if not len(ratios):
        return None
    low, high = np.percentile(ratios, [5, 95])
    return float(low), float(high)
