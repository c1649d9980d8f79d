from __future__ import annotations

import re
from pathlib import Path

import pytest

from tightrope.cases import channel_lines, load_case, new_case
from tightrope.cases.alignment import ALIGNMENT_COLUMNS
from tightrope.cases.contest import ContestEntry, RangeEntry
from tightrope.cases.economies import ECONOMY_COLUMNS, PLACE_COLUMNS
from tightrope.cases.facts import EVENT_COLUMNS, POSITION_COLUMNS, STANCES, STOCK_COLUMNS, TIE_COLUMNS
from tightrope.cases.fields import Label
from tightrope.cases.mapping import IndicatorEntry, TableEntry
from tightrope.cases.scenarios import AssumptionEntry, ScenarioEntry
from tightrope.cases.schema import CaseFile, ChannelEntry, DomainEntry, GroupEntry, StateEntry, WindowEntry
from tightrope.cases.starter import OBSERVATION_COLUMNS, ORIGIN_COLUMNS
from tightrope.cases.waves import WaveEntry
from tightrope.records import CaseError

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/adding-a-case.md").read_text("utf-8")


def test_a_new_case_loads_as_it_is_and_bears_its_name(tmp_path):
    folder = new_case("pacific-islands", tmp_path)
    case = load_case(folder)
    assert folder == tmp_path / "pacific-islands"
    assert case.name == "pacific-islands"
    assert case.folder == folder
    starter = case.starter()
    assert (starter.documents, starter.tables, case.economies()) == ((), (), None)
    assert case.documents_folder.is_dir()


@pytest.mark.parametrize("name", ["economy.goods_trade", "economy.finance_2014"])
def test_lines_that_declare_a_channel_make_a_case_that_has_it(tmp_path, name):
    path = new_case("mine", tmp_path) / "case.yaml"
    lines = "\n".join(channel_lines(name, "USD"))
    path.write_text(path.read_text("utf-8").replace("\nchannels:\n", f"\nchannels:\n{lines}\n"), "utf-8")
    assert load_case(path.parent).channel(name).unit == "USD"


def test_a_channel_of_the_built_in_case_is_offered_with_its_own_numbers():
    built_in = load_case("central_asia")
    lines = channel_lines("economy.goods_trade", "USD")
    assert f"    weight: {built_in.channel('economy.goods_trade').weight:g}" in lines
    assert lines[-1].startswith("    reason:")
    assert not [line for line in channel_lines("economy.finance_2014", "USD") if "weight" in line]


def test_weights_of_channels_and_domains_are_read_and_are_1_where_none_stands(tmp_path):
    folder = new_case("mine", tmp_path)
    text = (folder / "case.yaml").read_text("utf-8")
    (folder / "case.yaml").write_text(text.replace("    weight: 1\n", "    weight: 2.5\n"), "utf-8")
    case = load_case(folder)
    assert case.domain_weights == {"economy": 1.0, "security": 2.0}
    assert case.channel("economy.trade").weight == 2.5
    assert case.channel("security.ties").weight == 1.0


def test_a_new_case_can_be_named_by_its_file_too(tmp_path):
    folder = new_case("a1_b2", tmp_path)
    assert load_case(folder / "case.yaml") == load_case(str(folder))


@pytest.mark.parametrize(
    "name", ["", "Pacific", "1st", "a b", "../up", "a/b", "ä", "a-", "-a", "a--b", "a" * 65, "a\n"]
)
def test_a_name_that_is_none_is_refused_and_nothing_is_written(tmp_path, name):
    with pytest.raises(CaseError, match="not a name"):
        new_case(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("word", ["null", "true", "on", "e1"])
def test_a_name_that_yaml_could_take_for_something_else_stays_a_name(tmp_path, word):
    assert load_case(new_case(word, tmp_path)).name == word


def test_a_case_that_is_there_is_not_overwritten(tmp_path):
    folder = new_case("mine", tmp_path)
    (folder / "case.yaml").write_text("precious", "utf-8")
    with pytest.raises(CaseError, match="not overwritten"):
        new_case("mine", tmp_path)
    assert (folder / "case.yaml").read_text("utf-8") == "precious"


def test_a_place_that_is_a_file_is_refused_in_words(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(CaseError):
        new_case("mine", tmp_path / "file")


def test_the_examples_of_the_readme_are_rows_that_load(tmp_path):
    folder = new_case("mine", tmp_path)
    readme = (folder / "README.md").read_text("utf-8")
    examples = re.findall(r"^`([a-z_/]+\.csv)`.*?```csv\n(.*?)```", readme, re.M | re.S)
    assert len(examples) == 8
    for path, text in examples:
        assert text.splitlines()[0] == (folder / path).read_text("utf-8").strip()
        (folder / path).write_text(text, "utf-8")
    starter = load_case(folder).starter()
    assert [len(evidence) for _, evidence in starter.documents] == [4]
    assert [len(rows) for _, rows in starter.tables] == [1]
    economies = load_case(folder).economies()
    assert economies is not None
    assert (len(economies.gdp_usd), len(economies.places), len(economies.origins)) == (5, 8, 1)


@pytest.mark.parametrize(
    "model",
    [
        CaseFile,
        ChannelEntry,
        ContestEntry,
        DomainEntry,
        GroupEntry,
        IndicatorEntry,
        Label,
        RangeEntry,
        StateEntry,
        TableEntry,
        WaveEntry,
        WindowEntry,
        ScenarioEntry,
        AssumptionEntry,
    ],
)
def test_every_field_of_the_yaml_is_documented(model):
    names = [field.alias or name for name, field in model.model_fields.items()]
    assert [name for name in names if f"`{name}`" not in PAGE] == []


def test_every_column_and_stance_is_documented():
    columns = {
        *ALIGNMENT_COLUMNS,
        *ECONOMY_COLUMNS,
        *PLACE_COLUMNS,
        *ORIGIN_COLUMNS,
        *OBSERVATION_COLUMNS,
        *EVENT_COLUMNS,
        *STOCK_COLUMNS,
        *TIE_COLUMNS,
        *POSITION_COLUMNS,
    }
    assert [name for name in sorted({*columns, *STANCES}) if f"`{name}`" not in PAGE] == []


@pytest.mark.parametrize(
    "model",
    [
        CaseFile,
        ChannelEntry,
        ContestEntry,
        DomainEntry,
        GroupEntry,
        IndicatorEntry,
        RangeEntry,
        StateEntry,
        TableEntry,
        WaveEntry,
        WindowEntry,
        ScenarioEntry,
        AssumptionEntry,
    ],
)
def test_the_template_shows_every_field(model):
    template = (ROOT / "src/tightrope/cases/template/case.yaml").read_text("utf-8")
    names = [field.alias or name for name, field in model.model_fields.items()]
    assert [name for name in names if not re.search(rf"\b{re.escape(name)}:", template)] == []
