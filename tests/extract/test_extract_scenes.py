"""What a text tells after a meeting or a statement that it dates: whether the day is that of the scene."""

from __future__ import annotations

import pytest
from extract_coding import events

SCENES = [
    # what is signed at a meeting
    (
        "zh-Hant",
        "土耳其總統12日訪問蒙古，與蒙古總統會談。雙方簽署了貿易協定。",
        ["AGREE TUR>MNG 2024-06-12", "CONSULT TUR>MNG 2024-06-12"],
    ),
    (
        "en",
        "The president of Turkey will visit Mongolia on 20 June. The two countries will sign a trade agreement.",
        ["AGREE TUR>MNG planned 2024-06-20", "CONSULT TUR>MNG planned 2024-06-20"],
    ),
    (
        "ru",
        "Президент Турции 12 июня встретился с президентом Монголии. Стороны подписали торговое соглашение.",
        ["AGREE TUR>MNG 2024-06-12", "CONSULT TUR>MNG 2024-06-12"],
    ),
    # a journey goes on
    (
        "en",
        "The Turkish minister visited Mongolia on 12 June. He also met the foreign minister of Japan.",
        ["CONSULT TUR>JPN 2024-06-12", "CONSULT TUR>MNG 2024-06-12"],
    ),
    # a plan has not the day of what happened, and what is done to a third state not the day of the talks
    (
        "en",
        "Turkey and Mongolia held talks on 12 June. The two countries will sign a trade agreement.",
        ["AGREE TUR>MNG planned", "CONSULT TUR>MNG 2024-06-12"],
    ),
    (
        "en",
        "Turkey and Mongolia held talks on 12 June. Turkey signed a trade agreement with Japan.",
        ["AGREE TUR>JPN", "CONSULT TUR>MNG 2024-06-12"],
    ),
    # another time ends the scene
    (
        "en",
        "Turkey and Mongolia held talks on 12 June. Turkey attacked Japan in 2019. Turkey and Mongolia signed a pact.",
        ["AGREE TUR>MNG", "ASSAULT TUR>JPN 2019", "CONSULT TUR>MNG 2024-06-12"],
    ),
    # so does one that comes without an act, in every language
    (
        "zh-Hant",
        "土耳其總統6月3日訪問蒙古。6月8日，日本發生地震。土耳其與蒙古簽署貿易協定。",
        ["AGREE TUR>MNG", "CONSULT TUR>MNG 2024-06-03"],
    ),
    (
        "en",
        "Turkey and Mongolia held talks on 3 June. Prices rose on 8 June. Turkey and Mongolia signed a pact.",
        ["AGREE TUR>MNG", "CONSULT TUR>MNG 2024-06-03"],
    ),
    (
        "en",
        "Turkey and Mongolia held talks on 3 June. A flood hit Japan on 8 June. Turkey and Mongolia signed a pact.",
        ["AGREE TUR>MNG", "CONSULT TUR>MNG 2024-06-03"],
    ),
    (
        "ru",
        "Турция и Монголия 3 июня провели переговоры. Цены выросли 8 июня. Турция и Монголия подписали договор.",
        ["AGREE TUR>MNG", "CONSULT TUR>MNG 2024-06-03"],
    ),
    # but not the year of a figure or an aim, which belongs to what was spoken of
    (
        "zh-Hant",
        "土耳其外長12日會見蒙古外長。蒙古經濟去年增長4%，2030年將翻倍。土方支持蒙方維護獨立。",
        ["CONSULT TUR>MNG 2024-06-12", "SUPPORT TUR>MNG 2024-06-12"],
    ),
    (
        "en",
        "Turkey and Mongolia held talks on 3 June. Their trade grew in 2023. Turkey and Mongolia signed a pact.",
        ["AGREE TUR>MNG 2024-06-03", "CONSULT TUR>MNG 2024-06-03"],
    ),
    (
        "ru",
        "Турция и Монголия 3 июня провели переговоры. В 2023 году торговля росла. Турция и Монголия подписали договор.",
        ["AGREE TUR>MNG 2024-06-03", "CONSULT TUR>MNG 2024-06-03"],
    ),
    # three sentences about nobody of them have left it, two have not
    (
        "zh-Hant",
        "土耳其總統6月3日訪問蒙古。天氣晴朗。氣溫升高。物價上漲。土耳其與蒙古簽署貿易協定。",
        ["AGREE TUR>MNG", "CONSULT TUR>MNG 2024-06-03"],
    ),
    (
        "en",
        "Turkey and Mongolia held talks on 3 June. It rained. It snowed. Turkey and Mongolia signed a pact.",
        ["AGREE TUR>MNG 2024-06-03", "CONSULT TUR>MNG 2024-06-03"],
    ),
    (
        "ru",
        "Турция и Монголия 3 июня провели переговоры. Шел дождь. Шел снег. Мело. Турция и Монголия заключили пакт.",
        ["AGREE TUR>MNG", "CONSULT TUR>MNG 2024-06-03"],
    ),
    # talks that are recalled inside talks
    (
        "zh-Hant",
        "土耳其外長12日會見蒙古外長。蒙古總統去年5月訪問土耳其。土方支持蒙方維護獨立。",
        ["CONSULT MNG>TUR 2023-05", "CONSULT TUR>MNG 2024-06-12", "SUPPORT TUR>MNG 2024-06-12"],
    ),
    # a speaker's day, named with the speaker
    (
        "zh-Hant",
        "土耳其外交部發言人週三在記者會上，被問及日本首相將於本週訪問蒙古時表示，日方行為嚴重違反國際法，土方堅決反對。",
        ["ACCUSE TUR>JPN 2024-06-12", "CONSULT JPN>MNG planned 2024-06-10"],
    ),
    ("zh-Hant", "土耳其外長本月稍早走訪蒙古。", ["CONSULT TUR>MNG 2024-06"]),
    ("zh-Hant", "土耳其準備在八月向蒙古提議設立對話機制。", ["AGREE TUR>MNG planned 2024-08"]),
    ("zh-Hant", "土耳其發言人談到日本。當地時間12日，土耳其與蒙古簽署了貿易協定。", ["AGREE TUR>MNG 2024-06-12"]),
]


@pytest.mark.parametrize(("language", "text", "expected"), SCENES, ids=[text[-40:] for _, text, _ in SCENES])
def test_what_follows_a_dated_scene_has_its_day_only_if_it_belongs_to_it(
    language: str, text: str, expected: list[str]
) -> None:
    assert events(text, language=language) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Ankara, 10 January 1997 (Agency) -- Turkey attacked Japan on Monday.", ["ASSAULT TUR>JPN 1997-01-06"]),
        (
            "en",
            "Title\n\nANKARA, Turkey, April 4, 2022 – Turkey hit Japan today.",
            ["ASSAULT TUR>JPN 2022-04-04"],
        ),
        ("ru", "АНКАРА, 5 мая 2014 г. /Агентство/ — Турция вчера напала на Японию.", ["ASSAULT TUR>JPN 2014-05-04"]),
        ("en", "In Ankara, 10 January 1997 is remembered. Turkey attacked Japan on Monday.", ["ASSAULT TUR>JPN"]),
    ],
)
def test_without_a_day_of_publication_the_dateline_tells_it(language: str, text: str, expected: list[str]) -> None:
    assert events(text, language=language, published=None) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("The Chinese ambassador to Kazakhstan visited Karaganda.", "en", []),
        ("The Russian ambassador visited a school in Kazakhstan.", "en", []),
        ("Посол России в Казахстане посетил Караганду.", "ru", []),
        ("Посол Китая посетил школу в Казахстане.", "ru", []),
        ("中國駐哈薩克大使訪問卡拉干達。", "zh-Hant", []),
        ("China's ambassador to Kazakhstan visited Uzbekistan.", "en", ["CONSULT CHN>UZB"]),
        ("The Chinese ambassador to Kazakhstan met the Kazakh foreign minister.", "en", ["CONSULT CHN>KAZ"]),
        ("The US ambassador to the United Nations visited Almaty.", "en", ["CONSULT USA>KAZ"]),
        ("The Chinese president visited Karaganda.", "en", ["CONSULT CHN>KAZ"]),
        ("Посол Китая в Казахстане посетил Узбекистан.", "ru", ["CONSULT CHN>UZB"]),
        ("Министр иностранных дел и посол Китая посетили Ташкент.", "ru", ["CONSULT CHN>UZB"]),
        ("中國駐哈薩克大使會見哈薩克外長。", "zh-Hant", ["CONSULT CHN>KAZ"]),
        ("中國駐聯合國大使訪問阿拉木圖。", "zh-Hant", ["CONSULT CHN>KAZ"]),
    ],
)
def test_an_ambassador_pays_no_visit_where_he_is_posted(text: str, language: str, expected: list[str]) -> None:
    assert events(text, language=language) == expected
