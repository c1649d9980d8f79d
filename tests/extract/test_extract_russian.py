"""Russian sentences written for these tests."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import extract_coding
import pytest

from tightrope.extract.forms_ru import forms, generate, key, plain
from tightrope.extract.lexicon import KINDS, read_triggers
from tightrope.records import Event, Stock, Tie

code = partial(extract_coding.code, language="ru")
events = partial(extract_coding.events, language="ru")


SENTENCES = [
    line.partition("\t")[::2]
    for line in (Path(__file__).parent / "russian_sentences.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
NOTHING = [
    "Сборная Казахстана обыграла команду Китая.",
    "В Ташкенте завтра ожидается дождь.",
    "Нападет ли Россия на Казахстан?",
    "Правительство Узбекистана повысило налоги.",
    "Эксперты считают, что Китай поможет Таджикистану.",
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_a_russian_sentence_gives_exactly_the_events_it_tells(text: str, expected: str) -> None:
    assert events(text) == sorted(one.strip() for one in expected.split(";") if one.strip())


def test_the_stored_forms_of_triggers_are_the_generated_ones() -> None:
    for kind in KINDS:
        for trigger in read_triggers("ru", kind):
            assert sorted(forms(trigger)) == sorted(inflected(trigger)), f"{trigger}: run tools/make_russian_forms.py"


def inflected(trigger: str) -> list[tuple[str, str]]:
    rest = "" if trigger.startswith("n:") else trigger.partition(" ")[1] + trigger.partition(" ")[2]
    return [(form + plain(rest), name) for form, name in generate(key(trigger))]


@pytest.mark.parametrize("text", NOTHING)
def test_a_russian_sentence_without_an_act_between_states_gives_nothing(text: str) -> None:
    assert not [one for one in code(text) if isinstance(one, Event | Stock)]


def test_russian_word_order_is_free() -> None:
    assert events("Казахстан посетил президент Турции.") == events("Президент Турции посетил Казахстан.")


def test_a_russian_list_of_members_is_one_tie_each() -> None:
    found = {(one.a, one.b) for one in code("В ЕАЭС входят Россия, Белоруссия и Армения.") if isinstance(one, Tie)}
    assert found == {("RUS", "EAEU"), ("BLR", "EAEU"), ("ARM", "EAEU")}


def test_a_russian_figure_is_bound_to_holder_and_channel() -> None:
    (stock,) = [
        one for one in code("В России работают более 1,2 млн мигрантов из Таджикистана.") if isinstance(one, Stock)
    ]
    assert (stock.holder, stock.over, stock.value, stock.upper) == ("RUS", "TJK", 1_200_000, float("inf"))


@pytest.mark.parametrize(
    "piece",
    [
        "Президент Казахстана встретился с президентом России и подписал соглашение на 5 млрд долларов, ",
        "Путин met 習近平 в Пекине and подписал договор с Китаем \u200b\u202e",
        "президент россии который который новый новый 1 000 000,5 млн от 5 до 7 тыс ",
        "«Россия — Китай — ",
    ],
)
def test_long_russian_text_without_an_end_costs_no_more_for_each_character(piece: str) -> None:
    spent = []
    for length in (20_000, 100_000):
        text = (piece * (length // len(piece) + 1))[:length]
        start = time.process_time()
        code(text)
        spent.append((time.process_time() - start) / length)
    assert spent[1] < 4 * spent[0] + 1e-5
