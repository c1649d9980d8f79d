"""What stands between two words: only words of some lists, however long the stretch is."""

from __future__ import annotations

import time

import pytest

from tightrope.extract.gaps import holds_only
from tightrope.extract.lexicon import lexicon
from tightrope.extract.reading import Clause, Reading


def reading(text: str, language: str) -> Reading:
    whole = [Clause(0, len(text))]
    return Reading(text, [], [], whole, [], dates=list, quantities=list, language=language)


@pytest.mark.parametrize(
    ("language", "text"), [("zh", "一直是正式"), ("en", "has long been a full"), ("ru", "является постоянным")]
)
def test_light_words_in_a_row_are_only_light_words(language: str, text: str) -> None:
    names = ("bond_is", "bond_light", "bond_adjective")
    assert holds_only(reading(text, language), 0, len(text), *names)
    longer = f"{text} Toledo"
    assert not holds_only(reading(longer, language), 0, len(longer), *names)


@pytest.mark.parametrize("language", ["zh", "en", "ru"])
def test_words_that_are_made_of_other_words_of_the_lists_take_no_longer(language: str) -> None:
    names = tuple(name for name in lexicon(language).words if name.startswith("bond_"))
    words = sorted({word for name in names for word in lexicon(language).words[name]}, key=len)
    blank = "" if language == "zh" else " "
    started = time.process_time()
    for word in words[-12:]:
        text = (word.replace("*", "") + blank) * (100_000 // (len(word) + 1)) + "\0"
        holds_only(reading(text, language), 0, len(text), *names)
    assert time.process_time() - started < 10
