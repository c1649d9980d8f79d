"""Names in running text: all four languages, and the traps of each."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.names import Kind, Mention, Names

NAMES = Names.builtin()
FIVE = ("KAZ", "KGZ", "TJK", "TKM", "UZB")


def found(text: str, on: date | None = None) -> list[tuple[str, str]]:
    return [(mention.text, mention.actors[0]) for mention in NAMES.find(text, on)]


def only(text: str) -> Mention:
    (mention,) = NAMES.find(text)
    return mention


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("哈薩克", "KAZ"),
        ("哈薩克斯坦", "KAZ"),
        ("哈萨克斯坦", "KAZ"),
        ("吉爾吉斯", "KGZ"),
        ("吉爾吉斯斯坦", "KGZ"),
        ("烏茲別克", "UZB"),
        ("土庫曼", "TKM"),
        ("美國", "USA"),
        ("意大利", "ITA"),
        ("義大利", "ITA"),
        ("格鲁吉亚", "GEO"),
        ("喬治亞", "GEO"),
        ("白羅斯", "BLR"),
        ("北朝鲜", "PRK"),
        ("臺灣", "TWN"),
        ("中華民國", "TWN"),
        ("中華人民共和國", "CHN"),
        ("Kyrgyz Republic", "KGZ"),
        ("Turkiye", "TUR"),
        ("Türkiye", "TUR"),
        ("the UK", "GBR"),
        ("U.S.", "USA"),
        ("Viet Nam", "VNM"),
        ("Киргизия", "KGZ"),
        ("Кыргызстане", "KGZ"),
        ("Белоруссии", "BLR"),
        ("Соединёнными Штатами", "USA"),
        ("Соединенных Штатов", "USA"),
        ("Российской Федерации", "RUS"),
        ("КАЗАХСТАН", "KAZ"),
        ("USSR", "SUN"),
        ("Советским Союзом", "SUN"),
        ("Косово", "XKX"),
        ("Palestine", "PSE"),
    ],
)
def test_a_state_is_found_under_every_usual_name(text: str, code: str) -> None:
    mention = only(text)
    assert mention.actors == (code,)
    assert mention.kind == Kind.STATE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Kazakh", "KAZ"),
        ("Russians", "RUS"),
        ("Uzbekistani", "UZB"),
        ("Sino-Pakistani", "CHN"),
        ("российская", "RUS"),
        ("Российскими", "RUS"),
        ("казахстанского", "KAZ"),
        ("узбекской", "UZB"),
        ("американо-", "USA"),
        ("белорусского", "BLR"),
    ],
)
def test_an_adjective_means_its_state(text: str, code: str) -> None:
    mention = NAMES.find(text)[0]
    assert (mention.actors, mention.kind) == ((code,), Kind.DEMONYM)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("集安組織", "CSTO"),
        ("集體安全條約組織", "CSTO"),
        ("集体安全条约组织", "CSTO"),
        ("Organisation", ""),
        ("Collective Security Treaty Organisation", "CSTO"),
        ("ОДКБ", "CSTO"),
        ("Организацией Договора о коллективной безопасности", "CSTO"),
        ("上合", "SCO"),
        ("上合組織", "SCO"),
        ("上海合作組織", "SCO"),
        ("ШОС", "SCO"),
        ("獨立國協", "CIS"),
        ("獨聯體", "CIS"),
        ("独联体", "CIS"),
        ("СНГ", "CIS"),
        ("ЕАЭС", "EAEU"),
        ("歐亞開發銀行", "EDB"),
        ("ЕАБР", "EDB"),
        ("一帶一路", "BRI"),
        ("Belt and Road Initiative", "BRI"),
        ("聯合國大會", "UNGA"),
        ("Генассамблее ООН", "UNGA"),
        ("歐盟執委會", "EUU"),
        ("European Commission", "EUU"),
        ("Евросоюзом", "EUU"),
        ("North Atlantic Treaty Organization", "NATO"),
        ("北約", "NATO"),
        ("突厥國家組織", "OTS"),
        ("ASEAN", "ASEAN"),
        ("金磚國家", "BRICS"),
    ],
)
def test_an_organisation_is_found_under_short_and_long_names(text: str, code: str) -> None:
    mentions = NAMES.find(text)
    assert [mention.actors for mention in mentions] == ([(code,)] if code else [])
    assert all(mention.kind == Kind.ORGANISATION for mention in mentions)


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("華府", "USA", Kind.CAPITAL),
        ("白宮", "USA", Kind.SEAT),
        ("the White House", "USA", Kind.SEAT),
        ("Foggy Bottom", "USA", Kind.SEAT),
        ("Pentagon", "USA", Kind.SEAT),
        ("國務卿", "USA", Kind.OFFICE),
        ("克里姆林宮", "RUS", Kind.SEAT),
        ("Кремлю", "RUS", Kind.SEAT),
        ("Роскосмосе", "RUS", Kind.SEAT),
        ("莫斯科", "RUS", Kind.CAPITAL),
        ("中南海", "CHN", Kind.SEAT),
        ("Brussels", "EUU", Kind.CAPITAL),
        ("布魯塞爾", "EUU", Kind.CAPITAL),
        ("阿斯坦納", "KAZ", Kind.CAPITAL),
        ("阿斯塔納", "KAZ", Kind.CAPITAL),
        ("努爾蘇丹", "KAZ", Kind.CAPITAL),
        ("Nur-Sultan", "KAZ", Kind.CAPITAL),
        ("Нур-Султане", "KAZ", Kind.CAPITAL),
        ("比什凯克", "KGZ", Kind.CAPITAL),
        ("Ашхабаде", "TKM", Kind.CAPITAL),
        ("Сочи", "RUS", Kind.PLACE),
        ("天津", "CHN", Kind.PLACE),
        ("苦盏", "TJK", Kind.PLACE),
        ("Samarkand", "UZB", Kind.PLACE),
    ],
)
def test_a_capital_a_seat_and_a_city_are_told_apart(text: str, code: str, kind: Kind) -> None:
    mention = only(text)
    assert (mention.actors, mention.kind) == ((code,), kind)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("蒲亭", "putin"),
        ("普京", "putin"),
        ("普丁", "putin"),
        ("Vladimir Putin's", "putin"),
        ("Путиным", "putin"),
        ("托卡葉夫", "tokayev"),
        ("托卡耶夫", "tokayev"),
        ("Kassym-Jomart Tokayev", "tokayev"),
        ("Касым-Жомартом Токаевым", "tokayev"),
        ("拉赫蒙", "rahmon"),
        ("拉赫莫諾夫", "rahmon"),
        ("澤倫斯基", "zelensky"),
        ("泽连斯基", "zelensky"),
        ("Zelenskyy", "zelensky"),
        ("Зеленского", "zelensky"),
        ("Никола Пашиняна", "pashinyan"),
        ("夏巴茲・謝里夫", "shehbaz-sharif"),
        ("夏巴茲·謝里夫", "shehbaz-sharif"),
        ("Xi Jinping", "xi-jinping"),
        ("Си Цзиньпином", "xi-jinping"),
        ("Захаровой", "zakharova"),
        ("Дмитрием Медведевым", "medvedev"),
        ("Erdogan", "erdogan"),
        ("Erdoğan", "erdogan"),
        ("陸雨橋", "donald-lu"),
        ("米爾濟約耶夫", "mirziyoyev"),
        ("佩澤希齊揚", "pezeshkian"),
    ],
)
def test_a_person_is_found_in_every_spelling_and_case(text: str, key: str) -> None:
    mention = NAMES.find(text)[0]
    assert (mention.key, mention.kind) == (f"person:{key}", Kind.PERSON)


def test_two_presidents_of_one_surname_are_told_apart_by_the_day() -> None:
    text = "President Berdimuhamedow"
    assert NAMES.find(text, date(2010, 5, 1))[0].key == "person:berdimuhamedow"
    assert NAMES.find(text, date(2023, 5, 1))[0].key == "person:serdar-berdimuhamedow"


def test_a_former_president_is_not_in_office() -> None:
    assert NAMES.find("纳扎尔巴耶夫", date(2018, 1, 1))[0].in_office
    assert not NAMES.find("纳扎尔巴耶夫", date(2022, 1, 1))[0].in_office


def test_without_a_day_everyone_counts_as_in_office() -> None:
    assert NAMES.find("葉爾欽")[0].in_office


def test_the_taliban_stand_for_afghanistan_only_while_they_rule() -> None:
    assert NAMES.find("塔利班", date(2022, 1, 1))[0].in_office
    assert not NAMES.find("塔利班", date(2015, 1, 1))[0].in_office


@pytest.mark.parametrize(
    "text",
    [
        "中亞五國",
        "中亚5国",
        "中亞國家",
        "中亚各国",
        "C5",
        "five Central Asian states",
        "Central Asian countries",
        "стран Центральной Азии",
        "пятью странами Центральной Азии",
    ],
)
def test_the_group_means_all_five(text: str) -> None:
    mention = only(text)
    assert (mention.key, mention.kind, mention.actors) == ("C5", Kind.GROUP, FIVE)


def test_the_region_alone_is_a_place() -> None:
    mention = only("布林肯訪中亞"[3:])
    assert (mention.text, mention.key, mention.kind, mention.actors) == ("中亞", "C5", Kind.PLACE, FIVE)


@pytest.mark.parametrize("text", ["the West", "西方", "allies", "盟國", "Запад", "這五國"])
def test_groups_without_a_list_of_members_are_not_expanded(text: str) -> None:
    assert NAMES.find(text) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("俄烏戰爭", [("俄", "RUS"), ("烏", "UKR")]),
        ("俄乌战争", [("俄", "RUS"), ("乌", "UKR")]),
        ("中吉烏鐵路", [("中", "CHN"), ("吉", "KGZ"), ("烏", "UZB")]),
        ("塔吉乌总统", [("塔", "TJK"), ("吉", "KGZ"), ("乌", "UZB")]),
        ("美俄間", [("美", "USA"), ("俄", "RUS")]),
        ("美歐對俄制裁", [("美", "USA"), ("歐", "EUU"), ("俄", "RUS")]),
        ("哈中兩國", [("哈", "KAZ"), ("中", "CHN")]),
        ("俄軍撤出", [("俄", "RUS")]),
        ("美方與中方", [("美", "USA"), ("中", "CHN")]),
        ("哈國境內", [("哈", "KAZ")]),
        ("哈外長訪中", [("哈", "KAZ"), ("中", "CHN")]),
        ("哈駐華大使", [("哈", "KAZ"), ("華", "CHN")]),
        ("對俄羅斯制裁", [("俄羅斯", "RUS")]),
        ("訪哈薩克", [("哈薩克", "KAZ")]),
        ("中俄軍演", [("中", "CHN"), ("俄", "RUS")]),
        ("會談中俄方表示", [("俄", "RUS")]),
        ("其中哈薩克斯坦", [("哈薩克斯坦", "KAZ")]),
        ("其中俄軍", [("俄", "RUS")]),
        ("訪中亞", [("中亞", "KAZ")]),
        ("「去俄」工程", [("俄", "RUS")]),
    ],
)
def test_a_chinese_character_stands_for_a_state_in_compounds_and_beside_fixed_words(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "對中央政府",
        "以外長身份",
        "以防長之名",
        "以方式",
        "朝方向",
        "空中方向",
        "完美方案",
        "道德方面",
        "方法方面",
        "今日方才",
        "線上合作平台",
        "湖北約有三千人",
        "理查德",
        "布什爾核電站",
        "內蒙古自治區",
        "在印度洋",
        "使用俄羅斯語",
        "說哈薩克語",
        "新疆的哈薩克族"[3:],
        "東歐與北美",
        "可以方便",
        "中美洲",
        "華盛頓郵報",
        "前蘇聯國家",
        "Latin America",
        "Indian Ocean",
        "The Washington Post",
        "former Soviet republics",
        "Того же мнения",
        "русского языка",
        "let us go",
        "Nobody turkeys",
        "Chadwick",
        "Romanesque",
        "Xiaomi",
        "Индийского океана",
    ],
)
def test_a_trap_is_no_mention(text: str) -> None:
    assert NAMES.find(text) == ()


def test_tajikistan_is_never_read_as_two_characters() -> None:
    assert found("塔吉克總統與塔吉克斯坦") == [("塔吉克", "TJK"), ("塔吉克斯坦", "TJK")]


def test_an_ambiguous_character_follows_the_name_last_written_out() -> None:
    uzbek = NAMES.find("俄羅斯與烏茲別克簽署合同，將在烏國建造核電站")[-1]
    assert (uzbek.text, uzbek.actors, uzbek.alternatives) == ("烏", ("UZB",), ("UKR",))
    ukrainian = NAMES.find("烏克蘭表示，烏國將反攻")[-1]
    assert (ukrainian.actors, ukrainian.alternatives) == (("UKR",), ("UZB",))


def test_an_ambiguous_state_lists_its_alternatives() -> None:
    mention = only("Korea")
    assert (mention.actors, mention.alternatives) == (("KOR",), ("PRK",))


def test_names_stand_beside_chinese_text_without_spaces() -> None:
    assert found("由NATO主導，布林肯（Antony Blinken）") == [
        ("NATO", "NATO"),
        ("布林肯", "USA"),
        ("Antony Blinken", "USA"),
    ]


def test_a_name_inside_a_longer_word_is_no_name() -> None:
    assert found("USAID and the USA") == [("USAID", "USA"), ("the USA"[4:], "USA")]
    assert found("Kazakhstan-led, Moscow's") == [("Kazakhstan", "KAZ"), ("Moscow", "RUS")]


def test_offsets_count_code_points_even_after_emoji() -> None:
    text = "🇰🇿🚂 Kazakhstan 與 哈薩克"
    assert [text[mention.start : mention.end] for mention in NAMES.find(text)] == ["Kazakhstan", "哈薩克"]


PIECES = st.sampled_from(
    [
        *"中亞俄烏吉塔克國方軍對其，",
        "哈薩克",
        "斯坦",
        "茲別克",
        "US",
        "A",
        "Kazakh",
        "stan",
        "-",
        "C5",
        "+1",
        "'s",
        "Xi",
    ]
) | st.sampled_from(["Россия", "ми", "Путин", "ым", "🚂", " "])


@given(st.lists(PIECES | st.text(max_size=3), max_size=25).map("".join))
def test_mentions_are_sorted_apart_and_reproduce_the_text(text: str) -> None:
    mentions = NAMES.find(text)
    assert all(mention.text == text[mention.start : mention.end] and mention.actors for mention in mentions)
    assert all(before.end <= after.start for before, after in pairwise(mentions))


@pytest.mark.real
def test_the_seed_documents_name_the_actors_that_a_reader_finds(shared: Path) -> None:
    text = (shared / "corpus/dev/docs/zht02.txt").read_text("utf-8")
    actors = {mention.key for mention in NAMES.find(text, date(2025, 9, 5)) if mention.kind != Kind.PERSON}
    assert {"KAZ", "KGZ", "TJK", "UZB", "C5", "RUS", "CHN", "USA", "EUU", "TUR", "UKR", "AFG", "SCO", "CIS"} <= actors
    assert {"CSTO", "EDB", "TITR", "SUN", "BLR", "PAK", "IND", "IRN"} <= actors


@pytest.mark.real
def test_a_document_about_something_else_names_only_its_own_state(shared: Path) -> None:
    text = (shared / "corpus/dev/docs/en12.md").read_text("utf-8")
    assert {actor for mention in NAMES.find(text) for actor in mention.actors} == {"USA"}
