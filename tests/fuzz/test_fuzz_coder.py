"""The coder on any text: it never fails, every span lies in its sentence, and time grows as the text does."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from fuzzing import SECONDS, fuzz, kept
from hypothesis import strategies as st
from mutating import spoilt
from small_documents import WORDS

from tightrope.extract import RuleCoder
from tightrope.extract.llm.answer import NoJSONError, parse
from tightrope.names import Names
from tightrope.records import Document, Origin

CODER = RuleCoder(Names.builtin())
DOMESTIC = RuleCoder(Names.builtin(), domestic=True)
NEWS = {
    "en": WORDS[0]
    + ' "We will not join NATO," the president of Kazakhstan said on Tuesday. Trade with Russia rose 12.5 percent to '
    "$2.4 billion in 2023, while Uzbekistan, a member of the SCO since 2001, rejected China's loan of 300 million yuan "
    "last week. Police in Tajikistan arrested 20 protesters; Turkey's Erdogan will visit Ashgabat in May.",
    "zh-Hant": WORDS[1]
    + "哈薩克總統托卡葉夫昨天在阿斯塔納會見俄羅斯總統普丁，雙方表示將不會加入北約。"
    + "2023年中烏貿易額達140億美元，增長12.5%；吉爾吉斯是集體安全條約組織成員國。據報道，土耳其將於下月訪問塔吉克。",
    "ru": WORDS[2]
    + " Президент Казахстана Токаев вчера посетил Москву и заявил, что страна не вступит в НАТО. Товарооборот с Китаем "
    "вырос на 12,5 % до 41 млрд долларов в 2023 году; Киргизия — член ОДКБ. «Турция откроет базу», — сообщил МИД.",
}
#: What a long text may consist of alone, or between sentences.
UNITS = (
    *[
        "“",
        "«",
        "(",
        "[",
        "《",
        "1",
        "1,",
        "1.",
        "１",
        "一",
        "億",
        "a",
        "A",
        "я",
        "的",
        "不",
        ".",
        "。",
        "…",
        "-",
        "—",
        "去年",
        "5月",
        "Russia",
        "俄羅斯",
        "中國、",
        "和",
        "說：",
        "NATO-",
        "\u202e",
        "\u200d",
    ],
    *('"', "\u0301", "\U0001f1e8", "𠀀", "\ufffd", "\n", "\n\n", " \u3000", "0.0 ", "Russia ", "China, ", "and "),
    *("of the ", "not ", "said ", "visited ", "U.S. ", "C5+1 ", "Mr. ", "“Russia” ", "(China) ", "$1 billion "),
    *("Россия ", "Китай, ", "и ", "не ", "что ", "в 2023 году ", "12.5% ", "5 March 2024 "),
)


def document(text: str, language: str) -> Document:
    return Document(origin=Origin(producer="x", title="x"), published=None, language=language, title="", text=text)


def check(text: str, language: str, coder: RuleCoder = CODER) -> None:
    for one in coder.code(document(text, language)):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip()


def check_bytes(content: bytes, language: str) -> None:
    """The text with its controls, as no reader would give it; only halves of surrogate pairs make no document."""
    text = content.decode("utf-8", "replace")
    check(text, language)
    check(text, language, DOMESTIC)


@pytest.mark.parametrize("language", NEWS)
def test_spoilt_news_are_coded_with_exact_spans(language: str) -> None:
    target = f"coder-{language}"
    for found in kept(target):
        check_bytes(found.read_bytes(), language)
    assert CODER.code(document(NEWS[language], language))
    others = [text.encode() for text in NEWS.values()]
    inputs = st.one_of(spoilt([NEWS[language].encode()], most=12), spoilt(others, most=12), st.text().map(str.encode))
    fuzz(target, inputs, lambda content: check_bytes(content, language), few=30)


def seconds(text: str, language: str) -> float:
    begun = time.process_time()
    check(text, language)
    return time.process_time() - begun


#: Repeats; a hundred thousand of every unit take minutes.
TIMES = 100_000 if SECONDS else 8_000
REPEATED = [
    (language, unit) for at, language in enumerate(NEWS) for unit in (UNITS if SECONDS else UNITS[at :: 2 * len(NEWS)])
]


@pytest.mark.parametrize(("language", "unit"), REPEATED)
def test_many_repeats_take_no_longer_than_their_length_says(language: str, unit: str) -> None:
    sentence = NEWS[language].partition(". ")[0] + " "
    short, long = (sentence + unit * times + sentence for times in (TIMES // 8, TIMES))
    before, after = seconds(short, language), seconds(long, language)
    # Eight times the text: quadratic time would be 64 times as long.
    assert after < 24 * before + 1, f"{before:.2f} s, then {after:.2f} s"


def test_a_spoilt_answer_of_a_language_model_is_read_or_refused() -> None:
    whole = b'Here it is:\n```json\n{"events": [{"quote": "Kazakhstan and China signed"}], "ties": []}\n```'

    def answer(content: bytes) -> None:
        with suppress(NoJSONError):
            assert isinstance(parse(content.decode("utf-8", "replace")), dict)

    answer(whole)
    for found in kept("answer"):
        answer(found.read_bytes())
    fuzz("answer", spoilt([whole]), answer, few=60)
