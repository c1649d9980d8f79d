"""Short Chinese sentences, act by act and construction by construction: one line each in ``chinese_sentences.tsv``."""

from __future__ import annotations

from typing import Final

import pytest
from extract_coding import events, expected, rows

ROWS: Final = rows("chinese_sentences.tsv")


@pytest.mark.parametrize(("language", "text", "told"), ROWS, ids=[text[:30] for _, text, _ in ROWS])
def test_a_chinese_sentence_tells_these_events_and_no_other(language: str, text: str, told: str) -> None:
    assert events(text, language=language) == expected(told)
