from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tightrope.cases import load_case, new_case
from tightrope.cases.marked_yaml import MAX_BYTES, read_marked_yaml
from tightrope.records import CaseError

#: What is changed in the template's case.yaml; where the error must point; what it must say.
MISTAKES = [
    ("  RUS: {en: Russia", "  Rus: {en: Russia", "powers.Rus", "is not a code"),
    ("  ARM: {en: Armenia", "  AR: {en: Armenia", "states.AR", "is not a state's code"),
    ("  first: 1991", "  first: nineteen", "window.first", "integer"),
    ("  first: 1991", "  first: 1850", "window.first", "1900"),
    ("  last: 2025", "  last: 1980", "window.last", "ends (1980) before it starts (1991)"),
    ("    noise: 0.15", "    nosie: 0.15", "channels.economy.trade.nosie", "no such field"),
    ("    noise: 0.15", "    noise: loud", "channels.economy.trade.noise", "number"),
    ("    noise: 0.15", "    noise: -1", "channels.economy.trade.noise", "greater than 0"),
    ("    offset: 5.0e+6", "    offset: .inf", "channels.economy.trade.offset", "number"),
    ("  economy.trade:", "  sport.medals:", "channels.sport.medals", "no domain 'sport'"),
    ("  economy.trade:", "  trade:", "channels.trade", "domain.name"),
    ("  economy: {en: Economy", "  sport: {en: Economy", "domains.sport", "'economy', 'security', 'politics'"),
    ("    kind: amount", "    kind: sum", "channels.economy.trade.kind", "'amount' or 'ties'"),
    ("    complete: false", '    complete: "no"', "channels.security.ties.complete", "boolean"),
    ("    organisations: [CSTO]", "    organisations: [NATO]", "channels.security.ties.organisations[0]", "NATO"),
    ("    relations: [ally,", "    relations: [Ally,", "channels.security.ties.relations[0]", "relation"),
    ("weight: 2.0}", "weight: 0}", "domains.security.weight", "greater than 0"),
    ("weight: 2.0}", "weight: .inf}", "domains.security.weight", "valid number"),
    ("weight: 2.0}", "weigth: 2.0}", "domains.security.weigth", "no such field"),
    ("    weight: 1", "    weight: -1.0", "channels.economy.trade.weight", "greater than 0"),
    ("    unit: USD", "    unit: 7", "channels.economy.trade.unit", "string"),
    ("    unit: count", "    unit: USD", "channels.security.ties.unit", "'count'"),
    ("    members: [ARM, AZE, GEO]", "    members: [ARM, AZE, RUS]", "groups.SC3.members[2]", "RUS is not one of"),
    ("    members: [ARM, AZE, GEO]", "    members: [ARM, AZE, ARM]", "groups.SC3.members[2]", "stands twice"),
    ("  UKR: {en: Ukraine", "  RUS: {en: Ukraine", "others.RUS", "already stands for"),
    ("  UKR: {en: Ukraine", "  ROW: {en: Ukraine", "others.ROW", "the rest of the world"),
    ("tile: [2, 1]", "tile: [1, 1]", "states.AZE.tile", "the same place as ARM"),
    ("tile: [2, 1]", "tile: [2, 1, 3]", "states.AZE.tile", "at most 2"),
    ("zh-Hant: 亞美尼亞", "zh_hant: 亞美尼亞", "states.ARM.zh_hant", "no such field"),
    ('name: "my-case"', 'name: "My Case"', "name", "is not a name"),
    ('name: "my-case"', "name: true", "name", "string"),
    ('  en: "The South Caucasus between its powers"', '  en: " "', "title.en", "must not be empty"),
    ("window:\n", "window: 1991\nwindows:\n", "window", "dictionary"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_case("my-case", tmp_path)


def rewrite(folder: Path, old: str, new: str) -> int:
    """Change case.yaml and return the line on which the new text starts."""
    text = (folder / "case.yaml").read_text("utf-8")
    assert text.count(old) >= 1, f"the template has no {old!r}"
    place = text.index(old) + (len(old) - len(old.lstrip("\n")))
    (folder / "case.yaml").write_text(text.replace(old, new, 1), "utf-8")
    return text.count("\n", 0, place) + 1


@pytest.mark.parametrize(("old", "new", "field", "words"), MISTAKES, ids=[f"{m[2]}-{m[1].strip()}" for m in MISTAKES])
def test_a_mistake_is_reported_with_file_line_and_field(folder, old, new, field, words):
    line = rewrite(folder, old, new)
    with pytest.raises(CaseError) as caught:
        load_case(folder)
    assert f"{folder / 'case.yaml'}:{line}: {field}" in str(caught.value)
    assert words in str(caught.value)


def test_a_missing_field_points_at_the_entry_that_lacks_it(folder):
    text = (folder / "case.yaml").read_text("utf-8")
    line = text[: text.index("  economy.trade:")].count("\n") + 1
    rewrite(folder, "    unit: USD\n", "")
    with pytest.raises(CaseError) as caught:
        load_case(folder)
    assert f"case.yaml:{line}: channels.economy.trade.unit: this field is missing" in str(caught.value)


def test_all_mistakes_are_reported_at_once(folder):
    first = rewrite(folder, "    unit: USD", "    unit: 7")
    second = rewrite(folder, "    complete: false", "    complete: perhaps")
    with pytest.raises(CaseError) as caught:
        load_case(folder)
    assert f"case.yaml:{first}: channels.economy.trade.unit" in str(caught.value)
    assert f"case.yaml:{second}: channels.security.ties.complete" in str(caught.value)


def test_the_first_mistake_is_where_the_error_says_it_is(folder):
    line = rewrite(folder, "    unit: USD", "    unit: 7")
    with pytest.raises(CaseError) as caught:
        load_case(folder)
    assert caught.value.where == f"{folder / 'case.yaml'}:{line}: channels.economy.trade.unit"


def test_a_key_that_stands_twice_is_refused_with_both_lines(folder):
    line = rewrite(folder, "  AZE: {", "  ARM: {")
    with pytest.raises(CaseError, match=rf"case\.yaml:{line}: states\.ARM: stands twice \(first in line {line - 1}\)"):
        load_case(folder)


def test_broken_yaml_is_reported_with_its_line(folder):
    line = rewrite(folder, "  GEO: {en: Georgia,", "  GEO: {en: Georgia")
    with pytest.raises(CaseError, match=rf"case\.yaml:{line}"):
        load_case(folder)


def test_aliases_are_refused_before_they_can_explode(folder):
    bomb = "a: &a [x, x]\n" + "\n".join(f"{b}: &{b} [*{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    (folder / "case.yaml").write_text(bomb, "utf-8")
    with pytest.raises(CaseError, match=r"case\.yaml:2.*aliases"):
        load_case(folder)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "a case is a list of fields"),
        (b"- KAZ\n- UZB\n", "a case is a list of fields"),
        (b"name: \xff\xfe", "not UTF-8"),
        (b"name: a\x00b", "U\\+0000"),
        (b"[" * 20_000, "nested too deeply"),
        (b"? [a, b]\n: 1\n", "a key must be plain text"),
        (b"name: !!python/object/apply:os.getcwd []\n", "a case is a list|not valid YAML|field is missing"),
        (b"#" * (MAX_BYTES + 1), "bigger than"),
        (b"name: a\n---\nname: b\n", "not valid YAML"),
    ],
    ids=["empty", "list", "bytes", "nul", "deep", "complex-key", "tag", "huge", "two-documents"],
)
def test_what_is_no_case_is_refused_in_words(folder, content, words):
    (folder / "case.yaml").write_bytes(content)
    with pytest.raises(CaseError, match=words) as caught:
        load_case(folder)
    assert "case.yaml" in str(caught.value)


def test_a_case_that_does_not_exist_is_refused_with_the_names_of_those_that_do(tmp_path):
    with pytest.raises(CaseError, match="central_asia"):
        load_case(tmp_path / "nowhere")


def test_text_that_cannot_be_a_path_is_refused():
    with pytest.raises(CaseError):
        load_case("a\x00b")


def test_scalars_are_read_as_in_yaml_1_2(tmp_path):
    path = tmp_path / "some.yaml"
    path.write_text("NO: no\non: 1:30\nsum: 1e6\nwhole: 12\nhalf: .5\nday: 2022-01-13\nyes: true\nnone:\n", "utf-8")
    assert read_marked_yaml(path).value == {
        "NO": "no",
        "on": "1:30",
        "sum": 1e6,
        "whole": 12,
        "half": 0.5,
        "day": "2022-01-13",
        "yes": True,
        "none": None,
    }


@given(
    st.recursive(
        st.integers(-999, 999) | st.text("abcxyz", min_size=1, max_size=5) | st.booleans(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("klm", min_size=1, max_size=3), inner),
        max_leaves=12,
    )
)
def test_every_key_and_item_has_the_line_it_stands_on(tmp_path_factory, value):
    lines: list[str] = []
    expected = dict(write_block({"top": value}, lines, 0, ()))
    path = tmp_path_factory.mktemp("yaml") / "some.yaml"
    path.write_text("\n".join(lines), "utf-8")
    marked = read_marked_yaml(path)
    assert marked.value == {"top": value}
    assert {place: line for place, line in marked.lines.items() if place} == expected


def write_block(value, lines, indent, place):
    """Write a mapping or list one key or item a line, and yield the line of each."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        head = " " * indent + (f"{key}:" if isinstance(value, dict) else "-")
        yield (
            (*place, key),
            len(lines) + (2 if isinstance(value, list) and isinstance(inner, list | dict) and inner else 1),
        )
        if isinstance(inner, list | dict) and inner:
            lines.append(head)
            yield from write_block(inner, lines, indent + 2, (*place, key))
        else:
            plain = "{}" if inner == {} else "[]" if inner == [] else str(inner).lower()
            lines.append(f"{head} {plain}")
