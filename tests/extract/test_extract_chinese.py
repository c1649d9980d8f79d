"""Chinese sentences written for these tests: what must be coded, exactly, and what must not."""

from __future__ import annotations

import pytest
from extract_coding import code, events

from tightrope.records import Event, Position, Stock, Tie

FIVE = "KAZ,KGZ,TJK,TKM,UZB"
EVENTS = [
    # visits and talks
    ("土耳其總統艾爾段10日抵達阿斯塔納，與哈薩克總統托卡耶夫舉行會談。", ["CONSULT TUR>KAZ 2024-06-10"]),
    ("印度總理莫迪將於下月訪問烏茲別克。", ["CONSULT IND>UZB planned 2024-07"]),
    ("昨日，法國總統馬克宏在巴黎會見吉爾吉斯總統扎帕羅夫。", ["CONSULT FRA>KGZ 2024-06-11"]),
    ("日本外相同五個中亞國家的外長在東京舉行會議。", [f"CONSULT JPN>{FIVE}"]),
    ("俄羅斯外長拉夫羅夫與伊朗外長通電話。", ["CONSULT RUS>IRN"]),
    ("烏茲別克總統上週訪問北京，並會見中國國家主席習近平。", ["CONSULT UZB>CHN 2024-06-03"]),
    ("德國總理將前往哈薩克，隨後赴烏茲別克。", ["CONSULT DEU>KAZ planned", "CONSULT DEU>UZB planned"]),
    ("塔吉克總統沒有出席上海合作組織峰會。", ["CONSULT TJK>SCO negated"]),
    ("普京今年5月訪華。", ["CONSULT RUS>CHN 2024-05"]),
    ("哈薩克總統在布魯塞爾同歐盟領導人會晤。", ["CONSULT KAZ>EUU"]),
    ("韓國總統與烏茲別克總統在塔什干舉行峰會。", ["CONSULT KOR>UZB"]),
    ("美國國務卿會見了塔吉克外長，雙方還討論了阿富汗局勢。", ["CONSULT USA>TJK"]),
    # agreements
    ("中國與土庫曼簽署了天然氣合作協議。", ["AGREE CHN>TKM"]),
    ("哈薩克、烏茲別克和土庫曼2023年簽署過境協議。", ["AGREE KAZ,UZB,TKM>KAZ,UZB,TKM 2023"]),
    ("亞美尼亞和亞塞拜然達成停火協議。", ["AGREE ARM>AZE"]),
    ("去年，吉爾吉斯與塔吉克解決了邊界爭端。", ["AGREE KGZ>TJK 2023"]),
    ("日本承諾向吉爾吉斯提供1億美元貸款。", ["AGREE JPN>KGZ planned"]),
    ("1992年1月，中國與吉爾吉斯建立外交關係。", ["AGREE CHN>KGZ 1992-01"]),
    ("伊朗2023年加入上海合作組織。", ["AGREE IRN>SCO 2023"]),
    # support and aid
    ("白俄羅斯總統盧卡申科公開支持俄羅斯。", ["SUPPORT BLR>RUS"]),
    ("塔吉克總統感謝中國提供的疫苗。", ["SUPPORT TJK>CHN"]),
    ("歐盟向塔吉克提供了2000萬歐元援助。", ["AID EUU>TJK"]),
    ("地震後，土耳其向阿富汗捐贈帳篷。", ["AID TUR>AFG"]),
    ("美國為烏茲別克培訓邊防軍官。", ["AID USA>UZB"]),
    ("俄羅斯免除了吉爾吉斯的債務。", ["AID RUS>KGZ"]),
    # cooperation
    ("中國和塔吉克舉行聯合反恐演習。", ["COOPERATE CHN>TJK"]),
    ("俄羅斯同白俄羅斯的軍隊上月展開聯合軍演。", ["COOPERATE RUS>BLR 2024-05"]),
    # pressure
    ("烏克蘭總統澤倫斯基譴責俄羅斯襲擊醫院。", ["ACCUSE UKR>RUS"]),
    ("中國外交部召見日本大使。", ["ACCUSE CHN>JPN"]),
    ("美國宣布對俄羅斯實施新一輪制裁。", ["SANCTION USA>RUS"]),
    ("俄羅斯被歐盟制裁。", ["SANCTION EUU>RUS"]),
    ("俄羅斯禁止進口哈薩克的番茄。", ["SANCTION RUS>KAZ"]),
    ("波蘭驅逐三名俄羅斯外交官。", ["SANCTION POL>RUS"]),
    ("美國解除對烏茲別克的棉花禁令。", ["CONCEDE USA>UZB"]),
    ("美國暫停對烏克蘭提供軍事援助。", ["SANCTION USA>UKR"]),
    ("伊朗扣押一艘英國油輪。", ["COERCE IRN>GBR"]),
    ("北韓威脅南韓。", ["THREATEN PRK>KOR"]),
    ("聯合國呼籲以色列停火。", ["REQUEST UN>ISR"]),
    ("哈薩克要求俄羅斯恢復石油運輸。", ["REQUEST KAZ>RUS"]),
    ("烏茲別克2012年退出集體安全條約組織。", ["REJECT UZB>CSTO 2012"]),
    # force
    ("2008年8月，俄羅斯入侵喬治亞。", ["ASSAULT RUS>GEO 2008-08"]),
    ("以色列轟炸敘利亞境內目標。", ["ASSAULT ISR>SYR"]),
    ("2022年9月，吉爾吉斯與塔吉克邊防軍交火。", ["ASSAULT KGZ,TJK>KGZ,TJK 2022-09"]),
    ("俄羅斯在白俄羅斯部署戰術核武器。", ["MOBILIZE RUS>BLR"]),
    ("美國2021年8月從阿富汗撤軍。", ["RETREAT USA>AFG 2021-08"]),
    ("哈薩克民眾在街頭舉行反對中國的示威。", ["PROTEST KAZ>CHN"]),
    # bodies and formats
    ("上海合作組織成員國簽署反恐公約。", "AGREE * SCO"),
    ("第三屆中國-中亞峰會將於明年在中國召開。", [f"CONSULT CHN>{FIVE} planned 2025"]),
    ("哈薩克與美國的聯合演習將於9月舉行。", ["COOPERATE KAZ>USA planned 2024-09"]),
    ("以色列空軍對黎巴嫩南部發動空襲。", ["ASSAULT ISR>LBN"]),
    ("俄羅斯總統今天與來訪的吉爾吉斯總統舉行會談。", ["CONSULT RUS>KGZ 2024-06-12"]),
    # across clauses
    ("俄羅斯總統表示，將派專家前往塔吉克。", "any"),
    ("普京抵達塔什干後，隨即與米爾濟約耶夫會談。", ["CONSULT RUS>UZB"]),
]
NOTHING = [
    "哈薩克總統簽署了修憲法案。",
    "哈薩克隊以三比一擊敗中國隊，晉級決賽。",
    "塔什干明日多雲，最高氣溫35度。",
    "中國的經濟去年增長5%，高於美國。",
    "俄羅斯會攻擊哈薩克嗎？",
    "專家認為，中國可能援助阿富汗。",
    "中國駐烏茲別克大使出席孔子學院成立20週年活動。",
    "美國財政部指控其協助俄羅斯規避限制。",
    "普京說，俄羅斯很美。歐洲議會議員呼籲歐盟制裁該公司。",
    "雙方願進一步深化中哈友好合作。",
    "俄烏戰爭影響了全球糧價。",
    "哈薩克警方逮捕了五名涉嫌貪污的官員。",
    "據傳土耳其將向烏茲別克出售無人機。",
    "中國遊客喜歡去哈薩克滑雪。",
    "烏茲別克導演的新片在莫斯科電影節首映。",
    "西方國家批評俄羅斯。",
    "美國股市下跌，人民幣兌美元匯率走低。",
    "他希望中國與土庫曼加強合作。",
    "這位哈薩克歌手在中國很受歡迎。",
]


@pytest.mark.parametrize(("text", "expected"), EVENTS, ids=[text[:24] for text, _ in EVENTS])
def test_a_sentence_gives_exactly_the_events_it_tells(text: str, expected: list[str] | str) -> None:
    found = events(text)
    if expected == "any":
        assert len(found) <= 1
    elif isinstance(expected, str):
        kind, _, body = expected.split()
        assert [one for one in found if one.startswith(kind) and one.endswith(f">{body}")], found
    else:
        assert found == sorted(expected)


@pytest.mark.parametrize("text", NOTHING, ids=[text[:16] for text in NOTHING])
def test_a_sentence_without_an_act_between_states_gives_no_event_and_no_stock(text: str) -> None:
    assert not [one for one in code(text) if isinstance(one, Event | Stock)]


def test_simplified_text_gives_what_traditional_text_gives() -> None:
    assert events("土耳其总统访问哈萨克斯坦，并会见托卡耶夫。", language="zh-Hans") == events(
        "土耳其總統訪問哈薩克，並會見托卡耶夫。"
    )


STOCKS = [
    ("截至2023年底，在俄羅斯學習的塔吉克留學生約3.2萬人。", "RUS>TJK culture.students 32000 persons 2023-12"),
    ("2023年，中國與烏茲別克雙邊貿易額達140億美元。", "CHN>UZB economy.trade 14000000000 USD 2023"),
    ("中國對吉爾吉斯的直接投資超過20億美元。", "CHN>KGZ economy.investment 2000000000 USD None"),
    ("目前約有一百二十萬塔吉克公民在俄羅斯務工。", "RUS>TJK economy.labour 1200000 persons None"),
    ("哈薩克境內有2000餘家土耳其企業。", "TUR>KAZ economy.firms 2000 firms None"),
    ("俄羅斯在亞美尼亞駐有3000名軍人。", "RUS>ARM security.troops 3000 persons None"),
    ("中國在哈薩克設有5所孔子學院。", "CHN>KAZ culture.campuses 5 campuses None"),
    ("吉爾吉斯欠中國的債務達17億美元。", "CHN>KGZ economy.finance 1700000000 USD None"),
]


@pytest.mark.parametrize(("text", "expected"), STOCKS, ids=[text[:20] for text, _ in STOCKS])
def test_a_figure_is_bound_to_holder_channel_and_time(text: str, expected: str) -> None:
    found = [
        f"{one.holder}>{one.over} {one.channel} {one.value:.0f} {one.unit} {one.as_of.opening if one.as_of else None}"
        for one in code(text)
        if isinstance(one, Stock)
    ]
    assert found == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "中國對哈薩克出口同比增長42%。",
        "數百億美元的中國投資流入哈薩克。",
        "七成俄羅斯受訪者對哈薩克有好感。",
        "襲擊造成俄羅斯在敘利亞的12名士兵死亡。",
    ],
)
def test_growth_vague_amounts_polls_and_casualties_are_no_stocks(text: str) -> None:
    assert not [one for one in code(text) if isinstance(one, Stock)]


TIES = [
    ("白俄羅斯是集體安全條約組織成員國。", ["BLR-CSTO member"]),
    ("歐亞經濟聯盟的成員國包括俄羅斯、白俄羅斯、哈薩克、吉爾吉斯和亞美尼亞。",
     ["ARM-EAEU member", "BLR-EAEU member", "KAZ-EAEU member", "KGZ-EAEU member", "RUS-EAEU member"]),
    ("中國與烏茲別克是全面戰略夥伴。", ["CHN-UZB strategic-partner"]),
    ("中國已成為土庫曼最大的貿易夥伴。", ["CHN-TKM trade-partner"]),
    ("俄羅斯在吉爾吉斯的坎特有一處空軍基地。", ["KGZ-RUS base-host"]),
    ("蒙古國是上海合作組織的觀察員國。", ["MNG-SCO observer"]),
    ("哈薩克不是北約成員國。", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), TIES, ids=[text[:20] for text, _ in TIES])
def test_a_standing_relation_is_a_tie(text: str, expected: list[str]) -> None:
    found = [f"{'-'.join(sorted([one.a, one.b]))} {one.relation}" for one in code(text) if isinstance(one, Tie)]
    assert sorted(found) == [f"{'-'.join(sorted(one.split()[0].split('-')))} {one.split()[1]}" for one in expected]


POSITIONS = [
    ("聯合國大會表決要求俄羅斯撤軍的決議，哈薩克、烏茲別克投了棄權票。", ["KAZ abstain", "UZB abstain"]),
    ("聯合國大會通過決議，白俄羅斯投下反對票。", ["BLR opposes"]),
    ("哈薩克外交部表示不會承認克里米亞的獨立。", ["KAZ opposes"]),
    ("塔吉克重申堅持一個中國原則。", ["TJK supports"]),
]


@pytest.mark.parametrize(("text", "expected"), POSITIONS, ids=[text[:20] for text, _ in POSITIONS])
def test_a_stance_without_an_addressee_is_a_position(text: str, expected: list[str]) -> None:
    assert sorted(f"{one.actor} {one.stance}" for one in code(text) if isinstance(one, Position)) == expected


def test_a_speaker_is_named_as_the_text_names_them() -> None:
    (event,) = [one for one in code("塔吉克外交部發言人表示，美國向塔吉克提供了援助。") if isinstance(one, Event)]
    assert event.attributed_to == "塔吉克外交部發言人"


def test_a_heading_counts_only_if_nothing_else_tells_the_fact() -> None:
    title = "印度總理訪問哈薩克"
    body = "印度總理莫迪10日訪問哈薩克。"
    (event,) = [one for one in code(f"{title}\n\n{body}", title=title) if isinstance(one, Event)]
    assert event.start == len(title) + 2
    assert [one for one in code(f"{title}\n\n天氣晴朗。", title=title) if isinstance(one, Event)]


def test_a_fact_told_twice_is_recorded_once_at_the_fuller_sentence() -> None:
    text = "印度總理莫迪訪問哈薩克。\n\n莫迪6月10日訪問哈薩克，這是他首次到訪。"
    (event,) = [one for one in code(text) if isinstance(one, Event)]
    assert str(event.when) == "2024-06-10"


def test_without_a_day_of_publication_relative_times_stay_unknown() -> None:
    (event,) = code("昨日，中國與塔吉克簽署協議。", published=None)
    assert isinstance(event, Event)
    assert event.when is None
