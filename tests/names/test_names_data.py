"""The data files: complete, without contradictions, with sources, and no generated file out of date."""

from __future__ import annotations

import csv
import importlib.util
import sys
import time
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from tightrope.names import Kind, Names
from tightrope.names.entities import Entity
from tightrope.names.lexicon import Lexicon
from tightrope.names.people import OFFICES, Person, Tenure
from tightrope.names.tables import read_period, read_table
from tightrope.records import ExtractError, When

NAMES = Names.builtin()
TOOLS = Path(__file__).parents[2] / "tools"
DATA = Path(__file__).parents[2] / "src/tightrope/names/data"
CASE = ("KAZ", "KGZ", "TJK", "TKM", "UZB", "RUS", "CHN", "USA", "EUU", "TUR")


def test_all_193_members_of_the_united_nations_are_there() -> None:
    assert sum(entity.status == "member" for entity in NAMES.entities) == 193


def test_every_entity_has_a_name_in_all_four_languages() -> None:
    for entity in NAMES.entities:
        if entity.kind in (Kind.STATE, Kind.ORGANISATION, Kind.GROUP):
            assert all(entity.names[locale] for locale in ("en", "zh-Hans", "zh-Hant", "ru")), entity.key


def test_every_person_has_a_name_in_all_four_languages() -> None:
    for person in NAMES.people:
        assert all(person.names[locale] for locale in ("en", "zh-Hans", "zh-Hant", "ru")), person.key


def test_every_name_is_found_alone_and_means_its_own_entity() -> None:
    lost = []
    blocked = {
        phrase
        for _, row in read_table("blocked.csv", ("phrase", "language", "why"))
        for phrase in row["phrase"].split(";")
    }
    for entity in NAMES.entities:
        for name in {name for names in (*entity.names.values(), *entity.demonyms.values()) for name in names}:
            mentions = NAMES.find(name)
            meant = {code for mention in mentions[:1] for code in (*mention.actors, *mention.alternatives)}
            if name not in blocked and (
                [mention.text for mention in mentions] != [name] or not set(entity.actors) <= meant
            ):
                lost.append((entity.key, name, mentions))
    assert not lost


def test_every_person_is_found_under_every_name() -> None:
    for person in NAMES.people:
        for name in {name for names in person.names.values() for name in names}:
            mentions = NAMES.find(name)
            assert [mention.text for mention in mentions] == [name], (person.key, name)
            assert person.state in (*mentions[0].actors, *mentions[0].alternatives)


def test_every_full_name_is_its_own_persons() -> None:
    for person in NAMES.people:
        day = person.tenures[0].since.start
        assert NAMES.find(person.names["en"][0], day)[0].key == person.key


def test_names_of_one_key_do_not_repeat() -> None:
    keys = [person.key for person in NAMES.people]
    assert len(keys) == len(set(keys))


def test_every_tenure_has_an_office_a_source_and_an_end_after_its_beginning() -> None:
    for person in NAMES.people:
        for tenure in person.tenures:
            assert tenure.office in OFFICES
            assert tenure.source
            assert tenure.until is None or tenure.since.start <= tenure.until.end


@pytest.mark.parametrize("state", [code for code in CASE if code != "TJK"])
def test_someone_heads_each_state_of_the_case_in_every_year(state: str) -> None:
    heads = [
        tenure
        for person in NAMES.people
        if person.state == state
        for tenure in person.tenures
        if tenure.office in ("head-of-state", "head-of-government")
    ]
    empty = [year for year in range(1993, 2026) if not any(tenure.covers(date(year, 7, 1)) for tenure in heads)]
    assert not empty


def test_one_person_cannot_be_head_of_state_twice_on_one_day() -> None:
    for person in NAMES.people:
        terms = sorted(tenure.since.start for tenure in person.tenures if tenure.office == "head-of-state")
        assert len(terms) == len(set(terms))


def test_the_names_load_in_half_a_second() -> None:
    start = time.perf_counter()
    Names()
    assert time.perf_counter() - start < 1.5  # half a second alone; slack for a machine shared with other tests


def test_builtin_is_read_once() -> None:
    assert Names.builtin() is Names.builtin()


def tool(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(TOOLS))
    spec = importlib.util.spec_from_file_location(name, TOOLS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def test_the_generated_forms_are_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    rendered = tool("make_name_forms", monkeypatch).render()
    assert rendered == (DATA / "forms.csv").read_text("utf-8"), "run tools/make_name_forms.py"


@pytest.mark.parametrize(
    ("name", "female", "expected"),
    [
        ("Владимир Путин", False, "Владимиром Путиным"),
        ("Си Цзиньпин", False, "Си Цзиньпином"),
        ("Мария Захарова", True, "Марией Захаровой"),
        ("Ангела Меркель", True, "Ангелой Меркель"),
        ("Сергей Терещенко", False, "Сергеем Терещенко"),
        ("Дмитрий Кулеба", False, "Дмитрием Кулебой"),
        ("Владимир Зеленский", False, "Владимиром Зеленским"),
    ],
)
def test_russian_persons_are_declined(name: str, female: bool, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert expected in tool("russian_declension", monkeypatch).person_forms(name, female=female)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Организация Договора о коллективной безопасности", "Организацией Договора о коллективной безопасности"),
        ("Северная Македония", "Северной Македонией"),
        ("Соединённые Штаты Америки", "Соединёнными Штатами Америки"),
        ("Нур-Султан", "Нур-Султаном"),
        ("Египет", "Египта"),
        ("Белый дом", "Белым домом"),
    ],
)
def test_russian_places_and_organisations_inflect_their_head(
    name: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert expected in tool("russian_declension", monkeypatch).phrase_forms(name)


@pytest.mark.parametrize("name", ["ОДКБ", "ЕАЭС", "Тбилиси", "Баку", "Перу"])
def test_acronyms_and_undeclinable_names_have_one_form(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tool("russian_declension", monkeypatch).phrase_forms(name) <= {name}


def test_a_name_of_two_states_is_refused_unless_listed_as_ambiguous() -> None:
    def state(code: str) -> Entity:
        return Entity(code, Kind.STATE, (code,), {"en": ("Ruri",)}, f"states.csv, line {code}")

    with pytest.raises(ExtractError, match="'Ruri' is a name of AAA too"):
        Lexicon([state("AAA"), state("BBB")], [], {})


def test_two_persons_may_share_a_surname_and_both_states_are_kept() -> None:
    def person(key: str, state: str, year: int) -> Person:
        tenure = Tenure("head-of-state", When.year(year), When.year(year + 4), "test")
        return Person(key, state, False, {"en": ("Zorblax",)}, (tenure,), "people.csv")

    lexicon = Lexicon([], [person("person:a", "AAA", 1990), person("person:b", "BBB", 2000)], {})
    reading = lexicon.readings["Zorblax"]
    assert (reading.actors, reading.alternatives) == (("AAA",), ("BBB",))
    assert max(reading.people, key=lambda one: one.rank(date(2001, 1, 1))).key == "person:b"


@pytest.mark.parametrize(
    ("since", "until", "source", "message"),
    [
        ("2001", "2000", "x", "ends"),
        ("soon", "", "x", "not a date"),
        ("2001", "", "", "source"),
    ],
)
def test_a_period_is_refused_with_its_line(since: str, until: str, source: str, message: str) -> None:
    with pytest.raises(ExtractError, match=message) as caught:
        read_period("offices.csv, line 7", {"since": since, "until": until, "source": source})
    assert caught.value.where == "offices.csv, line 7"


def test_a_table_with_other_columns_is_refused() -> None:
    with pytest.raises(ExtractError, match="the columns are"):
        list(read_table("cow.csv", ("number", "code")))


@pytest.mark.parametrize("path", sorted(DATA.glob("*.csv")), ids=lambda path: path.name)
def test_a_table_has_no_line_twice(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        rows = [tuple(row) for row in csv.reader(lines)]
    assert len(rows) == len(set(rows))
    assert {len(row) for row in rows} == {len(rows[0])}
