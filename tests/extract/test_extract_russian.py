"""Russian sentences written for these tests."""

from __future__ import annotations

from functools import partial

import extract_coding
import pytest

from tightrope.records import Event, Stock, Tie

code = partial(extract_coding.code, language="ru")
events = partial(extract_coding.events, language="ru")


EVENTS = [
    ("Президент Турции посетил Казахстан в понедельник.", ["CONSULT TUR>KAZ 2024-06-10"]),
    ("Президент России Владимир Путин встретился с президентом Узбекистана.", ["CONSULT RUS>UZB"]),
    ("Казахстан и Китай подписали соглашение о торговле.", ["AGREE KAZ>CHN"]),
    ("МИД Украины обвинил Россию в обстреле.", ["ACCUSE UKR>RUS"]),
    ("США ввели санкции против Ирана в 2018 году.", ["SANCTION USA>IRN 2018"]),
    ("Япония предоставила Таджикистану помощь.", ["AID JPN>TJK"]),
    ("Глава МИД Китая прибудет в Киргизию в июле.", ["CONSULT CHN>KGZ planned 2024-07"]),
    ("Россия и Белоруссия провели совместные учения.", ["COOPERATE RUS>BLR"]),
    ("США вывели войска из Афганистана.", ["RETREAT USA>AFG"]),
    ("Узбекистан вышел из ОДКБ в 2012 году.", ["REJECT UZB>CSTO 2012"]),
    ("Польша выслала российских дипломатов.", ["SANCTION POL>RUS"]),
    ("Россия запретила ввоз яблок из Казахстана.", ["SANCTION RUS>KAZ"]),
    ("Президент Таджикистана поблагодарил Китай.", ["SUPPORT TJK>CHN"]),
    ("США сняли санкции с Узбекистана.", ["CONCEDE USA>UZB"]),
    ("Иран пригрозил Израилю.", ["THREATEN IRN>ISR"]),
    ("Вашингтон призвал Анкару отказаться от сделки.", ["REQUEST USA>TUR"]),
    ("Россия вторглась в Грузию в августе 2008 года.", ["ASSAULT RUS>GEO 2008-08"]),
]
NOTHING = [
    "Сборная Казахстана обыграла команду Китая.",
    "В Ташкенте завтра ожидается дождь.",
    "Нападет ли Россия на Казахстан?",
    "Правительство Узбекистана повысило налоги.",
    "Эксперты считают, что Китай поможет Таджикистану.",
]


@pytest.mark.parametrize(("text", "expected"), EVENTS)
def test_a_russian_sentence_gives_exactly_the_events_it_tells(text: str, expected: list[str]) -> None:
    assert events(text) == sorted(expected)


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
