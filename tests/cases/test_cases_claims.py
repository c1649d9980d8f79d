from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from tightrope.cases import Case, load_case, new_case
from tightrope.cases.claims import ActsEntry, ClaimEntry, CompareEntry, TestEntry, TiesEntry
from tightrope.records import (
    CaseError,
    ClaimKind,
    Compare,
    HoldsFor,
    Joined,
    Refer,
    Relation,
    TestIs,
    referred,
)

ROOT = Path(__file__).resolve().parents[2]
ORIGIN = 'example-daily-1,Example Daily,"A minister travels",https://example.org/1,,2025-01-31\n'
COMPARE = "      measure: capital_share_powers\n      relation: first  # above, below, rising, falling or first\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The template with its examples of claims."""
    folder = new_case("my-case", tmp_path)
    with (folder / "origins.csv").open("a", encoding="utf-8") as file:
        file.write(ORIGIN)
    text = (folder / "claims.yaml").read_text("utf-8")
    comment, examples = text.split("\n\n", 1)
    (folder / "claims.yaml").write_text(f"{comment}\n\n{re.sub('(?m)^# ', '', examples)}", "utf-8")
    return folder


def change(folder: Path, old: str, new: str) -> Case:
    path = folder / "claims.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return load_case(folder)


def test_a_new_case_has_no_claims_and_neither_has_one_without_the_file(tmp_path):
    folder = new_case("my-case", tmp_path)
    assert load_case(folder).claims() == ()
    (folder / "claims.yaml").unlink()
    assert load_case(folder).claims() == ()


def test_the_examples_of_the_template_are_claims(folder):
    first, second = load_case(folder).claims()
    assert (first.kind, first.test_is, first.by) == (ClaimKind.JUDGEMENT, TestIs.EQUAL, {"en": "an analyst"})
    assert first.test == Compare(
        measure="capital_share_powers",
        relation=Relation.FIRST,
        over=("ARM", "AZE", "GEO"),
        holds_for=HoldsFor.MOST,
        power="RUS",
        domain="security",
        year=2024,
    )
    assert isinstance(second.test, Joined)
    kinds = [type(part).__name__ for part in second.test.parts]
    assert kinds == ["Compare", "Compare", "Acts", "Joined"]
    assert list(referred(second.test)) == [first.id]
    assert second.test_is is TestIs.NECESSARY


#: What is changed in the examples; where the error must point; what it must say.
MISTAKES = [
    (
        COMPARE,
        COMPARE.replace("_powers", "_of_power"),
        "compare.measure",
        "no measure 'capital_share_of_power'",
    ),
    (COMPARE, COMPARE.replace("capital_share_powers", "waves/size"), "compare.measure", "there is no measure"),
    (COMPARE, COMPARE.replace("first ", "largest "), "compare.relation", "'above', 'below'"),
    (
        COMPARE,
        COMPARE.replace("first ", "above "),
        "compare.relation",
        "compares with a number, a power (against) or a measure (than)",
    ),
    (COMPARE, COMPARE.replace("first ", "rising "), "compare.since", "needs the years since and year"),
    ("      over: SC3  #", "      over: SC4  #", "compare.over", "SC4 is not one of the case's states or groups"),
    ("      over: SC3  #", "      over: [ARM, RUS]  #", "compare.over", "RUS is not one of"),
    ("      power: RUS\n", "      power: CHN\n", "compare.power", "CHN is not one of the case's powers"),
    ("      power: RUS\n", "", "compare.power", "needs a power"),
    ("      domain: security\n", "      domain: sport\n", "compare.domain", "no domain 'sport'"),
    ("      year: 2024\n", "      year: 2031\n", "compare.year", "outside the case's window (1991 to 2025)"),
    ("      year: 2024\n", "      yaer: 2024\n", "compare.yaer", "no such field"),
    ("      year: 2024\n", "", "compare.year", "needs a year"),
    ("number: 0.1}", "number: 1.1}", "all[1].compare.number", "a share lies between 0 and 1, found 1.1"),
    ("number: 0.1}", "number: 0.1, against: RUS}", "all[1].compare.relation", "one of them"),
    ("than: distance_from_even", "than: distance", "any[2].compare.than", "there is no measure 'distance'"),
    ("than: distance_from_even", "than: capital_share_powers", "any[2].compare.than", "needs a power"),
    ("against: TUR}", "than: effective_powers}", "any[1].compare.than", "effective_powers has no power"),
    ("than: distance_from_even", "against: RUS", "any[2].compare.against", "no power has one"),
    ("year: 2024, than: distance_from_even", "than: distance_from_even", "any[2].compare.year", "needs a year"),
    ("_powers, relation: below", ", relation: below", "any[1].compare.domain", "in single domains only"),
    ("since: 2019, year: 2024, by: 0.05}", "since: 2025, year: 2024}", "all[0].compare.since", "does not lie before"),
    ("by: 0.05}", "by: -0.05}", "all[0].compare.by", "greater than or equal to 0"),
    ("types: [REJECT, ACCUSE]", "types: [SHOUT]", "all[2].acts.types[0]", "'AGREE'"),
    ("target: [RUS, CSTO]", "target: [RUS, XYZ]", "all[2].acts.target", "XYZ is not known to the case"),
    ("until: 2024, at_least", "until: 2019, at_least", "all[2].acts.until", "ends (2019) before it starts (2020)"),
    ("at_least: 2}", "at_least: 0}", "all[2].acts.at_least", "greater than or equal to 1"),
    ("holds_for: each, tied_to", "holds_for: mean, tied_to", "any[0].not.ties.holds_for", "each, most or any"),
    ("relations: [ally]", "relations: []", "any[0].not.ties.relations", "at least 1"),
    ("against: TUR}", "against: RUS}", "any[1].compare.against", "compared with itself"),
    (
        "- claim: russia-first-in-security",
        "- claim: nobody-said",
        "armenia-turns.test",
        "there is no claim 'nobody-said'",
    ),
    ("- claim: russia-first-in-security", "- claim: armenia-turns", "test", "armenia-turns → armenia-turns"),
    ("    all:  #", "    all: []\n    any:  #", "test.all", "at least 1"),
    ("  source: example-daily-1  #", "  source: nowhere  #", "russia-first-in-security.source", "no origin 'nowhere'"),
    ("  said: 2025-01-13\n", "  said: yesterday\n", "russia-first-in-security.said", "not a date"),
    ("  kind: judgement  #", "  kind: rumour  #", "russia-first-in-security.kind", "'causal', 'forecast'"),
    ("  test_is: necessary", "  test_is: enough", "armenia-turns.test_is", "'equal', 'necessary'"),
    ("  leaves_out: {en", "  left_out: {en", "armenia-turns.left_out", "no such field"),
    ("russia-first-in-security:", "Russia First:", "Russia First", "is not a name"),
]


@pytest.mark.parametrize(("old", "new", "field", "words"), MISTAKES)
def test_a_mistake_is_told_with_file_line_and_field(folder, old, new, field, words):
    with pytest.raises(CaseError) as caught:
        change(folder, old, new).claims()
    told = str(caught.value)
    assert words in told
    assert re.search(rf"claims\.yaml:\d+: \S*{re.escape(field)}", told), told


def test_the_line_is_that_of_the_mistake(folder):
    with pytest.raises(CaseError) as caught:
        change(folder, "number: 0.1}", "number: 1.1}").claims()
    lines = (folder / "claims.yaml").read_text("utf-8").splitlines()
    assert "number: 1.1" in lines[int(caught.value.where.split(":")[1]) - 1]


def test_two_kinds_of_test_at_once_and_none_are_refused(folder):
    with pytest.raises(CaseError, match="this has not, claim"):
        change(folder, "          - not:\n", "          - claim: x\n            not:\n").claims()


def test_a_claim_without_a_test_says_what_would_decide_it(folder):
    text = (folder / "claims.yaml").read_text("utf-8")
    short = text[: text.index("  test:\n")]
    (folder / "claims.yaml").write_text(short, "utf-8")
    with pytest.raises(CaseError, match="says in leaves_out why there is none"):
        load_case(folder).claims()
    (folder / "claims.yaml").write_text(short + "  leaves_out: {en: nothing measures it}\n", "utf-8")
    (claim,) = load_case(folder).claims()
    assert claim.test is None
    (folder / "claims.yaml").write_text(short + "  test_is: necessary\n  leaves_out: {en: a}\n", "utf-8")
    with pytest.raises(CaseError, match="necessary needs a test"):
        load_case(folder).claims()


def test_long_circles_are_told_once_and_in_full(folder):
    head = "{n}:\n  kind: causal\n  by: {{en: a}}\n  source: example-daily-1\n  said: 2025\n  label: {{en: b}}\n"
    text = "".join(
        head.format(n=name) + f"  test: {{claim: {other}}}\n" for name, other in (("a", "b"), ("b", "c"), ("c", "a"))
    )
    (folder / "claims.yaml").write_text(text, "utf-8")
    with pytest.raises(CaseError) as caught:
        load_case(folder).claims()
    assert str(caught.value).count("rests on itself") == 1
    assert "a → b → c → a" in str(caught.value)


def test_a_digest_changes_with_the_test_and_not_with_the_words(folder):
    first = load_case(folder).claims()[0].digest
    worded = change(folder, "Russia is still first", "Russia is first")
    assert worded.claims()[0].digest == first
    assert change(folder, "      domain: security\n", "      domain: economy\n").claims()[0].digest != first


@pytest.mark.parametrize("model", [ClaimEntry, TestEntry, CompareEntry, ActsEntry, TiesEntry])
def test_every_field_of_claims_is_documented_and_in_the_template(model):
    page = (ROOT / "docs/adding-a-case.md").read_text("utf-8")
    template = (ROOT / "src/tightrope/cases/template/claims.yaml").read_text("utf-8")
    names = [field.alias or name for name, field in model.model_fields.items()]
    assert [name for name in names if f"`{name}`" not in page] == []
    assert [name for name in names if not re.search(rf"\b{name}:", template)] == []


def test_the_built_in_claims_are_in_both_languages_and_say_what_their_tests_leave_out():
    claims = load_case("central_asia").claims()
    assert len(claims) >= 50
    for claim in claims:
        for texts in (claim.by, claim.label, claim.leaves_out):
            assert set(texts) == {"en", "zh-Hant"}, claim.id
    assert {claim.kind for claim in claims} == set(ClaimKind)
    kinds = {type(claim.test) for claim in claims}
    assert {Compare, Joined, Refer, type(None)} <= kinds


def test_a_built_in_claim_with_an_untested_cause_motive_or_future_cannot_be_supported_by_its_test():
    whole = {claim.id for claim in load_case("central_asia").claims() if claim.test and claim.test_is is TestIs.EQUAL}
    assert whole == {
        "little-effect",
        "echo-of-history",
        "three-noes",
        "war-stirs-again",
        "wave-broader",
        "wave-deeper",
        "wave-in-politics",
        "long-game",
        "diversification",
    }


def test_no_claim_is_the_sentence_of_its_source(shared):
    with (shared / "seed_facts" / "seed_facts.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    theirs = {row["chinese_phrase"].strip("。「」") for row in rows} | {row["english"] for row in rows}
    texts = {text for claim in load_case("central_asia").claims() for text in claim.label.values()}
    assert not {text.strip("。.") for text in texts} & theirs
