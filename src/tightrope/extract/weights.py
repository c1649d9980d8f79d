"""Facts about the world that reading figures needs: who is the larger economy, whose language it is."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def _table(name: str) -> dict[str, str]:
    text = (files("tightrope.extract") / "lexicons" / name).read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {row[0]: row[1] for row in rows}


def heavier(one: str, two: str) -> tuple[str, str]:
    """Order two parties by the size of their economies, the larger first; unlisted ones count as small.

    Source: ``lexicons/economies.tsv`` (rank by gross domestic product; groups after the states they trade with).
    """
    ranks = _table("economies.tsv")
    first, second = (float(ranks.get(code, "1000")) for code in (one, two))
    return (two, one) if second < first else (one, two)


def is_economy(code: str) -> bool:
    """Whether a state or bloc has a place in the table, so that trade with it may be counted."""
    return code in _table("economies.tsv")


def language_state(word: str) -> str:
    """The state whose weight a language or people adds to (俄语 → RUS); empty if none is listed."""
    return next((code for name, code in _table("languages.tsv").items() if word.startswith(name)), "")


def language_states(text: str) -> frozenset[str]:
    """The states to whose weight a folded, lower-cased text's words for languages, peoples or currencies add."""
    return frozenset(code for name, code in _table("languages.tsv").items() if name in text)
