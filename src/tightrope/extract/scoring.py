"""Precision, recall and F1 of a coder over many documents, by kind, type and language, with bootstrap intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tightrope.extract.matching import VIEWS, Comparison, Counts, View


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a score: counts over documents and 90 % bootstrap intervals of precision, recall and F1."""

    language: str
    view: str
    type: str
    counts: Counts
    precision: tuple[float, float]
    recall: tuple[float, float]
    f1: tuple[float, float]


def figures(comparisons: Sequence[Comparison], *, draws: int = 2000, seed: int = 1) -> list[Figure]:
    """Sum the counts over documents, for all and by language, with 90 % bootstrap intervals.

    Documents are drawn with replacement (facts of one text stand or fall together), within each language, so that every
    draw has as many documents of a language as the corpus (Efron & Tibshirani 1993, ch. 6 and 8). An interval of few
    documents is honest about those documents only.

    Args:
        comparisons: one for each document.
        draws: bootstrap draws.
        seed: of the draws.
    """
    generator = np.random.default_rng(seed)
    languages = sorted({one.language for one in comparisons})
    picks = {
        language: generator.integers(0, size, size=(draws, size))
        for language in languages
        if (size := sum(one.language == language for one in comparisons))
    }
    rows = []
    for group in (["all"] if len(languages) > 1 else []) + languages:
        chosen = languages if group == "all" else [group]
        members = {language: [one for one in comparisons if one.language == language] for language in chosen}
        rows += [_figure(group, view, members, picks) for view in _views(members)]
    return rows


def _views(members: Mapping[str, list[Comparison]]) -> list[View]:
    seen = {
        view for group in members.values() for one in group for view, count in one.counts.items() if count != Counts()
    }
    return sorted(seen, key=lambda view: (VIEWS.index(view[0]), view[1]))


def _figure(group: str, view: View, members: Mapping[str, list[Comparison]], picks: Mapping[str, Any]) -> Figure:
    totals = np.zeros(3)
    drawn = np.zeros((len(next(iter(picks.values()))), 3))
    for language, documents in members.items():
        table = np.array([_row(one.counts.get(view, Counts())) for one in documents])
        totals += table.sum(axis=0)
        drawn += table[picks[language]].sum(axis=1)
    right, gold, predicted = drawn.T
    return Figure(
        group,
        *view,
        Counts(*(int(one) for one in totals)),
        _interval(right, predicted),
        _interval(right, gold),
        _interval(2 * right, gold + predicted),
    )


def _row(counts: Counts) -> tuple[int, int, int]:
    return counts.right, counts.gold, counts.predicted


def _interval(above: Any, below: Any) -> tuple[float, float]:
    """5th and 95th percentile of a ratio; draws without a denominator say nothing and are left out."""
    ratios = above[below > 0] / below[below > 0]
    if not len(ratios):
        return 0.0, 1.0
    low, high = np.percentile(ratios, [5, 95])
    return float(low), float(high)
