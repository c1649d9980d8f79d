from __future__ import annotations

import re

import pytest

from tightrope.cases import builtin_cases, load_case
from tightrope.records import CaseError

TEXT = (builtin_cases()["central_asia"] / "case.yaml").read_text("utf-8")


def refusal(tmp_path, old, new):
    assert old in TEXT
    path = tmp_path / "case.yaml"
    path.write_text(TEXT.replace(old, new, 1), "utf-8")
    with pytest.raises(CaseError) as caught:
        load_case(path)
    return str(caught.value)


def test_every_range_of_the_built_in_case_says_where_it_comes_from():
    premises = load_case("central_asia").contest
    assert premises is not None
    assert premises.dyad == ("CHN", "RUS")
    assert set(premises.value) == set(premises.attention) == {"RUS", "CHN", "USA", "EUU", "TUR"}
    assert all(one.source for one in (*premises.value.values(), *premises.attention.values(), premises.noise))


def test_a_case_needs_no_contest(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(TEXT[: TEXT.index("\ncontest:")], "utf-8")
    assert load_case(path).contest is None


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("dyad: [CHN, RUS]", "dyad: [CHN, FRA]", "contest.dyad[1]", "FRA is not one of the case's powers"),
        ("dyad: [CHN, RUS]", "dyad: [CHN, CHN]", "contest.dyad[1]", "CHN stands twice"),
        ("RUS: {low: 1, high: 6,", "RUS: {low: 7, high: 6,", "contest.value.RUS.high", "ends (6) before it starts (7)"),
        ("RUS: {low: 1, high: 6,", "RUS: {low: 0, high: 6,", "contest.value.RUS.low", "must be above 0"),
        ("RUS: {low: 1, high: 6,", "RUS: {low: -1, high: 6,", "contest.value.RUS.low", "greater than or equal to 0"),
        ("elasticity: {low: 2", "elasticity: {low: 1", "contest.elasticity.low", "must be above 1"),
        ("noise: {low: 0.05", "noise: {low: much", "contest.noise.low", "valid number"),
        ("noise: {low: 0.05", "noise: {least: 0.05", "contest.noise.least", "there is no such field"),
    ],
)
def test_a_premise_that_cannot_be_meant_is_named_by_line_and_field(tmp_path, old, new, field, words):
    told = refusal(tmp_path, old, new)
    assert re.search(rf"case\.yaml:\d+: {re.escape(field)}: ", told)
    assert words in told


def test_a_power_without_a_range_is_named(tmp_path):
    line = next(line for line in TEXT.splitlines() if line.startswith("    TUR: {low: 0.5, high: 4"))
    assert "contest.value: lacks TUR" in refusal(tmp_path, line + "\n", "")
