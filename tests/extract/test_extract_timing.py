"""When an act was or will be, by the tense of its verb; sentences of our own, published on 12 June 2024."""

from __future__ import annotations

import pytest
from extract_coding import events

TENSES = [
    # what lies behind cannot have been next month
    ("In July Kazakhstan signed a trade agreement with China.", "en", "AGREE KAZ>CHN 2023-07"),
    ("The Kazakh president's visit to China took place in July.", "en", "CONSULT KAZ>CHN 2023-07"),
    ("Казахстан подписал торговое соглашение с Китаем 10 июля.", "ru", "AGREE KAZ>CHN 2023-07-10"),
    ("В июле соглашение между Казахстаном и Китаем было подписано.", "ru", "AGREE KAZ>CHN 2023-07"),
    ("Визит президента Казахстана в Китай состоялся в июле.", "ru", "CONSULT KAZ>CHN 2023-07"),
    ("哈薩克7月已與中國簽署貿易協定。", "zh-Hant", "AGREE KAZ>CHN 2023-07"),
    ("7月10日，哈薩克總統訪問了土耳其。", "zh-Hant", "CONSULT KAZ>TUR 2023-07-10"),
    # what is to come, holds from then or is set for then
    ("Kazakhstan will sign a trade agreement with China in July.", "en", "AGREE KAZ>CHN planned 2024-07"),
    ("Russia banned imports of grain from Kazakhstan from 1 July.", "en", "SANCTION RUS>KAZ planned 2024-07-01"),
    ("Россия запретила ввоз зерна из Казахстана с 1 июля.", "ru", "SANCTION RUS>KAZ planned 2024-07-01"),
    ("Президент Казахстана посещает Турцию 20 июня.", "ru", "CONSULT KAZ>TUR planned 2024-06-20"),
    ("Визит президента Казахстана в Китай назначен на 10 июля.", "ru", "CONSULT KAZ>CHN planned 2024-07-10"),
    ("哈薩克總統7月10日訪問土耳其。", "zh-Hant", "CONSULT KAZ>TUR planned 2024-07-10"),
    # an agreement has been made, what it is about is still to be done
    ("Kazakhstan and China agreed to build a railway by 2030.", "en", "AGREE KAZ>CHN"),
    ("Kazakhstan and China agreed to hold talks in July.", "en", "AGREE KAZ>CHN"),
    ("Казахстан и Китай договорились построить железную дорогу к 2030 году.", "ru", "AGREE KAZ>CHN"),
    ("Казахстан и Китай подписали соглашение о строительстве дороги к 2030 году.", "ru", "AGREE KAZ>CHN"),
    ("哈薩克與中國同意在2030年前建造鐵路。", "zh-Hant", "AGREE KAZ>CHN"),
    ("China agreed to give Tajikistan two schools.", "en", "AGREE CHN>TJK planned"),
    ("Kazakhstan and China signed an agreement on gas on 10 June.", "en", "AGREE KAZ>CHN 2024-06-10"),
]


@pytest.mark.parametrize(("text", "language", "expected"), TENSES, ids=[row[0] for row in TENSES])
def test_the_tense_of_a_verb_says_on_which_side_of_today_its_time_lies(text: str, language: str, expected: str) -> None:
    assert events(text, language=language) == [expected]


SUMS = [
    ("За пять лет Китай предоставил Таджикистану 240 млн долларов.", "ru", []),
    ("Over five years China gave Tajikistan $240 million in aid.", "en", []),
    ("五年來中國向塔吉克提供了2.4億美元援助。", "zh-Hant", []),
    ("自2010年以來，中國向塔吉克提供了2.4億美元援助。", "zh-Hant", []),
    ("China gave Tajikistan $240 million in aid in 2023.", "en", ["AID CHN>TJK 2023"]),
    ("China will give Tajikistan $240 million in aid over the next five years.", "en", ["AID CHN>TJK planned"]),
    ("С 2010 года Китай помогает Таджикистану строить школы.", "ru", ["AID CHN>TJK 2010"]),
    ("中國向塔吉克提供了2.4億美元援助。", "zh-Hant", ["AID CHN>TJK"]),
]


@pytest.mark.parametrize(("text", "language", "expected"), SUMS, ids=[row[0] for row in SUMS])
def test_what_was_given_over_years_is_a_sum_and_no_act(text: str, language: str, expected: list[str]) -> None:
    assert events(text, language=language) == expected
