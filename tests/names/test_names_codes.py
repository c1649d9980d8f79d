"""Codes, names to show and memberships."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path

import pytest

from tightrope.names import Names
from tightrope.names.spellings import fold_spelling
from tightrope.records import CheckError

NAMES = Names.builtin()


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("Turkiye", "TUR"),
        ("TURKEY", "TUR"),
        ("TÜRKİYE", "TUR"),
        ("TÜRKIYE", "TUR"),
        ("TÜRKÝYE", "TUR"),
        ("Russian Federation", "RUS"),
        ("RUSSIAN FEDERATION", "RUS"),
        ("Viet Nam", "VNM"),
        ("COTE D'IVOIRE", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("Congo, Dem. Rep.", "COD"),
        ("Democratic Republic of the Congo", "COD"),
        ("CONGO", "COG"),
        ("Korea, Rep.", "KOR"),
        ("DEMOCRATIC PEOPLE'S REPUBLIC OF KOREA", "PRK"),
        ("IRAN (ISLAMIC REPUBLIC OF)", "IRN"),
        ("Bolivia (Plurinational State of)", "BOL"),
        ("NETHERLANDS (KINGDOM OF THE)", "NLD"),
        ("UNITED STATES OF AMERICA", "USA"),
        ("United States", "USA"),
        ("UNITED KINGDOM", "GBR"),
        ("Kyrgyz Republic", "KGZ"),
        ("Lao PDR", "LAO"),
        ("China, Hong Kong SAR", "HKG"),
        ("Venezuela, RB", "VEN"),
        ("St. Kitts and Nevis", "KNA"),
        ("Sao Tome and Principe", "STP"),
        ("SAINT VINCENT AND THE GRENADINES", "VCT"),
        ("Czechia", "CZE"),
        ("Eswatini", "SWZ"),
        ("Myanmar", "MMR"),
        ("Puerto Rico", "PRI"),
        ("USSR (Soviet Union)", "SUN"),
        ("European Union", "EUU"),
        ("CSTO", "CSTO"),
        ("哈薩克", "KAZ"),
        ("Киргизия", "KGZ"),
    ],
)
def test_a_data_sets_spelling_gives_the_code(spelling: str, code: str) -> None:
    assert NAMES.code(spelling) == code


@pytest.mark.parametrize("spelling", ["", "Ruritania", "Asia: unknown countries", "South America", "Congo rebels"])
def test_what_is_no_state_has_no_code(spelling: str) -> None:
    assert NAMES.code(spelling) is None


def test_folding_ignores_case_accents_marks_and_small_words() -> None:
    assert fold_spelling("Trinidad & Tobago") == fold_spelling("TRINIDAD AND TOBAGO")
    assert fold_spelling("The Gambia") == fold_spelling("Gambia, The")
    assert fold_spelling("St. Lucia") == fold_spelling("Saint Lucia")
    assert fold_spelling("Guinea") != fold_spelling("Guinea-Bissau")


@pytest.mark.parametrize(
    ("number", "code"), [(2, "USA"), (365, "RUS"), (701, "TKM"), (702, "TJK"), (703, "KGZ"), (704, "UZB"), (705, "KAZ")]
)
def test_a_correlates_of_war_number_gives_the_code(number: int, code: str) -> None:
    assert NAMES.from_cow(number) == code


def test_an_unknown_correlates_of_war_number_gives_nothing() -> None:
    assert NAMES.from_cow(999) is None


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("KAZ", ("Kazakhstan", "哈薩克", "哈萨克斯坦", "Казахстан")),
        ("USA", ("United States", "美國", "美国", "Соединенные Штаты")),
        ("EUU", ("European Union", "歐盟", "欧盟", "ЕС")),
        ("CSTO", ("Collective Security Treaty Organization", "集體安全條約組織", "集体安全条约组织", "ОДКБ")),
        ("C5", ("C5", "中亞五國", "中亚五国", "страны Центральной Азии")),
        ("ROW", ("rest of the world", "世界其他地區", "世界其他地区", "остальной мир")),
    ],
)
def test_a_code_is_shown_in_four_languages(code: str, shown: tuple[str, ...]) -> None:
    assert tuple(NAMES.name(code, locale) for locale in ("en", "zh-Hant", "zh-Hans", "ru")) == shown


def test_a_territory_is_shown_by_its_cldr_name() -> None:
    assert NAMES.name("GUM", "zh-Hant") == "關島"


@pytest.mark.parametrize(("code", "locale"), [("XYZ", "en"), ("KAZ", "fr")])
def test_an_unknown_code_or_language_is_refused(code: str, locale: str) -> None:
    with pytest.raises(CheckError):
        NAMES.name(code, locale)


def test_members_depend_on_the_day() -> None:
    assert "UZB" in NAMES.members("CSTO", date(2008, 1, 1))
    assert "UZB" not in NAMES.members("CSTO", date(2013, 1, 1))
    assert NAMES.members("CSTO") == ("ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK")
    assert NAMES.members("SCO", date(2016, 1, 1)) == ("CHN", "KAZ", "KGZ", "RUS", "TJK", "UZB")
    assert len(NAMES.members("SCO")) == 10
    assert NAMES.members("EAEU") == ("ARM", "BLR", "KAZ", "KGZ", "RUS")
    assert NAMES.members("EURASEC", date(2007, 1, 1)) == ("BLR", "KAZ", "KGZ", "RUS", "TJK", "UZB")
    assert NAMES.members("EURASEC", date(2012, 1, 1)) == ("BLR", "KAZ", "KGZ", "RUS", "TJK")
    assert NAMES.members("EURASEC", date(2015, 1, 1)) == ()
    assert NAMES.members("C5") == ("KAZ", "KGZ", "TJK", "TKM", "UZB")


@pytest.mark.parametrize(
    ("day", "number"),
    [(date(1991, 1, 1), 12), (date(1996, 1, 1), 15), (date(2005, 1, 1), 25), (date(2014, 1, 1), 28), (None, 27)],
)
def test_the_union_has_as_many_members_as_it_had(day: date | None, number: int) -> None:
    assert len(NAMES.members("EUU", day)) == number


def test_an_organisation_without_a_list_has_no_members() -> None:
    assert NAMES.members("NATO") == ()
    assert NAMES.members("nonsense") == ()


def test_states_and_organisations_are_told_apart() -> None:
    assert NAMES.is_state("KAZ")
    assert NAMES.is_state("TWN")
    assert not NAMES.is_state("SUN")
    assert not NAMES.is_state("EUU")
    assert not NAMES.is_state("HKG")
    assert NAMES.is_organisation("EUU")
    assert NAMES.is_organisation("SCO")
    assert not NAMES.is_organisation("C5")
    assert not NAMES.is_organisation("KAZ")


@pytest.mark.real
def test_every_member_in_the_assemblys_roll_calls_has_a_code(shared: Path) -> None:
    path = shared / "data/unxml-ga-resolutions/derived_ga_votes_long_2019-2026.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        spellings = {row["ms_name"] for row in csv.DictReader(lines)}
    assert not [spelling for spelling in sorted(spellings) if NAMES.code(spelling) is None]


@pytest.mark.real
def test_the_code_agrees_with_the_code_that_a_data_set_gives(shared: Path) -> None:
    path = shared / "data/itpde-trade/itpde_central_asia_bilateral_2000_2016.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        pairs = {(row["exporter"], row["exporter_iso3"]) for row in csv.DictReader(lines)}
    assert not [(name, code, NAMES.code(name)) for name, code in sorted(pairs) if NAMES.code(name) != code]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("the Eurasian Economic Community", "EURASEC"),
        ("в рамках ЕврАзЭС", "EURASEC"),
        ("歐亞經濟共同體", "EURASEC"),
        ("the Eurasian Economic Union", "EAEU"),
        ("欧亚经济联盟", "EAEU"),
        ("the Turkish Republic of Northern Cyprus", "TRNC"),
        ("the Turkish Cypriot leader", "TRNC"),
        ("с Турецкой Республикой Северного Кипра", "TRNC"),
        ("北賽普勒斯", "TRNC"),
        ("Cyprus", "CYP"),
        ("塞浦路斯", "CYP"),
    ],
)
def test_a_forerunner_and_a_breakaway_state_are_no_names_of_another(text: str, code: str) -> None:
    assert [mention.actors for mention in NAMES.find(text)] == [(code,)]
