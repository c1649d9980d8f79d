"""Newswire sentences written for these tests: whose weight a figure is, acts that go both ways, who speaks."""

from __future__ import annotations

import pytest
from extract_coding import code, events

from tightrope.records import Position, Stock, Tie


def stocks(text: str, language: str = "zh-Hant") -> list[str]:
    return [
        f"{one.holder}>{one.over} {one.channel} {one.value:.0f} {one.unit}"
        for one in code(text, language=language)
        if isinstance(one, Stock)
    ]


STOCKS = [
    # debts: whom it is owed to holds the figure
    ("吉爾吉斯外債達62億美元，其中對中國進出口銀行的債務佔三成六。", ["CHN>KGZ economy.finance 36 percent"]),
    ("塔吉克外債約32億美元，其中欠中國的債務超過20億美元。", ["CHN>TJK economy.finance 2000000000 USD"]),
    ("寮國積欠中國的債務佔其外債總額近一半。", ["CHN>LAO economy.finance 50 percent"]),
    ("塔吉克的外債中，中國佔三成。", ["CHN>TJK economy.finance 30 percent"]),
    ("中國持有吉爾吉斯17億美元債權。", ["CHN>KGZ economy.finance 1700000000 USD"]),
    # labour and remittances: the host
    (
        "在俄羅斯務工的吉爾吉斯公民約60萬人，匯款佔該國GDP三分之一。",
        ["RUS>KGZ economy.labour 600000 persons", "RUS>KGZ economy.remittances 33 percent"],
    ),
    ("每年大約110萬烏茲別克人前往俄羅斯工作。", ["RUS>UZB economy.labour 1100000 persons"]),
    # energy and trade: the supplier, the buyer, the country of transit
    ("土庫曼天然氣出口的八成銷往中國。", ["CHN>TKM economy.energy 80 percent"]),
    ("亞美尼亞八成五的天然氣來自俄羅斯。", ["RUS>ARM economy.energy 85 percent"]),
    ("哈薩克八成石油經俄羅斯出口。", ["RUS>KAZ economy.energy 80 percent"]),
    ("德國從俄羅斯進口的天然氣佔總量的55%。", ["RUS>DEU economy.energy 55 percent"]),
    ("日本進口澳洲液化天然氣2600萬噸。", ["AUS>JPN economy.energy 26000000 tonnes"]),
    # the largest partner holds the trade, whatever the size of the economies
    (
        "俄羅斯是美國最大貿易夥伴，雙邊貿易額10億美元，佔美國外貿總額近三成。",
        ["RUS>USA economy.trade 1000000000 USD", "RUS>USA economy.trade 30 percent"],
    ),
    # several figures, carried subjects
    (
        "去年中國向哈薩克投資了20億美元，在當地設有4000多家企業。",
        ["CHN>KAZ economy.investment 2000000000 USD", "CHN>KAZ economy.firms 4000 firms"],
    ),
    ("俄羅斯控制亞美尼亞的鐵路，在當地駐軍約3000人。", ["RUS>ARM security.troops 3000 persons"]),
    # 當地 is where the sentence says, not the country that the document is about
    (
        "中國與中國企業、中國銀行都在看。5.6萬名烏茲別克學生在俄羅斯念書，當地有14所俄羅斯大學分校。",
        ["RUS>UZB culture.students 56000 persons", "RUS>UZB culture.campuses 14 campuses"],
    ),
    ("中國在烏茲別克的企業超過2,300家。", ["CHN>UZB economy.firms 2300 firms"]),
    ("吉爾吉斯有4所孔子學院。", ["CHN>KGZ culture.campuses 4 campuses"]),
    # goods, troops, currencies
    ("俄羅斯向吉爾吉斯捐贈了25萬劑疫苗。", ["RUS>KGZ economy.aid 250000 doses"]),
    ("中國向遭受洪災的阿富汗援助了1000噸大米。", ["CHN>AFG economy.aid 1000 tonnes"]),
    ("美軍在南韓駐有2萬8500人。", ["USA>KOR security.troops 28500 persons"]),
    ("澳洲對所羅門群島的援助達1.6億澳元。", ["AUS>SLB economy.aid 160000000 AUD"]),
    ("人民幣佔俄羅斯外匯儲備三成。", ["CHN>RUS economy.currency 30 percent"]),
    ("哈薩克近五分之一人口是俄羅斯族。", ["RUS>KAZ culture.diaspora 20 percent"]),
    ("塔吉克代表團派出106名運動員，在曼谷奪得一金。", []),
]


@pytest.mark.parametrize(("text", "expected"), STOCKS, ids=[text[:20] for text, _ in STOCKS])
def test_a_figure_counts_for_whoever_holds_the_weight(text: str, expected: list[str]) -> None:
    assert stocks(text) == expected


EVENTS = [
    # both ways
    ("以色列與伊朗互相指責對方違反停火。", ["ACCUSE ISR,IRN>ISR,IRN"]),
    ("泰國與柬埔寨互相驅逐外交官。", ["SANCTION THA,KHM>THA,KHM"]),
    ("印度與巴基斯坦軍隊在邊境爆發衝突，雙方互相開火。", ["ASSAULT IND,PAK>IND,PAK"]),
    # pressure and its end
    ("尼加拉瓜宣布與台灣斷交。", ["SANCTION NIC>TWN"]),
    ("日本暫停對俄羅斯的經濟合作。", ["SANCTION JPN>RUS"]),
    ("美國取消與中國的氣候談判。", ["SANCTION USA>CHN"]),
    ("吉爾吉斯關閉與塔吉克的邊界。", ["SANCTION KGZ>TJK"]),
    ("亞美尼亞凍結參與集體安全條約組織。", ["SANCTION ARM>CSTO"]),
    ("日本首相取消了對哈薩克的訪問。", ["CONSULT JPN>KAZ negated"]),
    # force
    ("俄羅斯向烏克蘭發射百餘枚飛彈。", ["ASSAULT RUS>UKR"]),
    ("烏克蘭無人機11日襲擊俄羅斯境內煉油廠。", ["ASSAULT UKR>RUS 2024-06-11"]),
    ("土耳其自1993年以來一直關閉與亞美尼亞的邊界。", ["SANCTION TUR>ARM 1993"]),
    ("伊朗總統警告，以色列若再動手將付出代價。", ["THREATEN IRN>ISR"]),
    # projects, aid delivered and promised
    ("由中國承建的塔吉克電廠11日正式啟用。", ["COOPERATE CHN>TJK 2024-06-11"]),
    ("中國與寮國合建的鐵路於2021年12月通車。", ["COOPERATE CHN>LAO 2021-12"]),
    ("日本捐贈的疫苗已運抵越南。", ["AID JPN>VNM"]),
    ("日本11日承諾向蒙古提供援助。", ["AGREE JPN>MNG planned"]),
    ("集體安全條約組織10月將在吉爾吉斯舉行軍演。", ["COOPERATE CSTO>KGZ planned 2024-10"]),
    # denials and possibilities
    ("哈薩克國防部發表聲明，否認將讓土耳其在該國設立軍事基地的傳聞。", ["MOBILIZE TUR>KAZ negated"]),
    ("如果美國制裁哈薩克，油價將上漲。", ["SANCTION USA>KAZ hypothetical"]),
    ("要說俄羅斯退場，還為時過早。", []),
    ("中亞三國的代表來到北京。", []),
    # times
    ("20日，王毅將在阿斯塔納出席上海合作組織外長會。", ["CONSULT CHN>SCO planned 2024-06-20"]),
    ("克里姆林宮發言人11日表示，俄羅斯無意從亞美尼亞撤軍。", ["RETREAT RUS>ARM negated"]),
    (
        "伊朗海軍10日扣押一艘葡萄牙貨輪，葡萄牙外交部要求伊朗放行。",
        ["COERCE IRN>PRT 2024-06-10", "REQUEST PRT>IRN"],
    ),
    ("外長先後同吉爾吉斯和塔吉克簽訂劃界協議。", []),
    ("王毅將於18日至22日先後訪問哈薩克和烏茲別克。", ["CONSULT CHN>KAZ,UZB planned 2024-06-18"]),
]


@pytest.mark.parametrize(("text", "expected"), EVENTS, ids=[text[:20] for text, _ in EVENTS])
def test_newswire_verbs_say_who_did_what_to_whom_and_whether(text: str, expected: list[str]) -> None:
    assert events(text) == expected


WESTERN = [
    ("Azerbaijan and Armenia accused each other of violating the ceasefire.", "en", ["ACCUSE AZE,ARM>AZE,ARM"]),
    ("Poland closed its border with Belarus.", "en", ["SANCTION POL>BLR"]),
    ("In May Russia and Uzbekistan signed a contract.", "en", ["AGREE RUS>UZB 2024-05"]),
    ("Kyrgyzstan hosts a Russian air base at Kant.", "en", []),
    ("Ukraine's military struck a Russian refinery on Tuesday.", "en", ["ASSAULT UKR>RUS 2024-06-11"]),
    ("Иран и Пакистан обменялись ракетными ударами.", "ru", ["ASSAULT IRN,PAK>IRN,PAK"]),
    ("Путин направил поздравительную телеграмму президенту Таджикистана.", "ru", ["SUPPORT RUS>TJK"]),
    ("Литва отозвала посла из Китая.", "ru", ["SANCTION LTU>CHN"]),
]


@pytest.mark.parametrize(("text", "language", "expected"), WESTERN, ids=[text[:20] for text, _, _ in WESTERN])
def test_english_and_russian_newswire_verbs(text: str, language: str, expected: list[str]) -> None:
    assert events(text, language=language) == expected


WESTERN_STOCKS = [
    ("About 80 percent of Turkmen gas exports go to China.", "en", ["CHN>TKM economy.energy 80 percent"]),
    ("In March, Japan delivered 300,000 doses of vaccine to Mongolia.", "en", ["JPN>MNG economy.aid 300000 doses"]),
    ("На долю Китая приходится треть внешней торговли Киргизии.", "ru", ["CHN>KGZ economy.trade 33 percent"]),
    (
        "Внешний долг Киргизии перед Китаем составляет 1,7 млрд долларов.",
        "ru",
        ["CHN>KGZ economy.finance 1700000000 USD"],
    ),
]


@pytest.mark.parametrize(
    ("text", "language", "expected"), WESTERN_STOCKS, ids=[text[:20] for text, _, _ in WESTERN_STOCKS]
)
def test_english_and_russian_figures(text: str, language: str, expected: list[str]) -> None:
    assert stocks(text, language) == expected


def test_a_joint_statement_is_nobody_who_speaks() -> None:
    found = code("中國和哈薩克發表聯合聲明。")
    assert found
    assert {one.attributed_to for one in found} == {""}


def test_a_speaker_is_named_without_the_day_and_the_place_of_speaking() -> None:
    (event,) = code("俄羅斯外長拉夫羅夫11日在莫斯科表示，美國向摩爾多瓦提供了武器。")
    assert event.attributed_to == "俄羅斯外長拉夫羅夫"


def test_support_for_the_sovereignty_of_a_state_is_no_position_of_principle() -> None:
    found = code("美國重申支持亞美尼亞的主權與領土完整。")
    assert not [one for one in found if isinstance(one, Position)]


def test_a_member_of_two_bodies_is_tied_to_both() -> None:
    ties = [one for one in code("吉爾吉斯是集安組織和上合組織的成員。") if isinstance(one, Tie)]
    assert {(one.a, one.b) for one in ties} == {("KGZ", "CSTO"), ("KGZ", "SCO")}


@pytest.mark.parametrize("text", ["吉爾吉斯設有俄羅斯空軍基地。", "俄羅斯在吉爾吉斯設有空軍基地。"])
def test_a_base_ties_its_host_to_its_owner(text: str) -> None:
    (tie,) = [one for one in code(text) if isinstance(one, Tie)]
    assert (tie.a, tie.b, tie.relation) == ("KGZ", "RUS", "base-host")


@pytest.mark.parametrize(
    ("language", "text", "issue"),
    [
        ("zh-Hant", "烏茲別克在2012年宣布不加入軍事聯盟。", "加入軍事聯盟"),
        ("zh-Hant", "哈薩克明確表示不承認盧甘斯克與頓涅茨克獨立。", "承認盧甘斯克與頓涅茨克獨立"),
        ("zh-Hans", "中国反对单方面制裁。", "单方面制裁"),
        ("en", "China opposes unilateral sanctions.", "unilateral sanctions"),
    ],
)
def test_who_opposes_a_thing_is_not_said_to_oppose_its_refusal(language, text, issue):
    (position,) = [one for one in code(text, language=language) if isinstance(one, Position)]
    assert (position.stance, position.issue) == ("opposes", issue)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Второй саммит России и стран Центральной Азии запланирован на октябрь 2025 года."),
        ("en", "Russia and Kazakhstan hold a summit on 20 October 2025."),
    ],
)
def test_what_is_dated_after_the_day_of_publication_has_not_occurred(language, text):
    found = events(text, language=language)
    assert found
    assert all("planned" in one and "2025-10" in one for one in found)
