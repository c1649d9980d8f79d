"""Scenarios are read from the case, build on each other, and are refused by file, line and field if they cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tightrope.cases import load_case, new_case
from tightrope.records import AssumptionKind, CaseError

#: What is changed in the template's case.yaml; where the error must point; what it must say.
MISTAKES: list[tuple[str, str, str, str]] = [
    ("RUS, over: [ARM], number", "XXX, over: [ARM], number", "pledge-ends.assumes[0].power", "XXX is not one of"),
    ("[ARM], number: 1", "[UKR], number: 1", "pledge-ends.assumes[0].over[0]", "neither a state nor a group"),
    ("size: 0.5, from: 2027", "size: 0.5, from: 2020", "turn-away.assumes[0].from", "before the end of the data"),
    ("probability: 0.4", "probability: 1.4", "turn-away.assumes[0].probability", "less than or equal to 1"),
    ("probability: 0.4", "probability: 0", "turn-away.assumes[0].probability", "greater than 0"),
    ("with: [pledge-ends]", "with: [pledge-end]", "turn-away.with[0]", "no scenario 'pledge-end'"),
    ("with: [pledge-ends]", "with: [turn-away]", "turn-away.with[0]", "build on each other"),
    ("until: 2032", "until: 2026", "turn-away.assumes[1].until", "ends (2026) before it starts (2027)"),
    ("factor: [0.7, 0.9]", "factor: [0.9, 0.7]", "turn-away.assumes[1].factor", "below where it starts"),
    ("factor: [0.7, 0.9]", "factor: [0, 0.9]", "turn-away.assumes[1].factor[0]", "greater than 0"),
    ("factor: [0.7, 0.9], ", "", "turn-away.assumes[1]", "needs factor"),
    ("type: CONSULT", "type: CHAT", "turn-away.assumes[3].type", "CHAT"),
    ("{kind: shock, domain: security", "{kind: shock, domain: culture", "turn-away.assumes[0].domain", "no domain"),
    ("size: 0.5", "size: 0.5, number: 1", "turn-away.assumes[0].number", "no such field"),
    ("channel: security.ties", "channel: economy.trade", "pledge-ends.assumes[0].channel", "does not count ties"),
    ("channel: economy.trade, power", "channel: security.ties, power", "turn-away.assumes[1].channel", "tie_ends"),
    ("channel: economy.trade, power", "channel: economy.tea, power", "turn-away.assumes[1].channel", "no channel"),
    ("factor: [0.7, 0.9]", "factor: 0.8", "turn-away.assumes[1].factor", "this is a list: [...], found 0.8"),
    ("over: [SC3]", "over: []", "turn-away.assumes[0].over", "the list is too short: at least 1, found 0"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return new_case("my-case", tmp_path)


@pytest.mark.parametrize(("old", "new", "field", "words"), MISTAKES, ids=[f"{m[2]}-{m[1]}" for m in MISTAKES])
def test_a_mistake_is_reported_with_file_line_and_field(folder, old, new, field, words):
    path = folder / "case.yaml"
    text = path.read_text("utf-8")
    place = text.index(old, text.index("\nscenarios:"))
    path.write_text(text[:place] + new + text[place + len(old) :], "utf-8")
    with pytest.raises(CaseError) as caught:
        load_case(folder)
    line = text.count("\n", 0, place) + 1
    assert f"{path}:{line}: scenarios.{field}" in str(caught.value)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)  # and nothing else is wrong


def test_a_kind_that_there_is_not_is_refused_with_those_that_there_are(folder):
    path = folder / "case.yaml"
    path.write_text(path.read_text("utf-8").replace("kind: tie_ends", "kind: tie_end"), "utf-8")
    with pytest.raises(CaseError, match=r"pledge-ends\.assumes\[0\]\.kind: .*'tie_ends'"):
        load_case(folder)


def test_a_circle_over_two_scenarios_is_refused(folder):
    path = folder / "case.yaml"
    text = path.read_text("utf-8")
    head = 'source: "your own reading"\n    assumes:\n      - {kind: tie_ends'
    assert head in text
    path.write_text(text.replace(head, head.replace("    assumes:", "    with: [turn-away]\n    assumes:")), "utf-8")
    with pytest.raises(CaseError, match=r"pledge-ends\.with\[0\].*build on each other"):
        load_case(folder)


def test_a_scenario_assumes_what_those_assume_that_it_builds_on_once_and_first(folder):
    first, second = load_case(folder).scenarios
    assert second.builds_on == (first.name,)
    assert second.assumptions[: -second.own] == first.assumptions
    assert [one.kind for one in first.assumptions] == [AssumptionKind.TIE_ENDS]
    shock = second.assumptions[1]
    assert (shock.states, shock.amount, shock.probability) == (("ARM", "AZE", "GEO"), 0.5, 0.4)
    assert (second.assumptions[2].domain, second.assumptions[2].low, second.assumptions[2].last) == (
        "economy",
        0.7,
        2032,
    )


def test_the_built_in_case_has_the_seven_that_the_documents_suggest_in_both_languages():
    found = load_case("central_asia").scenarios
    assert [one.name for one in found] == [
        *("labour-curbed", "csto-exit", "railway-opens", "c5-summit", "war-ends", "secondary-sanctions"),
        "nuclear-plant",
    ]
    for one in found:
        assert set(one.label) == set(one.why) == {"en", "zh-Hant"}
        assert one.source
