"""Sentences as exact spans."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.extract import RuleCoder
from tightrope.extract.folding import fold, lower
from tightrope.extract.sentences import split
from tightrope.names import Names
from tightrope.records import Document, Origin

CASES = [
    ("他說「好。」然後離開。第二句！", "zh-Hant", ["他說「好。」", "然後離開。", "第二句！"]),
    ("「為什麼？」他問道。", "zh-Hant", ["「為什麼？」他問道。"]),
    ("（本報訊。記者）會談舉行；雙方滿意。", "zh-Hant", ["（本報訊。記者）會談舉行；雙方滿意。"]),
    ("Dr. Smith met U.S. officials. They left.", "en", ["Dr. Smith met U.S. officials.", "They left."]),
    ("He lives in the U.S. The talks failed.", "en", ["He lives in the U.S.", "The talks failed."]),
    ("It cost $1.5 billion. J. Smith paid.", "en", ["It cost $1.5 billion.", "J. Smith paid."]),
    ("В 1992 г. договор подписан. В 2014 г. он истек.", "ru", ["В 1992 г. договор подписан.", "В 2014 г. он истек."]),
]


@pytest.mark.parametrize(("text", "language", "expected"), CASES)
def test_sentences_end_where_a_reader_ends_them(text: str, language: str, expected: list[str]) -> None:
    assert [text[one.start : one.end] for one in split(text, language)] == expected


def test_the_first_line_is_the_title_only_if_the_document_has_one() -> None:
    assert [one.title for one in split("標題\n\n正文。", "zh-Hant", "標題")] == [True, False]
    assert [one.title for one in split("第一段。\n\n正文。", "zh-Hant", "")] == [False, False]


@given(st.text(max_size=300), st.sampled_from(["zh-Hant", "en", "ru"]))
def test_every_character_but_blanks_lies_in_exactly_one_sentence(text: str, language: str) -> None:
    covered = [position for one in split(text, language) for position in range(one.start, one.end)]
    assert len(covered) == len(set(covered))
    missing = set(range(len(text))) - set(covered)
    assert all(not text[position].strip() for position in missing)


@given(st.text(max_size=300))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text, "zh-Hant")) == len(fold(text, "en")) == len(lower(text)) == len(text)


@settings(deadline=None)  # the first text loads names and lexicon
@given(
    st.text(alphabet="中國俄羅斯與和訪問簽署協議在，。「」（2年月日0 將不", max_size=120),
    st.sampled_from(["zh-Hant", "en", "ru"]),
)
def test_the_coder_survives_any_text_and_its_spans_are_sentences(text: str, language: str) -> None:
    document = Document(origin=Origin(producer="x", title=""), published=None, language=language, title="", text=text)
    sentences = {(one.start, one.end) for one in split(text, language)}
    assert all((one.start, one.end) in sentences for one in RuleCoder(Names.builtin()).code(document))


def test_a_language_without_a_lexicon_gives_nothing() -> None:
    document = Document(
        origin=Origin(producer="x", title=""),
        published=None,
        language="fr",
        title="",
        text="La France a visité la Chine.",
    )
    assert RuleCoder(Names.builtin()).code(document) == []


def test_a_line_without_any_full_stop_takes_time_in_proportion_to_its_length() -> None:
    coder = RuleCoder(Names.builtin())
    origin = Origin(producer="x", title="")

    def seconds(copies: int) -> float:
        text = "中國與俄羅斯會談哈薩克" * copies
        document = Document(origin=origin, published=None, language="zh-Hant", title="", text=text)
        started = time.process_time()
        coder.code(document)
        return time.process_time() - started

    seconds(50)
    assert seconds(3000) < 30 * seconds(300) + 0.5


def test_no_is_a_word_at_the_end_of_a_sentence_and_an_abbreviation_before_a_number() -> None:
    text = "He said no. The talks failed. Resolution No. 12 was adopted."
    assert [text[one.start : one.end] for one in split(text, "en")] == [
        "He said no.",
        "The talks failed.",
        "Resolution No. 12 was adopted.",
    ]


@pytest.mark.parametrize(
    "filling", [".", "1", "1,", "a-", "(", "—", ". ", "- ", "at ", "1–", "и ", "国", "、", "\u3000"]
)
@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("en", "Russia ", " invaded Ukraine, a member of NATO, with $5 billion in trade."),
        ("ru", "Россия ", " ввела санкции против Украины, члена НАТО, на 5 млрд долларов."),
        ("zh-Hans", "俄罗斯", "制裁乌克兰,北约成员国,贸易额50亿美元。"),
    ],
)
def test_a_hundred_thousand_characters_of_anything_are_read_in_seconds(
    filling: str, language: str, before: str, after: str
) -> None:
    run = filling * (100_000 // len(filling))
    text = before + run + after + run
    document = Document(origin=Origin(producer="x", title=""), published=None, language=language, title="", text=text)
    started = time.process_time()
    RuleCoder(Names.builtin()).code(document)
    assert time.process_time() - started < 10
