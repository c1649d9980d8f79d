"""Annotated corpora: floors that the coder must not fall below."""

from __future__ import annotations

from pathlib import Path

import pytest

from tightrope.cli.scoring import folders, score_coder
from tightrope.extract import RuleCoder
from tightrope.extract.corpora import OWN
from tightrope.extract.matching import FULL, POSITIONS, STOCKS, TIES, TYPED, Comparison, Counts
from tightrope.names import Names

CHINESE, ENGLISH, RUSSIAN = ("zh-Hans", "zh-Hant"), ("en",), ("ru",)
ALL = (*CHINESE, *ENGLISH, *RUSSIAN)


def counts(comparisons: list[Comparison], view: str, languages: tuple[str, ...]) -> Counts:
    """The counts of one view, over the documents in some languages."""
    chosen = [one.counts[view, ""] for one in comparisons if one.language in languages]
    return Counts(*(sum(getattr(one, name) for one in chosen) for name in ("right", "gold", "predicted")))


def false_records(comparisons: list[Comparison]) -> int:
    return sum(one.records for one in comparisons if one.negative)


@pytest.fixture(scope="module")
def own() -> list[Comparison]:
    return score_coder(RuleCoder(Names.builtin()), *folders(OWN, None))


@pytest.fixture(scope="module")
def beside(shared: Path) -> list[Comparison]:
    return score_coder(RuleCoder(Names.builtin()), *folders(shared / "corpus" / "dev", None))


@pytest.mark.parametrize("languages", [CHINESE, ENGLISH, RUSSIAN])
@pytest.mark.parametrize(
    ("view", "precision", "f1"),
    [(TYPED, 0.9, 0.8), (FULL, 0.85, 0.75), (STOCKS, 0.9, 0.9), (TIES, 0.9, 0.9), (POSITIONS, 0.9, 0.9)],
)
def test_the_coder_reads_what_our_own_gold_says(
    own: list[Comparison], languages: tuple[str, ...], view: str, precision: float, f1: float
) -> None:
    found = counts(own, view, languages)
    assert found.precision >= precision
    assert found.f1 >= f1


def test_documents_of_our_own_without_a_fact_give_no_record(own: list[Comparison]) -> None:
    assert sum(one.negative for one in own) == 6
    assert false_records(own) == 0


@pytest.mark.real
@pytest.mark.parametrize(
    ("view", "languages", "precision", "f1"),
    [
        (TYPED, ALL, 0.90, 0.85),
        (FULL, ALL, 0.80, 0.80),
        (STOCKS, ALL, 0.95, 0.95),
        (TIES, ALL, 0.90, 0.90),
        (POSITIONS, ALL, 0.90, 0.90),
        (TYPED, CHINESE, 0.90, 0.85),
        (TYPED, ENGLISH, 0.85, 0.80),
        (FULL, ENGLISH, 0.75, 0.75),
        (TYPED, RUSSIAN, 0.75, 0.70),
    ],
)
def test_the_coder_stays_above_its_targets_on_the_corpus_beside_the_project(
    beside: list[Comparison], view: str, languages: tuple[str, ...], precision: float, f1: float
) -> None:
    found = counts(beside, view, languages)
    assert found.precision >= precision
    assert found.f1 >= f1


@pytest.mark.real
def test_documents_without_a_fact_beside_the_project_give_no_record(beside: list[Comparison]) -> None:
    assert sum(one.negative for one in beside) == 2
    assert false_records(beside) == 0
