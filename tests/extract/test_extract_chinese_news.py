"""Chinese agency, broadcaster and newspaper registers: whole clauses as objects, people introduced by the text, places
and times told in passing. All sentences were written for these tests."""

from __future__ import annotations

from datetime import date

import pytest
from extract_coding import code, events

from tightrope.records import Event, Stock, Tie

FIVE = "KAZ,KGZ,TJK,TKM,UZB"
EVENTS = [
    # who met is told, not guessed
    ("歐亞經濟聯盟峰會將於7月在明斯克舉行。", []),
    ("歐亞經濟聯盟峰會7日在明斯克舉行，亞美尼亞總理出席峰會。", ["CONSULT ARM>EAEU"]),
    ("集安組織成員國商定擴大編制。", []),
    ("亞美尼亞總理、塔吉克總統均有出席集安組織峰會。", ["CONSULT ARM,TJK>CSTO"]),
    ("上海合作組織會議正式接收蒙古為成員國。", ["AGREE MNG>SCO"]),
    # lists and names that belong to others
    ("亞美尼亞、喬治亞等中亞國家從印度購買雷達。", ["COOPERATE ARM,GEO>IND"]),
    ("日本大使館建議赴韓日本公民注意安全。", []),
    ("挪威鼓勵訪日遊客多留幾天。", []),
    ("亞美尼亞軍隊砲擊了亞塞拜然邊境的哨所。", ["ASSAULT ARM>AZE"]),
    ("挪威邀請瑞典觀察軍事演習。", ["AGREE NOR>SWE planned"]),
    ("日本與印度5日宣布停火，並同意從邊境撤軍。", ["AGREE JPN>IND 2024-06-05"]),
    ("這讓各國擔心供應，日本已與印度舉行會談。", ["CONSULT JPN>IND"]),
    ("日本攻擊奧斯陸的大樓，遭到印度等挪威盟友強烈譴責。", ["ACCUSE IND>JPN", "ASSAULT JPN>NOR"]),
    ("日本外相強調挪威首相簽署了協議。", []),
    # no acts: anniversaries, forecasts, nouns, formulas
    ("值此日本與挪威建交30周年之際，兩國首相簽署了聯合聲明。", ["AGREE JPN>NOR"]),
    ("挪威警告日本恐於近期攻打印度。", ["ASSAULT JPN>IND hypothetical"]),
    ("歐盟將針對日本對印度的「無理」襲擊究責。", []),
    ("日本與印度攜手應對挑戰。", []),
    ("日本與印度攜手開採天然氣。", ["COOPERATE JPN>IND"]),
    ("挪威首相強調有必要對日本實施制裁。", []),
    ("挪威首相在日本《晨報》刊登的專訪中說，合作很重要。", []),
    ("蘇丹切斷與挪威的外交關係。", ["SANCTION SDN>NOR"]),
    # times
    ("當地時間5月17日下午，第二屆中國—中亞峰會在東京舉行。", [f"CONSULT CHN>{FIVE} 2024-05-17"]),
    ("〔編譯／綜合報導〕在日本六日至七日對印度發動空襲後，挪威保持沉默。", ["ASSAULT JPN>IND 2024-06-06"]),
    ("日本5日晚間至6日清晨對印度發動空襲。", ["ASSAULT JPN>IND 2024-06-05"]),
    ("去年 9 月 3 日，日本與印度舉行會談。", ["CONSULT JPN>IND 2023-09-03"]),
    ("日本入侵印度今天屆滿一年。", ["ASSAULT JPN>IND"]),
    ("通訊社東京6月5日電 當地時間4日，日本與印度舉行會談。", ["CONSULT JPN>IND 2024-06-04"]),
    ("2019年，日本、印度、蒙古和挪威於3月2日舉行會談。", ["CONSULT JPN>IND,MNG,NOR 2019-03-02"]),
    ("日本3日取消了去年5月對印度實施的進口禁令。", ["CONCEDE JPN>IND 2024-06-03"]),
    ("6月5日報導 當地時間4日，日本與印度簽署協議。", ["AGREE JPN>IND 2024-06-04"]),
    # relative clauses tell of the noun behind them
    ("加拿大宣布制裁四家向俄羅斯提供零件的土耳其企業。", ["SANCTION CAN>TUR"]),
    ("日本對向俄羅斯提供零件的土耳其企業實施制裁。", ["SANCTION JPN>TUR"]),
    ("哈薩克與亞塞拜然簽署了發展裏海航運的協議。", ["AGREE KAZ>AZE"]),
    ("伊朗攻擊以色列的計劃遭到揭露。", []),
    ("芬蘭宣布退出俄羅斯主導的獨聯體。", ["REJECT FIN>CIS"]),
    ("歐盟正考慮對幫助俄羅斯的中國企業實施制裁。", ["SANCTION EUU>CHN hypothetical"]),
    ("亞塞拜然總統批評法國武裝亞美尼亞。", ["ACCUSE AZE>FRA"]),
    ("俄羅斯邊防軍根據雙方協議撤出了葉里溫機場。", ["RETREAT RUS>ARM"]),
    # a whole clause may be what somebody speaks about
    ("約旦對以色列轟炸黎巴嫩表示譴責。", ["ACCUSE JOR>ISR", "ASSAULT ISR>LBN"]),
    ("挪威就瑞典的做法表達強烈不滿。", ["ACCUSE NOR>SWE"]),
    ("美國宣布對中國船舶加徵關稅，北京對此表示不滿。", ["ACCUSE CHN>USA", "SANCTION USA>CHN"]),
    ("美方宣布向台灣出售雷達，中方堅決反對。", ["ACCUSE CHN>USA", "COOPERATE USA>TWN"]),
    # what somebody is against is a reproach, unless it is what a third may become
    ("印度外交部反對日本在近海的計劃。", ["ACCUSE IND>JPN"]),
    ("挪威、印度等方面8日對日本相關計劃予以譴責和反對。", ["ACCUSE NOR,IND>JPN 2024-06-08"]),
    ("中國堅決反對日本的做法。", ["ACCUSE CHN>JPN"]),
    ("日本向印度發射導彈，挪威表示抗議。", ["ACCUSE NOR>JPN", "ASSAULT JPN>IND"]),
    ("日本反對挪威加入歐盟。", []),
    ("印度對兩國邊境的武裝對抗表示嚴重關切。", []),
    ("挪威讚賞日本在促成停火方面的努力。", ["SUPPORT NOR>JPN"]),
    ("印度外長說，印方反對台獨活動。", []),
    ("日本和印度9日在邊境爆發新一輪衝突，雙方均指責對方率先開火。",
     ["ACCUSE JPN,IND>JPN,IND 2024-06-09", "ASSAULT JPN,IND>JPN,IND 2024-06-09"]),
    ("日本與印度的武裝衝突時有發生。", []),
    # fights against crime, interceptions and places are no attacks
    ("日本將繼續打擊印度的恐怖主義。", []),
    ("挪威方面稱，挪威軍隊摧毀日本軍隊發射的多枚導彈。", []),
    ("日本軍隊說，部署在奧斯陸的導彈系統已經老舊。", []),
    # whom the content names is not asked
    ("塔吉克外交部呼籲本國公民暫勿前往俄羅斯。", []),
    ("印度呼籲國際社會向阿富汗提供援助。", []),
    ("巴西要求釋放被扣的法國記者。", []),
    ("哈薩克石油要經過俄羅斯領土。", []),
    # clauses of time
    ("在俄羅斯入侵烏克蘭後，波蘭加強邊防。", ["ASSAULT RUS>UKR"]),
    ("在訪問東京期間，馬克宏宣布援助烏克蘭。", ["AID FRA>UKR", "CONSULT FRA>JPN"]),
    ("法國總統馬克宏訪問埃及前夕接受專訪。", ["CONSULT FRA>EGY planned"]),
    # who is meant
    ("日本、蒙古和挪威另一鄰國瑞典定於8月舉行聯合軍演。", ["COOPERATE JPN,MNG,SWE>JPN,MNG,SWE planned 2024-08"]),
    ("中國全國人大常委會委員長趙樂際14日至16日對挪威進行正式訪問。", ["CONSULT CHN>NOR 2024-05-14"]),
    ("日本堅定支持挪威維護國家獨立、主權、安全。", ["SUPPORT JPN>NOR"]),
    ("美國駐華大使伯恩斯會見挪威外長。", ["CONSULT USA>NOR"]),
    ("以色列總理辦公室表示，總理將於周日訪問華盛頓。", ["CONSULT ISR>USA planned 2024-06-16"]),
    ("應印度總統邀請，德國總理下月訪問新德里。", ["CONSULT DEU>IND planned 2024-07"]),
    ("兩國元首簽署《日本國和蒙古國聯合聲明》。", ["AGREE JPN>MNG"]),
    ("以軍繼續在加沙地帶的軍事行動，多地遭以軍空襲。", ["ASSAULT ISR>PSE"]),
    ("美國制裁北約成員國土耳其。", ["SANCTION USA>TUR"]),
    ("日本外相與土耳其總統艾爾多安及摩洛哥國王舉行會談。", ["CONSULT JPN,TUR,MAR>JPN,TUR,MAR"]),
    ("俄方願意就烏克蘭問題與美國進行對話。", ["AGREE RUS>USA planned"]),
    # what is given is a noun
    ("北約向烏克蘭提供軍事支持。", ["AID NATO>UKR"]),
    ("塔吉克去年從中國獲得3億元無償援助。", ["AID CHN>TJK 2023"]),
    ("蘇丹接受挪威援助的消息引發關注。", []),
    ("歐盟未就擴大援烏達成一致。", []),
    ("伊朗總統收到訪問沙特邀請。", []),
    # called off, denied, not reached
    ("日本首相原定8月訪問哈薩克，但因地震取消行程。", ["CONSULT JPN>KAZ negated 2024-08"]),
    ("中國與印度未能就邊界走向達成共識。", ["AGREE CHN>IND negated"]),
    ("美國指責中國，指其協助伊朗購買零件。", ["ACCUSE USA>CHN"]),
    ("川普10日宣布，美國將解除對敘利亞的制裁。", ["CONCEDE USA>SYR planned"]),
    ("土耳其10日宣布解除對敘利亞的制裁。", ["CONCEDE TUR>SYR 2024-06-10"]),
    ("俄羅斯與烏克蘭舉行第二輪談判。", ["CONSULT RUS>UKR"]),
    ("帛琉總統訪台。", ["CONSULT PLW>TWN"]),
    ("英國曾以間諜活動為由驅逐一名俄羅斯外交官。", ["SANCTION GBR>RUS"]),
    ("俄羅斯舞團將於下月訪問北京。", []),
    ("芬蘭正式遞交加入北約的申請。", []),
    ("美國總統會見芬蘭總統和瑞典首相，稱美國支持兩國加入北約。",
     ["CONSULT USA,FIN,SWE>FIN,SWE,USA", "SUPPORT USA>FIN,SWE"]),
    ("菲律賓將與美國、澳洲和日本在下月舉行四國聯合海上巡航。", ["COOPERATE PHL>USA,AUS,JPN planned 2024-07"]),
    ("日本對烏援助總額達121億美元。", []),
    ("巴西反對對俄制裁。", []),
    ("中國在吉布提駐軍約2000人。", []),
    # tours and formats
    ("普丁今年訪問了白俄羅斯、蒙古和中國，其中5月的訪華之行最受矚目。",
     ["CONSULT RUS>BLR,MNG 2024", "CONSULT RUS>CHN 2024-05"]),
    ("布林肯2月訪問阿斯塔納，舉行C5+1會議，隨後前往塔什干會見烏茲別克總統。",
     ["CONSULT USA>KAZ 2024-02", f"CONSULT USA>{FIVE} 2024-02", "CONSULT USA>UZB"]),
    ("習近平在西安主持中國—中亞峰會。", [f"CONSULT CHN>{FIVE}"]),
    ("塔吉克與吉爾吉斯邊境爆發武裝衝突。", ["ASSAULT TJK,KGZ>TJK,KGZ"]),
    ("美英法三國聯手空襲利比亞。", ["ASSAULT USA,GBR,FRA>LBY"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), EVENTS, ids=[text[:20] for text, _ in EVENTS])
def test_news_registers_give_exactly_the_events_they_tell(text: str, expected: list[str]) -> None:
    assert events(text) == sorted(expected)


def test_a_person_whom_the_text_introduces_acts_for_the_state_from_then_on() -> None:
    text = "塞爾維亞總理布爾納比奇，昨天出席活動。布爾納比奇感謝中方。"
    assert events(text) == ["SUPPORT SRB>CHN"]


def test_that_day_is_the_day_named_in_a_sentence_that_told_nothing() -> None:
    assert events("慶祝活動10日舉行，場面熱鬧。塞爾維亞總理當天感謝中國。") == ["SUPPORT SRB>CHN 2024-06-10"]


def test_a_statement_that_goes_on_keeps_its_day() -> None:
    assert events("中國外交部發言人10日表示，天氣很好。我們敦促美方停止施壓。") == ["REQUEST CHN>USA 2024-06-10"]


def test_what_is_said_at_a_meeting_has_its_day() -> None:
    assert events("日本外相4日會見印度外長。會談中，日方感謝印度。") == [
        "CONSULT JPN>IND 2024-06-04",
        "SUPPORT JPN>IND 2024-06-04",
    ]


def test_a_number_of_presidents_points_to_the_list_before() -> None:
    text = "日本、印度、蒙古和挪威的外長在東京舉行會談。四國外長簽署了《東京宣言》。"
    assert events(text) == ["AGREE JPN>IND,MNG,NOR", "CONSULT JPN>IND,MNG,NOR"]


def test_one_name_of_two_states_is_nobody() -> None:
    text = "立陶宛總理馬利諾會晤挪威外長馬利諾。馬利諾感謝中國。"
    assert "SUPPORT LTU>CHN" not in events(text)
    assert "SUPPORT NOR>CHN" not in events(text)


def test_today_is_the_day_of_the_dateline() -> None:
    text = "（中央社巴庫10日綜合外電報導）伊朗總統今天訪問亞塞拜然。"
    assert events(text) == ["CONSULT IRN>AZE 2024-06-10"]
    assert events("（中央社巴庫25日電）伊朗總統今天訪問亞塞拜然。") == ["CONSULT IRN>AZE 2024-06-12"]


def test_a_short_line_without_a_full_stop_is_a_heading() -> None:
    text = "印度總理訪問哈薩克\n印度總理莫迪10日訪問哈薩克。\n波蘭譴責俄羅斯\n波蘭外長11日譴責俄羅斯。"
    found = [one for one in code(text) if isinstance(one, Event)]
    assert [str(one.when) for one in found] == ["2024-06-10", "2024-06-11"]


TIES = [
    ("北約成員國土耳其批評美國。", ["NATO-TUR member"]),
    ("歐佩克第三大產油國伊朗減產。", ["IRN-OPEC member"]),
    ("匈牙利是歐盟成員國。", ["EUU-HUN member"]),
    ("土耳其議會批准瑞典加入北約。", []),
    ("中俄兩國互為最大鄰國和全面戰略協作夥伴。", ["CHN-RUS strategic-partner"]),
    ("亞塞拜然和土耳其簽署宣言，建立同盟關係。", ["AZE-TUR ally"]),
    ("瑞士加入歐盟對俄制裁。", []),
    ("摩爾多瓦獲得歐盟候選國地位。", ["EUU-MDA member planned"]),
]


@pytest.mark.parametrize(("text", "expected"), TIES, ids=[text[:20] for text, _ in TIES])
def test_ties_told_in_passing(text: str, expected: list[str]) -> None:
    found = [
        f"{'-'.join(sorted([one.a, one.b]))} {one.relation}{' planned' if one.status == 'planned' else ''}"
        for one in code(text)
        if isinstance(one, Tie)
    ]
    assert found == expected


STOCKS = [
    ("在俄羅斯留學的中亞學生達17萬人，其中哈薩克學生6.2萬人。", [("RUS", "C5", 170000), ("RUS", "KAZ", 62000)]),
    ("俄羅斯為塔吉克提供了75%的汽油。", [("RUS", "TJK", 75)]),
    ("加拿大制裁六家中國企業。", []),
    ("吉爾吉斯外債的四成是欠中國的。", [("CHN", "KGZ", 40)]),
    ("中國是寮國最大的債權國，持有該國約一半的外債。", [("CHN", "LAO", 50)]),
    ("俄羅斯佔印度進口石油的36%。", [("RUS", "IND", 36)]),
    ("日本爭取五年內將與蒙古的貿易額提高到20億美元。", []),
]


@pytest.mark.parametrize(("text", "expected"), STOCKS, ids=[text[:20] for text, _ in STOCKS])
def test_figures_keep_their_holder(text: str, expected: list[tuple[str, str, float]]) -> None:
    assert [(one.holder, one.over, one.value) for one in code(text) if isinstance(one, Stock)] == expected


def test_half_or_more_has_no_upper_bound_but_the_whole() -> None:
    (stock,) = [one for one in code("塔吉克的外債有一半以上來自中國。") if isinstance(one, Stock)]
    assert (stock.lower, stock.upper) == (50, 100)


@pytest.mark.parametrize("text", ["的" * 3000, "對" * 3000, "總統" * 2000, "在俄羅斯入侵" * 800, "歐盟成員國" * 800])
def test_repeated_function_words_neither_crash_nor_stall(text: str) -> None:
    assert isinstance(code(f"中國訪問{text}俄羅斯", published=date(2024, 6, 12)), list)
