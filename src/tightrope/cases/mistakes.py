"""Mistakes in the YAML of a case, all of them at once, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tightrope.records import CaseError

#: More mistakes than this at once are not listed; the first ones usually explain the rest.
MOST_MISTAKES = 12


def refusal(mistakes: Sequence[tuple[str, str]]) -> CaseError:
    """The error that tells all mistakes, each as where it is and what is wrong; of many the first ones."""
    (where, words), *others = mistakes
    shown = "".join(f"\n{where}: {words}" for where, words in others[: MOST_MISTAKES - 1])
    rest = len(mistakes) - MOST_MISTAKES
    return CaseError(words + shown + (f"\nand {rest} more" if rest > 0 else ""), where)


def words_of(found: Any) -> str:
    """What is wrong, in words, from one of the errors of pydantic."""
    if found["type"] == "extra_forbidden":
        return "there is no such field (a misspelling?)"
    if found["type"] == "missing":
        return "this field is missing"
    if found["type"] == "tuple_type":
        return f"this is a list: [...], found {found['input']!r}"
    if found["type"] == "too_short":
        return f"the list is too short: at least {found['ctx']['min_length']}, found {found['ctx']['actual_length']}"
    message = str(found["msg"]).removeprefix("Value error, ")
    value = found.get("input")
    if found["type"] != "value_error" and isinstance(value, str | int | float | None):
        return f"{message[:1].lower()}{message[1:]}, found {value!r}"
    return f"{message[:1].lower()}{message[1:]}" if found["type"] != "value_error" else message
