"""What one of the three languages tells the others tell, too: warnings of nature, and arms that are given or sold."""

from __future__ import annotations

import pytest
from extract_coding import events

#: What a sentence tells, and the sentence in Chinese, English and Russian.
ALIKE = [
    # a neighbour is warned of what nature does
    (
        "-",
        "哈薩克警告俄羅斯洪水將至。",
        "Kazakhstan warned Russia of floods.",
        "Казахстан предупредил Россию о паводке.",
    ),
    (
        "-",
        "烏茲別克就蝗災向阿富汗發出警告。",
        "Uzbekistan warned Afghanistan about swarms of locusts.",
        "Узбекистан предупредил Афганистан о нашествии саранчи.",
    ),
    (
        "-",
        "日本向韓國發出海嘯警告。",
        "Japan issued a tsunami warning to South Korea.",
        "О цунами Япония предупредила Южную Корею.",
    ),
    (
        "-",
        "聯合國警告阿富汗乾旱將加劇。",
        "The UN warned Afghanistan that the drought would worsen.",
        "ООН предупредила Афганистан, что засуха усилится.",
    ),
    # but of what its speaker will do, or at the time of an earthquake
    (
        "THREATEN JPN>PRK",
        "日本在地震後警告北韓不要發射飛彈。",
        "Japan warned North Korea after the earthquake not to fire missiles.",
        "Япония предостерегла КНДР после землетрясения от пуска ракет.",
    ),
    (
        "THREATEN IRN>AFG",
        "伊朗因乾旱警告阿富汗，若不放水將付出代價。",
        "Iran warned Afghanistan that it would pay for the drought.",
        "Иран предупредил Афганистан, что тот поплатится за засуху.",
    ),
    # arms that are handed over are given
    (
        "AID TUR>AZE",
        "土耳其向亞塞拜然交付無人機。",
        "Turkey delivered drones to Azerbaijan.",
        "Турция передала Азербайджану беспилотники.",
    ),
    (
        "AID USA>UKR",
        "美國向烏克蘭提供導彈。",
        "The United States provided missiles to Ukraine.",
        "США предоставили Украине ракеты.",
    ),
    (
        "AID TUR>AZE",
        "土耳其向亞塞拜然無償供應無人機。",
        "Turkey supplied drones to Azerbaijan free of charge.",
        "Турция безвозмездно поставила Азербайджану беспилотники.",
    ),
    (
        "AID TUR>KGZ",
        "吉爾吉斯從土耳其獲得無償援助的裝甲車。",
        "Kyrgyzstan received armoured vehicles from Turkey as a gift.",
        "Киргизия получила от Турции бронетехнику в дар.",
    ),
    # unless there is a contract; what is supplied, received or bought is trade
    (
        "COOPERATE RUS>IND",
        "俄羅斯根據合同向印度交付導彈系統。",
        "Russia delivered missile systems to India under a contract.",
        "Россия по контракту передала Индии ракетные комплексы.",
    ),
    (
        "COOPERATE RUS>IND",
        "俄羅斯向印度供應武器。",
        "Russia supplied weapons to India.",
        "Россия поставила Индии оружие.",
    ),
    (
        "COOPERATE TUR>KAZ",
        "哈薩克從土耳其獲得無人機。",
        "Kazakhstan received drones from Turkey.",
        "Казахстан получил от Турции беспилотники.",
    ),
    (
        "COOPERATE IND>RUS",
        "印度從俄羅斯採購導彈。",
        "India bought missiles from Russia.",
        "Индия купила у России ракеты.",
    ),
]


@pytest.mark.parametrize(("told", "chinese", "english", "russian"), ALIKE, ids=[row[2][:40] for row in ALIKE])
def test_the_three_languages_tell_alike(told: str, chinese: str, english: str, russian: str) -> None:
    expected = [] if told == "-" else [told]
    assert [
        events(chinese),
        events(english, language="en"),
        events(russian, language="ru"),
    ] == [expected] * 3


def test_prisoners_are_swapped_and_drones_transferred() -> None:
    assert events("Russia and Ukraine swapped prisoners.", language="en") == ["COOPERATE RUS>UKR"]
    assert events("Turkey transferred drones to Azerbaijan.", language="en") == ["AID TUR>AZE"]
