"""Text that no editor saw: endless sentences, missing stops, mixed scripts, hidden characters, noise."""

from __future__ import annotations

import random
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tightrope.extract import RuleCoder
from tightrope.names import Names
from tightrope.records import AnyEvidence, Document, Event, Origin, Stock
from tightrope.sources.documents import read_documents

CODER = RuleCoder(Names.builtin())
LEADS = {
    "zh-Hans": "哈萨克斯坦总统3日访问俄罗斯，并与中国签署了价值130亿美元的协议",
    "en": "The Kazakh president visited Russia on 3 May and signed a deal worth $13 billion with China",
    "ru": "Президент Казахстана 3 мая посетил Россию и подписал с Китаем соглашение на 13 млрд долларов",
}


def document(text: str, language: str) -> Document:
    origin = Origin(producer="test", title="test")
    return Document(origin=origin, published=date(2024, 5, 6), language=language, title="", text=text)


def read(folder: Path, body: str) -> list[AnyEvidence]:
    """The evidence of a file with this body, read the way every file is read."""
    path = folder / "a.md"
    path.write_text(f"---\ntitle: Test\ndate: 2024-05-10\n---\n\n{body}\n", "utf-8")
    return [one for item in read_documents(path) if isinstance(item, Document) for one in CODER.code(item)]


def visits(found: list[AnyEvidence]) -> list[tuple[tuple[str, ...], tuple[str, ...], str]]:
    return [
        (one.source, one.target, str(one.when))
        for one in found
        if isinstance(one, Event) and one.event_type == "CONSULT"
    ]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("哈萨克\u200b斯坦总统4月28\u200b日访\u200b问俄罗斯。", (("KAZ",), ("RUS",), "2024-04-28")),
        ("哈萨克斯坦总统\u202e4月28日访问\u202c俄罗斯。", (("KAZ",), ("RUS",), "2024-04-28")),
        ("中國國家主席於２０２４年５月３日訪問哈薩克。", (("CHN",), ("KAZ",), "2024-05-03")),
        ("The Kazakh presi-\ndent visited Russia on 3 May 2024.", (("KAZ",), ("RUS",), "2024-05-03")),
        (
            "The Ka\u00adzakh president visi\u00adted Russia on 3\u00a0May\u00a02024.",
            (("KAZ",), ("RUS",), "2024-05-03"),
        ),
        ("Президент Казах\u00adстана 3\u00a0мая 2024\u00a0года посетил Россию.", (("KAZ",), ("RUS",), "2024-05-03")),
    ],
)
def test_hidden_and_wide_characters_do_not_hide_an_act(
    tmp_path: Path, body: str, expected: tuple[tuple[str, ...], tuple[str, ...], str]
) -> None:
    assert visits(read(tmp_path, body)) == [expected]


def test_full_width_figures_are_figures(tmp_path: Path) -> None:
    found = [one for one in read(tmp_path, "中國對哈薩克投資逾１３０億美元。") if isinstance(one, Stock)]
    assert [(one.holder, one.over, one.lower) for one in found] == [("CHN", "KAZ", 13e9)]


def test_noise_of_a_scanner_gives_nothing_rather_than_something_wrong(tmp_path: Path) -> None:
    assert read(tmp_path, "T h e Kaz4kh pres1dent vis1ted Russ1a . 哈 薩 克 總 統 訪 問 俄 羅 斯 。") == []


@pytest.mark.parametrize("language", sorted(LEADS))
@pytest.mark.parametrize(
    "tail", [" ", "(", "“", "1", "1,234.", "，", ",", ";", "\u200b", "не ", "not ", "不", "и ", "and ", "和", "a"]
)
def test_a_hundred_thousand_characters_without_a_stop_are_coded_with_exact_spans(language: str, tail: str) -> None:
    text = LEADS[language] + tail * (100_000 // len(tail))
    for one in CODER.code(document(text, language)):
        assert 0 <= one.start < one.end <= len(text)


@pytest.mark.parametrize("language", sorted(LEADS))
def test_a_text_without_any_punctuation_is_cut_and_still_read(language: str) -> None:
    joint = "" if language.startswith("zh") else " "
    found = CODER.code(document(joint.join([LEADS[language]] * 1000), language))
    assert found
    assert max(one.end - one.start for one in found) <= 2000


WORDS = "。|.|，|, |不|not |不是|Russia|中國|Китай|visited|訪問|посетил|将|will |будет |據報|?|？|and |和|и |C5+1|他"
HIDDEN = ("\u200b", "\u202e", "\ud7ff", "\n", "\n\n", " ", "|")
ODD = "１２３|12.5%|2.4萬|(|)|“|”|𠀀|é|ﬁ|去年10月|last week|в прошлом году"
PIECES = st.sampled_from([*LEADS.values(), *WORDS.split("|"), *HIDDEN, *ODD.split("|")])


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=30), st.sampled_from(sorted(LEADS)))
def test_any_mixture_is_coded_without_a_fault_and_with_exact_spans(pieces: list[str], language: str) -> None:
    text = "".join(pieces)
    for one in CODER.code(document(text, language)):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(sorted(LEADS)))
def test_characters_lost_or_changed_by_a_scanner_break_nothing(seed: int, language: str) -> None:
    chance = random.Random(seed)
    letters = list(LEADS[language] * 4)
    for _ in range(12):
        letters[chance.randrange(len(letters))] = chance.choice(["", " ", "1", "l", "口", "\ufffd", "—"])
    text = "".join(letters)
    assert all(one.end <= len(text) for one in CODER.code(document(text, language)))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Turkey, a NATO member {}x, visited Georgia.", "en"),
        ("Россия — член ОДКБ {}х и союзник Армении.", "ru"),
        ("俄羅斯是集安組織成員國{}號。", "zh-Hant"),
    ],
)
def test_a_run_of_digits_beside_a_tie_takes_no_time(text: str, language: str) -> None:
    begun = time.perf_counter()
    CODER.code(document(text.format("1" * 400), language))
    assert time.perf_counter() - begun < 5
