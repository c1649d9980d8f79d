"""Near-duplicates: what is one text and what is not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledger_examples import a_document

from tightrope.ledger import Ledger, near
from tightrope.ledger.fold import fold
from tightrope.ledger.near import BANDS, ROWS, SHORTEST, THRESHOLD, bands, jaccard, shingles, signature

ZH = "代表團在首都會談後簽署了貿易與能源協定並同意擴大鐵路運輸以及共同修建穿越邊境的天然氣管線雙方還討論了留學生名額"
EN = "delegation talks trade energy railway border pipeline agreement capital students quota water grid loan"
RU = "делегация переговоры торговля энергетика железная дорога граница трубопровод соглашение столица студенты"


def made(seed: int, language: str, length: int = 900) -> str:
    pick = random.Random(f"{language}{seed}")
    if language == "zh":
        return "".join(pick.choice(ZH) for _ in range(length))
    words = (EN if language == "en" else RU).split()
    text = ""
    while len(text) < length:
        text += f"{pick.choice(words)}{pick.choice(words)[:3]} "
    return text


@pytest.mark.parametrize("language", ["zh", "en", "ru"])
def test_small_edits_are_found_and_other_texts_on_the_subject_are_not(ledger: Ledger, language: str) -> None:
    texts = [made(seed, language) for seed in range(25)]
    for index, text in enumerate(texts):
        assert ledger.add_document(a_document(text, url=str(index))).status == "new"
    for text in texts:
        edited = text[:200] + text[230:600] + "Update 更新 " + text[600:]
        assert jaccard(shingles(fold(text)), shingles(fold(edited))) > THRESHOLD
        assert ledger.lookup(a_document(edited)).status == "near-duplicate"


def test_layout_punctuation_case_and_script_make_no_difference(ledger: Ledger) -> None:
    text = made(1, "zh", 400).replace("貿", "，貿") + made(1, "en", 400)
    ledger.add_document(a_document(text))
    simplified = text.replace("貿", "贸").replace("團", "团").replace("鐵", "铁").replace("，", "\n\n").upper()
    assert simplified != text
    assert ledger.lookup(a_document(simplified)).status == "near-duplicate"


def test_a_short_text_with_another_number_is_another_document(ledger: Ledger) -> None:
    text = "Trade with Russia in {} came to {} million USD, the customs committee said. "
    for year, value in ((2021, 512), (2022, 731)):
        document = a_document(text.format(year, value))
        assert len(document.text) < SHORTEST
        assert ledger.add_document(document).status == "new"


def test_the_most_similar_document_is_the_one_that_is_linked(ledger: Ledger) -> None:
    text = made(3, "zh", 1000)
    far, close = a_document(text[:860] + made(4, "zh", 140)), a_document(text[:990] + "完")
    assert ledger.add_document(far).status == "new"
    # Stored without the look-up, as if it had come first.
    assert jaccard(shingles(fold(far.text)), shingles(fold(close.text))) < THRESHOLD
    assert ledger.add_document(close).status == "new"
    assert ledger.lookup(a_document(text)).of == close.id


def test_the_threshold_is_exact(ledger: Ledger) -> None:
    first = "".join(chr(0x4E00 + place) for place in range(504))  # 500 different shingles
    ledger.add_document(a_document(first))
    for common, status in ((446, "near-duplicate"), (440, "new")):
        text = first[: common + 4] + "".join(chr(0x6E00 + place) for place in range(500 - common))
        shared = jaccard(shingles(first), shingles(text))
        assert shared == pytest.approx(common / (1000 - common))
        assert (shared >= THRESHOLD) == (status == "near-duplicate")
        assert ledger.lookup(a_document(text)).status == status


def test_a_text_of_punctuation_only_has_no_neighbours(ledger: Ledger) -> None:
    assert ledger.add_document(a_document("—…! " * 100)).status == "new"
    assert ledger.add_document(a_document("*** " * 100)).status == "new"


def test_thousands_of_texts_from_one_template_do_not_slow_a_look_up_down(ledger: Ledger) -> None:
    body = made(5, "en", 1500)
    for index in range(60):
        ledger.add_document(a_document(body + made(index, "zh", 700), url=str(index)))
    compared = []
    original = near.shingles
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near, "shingles", lambda text: compared.append(1) or original(text))
        ledger.lookup(a_document(body + made(99, "zh", 700)))
    assert len(compared) <= 3


@settings(max_examples=40, deadline=None)
@given(st.sets(st.text(min_size=5, max_size=5), min_size=1), st.randoms(use_true_random=False))
def test_bands_do_not_depend_on_the_order_of_shingles(parts: set[str], pick: random.Random) -> None:
    listed = list(parts)
    pick.shuffle(listed)
    values = signature(parts)
    assert signature(dict.fromkeys(listed).keys()) == values
    assert len(values) == BANDS * ROWS
    assert len(bands(values)) == BANDS
    assert all(-(2**63) <= band < 2**63 for band in bands(values))


def test_bands_are_the_same_on_every_machine() -> None:
    assert bands(signature(shingles("abcdefghij")))[:2] == (-3573612279954458984, 169950379675141973)


def test_statements_of_our_own_are_kept_however_alike_they_are(ledger: Ledger) -> None:
    first, second = (a_document(f"{made(1, 'en')} vote number {number}", url=str(number)) for number in (1, 2))
    assert ledger.add_document(first, compare=False).status == "new"
    assert ledger.lookup(second).status == "near-duplicate"
    assert ledger.add_document(second, compare=False).status == "new"
    assert ledger.add_document(second, compare=False).status == "known"
